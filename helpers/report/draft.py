"""What is gathered while the cells of one notebook are converted."""

from dataclasses import dataclass, field
from pathlib import Path

from .text import arguments, string


@dataclass
class Draft:
    """The problems, files, labels and references of a report in the making.

    Attributes
    ----------
    base : Path
        The folder of the notebook, where the names of its pictures start.
    problems : list of str
        One line each; every line names the cell it comes from.
    files : dict of str to bytes
        Pictures, by the name that the Typst source uses.
    tags : dict of str to str
        The tag of each labelled equation.
    anchors : dict of str to str
        The cell of each label: equations, figures, tables and headings.
    references : list of tuple
        Label and cell of each reference, checked when all cells are known.
    title : str or None
        The first heading of level 1, as Typst markup.
    heading_level : int
        The level of the last heading.
    cell : str
        The cell being converted, as problems name it.
    attachments : dict
        The pictures attached to that cell.
    """

    base: Path = Path()
    problems: list = field(default_factory=list)
    files: dict = field(default_factory=dict)
    tags: dict = field(default_factory=dict)
    anchors: dict = field(default_factory=dict)
    references: list = field(default_factory=list)
    title: str | None = None
    heading_level: int = 0
    cell: str = ""
    attachments: dict = field(default_factory=dict)

    def begin(self, index, cell):
        """Note which cell is converted from now on."""
        self.cell = f"cell {index} ({cell.cell_type}, id {cell.get('id', 'none')})"
        self.attachments = cell.get("attachments", {})

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
        line = f"{self.cell}: {message}"
        self.problems.append(line)
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
        for label, cell in self.references:
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
