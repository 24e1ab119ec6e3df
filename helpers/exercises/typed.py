r"""LaTeX as students type it, made a display of rows.

What stands in an environment such as align is left as it is. Otherwise each typed line
is a row, as long as its brackets are closed, and the dollar signs around all go.
"""

import re

_WRAPPER = re.compile(r"\$\$?|\\\[|\\\]|\\\(|\\\)")
_COMMENT = re.compile(r"(?<!\\)%.*")
_ENVIRONMENT = re.compile(
    r"\\begin\{(align|aligned|alignat|gather|gathered|split|equation|eqnarray|multline)"
)
_RELATION = re.compile(
    r":=|[=<>≤≥]|\\(?:leqslant|geqslant|leq|geq|le|ge|succeq|equiv|leftarrow)(?![a-z])"
)
_OPENING = re.compile(r"\\begin|\\left(?![a-z])|(?<!\\)\{")
_CLOSING = re.compile(r"\\end|\\right(?![a-z])|(?<!\\)\}")


def unbalanced(lines):
    """What is opened and never closed, in words; empty if nothing is.

    Parameters
    ----------
    lines : str
        What was typed.

    Returns
    -------
    str
    """
    pairs = {
        ("{", "}"): (r"(?<!\\)\{", r"(?<!\\)\}"),
        (r"\left", r"\right"): (r"\\left(?![a-z])", r"\\right(?![a-z])"),
        (r"\begin", r"\end"): (r"\\begin", r"\\end"),
    }
    text = _COMMENT.sub("", lines)
    for names, patterns in pairs.items():
        count, other = (len(re.findall(pattern, text)) for pattern in patterns)
        if count != other:
            name, partner = names if count > other else names[::-1]
            return f"there is a {name} without its {partner}"
    return ""


def as_display(lines):
    """Make typed lines the rows of one display.

    Parameters
    ----------
    lines : str
        What was typed.

    Returns
    -------
    str
        LaTeX that :func:`helpers.formulas.reader.read_display` reads.
    """
    text = _COMMENT.sub("", lines).strip()
    while wrapped := _WRAPPER.match(text):
        text = text[wrapped.end() :].strip()
    for end in ("$$", "$", r"\]", r"\)"):
        text = text.removesuffix(end).strip()
    if _ENVIRONMENT.match(text):
        return text
    rows = [_marked(row) for row in _rows(text)]
    return "\\begin{aligned}\n" + " \\\\\n".join(rows) + "\n\\end{aligned}"


def _rows(text):
    """The typed lines, joined as long as a bracket is open."""
    rows, row = [], ""
    for line in text.splitlines():
        line = line.strip()
        if not line or _WRAPPER.fullmatch(line):
            continue
        row = f"{row} {line}".strip()
        if len(_OPENING.findall(row)) <= len(_CLOSING.findall(row)):
            rows.append(row.removesuffix(r"\\").strip())
            row = ""
    return [*rows, row] if row else rows


def _marked(row):
    """A row with the sign & before its first relation, so that rows stand in line."""
    if "&" in row:
        return row
    for found in _RELATION.finditer(row):
        before = row[: found.start()]
        if len(_OPENING.findall(before)) == len(_CLOSING.findall(before)):
            return f"{before}&{row[found.start() :]}"
    return f"& {row}"
