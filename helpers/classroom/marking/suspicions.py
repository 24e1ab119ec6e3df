"""What stands out in the code of a hand-in without running it."""

import ast

# No function of an exercise needs these. They reach the judge, or what it knows.
_MODULES = {
    "builtins",
    "code",
    "ctypes",
    "gc",
    "importlib",
    "inspect",
    "linecache",
    "marshal",
    "mine",
    "pkgutil",
    "runpy",
    "tokenize",
    "traceback",
}
_NAMES = {"__builtins__", "__import__", "__loader__", "compile", "eval", "exec"}
_ATTRIBUTES = {
    "__builtins__",
    "__closure__",
    "__code__",
    "__globals__",
    "__subclasses__",
    "__traceback__",
    "__loader__",
    "__spec__",
    "_getframe",
    "f_back",
    "f_globals",
    "f_locals",
    "getprofile",
    "modules",
    "tb_frame",
}
_INNER = {"classroom", "exercises"}
_JUDGES = {"check", "derive", "judge", "predict", "reveal", "spot"}


def suspicions(parts, name):
    """Name what no answer of one's own needs, in the code that belongs to an answer.

    Parameters
    ----------
    parts : list of Statement
        The student's.
    name : str
        Of the function that is asked for.

    Returns
    -------
    tuple of str
    """
    found = []
    for part in parts:
        for node in ast.walk(part.node):
            found += _suspicion(node, name)
    return tuple(dict.fromkeys(found))


def _suspicion(node, name):
    match node:
        case ast.Import(names=aliases):
            modules = [alias.name for alias in aliases]
            return [f"imports {module}" for module in modules if _is_inner(module)]
        case ast.ImportFrom(module=str(module)) if _is_inner(module):
            return [f"imports from {module}"]
        case ast.ImportFrom(module="helpers", names=aliases):
            inner = [alias.name for alias in aliases if alias.name in _INNER]
            return [f"imports helpers.{module}" for module in inner]
        case ast.Attribute(value=ast.Name(id="helpers"), attr=inner) if inner in _INNER:
            return [f"uses helpers.{inner}"]
        case ast.Name(id=known, ctx=ast.Load()) if known in _NAMES:
            return [f"uses {known}"]
        case ast.Attribute(attr=known) if known in _ATTRIBUTES:
            return [f"uses {known}"]
        case ast.Call(func=ast.Name(id="getattr"), args=[_, what, *_]) if not (
            isinstance(what, ast.Constant)
        ):
            return ["uses getattr with a name that is computed"]
    return []


def _is_inner(module):
    if module == "helpers.exercises.ours":
        return False  # which of them it calls is seen when it calls them
    first, *more = module.split(".")
    return first in _MODULES or (first == "helpers" and not _INNER.isdisjoint(more[:1]))


def patched(tree, parts):
    """Name what a cell puts in the place of the judge, or of functions of helpers.

    Parameters
    ----------
    tree : ast.Module
        The cell.
    parts : list of Statement
        Its statements.

    Returns
    -------
    list of str
    """
    found, ours = [], set(_JUDGES)
    for part in parts:
        match part.node:
            case ast.ImportFrom(module=str(module)) if _is_ours(module):
                ours |= part.binds
                asking = [f"from {_ASKING} import {name}" for name in _JUDGES]
                is_other = part.binds & _JUDGES and part.source not in asking
                if is_other or (_is_inner(module) and module != _ASKING):
                    found.append(f"`{part.source}`")
            case ast.Import(names=[alias]) if _is_ours(alias.name):
                ours |= part.binds
                if _is_inner(alias.name):
                    found.append(f"`{part.source}`")
            case _ if part.binds & _JUDGES:
                names = ", ".join(sorted(part.binds & _JUDGES))
                found.append(f"gives `{names}` another meaning")
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(ctx=ast.Store()) if _base(node) in ours | {"helpers"}:
                found.append(f"puts something else into `{ast.unparse(node)[:100]}`")
            case ast.Attribute(attr=known, ctx=ast.Store()) if known in _ATTRIBUTES:
                found.append(f"puts something else into `{ast.unparse(node)[:100]}`")
            case ast.Call(func=ast.Name(id="setattr"), args=[target, *_]):
                if _base(target) in ours | {"helpers"}:
                    name = ast.unparse(target)[:100]
                    found.append(f"puts something else into `{name}`")
    return found


_ASKING = "helpers.exercises"


def _is_ours(module):
    return module.partition(".")[0] == "helpers"


def _base(node):
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", "")
