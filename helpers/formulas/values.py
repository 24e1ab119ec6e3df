"""Colours, lengths and other values that commands of formulas take."""

import re

from . import commands, tree
from .symbols import character

_HEX = re.compile("#[0-9A-Fa-f]{6}")
_MODELS = {"rgb": (3, 1), "RGB": (3, 255), "gray": (1, 1)}  # numbers, and the largest
_LENGTH = re.compile(r"-?\d*\.?\d+(em|pt|cm|mm)")
_BARE_LENGTH = re.compile(r"\s*(-?\d*\.?\d+)\s*(em|pt|cm|mm)")
_NO_WIDTH = re.compile(r"0*\.?0*(?![\d.])[a-z]")
_STYLES = {"": "", "0": "display", "1": "inline", "2": "script", "3": "scriptscript"}
_CODE_POINT = re.compile(r"\s*(?:[xX](?P<hex>[0-9a-fA-F]{1,6})|([0-9]{1,7}))\s*")


def colour(reader):
    """Read a colour and return it as #rrggbb."""
    model = reader.raw_option()
    raw = reader.raw_argument().strip()
    if model is not None:
        return _colour_of(reader, model, raw)
    if _HEX.fullmatch(raw):
        return raw.lower()
    if raw not in commands.COLOURS:
        raise reader.error(f"unknown colour {raw}")
    return commands.COLOURS[raw]


def _colour_of(reader, model, raw):
    """Read the numbers of a colour, as in ``[rgb]{1, 0.5, 0}``."""
    if model == "HTML" and _HEX.fullmatch(f"#{raw}"):
        return f"#{raw.lower()}"
    count, largest = _MODELS.get(model, (0, 1))
    try:
        shares = [float(part) / largest for part in raw.split(",")]
    except ValueError:
        shares = []
    if not count or len(shares) != count or not all(0 <= x <= 1 for x in shares):
        raise reader.error(f"unknown colour {raw} of the model {model}")
    channels = shares if count == 3 else shares * 3
    return "#" + "".join(f"{round(255 * share):02x}" for share in channels)


def space(reader):
    """Read a length in braces."""
    raw = reader.raw_argument()
    if not _LENGTH.fullmatch(raw):
        raise reader.error(f"unknown length {raw}")
    return tree.Space(raw)


def bare_space(reader):
    """Read a length without braces."""
    found = reader.skip(_BARE_LENGTH)
    if found is None:
        raise reader.error("missing length")
    return tree.Space(f"{found[1]}{found[2]}")


def fraction(reader):
    r"""Read ``\genfrac``: two delimiters, the width of the line, a style, two parts."""
    *ends, width, style = (reader.raw_argument().strip() for _ in range(4))
    if not {*ends} <= {"", *commands.DELIMITERS} or style not in _STYLES:
        raise reader.error(r"unknown arguments of \genfrac")
    has_line = not _NO_WIDTH.match(width)
    node = tree.Fraction(reader.argument(), reader.argument(), has_line)
    opening, closing = (commands.DELIMITERS[end or "."] for end in ends)
    node = tree.Fenced(opening, (node,), closing) if opening or closing else node
    return tree.Style(_STYLES[style], (node,)) if style else node


def code_point(reader):
    r"""Read ``\unicode{x263a}``."""
    reader.raw_option()  # its size or font
    found = _CODE_POINT.fullmatch(reader.raw_argument())
    number = int(found["hex"], 16) if found and found["hex"] else 0
    number = int(found[2]) if found and found[2] else number
    if number > 0x10FFFF or not chr(number).isprintable():
        raise reader.error(r"no character behind \unicode")
    return character(chr(number))
