"""What moves in a figure, as numbers: lines and pictures that a page can draw itself.

matplotlib draws through a renderer. This one draws nothing: it notes what it is told to
draw, in points of the page from the upper left corner.
"""

import base64
import io
import itertools

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.path import Path
from PIL import Image

FINENESS = 2  # pixels of a picture for each point of the page
PARTS = 8  # coordinates are counted in eighths of a point
DPI = 72  # of matplotlib's lengths: line widths, dashes


class Recorder(RendererBase):
    """A renderer that notes paths, markers and pictures.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Its size and its dots per inch count.

    Attributes
    ----------
    strokes : list
        Since `begin`: (style, shape), two indices, for each thing drawn.
    styles, shapes : dict of str to int
        All different styles and shapes so far, as JSON-like tuples, and their indices.
    """

    def __init__(self, figure):
        super().__init__()
        self.dpi = figure.dpi
        self.width, self.height = (figure.get_size_inches() * self.dpi).tolist()
        self.styles, self.shapes = {}, {}
        self.strokes = []

    def begin(self):
        """Start a new list of strokes."""
        self.strokes = []

    # What matplotlib asks ----------------------------------------------------

    def flipy(self):
        """Say that heights are counted upwards: `_points` turns them."""
        return False

    def get_canvas_width_height(self):
        """Size in points of the page."""
        return self.width, self.height

    def points_to_pixels(self, points):
        """Lengths in points of paper, as points of the page."""
        return points * self.dpi / DPI

    def get_image_magnification(self):
        """Pictures have more pixels than points."""
        return FINENESS

    # What it draws -----------------------------------------------------------

    def draw_path(self, gc, path, transform, rgbFace=None):
        """Note a line or an area."""
        clip = None
        if rgbFace is None:  # far outside nothing need be noted
            reach = 4 * max(self.width, self.height)
            clip = (-reach, -reach, self.width + reach, self.height + reach)
        lines = self._lines(path, transform, clip, simplify=path.should_simplify)
        if lines:
            self._note(self._look(gc, rgbFace), lines)

    def draw_markers(self, gc, marker_path, marker_trans, path, trans, rgbFace=None):
        """Note one shape, and the places where it stands."""
        places = np.ma.filled(trans.transform(path.vertices), np.nan)
        near = (np.abs(places) < 4 * max(self.width, self.height)).all(axis=1)
        marker = self._lines(marker_path, marker_trans, origin=0)
        if near.any():
            x, y = places[near].T
            where = _whole(np.column_stack([x, self.height - y]))
            self._note((*self._look(gc, rgbFace), marker), (where,))

    def draw_image(self, gc, x, y, im, transform=None):
        """Note a picture and its place."""
        height, width = (size / FINENESS for size in im.shape[:2])
        png = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(im[::-1])).save(png, "PNG", optimize=True)
        address = png_address(png.getvalue())
        box = (x, self.height - y - height, width, height)
        self._note(("picture", self._clip(gc)), (address, *np.round(box, 3).tolist()))

    def _note(self, style, shape):
        style = self.styles.setdefault(style, len(self.styles))
        shape = self.shapes.setdefault(shape, len(self.shapes))
        self.strokes.append((style, shape))

    def _look(self, gc, face):
        """Colours, line and clip, as a page calls them."""
        _, dashes = gc.get_dashes()
        scale = self.dpi / DPI
        alpha = gc.get_alpha() if gc.get_forced_alpha() else None
        line = _colour(gc.get_rgb(), alpha) if gc.get_linewidth() > 0 else None
        return (
            "line",
            self._clip(gc),
            line,
            None if face is None else _colour(face, alpha),
            round(gc.get_linewidth() * scale, 3),
            () if dashes is None else tuple(round(d * scale, 3) for d in dashes),
            {"projecting": "square"}.get(gc.get_capstyle(), gc.get_capstyle()),
            gc.get_joinstyle(),
        )

    def _clip(self, gc):
        """Rectangle outside of which nothing is seen; None: all is."""
        box = gc.get_clip_rectangle()
        if box is None:
            return None
        x, y, width, height = box.bounds
        return tuple(np.round([x, self.height - y - height, width, height], 2).tolist())

    def _lines(self, path, transform, clip=None, simplify=False, origin=None):
        """Pieces of a path, each of whole numbers x, y, Δx, Δy, Δx, Δy and so on."""
        path = path.cleaned(
            transform, remove_nans=True, clip=clip, simplify=simplify, curves=False
        )
        up = self.height if origin is None else origin
        points = path.vertices * (1, -1) + (0, up)
        codes = path.codes
        starts = np.flatnonzero((codes == Path.MOVETO) | (codes == Path.STOP))
        pieces = []
        for start, end in itertools.pairwise(starts):
            piece = points[start:end]
            if codes[end - 1] == Path.CLOSEPOLY:
                piece = np.concatenate([piece[:-1], piece[:1]])
            pieces.append(_whole(piece))
        return tuple(pieces)


def _whole(points):
    """The first point, and the steps from each to the next, in eighths of a point."""
    points = np.rint(points * PARTS).astype(int)
    points[1:] -= points[:-1].copy()
    return tuple(points.ravel().tolist())


def _colour(rgb, alpha):
    """A colour as a style sheet writes it."""
    red, green, blue = (round(255 * part) for part in rgb[:3])
    own = rgb[3] if len(rgb) == 4 else 1
    opacity = round(own if alpha is None else alpha, 3)
    return f"rgba({red}, {green}, {blue}, {opacity:g})"


def png_address(png):
    """The bytes of a PNG file as an address that holds them."""
    return "data:image/png;base64," + base64.b64encode(png).decode()
