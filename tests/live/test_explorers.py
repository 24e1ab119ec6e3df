"""Explorers: at every position of the sliders they show what a real run would do."""

import itertools

import numpy as np
import pytest
from explored import EXPLORERS, answer, images, pixels, put, ten_classes, two_classes

from helpers import live as explorers


@pytest.fixture(scope="module", params=EXPLORERS, ids=lambda make: make.__name__)
def live(request):
    figure = request.param()
    yield figure
    figure.close()


def positions(slider):
    """Smallest, first and largest value of a slider."""
    if hasattr(slider, "options"):
        values = [value for _, value in slider.options]
        ends = values[0], values[-1]
    elif hasattr(slider, "base"):
        ends = slider.base**slider.min, slider.base**slider.max
    else:
        ends = slider.min, slider.max
    return ends[0], slider.value, ends[1]


def test_every_explorer_is_tested_here():
    known = {name for name in vars(explorers) if name.startswith("explore_")}
    assert known == {make.__name__ for make in EXPLORERS}


def test_no_combination_of_ends_fails(live):
    live.reset()
    corners = {name: positions(slider) for name, slider in live.sliders.items()}
    size = pixels(live).shape
    for values in itertools.product(*corners.values()):
        put(live, **dict(zip(corners, values, strict=True)))
        assert pixels(live).shape == size


def test_each_slider_changes_the_picture_and_reset_brings_it_back(live):
    live.reset()
    first = pixels(live)
    for name, slider in live.sliders.items():
        smallest, _, largest = positions(slider)
        put(live, **{name: smallest})
        picture = pixels(live)
        put(live, **{name: largest})
        assert (pixels(live) != picture).any(), name
        live.reset()
        np.testing.assert_array_equal(pixels(live), first)


def test_sliders_have_labels_in_words(live):
    for slider in live.sliders.values():
        assert len(slider.description.split()) >= 2 or slider.description.islower()


def test_axes_have_labels_and_text_stays_within_the_figure(live):
    live.reset()
    figure = live._canvas.figure
    for ax in figure.axes:
        if ax.images and not ax.get_xlabel():
            continue  # weight images need no axes
        assert ax.get_xlabel()
        title = ax.title if ax.get_title() else ax._left_title
        box = title.get_window_extent()
        assert box.x1 <= figure.bbox.x1, title.get_text()


def with_examples(n):
    """Arguments of the explorers for so few examples."""
    X = np.random.default_rng(n).normal(size=(n, 4))
    two, three = (X, np.arange(n) % 2), (X, np.arange(n) % 3)
    ring = np.stack([np.cos(np.arange(n)), np.sin(np.arange(n))], axis=1)
    small = {"units": (1,), "rates": (0.1,), "epochs": 1}
    return {
        "explore_learning_rate": dict(x=X[:, 0], y=X[:, 1], x_label="x", y_label="y"),
        "explore_ridge": dict(train=(X, X[:, 0]), validation=(X, X[:, 0]), unit="kg"),
        "explore_annealing": dict(train=two, validation=two, epochs=3),
        "explore_network": dict(train_set=three, validation_set=three, **small),
        "explore_sgd": dict(X=ring, y=two[1], names=("a", "b")),
    }


@pytest.mark.parametrize("n", [4, 15, 17, 33])
def test_few_examples_are_enough(n):
    shown = {
        name: answer(name, arguments) for name, arguments in with_examples(n).items()
    }
    (batch_sizes, *_) = shown["explore_sgd"][1]
    assert max(size for _, size in batch_sizes) == n


def test_the_fewest_examples_make_a_picture():
    for name, arguments in with_examples(4).items():
        live = getattr(explorers, name)(**arguments)
        assert np.ptp(pixels(live)) > 0
        live.close()


@pytest.mark.parametrize("count_of_values", [1, 2])
def test_one_value_is_enough_for_a_slider(count_of_values):
    some = slice(count_of_values)
    binary, ten = [two_classes(12)] * 2, [ten_classes(seed=0)] * 2
    X, y = images([3, 5, 8], n=12)
    y[:3] = 3, 5, 8
    figures = [
        explorers.explore_annealing(
            *binary, (0.1, 0.3)[some], (0.0, 1.0)[some], epochs=3
        ),
        explorers.explore_penalty(*ten, (0.01, 0.1)[some], epochs=1),
        explorers.explore_network(
            (X, y), (X, y), (2, 3)[some], (0.1, 0.3)[some], epochs=1
        ),
    ]
    for live in figures:
        live.close()
