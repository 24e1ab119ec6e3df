"""HTML tables, such as pandas shows them, to Typst tables."""

import itertools
import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser

from ..formulas.strings import arguments, string
from .text import markup

_NUMBER = re.compile(
    r"(?P<whole>[-−+]?[\d,]*)(?P<rest>\.?\d*(e[-+]?\d+)?\s?%?)", re.IGNORECASE
)
_NO_NUMBER = {"", "nan", "nat", "none", "<na>", "...", "…", "—", "–", "-"}
_NO_NUMBER |= {f"{sign}{word}" for sign in ("", "+", "-", "−") for word in ("inf", "∞")}
_SILENT = {"style", "script"}
_PICTURES = {"img", "svg", "canvas", "video", "iframe", "input", "object"}
_LONGEST = 2_000_000  # characters
_PIECE = 50_000
_SECONDS = 5  # to read one output
_BLOCKS = {"br", "p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6"}
_LONGEST_CELL = 2000  # characters
_LONGEST_NOTE = 10_000  # characters outside of a table
_MOST_ROWS = 300
_MOST_COLUMNS = 500
_MOST_PLACES = 30_000  # cells of a table, those that span counted as often

# Widths in units of the height of the text, estimated: a line holds _LINE of them, and
# a table is split if it would have to be set smaller than _SMALLEST.
_DIGIT, _GAP, _LINE, _SMALLEST = 0.5, 1.3, 50, 0.7
_WRAPPED = 0.9  # the size of words that are wrapped
_WIDTHS = {".": 0.28, ",": 0.28, "e": 0.44, "-": 0.78, "−": 0.78, "+": 0.78, "%": 0.83}


@dataclass
class Cell:
    """A cell of a table.

    Attributes
    ----------
    pieces : list of str
        Its words.
    columns, rows : int
        How many of them it spans.
    is_head : bool
        Whether it names a row or a column.
    tokens : list of dict
        What it holds, as tokens; see ``elements.py``. Only cells of Markdown have them.
    code : str or None
        Typst markup of what it holds, if that is more than words.
    side : str or None
        On which side its words stand, if not on that of its column.
    """

    pieces: list = field(default_factory=list)
    columns: int = 1
    rows: int = 1
    is_head: bool = False
    tokens: list = field(default_factory=list)
    code: str | None = None
    side: str | None = None

    @property
    def words(self):
        """What it says, on one line."""
        return _cut(_joined(self.pieces), _LONGEST_CELL)


@dataclass
class Grid:
    """The rows of a table, and the words beside it."""

    header: list = field(default_factory=list)
    body: list = field(default_factory=list)
    note: list = field(default_factory=list)


class _TableReader(HTMLParser):
    """Collects the rows of the tables in a page, and the words outside of them."""

    def __init__(self):
        super().__init__()
        self.tables = [Grid()]  # the first only takes the words before any table
        self.in_header = False
        self.row = None
        self.cell = None
        self.silent = 0  # inside of one of _SILENT
        self.buttons = 0  # whose pictures are no content
        self.lost = set()

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "table":
            self.tables.append(Grid())
            self.in_header, self.row, self.cell = False, None, None
        elif tag in ("thead", "tbody", "tfoot"):
            self.in_header = tag == "thead"
        elif tag == "tr":
            self.new_row()
        elif tag in ("td", "th"):
            if self.row is None:
                self.new_row()
            columns, rows = span(attrs.get("colspan")), span(attrs.get("rowspan"))
            self.cell = Cell([], columns, rows, tag == "th")
            self.row.append(self.cell)
        elif tag in _SILENT:
            self.silent += 1
        elif tag in _BLOCKS:
            self.handle_data(" ")
        elif tag == "button":
            self.buttons += 1
        elif tag in _PICTURES and not self.buttons:
            self.lost.add(tag)

    def new_row(self):
        self.row, self.cell = [], None
        table = self.tables[-1]
        (table.header if self.in_header else table.body).append(self.row)

    def handle_endtag(self, tag):
        if tag in ("td", "th", "tr", "table"):
            self.cell = None
        if tag in ("tr", "table"):
            self.row = None
        if tag == "button":
            self.buttons = max(0, self.buttons - 1)
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)

    def handle_data(self, data):
        if self.silent:
            return
        if self.cell is not None:
            self.cell.pieces.append(data)
        else:
            self.tables[-1].note.append(data)


def tables(page, draft):
    """Convert the tables of an HTML output.

    Parameters
    ----------
    page : str
        HTML with at least one ``<table>``.
    draft : Draft
        Collects problems.

    Returns
    -------
    str
        Typst markup: for each table a call of ``booktable``, a function of the style
        file. Numbers stand with their decimal points below each other. A table too
        wide for the page is split; of a long one the first rows are printed, and how
        many are left out.
    """
    try:
        reader = _read(page)
    except ValueError as error:
        return draft.problem(str(error))
    lost = ", ".join(sorted(reader.lost))
    written = [draft.problem(f"HTML cannot be printed: {lost}")] if lost else []
    for table in reader.tables:
        written.append(write_grid(table, draft))
    return "\n\n".join(written)


def write_grid(grid, draft):
    """Write a table.

    Parameters
    ----------
    grid : Grid
        The table. It is cut if it has too many rows.
    draft : Draft
        Collects problems.

    Returns
    -------
    str
        Typst markup.
    """
    note = _cut(_joined(grid.note), _LONGEST_NOTE)
    left_out = len(grid.body) - _MOST_ROWS
    if left_out > 0:
        del grid.body[_MOST_ROWS:]
        note = f"… {left_out:,} more rows. {note}".strip()
    try:
        written = _booktables(*_divided(grid))
    except ValueError as error:
        written = [draft.problem(str(error))]
    if note:
        written.append(f"#table-note[{markup(note)}];")
    return "\n\n".join(written)


def words_of(page):
    """Return the words of an HTML output, without its tags.

    Parameters
    ----------
    page : str
        HTML.

    Returns
    -------
    str
        On one line; of each table first the cells.

    Raises
    ------
    ValueError
        If it takes too long to read.
    """
    pieces = []
    for grid in _read(page).tables:
        for cell in itertools.chain(*grid.header, *grid.body):
            pieces += [*cell.pieces, " "]
        pieces += grid.note
    return _joined(pieces)


def _read(page):
    """Read HTML a piece at a time: Python's parser can take very long."""
    if len(page) > _LONGEST:
        raise ValueError(f"HTML of {len(page):,} characters is too long to print")
    reader, end = _TableReader(), time.monotonic() + _SECONDS
    for start in range(0, len(page), _PIECE):
        try:
            reader.feed(page[start : start + _PIECE])
        except AssertionError as error:  # so Python's parser says that it is no HTML
            raise ValueError(f"HTML cannot be read: {error}") from error
        if time.monotonic() > end:
            raise ValueError(f"HTML that takes more than {_SECONDS} seconds to read")
    reader.feed("<p>")  # for the words after the last tag
    return reader


def _joined(pieces):
    return " ".join("".join(pieces).split())


def _cut(words, longest):
    more = len(words) - longest
    return f"{words[:longest]} … {more:,} more characters" if more > 0 else words


def span(value):
    """Return how many rows or columns a cell spans.

    Parameters
    ----------
    value : str or None
        What HTML says of it.

    Returns
    -------
    int
        The number; 1 if it is none.
    """
    is_number = value and re.fullmatch(r"\d{1,4}", value, re.ASCII)
    return max(1, int(value)) if is_number else 1


def _divided(table):
    """Return the header and the body; a first row of heads alone is a header."""
    header, body = table.header, table.body
    if not header and len(body) > 1 and all(cell.is_head for cell in body[0]):
        header, body = body[:1], body[1:]
    return _merged(header), body


def _merged(header):
    """Move the names of the index, alone in a second row, up to the first."""
    if len(header) != 2 or len(header[0]) != len(header[1]):
        return header
    columns = list(zip(*header, strict=True))
    if any(upper.words and lower.words for upper, lower in columns):
        return header
    return [[upper if upper.words else lower for upper, lower in columns]]


def _booktables(header, body):
    """Write a table, split by columns where it is too wide for one."""
    rows = header + body
    if not any(rows):
        return []
    places = _places(rows)
    width = max(column for column, _ in places) + 1
    if width > _MOST_COLUMNS:
        raise ValueError(f"a table of more than {_MOST_COLUMNS} columns")
    stacks = [[] for _ in range(width)]
    for (column, row), cell in places.items():
        if cell is not None and cell.columns == 1:
            stacks[column].append((row, cell.words))
    columns = [_Column(stack, len(header)) for stack in stacks]
    spans = any(cell is None for cell in places.values())
    parts = [range(width)] if spans else _parts(columns, _index(body))
    written = []
    for part in parts:
        lines = []
        for number in range(len(rows)):
            # Rows may be shorter than the others; None is a place that a cell covers.
            cells = [(index, places.get((index, number), Cell())) for index in part]
            lines.append(
                " ".join(
                    columns[index].write(cell, number < len(header))
                    for index, cell in cells
                    if cell is not None
                )
            )
        sides = "".join(f"{columns[index].side}, " for index in part)
        below = "".join(f"  {line}\n" for line in lines[len(header) :])
        written.append(
            f"#booktable({_options([columns[index] for index in part], sides)}\n"
            f"  header: ({' '.join(lines[: len(header)])}),\n{below});"
        )
    return written


def _options(columns, sides):
    # Words are wrapped before they are set small; those that are too long for that
    # would run into the next column.
    least = 0.95 * _LINE / sum(column.width for column in columns)
    least = f" least: {least:.2f}em," if least < _WRAPPED else ""
    return f"columns: {len(columns)}, align: ({sides}),{least}"


def write_cells(rows, words, sides):
    """Write a table of which all cells are written.

    Parameters
    ----------
    rows : list of list of str
        Typst markup of the cells; the first row is the header.
    words : list of list of str
        What they say, nearly, to know how wide they are.
    sides : list of str
        On which side the words of each column stand.

    Returns
    -------
    list of str
        Typst markup of one table; of several, each with the first column if that is
        narrow, where it is too wide for one.
    """
    columns = [_Column(list(enumerate(c)), 1) for c in zip(*words, strict=True)]
    written = []
    for part in _parts(columns, int(columns[0].width < _LINE / 2)):
        header, *lines = (", ".join(f"[{row[k]}]" for k in part) for row in rows)
        options = _options(
            [columns[k] for k in part], "".join(f"{sides[k]}, " for k in part)
        )
        below = "".join(f"  {line},\n" for line in lines)
        written.append(f"#booktable({options}\n  header: ({header},),\n{below});")
    return written


def _places(rows):
    """Return the cell at each (column, row), None where one above or left spans."""
    places = {}
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            cell.rows = min(cell.rows, len(rows) - index)
            if len(places) + cell.columns * cell.rows > _MOST_PLACES:
                raise ValueError(f"a table of more than {_MOST_PLACES:,} cells")
            while (column, index) in places:
                column += 1
            # A cell cannot span what another one has taken.
            free = [(column + i, index) not in places for i in range(cell.columns)]
            cell.columns = (*free, False).index(False)
            for i in range(cell.columns):
                for j in range(cell.rows):
                    places[column + i, index + j] = None
            places[column, index] = cell
    return places


class _Column:
    """One column: whether it holds numbers, how wide it is, how it is written."""

    def __init__(self, cells, first_row):
        below = [words for row, words in cells if row >= first_row]
        below = [words for words in below if words.lower() not in _NO_NUMBER]
        self.is_numeric = bool(below) and all(map(_number, below))
        self.side = "right" if self.is_numeric else "left"
        ends = {_number(words)["rest"] for words in below if self.is_numeric}
        self.longest = max(sorted(ends), key=_width, default="")
        self.is_ragged = len({round(_width(end), 2) for end in ends}) > 1
        self.width = max((self.need(words) for _, words in cells), default=0) + _GAP

    def need(self, words):
        """Return the width that a cell cannot do without: words can be wrapped."""
        if self.is_numeric:
            return _width(words)
        return max(min(_width(words), 15), *map(_width, words.split()), 0)

    def write(self, cell, in_header):
        words = cell.words
        number = _number(words) if words.lower() not in _NO_NUMBER else None
        if number:
            words = words.replace("-", "−")
            number = _number(words)
        code = f"[{markup(words)}]" if cell.code is None else f"[{cell.code}]"
        if cell.code is None and number and self.is_ragged and not in_header:
            longest = self.longest.replace("-", "−")
            parts = (number["whole"], number["rest"], longest)
            code = f"decimal({', '.join(map(string, parts))})"
        if cell.columns == cell.rows == 1 and cell.side is None:
            return f"{code},"
        spans = f"colspan: {cell.columns}, rowspan: {cell.rows}"
        side = arguments(align=cell.side)
        return f"table.cell({spans}, {side}{', ' * bool(side)}{code}),"


def _number(words):
    match = _NUMBER.fullmatch(words)
    return match if match and re.search(r"\d", words) else None


def _width(words):
    return sum(_WIDTHS.get(character, _DIGIT) for character in words)


def _index(body):
    """Return how many columns at the left name the rows."""
    first = body[0] if body else []
    heads = [cell.is_head for cell in first]
    return heads.index(False) if False in heads else 0


def _parts(columns, index):
    """Divide the columns so that each part fits on a page, the index repeated."""
    room = _LINE / _SMALLEST
    if sum(column.width for column in columns) <= room:
        return [range(len(columns))]
    names = list(range(index))
    room -= sum(column.width for column in columns[:index])
    parts, used = [[]], 0
    for number, column in enumerate(columns[index:], start=index):
        if parts[-1] and used + column.width > room:
            parts.append([])
            used = 0
        parts[-1].append(number)
        used += column.width
    return [names + part for part in parts]
