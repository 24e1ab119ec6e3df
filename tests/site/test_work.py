"""A student does workbook 03 in a browser tab, hands it in, and it is marked."""

import csv

import nbformat
import pytest

from benchmarks.lab import options
from helpers.classroom.__main__ import main as classroom
from helpers.site.__main__ import main

from lite import (  # isort: skip
    failures,
    move,
    open_workbook,
    read,
    run_all,
    run_cell,
    said,
    save,
    serve,
    without_outputs,
    write,
)

pytest.importorskip("jupyterlite_core", reason="pip install '.[site]'")
# How often it goes wrong; the cell after each says what is the matter.
WRONG = {
    "def my_sigmoid": "return 1 / (1 + np.exp(z))",
    "def my_cost": "return np.sum(np.maximum(z, 0) - y * z)",
    "def my_dz": "return sigmoid(z) - y",
    "def my_backward": "return X.T @ dz, np.mean(dz)",
    "def my_update": "return w + alpha * dw, b + alpha * db",
    "def my_train": "return np.zeros(X.shape[1]), 0.0, np.zeros(steps)",
    "def my_accuracy": "return float(np.mean((z > 0.5) == y))",
    "def my_batches": "return np.split(np.arange(n), range(batch_size, n, batch_size))",
    "def my_annealed": "return alpha / (1 + k) ** t",
    "def my_early_stop": "return len(costs) - 1, int(np.argmin(costs))",
    "def my_standard_error": "return a * (1 - a) / n",
    "wrong_line": "1",
}
PREDICTED = {
    "prediction_1": "higher",
    "prediction_2": "large batches",
    "prediction_3": "lower",
    "prediction_4": "5 to 20",
}
CUT = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


@pytest.fixture(scope="module")
def solved(tmp_path_factory):
    return without_outputs("03_logistic", tmp_path_factory.mktemp("work"))


@pytest.fixture(scope="module")
def site(fetched, solved):
    """Address of a site with workbook 03."""
    target = solved.with_name("site")
    assert main([str(solved), "--to", str(target), "--pyodide", str(fetched)]) == 0
    with serve(target) as port:
        yield f"http://127.0.0.1:{port}"


def answer_wrongly(page, workbook):
    """Write a wrong answer to each exercise; yield what is said to it."""
    for number, source in enumerate(workbook):
        for start in filter(source.startswith, WRONG):
            write(page, number, source.replace("...", WRONG[start]))
            own = run_cell(page, number)
            yield start, own if start == "wrong_line" else run_cell(page, number + 1)


def answer_rightly(page, workbook, solutions):
    """Write the solutions, but one's own predictions."""
    for number, (source, solution) in enumerate(zip(workbook, solutions, strict=True)):
        name = source.split(" ")[0]
        if name in PREDICTED:
            write(page, number, source.replace("...", f'"{PREDICTED[name]}"'))
        elif "BEGIN SOLUTION" in solution:
            write(page, number, solution)


def test_a_student_does_workbook_03_and_hands_it_in(browser, site, solved, tmp_path):
    launch = browser.browser_type.launch_persistent_context
    solutions = [cell.source for cell in nbformat.read(solved, as_version=4).cells]
    outside = []

    def watch(request):
        if not request.url.startswith((f"{site}/", "data:", "blob:")):
            outside.append(request.url)

    with launch(tmp_path / "profile", **options(CUT)) as context:
        page = context.new_page()
        context.on("request", watch)
        open_workbook(page, site, "03_logistic")
        workbook = [read(page, number) for number in range(len(solutions))]
        run_cell(page, 1)
        for start, text in answer_wrongly(page, workbook):
            assert "✗" in text, (start, text)
        answer_rightly(page, workbook, solutions)
        outputs = run_all(page)
        assert failures(outputs) == []
        assert said(outputs).count("✓ correct") == len(WRONG)
        assert "you predicted “higher”" in said(outputs)
        for figure in range(page.locator(".live-figure").count()):
            assert len(move(page, figure)) == 14
        save(page)

    with launch(tmp_path / "profile", **options(CUT)) as context:
        page = context.new_page()
        context.on("request", watch)
        page.goto(f"{site}/work.html")
        with page.expect_download() as download:
            page.get_by_role("button", name="Download my work: 03_logistic").click()
        path = tmp_path / "handed_in" / "ada" / "03_logistic.ipynb"
        download.value.save_as(path)
    assert outside == []

    marks = tmp_path / "marks"
    arguments = ["mark", path.parents[1], "--to", marks, "--no-feedback"]
    assert classroom(list(map(str, arguments))) == 0
    text = (marks / "marks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    judged = [row for row in rows if row["state"] not in ("predicted", "written")]
    assert len(judged) == len(WRONG)
    assert {row["state"] for row in judged} == {"correct"}
    assert all(row["points"] == row["of"] != "0" for row in judged)
    assert [row["state"] for row in rows].count("predicted") == len(PREDICTED)
