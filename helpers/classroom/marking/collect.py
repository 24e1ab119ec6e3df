"""Hand-ins: which of the files are some, whose they are, and of which notebook."""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, replace

from ...report.reading import parse_notebook
from .files import find_files

_MOODLE = re.compile(r"(?P<student>.+?)_\d+_assignsubmission_", re.DOTALL)
_CANVAS = re.compile(r"(?P<student>[^_]+)(?:_LATE)?_\d+_\d+_.")
_COPY = re.compile(
    r"[ _-]*(?:\((?P<a>\d+)\)|(?:copy|Copy|Kopie)[ _-]?(?P<b>\d*)|-(?P<c>\d{1,2}))\Z"
)
_ASKS = re.compile(
    r"\bdef (my_\w+)|\b(?:check|derive|spot|predict)\(\s*[\"'](\w+)[\"']"
)


@dataclass(frozen=True)
class HandIn:
    """A notebook that a student handed in.

    Attributes
    ----------
    student, notebook : str
        Whose it is, and which notebook; the latter is empty if that is not known.
    file : str
        Where it was found, below the folder.
    cells : tuple of dict
        Its cells, each with "cell_type", "source" and "id"; outputs are left out.
    trouble : str
        Why it cannot be read.
    digest : str
        Of what is in the file.
    flags : tuple of str
        What stands out about the file.
    """

    student: str
    notebook: str
    file: str
    cells: tuple = ()
    trouble: str = ""
    digest: str = ""
    flags: tuple = ()


@dataclass(frozen=True)
class _Read:
    """A file that was looked at."""

    found: object
    name: str  # that notebook whose name is part of that of the file
    notebook: str = ""
    cells: tuple = ()
    trouble: str = ""
    digest: str = ""


def collect(folder, sheets, leave_out=None):
    """Collect the hand-ins of a folder.

    Parameters
    ----------
    folder : str or Path
        A tree of any form.
    sheets : dict of str to Sheet
        The notebooks, by their names.
    leave_out : str or Path, optional
        A folder that is not looked into.

    Returns
    -------
    hand_ins : list of HandIn
        One for each student and notebook, in their order: the latest.
    others : list of str
        Files that are notebooks, but none of these.

    Raises
    ------
    OSError
        If the folder cannot be read.
    """
    read = [_look_at(found, sheets) for found in find_files(folder, leave_out)]
    known = {file.notebook for file in read if file.notebook}
    if len(known) == 1:  # then what cannot be read is that notebook, too
        (only,) = known
        read = [
            replace(file, notebook=only) if file.trouble and not file.notebook else file
            for file in read
        ]
    others = [file.found.file for file in read if not file.notebook and file.cells]
    read = [file for file in read if file.notebook or file.trouble]
    groups = defaultdict(list)
    for student, file in zip(_students(read), read, strict=True):
        groups[student, file.notebook].append(file)
    return [_latest(*key, groups[key]) for key in sorted(groups)], others


def _latest(student, notebook, files):
    """The latest of the files of a student; one that can be read, if there is one."""
    files = sorted(files, key=_age)
    last = [file for file in files if not file.trouble][-1:] or files[-1:]
    (chosen,) = last
    flags = [
        f"also handed in, not looked at: {file.found.file}"
        for file in files
        if file is not chosen
    ]
    return HandIn(
        student,
        notebook,
        chosen.found.file,
        chosen.cells,
        chosen.trouble,
        chosen.digest,
        tuple(sorted(flags)),
    )


def _age(file):
    copy = _COPY.search(_stem(file.found))
    number = int(next(filter(None, copy.groups()), "1")) if copy else 0
    return int(file.found.when), number, file.found.parts


def _look_at(found, sheets):
    """Read a file, and find out which notebook it is."""
    by_name = _by_name(found, sheets)
    if found.trouble:
        return _Read(found, by_name, by_name, (), found.trouble)
    try:
        data = found.read()
    except (OSError, ValueError) as error:
        return _Read(found, by_name, by_name, (), _sentence(error))
    digest = hashlib.sha256(data).hexdigest()
    try:
        notebook = parse_notebook(data.decode("utf-8"))
        cells = _cells(notebook)
    except UnicodeDecodeError:
        return _Read(found, by_name, by_name, (), "it is not UTF-8", digest)
    except Exception as error:  # whatever is wrong with one must not stop the others
        return _Read(found, by_name, by_name, (), _sentence(error), digest)
    about = notebook.get("metadata")
    about = about.get("gradients_by_hand") if isinstance(about, dict) else None
    source = about.get("source") if isinstance(about, dict) else None
    if not isinstance(source, str) or source not in sheets:
        source = _by_exercises(cells, sheets) or by_name
    return _Read(found, by_name, source, cells, "", digest)


def _sentence(error):
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return " ".join(text.split())[:300]


def _cells(notebook):
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise ValueError("it has no list of cells")
    found = []
    for cell in cells:
        if not isinstance(cell, dict):
            continue
        source = cell.get("source", "")
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        kind, name = cell.get("cell_type"), cell.get("id")
        if isinstance(source, str) and kind in ("code", "markdown"):
            name = name if isinstance(name, str) else ""
            # Half a character, as "\ud800" in JSON, is none.
            source = source.encode("utf-8", "replace").decode()
            found.append({"cell_type": kind, "source": source, "id": name})
    return tuple(found)


def _by_exercises(cells, sheets):
    """The notebook of which most exercises are in the cells; empty if there is none."""
    names = set()
    for cell in cells:
        if cell["cell_type"] == "code":
            names |= {a or b for a, b in _ASKS.findall(cell["source"])}
    counts = {
        name: len(names & {asked.name for asked in sheet.asked})
        for name, sheet in sheets.items()
    }
    best = max(counts, key=counts.get, default="")
    return best if counts.get(best) else ""


def _stem(found):
    name = found.parts[-1]
    return name[: -len(".ipynb")] if name.lower().endswith(".ipynb") else name


def _by_name(found, sheets):
    """The notebook whose name is part of that of a file."""
    name = _stem(found).casefold()
    fitting = [sheet for sheet in sheets if sheet.casefold() in name]
    return max(fitting, key=len, default="")


# --- whose ----------------------------------------------------------------------------


def _students(read):
    """The name of the student of each file."""
    common = _common([file.found.parts[:-1] for file in read])
    level = _level(read, len(common))
    alone = [file for file in read if len(file.found.parts) == len(common) + 1]
    # Files that lie side by side and are named after nothing else are named after
    # students.
    are_named = len(alone) > 1 and not any(f.name for f in alone)
    return [_student(file, common, level, are_named) for file in read]


def _student(file, common, level, are_named):
    *folders, name = file.found.parts
    for part in (*folders, name):
        if made := _MOODLE.match(part):
            return made["student"].strip()
    if "submitted" in folders[:-1]:  # as nbgrader has it: submitted/ada/ps1
        return folders[folders.index("submitted") + 1]
    if made := _CANVAS.match(name):
        return made["student"]
    inner = folders[len(common) :]
    if inner:
        return inner[min(level, len(inner) - 1)]
    stem = _COPY.sub("", _stem(file.found))
    rest = _without(stem, file.name)
    if common and not are_named and rest in ("", stem):
        return common[-1]
    return rest or stem


def _common(folders):
    """The folders that all files are in."""
    common = []
    for parts in zip(*folders, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return common


def _level(read, start):
    """At which depth the names of folders tell most hand-ins of a notebook apart."""
    names = defaultdict(set)
    for file in read:
        for depth, part in enumerate(file.found.parts[start:-1]):
            names[depth].add((file.notebook, part))
    counts = {depth: len(found) for depth, found in names.items()}
    return max(counts, key=lambda depth: (counts[depth], -depth), default=0)


def _without(stem, name):
    """What is left of a name like ada_03_logistic without the notebook's."""
    place = stem.casefold().find(name.casefold()) if name else -1
    if place >= 0:
        stem = f"{stem[:place]} {stem[place + len(name) :]}"
    return stem.strip(" _-.")


def file_stem(student, notebook, taken):
    """A name for files about a hand-in, the same on every system.

    Parameters
    ----------
    student, notebook : str
        As of the hand-in.
    taken : set of str
        Names that other hand-ins have, in small letters; the new one is added.

    Returns
    -------
    str
        Such as "ada--03_logistic".
    """
    safe = re.sub(r"[^\w.+-]+", "_", student).strip("._") or "student"
    name = f"{safe[:80]}--{notebook or 'unknown'}"
    if safe != student or name.casefold() in taken:
        digest = hashlib.sha256(student.encode()).hexdigest()[:6]
        name = f"{safe[:80]}-{digest}--{notebook or 'unknown'}"
    taken.add(name.casefold())
    return name
