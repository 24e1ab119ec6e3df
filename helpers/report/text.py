"""Running text as Typst markup that prints exactly that text."""

import re
import unicodedata

from ..formulas.strings import clean

# Characters that start Typst syntax somewhere in running text.
_SPECIAL = re.compile(r"[\\#$*_`<>@~\[\]=+/-]")
_BOUND = re.compile(r"(?<=\d) (?=[%‰])|(?<=±) (?=\d)")  # where no line may end


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
    escaped = _BOUND.sub("~", escaped)
    # "1." at the start of a line would begin a numbered list.
    return re.sub(r"(?m)^(\s*\d+)\.(?=\s|$)", r"\1\\.", escaped)


def is_right_to_left(text):
    """Tell whether the first letter is of a script that is written to the left.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    bool
        As the rules of Unicode for a paragraph have it.
    """
    sides = map(unicodedata.bidirectional, text)
    return next((side for side in sides if side in ("L", "R", "AL")), "L") != "L"
