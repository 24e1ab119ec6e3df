"""Formulas of a page: LaTeX is read by `formulas`, and Typst writes it as MathML."""

import html
import re
from importlib.resources import files

import typst

from ..formulas import typst as written
from ..formulas.reader import read, read_display
from ..formulas.strings import string
from ..formulas.tokens import TexError
from ..formulas.tree import Reference

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_MARK = re.compile(r'<x-mark n="(\d+)"(?: ?/|></x-mark)>')  # as XML may write it
_LONG = 40  # characters of LaTeX; what is longer may be wider than a phone


class Formulas:
    """The formulas of one page, gathered one by one and set all at once.

    Attributes
    ----------
    problems : list of str
        One line for each formula that cannot be read.
    """

    def __init__(self):
        self.problems = []
        self._macros, self._sources, self._tags = {}, [], {}

    def inline(self, latex):
        """Take a formula in a line of text.

        Parameters
        ----------
        latex : str
            What stands between the dollar signs.

        Returns
        -------
        str
            HTML that `fill` replaces.
        """
        try:
            formula = read(latex.strip(), self._macros)
        except TexError as error:
            return self._problem(latex, error)
        if not formula:  # macros were defined
            return ""
        if all(isinstance(node, Reference) for node in formula):
            links = (f"#linked({string(node.label)})" for node in formula)
            return self._mark(" ".join(links))
        mark = self._mark(f"${written.inline(formula)}$")
        if len(latex) > _LONG:
            return f'<span class="long" tabindex="0">{mark}</span>'
        return mark

    def display(self, latex):
        """Take a displayed formula, and return HTML that `fill` replaces."""
        if not latex.strip():
            return ""
        try:
            formula = read_display(latex, self._macros)
        except TexError as error:
            return self._problem(latex, error)
        formula = formula.numbered(self._tags.values())
        self._tags |= {label: tag for tag, label in formula.tags if label}
        code = written.display(formula)
        return self._mark(code) if code else ""

    def fill(self, page):
        """Put the formulas into a page, in place of their marks.

        Parameters
        ----------
        page : str
            HTML.

        Returns
        -------
        page, style : str
            HTML, and the style sheet that its formulas need.
        """
        if not self._sources:
            return page, ""
        start = files("helpers.site").joinpath("maths.typ").read_text(encoding="utf-8")
        lines = [f"#formula({i})[{code}];" for i, code in enumerate(self._sources)]
        tags = ", ".join(f"{string(k)}: {string(v)}" for k, v in self._tags.items())
        source = "\n\n".join([f"#let tags = ({tags or ':'})", start, *lines])
        made = typst.compile(source.encode(), format="html").decode()

        def formula(mark):
            name = f"x-formula-{mark[1]}"
            return made.split(f"<{name}>", 1)[1].split(f"</{name}>", 1)[0]

        return _MARK.sub(formula, page), _STYLE.search(made)[1]

    def _mark(self, source):
        self._sources.append(source)
        return f'<x-mark n="{len(self._sources) - 1}"></x-mark>'

    def _problem(self, latex, error):
        self.problems.append(f"the formula {latex.strip()!r} cannot be read: {error}")
        return f'<code class="problem">{html.escape(latex)}</code>'
