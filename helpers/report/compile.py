"""Typst source to PDF, with the wheel of Typst that pip installed."""

import re
from pathlib import Path
from tempfile import TemporaryDirectory

_MARKER = re.compile(r"^// (cell \d+ .*|title block)$", re.MULTILINE)
_LINE = re.compile(r"main\.typ:(\d+)")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_PROBE = """#set document(title: "probe")
#set text(font: ("New Computer Modern", "New Computer Modern Math"))
"""


def compile_pdf(source, files, standard="ua-1"):
    """Compile a report.

    Parameters
    ----------
    source : str
        Typst source; each cell begins with a line ``// cell ...``.
    files : dict of str to bytes
        The style file and the pictures, by their paths in the source.
    standard : str or None
        The PDF standard to keep: ``ua-1`` is PDF for accessibility.

    Returns
    -------
    bytes
        The PDF.

    Raises
    ------
    ValueError
        If Typst rejects the source; the message names the cell.
    """
    import typst

    with TemporaryDirectory() as folder:
        root = Path(folder)
        for name, data in {**files, "main.typ": source.encode()}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        try:
            return typst.compile(
                root / "main.typ",
                root=root,
                ignore_system_fonts=True,
                pdf_standards=[standard] if standard else [],
            )
        except typst.TypstError as error:
            line = _LINE.search(error.diagnostic)
            number = int(line[1]) if line else _line_of_damage(source, files, root)
            place = _cell_of(number, source)
            raise ValueError(f"{place}: {error.message}") from error


def _cell_of(number, source):
    """Return the cell that a line of the source belongs to."""
    above = "\n".join(source.split("\n")[:number])
    return _MARKER.findall(above)[-1] if above else "report"


def _line_of_damage(source, files, root):
    """Return the line that shows the first damaged picture, 0 if there is none.

    Typst places such an error in the picture or in the style file.
    """
    import typst

    for name in files:
        if name.endswith(".typ"):
            continue
        (root / "probe.typ").write_text(f'#image("{name}")', encoding="utf-8")
        try:
            typst.compile(root / "probe.typ", root=root)
        except typst.TypstError:
            shown = f'"{Path(name).name}"'
            return source[: source.index(shown)].count("\n") + 1
    return 0


def missing_characters(text):
    """Find the characters that no font of the report can print.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    set of str
        The characters without a glyph.
    """
    import typst

    # The accessibility standard makes Typst name every character without a glyph.
    characters = sorted(set(text) - set(map(chr, range(128))))
    probe = _PROBE + "\n\n".join(characters)
    try:
        typst.compile(probe.encode(), ignore_system_fonts=True, pdf_standards=["ua-1"])
    except typst.TypstError as error:
        return set("".join(_MISSING.findall(error.diagnostic)))
    return set()
