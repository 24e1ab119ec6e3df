r"""Small changes of LaTeX that change what it says: a sign, a factor, an index, a term.

Each mutation is a pattern and what comes in its place; where it matches is where a
formula can be mutated.
"""

import re

_PARTS = {
    "plus for minus": (r"(?<=[\w})\]]) - (?=[\w\\({])", " + "),
    "minus for plus": (r"(?<=[\w})\]]) \+ (?=[\w\\({])", " - "),
    "a sign in front": (r"(?<==) (?=[\\\w(])", " -"),
    "2 for 1": (r"\\frac\{1\}", r"\\frac{2}"),
    "1 for 2": (r"\\frac\{2\}", r"\\frac{1}"),
    "a factor": (r"(?<=[= ])(?=\\sum)", "3 "),
    "another index": (r"(?<=_)i(?![a-zA-Z=])", "j"),
    "x transposed": (r"x_\{ij\}", "x_{ji}"),
    "the square lost": (r"\)\^2", ")"),
    "a cube": (r"\)\^2", ")^3"),
    "an entry not squared": (r"(?<=[a-z}])\^2", ""),
    "exp for log": (r"\\log(?= )", r"\\exp"),
    "min for max": (r"\\max(?=[_(])", r"\\min"),
    "the transpose lost": (r"\^\\top", ""),
    "σ for σ′": (r"\\sigma'", r"\\sigma"),
    "g for g′": (r"g'", "g"),
    "a sum from 2": (r"\\sum_\{(\w)=1\}", r"\\sum_{\1=2}"),
    "a sum too short": (r"\^\{n\}", "^{n-1}"),
    "the sum lost": (r"\\sum_\{?\w(=1)?\}?(\^\{\w\})?", ""),
    "n lost": (r"\\frac\{([12])\}\{n\}", r"\1"),
    "a hat lost": (r"\\hat\{y\}", "y"),
    "the exponent's sign": (r"e\^\{-", "e^{"),
    "an exponent's sign": (r"e\^\{(?=z)", "e^{-"),
    "one for zero": (r"(?<== )0(?=[ ,.\\])", "1"),
    "less for greater": (r"\\ge ", r"\\le "),
}
PATTERNS = {name: (re.compile(p), new) for name, (p, new) in _PARTS.items()}


def mutations(latex):
    """All mutations of a formula.

    Parameters
    ----------
    latex : str
        A displayed formula.

    Returns
    -------
    list of (str, str)
        What was changed, and the changed LaTeX.
    """
    end = latex.find(r"\tag")
    body, tail = (latex, "") if end < 0 else (latex[:end], latex[end:])
    found = []
    for name, (pattern, new) in PATTERNS.items():
        for match in pattern.finditer(body):
            changed = body[: match.start()] + match.expand(new) + body[match.end() :]
            found.append((name, changed + tail))
    return found
