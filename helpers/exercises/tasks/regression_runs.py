"""Exercises of notebook 02 about runs: the step, the loop, predictions, the rate."""

import numpy as np

from helpers import data, losses, training
from helpers.exercises.exercise import Exercise, Prediction, Spot
from helpers.exercises.tasks.regression import gradient, sizes
from helpers.models import Linear


def _cost(X, y, w, b):
    return losses.mean_squared_error((X @ w + b)[:, np.newaxis], y)[0]


# --- 2.7 --------------------------------------------------------------------------


def _step(w, b, X, y, alpha):
    dw, db = gradient(X, X @ w + b, y)
    return w - alpha * dw, b - alpha * db


def _step_inputs(rng):
    n, p = sizes(rng)
    return {
        "w": rng.normal(size=p),
        "b": rng.normal(),
        "X": rng.normal(1, 1, (n, p)),
        "y": rng.normal(size=n),
        "alpha": rng.uniform(0.02, 0.1),
    }


def _weights_first(w, b, X, y, alpha):
    moved, _ = _step(w, b, X, y, alpha)
    return moved, _step(moved, b, X, y, alpha)[1]


def _bias_first(w, b, X, y, alpha):
    _, moved = _step(w, b, X, y, alpha)
    return _step(w, moved, X, y, alpha)[0], moved


def _change(w, b, X, y, alpha):
    moved_w, moved_b = _step(w, b, X, y, alpha)
    return moved_w - w, moved_b - b


STEP = Exercise(
    "my_descent_step",
    "2.7",
    "one step",
    "descent_step",
    _step,
    _step_inputs,
    returns=("w", "b"),
    mistakes={
        "That goes uphill.": lambda w, b, X, y, alpha: _step(w, b, X, y, -alpha),
        "b goes uphill: both gradients are subtracted.": (
            lambda w, b, X, y, alpha: (
                _step(w, b, X, y, alpha)[0],
                _step(w, b, X, y, -alpha)[1],
            )
        ),
        "Where is the learning rate?": lambda w, b, X, y, alpha: _step(w, b, X, y, 1.0),
        "b needs its step, too.": (
            lambda w, b, X, y, alpha: (_step(w, b, X, y, alpha)[0], b)
        ),
        "w needs its step, too.": (
            lambda w, b, X, y, alpha: (w, _step(w, b, X, y, alpha)[1])
        ),
        "db was computed after w had moved: both gradients belong to the place where "
        "the step starts.": _weights_first,
        "dw was computed after b had moved: both gradients belong to the place where "
        "the step starts.": _bias_first,
        "That is the step, not the place after it.": _change,
        "That is the gradient, not the place after the step.": (
            lambda w, b, X, y, alpha: gradient(X, X @ w + b, y)
        ),
        "Two steps in one?": (
            lambda w, b, X, y, alpha: _step(*_step(w, b, X, y, alpha), X, y, alpha)
        ),
        "The predictions of this step need the bias.": (
            lambda w, b, X, y, alpha: tuple(
                old - alpha * d
                for old, d in zip((w, b), gradient(X, X @ w, y), strict=True)
            )
        ),
    },
)


# --- 2.8 --------------------------------------------------------------------------


def _fit(X, y, alpha, steps):
    model, history = training.train(
        Linear(X.shape[1]),
        losses.mean_squared_error,
        X,
        y,
        learning_rate=alpha,
        epochs=steps,
    )
    W, b = model.parameters.values()
    return W[:, 0], b[0], np.array(history.costs)


def _run(X, y, alpha, steps, start=0.0, after=False, move=_step):
    """Gradient descent, with the mistakes that are asked for."""
    w, b, costs = np.full(X.shape[1], start), start, []
    for _ in range(steps):
        before = _cost(X, y, w, b)
        w, b = move(w, b, X, y, alpha)
        costs.append(_cost(X, y, w, b) if after else before)
    return w, b, np.array(costs)


def _fit_inputs(rng):
    n, p = sizes(rng)
    X, y = rng.normal(size=(n, p)), rng.normal(1, 1, n)
    alpha, steps = rng.uniform(0.03, 0.06), int(rng.integers(4, 8))
    return {"X": X, "y": y, "alpha": alpha, "steps": steps}


def _but_costs(change):
    """The run, with its costs changed."""

    def wrong(X, y, alpha, steps):
        w, b, costs = _run(X, y, alpha, steps)
        return w, b, change(costs, _cost(X, y, w, b))

    return wrong


def _one_step_back(X, y, alpha, steps):
    w, b, _ = _run(X, y, alpha, steps - 1)
    return w, b, _run(X, y, alpha, steps)[2]


def _frozen_bias(w, b, X, y, alpha):
    return _step(w, b, X, y, alpha)[0], b


def _car_by_car(w, b, X, y, alpha):
    for i in range(len(y)):
        w, b = _step(w, b, X[i : i + 1], y[i : i + 1], alpha)
    return w, b


def _divided_twice(w, b, X, y, alpha):
    return _step(w, b, X, y, alpha / len(y))


FIT = Exercise(
    "my_fit",
    "2.8",
    "gradient descent",
    "fit",
    _fit,
    _fit_inputs,
    returns=("w", "b", "costs"),
    mistakes={
        "The cost of a step is that before the step.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, after=True)
        ),
        "Costs of all steps are asked for, not the first one.": _but_costs(
            lambda costs, last: costs[0]
        ),
        "Costs of all steps are asked for, not that of the result.": _but_costs(
            lambda costs, last: last
        ),
        "There is one cost for each step: the last one is that of the result.": (
            _but_costs(lambda costs, last: np.append(costs, last))
        ),
        "The costs are the same in every step: is the one before the loop noted?": (
            _but_costs(lambda costs, last: np.full(len(costs), costs[0]))
        ),
        "These weights are one step old: return those after the last step.": (
            _one_step_back
        ),
        "Is the `return` inside the loop? It ends after one step.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, 1)
        ),
        "Is the `return` inside the loop? All costs but the first are still 0.": (
            lambda X, y, alpha, steps: (
                *_run(X, y, alpha, 1)[:2],
                _run(X, y, alpha, steps)[2] * (np.arange(steps) == 0),
            )
        ),
        "One step is missing.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps - 1)
        ),
        "One step too many.": lambda X, y, alpha, steps: _run(X, y, alpha, steps + 1),
        "Start at 0, not at 1.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, start=1.0)
        ),
        "The bias never moves.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, move=_frozen_bias)
        ),
        "One step uses all cars at once.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, move=_car_by_car)
        ),
        "The gradient is divided by n twice.": (
            lambda X, y, alpha, steps: _run(X, y, alpha, steps, move=_divided_twice)
        ),
        "Does every step start from zero again?": (
            lambda X, y, alpha, steps: (
                *_run(X, y, alpha, 1)[:2],
                np.full(steps, _cost(X, y, np.zeros(X.shape[1]), 0.0)),
            )
        ),
    },
    tolerance=1e-8,
    points=4,
)


# --- 2.9 --------------------------------------------------------------------------


def _predict(R, mean, std, w, b):
    return data.standardise(R, mean, std)[0] @ w + b


def _cars(rng):
    n, p = sizes(rng)
    mean, std = rng.uniform(2, 5, p), rng.uniform(0.5, 2, p)
    return {
        "R": rng.normal(mean, std, (n, p)),
        "mean": mean,
        "std": std,
        "w": rng.normal(size=p),
        "b": rng.uniform(1, 3),
    }


def _in_spreads(z):
    return (z - z.mean()) / z.std()


PREDICT = Exercise(
    "my_predict",
    "2.9",
    "predictions for cars as they are",
    "predict_mpg",
    _predict,
    _cars,
    mistakes={
        "The weights belong to standardised inputs; these are raw.": (
            lambda R, mean, std, w, b: R @ w + b
        ),
        "Which of the two is subtracted, and by which do you divide?": (
            lambda R, mean, std, w, b: _predict(R, std, mean, w, b)
        ),
        "New cars have no mean of their own: use the mean and the deviation of the "
        "cars that the model was trained on.": (
            lambda R, mean, std, w, b: _predict(R, R.mean(axis=0), R.std(axis=0), w, b)
        ),
        "Divide by the deviation; do not multiply.": (
            lambda R, mean, std, w, b: (R - mean) * std @ w + b
        ),
        "That undoes a standardisation; these inputs are raw already.": (
            lambda R, mean, std, w, b: (R * std + mean) @ w + b
        ),
        "The mean is subtracted; is the division missing?": (
            lambda R, mean, std, w, b: (R - mean) @ w + b
        ),
        "The deviation divides; is the mean subtracted?": (
            lambda R, mean, std, w, b: R / std @ w + b
        ),
        "The mean is subtracted, not added.": (
            lambda R, mean, std, w, b: (R + mean) / std @ w + b
        ),
        "First subtract, then divide: brackets.": (
            lambda R, mean, std, w, b: (R - mean / std) @ w + b
        ),
        "The target was never standardised: the prediction is in mpg already.": (
            lambda R, mean, std, w, b: _in_spreads(_predict(R, mean, std, w, b))
        ),
        "Where is the bias?": lambda R, mean, std, w, b: _predict(R, mean, std, w, 0),
    },
)


# --- 2.10 -------------------------------------------------------------------------


def _with_ones(X):
    return np.column_stack([X, np.ones(len(X))])


def _curvatures(A, factor):
    return np.linalg.eigvalsh(factor * A.T @ A)


def _largest_rate(X):
    return 2 / _curvatures(_with_ones(X), 2 / len(X))[-1]


LARGEST_RATE = Exercise(
    "my_largest_rate",
    "2.10",
    "the largest stable learning rate",
    "largest_rate",
    _largest_rate,
    lambda rng: {"X": rng.normal(1, 1, sorted(sizes(rng), reverse=True))},
    mistakes={
        "At 1/h_max the steepest direction arrives in one step; how much farther may "
        "a step be?": lambda X: _largest_rate(X) / 2,
        "The Hessian of a mean has a 1/n: is it missing?": (
            lambda X: _largest_rate(X) / len(X)
        ),
        "The second derivative of a square is 2: is it missing in the Hessian?": (
            lambda X: 2 * _largest_rate(X)
        ),
        "The bias is a parameter, too: where is the column of ones?": (
            lambda X: 2 / _curvatures(X, 2 / len(X))[-1]
        ),
        "The flattest direction allows that rate; the steepest does not.": (
            lambda X: 2 / np.abs(_curvatures(_with_ones(X), 2 / len(X))).min()
        ),
        "That is h_max itself.": lambda X: 2 / _largest_rate(X),
        "Which entry is the largest eigenvalue? Not the largest entry of H.": (
            lambda X: 2 / np.max(2 / len(X) * _with_ones(X).T @ _with_ones(X))
        ),
        "That is the sum of all eigenvalues, not the largest.": (
            lambda X: 2 / np.sum(_curvatures(_with_ones(X), 2 / len(X)))
        ),
        "Are these eigenvalues of the covariance? H does not subtract the means.": (
            lambda X: 2 / _curvatures(_with_ones(X - X.mean(axis=0)), 2 / len(X))[-1]
        ),
        "A singular value of the inputs is the root of an eigenvalue.": (
            lambda X: 2 / (2 / len(X) * np.linalg.norm(_with_ones(X), 2))
        ),
        "The Hessian of a mean has a 1/n, not a 1/p.": (
            lambda X: _largest_rate(X) * X.shape[1] / len(X)
        ),
    },
    points=3,
)

TASKS = (STEP, FIT, PREDICT, LARGEST_RATE)

PREDICTIONS = (
    Prediction(
        "largest_weight", "2.P1", ("horsepower", "weight", "displacement", "year")
    ),
    Prediction(
        "rate_one",
        "2.P2",
        ("only model 1", "only model 2", "both models", "neither"),
    ),
    Prediction("raw_line", "2.P3", ("falls", "rises")),
    Prediction("new_cars", "2.P4", ("model 1", "model 2", "undecided")),
)

SPOTS = (
    Spot(
        "held_out_lines",
        "2.11",
        "A cost on new cars",
        (
            "`order = rng.permutation(392)`",
            "`old, new = order[:294], order[294:]`",
            "`X_old, mean, std = standardise(cars.X[old])`",
            "`w, b, costs = fit(X_old, cars.y[old], 0.1, 1000)`",
            "`X_new, mean, std = standardise(cars.X[new])`",
            "`J = squared_cost(linear_forward(X_new, w, b), cars.y[new])`",
        ),
        5,
        "The new cars are scaled by their own mean and deviation. One car alone would "
        "have the input 0 and the deviation 0: every car would get the prediction b. "
        "The mean and the deviation are part of the model and come from the old cars.",
        {
            1: "It puts the cars into a random order: the file is sorted by year.",
            2: "294 and 98 cars, and none is in both.",
            3: "Only the old cars are used, and nothing is learned from the new ones.",
            4: "Training sees the old cars only. Nor were the rate and the number of "
            "steps chosen by the new ones.",
            6: "The cost of the predictions for the new cars, beside their own "
            "targets.",
        },
    ),
)
