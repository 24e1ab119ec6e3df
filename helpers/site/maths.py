"""Formulas of a page: LaTeX is read by `formulas`, and Typst writes it as MathML."""

import html
import re
from importlib.resources import files

import typst

from ..formulas import typst as written
from ..formulas.reader import read, read_display
from ..formulas.tokens import TexError

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_MARK = re.compile(r"<!--formula (\d+)-->")


class Formulas:
    """The formulas of one page, gathered one by one and set all at once.

    Attributes
    ----------
    problems : list of str
        One line for each formula that cannot be read.
    """

    def __init__(self):
        self.problems = []
        self._macros, self._sources = {}, []

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
        return self._mark(f"${written.inline(formula)}$" if formula else "")

    def display(self, latex):
        """Take a displayed formula, and return HTML that `fill` replaces."""
        if not latex.strip():
            return ""
        try:
            formula = read_display(latex, self._macros)
        except TexError as error:
            return self._problem(latex, error)
        return self._mark(written.display(formula))

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
        source = "\n\n".join([start, *lines])
        made = typst.compile(source.encode(), format="html").decode()

        def formula(mark):
            name = f"x-formula-{mark[1]}"
            return made.split(f"<{name}>", 1)[1].split(f"</{name}>", 1)[0]

        return _MARK.sub(formula, page), _STYLE.search(made)[1]

    def _mark(self, source):
        if not source:  # macros were defined, or there is nothing to see
            return ""
        self._sources.append(source)
        return f"<!--formula {len(self._sources) - 1}-->"

    def _problem(self, latex, error):
        self.problems.append(f"the formula {latex.strip()!r} cannot be read: {error}")
        return f'<code class="problem">{html.escape(latex)}</code>'
