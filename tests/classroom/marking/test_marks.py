"""`python -m helpers.classroom mark`: the files it makes, and what it says."""

import csv
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor

import corpus
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from helpers.classroom.__main__ import main
from helpers.classroom.edition import read_cells
from helpers.classroom.marking import bounded, marks
from helpers.classroom.marking.answers import take_answers
from helpers.classroom.marking.bounded import Limits
from helpers.classroom.marking.figure import mistakes_figure
from helpers.classroom.marking.marks import mark
from helpers.classroom.marking.sheet import read_sheet, read_sheets
from helpers.classroom.marking.tables import as_csv
from helpers.exercises.calling import Outcome
from helpers.exercises.judging import judge_calls
from helpers.exercises.results import Result, names_of
from helpers.exercises.tasks import TASKS

SHEETS = {corpus.NAME: read_sheet(corpus.LOGISTIC)}
SIGMOID = "def my_sigmoid(z):\n    return 1 / (1 + np.exp(z))"


@pytest.fixture
def hand_ins(tmp_path):
    """Two students, one of them with a mistake."""
    folder = tmp_path / "in"
    corpus.write(corpus.solved(), folder / "ada" / "03_logistic.ipynb")
    corpus.write(corpus.answering(SIGMOID), folder / "=bob" / "03_logistic.ipynb")
    return folder


def run(folder, to, *more):
    always = ("--no-feedback", "--notebooks", str(corpus.LOGISTIC))
    return main(["mark", str(folder), "--to", str(to), *always, *more])


def rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_command_writes_marks_mistakes_flags_and_a_figure(
    hand_ins, tmp_path, capsys
):
    to = tmp_path / "marks"
    assert run(hand_ins, to) == 0
    assert "2 hand-ins of 2 students are marked" in capsys.readouterr().out
    assert sorted(path.name for path in to.iterdir()) == [
        "flags.csv",
        "marks.csv",
        "mistakes.csv",
        "mistakes.png",
        "mistakes.svg",
        "results",
    ]
    table = rows(to / "marks.csv")
    assert list(table[0]) == [
        "student",
        "notebook",
        "exercise",
        "number",
        "points",
        "of",
        "state",
        "file",
        "trouble",
    ]
    assert sum(float(r["points"] or 0) for r in table if r["student"] == "ada") == 28
    (written,) = [r for r in table if r["exercise"] == "in_your_own_words_1"][:1]
    assert written["points"] == ""
    (mistake,) = rows(to / "mistakes.csv")
    assert mistake["exercise"] == "my_sigmoid"
    assert mistake["students"] == "1"
    assert rows(to / "flags.csv") == []


def test_the_command_ends_with_feedback(hand_ins, tmp_path, capsys):
    arguments = [str(hand_ins), "--to", str(tmp_path / "marks")]
    assert main(["mark", *arguments, "--notebooks", str(corpus.LOGISTIC)]) == 0
    assert "feedback on 2 hand-ins" in capsys.readouterr().out
    made = {path.name for path in (tmp_path / "marks").rglob("*.pdf")}
    assert made == {
        "class.pdf",
        "ada--03_logistic.pdf",
        "_bob--03_logistic.pdf",
    }


def test_an_answer_does_not_reach_what_starts_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(bounded, "_start", lambda process: process.start())
    source = (
        "def my_dz(z, y):\n    import os\n    for place in range(3, 200):\n"
        "        try:\n            os.write(place, b'x')\n"
        "        except OSError:\n            pass\n    os._exit(0)"
    )
    spoiled = corpus.answering(source)
    for number in range(4):
        corpus.write(spoiled, tmp_path / "in" / f"{number}" / "03_logistic.ipynb")
    records, _ = mark(tmp_path / "in", tmp_path / "marks", SHEETS, jobs=1)
    for record in records:
        lost = [m["name"] for m in record["marks"] if m["points"] == 0 < m["of"]]
        assert (record["trouble"], lost) == ("", ["my_dz"])


def test_a_process_that_does_not_start_at_once_is_started_again(
    hand_ins, tmp_path, monkeypatch
):
    kind = bounded._context().Process
    start, failures = kind.start, [ConnectionRefusedError(), EOFError()]

    def refuse_first(process):
        if failures:
            raise failures.pop()
        start(process)

    monkeypatch.setattr(kind, "start", refuse_first)
    records, _ = mark(hand_ins, tmp_path / "marks", SHEETS, jobs=1)
    assert failures == []
    assert [record["trouble"] for record in records] == ["", ""]


def test_no_cell_of_a_table_is_a_formula(hand_ins, tmp_path):
    run(hand_ins, tmp_path / "marks")
    names = {row["student"] for row in rows(tmp_path / "marks" / "marks.csv")}
    assert names == {"ada", "'=bob"}


@pytest.mark.parametrize("start", ["=", "+", "-", "@"])
@pytest.mark.parametrize("before", ["", " ", "\t", "\r", "\n"])
def test_formulas_are_defused(before, start):
    text = as_csv([(f"{before}{start}1", -1.5)]).decode("utf-8-sig")
    ((cell, number),) = csv.reader(io.StringIO(text, newline=""))
    assert cell == f"'{start}1"
    assert number == "-1.5"


def test_marking_from_scratch_gives_the_same_bytes(hand_ins, tmp_path):
    for name in ("a", "b"):
        run(hand_ins, tmp_path / name, "--jobs", "1" if name == "a" else "2")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_another_seed_draws_other_numbers(hand_ins, tmp_path):
    for seed in ("0", "1"):
        run(hand_ins, tmp_path / seed, "--seed", seed)
    a, b = (rows(tmp_path / seed / "marks.csv") for seed in ("0", "1"))
    assert a == b
    texts = []
    for seed in ("0", "1"):
        (path,) = (tmp_path / seed / "results").glob("bob-*.json")
        record = json.loads(path.read_text(encoding="utf-8"))
        texts.append(record["marks"][0]["text"])
    assert texts[0] != texts[1]


def test_nothing_is_written_among_the_hand_ins(hand_ins, tmp_path):
    before = contents(hand_ins)
    run(hand_ins, tmp_path / "marks")
    assert contents(hand_ins) == before


def test_marks_inside_of_the_hand_ins_are_no_hand_ins(hand_ins):
    for _ in range(2):
        assert run(hand_ins, hand_ins / "marks") == 0
    assert len(list((hand_ins / "marks" / "results").iterdir())) == 2


def test_only_what_is_new_is_marked(hand_ins, tmp_path, monkeypatch):
    to, marked = tmp_path / "marks", []
    run(hand_ins, to)
    judge = marks.judge_hand_in

    def noted(hand_in, *more):
        marked.append(hand_in.student)
        return judge(hand_in, *more)

    monkeypatch.setattr(marks, "judge_hand_in", noted)
    corpus.write(corpus.solved(), hand_ins / "cy" / "03_logistic.ipynb")
    corpus.write(corpus.solved(), hand_ins / "=bob" / "03_logistic.ipynb")
    (to / "results" / ".dee--03_logistic.json.1.part").write_text("{")
    (to / "results" / "ada--03_logistic.json").write_text("{")
    run(hand_ins, to)
    assert sorted(marked) == ["=bob", "ada", "cy"]
    assert len(list((to / "results").iterdir())) == 3


def test_an_interrupted_marking_goes_on(hand_ins, tmp_path, monkeypatch, capsys):
    to = tmp_path / "marks"
    judge = marks.judge_hand_in

    def interrupted(hand_in, *more):
        if hand_in.student == "ada":
            raise KeyboardInterrupt
        return judge(hand_in, *more)

    monkeypatch.setattr(marks, "judge_hand_in", interrupted)
    assert run(hand_ins, to, "--jobs", "1") == 130
    assert "the same command goes on" in capsys.readouterr().err
    assert len(list((to / "results").iterdir())) == 1
    assert not (to / "marks.csv").exists()
    monkeypatch.setattr(marks, "judge_hand_in", judge)
    assert run(hand_ins, to) == 0
    assert len(list((to / "results").iterdir())) == 2


def test_what_is_gone_has_no_marks(hand_ins, tmp_path, capsys):
    to = tmp_path / "marks"
    run(hand_ins, to)
    (hand_ins / "ada" / "03_logistic.ipynb").unlink()
    run(hand_ins, to)
    assert "its hand-in is gone" in capsys.readouterr().err
    assert {row["student"] for row in rows(to / "marks.csv")} == {"'=bob"}


def test_a_hand_in_that_cannot_be_read_is_a_row(hand_ins, tmp_path, capsys):
    (hand_ins / "cy").mkdir()
    (hand_ins / "cy" / "03_logistic.ipynb").write_text("{")
    assert run(hand_ins, tmp_path / "marks") == 0
    assert "cy/03_logistic.ipynb: not read: it is not JSON" in capsys.readouterr().err
    found = [r for r in rows(tmp_path / "marks" / "marks.csv") if r["student"] == "cy"]
    assert {row["state"] for row in found} == {"not read"}
    assert len(found) == len(SHEETS[corpus.NAME].asked)


def test_a_fault_of_ours_stops_no_other_hand_in(
    hand_ins, tmp_path, monkeypatch, capsys
):
    to, judge = tmp_path / "marks", marks.judge_hand_in

    def failing(hand_in, *more):
        if hand_in.student == "ada" and not hand_in.trouble:
            raise ZeroDivisionError("of ours")
        return judge(hand_in, *more)

    monkeypatch.setattr(marks, "judge_hand_in", failing)
    assert run(hand_ins, to) == 0
    assert "marking it failed, ZeroDivisionError: of ours" in capsys.readouterr().err
    monkeypatch.setattr(marks, "judge_hand_in", judge)
    run(hand_ins, to)
    states = [row["state"] for row in rows(to / "marks.csv")]
    assert "not read" not in states


def test_the_same_answer_of_two_students_is_flagged(hand_ins, tmp_path):
    copied = (
        "def my_train(X, y, alpha, steps):\n    w, b, all_costs = 0 * X[0], 0.0, []\n"
        "    while len(all_costs) < steps:\n        scores = X @ w + b\n"
        "        all_costs += [cost(scores, y)]\n        d = slope(scores, y)\n"
        "        w, b = update(w, b, X.T @ d, d.sum(), alpha)\n"
        "    return w, b, np.array(all_costs)"
    )
    renamed = re.sub(r"\ball_costs\b", "J", copied).replace("(X, y,", "(X,  y,")
    for student, source in {"cy": copied, "dee": f"{renamed}  # mine"}.items():
        notebook = corpus.answering(source)
        corpus.write(notebook, hand_ins / student / "03_logistic.ipynb")
    run(hand_ins, tmp_path / "marks")
    flags = rows(tmp_path / "marks" / "flags.csv")
    assert [(r["student"], r["exercise"], r["flag"]) for r in flags] == [
        ("cy", "my_train", "the same answer as dee"),
        ("dee", "my_train", "the same answer as cy"),
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere"], "folder must be a folder with hand-ins"),
        (["."], "there is no hand-in in"),
        ([".", "--to", "."], "to must be another folder"),
        ([".", "--notebooks", "."], "there is none in"),
    ],
)
def test_bad_input_gets_a_clear_error(
    tmp_path, monkeypatch, capsys, arguments, message
):
    monkeypatch.chdir(tmp_path)
    usual = {"--to": "marks", "--notebooks": str(corpus.LOGISTIC)}
    for name in usual.keys() - set(arguments):
        arguments = [*arguments, name, usual[name]]
    assert main(["mark", *arguments]) == 1
    assert message in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--jobs", "--seconds", "--memory", "--seed"])
def test_numbers_must_be_numbers(tmp_path, capsys, option):
    with pytest.raises(SystemExit):
        run(tmp_path, tmp_path / "marks", option, "-1")
    assert option in capsys.readouterr().err


def test_the_figure_is_the_same_each_time_and_takes_any_text():
    mistakes = [(("03", "my_cost", "3.2", "Is $a_b` the <mean> \\frac?\n"), 2)]
    assert mistakes_figure(mistakes, 3) == mistakes_figure(mistakes, 3)
    assert set(mistakes_figure([], 3)) == {"png", "svg"}


# --- other notebooks ------------------------------------------------------------------


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    """The workbooks of all notebooks with our answers, marked."""
    folder = tmp_path_factory.mktemp("ours")
    places = [corpus.NOTEBOOKS, corpus.NOTEBOOKS / "cases"]
    for path in (path for place in places for path in place.glob("*.ipynb")):
        corpus.write(corpus.solved(path), folder / "in" / "we" / path.name)
    records, _ = mark(
        folder / "in", folder / "marks", read_sheets(places), limits=Limits(seconds=20)
    )
    return {record["notebook"]: record for record in records}, folder / "marks"


def test_our_own_answers_earn_all_points_in_every_notebook(ours):
    lost = {
        (notebook, m["name"]): m["text"]
        for notebook, record in ours[0].items()
        for m in record["marks"]
        if m["of"] and m["points"] != m["of"]
    }
    assert len(ours[0]) > 10
    assert lost == {}


def test_nothing_of_ours_is_flagged(ours):
    assert rows(ours[1] / "flags.csv") == []


def test_a_derivation_is_shown_line_by_line(ours):
    marks = ours[0]["01_derivations"]["marks"]
    (said,) = [m for m in marks if m["name"] == "mse_dw_lines"]
    assert [mark for _, mark in said["rows"]][-1] == "✓"
    assert "\\frac" in said["answer"]


HOSTILE = {
    "mse_dw_lines": 'r"""' + "{" * 3000 + '"""',
    "sigmoid_prime_lines": 'r"""' + r"\sum_i " * 400 + '1"""',
    "logistic_dz_lines": '"x" + open("/etc/passwd").read()',
    "logistic_curvature_lines": "12",
    "logistic_dw_lines": 'r"""' + r"\frac{1}{" * 60 + "x" + "}" * 60 + '"""',
    "shift_lines": 'r"""x = ' + "2^" * 50 + '2"""',
}


def test_hostile_derivations_cost_their_own_points_only(tmp_path):
    path = corpus.NOTEBOOKS / "01_derivations.ipynb"
    notebook = corpus.solved(path)
    for name, lines in HOSTILE.items():
        cell = corpus.cell_of(notebook, f'derive("{name}"')
        cell.source = f'derive("{name}", {lines})'
    corpus.write(notebook, tmp_path / "in" / "ada" / path.name)
    sheet = read_sheet(path)
    (record,), _ = mark(
        tmp_path / "in", tmp_path / "marks", {sheet.notebook: sheet}, limits=Limits(4)
    )
    lost = {m["name"] for m in record["marks"] if m["of"] and m["points"] != m["of"]}
    assert lost == set(HOSTILE)
    states = {m["state"] for m in record["marks"] if m["name"] in HOSTILE}
    assert states <= {"error", "not understood", "not yet"}


def words(edit):
    """What is taken for the written answer of a hand-in that was edited."""
    notebook = corpus.empty()
    (cell,) = [c for c in notebook.cells if "*Your answer:*" in c.source]
    edit(notebook, cell)
    cells = [{"id": "", **cell} for cell in notebook.cells]
    taken = take_answers(cells, SHEETS[corpus.NAME])
    return taken.answers["in_your_own_words_1"].text


def replaced(notebook, cell):
    cell.source = cell.source.replace("*Your answer:*", "Noise.")


def below(notebook, cell):
    cell.source += "\n\nNoise."


def in_a_new_cell(notebook, cell):
    new = {"cell_type": "markdown", "source": "Noise.", "metadata": {}}
    notebook.cells.insert(notebook.cells.index(cell) + 1, type(cell)(new))


def without_ids(notebook, cell):
    below(notebook, cell)
    corpus.ids_lost(notebook)


def nothing(notebook, cell):
    pass


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (replaced, "Noise."),
        (below, "Noise."),
        (in_a_new_cell, "Noise."),
        (without_ids, "Noise."),
        (nothing, ""),
    ],
)
def test_what_is_written_in_words_is_found(edit, expected):
    assert words(edit) == expected


def test_every_notebook_asks_for_what_its_cells_ask_for():
    sheet = read_sheet(corpus.LOGISTIC)
    text = "\n".join(cell.source for cell in read_cells(corpus.LOGISTIC).cells)
    calls = re.findall(r'(?:check|spot|predict)\(\s*"(\w+)"', text)
    named = [asked.name for asked in sheet.asked if asked.kind != "written"]
    assert named == calls
    assert sum(asked.of for asked in sheet.asked) == 28


# --- what a process may say -----------------------------------------------------------

DTYPES = st.sampled_from([np.float64, np.float32, np.int64, np.uint8, np.bool_])
ARRAYS = DTYPES.flatmap(
    lambda dtype: arrays(dtype, array_shapes(min_dims=0, max_dims=3, min_side=0))
)


@given(data=st.data(), name=st.sampled_from(["my_sigmoid", "my_backward", "my_train"]))
def test_the_judge_has_a_verdict_on_any_arrays(data, name):
    exercise = TASKS[name]
    what = names_of(exercise)
    drawn = data.draw(st.lists(ARRAYS, min_size=len(what), max_size=len(what)))
    results = tuple(map(Result, drawn, ["array"] * len(what), what))
    verdict = judge_calls(
        exercise, lambda _: Outcome(results=results), np.random.default_rng(0)
    )
    assert verdict.points == 0
    assert verdict.text


EXITS = "def my_dz(z, y):\n    import os\n    os._exit(0)"


def test_processes_may_start_and_end_in_many_threads():
    request = {"name": "my_dz", "statements": [[EXITS, False]], "ours": []}
    request |= {"earlier": [], "used": [], "preload": []}

    def errors(_):
        called = bounded.run([request] * 5, 0, Limits(seconds=60))
        return [one.outcomes[-1].error for one in called]

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(errors, range(8))) == [["process ended"] * 5] * 8
