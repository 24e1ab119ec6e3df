"""The two nbconvert exporters: notebook to Typst source, and notebook to PDF."""

import time
import unicodedata
import warnings
from importlib import resources as package
from pathlib import Path

import nbformat
from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat.v4.rwbase import rejoin_lines
from traitlets import Bool, List, Unicode, default

from . import outputs
from .compile import CompileError, compile_pdf, missing_characters
from .draft import Draft
from .markdown import markdown
from .pictures import without_picture
from .text import arguments, markup, string

_REMOVED = {"remove-cell", "report-hide"}
_SECONDS = 60  # for Typst, all attempts together
_ATTEMPTS = 6


class ReportError(ConversionException):
    """A notebook that cannot be printed, or in strict mode not without loss."""


class TypstExporter(Exporter):
    """Export a notebook as Typst source with its pictures.

    Attributes
    ----------
    problems : list of str
        What could not be printed in the last export; each line names the cell.
    """

    export_from_notebook = "Typst"
    output_mimetype = "text/plain"

    strict = Bool(
        False, help="Fail if anything of the notebook cannot be printed."
    ).tag(config=True)
    code = Bool(help="Print the code of the cells (not with --no-input).").tag(
        config=True
    )
    hints = Bool(False, help="Print the hints in <details>, in an appendix.").tag(
        config=True
    )
    title = Unicode("", help="Title, instead of the notebook's.").tag(config=True)
    course = Unicode("", help="Course, instead of the notebook's.").tag(config=True)
    authors = List(Unicode(), help="Authors, instead of the notebook's.").tag(
        config=True
    )
    date = Unicode("", help="Date, instead of the notebook's.").tag(config=True)

    folder = None  # of the files that the source names; nbconvert's if None
    problems = ()

    @default("file_extension")
    def _file_extension_default(self):
        return ".typ"

    @default("code")
    def _code_default(self):
        return not self.config.TemplateExporter.get("exclude_input", False)

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
            If the notebook is not valid; or, if `strict`, anything in it cannot be
            printed, with a line for each problem that names the cell.
        """
        parts, draft, resources = self._convert(nb, resources, **kw)
        folder = resources.get("output_files_dir", "report_files")
        self._report(draft)
        files = {f"{folder}/{name}": data for name, data in draft.files.items()}
        resources["outputs"] = files
        return _source(parts, folder), resources

    def _convert(self, nb, resources, **kw):
        """Return the parts of the source by name, the draft and the resources."""
        _validate(nb)
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        rejoin_lines(nb)
        path = resources["metadata"].get("path", "")
        draft = Draft(Path(path), with_code=self.code, with_hints=self.hints)
        style = package.files(__package__).joinpath("style.typ").read_bytes()
        cells = _cells(nb, draft)
        draft.check_references()
        parts = {"title block": self._head(nb.metadata, draft), **cells}
        if draft.hints:
            parts["hints"] = _appendix(draft)
        _mark_missing_characters(parts, draft)
        draft.files["style.typ"] = style
        return parts, draft, resources

    def _head(self, metadata, draft):
        """Write the top of the source: the title block and the equation tags."""
        heading = f"[{draft.title}]" if draft.title else None
        title = _content(self.title or metadata.get("title")) or heading or "[Notebook]"
        authors = self.authors or [
            author.get("name", "") if isinstance(author, dict) else author
            for author in metadata.get("authors", [])
        ]
        authors = "".join(f"{string(str(author))}, " for author in authors if author)
        options = arguments(
            title=title,
            subtitle=heading if heading != title else None,
            authors=f"({authors})",
            course=_content(self.course or metadata.get("course")),
            date=_content(self.date or metadata.get("date")),
        )
        tags = [f"{string(label)}: {string(tag)}" for label, tag in draft.tags.items()]
        tags = f"({', '.join(tags) or ':'})"
        return (
            f"#let eqref = eqref.with(tags: {tags})\n"
            f"#let refer = refer.with(tags: {tags})\n"
            f"#show: report.with({options})"
        )

    def _report(self, draft):
        self.problems = tuple(draft.problems)
        for problem in self.problems:
            self.log.warning("%s", problem)
        if self.problems and self.strict:
            raise ReportError(
                "the report is not complete:\n" + "\n".join(self.problems)
            )


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
            As for :class:`TypstExporter`, or if Typst cannot make a PDF in a minute.
        """
        parts, draft, resources = self._convert(nb, resources, **kw)
        pdf = _compile(parts, draft)
        self._report(draft)
        return pdf, resources


def _compile(parts, draft):
    """Make the PDF; what Typst cannot print becomes a box that says so."""
    standard, end, refused = "ua-1", time.monotonic() + _SECONDS, set()
    for _ in range(_ATTEMPTS):
        seconds = max(1, end - time.monotonic())
        try:
            return compile_pdf(_source(parts, "."), draft.files, standard, seconds)
        except CompileError as error:
            draft.cell = error.cell or "report"
            fault = error.picture or error.cell
            is_part = error.picture or error.is_accessibility
            source = None if is_part else draft.sources.get(error.cell)
            box = draft.problem(str(error), source)
            if error.is_accessibility and standard:
                standard = None
            elif error.cell not in parts or fault in refused:
                break
            elif error.picture:
                parts[error.cell] = without_picture(parts[error.cell], fault, box)
            else:
                parts[error.cell] = box
            refused.add(fault)
    raise ReportError("\n".join(draft.problems))


def _validate(nb):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about cells without an id
        try:
            nbformat.validate(nb, relax_add_props=True)
        except nbformat.ValidationError as error:
            place = "".join(f"[{step!r}]" for step in error.absolute_path)
            reason = f"notebook{place}: {error.message[:200]}"
            raise ReportError(f"this is not a valid notebook: {reason}") from error


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
    shown = draft.with_code and "hide-input" not in tags
    code = outputs.code(cell, language) if shown else ""
    result = "" if "hide-output" in tags else outputs.outputs(cell, draft)
    return "\n\n".join(part for part in (code, result) if part)


def _appendix(draft):
    hints = "\n\n".join(draft.hints)
    return f"#appendix[Hints][\n{hints}\n];"


def _mark_missing_characters(parts, draft):
    """Put an empty box for each character that no font can print.

    Its cell ends with a remark that says which characters these were.
    """
    missing = missing_characters("".join(parts.values()))
    boxes = dict.fromkeys(map(ord, missing), "□")
    for draft.cell, text in parts.items():
        found = sorted(missing.intersection(text))
        if found:
            names = [
                f"U+{ord(character):04X} ({unicodedata.name(character, 'no name')})"
                for character in found[:5]
            ]
            if len(found) > 5:
                names.append(f"{len(found) - 5} more characters")
            box = draft.problem(f"no font has {', '.join(names)}")
            parts[draft.cell] = f"{text.translate(boxes)}\n\n{box}"


def _source(parts, folder):
    """Join the parts, each below a line that names it."""
    body = "".join(f"// {name}\n{text}\n\n" for name, text in parts.items())
    return f"#import {string(folder + '/style.typ')}: *\n{body}"


def _content(text):
    return f"[{markup(str(text))}]" if text else None
