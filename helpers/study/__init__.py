"""Studies: one training function, many configurations, several seeds.

The runs of a study do not depend on each other, so they may take place anywhere: in
this process, on the cores of this machine, or on a cluster. The table is the same.

`python -m helpers.study --seeds 5 --output helpers/study/long_runs.csv` computes the
long table, `LONG_RUNS`, which is installed with the package.
"""

from pathlib import Path

from helpers.study.clothes import (
    DEFAULTS,
    classification_sets,
    study_configurations,
    train_classifier,
)
from helpers.study.runner import run_study

LONG_RUNS = Path(__file__).with_name("long_runs.csv")

__all__ = [
    "DEFAULTS",
    "LONG_RUNS",
    "classification_sets",
    "run_study",
    "study_configurations",
    "train_classifier",
]
