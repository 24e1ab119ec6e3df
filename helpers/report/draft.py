"""What is gathered while the cells of one notebook are converted."""

import re
from dataclasses import dataclass, field
from pathlib import Path

from .text import arguments, string

_SHOWN = 2000  # characters of a source that a problem box quotes


@dataclass
class Draft:
    """The problems, files, labels and references of a report in the making.

    Attributes
    ----------
    base : Path
        The folder of the notebook, where the names of its pictures start.
    with_code : bool
        Whether code is printed.
    with_hints : bool
        Whether the hints in ``<details>`` are printed, in an appendix.
    problems : list of str
        One line each; every line names the cell it comes from.
    files : dict of str to bytes
        Pictures, by the name that the Typst source uses.
    tags : dict of str to str
        The tag of each labelled equation.
    anchors : dict of str to str
        The cell of each label: equations, figures, tables, headings and hints.
    references : list of tuple
        Label and cell of each reference, checked when all cells are known.
    hints : list of str
        Typst markup of the hints for the appendix.
    title : str or None
        The first heading of level 1, as Typst markup.
    heading_level : int
        The level of the last heading.
    section : str or None
        The label of the last heading.
    cell : str
        The cell being converted, as problems name it.
    attachments : dict
        The pictures attached to that cell.
    sources : dict of str to str
        The source of each cell.
    """

    base: Path = Path()
    with_code: bool = True
    with_hints: bool = False
    problems: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    tags: dict = field(default_factory=dict)
    anchors: dict = field(default_factory=dict)
    references: list = field(default_factory=list)
    hints: list = field(default_factory=list)
    title: str | None = None
    heading_level: int = 0
    section: str | None = None
    cell: str = ""
    attachments: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)

    def begin(self, index, cell):
        """Note which cell is converted from now on."""
        # The identifier is shown in a comment of the source: it must not end the line.
        name = re.sub(r"[^\w-]", "", cell.get("id", "none"), flags=re.ASCII)
        self.cell = f"cell {index} ({cell.cell_type}, id {name})"
        self.attachments = cell.get("attachments", {})
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
        line = f"{self.cell}: {' '.join(message.split())}"
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

    def refer(self, label):
        """Note that the current cell refers to a label."""
        self.references.append((label, self.cell))

    def check_references(self):
        """Note a problem for each reference that leads nowhere."""
        for label, cell in dict.fromkeys(self.references):
            if label not in self.anchors:
                self.problems.append(f"{cell}: nothing is labelled {label}")

    def store(self, data, extension):
        """Keep the bytes of a picture.

        Returns
        -------
        str
            The name under which the Typst source finds it.
        """
        name = f"figure-{len(self.files) + 1}.{extension}"
        self.files[name] = data
        return name
