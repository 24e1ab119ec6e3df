"""Code cells and their outputs to Typst."""

import re
from functools import partial

import nbformat
from nbformat.v4.rwbase import rejoin_lines

from ..formulas.strings import arguments, clean, string
from . import listings
from .draft import LONGEST_CAPTION
from .folding import short
from .markdown import LONGEST_PAGE, caption, html_page, markdown
from .pictures import EXTENSIONS, decode, show_picture
from .tables import tables, words_of
from .widgets import VIEW, kept_of

_OPTIONS = re.compile(r"(?:#(?:\||\s*NBVAL_)[^\n]*(?:\n|$))+")
_SOLUTION = re.compile(r"^[ \t]*# (?:BEGIN|END) SOLUTION[ \t]*(?:\n|\Z)", re.MULTILINE)
_FENCED = re.compile(r"\s*```[^`]*```\s*")
# What only names an object that is shown in another form; alone, it is a result.
_OBJECT = re.compile(r"\s*<[\w.]+(?: [^>]*)?object[^>]*>\s*")
_SHOWING = re.compile(r"\s*<IPython[^>]*>\s*\Z")  # whose other form is not kept
# The text of an object's class and arguments, perhaps cut, which says nothing that it
# shows.
_CALL = re.compile(r"\w+\(.*[)…]", re.DOTALL)
# Progress bars and what shows them: gone when the work is done.
_PASSING = re.compile(r"Output\(\)$|(HBox\(children=\()?(HTML\(.*?\), )?\w*Progress\(")
_LIVE = re.compile(
    r"application/(vnd\.(plotly|vega|bokeh|holoviews)|geo\+json|javascript)"
)
# Elements that such HTML shows only where it may not run: its plain form says as much.
_FALLBACK = re.compile(r"class=.[\w -]*text-repr-fallback")
_ADDRESS = re.compile(
    r"""<(?:iframe|video|audio|embed)\b[^>]*?\ssrc=["']?([^"'\s>]+)"""
)
# Scripts that set up or load a library, among styles and comments.
_SETTINGS = re.compile(
    r"(?:\s|<!--(?:(?!-->).)*-->|<(?:link|meta)\b[^>]*>|<style\b(?:(?!</style).)*</style>"
    r"|<script\b[^>]*\ssrc=[^>]*>\s*</script>"
    r"|<script\b[^>]*>\s*(?:if \(window\.MathJax\)|MathJax\.|window\.(?:PlotlyConfig"
    r"|MathJax)\b)(?:(?!</script).)*</script>)+",
    re.DOTALL | re.IGNORECASE,
)
_PLACE = re.compile(r"<\w[^>]*\sid\s*=", re.IGNORECASE)
_RICH = re.compile(r"<(img|svg|h[1-6]|[ou]l|pre|a|caption)\b", re.IGNORECASE)
_MARKUP = ("text/latex", "text/markdown")


def code(cell, language, whole=True, leads=False):
    """Write the source of a code cell as a listing.

    Parameters
    ----------
    cell : NotebookNode
        The cell; its first lines may be options, ``#| ...`` or ``# NBVAL_...``, which
        are not printed, and neither are the lines that mark a solution.
    language : str
        The language to highlight.
    whole : bool
        Whether to print what draws, and what is printed as a caption, too.
    leads : bool
        Whether a few lines stay on the page of what stands below them.

    Returns
    -------
    str
        Typst markup, empty if there is nothing to show.
    """
    options = _OPTIONS.match(cell.source)
    source = _SOLUTION.sub("", cell.source[options.end() if options else 0 :])
    if not source.strip():
        return ""
    pieces = [source] if whole else short(cell, source)
    return "\n\n".join(
        f"#left-out({piece});"
        if isinstance(piece, int)
        else listings.listing(piece, language, leads)
        for piece in pieces
    )


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
        if not repeated and not _is_frame(output, cell):
            written.append(_output(output, draft))
        previous = metadata
    return "\n\n".join(part for part in written if part)


def _is_frame(output, cell):
    """Tell whether an output is the script of a live figure that has a picture too."""
    script = output.get("data", {}).get("application/javascript")
    if not isinstance(script, str) or "window.mpl = {" not in script:
        return False
    pages = [other.get("data", {}).get("text/html") for other in cell.outputs]
    return any(
        isinstance(page, str) and '<img src="data:image/' in page for page in pages
    )


def _output(output, draft):
    if output.output_type == "stream":
        return listings.printed(output.text)
    if output.output_type == "error":
        return listings.failure(output.ename, output.evalue, output.traceback)
    odd = [
        mime
        for mime, value in output.data.items()
        if not isinstance(value, str) and "json" not in mime
    ]
    if odd:
        return draft.problem(f"an output is damaged: {', '.join(odd)} is no text")
    words = {
        name: clean(value)
        for name, value in output.metadata.items()
        if isinstance(value, str) and clean(value).strip()
    }
    body, kind = _body(output, words, draft)
    return _captioned(body, kind, words, draft) if body else ""


def _body(output, words, draft):
    """Return the best form of a result for paper, and the kind of its caption."""
    data = output.data
    if any(mime in data for mime in EXTENSIONS):
        return _picture(output, words, draft), "image"
    forms = [(markdown, data[mime]) for mime in _MARKUP if data.get(mime)]
    page = data.get("text/html", "")
    if "<table" in page:
        forms.append((_tables, page))
    plain = data.get("text/plain", "")
    is_object = _SHOWING.match(plain) or (len(data) > 1 and _OBJECT.fullmatch(plain))
    is_plain = plain.strip() and not is_object
    if forms:
        text, kind = _first_whole(forms, draft)
        if text.startswith("#problem(") and kind == "image" and is_plain:
            text += "\n\n" + listings.printed(plain)
        return text, kind
    if VIEW in data:
        return _widget(data[VIEW], plain, draft), "image"
    live = [mime for mime in data if _LIVE.match(mime)]
    if page.strip() and not live and not (is_plain and _FALLBACK.search(page)):
        return _page(page, plain if is_plain else "", draft), "image"
    if live or not is_plain:
        kinds = ", ".join(sorted(data)) or "nothing in it"
        message = f"output cannot be printed ({kinds})"
        return draft.problem(message, plain if is_plain else _words(page)), "image"
    return listings.printed(plain), "image"


def _widget(view, plain, draft):
    """Write the text of a widget, such as a progress bar, or what is kept of it."""
    if plain.strip() and not _CALL.fullmatch(plain.strip()):
        return listings.printed(plain)
    words, kept = kept_of(view, draft.widgets)
    if not words and not kept and _PASSING.match(plain.strip()):
        note = "#code-note[A widget, of which the notebook keeps only its name:];"
        return f"{note}\n{listings.printed(plain)}"
    try:
        cell = nbformat.v4.new_code_cell(outputs=nbformat.from_dict(kept))
    except nbformat.ValidationError:
        return draft.problem("what is kept of a widget is damaged", plain)
    rejoin_lines(nbformat.v4.new_notebook(cells=[cell]))
    written = [listings.printed("\n".join(words))]
    for output in cell.outputs:
        if VIEW not in output.get("data", {}):  # might be this widget again
            written.append(_output(output, draft))
    text = "\n\n".join(part for part in written if part)
    return text or draft.problem("a widget has no picture to print", plain)


def _page(page, plain, draft):
    """Write an HTML output; if not all of it can be, one box with its words."""
    text = draft.attempt(partial(html_page, page, draft))
    # Styles show nothing; an element with a name may be a script's to fill.
    is_bare = not _PLACE.search(page)
    if text or (text == "" and is_bare) or (is_bare and _SETTINGS.fullmatch(page)):
        return text or ""
    words = _words(page) or plain
    addresses = " ".join(_ADDRESS.findall(page[:LONGEST_PAGE]))
    message = "output cannot be printed (text/html)"
    return draft.problem(message, f"{words} {addresses}".strip())


def _tables(page, draft):
    """Write the tables of an HTML output, and what stands around them."""
    if len(page) <= LONGEST_PAGE and _RICH.search(page):
        text = draft.attempt(partial(html_page, page, draft))
        if text:
            return text
    return tables(page, draft)


def _first_whole(forms, draft):
    """Write the first form of a result of which nothing is lost, or else the first.

    They are forms of one and the same result: JupyterLab shows only one of them, too.
    """
    if draft.code == "none" and _FENCED.fullmatch(forms[0][1]):
        return "", "image"
    for write, source in forms if len(forms) > 1 else ():
        text = draft.attempt(partial(write, source, draft))
        if text is not None:
            break
    else:
        write, source = forms[0]
        text = write(source, draft)
    return text, "table" if "#booktable" in text else "image"


def _words(page):
    try:
        return words_of(page)
    except ValueError:  # too long; the box then shows the plain form
        return ""


def _picture(output, words, draft):
    """Store the first form of a picture that can be printed."""
    alt = words.get("alt") or words.get("caption") or f"Output of {draft.cell}"
    for mime in EXTENSIONS:
        if mime not in output.data:
            continue
        try:
            name = draft.store(decode(output.data[mime], mime), EXTENSIONS[mime])
        except ValueError as error:
            reason = str(error)
            continue
        own = output.metadata.get(mime, {})
        pixels = own.get("width") if isinstance(own, dict) else None
        is_width = isinstance(pixels, (int, float)) and 0 < pixels < 1e5
        width = f"{0.75 * pixels:.4f}pt" if is_width else None  # 96 pixels an inch
        return show_picture(name, alt, width)
    return draft.problem(reason)


def _captioned(body, kind, words, draft):
    """Number a result that has a caption or a label."""
    label, text = words.get("label"), words.get("caption")
    if text and len(text) > LONGEST_CAPTION:
        message = f"a caption of more than {LONGEST_CAPTION:,} characters"
        below = [draft.problem(message), markdown(text, draft)]
        brief = {**words, "caption": None, "alt": words.get("alt") or text}
        return "\n\n".join([_captioned(body, kind, brief, draft), *below])
    if not (label or text):
        return body
    if label and not draft.anchor(label):
        where = draft.anchors[label]
        return body + draft.problem(f"label {label} is already used in {where}")
    options = arguments(
        caption=f"[{caption(text, draft)}]" if text else None,
        id=string(label) if label else None,
        kind=kind,
        alt=string(words.get("alt") or text or label) if kind == "image" else None,
    )
    return f"#captioned([{body}], {options});"
