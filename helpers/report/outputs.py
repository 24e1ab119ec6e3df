"""Code cells and their outputs to Typst."""

import re

from nbconvert.filters import strip_ansi

from .markdown import caption, markdown
from .pictures import EXTENSIONS, decode
from .tables import tables
from .text import arguments, string

_OPTIONS = re.compile(r"(?:#(?:\||\s*NBVAL_)[^\n]*(?:\n|$))+")
_COLUMNS = 88  # what the style file can print on a line of code; of output one less
_LONG_WORD = re.compile(r"\S{81,}")
_OBJECT = re.compile(r"<[\w.]+(?: [^>]*)?object[^>]*>|<IPython[^>]*>")
_WIDGET = "application/vnd.jupyter.widget-view+json"


def code(cell, language):
    """Write the source of a code cell as a listing.

    Parameters
    ----------
    cell : NotebookNode
        The cell; its first lines may be options, ``#| ...`` or ``# NBVAL_...``, which
        are not printed.
    language : str
        The language to highlight.

    Returns
    -------
    str
        Typst markup, empty if there is nothing to show.
    """
    options = _OPTIONS.match(cell.source)
    source = cell.source[options.end() if options else 0 :].strip("\n")
    if not source.strip():
        return ""
    return f"#listing({_lines(source, _COLUMNS)}, lang: {string(language)});"


def outputs(cell, draft):
    """Write the outputs of a code cell.

    Parameters
    ----------
    cell : NotebookNode
        The cell.
    draft : Draft
        Collects problems, labels and pictures.

    Returns
    -------
    str
        Typst markup.
    """
    written, previous = [], {}
    for output in cell.outputs:
        metadata = output.get("metadata", {})
        repeated = metadata.get("role") == "caption" and "caption" in previous
        if not repeated:
            written.append(_output(output, draft))
        previous = metadata
    return "\n\n".join(part for part in written if part)


def _output(output, draft):
    if output.output_type == "stream":
        return _printed(output.text)
    if output.output_type == "error":
        summary = string(strip_ansi(f"{output.ename}: {output.evalue}"))
        traceback = _lines(strip_ansi("\n".join(output.traceback)))
        return f"#failure({summary}, {traceback});"
    body, kind = _body(output, draft)
    return _captioned(body, kind, output.get("metadata", {}), draft)


def _body(output, draft):
    """Return the best form of a result for paper, and the kind of its caption."""
    data, metadata = output.data, output.get("metadata", {})
    for mime in EXTENSIONS:
        if mime in data:
            return _picture(data[mime], mime, metadata, draft), "image"
    if "text/latex" in data or "text/markdown" in data:
        text = markdown(data.get("text/latex") or data["text/markdown"], draft)
        return text, "table" if "#booktable" in text else "image"
    if "<table" in data.get("text/html", ""):
        return "\n\n".join(tables(data["text/html"])), "table"
    plain = data.get("text/plain", "")
    if _WIDGET in data:
        return draft.problem("a widget has no picture to print", plain), "image"
    if not plain or _OBJECT.fullmatch(plain.strip()):
        kinds = ", ".join(sorted(data))
        return draft.problem(f"output cannot be printed ({kinds})", plain), "image"
    return _printed(plain), "image"


def _picture(data, mime, metadata, draft):
    try:
        name = draft.store(decode(data, mime), EXTENSIONS[mime])
    except ValueError as error:
        return draft.problem(str(error))
    pixels = metadata.get(mime, {}).get("width")
    width = f"{0.75 * float(pixels):g}pt" if pixels else None  # 96 pixels an inch
    alt = metadata.get("alt") or metadata.get("caption") or f"Output of {draft.cell}"
    return f"#picture({string(name)}, {arguments(alt=string(alt), width=width)});"


def _captioned(body, kind, metadata, draft):
    """Number a result that has a caption or a label."""
    label, words = metadata.get("label"), metadata.get("caption")
    if not (label or words) or body.startswith("#problem"):
        return body
    if label and not draft.anchor(label):
        where = draft.anchors[label]
        return body + draft.problem(f"label {label} is already used in {where}")
    options = arguments(
        caption=f"[{caption(words, draft)}]" if words else None,
        id=string(label) if label else None,
        kind=kind,
    )
    return f"#captioned([{body}], {options});"


def _printed(text):
    """Write printed text; a carriage return overwrites what is before it."""
    lines = [line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n")]
    text = strip_ansi("\n".join(lines)).strip("\n")
    return f"#printed({_lines(text)});" if text.strip() else ""


def _lines(text, columns=_COLUMNS - 1):
    """Write lines as a Typst string; a word too long for a line may be broken."""
    lines = [
        _LONG_WORD.sub(_breakable, line) if len(line) > columns else line
        for line in text.split("\n")
    ]
    return string("\n".join(lines))


def _breakable(match):
    word = match[0]
    return "\u200b".join(word[i : i + 80] for i in range(0, len(word), 80))
