"""All feedback on a class: from a folder of results to PDFs."""

import re

from helpers.classroom.marking.sameness import same_answers
from helpers.classroom.writing import write
from helpers.machine.progress import progress_bar

from .paper import typeset
from .results import read_results
from .student import feedback
from .whole_class import report
from .written import mark_written


def give_back(marks, sheets):
    """Make a PDF for each hand-in, and one for the class.

    Parameters
    ----------
    marks : Path
        The folder with ``results/``; ``feedback/``, ``class.pdf`` and ``written.csv``
        go there, too.
    sheets : dict of str to Sheet
        The notebooks, by their names: they say where to read again.

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
    _flag_the_same(results, sheets)
    read = dict.fromkeys(result.notebook for result in results if not result.trouble)
    notes += [
        f"{name}: no solved notebook says where to read again"
        for name in read
        if name not in sheets
    ]
    titles = {name: sheet.title for name, sheet in sheets.items()}
    asked = {
        name: {task.name: task for task in sheet.asked}
        for name, sheet in sheets.items()
    }
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


def _flag_the_same(results, sheets):
    """Add to the flags of each answer who else wrote the same."""
    same = {
        (student, notebook, exercise): words
        for student, notebook, exercise, _, words in same_answers(
            [vars(result) for result in results], sheets
        )
    }
    for result in results:
        for mark in result.marks:
            key = (result.student, result.notebook, mark["name"])
            if key in same:
                mark["flags"] = [*mark["flags"], same[key]]


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
