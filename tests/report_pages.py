"""What stands where in a printed report, as PDFium sees it."""

import ctypes
import re
import unicodedata
from collections import Counter
from functools import cached_property

import bs4
import mistune
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from nbconvert.filters import strip_ansi

from helpers.report.handed_out import is_as_handed_out

_MATHS = re.compile(
    r"\$\$.*?\$\$|\$[^$]*\$|\\begin\{(\w+\*?)\}.*?\\end\{\1\}|\\(?:eq)?ref\{[^}]*\}",
    re.DOTALL,
)
_HTML = mistune.create_markdown(escape=False, plugins=["table", "strikethrough"])
# Arguments of LaTeX that are not printed as they stand.
_ARGUMENTS = re.compile(r"\\(label|[hv]space\*?|color|begin|end|ref|eqref)\{[^}]*\}")


class Report:
    """A PDF: its words, pictures and lines, in points from the left and the bottom."""

    def __init__(self, document):
        self.pdf = pypdfium2.PdfDocument(document)
        self.texts = [page.get_textpage() for page in self.pdf]
        self.size = self.pdf[0].get_size()

    @cached_property
    def text(self):
        texts = [text.get_text_bounded().replace("\r\n", "\n") for text in self.texts]
        return "\n".join(texts)

    def box(self, words, nth=0):
        """Return the page and the left, bottom, right and top of some words."""
        found = self.find(words, nth)
        assert found, f"{words!r} is not printed in {self.text!r}"
        page, first, count = found
        boxes = [self.texts[page].get_charbox(first + i) for i in range(count)]
        boxes = [box for box in boxes if box[2] > box[0]]
        sides = list(zip(*boxes, strict=True))
        return page, min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])

    def find(self, words, nth=0):
        for page, text in enumerate(self.texts):
            searcher = text.search(words, match_case=True)
            while found := searcher.get_next():
                if nth == 0:
                    return page, *found
                nth -= 1
        return None

    def font(self, words):
        """Return the name of the font of some words."""
        page, first, _ = self.find(words)
        size, flags = 200, ctypes.c_int()
        name = ctypes.create_string_buffer(size)
        text = self.texts[page]
        pdfium.FPDFText_GetFontInfo(text, first, name, size, flags)
        return name.value.decode()

    def height(self, words):
        """Return the size of the font of some words."""
        page, first, _ = self.find(words)
        return pdfium.FPDFText_GetFontSize(self.texts[page], first)

    def colour(self, words):
        """Return the colour of some words, as #rrggbb."""
        page, first, _ = self.find(words)
        channels = [ctypes.c_uint() for _ in range(4)]
        pdfium.FPDFText_GetFillColor(self.texts[page], first, *channels)
        return "#" + "".join(f"{channel.value:02x}" for channel in channels[:3])

    def pictures(self):
        """Return the page and the sides of each picture, from the top."""
        found = self._objects(pdfium.FPDF_PAGEOBJ_IMAGE)
        return sorted(found, key=lambda box: (box[0], -box[4], box[1]))

    def lines(self):
        """Return the page and the sides of each line and frame."""
        return self._objects(pdfium.FPDF_PAGEOBJ_PATH)

    def _objects(self, kind):
        return [
            (number, *item.get_bounds())
            for number, page in enumerate(self.pdf)
            for item in page.get_objects(filter=[kind])
        ]

    def links(self):
        """Return the addresses that links of the report open."""
        found = []
        for page in self.pdf:
            position, link = ctypes.c_int(), pdfium.FPDF_LINK()
            while pdfium.FPDFLink_Enumerate(page, position, link):
                action = pdfium.FPDFLink_GetAction(link)
                size = pdfium.FPDFAction_GetURIPath(self.pdf, action, None, 0)
                uri = ctypes.create_string_buffer(max(size, 1))
                pdfium.FPDFAction_GetURIPath(self.pdf, action, uri, size)
                found.append(uri.value.decode())
        return found

    def headings(self):
        """Return the level and the words of each heading in the outline."""
        return [
            (item.level + 1, item.get_title().replace("\xa0", " "))
            for item in self.pdf.get_toc()
        ]

    def places_of_headings(self):
        """Return the words, the page and the top of each heading in the outline."""
        found = []
        for item in self.pdf.get_toc():
            target = item.get_dest()
            found.append(
                (item.get_title(), target.get_index(), target.get_view()[1][1])
            )
        return found

    def moved(self):
        """Return the page of each line that says where a figure went, and where."""
        return [
            (number, int(target))
            for number, text in enumerate(self.texts, start=1)
            for target in re.findall(r"→ .*?page (\d+)", text.get_text_bounded())
        ]

    def has_words(self, page, bottom, top):
        """Tell whether there is text between two heights of a page."""
        width = self.size[0]
        return bool(self.texts[page].get_text_bounded(0, bottom, width, top).strip())

    @cached_property
    def letters(self):
        """The letters and digits of each page, and their sides in an array."""
        return list(map(self._letters, self.texts))

    def _letters(self, text):
        found = [
            (letter, text.get_charbox(i))
            for i in range(text.count_chars())
            if (letter := chr(pdfium.FPDFText_GetUnicode(text, i))).isalnum()
        ]
        found = [(letter, box) for letter, box in found if box[2] > box[0]]
        return [letter for letter, _ in found], np.array([box for _, box in found])


_BOTTOM, _HEIGHT = 79, 683  # points: of the margin below the text, and of the text


def empty(document):
    """Return the part of each page but the last that is empty below the text."""
    report = Report(document)
    parts = []
    for page in list(report.pdf)[:-1]:
        lowest = min(
            item.get_bounds()[1]
            for item in page.get_objects()
            if item.get_bounds()[1] > _BOTTOM
        )
        parts.append((lowest - _BOTTOM) / _HEIGHT)
    return parts


_MARGINS = 69, 74, 526, 768  # points: round the text; full stops may hang over it


def outside(report):
    """Return letters and pictures in the margins, but for page heads and numbers."""
    left, bottom, right, top = _MARGINS
    found = []
    for page in range(len(report.pdf)):
        names, boxes = report.letters[page]
        shown = [(name, *box) for name, box in zip(names, boxes, strict=True)]
        shown += [("picture", *box[1:]) for box in report.pictures() if box[0] == page]
        for name, *box in shown:
            is_wide = box[0] < left or box[2] > right
            is_over = box[1] < bottom < box[3] or box[1] < top < box[3]
            if is_wide or is_over:
                found.append((page + 1, name, *box))
    return found


def collisions(report):
    """Return the letters that lie on others, by more than half of their area.

    Letters of a ligature share one place, and collide with nothing.
    """
    found = []
    for page in range(len(report.pdf)):
        names, boxes = report.letters[page]
        order = np.argsort(boxes[:, 0]) if names else []
        names, boxes = [names[i] for i in order], boxes[order]
        for step in range(1, len(names)):
            one, other = boxes[:-step], boxes[step:]
            if not (other[:, 0] < one[:, 2]).any():
                break  # the letters are sorted from left to right
            low, high = np.maximum(one, other)[:, :2], np.minimum(one, other)[:, 2:]
            shared = np.prod(np.clip(high - low, 0, None), axis=1)
            areas = [np.prod(box[:, 2:] - box[:, :2], axis=1) for box in (one, other)]
            is_same = (one == other).all(axis=1)
            for i in np.flatnonzero((shared > np.minimum(*areas) / 2) & ~is_same):
                found.append((page + 1, names[i], names[i + step]))
    return found


def letters(text):
    """Return the letters and digits of a text, ligatures taken apart."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(character for character in text if character.isalnum())


def lost_words(notebook, document, with_code=True):
    """Return the words and numbers of a notebook that its report has too seldom.

    Parameters
    ----------
    notebook : NotebookNode
        The notebook.
    document : bytes
        Its report.
    with_code : bool
        Whether the source of code cells must stand in it.

    Returns
    -------
    Counter
        How often each of them is missing.
    """
    text = Report(document).text
    printed = letters(re.sub(r"[-\u00ad\u2010\ufffe\x02]\n", "", text))
    wanted = Counter()
    for source in said(notebook, with_code):
        wanted.update(filter(None, map(letters, re.findall(r"\w+", source))))
    missing = {word: n - printed.count(word) for word, n in wanted.items()}
    return Counter({word: n for word, n in missing.items() if n > 0})


def said(notebook, with_code):
    """Return all texts of a notebook, in the form of which its report prints one."""
    texts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            texts += _prose(cell.source, with_hints=not is_as_handed_out(cell))
        elif cell.cell_type == "raw":
            texts.append(cell.source)
        elif with_code:
            unmarked = re.sub(r"(?m)^ *# (BEGIN|END) SOLUTION$", "", cell.source)
            texts.append(re.sub(r"\A(#\||# NBVAL)[^\n]*", "", unmarked))
        for output in cell.get("outputs", []):
            texts += _printed_of(output)
    return texts


def _prose(source, with_hints=True):
    # Pictures of any length would make a parser slow, and say nothing.
    source = re.sub(r"data:image/[^)\s\"']*", "/", source)
    maths = [match[0] for match in _MATHS.finditer(source)]
    texts = [" ".join(re.findall(r"\d+", _ARGUMENTS.sub("", m))) for m in maths]
    page = bs4.BeautifulSoup(_HTML(_MATHS.sub(" ", source)), "html.parser")
    for hidden in page.find_all(["style", "script"]):
        hidden.decompose()
    for folded in page.find_all("details"):
        summary = folded.find("summary")
        is_hint = summary and summary.get_text().strip().lower().startswith("hint")
        if is_hint and not with_hints:
            folded.decompose()
    return [*texts, page.get_text(" ")]


def _printed_of(output):
    """Return what JupyterLab shows of an output, as text."""
    if output.output_type == "stream":
        lines = output.text.split("\n")
        return [strip_ansi(line.rstrip("\r").rpartition("\r")[2]) for line in lines]
    if output.output_type == "error":
        return [f"{output.ename} {output.evalue}"]
    if output.metadata.get("role") == "caption":  # of the figure above, printed once
        return []
    data, words = output.data, [output.metadata.get("caption", "")]
    if any(mime.startswith("image/") for mime in data):
        return _prose(words[0])
    if "text/markdown" in data:
        return _prose(data["text/markdown"])
    if "text/latex" in data:
        return []
    if "text/html" in data:
        page = bs4.BeautifulSoup(data["text/html"], "html.parser")
        for hidden in page.find_all(["style", "script"]):
            hidden.decompose()
        return [page.get_text(" "), *_prose(words[0])]
    return [data.get("text/plain", "")]
