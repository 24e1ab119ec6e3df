"""LaTeX token by token, with the author's own commands replaced as they come."""

import itertools
import re

from . import macros

_COMMAND = re.compile(r"\\(?:[a-zA-Z]+|.)", re.DOTALL)
_BLANK = re.compile(r"(?:\s|(?<!\\)%[^\n]*)+")


class TexError(ValueError):
    """LaTeX that this reader does not know or cannot read."""


class Tokens:
    """A place in LaTeX source.

    Parameters
    ----------
    source : str
        LaTeX.
    known : dict of str to Macro
        The author's commands by name; definitions add to it.
    uses : iterator of int
        Counts how often they are used, here and in the formulas around this one.
    """

    def __init__(self, source, known, uses=None):
        self.source = source
        self.macros = known
        self.uses = uses or itertools.count(1)
        self.position = 0
        self.last_used = ""

    def error(self, message):
        """Return an error that shows what stands here."""
        near = " ".join(self.source[max(0, self.position - 20) :][:45].split())
        return TexError(f'{message} near "{near}"')

    def skip(self, pattern):
        """Move behind what matches here; return the match or None."""
        match = pattern.match(self.source, self.position)
        if match:
            self.position = match.end()
        return match

    def peek(self):
        """Return the next command or character, or "" at the end."""
        token = self.raw_peek()
        while token in self.macros:
            self._replace(token)
            token = self.raw_peek()
        return token

    def take(self):
        """Return the next command or character and move behind it."""
        token = self.peek()
        self.position += len(token)
        return token

    def expect(self, token):
        """Move behind a token; raise TexError if it is another one."""
        if self.peek() != token:
            raise self.error(f"missing {token}")
        self.take()

    # Source as it stands, for text, names and what macros are made of ---------------

    def raw_peek(self):
        """Return the next token, whatever the author made of it."""
        self.skip(_BLANK)
        command = _COMMAND.match(self.source, self.position)
        if command:
            return command[0]
        return self.source[self.position : self.position + 1]

    def raw_argument(self):
        """Return the source between a pair of braces."""
        self.expect("{")
        return self._raw_until("}")

    def raw_option(self):
        """Return the source between square brackets, None if there are none."""
        if self.raw_peek() != "[":
            return None
        self.position += 1
        return self._raw_until("]")

    def raw_token_or_group(self, what):
        """Return the source of one argument; `what` it is, if it is missing."""
        token = self.raw_peek()
        if token == "{":
            return self.raw_argument()
        if token in ("", "}"):
            raise self.error(f"missing {what}")
        self.position += len(token)
        return token

    def _raw_until(self, closing):
        start, depth = self.position, 0
        while True:
            if self.position >= len(self.source):
                raise self.error(f"missing {closing}")
            command = _COMMAND.match(self.source, self.position)
            token = command[0] if command else self.source[self.position]
            self.position += len(token)
            if token == closing and not depth:
                return self.source[start : self.position - 1]
            depth += {"{": 1, "}": -1}.get(token, 0)

    def _replace(self, name):
        """Put what a macro stands for in place of its use."""
        start, self.last_used = self.position, name
        if next(self.uses) > macros.MOST:
            raise self.error(f"{name} has no end: more than {macros.MOST:,} macros")
        self.position += len(name)
        meaning = macros.use(self.macros[name], self, name)
        self.source = self.source[:start] + meaning + self.source[self.position :]
        self.position = start
        if len(self.source) > macros.LONGEST:
            raise self.error(f"{name} makes more than {macros.LONGEST:,} characters")

    def plain(self, raw):
        """Resolve the escapes of LaTeX text."""
        text = re.sub(r"\s+", " ", raw).replace("~", "\u00a0")
        text = text.replace("---", "—").replace("--", "–").replace("'", "’")
        text = text.replace(r"\,", "\u2009").replace("\\ ", " ").replace("{}", "")
        text = re.sub(r"\\([{}%$&#_])", r"\1", text)
        if "\\" in text:
            raise self.error(f"unknown command in text {{{raw}}}")
        return text
