"""Names with their scripts: which belong to the name, which are indices or powers."""

import math

from helpers.formulas import tree
from helpers.formulas.meaning import items as rows
from helpers.formulas.meaning.expressions import (
    Applied,
    Bracket,
    Call,
    Derivative,
    Indexed,
    Name,
    Num,
    Power,
    Related,
    Transposed,
)
from helpers.formulas.meaning.items import symbol
from helpers.formulas.meaning.wording import in_a_line, is_bracketed, key, label

_TRANSPOSED = ("⊤", "T", "⊺")


def name(parser, inner, scripts, start):
    """A name with its scripts, perhaps called as a function."""
    primes = scripts.primes if scripts else 0
    sub = scripts.sub if scripts else None
    sup = scripts.sup if scripts else None
    found, primes, sub, sup = chosen(parser, key(inner), primes, sub, sup)
    if found == "e" and "e" not in parser.known.names:
        if sup is None:
            return Num(math.e, text="e")
        exponent = parser.read(sup)
        return Applied("exp", (exponent,), text=parser.text(start))
    if found in parser.known.functions:
        return call(parser, found, primes, sub, sup, start)
    if found == "δ" and found not in parser.known.names and sub is not None:
        pair = indices(parser, sub)
        if len(pair) != 2:
            raise parser.error("δ needs two indices")
        return Bracket(Related(pair, ("=",)), text=parser.text(start))
    is_known = found in parser.known.names
    if primes and is_known and (variable := _dependence(parser, found)):
        by = (Name(variable, text=variable),) * primes
        return Derivative(Name(found), by, text=parser.text(start))
    if not is_known and found in ("I", "1", "𝟙") and comes_condition(parser):
        return Num(1.0, text=found)
    if is_known:
        pass_over_dependence(parser, found)
    elif found == "π":
        return with_scripts(parser, Num(math.pi, text="π"), scripts, start)
    variable = Name(found + "'" * primes, text=in_a_line(inner) + "′" * primes)
    return scripted(parser, variable, sub, sup, start)


def chosen(parser, base, primes, sub, sup):
    """Which of a name's scripts belong to it, as declared; the rest is returned."""
    primed = base + "'" * primes
    down = label(sub) if sub is not None else None
    up = label(sup) if sup is not None else None
    tries = []
    if sub is not None and sup is not None:
        tries.append((f"{primed}_{down}^{up}", None, None))
    if sup is not None:
        tries.append((f"{primed}^{up}", sub, None))
        if len(sup) > 1 and label(sup[-1:]) in _TRANSPOSED:
            tries.append((f"{primed}^{label(sup[:-1])}", sub, sup[-1:]))
    if sub is not None:
        tries.append((f"{primed}_{down}", None, sup))
        if primed not in parser.known.names:
            tries.append((f"{primed}^{down}", None, sup))
    tries.append((primed, sub, sup))
    for found, sub_left, sup_left in tries:
        if found in parser.known.names or found in parser.known.functions:
            return found, 0, sub_left, sup_left
    return base, primes, sub, sup


def comes_condition(parser):
    """Whether a bracket with a relation in it comes next."""
    place, inside = parser.place, parser.next_bracket()
    parser.place = place
    return inside is not None and rows.has_relation(inside[0])


def pass_over_dependence(parser, name):
    """J(w, b) is J: the bracket only says what it depends on."""
    place, inside = parser.place, parser.next_bracket()
    if inside is not None and inside[1] is None:
        parts = rows.commas(inside[0])
        keys = {key(part[0]) if len(part) == 1 else None for part in parts}
        if parser.known.depends(name, keys):
            return
    parser.place = place


def _dependence(parser, name):
    """The one name in the bracket that comes next, as in L'(z); else None."""
    place, inside = parser.place, parser.next_bracket()
    if inside is not None and len(inside[0]) == 1 and inside[1] is None:
        variable = key(inside[0][0])
        if parser.known.depends(name, {variable}):
            return variable
    parser.place = place
    return None


def call(parser, name, primes, sub, sup, start):
    """A function with its arguments; without brackets only its name."""
    inside = parser.next_bracket()
    if inside is None:
        found = Call(name, (), primes, text=parser.text(start))
        return scripted(parser, found, sub, sup, start)
    content, scripts = inside
    arguments = tuple(parser.read(part) for part in rows.commas(content))
    found = Call(name, arguments, primes, text=parser.text(start))
    found = scripted(parser, found, sub, sup, start)
    return with_scripts(parser, found, scripts, start)


def with_scripts(parser, found, scripts, start):
    """An expression with the scripts behind it."""
    if scripts is None:
        return found
    if scripts.primes:
        raise parser.error(f"a prime after {found.text}")
    if isinstance(found, Applied) and found.function == "norm" and scripts.sub:
        if label(scripts.sub) not in ("2", "F"):
            raise parser.error("only the norms 2 and F are known")
        return scripted(parser, found, None, scripts.sup, start)
    return scripted(parser, found, scripts.sub, scripts.sup, start)


def scripted(parser, found, sub, sup, start):
    """Entries, powers and the transpose of an expression."""
    places = indices(parser, sub) if sub is not None else ()
    if sup is not None and is_bracketed(sup):
        (index,) = (*indices(parser, parser.unwrapped(sup)), None)[:1]
        if isinstance(index, Num) or index is None:
            raise parser.error(f"{found.text}^{in_a_line(sup)} is not known")
        places, sup = (index, *places), None
    if places:
        found = Indexed(found, places, text=parser.text(start))
    if sup is None:
        return found
    if label(sup) in _TRANSPOSED:
        return Transposed(found, text=parser.text(start))
    return Power(found, parser.read(sup), text=parser.text(start))


def indices(parser, sub):
    """The indices of a subscript: with commas between them, or side by side."""
    items = rows.flat(sub)
    parts = rows.commas(items)
    if len(parts) == 1 and not any(symbol(node, "binary") for node in items):
        parts = [part for node in items for part in _apart(node)]
    return tuple(
        None
        if len(part) == 1 and symbol(part[0]) in (":", "⋅", "∗", "*", "•")
        else parser.read(part)
        for part in parts
    )


def _apart(node):
    """An index that stands beside others; of digits each is one."""
    if isinstance(node, tree.Number) and node.text.isdigit():
        return [[tree.Number(digit)] for digit in node.text]
    return [[node]]
