"""Finding the pictures that Markdown and outputs name."""

import base64
import binascii
import re
from pathlib import PurePosixPath
from urllib.parse import unquote

EXTENSIONS = {"image/svg+xml": "svg", "image/png": "png", "image/jpeg": "jpg"}
_DATA_URL = re.compile(r"data:(?P<mime>[^;,]+);base64,(?P<data>.*)", re.DOTALL)


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
        If the base64 is damaged.
    """
    text = data if isinstance(data, str) else "".join(data)
    if mime == "image/svg+xml":
        return text.encode()
    try:
        return base64.b64decode(text)
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
        If there is no such picture, or it is of a type that cannot be printed.
    """
    if url.startswith("attachment:"):
        bundle = draft.attachments.get(unquote(url.removeprefix("attachment:")), {})
        mime = next((mime for mime in EXTENSIONS if mime in bundle), None)
        if mime is None:
            raise ValueError(f"no picture is attached as {url}")
        return draft.store(decode(bundle[mime], mime), EXTENSIONS[mime])
    data = _DATA_URL.fullmatch(url)
    if data and data["mime"] in EXTENSIONS:
        content = decode(data["data"], data["mime"])
        return draft.store(content, EXTENSIONS[data["mime"]])
    extension = PurePosixPath(url).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    path = draft.base / unquote(url)
    if extension not in EXTENSIONS.values() or not path.is_file():
        raise ValueError(f"picture {url[:80]} is missing or not SVG, PNG or JPEG")
    return draft.store(path.read_bytes(), extension)
