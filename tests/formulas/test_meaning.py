"""What LaTeX means: each way of writing has the value that NumPy computes."""

import numpy as np
import pytest

from helpers.formulas.meaning.evaluation import Place, open_letters, points, value
from helpers.formulas.meaning.grammar import expression
from helpers.formulas.meaning.labelled import MeaningError, plain, to_own
from helpers.formulas.meaning.ranges import free_letters
from helpers.formulas.meaning.world import World
from helpers.formulas.reader import read

RNG = np.random.default_rng(0)
n, p, K, b, lam, y = 5, 3, 4, 0.7, 0.3, 2
X, w, v, t = (RNG.normal(size=s) for s in ((n, p), p, n, K))
W, V = RNG.normal(size=(p, K)), RNG.normal(size=(K, 6))
s = np.exp(t) / np.exp(t).sum()
z = X @ w + b
J = np.mean((z - v) ** 2)
dw = 2 / n * X.T @ (z - v)

WORLD = World(
    lambda rng: {
        **{"n": n, "p": p, "K": K, "X": X, "x": X, "w": w, "v": v, "t": t, "b": b},
        **{r"\lambda": lam, "W": W, "y": y, "V^{(1)}": V, r"\theta^*": w + 1},
        **{r"h_{\max}": 2.5, "H": np.diag(s) - np.outer(s, s), "I": np.eye(K)},
    },
    r"z_i = \sum_{j=1}^{p} x_{ij} w_j + b",
    r"J = \frac{1}{n} \sum_{i=1}^{n} (z_i - v_i)^2",
    r"\sigma(z) = \frac{1}{1 + e^{-z}}",
    r"\mathrm{softmax}(z)_k = \frac{e^{z_k}}{\sum_{k'} e^{z_{k'}}}",
    r"\hat{s} = \mathrm{softmax}(t)",
    r"g(z) = \max(z, 0)",
    r"f(u) = \log \sum_k e^{u_k}",
    r"r_i = z_i - v_i",
    functions={r"\lambda_{\max}": lambda H: np.linalg.eigvalsh(H)[-1]},
)


def sigma(x):
    return 1 / (1 + np.exp(-x))


VALUES = {
    # sums and what they reach
    r"\sum_{i=1}^{n} v_i^2": v @ v,
    r"\sum_i v_i": v.sum(),
    r"\sum_{i} v_i + b": v.sum() + b,
    r"\sum\limits_{i=1}^n 2 v_i \cdot b": 2 * b * v.sum(),
    r"\sum_{i=2}^{n-1} v_i": v[1:-1].sum(),
    r"\sum_{j,k} W_{jk}^2": (W**2).sum(),
    r"\sum_{i=1}^{n}\sum_{j=1}^{p} x_{ij} w_j": (X @ w).sum(),
    r"\sum_{k \neq y} t_k": t.sum() - t[y - 1],
    r"\sum_{\substack{k=1 \\ k \ne y}}^{K} t_k": t.sum() - t[y - 1],
    r"\sum_{k < k'} t_k t_{k'}": (t.sum() ** 2 - t @ t) / 2,
    r"\sum_{1 \le k < l \le K} t_k t_l": (t.sum() ** 2 - t @ t) / 2,
    r"\sum_{k: t_k > 0} t_k": t[t > 0].sum(),
    r"\sum_{k \in \{1, \dots, K\}} t_k": t.sum(),
    r"\prod_{k=1}^{K} t_k": t.prod(),
    r"\max_k t_k - \min_k t_k": np.ptp(t),
    r"\max_{k \ne y} t_k": np.delete(t, y - 1).max(),
    r"\sum_{i=1}^{n} 1": n,
    r"\sum_{k=1}^{K} k": 10,
    # functions
    r"\log \sum_k e^{t_k} - t_y": np.log(np.exp(t).sum()) - t[y - 1],
    r"\max(b, 0) + \max\{-b, 0\}": b,
    r"\exp(-b) e^{b}": 1,
    r"\ln e^{b}": b,
    r"\log_2 8": 3,
    r"\log^2 3": np.log(3) ** 2,
    r"\log 2 b": np.log(2 * b),
    r"\sqrt{b^2 + 1}": np.hypot(b, 1),
    r"|{-b}| + \left| b \right|": 2 * b,
    r"\|w\|^2": w @ w,
    r"\lVert W \rVert_F^2": (W**2).sum(),
    r"\sigma(b)(1-\sigma(b))": sigma(b) * sigma(-b),
    r"\sigma'(b)": sigma(b) * sigma(-b),
    r"\tanh b": np.tanh(b),
    r"g'(b) + g'(-b)": 1,
    r"\mathrm{softmax}(t)_k": s,
    r"\operatorname{tr}(H)": 1 - s @ s,
    r"\lambda_{\max}(H)": np.linalg.eigvalsh(np.diag(s) - np.outer(s, s))[-1],
    # products and fractions
    r"1/n": 1 / n,
    r"1/n \sum_i v_i": v.mean(),
    r"\frac12 b (b + 1)": b * (b + 1) / 2,
    r"b(b-1)": b * (b - 1),
    r"2 \cdot -b": -2 * b,
    r"b^{-1}": 1 / b,
    r"{b}^2 \times b": b**3,
    r"\tfrac{1}{2}\Big( b + \bigl[ b \bigr] \Big)": b,
    # brackets of conditions
    r"[y = 2]": 1,
    r"\mathbb{1}\{y = 3\}": 0,
    r"\mathbf{1}_{[k=y]} t_k": t * np.eye(K)[y - 1],
    r"\delta_{ky} t_k": t * np.eye(K)[y - 1],
    r"\begin{cases} t_k & \text{if } k = y \\ 0 & \text{otherwise} \end{cases}": (
        t * np.eye(K)[y - 1]
    ),
    r"\begin{cases} t_k, & k < y, \\ 2, & k \ge y. \end{cases}": [t[0], 2, 2, 2],
    # vectors and matrices
    r"X w + b": z,
    r"X^\top v": X.T @ v,
    r"X^{\mathsf{T}} (Xw - v)": X.T @ (X @ w - v),
    r"w^T w": w @ w,
    r"w \cdot w": w @ w,
    r"w w^\top": np.outer(w, w),
    r"w \odot w": w * w,
    r"x_i^\top w": X @ w,
    r"x^{(i)}_j": X,
    r"x_i W": X @ W,
    r"\operatorname{diag}(\hat{s}) - \hat{s}\hat{s}^\top": np.diag(s) - np.outer(s, s),
    r"(X^\top X)^{-1} X^\top v": np.linalg.lstsq(X, v, rcond=None)[0],
    r"(W V^{(1)})_{ju}": W @ V,
    r"W V^1": W @ V,
    r"{V^{(1)}}^\top t": V.T @ t,
    r"V^{(1)\top} t": V.T @ t,
    r"W_{:,y}": W[:, y - 1],
    r"W_{1k} + W_{2,k}": W[0] + W[1],
    r"\theta^* - w": np.ones(p),
    r"h_{\max}": 2.5,
    r"\begin{pmatrix} b & 1 \\ 0 & b \end{pmatrix}": [[b, 1], [0, b]],
    r"\mathbf{1}^\top v": v.sum(),
    # derivatives
    r"\frac{\partial J}{\partial w_j}": dw,
    r"\frac{dJ}{db}": 2 * np.mean(z - v),
    r"\frac{\mathrm{d} J}{\mathrm{d} b}": 2 * np.mean(z - v),
    r"\partial J / \partial w_j": dw,
    r"\partial_b J": 2 * np.mean(z - v),
    r"\frac{\partial J}{\partial z_i}": 2 / n * (z - v),
    r"\frac{\partial z_i}{\partial w_j}": X,
    r"\frac{\partial z_i}{\partial b}": np.ones(n),
    r"\frac{\partial J}{\partial w}": dw,
    r"\nabla_w J": dw,
    r"\nabla_{\mathbf{w}} \frac{1}{n} \|X \mathbf{w} + b - v\|^2": dw,
    r"\nabla_w^2 J": 2 / n * X.T @ X,
    r"\frac{\partial^2 J}{\partial w_j \partial w_k}": 2 / n * X.T @ X,
    r"\frac{\partial^2 J}{\partial b^2}": 2,
    r"\frac{\partial}{\partial w_j} \left( J + \frac{\lambda}{2} \|w\|^2 \right)": (
        dw + lam * w
    ),
    r"\frac{\partial}{\partial b} b^2 + b": 3 * b,
    r"\frac{\partial r_i}{\partial v_i}": -np.ones(n),
    r"\nabla f(t)": s,
    r"\nabla^2 f(t)": np.diag(s) - np.outer(s, s),
    r"\frac{\partial \hat{s}_k}{\partial t_{k'}}": np.diag(s) - np.outer(s, s),
    r"\frac{\partial \hat{s}}{\partial t}": np.diag(s) - np.outer(s, s),
    r"\frac{\partial}{\partial W_{jk}} \sum_{j',k'} W_{j'k'}^2": 2 * W,
    r"J(w, b)": J,
    # how it is written
    r"\mathbf{x}_i^{\top} \boldsymbol{w}": X @ w,
    r"\vec{w}^{\,\top} \vec{w}": w @ w,
    r"\boxed{b} + \underbrace{b}_{\text{bias}}": 2 * b,
    r"\color{red}{b}": b,
    "λ b − b·b": lam * b - b * b,
    r"\widehat{s}_1": s[0],
}


def evaluated(latex):
    (scope,) = points(WORLD, np.random.default_rng(0), 1)
    found = expression(read(latex), scope.known)
    letters = free_letters(found, scope)
    place = open_letters(letters, found, Place(scope, {}))
    running = list(place.letters.values())
    labels = [letter.labels[0] for letter in running]
    sizes = [len(letter.numbers) for letter in running]
    return to_own(plain(value(found, place)), labels, sizes).numbers


@pytest.mark.parametrize("latex", VALUES)
def test_latex_has_the_value_that_numpy_computes(latex):
    found, expected = evaluated(latex), np.asarray(VALUES[latex], float)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


ERRORS = {
    r"\sum v_i": "over which index",
    r"\sum_{m} b": "over what does m run",
    r"\sum_{i=1}^{1000000} i": "at most 10,000",
    r"\sum_{i=0}^{n} v_i": "no entry 0",
    r"\sum_{i=1}^{n+1} v_i": "no entry 6",
    r"\sum_{i} v_i w_i": "runs to 5 in v but to 3 in w",
    r"\sum_i v_i \sum_i v_i": "is summed over and stands free",
    r"\theta": r"θ is not known here; is it θ\^\*",
    r"\hat{v}": "not known here",
    r"w_{jk}": "w has one index, and here it has more",
    r"b_j": "b has no index",
    r"w w": "two vectors side by side",
    r"W X": "times",
    r"W^2": "a power of a whole matrix",
    r"\log b t_k": "where does the function end",
    r"1/2b": r"use \\frac",
    r"\nabla J": "write ∇_w",
    r"\frac{\partial J}{\partial q}": "q is not known",
    r"\frac{\partial J}{\partial (w + b)}": "no variable",
    r"(b": "never closed",
    r"|b": "never closed",
    r"\begin{cases} t_k & k = y \end{cases}": "leave a case out",
    r"\begin{cases} 1 & k = y \\ 2 \end{cases}": "each case needs its condition",
    r"\int b": "not understood",
    r"b +": "something is missing",
    r"": "nothing stands there",
    r"w_{1.5}": "no index",
    r"\lVert w \rVert_1": "only the norms",
    r"V^{(2)}": "not known",
    r"\max w": "over which index",
    r"b \approx b": "unexpected",
    r"\binom{n}{2}": "binomial",
}


@pytest.mark.parametrize("latex", ERRORS)
def test_what_is_not_understood_is_an_error_that_says_where(latex):
    with pytest.raises(MeaningError, match=ERRORS[latex]):
        evaluated(latex)
