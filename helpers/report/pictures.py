"""Finding the pictures that Markdown and outputs name."""

import base64
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

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
_DATA_URL = re.compile(r"data:(?P<mime>[^;,]+);base64,(?P<data>.*)", re.DOTALL)


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
    ValueError
        If there is no such picture in the notebook or below its folder, or it is of a
        type that cannot be printed.
    """
    if url.startswith("attachment:"):
        bundle = draft.attachments.get(unquote(url.removeprefix("attachment:")), {})
        mime = next((mime for mime in EXTENSIONS if mime in bundle), None)
        if mime is None:
            raise ValueError(f"no picture is attached as {url[:80]}")
        return draft.store(decode(bundle[mime], mime), EXTENSIONS[mime])
    data = _DATA_URL.fullmatch(url)
    if data and data["mime"] in EXTENSIONS:
        content = decode(data["data"], data["mime"])
        return draft.store(content, EXTENSIONS[data["mime"]])
    if re.match(r"[a-z]+://", url, re.IGNORECASE):
        raise ValueError(f"picture {url[:80]} is not in the notebook or its folder")
    return _picture_from_file(url, draft)


def _picture_from_file(url, draft):
    extension = PurePosixPath(url).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if extension not in EXTENSIONS.values():
        raise ValueError(f"picture {url[:80]} is not SVG, PNG, JPEG, GIF or WebP")
    try:
        folder = draft.base.resolve()
        path = (folder / unquote(url)).resolve()
        is_inside = path.is_relative_to(folder)  # a link or .. may lead anywhere
        data = read_file(path, LARGEST_PICTURE) if is_inside else b""
    except FileNotFoundError as error:
        raise ValueError(f"picture {url[:80]} is missing") from error
    except (OSError, ValueError, RuntimeError) as error:  # the last: links in a ring
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"picture {url[:80]} cannot be read: {reason}") from error
    if not is_inside:
        raise ValueError(f"picture {url[:80]} is outside the notebook's folder")
    return draft.store(data, extension)


def show_picture(name, alt, width=None):
    """Write a picture.

    Parameters
    ----------
    name : str
        Its name among the files of the draft.
    alt : str
        What it shows, for those who cannot see it.
    width : str, optional
        Its width on paper, a Typst length.

    Returns
    -------
    str
        Typst markup.
    """
    image = f"image({string(name)}, alt: {string(alt)})"
    extra = arguments(width=width)
    return f"#picture({image}{', ' * bool(extra)}{extra});"


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
    head = f"#picture(image({string(name)}, alt: "
    call = re.compile(re.escape(head) + r'"(?:[^"\\]|\\.)*"\)(?:, width: [\d.]+pt)?\);')
    return call.sub(lambda match: box, text)
