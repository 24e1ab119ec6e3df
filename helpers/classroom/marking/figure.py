"""The figure of a class: how many students have which misconception."""

import io
import re
import textwrap

import matplotlib
from matplotlib.figure import Figure

_MOST = 15
_STYLE = {
    "svg.hashsalt": "mistakes",
    "svg.fonttype": "path",
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
    "path.simplify": False,
}
_METADATA = {"svg": {"Date": None}, "png": {"Software": None}}


def mistakes_figure(mistakes, students):
    """Draw how many students made each of the most frequent mistakes.

    Parameters
    ----------
    mistakes : list of ((notebook, exercise, number, mistake), int)
        The most frequent first.
    students : int
        In the class.

    Returns
    -------
    dict of str to bytes
        "svg" and "png": the same for the same mistakes.
    """
    shown = mistakes[:_MOST]
    labels = [_label(number, mistake) for (_, _, number, mistake), _ in shown]
    height = 1.2 + 0.24 * sum(label.count("\n") + 1.6 for label in labels)
    with matplotlib.rc_context(_STYLE):
        figure = Figure(figsize=(8, height), layout="constrained")
        ax = figure.subplots()
        counts = [count for _, count in shown]
        ax.barh(range(len(shown)), counts, color="#0072B2")
        ax.set_yticks(range(len(shown)), labels, fontsize=8)
        ax.invert_yaxis()
        ax.set_xlim(0, max(students, 1))
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_xlabel(f"students, of {students}")
        ax.set_title("Mistakes of the class" if shown else "No mistake was found")
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        return {ending: _drawn(figure, ending) for ending in _METADATA}


def _label(number, mistake):
    text = re.sub(r"[`$]", "", mistake)
    text = "".join(c if c.isprintable() else " " for c in text)
    return textwrap.fill(f"{number}  {textwrap.shorten(text, 160)}", 60)


def _drawn(figure, ending):
    file = io.BytesIO()
    figure.savefig(file, format=ending, dpi=150, metadata=_METADATA[ending])
    return file.getvalue()
