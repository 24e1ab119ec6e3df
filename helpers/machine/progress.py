"""Progress bars."""

import sys

from tqdm import tqdm

from helpers.machine.place import IN_BROWSER

if IN_BROWSER:
    tqdm.monitor_interval = 0  # no thread that watches the bars


def progress_bar(steps, unit="step"):
    """A bar that appears only if the run takes longer than a second.

    On stdout: what Jupyter finds on stderr it shows in red, even when it is empty.

    Parameters
    ----------
    steps : int
        Of the whole run.
    unit : str
        What is counted.

    Returns
    -------
    tqdm.tqdm
        To be used in a `with` block; `update(n)` says that n steps are done.
    """
    return tqdm(
        total=steps, unit=unit, delay=1, leave=False, ascii=True, file=sys.stdout
    )
