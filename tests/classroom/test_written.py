"""written.csv: points and comments by hand, never lost and never misread."""

import csv

import pytest

from helpers.classroom.feedback.results import Result
from helpers.classroom.feedback.written import mark_written

ANSWERS = {"ada": "Because the slope\nis small.", "bob": "No idea", "eve": ""}


def results(answers=ANSWERS):
    """Results of a notebook with one written task and a function."""
    found = []
    for student, answer in answers.items():
        written = {
            "name": "in_your_own_words_1",
            "kind": "written",
            "answer": answer,
            "state": "written" if answer else "not attempted",
            "points": None,
            "of": 0.0,
        }
        other = {"name": "my_sigmoid", "kind": "function", "points": 2.0, "of": 2.0}
        found.append(
            Result(student, "03", f"{student}.ipynb", "", [], [other, written])
        )
    return found


def words(result):
    written = result.marks[1]
    return written["points"], written["of"], written["comment"]


@pytest.fixture
def table(tmp_path):
    """The template for the class."""
    path = tmp_path / "written.csv"
    mark_written(results(), path)
    return path


def rows(path, comma=","):
    text = path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(text.splitlines(), delimiter=comma))


def fill_in(path, change):
    """Change the rows as a spreadsheet program would: `change(row)` for each."""
    found = rows(path)
    for row in found:
        change(row)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, found[0])
        writer.writeheader()
        writer.writerows(found)


def mark_all(row):
    row |= {
        "ada": {"points": "1.5", "of": "2", "comment": "Good, but *why*?"},
        "bob": {"points": "0"},
        "eve": {},
    }[row["student"]]


def test_the_template_names_each_answer_and_marks_nothing(table):
    found = rows(table)
    assert [row["student"] for row in found] == list(ANSWERS)
    assert [row["answer"] for row in found] == [
        "Because the slope is small.",
        "No idea",
        "",
    ]
    assert all(row["points"] == row["of"] == row["comment"] == "" for row in found)
    # Excel takes a file for UTF-8 only if it begins with this.
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")


def test_what_is_filled_in_counts_and_the_file_stays_as_it_is(table):
    fill_in(table, mark_all)
    before = table.read_bytes()
    found = results()
    assert mark_written(found, table) == []
    assert [words(result) for result in found] == [
        (1.5, 2.0, "Good, but *why*?"),
        (0.0, 2.0, ""),
        (0.0, 2.0, ""),  # nothing was handed in
    ]
    assert found[0].points == 3.5
    assert found[0].of == 4.0
    assert table.read_bytes() == before


def test_a_new_hand_in_gets_a_row_and_the_others_stay(table):
    fill_in(table, mark_all)
    before = rows(table)
    assert mark_written(results(ANSWERS | {"zoe": "Hm"}), table) == []
    assert rows(table)[:3] == before
    assert rows(table)[3]["student"] == "zoe"


def test_an_answer_that_changed_after_it_was_marked_is_named(table):
    fill_in(table, mark_all)
    before = table.read_bytes()
    found = results(ANSWERS | {"ada": "Because the slope is small. No: large."})
    (note,) = mark_written(found, table)
    assert "row 2" in note
    assert "ada" in note
    assert words(found[0])[0] == 1.5
    assert table.read_bytes() == before


def test_an_answer_that_nobody_has_marked_is_brought_up_to_date(table):
    assert mark_written(results(ANSWERS | {"ada": "Because."}), table) == []
    assert rows(table)[0]["answer"] == "Because."


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("comma", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_spreadsheets_write_tables_in_many_forms(tmp_path, mark, comma, end):
    path = tmp_path / "written.csv"
    lines = [
        "student;notebook;task;answer;points;of;comment;mine",
        'ada;03;in_your_own_words_1;Because;"1,5";2;"two\nlines";x',
        ";;;;;;;",
    ]
    text = end.join(line.replace(";", comma) for line in lines) + end
    path.write_bytes((mark + text).encode())
    found = results()
    assert mark_written(found, path) == []
    points, of, comment = words(found[0])
    assert (points, of, comment.split()) == (1.5, 2.0, ["two", "lines"])
    # The rows that are added have the form of the file, and its own column stays.
    again = path.read_bytes().decode()
    assert again.startswith(f"{mark}student{comma}")
    assert again.splitlines()[0].endswith(f"mine{comma}version")
    assert "No idea" in again


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            {"points": "two"},
            "row 2: “points” must be a number from 0 on, or empty; got two",
        ),
        ({"points": "-1"}, "row 2: “points” must be a number"),
        ({"points": "nan"}, "row 2: “points” must be a number"),
        ({"of": "1e999"}, "row 2: “of” must be a number"),
        ({"points": "3", "of": "2"}, "row 2: 3 points are more than 2"),
        ({"points": "1"}, "row 2: points, but of how many"),
        (
            {"student": "adda", "points": "1"},
            "row 2: there is no hand-in of 03 by adda",
        ),
        (
            {"task": "1", "comment": "Hm"},
            "row 2: there is no hand-in of 03 by ada with a task 1",
        ),
        ({"student": "bob"}, "row 3: this student and task have a row above"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_row_and_changes_nothing(
    table, change, complaint
):
    def wrong(row):
        if row["student"] == "ada":
            row |= change

    fill_in(table, wrong)
    before, found = table.read_bytes(), results()
    with pytest.raises(ValueError, match=complaint):
        mark_written(found, table)
    assert table.read_bytes() == before
    assert found == results()


def test_all_that_is_wrong_is_named_at_once(table):
    fill_in(table, lambda row: row.update(points="x"))
    with pytest.raises(ValueError, match="(?s)row 2.*row 3.*row 4"):
        mark_written(results(), table)


def test_a_row_has_the_number_that_a_spreadsheet_shows(tmp_path):
    path = tmp_path / "written.csv"
    path.write_text(
        "student,notebook,task,answer,points,of,comment\n"
        'ada,03,in_your_own_words_1,,,,"two\nlines"\n,,,,,,\n,,,,,,\n'
        "bob,03,in_your_own_words_1,,x,,\n"
    )
    with pytest.raises(ValueError, match="row 5: “points”"):
        mark_written(results(), path)


def test_a_task_is_worth_the_same_for_all(table):
    of = {"ada": "2", "bob": "3", "eve": ""}
    fill_in(table, lambda row: row.update(of=of[row["student"]]))
    with pytest.raises(ValueError, match="row 3: “of” is 3, and 2 for another student"):
        mark_written(results(), table)


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("é,".encode("cp1252"), "not in UTF-8: save it as “CSV UTF-8”"),
        (b"student,notebook\n", "must name the columns .*; it lacks task"),
        (b"", "must name the columns"),
        (
            b"student,notebook,task,answer,points,of,comment\na,b,c,d,1,2,e,f\n",
            "row 2 has more cells than columns",
        ),
        (b'student,notebook,task,answer,points,of,comment\n"a', "is no table"),
    ],
)
def test_a_file_that_is_no_such_table_is_named(tmp_path, data, complaint):
    path = tmp_path / "written.csv"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=f"written.csv.*{complaint}"):
        mark_written(results(), path)
    assert path.read_bytes() == data


def test_names_and_answers_are_no_formulas(tmp_path):
    path = tmp_path / "written.csv"
    evil = {"=cmd|'/c calc'!A1": "@SUM(1)", "-x": '"quoted", and ; more', "\ud800": "+"}
    mark_written(results(evil), path)
    for row in rows(path):
        assert not row["student"].startswith(("=", "-"))
        assert not row["answer"].startswith(("@", "+"))
    # And they are found again.
    before = path.read_bytes()
    assert mark_written(results(evil), path) == []
    assert path.read_bytes() == before


def test_without_written_tasks_there_is_no_table(tmp_path):
    found = [
        Result("ada", "03", "a", "", [], []),
        Result("bob", "03", "b", "No", [], []),
    ]
    assert mark_written(found, tmp_path / "written.csv") == []
    assert not (tmp_path / "written.csv").exists()


def test_an_empty_row_goes_with_its_hand_in_and_a_filled_one_is_named(table):
    found = results({"bob": "No idea"})
    assert mark_written(found, table) == []
    assert [row["student"] for row in rows(table)] == ["bob"]
    fill_in(table, lambda row: row.update(points="1", of="2"))
    before = table.read_bytes()
    with pytest.raises(ValueError, match="row 2: there is no hand-in of 03 by bob"):
        mark_written(results({"ada": "Because"}), table)
    assert table.read_bytes() == before


def test_two_hand_ins_of_one_student_are_named(tmp_path):
    twice = results({"ada": "One"}) + results({"ada ": "Two"})
    with pytest.raises(ValueError, match="ada.ipynb and ada .ipynb are both 03 by ada"):
        mark_written(twice, tmp_path / "written.csv")
    assert not (tmp_path / "written.csv").exists()
