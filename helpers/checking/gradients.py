"""Comparing a gradient with differences of its cost, entry by entry.

A *point* is a tuple: the value of an entry, the cost there, and the derivative of the
cost by this entry that is claimed there.
"""

import copy

import numpy as np

from helpers.checking.arguments import (
    check_examples,
    check_flag,
    check_loss,
    check_model,
    check_not_negative,
    check_positive,
    check_rng,
)

AGREES = 1e-7  # relative error of a gradient: at most that of central differences
WRONG = 1e-3  # relative error of a gradient from which on it is called wrong
EPS = np.finfo(np.float64).eps


def compare(objective, parameters, name, J, gradient, h, noise):
    """Compare the gradient of one parameter with central differences.

    Parameters
    ----------
    objective : callable
        Takes parameters, returns the cost and a dictionary of gradients.
    parameters : dict of str to ndarray of float64
        Where.
    name : str
        Which of them.
    J : float
        Cost there.
    gradient : ndarray
        Derivatives of the cost by the entries of the parameter that are claimed there.
    h : float
        Half the distance of the central differences.
    noise : float
        Error of a central difference that is due to rounding.

    Returns
    -------
    error : float
        Largest relative error of the gradient; NaN if an entry is not finite.
    note : str
        What is to be said of its entries, or nothing.
    """
    value, size = parameters[name], gradient.size
    if not np.isfinite(gradient).all():
        bad = np.sum(~np.isfinite(gradient))
        return np.nan, f"not finite in {bad} of {size} entries"

    def look(entry, step):
        moved = value.copy()
        moved.flat[entry] += step
        J, gradients = objective(parameters | {name: moved})
        return moved.flat[entry], J, np.asarray(gradients[name]).flat[entry]

    behind = [look(entry, -h) for entry in range(size)]
    ahead = [look(entry, h) for entry in range(size)]
    measured = np.array([_slope(*pair) for pair in zip(behind, ahead, strict=True)])
    scale = max(np.abs(gradient).max(), np.abs(measured).max())
    error = np.abs(gradient.ravel() - measured) / (scale or 1)
    found = {}
    # Where all of the gradient is noise, an entry may agree by chance.
    for entry in np.flatnonzero((error > AGREES) | (scale <= noise)):
        here = value.flat[entry], J, gradient.flat[entry]
        near = look(entry, -h / 10), here, look(entry, h / 10)
        points = behind[entry], *near, ahead[entry]
        error[entry], verdict, number = second_look(points, error[entry], scale, noise)
        found.setdefault(verdict, []).append(number)
    notes = [
        f"{verdict} {max(numbers):.1g} in {len(numbers)} of {size} entries"
        for verdict, numbers in found.items()
        if verdict
    ]
    return error.max(), "; ".join(notes)


def second_look(points, error, scale, noise):
    """Judge an entry that differs from its central difference.

    Parameters
    ----------
    points : sequence of five tuples
        The points at −h, −h/10, 0, h/10 and h from it.
    error : float
        The difference, relative to the scale of the gradient.
    scale : float
        Largest entry of the gradient or of its central differences.
    noise : float
        How much of a difference rounding may explain.

    Returns
    -------
    error : float
        Relative error that remains.
    verdict : str
        What the entry is, as in `helpers.checks.gradient_check`; empty if there is
        nothing to say.
    number : float
        How large that is.
    """
    g = np.array([derivative for _, _, derivative in points])
    # Its gradient agrees with the difference over a tenth of the distance.
    closer = _slope(points[1], points[3])
    if 10 * noise <= WRONG * scale and abs(g[2] - closer) <= 10 * noise:
        return 0.0, "differences good to", error * scale

    # On either side the cost rises by the mean of the slopes at the two ends.
    rise = np.array([_slope(*points[:2]), _slope(*points[3:])])
    ends = np.array([g[:2], g[3:]])
    size = np.abs([*g, *rise]).max()
    allowed = 3 * noise + WRONG * size
    off = np.abs(rise - ends.mean(axis=1)).max()
    whole = _slope(points[0], points[4]) - (g[0] + 2 * g[2] + g[4]) / 4
    curvature = abs(g[0] - 2 * g[2] + g[4]) / 8
    if off <= allowed and abs(whole) <= noise + curvature:
        if error <= AGREES:
            return error, "", 0.0
        if scale <= noise:
            return 0.0, "rounding noise below", noise
        return 0.0, "differences good to", error * scale

    # The slope jumps here: the sides, extended to here, differ, and it changes more
    # within h/10 than on the way from there to h, on one side at least.
    sides = (10 * g[[1, 3]] - g[[0, 4]]) / 9
    jump, beyond = abs(g[3] - g[1]), np.abs(np.diff(ends)).min()
    jumps = np.ptp(sides) > 1e-6 * size and jump > beyond / 2
    between = (ends.min(1) - allowed <= rise) & (rise <= ends.max(1) + allowed)
    if jumps and between.all():
        slopes = *sides, g[1], g[3]
        outside = max(0.0, min(slopes) - g[2], g[2] - max(slopes))
        if outside < WRONG * scale:
            return outside / scale, "kink of", jump
        return outside / scale, "outside a kink by", outside

    if error < WRONG:  # at a minimum, the sides tell more
        error = np.maximum(error, off / max(size, scale))
    verdict = "" if error < WRONG else "wrong by"
    return error, verdict, np.maximum(error * scale, off)


def _slope(first, second):
    """Difference quotient of the cost between two points."""
    return (second[1] - first[1]) / (second[0] - first[0])


def rounding_noise(model, loss, X, y, rng, J, h):
    """Error of a central difference that is due to rounding: that of the cost, over h.

    The cost J is rounded, and so are the scores z that it is computed from, which moves
    it by z ∂J/∂z. The difference takes both at a distance of h, where ∂J/∂z is not zero
    even if it is here.

    Parameters
    ----------
    model, loss, X, y, rng, h
        As in `helpers.checks.gradient_check`.
    J : float
        Cost at the parameters of the model.

    Returns
    -------
    float
    """
    moved = copy.copy(model)
    moved.parameters = {name: value + h for name, value in model.parameters.items()}
    z, _ = moved.forward(X, copy.deepcopy(rng))
    _, dz = loss(z, y)
    return 4 * EPS * (max(1, abs(J)) + np.sum(np.abs(z * dz))) / h


def check_problem(model, loss, X, y, l2, penalise_bias, rng, h):
    """Refuse what `helpers.checks.gradient_check` cannot check."""
    check_model(model)
    check_loss(loss)
    check_examples(X, y)
    check_not_negative("l2", l2)
    check_flag("penalise_bias", penalise_bias)
    if rng is not None:
        check_rng("rng", rng)
    check_positive("h", h)


def check_gradients(gradients, parameters):
    """Refuse gradients that are not one real array for each parameter."""
    for name, parameter in parameters.items():
        if name not in gradients:
            raise ValueError(f"gradients must hold {name!r}; got {list(gradients)}")
        gradient = np.asarray(gradients[name])
        if gradient.shape != parameter.shape:
            raise ValueError(
                f"the gradient of {name} must have shape {parameter.shape}; "
                f"got {gradient.shape}"
            )
        if gradient.dtype.kind not in "iuf":
            raise TypeError(
                f"the gradient of {name} must hold real numbers; "
                f"got dtype {gradient.dtype}"
            )


def check_step(name, x, h):
    """Refuse a step that rounding swallows, or nearly so."""
    stuck = ~((x + h / 10 > x) & (x - h / 10 < x))
    if stuck.any():
        raise ValueError(
            f"h must be large enough to change every entry of {name}; "
            f"got {h!r} for an entry of {x[stuck][0]}"
        )
