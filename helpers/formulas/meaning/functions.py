"""Functions that everybody knows, and sums: how far each of them reaches."""

from helpers.formulas import tree
from helpers.formulas.meaning import items as rows
from helpers.formulas.meaning.expressions import Applied, Divided, Num, Over, Times
from helpers.formulas.meaning.limits import read_limits
from helpers.formulas.meaning.naming import scripted, with_scripts
from helpers.formulas.meaning.wording import key


def applied(parser, function):
    """log, exp and the like, with what they are applied to."""
    start, node = parser.place, parser.peek()
    parser.place += 1
    sup = node.sup if isinstance(node, tree.Scripts) else None
    base = node.sub if isinstance(node, tree.Scripts) else None
    found = Applied(function, (argument(parser),), text=parser.text(start))
    if base is not None:
        if function != "log":
            raise parser.error(f"a subscript at {function}")
        bottom = Applied("log", (parser.read(base),))
        found = Divided(found, bottom, text=parser.text(start))
    return scripted(parser, found, None, sup, start)


def argument(parser):
    """What a function is applied to: a bracket, or what stands before the next sign."""
    if (inside := parser.next_bracket()) is not None:
        content, scripts = inside
        start = parser.place - 1
        return with_scripts(parser, parser.grouped(content), scripts, start)
    if parser.peek() is None:
        raise parser.error("a function of nothing")
    first = parser.signed_factor()
    is_coefficient = isinstance(first, Num)
    if not is_coefficient:
        if comes_letter(parser):
            raise parser.error("where does the function end? write brackets")
        return first
    if comes_letter(parser):
        second = parser.factor()
        first = Times(first, second, text=f"{first.text}{second.text}")
    return first


def comes_letter(parser):
    """Whether a further name stands right behind a function's argument."""
    node = parser.peek()
    return isinstance(rows.core(node), tree.Symbol | tree.Accent | tree.Font) and (
        key(rows.core(node)) is not None
    )


def largest(parser, kind):
    """Max and min: of several arguments, or over an index."""
    start, node = parser.place, parser.peek()
    parser.place += 1
    if isinstance(node, tree.Scripts) and node.sub is not None:
        ranges = read_limits(parser, node.sub, node.sup)
        return Over(kind, *ranges, argument(parser), text=parser.text(start))
    inside = parser.next_bracket()
    if inside is None:
        raise parser.error(f"{kind} of what, or over which index?")
    content, scripts = inside
    arguments = tuple(parser.read(part) for part in rows.commas(content))
    if len(arguments) < 2:
        raise parser.error(f"{kind} of one thing: over which index?")
    found = Applied(kind, arguments, text=parser.text(start))
    return with_scripts(parser, found, scripts, start)


def over(parser, kind):
    """A sum or product sign with all that it reaches: up to the next + or −."""
    start, node = parser.place, parser.peek()
    if not isinstance(node, tree.Scripts) or node.sub is None:
        raise parser.error("\\sum without limits: over which index?")
    parser.place += 1
    ranges = read_limits(parser, node.sub, node.sup)
    body = parser.term()
    return Over(kind, *ranges, body, text=parser.text(start))
