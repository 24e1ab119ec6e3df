"""Derivations as students type them: a blind test for whatever reads and judges them.

Each entry is a whole answer: the task, the style, the lines as typed, the verdict that
a fair reader gives, and why. Rows are counted from 1: in an environment a row ends at
``\\\\`` (not inside ``cases``), elsewhere with the typed line; a line that holds only
a wrapper (``\\begin{...}``, ``$$``, ``\\[``), a comment or nothing is no row. A
definition and a start that stands alone are rows, and a row with many equals signs is
one row.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Typed:
    """One answer as it was typed, with the verdict that it deserves.

    Attributes
    ----------
    task : str
        Which derivation was asked for.
    style : str
        What is peculiar in the typing; unique within a task.
    lines : str
        The LaTeX, unchanged.
    expected : {"correct", "partly", "not yet", "not understood"}
        Partly: nothing is false, but no step is shown or the asked form is not
        reached. Not yet: a row does not follow.
    why : str
        The reason for the verdict.
    wrong_line : int or None
        The first row that does not follow, or that cannot be read; None where all is
        well or several rows are defensible.
    mistake : str
        What went wrong, in plain words.
    also : str
        Another verdict that is as fair ("" if there is none): never "correct".
    """

    task: str
    style: str
    lines: str
    expected: str
    why: str
    wrong_line: int | None = None
    mistake: str = ""
    also: str = ""


MSE = [
    Typed(
        "mse_dw",
        "align*, inner index l, full stop",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
  &= \frac{\partial}{\partial w_j} \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i)^2 \\
  &= \frac{1}{n} \sum_{i=1}^{n} 2 (z_i - y_i) \frac{\partial z_i}{\partial w_j} \\
  &= \frac{1}{n} \sum_{i=1}^{n} 2 (z_i - y_i)
     \frac{\partial}{\partial w_j} \Big( \sum_{l=1}^{p} x_{il} w_l + b \Big) \\
  &= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) x_{ij}.
\end{align*}
""",
        "correct",
        "The textbook's way; a row may be broken over two typed lines.",
    ),
    Typed(
        "mse_dw",
        "bare lines that start with =, short fractions",
        r"""
\frac{\partial J}{\partial w_j}
= \frac1n \sum_i 2(z_i-y_i) \frac{\partial z_i}{\partial w_j}
= \frac2n \sum_i (z_i-y_i) x_{ij}
""",
        "correct",
        "One step and the result; sums without limits run over all examples.",
    ),
    Typed(
        "mse_dw",
        "factors first, then the chain rule",
        r"""
J = \frac{1}{n}\sum_{i=1}^n (z_i-y_i)^2
\frac{\partial J}{\partial z_i} = \frac{2}{n}(z_i-y_i)
\frac{\partial z_i}{\partial w_j} = x_{ij}
"""
        r"\frac{\partial J}{\partial w_j}"
        r" = \sum_{i=1}^n \frac{\partial J}{\partial z_i}"
        r" \frac{\partial z_i}{\partial w_j}"
        r" = \frac{2}{n}\sum_{i=1}^n (z_i-y_i)x_{ij}",
        "correct",
        "Each row is an equation of its own; the last one joins them.",
    ),
    Typed(
        "mse_dw",
        "nabla, bold vectors, matrix form",
        r"""
\begin{aligned}
\nabla_{\mathbf{w}} J
  &= \nabla_{\mathbf{w}} \, \frac{1}{n} \,
     \lVert X\mathbf{w} + b\mathbf{1} - \mathbf{y} \rVert^2 \\
  &= \frac{2}{n}\, X^\top (X\mathbf{w} + b\mathbf{1} - \mathbf{y}) \\
  &= \frac{2}{n}\, X^\top (\mathbf{z} - \mathbf{y})
\end{aligned}
""",
        "correct",
        "The vector of all the derivatives asked for, in matrix form.",
    ),
    Typed(
        "mse_dw",
        "own abbreviation e_i kept to the end",
        r"""
\text{Let } e_i = z_i - y_i.
J = \frac{1}{n} \sum_{i=1}^{n} e_i^2
\frac{\partial e_i}{\partial w_j} = x_{ij}
\frac{\partial J}{\partial w_j} = \frac{1}{n} \sum_{i=1}^{n} 2 e_i x_{ij}
= \frac{2}{n} \sum_{i=1}^{n} e_i x_{ij}
""",
        "correct",
        "e_i was defined by names that the last row may contain.",
    ),
    Typed(
        "mse_dw",
        "Unicode and slashes",
        r"""
∂J/∂w_j = 1/n ∑_i 2 (z_i − y_i) · ∂z_i/∂w_j
= 2/n ∑_i (z_i − y_i) x_{ij}
""",
        "correct",
        "1/n stands before the sum, so it is a factor of it.",
    ),
    Typed(
        "mse_dw",
        "examples as superscripts, declared",
        r"""
\begin{align}
&\text{I write } x^{(i)}_j = x_{ij}, \; y^{(i)} = y_i, \; z^{(i)} = z_i \\
\frac{\partial J}{\partial w_j}
  &= \frac{1}{n} \sum_{i=1}^{n} 2 \left( z^{(i)} - y^{(i)} \right)
     \frac{\partial z^{(i)}}{\partial w_j} \nonumber \\
  &= \frac{2}{n} \sum_{i=1}^{n} \left( z^{(i)} - y^{(i)} \right) x^{(i)}_j
\end{align}
""",
        "correct",
        "The first row declares the notation of another course.",
    ),
    Typed(
        "mse_dw",
        "one long line between dollars",
        r"$\frac{\partial J}{\partial w_j}"
        r" = \frac{1}{n}\sum_{i=1}^n \frac{\partial}{\partial w_j}(z_i-y_i)^2"
        r" = \frac{1}{n}\sum_{i=1}^n 2(z_i-y_i)\cdot\frac{\partial z_i}{\partial w_j}"
        r" = \frac{1}{n}\sum_{i=1}^n 2(z_i-y_i)\cdot x_{ij}$",
        "correct",
        "A chain of equals signs in one row; the 2 need not be moved out.",
    ),
    Typed(
        "mse_dw",
        "index r for examples, a component of the matrix form",
        r"""
$$
\begin{split}
\frac{\partial J}{\partial w_j}
&= \frac{1}{n}\sum_{r} 2\,(z_r - y_r)\,\frac{\partial z_r}{\partial w_j}
   \qquad \text{(chain rule)} \\
&= \frac{2}{n}\sum_{r} (z_r - y_r)\,x_{rj} \\
&= \frac{2}{n}\,\big[ X^{T} (z - y) \big]_j
\end{split}
$$
""",
        "correct",
        "The j-th entry of a vector; the index of the sum is free.",
    ),
    Typed(
        "mse_dw",
        "written out with dots",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{1}{n} \frac{\partial}{\partial w_j}
   \left[ (z_1 - y_1)^2 + \dots + (z_n - y_n)^2 \right] \\
&= \frac{2}{n} \left[ (z_1 - y_1) x_{1j} + \dots + (z_n - y_n) x_{nj} \right] \\
&= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) x_{ij}
\end{align*}
""",
        "correct",
        "Every reader knows what the dots leave out; a machine may say it does not.",
        also="not understood",
    ),
    Typed(
        "mse_dw",
        "the factor 2 is lost",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{1}{n} \sum_{i=1}^{n} \frac{\partial}{\partial w_j} (z_i - y_i)^2 \\
&= \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i) x_{ij}
\end{align*}
""",
        "not yet",
        "The derivative of a square is twice the bracket.",
        wrong_line=2,
        mistake="the 2 of the power rule is missing",
    ),
    Typed(
        "mse_dw",
        "the sum is lost",
        r"""
\frac{\partial J}{\partial w_j}
= \frac1n \sum_i 2 (z_i - y_i) \frac{\partial z_i}{\partial w_j}
= \frac2n (z_i - y_i) x_{ij}
""",
        "not yet",
        "The left side has no i; it is free on the right.",
        wrong_line=3,
        mistake="the sum over the examples is gone, i is free",
        also="not understood",
    ),
    Typed(
        "mse_dw",
        "divided by n twice",
        r"""
\frac{\partial J}{\partial z_i} = \frac{2}{n} (z_i - y_i)
\frac{\partial z_i}{\partial w_j} = x_{ij}
\frac{\partial J}{\partial w_j} = \frac{1}{n} \sum_{i=1}^{n} \frac{2}{n}(z_i-y_i)x_{ij}
= \frac{2}{n^2} \sum_{i=1}^{n} (z_i-y_i) x_{ij}
""",
        "not yet",
        "The chain rule is a plain sum; 1/n stands in the first factor already.",
        wrong_line=3,
        mistake="1/n twice",
    ),
    Typed(
        "mse_dw",
        "x summed over its inputs, too",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{2}{n} \sum_{i=1}^n (z_i - y_i) \frac{\partial z_i}{\partial w_j} \\
&= \frac{2}{n} \sum_{i=1}^n (z_i - y_i) \sum_{j=1}^p x_{ij}
\end{align*}
""",
        "not yet",
        "j is free on the left and summed on the right.",
        wrong_line=2,
        mistake="x_ij is summed over j although j is fixed",
    ),
    Typed(
        "mse_dw",
        "the transpose is missing",
        r"""
\nabla_w J = \frac{2}{n} X (z - y)
""",
        "not yet",
        "X has n rows and p columns, z - y has n entries: the product has no meaning.",
        wrong_line=1,
        mistake="X in place of its transpose",
        also="not understood",
    ),
    Typed(
        "mse_dw",
        "sign turned in the last row only",
        r"""
\begin{aligned}
\frac{\partial J}{\partial w_j}
&= \tfrac{1}{n} \sum\nolimits_i 2 (z_i - y_i) \tfrac{\partial z_i}{\partial w_j} \\
&= \tfrac{2}{n} \sum\nolimits_i (z_i - y_i) x_{ij} \\
&= \tfrac{2}{n} \sum\nolimits_i (y_i - z_i) x_{ij}
\end{aligned}
""",
        "not yet",
        "The two rows above are right.",
        wrong_line=3,
        mistake="the difference has the wrong sign",
    ),
    Typed(
        "mse_dw",
        "brackets forgotten",
        r"""
\frac{\partial J}{\partial w_j}
= \frac{2}{n}\sum_i (z_i-y_i)\frac{\partial z_i}{\partial w_j}
= \frac{2}{n}\sum_i z_i-y_i x_{ij}
""",
        "not yet",
        "However far the sum reaches, only y_i is multiplied by x_ij.",
        wrong_line=3,
        mistake="brackets around z_i - y_i are missing",
        also="not understood",
    ),
    Typed(
        "mse_dw",
        "wrong in the middle, right at the end",
        r"""
\[
\begin{array}{rcl}
\frac{\partial J}{\partial w_j}
& = & \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i) \frac{\partial z_i}{\partial w_j} \\
& = & \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) x_{ij}
\end{array}
\]
""",
        "not yet",
        "The last row is the known result, but the first one is half of it.",
        wrong_line=1,
        mistake="the 2 is missing in the middle and comes back at the end",
    ),
    Typed(
        "mse_dw",
        "true for w = 0 only",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) x_{ij} \\
&= \frac{2}{n} \sum_{i=1}^{n} (b - y_i) x_{ij}
\end{align*}
""",
        "not yet",
        "z_i is b where all weights are 0, and nowhere else.",
        wrong_line=2,
        mistake="z_i was replaced by its value at w = 0",
    ),
    Typed(
        "mse_dw",
        "one example too few",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{2}{n} \sum_{i=1}^{n-1} (z_i - y_i) \frac{\partial z_i}{\partial w_j} \\
&= \frac{2}{n} \sum_{i=1}^{n-1} (z_i - y_i) x_{ij}
\end{align*}
""",
        "not yet",
        "J is a mean over n examples.",
        wrong_line=1,
        mistake="the sum ends at n - 1",
    ),
    Typed(
        "mse_dw",
        "the other parameter",
        r"""
\frac{\partial J}{\partial b}
= \frac{1}{n} \sum_{i=1}^{n} 2 (z_i - y_i) \cdot 1
= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i)
""",
        "not yet",
        "All rows are true, of another derivative than the one asked for.",
        mistake="derivative with respect to b, not w_j",
        also="partly",
    ),
    Typed(
        "mse_dw",
        "the result alone",
        r"\frac{\partial J}{\partial w_j} = \frac{2}{n}\sum_{i=1}^n (z_i-y_i)x_{ij}",
        "partly",
        "True, but no step is shown.",
    ),
    Typed(
        "mse_dw",
        "stops before z is differentiated",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{\partial}{\partial w_j} \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i)^2 \\
&= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) \frac{\partial z_i}{\partial w_j}
\end{align*}
""",
        "partly",
        "True; a derivative is left in the last row.",
    ),
    Typed(
        "mse_dw",
        "stops with w and b in it",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{1}{n} \sum_i \frac{\partial}{\partial w_j}
   \Big( \sum_l x_{il} w_l + b - y_i \Big)^2 \\
&= \frac{2}{n} \sum_i \Big( \sum_l x_{il} w_l + b - y_i \Big) x_{ij}
\end{align*}
""",
        "partly",
        "True; asked for in x, y, z and n, without w and b.",
    ),
    Typed(
        "mse_dw",
        "a brace is not closed",
        r"""
\frac{\partial J}{\partial w_j}
= \frac{1}{n} \sum_{i=1}^{n} 2 (z_i - y_i) \frac{\partial z_i}{\partial w_j}
= \frac{2}{n \sum_{i=1}^{n} (z_i - y_i) x_{ij}
""",
        "not understood",
        "The denominator never ends.",
        wrong_line=3,
        mistake="a closing brace is missing",
    ),
    Typed(
        "mse_dw",
        "a name that nobody defined",
        r"""
\frac{\partial J}{\partial w_j}
= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) \frac{\partial z_i}{\partial w_j}
= \frac{2}{n} \sum_{i=1}^{n} r_i x_{ij}
""",
        "not understood",
        "r_i may be the residual, with either sign; the answer does not say.",
        wrong_line=3,
        mistake="r is not defined",
    ),
    Typed(
        "mse_dw",
        "Python in place of LaTeX",
        r"""
dw = 2 / n * X.T @ (z - y)
""",
        "not understood",
        "A line of code, no derivation.",
        wrong_line=1,
        mistake="code is not a formula",
    ),
    Typed(
        "mse_dw",
        "a closing brace too many",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{1}{n} \sum_{i=1}^{n} 2 (z_i - y_i) x_{ij} \\
&= \frac{2}{n} \sum_{i=1}^{n} {(z_i - y_i) x_{ij}}}
\end{align*}
""",
        "not understood",
        "The last brace closes nothing.",
        wrong_line=2,
        mistake="a closing brace too many",
    ),
    Typed(
        "mse_db",
        "split between double dollars",
        r"""
$$\begin{split}
\frac{\partial J}{\partial b}
  & = \frac{1}{n} \sum_{i=1}^{n} 2 \, (z_i - y_i) \,
      \underbrace{\frac{\partial z_i}{\partial b}}_{=\,1} \\
  & = \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i) .
\end{split}$$
""",
        "correct",
        "The brace below is a remark.",
    ),
    Typed(
        "mse_db",
        "a vector of ones",
        r"""
\partial_b J = \partial_b \tfrac1n \sum_i (z_i-y_i)^2
= \tfrac2n \sum_i (z_i-y_i)
= \tfrac2n \, \mathbf{1}^{\mathsf T} (\mathbf{z}-\mathbf{y})
""",
        "correct",
        "A sum is a product with a vector of ones.",
    ),
    Typed(
        "mse_db",
        "means with bars, defined",
        r"""
\bar{z} = \frac{1}{n} \sum_{i} z_i, \quad \bar{y} = \frac{1}{n} \sum_{i} y_i
\frac{\partial J}{\partial b} = \frac{1}{n} \sum_{i} 2 (z_i - y_i)
= 2 \cdot \frac{1}{n} \sum_{i} z_i - 2 \cdot \frac{1}{n} \sum_{i} y_i
= 2 (\bar{z} - \bar{y})
""",
        "correct",
        "The bars are defined by z, y and n.",
    ),
    Typed(
        "mse_db",
        "square multiplied out, a row that goes on with a minus",
        r"""
\begin{align*}
\frac{\partial J}{\partial b}
  &= \frac{1}{n} \sum_{i=1}^{n}
     \frac{\partial}{\partial b} \left( z_i^2 - 2 z_i y_i + y_i^2 \right) \\
  &= \frac{1}{n} \sum_{i=1}^{n} 2 z_i \frac{\partial z_i}{\partial b} \\
  &\quad - \frac{1}{n} \sum_{i=1}^{n} 2 y_i \frac{\partial z_i}{\partial b} \\
  &= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i)
\end{align*}
""",
        "correct",
        "A row that starts with a sign goes on from the row above.",
    ),
    Typed(
        "mse_db",
        "comments, arrows over vectors, cfrac",
        r"""
% outer derivative times inner derivative
\begin{align*}
z_i &= \vec{x}_i^{\,\top} \vec{w} + b  % given
\\
\frac{\partial J}{\partial b}
&= \frac{1}{n} \sum_{i=1}^{n} 2 \left( z_i - y_i \right)
   \cfrac{\partial}{\partial b} \left( \vec{x}_i^{\,\top} \vec{w} + b \right) \\
&= \frac{2}{n} \sum_{i=1}^{n} \left( z_i - y_i \right)
\end{align*}
""",
        "correct",
        "x_i with an arrow is the row of X; what follows a % is not typeset.",
    ),
    Typed(
        "mse_db",
        "1/n is lost",
        r"""
\begin{align*}
\frac{\partial J}{\partial b}
&= \frac{\partial}{\partial b} \frac{1}{n} \sum_{i=1}^{n} (z_i - y_i)^2 \\
&= \sum_{i=1}^{n} 2 (z_i - y_i)
\end{align*}
""",
        "not yet",
        "J is a mean.",
        wrong_line=2,
        mistake="1/n is missing",
    ),
    Typed(
        "mse_db",
        "x where the derivative is 1",
        r"""
\frac{\partial J}{\partial b} = \frac2n\sum_i (z_i-y_i)\frac{\partial z_i}{\partial b}
= \frac{2}{n}\sum_i (z_i-y_i) x_{ij}
""",
        "not yet",
        "z_i grows by one with b; and j has no meaning here.",
        wrong_line=2,
        mistake="the derivative of z_i by b is 1, not x_ij",
        also="not understood",
    ),
    Typed(
        "mse_db",
        "z replaced by the linear term",
        r"""
\begin{align*}
\frac{\partial J}{\partial b}
&= \frac{2}{n} \sum_{i=1}^n (z_i - y_i) \\
&= \frac{2}{n} \sum_{i=1}^n \Big( \sum_{j=1}^p x_{ij} w_j - y_i \Big) \\
&= \frac{2}{n} \sum_{i=1}^n (z_i - y_i)
\end{align*}
""",
        "not yet",
        "Row 2 holds for b = 0 only; row 3 is right again.",
        wrong_line=2,
        mistake="b is forgotten in z_i",
    ),
    Typed(
        "mse_db",
        "left without right",
        r"""
\frac{\partial J}{\partial b} = \frac{1}{n} \sum_{i} 2 (z_i - y_i)
= \frac{2}{n} \sum_{i} \left( z_i - y_i
""",
        "not understood",
        "The bracket opened by \\left is never closed.",
        wrong_line=2,
        mistake="\\right is missing",
    ),
]

LOGISTIC = [
    Typed(
        "sigmoid_prime",
        "quotient rule, dfrac",
        r"""
\begin{align*}
\sigma'(z)
&= \dfrac{0 \cdot (1 + e^{-z}) - 1 \cdot (-e^{-z})}{(1 + e^{-z})^2} \\
&= \dfrac{e^{-z}}{(1 + e^{-z})^2} \\
&= \dfrac{1}{1 + e^{-z}} \cdot \dfrac{e^{-z}}{1 + e^{-z}} \\
&= \sigma(z) \, (1 - \sigma(z))
\end{align*}
""",
        "correct",
        "The usual way.",
    ),
    Typed(
        "sigmoid_prime",
        "upright d, a power of -1",
        r"""
\frac{\mathrm{d}\sigma}{\mathrm{d}z} = \frac{\mathrm{d}}{\mathrm{d}z} (1+e^{-z})^{-1}
= -(1+e^{-z})^{-2} \cdot e^{-z} \cdot (-1)
= \frac{1}{1+e^{-z}} \left( 1 - \frac{1}{1+e^{-z}} \right)
= \sigma(z)\left(1-\sigma(z)\right)
""",
        "correct",
        "The outer and the inner derivative stand side by side.",
    ),
    Typed(
        "sigmoid_prime",
        "exp, one added and taken away, remarks",
        r"""
\begin{aligned}
\sigma'(z) &= \frac{\exp(-z)}{(1+\exp(-z))^2} && \text{(quotient rule)} \\
&= \frac{1 + \exp(-z) - 1}{(1+\exp(-z))^2} && \text{(add and subtract 1)} \\
&= \frac{1}{1+\exp(-z)} - \frac{1}{(1+\exp(-z))^2} \\
&= \sigma(z) - \sigma^2(z)
\end{aligned}
""",
        "correct",
        "sigma^2(z) is the square of sigma(z).",
    ),
    Typed(
        "sigmoid_prime",
        "the argument is left out at the end",
        r"""
\sigma' = \frac{e^{-z}}{(1+e^{-z})^2} = \frac{1}{1+e^{-z}} \cdot \frac{e^{-z}}{1+e^{-z}}
= \sigma \cdot (1-\sigma)
""",
        "correct",
        "sigma without an argument is sigma(z); the dot says that it is a product.",
    ),
    Typed(
        "sigmoid_prime",
        "by logarithms, three equations",
        r"""
\ln \sigma(z) = -\ln(1+e^{-z})
\frac{\sigma'(z)}{\sigma(z)} = \frac{e^{-z}}{1+e^{-z}} = 1 - \sigma(z)
\sigma'(z) = \sigma(z)\,[1-\sigma(z)]
""",
        "correct",
        "Row 2 is the derivative of row 1, row 3 is row 2 times sigma.",
    ),
    Typed(
        "sigmoid_prime",
        "own letter S, symmetric form",
        r"""
S = 1 + e^{-z}
\sigma(z) = S^{-1}
\sigma'(z) = -S^{-2} \cdot \frac{dS}{dz} = -S^{-2} \cdot (-e^{-z})
= \frac{1}{S} \cdot \frac{e^{-z}}{S} = \frac{1}{1+e^{-z}} \cdot \frac{1}{1+e^{z}}
= \sigma(z) \sigma(-z)
""",
        "correct",
        "sigma(-z) is 1 - sigma(z).",
    ),
    Typed(
        "sigmoid_prime",
        "Unicode letters",
        r"""
σ'(z) = e^{-z} / (1 + e^{-z})^2
= σ(z) · e^{-z} / (1 + e^{-z})
= σ(z) · (1 − σ(z))
""",
        "correct",
        "Slashes with brackets can be read in one way only.",
    ),
    Typed(
        "sigmoid_prime",
        "sign of the inner derivative",
        r"""
\begin{align*}
\sigma'(z) &= -\frac{e^{-z}}{(1+e^{-z})^2} \\
&= \frac{1}{1+e^{-z}} \cdot \frac{e^{-z}}{1+e^{-z}} \\
&= \sigma(z)(1-\sigma(z))
\end{align*}
""",
        "not yet",
        "The slope of the sigmoid is positive; row 2 repairs it silently.",
        wrong_line=1,
        mistake="the minus of -z was forgotten, so a minus remains",
    ),
    Typed(
        "sigmoid_prime",
        "no brackets round 1 - sigma",
        r"""
\sigma'(z) = \frac{e^{-z}}{(1+e^{-z})^2}
= \frac{1}{1+e^{-z}} \cdot \frac{e^{-z}}{1+e^{-z}}
= \sigma(z) \cdot 1 - \sigma(z)
""",
        "not yet",
        "As typed the last row is 0.",
        wrong_line=3,
        mistake="brackets are missing",
    ),
    Typed(
        "sigmoid_prime",
        "true at z = 0 only",
        r"""
\sigma'(z) = \frac{e^{-z}}{(1+e^{-z})^2}
= \frac{1}{(1+e^{-z})^2}
= \sigma(z)^2
""",
        "not yet",
        "Both sides are 1/4 at z = 0.",
        wrong_line=2,
        mistake="e^(-z) is missing in the numerator",
    ),
    Typed(
        "sigmoid_prime",
        "a tiny number added",
        r"""
\sigma'(z) = \frac{e^{-z}}{(1+e^{-z})^2} = \sigma(z)(1-\sigma(z))
= \sigma(z)(1-\sigma(z)) + 10^{-4}
""",
        "not yet",
        "Nearly equal is not equal.",
        wrong_line=2,
        mistake="a constant is added",
    ),
    Typed(
        "sigmoid_prime",
        "a derivative is left",
        r"""
\sigma'(z) = \frac{d}{dz} (1+e^{-z})^{-1}
= -(1+e^{-z})^{-2} \, \frac{d}{dz}\left(1+e^{-z}\right)
""",
        "partly",
        "True; the inner derivative has still to be taken.",
    ),
    Typed(
        "logistic_dz",
        "chain rule with two factors",
        r"""
\begin{align*}
\frac{\partial L}{\partial z}
&= \frac{\partial L}{\partial \hat{y}} \cdot \frac{\partial \hat{y}}{\partial z} \\
&= \left( -\frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}} \right) \hat{y} (1-\hat{y}) \\
&= -y (1-\hat{y}) + (1-y) \hat{y} \\
&= \hat{y} - y
\end{align*}
""",
        "correct",
        "Letters before a bracket are factors here, no functions.",
    ),
    Typed(
        "logistic_dz",
        "by the softplus",
        r"""
L = \ln(1+e^z) - y z
\frac{\partial L}{\partial z} = \frac{e^z}{1+e^z} - y
= \frac{1}{1+e^{-z}} - y
= \hat y - y
""",
        "correct",
        "The first row is the given loss in another form.",
    ),
    Typed(
        "logistic_dz",
        "sigma and its prime, boxed result",
        r"""
\begin{gather*}
\frac{dL}{dz} = -y \frac{\sigma'(z)}{\sigma(z)}
  + (1-y) \frac{\sigma'(z)}{1-\sigma(z)} \\
\sigma'(z) = \sigma(z) (1-\sigma(z)) \\
\frac{dL}{dz} = -y (1-\sigma(z)) + (1-y) \sigma(z) = \sigma(z) - y \\
\boxed{\frac{dL}{dz} = \hat{y} - y}
\end{gather*}
""",
        "correct",
        "Four equations, each of them true; the known derivative is used.",
    ),
    Typed(
        "logistic_dz",
        "a case for each class",
        r"""
\begin{align*}
\frac{\partial L}{\partial z}
&= \begin{cases}
     -(1 - \hat{y}) & \text{if } y = 1 \\
     \hat{y} & \text{if } y = 0
   \end{cases} \\
&= \hat{y} - y
\end{align*}
""",
        "correct",
        "y takes no other value than 0 and 1.",
    ),
    Typed(
        "logistic_dz",
        "since after a quad, trailing commas",
        r"\frac{\partial L}{\partial z} = \frac{\hat y - y}{\hat y(1-\hat y)}"
        r" \, \frac{\partial \hat y}{\partial z}, \quad \text{since }"
        r" \frac{\partial L}{\partial \hat y} = \frac{\hat y - y}{\hat y(1-\hat y)},"
        r"""
= \frac{\hat y - y}{\hat y(1-\hat y)} \; \hat y(1-\hat y),
= \hat y - y.
""",
        "correct",
        "The reason after 'since' is an equation of its own.",
        also="not understood",
    ),
    Typed(
        "logistic_dz",
        "u for the exponential, braces of three sizes",
        r"""
\text{let } u = e^{-z}, \text{ then } \hat{y} = \frac{1}{1+u}
"""
        r"L = -y \log \hat{y} - (1-y) \log(1-\hat{y})"
        r" = \log(1+u) - (1-y) \log u"
        r"""
\log u = -z
\frac{\partial L}{\partial z} = \frac{-u}{1+u} + (1-y)
= \bigl\{ 1 - \tfrac{u}{1+u} \bigr\} - y
= \hat{y} - y
""",
        "correct",
        "Two definitions in one row; log u is -z.",
    ),
    Typed(
        "logistic_dz",
        "the outer derivative alone",
        r"""
\begin{align*}
\frac{\partial L}{\partial z}
&= -\frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}} \\
&= \frac{\hat{y} - y}{\hat{y} (1-\hat{y})}
\end{align*}
""",
        "not yet",
        "That is the derivative with respect to the prediction.",
        wrong_line=1,
        mistake="the factor for the sigmoid is missing",
    ),
    Typed(
        "logistic_dz",
        "sign of the second logarithm",
        r"""
\frac{\partial L}{\partial z}
= \frac{\partial L}{\partial \hat y} \frac{\partial \hat y}{\partial z}
= \left( -\frac{y}{\hat y} - \frac{1-y}{1-\hat y} \right) \hat y (1-\hat y)
= -y(1-\hat y) - (1-y)\hat y
""",
        "not yet",
        "The derivative of log(1 - u) is -1/(1 - u).",
        wrong_line=3,
        mistake="the inner minus of 1 - y_hat is forgotten",
    ),
    Typed(
        "logistic_dz",
        "turned round at the end",
        r"""
\frac{\partial L}{\partial z} = -y(1-\hat{y}) + (1-y)\hat{y}
= -y + y\hat{y} + \hat{y} - y\hat{y}
= y - \hat{y}
""",
        "not yet",
        "Rows 1 and 2 are right.",
        wrong_line=3,
        mistake="the sign of the result",
    ),
    Typed(
        "logistic_dz",
        "the letter of another book",
        r"""
\frac{\partial L}{\partial z} = \frac{\partial L}{\partial \hat{p}} \hat{p}(1-\hat{p})
= \hat{p} - y
""",
        "not understood",
        "The prediction is y hat here, and p hat is defined nowhere.",
        wrong_line=1,
        mistake="p hat is not defined",
    ),
    Typed(
        "logistic_dz",
        "the macro of a package",
        r"""
\deriv{L}{z} = \deriv{L}{\hat{y}} \deriv{\hat{y}}{z}
= \hat{y} - y
""",
        "not understood",
        "The command is defined in the student's own preamble at best.",
        wrong_line=1,
        mistake="unknown command",
    ),
    Typed(
        "logistic_curvature",
        "three equals signs",
        r"\frac{\partial^2 L}{\partial z^2} = \frac{\partial}{\partial z} (\hat{y}-y)"
        r" = \frac{\partial \hat{y}}{\partial z} = \hat{y}(1-\hat{y})",
        "correct",
        "Uses the first derivative, which is known.",
    ),
    Typed(
        "logistic_curvature",
        "nested derivative, ends as a difference",
        r"""
\begin{align*}
\frac{\partial^2 L}{\partial z^2}
&= \frac{\partial}{\partial z} \left[ \frac{\partial L}{\partial z} \right] \\
&= \frac{\partial}{\partial z} \left[ \sigma(z) - y \right] \\
&= \sigma'(z) = \sigma(z) - \sigma(z)^2 \\
&= \hat{y} - \hat{y}^2
\end{align*}
""",
        "correct",
        "Another form of the same product.",
    ),
    Typed(
        "logistic_curvature",
        "from the softplus, quotient rule",
        r"""
\frac{d^2 L}{d z^2} = \frac{d}{dz} \left( \frac{e^z}{1+e^z} - y \right)
= \frac{e^z (1+e^z) - e^z e^z}{(1+e^z)^2}
= \frac{e^z}{(1+e^z)^2}
= \frac{e^z}{1+e^z} \cdot \frac{1}{1+e^z}
= \hat{y} \, (1-\hat{y})
""",
        "correct",
        "Nothing but algebra after the first row.",
    ),
    Typed(
        "logistic_curvature",
        "square of the first derivative",
        r"""
\frac{\partial^2 L}{\partial z^2} = \left( \frac{\partial L}{\partial z} \right)^2
= (\hat{y} - y)^2
""",
        "not yet",
        "The second derivative is no square.",
        wrong_line=1,
        mistake="the 2 of the second derivative was read as a power",
    ),
    Typed(
        "logistic_curvature",
        "the constant is differentiated to 1",
        r"""
\begin{align*}
\frac{\partial^2 L}{\partial z^2} &= \frac{\partial}{\partial z} (\hat y - y) \\
&= \hat y (1-\hat y) - 1
\end{align*}
""",
        "not yet",
        "y does not depend on z.",
        wrong_line=2,
        mistake="the derivative of the constant y is 0",
    ),
    Typed(
        "logistic_curvature",
        "the result alone",
        r"\frac{\partial^2 L}{\partial z^2} = \hat y (1-\hat y)",
        "partly",
        "True, but no step is shown.",
    ),
    Typed(
        "logistic_dw",
        "L_i defined, three factors",
        r"""
\begin{align*}
L_i &= -y_i \log \hat{y}_i - (1-y_i) \log(1-\hat{y}_i) \\
\frac{\partial J}{\partial w_j}
&= \frac{1}{n} \sum_{i=1}^{n} \frac{\partial L_i}{\partial \hat{y}_i}
   \frac{\partial \hat{y}_i}{\partial z_i} \frac{\partial z_i}{\partial w_j} \\
&= \frac{1}{n} \sum_{i=1}^{n}
   \left[ -\frac{y_i}{\hat{y}_i} + \frac{1-y_i}{1-\hat{y}_i} \right]
   \hat{y}_i (1-\hat{y}_i) \, x_{ij} \\
&= \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i) x_{ij}
\end{align*}
""",
        "correct",
        "The loss of one example is defined first.",
    ),
    Typed(
        "logistic_dw",
        "softplus, index r, sum with limits above",
        r"""
J = \frac1n \sum\limits_{r=1}^{n} \left[ \ln\left(1+e^{z_r}\right) - y_r z_r \right]
"""
        r"\frac{\partial J}{\partial w_j} = \frac1n \sum\limits_{r=1}^{n} \left["
        r" \frac{e^{z_r}}{1+e^{z_r}} - y_r \right] \frac{\partial z_r}{\partial w_j}"
        r"""
= \frac1n \sum\limits_{r=1}^{n} \left[ \hat{y}_r - y_r \right] x_{rj}
""",
        "correct",
        "J in another form, then the chain rule.",
    ),
    Typed(
        "logistic_dw",
        "bold, matrix form",
        r"""
\begin{aligned}
\nabla_{\boldsymbol{w}} J
&= \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i) \nabla_{\boldsymbol{w}} z_i \\
&= \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i) \, \boldsymbol{x}_i \\
&= \frac{1}{n} X^{\mathsf{T}} (\hat{\boldsymbol{y}} - \boldsymbol{y})
\end{aligned}
""",
        "correct",
        "Bold x_i is the row of X as a column.",
    ),
    Typed(
        "logistic_dw",
        "via the derivative by z_i, commas",
        r"""
\frac{\partial J}{\partial z_i} = \frac{1}{n}\left(\hat{y}_i-y_i\right),
\frac{\partial z_i}{\partial w_j} = x_{ij},
"""
        r"\Rightarrow \frac{\partial J}{\partial w_j}"
        r" = \sum_{i=1}^n \frac{\partial J}{\partial z_i} \times x_{ij}"
        r" = \frac{1}{n} \sum_{i=1}^n (\hat{y}_i-y_i) \times x_{ij}.",
        "correct",
        "An arrow before a row is a remark.",
    ),
    Typed(
        "logistic_dw",
        "mean forgotten",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \sum_{i=1}^{n} (\hat{y}_i - y_i) \frac{\partial z_i}{\partial w_j} \\
&= \sum_{i=1}^{n} (\hat{y}_i - y_i) x_{ij}
\end{align*}
""",
        "not yet",
        "J is a mean over n examples.",
        wrong_line=1,
        mistake="1/n is missing",
    ),
    Typed(
        "logistic_dw",
        "indices swapped",
        r"""
\frac{\partial J}{\partial w_j}
= \frac{1}{n} \sum_{i=1}^n (\hat y_i - y_i) \frac{\partial z_i}{\partial w_j}
= \frac{1}{n} \sum_{i=1}^n (\hat y_i - y_i) x_{ji}
""",
        "not yet",
        "Examples are rows: the first index of x counts them.",
        wrong_line=3,
        mistake="x_ji in place of x_ij",
        also="not understood",
    ),
    Typed(
        "logistic_dw",
        "the curvature kept as a factor",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{1}{n} \sum_{i} \frac{\partial L_i}{\partial z_i}
   \frac{\partial z_i}{\partial w_j},
   \quad L_i = -y_i \ln \hat y_i - (1 - y_i) \ln(1 - \hat y_i) \\
&= \frac{1}{n} \sum_{i} (\hat y_i - y_i) \hat y_i (1 - \hat y_i) x_{ij}
\end{align*}
""",
        "not yet",
        "The sigmoid's slope is in the difference already.",
        wrong_line=2,
        mistake="the factor for the sigmoid is counted twice",
    ),
    Typed(
        "logistic_dw",
        "an operand is missing",
        r"""
\frac{\partial J}{\partial w_j}
= \frac{1}{n} \sum_{i=1}^n (\hat y_i - y_i) \frac{\partial z_i}{\partial w_j}
= \frac{1}{n} \sum_{i=1}^n (\hat y_i - ) x_{ij}
""",
        "not understood",
        "Nothing is taken away from the prediction.",
        wrong_line=3,
        mistake="what is subtracted is missing",
    ),
    Typed(
        "logistic_dw",
        "the environment never ends",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
&= \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i) \frac{\partial z_i}{\partial w_j} \\
&= \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i) x_{ij
""",
        "not understood",
        "The answer was cut off.",
        wrong_line=2,
        mistake="a brace and the end of the environment are missing",
    ),
]

SOFTMAX = [
    Typed(
        "softmax_jacobian",
        "quotient rule, Kronecker delta",
        r"""
\begin{align*}
\frac{\partial \hat{y}_k}{\partial z_{k'}}
&= \frac{\partial}{\partial z_{k'}} \frac{e^{z_k}}{\sum_{l=1}^{K} e^{z_l}} \\
&= \frac{\delta_{kk'} e^{z_k} \sum_{l} e^{z_l} - e^{z_k} e^{z_{k'}}}
        {\left( \sum_{l} e^{z_l} \right)^2} \\
&= \delta_{kk'} \hat{y}_k - \hat{y}_k \hat{y}_{k'} \\
&= \hat{y}_k (\delta_{kk'} - \hat{y}_{k'})
\end{align*}
""",
        "correct",
        "One formula for both cases.",
    ),
    Typed(
        "softmax_jacobian",
        "letters i and j, own sum S",
        r"""
S = \sum_{m} e^{z_m}
\frac{\partial S}{\partial z_j} = e^{z_j}
\frac{\partial \hat{y}_i}{\partial z_j} = \frac{\delta_{ij}e^{z_i}S-e^{z_i}e^{z_j}}{S^2}
= \frac{e^{z_i}}{S} \cdot \frac{\delta_{ij} S - e^{z_j}}{S}
= \hat{y}_i (\delta_{ij} - \hat{y}_j)
""",
        "correct",
        "i and j count classes here, as in many books.",
    ),
    Typed(
        "softmax_jacobian",
        "cases as the result",
        r"""
\begin{align*}
\frac{\partial \hat{y}_k}{\partial z_{k'}}
&= \begin{cases}
     \dfrac{e^{z_k} \sum_{c} e^{z_c} - e^{z_k} e^{z_k}}{(\sum_{c} e^{z_c})^2}
       & \text{if } k = k' \\[2ex]
     \dfrac{- e^{z_k} e^{z_{k'}}}{(\sum_{c} e^{z_c})^2} & \text{otherwise}
   \end{cases} \\[1ex]
&= \begin{cases}
     \hat{y}_k (1 - \hat{y}_k) & \text{if } k = k' \\
     -\hat{y}_k \hat{y}_{k'} & \text{otherwise}
   \end{cases}
\end{align*}
""",
        "correct",
        "Both cases, from the quotient rule.",
    ),
    Typed(
        "softmax_jacobian",
        "by logarithms, Iverson bracket",
        r"""
\ln \hat y_k = z_k - \ln \sum_{l} e^{z_l}
\frac{\partial \ln \hat y_k}{\partial z_{k'}} = [k = k'] - \hat y_{k'}
"""
        r"\frac{\partial \hat y_k}{\partial z_{k'}}"
        r" = \hat y_k \frac{\partial \ln \hat y_k}{\partial z_{k'}}"
        r" = \hat y_k \left( [k = k'] - \hat y_{k'} \right)",
        "correct",
        "The derivative of a logarithm gives the factor.",
    ),
    Typed(
        "softmax_jacobian",
        "indicator function, matrix form at the end",
        r"\frac{\partial \hat{y}_k}{\partial z_{k'}}"
        r" = \frac{\partial}{\partial z_{k'}} \frac{e^{z_k}}{\sum_{l} e^{z_l}}"
        r" = \hat{y}_k \mathbb{1}[k=k'] - \hat{y}_k \hat{y}_{k'}"
        r" = \left( \operatorname{diag}(\hat{\mathbf{y}})"
        r" - \hat{\mathbf{y}} \hat{\mathbf{y}}^{T} \right)_{kk'}",
        "correct",
        "The entry of a matrix; sums over l run over all classes.",
    ),
    Typed(
        "softmax_jacobian",
        "two equations, then cases",
        r"""
\begin{gather*}
\frac{\partial \hat y_k}{\partial z_k}
  = \frac{e^{z_k} \sum_{l} e^{z_l} - e^{2 z_k}}{\big( \sum_{l} e^{z_l} \big)^2}
  = \hat y_k - \hat y_k^2 \\
\frac{\partial \hat y_k}{\partial z_{k'}}
  = -\frac{e^{z_k} e^{z_{k'}}}{\big( \sum_{l} e^{z_l} \big)^2}
  = -\hat y_k \hat y_{k'} \quad \text{for } k \ne k' \\
\frac{\partial \hat y_k}{\partial z_{k'}}
  = \begin{cases}
      \hat y_k - \hat y_k^2, & k = k', \\
      -\hat y_k \hat y_{k'}, & k \ne k'.
    \end{cases}
\end{gather*}
""",
        "correct",
        "The second row holds under its condition only, and says so.",
    ),
    Typed(
        "softmax_jacobian",
        "the diagonal alone",
        r"""
\begin{align*}
\frac{\partial \hat{y}_k}{\partial z_{k'}}
&= \frac{e^{z_k} \sum_l e^{z_l} - e^{z_k} e^{z_k}}{(\sum_l e^{z_l})^2} \\
&= \hat{y}_k (1 - \hat{y}_k)
\end{align*}
""",
        "not yet",
        "Nothing says that k' is k.",
        wrong_line=1,
        mistake="true for k = k' only, the other case is missing",
    ),
    Typed(
        "softmax_jacobian",
        "plus between the terms",
        r"""
\frac{\partial \hat y_k}{\partial z_{k'}}
= \frac{\delta_{kk'} e^{z_k} \sum_l e^{z_l} - e^{z_k} e^{z_{k'}}}{(\sum_l e^{z_l})^2}
= \hat y_k (\delta_{kk'} + \hat y_{k'})
""",
        "not yet",
        "The quotient rule subtracts.",
        wrong_line=3,
        mistake="the sign of the second term",
    ),
    Typed(
        "softmax_jacobian",
        "cases the wrong way round",
        r"""
\begin{align*}
\frac{\partial \hat y_k}{\partial z_{k'}}
&= \hat y_k \delta_{kk'} - \hat y_k \hat y_{k'} \\
&= \begin{cases}
     \hat y_k (1 - \hat y_k) & \text{if } k \neq k' \\
     -\hat y_k \hat y_{k'} & \text{if } k = k'
   \end{cases}
\end{align*}
""",
        "not yet",
        "The formulas are right, the conditions are not.",
        wrong_line=2,
        mistake="the two conditions are swapped",
    ),
    Typed(
        "softmax_jacobian",
        "denominator not squared, repaired later",
        r"""
\begin{align*}
S &= \sum_l e^{z_l} \\
\frac{\partial \hat y_k}{\partial z_{k'}}
  &= \frac{\delta_{kk'} e^{z_k} S - e^{z_k} e^{z_{k'}}}{S} \\
&= \hat y_k (\delta_{kk'} - \hat y_{k'})
\end{align*}
""",
        "not yet",
        "The quotient rule divides by the square of S.",
        wrong_line=2,
        mistake="S in place of its square",
    ),
    Typed(
        "softmax_jacobian",
        "off the diagonal only, and said so",
        r"""
\begin{align*}
\frac{\partial \hat y_k}{\partial z_{k'}}
&= -\frac{e^{z_k} e^{z_{k'}}}{(\sum_l e^{z_l})^2} \quad \text{for } k \ne k' \\
&= -\hat y_k \hat y_{k'} \quad \text{for } k \ne k'
\end{align*}
""",
        "partly",
        "True under the condition; the case k = k' is not treated.",
    ),
    Typed(
        "softmax_jacobian",
        "S used, never defined",
        r"""
\begin{equation*}
\frac{\partial \hat y_k}{\partial z_{k'}}
= \frac{\delta_{kk'} e^{z_k} S - e^{z_k} e^{z_{k'}}}{S^2}
= \hat y_k (\delta_{kk'} - \hat y_{k'})
\end{equation*}
""",
        "not understood",
        "One can guess what S is; the answer does not say.",
        wrong_line=1,
        mistake="S is not defined",
    ),
    Typed(
        "cross_entropy_dz",
        "sum over the Jacobian",
        r"""
\begin{align*}
\frac{\partial L}{\partial z_k}
&= -\sum_{k'=1}^{K} t_{k'} \frac{\partial \log \hat{y}_{k'}}{\partial z_k} \\
&= -\sum_{k'=1}^{K} \frac{t_{k'}}{\hat{y}_{k'}}
   \frac{\partial \hat{y}_{k'}}{\partial z_k} \\
&= -\sum_{k'=1}^{K} \frac{t_{k'}}{\hat{y}_{k'}} \,
   \hat{y}_{k'} ([k = k'] - \hat{y}_k) \\
&= -t_k + \hat{y}_k \sum_{k'=1}^{K} t_{k'} \\
&= \hat{y}_k - t_k
\end{align*}
""",
        "correct",
        "The t's of an example add up to 1.",
    ),
    Typed(
        "cross_entropy_dz",
        "log-sum-exp first",
        r"""
L = -\sum_{c} t_c z_c + \ln \sum_{c} e^{z_c}
\frac{\partial L}{\partial z_k} = -t_k + \frac{e^{z_k}}{\sum_{c} e^{z_c}}
= \hat{y}_k - t_k
""",
        "correct",
        "Row 1 uses that the t's add up to 1.",
    ),
    Typed(
        "cross_entropy_dz",
        "own class and the others, k' not k",
        r"""
\begin{align*}
\frac{\partial L}{\partial z_k}
&= -\frac{t_k}{\hat y_k} \hat y_k (1 - \hat y_k)
   + \sum_{k' \neq k} \frac{t_{k'}}{\hat y_{k'}} \hat y_{k'} \hat y_k \\
&= -t_k + t_k \hat y_k + \hat y_k \sum_{k' \neq k} t_{k'} \\
&= -t_k + \hat y_k \underbrace{\sum_{k'} t_{k'}}_{= 1} \\
&= \hat y_k - t_k
\end{align*}
""",
        "correct",
        "The sum is split and put together again.",
    ),
    Typed(
        "cross_entropy_dz",
        "vectors, nabla",
        r"""
\begin{aligned}
\nabla_{\mathbf{z}} L
&= -\nabla_{\mathbf{z}} \, \mathbf{t}^\top \mathbf{z}
   + \nabla_{\mathbf{z}} \log \sum_{k} e^{z_k} \\
&= \hat{\mathbf{y}} - \mathbf{t}
\end{aligned}
""",
        "correct",
        "The gradient of log-sum-exp is the softmax.",
    ),
    Typed(
        "cross_entropy_dz",
        "eqnarray, letter m, exp",
        r"""
\begin{eqnarray*}
\frac{\partial L}{\partial z_m}
& = & -\sum_{k} t_k \frac{\partial}{\partial z_m}
      \left\{ z_k - \ln \sum_{r} \exp(z_r) \right\} \\
& = & -\sum_{k} t_k \left\{ \delta_{km} - \hat{y}_m \right\} \\
& = & \hat{y}_m - t_m
\end{eqnarray*}
""",
        "correct",
        "The class of the result may have any letter.",
    ),
    Typed(
        "cross_entropy_dz",
        "Unicode, slashes, index s",
        r"""
∂L/∂z_k = −∑_s t_s · (1/ŷ_s) · ∂ŷ_s/∂z_k
= −∑_s t_s (δ_{sk} − ŷ_k)
= ŷ_k − t_k
""",
        "correct",
        "The same derivation without commands.",
    ),
    Typed(
        "cross_entropy_dz",
        "own class only",
        r"""
\begin{align*}
\frac{\partial L}{\partial z_k}
&= -\frac{t_k}{\hat y_k} \frac{\partial \hat y_k}{\partial z_k} \\
&= -\frac{t_k}{\hat y_k} \hat y_k (1 - \hat y_k) \\
&= t_k (\hat y_k - 1)
\end{align*}
""",
        "not yet",
        "All predictions change with z_k.",
        wrong_line=1,
        mistake="the sum over the classes is lost",
    ),
    Typed(
        "cross_entropy_dz",
        "the other t's add up to 1",
        r"""
\begin{align*}
\frac{\partial L}{\partial z_k}
&= -t_k (1 - \hat y_k) + \hat y_k \sum_{k' \ne k} t_{k'} \\
&= -t_k (1 - \hat y_k) + \hat y_k \\
&= \hat y_k - t_k
\end{align*}
""",
        "not yet",
        "All t's add up to 1, those without t_k to 1 - t_k; the end is right again.",
        wrong_line=2,
        mistake="the sum without k is 1 - t_k",
    ),
    Typed(
        "cross_entropy_dz",
        "sign in the last row",
        r"""
\frac{\partial L}{\partial z_k} = -\sum_c t_c \left( \delta_{ck} - \hat y_k \right)
= -t_k + \hat y_k
= t_k - \hat y_k
""",
        "not yet",
        "Two minus signs were one too many.",
        wrong_line=3,
        mistake="the sign of the result",
    ),
    Typed(
        "cross_entropy_dz",
        "summed over k and still free",
        r"""
\frac{\partial L}{\partial z_k}
= -\sum_{k'} t_{k'} \left( \delta_{kk'} - \hat y_k \right)
= \sum_{k} \left( \hat y_k - t_k \right)
""",
        "not yet",
        "As typed the last row is 0 for each k.",
        wrong_line=3,
        mistake="k is the free index of the left side and summed on the right",
    ),
    Typed(
        "cross_entropy_dz",
        "stops with exponentials",
        r"""
\frac{\partial L}{\partial z_k}
= \frac{\partial}{\partial z_k} \left( \log \sum_{l} e^{z_l} - \sum_{l} t_l z_l \right)
= \frac{e^{z_k}}{\sum_{l} e^{z_l}} - t_k
""",
        "partly",
        "True; asked for in y hat and t.",
    ),
    Typed(
        "cross_entropy_dz",
        "a sum of nothing",
        r"""
\frac{\partial L}{\partial z_k}
= -\sum_{k'} t_{k'} \left( \delta_{kk'} - \hat y_k \right)
= -t_k + \hat y_k \sum_{k'}
= \hat y_k - t_k
""",
        "not understood",
        "Behind the sum sign something must stand.",
        wrong_line=3,
        mistake="the sum has no terms",
    ),
    Typed(
        "shift",
        "powers, the factor is taken out",
        r"""
\begin{align*}
\mathrm{softmax}(z + c)_k
&= \frac{e^{z_k + c}}{\sum_{k'} e^{z_{k'} + c}} \\
&= \frac{e^c \, e^{z_k}}{e^c \sum_{k'} e^{z_{k'}}} \\
&= \frac{e^{z_k}}{\sum_{k'} e^{z_{k'}}} \\
&= \mathrm{softmax}(z)_k
\end{align*}
""",
        "correct",
        "c is added to each score.",
    ),
    Typed(
        "shift",
        "operatorname, crossed out, ends with y hat",
        r"""
\operatorname{softmax}(\mathbf{z} + c)_k
= \frac{\cancel{e^c} \cdot e^{z_k}}{\cancel{e^c} \cdot \sum_{l=1}^{K} e^{z_l}}
= \frac{e^{z_k}}{\sum_{l=1}^{K} e^{z_l}} = \hat{y}_k
""",
        "correct",
        "What is crossed out is a factor above and below.",
    ),
    Typed(
        "shift",
        "exp, a vector of ones, remark",
        r"""
\begin{aligned}
\operatorname{softmax}(\mathbf{z} + c\mathbf{1})_r
&= \frac{\exp(z_r + c)}{\sum_{s=1}^{K} \exp(z_s + c)} \\
&= \frac{\exp(z_r) \exp(c)}{\exp(c) \sum_{s=1}^{K} \exp(z_s)}
   \qquad \text{since } e^{u+v} = e^u e^v \\
&= \operatorname{softmax}(\mathbf{z})_r
\end{aligned}
""",
        "correct",
        "u and v belong to the remark.",
        also="not understood",
    ),
    Typed(
        "shift",
        "divided above and below",
        r"\text{softmax}(z+c)_k = \frac{e^{z_k+c}}{\sum_m e^{z_m+c}}"
        r" = \frac{e^{z_k+c} \cdot e^{-c}}{\left(\sum_m e^{z_m+c}\right) \cdot e^{-c}}"
        r" = \frac{e^{z_k}}{\sum_m e^{z_m}} = \text{softmax}(z)_k",
        "correct",
        "One long row.",
    ),
    Typed(
        "shift",
        "power of a sum as a sum of powers",
        r"""
\begin{align*}
\mathrm{softmax}(z + c)_k
&= \frac{e^{z_k + c}}{\sum_{k'} e^{z_{k'} + c}} \\
&= \frac{e^{z_k} + e^c}{\sum_{k'} e^{z_{k'}} + e^c} \\
&= \frac{e^{z_k}}{\sum_{k'} e^{z_{k'}}} = \hat y_k
\end{align*}
""",
        "not yet",
        "A power of a sum is a product; the end is right again.",
        wrong_line=2,
        mistake="e^(u+v) is a product, and summands do not cancel",
    ),
    Typed(
        "shift",
        "shifted above only",
        r"""
\mathrm{softmax}(z + c)_k = \frac{e^{z_k + c}}{\sum_{k'} e^{z_{k'}}}
= e^c \hat y_k
""",
        "not yet",
        "The denominator has the shifted scores, too.",
        wrong_line=1,
        mistake="c is missing in the denominator",
    ),
    Typed(
        "shift",
        "in words",
        r"""
the c cancels because it is in both parts of the fraction
""",
        "not understood",
        "A true sentence, no formula.",
        wrong_line=1,
        mistake="words in place of a formula",
    ),
    Typed(
        "stable_loss",
        "M defined, logarithm of a quotient",
        r"""
\begin{align*}
M &= \max_k z_k \\
L &= -\log \frac{e^{z_y}}{\sum_k e^{z_k}} \\
  &= -z_y + \log \Big( \sum_k e^{z_k} \Big) \\
  &= -z_y + \log \Big( e^M \sum_k e^{z_k - M} \Big) \\
  &= -z_y + M + \log \Big( \sum_k e^{z_k - M} \Big)
\end{align*}
""",
        "correct",
        "The definition of M is a row.",
    ),
    Typed(
        "stable_loss",
        "the maximum is written out, ln",
        r"""
L = -\ln \hat{y}_y = \ln \sum_{c} e^{z_c} - z_y
"""
        r"= \max_{r} z_r + \ln \sum_{c} \exp\left( z_c - \max_{r} z_r \right) - z_y",
        "correct",
        "The first sum ends before the minus.",
    ),
    Typed(
        "stable_loss",
        "shift first, where-clause",
        r"""
\begin{aligned}
L &= -\ln \hat{y}_y \\
&= -\ln \frac{e^{z_y - M}}{\sum_{j=1}^{K} e^{z_j - M}},
   \qquad \text{where } M = \max_{j} z_j \\
&= -(z_y - M) + \ln \left( \sum_{j=1}^{K} e^{z_j - M} \right)
\end{aligned}
""",
        "correct",
        "M is defined in the row that uses it first.",
    ),
    Typed(
        "stable_loss",
        "Iverson bracket picks the class",
        r"""
m := \max_{k} z_k
L = -\sum_{k=1}^{K} [k = y] \log \hat{y}_k
= -\sum_{k=1}^{K} [k = y] \left( z_k - m - \log \sum_{l=1}^{K} e^{z_l - m} \right)
= m - z_y + \log \sum_{l=1}^{K} e^{z_l - m}
""",
        "correct",
        "The bracket leaves the term of the class y.",
    ),
    Typed(
        "stable_loss",
        "M with the wrong sign",
        r"""
\begin{align*}
M &= \max_k z_k \\
L &= -z_y + \log \sum_k e^{z_k} \\
  &= -z_y - M + \log \sum_k e^{z_k - M}
\end{align*}
""",
        "not yet",
        "What is taken away inside must be added outside.",
        wrong_line=3,
        mistake="minus M in place of plus M",
    ),
    Typed(
        "stable_loss",
        "logarithm of a sum",
        r"""
\begin{align*}
L &= -\log \frac{e^{z_y}}{\sum_k e^{z_k}} \\
  &= -\log e^{z_y} + \sum_k \log e^{z_k} \\
  &= -z_y + \sum_k z_k
\end{align*}
""",
        "not yet",
        "The logarithm of a sum is no sum of logarithms.",
        wrong_line=2,
        mistake="log was drawn into the sum",
    ),
]

MATRICES = [
    Typed(
        "quadratic_form",
        "index form, mean m defined",
        r"""
\begin{align*}
m &= \sum_{k} \hat{y}_k v_k \\
v^\top H v
&= \sum_{k} \sum_{k'} v_k \hat{y}_k ([k = k'] - \hat{y}_{k'}) v_{k'} \\
&= \sum_{k} \hat{y}_k v_k^2 - m^2 \\
&= \sum_{k} \hat{y}_k (v_k - m)^2 \ge 0
\end{align*}
""",
        "correct",
        "A variance; uses that the predictions add up to 1.",
    ),
    Typed(
        "quadratic_form",
        "half a double sum, letters r and s",
        r"""
v^T H v = \sum_{r,s} v_r \hat y_r (\delta_{rs} - \hat y_s) v_s
= \sum_r \hat y_r v_r^2 - \sum_{r,s} \hat y_r \hat y_s v_r v_s
= \sum_{r,s} \hat y_r \hat y_s v_r^2 - \sum_{r,s} \hat y_r \hat y_s v_r v_s
= \frac12 \sum_{r,s} \hat y_r \hat y_s (v_r - v_s)^2 \geq 0
""",
        "correct",
        "Both squares of the bracket give the first sum.",
    ),
    Typed(
        "quadratic_form",
        "matrix form with diag, bold",
        r"""
\begin{aligned}
\mathbf{v}^{\mathsf T} H \mathbf{v}
&= \mathbf{v}^{\mathsf T} \left( \operatorname{diag}(\hat{\mathbf{y}})
   - \hat{\mathbf{y}} \hat{\mathbf{y}}^{\mathsf T} \right) \mathbf{v} \\
&= \sum_{k=1}^{K} \hat{y}_k v_k^2
   - \left( \hat{\mathbf{y}}^{\mathsf T} \mathbf{v} \right)^2 \\
&= \sum_{k=1}^{K} \hat{y}_k
   \left( v_k - \hat{\mathbf{y}}^{\mathsf T} \mathbf{v} \right)^2 \\
&\ge 0
\end{aligned}
""",
        "correct",
        "The sign stands in a row of its own.",
    ),
    Typed(
        "quadratic_form",
        "backwards from the square, bar",
        r"""
\bar{v} = \sum_{c} \hat{y}_c v_c
v^\top H v = \sum_{c} \hat{y}_c v_c^2 - \bar{v}^2
= \sum_{c} \hat{y}_c v_c^2 - 2\bar{v}\sum_{c} \hat{y}_c v_c + \bar{v}^2\sum_{c}\hat{y}_c
= \sum_{c} \hat{y}_c \left( v_c^2 - 2 v_c \bar{v} + \bar{v}^2 \right)
= \sum_{c} \hat{y}_c (v_c - \bar{v})^2 \geqslant 0
""",
        "correct",
        "The square is completed.",
    ),
    Typed(
        "quadratic_form",
        "the diagonal of the second term only",
        r"""
\begin{align*}
v^\top H v
&= \sum_{k} \sum_{k'} v_k \hat{y}_k ([k = k'] - \hat{y}_{k'}) v_{k'} \\
&= \sum_{k} \hat{y}_k v_k^2 - \sum_{k} \hat{y}_k^2 v_k^2 \\
&= \sum_{k} \hat{y}_k (1 - \hat{y}_k) v_k^2 \ge 0
\end{align*}
""",
        "not yet",
        "The square of a sum is no sum of squares.",
        wrong_line=2,
        mistake="the mixed terms of the double sum are lost",
    ),
    Typed(
        "quadratic_form",
        "the square is lost",
        r"""
m = \sum_k \hat y_k v_k
v^\top H v = \sum_k \hat y_k v_k^2 - m^2
= \sum_k \hat y_k (v_k - m) \ge 0
""",
        "not yet",
        "The last sum is 0 for each v.",
        wrong_line=3,
        mistake="the bracket is not squared",
    ),
    Typed(
        "quadratic_form",
        "stops before the squares",
        r"""
v^\top H v = \sum_{k} \sum_{k'} v_k \hat{y}_k ([k = k'] - \hat{y}_{k'}) v_{k'}
= \sum_{k} \hat{y}_k v_k^2 - \Big( \sum_{k} \hat{y}_k v_k \Big)^2
""",
        "partly",
        "True; that it is not negative cannot be seen yet.",
    ),
    Typed(
        "penalty",
        "sum over all weights, letters r and s",
        r"""
\begin{align*}
\frac{\partial}{\partial W_{jk}} \left( J + \frac{\lambda}{2} \lVert W \rVert^2 \right)
&= \frac{\partial J}{\partial W_{jk}} + \frac{\lambda}{2}
   \frac{\partial}{\partial W_{jk}} \sum_{r} \sum_{s} W_{rs}^2 \\
&= \frac{\partial J}{\partial W_{jk}} + \frac{\lambda}{2} \cdot 2 W_{jk} \\
&= \frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}
\end{align*}
""",
        "correct",
        "One term of the double sum is left.",
    ),
    Typed(
        "penalty",
        "Frobenius norm, the penalty first",
        r"""
\frac{\partial}{\partial W_{jk}} \|W\|_F^2 = 2 W_{jk}
"""
        r"\frac{\partial}{\partial W_{jk}}\left(J + \tfrac{\lambda}{2} \|W\|_F^2\right)"
        r" = \frac{\partial J}{\partial W_{jk}} + \tfrac{\lambda}{2} \cdot 2 W_{jk}"
        r" = \frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}",
        "correct",
        "The norm of a matrix with an F is the one that is meant.",
    ),
    Typed(
        "penalty",
        "two Kronecker deltas",
        r"""
\frac{\partial}{\partial W_{jk}} \Big[ J + \tfrac{\lambda}{2} \sum_{r,s} W_{rs}^2 \Big]
= \frac{\partial J}{\partial W_{jk}} + \lambda \sum_{r,s} W_{rs} \delta_{rj} \delta_{sk}
= \frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}
""",
        "correct",
        "The deltas pick the weight.",
    ),
    Typed(
        "penalty",
        "trace",
        r"""
\begin{aligned}
\frac{\partial}{\partial W_{jk}} \Big( J + \frac{\lambda}{2} \lVert W \rVert^2 \Big)
&= \frac{\partial J}{\partial W_{jk}} + \frac{\lambda}{2}
   \frac{\partial}{\partial W_{jk}} \operatorname{tr}(W^\top W) \\
&= \frac{\partial J}{\partial W_{jk}} + \frac{\lambda}{2} (2 W)_{jk} \\
&= \frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}
\end{aligned}
""",
        "correct",
        "The trace is the sum of the squares of all weights.",
    ),
    Typed(
        "penalty",
        "half of it",
        r"""
\frac{\partial}{\partial W_{jk}} \left( J + \frac{\lambda}{2} \|W\|^2 \right)
= \partial J / \partial W_{jk} + \frac\lambda2 \frac{\partial}{\partial W_{jk}} \|W\|^2
= \partial J / \partial W_{jk} + \frac\lambda2 W_{jk}
""",
        "not yet",
        "The derivative of a square has a 2.",
        wrong_line=3,
        mistake="the 2 of the power rule is missing",
    ),
    Typed(
        "penalty",
        "all weights in place of one",
        r"""
\begin{align*}
\frac{\partial}{\partial W_{jk}} \left( J + \frac{\lambda}{2} \lVert W \rVert^2 \right)
&= \frac{\partial J}{\partial W_{jk}} + \frac{\lambda}{2}
   \frac{\partial}{\partial W_{jk}} \sum_{j', k'} W_{j'k'}^2 \\
&= \frac{\partial J}{\partial W_{jk}} + \lambda \sum_{j', k'} W_{j'k'} \\
&= \frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}
\end{align*}
""",
        "not yet",
        "The other weights do not change with W_jk; the end is right again.",
        wrong_line=2,
        mistake="the sum must shrink to one term",
    ),
    Typed(
        "penalty",
        "the derivative of the cost is lost",
        r"""
\frac{\partial}{\partial W_{jk}} \left( J + \frac{\lambda}{2} \lVert W \rVert^2 \right)
= \frac{\lambda}{2} \cdot 2 W_{jk} = \lambda W_{jk}
""",
        "not yet",
        "J depends on W, too.",
        wrong_line=2,
        mistake="the derivative of J is missing",
    ),
    Typed(
        "penalty",
        "stops before the square is differentiated",
        r"""
\frac{\partial}{\partial W_{jk}} \left( J + \frac{\lambda}{2} \lVert W \rVert^2 \right)
= \partial J / \partial W_{jk} + \frac\lambda2 \, \partial \|W\|^2 / \partial W_{jk}
""",
        "partly",
        "True; the derivative of the norm has still to be taken.",
    ),
    Typed(
        "penalty_other",
        "norm written as a double sum",
        r"""
\begin{align*}
\frac{\partial}{\partial W_{jk}} \left( J + \lambda \lVert W \rVert^2 \right)
&= \frac{\partial J}{\partial W_{jk}}
   + \lambda \frac{\partial}{\partial W_{jk}} \sum_{j'} \sum_{k'} W_{j'k'}^2 \\
&= \frac{\partial J}{\partial W_{jk}} + 2 \lambda W_{jk}
\end{align*}
""",
        "correct",
        "Without the half the 2 stays.",
    ),
    Typed(
        "penalty_other",
        "Unicode, single bars doubled",
        r"""
∂/∂W_{jk} (J + λ ‖W‖^2) = ∂J/∂W_{jk} + λ · ∂‖W‖^2/∂W_{jk}
= ∂J/∂W_{jk} + λ · 2 W_{jk}
= ∂J/∂W_{jk} + 2 λ W_{jk}
""",
        "correct",
        "The operator before the bracket is a derivative.",
    ),
    Typed(
        "penalty_other",
        "the rule of the other penalty",
        r"""
\frac{\partial}{\partial W_{jk}} \left( J + \lambda \lVert W \rVert^2 \right)
= \frac{\partial J}{\partial W_{jk}} + \lambda \frac{\partial\|W\|^2}{\partial W_{jk}}
= \frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}
""",
        "not yet",
        "That belongs to the penalty with the half.",
        wrong_line=3,
        mistake="lambda in place of 2 lambda",
    ),
    Typed(
        "hidden_dz",
        "one chain, layers in brackets",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}}
   \frac{\partial z^{(2)}_{ik}}{\partial a_{iu}}
   \frac{\partial a_{iu}}{\partial z^{(1)}_{iu}} \\
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk} \, g'(z^{(1)}_{iu})
\end{align*}
""",
        "correct",
        "The chain rule over the classes.",
    ),
    Typed(
        "hidden_dz",
        "in two stages, index before the layer",
        r"\frac{\partial J}{\partial a_{iu}}"
        r" = \sum_k \frac{\partial J}{\partial z_{ik}^{(2)}} W_{uk}^{(2)}"
        r"""
\frac{\partial a_{iu}}{\partial z_{iu}^{(1)}} = g'\left( z_{iu}^{(1)} \right)
"""
        r"\frac{\partial J}{\partial z_{iu}^{(1)}}"
        r" = \frac{\partial J}{\partial a_{iu}} \cdot g'\left( z_{iu}^{(1)} \right)"
        r" = g'\left( z_{iu}^{(1)} \right)"
        r" \sum_{k} \frac{\partial J}{\partial z_{ik}^{(2)}} W_{uk}^{(2)}",
        "correct",
        "First to the activation, then to the score.",
    ),
    Typed(
        "hidden_dz",
        "delta defined, letters m, s and r",
        r"""
\begin{aligned}
\delta_{mr} &:= \frac{\partial J}{\partial z^{(2)}_{mr}} \\
\frac{\partial J}{\partial z^{(1)}_{ms}}
&= \left( \sum_{r} \delta_{mr} \, \frac{\partial z^{(2)}_{mr}}{\partial a_{ms}} \right)
   g'\big( z^{(1)}_{ms} \big) \\
&= \left( \sum_{r} \frac{\partial J}{\partial z^{(2)}_{mr}} \, W^{(2)}_{sr} \right)
   g'\big( z^{(1)}_{ms} \big)
\end{aligned}
""",
        "correct",
        "delta is the student's own here, not Kronecker's.",
    ),
    Typed(
        "hidden_dz",
        "matrix form with odot, one entry",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
&= \sum_{k=1}^{K} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
   \frac{\partial a_{iu}}{\partial z^{(1)}_{iu}} \\
&= \left[ \left( \frac{\partial J}{\partial z^{(2)}} \, {W^{(2)}}^{\top} \right)
   \odot g'(z^{(1)}) \right]_{iu}
\end{align*}
""",
        "correct",
        "Scores of a layer form a matrix, g' is taken entry by entry.",
    ),
    Typed(
        "hidden_dz",
        "g in place of its derivative",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
   \frac{\partial a_{iu}}{\partial z^{(1)}_{iu}} \\
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk} \, g(z^{(1)}_{iu})
\end{align*}
""",
        "not yet",
        "The last factor is a derivative.",
        wrong_line=2,
        mistake="g in place of g'",
    ),
    Typed(
        "hidden_dz",
        "sum over the classes lost",
        r"""
\frac{\partial J}{\partial z^{(1)}_{iu}}
= \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk} g'(z^{(1)}_{iu})
""",
        "not yet",
        "Unit u acts on all the classes; k is free on the right.",
        wrong_line=2,
        mistake="the sum over k is missing",
        also="not understood",
    ),
    Typed(
        "hidden_dz",
        "weights transposed",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}}
   \frac{\partial z^{(2)}_{ik}}{\partial a_{iu}} g'(z^{(1)}_{iu}) \\
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{ku} g'(z^{(1)}_{iu})
\end{align*}
""",
        "not yet",
        "The weights have a row for each unit.",
        wrong_line=2,
        mistake="W_ku in place of W_uk",
        also="not understood",
    ),
    Typed(
        "hidden_dz",
        "g' at the other layer",
        r"""
\frac{\partial J}{\partial z^{(1)}_{iu}}
= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk} \, g'(z^{(2)}_{ik})
""",
        "not yet",
        "The activation belongs to the hidden scores.",
        wrong_line=2,
        mistake="g' is taken at z of layer 2",
    ),
    Typed(
        "hidden_dz",
        "a layer that does not exist",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}}
   \frac{\partial z^{(2)}_{ik}}{\partial a_{iu}} g'(z^{(1)}_{iu}) \\
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(3)}_{uk} g'(z^{(1)}_{iu})
\end{align*}
""",
        "not understood",
        "There are two layers.",
        wrong_line=2,
        mistake="W of layer 3 is not defined",
    ),
    Typed(
        "hidden_dz",
        "environments that do not match",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
&= \frac{\partial J}{\partial a_{iu}} \, g'(z^{(1)}_{iu}) \\
&= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk} \, g'(z^{(1)}_{iu})
\end{aligned}
""",
        "not understood",
        "align* is closed as aligned; LaTeX stops here, too.",
        mistake="begin and end have different names",
    ),
    Typed(
        "hidden_dz",
        "stops with the activation",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
&= \frac{\partial J}{\partial a_{iu}} \frac{\partial a_{iu}}{\partial z^{(1)}_{iu}} \\
&= \frac{\partial J}{\partial a_{iu}} \, g'(z^{(1)}_{iu})
\end{align*}
""",
        "partly",
        "True; the step to layer 2 is missing.",
    ),
    Typed(
        "squared_convex",
        "gradient, Hessian, form",
        r"""
\begin{align*}
\nabla h(\theta) &= 2 (\tilde{x}^\top \theta - y) \, \tilde{x} \\
\nabla^2 h(\theta) &= 2 \, \tilde{x} \tilde{x}^\top \\
v^\top \nabla^2 h \, v &= 2 \, v^\top \tilde{x} \tilde{x}^\top v
  = 2 (\tilde{x}^\top v)^2 \ge 0
\end{align*}
""",
        "correct",
        "Three equations.",
    ),
    Typed(
        "squared_convex",
        "entries, letters r and s",
        r"""
\frac{\partial h}{\partial \theta_r} = 2 (\tilde x^T \theta - y) \tilde x_r
\frac{\partial^2 h}{\partial \theta_r \, \partial \theta_s} = 2 \tilde x_r \tilde x_s
v^T \nabla^2 h \, v = \sum_r \sum_s v_r \cdot 2 \tilde x_r \tilde x_s \cdot v_s
= 2 \Big( \sum_r \tilde x_r v_r \Big) \Big( \sum_s \tilde x_s v_s \Big)
= 2 \Big( \sum_r \tilde x_r v_r \Big)^2 \geq 0
""",
        "correct",
        "The double sum is a product of two sums.",
    ),
    Typed(
        "squared_convex",
        "bold, H defined, brackets of two kinds",
        r"""
\begin{aligned}
H &= \nabla^2 h(\boldsymbol{\theta})
   = 2 \, \tilde{\mathbf{x}} \, \tilde{\mathbf{x}}^{\mathsf T} \\
\mathbf{v}^{\mathsf T} H \mathbf{v}
  &= 2 \, \big\{ \mathbf{v}^{\mathsf T} \tilde{\mathbf{x}} \big\}
     \big\{ \tilde{\mathbf{x}}^{\mathsf T} \mathbf{v} \big\} \\
  &= 2 \, \big[ \tilde{\mathbf{x}}^{\mathsf T} \mathbf{v} \big]^2 \ge 0
\end{aligned}
""",
        "correct",
        "Braces and square brackets are brackets.",
    ),
    Typed(
        "squared_convex",
        "the 2 is lost",
        r"""
\nabla^2 h = 2 \tilde{x} \tilde{x}^\top
v^\top \nabla^2 h \, v = v^\top \tilde{x} \tilde{x}^\top v
= (\tilde{x}^\top v)^2 \ge 0
""",
        "not yet",
        "Row 1 has the 2, row 2 has lost it.",
        wrong_line=2,
        mistake="the factor 2 is missing",
    ),
    Typed(
        "squared_convex",
        "row and column swapped",
        r"""
\begin{align*}
v^\top \nabla^2 h \, v
&= 2 \, v^\top (\tilde{x} \tilde{x}^\top) \, v \\
&= 2 \, (\tilde{x}^\top \tilde{x}) \, v^\top v \\
&= 2 \, \lVert \tilde{x} \rVert^2 \lVert v \rVert^2 \ge 0
\end{align*}
""",
        "not yet",
        "The outer product is no number that could be moved.",
        wrong_line=2,
        mistake="the outer product became an inner product",
    ),
    Typed(
        "squared_convex",
        "strictly positive",
        r"""
\begin{align*}
v^\top \nabla^2 h \, v &= 2 \, v^\top \tilde{x} \tilde{x}^\top v \\
&= 2 (\tilde{x}^\top v)^2 > 0
\end{align*}
""",
        "not yet",
        "It is 0 for each v at a right angle to x, and for v = 0.",
        wrong_line=2,
        mistake="> in place of at least 0",
    ),
]

TYPED = MSE + LOGISTIC + SOFTMAX + MATRICES
