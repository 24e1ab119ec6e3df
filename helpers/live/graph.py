"""The graph of a program, and the derivatives that travel back through it."""

import numpy as np

from helpers.live.figure import LiveFigure
from helpers.live.shared import BLUE, ORANGE, RED, moving_titles, with_minus
from helpers.live.sliders import choice_slider
from helpers.plots import new_figure

RADIUS = 0.32  # of the white disc around a variable, in steps of the drawing


def draw_graph(order):
    """Draw variables, and arrows to them from those that they were computed from.

    Parameters
    ----------
    order : list of variables
        Each has a `value` (array), a `name`, and `parents`: the variables that it was
        computed from, all of which stand before it. The last one is the result.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    TypeError, ValueError
        If it is no such list.
    """
    _check_order(order)
    figure, ax = new_figure(height=2.1)
    _draw(ax, order)
    return figure


def explore_backward(order):
    """The backward pass through a graph of single numbers, one contribution a time.

    Parameters
    ----------
    order : list of variables
        As for `draw_graph`, with values of shape (). What has parents has `send_back`
        too: from ∂J/∂v to ∂J/∂u for each parent u.

    Returns
    -------
    LiveFigure
        Slider: how many contributions have been sent back.

    Raises
    ------
    TypeError, ValueError
        If it is no such list.
    """
    _check_order(order)
    if any(np.shape(v.value) != () for v in order):
        shapes = [np.shape(v.value) for v in order]
        raise ValueError(f"order must hold single numbers; got the shapes {shapes}")
    states = _states(order)
    figure, (left, right) = new_figure(2, 2.5, gridspec_kw={"width_ratios": (2, 1)})
    curves = _draw(left, order)
    rows = np.arange(len(order))
    ends = [value for *_, values in states for value in values]
    margin = 0.1 * (max(ends) - min(ends))
    right.set(xlim=(min(ends) - margin, max(ends) + margin), xlabel="derivative of J")
    right.set(yticks=rows, yticklabels=[v.name for v in order])
    right.set_ylim(-0.7, rows[-1] + 0.7)
    (arrow,) = left.plot([], [], color=RED, linewidth=4, alpha=0.6, zorder=1.5)
    (points,) = right.plot([], [], "o", color=BLUE)
    (latest,) = right.plot([], [], "s", color=RED, markersize=8)
    titles = moving_titles(left, right)

    def update(sent):
        edge, text, place, values = states[sent]
        arrow.set_data(curves[edge].T if edge else ([], []))
        points.set_data(values, rows)
        latest.set_data([values[place]], [place])
        titles[0].set_text(with_minus(text))
        now = f"∂J/∂{order[place].name} = {values[place]:g} so far"
        titles[1].set_text(with_minus(now))

    return LiveFigure(
        figure,
        [arrow, points, latest, *titles],
        update,
        sent=choice_slider(
            "contributions sent back", len(order[-1].parents), range(len(states))
        ),
    )


def _check_order(order):
    """Raise unless it is a list of variables, each after its parents."""
    if not isinstance(order, (list, tuple)) or len(order) < 2:
        raise TypeError(f"order must be a list of two variables or more; got {order!r}")
    for place, v in enumerate(order):
        if not all(hasattr(v, name) for name in ("value", "name", "parents")):
            raise TypeError(f"each of order must be a variable; got {v!r}")
        if not all(any(u is w for w in order[:place]) for u in v.parents):
            raise ValueError(
                f"order must hold each variable after its parents; got {v.name!r} "
                f"in place {place} before one of them"
            )


def _states(order):
    """What each contribution is: its arrow, in words, to whom, and all derivatives."""
    place = {id(v): i for i, v in enumerate(order)}
    found = np.zeros(len(order))
    found[-1] = 1.0
    last = len(order) - 1
    states = [(None, "the derivative of J by itself is 1", last, found.copy())]
    for i in range(last, -1, -1):
        v = order[i]
        sent = v.send_back(found[i]) if v.parents else ()
        for slot, (parent, d) in enumerate(zip(v.parents, sent, strict=True)):
            to = place[id(parent)]
            found[to] += float(d)
            text = f"{v.name} sends {float(d):g} to {parent.name}"
            states.append(((i, slot), text, to, found.copy()))
    return states


def _draw(ax, order):
    """Draw the graph; return the points of each arrow by its variable and slot."""
    places = _places(order)
    curves = {}
    for i, v in enumerate(order):
        for slot, parent in enumerate(v.parents):
            again = [u for u in v.parents[:slot] if u is parent]
            bend = 0.35 * (1 - 2 * len(again)) * _is_twice(v, parent)
            start, end = places[id(parent)], places[id(v)]
            curve = curves[i, slot] = _curve(start, end, bend)
            ax.plot(*curve.T, color="0.6", linewidth=1, zorder=1)
            look = {"arrowstyle": "-|>", "color": "0.6", "shrinkA": 0, "shrinkB": 0}
            ax.annotate("", curve[-1], curve[-3], arrowprops=look)
        value = np.asarray(v.value)
        below = f"{value.item():.3g}" if value.ndim == 0 else f"{value.shape}"
        colour = ORANGE if not v.parents else "black"
        ax.text(
            *places[id(v)],
            with_minus(f"{v.name}\n{below}".strip()),
            ha="center",
            va="center",
            fontsize=8,
            bbox={"boxstyle": "round", "facecolor": "white", "edgecolor": colour},
        )
    x, y = np.array([places[id(v)] for v in order]).T
    ax.set(xlim=(x.min() - 0.6, x.max() + 0.6), ylim=(y.min() - 0.7, y.max() + 0.7))
    ax.set(xticks=[], yticks=[], xlabel="forwards: from left to right")
    ax.spines[:].set_visible(False)
    return curves


def _is_twice(v, parent):
    return sum(u is parent for u in v.parents) > 1


def _curve(start, end, bend):
    """Points of an arrow that begins and ends beside the variables."""
    t = np.linspace(0, 1, 41)[:, np.newaxis]
    middle = (start + end) / 2 + [0, bend]
    points = (1 - t) ** 2 * start + 2 * t * (1 - t) * middle + t**2 * end
    apart = [np.hypot(*(points - place).T) > RADIUS for place in (start, end)]
    return points[apart[0] & apart[1]]


def _places(order):
    """Where each variable is drawn: the result at the right, origins to the left."""
    column = {id(v): 0 for v in order}
    wanted = {id(order[-1]): [0.0]}
    for v in reversed(order):
        for parent in v.parents:
            column[id(parent)] = max(column[id(parent)], column[id(v)] + 1)
    places = {}
    for distance in range(max(column.values()) + 1):
        here = [v for v in order if column[id(v)] == distance]
        here.sort(key=lambda v: -np.mean(wanted[id(v)]))
        centre = np.mean([np.mean(wanted[id(v)]) for v in here])
        for row, v in enumerate(here):
            height = centre + (len(here) - 1) / 2 - row
            places[id(v)] = np.array([-distance, height])
            for slot, parent in enumerate(v.parents):
                shift = 0.5 * ((len(v.parents) - 1) / 2 - slot)
                wanted.setdefault(id(parent), []).append(height + shift)
    return places
