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

from benchmarks.work import SEED, Outcome

NEVER = 10**9  # epochs without improvement before MLPClassifier stops early


def least_squares(X, y):
    """Function that solves the linear regression exactly."""
    return lambda: _linear_outcome(LinearRegression().fit(X, y))


def regressor(X, y, *, learning_rate, epochs, shuffle=True):
    """Function that trains a linear regression example by example.

    SGDRegressor halves the squared error: its step at 2α is ours at α.
    """

    def run():
        estimator = SGDRegressor(
            loss="squared_error",
            penalty=None,
            learning_rate="constant",
            eta0=2 * learning_rate,
            max_iter=epochs,
            tol=None,
            shuffle=shuffle,
            random_state=SEED,
        )
        return _linear_outcome(estimator.fit(X, y))

    return run


def lbfgs(X, y, *, iterations):
    """Function that fits a logistic regression by L-BFGS, without a penalty."""

    def run():
        estimator = LogisticRegression(C=np.inf, max_iter=iterations, tol=1e-12)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            return _linear_outcome(estimator.fit(X, y))

    return run


def one_vs_rest(X, y, *, learning_rate, epochs, loss="log_loss"):
    """Function that trains one two-class model per class, example by example."""

    def run():
        estimator = SGDClassifier(
            loss=loss,
            penalty=None,
            learning_rate="constant",
            eta0=learning_rate,
            max_iter=epochs,
            tol=None,
            random_state=SEED,
        )
        return _linear_outcome(estimator.fit(X, y))

    return run


def perceptron(X, y, *, epochs):
    """Function that trains one perceptron per class, example by example."""

    def run():
        estimator = Perceptron(max_iter=epochs, tol=None, random_state=SEED)
        return _linear_outcome(estimator.fit(X, y))

    return run


def network(
    model,
    X,
    y,
    *,
    learning_rate,
    epochs,
    batch_size,
    optimizer="sgd",
    momentum=0.0,
    epsilon=1e-8,
    l2=0.0,
    shuffle=True,
):
    """Function that trains an MLPClassifier from the weights of a model of `helpers`.

    Without hidden layers it is logistic or softmax regression. MLPClassifier divides
    its penalty by the batch size.

    Parameters
    ----------
    model : Linear or MLP
        Architecture and first weights.
    optimizer : {"sgd", "adam"}
        Its `solver`.
    epsilon : float
        ε of Adam, which it adds to √v and not, as we do, to √v̂.
    shuffle : bool
        Whether to shuffle, in an order of its own, or to keep the rows in order.

    Returns
    -------
    callable
        Without arguments; returns an Outcome.
    """
    weights = [value.astype(X.dtype) for value in model.parameters.values()]
    estimator = MLPClassifier(
        hidden_layer_sizes=tuple(len(b) for b in weights[1:-1:2]),
        solver=optimizer,
        momentum=momentum,
        epsilon=epsilon,
        nesterovs_momentum=False,
        learning_rate_init=learning_rate,
        alpha=l2 * batch_size,
        batch_size=batch_size,
        max_iter=epochs,
        n_iter_no_change=NEVER,
        shuffle=shuffle,
        random_state=SEED,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of a batch larger than these rows
        estimator.partial_fit(X[:1], y[:1], classes=np.unique(y))  # creates the arrays
    estimator.set_params(warm_start=True)  # keeps the arrays that `run` puts there

    def run():
        estimator.coefs_ = [W.copy() for W in weights[::2]]
        estimator.intercepts_ = [b.copy() for b in weights[1::2]]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            estimator.fit(X, y)
        arrays = [
            array
            for pair in zip(estimator.coefs_, estimator.intercepts_, strict=True)
            for array in pair
        ]
        return Outcome(
            parameters=dict(zip(model.parameters, arrays, strict=True)),
        )

    return run


def separate_sweep(model, X, y, *, learning_rate, l2, epochs, batch_size, shuffle=True):
    """Function that trains one MLPClassifier per penalty, one after the other."""
    runs = [
        network(
            model,
            X,
            y,
            learning_rate=learning_rate,
            epochs=epochs,
            batch_size=batch_size,
            l2=value,
            shuffle=shuffle,
        )
        for value in l2
    ]

    def run():
        return Outcome(
            parameters={
                f"{name} of run {number}": value
                for number, run in enumerate(runs)
                for name, value in run().parameters.items()
            }
        )

    return run


def _linear_outcome(estimator):
    W = np.atleast_2d(estimator.coef_).T
    return Outcome(parameters={"W": W, "b": np.atleast_1d(estimator.intercept_)})
