"""What an exercise is: its task, its right answer, and the mistakes that are known."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Exercise:
    """A function that a student writes, and all that is needed to judge it.

    Parameters
    ----------
    name : str
        Of the function, such as "my_sigmoid"; unique in its notebook.
    number : str
        As in the notebook's text: "3.1".
    title : str
        What is asked for, in a few words.
    alias : str
        What the notebook calls the function to go on with: "sigmoid".
    oracle : callable
        The right function, of the same arguments; a function of `helpers` where there
        is one.
    draw : callable
        rng → dict of arguments, by their names and in their order. Sizes that differ
        (n, p, k from 5, 7, 11) let a wrong factor name itself.
    mistakes : dict of str to callable
        The question that a wrong function calls for, and that function.
    terms : dict of str to callable
        Parts of a result that can be forgotten or doubled, in words, as functions of
        the arguments: {"the penalty λw": lambda w, l2, **_: l2 * w}.
    extremes : dict of str to dict
        Arguments that a careless answer fails at, by what they are in words.
    returns : tuple of str
        Names of the results, where there are several.
    reads : callable, optional
        Makes an array of a result that is none, to be compared.
    result : str
        What such a result is, in words.
    points : int
        For all of it; half of them for an answer that fails at the extremes.
    tolerance : float
        Largest deviation from the right result, relative to its largest entry.
    """

    name: str
    number: str
    title: str
    alias: str
    oracle: Callable
    draw: Callable
    mistakes: dict = field(default_factory=dict)
    terms: dict = field(default_factory=dict)
    extremes: dict = field(default_factory=dict)
    returns: tuple = ()
    reads: Callable | None = None
    result: str = "numbers"
    points: int = 2
    tolerance: float = 1e-9


@dataclass(frozen=True)
class Derivation:
    """Lines of a derivation, which a student types in LaTeX.

    Parameters
    ----------
    name, number, title : str
        As of an `Exercise`; the name is that of the variable with the lines.
    world : World
        What the letters mean.
    starts : str
        LaTeX of what is asked for: the first left side.
    ends_in : tuple of str
        LaTeX of the names that the last line may contain. With "∂" among them it may
        contain derivatives by them.
    mistakes : dict of str to str
        The question that a wrong line calls for, and the LaTeX that has its value, with
        the indices of `starts`.
    concludes : str
        What the last line must show: "≥ 0".
    positive : tuple of str
        LaTeX of names that are positive.
    points : int
        For all of it; half of them for a last line without a step, or for right lines
        that stop too early.
    """

    name: str
    number: str
    title: str
    world: object
    starts: str
    ends_in: tuple
    mistakes: dict = field(default_factory=dict)
    concludes: str = ""
    positive: tuple = ()
    points: int = 3


@dataclass(frozen=True)
class Prediction:
    """A question with a few possible answers, asked before the computer answers it.

    Parameters
    ----------
    name, number : str
        Unique name; number as in the notebook's text: "3.P1".
    choices : tuple of str
        What may be answered.
    """

    name: str
    number: str
    choices: tuple


@dataclass(frozen=True)
class Spot:
    """Find the mistake: lines of code, of a derivation or of an argument, one wrong.

    Parameters
    ----------
    name, number, title : str
        As of an `Exercise`.
    lines : tuple of str
        What is read, from line 1.
    wrong : int
        The line that is wrong.
    why : str
        What is wrong with it.
    others : dict of int to str
        What is right about lines that are often suspected.
    points : int
        For the right line.
    """

    name: str
    number: str
    title: str
    lines: tuple
    wrong: int
    why: str
    others: dict = field(default_factory=dict)
    points: int = 1


@dataclass(frozen=True)
class Verdict:
    """What is said about an answer.

    Attributes
    ----------
    state : str
        How far it is: "not attempted", "correct", "partly", "not yet", "error", or "not
        understood".
    text : str
        One or two sentences of Markdown: what to look at, with the numbers that show
        it.
    points : float
        What it earns.
    mistake : str
        The known mistake it was recognised as, or what was found; empty if none.
    """

    state: str
    text: str
    points: float = 0.0
    mistake: str = ""
