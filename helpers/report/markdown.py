"""Markdown cells and HTML outputs to Typst.

The parser splits the text into tokens, HTML among them becomes tokens too, and the
writer writes each kind of token as Typst.
"""

from ..formulas.strings import clean
from .parser import formula_tokens, text_tokens
from .tokens import has_html
from .woven import tokens_of, unwoven
from .writer import write_blocks, write_line

_LONGEST = 50_000  # characters of a cell: the parser's time grows with their square
LONGEST_PAGE = 500_000  # characters of an HTML output


def markdown(source, draft):
    """Convert Markdown to Typst markup.

    Parameters
    ----------
    source : str
        A Markdown cell, or the Markdown of an output.
    draft : Draft
        Collects problems, labels, references and pictures.

    Returns
    -------
    str
        Typst markup. What is folded away in ``<details>`` is printed; only if its
        summary calls it a hint, it is left out of a cell that is as it was handed out,
        or kept for the appendix.
    """
    return _blocks(clean(source), draft)


def html_page(source, draft):
    """Convert an HTML output to Typst markup.

    Parameters
    ----------
    source : str
        HTML.
    draft : Draft
        As for :func:`markdown`.

    Returns
    -------
    str
        Typst markup.
    """
    if len(source) > LONGEST_PAGE:
        message = f"HTML of {len(source):,} characters is too long to print"
        return draft.problem(message, source)
    try:
        tokens = tokens_of(draft.shortened(clean(source)), formula_tokens)
        return write_blocks(tokens, draft, has_sections=False)
    except (RecursionError, ValueError) as error:
        return draft.problem(_reason(error), source)


def caption(source, draft):
    """Convert a caption, Markdown of one paragraph, to Typst markup.

    Parameters
    ----------
    source : str
        The caption.
    draft : Draft
        As for :func:`markdown`.

    Returns
    -------
    str
        Typst markup.
    """
    try:
        return write_line(_tokens(draft.shortened(clean(source))), draft)
    except ValueError as error:
        return draft.problem(str(error), source)
    except RecursionError:
        return draft.problem("a caption is nested too deeply", source)


def _blocks(source, draft):
    source = draft.shortened(source)
    if len(source) > _LONGEST:
        return draft.problem(f"Markdown of more than {_LONGEST:,} characters", source)
    try:
        return write_blocks(_tokens(source), draft)
    except ValueError as error:
        return draft.problem(str(error), source)
    except RecursionError:
        return draft.problem("Markdown is nested too deeply", source)


def _tokens(source):
    tokens = text_tokens(source)
    return unwoven(tokens, formula_tokens) if has_html(tokens) else tokens


def _reason(error):
    is_deep = isinstance(error, RecursionError)
    return "HTML is nested too deeply" if is_deep else str(error)
