"""The displayed formulas of a notebook: read from its file, and followed row by row."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers.derivations.sections import DISPLAYS, UNREAD
from helpers.formulas.meaning.following import follow
from helpers.formulas.meaning.labelled import MeaningError
from helpers.formulas.meaning.lines import rows_of
from helpers.formulas.meaning.wording import in_a_line
from helpers.formulas.reader import read_display
from helpers.formulas.tokens import TexError

_DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)


@dataclass(frozen=True)
class Found:
    """A displayed formula in a notebook.

    Attributes
    ----------
    tag : str
        Its number; empty if it has none.
    latex : str
        What stands between the dollar signs.
    rows : int
        How many rows it has.
    """

    tag: str
    latex: str
    rows: int


def displays_of(path):
    """Find the displayed formulas of a notebook.

    Parameters
    ----------
    path : str or Path
        The notebook's file.

    Returns
    -------
    list of Found
        In order.

    Raises
    ------
    TexError
        If one of them is no LaTeX that the reader knows.
    """
    cells = json.loads(Path(path).read_text(encoding="utf-8"))["cells"]
    texts = ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]
    found = []
    for text in texts:
        for match in _DISPLAY.finditer(text):
            display = read_display(match[1])
            tag = display.tags[0][0] if display.tags else ""
            found.append(Found(tag, match[1].strip(), len(rows_of(display))))
    return found


def trouble(latex, world, rng):
    """What is wrong with a display, in words.

    Parameters
    ----------
    latex : str
        A displayed formula.
    world : World
        What its letters mean.
    rng : numpy.random.Generator
        Draws the points.

    Returns
    -------
    str
        The first row that does not follow, and why; empty if all do.
    """
    try:
        followed = follow(latex, world, rng, may_define=False)
    except (MeaningError, TexError) as error:
        return f"{error}"
    wrong = followed.wrong
    if wrong is None:
        return ""
    row = rows_of(followed.display)[wrong.row]
    text = " ".join(in_a_line(tuple(n for cell in row.cells for n in cell)).split())
    return f"row {wrong.row + 1}, {text}: {wrong.message}"


def check_displays(notebook, first, last, rng=None):
    """Read the displayed formulas of a notebook, and follow them row by row.

    Each row must be equal to the row above at random points (or stand in the relation
    that it names), a derivative to the slope of what is differentiated.

    Parameters
    ----------
    notebook : str or Path
        The file, beside which the notebook runs.
    first, last : str
        Numbers of the first and the last formula: "1.1".
    rng : numpy.random.Generator, optional
        Draws the points; by default always the same.

    Raises
    ------
    AssertionError
        If a row does not follow; the message says which, and why.
    ValueError
        If the notebook has no formula of such a number.
    """
    if rng is None:
        rng = np.random.default_rng(0)
    if not Path(notebook).is_file():
        print(f"There is no file {notebook} here: nothing was read.")
        return
    found = displays_of(notebook)
    tags = [display.tag for display in found]
    for tag in (first, last):
        if tag not in tags:
            raise ValueError(f"{notebook} has no formula ({tag})")
    chosen = found[tags.index(first) : tags.index(last) + 1]
    rows, unread = 0, []
    for display in chosen:
        if display.tag in UNREAD:
            unread.append(f"({display.tag}) {UNREAD[display.tag]}")
            continue
        if display.tag not in DISPLAYS:
            raise ValueError(f"it is not said what the letters of ({display.tag}) mean")
        text = trouble(display.latex, DISPLAYS[display.tag], rng)
        assert not text, f"({display.tag}), {text}"
        rows += display.rows
    not_read = f" Not read: {'; '.join(unread)}." if unread else ""
    print(
        f"({first}) to ({last}): {rows} rows are read, and at random points each "
        f"follows from the row above.{not_read}"
    )
