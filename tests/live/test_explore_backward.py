"""The explorer of the backward pass: what arrives, one contribution after the other."""

import numpy as np
import pytest
from explored import graph, put, titles

from helpers.exercises.tasks.autodiff import DERIVATIVES, Node
from helpers.live.graph import draw_graph, explore_backward


@pytest.fixture
def explorer():
    figure = explore_backward(graph())
    yield figure
    figure.close()


def derivatives(figure):
    """What the right panel shows, from the first variable to the last."""
    x, y = figure._canvas.figure.axes[1].lines[0].get_data()
    np.testing.assert_array_equal(y, np.arange(len(y)))
    return x


def test_at_the_end_all_derivatives_are_there(explorer):
    order = graph()
    put(explorer, sent=max(value for _, value in explorer.sliders["sent"].options))
    expected = DERIVATIVES.oracle(order[-1])
    np.testing.assert_allclose(derivatives(explorer), [expected[v] for v in order])


def test_each_contribution_reaches_one_variable(explorer):
    count = sum(len(v.parents) for v in graph())
    values = [value for _, value in explorer.sliders["sent"].options]
    assert values == list(range(count + 1))
    put(explorer, sent=0)
    before = derivatives(explorer)
    assert before.tolist() == [0] * 10 + [1]
    for sent in values[1:]:
        put(explorer, sent=sent)
        after = derivatives(explorer)
        assert np.sum(after != before) == 1
        before = after


def test_the_words_say_who_sends_what_to_whom():
    w, x = Node(0), Node(1)
    J = Node(2, (w, x), (3.0, -2.0))
    figure = explore_backward([w, x, J])
    assert titles(figure) == "v2 sends −2 to v1 ∂J/∂v1 = −2 so far"
    put(figure, sent=1)
    assert titles(figure) == "v2 sends 3 to v0 ∂J/∂v0 = 3 so far"
    put(figure, sent=0)
    assert titles(figure) == "the derivative of J by itself is 1 ∂J/∂v2 = 1 so far"
    figure.close()


def test_a_drawing_has_a_box_for_each_variable_and_none_lies_on_another():
    order = graph()
    texts = draw_graph(order).axes[0].texts
    boxes = [text for text in texts if text.get_text().startswith("v")]
    assert [box.get_text() for box in boxes] == [
        f"v{v.number}\n{v.number}" for v in order
    ]
    places = np.array([box.get_position() for box in boxes])
    apart = np.abs(places[:, np.newaxis] - places).max(axis=2)
    assert (apart[~np.eye(len(places), dtype=bool)] >= 0.5).all()
    for place, v in zip(places, order, strict=True):
        for parent in v.parents:
            assert places[order.index(parent), 0] < place[0]


def test_what_is_no_order_is_refused():
    order = graph()
    with pytest.raises(ValueError, match="order must hold each variable after its par"):
        draw_graph(order[::-1])
    with pytest.raises(TypeError, match="each of order must be a variable; got 3"):
        draw_graph([*order, 3])
    order[0].value = np.ones(2)
    with pytest.raises(ValueError, match="order must hold single numbers; got .*2"):
        explore_backward(order)
