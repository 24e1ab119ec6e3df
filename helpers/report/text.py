"""Running text as Typst markup that prints exactly that text."""

import re

from ..formulas.strings import clean

# Characters that start Typst syntax somewhere in running text.
_SPECIAL = re.compile(r"[\\#$*_`<>@~\[\]=+/-]")


def markup(text):
    """Escape running text for Typst markup.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        Markup that prints the text, whatever characters it holds.
    """
    escaped = _SPECIAL.sub(r"\\\g<0>", clean(text))
    # "1." at the start of a line would begin a numbered list.
    return re.sub(r"(?m)^(\s*\d+)\.(?=\s|$)", r"\1\\.", escaped)
