"""What the checks of its arguments cost a run: `python -m benchmarks.checks`.

For each job the median over the rounds of one mini-batch epoch, of the checks (and the
copy of the model) that `train` makes before the first step, and of their ratio.
"""

from functools import partial

import numpy as np

from benchmarks.inputs import FULL, load
from benchmarks.measure import paired_ratios, time_rounds
from helpers.losses import binary_cross_entropy, softmax_cross_entropy
from helpers.machine.threads import one_blas_thread
from helpers.models import MLP, Linear
from helpers.run import Run
from helpers.training import train

BATCH, ROUNDS = 128, 9
EPOCH = {"learning_rate": 0.1, "epochs": 1, "batch_size": BATCH}


def main():
    """Print a line for each job."""
    inputs = load(FULL)
    network = MLP((784, 200, 10), np.random.default_rng(0))
    jobs = {
        "logistic, digits 2 and 3": (Linear(784), binary_cross_entropy, inputs.digits),
        "softmax, ten digits": (Linear(784, 10), softmax_cross_entropy, inputs.images),
        "network 784-200-10": (network, softmax_cross_entropy, inputs.images),
    }
    print(f"{'job':26}{'images':>8}{'epoch/ms':>10}{'checks/ms':>11}{'share':>9}")
    for name, (model, loss, (X, y)) in jobs.items():
        job = model, loss, X, y
        contenders = {
            "epoch": partial(train, *job, **EPOCH),
            "checks": partial(Run, *job, **EPOCH),
        }
        with one_blas_thread():
            timings = time_rounds(contenders, {"epoch": 1, "checks": 20}, ROUNDS)
        epoch, checks = (timing.wall for timing in timings.values())
        share = np.median(paired_ratios(checks, epoch))
        epoch, checks = 1e3 * np.median(epoch), 1e3 * np.median(checks)
        print(f"{name:26}{len(X):8d}{epoch:10.1f}{checks:11.3f}{share:9.2%}")


if __name__ == "__main__":
    main()
