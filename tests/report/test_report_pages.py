"""How the pages of a report are filled, and what it says at its end."""

import base64
import io
import random
import re

import pytest
from PIL import Image
from report_cells import PNG, code, notebook, pages_of, result
from report_pages import Report, empty

from helpers.report import ReportExporter


def picture(height, **words):
    """Return a cell that shows a picture, `height` centimetres high."""
    buffer = io.BytesIO()
    size = (300, round(300 * height / 8))
    Image.new("RGB", size, "navy").save(buffer, "png", dpi=(95.25, 95.25))
    data = base64.b64encode(buffer.getvalue()).decode()
    return code("plt.show()", result({"image/png": data}, **words))


def report(*cells):
    exporter = ReportExporter()
    document, _ = exporter.from_notebook_node(notebook("# T", *cells))
    return document, exporter.problems


WORDS = " ".join(f"word{k}" for k in range(150))


@pytest.mark.parametrize("caption", [{}, {"caption": "It falls."}])
@pytest.mark.parametrize("lead", ["", "## Heading\n\n"])
def test_no_page_is_left_more_than_a_fifth_empty_before_a_figure(caption, lead):
    cells = []
    for height in (9, 10, 11, 8, 12, 9, 10, 11):
        cells += [WORDS, f"{lead}see:", picture(height, **caption)]
    document, problems = report(*cells, WORDS)
    assert not problems
    assert len(Report(document).pictures()) == 8
    assert max(empty(document)) < 0.25  # with a heading that stays with its text


def test_where_a_figure_stood_the_report_says_where_it_went():
    document, _ = report(
        *[WORDS] * 2, picture(14, caption="It falls."), "after", WORDS, picture(2)
    )
    first, second, *_ = pages_of(document)
    assert re.search(r"→ Figure 1, page 2\s+after", first)
    assert "Figure 1. It falls." in second
    assert "→" not in second


@pytest.mark.parametrize(
    ("seed", "count"), [(1, 12), (8, 12), (13, 12), (16, 12), (15, 25), (36, 25)]
)
def test_a_figure_moves_to_a_later_page_or_stays_and_no_page_is_left_empty(seed, count):
    heights = random.Random(seed).choices(range(3, 15), k=count)
    cells = [cell for h in heights for cell in (WORDS, f"## H{h}\n\nsee", picture(h))]
    document, _ = report(*cells, WORDS, WORDS)
    assert max(empty(document)) < 0.25  # with a heading that stays with its text
    shown = Report(document)
    assert all(target > page for page, target in shown.moved())
    for _, left, _, right, _ in shown.pictures():
        assert left + right == pytest.approx(shown.size[0], abs=2)


def test_a_figure_that_fits_stays_where_it_is():
    document, _ = report("above", picture(3), "below")
    (page,) = pages_of(document)
    assert "→" not in page


def test_the_problems_are_listed_at_the_end():
    document, problems = report(r"$\nosuch$", "words", code("f()", result({"a/b": ""})))
    text = pages_of(document)[-1].replace("\n", " ")
    listed = text.rpartition("What could not be printed")[2]
    assert len(problems) == 2
    for number in (2, 4):
        assert f"cell {number} (" in listed


def test_a_report_without_problems_has_no_such_list():
    document, _ = report("words", code("f()", result({"image/png": PNG})))
    assert "could not" not in "".join(pages_of(document))


def test_a_character_that_no_font_has_is_a_box_in_the_list_too():
    document, problems = report("$\\n\U0010fffd$")
    assert problems
    assert "□" in pages_of(document)[-1].split("What could not be printed")[1]


def test_very_many_problems_are_counted_in_the_list():
    document, problems = report(*[r"$\nosuch$"] * 205)
    assert len(problems) == 205
    assert "… 5 more" in pages_of(document)[-1]
