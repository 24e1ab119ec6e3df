r"""LaTeX mathematics, read into a tree.

The reader is strict: it knows the commands of a first course in deep learning (listed
in :mod:`helpers.formulas.symbols` and :mod:`helpers.formulas.commands`) and those that
the author defines, and raises :class:`~helpers.formulas.tokens.TexError` on any other,
so nothing is lost or guessed.

>>> read(r"\frac{x}{2}")
(Fraction(top=(Symbol(text='x', kind='ordinary'),), bottom=(Number(text='2'),), \
has_line=True, opening='', closing=''),)
"""

import contextlib
import re
import unicodedata
from typing import ClassVar

from . import commands, rows, tree, values
from .macros import DEFINITIONS, Macro, define, use
from .symbols import SYMBOLS, character
from .tokens import TexError, Tokens

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_MARKS = re.compile("[\u0300-\u036f\u20d7]*")
_WORD = re.compile(r"\s*\{([A-Za-z]{2,})\}")
_LETTERS = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_BIG = re.compile(r"\\([bB]igg?)([lrm]?)")
_DOLLAR = re.compile(r"(?<!\\)\$")
_IN_TEXT = re.compile(
    r"\\(?:eqref|ref|emph|mbox|text(?:bf|it|tt|rm|sf|normal|up)?)\{[^{}$]*\}"
)
_NOT_WORDS = re.compile(r"(?<!\\)[_^{$]|\\[a-zA-Z]")  # in the name of an operator
_DEFINITION = re.compile("|".join(rf"{re.escape(d)}(?![a-zA-Z])" for d in DEFINITIONS))
_DEEPEST = 40  # braces in braces
_SCRIPTS = ("_", "^", "'", r"\limits", r"\nolimits")
_NO_ARGUMENT = ("", "}", "&", "_", "^", r"\\", r"\end")
_NUMBERING = (r"\tag", r"\label", r"\nonumber", r"\notag")
_OTHERS = (r"\dots", r"\color", r"\right", r"\end", r"\hline", "\\\\")
_PRIME = tree.Symbol("′")


def read(source, macros=None):
    r"""Read a formula.

    Parameters
    ----------
    source : str
        LaTeX without the dollar signs.
    macros : dict of str to Macro, optional
        The author's commands by name; ``\newcommand`` and the like add to it.

    Returns
    -------
    tuple
        The nodes of the formula, see :mod:`helpers.formulas.tree`.

    Raises
    ------
    TexError
        If a command is unknown, a macro has no end, or a brace, argument or environment
        is incomplete.
    """
    return _Reader(source, {} if macros is None else macros).sequence(())


def read_display(source, macros=None):
    r"""Read a displayed formula with its rows, tags and labels.

    Parameters
    ----------
    source : str
        LaTeX without the double dollar signs; or a whole environment such as
        ``\begin{align}...\end{align}``.
    macros : dict of str to Macro, optional
        As for :func:`read`.

    Returns
    -------
    Display
        The formula. The rows are those of its environment, if it is one aligned block.

    Raises
    ------
    TexError
        As for :func:`read`, and for rows with numbers beside something else.
    """
    return rows.display(_Reader(source, {} if macros is None else macros))


def learn(text, macros):
    r"""Find the macros that are defined in a text which is not printed.

    Parameters
    ----------
    text : str
        Any text; what cannot be read in it is passed over.
    macros : dict of str to Macro
        The author's commands by name, to which those of the text are added.
    """
    for match in _DEFINITION.finditer(text):
        tokens = Tokens(text, macros)
        tokens.position = match.end()
        with contextlib.suppress(TexError):
            define(match[0], tokens, _is_known)


class _Reader(Tokens):
    """A recursive-descent parser of LaTeX mathematics.

    `numbering` is None where no tag may stand. `at_start` is true while a display may
    still turn out to be an environment with numbered rows. `in_words` is true in the
    name of an operator, where letters side by side are a word.
    """

    def __init__(self, source, known, outer=None):
        super().__init__(source, known, outer.uses if outer else None)
        self.depth = outer.depth if outer else 0
        self.last_used = outer.last_used if outer else ""
        self.numbering = None
        self.at_start = self.in_words = False

    # Sequences and scripts ----------------------------------------------------------

    def sequence(self, stops):
        """Read up to one of the tokens in `stops`, or to the very end."""
        self.depth += 1
        if self.depth > _DEEPEST:
            by = f" by {self.last_used}" if self.last_used else ""
            raise self.error(f"nested too deeply{by}")
        found, above = [], None
        while (token := self.peek()) not in stops:
            if not token:
                if stops:
                    raise self.error(f"missing {stops[-1]}")
                break
            if token in DEFINITIONS:
                define(self.take(), self, _is_known)
            elif token == r"\\" and stops == ("}",):
                self.take()  # a new line in braces: browsers pass over it, too
            elif token in _NUMBERING:
                rows.number(self, self.take())
            elif token in commands.INFIX_FRACTIONS:
                if above:
                    raise self.error(f"second {token}")
                above = found, commands.INFIX_FRACTIONS[self.take()]
                found = []
            else:
                self.at_start = self.at_start and token == r"\begin"
                found.append(self.switched(stops) or self.scripted())
        self.depth -= 1
        if above:
            top, form = above
            return (tree.Fraction(tuple(top), tuple(found), *form),)
        return tuple(found)

    def switched(self, stops):
        """Read a switch and what it changes, up to the end of the group."""
        token = self.peek()
        if token in commands.FONT_SWITCHES:
            self.take()
            return tree.Font(commands.FONT_SWITCHES[token], self.sequence(stops))
        if token in commands.STYLES:
            self.take()
            return tree.Style(commands.STYLES[token], self.sequence(stops))
        if token == r"\color":
            self.take()
            return tree.Colour(values.colour(self), self.sequence(stops))
        return None

    def argument(self):
        """Read one argument: a group, a command, or a single character."""
        token = self.peek()
        if token == "{":
            self.take()
            body = self.sequence(("}",))
            self.expect("}")
            return body
        if token in _NO_ARGUMENT:
            raise self.error("missing argument")
        if token.isdigit():
            return (tree.Number(self.take()),)
        if self.in_words and token.isalpha():
            return (tree.Word(self.take()),)
        return (self.atom(),)

    def option(self):
        """Read an argument in square brackets; None if there is none."""
        if self.peek() != "[":
            return None
        self.take()
        body = self.sequence(("]",))
        self.expect("]")
        return body

    def scripted(self):
        """Read an atom and the primes, subscript and superscript that follow."""
        base = None if self.peek() in ("_", "^", "'") else self.atom()
        primes, scripts, limits = 0, {}, None
        is_bare = True
        while self.peek() in _SCRIPTS:
            is_bare = False
            token = self.take()
            if token == "'":
                primes += 1
            elif token in (r"\limits", r"\nolimits"):
                limits = token == r"\limits"
            elif token in scripts:
                raise self.error(f"double {token}")
            else:
                scripts[token] = self.argument()
                if token == "^" and set(scripts["^"]) == {_PRIME}:
                    primes += len(scripts.pop("^"))
        if is_bare:
            return base
        return tree.Scripts(base, primes, scripts.get("_"), scripts.get("^"), limits)

    # Atoms --------------------------------------------------------------------------

    def atom(self):
        """Read one atom without its scripts."""
        token = self.peek()
        if number := self.skip(_NUMBER):
            return tree.Number(number[0])
        if self.in_words and (word := self.skip(_LETTERS)):
            return tree.Word(word[0])
        if token == "{":
            return tree.Group(self.argument())
        if token in ("}", "&", "$", "#", r"\\"):
            raise self.error(f"misplaced {token}")
        self.take()
        return self.character(token) if len(token) == 1 else self.command(token)

    def character(self, token):
        """Read a character; its accents, as in ŷ, become accents of maths."""
        if token == "~":
            return tree.Space("nonbreaking")
        if token == "\\":  # nothing but a space may have stood behind it
            return tree.Space("word")
        letter = unicodedata.normalize("NFD", token) if token.isalpha() else token
        node = character(letter[0])
        for mark in letter[1:] + self.skip(_MARKS)[0]:
            if mark not in commands.COMBINING:
                raise self.error(f"unknown accent U+{ord(mark):04X}")
            node = tree.Accent(commands.COMBINING[mark], (node,))
        return node

    def command(self, name):
        """Read what belongs to a command."""
        if name in SYMBOLS:
            return SYMBOLS[name]
        if name in commands.SPACES:
            return tree.Space(commands.SPACES[name])
        for table, node in self.NODES:
            if name in table:
                return node(table[name], self.argument())
        if name in commands.ACCENTS:
            return tree.Accent(name[1:], self.argument())
        if name in commands.FONTS:
            return self.font(name)
        if name in commands.TEXT_FONTS:
            pieces = self.words(self.raw_token_or_group(f"argument of {name}"))
            return tree.Text(pieces, commands.TEXT_FONTS[name])
        if name in commands.MEANINGS:
            meaning = use(Macro(*commands.MEANINGS[name]), self, name)
            return tree.Group(_Reader(meaning, self.macros, self).sequence(()))
        if name in commands.NAMES:
            return tree.Text((commands.NAMES[name],), "upright")
        if name in commands.FRACTIONS:
            style, *form = commands.FRACTIONS[name]
            fraction = tree.Fraction(self.argument(), self.argument(), *form)
            return tree.Style(style, (fraction,)) if style else fraction
        if name[1:] in commands.OPERATORS:
            return tree.Operator(name[1:])
        if name[1:] in commands.LIMIT_OPERATORS:
            spaced = name[1:].replace("limsup", "lim sup").replace("liminf", "lim inf")
            return tree.Operator(spaced, has_limits=True)
        if big := _BIG.fullmatch(name):
            return tree.Delimiter(self.delimiter(), big[1], commands.SIDES[big[2]])
        if name in commands.LONG_ARROWS:
            below = self.option()
            return tree.Arrow(commands.LONG_ARROWS[name], self.argument(), below)
        if name in commands.LOW_DOTS | commands.RAISED_DOTS | {r"\dots"}:
            return self.dots(name)
        if name in self.METHODS:
            return self.METHODS[name](self)
        raise self.error(f"unknown command {name}")

    NODES: ClassVar = [
        (commands.DECORATIONS, tree.Decoration),
        (commands.PARTS, tree.Part),
    ]

    def font(self, name):
        """Read letters in a font; several upright ones are a word, not a product."""
        word = self.skip(_WORD) if name in commands.WORD_FONTS else None
        if word:
            return tree.Word(word[1], commands.WORD_FONTS[name])
        return tree.Font(commands.FONTS[name], self.argument())

    def words(self, raw):
        r"""Read the inside of ``\text{...}``, which may hold ``$maths$``."""
        if not _DOLLAR.search(raw):
            raw = _IN_TEXT.sub(r"$\g<0>$", raw)
        pieces = _DOLLAR.split(raw)
        return tuple(
            _Reader(piece, self.macros, self).sequence(())
            if k % 2
            else self.plain(piece)
            for k, piece in enumerate(pieces)
        )

    def operator(self):
        r"""Read the name of ``\operatorname``: words, or maths made of words."""
        has_limits = self.peek() == "*"
        if has_limits:
            self.take()
        raw = self.raw_argument()
        if not _NOT_WORDS.search(raw):
            return tree.Operator(self.plain(raw), has_limits)
        inner = _Reader(raw, self.macros, self)
        inner.in_words = True
        return _named(raw, inner.sequence(()), has_limits)

    def new_operator(self):
        r"""Read ``\mathop{...}``."""
        start = self.position
        body = self.argument()
        return _named(self.source[start : self.position], body, has_limits=True)

    def varied_limit(self, accent):
        limit = tree.Accent(accent, (tree.Operator("lim"),))
        return tree.Scripts(limit, limits=True)

    def delimiter(self):
        token = self.take()
        if token not in commands.DELIMITERS:
            raise self.error(f"unknown delimiter {token or 'at the end'}")
        return commands.DELIMITERS[token]

    def fenced(self):
        opening = self.delimiter()
        body = self.sequence((r"\right",))
        self.expect(r"\right")
        return tree.Fenced(opening, body, self.delimiter())

    def root(self):
        degree = self.option()
        return tree.Root(self.argument(), degree)

    def stacked(self, place):
        other = self.argument()
        return tree.Stacked(self.argument(), **{place: other})

    def brace(self, is_over):
        body = self.argument()
        if self.peek() != "_^"[is_over]:
            return tree.Brace(is_over, body)
        self.take()
        return tree.Brace(is_over, body, self.argument())

    def substack(self):
        self.expect("{")
        lines, _ = rows.grid(self, ("}",))
        self.expect("}")
        return tree.Substack(tuple(row.cells[0] for row in lines))

    def negated(self):
        """Strike a relation through, where Unicode has the struck character."""
        symbol = self.atom()
        struck = unicodedata.normalize("NFC", getattr(symbol, "text", "") + "\u0338")
        if len(struck) != 1 or not isinstance(symbol, tree.Symbol):
            raise self.error("unknown relation after \\not")
        return tree.Symbol(struck, "relation")

    def dots(self, name):
        if name != r"\dots":
            return tree.Dots(name in commands.RAISED_DOTS)
        following = self.peek()
        node = SYMBOLS.get(following) or character(following)
        is_infix = node.kind in ("binary", "relation", "large")
        return tree.Dots(is_infix or following in commands.RAISED_DOTS)

    def label(self):
        label = self.raw_argument()
        if not label.strip():
            raise self.error("empty label")
        return label

    METHODS: ClassVar = {
        r"\begin": rows.environment,
        r"\bmod": lambda self: tree.Part("binary", (tree.Operator("mod"),)),
        r"\eqref": lambda self: tree.Reference(self.label()),
        r"\genfrac": values.fraction,
        r"\hskip": values.bare_space,
        r"\kern": values.bare_space,
        r"\ref": lambda self: tree.Reference(self.label()),
        r"\hspace": values.space,
        r"\left": fenced,
        r"\mathop": new_operator,
        r"\middle": lambda self: tree.Delimiter(self.delimiter(), "middle"),
        r"\not": negated,
        r"\operatorname": operator,
        r"\overbrace": lambda self: self.brace(is_over=True),
        r"\overset": lambda self: self.stacked("above"),
        r"\pmod": lambda self: tree.Modulo(self.argument()),
        r"\sqrt": root,
        r"\stackrel": lambda self: self.stacked("above"),
        r"\substack": substack,
        r"\textcolor": lambda self: tree.Colour(values.colour(self), self.argument()),
        r"\underbrace": lambda self: self.brace(is_over=False),
        r"\underset": lambda self: self.stacked("below"),
        r"\unicode": values.code_point,
        r"\varliminf": lambda self: self.varied_limit("underline"),
        r"\varlimsup": lambda self: self.varied_limit("overline"),
    }


def _named(raw, body, has_limits):
    """Return an operator; its name is plain if its body is only words."""
    word = body[0] if len(body) == 1 else None
    if isinstance(word, tree.Word) and word.font == "upright":
        return tree.Operator(word.text, has_limits)
    if isinstance(word, tree.Text) and word.font == "upright" and len(word.pieces) == 1:
        return tree.Operator(word.pieces[0], has_limits)
    return tree.Operator(raw, has_limits, body)


def _is_known(name):
    tables = (
        *(SYMBOLS, commands.SPACES, commands.ACCENTS, commands.FONTS, commands.STYLES),
        *(commands.TEXT_FONTS, commands.FONT_SWITCHES, commands.DECORATIONS),
        *(
            commands.NAMES,
            commands.MEANINGS,
            commands.PARTS,
            commands.FRACTIONS,
            commands.INFIX_FRACTIONS,
        ),
        *(commands.LONG_ARROWS, commands.LOW_DOTS, commands.RAISED_DOTS),
        *(_Reader.METHODS, _SCRIPTS, _NUMBERING, DEFINITIONS, _OTHERS),
    )
    operators = commands.OPERATORS + commands.LIMIT_OPERATORS
    return any(name in table for table in tables) or name[1:] in operators
