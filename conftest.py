"""Test configuration, for pytest at the top of the checkout.

Notebooks are re-executed by nbval: strictly (every output is compared with the stored
one) if the full data sets are there, laxly (every cell must run) if they are not.
"""

import os
from pathlib import Path

import pytest

# One BLAS thread, no progress bars, no network: for the tests and for every kernel.
os.environ |= dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    os.environ.get("HELPERS_THREADS", "1"),
)
os.environ |= {"TQDM_DISABLE": "1", "HELPERS_OFFLINE": "1"}
if "HELPERS_DATA" in os.environ:
    os.environ["HELPERS_DATA"] = os.path.abspath(os.environ["HELPERS_DATA"])

from helpers.data import missing_files

FULL_DATA = not missing_files()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Choose how nbval compares, as its command-line options would."""
    config.option.nbval = FULL_DATA
    config.option.nbval_lax = not FULL_DATA
    config.option.nbval_current_env = True
    config.option.nbval_cell_timeout = 900  # seconds; a busy machine is slow
    sanitize = Path(__file__).parent / "tests" / "sanitize.cfg"
    config.option.nbval_sanitize_with = str(sanitize)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Say, in the last line, what was compared."""
    if hasattr(config, "workerinput"):  # one of several processes: not the last word
        return
    if FULL_DATA:
        print("Notebooks: strict, on the full data: stored outputs were compared.")
    else:
        print("Notebooks: lax, on the bundled subset (`make data` fetches the rest).")
