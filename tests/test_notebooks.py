"""Conventions that every committed notebook keeps."""

import ast
import copy
import itertools
import re
from pathlib import Path

import nbformat
import pytest

from helpers.notebooks.normalise import normalise

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").rglob("*.ipynb"))


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def markdown(notebook):
    return [cell.source for cell in notebook.cells if cell.cell_type == "markdown"]


def code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_notebooks():
    assert NOTEBOOKS


def test_it_is_normalised(notebook):
    assert normalise(copy.deepcopy(notebook)) == notebook


def test_it_was_run_from_top_to_bottom_without_an_error(notebook):
    counts = [cell.execution_count for cell in code(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    for cell in code(notebook):
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name") != "stderr", cell.source


def test_every_display_equation_has_its_own_tag(notebook):
    tags = []
    for text in markdown(notebook):
        for equation in re.findall(r"\$\$(.+?)\$\$", text, re.DOTALL):
            tag = re.findall(r"\\tag\{(.+?)\}", equation)
            assert len(tag) == 1, equation
            tags += tag
    assert len(tags) == len(set(tags))


def test_every_equation_reference_has_its_equation(notebook):
    text = "\n".join(markdown(notebook))
    labels = re.findall(r"\\label\{(.+?)\}", text)
    assert len(labels) == len(set(labels))
    assert set(re.findall(r"\\eqref\{(.+?)\}", text)) <= set(labels)


def test_headings_start_at_one_and_skip_no_level(notebook):
    text = re.sub(r"```.*?```", "", "\n\n".join(markdown(notebook)), flags=re.DOTALL)
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for above, below in itertools.pairwise(levels):
        assert below <= above + 1
    assert not re.search(r"^#+ \d", text, re.MULTILINE), "headings carry no numbers"


def test_every_picture_has_a_caption_and_a_description(notebook):
    for cell in code(notebook):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert output.metadata.get("caption"), cell.source
                assert output.metadata.get("alt"), cell.source


def test_cells_are_short_and_need_no_network_and_no_machine(notebook):
    for cell in code(notebook):
        assert len(cell.source.splitlines()) <= 40, cell.source
        assert not re.search(r"^[!%]", cell.source, re.MULTILINE), cell.source
        assert not re.search(r"https?://|requests|urllib", cell.source), cell.source
        assert not re.search(r"[\"'](/|[A-Z]:\\)", cell.source), cell.source
    for text in markdown(notebook):
        assert not re.search(r"</?(table|div|span|img)", text)


def test_every_rank_says_which_singular_values_are_zero(notebook):
    # The defaults differ, and that of pinv is no larger than the rounding errors.
    for cell in code(notebook):
        for call in ast.walk(ast.parse(cell.source)):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                named = {keyword.arg for keyword in call.keywords}
                assert call.func.attr not in ("pinv", "matrix_rank") or "rtol" in named


def test_it_ends_with_a_summary_and_exercises(notebook):
    text = "\n".join(markdown(notebook))
    assert re.search(r"^## Summary$", text, re.MULTILINE)
    written = any("# BEGIN SOLUTION" in cell.source for cell in code(notebook))
    assert written or re.search(r"^## Exercises$", text, re.MULTILINE)
    assert written or "<details>" in text
    assert text.count("<details>") == text.count("</details>")


def test_every_equation_named_in_the_package_stands_in_its_notebook():
    tags = {}
    for path in NOTEBOOKS:
        text = "\n".join(markdown(nbformat.read(path, as_version=4)))
        tags[path.stem[:2]] = set(re.findall(r"\\tag\{(.+?)\}", text))
    named = []
    for path in (Path(__file__).parents[1] / "helpers").rglob("*.py"):
        source = re.sub(r"\s+", " ", path.read_text(encoding="utf-8"))
        pattern = r"[Ee]quations? ([\d.]+(?:(?:, | and )[\d.]+)*) of notebook (\d\d)"
        for equations, number in re.findall(pattern, source):
            named += [(number, tag) for tag in re.findall(r"\d+\.\d+", equations)]
    assert named
    for number, tag in named:
        assert tag in tags[number], f"equation {tag} of notebook {number}"


def test_a_cell_reads_every_formula_of_the_derivations():
    path = Path(__file__).parents[1] / "notebooks" / "01_derivations.ipynb"
    notebook = nbformat.read(path, as_version=4)
    tags = re.findall(r"\\tag\{(.+?)\}", "\n".join(markdown(notebook)))
    call = rf'check_displays\("{path.name}", "(.+)", "(.+)"\)'
    ranges = re.findall(call, "\n".join(cell.source for cell in code(notebook)))
    read = [
        tags[k]
        for first, last in ranges
        for k in range(tags.index(first), tags.index(last) + 1)
    ]
    assert read == tags != []
