"""Python strings as Typst source that prints exactly those strings."""

import re

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufeff]")
_HALF = re.compile("[\ud800-\udfff]")


def clean(text):
    """Drop control characters, which no font can print, except tabs and line ends.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text without them; half a surrogate pair, which is no character, becomes
        U+FFFD.
    """
    return _HALF.sub("\ufffd", _CONTROL.sub("", text))


def string(text):
    r"""Write a Typst string literal.

    Parameters
    ----------
    text : str
        Plain text.

    Returns
    -------
    str
        The text in double quotes, with ``\``, ``"`` and line ends escaped.
    """
    text = clean(text).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n").replace("\t", "\\t") + '"'


def arguments(**values):
    """Write named Typst arguments, leaving out those that are None.

    Parameters
    ----------
    **values : str or None
        Typst source of each argument.

    Returns
    -------
    str
        ``"name: value, other: value"``.
    """
    given = {name: value for name, value in values.items() if value is not None}
    return ", ".join(f"{name}: {value}" for name, value in given.items())
