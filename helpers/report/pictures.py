"""Finding the pictures that Markdown and outputs name."""

import base64
import binascii
import io
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from PIL import Image

from .text import arguments, string

EXTENSIONS = {
    "image/svg+xml": "svg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
_DATA_URL = re.compile(r"data:(?P<mime>[^;,]+);base64,(?P<data>.*)", re.DOTALL)
_LARGEST_SVG = 5_000_000  # bytes; a larger one is a plot of too many points
_MOST_PIXELS = 50_000_000


def decode(data, mime):
    """Return the bytes of a picture stored in a notebook.

    Parameters
    ----------
    data : str or list of str
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
        If the picture is damaged or too large to print.
    """
    text = data if isinstance(data, str) else "".join(data)
    if mime == "image/svg+xml":
        return _checked(text.encode("utf-8", "replace"), "svg")
    try:
        return _checked(base64.b64decode(text), EXTENSIONS[mime])
    except binascii.Error as error:
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
        data = path.read_bytes() if is_inside else b""
    except (OSError, ValueError) as error:  # a name may hold characters that none has
        raise ValueError(f"picture {url[:80]} is missing") from error
    if not is_inside:
        raise ValueError(f"picture {url[:80]} is outside the notebook's folder")
    return draft.store(_checked(data, extension), extension)


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


def _checked(data, extension):
    """Return the bytes of a picture; raise ValueError if it cannot be printed."""
    if extension == "svg":
        if len(data) > _LARGEST_SVG:
            raise ValueError(f"an SVG of {len(data):,} bytes is too large to print")
        if b"<foreignObject" in data:
            raise ValueError("an SVG with HTML in it (foreignObject) cannot be printed")
        return data
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                size = f"{picture.width} × {picture.height}"
                raise ValueError(f"a picture of {size} pixels is too large to print")
            picture.load()
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(f"picture is damaged: {error}") from error
    return data
