"""Live figures: sliders that redraw a picture, and leave a picture on paper."""

import base64
import html
import io
import threading
import traceback

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from IPython import get_ipython
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from PIL import Image

from helpers.plots import STYLE, to_png

PAPER_DPI = 200
DATA_URL = b"data:image/png;base64,"


def log_slider(label, value, smallest, largest):
    """Slider over a logarithmic scale, in steps of a fiftieth of a power of ten.

    Parameters
    ----------
    label : str
        What the slider sets, with its symbol.
    value, smallest, largest : float
        Where it stands at first, and its two ends; all positive. It ends less than a
        step above `smallest` if that is no whole number of steps from `value`.

    Returns
    -------
    ipywidgets.FloatLogSlider
    """
    step = 0.02
    # The page moves a value between two steps to one of them: count them from `value`.
    below = np.floor(round(np.log10(value / smallest) / step, 6))
    return widgets.FloatLogSlider(
        value=value,
        min=np.log10(value) - below * step,
        max=np.log10(largest),
        step=step,
        description=label,
        readout_format=".3g",
    )


def choice_slider(label, value, choices):
    """Slider over these values and no others, for what was computed beforehand.

    Parameters
    ----------
    label : str
        What the slider sets, with its symbol.
    value
        Where it stands at first; one of the choices.
    choices : sequence of numbers or of str
        The values, in their order on the slider.

    Returns
    -------
    ipywidgets.SelectionSlider
    """
    return widgets.SelectionSlider(
        options=[(_in_words(choice), choice) for choice in choices],
        value=value,
        description=label,
    )


class LiveFigure(widgets.VBox):
    """A figure under sliders.

    The figure is drawn once. A slider then moves only the artists that change, on top
    of the stored background, and sends the picture to the notebook page. Texts that
    change stand above the picture there, and in the picture on paper. The output
    holds the picture beside the widget, so that a PDF or a page without a kernel shows
    the figure as well. A cell that runs again closes the figures of its earlier run.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With everything that does not change already drawn, limits included.
    artists : sequence of matplotlib artists
        Those that `update` moves.
    update : callable
        Called with one keyword per slider; moves the artists (`set_data`, `set_text`).
    **sliders : ipywidgets widget
        The controls, by the name of the argument they give to `update`.

    Attributes
    ----------
    sliders : dict of str to ipywidgets widget
        The controls.
    readout : ipywidgets.HTML
        The texts as they are now, from left to right.
    picture : ipywidgets.Image
        The picture as it is now, without them: a `data:` address with its bytes.
    message : ipywidgets.HTML
        The error of the last move, if there was one.
    """

    def __init__(self, figure, artists, update, **sliders):
        self._canvas = FigureCanvasAgg(figure)
        self._artists = sorted(artists, key=lambda artist: artist.zorder)
        self._texts = [artist for artist in artists if isinstance(artist, Text)]
        self._update = update
        self._lock = threading.RLock()
        self.sliders = sliders
        self._first = self._values()
        update(**self._first)  # an error here is shown as that of any cell
        for artist in self._artists:
            artist.set_animated(True)
        with mpl.rc_context(STYLE):
            self._canvas.draw()
        figure.set_layout_engine("none")  # nothing moves from now on
        self._background = self._canvas.copy_from_bbox(figure.bbox)
        width, height = self._canvas.get_width_height()
        size = widgets.Layout(width=f"{width}px", height=f"{height}px")
        self.picture = widgets.Image(format="url", layout=size)
        self.readout = widgets.HTML(layout=widgets.Layout(width=f"{width}px"))
        self.message = widgets.HTML()
        reset = widgets.Button(description="Reset")
        label_width = f"{max(len(s.description) for s in sliders.values())}ch"
        for slider in sliders.values():
            slider.style.description_width = label_width
            slider.layout.width = f"{width}px"
            slider.observe(self._move, "value")
        reset.on_click(self.reset)
        super().__init__(
            [*sliders.values(), reset, self.readout, self.picture, self.message]
        )
        self._draw()
        _replace_earlier(self)

    def reset(self, _button=None):
        """Put every slider back to where it stood at first."""
        for name, value in self._first.items():
            self.sliders[name].value = value

    def close(self):
        """Take the figure off the page and free its memory."""
        for child in (*self.children, self):
            for part in (getattr(child, "style", None), child.layout):
                if part is not None:
                    part.close()
        for child in self.children:
            child.unobserve_all()
            child.close()
        super().close()
        self._canvas = self._artists = self._texts = None
        self._update = self._background = None

    def _values(self):
        return {name: slider.value for name, slider in self.sliders.items()}

    def _move(self, _change):
        # Jupyter may handle what two sliders send in two threads. One move at a time:
        # then the last picture is that of the last values.
        with self._lock:
            try:
                self._update(**self._values())
                self._draw()
            except Exception:
                # Jupyter drops errors raised behind a slider: show this one.
                text = html.escape(traceback.format_exc(limit=-1))
                self.message.value = f"<pre>{text}</pre>"
            else:
                self.message.value = ""

    def _draw(self):
        """Draw the artists on top of the background, and send the picture.

        Texts take longer to draw than all lines together: the page shows them itself.
        """
        self._canvas.restore_region(self._background)
        for artist in self._artists:
            if artist not in self._texts:
                artist.axes.draw_artist(artist)
        png = io.BytesIO()
        pixels = np.asarray(self._canvas.buffer_rgba())
        # With 256 colours it takes half the time to encode and has half the bytes.
        colours = (
            Image.fromarray(pixels)
            .convert("RGB")
            .quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        )
        colours.save(png, "PNG", compress_level=1)
        # The page shows bytes within an address some 5 ms sooner than bytes alone.
        self.picture.value = DATA_URL + base64.b64encode(png.getvalue())
        texts = (html.escape(text.get_text()) for text in self._texts)
        columns = "".join(f'<div style="flex: 1">{text}</div>' for text in texts)
        style = "display: flex; white-space: pre; line-height: 1.4"
        self.readout.value = f'<div style="{style}">{columns}</div>'

    def _repr_mimebundle_(self, **kwargs):
        """Widget and, for paper, a picture of a higher resolution."""
        width, height = self._canvas.get_width_height()
        settings = (f"{k}={_in_words(v)}" for k, v in self._values().items())
        data = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = f"LiveFigure({', '.join(settings)})"
        data["image/png"] = to_png(self._canvas.figure, PAPER_DPI)
        return data, {"image/png": {"width": width, "height": height}}


def _in_words(value):
    return value if isinstance(value, str) else f"{value:g}"


# Id of each cell that made live figures: the number of its run, and the figures.
_RUNS = {}


def _replace_earlier(live):
    """Close what an earlier run of the same cell made: nobody else would."""
    shell = get_ipython()
    parent = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = parent.get("metadata", {}).get("cellId")
    if cell is None:
        return
    run, figures = _RUNS.get(cell, (None, []))
    if run != shell.execution_count:
        for figure in figures:
            figure.close()
        figures = []
    _RUNS[cell] = shell.execution_count, [*figures, live]
