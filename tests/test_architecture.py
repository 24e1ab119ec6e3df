"""The rooms of `helpers`: who may import whom, and how large things may grow.

The files at the top are what a student reads, the folders are machinery. A file at the
top is a room of its own here; a folder is one room with all its files.
"""

import ast
import inspect
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import helpers
from helpers import training

ROOT = Path(helpers.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))
TOP = [path for path in FILES if path.parent == ROOT]

# What each folder may import besides its own files. "core" is any file at the top.
MAY_IMPORT = {
    "core": {"core", "shortcuts", "machine", "checking", "download"},
    "machine": set(),
    "shortcuts": {"core"},
    "download": {"checking", "machine"},
    "checking": {"core"},
    "derivations": {"core", "formulas"},
    "exercises": {"core", "checking", "derivations", "formulas"},
    "live": {"core", "shortcuts", "machine", "checking"},
    "study": {"core", "machine", "checking"},
    "formulas": set(),
    "report": {"formulas"},
    "classroom": {"exercises", "formulas", "machine", "notebooks", "report"},
    "site": {"classroom", "formulas"},
    "notebooks": {"report"},
}


def module_name(path):
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in FILES}


def room(module):
    """The folder that a module is in, or "core"."""
    path = MODULES[module].relative_to(ROOT)
    return path.parts[0] if len(path.parts) > 1 else "core"


def imports(module):
    """Modules of helpers that a module imports, anywhere in it."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [node.module])])
            names = {f"{base}.{alias.name}" for alias in node.names}
            found |= {name if name in MODULES else base for name in names}
    return (found & set(MODULES)) - {module}


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_downwards(module):
    here = room(module)
    others = {room(imported) for imported in imports(module)} - {here}
    assert others <= MAY_IMPORT[here], f"{here} may not import {others}"


def test_every_folder_has_its_rule_and_every_rule_its_folder():
    assert {room(module) for module in MODULES} == set(MAY_IMPORT)


def test_no_imports_go_round_in_a_circle():
    TopologicalSorter({module: imports(module) for module in MODULES}).prepare()


def lines_of_code(function):
    """Lines of a function from `def` to its end, without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= docstring.end_lineno - docstring.lineno + 1
    return lines


@pytest.mark.parametrize("path", FILES, ids=module_name)
def test_functions_fit_on_a_screen_and_files_in_a_sitting(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 450
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef)]
    too_long = {f.name: lines_of_code(f) for f in functions if lines_of_code(f) > 60}
    assert too_long == {}


def test_what_a_student_reads_is_small():
    sizes = [len(path.read_text(encoding="utf-8").splitlines()) for path in TOP]
    assert sum(sizes) <= 2700
    (train,) = ast.parse(inspect.getsource(training.train)).body
    assert lines_of_code(train) <= 60


def test_explorers_and_exercises_load_nothing_that_takes_long():
    # Half a second each, at the start of every notebook.
    code = "import sys, helpers.live, helpers.exercises; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "helpers.live" in loaded
    assert not {"pandas", "scipy.stats", "sklearn", "requests"} & set(loaded)
