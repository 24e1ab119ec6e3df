"""What the tests of the site share."""

import pytest

from fetch_pyodide import FOLDER  # isort: skip


@pytest.fixture(scope="session")
def fetched():
    """The folder of Pyodide and axe-core."""
    if not (FOLDER / "complete").exists():
        pytest.skip(f"{FOLDER} is missing: run python tests/site/fetch_pyodide.py")
    return FOLDER
