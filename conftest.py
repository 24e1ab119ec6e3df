"""Test configuration, for pytest at the top of the checkout.

Notebooks are re-executed by nbval: strictly (every output is compared with the stored
one) if the full data sets are there, laxly (every cell must run) if they are not;
`--nbval` and `--nbval-lax` choose either. Figures are compared too, as pictures.
"""

import os
from pathlib import Path

import figures
import pytest
from nbval.plugin import IPyNbCell

# One BLAS thread, no progress bars, no network: for the tests and for every kernel.
os.environ |= dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"),
    os.environ.get("HELPERS_THREADS", "1"),
)
os.environ |= {"TQDM_DISABLE": "1", "HELPERS_OFFLINE": "1"}
if "HELPERS_DATA" in os.environ:
    os.environ["HELPERS_DATA"] = os.path.abspath(os.environ["HELPERS_DATA"])

from helpers.download import missing_files
from helpers.notebooks.normalise import without_wiped_text

FULL_DATA = not missing_files()


class NotebookCell(IPyNbCell):
    """A cell whose pictures are compared as well, and none of them may be blank."""

    def runtest(self):
        """Run the cell and compare its outputs; then look for blank pictures."""
        super().runtest()
        found = figures.blanks(self.test_outputs)
        if found:
            self.raise_cell_error("A figure is blank", "\n".join(found))

    def compare_outputs(self, test, ref, skip_compare=None):
        """Whether the outputs of this run are those that are stored."""
        test, ref = without_wiped_text(test), without_wiped_text(ref)
        if not super().compare_outputs(test, ref, skip_compare):
            return False
        self.comparison_traceback = figures.differences(ref, test)
        return not self.comparison_traceback


def pytest_itemcollected(item):
    """Make the cells ours: nbval has no option that names their class."""
    if type(item) is IPyNbCell:
        item.__class__ = NotebookCell


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    """Choose how nbval compares, as its command-line options would."""
    strict = config.option.nbval or (FULL_DATA and not config.option.nbval_lax)
    config.option.nbval, config.option.nbval_lax = strict, not strict
    config.option.nbval_current_env = True
    config.option.nbval_cell_timeout = 900  # seconds; a busy machine is slow
    sanitize = Path(__file__).parent / "tests" / "sanitize.cfg"
    config.option.nbval_sanitize_with = str(sanitize)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config):
    """Say, in the last line, what was compared."""
    if hasattr(config, "workerinput"):  # one of several processes: not the last word
        return
    data = "the full data"
    if not FULL_DATA:
        data = "the bundled subset (`make data` fetches the rest)"
    if not config.option.nbval:
        print(f"Notebooks: lax, on {data}.")
    elif figures.CHANNELS == "RGB":
        print(f"Notebooks: strict, on {data}: stored outputs were compared.")
    else:
        print(
            f"Notebooks: strict, on {data}: stored outputs were compared, but of the "
            "figures only the colours (matplotlib is older than 3.11)."
        )
