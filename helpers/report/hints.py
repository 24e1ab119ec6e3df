"""Finding the hints that a Markdown cell folds away in ``<details>``."""

import re

_TOKEN = re.compile(
    r"^ {0,3}(?P<fence>```+|~~~+).*$"
    r"|(?P<open><details\b[^<>]*>)"
    r"|(?P<close></details\s*>)",
    re.MULTILINE | re.IGNORECASE,
)
_SUMMARY = re.compile(r"\s*<summary>([^<]*)</summary>", re.IGNORECASE)


def split_hints(source):
    """Split Markdown into what is always shown and what is folded away.

    Parameters
    ----------
    source : str
        A Markdown cell.

    Returns
    -------
    shown : list of str
        The pieces before, between and after the hints: one more than there are hints.
    hints : list of tuple of str
        Summary and text of each hint. A ``<details>`` that is not closed is no hint,
        nor is one inside a fenced listing.
    """
    shown, hints = [], []
    fence, depth, begin, end = "", 0, 0, 0
    for token in _TOKEN.finditer(source):
        mark = token["fence"] or ""
        if fence or mark:
            if not fence:
                fence = mark
            elif mark.startswith(fence) and token[0].strip() == mark:
                fence = ""
        elif token["open"]:
            depth += 1
            if depth == 1:
                begin = token.start(), token.end()
        elif depth:
            depth -= 1
            if depth == 0:
                shown.append(source[end : begin[0]])
                hints.append(_hint(source[begin[1] : token.start()]))
                end = token.end()
    return [*shown, source[end:]], hints


def _hint(inside):
    summary = _SUMMARY.match(inside)
    if summary is None:
        return "Hint", inside
    return summary[1].strip(), inside[summary.end() :]
