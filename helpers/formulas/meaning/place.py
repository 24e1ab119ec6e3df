"""Where an expression is evaluated: names, and what index letters run over."""

import difflib
from dataclasses import dataclass, replace

import numpy as np

from helpers.formulas.meaning.labelled import Labelled, MeaningError
from helpers.formulas.meaning.scope import Scope
from helpers.formulas.meaning.wording import shown

MOST_TERMS = 10_000


class IndexClashError(MeaningError):
    """An index that a sum is over and that stands free as well."""


class UnknownNameError(MeaningError):
    """A name that means nothing here."""


@dataclass(frozen=True)
class Place:
    """Where an expression is evaluated.

    Attributes
    ----------
    scope : Scope
        What names are.
    letters : dict of str to Labelled
        What index letters run over: whole numbers with one label.
    """

    scope: Scope
    letters: dict

    def having(self, **letters):
        """The same place with more letters."""
        return replace(self, letters=self.letters | letters)


def new_letter(letter, first, last, scope):
    """The whole numbers from first to last, along a new axis."""
    if last - first + 1 > MOST_TERMS:
        raise MeaningError(
            f"{last - first + 1:,} values of {letter}: at most {MOST_TERMS:,} are tried"
        )
    label = f"{letter}#{next(scope.counter)}"
    return Labelled(np.arange(first, last + 1), (label,))


def unknown(key, scope):
    """The error for a name without a meaning, with the nearest that has one."""
    names = sorted(scope.known.names | scope.known.functions)
    near = difflib.get_close_matches(key, names, 3, 0.5)
    same = [name for name in names if name.lower() == key.lower()]
    hint = ", ".join(map(shown, dict.fromkeys(same + near)))
    known = (
        f"; is it {hint}?" if hint else f"; known are {', '.join(map(shown, names))}"
    )
    return UnknownNameError(f"{shown(key)} is not known here{known}")


def refuse_known(letter, place):
    """A sum must not be over a letter that means something already."""
    if letter in place.letters:
        raise IndexClashError(
            f"{shown(letter)} is summed over and stands free as well: give the sum "
            "another letter"
        )
