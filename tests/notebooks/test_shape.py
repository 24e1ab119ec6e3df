"""The shape of the notebooks: short, much to do, and numbers that are computed."""

import re
from pathlib import Path
from statistics import median

import nbformat
import pytest

FOLDER = Path(__file__).parents[2] / "notebooks"
SECTIONS = sorted(FOLDER.glob("*.ipynb"))
CASES = sorted((FOLDER / "cases").glob("*.ipynb"))
ALL = pytest.mark.parametrize("path", SECTIONS + CASES, ids=lambda path: path.stem)
EACH_SECTION = pytest.mark.parametrize("path", SECTIONS, ids=lambda path: path.stem)
EACH_CASE = pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
SHORT = pytest.mark.parametrize("path", SECTIONS + CASES, ids=lambda path: path.stem)

TASK_TEXT = re.compile(r"\*\*(Exercise|Prediction|In your own words)")
TASK_CODE = re.compile(r"# BEGIN SOLUTION|\b(check|derive|predict|reveal|spot)\(")
REPORT = re.compile(r"\b[NUI](19|2[1-4])\b")

# Numbers of prose that are no results: years, set-ups, figures of a story, and what an
# exercise supposes. What a cell prints or sets need not stand here.
NOT_COMPUTED = {
    "02_regression": {"1970", "1982", "1900"},
    "03_logistic": {"2000", "95", "97.1", "97.4", "405", "0.2", "0.8"},
    "04_softmax": {"800", "99", "86"},
    "07_autodiff": {"800", "95", "83.1"},
    "cars": {"392"},
    "hyper_parameters": {"0.8388"},  # computed in the case of the clothes
    "wrong_steps": {"1000"},
}
_NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?(?:\s?%)?")
_NO_PROSE = re.compile(
    r"```.*?```|\$\$.*?\$\$|`[^`]*`|\$[^$]*\$|\]\([^)]*\)|<!--.*?-->", re.DOTALL
)
_READING = re.compile(
    r"^#+ (?:References|What to read|Further)|What to read next", re.M
)


def cells_of(path, kind):
    cells = nbformat.read(path, as_version=4).cells
    return [cell for cell in cells if cell.cell_type == kind]


def is_task(cell):
    pattern = TASK_CODE if cell.cell_type == "code" else TASK_TEXT
    return bool(pattern.search(cell.source))


@SHORT
def test_there_are_at_most_thirty_cells_besides_the_tasks(path):
    cells = nbformat.read(path, as_version=4).cells
    assert sum(not is_task(cell) for cell in cells) <= 30


@ALL
def test_notebooks_read_no_file_of_the_checkout(path):
    code = "\n".join(cell.source for cell in cells_of(path, "code"))
    assert not re.search(r"__file__|\.\./", code)


@SHORT
def test_code_cells_are_short(path):
    lengths = [len(cell.source.splitlines()) for cell in cells_of(path, "code")]
    assert max(lengths) <= 25
    assert median(lengths) <= 10


@EACH_SECTION
def test_there_is_something_to_do(path):
    code = "\n".join(cell.source for cell in cells_of(path, "code"))
    written = len(re.findall(r" = check\(|^derive\(", code, re.MULTILINE))
    assert written >= 8
    assert len(re.findall(r"^predict\(", code, re.MULTILINE)) >= 2
    assert len(re.findall(r"^spot\(", code, re.MULTILINE)) >= 1


@EACH_CASE
def test_a_case_is_predicted_solved_and_proved(path):
    code = "\n".join(cell.source for cell in cells_of(path, "code"))
    proved = len(re.findall(r" = check\(|^derive\(", code, re.MULTILINE))
    found = len(re.findall(r"^spot\(", code, re.MULTILINE))
    assert 6 <= proved + found <= 10
    assert proved >= 3
    assert found >= 1
    assert len(re.findall(r"^predict\(", code, re.MULTILINE)) >= 2


@EACH_SECTION
def test_no_report_is_named(path):
    assert not REPORT.search(path.read_text(encoding="utf-8"))


def plain(number):
    return re.sub(r"[,\s%]", "", number)


def said_by_cells(path):
    """All numbers that code cells set or print."""
    texts = []
    for cell in cells_of(path, "code"):
        texts.append(cell.source.replace("_", ""))
        for output in cell.outputs:
            data = output.get("data", {})
            texts.append(output.get("text", ""))
            texts += [text for kind, text in data.items() if kind.startswith("text/")]
    return {plain(number) for text in texts for number in _NUMBER.findall(text)}


@ALL
def test_every_number_in_prose_is_set_or_computed_by_a_cell(path):
    known = said_by_cells(path) | NOT_COMPUTED.get(path.stem, set())
    missing = []
    for cell in cells_of(path, "markdown"):
        prose = _READING.split(_NO_PROSE.sub("", cell.source))[0]
        for match in _NUMBER.finditer(prose):
            number = plain(match[0])
            is_result = "." in match[0] or "%" in match[0] or len(number) > 2
            is_reference = prose[match.start() - 1 : match.start()] == "("
            if is_result and not is_reference and number not in known:
                missing.append(prose[max(0, match.start() - 40) : match.end() + 20])
    assert not missing
