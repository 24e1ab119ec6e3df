"""Texts of others as Markdown that says what they say, and does nothing else."""

import re

from helpers.formulas.strings import clean
from helpers.report.listings import first_lines

_MOST_LINES = 100  # of an answer
_MOST_WORDS = 8000  # characters of a written answer, of a verdict fewer
_FENCE = re.compile(r"^ {0,3}(```|~~~)")
# Also in quotes and lists; Jupyter takes "##1" for a heading, too.
_HEADING = re.compile(r"^([\s>*+\d.)-]*)(?=#)|^([\s>]*)(?=(?:=+|-+)\s*$)")
_PICTURE = re.compile(r"!(?=\[)")
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_CODE = re.compile(r"((?<!`)(`+)(?!`).*?(?<!`)\2(?!`))")
_MARK = re.compile(r"[!-/:-@\[-`{-~]")  # what is punctuation in ASCII


def plain(text):
    """Write text that is no Markdown, on one line.

    Parameters
    ----------
    text : str
        Any text: names of students and files.

    Returns
    -------
    str
        Markdown in which each character stands for itself.
    """
    line = " ".join(clean(text).split())
    line = line if len(line) <= 200 else f"{line[:200]} …"
    return _MARK.sub(lambda mark: f"&#{ord(mark[0])};", line)


def harmless(text, most=1500):
    """Take from Markdown what would change the paper around it.

    Headings become text, and so do HTML, which may hide things, and pictures, which
    may show files of others.

    Parameters
    ----------
    text : str
        Markdown: a verdict, a comment, or a student's own words.
    most : int
        Number of characters to keep.

    Returns
    -------
    str
        Markdown, cut with a word if it is very long.
    """
    text = clean(text)
    if len(text) > most:
        text = f"{text[:most]} … {len(text) - most:,} more characters"
    lines, fence = [], ""
    for line in text.split("\n"):
        begun = _FENCE.match(line)
        if begun and fence in ("", begun[1]):
            fence = "" if fence else begun[1]
        elif not fence:
            line = _without_effect(_HEADING.sub(r"\1\2\\", line))
        lines.append(line)
    if fence:
        lines.append(fence)
    return "\n".join(lines)


def _without_effect(line):
    """A line without pictures and HTML, but with its code as it is."""
    parts = _CODE.split(line)  # text, code, its backticks, text, ...
    parts[::3] = [_HTML.sub("< ", _PICTURE.sub(r"\\!", text)) for text in parts[::3]]
    del parts[2::3]
    return "".join(parts)


def sentence(text, most=1500):
    """Write a verdict on one line.

    Parameters
    ----------
    text : str
        Markdown of one paragraph, with words of a student in it.
    most : int
        Number of characters to keep.

    Returns
    -------
    str
        Markdown, as by `harmless`.
    """
    return harmless(" ".join(text.split()), most)


def quoted(text):
    """Set a student's own words apart.

    Parameters
    ----------
    text : str
        Markdown.

    Returns
    -------
    str
        A block quote.
    """
    lines = harmless(text, _MOST_WORDS).split("\n")
    return "\n".join(f"> {line}".rstrip() for line in lines)


def listed(source, language):
    """Write code as a listing.

    Parameters
    ----------
    source : str
        The code, of any length.
    language : str
        What it is written in.

    Returns
    -------
    str
        Markdown: a fenced block, which nothing in the code ends.
    """
    shown = first_lines(clean(source).strip("\n"), _MOST_LINES, 300)
    longest = max(map(len, re.findall("`+", shown)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{shown}\n{fence}"
