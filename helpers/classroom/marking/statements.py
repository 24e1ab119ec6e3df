"""The statements of a notebook's code: what each binds, and what it needs."""

import ast
import re
import symtable
import warnings
from dataclasses import dataclass

LONGEST_CELL = 200_000  # characters; nobody types more
_CELL_MAGIC = re.compile(r"\A\s*%%(?:time|timeit|capture)\b[^\n]*")
_LINE_MAGIC = re.compile(
    r"^(?P<indent>[ \t]*)"
    r"(?:[%!?][^\n]*|[\w.]+\?{1,2}[ \t]*|\w+[ \t]*=[ \t]*[%!][^\n]*)$",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Statement:
    """A statement at the top of a cell that gives names a meaning.

    Attributes
    ----------
    source : str
        Its code.
    node : ast.stmt
        What it was read as.
    binds, needs : frozenset of str
        Names that it gives a meaning, and names that must have one.
    extends : frozenset of str
        Names of which it changes a part, as `Variable.__add__ = add` does.
    is_given : bool
        Whether it stands in the notebook that was handed out.
    """

    source: str
    node: ast.stmt
    binds: frozenset
    needs: frozenset
    extends: frozenset = frozenset()
    is_given: bool = False


def parse_cell(source):
    """Read a cell of code that may hold magic commands.

    Parameters
    ----------
    source : str
        The code.

    Returns
    -------
    tree : ast.Module
        What was read.
    source : str
        The code that was read: magic commands are replaced by `pass`.

    Raises
    ------
    ValueError
        If it is no Python; the message is for the student.
    """
    if len(source) > LONGEST_CELL:
        raise ValueError(f"it has more than {LONGEST_CELL:,} characters")
    plain = _LINE_MAGIC.sub(r"\g<indent>pass", _CELL_MAGIC.sub("", source))
    for code in (source, plain):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(code), code
        except SyntaxError as error:
            message = f"{type(error).__name__}: {error.msg}"
            if error.text and error.text.strip():
                message += f" in the line `{error.text.strip()}`"
        except (ValueError, RecursionError, MemoryError) as error:
            message = f"{type(error).__name__}: {error}"
    raise ValueError(message)


def statements(tree, source):
    """List the statements of a cell that give names a meaning.

    Parameters
    ----------
    tree : ast.Module
        The cell.
    source : str
        Its code.

    Returns
    -------
    list of Statement
        Of an import, one for each name.
    """
    found = []
    # As `ast` counts lines: a form feed ends none.
    lines = re.split(r"(?<=\n)|(?<=\r)(?!\n)", source)
    for node in tree.body:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            found += [_imported(node, alias) for alias in node.names]
            continue
        binds = frozenset(_bound(node))
        code = _source_of(node, lines)
        extends = frozenset(_extended(node))
        if (binds or extends) and code:
            needs = frozenset(_needed(code))
            found.append(Statement(code, node, binds, needs, extends))
    return found


def _source_of(node, lines):
    """The code of a statement, its decorators too."""
    decorators = getattr(node, "decorator_list", [])
    first = min((part.lineno for part in decorators), default=node.lineno)
    found = [line.encode() for line in lines[first - 1 : node.end_lineno]]
    found[-1] = found[-1][: node.end_col_offset]  # counted in bytes
    if not decorators:
        found[0] = found[0][node.col_offset :]
    return b"".join(found).decode()


def _imported(node, alias):
    name = f"{alias.name} as {alias.asname}" if alias.asname else alias.name
    if isinstance(node, ast.Import):
        code = f"import {name}"
        bound = alias.asname or alias.name.partition(".")[0]
    else:
        code = f"from {'.' * node.level}{node.module or ''} import {name}"
        bound = alias.asname or alias.name
    return Statement(code, ast.parse(code).body[0], frozenset([bound]), frozenset())


def _bound(node):
    """Names that a statement binds; loops and expressions do not count."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        for alias in node.names:
            yield alias.asname or alias.name.partition(".")[0]
    elif isinstance(node, ast.Assign):
        for target in node.targets:
            for part in ast.walk(target):
                if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                    yield part.id
    elif isinstance(node, (ast.AnnAssign, ast.AugAssign)):
        if isinstance(node.target, ast.Name):
            yield node.target.id
    elif isinstance(node, (ast.If, ast.Try, ast.With)):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ExceptHandler):
                for inner in child.body:
                    yield from _bound(inner)
            elif isinstance(child, ast.stmt):
                yield from _bound(child)


def _extended(node):
    """Names of which an assignment changes a part."""
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        for part in getattr(target, "elts", [target]):
            base = part
            while isinstance(base, (ast.Attribute, ast.Subscript)):
                base = base.value
            if base is not part and isinstance(base, ast.Name):
                yield base.id


def _needed(code):
    """Names that a statement needs from elsewhere in the notebook."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            table = symtable.symtable(code, "<cell>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    waiting = [table]
    while waiting:
        table = waiting.pop()
        is_top = table.get_type() == "module"
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (is_top or symbol.is_global()):
                yield symbol.get_name()
        waiting += table.get_children()
