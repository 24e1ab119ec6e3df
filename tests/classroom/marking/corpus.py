"""Hand-ins of notebook 03, as students, systems and cheats make them.

`HONEST` must earn all points, `SPOILED` all but those of the exercises named, and
`CHEATS` none for the exercises named.
"""

import json
import re
from pathlib import Path

import nbformat

import helpers
from helpers.classroom.edition import read_cells, workbook

NOTEBOOKS = Path(helpers.__file__).parent.parent / "notebooks"
NAME = "03_logistic"
LOGISTIC = NOTEBOOKS / f"{NAME}.ipynb"
_SOLVED = {cell.id: cell.source for cell in read_cells(LOGISTIC).cells}


def empty(path=LOGISTIC):
    """The workbook, as it is handed out."""
    return workbook(path, "elsewhere")


def solved(path=LOGISTIC):
    """The workbook, with our answers in it."""
    notebook = empty(path)
    sources = {cell.id: cell.source for cell in read_cells(path).cells}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = sources[cell.id].splitlines()
            kept = [line for line in lines if "SOLUTION" not in line]
            cell.source = "\n".join(kept)
    return notebook


def cell_of(notebook, text):
    """The first code cell with a text in it."""
    return next(c for c in notebook.cells if c.cell_type == "code" and text in c.source)


def answering(*sources):
    """Our answers, but for functions that are written otherwise."""
    notebook = solved()
    for source in sources:
        name = re.search(r"\b(my_\w+)(?:\(| = |$)", source, re.MULTILINE)[1]
        cell_of(notebook, f"def {name}(").source = source
    return notebook


def code(source):
    return nbformat.v4.new_code_cell(source)


def with_cells(*sources, first=False, notebook=None):
    """Our answers, and more cells at the end or at the beginning."""
    notebook = notebook or solved()
    more = [code(source) for source in sources]
    notebook.cells = more + notebook.cells if first else notebook.cells + more
    return notebook


# --- honest ---------------------------------------------------------------------------


def ids_lost(notebook):
    for cell in notebook.cells:
        cell.pop("id")
    notebook.nbformat_minor = 4
    return notebook


def metadata_lost(notebook):
    notebook.metadata = nbformat.from_dict({})
    return notebook


def reversed_cells(notebook):
    notebook.cells.reverse()
    return notebook


def copied_stubs(notebook):
    """The cells as handed out stand at the end once more."""
    notebook.cells += [c for c in empty().cells if c.cell_type == "code"]
    return notebook


def checks_deleted(notebook):
    calls = ("check(", "spot(", "predict(", "reveal(")
    kept = []
    for cell in notebook.cells:
        if cell.cell_type == "code" and "def " not in cell.source:
            lines = cell.source.splitlines()
            cell.source = "\n".join(x for x in lines if not any(c in x for c in calls))
        kept.append(cell)
    notebook.cells = kept
    return notebook


def checks_edited(notebook):
    cell = cell_of(notebook, 'check("my_cost")')
    cell.source = 'cost = check("my_cots")  # what is this for?'
    return notebook


def of_colab(notebook):
    notebook = ids_lost(metadata_lost(notebook))
    notebook.metadata = nbformat.from_dict({"colab": {"provenance": []}})
    for number, cell in enumerate(notebook.cells):
        cell.metadata = nbformat.from_dict({"id": f"x{number}"})
    notebook.nbformat_minor = 0
    return notebook


def of_vs_code(notebook):
    for cell in notebook.cells:
        cell.metadata = nbformat.from_dict({"vscode": {"languageId": "python"}})
    return notebook


def format_3(notebook):
    return nbformat.convert(ids_lost(notebook), 3)


def windows_lines(notebook):
    for cell in notebook.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    return notebook


def with_magics(notebook):
    notebook.cells.insert(0, code("%matplotlib inline\n!pip install numpy\nnp.exp?"))
    cell = cell_of(notebook, "def my_cost")
    cell.source = f"%%time\n{cell.source}\n%timeit my_cost(z, y)"
    return notebook


def imports_deleted(notebook):
    notebook.cells.remove(cell_of(notebook, "import numpy"))
    return notebook


def merged(notebook):
    """All answers in one cell."""
    cells = [c for c in notebook.cells if c.cell_type == "code"]
    text = "\n\n".join(c.source for c in cells)
    notebook.cells = [code(text)]
    return notebook


def long_output(notebook):
    output = nbformat.v4.new_output("stream", text="loss\n" * 4_000_000)
    cell_of(notebook, "def my_train").outputs = [output]
    return notebook


def lists_of_lines(notebook):
    """Text in pieces, as in every file; here after reading, too."""
    for cell in notebook.cells:
        cell["source"] = cell["source"].splitlines(True)
    return notebook


def spot_by_a_number(notebook):
    cell = cell_of(notebook, "chosen_by_the_test")
    cell.source = 'spot("chosen_by_the_test", 5)'
    return notebook


def words_everywhere(notebook):
    """Raw cells, empty cells, cells of kinds that are not known."""
    notebook.cells.insert(3, nbformat.v4.new_raw_cell("raw"))
    notebook.cells.insert(5, code(""))
    notebook.cells.insert(7, nbformat.from_dict({"cell_type": "heading", "source": ""}))
    notebook.cells.insert(9, nbformat.from_dict({"source": None}))
    return notebook


SIGMOID = """def my_sigmoid(z):
    {}
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, small) / (1 + small)
"""
COST = """def my_cost(z, y):
    {}
    return np.mean(np.maximum(z, 0) - y * z + np.log1p(np.exp(-np.abs(z))))
"""

HONEST = {
    "right": solved,
    "ids-lost": lambda: ids_lost(solved()),
    "metadata-lost": lambda: metadata_lost(solved()),
    "reversed": lambda: reversed_cells(solved()),
    "copied-stubs": lambda: copied_stubs(solved()),
    "checks-deleted": lambda: checks_deleted(solved()),
    "checks-edited": lambda: checks_edited(solved()),
    "colab": lambda: of_colab(solved()),
    "vs-code": lambda: of_vs_code(solved()),
    "format-3": lambda: format_3(solved()),
    "windows": lambda: windows_lines(solved()),
    "magics": lambda: with_magics(solved()),
    "no-imports": lambda: imports_deleted(solved()),
    "merged": lambda: merged(solved()),
    "long-output": lambda: long_output(solved()),
    "lists-of-lines": lambda: lists_of_lines(solved()),
    "spot-by-a-number": lambda: spot_by_a_number(solved()),
    "odd-cells": lambda: words_everywhere(solved()),
    "scratch-cells": lambda: with_cells(
        "this is no Python", "while True: pass", "import sys; sys.exit()", "1 / 0"
    ),
    "deep-cells": lambda: with_cells(
        "x = " + "+".join(["1"] * 20_000),
        "x = " + "-" * 50_000 + "1",
        "x = " + "(" * 5_000,
        "x = " + "[" * 150 + "]" * 150,
        "a.b = " + "x." * 5_000 + "y",
        "# " + "x" * 300_000,
    ),
    "names-used-again": lambda: with_cells("sum = 0\nnp_ = 1\ncost = 3.0\nlen = 5"),
    "own-helper": lambda: with_cells(
        "LIMIT = 0\nHALF = LIMIT + 1 / 2",
        "def small_power(z):\n    return np.exp(-abs(z)) * 2 * HALF",
        notebook=answering(
            "def my_sigmoid(z):\n    small = small_power(z)\n"
            "    return np.where(z >= LIMIT, 1, small) / (1 + small)"
        ),
    ),
    "libraries": lambda: answering(
        "def my_cost(z, y):\n    import matplotlib.pyplot as plt\n"
        "    from scipy import stats\n"
        "    plt.plot(stats.norm.pdf(z))\n"
        "    return np.mean(np.logaddexp(0, z) - y * z)"
    ),
    "own-alias": lambda: with_cells(
        "def sigmoid(score, slope=1):\n    return my_sigmoid(slope * score)",
        notebook=answering(
            "def my_dz(z, y):\n    return (sigmoid(z, slope=1) - y) / len(y)"
        ),
    ),
    "lambda": lambda: answering("my_accuracy = lambda z, y: np.mean((z > 0) == y)"),
    "decorated": lambda: answering(
        "def plain(f):\n    return lambda z: f(np.asarray(z))\n\n\n@plain\n"
        + SIGMOID.format('"""σ."""')
    ),
    "scipy": lambda: answering(
        "from scipy.special import expit\n\n\ndef my_sigmoid(z):\n    return expit(z)"
    ),
    "imports-inside": lambda: answering(SIGMOID.format("import math, numpy as np")),
    "prints": lambda: answering(SIGMOID.format("print('z' * 1000000)")),
    "uses-the-others": lambda: answering(
        "def my_dz(z, y):\n    return (my_sigmoid(z) - y) / len(y)"
    ),
    "imports-sigmoid": lambda: answering(
        "from helpers.losses import sigmoid as s\n\n\n"
        "def my_dz(z, y):\n    return (s(z) - y) / len(y)"
    ),
    "random": lambda: answering(SIGMOID.format("np.random.seed(3)")),
    "greek": lambda: answering("def my_annealed(α, k, t):\n    return α / (1 + k * t)"),
    "last-attempt-counts": lambda: with_cells(
        SIGMOID.format("pass"), notebook=answering("def my_sigmoid(z):\n    return z")
    ),
    "prints-a-hundred-megabytes": lambda: answering(
        COST.format("for _ in range(100): print('x' * 1_000_000)")
    ),
}

# --- spoiled: the exercises named, and no other ---------------------------------------


def without(name):
    notebook = solved()
    notebook.cells.remove(cell_of(notebook, f"def {name}("))
    return notebook


def patched_numpy():
    return answering(
        "def my_backward(X, dz):\n    np.matmul = np.sum = None\n    return X, dz"
    )


SPOILED = {
    "deleted": (lambda: without("my_update"), {"my_update"}),
    "syntax-error": (
        lambda: answering("def my_cost(z, y):\n    return (z"),
        {"my_cost"},
    ),
    "wrong-sigmoid": (
        lambda: answering("def my_sigmoid(z):\n    return 1 / (1 + np.exp(z))"),
        {"my_sigmoid"},
    ),
    "endless": (
        lambda: answering("def my_cost(z, y):\n    while True:\n        pass"),
        {"my_cost"},
    ),
    "endless-and-stubborn": (
        lambda: answering(
            "def my_dz(z, y):\n    while True:\n        try:\n            while True:\n"
            "                pass\n        except BaseException:\n            pass"
        ),
        {"my_dz"},
    ),
    "exits": (
        lambda: answering("def my_dz(z, y):\n    import os\n    os._exit(0)"),
        {"my_dz"},
    ),
    "system-exit": (
        lambda: answering("def my_dz(z, y):\n    raise SystemExit"),
        {"my_dz"},
    ),
    "says-half-of-it": (
        lambda: answering(
            "def my_dz(z, y):\n    import os\n    for place in range(3, 64):\n"
            "        try:\n            os.write(place, b'\\x00\\x00\\x10\\x00[')\n"
            "        except OSError:\n            pass\n    while True:\n        pass"
        ),
        {"my_dz"},
    ),
    "reads-the-notebook": (
        lambda: answering("def my_dz(z, y):\n    return z / len(X_validation)"),
        {"my_dz"},
    ),
    "crashes": (
        lambda: answering(
            "def my_dz(z, y):\n    import sys\n    sys.setrecursionlimit(10**9)\n"
            "    def f(x): return map(f, x) and f([x])\n    return f(z)"
        ),
        {"my_dz"},
    ),
    "forks": (
        lambda: answering(
            "def my_dz(z, y):\n    import os\n    while True:\n        os.fork()"
        ),
        {"my_dz"},
    ),
    "much-memory": (
        lambda: answering("def my_dz(z, y):\n    return np.ones(250_000_000)[:9]"),
        {"my_dz"},
    ),
    "much-result": (
        lambda: answering("def my_dz(z, y):\n    return np.zeros(5_000_000)"),
        {"my_dz"},
    ),
    "connects": (
        lambda: answering(
            "def my_dz(z, y):\n    import socket\n    socket.socket()\n    return z"
        ),
        {"my_dz"},
    ),
    "runs-a-program": (
        lambda: answering(
            "def my_dz(z, y):\n    import subprocess\n    subprocess.run(['true'])\n"
            "    return z"
        ),
        {"my_dz"},
    ),
    "runs-by-a-back-door": (
        lambda: answering(
            "def my_dz(z, y):\n    import os, _posixsubprocess as p\n"
            "    p.fork_exec([b'/bin/true'], [b'/bin/true'], True, (), None, None,\n"
            "        -1, -1, -1, -1, -1, -1, *os.pipe(), False, False, -1, None,\n"
            "        None, None, -1, None, False)\n    return z"
        ),
        {"my_dz"},
    ),
    "kills": (
        lambda: answering(
            "def my_dz(z, y):\n    import os\n    os.kill(os.getppid(), 9)"
        ),
        {"my_dz"},
    ),
    "writes": (
        lambda: answering(
            "def my_dz(z, y):\n    open('/tmp/of-an-answer', 'w').close()"
        ),
        {"my_dz"},
    ),
    "bad-default": (
        lambda: answering("def my_dz(z, y=1 / 0):\n    return z"),
        {"my_dz"},
    ),
    "no-function": (lambda: answering("my_dz = 5"), {"my_dz"}),
    "odd-object": (
        lambda: answering(
            "class Right:\n    shape = ()\n    def __eq__(self, other): return True\n"
            "    def __sub__(self, other): return 0\n\n\n"
            "def my_dz(z, y):\n    return Right()"
        ),
        {"my_dz"},
    ),
    "spoils-numpy": (patched_numpy, {"my_backward", "my_train"}),
}

# --- cheats: no points for the exercises named ----------------------------------------

CHEATS = {
    "calls-the-loss": (
        "from helpers import losses\n\n\ndef my_cost(z, y):\n"
        "    return losses.binary_cross_entropy(z[:, np.newaxis], y)[0]"
    ),
    "imports-inside-the-answer": (
        "def my_cost(z, y):\n    from helpers.losses import binary_cross_entropy as f\n"
        "    return f(z[:, None], y)[0]"
    ),
    "ours": (
        "from helpers.exercises.ours import OURS\n\n\n"
        "def my_cost(z, y):\n    return OURS['my_cost'](z, y)"
    ),
    "own-name": "def my_cost(z, y):\n    return cost(z, y)",
    "imported-as": "from helpers.exercises.ours import my_cost",
    "assigned": (
        "from helpers.exercises.ours import cost as ready\n\n\nmy_cost = ready"
    ),
    "wrapped": (
        "import functools\nfrom helpers.exercises.ours import cost as ready\n\n\n"
        "my_cost = functools.partial(ready)"
    ),
    "mapped": (
        "from helpers.exercises.ours import cost as ready\n\n\n"
        "def my_cost(z, y):\n    return list(map(ready, [z], [y]))[0]"
    ),
    "through-numpy": (
        "from helpers.losses import binary_cross_entropy\n\n\ndef my_cost(z, y):\n"
        "    f = lambda i: binary_cross_entropy(z[:, None], y)[0]\n"
        "    return np.vectorize(f)(0)[()]"
    ),
    "through-a-helper": (
        "from helpers import losses as tools\n\n\n"
        "def one(z, y):\n    return tools.binary_cross_entropy(z[:, None], y)\n\n\n"
        "def my_cost(z, y):\n    return one(z, y)[0]"
    ),
    "the-oracle": (
        "from helpers.exercises.tasks import TASKS\n\n\n"
        "def my_cost(z, y):\n    return TASKS['my_cost'].oracle(z, y)"
    ),
    "a-private-function": (
        "from helpers.exercises.tasks import logistic\n\n\n"
        "def my_cost(z, y):\n    return np.mean(logistic._per_example(z, y))"
    ),
    "source-of-ours": (
        "import inspect\nfrom helpers.exercises.ours import cost as ready\n\n\n"
        "def my_cost(z, y):\n    names = dict(ready.__globals__)\n"
        "    exec(inspect.getsource(ready), names)\n    return names['_cost'](z, y)"
    ),
    "without-a-profile": (
        "def my_cost(z, y):\n    import sys\n    from helpers import losses\n"
        "    sys.setprofile(None)\n"
        "    return losses.binary_cross_entropy(z[:, None], y)[0]"
    ),
    "in-a-thread": (
        "def my_cost(z, y):\n    import threading\n    from helpers import losses\n"
        "    found = []\n    run = lambda: found.append(\n"
        "        losses.binary_cross_entropy(z[:, None], y)[0])\n"
        "    thread = threading.Thread(target=run)\n    thread.start()\n"
        "    thread.join()\n    return found[0]"
    ),
    "evaluated": (
        'def my_cost(z, y):\n    return eval(\'__import__("helpers.losses")'
        ".losses.binary_cross_entropy(z[:, None], y)[0]')"
    ),
    "from-mine": "from mine import my_cost",
    "the-judge-in-memory": (
        "def my_cost(z, y):\n    import sys\n    frame = sys._getframe()\n"
        "    while frame:\n        exercise = frame.f_locals.get('exercise')\n"
        "        if exercise is not None: return exercise.oracle(z, y)\n"
        "        frame = frame.f_back"
    ),
    "the-watch-switched-off": (
        "import sys\nfrom helpers import losses\nfrom helpers.classroom.marking "
        "import watching\n\n\ndef my_cost(z, y):\n    watching.ROOT = 'nowhere'\n"
        "    return losses.binary_cross_entropy(z[:, None], y)[0]"
    ),
    "the-watch-by-attributes": (
        "import helpers\nfrom helpers import losses\n\n\ndef my_cost(z, y):\n"
        "    helpers.classroom.marking.watching.ROOT = 'nowhere'\n"
        "    return losses.binary_cross_entropy(z[:, None], y)[0]"
    ),
    "the-watch-asked-for": (
        "import sys\nfrom helpers import losses\n\n\ndef my_cost(z, y):\n"
        "    sys.getprofile().end()\n"
        "    return losses.binary_cross_entropy(z[:, None], y)[0]"
    ),
    "falls-over-in-the-end": (
        "from helpers import losses\n\n\ndef my_cost(z, y):\n"
        "    if abs(z).max() > 100:\n        import os\n        os._exit(0)\n"
        "    return losses.binary_cross_entropy(z[:, None], y)[0]"
    ),
    "computed-names": (
        "from helpers import losses\n\n\ndef my_cost(z, y):\n"
        "    f = getattr(losses, 'binary_' + 'cross_entropy')\n"
        "    return f(z[:, None], y)[0]"
    ),
    "code-of-ours": (
        "from helpers.exercises.ours import cost as ready\n\n\n"
        "def my_cost(z, y):\n    return 0\n\n\n"
        "my_cost.__code__ = ready.__code__"
    ),
    "says-it-is-right": (
        "def my_cost(z, y):\n    import os\n    for place in range(3, 64):\n"
        "        try:\n            os.write(place, b'\\x00\\x00\\x00\\x02{}')\n"
        "        except OSError:\n            pass\n    return 0.0"
    ),
}
PATCH = """import helpers.exercises.judging as judging
from helpers.exercises import asking
from helpers.exercises.exercise import Verdict
judging.judge = asking.judge = lambda *a: Verdict("correct", "", 99)
judging.judge_calls = judging._all_same = lambda *a, **k: Verdict("correct", "", 99)
check = lambda name: None
"""
WRONG = "def my_cost(z, y):\n    return 0.0"


def cheats():
    """All of them as notebooks, by name."""
    made = {name: answering(source) for name, source in CHEATS.items()}
    made["patches-in-a-cell"] = with_cells(PATCH, first=True, notebook=answering(WRONG))
    made["patches-in-the-answer"] = answering(
        "def my_cost(z, y):\n    "
        + "\n    ".join(PATCH.splitlines())
        + "\n    return 0"
    )
    made["through-the-notebook"] = answering(
        "def my_cost(z, y):\n    return your_loss(z[:, None], y)[0]"
    )
    return made


def write(notebook, path):
    """Write a notebook as it is, valid or not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
