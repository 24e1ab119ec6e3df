"""The penalty, ridge regression and early stopping agree with their closed forms."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression, Ridge

from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    softmax,
    softmax_cross_entropy,
)
from helpers.models import Linear
from helpers.training import cost_and_gradients, train


def regression(n=40, p=5, seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, p)) * np.logspace(0, -1.5, p)
    return X, X @ rng.normal(size=p) + 3 + rng.normal(size=n)


def centred(X, y):
    return X - X.mean(axis=0), y - y.mean()


def linear(W, b):
    model = Linear(*W.shape)
    model.parameters = {"W": W, "b": b}
    return model


def largest(gradients):
    return max(np.abs(gradient).max() for gradient in gradients.values())


class TestPenalty:
    @pytest.mark.parametrize("penalise_bias", [False, True])
    def test_without_the_half_lambda_counts_twice(self, penalise_bias):
        # N21's convention: cost J + λ‖W‖², gradient 2λW, written out by hand.
        rng = np.random.default_rng(0)
        X, y = rng.normal(size=(30, 4)), rng.integers(3, size=30)
        lam, alpha, steps = 0.2, 0.1, 50
        W, b = np.zeros((4, 3)), np.zeros(3)
        costs = []
        for _ in range(steps):
            y_hat = softmax(X @ W + b)
            squares = np.sum(W**2) + penalise_bias * np.sum(b**2)
            J = -np.log(y_hat[np.arange(30), y]).mean() + lam * squares
            costs.append(J)
            error = (y_hat - np.eye(3)[y]) / 30
            dW = X.T @ error + 2 * lam * W
            db = error.sum(axis=0) + 2 * lam * b * penalise_bias
            W, b = W - alpha * dW, b - alpha * db
        model, history = train(
            Linear(4, 3),
            softmax_cross_entropy,
            X,
            y,
            learning_rate=alpha,
            epochs=steps,
            l2=2 * lam,
            penalise_bias=penalise_bias,
        )
        np.testing.assert_allclose(model.parameters["W"], W, atol=1e-14)
        np.testing.assert_allclose(model.parameters["b"], b, atol=1e-14)
        np.testing.assert_allclose(history.costs, costs, rtol=1e-13)

    def test_it_is_the_logarithm_of_a_normal_prior(self):
        rng = np.random.default_rng(1)
        X, y = rng.normal(size=(20, 3)), rng.integers(4, size=20)
        b, tau = rng.normal(size=4), 0.7
        difference = []
        for W in rng.normal(size=(30, 3, 4)):
            likelihood = softmax(X @ W + b)[np.arange(20), y]
            log_posterior = np.log(likelihood).sum() + norm.logpdf(W, scale=tau).sum()
            J, _ = cost_and_gradients(
                linear(W, b), softmax_cross_entropy, X, y, l2=1 / (20 * tau**2)
            )
            difference.append(J + log_posterior / 20)
        np.testing.assert_allclose(difference, difference[0], rtol=1e-12)

    @pytest.mark.parametrize("l2", [1e-3, 0.1])
    def test_scikit_learn_calls_it_c(self, l2):
        X, y = regression()
        labels = (y > np.median(y)).astype(int)
        fitted = LogisticRegression(
            C=1 / (len(y) * l2), solver="newton-cholesky", tol=1e-10
        ).fit(X, labels)
        _, gradients = cost_and_gradients(
            linear(fitted.coef_.T, fitted.intercept_),
            binary_cross_entropy,
            X,
            labels,
            l2=l2,
        )
        assert largest(gradients) < 1e-9


class TestRidge:
    @pytest.mark.parametrize("l2", [1e-3, 0.1, 10])
    def test_the_minimum_is_the_closed_form_and_that_of_scikit_learn(self, l2):
        X, y = regression()
        n, p = X.shape
        Xc, yc = centred(X, y)
        w = np.linalg.solve(Xc.T @ Xc + n * l2 / 2 * np.eye(p), Xc.T @ yc)
        bias = y.mean() - X.mean(axis=0) @ w
        _, gradients = cost_and_gradients(
            linear(w[:, np.newaxis], np.array([bias])), mean_squared_error, X, y, l2=l2
        )
        assert largest(gradients) < 1e-13
        library = Ridge(alpha=n * l2 / 2).fit(X, y)
        np.testing.assert_allclose(library.coef_, w, rtol=1e-10)
        np.testing.assert_allclose(library.intercept_, bias, rtol=1e-10)

    def test_descent_arrives_there(self):
        X, y = regression()
        model, _ = train(
            Linear(5), mean_squared_error, X, y, learning_rate=0.2, epochs=2000, l2=0.1
        )
        library = Ridge(alpha=len(y) * 0.1 / 2).fit(X, y)
        np.testing.assert_allclose(model.parameters["W"][:, 0], library.coef_)
        np.testing.assert_allclose(model.parameters["b"], library.intercept_)

    def test_the_sum_of_squares_plus_one_is_lambda_two_over_n(self):
        # (AᵀA + I)⁻¹Aᵀy, as in I21's homework: the column of ones is penalised too.
        X, y = regression()
        A = np.column_stack([X, np.ones(len(y))])
        theta = np.linalg.solve(A.T @ A + np.eye(6), A.T @ y)
        model = linear(theta[:-1, np.newaxis], theta[-1:])
        for penalise_bias, vanishes in ((True, True), (False, False)):
            _, gradients = cost_and_gradients(
                model, mean_squared_error, X, y, 2 / len(y), penalise_bias
            )
            assert (largest(gradients) < 1e-13) == vanishes


class TestEarlyStopping:
    @given(
        seed=st.integers(0, 100),
        steps=st.sampled_from([1, 2, 7, 100, 1000]),
        share=st.floats(0.05, 1.9),
        l2=st.sampled_from([0, 0.01, 1]),
    )
    @settings(max_examples=40, deadline=None)
    def test_filter_factors(self, seed, steps, share, l2):
        # From zero, t steps leave the share 1 − (1 − α(h + λ))ᵗ of the ridge solution.
        X, y = centred(*regression(seed=seed))
        U, s, Vt = np.linalg.svd(X, full_matrices=False)
        h = 2 * s**2 / len(y)
        alpha = share / (h[0] + l2 + 2)  # the bias has h = 2
        model, _ = train(
            Linear(5),
            mean_squared_error,
            X,
            y,
            learning_rate=alpha,
            epochs=steps,
            l2=l2,
        )
        filters = h / (h + l2) * (1 - (1 - alpha * (h + l2)) ** steps)
        expected = Vt.T @ (filters * (U.T @ y) / s)
        scale = np.abs(expected).max()
        np.testing.assert_allclose(
            model.parameters["W"][:, 0], expected, atol=1e-11 * scale, rtol=0
        )
