"""What is gathered while the cells of one notebook are converted."""

import copy
import math
import re
import time
from dataclasses import dataclass, field
from pathlib import Path

from ..formulas.strings import arguments, clean, string
from .compile import CompileError, Typesetter
from .handed_out import is_as_handed_out

_SHOWN = 2000  # characters of a source that a problem box quotes
LONGEST_CAPTION = 2000  # characters; more of them are a text below the figure
LARGEST_PICTURE = 50_000_000  # bytes
_LARGEST_SVG = 5_000_000  # bytes; a larger one is a plot of too many points
_MOST_BYTES = 500_000_000  # of all pictures
_PICTURE_SECONDS = 10  # for each of them
_DATA = re.compile(r"data:image/[\w.+-]+(?:;[\w.=-]+)*;base64,[A-Za-z0-9+/=%]+")
_SHORT_NAME = re.compile(r"embedded-picture:\d+")
_FOREIGN = re.compile(rb"<([\w.-]+:)?foreignObject")


@dataclass
class Draft:
    """The problems, files, labels and references of a report in the making.

    Attributes
    ----------
    base : Path
        The folder of the notebook, where the names of its pictures start.
    typesetter : Typesetter or None
        Where pictures are opened; without it there can be none.
    end : float
        When to stop, by :func:`time.monotonic`.
    code : str
        Which code is printed: ``"all"``, ``"short"`` or ``"none"``.
    with_hints : bool
        Whether the hints in ``<details>`` are printed in an appendix.
    root : Path or None
        A folder in which its pictures may also be, besides its own.
    cache : Path or None
        A folder with pictures of the web.
    problems : list of str
        One line each; every line names the cell it comes from.
    files : dict of str to bytes
        Pictures, by the name that the Typst source uses.
    macros : dict of str to Macro
        The LaTeX commands that the author defined so far.
    tags : dict of str to str
        The tag of each labelled equation.
    anchors : dict of str to str
        The cell of each label: equations, figures, tables, headings and hints.
    references : list of tuple
        Label and cell of each reference, and whether there must be something that it
        leads to; checked when all cells are known.
    aliases : dict of str to str
        The label that is meant by one that is written a little differently.
    boxes : dict of int to str
        What is printed instead of each character that no font has.
    hints : list of str
        Typst markup of the hints for the appendix.
    title : str or None
        The first heading of level 1, as Typst markup.
    levels : list of int
        The levels of the last heading and of those that it stands below.
    is_numbered : bool
        Whether the report numbers its headings: not if they carry their own numbers.
    section : str or None
        The label of the last heading.
    cell : str
        The cell being converted, as problems name it.
    attachments : dict
        The pictures attached to that cell.
    is_as_handed_out : bool
        Whether that cell is known to hold nothing that a student wrote.
    embedded : dict of str to str
        The ``data:`` addresses of pictures, by the short names given to them.
    widgets : dict of str to dict
        What the notebook keeps of its widgets.
    sources : dict of str to str
        The source of each cell.
    """

    base: Path = Path()
    typesetter: Typesetter | None = None
    end: float = math.inf
    code: str = "all"
    with_hints: bool = False
    root: Path | None = None
    cache: Path | None = None
    problems: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    macros: dict = field(default_factory=dict)
    tags: dict = field(default_factory=dict)
    anchors: dict = field(default_factory=dict)
    references: list = field(default_factory=list)
    aliases: dict = field(default_factory=dict)
    boxes: dict = field(default_factory=dict)
    hints: list = field(default_factory=list)
    title: str | None = None
    levels: list = field(default_factory=list)
    is_numbered: bool = True
    section: str | None = None
    cell: str = ""
    attachments: dict = field(default_factory=dict)
    is_as_handed_out: bool = False
    embedded: dict = field(default_factory=dict)
    widgets: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)

    def begin(self, index, cell):
        """Note which cell is converted from now on."""
        # The identifier is shown in a comment of the source: it must not end the line.
        name = re.sub(r"[^\w-]", "", cell.get("id", "none"), flags=re.ASCII)
        self.cell = f"cell {index} ({cell.cell_type}, id {name})"
        self.attachments = cell.get("attachments", {})
        self.is_as_handed_out = is_as_handed_out(cell)
        self.sources[self.cell] = cell.source

    def problem(self, message, source=None):
        """Note a problem of the current cell.

        Parameters
        ----------
        message : str
            What is wrong.
        source : str, optional
            The text that cannot be shown.

        Returns
        -------
        str
            Typst source of a marked box that says so in the report.
        """
        line = clean(f"{self.cell}: {' '.join(message.split())}")
        self.problems.append(line)
        if source and len(source) > _SHOWN:
            source = f"{source[:_SHOWN]} … {len(source) - _SHOWN:,} more characters"
        extra = arguments(source=string(source) if source else None)
        return f"#problem({string(line)}{', ' * bool(extra)}{extra});"

    def anchor(self, label):
        """Note where a label stands.

        Returns
        -------
        bool
            Whether the label is new.
        """
        if label in self.anchors:
            return False
        self.anchors[label] = self.cell
        return True

    def refer(self, label, must_exist=True):
        """Note that the current cell refers to a label."""
        self.references.append((label, self.cell, must_exist))

    def check_references(self):
        """Find what references mean; note a problem where that must be and is not."""
        similar = {_slug(label): label for label in reversed(self.anchors)}
        for label, cell, must_exist in dict.fromkeys(self.references):
            if label in self.anchors:
                continue
            if _slug(label) in similar:
                self.aliases[label] = similar[_slug(label)]
            elif must_exist:
                self.problems.append(f"{cell}: nothing is labelled {label}")

    def depth(self, level):
        """Return how deep a heading stands, levels that are skipped not counted."""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        return len(self.levels)

    def shortened(self, source):
        """Give short names to the pictures that a text holds as ``data:`` addresses."""

        def name(match):
            self.embedded[f"embedded-picture:{len(self.embedded) + 1}"] = match[0]
            return f"embedded-picture:{len(self.embedded)}"

        return _DATA.sub(name, source)

    def restored(self, text, longest=None):
        """Put ``data:`` addresses back, as far as they are shown.

        Parameters
        ----------
        text : str
            Text that is no address.
        longest : int, optional
            Number of characters of an address to keep.

        Returns
        -------
        str
            The text as its author wrote it.
        """

        def address(match):
            whole = self.embedded.get(match[0], match[0])
            more = len(whole) - longest if longest else 0
            return (
                f"{whole[:longest]} … {more:,} more characters" if more > 0 else whole
            )

        return _SHORT_NAME.sub(address, text)

    def attempt(self, write):
        """Write something if that can be done without a problem.

        Parameters
        ----------
        write : callable
            Returns Typst markup, and tells this draft of labels, problems and so on.

        Returns
        -------
        str or None
            The markup; None, and the draft as it was, if there was a problem.
        """
        before = {
            name: copy.copy(value) if isinstance(value, (dict, list)) else value
            for name, value in vars(self).items()
        }
        written = write()
        if len(self.problems) == len(before["problems"]):
            return written
        vars(self).update(before)
        return None

    def seconds_left(self):
        """Return how much time is left to convert the notebook."""
        return max(0, self.end - time.monotonic())

    def store(self, data, extension):
        """Keep the bytes of a picture, if it can be printed.

        Parameters
        ----------
        data : bytes
            The picture.
        extension : str
            What it should be; one of the values of ``pictures.EXTENSIONS``.

        Returns
        -------
        str
            The name under which the Typst source finds it.

        Raises
        ------
        ValueError
            If it is damaged or too large, holds what cannot be printed, or would take
            too much time or memory.
        """
        is_svg = extension == "svg"
        if len(data) > (_LARGEST_SVG if is_svg else LARGEST_PICTURE):
            kind = "an SVG" if is_svg else "a picture"
            raise ValueError(f"{kind} of {len(data):,} bytes is too large to print")
        if is_svg and _FOREIGN.search(data):
            raise ValueError("an SVG with HTML in it (foreignObject) cannot be printed")
        if sum(map(len, self.files.values())) + len(data) > _MOST_BYTES:
            raise ValueError(f"all pictures have more than {_MOST_BYTES:,} bytes")
        seconds = min(_PICTURE_SECONDS, self.seconds_left())
        if not seconds:
            raise ValueError("no time was left to look at this picture")
        stem = f"figure-{len(self.files) + 1}"
        try:
            found = self.typesetter.check(f"{stem}.{extension}", data, seconds)
        except CompileError as error:
            if not error.is_loss:
                raise
            raise ValueError(f"a picture cannot be printed: {error}") from error
        name = f"{stem}.{found}"
        self.files[name] = data
        return name


def _slug(label):
    """Return a label as various tools write it: without case and punctuation."""
    return re.sub(r"[\W_]+", "-", label.casefold()).strip("-")
