"""scikit-learn: the estimator nearest to each job."""

import warnings
from functools import partial

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import (
    LinearRegression,
    LogisticRegression,
    Perceptron,
    SGDClassifier,
    SGDRegressor,
)
from sklearn.neural_network import MLPClassifier

from benchmarks.work import MOMENTUM, SEED, Outcome, separately

NEVER = 10**9  # epochs without improvement before MLPClassifier stops early


ESTIMATORS = {
    "sklearn LinearRegression": lambda work: LinearRegression(),
    # It halves the squared error: its step at 2α is ours at α.
    "sklearn SGDRegressor": lambda work: SGDRegressor(
        loss="squared_error", eta0=2 * work.learning_rate, **_per_example(work)
    ),
    # L-BFGS without a penalty.
    "sklearn LogisticRegression": lambda work: LogisticRegression(
        C=np.inf, max_iter=work.epochs, tol=1e-12
    ),
    # One two-class model for each class.
    "sklearn SGDClassifier": lambda work: SGDClassifier(
        loss="log_loss", eta0=work.learning_rate, **_per_example(work)
    ),
    "sklearn Perceptron": lambda work: Perceptron(
        max_iter=work.epochs, tol=None, random_state=SEED
    ),
}


def _per_example(work):
    return {
        "penalty": None,
        "learning_rate": "constant",
        "max_iter": work.epochs,
        "tol": None,
        "shuffle": work.shuffle,
        "random_state": SEED,
    }


def linear(estimator, work):
    """Function that fits a linear model, one of `ESTIMATORS`."""

    def run():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            fitted = estimator(work).fit(work.X, work.y)
        W, b = np.atleast_2d(fitted.coef_).T, np.atleast_1d(fitted.intercept_)
        return Outcome(parameters={"W": W, "b": b})

    return run


def network(work):
    """Function that trains an MLPClassifier from the first weights of `work`.

    Without hidden layers it is logistic or softmax regression. MLPClassifier divides
    its penalty by the batch size, adds ε of Adam to √v and not, as we do, to √v̂, and
    shuffles in an order of its own.
    """
    if isinstance(work.l2, list):
        return separately(network, work)
    first = work.first_weights()
    weights = list(first.values())
    estimator = MLPClassifier(
        hidden_layer_sizes=tuple(len(b) for b in weights[1:-1:2]),
        solver="adam" if work.optimizer == "Adam" else "sgd",
        momentum=MOMENTUM if work.optimizer == "momentum" else 0.0,
        epsilon=work.epsilon,
        nesterovs_momentum=False,
        learning_rate_init=work.learning_rate,
        alpha=work.l2 * work.batch_size,
        batch_size=work.batch_size,
        max_iter=work.epochs,
        n_iter_no_change=NEVER,
        shuffle=work.shuffle,
        random_state=SEED,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a batch larger than these rows
        classes = np.unique(work.y)
        # This creates the arrays.
        estimator.partial_fit(work.X[:1], work.y[:1], classes=classes)
    estimator.set_params(warm_start=True)  # keeps the arrays that `run` puts there

    def run():
        estimator.coefs_ = [W.copy() for W in weights[::2]]
        estimator.intercepts_ = [b.copy() for b in weights[1::2]]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            estimator.fit(work.X, work.y)
        pairs = zip(estimator.coefs_, estimator.intercepts_, strict=True)
        arrays = [array for pair in pairs for array in pair]
        return Outcome(parameters=dict(zip(first, arrays, strict=True)))

    return run


TRAINERS = {
    **{name: partial(linear, estimator) for name, estimator in ESTIMATORS.items()},
    "sklearn MLPClassifier": network,
    "sklearn MLPClassifier(())": network,
    "sklearn MLPClassifier(()), separate runs": network,
}
