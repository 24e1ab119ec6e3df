"""Answers that are the same, beyond what a short function forces."""

import ast
from collections import defaultdict

_SHORT = 60  # nodes of a syntax tree: shorter answers are the same by themselves


def same_answers(records, sheets):
    """Find functions that are equal but for names, comments and blanks.

    Parameters
    ----------
    records : list of dict
        What the files of the hand-ins hold.
    sheets : dict of str to Sheet
        The notebooks, by their names.

    Yields
    ------
    tuple of str
        Student, notebook, exercise, number, and who else wrote the same.
    """
    forms = defaultdict(list)
    for record in records:
        sheet = sheets.get(record["notebook"])
        for mark in record["marks"] if sheet else ():
            if mark["kind"] != "function" or mark["state"] in _OUT:
                continue
            form = _form(mark["answer"], mark["name"])
            ours = sheet.solutions.get(mark["name"])
            if form and (ours is None or form != _form(ours.source, "")):
                forms[record["notebook"], mark["name"], mark["number"], form].append(
                    record["student"]
                )
    for (*about, _), students in forms.items():
        for student in students:
            others = sorted(set(students) - {student})
            if others:
                names = ", ".join(others[:10]) + (", …" if len(others) > 10 else "")
                yield (student, *about, f"the same answer as {names}")


_OUT = ("not attempted", "not read")


class _Renamed(ast.NodeTransformer):
    """Names in the order in which they are met, numbers for names."""

    def __init__(self):
        self.numbers = {}

    def _number(self, name):
        return f"v{self.numbers.setdefault(name, len(self.numbers))}"

    def visit_Name(self, node):
        node.id = self._number(node.id)
        return node

    def visit_arg(self, node):
        node.arg, node.annotation = self._number(node.arg), None
        return node


def _form(source, name):
    """The form of a function; empty if it is too short, or no Python."""
    try:
        body = ast.parse(source).body
        if not body:  # comments only
            return ""
        found = [part for part in body if getattr(part, "name", name) == name] or body
        function = found[-1]
        if isinstance(function, ast.FunctionDef):
            function.name, function.returns = "f", None
            if ast.get_docstring(function) is not None:
                del function.body[0]
        if sum(1 for _ in ast.walk(function)) < _SHORT:
            return ""
        return ast.dump(_Renamed().visit(function))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
