"""From the parts of a report to its PDF, around whatever Typst cannot print."""

import itertools
import re
import time

from ..formulas.strings import string
from .compile import CompileError
from .pictures import without_picture

HEAD = "title block"  # the part that every piece of a report begins with
_SECONDS = 60  # for the whole report, as often as Typst says what is wrong with it
_SEARCH_SECONDS = 60  # then to find the cells that Typst is lost on
_LAST_SECONDS = 60  # then for what is left
_PIECE_SECONDS = 5  # for a few cells
_MOVABLE = re.compile(r"#(picture|captioned)\(")  # a figure or table, at the top level
_ABOVE = re.compile(r"#section\(|#lead\[|#left-out\(|//")  # what must stay above it
_MOST_LISTED = 200  # problems, at the end
_LONGEST_LINE = 300  # characters of one of them there
_PIECE = 16  # cells, or a fiftieth of the report


def source(parts, folder, draft=None):
    """Join the parts of a report, each below a line that names it.

    Parameters
    ----------
    parts : dict of str to str
        Typst markup by the name of the part: the title block, the cells, the hints.
    folder : str
        Where the style file and the pictures are.
    draft : Draft, optional
        Its problems are listed at the end.

    Returns
    -------
    str
        Typst source.
    """
    body = "".join(f"// {name}\n{text}\n\n" for name, text in parts.items())
    body = _with_spots(body).replace('(image("', f'(image("{folder}/')
    if draft and draft.problems:
        listed = [line[:_LONGEST_LINE] for line in draft.problems[:_MOST_LISTED]]
        lines = "".join(f"{string(line.translate(draft.boxes))}, " for line in listed)
        rest = len(draft.problems) - len(listed)
        body += f"// problems\n#problems(({lines}), more: {rest});\n"
    return f"#import {string(folder + '/style.typ')}: *\n{body}"


def _with_spots(body):
    """Mark what may move to another page, with the lines that must stay above it."""
    lines, above, number = [], [], itertools.count(1)
    for line in body.split("\n"):
        if _ABOVE.match(line) or (above and not line):
            above.append(line)
            continue
        if match := _MOVABLE.match(line):
            k = next(number)
            line = f"#movable({k}, {match[1]})({line[match.end() :]}"
            above = [f"#spot({k});{above[0]}", *above[1:]] if above else above
            line = line if above else f"#spot({k});{line}"
        lines += [*above, line]
        above = []
    return "\n".join([*lines, *above])


def print_report(parts, draft):
    """Make the PDF; what Typst cannot print becomes a box that says so.

    Parameters
    ----------
    parts : dict of str to str
        As for :func:`source`.
    draft : Draft
        Knows the pictures and collects the problems.

    Returns
    -------
    bytes or None
        The PDF; None if Typst makes none of any part of the report.
    """
    printer = _Printer(dict(parts), draft)
    pdf = printer.print(_SECONDS)
    if pdf is None:
        printer.find_losses()
        end = time.monotonic() + _LAST_SECONDS
        pdf = printer.print(_LAST_SECONDS * 2 / 3)
        while pdf is None and len(printer.parts) > 2 and time.monotonic() < end:
            printer.drop((len(printer.parts) - 2) // 2)
            pdf = printer.print((end - time.monotonic()) * 2 / 3)
    if pdf is None:
        draft.cell = "report"
        draft.problem(f"no part of it can be printed: {printer.complaint}")
    return pdf


class _Printer:
    """Prints the parts of a report, and replaces those that cannot be printed."""

    def __init__(self, parts, draft):
        self.parts = parts
        self.names = [name for name in parts if name != HEAD]
        self.draft = draft
        self.standard = "ua-1"
        self.refused = set()
        self.complaint = None  # why there is no PDF
        self.dropped = None  # the problem that names the parts left out at the end

    def compile(self, parts, seconds):
        listed = self.draft if parts is self.parts else None
        text, files = source(parts, ".", listed), self.draft.files
        return self.draft.typesetter.compile(text, files, self.standard, seconds)

    def print(self, seconds):
        """Return the PDF, or None if Typst is lost or nothing more can be mended."""
        end = time.monotonic() + seconds
        is_time = True
        while is_time:
            try:
                return self.compile(self.parts, max(1, end - time.monotonic()))
            except CompileError as error:
                self.complaint = error
                if error.is_loss or not self.mend(error):
                    break
            is_time = time.monotonic() < end
        return None

    def mend(self, error):
        """Put a box in the place of what Typst names; tell whether that was new."""
        fault = error.picture or error.cell
        is_only_accessibility = error.is_accessibility and self.standard
        if not is_only_accessibility and (
            error.cell not in self.parts or fault in self.refused
        ):
            return False
        self.draft.cell = error.cell or "report"
        if is_only_accessibility:
            self.draft.problem(str(error))
            self.standard = None
        elif error.picture:
            box = self.draft.problem(str(error))
            text = self.parts[error.cell]
            self.parts[error.cell] = without_picture(text, error.picture, box)
        else:
            self.box(error.cell, error)
        self.refused.add(fault)
        return True

    def box(self, name, reason):
        """Put a box in the place of a part, with the source of the cell."""
        self.draft.cell = name
        quoted = self.draft.sources.get(name)
        self.parts[name] = self.draft.problem(str(reason), quoted)

    def find_losses(self):
        """Box the cells on which Typst is lost, found by setting a few at a time."""
        end = time.monotonic() + _SEARCH_SECONDS
        count = len(self.names)
        size = min(max(_PIECE, count // 50), max(1, count // 2))
        pieces = [self.names[i : i + size] for i in range(0, count, size)][::-1]
        while pieces and time.monotonic() < end:
            piece = pieces.pop()
            loss = self.loss(piece)
            if loss and len(piece) > 1:
                half = len(piece) // 2
                pieces += [piece[half:], piece[:half]]
            elif loss:
                self.box(piece[0], f"this cell cannot be printed: {loss}")
        if pieces:
            self.drop(self.names.index(pieces[-1][0]))

    def loss(self, names):
        """Return how Typst is lost on some parts, None if it is not."""
        try:
            self.compile(
                {name: self.parts[name] for name in (HEAD, *names)}, _PIECE_SECONDS
            )
        except CompileError as error:
            return error if error.is_loss else None

    def drop(self, start):
        """Put one box in the place of all parts from somewhere to the end."""
        first, *others = self.names[start:]
        for name in others:
            self.parts.pop(name, None)
        if self.dropped:
            self.draft.problems.remove(self.dropped)
        more = f" and the {len(others):,} below it" if others else ""
        self.box(first, f"this cell{more} cannot be printed: {self.complaint}")
        self.dropped = self.draft.problems[-1]
