"""When to stop a run before its last epoch, and which weights to keep."""

import copy
import math
from dataclasses import dataclass

from helpers.checking.arguments import (
    check_choice,
    check_count,
    check_finite,
    check_text,
)


@dataclass(frozen=True)
class EarlyStopping:
    """Stop after `patience` checks in a row that do not improve.

    Parameters
    ----------
    patience : int
        Checks to wait.
    watch : str
        The monitored set whose cost is watched.
    criterion : {"best", "rising"}
        What a check must do to improve: fall below the lowest cost so far ("best"), or
        not rise above the cost of the check before ("rising").
    first_best : float
        For "best": the cost to beat at the first check.
    """

    patience: int
    watch: str = "validation"
    criterion: str = "best"
    first_best: float = math.inf

    def __post_init__(self):
        check_count("patience", self.patience)
        check_text("watch", self.watch)
        check_choice("criterion", self.criterion, ("best", "rising"))
        if self.first_best != math.inf:
            check_finite("first_best", self.first_best)

    def __str__(self):
        if self.criterion == "rising":
            return f"the {self.watch} cost rose in {self.patience} checks in a row"
        return f"no new lowest {self.watch} cost in {self.patience} checks"


class Watcher:
    """Remembers the best check of a run, and says when to stop it.

    Parameters
    ----------
    early_stopping : EarlyStopping or None
        Without it every check is taken and nothing is remembered.

    Attributes
    ----------
    best : (dict of ndarray, optimizer) or None
        Copies of the parameters and the optimizer at the best check.
    best_step : int or None
        Steps done then.
    """

    def __init__(self, early_stopping):
        self.early_stopping = early_stopping
        self.best_cost = early_stopping.first_best if early_stopping else math.inf
        self.last_cost = math.inf
        self.best = self.best_step = None
        self.poor_checks = 0

    def wants_to_stop(self, row, model, optimizer):
        """Take notice of a check: whether it was one too many without improvement."""
        if self.early_stopping is None:
            return False
        cost = row[f"{self.early_stopping.watch}_cost"]
        is_best = cost < self.best_cost
        if is_best:
            self.best_cost, self.best_step = cost, row["step"]
            self.best = copy.deepcopy((model.parameters, optimizer))
        rises = not cost <= self.last_cost
        self.last_cost = math.inf if math.isnan(cost) else cost  # as bad as can be
        by_rising = self.early_stopping.criterion == "rising"
        is_poor = rises if by_rising else not is_best
        self.poor_checks = self.poor_checks + 1 if is_poor else 0
        return self.poor_checks >= self.early_stopping.patience
