"""The two nbconvert exporters: notebook to Typst source, and notebook to PDF."""

import unicodedata
from importlib import resources as package
from pathlib import Path

from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from traitlets import Bool, default

from . import outputs
from .compile import compile_pdf, missing_characters
from .draft import Draft
from .markdown import markdown
from .text import arguments, markup, string

_REMOVED = {"remove-cell", "report-hide"}


class ReportError(ConversionException):
    """A notebook that cannot be printed without loss."""


class TypstExporter(Exporter):
    """Export a notebook as Typst source with its pictures."""

    export_from_notebook = "Typst"
    output_mimetype = "text/plain"

    strict = Bool(
        False, help="Fail if anything of the notebook cannot be printed."
    ).tag(config=True)

    @default("file_extension")
    def _file_extension_default(self):
        return ".typ"

    def from_notebook_node(self, nb, resources=None, **kw):
        """Convert a notebook to Typst.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        resources : dict, optional
            Where nbconvert keeps the notebook's name and folder.
        **kw
            Passed on to nbconvert.

        Returns
        -------
        tuple of str and dict
            The source; and the resources, with the style file and the pictures under
            ``"outputs"``.

        Raises
        ------
        ReportError
            If `strict` and anything cannot be printed; the message names each cell.
        """
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        folder = resources.get("output_files_dir", "report_files")
        draft = Draft(base=Path(resources["metadata"].get("path", "")))
        cells = _cells(nb, draft)
        draft.check_references()
        source = _printable(_head(nb.metadata, draft, folder), cells, draft)
        self._report(draft.problems)
        style = package.files(__package__).joinpath("style.typ").read_bytes()
        files = {"style.typ": style, **draft.files}
        resources["outputs"] = {f"{folder}/{name}": files[name] for name in files}
        return source, resources

    def _report(self, problems):
        for problem in problems:
            self.log.warning("%s", problem)
        if problems and self.strict:
            raise ReportError("the report is not complete:\n" + "\n".join(problems))


class ReportExporter(TypstExporter):
    """Export a notebook as a typeset PDF."""

    export_from_notebook = "Report"
    output_mimetype = "application/pdf"

    @default("file_extension")
    def _file_extension_default(self):
        return ".pdf"

    def from_notebook_node(self, nb, resources=None, **kw):
        """Convert a notebook to PDF.

        Parameters
        ----------
        nb, resources, **kw
            As for :class:`TypstExporter`.

        Returns
        -------
        tuple of bytes and dict
            The PDF and the resources.

        Raises
        ------
        ReportError
            As for :class:`TypstExporter`, or if Typst rejects the source.
        """
        source, resources = super().from_notebook_node(nb, resources, **kw)
        files = resources.pop("outputs")
        try:
            return compile_pdf(source, files), resources
        except ValueError as error:
            self._report([str(error)])
        try:
            return compile_pdf(source, files, standard=None), resources
        except ValueError as error:
            raise ReportError(str(error)) from error


def _cells(nb, draft):
    """Return the Typst of each cell that prints anything, by the name of the cell."""
    language = nb.metadata.get("language_info", {}).get("name", "python")
    cells = {}
    for index, cell in enumerate(nb.cells, start=1):
        draft.begin(index, cell)
        text = _cell(cell, language, draft)
        if text:
            cells[draft.cell] = text
    return cells


def _cell(cell, language, draft):
    tags = set(cell.metadata.get("tags", []))
    if tags & _REMOVED:
        return ""
    if cell.cell_type == "markdown":
        return markdown(cell.source, draft)
    if cell.cell_type != "code":
        return draft.problem("a raw cell cannot be printed", cell.source)
    shown = "" if "hide-input" in tags else outputs.code(cell, language)
    result = "" if "hide-output" in tags else outputs.outputs(cell, draft)
    return "\n\n".join(part for part in (shown, result) if part)


def _printable(head, cells, draft):
    """Join the head and the cells, each below a line that names it.

    A character that no font can print becomes an empty box, and its cell ends with a
    remark that says which character it was.
    """
    missing = sorted(missing_characters(head + "".join(cells.values())))
    parts = {"title block": head, **cells}
    for draft.cell, text in parts.items():
        for character in missing:
            if character in text:
                name = unicodedata.name(character, "no name")
                box = draft.problem(f"no font has U+{ord(character):04X} ({name})")
                text = text.replace(character, "□") + "\n" + box
        parts[draft.cell] = f"// {draft.cell}\n{text}\n"
    return "\n".join(parts.values())


def _head(metadata, draft, folder):
    """Write the top of the source: the style, the title block, the equation tags."""
    title = metadata.get("title")
    authors = [
        author if isinstance(author, str) else author.get("name", "")
        for author in metadata.get("authors", [])
    ]
    options = arguments(
        title=f"[{markup(title) if title else draft.title or 'Notebook'}]",
        authors=f"({''.join(string(author) + ', ' for author in authors)})",
        course=_content(metadata.get("course")),
        date=_content(metadata.get("date")),
    )
    tags = [f"{string(label)}: {string(tag)}" for label, tag in draft.tags.items()]
    return (
        f"#import {string(folder + '/style.typ')}: *\n"
        f"#let eqref = eqref.with(tags: ({', '.join(tags) or ':'}))\n"
        f"#show: report.with({options})\n"
    )


def _content(text):
    return f"[{markup(text)}]" if text else None
