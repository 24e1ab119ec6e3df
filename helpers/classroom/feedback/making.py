"""All feedback on a class: from a folder of results to PDFs."""

import re

from helpers.classroom.asked import exercises
from helpers.classroom.edition import read_cells
from helpers.classroom.writing import write
from helpers.machine.progress import progress_bar

from .paper import typeset
from .results import read_results
from .student import feedback
from .whole_class import report
from .written import mark_written

_TITLE = re.compile(r"^#\s+(.+?)\s*#*$", re.MULTILINE)


def give_back(marks, notebooks):
    """Make a PDF for each hand-in, and one for the class.

    Parameters
    ----------
    marks : Path
        The folder with ``results/``; ``feedback/``, ``class.pdf`` and ``written.csv``
        go there, too.
    notebooks : list of Path
        Solved notebooks: they say where to read again.

    Returns
    -------
    int
        The number of PDFs of students.
    list of str
        What the instructor should know, a line each.

    Raises
    ------
    ValueError
        If a result or ``written.csv`` cannot be used; no PDF is made then.
    OSError
        If a file cannot be read or written.
    """
    results = read_results(marks / "results")
    if not results:
        raise ValueError(f"{marks / 'results'} holds no results: mark hand-ins first")
    notes = mark_written(results, marks / "written.csv")
    solved = {path.stem: path for path in notebooks}
    asked, titles = {}, {}
    read = [result for result in results if not result.trouble]
    for name in dict.fromkeys(result.notebook for result in read):
        if name not in solved:
            notes.append(f"{name}: no solved notebook says where to read again")
            continue
        notebook = read_cells(solved[name])
        asked[name] = {task.name: task for task in exercises(notebook)}
        titles[name] = _title(notebook) or name
    folder = marks / "feedback"
    folder.mkdir(exist_ok=True)
    names = _file_names(results)
    others = {path.name for path in folder.glob("*.pdf")} - set(names)
    notes += [f"feedback/{name} is of no hand-in any more" for name in sorted(others)]
    with progress_bar(len(results), "PDF") as bar:
        for result, name in zip(results, names, strict=True):
            parts = feedback(result, asked.get(result.notebook, {}))
            title = titles.get(result.notebook, result.notebook)
            pdf = typeset(parts, title, "Feedback", result.student)
            write(folder / name, pdf)
            bar.update(1)
    parts = report(results, titles, notes, marks)
    pdf = typeset(parts, "The class", "For the instructor", folder=marks)
    write(marks / "class.pdf", pdf)
    return len(results), notes


def _title(notebook):
    texts = (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return next((found[1] for found in map(_TITLE.search, texts) if found), "")


def _file_names(results):
    """A name for each that every system can write, and that no other one has."""
    names, taken = [], set()
    for result in results:
        stem = f"{_simple(result.student)}--{_simple(result.notebook)}"
        name, number = stem, 2
        while name.casefold() in taken:
            name, number = f"{stem}-{number}", number + 1
        taken.add(name.casefold())
        names.append(f"{name}.pdf")
    return names


def _simple(text):
    return re.sub(r"[^\w .,()@+-]", "_", text)[:80].strip(" .") or "_"
