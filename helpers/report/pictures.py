"""Finding the pictures that Markdown and outputs name."""

import base64
import re
from pathlib import PurePosixPath
from urllib.parse import unquote, unquote_to_bytes

from ..formulas.strings import arguments, string
from .draft import LARGEST_PICTURE
from .reading import read_file

EXTENSIONS = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
_DATA_URL = re.compile(
    r"data:(?P<mime>[^;,]+)(?:;[^;,]+)*?(?P<base64>;base64)?,(?P<data>.*)", re.DOTALL
)


class NotHereError(ValueError):
    """A picture that is somewhere on the web."""


def decode(data, mime):
    """Return the bytes of a picture stored in a notebook.

    Parameters
    ----------
    data : str
        The text of an SVG, or base64.
    mime : str
        The type of the picture.

    Returns
    -------
    bytes
        What a file of this type holds.

    Raises
    ------
    ValueError
        If it is no text, or not base64.
    """
    if not isinstance(data, str):
        raise ValueError(f"picture is damaged: {mime} is no text")
    if mime == "image/svg+xml":
        return data.encode("utf-8", "replace")
    try:
        return base64.b64decode(data)
    except ValueError as error:
        raise ValueError(f"picture is damaged: {error}") from error


def picture_from_url(url, draft):
    """Store the picture behind the address of a Markdown image.

    Parameters
    ----------
    url : str
        ``attachment:name``, a ``data:`` address or a path from the notebook's folder.
    draft : Draft
        Knows the attachments and the folder, and takes the picture.

    Returns
    -------
    str
        The name of the stored picture.

    Raises
    ------
    NotHereError
        If the address is one of the web, and nobody brought the picture.
    ValueError
        If there is no such picture in the notebook or below its folder, or it is of a
        type that cannot be printed.
    """
    url = draft.embedded.get(url, url)
    if url.startswith("attachment:"):
        name = url.removeprefix("attachment:")
        found = (draft.attachments.get(key) for key in (name, unquote(name)))
        bundle = next(filter(None, found), {})
        mime = next((mime for mime in EXTENSIONS if mime in bundle), None)
        if mime is None:
            raise ValueError(f"no picture is attached as {url[:80]}")
        return draft.store(decode(bundle[mime], mime), EXTENSIONS[mime])
    data = _DATA_URL.fullmatch(url)
    if data and data["mime"] in EXTENSIONS:
        content = unquote_to_bytes(data["data"])
        if data["base64"]:
            content = decode(content.decode("ascii", "replace"), "image/*")
        return draft.store(content, EXTENSIONS[data["mime"]])
    if re.match(r"(https?:)?//", url, re.IGNORECASE):
        return _picture_of_the_web(url, draft)
    if re.match(r"[a-z]+://", url, re.IGNORECASE):
        raise ValueError(f"picture {url[:80]} is not in the notebook or its folder")
    return draft.store(*_file_of(draft.base, url, url, draft.root))


def _picture_of_the_web(url, draft):
    """Store a picture of the web, if somebody brought it; nothing is ever fetched."""
    place = re.sub(r"^(https?:)?//|[?#].*$", "", url, flags=re.IGNORECASE)
    for name in (place, PurePosixPath(place).name) if draft.cache else ():
        if (draft.cache / unquote(name)).is_file():
            return draft.store(*_file_of(draft.cache, name, url))
    raise NotHereError(f"picture {url[:80]} is on the web")


def _file_of(folder, name, url, root=None):
    """Return the bytes of a file in a folder, or in a root, and its extension."""
    name = re.sub(r"[?#].*$", "", name)  # ?raw=true, which browsers pass over
    extension = PurePosixPath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if extension not in EXTENSIONS.values():
        raise ValueError(f"picture {url[:80]} is not SVG, PNG, JPEG, GIF or WebP")
    try:
        folders = [place.resolve() for place in (folder, root) if place is not None]
        path = (folders[0] / unquote(name)).resolve()
        # A link or .. may lead anywhere.
        is_inside = any(path.is_relative_to(place) for place in folders)
        data = read_file(path, LARGEST_PICTURE) if is_inside else b""
    except FileNotFoundError as error:
        raise ValueError(f"picture {url[:80]} is missing") from error
    except (OSError, ValueError, RuntimeError) as error:  # the last: links in a ring
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"picture {url[:80]} cannot be read: {reason}") from error
    if not is_inside:
        message = f"picture {url[:80]} is outside the notebook's folder"
        raise ValueError(f"{message}, and no --root that holds it is given")
    return data, extension


def show_picture(name, alt, width=None, height=None, in_line=False):
    """Write a picture.

    Parameters
    ----------
    name : str
        Its name among the files of the draft.
    alt : str
        What it shows, for those who cannot see it.
    width, height : str, optional
        Its size on paper, Typst lengths, or a share of the line: ``"50%"``.
    in_line : bool
        Whether it stands in a line of text.

    Returns
    -------
    str
        Typst markup.
    """
    image = f"image({string(name)}, alt: {string(alt)})"
    extra = arguments(width=width, height=height)
    call = "inline-picture" if in_line else "picture"
    return f"#{call}({image}{', ' * bool(extra)}{extra});"


def without_picture(text, name, box):
    """Replace what :func:`show_picture` wrote of one picture.

    Parameters
    ----------
    text : str
        Typst markup with the picture in it.
    name : str
        The name of the picture.
    box : str
        Typst markup to stand in its place.

    Returns
    -------
    str
        Typst markup.
    """
    head = rf"#(?:inline-)?picture\(image\({re.escape(string(name))}, alt: "
    sizes = r"(?:, (?:width|height): [\d.]+(?:pt|%))*"
    call = re.compile(rf'{head}"(?:[^"\\]|\\.)*"\){sizes}\);')
    return call.sub(lambda match: box, text)
