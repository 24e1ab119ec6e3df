"""What a report leaves out of the code: drawing, and words printed as a caption.

A cell with the tag ``plot`` draws, and so do, where a picture has a caption, the
statements from the one that makes it to the one that shows it with that caption.
"""

import ast
import itertools

DRAWS = "plot"  # the tag of a cell that only draws
_LINE = 88  # characters that a statement may have to be put on one line
_FEWEST = 4  # letters besides the numbers by which a caption is recognised
_OPENING, _CLOSING = "([{", ")]}"


def short(cell, source):
    """Split the code of a cell into what is printed and what is folded away.

    Parameters
    ----------
    cell : NotebookNode
        The cell; the metadata of its outputs may hold ``caption`` and ``alt``.
    source : str
        Its code, or what is left of it.

    Returns
    -------
    list of str or int
        Code, in which ``…`` stands for a caption; and the numbers of lines of code in
        a row that are folded away.
    """
    if DRAWS in cell.metadata.get("tags", []):
        return [_count(source.split("\n"))]
    captions = dict(_captions(cell))
    try:
        body = ast.parse(source).body if captions else []
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        body = []
    lines, pieces, start = source.split("\n"), [], 0
    for index, statement in enumerate(body):
        words = [node for node in ast.walk(statement) if _is_any(node, captions)]
        if not words or _shares_a_line(body, index):
            continue
        begin, end = statement.lineno - 1, statement.end_lineno
        drawn = any(_is_any(node, captions, of_pictures=True) for node in words)
        first = _origin(body[:index], statement, words) if drawn else None
        if first is not None and first.lineno > start:
            pieces.append(lines[start : first.lineno - 1])
            pieces.append(_count(lines[first.lineno - 1 : end]))
        else:
            shown = _without(words, lines[begin:end], begin)
            pieces.append(lines[start:begin] + shown)
        start = end
    pieces.append(lines[start:])
    return _joined(pieces)


def _captions(cell):
    """Yield each caption and alternative text, and whether it is of a picture."""
    for output in cell.outputs:
        is_picture = any(mime.startswith("image/") for mime in output.get("data", {}))
        metadata = output.get("metadata", {})
        for name in ("caption", "alt"):
            if isinstance(metadata.get(name), str) and metadata[name].strip():
                yield metadata[name], is_picture


def _is_any(node, captions, of_pictures=False):
    """Tell whether a piece of code writes one of the captions."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found = [node.value] if node.value in captions else []
    elif isinstance(node, ast.JoinedStr):
        parts = [
            part.value if isinstance(part, ast.Constant) else "" for part in node.values
        ]
        is_telling = sum(map(str.isalpha, "".join(parts))) >= _FEWEST
        found = [text for text in captions if is_telling and _fits(text, parts)]
    else:
        found = []
    return any(captions[text] or not of_pictures for text in found)


def _fits(text, parts):
    """Tell whether a text begins and ends with parts, and has the others between."""
    end = len(text) - len(parts[-1])
    if not (text.startswith(parts[0]) and text.endswith(parts[-1])):
        return False
    place = len(parts[0]) if len(parts) > 1 else 0
    for part in parts[1:-1]:
        place = text.find(part, place) + len(part)
        if place < len(part):
            return False
    return place <= end


def _shares_a_line(body, index):
    """Tell whether a statement stands on one line with its neighbour, after a ``;``."""
    above, below = body[:index][-1:], body[index + 1 :][:1]
    return any(one.end_lineno == body[index].lineno for one in above) or any(
        one.lineno == body[index].end_lineno for one in below
    )


def _origin(above, statement, words):
    """Return the statement that makes what another shows, None if there is none."""
    names = {
        node.args[0].id
        for node in ast.walk(statement)
        if isinstance(node, ast.Call)
        and not {*node.args, *(word.value for word in node.keywords)}.isdisjoint(words)
        and isinstance(next(iter(node.args), None), ast.Name)
    }
    for one in reversed(above):
        if isinstance(one, ast.Assign) and names & {
            node.id
            for target in one.targets
            for node in ast.walk(target)
            if isinstance(node, ast.Name)
        }:
            return one
    return None


def _without(words, lines, begin):
    """Return the lines of a statement with ``…`` in the place of some strings."""
    rows = [line.encode() for line in lines]  # Python counts columns in bytes
    for node in sorted(words, key=_place, reverse=True):
        first, last = node.lineno - 1 - begin, node.end_lineno - 1 - begin
        head, tail = rows[first][: node.col_offset], rows[last][node.end_col_offset :]
        rows[first : last + 1] = [head + "…".encode() + tail]
    rows = [row.decode() for row in rows]
    joined = _on_one_line(rows)
    return [joined] if len(joined) <= _LINE else rows


def _on_one_line(rows):
    joined = rows[0]
    for row in map(str.strip, rows[1:]):
        if row[:1] in _CLOSING:
            joined = joined.removesuffix(",") + row
        else:
            joined += row if joined[-1:] in _OPENING else f" {row}"
    return joined


def _place(node):
    return node.lineno, node.col_offset


def _count(lines):
    return sum(bool(line.strip()) for line in lines)


def _joined(pieces):
    """Join lines with lines, and leave out what is blank."""
    joined = []
    for kind, group in itertools.groupby(pieces, type):
        if kind is int:
            joined += group
        else:
            text = "\n".join(itertools.chain(*group)).strip("\n")
            joined += [text] if text.strip() else []
    return joined
