"""What happened in a run of training."""

import numpy as np


class History:
    """What happened in a run of `train`.

    Attributes
    ----------
    costs : list of float
        `costs[t]` is the cost (penalty included) of the batch of step t, evaluated
        before the parameters move; steps count from 0.
    checks : list of dict
        The monitored losses and accuracies, each with the number of steps done.
    steps_per_epoch : int
        Steps in one pass through the data.
    diverged_at : int or None
        First step whose cost was not finite.
    stopped_at : int or None
        Steps done when early stopping ended the run.
    best_step : int or None
        With early stopping: steps done at the best check.
    optimizer : SGD, Momentum, Adam or None
        With its memory of the gradients, as it stood with the weights of the result.
    message : str
        How the run ended, in one sentence.
    """

    def __init__(self, steps_per_epoch):
        self.steps_per_epoch = steps_per_epoch
        self.costs = []
        self.checks = []
        self.diverged_at = None
        self.stopped_at = None
        self.best_step = None
        self.optimizer = None
        self.message = ""

    def __repr__(self):
        return f"History({self.message})"

    def finish(self, early_stopping=None):
        """End the costs at the first that is not finite; say how the run ended."""
        finite = np.isfinite(self.costs)
        if not finite.all():
            self.diverged_at = int(finite.argmin())
            del self.costs[self.diverged_at + 1 :]
            self.checks = [
                row for row in self.checks if row["step"] <= self.diverged_at
            ]
            end = f"diverged: the cost of step {self.diverged_at} is not finite"
        elif self.stopped_at is not None:
            end = f"stopped after {self.stopped_at} steps: {early_stopping}"
        else:
            end = f"ran all {len(self.costs)} steps"
        kept = self.stopped_at if self.best_step is None else self.best_step
        weights = f"; the weights are those after {kept} steps"
        self.message = end if kept is None else end + weights

    def single(self, i):
        """Number i of the histories of a stack of models, whose costs are arrays."""
        history = History(self.steps_per_epoch)
        history.costs = np.array(self.costs)[:, i].tolist()
        history.checks = [
            {name: value if name == "step" else value[i] for name, value in row.items()}
            for row in self.checks
        ]
        history.finish()
        return history

    def to_frame(self):
        """Costs and checks as a table.

        Returns
        -------
        pandas.DataFrame
            Indexed by step, with the columns `epoch` (passes completed), `cost` and,
            for each monitored set, `<name>_cost` and `<name>_accuracy`. Steps without
            a check hold NaN there.
        """
        import pandas as pd  # only here: it takes long to load

        steps = pd.RangeIndex(len(self.costs), name="step")
        frame = pd.DataFrame({"cost": self.costs}, index=steps)
        if self.checks:
            frame = frame.join(pd.DataFrame(self.checks).set_index("step"), how="outer")
        frame.insert(0, "epoch", frame.index / self.steps_per_epoch)
        return frame
