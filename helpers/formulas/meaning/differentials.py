"""Derivatives as they are written: ∂J/∂w as a fraction or in a line, ∂_w, ∇."""

from helpers.formulas import tree
from helpers.formulas.meaning import items as rows
from helpers.formulas.meaning.expressions import (
    Derivative,
    Divided,
    Gradient,
    Indexed,
    Name,
)
from helpers.formulas.meaning.items import symbol
from helpers.formulas.meaning.naming import with_scripts
from helpers.formulas.meaning.wording import in_a_line, is_bracketed, key, label


def fraction(parser, node, start):
    """A fraction: a derivative if both its halves begin with ∂ or d."""
    top, bottom = rows.flat(node.top), rows.flat(node.bottom)
    if not node.has_line:
        raise parser.error("a binomial is not known")
    order = differential(parser, top[0]) if top else 0
    if not order or not bottom or not differential(parser, bottom[0]):
        return Divided(
            parser.read(top),
            parser.read(bottom),
            text=in_a_line(node),
        )
    by = _directions(parser, bottom, order)
    body = parser.read(top[1:]) if top[1:] else _differentiated(parser)
    return Derivative(body, by, text=parser.text(start))


def _differentiated(parser):
    """What an operator such as ∂/∂w acts on."""
    if (inside := parser.next_bracket()) is None:
        return parser.term()
    content, scripts = inside
    return with_scripts(parser, parser.grouped(content), scripts, parser.place - 1)


def differential(parser, node):
    """The order of the ∂ or d that a node is; 0 if it is none."""
    inner = rows.core(node)
    is_d = key(inner) == "d" and "d" not in parser.known.names
    if symbol(inner) != "∂" and not is_d:
        return 0
    sup = node.sup if isinstance(node, tree.Scripts) else None
    if sup is None:
        return 1
    return int(label(sup)) if label(sup).isdigit() else 0


def _directions(parser, bottom, order):
    """What is differentiated by: ∂z_k ∂z_m, or ∂z²."""
    places = [k for k, node in enumerate(bottom) if differential(parser, node)]
    ends = [*places[1:], len(bottom)]
    by = []
    for start, end in zip(places, ends, strict=True):
        part = bottom[start + 1 : end]
        if len(part) == 1 and isinstance(part[0], tree.Group):
            part = rows.flat(part[0].body)
        last, times = part[-1] if part else None, 1
        is_raised = isinstance(last, tree.Scripts) and last.sup and len(by) + 1 < order
        if is_raised and label(last.sup).isdigit() and not is_bracketed(last.sup):
            times = int(label(last.sup))
            part = [*part[:-1], tree.Scripts(last.base, last.primes, last.sub)]
        by += [parser.read(part)] * times
    if len(by) != order or not order:
        raise parser.error(f"a derivative of order {order} by {len(by)} variables")
    for variable in by:
        inner = variable.base if isinstance(variable, Indexed) else variable
        if not isinstance(inner, Name):
            raise parser.error(f"a derivative by {variable.text}, which is no variable")
    return tuple(by)


def is_total(parser, place):
    """Whether d J / d w begins here, written with a stroke."""
    if place >= len(parser.items) or not differential(parser, parser.items[place]):
        return False
    rest = parser.items[place + 1 :]
    strokes = [k for k, node in enumerate(rest[:4]) if symbol(node) == "/"]
    return bool(strokes) and differential(parser, (*rest, None)[strokes[0] + 1]) > 0


def slashed(parser):
    """∂J/∂w_j in one line, or ∂_w J."""
    start, node = parser.place, parser.peek()
    parser.place += 1
    if isinstance(node, tree.Scripts) and node.sub is not None:
        by = (parser.read(node.sub),)
        return Derivative(_differentiated(parser), by, text=parser.text(start))
    order = differential(parser, node)
    stroke = parser.place
    while stroke < len(parser.items) and symbol(parser.items[stroke]) != "/":
        stroke += 1
    top = parser.items[parser.place : stroke]
    parser.place = stroke + 1
    bottom = []
    while parser.place < len(parser.items) and differential(parser, parser.peek()):
        bottom += parser.items[parser.place : parser.place + 2]
        parser.place += 2
    if not bottom:
        parser.place = start
        raise parser.error("∂ of what, by what?")
    by = _directions(parser, bottom, order)
    body = parser.read(top) if top else _differentiated(parser)
    return Derivative(body, by, text=parser.text(start))


def gradient(parser):
    """∇ and ∇², perhaps with the variable as a subscript."""
    start, node = parser.place, parser.peek()
    parser.place += 1
    sub = node.sub if isinstance(node, tree.Scripts) else None
    sup = node.sup if isinstance(node, tree.Scripts) else None
    order = 1 if sup is None else {"2": 2}.get(label(sup))
    if order is None:
        raise parser.error("only ∇ and ∇² are known")
    by = parser.read(sub) if sub is not None else None
    inside = parser.next_bracket()
    if inside is not None:
        body = with_scripts(parser, parser.grouped(inside[0]), inside[1], start)
    elif by is None or _is_quantity(parser):
        body = parser.factor()
    else:
        body = parser.term()
    return Gradient(body, by, order, text=parser.text(start))


def _is_quantity(parser):
    """Whether a function or a defined quantity comes next."""
    found = key(rows.core(parser.peek())) if parser.peek() is not None else None
    return found in parser.known.functions or found in parser.known.uses
