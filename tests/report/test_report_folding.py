"""What a report leaves out of the code, and that it says so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_cells import PNG, code, notebook, pages_of, pdf, result

from helpers.report import TypstExporter
from helpers.report.__main__ import main
from helpers.report.folding import short

CAPTION, ALT = "Cost of each run.", "A falling curve."
PICTURE = result({"image/png": PNG}, caption=CAPTION, alt=ALT)
TABLE = result({"text/html": "<table><td>1</table>"}, caption=CAPTION)
DRAWING = f'''runs = train()
figure, ax = new_figure()
ax.plot(runs)

show(
    figure,
    "Cost of "
    "each run.",
    alt="{ALT}",
)'''


def pieces(source, *outputs, tags=()):
    return short(code(source, *outputs, tags=tags), source)


def test_the_code_from_a_figure_to_its_caption_is_folded():
    assert pieces(DRAWING, PICTURE) == ["runs = train()", 7 + 1]


def test_code_after_a_figure_is_printed():
    assert pieces(f"{DRAWING}\nprint(1)", PICTURE) == ["runs = train()", 8, "print(1)"]


def test_two_figures_of_one_cell_are_folded_each():
    other = result({"image/png": PNG}, caption="Second.")
    source = f'{DRAWING}\nx = 1\nfigure, ax = new_figure()\nshow(figure, "Second.")'
    assert pieces(source, PICTURE, other) == ["runs = train()", 8, "x = 1", 2]


def test_a_caption_is_not_printed_twice():
    source = f'table = f()\nshow(\n    table,\n    "{CAPTION}",\n)\nprint(1)'
    shown = "table = f()\nshow(table, …)\nprint(1)"
    assert pieces(source, TABLE) == [shown]


def test_a_figure_that_is_made_where_it_is_shown_loses_only_its_words():
    source = f'show(explore(X, y), "{CAPTION}", alt="{ALT}")'
    assert pieces(source, PICTURE) == ["show(explore(X, y), …, alt=…)"]


def test_what_goes_into_a_figure_is_no_part_of_its_drawing():
    source = f'X = train()\nshow(explore(X, y), "{CAPTION}")'
    assert pieces(source, PICTURE) == ["X = train()\nshow(explore(X, y), …)"]


def test_a_caption_with_numbers_in_it_is_recognised():
    source = 'show(table, f"Cost of {n:,} {what}.")'
    output = result({"text/html": "<table>"}, caption="Cost of 1,000 runs.")
    assert pieces(source, output) == ["show(table, …)"]


@pytest.mark.parametrize(
    "words", ["{n} runs.", "Cost of {n}", "Cost {a}of{b} runs.", "{a}{b} runs{c}."]
)
def test_a_number_may_stand_anywhere_in_a_caption(words):
    output = result({"text/html": "<table>"}, caption="Cost of 1,000 runs.")
    assert pieces(f'show(table, f"{words}")', output) == ["show(table, …)"]


@pytest.mark.parametrize(
    "words",
    [
        *("{n} runs", "cost of {n}", "Cost {a}off{b} runs.", "{n}"),
        *("Cost of 1,0{n}0 runs.", "{a} {b}", "{a} of {b}."),
    ],
)
def test_another_caption_with_numbers_in_it_is_none(words):
    output = result({"text/html": "<table>"}, caption="Cost of 10 runs.")
    source = f'show(table, f"{words}")'
    assert pieces(source, output) == [source]


def test_a_caption_of_very_many_numbers_takes_no_time():
    output = result({"text/html": "<table>"}, caption="a" * 40_000)
    source = f'show(table, f"{"a{n}" * 2000}b")'
    assert pieces(source, output) == [source]


def test_letters_of_more_than_one_byte_do_not_shift_what_is_left_out():
    source = f'show("ŷ − αλ", "{CAPTION}", "∂J")'
    assert pieces(source, TABLE) == ['show("ŷ − αλ", …, "∂J")']


@pytest.mark.parametrize(
    "source",
    [
        f'x = 1; show(table, "{CAPTION}")',
        f'show(table, "{CAPTION}"); x = 1',
        "show(table, caption)",
        f'%matplotlib inline\nshow(table, "{CAPTION}")',
        'show(table, f"{words}")',
        'show(table, "Another caption.")',
    ],
)
def test_what_is_not_understood_is_printed_as_it_is(source):
    assert pieces(source, TABLE, PICTURE) == [source]


def test_a_cell_with_the_tag_plot_is_folded():
    assert pieces("plt.plot(x)\n\nplt.show()", tags=["plot"]) == [2]


def test_what_a_student_draws_without_a_declaration_is_printed():
    source = "plt.plot(x)\nplt.show()"
    assert pieces(source, result({"image/png": PNG})) == [source]


@given(st.lists(st.sampled_from([*DRAWING.split("\n"), "x = 1", "", "print(1)"])))
def test_each_line_is_printed_or_counted(lines):
    source = "\n".join(lines)
    found = pieces(source, PICTURE)
    folded = sum(piece for piece in found if isinstance(piece, int))
    printed = [line for piece in found if isinstance(piece, str) for line in [piece]]
    shown = [line for line in "\n".join(printed).split("\n") if line.strip()]
    assert "…" in "".join(shown) or folded + len(shown) == sum(map(bool, lines))


def test_a_line_says_how_much_is_folded():
    (page,) = pages_of(pdf("# T", code(DRAWING, PICTURE)))
    assert "runs = train()" in page
    assert "8 lines of code that draw, not printed" in page
    assert "new_figure" not in page
    assert page.count("Cost of") == 1


@pytest.fixture
def source_with():
    """Return a function: the Typst of a notebook that draws, by its choice of code."""

    def source_with(**options):
        exporter = TypstExporter(strict=True, **options)
        shown = notebook("# T", code(DRAWING, PICTURE))
        return exporter.from_notebook_node(shown)[0]

    return source_with


def test_all_code_or_none_can_be_printed(source_with):
    assert "new_figure" in source_with(code="all")
    assert "#left-out" not in source_with(code="all")
    assert "train" not in source_with(code="none")
    assert "#left-out" not in source_with(code="none")
    assert source_with() == source_with(code="short")


def test_the_command_refuses_another_choice_of_code(capsys):
    with pytest.raises(SystemExit):
        main(["--code", "some", "a.ipynb"])
    assert "argument --code: invalid choice: 'some'" in capsys.readouterr().err
