"""One notebook as one page: accessible, dark or light, with sliders that move."""

import re
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import pass_context
from nbconvert.exporters import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments.formatters import HtmlFormatter
from traitlets import Dict, List, default

from .maths import Formulas
from .moving import MovingFigures

CONTENTS = "<!--contents-->"
_IMAGE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_TITLE = re.compile(r"^#\s+(.+?)\s*$", re.MULTILINE)


class PageExporter(HTMLExporter):
    """A page of a notebook, in one file that needs no other.

    Formulas are MathML, pictures and players are inside. The notebook's cells are run
    down to its last live figure, to record what the sliders show; all other outputs are
    those of the file.

    Attributes
    ----------
    links : list of (str, str)
        Words and addresses at the top of the page.
    moved : dict of str to str
        New addresses of files that the notebook links to.
    """

    export_from_notebook = "Page with sliders"
    links = List().tag(config=True)
    moved = Dict().tag(config=True)

    @default("template_name")
    def _template_name_default(self):
        return "page"

    @default("extra_template_basedirs")
    def _basedirs_default(self):
        return [str(files("helpers.site").joinpath("template"))]

    @default("embed_images")
    def _embed_images_default(self):
        return True

    @property
    def default_config(self):
        """Prompts are left out; live figures get their players."""
        config = super().default_config
        config.TemplateExporter.exclude_input_prompt = True
        config.TemplateExporter.exclude_output_prompt = True
        return config

    def from_notebook_node(self, nb, resources=None, **kwargs):
        """Convert a notebook.

        Parameters
        ----------
        nb : NotebookNode
            The notebook.
        resources : dict, optional
            Of nbconvert.
        **kwargs
            Of nbconvert.

        Returns
        -------
        page : str
            HTML.
        resources : dict
            "problems" lists in words what could not be shown.

        Raises
        ------
        ConversionException
            If a live figure could not be recorded.
        """
        self._formulas, self._headings, self._missing = Formulas(), [], []
        resources = self._init_resources(resources)
        nb, resources = MovingFigures(parent=self).preprocess(nb, resources)
        resources["page"] = {
            "title": _title(nb, resources),
            "links": [{"text": text, "href": href} for text, href in self.links],
            "style": _style(),
            "script": _script(nb),
        }
        page, resources = super().from_notebook_node(nb, resources, **kwargs)
        page = page.replace(CONTENTS, _contents(self._headings), 1)
        page, style = self._formulas.fill(page)
        page = page.replace("</style>", f"{style}</style>", 1)
        resources["problems"] = self._formulas.problems + self._missing
        for problem in resources["problems"]:
            self.log.warning(problem)
        return page, resources

    @pass_context
    def markdown2html(self, context, source):
        """Convert Markdown to HTML, with marks where formulas go."""
        renderer = _Renderer(
            formulas=self._formulas,
            headings=self._headings,
            missing=self._missing,
            moved=self.moved,
            escape=False,
            attachments=context.get("cell", {}).get("attachments", {}),
            embed_images=self.embed_images,
            path=context.get("resources", {}).get("metadata", {}).get("path", ""),
            anchor_link_text="#",
        )
        return MarkdownWithMath(renderer=renderer).render(source)


class _Renderer(IPythonRenderer):
    """Jupyter's writer of HTML, with formulas as MathML and links that lead on."""

    def __init__(self, formulas, headings, missing, moved, **options):
        super().__init__(**options)
        self.formulas, self.moved = formulas, moved
        self.headings, self.missing = headings, missing

    def _html_embed_images(self, html):
        # Only pictures are parsed: an element that is open at the end of its block,
        # such as <details>, must not be closed there.
        embed = super()._html_embed_images
        return _IMAGE.sub(lambda match: embed(match[0]), html)

    def _src_to_base64(self, src):
        made = super()._src_to_base64(src)
        if made is None and not urlsplit(src).scheme:
            self.missing.append(f"the picture {src!r} is not in the notebook's folder")
        return made

    def heading(self, text, level, **attributes):
        made = super().heading(text, level, **attributes)
        place = re.search(r'\bid="([^"]*)"', made)
        if level == 2 and place and "<a " not in text:
            self.headings.append((text, place[1]))
        return made

    def inline_math(self, body):
        return self.formulas.inline(body)

    def block_math(self, body):
        return self.formulas.display(body)

    def latex_environment(self, name, body):
        return self.formulas.display(rf"\begin{{{name}}}{body}\end{{{name}}}")

    def block_code(self, code, info=None):
        return _scrolled("source", "Code", super().block_code(code, info))

    def table(self, text):
        return _scrolled("wide", "Table", f"<table>\n{text}</table>")

    def link(self, text, url, title=None):
        path, mark, place = url.partition("#")
        return super().link(text, self.moved.get(path, path) + mark + place, title)


def _scrolled(kind, label, inside):
    """A box that may be wider than the page, and that keys can scroll."""
    return (
        f'<div class="{kind}" role="group" aria-label="{label}" tabindex="0">'
        f"{inside}</div>\n"
    )


def _contents(headings):
    """Links to the parts of the page, if there are several."""
    if len(headings) < 2:
        return ""
    entries = (f'<li><a href="#{place}">{text}</a></li>' for text, place in headings)
    return (
        "<details>\n<summary>On this page</summary>\n"
        f"<ul>\n{chr(10).join(entries)}\n</ul>\n</details>\n"
    )


def _title(nb, resources):
    """The first heading of the first level, or the name of the file."""
    texts = (cell.source for cell in nb.cells if cell.cell_type == "markdown")
    found = next(filter(None, map(_TITLE.search, texts)), None)
    name = resources.get("metadata", {}).get("name", "Notebook")
    return found[1].replace("$", "") if found else name


def _style():
    """The look of the page, its code in colours for light and for dark."""
    look = files("helpers.site").joinpath("page.css").read_text(encoding="utf-8")
    light, dark = (
        HtmlFormatter(style=name).get_style_defs(".highlight")
        for name in ("default", "github-dark")
    )
    return f"{look}{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}\n"


def _script(nb):
    """What players need, if there are any."""
    outputs = (output for cell in nb.cells for output in cell.get("outputs", []))
    pages = (output.get("data", {}).get("text/html", "") for output in outputs)
    if not any('class="live-player"' in page for page in pages):
        return ""
    style, script = (
        files("helpers.live").joinpath(name).read_text(encoding="utf-8")
        for name in ("player.css", "player.js")
    )
    return f"<style>\n{style}</style>\n<script>\n{script}</script>"
