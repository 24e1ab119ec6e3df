"""Typst source to PDF, with the wheel of Typst that pip installed."""

import contextlib
import json
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

_MARKER = re.compile(r"^// (cell \d+ \(.*\)|title block|hints)$", re.MULTILINE)
_LINE = re.compile(r"main\.typ:(\d+)")
_PICTURE = re.compile(r"(figure-\d+\.\w+):\d+")
_MISSING = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_JOINED = re.compile("[\u0900-\u0963\u0970-\u097f]")  # by no font of ours
_PROBE_SECONDS = 20  # for a look at which characters have a glyph
_DYING_SECONDS = 5  # that a crash may take to end the process


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
    is_loss : bool
        Whether Typst took too long or too much memory or crashed: it names no cell.
    """

    def __init__(
        self, message, cell=None, picture=None, is_accessibility=False, is_loss=False
    ):
        super().__init__(message)
        self.cell = cell
        self.picture = picture
        self.is_accessibility = is_accessibility
        self.is_loss = is_loss


class Typesetter:
    """A process of its own that opens pictures and runs Typst.

    Notebooks come from anywhere; what they do to Typst or to a decoder is done in that
    process, within limits of time and memory. It starts when it is first needed, anew
    when it was lost, and ends with the ``with`` statement.
    """

    def __init__(self):
        self._folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self._root = Path(self._folder.name).resolve()
        self._process = None
        self._fonts = False  # whether those of the computer are needed

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._stop()
        self._folder.cleanup()

    def check(self, name, data, seconds):
        """Decode a picture and set it on a page.

        Parameters
        ----------
        name : str
            A file name; its extension says what the picture should be.
        data : bytes
            The picture.
        seconds : float
            The longest time that this may take.

        Returns
        -------
        str
            The extension of what the picture is.

        Raises
        ------
        CompileError
            If it cannot be printed.
        """
        (self._root / name).write_bytes(data)
        extension, complaint = self._ask(seconds, "check", name)
        if complaint:
            raise CompileError(complaint)
        return extension

    def missing_characters(self, text):
        """Find the characters that no font can print.

        If the fonts of the report lack some, those of the computer are looked up.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        set of str
            The characters without a glyph; none if it takes too long to find out.
        """
        missing = self._missing(set(text) - set(map(chr, range(128))), False)
        rest = self._missing(missing, True)
        self._fonts = rest != missing or _JOINED.search(text) is not None
        return rest

    def unjoined_characters(self, text):
        """Find the letters that are printed, but not joined as their script has it.

        Parameters
        ----------
        text : str
            Any text.

        Returns
        -------
        set of str
            As for :meth:`missing_characters`.
        """
        return self._missing(set(_JOINED.findall(text)), True, is_joined=True)

    def _missing(self, characters, fonts, is_joined=False):
        if not characters:
            return set()
        task = "missing", sorted(characters), fonts, is_joined
        try:
            diagnostic = self._ask(_PROBE_SECONDS, *task)
        except CompileError:
            return set()
        named = "".join(map(_unescaped, _MISSING.findall(diagnostic)))
        return set(named).intersection(characters)

    def compile(self, source, files, standard="ua-1", seconds=60):
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
        for name, data in {**files, "main.typ": source.encode()}.items():
            (self._root / name).write_bytes(data)
        complaint = self._ask(
            seconds, "typeset", "main.typ", "main.pdf", standard, self._fonts
        )
        if complaint:
            raise _error(*complaint, source, files)
        return (self._root / "main.pdf").read_bytes()

    def _ask(self, seconds, task, *arguments):
        """Return the answer to one request; see the file worker.py."""
        if self._process is None:
            self._start()
        begin = time.monotonic()
        watch = Timer(seconds, self._process.kill)
        watch.start()
        try:
            print(json.dumps([seconds, task, *arguments]), file=self._process.stdin)
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError:  # it ended before it could read
            answer = ""
        finally:
            watch.cancel()
        if answer.endswith("\n"):
            return json.loads(answer)
        is_late = time.monotonic() - begin >= seconds
        end = f"took more than {seconds:.3g} seconds" if is_late else self._last_words()
        self._stop()
        raise CompileError(f"Typst {end}", is_loss=True)

    def _start(self):
        worker = Path(__file__).with_name("worker.py")
        self._complaints = (self._root / "complaints.txt").open("w+", errors="replace")
        self._process = subprocess.Popen(
            [sys.executable, worker, self._root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            text=True,
        )

    def _last_words(self):
        """Say how the process ended, or is about to end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_DYING_SECONDS)
        self._complaints.seek(0)
        lines = self._complaints.read().splitlines()
        reasons = [line for line in lines if "memory" in line] or lines[-1:]
        reason = reasons[0] if reasons else "no message"
        return f"stopped with status {self._process.returncode}: {reason}"

    def _stop(self):
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            with contextlib.suppress(OSError):  # what it will not read any more
                self._process.stdin.close()
            self._process.stdout.close()
            self._complaints.close()
            self._process = None


def _error(message, diagnostic, source, files):
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


def _unescaped(text):
    """Undo the escapes by which Typst names characters that cannot be seen."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
