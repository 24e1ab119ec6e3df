"""Live figures: sliders that redraw a picture, and leave a picture on paper."""

import base64
import contextlib
import html
import io
import threading
import traceback

import ipywidgets as widgets
import matplotlib as mpl
import numpy as np
from IPython import get_ipython
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from helpers.live.sliders import in_words
from helpers.plots import STYLE, to_png

PAPER_DPI = 200
FINENESS = 2  # pixels per point of the page: sharp on screens that have as many
REST = 0.25  # seconds without a move after which the picture gets them
DATA_URL = b"data:image/png;base64,"
# The look of a live figure in JupyterLab. ipywidgets marks what has lost its kernel by
# a restart; a kernel that was shut down leaves no mark that a rule could see quickly.
SHEET = """<style>
.live-figure > .widget-hslider { height: auto; min-height: 28px }
.live-figure .widget-label {
    max-width: 45%; height: auto; line-height: 1.1; white-space: normal;
    align-self: center }
.live-figure:not(.live-figure-failed) > .live-figure-message { display: none }
.live-figure-failed > .live-figure-shown { filter: grayscale(1); opacity: 0.3 }
.live-figure.jupyter-widgets-disconnected::before {
    content: "The kernel has restarted: run the cells again.";
    color: var(--jp-error-color1, #d32f2f); font: inherit }
.live-figure.jupyter-widgets-disconnected > * {
    filter: grayscale(1); opacity: 0.3; pointer-events: none }
.live-figure .jupyter-widgets-disconnected::before { display: none }
</style>"""

# One thread draws at a time: figures share matplotlib's settings, and two that were
# made from the same figure its artists. One lock for all, since a move of one figure
# may move the slider of another.
DRAWING = threading.RLock()


class LiveFigure(widgets.VBox):
    """A figure under sliders.

    The figure is drawn once. A slider then moves only the artists that change, on top
    of the stored background, and sends the picture to the notebook page. Texts that
    change stand above the picture there, and in the picture on paper. The output
    holds the picture beside the widget, so that a PDF or a page without a kernel shows
    the figure as well. A cell that runs again closes the figures of its earlier run.

    The picture shrinks with a narrow page. At rest it has two pixels for each point of
    the page; they take longer to draw and to show, so it has one while it moves. If a
    move fails, its error stands above the picture, which is grey until a move succeeds.
    If the kernel restarts, sliders and picture turn grey, and a line says so.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        With everything that does not change already drawn, limits included.
    artists : sequence of matplotlib artists
        Those that `update` moves, all of them in `figure`.
    update : callable
        Called with one keyword per slider; moves the artists (`set_data`, `set_text`).
    **sliders : ipywidgets widget
        The controls, one or more, by the name of the argument they give to `update`.

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
    figure : matplotlib.figure.Figure
        What is drawn.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """

    _canvas = None
    _sharpening = None  # the timer of a picture that moved a moment ago

    def __init__(self, figure, artists, update, **sliders):
        artists = _checked_artists(figure, artists)
        _check_controls(update, sliders)
        self._canvas = FigureCanvasAgg(figure)
        self._artists = sorted(artists, key=lambda artist: artist.zorder)
        self._texts = [artist for artist in artists if isinstance(artist, Text)]
        self._update = update
        self.sliders = sliders
        with DRAWING:
            self._first = self._values()
            update(**self._first)  # an error here is shown as that of any cell
            self._draw_backgrounds()
            super().__init__(self._parts())
            self.add_class("live-figure")
            self._draw(FINENESS)
        _replace_earlier(self)

    @property
    def figure(self):
        """The figure that is drawn; RuntimeError if it is closed."""
        if self._canvas is None:
            raise RuntimeError("the live figure is closed: run its cell again")
        return self._canvas.figure

    def reset(self, _button=None):
        """Put every slider back to where it stood at first."""
        with DRAWING:
            for name, value in self._first.items():
                self.sliders[name].value = value

    def states(self, settings):
        """Move the artists, as sliders would that stand so; then put them back.

        Parameters
        ----------
        settings : iterable of dict
            Values of all sliders by their names.

        Yields
        ------
        artists : list of matplotlib artists
            Those that are drawn, in their order.
        texts : list of str
            Those that stand above the picture, from left to right.
        error : str
            What went wrong; then there are no artists and texts. Empty if nothing did.
        """
        with DRAWING:
            drawn = [artist for artist in self._artists if artist not in self._texts]
            try:
                for values in settings:
                    try:
                        self._update(**values)
                    except Exception as error:  # of this position alone
                        yield [], [], f"{type(error).__name__}: {error}"
                    else:
                        yield drawn, [text.get_text() for text in self._texts], ""
            finally:
                self._update(**self._values())

    def background(self):
        """Picture of what does not move, with two pixels for each point of the page.

        Returns
        -------
        PIL.Image.Image
        """
        with DRAWING, _finer(self.figure, FINENESS):
            self._canvas.restore_region(self._backgrounds[FINENESS])
            return Image.fromarray(np.asarray(self._canvas.buffer_rgba())[..., :3])

    def close(self):
        """Take the figure off the page and free its memory."""
        with DRAWING:
            if self._sharpening is not None:
                self._sharpening.cancel()
            for child in (*self.children, self):
                for part in (getattr(child, "style", None), child.layout):
                    if part is not None:
                        part.close()
            for child in self.children:
                child.unobserve_all()
                child.close()
            super().close()
            self._canvas = self._artists = self._texts = None
            self._update = self._backgrounds = self._sharpening = None

    def __repr__(self):
        if self._canvas is None:
            return "LiveFigure(closed: run its cell again)"
        settings = (f"{k}={in_words(v)}" for k, v in self._values().items())
        return f"LiveFigure({', '.join(settings)})"

    def _values(self):
        return {name: slider.value for name, slider in self.sliders.items()}

    def _draw_backgrounds(self):
        """Draw and keep what does not change, with few and with many pixels."""
        figure = self._canvas.figure
        for artist in self._artists:
            artist.set_animated(True)
        with mpl.rc_context(STYLE):
            figure.draw_without_rendering()
            figure.set_layout_engine("none")  # nothing moves from now on
            self._backgrounds = {}
            for fineness in (FINENESS, 1):
                with _finer(figure, fineness):
                    self._canvas.draw()
                    region = self._canvas.copy_from_bbox(figure.bbox)
                    self._backgrounds[fineness] = region

    def _parts(self):
        """Make what stands on the page, from the sliders down to the picture."""
        width, height = self._canvas.get_width_height()
        # As wide as the figure, but never wider than the page.
        fit = {"width": "auto", "max_width": f"{width}px"}
        longest = max(len(slider.description) for slider in self.sliders.values())
        for slider in self.sliders.values():
            slider.style.description_width = f"{longest}ch"
            slider.layout.width, slider.layout.max_width = fit.values()
            slider.observe(self._move, "value")
        reset = widgets.Button(description="Reset")
        reset.on_click(self.reset)
        self.message = widgets.HTML()
        self.readout = widgets.HTML(layout=widgets.Layout(**fit))
        self.picture = widgets.Image(
            format="url",
            width=str(width),
            height=str(height),
            layout=widgets.Layout(max_width="100%", height="auto", margin="0"),
        )
        self.message.add_class("live-figure-message")
        for part in (self.readout, self.picture):
            part.add_class("live-figure-shown")
        sheet = widgets.HTML(SHEET, layout=widgets.Layout(display="none"))
        shown = self.message, self.readout, self.picture
        return [*self.sliders.values(), reset, *shown, sheet]

    def _move(self, _change):
        # Jupyter may handle what two sliders send in two threads. One move at a time:
        # then the last picture is that of the last values.
        with DRAWING:
            if self._update is None:
                return  # closed while it waited
            if self._sharpening is not None:
                self._sharpening.cancel()
            try:
                self._update(**self._values())
                self._draw()
            except Exception:
                # Jupyter drops errors raised behind a slider: show this one.
                text = html.escape(traceback.format_exc(limit=-1))
                style = "white-space: pre-wrap; line-height: 1.2"
                self.message.value = f'<pre style="{style}">{text}</pre>'
                self.add_class("live-figure-failed")
            else:
                self.message.value = ""
                self.remove_class("live-figure-failed")
                self._sharpen_later()

    def _sharpen_later(self):
        self._sharpening = threading.Timer(REST, self._sharpen)
        self._sharpening.daemon = True
        try:
            self._sharpening.start()
        except RuntimeError:  # Python in a browser has no threads
            self._sharpening = None
            self._draw(FINENESS)

    def _sharpen(self):
        """Draw once more, with all pixels: the sliders are at rest."""
        with DRAWING:
            # Neither closed nor half moved, by a move that came in between and failed.
            if self._update is not None and not self.message.value:
                self._draw(FINENESS)

    def _draw(self, fineness=1):
        """Draw the artists on top of the background, and send the picture.

        Texts take longer to draw than all lines together: the page shows them itself.
        """
        figure = self._canvas.figure
        with _finer(figure, fineness):
            self._canvas.restore_region(self._backgrounds[fineness])
            for artist in self._artists:
                if artist not in self._texts:
                    figure.draw_artist(artist)
            pixels = self._canvas.buffer_rgba()
            height, width, _ = pixels.shape
            picture = Image.frombytes("RGB", (width, height), pixels, "raw", "RGBX")
        # The page shows bytes within an address some 5 ms sooner than bytes alone.
        self.picture.value = DATA_URL + base64.b64encode(_small_png(picture, fineness))
        texts = (html.escape(text.get_text()) for text in self._texts)
        columns = "".join(f'<div style="flex: 1">{text}</div>' for text in texts)
        style = "display: flex; white-space: pre-wrap; line-height: 1.4"
        self.readout.value = f'<div style="{style}">{columns}</div>'

    def _repr_mimebundle_(self, **kwargs):
        """Widget and, for paper, a picture of a higher resolution."""
        with DRAWING:
            if self._canvas is None:
                return {"text/plain": repr(self)}, {}
            width, height = self._canvas.get_width_height()
            data = super()._repr_mimebundle_(**kwargs)
            data["text/plain"] = repr(self)
            data["image/png"] = to_png(self._canvas.figure, PAPER_DPI)
            return data, {"image/png": {"width": width, "height": height}}


@contextlib.contextmanager
def _finer(figure, fineness):
    """Give the figure so many times its dots per inch, within a `with` block."""
    dpi = figure.dpi
    figure.dpi = fineness * dpi
    try:
        yield
    finally:
        figure.dpi = dpi


def _small_png(picture, fineness):
    """PNG file with 256 colours: half the bytes, and half the time to encode.

    Of a fine picture every second pixel each way tells the colours, in a quarter of
    the time.
    """
    size = picture.width // fineness, picture.height // fineness
    plain = {"dither": Image.Dither.NONE}
    chosen = picture.resize(size, Image.Resampling.NEAREST).quantize(
        256, method=Image.Quantize.FASTOCTREE, **plain
    )
    png = io.BytesIO()
    small = picture.quantize(palette=chosen, **plain) if fineness > 1 else chosen
    small.save(png, "PNG", compress_level=1)
    return png.getvalue()


def _checked_artists(figure, artists):
    """List of the artists; raise unless all are artists of this figure."""
    if not isinstance(figure, Figure):
        raise TypeError(f"figure must be a matplotlib Figure; got {figure!r}")
    if not np.iterable(artists):
        raise TypeError(f"artists must be a sequence of artists; got {artists!r}")
    artists, known = list(artists), figure.findobj(include_self=False)
    for i, artist in enumerate(artists):
        if not isinstance(artist, Artist):
            raise TypeError(f"artists[{i}] must be a matplotlib artist; got {artist!r}")
        if artist not in known:
            raise ValueError(f"artists[{i}] must be in the figure; got {artist!r}")
    return artists


def _check_controls(update, sliders):
    """Raise unless `update` can be called, and each slider has a value and a label."""
    if not callable(update):
        raise TypeError(f"update must be callable; got {update!r}")
    if not sliders:
        raise TypeError("sliders must be given, one or more, as name=slider")
    for name, slider in sliders.items():
        if not (
            isinstance(slider, widgets.ValueWidget) and slider.has_trait("description")
        ):
            raise TypeError(f"{name} must be an ipywidgets slider; got {slider!r}")


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
