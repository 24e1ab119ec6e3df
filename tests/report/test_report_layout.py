"""Where things stand on the pages: inside of the margins, apart, and not alone."""

import itertools
from pathlib import Path

import pytest
from report_cells import code, pages_of, pdf, result
from report_pages import Report, collisions, outside

from helpers.report import ReportExporter

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").rglob("*.ipynb"))
PLACES = range(40)


@pytest.fixture(scope="module", params=NOTEBOOKS, ids=lambda path: path.stem)
def report(request):
    return Report(ReportExporter(strict=True).from_filename(str(request.param))[0])


def test_nothing_of_our_notebooks_is_outside_of_the_margins(report):
    assert outside(report) == []


def test_no_letter_of_our_notebooks_stands_on_another(report):
    assert collisions(report) == []


def test_no_heading_of_our_notebooks_ends_a_page(report):
    for words, page, height in report.places_of_headings():
        assert report.has_words(page, 75, height - 20), words


def test_a_figure_of_our_notebooks_that_moves_goes_to_a_later_page(report):
    for page, target in report.moved():
        assert target > page


def spread(make):
    """Return a report with cells at many heights of its pages."""
    cells = []
    for k in PLACES:
        cells += ["\n\n".join(["word"] * (5 + 7 * k % 11)), *make(k)]
    return Report(pdf("# T", *cells))


def are_together(report, first, last):
    return report.box(first)[0] == report.box(last)[0]


def test_a_few_lines_of_code_stay_with_what_they_print():
    report = spread(
        lambda k: [
            code(
                f"a = {k}\nb = a\ncheck_{k}_(a)",
                result({"text/markdown": f"Right: {k}.\n\nSo go on."}),
            )
        ]
    )
    assert all(are_together(report, f"check_{k}_", f"Right: {k}.") for k in PLACES)


@pytest.mark.parametrize("mark", ["1.", "-"])
def test_a_short_list_stays_on_one_page(mark):
    words = "first{k}_", "second", "third", "last{k}_"
    items = "\n".join(f"{mark} {word}" for word in words)
    report = spread(lambda k: [items.format(k=k)])
    assert all(are_together(report, f"first{k}_", f"last{k}_") for k in PLACES)


def test_words_stand_on_the_page_of_two_items_of_the_list_below_them():
    lines = "\n".join(f"- item{n}x{{k}}_" for n in range(9))
    report = spread(lambda k: [f"above{k}_:\n\n{lines.format(k=k)}"])
    assert all(are_together(report, f"above{k}_", f"item1x{k}_") for k in PLACES)
    assert not all(are_together(report, f"above{k}_", f"item8x{k}_") for k in PLACES)


def test_a_list_with_space_between_its_items_stands_as_far_from_the_text():
    report = Report(pdf("# T", "above\n\n1. one\n\n2. two\n\nbelow"))
    tops = [report.box(word)[2] for word in ("above", "one", "two", "below")]
    distances = [upper - lower for upper, lower in itertools.pairwise(tops)]
    assert distances == pytest.approx([distances[1]] * 3, abs=1)


def test_the_lines_of_a_list_end_where_those_of_the_text_do():
    words = " ".join(f"{'wide' * (k % 4)}e" for k in range(15))
    report = Report(pdf("# T", f"long {'text ' * 40}\n\n- {words} END {words}"))
    ends = [box[:, 2].max() for _, box in report.letters]
    assert ends == pytest.approx([524.4], abs=1)
    boxes = report.letters[0][1]
    bottom = report.box("END")[2]
    line = boxes[abs(boxes[:, 1] - bottom) < 4]
    assert line[:, 2].max() == pytest.approx(524.4, abs=2)


def test_a_long_list_goes_on_on_the_next_page():
    report = Report(pdf("# T", "\n".join(f"1. item {k}" for k in range(90))))
    assert report.box("item 0")[0] == 0
    assert report.box("item 89")[0] == 1


def test_a_quotation_stands_as_far_from_the_text_as_a_paragraph():
    report = Report(pdf("# T", "above\n\n> quoted\n\nbelow\n\nlast"))
    tops = [report.box(word)[4] for word in ("above", "quoted", "below", "last")]
    distance = tops[2] - tops[3]
    assert tops[0] - tops[1] < distance + 8
    assert tops[1] - tops[2] < distance + 8


def test_code_with_a_shortened_caption_breaks_between_statements():
    functions = "\n\n\n".join(
        f"def f{k}_(x):\n" + "    x += 1\n" * 5 + f"    return {k}_000"
        for k in range(30)
    )
    shown = result({"text/html": "<table><td>1</table>"}, caption="What f gives.")
    source = f'{functions}\nshow(table, "What f gives.")'
    report = Report(pdf("# T", code(source, shown)))
    assert "show(table, …)" in report.text
    for k in range(30):
        assert are_together(report, f"def f{k}_", f"return {k}_000")


def test_long_code_breaks_neither_near_its_ends_nor_beside_a_bracket():
    report = spread(
        lambda k: [
            code(
                f"def f{k}_(x):\n    a = x\n    third{k}_ = a\n    d = 4\n"
                f"    open{k}_ = [\n        item{k}_,\n        a,\n        end{k}_,\n"
                f"    ].close{k}_\n    j = 10\n    last{k}_ = j\n\n    l = 12\n"
                f"    return f{k}_\n"
            )
        ]
    )
    breaks = 0
    for k in PLACES:
        assert are_together(report, f"def f{k}_", f"third{k}_")
        assert are_together(report, f"open{k}_", f"item{k}_")
        assert are_together(report, f"end{k}_", f"close{k}_")
        assert are_together(report, f"last{k}_", f"return f{k}_")
        breaks += not are_together(report, f"def f{k}_", f"return f{k}_")
    assert breaks > 2


def test_the_lines_of_long_code_keep_their_distance():
    lines = [f"line{k}_ = {k}" if k % 5 else "" for k in range(30)]
    source = "def f():\n" + "\n".join(f"    {line}" for line in lines)
    report = Report(pdf("# T", code(source)))
    tops = {k: report.box(f"line{k}_")[4] for k in range(30) if k % 5}
    for k in range(2, 30):
        assert k % 5 == 0 or tops[1] - tops[k] == pytest.approx(
            (k - 1) * (tops[1] - tops[2]), abs=0.1
        )


@pytest.mark.parametrize("sign", ["%", "±"])
def test_a_line_ends_on_neither_side_of_a_sign_that_belongs_to_a_number(sign):
    words = {"%": "9{}.5 % of them", "±": "mean ± 0.{}"}[sign]
    text = " ".join("wide" * (k % 5) + " " + words.format(k) for k in range(200))
    for page in pages_of(pdf("# T", text)):
        for line in page.splitlines():
            line = line.strip()
            assert not line.startswith("%")
            assert not line.endswith("±")


def test_a_list_makes_its_table_no_wider():
    report = Report(pdf("# T", "<table><td>\n\n- item\n\n</td></table>"))
    assert max(right - left for _, left, _, right, _ in report.lines()) < 100


def test_a_report_of_one_section_has_no_contents():
    assert "Contents" not in pages_of(pdf("# T", "## One", "words"))[0]
    assert "Contents" in pages_of(pdf("# T", "## One", "## Two"))[0]


def test_a_table_that_is_too_wide_goes_on_below_with_its_first_column():
    numbers = range(40)
    head = "|".join(f"head{k}_" for k in numbers)
    row = "|".join(f"word{k}_" for k in numbers)
    report = Report(pdf("# T", f"{head}\n{'|'.join('-' * 40)}\n{row}"))
    assert not outside(report)
    assert not collisions(report)
    for k in numbers:
        left = report.box(f"head{k}_")[1]
        assert left == pytest.approx(report.box(f"word{k}_")[1], abs=1)
        assert report.box(f"word{k}_")[4] - report.box(f"word{k}_")[2] < 12
    parts = report.text.count("head0_")
    assert 2 < parts < 8
    assert report.text.count("word0_") == parts
    assert report.text.count("head39_") == 1


def test_formulas_do_not_make_a_table_wide():
    formula = r"$\frac{\partial J}{\partial w} = \frac{1}{n}\sum_{i=1}^n x_{ij}$"
    table = f"one|two|three|four\n-|-|-|-\n{'|'.join([formula] * 4)}"
    report = Report(pdf("# T", table))
    assert report.box("one")[2] == pytest.approx(report.box("four")[2], abs=4)


def test_the_infinite_stands_with_the_numbers_of_its_column():
    rows = "<tr><td>1.5</td></tr><tr><td>∞</td></tr><tr><td>610.25</td></tr>"
    shown = result({"text/html": f"<table><th>cost</th>{rows}</table>"})
    report = Report(pdf("# T", code("f()", shown)))
    assert report.box("∞")[3] == pytest.approx(report.box("610.25")[3], abs=2)
