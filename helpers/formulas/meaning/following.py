"""Does each line of a derivation follow from the one above? Tried at random points."""

from dataclasses import dataclass, field, replace

import numpy as np

from helpers.formulas.meaning import labelled as lb
from helpers.formulas.meaning.evaluation import (
    open_letters,
    points,
    truth,
    value,
)
from helpers.formulas.meaning.grammar import expression, related
from helpers.formulas.meaning.items import flat
from helpers.formulas.meaning.labelled import MeaningError
from helpers.formulas.meaning.lines import chains, in_words, unwrapped
from helpers.formulas.meaning.place import IndexClashError, Place
from helpers.formulas.meaning.ranges import free_letters
from helpers.formulas.meaning.wording import shown
from helpers.formulas.reader import read, read_display
from helpers.formulas.tokens import TexError

POINTS = 3  # what is equal at one point only does not pass
MANY_POINTS = 30  # a wrong inequality may hold at some
TOLERANCE = 1e-10
SMALL = 1e-3  # the numbers of a point are about 1: below, rounding is compared
LONGEST = 4_000


@dataclass
class Step:
    """One piece of a chain, and what came out.

    Attributes
    ----------
    row : int
        The row of the display that it stands in, from 0.
    state : str
        "start", "follows", "differs", "not understood", "definition" or "not reached".
    message : str
        What is wrong, with the numbers that show it.
    expression : Expression or None
        What was read.
    values : list of ndarray
        For each point the numbers, the free indices of the chain as first axes.
    """

    row: int
    state: str
    message: str = ""
    expression: object = None
    values: list = field(default_factory=list)
    relation: str = ""


@dataclass
class Followed:
    """A derivation that was followed.

    Attributes
    ----------
    steps : list of list of Step
        For each chain the steps.
    display : Display
        What was read.
    places : list of Place
        The points.
    own : dict of str to Expression
        What the derivation itself has defined.
    masks : list of list of ndarray or None
        For each chain and point where its conditions hold.
    """

    steps: list
    display: object
    places: list
    own: dict
    masks: list

    @property
    def all_steps(self):
        """The steps of all chains, in order."""
        return [step for chain in self.steps for step in chain]

    @property
    def wrong(self):
        """The first step that does not follow; None if all do."""
        bad = ("differs", "not understood")
        return next((step for step in self.all_steps if step.state in bad), None)


def follow(latex, world, rng, start=None, may_define=True):
    """Follow a derivation line by line.

    Parameters
    ----------
    latex : str
        LaTeX of a display: rows split by a double backslash, or one line.
    world : World
        What its names mean.
    rng : numpy.random.Generator
        Draws the points.
    start : str, optional
        LaTeX of the first left side, if the lines begin with an equals sign.
    may_define : bool
        Whether an equation with an unknown left side defines it.

    Returns
    -------
    Followed

    Raises
    ------
    MeaningError, TexError
        If not even its rows can be read.
    """
    if len(latex) > LONGEST:
        raise MeaningError(
            f"{len(latex):,} characters are too long for a derivation: at most "
            f"{LONGEST:,}"
        )
    display = read_display(latex)
    found = _chains(display, start)
    defined = {}
    if may_define:
        world, defined = _with_definitions(found, world)
    signs = {piece.relation for chain in found for piece in chain.pieces}
    is_equation = signs <= {"", "=", "←"}
    scopes = points(world, rng, POINTS if is_equation else MANY_POINTS)
    own = {name: world.definitions[name].body for name in defined}
    result = Followed([], display, [Place(scope, {}) for scope in scopes], own, [])
    is_lost = False
    for chain in found:
        is_own = any(chain is other for other in defined.values())
        if chain.is_aside and not is_own:
            continue  # a reminder of what is known
        with np.errstate(all="ignore"):  # numbers that are none are found below
            steps, masks = _follow(chain, world, scopes, is_own, is_lost)
        result.steps.append(steps)
        result.masks.append(masks)
        is_lost = is_lost or any(s.state == "not understood" for s in steps)
    return result


def _with_definitions(found, world):
    """The world with what the derivation itself defines: S = …."""
    defined = {}
    for chain in found:
        pieces = chain.pieces
        if len(pieces) < 2 or pieces[1].relation != "=" or not pieces[0].nodes:
            continue
        known = world.known
        try:
            more = world.with_definition(pieces[0].nodes, pieces[1].nodes)
        except MeaningError:
            continue
        name = next(reversed(more.definitions))
        if name not in known.names and name not in known.functions:
            world, defined[name] = more, chain
    return world, defined


def _chains(display, start):
    """The chains of a display; the first begins with the start if it begins with =."""
    found = chains(display)
    if not found:
        raise MeaningError("no formula stands there")
    if start is not None and not found[0].pieces[0].nodes:
        found[0].pieces[0].nodes = flat(read(start))
    return found


def _follow(chain, world, scopes, is_definition, is_lost):
    """Read and compare the pieces of one chain."""
    steps = [Step(p.row, "not reached", relation=p.relation) for p in chain.pieces]
    letters, masks = (), None
    if is_lost:
        return steps, masks
    places, previous = None, None
    for piece, step in zip(chain.pieces, steps, strict=True):
        try:
            step.expression = expression(piece.nodes, world.known)
            if places is None:
                letters = tuple(free_letters(step.expression, scopes[0]))
                places = [_open(step.expression, Place(s, {})) for s in scopes]
                masks = _masks(chain, world, places)
            at = places
            if previous is None and _is_update(chain):
                after = [p.scope.inside(p.scope.after) for p in places]
                at = [replace(p, scope=s) for p, s in zip(places, after, strict=True)]
            step.values = [array_of(step.expression, place, letters) for place in at]
            _finite(step, piece)
        except IndexClashError as error:
            step.state, step.message = "differs", f"The index {error}."
            break
        except (MeaningError, TexError) as error:
            step.state, step.message = "not understood", f"{error}"
            break
        if previous is None:
            step.state = "definition" if is_definition else "start"
        else:
            message = _difference(previous, step, letters, masks)
            step.state = "differs" if message else "follows"
            step.message = message
            if message:
                break
        previous = step
    return steps, masks


def _is_update(chain):
    """Whether an arrow makes the left side new."""
    return any(piece.relation == "←" for piece in chain.pieces)


def _open(found, place):
    """The place with the letters that an expression leaves free."""
    return open_letters(free_letters(found, place.scope), found, place)


def _masks(chain, world, places):
    """Where the conditions of a chain hold, for each point; None if everywhere."""
    if not chain.conditions:
        return None
    conditions = [related(unwrapped(c), world.known) for c in chain.conditions]
    masks = []
    for place in places:
        holds = [truth(condition, place) for condition in conditions]
        labels = [letter.labels[0] for letter in place.letters.values()]
        sizes = [len(letter.numbers) for letter in place.letters.values()]
        arrays = [lb.to_own(hold, labels, sizes) for hold in holds]
        for array in arrays:
            if array.labels or array.numbers.ndim > len(sizes):
                raise MeaningError("a condition on what is no free index on the left")
        masks.append(np.logical_and.reduce([array.numbers for array in arrays]))
    if not any(mask.any() for mask in masks):
        raise MeaningError("the condition never holds")
    return masks


def array_of(found, place, letters):
    """The numbers of an expression, the free letters of the chain as first axes.

    Letters that only this expression leaves free have the next axes.

    Returns
    -------
    array : ndarray
    extra, missing : list of str
        Letters that stand free only here, and those that do not stand here.
    """
    extra = [x for x in free_letters(found, place.scope) if x not in letters]
    place = open_letters(extra, found, place)
    result = lb.plain(value(found, place))
    running = [place.letters[letter] for letter in (*letters, *extra)]
    labels = [letter.labels[0] for letter in running]
    sizes = [len(letter.numbers) for letter in running]
    missing = [
        letter
        for letter, label in zip(letters, labels, strict=False)
        if label not in result.labels
    ]
    array = lb.to_own(result, labels, sizes)
    return np.asarray(array.numbers, float), extra, missing


def _finite(step, piece):
    """Raise if a number is none."""
    if not all(np.isfinite(array).all() for array, _, _ in step.values):
        raise MeaningError(
            f"{in_words(piece)[:60]} is no finite number: a division by 0, or a "
            "logarithm of something negative?"
        )


def _difference(previous, step, letters, masks):
    """What is wrong with a step; empty if nothing is."""
    count = len(letters)
    for k, (above, here) in enumerate(zip(previous.values, step.values, strict=True)):
        (a, _, gone), (b, extra, missing) = above, here
        if extra:
            on_the_left = " and not on the left" if letters else ""
            return f"{_are(extra)} free here{on_the_left}: is a sum missing?"
        is_zero = b.ndim == count and not b.any()
        if a.shape[count:] != b.shape[count:] and not is_zero:
            return f"{_kind(a, count)} above, {_kind(b, count).lower()} here."
        mask = masks[k] if masks is not None else None
        message = _unequal(step.relation, a, b, mask, letters, count)
        lost = [letter for letter in missing if letter not in gone]
        if message and lost:
            return f"{_are(lost)} free on the left and not on the right. {message}"
        if message:
            return message
    return ""


def _are(letters):
    names = " and ".join(map(shown, letters))
    return f"The index {names} is" if len(letters) == 1 else f"The indices {names} are"


def _kind(array, count):
    own = array.shape[count:]
    if not own:
        return "A number"
    if len(own) == 1:
        return f"A vector of {own[0]} numbers"
    return f"A matrix of shape {own}"


def _unequal(relation, a, b, mask, letters, count):
    """In words where a relation does not hold; empty if it holds."""
    if relation == "⪰" or (relation == "≥" and a.ndim - count == 2):
        return _not_definite(a, b)
    a, b = np.broadcast_arrays(a, b.reshape(b.shape + (1,) * (a.ndim - b.ndim)))
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    allowed = TOLERANCE * max(scale, SMALL)
    wrong = {
        "=": lambda: np.abs(a - b) > allowed,
        "←": lambda: np.abs(a - b) > allowed,
        "≥": lambda: a < b - allowed,
        "≤": lambda: a > b + allowed,
        ">": lambda: a <= b + allowed,
        "<": lambda: a >= b - allowed,
        "≠": lambda: a == b,
    }[relation]()
    if mask is not None:
        wrong = wrong & mask.reshape(mask.shape + (1,) * (wrong.ndim - mask.ndim))
    if not wrong.any():
        return ""
    place = tuple(int(axis) for axis in np.argwhere(wrong)[0])
    named = zip(letters, place[:count], strict=True)
    there = ", ".join(f"{shown(letter)} = {k + 1}" for letter, k in named)
    there = f"For {there}: " if there else ""
    own = place[count:]
    entry = f" (entry {', '.join(str(k + 1) for k in own)})" if own else ""
    above, here = (_shown(x[place], allowed) for x in (a, b))
    return f"{there}{above} above, {here} here{entry}."


def _shown(number, allowed):
    """A number with six digits; what is only rounding is 0."""
    return f"{0 if abs(number) <= allowed else number:.6g}"


def _not_definite(a, b):
    smallest = np.linalg.eigvalsh(a - b).min()
    scale = max(np.abs(a).max(), SMALL)
    if smallest >= -TOLERANCE * scale:
        return ""
    return f"Its smallest eigenvalue is {smallest:.6g}."
