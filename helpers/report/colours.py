"""Colours of words, as HTML names them and paper can show them."""

import re

from tinycss2.color3 import RGBA, parse_color

_STYLE = re.compile(r"(?<![\w-])color\s*:\s*([^;!]+)", re.IGNORECASE)
_LIGHTEST = 0.45  # of words on white paper, 1 being white


def ink(name, style=None):
    """Return a colour in which words can be read on white paper.

    Parameters
    ----------
    name : str or None
        A colour as HTML writes it: ``red``, ``#f00``, ``rgb(255, 0, 0)``.
    style : str, optional
        CSS that may name the colour of text.

    Returns
    -------
    str or None
        ``#rrggbb``, darker than the one named if that is too light; None if there is no
        colour, or it is black.
    """
    found = _STYLE.search(style or "")
    colour = parse_color(found[1] if found else name or "")
    if not isinstance(colour, RGBA):
        return None
    channels = [min(max(channel, 0), 1) for channel in colour[:3]]
    light = 0.3 * channels[0] + 0.59 * channels[1] + 0.11 * channels[2]
    scale = min(1, _LIGHTEST / light) if light else 1
    channels = [round(255 * scale * channel) for channel in channels]
    return "#{:02x}{:02x}{:02x}".format(*channels) if any(channels) else None
