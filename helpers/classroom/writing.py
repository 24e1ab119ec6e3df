"""Files are written as a whole or not at all."""

import os


def write(path, data):
    """Write a file as a whole or not at all.

    Parameters
    ----------
    path : Path
        The file.
    data : bytes or str
        What will be in it; text becomes UTF-8.

    Raises
    ------
    OSError
        If it cannot be written.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "replace")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
