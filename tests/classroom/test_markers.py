"""Solutions are left out, and a marker that is wrong is named."""

import ast
import keyword

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from helpers.classroom.markers import (
    check_no_marker,
    code_without_solutions,
    text_without_solutions,
)

FUNCTION = '''def my_sigmoid(z):
    """Return 1 / (1 + exp(−z))."""
    # BEGIN SOLUTION
    # stable on both sides
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)
    # END SOLUTION'''

LETTERS = st.text("abcdefgh", min_size=1, max_size=6).filter(
    lambda name: not keyword.iskeyword(name)
)


def region(solution, indent=""):
    lines = ["# BEGIN SOLUTION", *solution.split("\n"), "# END SOLUTION"]
    return "\n".join(indent + line for line in lines)


def test_a_function_keeps_signature_and_docstring():
    assert code_without_solutions(FUNCTION) == (
        'def my_sigmoid(z):\n    """Return 1 / (1 + exp(−z))."""\n    ...'
    )


def test_the_function_that_is_left_returns_nothing():
    names = {}
    exec(code_without_solutions(FUNCTION), names)
    assert names["my_sigmoid"](0.0) is None


@pytest.mark.parametrize(
    ("solution", "left"),
    [
        ('prediction = "lower"', "prediction = ..."),
        ("a = 1\nb = f(\n    a,\n)", "a = ...\nb = ..."),
        ("a = b = 1", "a = ...\nb = ..."),
        ("a = 1\na = a + 1", "a = ..."),
        ("# why\na = 1  # one", "a = ..."),
        ("a, b = 1, 2", "..."),
        ("a = 1\nprint(a)", "..."),
        ("print(1)\na = 1", "..."),
        ("a[0] = 1", "..."),
        ("a += 1", "..."),
        ("del a", "..."),
        ("%time a = 1", "..."),
        ("", "..."),
    ],
)
def test_assignments_keep_their_names_and_all_else_is_an_ellipsis(solution, left):
    assert code_without_solutions(f"x = 1\n{region(solution)}\nprint(x)") == (
        f"x = 1\n{left}\nprint(x)"
    )


def test_each_of_several_solutions_goes_and_the_rest_stays():
    source = f"{FUNCTION}\n\n\nprint(1)\n{region('a = 1')}\n"
    left = code_without_solutions(source)
    assert left == f"{code_without_solutions(FUNCTION)}\n\n\nprint(1)\na = ...\n"


@pytest.mark.parametrize(
    "source",
    ["", "a = 1", "# a solution begins\n", "%matplotlib inline", '"\\d"', "def f(:"],
)
def test_code_without_markers_is_left_alone(source):
    assert code_without_solutions(source) == source


def test_windows_line_ends_are_no_hindrance():
    left = code_without_solutions(region("print(1)").replace("\n", "\r\n"))
    assert left.strip() == "..."


@pytest.mark.parametrize("leave_out", [code_without_solutions, text_without_solutions])
@pytest.mark.parametrize(
    ("marks", "message"),
    [
        ("B", "BEGIN SOLUTION has no END SOLUTION after it"),
        ("E", "END SOLUTION has no BEGIN SOLUTION before it"),
        ("EB", "END SOLUTION has no BEGIN"),
        ("BEE", "END SOLUTION has no BEGIN"),
        ("BEB", "BEGIN SOLUTION has no END"),
        ("BBEE", "stands inside of a solution"),
    ],
)
def test_markers_that_are_no_pairs_are_errors(leave_out, marks, message):
    template = "# {}" if leave_out is code_without_solutions else "<!-- {} -->"
    names = {"B": "BEGIN SOLUTION", "E": "END SOLUTION"}
    with pytest.raises(ValueError, match=message):
        leave_out("\n1\n".join(template.format(names[mark]) for mark in marks))


@pytest.mark.parametrize(
    "line",
    [
        "### BEGIN SOLUTION",
        "#BEGIN SOLUTION",
        "# begin solution",
        "# End Solution",
        "#  END SOLUTION",
        "# BEGIN SOLUTION:",
        "# BEGIN_SOLUTION",
        "# BEGIN  SOLUTION",
        "x = 1  # END SOLUTION",
        "<!-- BEGIN SOLUTION -->",
    ],
)
def test_a_misspelt_marker_in_code_hands_nothing_out(line):
    with pytest.raises(ValueError, match="is no marker here"):
        code_without_solutions(f"{region('a = 1')}\n{line}\nsecret = 1")


@pytest.mark.parametrize(
    "line",
    [
        "<!-- begin solution -->",
        "<!-- BEGIN_SOLUTION -->",
        "<!--END SOLUTION.-->",
        "# BEGIN SOLUTION",
    ],
)
def test_a_misspelt_marker_in_text_hands_nothing_out(line):
    with pytest.raises(ValueError, match="is no marker here"):
        text_without_solutions(f"question\n\n{line}\n\nsecret")


def test_a_raw_cell_has_no_markers():
    check_no_marker("the solution begins here")
    with pytest.raises(ValueError, match="# BEGIN SOLUTION"):
        check_no_marker("# BEGIN SOLUTION")


def test_markers_that_would_break_the_code_are_an_error():
    broken = "def f():\n# BEGIN SOLUTION\n    return 1\n# END SOLUTION"
    with pytest.raises(ValueError, match="it is not Python"):
        code_without_solutions(broken)
    magic = f"%matplotlib inline\n{region('print(1)')}"  # nobody can tell
    assert code_without_solutions(magic) == "%matplotlib inline\n..."


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("<!-- BEGIN SOLUTION -->\nIt is.\n<!-- END SOLUTION -->", "*Your answer:*"),
        (
            "Why?\n\n<!--BEGIN SOLUTION-->\nIt is.\n<!-- END SOLUTION -->\n\nSo.",
            "Why?\n\n*Your answer:*\n\nSo.",
        ),
        (
            "Is it? <!-- BEGIN SOLUTION -->a<!-- END SOLUTION -->",
            "Is it? *Your answer:*",
        ),
        ("<details><summary>Hint</summary>\n\nLook.\n\n</details>", None),
        ("<!-- a comment -->", None),
    ],
)
def test_answers_in_text_become_a_place_for_the_students(source, left):
    assert text_without_solutions(source) == (source if left is None else left)


@given(
    before=st.lists(LETTERS, max_size=3),
    secrets=st.lists(LETTERS.map(lambda name: f"SECRET_{name}(1)"), max_size=3),
    after=st.lists(LETTERS, max_size=3),
    depth=st.integers(0, 3),
)
@example(before=[], secrets=[], after=[], depth=0)
def test_nothing_of_a_solution_is_left(before, secrets, after, depth):
    head = [f"{'    ' * i}if {name}:" for i, name in enumerate("abc"[:depth])]
    indent = "    " * depth
    source = "\n".join(
        [
            *before,
            *head,
            region("\n".join(secrets), indent),
            *(f"{a} = 1" for a in after),
        ]
    )
    left = code_without_solutions(source)
    assert "SECRET" not in left
    assert "SOLUTION" not in left
    ast.parse(left)
    lines = [*before, *head, f"{indent}...", *(f"{a} = 1" for a in after)]
    assert left.split("\n") == lines
    assert code_without_solutions(left) == left
