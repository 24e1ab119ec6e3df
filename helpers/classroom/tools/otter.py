"""The master of an assignment of otter-grader: raw cells say what is a question.

Each question has two tests, one for each half of its points, so half points arrive.
"""

import json
import re

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from helpers.classroom.asked import exercises
from helpers.classroom.markers import (
    code_with_both,
    code_without_solutions,
    text_and_solutions,
)

from . import WRITTEN_POINTS
from .master import identifier, solved, variable

CONFIG = """# ASSIGNMENT CONFIG
name: {name}
export_cell:
  pdf: false
  run_tests: false
tests:
  ok_format: false
files:
  - DATA.md
"""
# Of two tests of one name in a question otter would keep only the second.
TEST = '''""" # BEGIN TEST CONFIG
points: {points}
""" # END TEST CONFIG
def test_{name}_{part}({answer}):
    from helpers.exercises.grading import grade
    points = grade("{name}", {answer})
    assert points >= {least}, f"{{points:g}} of {of:g} points"
'''


def master(path):
    """Make the master notebook of an assignment.

    Parameters
    ----------
    path : Path
        The solved notebook.

    Returns
    -------
    NotebookNode
        With the solutions, which `otter assign` takes out.

    Raises
    ------
    ValueError
        If no master can be made of it.
    OSError
        If it cannot be read.
    """
    notebook = solved(path)
    asked = {}
    for task in exercises(notebook):
        if task.of:
            asked.setdefault(_place(task, notebook.cells), []).append(task)
    cells = [_raw("config", CONFIG.format(name=json.dumps(path.stem)))]
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            cells += _code(cell, asked.get(index, ()))
        elif cell.cell_type == "markdown" and text_and_solutions(cell.source)[1]:
            cells += _written(cell)
        else:
            cells.append(cell)
    notebook.cells = cells
    notebook.nbformat_minor = max(5, notebook.nbformat_minor)  # cells have ids
    return nbformat.from_dict(notebook)


def _place(task, cells):
    """Index of the cell in which a student answers."""
    if task.kind != "function":
        return task.cell
    begin = re.compile(rf"^def {task.name}\(", re.MULTILINE)
    for index in range(task.cell, -1, -1):
        if cells[index].cell_type == "code" and begin.search(cells[index].source):
            return index
    raise ValueError(f"cell {task.cell + 1}: no cell above it defines {task.name}")


def _code(cell, tasks):
    """A cell of code, and the questions that it answers.

    Otter takes solutions out of questions only. Where nothing is asked that earns
    points, as for a prediction, the solution does not even get into the master.
    """
    if not tasks:
        cell.source = code_without_solutions(cell.source)
        return [cell]
    cell.source = code_with_both(cell.source, "# BEGIN SOLUTION NO PROMPT")
    name = identifier(tasks[0].name)
    solution = [
        _raw(f"{name}-s", "# BEGIN SOLUTION"),
        cell,
        _raw(f"{name}-s-end", "# END SOLUTION"),
    ]
    questions = [_question(tasks[0], solution), *map(_question, tasks[1:])]
    return [part for question in questions for part in question]


def _question(task, solution=()):
    """Cells that ask for the points of an answer, and show the student a check."""
    name = identifier(task.name)
    words = {"name": task.name, "answer": variable(task), "of": task.of}
    tests = [
        new_code_cell(
            TEST.format(part=part, points=task.of / 2, least=least, **words),
            id=f"{name}-{part}",
        )
        for part, least in (("half", task.of / 2), ("whole", task.of))
    ]
    return [
        _raw(f"{name}-q", f"# BEGIN QUESTION\nname: {name}\npoints: {task.of}"),
        *solution,
        _raw(f"{name}-t", "# BEGIN TESTS"),
        *tests,
        _raw(f"{name}-t-end", "# END TESTS"),
        _raw(f"{name}-q-end", "# END QUESTION"),
    ]


def _written(cell):
    """Cells of a question that a human marks: the text, and the solution's own cell."""
    text, solutions = text_and_solutions(cell.source)
    name = identifier(cell.id)
    question = f"# BEGIN QUESTION\nname: {name}\nmanual: true\npoints: {WRITTEN_POINTS}"
    cell.source = text
    return [
        _raw(f"{name}-q", question),
        cell,
        _raw(f"{name}-s", "# BEGIN SOLUTION"),
        new_markdown_cell("\n\n".join(solutions), id=f"{name}-answer"),
        _raw(f"{name}-s-end", "# END SOLUTION"),
        _raw(f"{name}-q-end", "# END QUESTION"),
    ]


def _raw(name, source):
    return new_raw_cell(source.strip(), id=name[:64])
