"""PDFs of feedback: what a student and an instructor read."""

import hashlib
import json
import re
from pathlib import Path

import pypdfium2
import pytest
from sample_results import result, write
from small_course import LINES, solved

from helpers.classroom.__main__ import main
from helpers.classroom.feedback.making import give_back
from helpers.classroom.feedback.results import Result
from helpers.classroom.feedback.whole_class import report
from helpers.classroom.marking.sheet import read_sheets

RIGHT = "def my_sigmoid(z):\n    return 1 / (1 + np.exp(-z))"
LONG = """def my_sigmoid(z):
    small = np.exp(-np.abs(z))
    below = small / (1 + small)
    above = 1 / (1 + small)
    return np.where(z >= 0, above, below) + 0 * small - 0 * above
"""
WRONG = "def my_dz(z, y):\n    return sigmoid(z) - y"
EVIL = [
    '#panic("x")',
    '```\n"]) #read("/etc/passwd")',
    "\\",
    "$",
    "\x00\x1b[31mred\ud800",
    "😀",
    "a" * 100_000,
    "x\n" * 5000,
    "# 100 of 100\n===\n<details>![](/etc/passwd) <!--",
    "$$\\frac{1}{$$ \\newcommand{\\frac}[2]{#1}",
    "> " * 300,
    "[" * 3000,
]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    return solved(tmp_path_factory.mktemp("solved") / "small.ipynb")


def words(path):
    """All that a PDF says, with single blanks."""
    document = pypdfium2.PdfDocument(path)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())


def digests(folder):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*.pdf")
    }


@pytest.fixture(scope="module")
def marked(notebook, tmp_path_factory):
    """A class of four, marked and given back."""
    marks = tmp_path_factory.mktemp("marks")
    lines = LINES.replace("1 - ", "1 + ")
    ada = result(
        "Ada Lovelace",
        notebook,
        {
            "my_sigmoid": RIGHT,
            "my_dz": WRONG,
            "chosen_by_the_test": "5",
            "annealing": "higher",
            "sigmoid_prime_lines": lines,
            "in_your_own_words_1": "Because $\\sigma'$ is **small**.",
        },
    )
    answers = {"my_dz": WRONG, "chosen_by_the_test": "2", "in_your_own_words_1": "Hm"}
    bob = result("bob", notebook, answers)
    eve = result("eve", notebook, {"my_sigmoid": RIGHT})
    eve["marks"][0] |= {"state": "withheld", "points": 0.0, "flags": ["calls helpers"]}
    eve["marks"][0]["mistake"] = "not her own"
    lost = result("zoe", notebook, {}, trouble="It is no notebook.")
    bob["flags"] = ["replaces check"]
    write(marks / "results", ada, bob, eve, lost)
    table = (
        "student;notebook;task;answer;points;of;comment\n"
        "Ada Lovelace;small;in_your_own_words_1;;1,5;2;See $\\sigma$ and *why*.\n"
    )
    (marks / "written.csv").write_text(table, encoding="utf-8")
    assert give_back(marks, read_sheets([notebook])) == (4, [])
    return marks


def test_a_student_reads_the_answer_the_verdict_the_number_and_what_to_read(marked):
    text = words(marked / "feedback" / "Ada Lovelace--small.pdf")
    assert "A small course" in text
    assert "Ada Lovelace" in text
    assert "4.5 of 10 points." in text  # 2 + 0 + 1 + 0 + 1.5 of 2 + 2 + 1 + 3 + 2
    assert "return sigmoid(z) - y" in text
    assert "J is a mean: where is the 1/n?" in text
    assert "your prediction: higher" in text
    assert "Line 2 does not follow." in text
    assert "Read again: Probabilities" in text
    assert "1.5 of 2 points" in text
    assert "Comment." in text


def test_what_is_right_needs_no_more_reading(marked):
    text = words(marked / "feedback" / "Ada Lovelace--small.pdf")
    sigmoid = text.partition("3.1 the sigmoid, ")[2].partition("3.3 ")[0]
    assert "correct, 2 of 2 points" in sigmoid
    assert "Read again" not in sigmoid


def test_a_written_answer_that_nobody_read_is_not_marked_yet(marked):
    text = words(marked / "feedback" / "bob--small.pdf")
    assert "in your own words, written, not marked yet: Hm" in text
    assert "not attempted, 0 of 2" in words(marked / "feedback" / "eve--small.pdf")


def test_flags_are_not_for_the_student(marked):
    assert "calls helpers" not in words(marked / "feedback" / "eve--small.pdf")
    assert "replaces check" not in words(marked / "feedback" / "bob--small.pdf")


def test_a_hand_in_that_could_not_be_read_is_told_why(marked):
    text = words(marked / "feedback" / "zoe--small.pdf")
    assert "could not be read: It is no notebook." in text


def test_the_class_report_has_marks_misconceptions_flags_and_what_was_not_read(marked):
    text = words(marked / "class.pdf")
    assert re.search(r"Ada Lovelace 2 0 1 0 1.5 4.5", text)
    assert "2 × 3.3 ∂J/∂z: J is a mean: where is the 1/n? (Ada Lovelace, bob)" in text
    assert "3.3 ∂J/∂z: 0 % of the points, 0 of 3 have all of them." in text
    assert "eve, small, 3.1 the sigmoid: calls helpers (points withheld)" in text
    assert "not her own" not in text
    assert "bob, small: replaces check" in text
    assert "zoe, zoe/small.ipynb: It is no notebook." in text


def test_a_second_time_gives_the_same_bytes(marked, notebook):
    before = digests(marked)
    assert len(before) == 5
    give_back(marked, read_sheets([notebook]))
    assert digests(marked) == before


def test_whatever_a_student_writes_is_set_or_cut(notebook, tmp_path):
    (tmp_path / "results").mkdir()
    for start in range(0, len(EVIL), 6):
        one = result(f"s {EVIL[start][:40]}", notebook, {})
        for mark, text in zip(one["marks"], EVIL[start:], strict=False):
            mark |= {"answer": text, "text": f"In the line `{text}`", "flags": [text]}
            mark |= {"state": "not yet", "mistake": text, "rows": [[text, "✗"]]}
        path = tmp_path / "results" / f"{start}.json"
        path.write_text(json.dumps(one), encoding="ascii")  # \ud800 is no UTF-8
    assert give_back(tmp_path, read_sheets([notebook]))[0] == 2
    for path in (tmp_path / "feedback").iterdir():
        text = words(path)
        assert "0 of 8 points" in text
        assert "root:" not in text
    assert "Flags" in words(tmp_path / "class.pdf")


def test_names_of_files_suit_every_system_and_never_meet(notebook, tmp_path):
    names = ["a/b", "a\\b", "A_b", "..", 'x:"?*', "é ø", "n" * 300]
    write(tmp_path / "results", *(result(n, notebook, {}, "Broken.") for n in names))
    give_back(tmp_path, read_sheets([notebook]))
    paths = list((tmp_path / "feedback").iterdir())
    assert len({path.name.casefold() for path in paths}) == len(names)
    for path in paths:
        assert re.fullmatch(r"[^/\\:?*\"<>|]{1,120}--small(-\d)?\.pdf", path.name)


def test_feedback_on_a_hand_in_that_is_gone_is_named_and_stays(notebook, tmp_path):
    write(tmp_path / "results", *(result(n, notebook, {}) for n in ("ada", "bob")))
    give_back(tmp_path, read_sheets([notebook]))
    (tmp_path / "results/0.json").unlink()
    _, notes = give_back(tmp_path, read_sheets([notebook]))
    assert notes == ["feedback/ada--small.pdf is of no hand-in any more"]
    assert (tmp_path / "feedback/ada--small.pdf").is_file()
    assert "ada--small.pdf" in words(tmp_path / "class.pdf")


def test_a_large_class_fits_on_paper(notebook):
    base = result("x", notebook, {"my_dz": WRONG})["marks"]
    for mark in base:
        mark["flags"] = ["calls helpers.losses.binary_cross_entropy"]
    everyone = [
        Result(f"student.number-{i}@university.example", "small", "f", "", [], base)
        for i in range(600)
    ]
    parts = report(everyone, {}, [], Path())
    assert max(map(len, parts)) < 50_000  # what the report sets of one cell
    assert sum(part.count("student&#46;number") for part in parts) >= 2 * 600


def test_answers_that_nobody_has_read_are_no_trouble_of_the_class(notebook):
    words = [
        {"kind": "written", "number": "", "title": "words", "state": "written"}
        | {"name": "w", "mistake": "", "flags": [], "points": points, "of": of}
        for points, of in ((None, 2.0), (2.0, 2.0), (1.0, 2.0))
    ]
    everyone = [
        Result(f"s{i}", "small", "f", "", [], [mark]) for i, mark in enumerate(words)
    ]
    text = "\n".join(report(everyone, {}, [], Path()))
    assert "**words**: 75 % of the points, 1 of 2 have all of them." in text
    assert "What to talk about" not in "\n".join(report(everyone[:1], {}, [], Path()))


def test_the_class_report_says_who_wrote_the_same(notebook, tmp_path):
    one, other = LONG, LONG.replace("small", "power")
    answers = {"ada": one, "bob": other, "eve": RIGHT}
    found = [result(n, notebook, {"my_sigmoid": a}) for n, a in answers.items()]
    write(tmp_path / "results", *found)
    give_back(tmp_path, read_sheets([notebook]))
    text = words(tmp_path / "class.pdf")
    assert "ada, small, 3.1 the sigmoid: the same answer as bob" in text
    assert "bob, small, 3.1 the sigmoid: the same answer as ada" in text
    assert "eve, small" not in text
    assert "the same" not in words(tmp_path / "feedback/ada--small.pdf")


def test_the_figure_of_the_class_is_in_its_report(notebook, tmp_path):
    write(tmp_path / "results", result("ada", notebook, {}))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'
    (tmp_path / "mistakes.svg").write_text(svg)
    give_back(tmp_path, read_sheets([notebook]))
    assert "Students per misconception" in words(tmp_path / "class.pdf")


# --- the command ----------------------------------------------------------------------


def test_the_command_says_what_it_made(notebook, tmp_path, capsys):
    write(tmp_path / "results", result("ada", notebook, {}))
    assert main(["feedback", str(tmp_path), "--notebooks", str(notebook)]) == 0
    assert "feedback on 1 hand-ins" in capsys.readouterr().out
    assert (tmp_path / "written.csv").is_file()


def test_without_the_solved_notebook_there_is_feedback_and_a_note(
    notebook, tmp_path, capsys
):
    write(tmp_path / "results", result("ada", notebook, {"my_dz": WRONG}))
    assert main(["feedback", str(tmp_path)]) == 0
    assert "small: no solved notebook says where" in capsys.readouterr().out
    text = words(tmp_path / "feedback/ada--small.pdf")
    assert "J is a mean" in text
    assert "Read again" not in text


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("results/0.json", "{", "0.json holds no result of marking"),
        ("results/0.json", "[]", "0.json holds no result of marking"),
        ("results/0.txt", "", "holds no results: mark hand-ins first"),
        ("other.txt", "", "results: No such file or directory"),
    ],
)
def test_what_is_no_result_is_named_and_no_pdf_is_made(
    tmp_path, capsys, name, data, complaint
):
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(data)
    assert main(["feedback", str(tmp_path)]) == 1
    assert complaint in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.pdf"))


def test_a_wrong_table_is_named_and_no_pdf_is_made(notebook, tmp_path, capsys):
    write(tmp_path / "results", result("ada", notebook, {}))
    table = "student,notebook,task,answer,points,of,comment\neve,small,x,,1,2,\n"
    (tmp_path / "written.csv").write_text(table)
    assert main(["feedback", str(tmp_path)]) == 1
    assert "row 2: there is no hand-in of small by eve" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.pdf"))
