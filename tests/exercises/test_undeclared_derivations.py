"""Wrong answers to notebook 01 that no exercise declares."""

import numpy as np
import pytest
from test_undeclared import check_that_it_is_told

from helpers.exercises.deriving import judge_derivation
from helpers.exercises.tasks import DERIVATIONS, derivations, derived_functions


def softmax(z, axis=1):
    e = np.exp(z - z.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def one_hot(z, y):
    return np.eye(z.shape[1])[y]


def stepped(W, x, *changes):
    V = W.copy()
    for column, factor in changes:
        V[:, column] += factor * x
    return V


def winner(W, x):
    return int(np.argmax(x @ W))


WRONG = {
    "my_softmax_dz": [
        lambda z, y: softmax(z) - one_hot(z, y),
        lambda z, y: (softmax(z) - one_hot(z, y)) / 2,
        lambda z, y: 2 * (softmax(z) - one_hot(z, y)) / len(y),
        lambda z, y: (softmax(z) - one_hot(z, y)).mean(axis=0),
        lambda z, y: ((softmax(z) - one_hot(z, y)) / len(y)).T,
        lambda z, y: (softmax(z) - one_hot(z, y)) ** 2 / len(y),
        lambda z, y: -one_hot(z, y) / softmax(z) / len(y),
        lambda z, y: -np.log(softmax(z)) / len(y),
        lambda z, y: (np.exp(z) - one_hot(z, y)) / len(y),
        lambda z, y: (softmax(-z) - one_hot(z, y)) / len(y),
        lambda z, y: (1 / (1 + np.exp(-z)) - one_hot(z, y)) / len(y),
        lambda z, y: (softmax(z) + one_hot(z, y)) / len(y),
        lambda z, y: (softmax(z) * (1 - softmax(z))) / len(y),
    ],
    "my_perceptron_step": [
        lambda W, x, y: stepped(W, x, (y, 2), (winner(W, x), -2)),
        lambda W, x, y: stepped(W, x, (y, 0.5), (winner(W, x), -0.5)),
        lambda W, x, y: stepped(W, np.ones_like(x), (y, 1), (winner(W, x), -1)),
        lambda W, x, y: stepped(W, x, (y, 1), (int(np.argmin(x @ W)), -1)),
        lambda W, x, y: stepped(W, x, (y, 1), (winner(W, x), 1)),
        lambda W, x, y: W,
        lambda W, x, y: W + np.outer(x, np.ones(W.shape[1])),
        lambda W, x, y: W - np.outer(x, softmax(np.atleast_2d(x @ W))[0]),
        lambda W, x, y: stepped(W, x, (y, 1), (winner(W, x), -1)).T,
        lambda W, x, y: stepped(W, x, (y, 1), (winner(W, x), -1))[:, y],
        lambda W, x, y: W + np.outer(x, x @ W),
        lambda W, x, y: stepped(W, x, (y - 1, 1), (winner(W, x) - 1, -1)),
        lambda W, x, y: W @ x,
    ],
    "my_hidden_dz": [
        lambda dz2, W2, z1: dz2 @ W2.T,
        lambda dz2, W2, z1: (dz2 @ W2.T) * (z1 > 0) * 2,
        lambda dz2, W2, z1: -(dz2 @ W2.T) * (z1 > 0),
        lambda dz2, W2, z1: ((dz2 @ W2.T) * (z1 > 0)).sum(axis=0),
        lambda dz2, W2, z1: ((dz2 @ W2.T) * (z1 > 0)).T,
        lambda dz2, W2, z1: (dz2 @ W2.T) * np.sign(z1),
        lambda dz2, W2, z1: (dz2 @ W2.T) * np.abs(z1),
        lambda dz2, W2, z1: (dz2 @ W2.T) * (z1 > 1),
        lambda dz2, W2, z1: (dz2 @ W2.T) + (z1 > 0),
        lambda dz2, W2, z1: (dz2 @ W2) * (z1 > 0),
        lambda dz2, W2, z1: (z1 > 0).astype(float),
        lambda dz2, W2, z1: (dz2 @ np.abs(W2).T) * (z1 > 0),
        lambda dz2, W2, z1: (dz2.mean() * W2.sum(axis=1)) * (z1 > 0),
    ],
}
ANSWERS = [(name, i) for name, answers in WRONG.items() for i in range(len(answers))]

LINES = {
    "mse_dw_lines": r"""
        \frac{2}{n} (z_i - y_i) x_{ij}
        \frac{2}{n} \sum_i (z_i + y_i) x_{ij}
        \frac{2}{n} \sum_i (y_i - z_i) x_{ij}
        \frac{2}{p} \sum_i (z_i - y_i) x_{ij}
        \frac{2}{n} \sum_i z_i x_{ij}
        \frac{2}{n} \sum_i |z_i - y_i| x_{ij}
        \frac{2}{n} \sum_{i=2}^{n} (z_i - y_i) x_{ij}
        \frac{2}{n} \sum_i (z_i - y_i) x_{ij}^2
        \frac{2}{n} \sum_i (z_i - y_i) w_j
        \frac{2}{n} \sum_i (z_i - y_i) x_{ji}
        0
    """,
    "sigmoid_prime_lines": r"""
        \sigma(z)
        \sigma(z)^2
        \sigma(z) - 1
        1 - \sigma(z)^2
        \frac{1}{(1 + e^{-z})^2}
        \frac{e^{-z}}{1 + e^{-z}}
        \frac{-z e^{-z}}{(1 + e^{-z})^2}
        \log(1 + e^{-z})
        \sigma(z) (\sigma(z) - 1)
        2 \sigma(z) (1 - \sigma(z))
        \frac{e^{-2z}}{(1 + e^{-z})^2}
    """,
    "logistic_dz_lines": r"""
        \hat{y} + y
        (\hat{y} - y)^2
        2 (\hat{y} - y)
        \hat{y} (1 - \hat{y})
        \frac{\hat{y} - y}{\hat{y} (1 - \hat{y})}
        \hat{y} y
        1 - \hat{y}
        \hat{y} - 1
        -y \hat{y} + (1 - y) \hat{y}
        -\frac{y}{\hat{y}}
        |\hat{y} - y|
    """,
    "logistic_curvature_lines": r"""
        \hat{y}
        \hat{y}^2
        \hat{y} (\hat{y} - 1)
        1 - \hat{y}^2
        0
        \hat{y} - \hat{y} y
        2 \hat{y} (1 - \hat{y})
        \hat{y}^2 (1 - \hat{y})^2
        \hat{y} (1 - \hat{y}) (1 - 2 \hat{y})
        \frac{1}{\hat{y} (1 - \hat{y})}
        -1
    """,
    "logistic_dw_lines": r"""
        \frac{1}{n} (\hat{y}_i - y_i) x_{ij}
        \frac{1}{n} \sum_i (\hat{y}_i + y_i) x_{ij}
        \frac{1}{n} \sum_i \hat{y}_i x_{ij}
        \frac{1}{n} \sum_i (\hat{y}_i - y_i)^2 x_{ij}
        \frac{1}{p} \sum_i (\hat{y}_i - y_i) x_{ij}
        \frac{1}{n} \sum_i (\hat{y}_i - y_i) x_{ij}^2
        \frac{1}{n} \sum_i (\hat{y}_i - y_i) w_j
        -\frac{1}{n} \sum_i y_i x_{ij}
        \frac{1}{n} \sum_{i=1}^{n-1} (\hat{y}_i - y_i) x_{ij}
        \frac{1}{n} \sum_i (\hat{y}_i - y_i) \sum_j x_{ij}
        \frac{1}{n} \sum_i (1 - \hat{y}_i) x_{ij}
    """,
    "shift_lines": r"""
        \hat{y}_k + c
        c \hat{y}_k
        \frac{e^{z_k + c}}{\sum_{k'} e^{z_{k'}}}
        \frac{e^{z_k}}{\sum_{k'} e^{z_{k'} + c}}
        \frac{z_k + c}{\sum_{k'} (z_{k'} + c)}
        K \hat{y}_k
        \hat{y}_k e^{c} + e^{c}
        \frac{e^{c z_k}}{\sum_{k'} e^{c z_{k'}}}
        1 - \hat{y}_k
        \frac{e^{z_k}}{e^c S}
        \frac{e^{z_k + c}}{S + c}
    """,
    "softmax_jacobian_lines": r"""
        \hat{y}_k \hat{y}_{k'}
        \hat{y}_k
        \hat{y}_{k'} (1 - \hat{y}_k)
        [k = k'] (1 - \hat{y}_k)
        [k \ne k'] \hat{y}_k (1 - \hat{y}_{k'})
        [k = k'] - \hat{y}_k \hat{y}_{k'}
        [k = k'] \hat{y}_k
        \hat{y}_k^2 ([k = k'] - \hat{y}_{k'})
        2 \hat{y}_k ([k = k'] - \hat{y}_{k'})
        \frac{e^{z_k}}{S^2}
        \hat{y}_k (\hat{y}_{k'} - [k = k'])
    """,
    "stable_loss_lines": r"""
        \log \sum_k (z_k - M) - (z_y - M)
        \sum_k \log e^{z_k - M} - (z_y - M)
        \log \sum_k e^{z_k - M} + (z_y - M)
        \log \sum_k e^{z_k + M} - (z_y - M)
        \log \sum_k e^{z_k - M} - z_y - 2 M
        e^{z_y} / \sum_k e^{z_k}
        M - z_y
        \log \sum_{k \ne y} e^{z_k} - z_y
        \log K - z_y
        -z_y
        \exp \sum_k e^{z_k} - z_y
    """,
    "cross_entropy_dz_lines": r"""
        \hat{y}_k + t_k
        \hat{y}_k t_k
        \hat{y}_k - 1
        1 - t_k
        (\hat{y}_k - t_k)^2
        K (\hat{y}_k - t_k)
        \frac{1}{K} (\hat{y}_k - t_k)
        -t_k (1 - \hat{y}_k)
        -\frac{t_k}{\hat{y}_k} (1 - \hat{y}_k)
        \sum_{k'} (\hat{y}_{k'} - t_{k'})
        -\sum_{k'} t_{k'} [k' = k]
    """,
    "quadratic_form_lines": r"""
        \sum_k \hat{y}_k v_k
        \sum_k \hat{y}_k^2 v_k^2
        \sum_k v_k^2
        \left( \sum_k \hat{y}_k v_k \right)^2
        \sum_k \sum_{k'} \hat{y}_k \hat{y}_{k'} v_k v_{k'}
        -\sum_k \sum_{k'} \hat{y}_k \hat{y}_{k'} v_k v_{k'}
        \frac{1}{2} \sum_k \sum_{k'} \hat{y}_k \hat{y}_{k'} (v_k + v_{k'})^2
        \frac{1}{2} \sum_k \sum_{k'} \hat{y}_k \hat{y}_{k'} |v_k - v_{k'}|
        \frac{1}{2} \sum_k \sum_{k'} \hat{y}_k (v_k - v_{k'})^2
        \sum_k \hat{y}_k v_k^2 - \sum_k \hat{y}_k v_k
        \frac{1}{K} \sum_k \hat{y}_k v_k^2
    """,
    "squared_convex_lines": r"""
        2
        2 v^\top v
        \tilde{x}^\top v
        2 \tilde{x}^\top \tilde{x}
        2 (\tilde{x}^\top \theta - y) \tilde{x}^\top v
        2 (\tilde{x}^\top v)^2 (\tilde{x}^\top \theta - y)
        -2 (\tilde{x}^\top v)^2
        2 |\tilde{x}^\top v|
        2 (\tilde{x}^\top \theta)^2
        v^\top \tilde{x} v
        2 (\tilde{x}^\top v)^4
    """,
    "other_penalty_lines": r"""
        W_{jk} - 2 \alpha \lambda W_{jk}
        W_{jk} - \alpha \frac{\partial J}{\partial W_{jk}}
        W_{jk} - \alpha (\frac{\partial J}{\partial W_{jk}} + 2 \lambda)
        W_{jk} - \alpha (\frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}^2)
        W_{jk} - \frac{\partial J}{\partial W_{jk}} - 2 \lambda W_{jk}
        (1 - 2 \alpha \lambda) W_{jk} - \frac{\partial J}{\partial W_{jk}}
        (1 - 2 \lambda \alpha^2) W_{jk} - \alpha \frac{\partial J}{\partial W_{jk}}
        W_{jk} - \alpha (\frac{\partial J}{\partial W_{jk}} - 2 \lambda W_{jk})
        (1 - 4 \alpha \lambda) W_{jk} - \alpha \frac{\partial J}{\partial W_{jk}}
        2 (1 - \alpha \lambda) W_{jk} - \alpha \frac{\partial J}{\partial W_{jk}}
        (1 - 2 \alpha) W_{jk} - \alpha \frac{\partial J}{\partial W_{jk}}
    """,
    "hidden_dz_lines": r"""
        g'(z^{(1)}_{iu})
        \sum_k W^{(2)}_{uk} g'(z^{(1)}_{iu})
        \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}}
        -g'(z^{(1)}_{iu}) \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
        2 g'(z^{(1)}_{iu}) \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
        g'(z^{(1)}_{iu})^2 \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
        g'(z^{(1)}_{iu}) \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
        z^{(1)}_{iu} \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
        (1 - a_{iu}) \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
        g'(z^{(1)}_{iu}) + \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
        g'(z^{(1)}_{iu}) \sum_k z^{(2)}_{ik} W^{(2)}_{uk}
    """,
    "collapse_lines": r"""
        z^{(2)}_{ik}
        \sum_u a_{iu} W^{(2)}_{uk} + b^{(2)}_k
        \sum_j x_{ij} \sum_u W^{(1)}_{ju} W^{(2)}_{uk}
        \sum_j x_{ij} \sum_u W^{(1)}_{ju} + b^{(2)}_k
        \sum_u b^{(1)}_u W^{(2)}_{uk} + b^{(2)}_k
        \sum_j x_{ij} W^{(1)}_{ju} W^{(2)}_{uk} + b^{(2)}_k
        \sum_j x_{ij} (\sum_u W^{(1)}_{ju} W^{(2)}_{uk}) b^{(2)}_k
        \sum_j x_{ij} \sum_u W^{(1)}_{ju} W^{(2)}_{uk} + \sum_u b^{(1)}_u + 2 b^{(2)}_k
        \sum_j x_{ij} \sum_u W^{(1)}_{ju} W^{(2)}_{uk} + q \sum_u b^{(1)}_u W^{(2)}_{uk}
        \sum_j x_{ij} \sum_u W^{(1)}_{ju} W^{(2)}_{uk} - \sum_u b^{(1)}_u W^{(2)}_{uk}
        \sum_u z^{(1)}_{iu} + b^{(2)}_k
    """,
}
TYPED = [
    (name, line.strip())
    for name, lines in LINES.items()
    for line in lines.strip().splitlines()
]


def test_every_exercise_has_ten_of_them():
    assert WRONG.keys() == {task.name for task in derived_functions.TASKS}
    assert min(map(len, WRONG.values())) >= 10
    assert LINES.keys() == {task.name for task in derivations.DERIVATIONS}
    assert min(len(lines.strip().splitlines()) for lines in LINES.values()) >= 10


@pytest.mark.parametrize(("name", "i"), ANSWERS)
def test_it_is_not_right_and_the_student_is_told_what_to_look_at(name, i):
    check_that_it_is_told(name, WRONG[name][i])


@pytest.mark.parametrize(("name", "line"), TYPED)
def test_a_wrong_line_is_marked_and_the_numbers_are_shown(name, line):
    asked = DERIVATIONS[name]
    for seed in range(2):
        rng = np.random.default_rng(seed)
        verdict, rows = judge_derivation(asked, f"{asked.starts}\n= {line}", rng)
        assert verdict.state in ("not yet", "not understood")
        assert verdict.points == 0
        assert rows[-1][1] in ("✗", "?")
        assert verdict.text.startswith("Line 2")
