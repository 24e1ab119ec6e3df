"""HTML tables, such as pandas shows them, to Typst tables."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from .text import markup

_NUMBER = re.compile(r"[-−+]?(\d[\d,]*\.?\d*|\.\d+)(e[-+]?\d+)?\s?%?", re.IGNORECASE)
_NEUTRAL = {
    "",
    "...",
    "…",
    "nan",
    "NaN",
    "NaT",
    "None",
    "inf",
    "-inf",
    "<NA>",
    "—",
    "-",
}


@dataclass
class _Cell:
    words: str = ""
    columns: int = 1
    rows: int = 1


@dataclass
class _Table:
    header: list = field(default_factory=list)
    body: list = field(default_factory=list)
    note: str = ""


class _TableReader(HTMLParser):
    """Collects the rows of the tables in a page."""

    def __init__(self):
        super().__init__()
        self.tables = []
        self.rows = None  # the rows being filled: a table's header or body
        self.cell = None
        self.silent = False  # inside <style> or <script>

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "table":
            self.tables.append(_Table())
            self.rows = self.tables[-1].body
        elif tag == "thead":
            self.rows = self.tables[-1].header
        elif tag in ("tbody", "tfoot"):
            self.rows = self.tables[-1].body
        elif tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            columns, rows = int(attrs.get("colspan", 1)), int(attrs.get("rowspan", 1))
            self.cell = _Cell("", columns, rows)
            self.rows[-1].append(self.cell)
        elif tag in ("style", "script"):
            self.silent = True

    def handle_endtag(self, tag):
        if tag in ("td", "th"):
            self.cell = None
        elif tag in ("style", "script"):
            self.silent = False

    def handle_data(self, data):
        if self.silent:
            return
        if self.cell is not None:
            self.cell.words += data
        elif self.tables:
            self.tables[-1].note += data.strip()


def tables(page):
    """Convert the tables of an HTML output.

    Parameters
    ----------
    page : str
        HTML with at least one ``<table>``.

    Returns
    -------
    list of str
        For each table a call of ``booktable``, a function of the style file. Columns of
        numbers are aligned right, other columns left.
    """
    reader = _TableReader()
    reader.feed(page)
    return [_booktable(table) for table in reader.tables if table.header + table.body]


def _booktable(table):
    header, body = _merged(table.header), table.body
    places = _places(header + body)
    width = max(column + cell.columns for column, _, cell in places)
    sides = [_side(places, column, len(header)) for column in range(width)]
    lines = [f"  {_row(row)}\n" for row in body]
    note = f"  note: [{markup(table.note)}],\n" if table.note else ""
    return (
        f"#booktable(columns: {width}, align: ({', '.join(sides)},),\n"
        f"  header: ({' '.join(_row(row) for row in header)}),\n"
        f"{note}{''.join(lines)});"
    )


def _merged(header):
    """Move the names of the index, alone in a second row, up to the first."""
    if len(header) != 2 or len(header[0]) != len(header[1]):
        return header
    columns = zip(*header, strict=True)
    pairs = [(upper.words.strip(), lower.words.strip()) for upper, lower in columns]
    if any(upper and lower for upper, lower in pairs):
        return header
    return [[_Cell(upper or lower) for upper, lower in pairs]]


def _places(rows):
    """Return (column, row, cell) of each cell, minding those that span several."""
    taken, places = set(), []
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while (column, index) in taken:
                column += 1
            places.append((column, index, cell))
            taken |= {
                (column + i, index + j)
                for i in range(cell.columns)
                for j in range(cell.rows)
            }
    return places


def _side(places, column, first_row):
    """Align a column right if all it holds below the header is numbers."""
    words = [
        cell.words.strip()
        for place, row, cell in places
        if place == column and row >= first_row
    ]
    words = [word for word in words if word not in _NEUTRAL]
    numbers = words and all(_NUMBER.fullmatch(word) for word in words)
    return "right" if numbers else "left"


def _row(row):
    return " ".join(_cell(cell) for cell in row)


def _cell(cell):
    words = cell.words.strip()
    if _NUMBER.fullmatch(words):
        words = words.replace("-", "−")
    words = f"[{markup(words)}],"
    if cell.columns == cell.rows == 1:
        return words
    return f"table.cell(colspan: {cell.columns}, rowspan: {cell.rows}){words}"
