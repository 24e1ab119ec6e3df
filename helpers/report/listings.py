"""Code and printed text to Typst: listings that break well and are never too long."""

import ast
import itertools
import re

from nbconvert.filters import strip_ansi

from ..formulas.strings import arguments, string

COLUMNS = 95  # what the style file can print on a line of code; of output one less
_MOST_CODE = 1000  # lines
_MOST_OUTPUT = 200
_WIDEST = 2000  # characters of a line
_FEW = 3  # lines of code that can stay with what they print
_LONG_WORD = re.compile(r"\S{81,}")


def listing(source, language=None, leads=False):
    """Write code as a listing.

    Parameters
    ----------
    source : str
        The code.
    language : str, optional
        The language to highlight.
    leads : bool
        Whether a few lines stay on the page of what stands below them.

    Returns
    -------
    str
        Typst markup. Python is given statement by statement, so that pages break
        between statements.
    """
    source = first_lines(source.strip("\n"), _MOST_CODE)
    parts = _statements(source) if language == "python" else [(0, source)]
    options = arguments(
        lang=string(language) if language else None,
        leads="true" if leads and source.count("\n") < _FEW else None,
    )
    pieces = ", ".join(f"({gap}, {_lines(part, COLUMNS)})" for gap, part in parts)
    return f"#listing({pieces}{', ' * bool(options)}{options});"


def printed(text):
    """Write printed text; a carriage return overwrites what is before it.

    Parameters
    ----------
    text : str
        What a program printed.

    Returns
    -------
    str
        Typst markup, empty for blank text. Of long output only the beginning is
        printed, and how much is left out.
    """
    text = first_lines(text.strip("\n"), _MOST_OUTPUT)
    return f"#printed({_lines(text)});" if text.strip() else ""


def failure(name, value, traceback):
    """Write the error that a cell ended with.

    Parameters
    ----------
    name, value : str
        The error's class and message.
    traceback : list of str
        Its traceback, perhaps with the colours of a terminal.

    Returns
    -------
    str
        Typst markup.
    """
    summary = first_lines(f"{name}: {value}", 3)
    trace = first_lines("\n".join(traceback), _MOST_OUTPUT)
    return f"#failure({string(summary)}, {_lines(trace)});"


def first_lines(text, most, widest=_WIDEST):
    """Cut a text, and say how much is left out.

    Parameters
    ----------
    text : str
        Any text, as a terminal would get it.
    most : int
        Number of lines to keep.
    widest : int
        Number of characters of a line to keep.

    Returns
    -------
    str
        The first lines as a terminal shows them.
    """
    lines, start = [], 0
    while start <= len(text) and len(lines) < most:
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        line = strip_ansi(text[start:end].rstrip("\r").rpartition("\r")[2])
        if len(line) > widest:
            line = f"{line[:widest]} … {len(line) - widest:,} more characters"
        lines.append(line)
        start = end + 1
    if start <= len(text):
        lines.append(f"… {text.count(chr(10), start) + 1:,} more lines")
    return "\n".join(lines)


def _statements(source):
    """Split Python into statements: (blank lines before, lines) of each.

    Comments go with the statement below them, and the first and the last piece have
    at least two lines, so that none stands alone on a page.
    """
    try:
        # "…" stands in the place of a caption.
        body = ast.parse(source.replace("…", "...")).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [(0, source)]
    lines = source.split("\n")
    ends = [
        above.end_lineno
        for above, below in itertools.pairwise(body)
        if above.end_lineno < below.lineno and 2 <= above.end_lineno <= len(lines) - 2
    ]
    pieces, start = [], 0
    for end in [*ends, len(lines)]:
        piece = lines[start:end]
        text = "\n".join(piece).lstrip("\n")
        gap = len(piece) - len(text.split("\n"))
        pieces.append((gap, text))
        start = end
    return pieces


def _lines(text, columns=COLUMNS - 1):
    """Write lines as a Typst string; a word too long for a line may be broken."""
    lines = [
        _LONG_WORD.sub(_breakable, line) if len(line) > columns else line
        for line in text.split("\n")
    ]
    return string("\n".join(lines))


def _breakable(match):
    word = match[0]
    return "\u200b".join(word[i : i + 80] for i in range(0, len(word), 80))
