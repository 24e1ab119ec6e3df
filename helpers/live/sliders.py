"""Sliders of a live figure: over a logarithmic scale, and over given values."""

from numbers import Real

import ipywidgets as widgets
import numpy as np

from helpers.checking.arguments import (
    check_array,
    check_finite,
    check_positive,
    check_text,
)


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

    Raises
    ------
    TypeError, ValueError
        If an argument is not as described.
    """
    check_text("label", label)
    for name, number in (
        ("value", value),
        ("smallest", smallest),
        ("largest", largest),
    ):
        check_positive(name, number)
    value, smallest, largest = float(value), float(smallest), float(largest)
    if smallest >= largest:
        raise ValueError(
            f"smallest must be less than largest; got {smallest!r} and {largest!r}"
        )
    if not smallest <= value <= largest:
        raise ValueError(
            f"value must be from smallest to largest, {smallest!r} to {largest!r}; "
            f"got {value!r}"
        )
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

    Raises
    ------
    TypeError, ValueError
        If there are no choices, if two are equal, or if `value` is none of them.
    """
    check_text("label", label)
    choices = as_choices("choices", choices)
    is_one = isinstance(value, (Real, str)) and not isinstance(value, bool)
    if not is_one or value not in choices:
        known = ", ".join(map(repr, choices))
        raise ValueError(f"value must be one of the choices, {known}; got {value!r}")
    return widgets.SelectionSlider(
        options=[(in_words(choice), choice) for choice in choices],
        value=value,
        description=label,
    )


def as_choices(name, values):
    """Tuple of the values of a choice; raise unless they are different numbers or str.

    Parameters
    ----------
    name : str
        What they are called in the error.
    values : list, tuple, range or ndarray
        Finite numbers or str, one or more.

    Returns
    -------
    tuple

    Raises
    ------
    TypeError, ValueError
        If they are not as described.
    """
    expected = f"{name} must be a list of different values"
    if isinstance(values, np.ndarray):
        check_array(name, values)
        values = values.tolist()
    if not isinstance(values, (list, tuple, range)):
        raise TypeError(f"{expected}; got {values!r}")
    if len(values) == 0:
        raise ValueError(f"{expected}, one or more; got {values!r}")
    values = tuple(values)
    for i, value in enumerate(values):
        if not isinstance(value, str):
            check_finite(f"each of {name}", value)
        if value in values[:i]:
            raise ValueError(f"{expected}; got {value!r} twice")
    return values


def in_words(value):
    """A value as it stands on a slider."""
    return f"{float(value):g}" if isinstance(value, Real) else str(value)
