r"""LaTeX mathematics to Typst mathematics.

The converter is strict: it knows the commands of a first course in deep learning
(listed in :mod:`helpers.report.symbols`) and raises :class:`TexError` on any other, so
nothing is lost or guessed.

>>> inline(r"\frac{1}{n} \sum_{i=1}^n x_i^2").code
'frac(1, n) ∑_(i = 1)^(n) x_(i)^(2)'
"""

import itertools
import re
import unicodedata
from dataclasses import dataclass, field
from typing import ClassVar

from . import symbols
from .text import arguments, string

_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)", re.DOTALL)
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BLANK = re.compile(r"(?:\s|(?<!\\)%[^\n]*)+")
_COMBINING = re.compile("[\u0300-\u036f\u20d7]*")
_WORD = re.compile(r"\s*\{([A-Za-z]{2,})\}")
_BIG = re.compile(r"(\\[bB]igg?)([lrm]?)")
_EQUATION = re.compile(r"\\begin\{(equation\*?)\}(.*)\\end\{\1\}", re.DOTALL)
_DEEPEST = 40  # braces in braces
_SCRIPTS = ("_", "^", "'", r"\limits", r"\nolimits")


class TexError(ValueError):
    """LaTeX that this converter does not know or cannot read."""


@dataclass
class Number:
    """What an author wrote to number an equation."""

    tag: str | None = None
    label: str | None = None


@dataclass
class Maths:
    r"""A converted formula.

    Attributes
    ----------
    code : str
        Typst source: maths without dollar signs for :func:`inline`, markup for
        :func:`display`.
    references : list of str
        Labels named by ``\eqref`` inside the formula.
    numbers : list of Number
        The tags and labels of a display, in order.
    """

    code: str
    references: list[str]
    numbers: list[Number] = field(default_factory=list)


@dataclass
class _Atom:
    """A piece of Typst maths, perhaps with text at its ends, from `parts` atoms."""

    code: str
    text_first: bool = False
    text_last: bool = False
    parts: int = 1


@dataclass
class _Row:
    """A row of an environment: its cells, its number and its LaTeX."""

    cells: list[str]
    number: Number
    source: str
    is_ruled: bool = False  # a line above it


def inline(source):
    """Convert an inline formula.

    Parameters
    ----------
    source : str
        LaTeX without the dollar signs.

    Returns
    -------
    Maths
        The formula as Typst maths.

    Raises
    ------
    TexError
        If a command is unknown or a brace, argument or environment is incomplete.
    """
    parser = _Parser(source)
    code = parser.sequence(())
    return Maths(code, parser.references)


def display(source):
    r"""Convert a displayed formula with its tags and labels.

    Parameters
    ----------
    source : str
        LaTeX without the double dollar signs; or a whole environment such as
        ``\begin{align}...\end{align}``.

    Returns
    -------
    Maths
        A call of ``equation`` or ``rows``, the two functions of the style file.

    Raises
    ------
    TexError
        As for :func:`inline`, and for a label without a tag.
    """
    wrapped = _EQUATION.fullmatch(source.strip())
    parser = _Parser(wrapped[2] if wrapped else source)
    number, rows = parser.display()
    numbered = [row.number for row in rows if row.number.tag]
    numbers = [number, *numbered] if number.tag else numbered
    if numbered:
        code = _numbered_rows(rows)
    else:
        body = " \\\n  ".join(" & ".join(row.cells) for row in rows)
        # Leading and trailing blanks make Typst set the maths as a display.
        code = f"#equation($ {body} $, {_named(number, source)});"
    return Maths(code, parser.references, numbers)


def _named(number, source):
    tag = string(number.tag) if number.tag else None
    label = string(number.label) if number.label else None
    return arguments(tag=tag, id=label, alt=string(" ".join(source.split())))


def _numbered_rows(rows):
    """Write rows that carry their own numbers; they line up at the first ``&``."""
    lines = []
    for row in rows:
        left, right = row.cells[0], " quad ".join(row.cells[1:])
        named = _named(row.number, row.source)
        lines.append(f"  (lhs: $ {left} $, rhs: $ {right} $, {named}),")
    return "#rows(\n" + "\n".join(lines) + "\n);"


def _join(atoms):
    """Join atoms with spaces, except beside text, where Typst would show them."""
    code = ""
    glued = True
    for atom in atoms:
        if atom.code:
            code += atom.code if glued or atom.text_first else " " + atom.code
            glued = atom.text_last
    return code


class _Parser:
    """A recursive-descent parser that writes Typst as it reads LaTeX."""

    def __init__(self, source, depth=0):
        self.source = source
        self.depth = depth
        self.position = 0
        self.references = []
        self.number = None  # where \tag and \label belong at the moment

    # Reading ------------------------------------------------------------------

    def error(self, message):
        near = " ".join(self.source[max(0, self.position - 20) :][:45].split())
        return TexError(f'{message} near "{near}"')

    def skip(self, pattern):
        match = pattern.match(self.source, self.position)
        if match:
            self.position = match.end()
        return match

    def peek(self):
        """Return the next command or character, or "" at the end."""
        self.skip(_BLANK)
        command = _COMMAND.match(self.source, self.position)
        if command:
            return command[0]
        return self.source[self.position : self.position + 1]

    def take(self):
        token = self.peek()
        self.position += len(token)
        return token

    def expect(self, token):
        if self.peek() != token:
            raise self.error(f"missing {token}")
        self.take()

    def raw_argument(self):
        """Return the source between a pair of braces."""
        self.expect("{")
        start, depth = self.position, 1
        while depth:
            if self.position >= len(self.source):
                raise self.error("missing }")
            command = _COMMAND.match(self.source, self.position)
            character = command[0] if command else self.source[self.position]
            depth += {"{": 1, "}": -1}.get(character, 0)
            self.position += len(character)
        return self.source[start : self.position - 1]

    # Structure ----------------------------------------------------------------

    def atoms(self, stops):
        """Read atoms up to one of the tokens in `stops`, or to the very end."""
        self.depth += 1
        if self.depth > _DEEPEST:
            raise self.error("nested too deeply")
        found = []
        while self.peek() not in stops:
            token = self.peek()
            if not token:
                if stops:
                    raise self.error(f"missing {stops[-1]}")
                break
            if token in symbols.STYLES:
                self.take()
                rest = self.sequence(stops) or '""'
                found.append(_Atom(symbols.STYLES[token].format(rest)))
            elif token in (r"\tag", r"\label", r"\nonumber", r"\notag"):
                self.read_number(self.take())
            else:
                found.append(self.scripted())
        self.depth -= 1
        return found

    def sequence(self, stops):
        return _join(self.atoms(stops))

    def group(self):
        """Read ``{...}``; a lone comma or relation in braces loses its spacing."""
        self.expect("{")
        inner = self.atoms(("}",))
        self.expect("}")
        code = _join(inner)
        if code in symbols.SPACED:
            code = f'class("normal", {code})'
        first, last = (inner[0], inner[-1]) if inner else (_Atom(""), _Atom(""))
        return _Atom(code, first.text_first, last.text_last, len(inner))

    def argument(self):
        r"""Read one argument: a group, a command, or a single character."""
        token = self.peek()
        if token == "{":
            self.take()
            code = self.sequence(("}",))
            self.expect("}")
            return code or '""'
        if not token or token in ("}", "&", "_", "^", r"\\", r"\end"):
            raise self.error("missing argument")
        if token.isdigit():
            return self.take()
        return self.atom().code

    def scripted(self):
        """Read an atom and the primes, subscript and superscript that follow."""
        token = self.peek()
        base = _Atom('""') if token in ("_", "^", "'") else self.atom()
        primes, scripts = 0, {}
        while self.peek() in _SCRIPTS:
            token = self.take()
            if token == "'":
                primes += 1
            elif token == r"\limits":
                base = _Atom(f"limits({base.code})")
            elif token == r"\nolimits":
                base = _Atom(f"scripts({base.code})")
            elif token in scripts:
                raise self.error(f"double {token}")
            else:
                scripts[token] = self.argument()
                if token == "^" and scripts["^"] == "′":
                    primes += len(scripts.pop("^"))
        if not primes and not scripts:
            return base
        code = base.code
        if base.parts != 1:
            code = f"lr({code})" if code else '""'
        code += "'" * primes
        code += "".join(f"{mark}({scripts[mark]})" for mark in "_^" if mark in scripts)
        return _Atom(code)

    def atom(self):
        """Read one atom without its scripts."""
        token = self.peek()
        number = self.skip(_NUMBER)
        if number:
            return _Atom(number[0])
        if token == "{":
            return self.group()
        if token in ("}", "&", "$", "#", r"\\"):
            raise self.error(f"misplaced {token}")
        self.take()
        if len(token) == 1:
            return _Atom(self.character(token))
        return self.command(token)

    def character(self, token):
        """Write a character; its accents, as in ŷ, become accents of maths."""
        letter = unicodedata.normalize("NFD", token) if token.isalpha() else token
        code = symbols.CHARACTERS.get(letter[0], letter[0])
        for accent in letter[1:] + self.skip(_COMBINING)[0]:
            if accent not in symbols.ACCENTS:
                raise self.error(f"unknown accent U+{ord(accent):04X}")
            code = symbols.WRAPPERS[symbols.ACCENTS[accent]].format(code)
        return code

    # Commands -----------------------------------------------------------------

    def command(self, name):
        if name in symbols.SYMBOLS:
            return _Atom(symbols.SYMBOLS[name])
        if name in symbols.SPACES:
            return _Atom(symbols.SPACES[name])
        if name in symbols.WRAPPERS:
            return self.wrapper(name)
        if name in symbols.PAIRS:
            arguments = self.argument(), self.argument()
            return _Atom(symbols.PAIRS[name].format(*arguments))
        if name in symbols.TEXT_FONTS:
            return self.text(name, self.raw_argument())
        if name[1:] in symbols.OPERATORS:
            return _Atom(f'op("{name[1:]}")')
        if name[1:] in symbols.LIMIT_OPERATORS:
            spaced = name[1:].replace("limsup", "lim sup").replace("liminf", "lim inf")
            return _Atom(f'op("{spaced}", limits: #true)')
        big = _BIG.fullmatch(name)
        if big:
            return self.big(*big.groups())
        if name in symbols.LONG_ARROWS:
            return _Atom(self.long_arrow(symbols.LONG_ARROWS[name]))
        if name in symbols.LOW_DOTS | symbols.RAISED_DOTS | {r"\dots"}:
            return _Atom(self.dots(name))
        method = self.METHODS.get(name)
        if method is None:
            raise self.error(f"unknown command {name}")
        return _Atom(method(self))

    def wrapper(self, name):
        """Set one argument in a font, under an accent, in a box..."""
        word = self.skip(_WORD) if name in symbols.WORD_FONTS else None
        if word:  # a word, not a product of letters
            return self.text(symbols.WORD_FONTS[name], word[1])
        return _Atom(symbols.WRAPPERS[name].format(self.argument()))

    def text(self, name, raw):
        code = symbols.TEXT_FONTS[name].format(self.words(raw))
        return _Atom(code, text_first=True, text_last=True)

    def words(self, raw):
        r"""Convert the inside of ``\text{...}``, which may hold ``$maths$``."""
        pieces = []
        raw = re.sub(r"\\eqref\{[^}]*\}", r"$\g<0>$", raw)
        for index, piece in enumerate(re.split(r"(?<!\\)\$", raw)):
            if index % 2:
                inner = _Parser(piece, self.depth)
                pieces.append(inner.sequence(()))
                self.references += inner.references
            else:  # perhaps empty, so that text begins and ends with a quote
                pieces.append(string(self.plain(piece)))
        return "".join(pieces)

    def plain(self, raw):
        """Resolve the escapes of LaTeX text."""
        text = re.sub(r"\s+", " ", raw).replace("~", "\u00a0")
        text = text.replace("---", "—").replace("--", "–").replace("'", "’")
        text = text.replace(r"\,", "\u2009").replace("\\ ", " ").replace("{}", "")
        text = re.sub(r"\\([{}%$&#_])", r"\1", text)
        if "\\" in text:
            raise self.error(f"unknown command in text {{{raw}}}")
        return text

    def delimiter(self):
        token = self.take()
        if token not in symbols.DELIMITERS:
            raise self.error(f"unknown delimiter {token or 'at the end'}")
        return symbols.DELIMITERS[token]

    def big(self, name, side):
        code = f"lr(size: #{symbols.BIG[name]}, {self.delimiter()})"
        return _Atom(f'class("{symbols.BIG_CLASSES[side]}", {code})')

    def left(self):
        opening = _Atom(self.delimiter())
        inner = self.atoms((r"\right",))
        self.expect(r"\right")
        return f"lr({_join([opening, *inner, _Atom(self.delimiter())])})"

    def middle(self):
        return f"mid({self.delimiter()})"

    def sqrt(self):
        if self.peek() != "[":
            return f"sqrt({self.argument()})"
        self.take()
        degree = self.sequence(("]",))
        self.expect("]")
        return f"root({degree}, {self.argument()})"

    def operatorname(self):
        limits = ", limits: #true" if self.peek() == "*" else ""
        if limits:
            self.take()
        return f"op({string(self.plain(self.raw_argument()))}{limits})"

    def brace(self, name, mark):
        body = self.argument()
        if self.peek() != mark:
            return f"{name}({body})"
        self.take()
        return f"{name}({body}, {self.argument()})"

    def substack(self):
        self.expect("{")
        lines = self.grid(("}",))
        self.expect("}")
        return " \\ ".join(row.cells[0] for row in lines)

    def negated(self):
        """Strike a relation through, where Unicode has the struck character."""
        symbol = self.atom().code
        struck = unicodedata.normalize("NFC", symbol + "\u0338")
        if len(struck) != 1:
            raise self.error("unknown relation after \\not")
        return struck

    def hspace(self):
        raw = self.raw_argument()
        if not re.fullmatch(r"-?\d*\.?\d+(em|pt|cm|mm)", raw):
            raise self.error(f"unknown length {raw}")
        return f"#h({raw})"

    def modulo(self):
        return f'quad \\( op("mod") {self.argument()} \\)'

    def dots(self, name):
        if name == r"\dots":
            is_raised = self.peek() in symbols.INFIX | symbols.RAISED_DOTS
        else:
            is_raised = name in symbols.RAISED_DOTS
        code = "raiseddots" if is_raised else "lowdots"
        return f"{code} thin" if self.peek() == "," else code

    def long_arrow(self, symbol):
        below = ""
        if self.peek() == "[":
            self.take()
            below = f"_({self.sequence((']',))})"
            self.expect("]")
        above = self.argument()
        arrow = f"stretch({symbol}, size: #(100% + 1em))"
        return f'class("relation", limits({arrow})^({above}){below})'

    def label(self):
        label = self.raw_argument()
        if not label.strip():
            raise self.error("empty label")
        return label

    def equation_reference(self):
        label = self.label()
        self.references.append(label)
        return f"#eqref({string(label)})"

    METHODS: ClassVar = {
        r"\left": left,
        r"\middle": middle,
        r"\sqrt": sqrt,
        r"\operatorname": operatorname,
        r"\underbrace": lambda self: self.brace("underbrace", "_"),
        r"\overbrace": lambda self: self.brace("overbrace", "^"),
        r"\substack": substack,
        r"\not": negated,
        r"\hspace": hspace,
        r"\pmod": modulo,
        r"\eqref": equation_reference,
        r"\begin": lambda self: self.environment(),
    }

    # Rows and environments ----------------------------------------------------

    def grid(self, stops, numbered=False, ruled=False):
        """Read cells split by ``&`` and rows split by a double backslash."""
        rows, outer = [], self.number
        while True:
            is_ruled = False
            while ruled and self.peek() == r"\hline":
                self.take()
                is_ruled = True
            start = self.position
            self.number = Number() if numbered else outer
            cells = [self.sequence(("&", r"\\", *stops))]
            while self.peek() == "&":
                self.take()
                cells.append(self.sequence(("&", r"\\", *stops)))
            source = self.source[start : self.position]
            number = self.number if numbered else Number()
            rows.append(_Row(cells, number, source, is_ruled))
            if self.peek() != r"\\":
                break
            self.take()
            self.skip(re.compile(r"\[[^]]*\]"))  # extra space between rows
        self.number = outer
        if len(rows) > 1 and rows[-1].cells == [""] and not ruled:
            rows.pop()  # a double backslash after the last row
        return rows

    def end(self, name):
        self.expect(r"\end")
        if self.raw_argument() != name:
            raise self.error(rf"missing \end{{{name}}}")

    def environment(self):
        name = self.raw_argument()
        columns = self.raw_argument() if name in symbols.WITH_COLUMNS else ""
        if name in symbols.STACKS:
            rows = self.grid((r"\end",))
            self.end(name)
            body = " \\ ".join(" & ".join(row.cells) for row in rows)
            # The one cell of a matrix is centred on the axis of the line.
            return f"mat(delim: #none, #box($ {body} $))"
        if name not in symbols.MATRICES:
            raise self.error(f"unknown environment {name}")
        rows = self.grid((r"\end",), ruled=True)
        self.end(name)
        return self.matrix(name, columns, rows)

    def matrix(self, name, columns, rows):
        options = f"delim: {symbols.MATRICES[name]}"
        if name.endswith("cases"):
            options += ", align: #left, row-gap: #0.5em"
        options += "" if name == "smallmatrix" else ", column-gap: #1em"
        across = [index for index, row in enumerate(rows) if row.is_ruled]
        if len(rows) > 1 and rows[-1].cells == [""]:
            rows.pop()  # a double backslash after the last row
        letters, down = self.columns(columns)
        if across or down:
            lines = [
                f"{k}: ({', '.join(map(str, v))},)"
                for k, v in (("hline", across), ("vline", down))
                if v
            ]
            options += f", augment: #({', '.join(lines)})"
        # An alignment point after a cell pushes it to the right, before it to the left.
        forms = [{"l": "& {}", "r": "{} &"}.get(letter, "{}") for letter in letters]
        forms += ["{}"] * max(len(row.cells) for row in rows)
        style = "display({})" if name == "dcases" else "{}"
        lines = [
            ", ".join(
                form.format(style.format(cell) if cell else "")
                for form, cell in zip(forms, row.cells, strict=False)
            )
            for row in rows
        ]
        return f"mat({options}, {'; '.join(lines)})"

    def columns(self, specification):
        """Read the columns of an array, such as ``cc|c``: letters, lines after."""
        letters = re.sub(r"\s", "", specification)
        if not re.fullmatch("[lcr|]*", letters):
            raise self.error(f"unknown columns {specification}")
        before = [len(part) for part in letters.split("|")[:-1]]
        return letters.replace("|", ""), list(itertools.accumulate(before))

    def read_number(self, command):
        if self.number is None:
            raise self.error(f"misplaced {command}")
        if command == r"\tag":
            if self.number.tag:
                raise self.error(r"second \tag")
            self.number.tag = self.plain(self.raw_argument())
        elif command == r"\label":
            self.number.label = self.label()

    def display(self):
        """Read a whole display: rows, and the number of the block."""
        number = self.number = Number()
        rows = self.stack()
        if rows is None:
            self.number, self.position, self.references = number, 0, []
            number.tag = number.label = None
            rows = self.grid(("",))
        if self.peek():
            raise self.error(f"misplaced {self.peek()}")
        for entry in (number, *(row.number for row in rows)):
            if entry.label and not entry.tag:
                raise self.error(rf"\label{{{entry.label}}} without a \tag")
        return number, rows

    def stack(self):
        """Read a display that is one aligned block; None if it is anything else."""
        self.skip(_BLANK)
        match = self.skip(re.compile(r"\\begin\{([a-z]+\*?)\}"))
        if not match or match[1] not in symbols.STACKS | symbols.NUMBERED_STACKS:
            return None
        if match[1] in symbols.WITH_COLUMNS:
            self.raw_argument()
        outer = self.number
        self.number = None
        rows = self.grid((r"\end",), numbered=match[1] in symbols.NUMBERED_STACKS)
        self.number = outer
        self.end(match[1])
        rest = self.sequence(("",))
        rows[-1].cells[-1] += " " + rest
        return rows if rest in ("", ".", r"\,", r"\;") else None
