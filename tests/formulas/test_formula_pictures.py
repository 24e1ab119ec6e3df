"""Formulas are compared with pictures that were looked at, the ``*.png`` beside this.

Each ``*.txt`` holds one formula a line. This file, run as a program, draws the
pictures anew; look at every formula before committing them.
"""

from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
import typst
from PIL import Image

from helpers.formulas import typst as writer
from helpers.formulas.reader import read_display

FORMULAS = Path(__file__).parent
SHEETS = {
    path.stem: path.read_text(encoding="utf-8").splitlines()
    for path in sorted(FORMULAS.glob("*.txt"))
}
COLUMNS = 3
WIDTH, HEIGHT = 378, 186  # pixels that a formula has
PIXEL = 2 / 3  # points
PAGE = f"""#import "style.typ": *
#set page(width: {COLUMNS * WIDTH * PIXEL}pt, height: auto, margin: 0pt)
#set text(font: body-font, size: 10pt)
#show math.equation: set text(font: "New Computer Modern Math")
#set grid(align: horizon, inset: 4pt)
#grid(columns: ({WIDTH * PIXEL}pt,) * {COLUMNS}, rows: {HEIGHT * PIXEL}pt,
"""


def draw(formulas):
    """Set formulas on a sheet and return its grey levels, 0 for black."""
    cells = "".join(
        f"[{writer.display(read_display(formula))}],\n" for formula in formulas
    )
    with TemporaryDirectory() as folder:
        style = files("helpers.report").joinpath("style.typ").read_bytes()
        Path(folder, "style.typ").write_bytes(style)
        main = Path(folder, "main.typ")
        main.write_text(f"{PAGE}{cells})", encoding="utf-8")
        options = {"format": "png", "ppi": 72 / PIXEL, "ignore_system_fonts": True}
        png = typst.compile(main, root=folder, **options)
    return np.asarray(Image.open(BytesIO(png)).convert("L")).astype(int)


def place(sheet, number):
    """Return the part of a sheet with one of its formulas."""
    row, column = divmod(number, COLUMNS)
    rows = slice(row * HEIGHT, (row + 1) * HEIGHT)
    return sheet[rows, column * WIDTH : (column + 1) * WIDTH]


def look_alike(picture, other):
    """Compare two pictures of a formula.

    Another rounding moves an outline by a part of a pixel and changes greys a little.
    Another glyph, or one elsewhere, turns black to white.
    """
    return picture.shape == other.shape and (abs(picture - other) > 90).sum() <= 3


@pytest.fixture(scope="module")
def sheets():
    return {name: draw(formulas) for name, formulas in SHEETS.items()}


CASES = [(name, number) for name in SHEETS for number in range(len(SHEETS[name]))]


@pytest.mark.parametrize(("name", "number"), CASES)
def test_a_formula_looks_as_it_did_when_it_was_looked_at(sheets, name, number):
    with Image.open(FORMULAS / f"{name}.png") as picture:
        expected = place(np.asarray(picture.convert("L")).astype(int), number)
    found = place(sheets[name], number)
    assert (found < 128).sum() > 10, "nothing is drawn"
    assert look_alike(found, expected), SHEETS[name][number]


@pytest.mark.parametrize(
    ("formula", "other"),
    [
        ("a + b", "a - b"),
        ("x_i^2", "x_j^2"),
        (r"\hat{y}", r"\bar{y}"),
        (r"\sum_{i=1}^n x_i", r"\textstyle \sum_{i=1}^n x_i"),
        (r"p(x|y)", r"p(x \mid y)"),
        (r"a\,b", r"a\;b"),
    ],
)
def test_the_comparison_sees_a_wrong_sign_index_accent_or_space(formula, other):
    first, second = (place(draw([latex]), 0) for latex in (formula, other))
    assert look_alike(first, place(draw([formula]), 0))
    assert not look_alike(first, second)


if __name__ == "__main__":
    for name, formulas in SHEETS.items():
        grey = Image.fromarray(draw(formulas).astype(np.uint8))
        grey.quantize(16).save(FORMULAS / f"{name}.png", optimize=True)
