"""Live figures: sliders that redraw a picture, and leave a picture on paper."""

import io
import traceback

import ipywidgets as widgets
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL import Image


def log_slider(label, value, smallest, largest):
    """Slider over a logarithmic scale, in steps of a fiftieth of a power of ten.

    Parameters
    ----------
    label : str
        What the slider sets, with its symbol.
    value, smallest, largest : float
        Where it stands at first, and its two ends; all positive.

    Returns
    -------
    ipywidgets.FloatLogSlider
    """
    return widgets.FloatLogSlider(
        value=value,
        min=np.log10(smallest),
        max=np.log10(largest),
        step=0.02,
        description=label,
        readout_format=".4g",
        style={"description_width": "initial"},
        layout=widgets.Layout(width="420px"),
    )


class LiveFigure(widgets.VBox):
    """A figure under sliders.

    The figure is drawn once. A slider then moves only the artists that change, on top
    of the stored background, and sends the picture to the notebook page. The output
    holds the picture beside the widget, so that a PDF or a page without a kernel shows
    the figure as well.

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
    """

    def __init__(self, figure, artists, update, **sliders):
        self._canvas = FigureCanvasAgg(figure)
        self._artists = list(artists)
        self._update = update
        self._sliders = sliders
        for artist in self._artists:
            artist.set_animated(True)
        self._canvas.draw()
        self._background = self._canvas.copy_from_bbox(figure.bbox)
        width, height = self._canvas.get_width_height()
        size = widgets.Layout(width=f"{width}px", height=f"{height}px")
        self.picture = widgets.Image(format="png", layout=size)
        self.message = widgets.HTML()
        super().__init__([*sliders.values(), self.picture, self.message])
        for slider in sliders.values():
            slider.observe(self._redraw, "value")
        self._redraw()

    def _redraw(self, _change=None):
        values = {name: slider.value for name, slider in self._sliders.items()}
        try:
            self._update(**values)
        except Exception:
            # Jupyter drops errors raised behind a slider: show this one.
            self.message.value = f"<pre>{traceback.format_exc(limit=-1)}</pre>"
            return
        self.message.value = ""
        self._canvas.restore_region(self._background)
        for artist in self._artists:
            artist.axes.draw_artist(artist)
        png = io.BytesIO()
        pixels = np.asarray(self._canvas.buffer_rgba())
        Image.fromarray(pixels).save(png, "PNG", compress_level=1)
        self.picture.value = png.getvalue()

    def _repr_mimebundle_(self, **kwargs):
        data = super()._repr_mimebundle_(**kwargs)
        data["image/png"] = bytes(self.picture.value)
        settings = ", ".join(f"{k}={s.value:g}" for k, s in self._sliders.items())
        data["text/plain"] = f"LiveFigure({settings})"
        return data
