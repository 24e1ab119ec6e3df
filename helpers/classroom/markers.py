"""Solutions in a cell: found between their markers, and left out."""

import ast
import re
import textwrap
import warnings

ANSWER = "*Your answer:*"

_IN_CODE = re.compile(
    r"^(?P<indent>[ \t]*)# (?P<mark>BEGIN|END) SOLUTION[ \t\r]*$", re.MULTILINE
)
_IN_TEXT = re.compile(r"<!--\s*(?P<mark>BEGIN|END) SOLUTION\s*-->")
# A marker that is misspelt would hand its solution out.
_ALMOST = re.compile(
    r"(?:#|<!--)[^\S\n]*[^\w\s]*[^\S\n]*(?:BEGIN|END)(?:[^\S\n]|[_-])*SOLUTION",
    re.IGNORECASE,
)


def code_without_solutions(source):
    """Leave the solutions of a code cell out.

    Everything from a line ``# BEGIN SOLUTION`` to the next ``# END SOLUTION`` goes, a
    ``return`` between them too, and one line ``...`` stands there, indented as the
    first marker is. If it was nothing but assignments to single names, one line
    ``name = ...`` for each name stands there.

    Parameters
    ----------
    source : str
        The code, with any number of solutions.

    Returns
    -------
    str
        The code of the workbook.

    Raises
    ------
    ValueError
        If the markers do not come in pairs, one is misspelt, or the cell is no Python
        any more without its solutions.
    """
    shown = _leave_out(source, _IN_CODE, _ellipses)
    if shown != source and _parsed(source) and not _parsed(shown):
        raise ValueError(
            "without its solution it is not Python: are the markers indented as the "
            "code between them is?"
        )
    return shown


def code_with_both(source, opening="# BEGIN SOLUTION"):
    """Put what a workbook shows before each solution, which stays.

    Of programs that take solutions out themselves, and know nothing of names.

    Parameters
    ----------
    source : str
        The code, with any number of solutions.
    opening : str
        The line that begins a solution from now on.

    Returns
    -------
    str
        The code: it does what it did, and without its solutions it is the workbook's.

    Raises
    ------
    ValueError
        As for `code_without_solutions`.
    """
    code_without_solutions(source)

    def both(begin, solution):
        indent = begin["indent"]
        shown = _ellipses(begin, solution)
        return f"{shown}\n{indent}{opening}{solution}{indent}# END SOLUTION"

    return _leave_out(source, _IN_CODE, both)


def text_and_solutions(source):
    """Take the solutions of a Markdown cell out, and return them, too.

    Parameters
    ----------
    source : str
        The text, with any number of solutions.

    Returns
    -------
    text : str
        What is left, without anything in their place.
    solutions : list of str
        What stood between the markers.

    Raises
    ------
    ValueError
        As for `text_without_solutions`.
    """
    solutions = []

    def nothing(begin, solution):
        solutions.append(solution.strip())
        return ""

    return _leave_out(source, _IN_TEXT, nothing).strip(), solutions


def text_without_solutions(source):
    """Leave the solutions of a Markdown cell out.

    What stands between ``<!-- BEGIN SOLUTION -->`` and ``<!-- END SOLUTION -->``
    becomes "*Your answer:*".

    Parameters
    ----------
    source : str
        The text, with any number of solutions.

    Returns
    -------
    str
        The text of the workbook.

    Raises
    ------
    ValueError
        If the markers do not come in pairs, or one is misspelt.
    """
    return _leave_out(source, _IN_TEXT, lambda begin, solution: ANSWER)


def check_no_marker(source):
    """Raise ValueError if a marker stands in a text that can have no solution."""
    almost = _ALMOST.search(source)
    if almost:
        raise ValueError(
            f'"{almost[0]}" is no marker here: code has lines `# BEGIN SOLUTION` and '
            "`# END SOLUTION`, Markdown has `<!-- BEGIN SOLUTION -->` and "
            "`<!-- END SOLUTION -->`"
        )


def _leave_out(source, marker, stand_in):
    """Put `stand_in(begin, solution)` in the place of each solution."""
    check_no_marker(marker.sub("\n", source))
    kept, begin, end = [], None, 0
    for mark in marker.finditer(source):
        if mark["mark"] == "BEGIN":
            if begin:
                raise ValueError("BEGIN SOLUTION stands inside of a solution")
            kept.append(source[end : mark.start()])
            begin = mark
        else:
            if not begin:
                raise ValueError("END SOLUTION has no BEGIN SOLUTION before it")
            kept.append(stand_in(begin, source[begin.end() : mark.start()]))
            begin = None
        end = mark.end()
    if begin:
        raise ValueError("BEGIN SOLUTION has no END SOLUTION after it")
    return "".join([*kept, source[end:]])


def _ellipses(begin, solution):
    """Lines that stand where a solution stood."""
    tree = _parsed(textwrap.dedent(solution))
    names = {}
    for statement in tree.body if tree else []:
        targets = statement.targets if isinstance(statement, ast.Assign) else [None]
        if not all(isinstance(target, ast.Name) for target in targets):
            names = {}
            break
        names |= dict.fromkeys(target.id for target in targets)
    lines = [f"{name} = ..." for name in names] or ["..."]
    return "\n".join(begin["indent"] + line for line in lines)


def _parsed(code):
    """Return the syntax tree, None if the code is no plain Python (`%magic`)."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" is the author's business
            return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
