"""Typst source to PDF, with the wheel of Typst that pip installed."""

import json
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

_MARKER = re.compile(r"^// (cell \d+ \(.*\)|title block|hints)$", re.MULTILINE)
_LINE = re.compile(r"main\.typ:(\d+)")
_PICTURE = re.compile(r"(figure-\d+\.\w+):\d+")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_PROBE = """#set document(title: "probe")
#set text(font: ("New Computer Modern", "New Computer Modern Math"))
"""


class CompileError(ValueError):
    """Source that Typst does not make a PDF of.

    Attributes
    ----------
    cell : str or None
        The cell at fault, if Typst names a line or a picture of it.
    picture : str or None
        The picture at fault.
    is_accessibility : bool
        Whether the PDF could be made, but not an accessible one.
    """

    def __init__(self, message, cell=None, picture=None, is_accessibility=False):
        super().__init__(message)
        self.cell = cell
        self.picture = picture
        self.is_accessibility = is_accessibility


def compile_pdf(source, files, standard="ua-1", seconds=60):
    """Compile a report.

    Parameters
    ----------
    source : str
        Typst source; each cell begins with a line ``// cell ...``.
    files : dict of str to bytes
        The style file and the pictures, by their paths in the source.
    standard : str or None
        The PDF standard to keep: ``ua-1`` is PDF for accessibility.
    seconds : float
        The longest time that Typst may take.

    Returns
    -------
    bytes
        The PDF.

    Raises
    ------
    CompileError
        If Typst rejects the source, takes too long or crashes.
    """
    with TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, data in {**files, "main.typ": source.encode()}.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        main, target = root / "main.typ", root / "main.pdf"
        worker = Path(__file__).with_name("worker.py")
        command = [sys.executable, worker, main, target]
        command += [standard] if standard else []
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=seconds
            )
        except subprocess.TimeoutExpired:
            raise CompileError(f"Typst took more than {seconds:g} seconds") from None
        if target.exists():
            return target.read_bytes()
        raise _error(done, source, files)


def _error(done, source, files):
    try:
        message, diagnostic = json.loads(done.stdout)
    except ValueError:
        reason = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return CompileError(f"Typst stopped with status {done.returncode}: {reason}")
    line, picture = _LINE.search(diagnostic), _PICTURE.search(diagnostic)
    missing = _MISSING.search(diagnostic)
    name = picture[1] if picture else None
    if line:
        cell = _last_cell("\n".join(source.split("\n")[: int(line[1])]))
    else:
        name = name or (
            _picture_with(_unescaped(missing[1]), files) if missing else None
        )
        above, found, _ = source.partition(f'"{name}"')
        cell = _last_cell(above) if found else None
    message = message.removeprefix("PDF/UA-1 error: ")
    return CompileError(message, cell, name, "PDF/UA-1 error" in diagnostic)


def _last_cell(source):
    """Return the name of the cell that a piece of source ends in."""
    names = _MARKER.findall(source)
    return names[-1] if names else None


def _picture_with(text, files):
    """Return the name of the SVG that has this text."""
    names = (name for name, data in files.items() if text.encode() in data)
    return next(names, None)


def pages(pdf):
    """Count the pages of a PDF that Typst wrote.

    Parameters
    ----------
    pdf : bytes
        The PDF.

    Returns
    -------
    int
        The number of pages.
    """
    # A long report has a tree of such nodes; its root counts all pages.
    return max(map(int, re.findall(rb"/Type\s*/Pages\s*/Count (\d+)", pdf)))


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
        named = "".join(map(_unescaped, _MISSING.findall(error.diagnostic)))
        return set(named).intersection(characters)
    return set()


def _unescaped(text):
    """Undo the escapes by which Typst names characters that cannot be seen."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
