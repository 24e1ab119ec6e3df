r"""More derivations as students type them, by another hand: see typed_derivations.

Rows count from 1; `wrong_line` is the first row that does not follow.
"""

from typed_derivations import Typed

TYPED = [
    # ------------------------------------------------------------- mse_dw
    Typed(
        "mse_dw",
        "US, align*, remarks in a third column",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
  &= \frac{1}{n} \sum_{i=1}^{n} \frac{\partial}{\partial w_j} (z_i - y_i)^2
     && \text{(linearity)} \\
  &= \frac{1}{n} \sum_{i=1}^{n} 2 (z_i - y_i)\, \frac{\partial z_i}{\partial w_j}
     && \text{(chain rule)} \\
  &= \frac{2}{n} \sum_{i=1}^{n} (z_i - y_i)\, x_{ij}.
     && \text{since } \tfrac{\partial z_i}{\partial w_j} = x_{ij}
\end{align*}
""",
        "correct",
        "chain rule under the sum, every row true",
    ),
    Typed(
        "mse_dw",
        "Ng's notes: x^{(i)}_j, bare rows beginning with =",
        r"""
\frac{\partial}{\partial w_j} J
= \frac{\partial}{\partial w_j} \frac{1}{n} \sum_{i=1}^n (z^{(i)} - y^{(i)})^2
= 2 \cdot \frac1n \sum_{i=1}^n (z^{(i)} - y^{(i)}) \cdot \frac{\partial z^{(i)}}{\partial w_j}
= \frac2n \sum_{i=1}^n (z^{(i)}-y^{(i)}) \frac{\partial}{\partial w_j} \Big( \sum_{k=1}^p w_k x_k^{(i)} + b \Big)
= \frac{2}{n} \sum_{i=1}^n \left( z^{(i)} - y^{(i)} \right) x_j^{(i)}
""",  # noqa: E501
        "correct",
        "examples as superscripts, inner sum with its own index k",
    ),
    Typed(
        "mse_dw",
        "Germany: own residual r_i with :=, arrows, component of a matrix product",
        r"""
r_i := z_i - y_i \quad\Rightarrow\quad J = \frac1n \sum_{i=1}^n r_i^2
\Rightarrow \frac{\partial J}{\partial w_j} = \frac1n \sum_{i=1}^n 2 r_i \frac{\partial r_i}{\partial w_j}
\text{mit } \frac{\partial r_i}{\partial w_j} = x_{ij}
\Rightarrow \frac{\partial J}{\partial w_j} = \frac2n \sum_{i=1}^n x_{ij} r_i = \frac2n \bigl( X^\top (z - y) \bigr)_j
""",  # noqa: E501
        "correct",
        "abbreviation defined, used and replaced at the end",
    ),
    Typed(
        "mse_dw",
        "Bishop: bold, gradient of a norm, superscript T",
        r"""
\begin{align}
\nabla_{\mathbf{w}} J
  &= \nabla_{\mathbf{w}} \, \frac{1}{n}
     \lVert \mathbf{X}\mathbf{w} + b\mathbf{1} - \mathbf{y} \rVert_2^2 \\
  &= \frac{2}{n} \mathbf{X}^{\mathrm{T}}
     \left( \mathbf{X}\mathbf{w} + b\mathbf{1} - \mathbf{y} \right) \\
  &= \frac{2}{n} \mathbf{X}^{\mathrm{T}} ( \mathbf{z} - \mathbf{y} )
\end{align}
""",
        "correct",
        "the whole gradient at once; bold 1 is the vector of ones",
    ),
    Typed(
        "mse_dw",
        "Japan: dfrac, displaystyle, therefore",
        r"""
\dfrac{\partial J}{\partial w_j} = \dfrac{1}{n}\displaystyle\sum_{i=1}^{n} 2(z_i-y_i)\cdot\dfrac{\partial z_i}{\partial w_j}
\dfrac{\partial z_i}{\partial w_j} = x_{ij}
\therefore\ \dfrac{\partial J}{\partial w_j} = \dfrac{1}{n}\displaystyle\sum_{i=1}^{n} (z_i-y_i)x_{ij}
""",  # noqa: E501
        "not yet",
        "the 2 of the square is gone in the last row",
        wrong_line=3,
        mistake="factor 2 lost",
    ),
    Typed(
        "mse_dw",
        "India: aligned inside $$, the derivative's index reused in the inner sum",
        r"""
$$
\begin{aligned}
\frac{\partial J}{\partial w_j} &= \frac{1}{n}\sum_{i=1}^{n}
   \frac{\partial}{\partial w_j}\left(z_i-y_i\right)^{2} \\
&= \frac{2}{n}\sum_{i=1}^{n}\left(z_i-y_i\right)
   \frac{\partial z_i}{\partial w_j} \\
&= \frac{2}{n}\sum_{i=1}^{n}\left(z_i-y_i\right)\sum_{j=1}^{p} x_{ij}
\end{aligned}
$$
""",
        "not yet",
        "the derivative of a sum by one w_j keeps one term only",
        wrong_line=3,
        mistake="all x_ij summed instead of the one with index j",
    ),
    Typed(
        "mse_dw",
        "US, one long chain in \\[ \\], partial left over",
        r"""
\[
\frac{\partial J}{\partial w_j} = \sum_{i=1}^n \frac{\partial J}{\partial z_i} \frac{\partial z_i}{\partial w_j} = \sum_{i=1}^n \frac{2}{n} (z_i - y_i) \frac{\partial z_i}{\partial w_j}
\]
""",  # noqa: E501
        "partly",
        "true, but the last expression still holds a partial derivative",
    ),
    # ------------------------------------------------------------- mse_db
    Typed(
        "mse_db",
        "Portugal: one display, several = in one long row, full stop",
        r"""
$$
\frac{\partial J}{\partial b} = \frac{1}{n}\sum_{i=1}^{n} \frac{\partial (z_i-y_i)^2}{\partial b} = \frac{1}{n}\sum_{i=1}^{n} 2\,(z_i-y_i)\cdot 1 = \frac{2}{n}\sum_{i=1}^{n} (z_i-y_i).
$$
""",  # noqa: E501
        "correct",
        "square in the numerator of the partial",
    ),
    Typed(
        "mse_db",
        "Norway: chain rule, 'der' with two definitions behind the formula",
        r"""
\frac{\partial J}{\partial b} = \sum_{i} \frac{\partial J}{\partial z_i} \frac{\partial z_i}{\partial b}, \quad \text{der } \frac{\partial J}{\partial z_i} = \frac{2}{n}(z_i - y_i), \quad \frac{\partial z_i}{\partial b} = 1
\Rightarrow \frac{\partial J}{\partial b} = \frac{2}{n} \sum_{i} (z_i - y_i) \cdot 1
= \frac{2}{n} \sum_{i} (z_i - y_i)
""",  # noqa: E501
        "correct",
        "several equations in one row, all true",
    ),
    Typed(
        "mse_db",
        "Murphy: vector of ones, inner products",
        r"""
\begin{align*}
J &= \frac{1}{n} (\mathbf{z} - \mathbf{y})^\top (\mathbf{z} - \mathbf{y}) \\
\frac{\partial J}{\partial b}
  &= \frac{2}{n} (\mathbf{z} - \mathbf{y})^\top
     \frac{\partial \mathbf{z}}{\partial b} \\
  &= \frac{2}{n} (\mathbf{z} - \mathbf{y})^\top \mathbf{1} \\
  &= \frac{2}{n} \sum_{l=1}^{n} (z_l - y_l)
\end{align*}
""",
        "correct",
        "derivative of a vector by b is the vector of ones",
    ),
    Typed(
        "mse_db",
        "Germany: squares multiplied out with an abbreviation",
        r"""
\begin{align*}
u_i &= \sum_{j=1}^p x_{ij} w_j - y_i \\
J &= \frac1n \sum_{i=1}^n (u_i + b)^2 \\
  &= \frac1n \sum_{i=1}^n u_i^2 + \frac{2b}{n} \sum_{i=1}^n u_i + \frac{b^2}{n} \\
\frac{\partial J}{\partial b} &= \frac2n \sum_{i=1}^n u_i + \frac{2b}{n} \\
  &= \frac2n \sum_{i=1}^n (z_i - y_i)
\end{align*}
""",
        "not yet",
        "summing b^2 over the n examples gives n b^2",
        wrong_line=3,
        mistake="b^2 counted once instead of n times; the last row is right",
    ),
    Typed(
        "mse_db",
        "US, split in equation, \\left( never closed",
        r"""
\begin{equation}
\begin{split}
\frac{\partial J}{\partial b}
  &= \frac{1}{n} \sum_{i=1}^n 2 \left( z_i - y_i \frac{\partial z_i}{\partial b} \\
  &= \frac{2}{n} \sum_{i=1}^n ( z_i - y_i )
\end{split}
\end{equation}
""",
        "not understood",
        "\\left( without \\right) in the first row",
    ),
    # ------------------------------------------------------ sigmoid_prime
    Typed(
        "sigmoid_prime",
        "US, quotient rule, add and subtract 1",
        r"""
\begin{align*}
\sigma'(z) &= \frac{d}{dz} \left[ \frac{1}{1+e^{-z}} \right] \\
 &= \frac{0 \cdot (1+e^{-z}) - 1 \cdot (-e^{-z})}{(1+e^{-z})^2} \\
 &= \frac{(1 + e^{-z}) - 1}{(1+e^{-z})^2} \\
 &= \frac{1}{1+e^{-z}} - \left( \frac{1}{1+e^{-z}} \right)^2 \\
 &= \sigma(z) - \sigma(z)^2 \\
 &= \sigma(z)\,(1-\sigma(z))
\end{align*}
""",
        "correct",
        "every row true",
    ),
    Typed(
        "sigmoid_prime",
        "Portugal: Unicode sigma, power -2, bare rows",
        r"""
σ'(z) = \frac{\mathrm{d}}{\mathrm{d}z} (1+e^{-z})^{-1}
= -(1+e^{-z})^{-2} \cdot (-e^{-z})
= \frac{1}{1+e^{-z}} \cdot \frac{e^{-z}}{1+e^{-z}}
= σ(z) \cdot [1 - σ(z)]
""",
        "correct",
        "Unicode letters and square brackets",
    ),
    Typed(
        "sigmoid_prime",
        "France/Portugal: implicit differentiation of s(1+e^{-z}) = 1",
        r"""
s = \sigma(z), \qquad s \, (1 + e^{-z}) = 1
\Rightarrow \frac{ds}{dz} (1 + e^{-z}) - s\, e^{-z} = 0
\Rightarrow \frac{ds}{dz} = s \cdot \frac{e^{-z}}{1 + e^{-z}} = s \, (1 - s)
\therefore \sigma'(z) = \sigma(z) (1 - \sigma(z))
""",
        "correct",
        "equations with a right side of 1 and 0, own abbreviation s",
    ),
    Typed(
        "sigmoid_prime",
        "logarithmic derivative in gather",
        r"""
\begin{gather*}
\ln \sigma(z) = -\ln\left(1+e^{-z}\right) \\
\frac{\sigma'(z)}{\sigma(z)} = \frac{e^{-z}}{1+e^{-z}}
  = 1 - \frac{1}{1+e^{-z}} = 1 - \sigma(z) \\
\sigma'(z) = \sigma(z) \left( 1 - \sigma(z) \right)
\end{gather*}
""",
        "correct",
        "three full equations, not a chain",
    ),
    Typed(
        "sigmoid_prime",
        "India: inner derivative's sign lost in the middle, right last row",
        r"""
\sigma'(z) = \dfrac{d}{dz}\left(1+e^{-z}\right)^{-1}
= -\left(1+e^{-z}\right)^{-2} \times e^{-z}
= \dfrac{1}{1+e^{-z}} \times \dfrac{e^{-z}}{1+e^{-z}}
= \sigma(z) \times (1-\sigma(z))
""",
        "not yet",
        "the derivative of e^{-z} is -e^{-z}",
        wrong_line=2,
        mistake="inner derivative without its minus",
    ),
    Typed(
        "sigmoid_prime",
        "Norway: nested fraction, wrong factoring at the end",
        r"""
\sigma'(z) = \frac{e^{-z}}{(1+e^{-z})^2}
= \frac{1}{1+e^{-z}} \left( 1 - \frac{1}{1+e^{-z}} \right)
= \sigma(z) - \sigma(z)^2
= \sigma(z) \left( 1 - \sigma(z)^2 \right)
""",
        "not yet",
        "the square is left inside the bracket",
        wrong_line=4,
        mistake="factored out wrongly",
    ),
    Typed(
        "sigmoid_prime",
        "US, only the result between dollars",
        r"""
$\sigma'(z) = \sigma(z)\,\big(1-\sigma(z)\big)$
""",
        "partly",
        "the known result without a step",
    ),
    # -------------------------------------------------------- logistic_dz
    Typed(
        "logistic_dz",
        "Goodfellow: chain rule, both factors in their own row",
        r"""
\begin{align*}
\frac{\partial L}{\partial \hat{y}}
  &= -\frac{y}{\hat{y}} + \frac{1-y}{1-\hat{y}}
   = \frac{\hat{y}-y}{\hat{y}\,(1-\hat{y})}, \\
\frac{\partial \hat{y}}{\partial z} &= \hat{y}\,(1-\hat{y}), \\
\frac{\partial L}{\partial z}
  &= \frac{\partial L}{\partial \hat{y}} \, \frac{\partial \hat{y}}{\partial z}
   = \hat{y} - y.
\end{align*}
""",
        "correct",
        "factors first, product last",
    ),
    Typed(
        "logistic_dz",
        "Germany: L rewritten in z first, ln",
        r"""
L = -y \ln\frac{1}{1+e^{-z}} - (1-y) \ln\frac{e^{-z}}{1+e^{-z}}
  = y \ln(1+e^{-z}) + (1-y)\bigl( z + \ln(1+e^{-z}) \bigr)
  = \ln(1+e^{-z}) + (1-y) z
\Rightarrow \frac{\partial L}{\partial z} = -\frac{e^{-z}}{1+e^{-z}} + 1 - y
  = \frac{1}{1+e^{-z}} - y = \hat{y} - y
""",
        "correct",
        "the cost in terms of z, then one derivative",
    ),
    Typed(
        "logistic_dz",
        "Ng's notes: g(z) defined, several chains beside each other",
        r"""
\begin{align*}
g(z) &= \frac{1}{1+e^{-z}} = \hat{y} & g'(z) &= g(z)(1-g(z)) \\
\frac{\partial L}{\partial z}
 &= -\left( y \frac{1}{g(z)} - (1-y) \frac{1}{1-g(z)} \right) g'(z) & & \\
 &= -\bigl( y (1-g(z)) - (1-y) g(z) \bigr) & & \\
 &= -(y - g(z)) = \hat{y} - y & &
\end{align*}
""",
        "correct",
        "two equations in one row; g is the student's own name",
    ),
    Typed(
        "logistic_dz",
        "US, sign of the second logarithm",
        r"""
\begin{align*}
\frac{\partial L}{\partial z}
  &= \frac{\partial L}{\partial \hat y} \cdot \frac{\partial \hat y}{\partial z} \\
  &= \left( -\frac{y}{\hat y} - \frac{1-y}{1-\hat y} \right)
     \cdot \hat y (1-\hat y) \\
  &= -y (1-\hat y) + (1-y) \hat y \\
  &= \hat y - y
\end{align*}
""",
        "not yet",
        "d/dŷ of -(1-y) log(1-ŷ) is +(1-y)/(1-ŷ)",
        wrong_line=2,
        mistake="sign of the second term; the later rows are right again",
    ),
    Typed(
        "logistic_dz",
        "India: brackets forgotten when multiplying out",
        r"""
\frac{\partial L}{\partial z} = \left(\frac{-y}{\hat{y}}+\frac{1-y}{1-\hat{y}}\right)\hat{y}(1-\hat{y})
\Rightarrow \frac{\partial L}{\partial z} = -y(1-\hat{y})+1-y\hat{y}
\Rightarrow \frac{\partial L}{\partial z} = \hat{y}-y
""",  # noqa: E501
        "not yet",
        "(1-y) ŷ typed as 1-yŷ",
        wrong_line=2,
        mistake="missing brackets",
    ),
    Typed(
        "logistic_dz",
        "hurried typing: a brace never closed",
        r"""
\frac{\partial L}{\partial z} = \frac{\partial L}{\partial \hat{y}} \frac{\partial \hat{y}}{\partial z}
= \left( -\frac{y}{\hat{y} + \frac{1-y}{1-\hat{y}} \right) \hat{y}(1-\hat{y})
= \hat{y} - y
""",  # noqa: E501
        "not understood",
        "unbalanced braces in the second row",
    ),
    # -------------------------------------------------- logistic_curvature
    Typed(
        "logistic_curvature",
        "US, one row, uses the first derivative",
        r"""
\[ \frac{\partial^2 L}{\partial z^2}
= \frac{\partial}{\partial z} \left( \hat{y} - y \right)
= \frac{\partial \hat{y}}{\partial z}
= \hat{y} (1 - \hat{y}) \]
""",
        "correct",
        "one formula over four typed lines",
    ),
    Typed(
        "logistic_curvature",
        "Japan: quotient rule with e^z, nested fractions",
        r"""
\dfrac{\partial L}{\partial z} = \dfrac{e^{z}}{1+e^{z}} - y
\dfrac{\partial^2 L}{\partial z^2} = \dfrac{e^{z}(1+e^{z}) - e^{z}\cdot e^{z}}{(1+e^{z})^2}
= \dfrac{e^{z}}{(1+e^{z})^2} = \dfrac{\dfrac{e^{z}}{1+e^{z}}}{1+e^{z}}
= \hat{y} \cdot \dfrac{1}{1+e^{z}}
\therefore \dfrac{\partial^2 L}{\partial z^2} = \hat{y}(1-\hat{y})
""",  # noqa: E501
        "correct",
        "fractions within fractions",
    ),
    Typed(
        "logistic_curvature",
        "primes for derivatives by z",
        r"""
L'(z) = \sigma(z) - y
L''(z) = \sigma'(z) = \frac{e^{-z}}{(1+e^{-z})^2} = \sigma(z)\,(1-\sigma(z))
\frac{\partial^2 L}{\partial z^2} = \hat y - \hat y^2
""",
        "correct",
        "start written as L''(z); the last form is not factored",
    ),
    Typed(
        "logistic_curvature",
        "Portugal: the square of the first derivative",
        r"""
\begin{align*}
\frac{\partial L}{\partial z} &= \hat{y} - y \\
\frac{\partial^2 L}{\partial z^2} &= \left( \frac{\partial L}{\partial z} \right)^2 \\
 &= (\hat{y} - y)^2
\end{align*}
""",
        "not yet",
        "a second derivative is not the square of the first",
        wrong_line=2,
        mistake="derivative squared instead of derived again",
    ),
    Typed(
        "logistic_curvature",
        "stops before ŷ",
        r"""
\frac{\partial^2 L}{\partial z^2} = \frac{d}{dz} \Big( \frac{1}{1+e^{-z}} - y \Big) =
-\frac{-e^{-z}}{(1+e^{-z})^2} =
\frac{1}{e^{z} + 2 + e^{-z}}
""",
        "partly",
        "true, but in z and not in ŷ; rows end in =",
    ),
    # -------------------------------------------------------- logistic_dw
    Typed(
        "logistic_dw",
        "chain of three partial derivatives under the sum",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
 &= \sum_{i=1}^n \frac{\partial J}{\partial \hat{y}_i}
    \frac{\partial \hat{y}_i}{\partial z_i} \frac{\partial z_i}{\partial w_j} \\[4pt]
 &= \sum_{i=1}^n \frac1n
    \left( \frac{1-y_i}{1-\hat{y}_i} - \frac{y_i}{\hat{y}_i} \right)
    \hat{y}_i (1-\hat{y}_i)\, x_{ij} \\[4pt]
 &= \frac1n \sum_{i=1}^n (\hat{y}_i - y_i)\, x_{ij}
\end{align*}
""",
        "correct",
        "every row true",
    ),
    Typed(
        "logistic_dw",
        "Murphy: rows of X as bold vectors, mathsf T",
        r"""
\begin{align}
\nabla_{\mathbf{w}} J
 &= \frac{1}{n} \sum_{i=1}^{n} \frac{\partial L_i}{\partial z_i}
    \nabla_{\mathbf{w}} z_i,
    \quad \text{where } L_i = -y_i \log \hat{y}_i - (1-y_i) \log (1-\hat{y}_i) \\
 &= \frac{1}{n} \sum_{i=1}^{n} (\hat{y}_i - y_i) \, \mathbf{x}_i \\
 &= \frac{1}{n} \mathbf{X}^{\mathsf T} (\hat{\mathbf{y}} - \mathbf{y})
\end{align}
""",
        "correct",
        "definition of L_i behind the formula; vector result",
    ),
    Typed(
        "logistic_dw",
        "India: x^{(i)}_j, the whole cost written out in one long row",
        r"""
\frac{\partial J}{\partial w_j} = -\frac{1}{n} \sum_{i=1}^{n} \left[ y^{(i)} \frac{1}{\sigma(z^{(i)})} \sigma'(z^{(i)}) x^{(i)}_j - (1-y^{(i)}) \frac{1}{1-\sigma(z^{(i)})} \sigma'(z^{(i)}) x^{(i)}_j \right]
= -\frac{1}{n} \sum_{i=1}^{n} \left[ y^{(i)} (1 - \sigma(z^{(i)})) - (1-y^{(i)}) \sigma(z^{(i)}) \right] x^{(i)}_j
= -\frac{1}{n} \sum_{i=1}^{n} \left[ y^{(i)} - \hat{y}^{(i)} \right] x^{(i)}_j
= \frac{1}{n} \sum_{i=1}^{n} (\hat{y}^{(i)} - y^{(i)}) x^{(i)}_j
""",  # noqa: E501
        "correct",
        "long row, sigma and its prime at z^{(i)}",
    ),
    Typed(
        "logistic_dw",
        "Germany: 1/n forgotten on the way",
        r"""
\begin{align*}
\frac{\partial J}{\partial w_j}
 &= \sum_{i=1}^n \frac{\partial J}{\partial z_i}
    \cdot \frac{\partial z_i}{\partial w_j}
    \quad\text{mit } \frac{\partial J}{\partial z_i} = \frac1n (\hat y_i - y_i) \\
 &= \sum_{i=1}^n (\hat y_i - y_i) \cdot x_{ij} \\
 &= \bigl[ X^\top (\hat y - y) \bigr]_j
\end{align*}
""",
        "not yet",
        "the mean became a sum",
        wrong_line=2,
        mistake="1/n lost",
    ),
    Typed(
        "logistic_dw",
        "Ng's notes copied: h_theta never introduced",
        r"""
\frac{\partial J}{\partial w_j} = \frac{1}{n} \sum_{i=1}^n \left( h_\theta(x^{(i)}) - y^{(i)} \right) \frac{\partial}{\partial w_j} \theta^T x^{(i)}
= \frac{1}{n} \sum_{i=1}^n \left( h_\theta(x^{(i)}) - y^{(i)} \right) x_j^{(i)}
""",  # noqa: E501
        "not understood",
        "h_theta and theta are not names of this task",
    ),
    # --------------------------------------------------- softmax_jacobian
    Typed(
        "softmax_jacobian",
        "Germany: cases with falls/sonst, S as abbreviation",
        r"""
S := \sum_{c=1}^K e^{z_c}
\frac{\partial \hat y_k}{\partial z_{k'}} = \frac{\delta_{k,k'} e^{z_k} S - e^{z_k} e^{z_{k'}}}{S^2}
= \delta_{k,k'} \frac{e^{z_k}}{S} - \frac{e^{z_k}}{S} \frac{e^{z_{k'}}}{S}
= \begin{cases} \hat y_k (1 - \hat y_k) & \text{falls } k = k' \\ -\hat y_k \hat y_{k'} & \text{sonst} \end{cases}
""",  # noqa: E501
        "correct",
        "Kronecker delta turned into cases",
    ),
    Typed(
        "softmax_jacobian",
        "Goodfellow: i and j as indices, e^{z_i}/sum inline",
        r"""
\begin{align*}
\frac{\partial \hat{y}_i}{\partial z_j}
 &= \frac{\partial}{\partial z_j} \left( e^{z_i} / \sum_{c} e^{z_c} \right) \\
 &= \mathbb{1}_{\{i=j\}} \frac{e^{z_i}}{\sum_{c} e^{z_c}}
   - \frac{e^{z_i} e^{z_j}}{\left( \sum_{c} e^{z_c} \right)^2} \\
 &= \hat{y}_i \, (\mathbb{1}_{\{i=j\}} - \hat{y}_j)
\end{align*}
""",
        "correct",
        "all letters renamed; indicator with braces below",
    ),
    Typed(
        "softmax_jacobian",
        "log trick, arrows between the rows",
        r"""
\log \hat{y}_k = z_k - \log \sum_{l=1}^{K} \exp(z_l)
\Rightarrow \frac{1}{\hat{y}_k} \frac{\partial \hat{y}_k}{\partial z_{k'}} = [k = k'] - \frac{\exp(z_{k'})}{\sum_{l=1}^{K} \exp(z_l)}
\Rightarrow \frac{\partial \hat{y}_k}{\partial z_{k'}} = \hat{y}_k \big( [k = k'] - \hat{y}_{k'} \big)
""",  # noqa: E501
        "correct",
        "derivative of the logarithm, then multiplied by ŷ_k",
    ),
    Typed(
        "softmax_jacobian",
        "power rule on 1/S, product rule with braces",
        r"""
\begin{align}
\frac{\partial \hat{y}_r}{\partial z_s}
 &= \frac{\partial e^{z_r}}{\partial z_s} \cdot \frac{1}{\sum_m e^{z_m}}
   + e^{z_r} \cdot \frac{\partial}{\partial z_s}
     \left\{ \sum_m e^{z_m} \right\}^{-1} \notag \\
 &= \delta_{rs} \, \hat{y}_r
   - e^{z_r} \left\{ \sum_m e^{z_m} \right\}^{-2} e^{z_s} \notag \\
 &= \delta_{rs} \, \hat{y}_r - \hat{y}_r \hat{y}_s
\end{align}
""",
        "correct",
        "Bishop's curly brackets and \\notag",
    ),
    Typed(
        "softmax_jacobian",
        "Portugal: only the diagonal",
        r"""
\frac{\partial \hat{y}_k}{\partial z_{k'}} = \frac{e^{z_k} \sum_l e^{z_l} - e^{z_k} e^{z_{k}}}{\left(\sum_l e^{z_l}\right)^2}
= \frac{e^{z_k}}{\sum_l e^{z_l}} \cdot \frac{\sum_l e^{z_l} - e^{z_k}}{\sum_l e^{z_l}}
= \hat{y}_k (1 - \hat{y}_k)
""",  # noqa: E501
        "not yet",
        "right for k = k' only",
        wrong_line=1,
        mistake="the case of different indices is missing",
    ),
    Typed(
        "softmax_jacobian",
        "US, cases, plus instead of minus off the diagonal",
        r"""
\begin{align*}
\frac{\partial \hat{y}_k}{\partial z_{k'}}
 &= \hat{y}_k \frac{\partial \log \hat{y}_k}{\partial z_{k'}} \\
 &= \hat{y}_k \left( \delta_{kk'} - \hat{y}_{k'} \right) \\
 &= \begin{cases}
      \hat{y}_k (1 - \hat{y}_k) & \text{if } k = k', \\
      \hat{y}_k \hat{y}_{k'} & \text{if } k \neq k'.
    \end{cases}
\end{align*}
""",
        "not yet",
        "the second case lost its minus",
        wrong_line=3,
        mistake="sign in the second case",
    ),
    Typed(
        "softmax_jacobian",
        "letters changed in mid-air",
        r"""
\frac{\partial \hat{y}_k}{\partial z_{k'}} = \frac{\partial}{\partial z_{k'}} \frac{e^{z_k}}{\sum_c e^{z_c}}
= \hat{y}_i (\delta_{ij} - \hat{y}_j)
""",  # noqa: E501
        "not understood",
        "i and j come from nowhere",
        also="not yet",
    ),
    # --------------------------------------------------- cross_entropy_dz
    Typed(
        "cross_entropy_dz",
        "chain rule through all outputs, delta with comma",
        r"""
\begin{align*}
\frac{\partial L}{\partial z_k}
 &= \sum_{c=1}^K \frac{\partial L}{\partial \hat{y}_c}
    \frac{\partial \hat{y}_c}{\partial z_k} \\
 &= \sum_{c=1}^K \left( -\frac{t_c}{\hat{y}_c} \right)
    \hat{y}_c \left( \delta_{c,k} - \hat{y}_k \right) \\
 &= -\sum_{c=1}^K t_c \, \delta_{c,k} + \hat{y}_k \sum_{c=1}^K t_c \\
 &= \hat{y}_k - t_k,
    \qquad \text{because } \sum_{c=1}^K t_c = 1.
\end{align*}
""",
        "correct",
        "one-hot used in the last row and said",
    ),
    Typed(
        "cross_entropy_dz",
        "Norway: logarithm split first",
        r"""
L = -\sum_k t_k \log \frac{e^{z_k}}{\sum_{k'} e^{z_{k'}}}
L = -\sum_k t_k z_k + \sum_k t_k \log \sum_{k'} e^{z_{k'}}
L = -\sum_k t_k z_k + \log \sum_{k'} e^{z_{k'}}
\frac{\partial L}{\partial z_k} = -t_k + \frac{e^{z_k}}{\sum_{k'} e^{z_{k'}}}
\frac{\partial L}{\partial z_k} = \hat{y}_k - t_k
""",
        "correct",
        "k summed in L and free in the derivative, as students do",
    ),
    Typed(
        "cross_entropy_dz",
        "substack: own term and the others apart",
        r"""
\frac{\partial L}{\partial z_k} = -\frac{t_k}{\hat y_k} \, \hat y_k (1-\hat y_k) - \sum_{\substack{c=1 \\ c \neq k}}^{K} \frac{t_c}{\hat y_c} \, (-\hat y_c \hat y_k)
= -t_k + t_k \hat y_k + \sum_{\substack{c=1 \\ c \neq k}}^{K} t_c \hat y_k
= -t_k + \hat y_k \underbrace{\left( t_k + \sum_{c \neq k} t_c \right)}_{=1}
= \hat y_k - t_k
""",  # noqa: E501
        "correct",
        "two lines under the sum, underbrace",
    ),
    Typed(
        "cross_entropy_dz",
        "Japan: j for the component, boxed result, the = stands at the row's end",
        r"""
\frac{\partial L}{\partial z_j} =
-\sum_{k=1}^{K} t_k \frac{\partial}{\partial z_j} \log \hat{y}_k =
-\sum_{k=1}^{K} t_k \left( \mathbb{1}[k=j] - \hat{y}_j \right) =
\boxed{\hat{y}_j - t_j}
""",
        "correct",
        "rows end in =, the next begins without",
    ),
    Typed(
        "cross_entropy_dz",
        "Germany: remaining sum taken as the whole",
        r"""
\begin{align*}
\frac{\partial L}{\partial z_k}
 &= -t_k (1 - \hat y_k) + \sum_{c \neq k} t_c \hat y_k
    && \text{(Ableitung von } \hat y_c \text{ eingesetzt)} \\
 &= -t_k (1 - \hat y_k) + \hat y_k
    && \text{da } \textstyle\sum_c t_c = 1 \\
 &= \hat y_k - t_k
\end{align*}
""",
        "not yet",
        "the sum without k is 1 - t_k, not 1",
        wrong_line=2,
        mistake="the sum over c ≠ k treated as the sum over all; last row right",
    ),
    Typed(
        "cross_entropy_dz",
        "India: only one term of the chain rule",
        r"""
\frac{\partial L}{\partial z_k}=\frac{\partial L}{\partial \hat{y}_k}\cdot\frac{\partial \hat{y}_k}{\partial z_k}
=-\frac{t_k}{\hat{y}_k}\cdot \hat{y}_k(1-\hat{y}_k)
=\hat{y}_k t_k-t_k
""",  # noqa: E501
        "not yet",
        "z_k reaches L through every ŷ",
        wrong_line=1,
        mistake="the sum over the outputs is missing",
    ),
    Typed(
        "cross_entropy_dz",
        "stops at the chain rule",
        r"""
$$
\begin{split}
\frac{\partial L}{\partial z_k} &= -\sum_{k'} t_{k'}
   \frac{\partial \log \hat{y}_{k'}}{\partial z_k} \\
 &= -\sum_{k'} \frac{t_{k'}}{\hat{y}_{k'}}
   \frac{\partial \hat{y}_{k'}}{\partial z_k}
\end{split}
$$
""",
        "partly",
        "true, but partial derivatives are left",
    ),
    # -------------------------------------------------------------- shift
    Typed(
        "shift",
        "align*, e^c before and after the sum",
        r"""
\begin{align*}
\mathrm{softmax}(z + c)_k &= \frac{e^{z_k + c}}{\sum_{l=1}^K e^{z_l + c}} \\
 &= \frac{e^{c} e^{z_k}}{e^{c} \sum_{l=1}^K e^{z_l}} \\
 &= \frac{e^{z_k}}{\sum_{l=1}^K e^{z_l}} = \mathrm{softmax}(z)_k \qquad \blacksquare
\end{align*}
""",
        "correct",
        "textbook proof with an end mark",
    ),
    Typed(
        "shift",
        "Murphy: operatorname, bold, c times the vector of ones, exp",
        r"""
\[
\operatorname{softmax}(\mathbf{z} + c\mathbf{1})_k = \frac{\exp(z_k + c)}{\sum_{k'} \exp(z_{k'} + c)} = \frac{\exp(z_k)\exp(c)}{\exp(c)\sum_{k'} \exp(z_{k'})} = \hat{y}_k
\]
""",  # noqa: E501
        "correct",
        "one long row in bold",
    ),
    Typed(
        "shift",
        "reciprocal of a sum of differences",
        r"""
\mathrm{softmax}(z+c)_k = \dfrac{1}{\displaystyle\sum_{s} \dfrac{e^{z_s+c}}{e^{z_k+c}}}
= \dfrac{1}{\sum_{s} e^{(z_s + c) - (z_k + c)}}
= \dfrac{1}{\sum_{s} e^{z_s - z_k}}
= \dfrac{e^{z_k}}{\sum_{s} e^{z_s}}
= \hat{y}_k
""",
        "correct",
        "nested fractions with a sum in the denominator",
    ),
    Typed(
        "shift",
        "US, exponential of a sum taken as a sum",
        r"""
\begin{align*}
\mathrm{softmax}(z+c)_k
 &= \frac{e^{z_k+c}}{\sum_{k'} e^{z_{k'}+c}} \\
 &= \frac{e^{z_k}+e^{c}}{\sum_{k'} \left(e^{z_{k'}}+e^{c}\right)} \\
 &= \frac{e^{z_k}}{\sum_{k'} e^{z_{k'}}} \\
 &= \mathrm{softmax}(z)_k
\end{align*}
""",
        "not yet",
        "e^{a+b} is a product",
        wrong_line=2,
        mistake="e^{z+c} = e^z + e^c; last rows right",
    ),
    Typed(
        "shift",
        "Portugal: constant pulled out of the sum K times",
        r"""
\mathrm{softmax}(z+c)_k = \frac{e^{z_k} e^c}{\sum_{j=1}^{K} e^{z_j} e^c}
= \frac{e^{z_k} e^c}{K e^c \sum_{j=1}^{K} e^{z_j}}
= \frac{1}{K} \mathrm{softmax}(z)_k
""",
        "not yet",
        "a constant factor leaves the sum once",
        wrong_line=2,
        mistake="factor K",
    ),
    # -------------------------------------------------------- stable_loss
    Typed(
        "stable_loss",
        "US, M defined behind the formula",
        r"""
\begin{align*}
L &= -\log \frac{e^{z_y}}{\sum_{k} e^{z_k}} \\
  &= -\log \frac{e^{z_y - M}}{\sum_{k} e^{z_k - M}},
     \qquad \text{where } M = \max_k z_k \\
  &= -(z_y - M) + \log \sum_{k} e^{z_k - M} \\
  &= M - z_y + \log \sum_{k} \exp(z_k - M)
\end{align*}
""",
        "correct",
        "shift first, then the logarithm",
    ),
    Typed(
        "stable_loss",
        "Norway: indicator sum, maximum given first",
        r"""
M = \max_{c} z_c
L = -\sum_{k=1}^{K} \mathbb{1}_{\{k=y\}} \ln \hat{y}_k
= -\sum_{k=1}^{K} \mathbb{1}_{\{k=y\}} \left( z_k - \ln \sum_{c=1}^{K} e^{z_c} \right)
= -z_y + \ln \left( e^{M} \sum_{c=1}^{K} e^{z_c - M} \right)
= -z_y + M + \ln \sum_{c=1}^{K} e^{z_c - M}
""",
        "correct",
        "the class picked by an indicator",
    ),
    Typed(
        "stable_loss",
        "Germany: sign of the maximum",
        r"""
\begin{align*}
L &= -\ln \hat y_y = -z_y + \ln \sum_k e^{z_k} \\
  &= -z_y + \ln \Bigl( e^{M} \sum_k e^{z_k - M} \Bigr)
     \quad\text{mit } M = \max_k z_k \\
  &= -z_y - M + \ln \sum_k e^{z_k - M}
\end{align*}
""",
        "not yet",
        "ln e^M = +M",
        wrong_line=3,
        mistake="sign of M",
    ),
    Typed(
        "stable_loss",
        "India: logarithm of a sum taken apart",
        r"""
L = -\log\left(\dfrac{e^{z_y}}{\sum_{k=1}^{K} e^{z_k}}\right)
\Rightarrow L = -z_y + \log\left(\sum_{k=1}^{K} e^{z_k}\right)
\Rightarrow L = -z_y + \sum_{k=1}^{K} z_k
""",
        "not yet",
        "the log of a sum is not the sum of the logs",
        wrong_line=3,
        mistake="log moved inside the sum",
    ),
    # ----------------------------------------------------- quadratic_form
    Typed(
        "quadratic_form",
        "sum over k,k' together, mean named m with 'with'",
        r"""
\begin{align*}
v^\top H v &= \sum_{k,k'} v_k H_{kk'} v_{k'}
  = \sum_{k,k'} v_k \hat{y}_k ([k=k'] - \hat{y}_{k'}) v_{k'} \\
 &= \sum_k \hat{y}_k v_k^2 - \Big( \sum_k \hat{y}_k v_k \Big)^2 \\
 &= \sum_k \hat{y}_k (v_k - m)^2 \geq 0
  \quad \text{with } m = \sum_{k} \hat{y}_k v_k
\end{align*}
""",
        "correct",
        "variance form; m is defined behind its use",
    ),
    Typed(
        "quadratic_form",
        "Bishop: diag, bold, transposes",
        r"""
\mathbf{v}^{\mathrm T} \mathbf{H} \mathbf{v} = \mathbf{v}^{\mathrm T} \left( \mathrm{diag}(\hat{\mathbf{y}}) - \hat{\mathbf{y}} \hat{\mathbf{y}}^{\mathrm T} \right) \mathbf{v}
= \mathbf{v}^{\mathrm T} \mathrm{diag}(\hat{\mathbf{y}}) \mathbf{v} - (\hat{\mathbf{y}}^{\mathrm T} \mathbf{v})^2
= \sum_{k} \hat{y}_k v_k^2 - (\hat{\mathbf{y}}^{\mathrm T} \mathbf{v})^2
= \sum_{k} \hat{y}_k \left( v_k - \hat{\mathbf{y}}^{\mathrm T} \mathbf{v} \right)^2 \ge 0
""",  # noqa: E501
        "correct",
        "matrix form until the sum of squares",
    ),
    Typed(
        "quadratic_form",
        "pairs k<l under the sum",
        r"""
\begin{align*}
v^T H v
 &= \sum_{k} \hat y_k v_k^2 - \sum_{k} \sum_{l} \hat y_k \hat y_l v_k v_l \\
 &= \sum_{k,l} \hat y_k \hat y_l v_k^2 - \sum_{k,l} \hat y_k \hat y_l v_k v_l
    && \text{as } \sum_{l} \hat y_l = 1 \\
 &= \tfrac12 \sum_{k,l} \hat y_k \hat y_l \, (v_k^2 - 2 v_k v_l + v_l^2) \\
 &= \sum_{k<l} \hat y_k \hat y_l \, (v_k - v_l)^2 \;\ge\; 0
\end{align*}
""",
        "correct",
        "condition k<l instead of one half",
    ),
    Typed(
        "quadratic_form",
        "US, square of a sum taken as the sum of squares",
        r"""
\begin{align*}
v^\top H v &= \sum_{i,j} v_i \hat{y}_i (\delta_{ij} - \hat{y}_j) v_j \\
 &= \sum_i \hat{y}_i v_i^2 - \left( \sum_i \hat{y}_i v_i \right)^2 \\
 &= \sum_i \hat{y}_i v_i^2 - \sum_i \hat{y}_i^2 v_i^2 \\
 &= \sum_i \hat{y}_i (1 - \hat{y}_i) v_i^2 \geq 0
\end{align*}
""",
        "not yet",
        "the mixed terms are lost",
        wrong_line=3,
        mistake="(sum)^2 = sum of squares",
    ),
    Typed(
        "quadratic_form",
        "Germany: one half kept although only pairs k<l are summed",
        r"""
v^\top H v = \sum_k \hat y_k v_k^2 - \Bigl(\sum_k \hat y_k v_k\Bigr)^2
= \frac12 \sum_{k} \sum_{l} \hat y_k \hat y_l (v_k - v_l)^2
= \frac12 \sum_{k < l} \hat y_k \hat y_l (v_k - v_l)^2 \ge 0
""",
        "not yet",
        "half of the double sum is the sum over k<l without the half",
        wrong_line=3,
        mistake="one half twice",
    ),
    Typed(
        "quadratic_form",
        "stops before the squares",
        r"""
% b) quadratic form
\begin{gather*}
v^\top H v = \sum_{k} \sum_{k'} v_k \hat{y}_k ([k=k'] - \hat{y}_{k'}) v_{k'} \\
v^\top H v = \sum_{k} \hat{y}_k v_k^2
  - \sum_{k} \hat{y}_k v_k \sum_{k'} \hat{y}_{k'} v_{k'}
\end{gather*}
""",
        "partly",
        "true, but neither a sum of squares nor the ≥ 0",
    ),
    # ------------------------------------------------------------ penalty
    Typed(
        "penalty",
        "sum over r,s, norm with subscript F",
        r"""
\begin{align*}
\frac{\partial}{\partial W_{jk}}
  \left( J + \frac{\lambda}{2} \lVert W \rVert_F^2 \right)
 &= \frac{\partial J}{\partial W_{jk}}
  + \frac{\lambda}{2} \frac{\partial}{\partial W_{jk}} \sum_{r,s} W_{rs}^2 \\
 &= \frac{\partial J}{\partial W_{jk}} + \frac{\lambda}{2} \cdot 2 W_{jk} \\
 &= \frac{\partial J}{\partial W_{jk}} + \lambda W_{jk}
\end{align*}
""",
        "correct",
        "only the term r=j, s=k stays",
    ),
    Typed(
        "penalty",
        "Portugal: own names R and P, Unicode lambda",
        r"""
R = \frac{λ}{2} \|W\|^2 = \frac{λ}{2} \sum_{l,m} W_{lm}^2, \quad P = J + R
\frac{\partial P}{\partial W_{jk}} = \frac{\partial J}{\partial W_{jk}} + \frac{\partial R}{\partial W_{jk}}
\frac{\partial R}{\partial W_{jk}} = \frac{λ}{2} \sum_{l,m} 2 W_{lm} \delta_{lj} \delta_{mk} = λ W_{jk}
\therefore \frac{\partial P}{\partial W_{jk}} = \frac{\partial J}{\partial W_{jk}} + λ W_{jk}
""",  # noqa: E501
        "correct",
        "penalised cost under the student's name P",
    ),
    Typed(
        "penalty",
        "US, the sum stays after deriving",
        r"""
\begin{align*}
\frac{\partial}{\partial W_{jk}} \left( J + \frac{\lambda}{2} \|W\|^2 \right)
 &= \frac{\partial J}{\partial W_{jk}}
  + \frac{\lambda}{2} \frac{\partial \|W\|^2}{\partial W_{jk}} \\
 &= \frac{\partial J}{\partial W_{jk}} + \lambda \sum_{j,k} W_{jk}
\end{align*}
""",
        "not yet",
        "the derivative keeps one entry only",
        wrong_line=2,
        mistake="sum over all entries left over",
    ),
    # ------------------------------------------------------ penalty_other
    Typed(
        "penalty_other",
        "Germany: trace form, then entries",
        r"""
\frac{\partial}{\partial W_{jk}} \bigl( J + \lambda \lVert W \rVert^2 \bigr) = \frac{\partial J}{\partial W_{jk}} + \lambda \frac{\partial}{\partial W_{jk}} \operatorname{tr}(W^\top W)
= \frac{\partial J}{\partial W_{jk}} + \lambda \frac{\partial}{\partial W_{jk}} \sum_{a} \sum_{b} W_{ab}^2
= \frac{\partial J}{\partial W_{jk}} + 2 \lambda W_{jk}
""",  # noqa: E501
        "correct",
        "trace of W^T W is the sum of the squares",
    ),
    Typed(
        "penalty_other",
        "cases for the derivative of one square",
        r"""
\frac{\partial W_{lm}^2}{\partial W_{jk}} = \begin{cases} 2 W_{jk} & \text{if } l = j \text{ and } m = k \\ 0 & \text{otherwise} \end{cases}
\frac{\partial}{\partial W_{jk}} \left( J + \lambda \lVert W \rVert^2 \right) = \frac{\partial J}{\partial W_{jk}} + \lambda \sum_{l,m} \frac{\partial W_{lm}^2}{\partial W_{jk}}
= \frac{\partial J}{\partial W_{jk}} + 2\lambda W_{jk}
""",  # noqa: E501
        "correct",
        "two conditions in one case",
    ),
    Typed(
        "penalty_other",
        "India: the result of the other penalty",
        r"""
\frac{\partial}{\partial W_{jk}}\left(J+\lambda\|W\|^{2}\right)=\frac{\partial J}{\partial W_{jk}}+\lambda\frac{\partial}{\partial W_{jk}}\sum_{j,k}W_{jk}^{2}
\Rightarrow\frac{\partial}{\partial W_{jk}}\left(J+\lambda\|W\|^{2}\right)=\frac{\partial J}{\partial W_{jk}}+\lambda W_{jk}
""",  # noqa: E501
        "not yet",
        "λ for 2λ; the first row's j, k are bound in the sum and free outside",
        mistake="factor 2 lost",
    ),
    # ---------------------------------------------------------- hidden_dz
    Typed(
        "hidden_dz",
        "chain of partial derivatives in index form",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
 &= \frac{\partial J}{\partial a_{iu}} \cdot
    \frac{\partial a_{iu}}{\partial z^{(1)}_{iu}} \\
 &= \left( \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}}
    \frac{\partial z^{(2)}_{ik}}{\partial a_{iu}} \right)
    g'\!\left( z^{(1)}_{iu} \right) \\
 &= \left( \sum_k \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk} \right)
    g'\!\left( z^{(1)}_{iu} \right)
\end{align*}
""",
        "correct",
        "every row true",
    ),
    Typed(
        "hidden_dz",
        "delta as own abbreviation, index before the layer",
        r"""
\delta_{ik} := \frac{\partial J}{\partial z_{ik}^{(2)}}
\frac{\partial J}{\partial z_{iu}^{(1)}} = \sum_{c} \delta_{ic} \, \frac{\partial z_{ic}^{(2)}}{\partial z_{iu}^{(1)}}
\frac{\partial z_{ic}^{(2)}}{\partial z_{iu}^{(1)}} = W_{uc}^{(2)} \, g'(z_{iu}^{(1)})
\Rightarrow \frac{\partial J}{\partial z_{iu}^{(1)}} = g'(z_{iu}^{(1)}) \sum_{c} W_{uc}^{(2)} \, \frac{\partial J}{\partial z_{ic}^{(2)}}
""",  # noqa: E501
        "correct",
        "delta_{ik} is defined and is no Kronecker delta here",
    ),
    Typed(
        "hidden_dz",
        "matrix form with odot, index form last",
        r"""
\begin{align}
\frac{\partial J}{\partial z^{(1)}}
 &= \frac{\partial J}{\partial a} \odot g'(z^{(1)}) \\
 &= \left( \frac{\partial J}{\partial z^{(2)}} (W^{(2)})^\top \right)
    \odot g'(z^{(1)}) \\
\frac{\partial J}{\partial z^{(1)}_{iu}}
 &= g'(z^{(1)}_{iu}) \sum_{k=1}^{K} \frac{\partial J}{\partial z^{(2)}_{ik}}
    W^{(2)}_{uk}
\end{align}
""",
        "correct",
        "matrices without indices, Hadamard product",
    ),
    Typed(
        "hidden_dz",
        "US, g in place of its derivative",
        r"""
\begin{align*}
\frac{\partial J}{\partial z^{(1)}_{iu}}
 &= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}}
    \frac{\partial z^{(2)}_{ik}}{\partial a_{iu}}
    \frac{\partial a_{iu}}{\partial z^{(1)}_{iu}} \\
 &= \sum_{k} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
    \, g(z^{(1)}_{iu})
\end{align*}
""",
        "not yet",
        "a_iu by z_iu is g'",
        wrong_line=2,
        mistake="prime forgotten",
    ),
    Typed(
        "hidden_dz",
        "Norway: sum over the examples added",
        r"""
\frac{\partial J}{\partial z^{(1)}_{iu}} = \frac{\partial J}{\partial a_{iu}} g'(z^{(1)}_{iu})
\frac{\partial J}{\partial a_{iu}} = \sum_{i=1}^{n} \sum_{k=1}^{K} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
\frac{\partial J}{\partial z^{(1)}_{iu}} = g'(z^{(1)}_{iu}) \sum_{k=1}^{K} \frac{\partial J}{\partial z^{(2)}_{ik}} W^{(2)}_{uk}
""",  # noqa: E501
        "not yet",
        "a_iu touches example i only; the last row is right",
        wrong_line=2,
        mistake="summed over the examples as well",
    ),
    Typed(
        "hidden_dz",
        "stops at the derivative by a",
        r"""
$$\frac{\partial J}{\partial z^{(1)}_{iu}} = \frac{\partial J}{\partial a_{iu}} \frac{\partial a_{iu}}{\partial z^{(1)}_{iu}} = \frac{\partial J}{\partial a_{iu}} \, g'(z^{(1)}_{iu})$$
""",  # noqa: E501
        "partly",
        "true, but the derivative by a is not replaced",
    ),
    # ----------------------------------------------------- squared_convex
    Typed(
        "squared_convex",
        "gradient, Hessian, form",
        r"""
\begin{align*}
\nabla h(\theta) &= 2 (\tilde{x}^\top \theta - y)\, \tilde{x} \\
\nabla^2 h(\theta) &= 2\, \tilde{x} \tilde{x}^\top \\
v^\top \nabla^2 h \, v &= 2\, v^\top \tilde{x} \tilde{x}^\top v
  = 2\, (\tilde{x}^\top v)^2 \geq 0
\end{align*}
""",
        "correct",
        "three equations, an inequality at the end",
    ),
    Typed(
        "squared_convex",
        "Portugal: index form with two sums, second partials",
        r"""
\frac{\partial h}{\partial \theta_j} = 2 \Big( \sum_{l} \tilde{x}_l \theta_l - y \Big) \tilde{x}_j \quad\Rightarrow\quad \frac{\partial^2 h}{\partial \theta_j \partial \theta_l} = 2 \tilde{x}_j \tilde{x}_l
v^\top \nabla^2 h\, v = \sum_{j,l} v_j \frac{\partial^2 h}{\partial \theta_j \partial \theta_l} v_l
= 2 \sum_{j} v_j \tilde{x}_j \sum_{l} \tilde{x}_l v_l
= 2 \Big( \sum_{j} \tilde{x}_j v_j \Big)^2 \ge 0
""",  # noqa: E501
        "correct",
        "l is summed in the first formula and free in the second",
    ),
    Typed(
        "squared_convex",
        "Bishop: bold, product of norms",
        r"""
\begin{align}
\mathbf{v}^{\mathrm T} \nabla^2 h \, \mathbf{v}
 &= \mathbf{v}^{\mathrm T} (2 \tilde{\mathbf{x}} \tilde{\mathbf{x}}^{\mathrm T})
    \mathbf{v} \\
 &= 2 \lVert \tilde{\mathbf{x}} \rVert^2 \lVert \mathbf{v} \rVert^2 \ge 0
\end{align}
""",
        "not yet",
        "only true where v and x̃ are parallel",
        wrong_line=2,
        mistake="inner product squared replaced by the product of the norms",
    ),
    Typed(
        "squared_convex",
        "Japan: square lost in the last row",
        r"""
\nabla^2 h = 2\tilde{x}\tilde{x}^{\top}
v^{\top} \nabla^2 h\, v = 2 (v^{\top}\tilde{x})(\tilde{x}^{\top}v)
\therefore v^{\top} \nabla^2 h\, v = 2\,\tilde{x}^{\top}v \ge 0
""",
        "not yet",
        "the square is gone, and a bare inner product can be negative",
        wrong_line=3,
        mistake="square lost",
    ),
]
