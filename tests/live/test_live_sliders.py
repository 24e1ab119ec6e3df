"""Sliders of live figures: their scales, and whatever is passed to them."""

import numpy as np
import pytest
from ipywidgets import SelectionSlider
from test_odd_values import REFUSED, number, odd_values, positive, text, unclear

from helpers.live import choice_slider, log_slider


def test_a_log_slider_runs_from_end_to_end():
    slider = log_slider("learning rate α", 0.01, smallest=1e-4, largest=10)
    assert slider.value == 0.01
    assert (slider.min, slider.max) == (-4, 1)
    slider.value = 1e9
    assert slider.value == pytest.approx(10)


def test_a_log_slider_starts_a_whole_number_of_steps_from_its_end():
    slider = log_slider("learning rate α", 0.41, smallest=0.0005, largest=0.6)
    steps = (np.log10(0.41) - slider.min) / slider.step
    assert steps == pytest.approx(round(steps), abs=1e-9)
    assert 0.0005 <= 10**slider.min < 0.0005 * 10**slider.step


def test_a_choice_slider_offers_nothing_else():
    slider = choice_slider("penalty λ", 0.1, (0.0, 0.1, 1000.0))
    assert isinstance(slider, SelectionSlider)
    assert slider.options == (("0", 0.0), ("0.1", 0.1), ("1000", 1000.0))
    with pytest.raises(Exception, match="value"):
        slider.value = 0.2


def between(smallest, largest):
    def domain(value):
        form = positive(value)
        is_inside = form is not REFUSED and smallest <= form <= largest
        return form if is_inside else REFUSED

    return domain


def one_of(*choices):
    def domain(value):
        form = number(value)
        return form if form in choices else REFUSED

    return domain


def choices(values):
    """Different numbers or str in a list or an array, one of which is 1."""
    if type(values) is np.ndarray and values.ndim == 1:
        values = values.tolist()
    if not isinstance(values, (list, tuple)) or 1 not in values:
        return REFUSED
    fit = all(isinstance(value, str) or finite(value) for value in values)
    return values if fit and len({*values}) == len(values) else REFUSED


def finite(value):
    return number(value) is not REFUSED


SLIDERS = {
    "label of a logarithm": (log_slider, "label", text),
    "value of a logarithm": (log_slider, "value", between(0.1, 10)),
    "smallest": (log_slider, "smallest", between(0, 1)),
    "largest": (log_slider, "largest", between(1, np.inf)),
    "label of choices": (choice_slider, "label", text),
    "value of choices": (choice_slider, "value", one_of(1, 2, 0.25)),
    "choices": (choice_slider, "choices", choices),
}
VALID = {
    log_slider: {"label": "rate", "value": 1.0, "smallest": 0.1, "largest": 10.0},
    choice_slider: {"label": "rate", "value": 1, "choices": [1, 2, 0.25]},
}


@pytest.mark.parametrize("case", SLIDERS)
def test_a_slider_takes_an_odd_value_rightly_or_refuses_it_clearly(case):
    function, name, domain = SLIDERS[case]
    valid, faults = VALID[function], {}
    for what, value in odd_values(np.array([0.25, 1, 2])).items():
        form = domain(value)
        try:
            slider = function(**valid | {name: value})
        except Exception as error:
            fault = unclear(name, error) if form is REFUSED else f"refused: {error}"
        else:
            fault = "accepted" if form is REFUSED else ""
            if name == "value" and slider.value != form:
                fault = "stands somewhere else"
        if fault:
            faults[what] = fault
    assert faults == {}


@pytest.mark.parametrize(
    ("value", "smallest", "largest", "message"),
    [
        (5.0, 0.1, 1.0, "value must be from smallest to largest, 0.1 to 1.0; got 5.0"),
        (0.01, 0.1, 1.0, "value must be from smallest to largest"),
        (1.0, 2.0, 1.0, "smallest must be less than largest; got 2.0 and 1.0"),
        (1.0, 1.0, 1.0, "smallest must be less than largest"),
    ],
)
def test_a_log_slider_stands_between_its_ends(value, smallest, largest, message):
    with pytest.raises(ValueError, match=message):
        log_slider("rate", value, smallest, largest)


def test_a_choice_stands_only_once_on_a_slider():
    with pytest.raises(
        ValueError, match="choices must be .* different .* got 2.0 twice"
    ):
        choice_slider("rate", 1, [1, 2, 2.0])
