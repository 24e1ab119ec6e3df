"""A formula in one line of Unicode, and the keys that names go by."""

from helpers.formulas import tree

_MARKS = {"hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "bar": "\u0304"}
_MARKS |= {"widetilde": "\u0303", "overline": "\u0304", "dot": "\u0307"}
_LIKE_A_FONT = ("vec", "underline", "overrightarrow", "mathring")
_BRACKETS = {"(": ")", "[": "]"}


def in_a_line(node):
    """Write a tree as plain text, for a message.

    Parameters
    ----------
    node : node or tuple
        What was read.

    Returns
    -------
    str
    """
    match node:
        case None:
            return ""
        case tuple():
            return "".join(map(in_a_line, node))
        case tree.Symbol(text=text, kind=kind):
            is_spaced = kind in ("relation", "binary")
            return f" {text} " if is_spaced else text
        case tree.Number(text=text) | tree.Word(text=text):
            return text
        case tree.Operator(name=name):
            return f"{name} "
        case tree.Scripts():
            base = in_a_line(node.base) + "′" * node.primes
            sub = f"_{_short(node.sub)}" if node.sub is not None else ""
            sup = f"^{_short(node.sup)}" if node.sup is not None else ""
            return base + sub + sup
        case tree.Fraction():
            return f"{_grouped(node.top)}/{_grouped(node.bottom)}"
        case tree.Accent(name=name, body=body):
            return in_a_line(body) + _MARKS.get(name, "")
        case tree.Fenced():
            return node.opening + in_a_line(node.body) + node.closing
        case tree.Space():
            return " "
        case tree.Dots():
            return "…"
        case tree.Text(pieces=pieces):
            return "".join(p if isinstance(p, str) else in_a_line(p) for p in pieces)
        case tree.Environment(rows=rows):
            cells = (" ".join(map(in_a_line, row.cells)) for row in rows)
            return "; ".join(cells)
        case tree.Root(body=body):
            return f"√({in_a_line(body)})"
        case tree.Delimiter(text=text):
            return text
    body = getattr(node, "body", getattr(node, "base", ()))
    return in_a_line(body) if body != () else "…"


def _short(nodes):
    text = "".join(in_a_line(nodes).split())
    return text if len(text) == 1 else f"{{{text}}}"


def _grouped(nodes):
    text = in_a_line(nodes).strip()
    return text if len(nodes) == 1 else f"({text})"


def key(node):
    """The key of a letter or word with its accents; None if it is no name.

    Parameters
    ----------
    node : node
        Of a tree, without scripts.

    Returns
    -------
    str or None
        ŷ is "hat y", and so is a bold ŷ: fonts make no difference.
    """
    match node:
        case tree.Symbol(text=text, kind="ordinary") if text not in "|‖∂∇′":
            return text
        case tree.Word(text=text) | tree.Operator(name=text, body=None):
            return text
        case tree.Text(pieces=(str() as text,)):
            return text.strip()
        case tree.Font(body=(inner,)) | tree.Group(body=(inner,)):
            return key(inner)
        case tree.Font(body=body):
            letters = [key(part) for part in body]
            return "".join(letters) if all(letters) else None
        case tree.Accent(name=name, body=(inner,)):
            base = key(inner)
            if base is None or name in _LIKE_A_FONT:
                return base
            name = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}.get(
                name, name
            )
            return f"{name} {base}"
    return None


def label(nodes):
    """The text of a superscript or subscript that may be part of a name.

    A pair of brackets around it goes: W^{(1)} and W^{[1]} are W^1.

    Parameters
    ----------
    nodes : tuple
        The script.

    Returns
    -------
    str
    """
    text = "".join(in_a_line(nodes).split())
    if len(text) > 2 and _BRACKETS.get(text[0]) == text[-1]:
        return text[1:-1]
    return text


def is_bracketed(nodes):
    """Whether a script stands in a pair of brackets, as in x^{(i)}."""
    text = "".join(in_a_line(nodes).split())
    return len(text) > 2 and _BRACKETS.get(text[0]) == text[-1]


def shown(name):
    """A key as a reader knows the name: "hat y" is ŷ.

    Parameters
    ----------
    name : str
        A key.

    Returns
    -------
    str
    """
    *accents, base = name.split(" ")
    marks = "".join(_MARKS.get(accent, "") for accent in reversed(accents))
    letter, rest = base[:1], base[1:]
    return f"{letter}{marks}{rest}"
