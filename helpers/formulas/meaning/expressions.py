"""What can stand in a formula, once it is read as mathematics.

Every expression keeps the `text` that it was read from, for messages.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Expression:
    """Anything that has a value."""

    text: str = field(default="", compare=False, kw_only=True)


@dataclass(frozen=True)
class Num(Expression):
    """A number that is written with digits."""

    value: float


@dataclass(frozen=True)
class Ones(Expression):
    """A bold 1: a vector of ones as long as its place needs."""


@dataclass(frozen=True)
class Name(Expression):
    """A variable, a quantity, a function, or an index letter."""

    key: str


@dataclass(frozen=True)
class Indexed(Expression):
    """Entries of an array: x_ij. An index that is None keeps the whole axis."""

    base: Expression
    indices: tuple


@dataclass(frozen=True)
class Plus(Expression):
    """A sum of terms."""

    terms: tuple


@dataclass(frozen=True)
class Minus(Expression):
    """A term with a minus sign."""

    term: Expression


@dataclass(frozen=True)
class Times(Expression):
    """A product; `sign` is empty, a dot, × or ⊙."""

    left: Expression
    right: Expression
    sign: str = ""


@dataclass(frozen=True)
class Divided(Expression):
    """A quotient."""

    top: Expression
    bottom: Expression


@dataclass(frozen=True)
class Power(Expression):
    """A power; of a matrix only the power −1."""

    base: Expression
    exponent: Expression


@dataclass(frozen=True)
class Transposed(Expression):
    """Rows and columns exchanged."""

    body: Expression


@dataclass(frozen=True)
class Call(Expression):
    """A function of some arguments, differentiated once for each prime.

    Without arguments it is taken where the names of its parameters are.
    """

    key: str
    arguments: tuple
    primes: int = 0


@dataclass(frozen=True)
class Applied(Expression):
    """A function that everybody knows: log, exp, |…|, ‖…‖, diag, tr, max of several."""

    function: str
    arguments: tuple


@dataclass(frozen=True)
class Over(Expression):
    r"""A sum, product, maximum or minimum over index letters.

    `ranges` holds (letter, first, last), the last two None if they are not written;
    `conditions` must hold, and `candidates` are letters that only they name.
    """

    kind: str
    ranges: tuple
    conditions: tuple
    candidates: tuple
    body: Expression


@dataclass(frozen=True)
class Derivative(Expression):
    """A derivative by one or several entries or whole arrays."""

    body: Expression
    by: tuple


@dataclass(frozen=True)
class Gradient(Expression):
    """∇ or ∇²: by whole arrays; `by` is None if it does not say which."""

    body: Expression
    by: Expression | None
    order: int


@dataclass(frozen=True)
class Bracket(Expression):
    """1 where a condition holds, else 0."""

    condition: Expression


@dataclass(frozen=True)
class Cases(Expression):
    """A value for each of some conditions; the last condition may be None: else."""

    values: tuple
    conditions: tuple


@dataclass(frozen=True)
class Matrix(Expression):
    """A matrix that is written out, by rows."""

    rows: tuple


@dataclass(frozen=True)
class Related(Expression):
    """Sides and the relations between them: true or false."""

    sides: tuple
    relations: tuple


@dataclass(frozen=True)
class All(Expression):
    """Several conditions that hold together."""

    conditions: tuple


def parts(expression):
    """The expressions that an expression directly consists of.

    Parameters
    ----------
    expression : Expression
        Any.

    Yields
    ------
    Expression
    """
    for value in vars(expression).values():
        yield from _expressions(value)


def _expressions(value):
    if isinstance(value, Expression):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _expressions(part)
