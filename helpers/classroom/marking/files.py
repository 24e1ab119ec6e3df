"""The notebooks in a tree of files, archives among them."""

import calendar
import io
import os
import re
import stat
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from ...report.reading import LARGEST_NOTEBOOK, read_file

_MOST_FILES = 100_000
_LARGEST_ARCHIVE = 2_000_000_000  # bytes of all that is in it
_DEEPEST_ARCHIVE = 2  # archives in archives


@dataclass(frozen=True)
class Found:
    """A file that may be a hand-in.

    Attributes
    ----------
    parts : tuple of str
        Its place: folders, archives, and its name.
    file : str
        The same, as it was found.
    when : float
        When it was changed, in seconds.
    read : callable or None
        () → its bytes; raises ValueError or OSError.
    trouble : str
        Why it cannot be read.
    """

    parts: tuple
    file: str
    when: float
    read: object
    trouble: str = ""


def find_files(folder, leave_out=None):
    """Find the notebooks in a folder and in the archives in it.

    Parameters
    ----------
    folder : str or Path
        Links in it are not followed.
    leave_out : str or Path, optional
        A folder that is not looked into.

    Returns
    -------
    list of Found
        In the order of their places.
    """
    folder = Path(folder)
    found = []
    for above, folders, files in os.walk(folder, onerror=None):
        place = Path(above)
        folders[:] = sorted(
            name
            for name in folders
            if not _is_hidden(name) and not _is_same(place / name, leave_out)
        )
        for name in sorted(files):
            if not _is_hidden(name):
                found += _look_at(place / name, folder)
        if len(found) > _MOST_FILES:
            raise ValueError(f"{folder} holds more than {_MOST_FILES:,} notebooks")
    return sorted(found, key=lambda file: file.parts)


def _look_at(path, folder):
    ending = path.suffix.lower()
    if ending not in (".ipynb", ".zip"):
        return []
    parts = tuple(map(_clean, path.relative_to(folder).parts))
    try:
        about = path.lstat()
    except OSError as error:
        return [Found(parts, "/".join(parts), 0.0, None, _reason(error))]
    if not stat.S_ISREG(about.st_mode):  # a link, a pipe, a device
        return []
    if ending == ".ipynb":
        return [
            Found(
                parts,
                "/".join(parts),
                about.st_mtime,
                lambda: read_file(path, LARGEST_NOTEBOOK),
            )
        ]
    return _archive(path, parts, "/".join(parts), about.st_mtime, 1)


def _archive(source, parts, file, when, depth):
    """List the notebooks in an archive; nothing of it is written to the disk."""
    place = (*parts[:-1], parts[-1][: -len(".zip")])
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        return [Found(place, file, when, None, f"the archive: {_reason(error)}")]
    if len(members) > _MOST_FILES or (
        sum(member.file_size for member in members) > _LARGEST_ARCHIVE
    ):
        text = "the archive holds too much"
        return [Found(place, file, when, None, text)]
    found = []
    for member in members:
        names = [_clean(p) for p in re.split(r"[/\\]", member.filename)]
        names = [name for name in names if name not in ("", ".", "..")]
        is_link = stat.S_ISLNK(member.external_attr >> 16)
        if member.is_dir() or not names or is_link or any(map(_is_hidden, names)):
            continue
        inner, below = (*place, *names), f"{file}/{'/'.join(names)}"
        changed = _when(member)
        if names[-1].lower().endswith(".ipynb"):
            read = _reader(source, member)
            found.append(Found(inner, below, changed, read))
        elif names[-1].lower().endswith(".zip") and depth < _DEEPEST_ARCHIVE:
            try:
                copy = io.BytesIO(_reader(source, member)())
            except ValueError as error:
                found.append(Found(inner, below, changed, None, _reason(error)))
            else:
                found += _archive(copy, inner, below, changed, depth + 1)
    return found


def _reader(source, member):
    def read():
        try:
            with zipfile.ZipFile(source) as archive, archive.open(member) as file:
                data = file.read(LARGEST_NOTEBOOK + 1)
        except Exception as error:  # a password; whatever damaged bytes lead to
            raise ValueError(_reason(error)) from None
        if len(data) > LARGEST_NOTEBOOK:
            raise ValueError(f"it has more than {LARGEST_NOTEBOOK:,} bytes")
        return data

    return read


def _when(member):
    try:
        return float(calendar.timegm(member.date_time))
    except (ValueError, OverflowError):
        return 0.0


def _is_hidden(name):
    return name.startswith(".") or name in ("__MACOSX", "__pycache__")


def _is_same(path, other):
    if other is None:
        return False
    try:
        return path.samefile(other)
    except OSError:
        return False


def _clean(name):
    """A name that can be written anywhere: no control characters, one form."""
    name = name.encode("utf-8", "replace").decode("utf-8", "replace")
    name = unicodedata.normalize("NFC", name)
    kept = (c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return "".join(kept).strip() or "unnamed"


def _reason(error):
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(text.split())[:200]
