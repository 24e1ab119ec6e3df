r"""The author's own commands: ``\newcommand``, ``\def`` and the like."""

import re
from dataclasses import dataclass

DEFINITIONS = {
    *(r"\newcommand", r"\renewcommand", r"\providecommand"),
    *(r"\def", r"\DeclareMathOperator"),
}
MOST = 1000  # uses in a formula: what needs more has no end
LONGEST = 50_000  # characters that a formula may become

_NAME = re.compile(r"\s*(?:\{\s*(\\(?:[a-zA-Z]+|.))\s*\}|(\\(?:[a-zA-Z]+|.)))")
_COUNT = re.compile(r"\s*\[\s*([0-9])\s*\]")
_PARAMETERS = re.compile(r"[^{}]*")
_PLACE = re.compile(r"\\.|#(#|[1-9])", re.DOTALL)
_COMMAND_LAST = re.compile(r"\\[a-zA-Z]+$")
_STAR = re.compile(r"\s*\*")


@dataclass(frozen=True)
class Macro:
    """What a command stands for.

    Attributes
    ----------
    body : str
        LaTeX, with ``#1``, ``#2``... where the arguments belong.
    parameters : int
        How many arguments it has.
    default : str or None
        The first argument if it is left out; None if it may not be.
    """

    body: str
    parameters: int = 0
    default: str | None = None

    def fill(self, arguments):
        """Put arguments in their places.

        Parameters
        ----------
        arguments : list of str
            LaTeX, one for each parameter.

        Returns
        -------
        str
            LaTeX.
        """
        pieces, end = [], 0
        for match, number in self.places():
            value = "#" if number is None else arguments[number - 1]
            pieces += [self.body[end : match.start()], value]
            end = match.end()
        return _join([*pieces, self.body[end:]])

    def places(self):
        """Return where arguments belong, and which; None for a doubled ``#``."""
        found = [match for match in _PLACE.finditer(self.body) if match[1]]
        return [(match, int(match[1]) if match[1] != "#" else None) for match in found]


def _join(pieces):
    pieces = [piece for piece in pieces if piece]
    return "".join(map(_apart, pieces, [*pieces[1:], ""]))


def _apart(text, following):
    r"""Keep a command and the letter behind it two, as ``\pi`` and ``x``."""
    if _COMMAND_LAST.search(text) and following[:1].isalpha():
        return text + " "
    return text


def use(macro, tokens, name):
    """Read the arguments of a macro and return what it stands for.

    Parameters
    ----------
    macro : Macro
        The macro.
    tokens : Tokens
        Where to read, just behind its name.
    name : str
        The name, for messages.

    Returns
    -------
    str
        LaTeX.

    Raises
    ------
    TexError
        If an argument is missing.
    """
    arguments = []
    if macro.default is not None:
        given = tokens.raw_option()
        arguments.append(macro.default if given is None else given)
    while len(arguments) < macro.parameters:
        arguments.append(tokens.raw_token_or_group(f"argument of {name}"))
    used = [number for _, number in macro.places() if number]
    if len(macro.body) + sum(len(arguments[k - 1]) for k in used) > LONGEST:
        raise tokens.error(f"{name} becomes longer than {LONGEST:,} characters")
    return _apart(macro.fill(arguments), tokens.source[tokens.position :][:1])


def define(command, tokens, is_known):
    """Read a definition, just behind the command that makes it.

    Parameters
    ----------
    command : str
        One of ``DEFINITIONS``.
    tokens : Tokens
        Where to read; its `macros` get the new one.
    is_known : callable
        Tells whether LaTeX knows a command, so that none need be provided.

    Raises
    ------
    TexError
        If the definition cannot be read.
    """
    is_starred = command != r"\def" and tokens.skip(_STAR)
    found = tokens.skip(_NAME)
    if found is None:
        raise tokens.error(f"missing name after {command}")
    name = found[1] or found[2]
    if command == r"\def":
        count = _count_of_def(tokens, name)
        macro = Macro(tokens.raw_argument(), count)
    elif command == r"\DeclareMathOperator":
        star = "*" if is_starred else ""
        macro = Macro(rf"\operatorname{star}{{{tokens.raw_argument()}}}")
    else:
        given = tokens.skip(_COUNT)
        default = tokens.raw_option() if given else None
        body = tokens.raw_token_or_group(f"meaning of {name}")
        macro = Macro(body, int(given[1]) if given else 0, default)
    highest = max((number or 0 for _, number in macro.places()), default=0)
    if highest > macro.parameters:
        raise tokens.error(f"#{highest} is no argument of {name}")
    if command != r"\providecommand" or not is_known(name):
        tokens.macros[name] = macro


def _count_of_def(tokens, name):
    """Read ``#1#2`` and count them; text among them, TeX's patterns, is refused."""
    found = re.sub(r"\s", "", tokens.skip(_PARAMETERS)[0])
    count = found.count("#")
    if found != "".join(f"#{number}" for number in range(1, count + 1)):
        raise tokens.error(f"the arguments of {name} are not #1, #2...")
    return count
