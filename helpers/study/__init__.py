"""Studies: one training function, many configurations, several seeds.

The runs of a study do not depend on each other, so they may take place anywhere: in
this process, on the cores of this machine, or on a cluster. The table is the same.

`python -m helpers.study --seeds 3 --output docs/study.csv` computes the long table.
"""

from helpers.study.clothes import (
    DEFAULTS,
    classification_sets,
    study_configurations,
    train_classifier,
)
from helpers.study.runner import run_study

__all__ = [
    "DEFAULTS",
    "classification_sets",
    "run_study",
    "study_configurations",
    "train_classifier",
]
