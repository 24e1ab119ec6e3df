"""Figures, tables and source code as the notebooks show them: one style, captions."""

import ast
import inspect
import io
import textwrap

import matplotlib as mpl
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

from helpers.checking.arguments import check_count, check_finite, check_positive

# Okabe and Ito's palette: told apart by colour-blind readers too.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")

STYLE = {
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.prop_cycle": mpl.cycler(color=COLOURS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.dpi": 100,
    "font.size": 9,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    # Fixed names inside an SVG: the same figure gives the same bytes.
    "svg.hashsalt": "gradients-by-hand",
}


def new_figure(columns=1, height=3.2, **subplots):
    """Empty figure in the style of the notebooks, 6.5 inches wide.

    Parameters
    ----------
    columns : int
        Number of axes side by side.
    height : float
        Height in inches.
    **subplots
        Passed on to `matplotlib.figure.Figure.subplots`, for instance `sharey=True`.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Not known to pyplot: nothing is drawn until it is shown.
    axes : Axes, or ndarray of Axes if there are several

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    check_count("columns", columns)
    check_positive("height", height)
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(6.5, height), layout="constrained")
        return figure, figure.subplots(1, columns, **subplots)


def show(thing, caption, alt=None):
    """Show a figure or a table with its caption.

    The caption and the alternative text are stored with the output, so that the PDF
    numbers the caption and gives the text to readers who cannot see the figure.

    Parameters
    ----------
    thing : Figure, LiveFigure or pandas.DataFrame
        What to show.
    caption : str
        What is seen and what follows from it; Markdown with $maths$.
    alt : str, optional
        For figures: a description for those who cannot see it.

    Raises
    ------
    TypeError
        If `thing` is something else.
    ValueError
        If the caption is empty, or a figure comes without `alt`.
    """
    is_table = not (isinstance(thing, Figure) or hasattr(thing, "_repr_mimebundle_"))
    if is_table:
        import pandas as pd  # only here: it takes long to load

        if not isinstance(thing, pd.DataFrame):
            raise TypeError(
                f"thing must be a Figure, a LiveFigure or a DataFrame; got {thing!r}"
            )
    if not isinstance(caption, str) or not caption:
        raise ValueError(f"caption must say what is seen; got {caption!r}")
    has_alt = isinstance(alt, str) and alt
    if not (has_alt or (is_table and alt is None)):
        raise ValueError(f"alt must describe the figure in words; got {alt!r}")
    metadata = {"caption": caption} | ({"alt": alt} if alt else {})
    if is_table:
        display(_table_bundle(thing), raw=True, metadata=metadata)
    elif isinstance(thing, Figure):
        bundle = {"text/plain": alt} | _figure_bundle(thing)
        display(bundle, raw=True, metadata=metadata)
    else:
        display(thing, metadata=metadata)
    kind = "Table" if is_table else "Figure"
    text = f"**{kind}.** {caption}"
    bundle = {"text/markdown": text, "text/plain": text}
    display(bundle, raw=True, metadata={"role": "caption"})


def show_source(*things):
    """Show the source code of functions or methods, without their docstrings.

    Parameters
    ----------
    *things : callable
        Functions, methods or classes of `helpers`.

    Raises
    ------
    TypeError
        If one of them is something else.
    """
    code = "\n\n".join(source_without_docstring(thing) for thing in things)
    bundle = {"text/markdown": f"```python\n{code}\n```", "text/plain": code}
    display(bundle, raw=True)


def source_without_docstring(thing):
    """Source code of a function, method or class, its docstrings left out.

    Parameters
    ----------
    thing : callable
        Defined in a Python file.

    Returns
    -------
    str
        Dedented source code.

    Raises
    ------
    TypeError
        If it is something else.
    """
    if not (inspect.isroutine(thing) or inspect.isclass(thing)):
        raise TypeError(f"thing must be a function or a class; got {thing!r}")
    code = textwrap.dedent(inspect.getsource(thing))
    lines = code.splitlines()
    for node in ast.walk(ast.parse(code)):
        if not isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            continue
        if ast.get_docstring(node) is not None:
            docstring = node.body[0]
            for number in range(docstring.lineno - 1, docstring.end_lineno):
                lines[number] = None
    return "\n".join(line for line in lines if line is not None).strip()


def cost_curves(axes, curves, floor=None):
    """Draw cost against iteration, one line per run.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        Where to draw; the cost axis is made logarithmic.
    curves : dict of str to sequence of float
        Label of each run and its costs, one per iteration; costs that are not finite
        end the line.
    floor : float, optional
        The lowest cost there is, drawn as a dashed line.

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    if not isinstance(axes, Axes):
        raise TypeError(f"axes must be Axes of a figure; got {axes!r}")
    if not isinstance(curves, dict):
        raise TypeError(f"curves must be a dict of label: costs; got {curves!r}")
    if floor is not None:
        check_finite("floor", floor)
    for label, costs in curves.items():
        costs = np.asarray(costs)
        if costs.ndim != 1 or costs.dtype.kind not in "iuf":
            raise TypeError(
                f"curves must hold one float per iteration; got {label!r}: {costs!r}"
            )
        axes.plot(np.where(np.isfinite(costs), costs, np.nan), label=label)
    if floor is not None:
        axes.axhline(floor, color="black", linestyle="--", linewidth=1, label="minimum")
    axes.set_yscale("log")
    axes.set_xlabel("iteration")
    axes.legend(ncols=2, frameon=False)


def to_png(figure, dpi):
    """Picture of a figure as the bytes of a PNG file.

    It has 256 colours: enough for a figure, and less than half the bytes.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What to draw.
    dpi : float
        Dots per inch.

    Returns
    -------
    bytes

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    if not isinstance(figure, Figure):
        raise TypeError(f"figure must be a matplotlib Figure; got {figure!r}")
    check_positive("dpi", dpi)
    drawn, png = io.BytesIO(), io.BytesIO()
    with mpl.rc_context(STYLE):
        figure.savefig(drawn, format="png", dpi=dpi)
    colours = Image.open(drawn).convert("RGB").quantize(dither=Image.Dither.NONE)
    colours.save(png, "PNG", optimize=True)
    return png.getvalue()


def _figure_bundle(figure):
    """SVG for paper and trusted notebooks, PNG for everything else."""
    svg = io.StringIO()
    with mpl.rc_context(STYLE):
        figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    return {"image/svg+xml": svg.getvalue(), "image/png": to_png(figure, dpi=110)}


def _table_bundle(frame):
    return {
        "text/plain": frame.to_string(),
        "text/html": frame.to_html(border=0),
    }
