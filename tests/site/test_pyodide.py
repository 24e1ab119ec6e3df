"""The workbooks run in Pyodide, the Python of a browser, here under Node.

NOTEBOOKS_IN_PYODIDE="04_softmax 05_regularization" runs these as well; they take
minutes.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.classroom.__main__ import main

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
NAMES = ["01_derivations", "02_regression", "03_logistic"]
NAMES += os.environ.get("NOTEBOOKS_IN_PYODIDE", "").split()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The package as it is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    source.mkdir()
    for name in ("helpers", "pyproject.toml", "README.md", "LICENSE"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    done = subprocess.run(
        [*command, "--wheel-dir", str(folder), str(source)],
        capture_output=True,
        text=True,
    )
    if done.returncode:
        pytest.skip(f"no wheel can be built here: {done.stderr.strip()[-300:]}")
    (path,) = folder.glob("*.whl")
    return path


@pytest.mark.parametrize("name", NAMES)
def test_all_cells_of_a_workbook_run(name, wheel, fetched, tmp_path):
    node = shutil.which("node") or pytest.skip("Node.js is missing")
    (notebook,) = (ROOT / "notebooks").rglob(f"{name}.ipynb")
    assert main(["workbook", "--to", str(tmp_path), str(notebook)]) == 0
    done = subprocess.run(
        [node, HERE / "run_in_pyodide.mjs", fetched, wheel, tmp_path / f"{name}.ipynb"],
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    cells = [json.loads(line) for line in lines]
    assert len(cells) > 20
    for cell in cells:
        assert cell["error"] == "", (cell["cell"], cell["trace"])
        if "font cache" not in cell["stderr"]:
            assert cell["stderr"] == "", cell["cell"]
    said = "\n".join(text for cell in cells for text in cell["markdown"])
    assert "○ not attempted" in said
    assert "✓ correct" not in said
