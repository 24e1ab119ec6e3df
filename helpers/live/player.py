"""A live figure on a page without Python: everything that its sliders can show.

The figure is asked for all positions of its sliders, or for some of them if there are
too many. `player.js` draws what was recorded, on top of the picture of what does not
move.
"""

import base64
import gzip
import html
import io
import itertools
import json
import math

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from IPython import get_ipython
from PIL import Image

from helpers.checking.arguments import check_count
from helpers.live.figure import LiveFigure
from helpers.live.recording import Recorder, png_address
from helpers.live.sliders import in_words
from helpers.plots import STYLE

MOST = 3000  # positions of all sliders together


def register():
    """From now on, a live figure in a notebook shows its player to pages, too."""
    formatter = get_ipython().display_formatter.formatters["text/html"]
    formatter.for_type(LiveFigure, player)


def player(live, most=MOST):
    """HTML of a live figure whose sliders move without Python.

    Parameters
    ----------
    live : LiveFigure
        It is left as it was.
    most : int
        Positions of all sliders together. If there are more, every second position of
        the longest slider goes, again and again; both ends and the first value stay.

    Returns
    -------
    str
        An element of the class "live-player", for a page with `player.js`.

    Raises
    ------
    TypeError, ValueError
        If it is no live figure, or one of its controls has no list of positions.
    RuntimeError
        If it is closed.
    """
    if not isinstance(live, LiveFigure):
        raise TypeError(f"live must be a LiveFigure; got {live!r}")
    check_count("most", most)
    names = list(live.sliders)
    every = [_positions(name, live.sliders[name]) for name in names]
    firsts = [live.sliders[name].value for name in names]
    kept = _thinned(every, firsts, most)
    content = _record(live, names, kept)
    content["sliders"] = [
        _slider(live.sliders[name], values, first)
        for name, values, first in zip(names, kept, firsts, strict=True)
    ]
    note = _note(live.sliders.values(), every, kept)
    below = f'<p class="live-note">{html.escape(note)}</p>' if note else ""
    packed = gzip.compress(json.dumps(content, ensure_ascii=False).encode(), mtime=0)
    record = base64.b64encode(packed).decode()
    return f'<div class="live-player" data-record="{record}">{below}</div>'


def _positions(name, control):
    """All values of a control."""
    if isinstance(control, widgets.FloatLogSlider):
        steps = round((control.max - control.min) / control.step, 6)
        exponents = control.min + control.step * np.arange(math.floor(steps) + 1)
        return (float(control.base) ** exponents).tolist()
    if hasattr(control, "options"):
        return [value for _, value in control._options_full]
    if isinstance(control.value, bool):
        return [False, True]
    if all(hasattr(control, end) for end in ("min", "max", "step")):
        count = math.floor(round((control.max - control.min) / control.step, 6)) + 1
        kind = type(control.value)
        return [kind(round(control.min + i * control.step, 12)) for i in range(count)]
    raise TypeError(f"{name} must be a slider or a choice; got {control!r}")


def _nearest(values, first):
    """Index of a value; of numbers, of the nearest."""
    if first in values:
        return values.index(first)
    return int(np.argmin([abs(value - first) for value in values]))


def _thinned(every, firsts, most):
    """Some of the positions: both ends, the first value, and others evenly between."""
    kept = [list(values) for values in every]
    for values, first in zip(kept, firsts, strict=True):
        values[_nearest(values, first)] = first
    while math.prod(map(len, kept)) > most and max(map(len, kept)) > 3:
        longest = max(range(len(kept)), key=lambda k: len(kept[k]))
        values = kept[longest]
        at = values.index(firsts[longest])
        ends = {0, len(values) - 1}
        kept[longest] = [
            value for i, value in enumerate(values) if i in ends or (i - at) % 2 == 0
        ]
    return kept


def _record(live, names, kept):
    """All that is drawn and written for each position, each thing once."""
    recorder, words, strokes, states = Recorder(live.figure), {}, {}, []
    settings = (
        dict(zip(names, values, strict=True)) for values in itertools.product(*kept)
    )
    with mpl.rc_context(STYLE):
        for artists, texts, error in live.states(settings):
            recorder.begin()
            for artist in artists:
                artist.draw(recorder)
            drawn = [strokes.setdefault(s, len(strokes)) for s in recorder.strokes]
            said = [words.setdefault(text, len(words)) for text in texts]
            states.append([drawn, said, error] if error else [drawn, said])
    return {
        "width": recorder.width,
        "height": recorder.height,
        "background": _background(live),
        "styles": list(recorder.styles),
        "shapes": list(recorder.shapes),
        "strokes": list(strokes),
        "texts": list(words),
        "states": states,
    }


def _background(live):
    png = io.BytesIO()
    picture = live.background().quantize(dither=Image.Dither.NONE)
    picture.save(png, "PNG", optimize=True)
    return png_address(png.getvalue())


def _slider(control, values, first):
    """What a page must know of a slider: its label, its values in words, its place."""
    words = [_in_words(control, value) for value in values]
    return {
        "label": control.description,
        "values": words,
        "first": values.index(first),
    }


def _in_words(control, value):
    """A value as it stands beside the slider."""
    if hasattr(control, "options"):
        return next(word for word, other in control._options_full if other == value)
    form = getattr(control, "readout_format", "")
    text = format(value, form) if form else in_words(value)
    return text.replace("-", "−")


def _note(controls, every, kept):
    """A sentence on the sliders that have fewer positions here; empty if none has."""
    coarser = [
        f"{control.description}: {len(some)} of {len(values)} positions"
        for control, values, some in zip(controls, every, kept, strict=True)
        if len(some) < len(values)
    ]
    if not coarser:
        return ""
    return f"On this page the sliders take larger steps ({'; '.join(coarser)})."
