"""What stands below and above a sum sign: the letters that it is over."""

from helpers.formulas import tree
from helpers.formulas.meaning import items as rows
from helpers.formulas.meaning.expressions import Name, Num
from helpers.formulas.meaning.items import symbol
from helpers.formulas.meaning.labelled import MeaningError
from helpers.formulas.meaning.wording import in_a_line


def read_limits(parser, sub, sup):
    """Read limits such as i = 1 and n, j, k < m, or k' ≠ k.

    Parameters
    ----------
    parser : Parser
        Reads expressions.
    sub, sup : tuple of node or None
        Below and above the sign.

    Returns
    -------
    ranges : tuple of (str, Expression or None, Expression or None)
        Each letter with the first and the last value, None where not written.
    conditions : tuple of Related
        What must hold.
    candidates : tuple of str
        Letters that only conditions name: which of them are new depends on the place.

    Raises
    ------
    MeaningError
        If it is not understood.
    """
    last = parser.read(sup) if sup is not None else None
    ranges, conditions, candidates = [], [], []
    for part in _parts(sub):
        sides, marks = rows.split(part, rows.relation)
        signs = list(map(rows.relation, marks))
        if not signs:
            ranges += [(_letter(parser, node), None, last) for node in part]
        elif signs == ["="] and not ranges and not conditions:
            letter = _letter(parser, sides[0][0]) if len(sides[0]) == 1 else None
            if letter is None:
                raise MeaningError(f"over which index is {in_a_line(tuple(part))}?")
            ranges.append((letter, parser.read(sides[1]), last))
        elif signs == ["∈"]:
            first, end = _interval(parser, sides[1])
            ranges += [
                (_letter(parser, piece[0]), first, end)
                for piece in rows.commas(sides[0])
            ]
        else:
            condition = parser.relate(part)
            conditions.append(condition)
            candidates += [
                side.key for side in condition.sides if isinstance(side, Name)
            ]
    return tuple(ranges), tuple(conditions), tuple(dict.fromkeys(candidates))


def _parts(sub):
    """The parts of limits: between commas, colons, bars and lines."""
    items, parts = rows.flat(sub), []
    for node in items:
        if isinstance(node, tree.Substack):
            return [part for line in node.lines for part in _parts(line)]
    is_between = (",", ";", ":", "|", "∣")
    for part in rows.split(items, lambda node: symbol(node) in is_between)[0]:
        if part:
            parts.append(part)
    return parts


def _letter(parser, node):
    """The index letter that a node is."""
    found = parser.read([node])
    if not isinstance(found, Name):
        raise MeaningError(f"{in_a_line(node)} is no index to sum over")
    return found.key


def _interval(parser, items):
    """First and last of {1, …, n}."""
    if len(items) == 1 and isinstance(items[0], tree.Fenced):
        inside = rows.flat(items[0].body)
    elif items and symbol(items[0], "opening"):
        inside = items[1:-1]
    else:
        raise MeaningError(f"the set {in_a_line(tuple(items))} is not known")
    parts = rows.commas(inside)
    if len(parts) == 1:
        return Num(1.0, text="1"), parser.read(parts[0])
    return parser.read(parts[0]), parser.read(parts[-1])
