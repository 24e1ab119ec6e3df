"""Text to tokens: Jupyter's own Markdown parser, the one that nbconvert uses."""

from functools import cache
from typing import ClassVar

from mistune import Markdown, import_plugin
from mistune.util import escape_url
from nbconvert.filters.markdown_mistune import MathBlockParser, MathInlineParser

from .pipes import pipe_tables

_AFTER_ADDRESS = "?!.,:;*_~\"'`"


class _InlineParser(MathInlineParser):
    r"""Jupyter's inline rules, ``\eqref{label}``, and addresses that are links."""

    SPECIFICATION: ClassVar = {
        **MathInlineParser.SPECIFICATION,
        "equation_reference": r"\\(?:eq)?ref\{(?P<equation_label>[^}]+)\}",
        "bare_address": r"https?://[^\s<\[\]]+",
    }
    DEFAULT_RULES: ClassVar = (
        "equation_reference",
        *MathInlineParser.DEFAULT_RULES,
        "bare_address",
    )

    def parse_equation_reference(self, match, state):
        raw = match["equation_label"]
        state.append_token({"type": "equation_reference", "raw": raw})
        return match.end()

    def parse_bare_address(self, match, state):
        # Marks at its end belong to the sentence, as does a bracket opened before it.
        url = match[0].rstrip(_AFTER_ADDRESS)
        while url.endswith(")") and url.count("(") < url.count(")"):
            url = url[:-1].rstrip(_AFTER_ADDRESS)
        text = {"type": "text", "raw": url}
        if state.in_link:
            state.append_token(text)
        else:
            attrs = {"url": escape_url(url)}
            state.append_token({"type": "link", "children": [text], "attrs": attrs})
        return match.start() + len(url)


@cache
def _parser():
    plugins = [pipe_tables, import_plugin("strikethrough")]
    return Markdown(
        renderer=None, block=MathBlockParser(), inline=_InlineParser(), plugins=plugins
    )


def text_tokens(source):
    """Return the tokens of a text in Markdown."""
    return _parser()(source)


def formula_tokens(source):
    """Return the tokens of a text that holds nothing but a formula."""
    inline = _parser().inline
    state = inline.state_cls({})
    state.src = source
    return inline.parse(state)
