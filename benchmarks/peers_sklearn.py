"""scikit-learn: the estimator nearest to each job."""

import warnings

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


def least_squares(work):
    """Function that solves the linear regression exactly."""
    return _fitter(work, LinearRegression)


def regressor(work):
    """Function that trains a linear regression example by example.

    SGDRegressor halves the squared error: its step at 2α is ours at α.
    """
    rate = 2 * work.learning_rate
    return _fitter(
        work, SGDRegressor, loss="squared_error", eta0=rate, **_per_example(work)
    )


def lbfgs(work):
    """Function that fits a logistic regression by L-BFGS, without a penalty."""
    return _fitter(work, LogisticRegression, C=np.inf, max_iter=work.epochs, tol=1e-12)


def one_vs_rest(work):
    """Function that trains one two-class model per class, example by example."""
    rate = work.learning_rate
    return _fitter(
        work, SGDClassifier, loss="log_loss", eta0=rate, **_per_example(work)
    )


def perceptron(work):
    """Function that trains one perceptron per class, example by example."""
    return _fitter(work, Perceptron, max_iter=work.epochs, tol=None, random_state=SEED)


def _per_example(work):
    return {
        "penalty": None,
        "learning_rate": "constant",
        "max_iter": work.epochs,
        "tol": None,
        "shuffle": work.shuffle,
        "random_state": SEED,
    }


def _fitter(work, kind, **settings):
    def run():
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            estimator = kind(**settings).fit(work.X, work.y)
        W, b = np.atleast_2d(estimator.coef_).T, np.atleast_1d(estimator.intercept_)
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
    "sklearn LinearRegression": least_squares,
    "sklearn SGDRegressor": regressor,
    "sklearn LogisticRegression": lbfgs,
    "sklearn SGDClassifier": one_vs_rest,
    "sklearn Perceptron": perceptron,
    "sklearn MLPClassifier": network,
    "sklearn MLPClassifier(())": network,
    "sklearn MLPClassifier(()), separate runs": network,
}
