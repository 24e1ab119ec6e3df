"""The two nbconvert exporters: notebook to Typst source, and notebook to PDF."""

import os
import time
import unicodedata
import warnings
from importlib import resources as package
from pathlib import Path

import nbformat
from nbconvert.exporters import Exporter
from nbconvert.utils.exceptions import ConversionException
from nbformat.v4.rwbase import rejoin_lines
from traitlets import Bool, Enum, List, Unicode, default

from ..formulas.reader import learn
from ..formulas.strings import arguments, string
from . import listings, outputs
from .compile import Typesetter
from .draft import Draft
from .markdown import markdown
from .printing import HEAD, print_report, source
from .reading import check_shape, parse_notebook, read_notebook
from .text import markup
from .widgets import models_of

_REMOVED = {"remove-cell", "report-hide"}
_SECONDS = 60  # to convert the cells, before Typst begins
_MOST_CELLS = 10_000
_MOST_CHARACTERS = 10_000  # different ones: no language has more in use
_LONGEST_WORDS = 500  # characters of a title, a name or a date
_MOST_AUTHORS = 50


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
    code = Enum(
        ("all", "short", "none"),
        help="Which code to print: all; short, without what draws and what is printed "
        "as a caption; none, as with --no-input.",
    ).tag(config=True)
    hints = Bool(False, help="Print the hints in <details>, in an appendix.").tag(
        config=True
    )
    title = Unicode("", help="Title, instead of the notebook's.").tag(config=True)
    course = Unicode("", help="Course, instead of the notebook's.").tag(config=True)
    authors = List(Unicode(), help="Authors, instead of the notebook's.").tag(
        config=True
    )
    date = Unicode("", help="Date, instead of the notebook's.").tag(config=True)
    root = Unicode(
        "", help="A folder that pictures may be in, besides the notebook's own."
    ).tag(config=True)
    picture_cache = Unicode(
        "",
        help="A folder with pictures of the web: host/path, or only the file's name.",
    ).tag(config=True)

    folder = None  # of the files that the source names; nbconvert's if None
    problems = ()

    @default("file_extension")
    def _file_extension_default(self):
        return ".typ"

    @default("optimistic_validation")
    def _optimistic_validation_default(self):
        return True  # once, not after each of eleven preprocessors that do nothing

    @default("code")
    def _code_default(self):
        is_left_out = self.config.TemplateExporter.get("exclude_input", False)
        return "none" if is_left_out else "short"

    def from_filename(self, filename, resources=None, **kw):
        """Convert a notebook file.

        Parameters
        ----------
        filename : str
            The file.
        resources, **kw
            As for :meth:`from_notebook_node`.

        Returns
        -------
        tuple
            As for :meth:`from_notebook_node`.

        Raises
        ------
        ReportError
            If it holds no notebook, or as for :meth:`from_notebook_node`.
        """
        try:
            nb = read_notebook(filename)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ReportError(f"the notebook cannot be read: {reason}") from error
        folder, name = os.path.split(filename)
        names = {"name": os.path.splitext(name)[0], "path": folder}
        resources = dict(resources or {})
        resources["metadata"] = {**resources.get("metadata", {}), **names}
        return self.from_notebook_node(nb, resources, **kw)

    def from_file(self, file_stream, resources=None, **kw):
        """Convert an open notebook file.

        Parameters
        ----------
        file_stream : text stream
            The file.
        resources, **kw
            As for :meth:`from_notebook_node`.

        Returns
        -------
        tuple
            As for :meth:`from_notebook_node`.

        Raises
        ------
        ReportError
            As for :meth:`from_filename`.
        """
        try:
            nb = parse_notebook(file_stream.read())
        except ValueError as error:
            raise ReportError(f"the notebook cannot be read: {error}") from error
        return self.from_notebook_node(nb, resources, **kw)

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
        with Typesetter() as typesetter:
            parts, draft, resources = self._convert(nb, resources, typesetter, **kw)
        folder = resources.get("output_files_dir", "report_files")
        self._report(draft)
        files = {f"{folder}/{name}": data for name, data in draft.files.items()}
        resources["outputs"] = files
        return source(parts, folder, draft), resources

    def _preprocess(self, nb, resources):
        rejoin_lines(nb)  # a copy, valid by now: preprocessors expect whole texts
        return super()._preprocess(nb, resources)

    def _convert(self, nb, resources, typesetter, **kw):
        """Return the parts of the source by name, the draft and the resources."""
        end = time.monotonic() + _SECONDS
        _validate(nb)
        if not isinstance(nb.metadata.get("language", ""), str):  # nbconvert expects it
            nb = nbformat.from_dict({**nb, "metadata": {**nb.metadata, "language": ""}})
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        draft = Draft(
            Path(resources["metadata"].get("path", "")),
            typesetter,
            end,
            code=self.code,
            root=_folder("root", self.root),
            cache=_folder("picture_cache", self.picture_cache),
            with_hints=self.hints,
            widgets=models_of(nb.metadata),
        )
        style = package.files(__package__).joinpath("style.typ").read_bytes()
        cells = _cells(nb, draft)
        draft.check_references()
        parts = {HEAD: self._head(nb.metadata, draft), **cells}
        if draft.hints:
            parts["hints"] = _appendix(draft)
        _mark_missing_characters(parts, draft)
        draft.files["style.typ"] = style
        return parts, draft, resources

    def _head(self, metadata, draft):
        """Write the top of the source: the title block and the equation tags."""
        heading = f"[{draft.title}]" if draft.title else None
        draft.cell = HEAD
        words = {
            name: getattr(self, name) or metadata.get(name)
            for name in ("title", "course", "date")
        }
        words = {name: _content(text, draft) for name, text in words.items() if text}
        title = words.get("title") or heading or "[Notebook]"
        names = _names(self.authors or metadata.get("authors"), draft)
        authors = "".join(f"{string(name)}, " for name in names)
        options = arguments(
            title=title,
            subtitle=heading if heading != title else None,
            authors=f"({authors})",
            course=words.get("course"),
            date=words.get("date"),
            numbered=None if draft.is_numbered else "false",
        )
        tags = [f"{string(label)}: {string(tag)}" for label, tag in draft.tags.items()]
        tags = f"({', '.join(tags) or ':'})"
        aliases = [f"{string(a)}: {string(b)}" for a, b in draft.aliases.items()]
        aliases = f"({', '.join(aliases) or ':'})"
        return (
            f"#let eqref = eqref.with(tags: {tags})\n"
            f"#let refer = refer.with(tags: {tags}, aliases: {aliases})\n"
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
    """Export a notebook as a typeset PDF.

    Its cells are converted for a minute at most, and Typst has three: one for the
    whole report, one to find the cells that stop it, one to print the rest. A picture
    may take ten seconds. What needs more is named and left out.
    """

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
            As for :class:`TypstExporter`, or if Typst cannot make a PDF of any of it.
        """
        with Typesetter() as typesetter:
            parts, draft, resources = self._convert(nb, resources, typesetter, **kw)
            pdf = print_report(parts, draft)
        if pdf is None:
            raise ReportError("\n".join(draft.problems))
        self._report(draft)
        return pdf, resources


def _folder(name, path):
    if path and not Path(path).is_dir():
        raise ReportError(f"{name} must be a folder: there is none at {path}")
    return Path(path) if path else None


def _validate(nb):
    try:
        check_shape(nb)
        if len(nb.cells) > _MOST_CELLS:
            size = f"{len(nb.cells):,} cells are too many"
            raise ReportError(f"{size} to print: at most {_MOST_CELLS:,}")
    except ValueError as error:
        raise ReportError(f"this is not a valid notebook: {error}") from error
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
    cells, characters = {}, set()
    for index, cell in enumerate(nb.cells, start=1):
        draft.begin(index, cell)
        if not draft.seconds_left():
            rest = len(nb.cells) - index
            message = f"this cell and the {rest:,} below it are not printed:"
            message += f" the cells above took {_SECONDS} seconds"
            cells[draft.cell] = draft.problem(message)
            break
        try:
            text = _cell(cell, language, draft)
        except Exception as error:  # of a parser that is not prepared for this cell
            reason = f"this cell cannot be read: {type(error).__name__}: {error}"
            text = draft.problem(reason, cell.source)
        if len(characters.union(text)) > _MOST_CHARACTERS:
            limit = f"more than {_MOST_CHARACTERS:,} different characters"
            message = f"this cell is not printed: with it the report has {limit}"
            text = draft.problem(message)
        characters.update(text)
        if text:
            cells[draft.cell] = text
    return cells


def _cell(cell, language, draft):
    tags = set(cell.metadata.get("tags", []))
    if tags & _REMOVED:
        if cell.cell_type == "markdown":
            learn(cell.source, draft.macros)
        return ""
    if cell.cell_type == "markdown":
        return markdown(cell.source, draft)
    if cell.cell_type != "code":
        return listings.listing(cell.source) if cell.source.strip() else ""
    result = "" if "hide-output" in tags else outputs.outputs(cell, draft)
    shown = draft.code != "none" and "hide-input" not in tags
    leads = bool(result) and not result.startswith(("#picture", "#captioned"))
    whole = draft.code == "all"
    code = outputs.code(cell, language, whole, leads) if shown else ""
    return "\n\n".join(part for part in (code, result) if part)


def _appendix(draft):
    hints = "\n\n".join(draft.hints)
    return f"#appendix[Hints][\n{hints}\n];"


def _mark_missing_characters(parts, draft):
    """Put an empty box for each character that no font can print, and name it."""
    drawings = [
        data.decode("utf-8", "replace")
        for name, data in draft.files.items()
        if name.endswith(".svg")
    ]
    text = "".join([*parts.values(), *drawings])
    missing = draft.typesetter.missing_characters(text)
    unjoined = draft.typesetter.unjoined_characters(text) - missing
    remarks = _remarks("no font has", missing, parts)
    remarks += _remarks("no font joins", unjoined, parts)
    draft.boxes = dict.fromkeys(map(ord, missing), "□")
    for name, text in parts.items():
        parts[name] = text.translate(draft.boxes)
    for draft.cell, remark in remarks:
        parts[draft.cell] += f"\n\n{draft.problem(remark)}"


def _remarks(what, characters, parts):
    """Return for each script its first cell, and a remark that names all of them."""
    scripts = {}  # the cells that use one, and its characters there
    for name, text in parts.items():
        for character in sorted(characters.intersection(text)):
            cells, found = scripts.setdefault(_script(character), ({}, {}))
            cells[name] = found[character] = True
    remarks = []
    for cells, found in scripts.values():
        first, *others = cells
        names = [
            f"U+{ord(character):04X} ({unicodedata.name(character, 'no name')})"
            for character in list(found)[:5]
        ]
        if len(found) > 5:
            names.append(f"{len(found) - 5} more characters")
        also = [name.partition(" (")[0] for name in others[:5]]
        if len(others) > 5:
            also.append(f"{len(others) - 5} more cells")
        also = f"; also in {', '.join(also)}" if also else ""
        remarks.append((first, f"{what} {', '.join(names)}{also}"))
    return remarks


def _script(character):
    """Return the first word of the name of a letter; all symbols are one script."""
    is_letter = unicodedata.category(character)[0] in "LM"
    return unicodedata.name(character, "").split(" ")[0] if is_letter else ""


def _content(text, draft):
    return f"[{markup(_short(str(text), draft))}]"


def _names(authors, draft):
    """Return the names of authors, given in one of the ways that are about."""
    authors = authors if isinstance(authors, list) else [authors]
    names = [
        author.get("name") if isinstance(author, dict) else author for author in authors
    ]
    names = [_short(str(name), draft) for name in names if name]
    if len(names) > _MOST_AUTHORS:
        draft.problem(f"there is no room for {len(names):,} authors")
    return names[:_MOST_AUTHORS]


def _short(text, draft):
    """Cut what a title block has no room for."""
    if len(text) <= _LONGEST_WORDS:
        return text
    draft.problem(f"there is no room for a name of {len(text):,} characters")
    return f"{text[:_LONGEST_WORDS]} …"
