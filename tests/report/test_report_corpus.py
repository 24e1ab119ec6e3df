"""What people write in notebooks, kind by kind: its words and its place on the page.

Each kind is a small notebook, and where its report must say what. For each of them, no
word and no number of the notebook may be missing, and nothing may be a problem unless
the kind says which.
"""

import base64
import io
import itertools
from contextlib import nullcontext

import pytest
from nbformat.v4 import new_markdown_cell, new_output, new_raw_cell
from PIL import Image
from report_cells import WIDGET, code, handed_out, notebook, result
from report_pages import Report, lost_words

from helpers.report import ReportError, ReportExporter, TypstExporter

MIDDLE, LEFT, RIGHT = 297.6, 70.9, 524.4  # of the text on A4


def png(width=40, height=20, colour="red"):
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, "png")
    return base64.b64encode(buffer.getvalue()).decode()


def attached(text, **sizes):
    """A Markdown cell with pictures attached to it."""
    cell = new_markdown_cell(text)
    cell["attachments"] = {
        f"{name}.png": {"image/png": png(*size)} for name, size in sizes.items()
    }
    return cell


def output(**data):
    return code("f()", result({f"text/{kind}": text for kind, text in data.items()}))


# Where things stand -------------------------------------------------------------------


def below(lower, upper):
    def check(report):
        (page, *_, top), (other, _, bottom, *_) = report.box(lower), report.box(upper)
        return page > other or (page == other and top < bottom + 1)

    return check


def beside(left, right):
    """`right` begins where `left` ends, on the same line."""

    def check(report):
        one, other = report.box(left), report.box(right)
        is_line = one[0] == other[0] and one[2] < other[4] and other[2] < one[4]
        return is_line and -2 < other[1] - one[3] < 60

    return check


def in_columns(*words):
    """Words stand in one line, each in a column of its own."""

    def check(report):
        boxes = [report.box(word) for word in words]
        middles = [(box[2] + box[4]) / 2 for box in boxes]
        gaps = [b[1] - a[3] for a, b in itertools.pairwise(boxes)]
        return max(middles) - min(middles) < 5 and min(gaps) > 5

    return check


def lined_up(*words):
    """Words begin at the same distance from the left, below each other."""

    def check(report):
        boxes = [report.box(word) for word in words]
        lefts, tops = [box[1] for box in boxes], [box[4] for box in boxes]
        return max(lefts) - min(lefts) < 2 and tops == sorted(tops, reverse=True)

    return check


def centred(words):
    def check(report):
        _, left, _, right, _ = report.box(words)
        return abs((left + right) / 2 - MIDDLE) < 3

    return check


def centred_line(first, last):
    def check(report):
        return abs((report.box(first)[1] + report.box(last)[3]) / 2 - MIDDLE) < 3

    return check


def at_left(words):
    return lambda report: abs(report.box(words)[1] - LEFT) < 2


def at_right(words):
    return lambda report: abs(report.box(words)[3] - RIGHT) < 3


def indented(words):
    return lambda report: report.box(words)[1] > LEFT + 5


def bold(words):
    return lambda report: "Bold" in report.font(words)


def italic(words):
    return lambda report: "Italic" in report.font(words)


def mono(words):
    return lambda report: "Mono" in report.font(words)


def plain(words):
    return lambda report: report.font(words).endswith("Regular")


def coloured(words, colour):
    return lambda report: report.colour(words) == colour


def smaller(words, than, nth=0):
    def check(report):
        sides = [report.box(text, nth) for text in (words, than)]
        heights = [top - bottom for _, _, bottom, _, top in sides]
        return heights[0] < heights[1] - 0.5

    return check


def lower(words, than):
    return lambda report: report.box(words)[2] < report.box(than)[2] - 0.5


def higher(words, than):
    return lambda report: report.box(words)[4] > report.box(than)[4] + 0.5


def picture(width, height, nth=0):
    """The size of a picture, in points."""

    def check(report):
        _, left, bottom, right, top = report.pictures()[nth]
        return abs(right - left - width) < 1 and abs(top - bottom - height) < 1

    return check


def picture_centred(report):
    _, left, _, right, _ = report.pictures()[0]
    return abs((left + right) / 2 - MIDDLE) < 2


def picture_between(before, after):
    """A picture stands in a line of text."""

    def check(report):
        _, left, bottom, right, top = report.pictures()[0]
        one, other = report.box(before), report.box(after)
        return (
            one[3] <= left + 1
            and right <= other[1] + 1
            and bottom < one[4]
            and one[2] < top
        )

    return check


def pictures_beside(report):
    one, other = sorted(report.pictures(), key=lambda box: box[1])
    return one[3] <= other[1] and one[2] < other[4] and other[2] < one[4]


def line_between(upper, lower):
    """A line goes from margin to margin between two words."""

    def check(report):
        top, bottom = report.box(upper)[2], report.box(lower)[4]
        return any(
            bottom < line[2] and line[4] < top and line[3] - line[1] > 400
            for line in report.lines()
        )

    return check


def line_of(words):
    """A line as wide as some words, and hardly wider, stands below them."""

    def check(report):
        _, left, bottom, right, _ = report.box(words)
        return any(
            line[4] < bottom + 1 and left - 9 < line[1] <= left and right <= line[3]
            for line in report.lines()
        )

    return check


def framed(words):
    """A frame of the width of the text stands around some words."""

    def check(report):
        page, left, bottom, right, top = report.box(words)
        return any(
            line[0] == page
            and line[1] < left + 1
            and line[2] < bottom + 1
            and line[3] > right - 1
            and line[4] > top - 1
            and line[4] - line[2] > 5
            for line in report.lines()
        )

    return check


def underlined(words):
    def check(report):
        _, left, bottom, right, _ = report.box(words)
        lines = [line for line in report.lines() if abs(line[4] - bottom) < 4]
        return (
            abs(min(line[1] for line in lines) - left) < 2
            and abs(max(line[3] for line in lines) - right) < 2
        )

    return check


def struck(words):
    def check(report):
        _, left, bottom, right, top = report.box(words)
        return any(
            abs(line[1] - left) < 2
            and abs(line[3] - right) < 2
            and bottom < line[4] < top
            for line in report.lines()
        )

    return check


def linked(address):
    return lambda report: address in report.links()


def headings(*expected):
    return lambda report: report.headings() == list(expected)


def says(words):
    return lambda report: words in report.text


def never_says(words):
    return lambda report: words not in report.text


def once(words):
    return lambda report: report.text.count(words) == 1


TABLE = "<table><tr><th>name</th><th>cost</th></tr><tr><td>alpha</td><td>0.5</td></tr>"
SUMMARY = (
    '<table class="simpletable"><caption>OLS Results</caption>'
    "<tr><th>Dep. Variable:</th><td>mpg</td><th>R-squared:</th><td>0.606</td></tr>"
    "<tr><th>Model:</th><td>OLS</td><th>Adj. R2:</th><td>0.605</td></tr></table>"
    '<table class="simpletable"><tr><td></td><th>coef</th><th>std err</th></tr>'
    "<tr><th>Intercept</th><td>39.9359</td><td>0.717</td></tr></table>"
    "<br/>Notes:<br/>[1] Standard errors assume much."
)
STYLED = (
    '<style type="text/css">#T_1 td {color: red}</style><table id="T_1"><thead><tr>'
    '<th class="blank">&nbsp;</th><th id="T_1_level0">loss</th></tr></thead><tbody>'
    '<tr><th>run</th><td id="T_1_row0">0.25</td></tr></tbody></table>'
)
SKLEARN = (
    "<style>#sk {color: black}</style><div class='sk-top-container'>"
    '<div class="sk-text-repr-fallback"><pre>Ridge(alpha=2)</pre><b>Please rerun'
    " this cell.</b></div></div>"
)
SVG = '<svg width="80" height="40"><rect width="80" height="40" fill="navy"/></svg>'

# Name: cells, where things stand, and the problems that there are.
KINDS = {
    # Words
    "bold": (["A <b>heavy</b> word"], [bold("heavy"), beside("A", "heavy")]),
    "strong": (["A <strong>heavy</strong> word"], [bold("heavy"), plain("word")]),
    "italic": (
        ["<i>slanted</i> and <em>leaning</em>"],
        [italic("slanted"), italic("leaning")],
    ),
    "bold over Markdown": (
        ["<b>heavy *both*</b> light"],
        [bold("both"), plain("light")],
    ),
    "Markdown over bold": (
        ["*lean <b>both</b>* light"],
        [bold("both"), plain("light")],
    ),
    "crossed": (["<b>heavy <i>both</b> lean</i>"], [bold("both"), italic("lean")]),
    "underline": (["an <u>important</u> word"], [underlined("important")]),
    "struck": (
        ["a <s>wrong</s> and <del>bad</del> word"],
        [struck("wrong"), struck("bad")],
    ),
    "break": (["one<br>two<br/>three"], [lined_up("one", "two", "three")]),
    "rule": (["above\n\n<hr>\n\nbeneath"], [line_between("above", "beneath")]),
    "subscript": (
        ["loss<sub>12</sub> here"],
        [lower("12", "loss"), beside("loss", "12")],
    ),
    "superscript": (
        ["base<sup>34</sup> here"],
        [higher("34", "base"), beside("base", "34")],
    ),
    "code": (["call <code>f(x*y*z)</code> now"], [mono("f(x"), plain("now")]),
    "key": (["press <kbd>Shift</kbd> now"], [mono("Shift"), framed("Shift")]),
    "colour": (
        ["a <font color=blue>blue</font> word"],
        [coloured("blue", "#0000ff"), coloured("word", "#000000")],
    ),
    "colour by style": (
        ['a <span style="background: #eee; color: #c00">red</span> word'],
        [coloured("red", "#cc0000"), beside("red", "word")],
    ),
    "colour of paragraphs": (
        ["<font color=green>\n\nfirst **heavy**\n\nsecond\n\n</font>\n\nlast"],
        [
            coloured("first", "#008000"),
            coloured("second", "#008000"),
            coloured("last", "#000000"),
            bold("heavy"),
            below("second", "first"),
        ],
    ),
    "white words": (
        ['<span style="color:white">pale</span>'],
        [coloured("pale", "#737373")],
    ),
    "small and big": (
        ["<small>tiny</small> <big>tall</big> x"],
        [smaller("tiny", "tall")],
    ),
    "mark": (["a <mark>bright</mark> word"], [framed("bright")]),
    "words like tags": (
        ["a vector<int> and Map<String, T>"],
        [says("vector<int>"), says("Map<String, T>")],
    ),
    "comment": (
        ["seen <!-- **secret** --> here\n\n<!-- $x\n\n-->\n\nlast"],
        [never_says("secret"), beside("seen", "here")],
    ),
    "entities": (
        ["a &lt; b &amp;&nbsp;c, <i>d &gt; e</i>"],
        [says("a < b"), italic("d >")],
    ),
    "maths in HTML": (
        ["<p align=center>so $a^2 < b|c$ holds</p>"],
        [beside("so", "holds"), centred_line("so", "holds")],
    ),
    "money in HTML": (
        ["<div><b>$5</b> and <b>$6</b></div>"],
        [bold("$5"), plain("and")],
    ),
    # Blocks
    "div": (["<div>one</div><div>two</div>"], [lined_up("one", "two")]),
    "div over Markdown": (
        ["<div class='x'>\n\nA **heavy** word\n\n- item\n\n</div>"],
        [bold("heavy"), indented("item")],
    ),
    "alert": (
        ["<div class='alert alert-info'>\n\nMind **this**.\n\n</div>\n\nlast"],
        [framed("Mind"), bold("this"), at_left("last")],
    ),
    "box": (
        ['<div style="border: 1px solid; padding: 2px">Mind it</div>'],
        [framed("Mind it")],
    ),
    "center": (
        ["<center>middle</center>\n\nside"],
        [centred("middle"), at_left("side")],
    ),
    "center over Markdown": (
        ["<center>\n\n**middle**\n\n</center>\n\nside"],
        [centred("middle"), bold("middle")],
    ),
    "align": (
        ['<p align="right">far</p>\n\n<p align="center">mid</p>\n\nnear'],
        [at_right("far"), centred("mid"), at_left("near")],
    ),
    "text-align": (['<div style="text-align: right">far</div>'], [at_right("far")]),
    "not closed": (
        ["<div>one\n\n<center>two\n\n- three"],
        [centred("two"), below("three", "two")],
    ),
    "only closed": (["</div>one</b></center>\n\ntwo"], [lined_up("one", "two")]),
    "HTML in a list": (
        ["- a <b>heavy</b> one\n- <div>boxed</div>\n- last"],
        [bold("heavy"), lined_up("a heavy", "boxed", "last")],
    ),
    "unordered list": (
        ["<ul><li>one<li>two</ul>after"],
        [indented("one"), lined_up("one", "two"), at_left("after")],
    ),
    "ordered list": (
        ["<ol start=4 type=a><li>one</li><li>two <b>x</b></li></ol>"],
        [says("d. one"), says("e. two"), lined_up("one", "two")],
    ),
    "definitions": (
        ["<dl><dt>rate</dt><dd>how fast</dd></dl>"],
        [bold("rate"), indented("how fast"), below("how fast", "rate")],
    ),
    "blockquote": (
        ["<blockquote>quoted</blockquote>\n\nown"],
        [indented("quoted"), at_left("own")],
    ),
    "pre": (["<pre>a  b\nc &lt; d</pre>"], [mono("a"), lined_up("a  b", "c < d")]),
    "details": (
        [
            "before\n\n<details><summary>My answer</summary>\n\n"
            "It is **two**.\n\n</details>\n\nlast"
        ],
        [
            bold("My answer"),
            below("It is", "My answer"),
            indented("It is"),
            below("last", "two"),
            at_left("last"),
        ],
    ),
    "details without summary": (
        ["<details>kept words</details>"],
        [indented("kept words")],
    ),
    "details in a list": (
        ["1. task\n   <details><summary>S</summary>found</details>\n2. next"],
        [below("found", "task"), below("next", "found")],
    ),
    "hint in which somebody may have written": (
        ["task\n\n<details><summary>Hint</summary>answer</details>\n\nlast"],
        [indented("answer"), below("answer", "Hint"), below("last", "answer")],
    ),
    "hint as it was handed out": (
        [
            handed_out(
                "task\n\n<details><summary>Hint</summary>secret</details>\n\nlast"
            )
        ],
        [never_says("secret"), below("last", "task")],
    ),
    # Tables
    "table": (
        [f"{TABLE}</table>"],
        [
            in_columns("name", "cost"),
            in_columns("alpha", "0.5"),
            lined_up("name", "alpha"),
        ],
    ),
    "table not closed": (
        ["<table><tr><td>a1<td>b1<tr><td>a2<td>b2"],
        [in_columns("a1", "b1"), lined_up("a1", "a2"), lined_up("b1", "b2")],
    ),
    "table aligned": (
        [
            '<table><tr><td align="right">x</td></tr>'
            "<tr><td>wide words</td></tr></table>"
        ],
        [lambda r: abs(r.box("x")[3] - r.box("wide words")[3]) < 2],
    ),
    "table with spans": (
        [
            "<table><tr><td colspan=2>both</td></tr>"
            "<tr><td>one</td><td>two</td></tr></table>"
        ],
        [in_columns("one", "two"), lined_up("both", "one")],
    ),
    "table with markup": (
        [
            "<table><tr><th>what</th><th>formula</th></tr>"
            "<tr><td><b>length</b></td><td>$|s|$ is 7</td></tr></table>"
        ],
        [bold("length"), in_columns("length", "is 7"), lined_up("what", "length")],
    ),
    "table over Markdown": (
        ["<table><tr><td>\n\n**left**\n\n</td><td>\n\n- right\n\n</td></tr></table>"],
        [bold("left"), in_columns("left", "right")],
    ),
    "table of pictures": (
        [
            attached(
                "<table><tr><td><img src='attachment:a.png'></td>"
                "<td><img src='attachment:b.png'></td></tr></table>",
                a=(40, 20),
                b=(30, 30),
            )
        ],
        [pictures_beside],
    ),
    "HTML in a Markdown table": (
        ["| a | b |\n|---|---|\n| one<br>two | <b>x</b> |"],
        [lined_up("one", "two"), bold("x")],
    ),
    "maths in a table": (
        ["| what | value |\n|---|---|\n| $p(a|b)$ is | $|s|$ was |"],
        [in_columns("is", "was")],
    ),
    "ragged rows": (
        ["| one | two |\n|---|---|\n| short |\n| low | far |"],
        [lined_up("one", "short", "low"), lined_up("two", "far")],
    ),
    # Headings
    "level skipped": (
        ["### Inner", "words", "## Outer"],
        [headings((1, "1 Inner"), (1, "2 Outer")), smaller("Inner", "Outer", nth=1)],
    ),
    "levels back": (
        ["## A1", "#### B1", "### C1"],
        [headings((1, "1 A1"), (2, "1.1 B1"), (2, "1.2 C1"))],
    ),
    "own numbers": (
        ["## 1. First", "### 1.1 Detail", "## 2. Second"],
        [
            headings((1, "1. First"), (2, "1.1 Detail"), (1, "2. Second")),
            never_says("1 1."),
            lambda r: abs(r.box("1.1 Detail", 1)[1] - LEFT) < 2,
        ],
    ),
    "own numbers with a dash": (
        ["## 1 - Packages", "words"],
        [never_says("1 1"), says("1 - Packages")],
    ),
    "no own numbers": (
        ["## First", "### Detail"],
        [says("1.1"), beside("1.1", "Detail")],
    ),
    "a year": (["## 2024 was warm"], [beside("1", "2024 was warm")]),
    "a link in a heading": (
        ["## Notes [(more)](https://e.org/n)", "words\n\n" * 60],
        [linked("https://e.org/n"), headings((1, "1 Notes (more)"))],
    ),
    "a picture in a heading": (
        [attached("## ![](attachment:a.png) Notes", a=(12, 12))],
        [headings((1, "1 Notes")), picture(12, 12)],
    ),
    "HTML headings": (
        ["<h2>Wide</h2>\n\n<h3 align=center>Deep <i>x</i></h3>"],
        [headings((1, "1 Wide"), (2, "1.1 Deep x")), italic("x")],
    ),
    "HTML title": (
        ["<h1><center>The Title</center></h1>", "words"],
        [centred("The Title"), once("The Title")],
    ),
    "a logo before the title": (
        [attached("# <img src='attachment:a.png' width=40> The Title", a=(80, 80))],
        [centred("The Title"), picture(30, 30)],
    ),
    # Pictures
    "picture": (
        [attached("![A falling curve](attachment:a.png)", a=(40, 20))],
        [picture(40, 20), picture_centred, centred("Figure 1. A falling curve")],
    ),
    "picture named by its file": (
        [attached("![image.png](attachment:a.png)", a=(40, 20))],
        [
            picture(40, 20),
            picture_centred,
            never_says("Figure"),
            lambda r: "image" not in r.text,
        ],
    ),
    "picture in a line": (
        [attached("before ![x.png](attachment:a.png) after", a=(40, 20))],
        [picture_between("before", "after"), picture(40, 20)],
    ),
    "pictures beside each other": (
        [
            attached(
                "![](attachment:a.png) ![](attachment:b.png)", a=(40, 20), b=(30, 30)
            )
        ],
        [pictures_beside],
    ),
    "img": (
        [attached('<img src="attachment:a.png" alt="no caption">', a=(40, 20))],
        [picture(40, 20), picture_centred, lambda r: "caption" not in r.text],
    ),
    "img with width": (
        [attached('<img src="attachment:a.png" width="120">', a=(40, 20))],
        [picture(90, 45)],
    ),
    "img with a share": (
        [attached('<img src="attachment:a.png" style="width: 50%">', a=(40, 20))],
        [picture(226.8, 113.4)],
    ),
    "img with height": (
        [attached('<img src="attachment:a.png" height="40px"/>', a=(40, 20))],
        [picture(60, 30)],
    ),
    "img too wide": (
        [attached('<img src="attachment:a.png" width=5000>', a=(40, 20))],
        [picture(453.5, 226.8)],
    ),
    "img centred": (
        [
            attached(
                '<p align="center">\n  <img src="attachment:a.png">\n'
                "  <br>legend\n</p>",
                a=(40, 20),
            )
        ],
        [picture_centred, centred("legend")],
    ),
    "figure": (
        [
            attached(
                '<figure><img src="attachment:a.png">'
                "<figcaption>legend</figcaption></figure>",
                a=(40, 20),
            )
        ],
        [picture_centred, centred("legend")],
    ),
    "data address": ([f"![](data:image/png;base64,{png(40, 20)})"], [picture(40, 20)]),
    "a very long data address": (
        [f'<img src="data:image/png;base64,{png(40, 20) + "A" * 90_000}">\n\nwords'],
        [picture(40, 20), says("words")],
    ),
    "data address in text": (
        [f"`data:image/png;base64,{png(900, 900)}` ends"],
        [mono("data:image"), says("more characters"), says("ends")],
    ),
    "svg": (
        [f"{SVG}\n\nwords"],
        [says("words"), lambda r: any(abs(x[3] - x[1] - 80) < 25 for x in r.lines())],
    ),
    "picture of the web": (
        ["![A dog](https://e.org/dog.png) words"],
        [says("A dog"), linked("https://e.org/dog.png"), framed("A dog")],
    ),
    "img of the web": (
        ['<img src="http://e.org/a/cat.jpg" width="300">'],
        [says("http://e.org/a/cat.jpg")],
    ),
    # Links
    "address": (
        ["see https://e.org/a_(b), or **https://e.org/c**."],
        [
            linked("https://e.org/a_(b)"),
            linked("https://e.org/c"),
            bold("https://e.org/c"),
        ],
    ),
    "HTML link": (
        ['<a href="https://e.org/?a=1&b=2" target=_blank>there</a>'],
        [linked("https://e.org/?a=1&b=2")],
    ),
    "badge": (
        [
            '<a href="https://e.org/run"><img src="//e.org/b.svg" alt="Run it"></a>'
            " [![](https://e.org/c.svg)](https://e.org/go)"
        ],
        [
            linked("https://e.org/run"),
            beside("Run it", "https://e.org/go"),
            never_says("c.svg"),
        ],
    ),
    "anchor": (
        ["[go](#goal)", '<a id="goal"></a>\n## Goal'],
        [headings((1, "1 Goal"))],
    ),
    "link without target": (
        ["[go there](#nowhere) now"],
        [beside("go there", "now"), coloured("go there", "#000000")],
    ),
    "link in another case": (
        ["[go](#the-end)", "## The End"],
        [says("go"), coloured("go", "#1f4e79")],
    ),
    "link to a file": (["[data](data.csv) here"], [beside("data", "here")]),
    # Other cells
    "mermaid": (
        ["```mermaid\ngraph LR\n  z --> J\n```"],
        [mono("graph LR"), below("graph LR", "Mermaid"), indented("z -->")],
    ),
    "raw cell": ([new_raw_cell("---\nkey: value\n---")], [mono("key: value")]),
    "check boxes": (
        ["- <input type=checkbox checked> done\n- <input type=checkbox> open"],
        [beside("[x]", "done"), beside("[ ]", "open")],
    ),
    # Outputs
    "HTML output": (
        [
            output(
                html="<h3>Accuracy</h3><p>0.93 on <b>test</b></p>",
                plain="<IPython.core.display.HTML object>",
            )
        ],
        [bold("Accuracy"), bold("test"), below("0.93", "Accuracy"), headings()],
    ),
    "statsmodels": (
        [output(html=SUMMARY, plain='<class "Summary">')],
        [
            in_columns("Dep. Variable:", "mpg", "R-squared:", "0.606"),
            in_columns("Intercept", "39.9359", "0.717"),
            says("much"),
        ],
    ),
    "styled frame": (
        [output(html=STYLED, plain="<pandas.io.formats.style.Styler at 0x1>")],
        [in_columns("run", "0.25"), below("0.25", "loss"), never_says("color")],
    ),
    "table and heading": (
        [output(html=f"<h4>Results</h4>{TABLE}</table>")],
        [bold("Results"), below("name", "Results"), in_columns("name", "cost")],
    ),
    "frame with buttons": (
        [
            output(
                html=f"<div>{TABLE}</table><button>{SVG}</button><script>f()</script>"
            )
        ],
        [in_columns("name", "cost"), never_says("f()\nf()")],
    ),
    "film": (
        [output(html="<iframe width=4\n src='https://e.org/film'></iframe>")],
        [says("https://e.org/film")],
        "output cannot be printed (text/html)",
    ),
    "estimator": (
        [output(html=SKLEARN, plain="Ridge(alpha=2)")],
        [mono("Ridge(alpha=2)"), never_says("rerun")],
        None,
        "Please rerun this cell Ridge alpha 2",
    ),
    "progress bar": (
        [code("f()", result({**WIDGET, "text/plain": "100%|###| 3/3 [00:01]"}))],
        [mono("100%|###| 3/3")],
    ),
    "progress in a stream": (
        [code("f()", new_output("stream", name="stderr", text="10%\r100%| 3/3\n"))],
        [says("100%"), never_says("10%|")],
    ),
    # What paper cannot show, or not without help
    "script": (
        ["before <script>alert(1)</script> after"],
        [says("before"), says("after"), framed("HTML <script>")],
        "HTML <script> cannot",
    ),
    "iframe": (
        ['<iframe src="https://e.org/v"></iframe>\n\nafter'],
        [says("https://e.org/v"), below("after", "https://e.org/v")],
        "HTML <iframe> cannot",
    ),
    "form": (
        ["<form>Name: <input name=n value=Ada><button>Go</button></form>"],
        [says("Name:"), says("Ada"), says("Go")],
        "HTML <input> cannot",
    ),
    "video": (
        ['<video src="a.mp4" controls>no video</video>'],
        [says("a.mp4")],
        "HTML <video> cannot",
    ),
    "hidden by a select": (
        ["<select>\n\n**option words**\n\n</select>"],
        [says("option words")],
        "HTML hides",
    ),
    "interactive figure": (
        [
            code(
                "f()",
                result(
                    {
                        "application/vnd.plotly.v1+json": {},
                        "text/html": "<div></div><script>f()</script>",
                        "text/plain": "Figure({'data': []})",
                    }
                ),
            )
        ],
        [framed("output cannot be printed"), says("Figure(")],
        "output cannot be printed (application/vnd.plotly.v1+json",
    ),
    # Formulas that other tools take
    "label without tag": (
        [
            "\\begin{equation}\\label{eq:one} p = q \\end{equation}",
            "$$r = s \\label{eq:two}$$",
            "From \\eqref{eq:two} and \\eqref{eq:one} all follows.",
        ],
        [
            at_right("(1)"),
            at_right("(2)"),
            below("(2)", "(1)"),
            beside("From", "(2) and (1) all follows."),
        ],
    ),
    "rows between single dollars": (
        ["Then $\\begin{align*} 111 &= 222 \\\\ &= 333 \\end{align*}$ is shown."],
        [
            below("111", "Then"),
            lined_up("222", "333"),
            centred_line("111", "222"),
            below("is shown.", "333"),
        ],
    ),
    "colours of formulas": (
        [
            "$\\color{blue}{\\text{Reply}}$, $\\textcolor{red}{\\text{rot}} +"
            " {\\color{green}\\text{leaf}} + \\text{rest}$",
            "$\\textcolor[RGB]{0,0,128}{\\text{navy}}$, "
            "$\\color[HTML]{FF8000}\\text{fox}$",
        ],
        [
            coloured("Reply", "#0000ff"),
            coloured("rot", "#ff0000"),
            coloured("leaf", "#008000"),
            coloured("rest", "#000000"),
            coloured("navy", "#000080"),
            coloured("fox", "#ff8000"),
        ],
        None,
        "0 128 8000",  # in the colours
    ),
    "rows and tags between single dollars": (
        ["So $111 \\\\ 222$ and $333 \\tag{7}$ hold."],
        [below("222", "111"), at_right("(7)"), below("hold", "333")],
    ),
    "words in words of formulas": (
        [r"As $\text{one \textbf{two} three}$, $\require{cancel} \ket{555}$."],
        [says("As one 𝐭𝐰𝐨 three, |555⟩.")],
        None,
        "two",  # in letters of mathematics,
    ),
    "fractions between": (
        [
            "$$\\text{top} \\over \\text{under}$$",
            "${\\text{up} \\choose \\text{down}}$ ways",
        ],
        [below("under", "top"), below("down", "up"), line_of("top")],
    ),
    "macros": (
        [
            "$\\newcommand{\\cost}{\\mathrm{Cost}}"
            "\\newcommand{\\row}[1]{\\text{row of #1}}$",
            "Lower $\\cost(\\row{seven})$.",
            "$$\\def\\half{\\tfrac{1}{2}} \\half\\,\\cost$$",
        ],
        [beside("Lower", "Cost"), says("row of seven"), below("2", "1")],
        None,
        "1",  # the number of arguments
    ),
    "table of many columns of words and numbers": (
        [
            output(
                html="<table><thead><tr><th></th><th>playerID</th><th>yearID</th>"
                + "".join(f"<th>{name}</th>" for name in "stint teamID lgID".split())
                + "".join(f"<th>AB{k}</th>" for k in range(15))
                + "</tr></thead><tbody><tr><th>101348</th><td>abadfe01</td>"
                "<td>2016</td><td>1</td><td>MIN</td><td>AL</td>"
                + "".join(f"<td>{k}24.0</td>" for k in range(15))
                + "</tr></tbody></table>"
            )
        ],
        [
            in_columns("playerID", "yearID", "stint", "teamID", "lgID", "AB0"),
            in_columns("101348", "abadfe01", "2016", "1 MIN", "AL", "024.0"),
        ],
    ),
    "LaTeX table beside HTML": (
        [
            code(
                "summary",
                result(
                    {
                        "text/latex": "\\begin{tabular}{lr} name & cost \\end{tabular}",
                        "text/html": TABLE + "</table>",
                        "text/plain": "name cost",
                    }
                ),
            )
        ],
        [in_columns("alpha", "0.5"), lined_up("name", "alpha")],
    ),
    # Outputs that come and go
    "styles alone": (
        [
            "above",
            code(
                "css()",
                result(
                    {
                        "text/html": "<style>p {color: red}</style>",
                        "text/plain": "<IPython.core.display.HTML object>",
                    }
                ),
            ),
            "beneath",
        ],
        [below("beneath", "above"), never_says("IPython"), never_says("color")],
    ),
    "scripts that set up a library": (
        [
            "above",
            output(
                html="<style>p {}</style>\n<!-- a --><script src='plot.js'></script>"
                "<script type='text/javascript'>\nMathJax.Hub.Config({});\n</script>"
                "<script>window.PlotlyConfig = {MathJaxConfig: 'local'};</script>"
            ),
            "beneath",
        ],
        [below("beneath", "above"), never_says("Config")],
    ),
    "script that may draw": (
        [
            output(
                html="<script>window.PlotlyConfig = {};</script><script>draw()</script>"
            )
        ],
        [framed("output cannot be printed")],
        "output cannot be printed (text/html)",
    ),
    "element that a script may fill": (
        [output(html="<div id='plot'></div>")],
        [framed("output cannot be printed")],
        "output cannot be printed (text/html)",
    ),
    "name of an attachment with signs": (
        [attached("![](attachment:a%20b.png)", **{"a%20b": (80, 40)})],
        [picture(80, 40)],
    ),
    "captions as long as texts": (
        [
            code(
                "f()",
                result({"image/png": png()}, caption="wide $x$ " * 400, label="fig-a"),
            ),
            f"![{'tall ' * 600}](data:image/png;base64,{png()})",
            "last",
        ],
        [says("cell 2 (code, id id2): a caption of more than"), below("last", "tall")],
        "cell 3 (markdown, id id3): a caption of more than 2,000 characters",
    ),
    "bar of progress in HTML": (
        [output(html="<div><progress value='3' max='4'></progress> [3/4 00:05]</div>")],
        [beside("75 %", "[3/4 00:05]")],
    ),
    "widget of progress": (
        [
            code(
                "fit()",
                result({**WIDGET, "text/plain": "Output()"}),
                new_output("stream", name="stdout", text="loss 0.25\n"),
            )
        ],
        [
            says("keeps only its name"),
            below("Output()", "keeps only"),
            below("loss 0.25", "Output()"),
        ],
    ),
    "widget": (
        [code("f()", result({**WIDGET, "text/plain": "VBox(children=(1,))"}))],
        [says("VBox(children")],
        "a widget has no picture",
    ),
}


def printed(cells, **options):
    exporter = ReportExporter(**options)
    exporter.log.disabled = True
    shown = (
        notebook("# The corpus", *cells) if not _has_title(cells) else notebook(*cells)
    )
    document, _ = exporter.from_notebook_node(shown)
    return shown, document, exporter.problems


def _has_title(cells):
    first = cells[0] if isinstance(cells[0], str) else cells[0].source
    return first.startswith(("# ", "<h1>"))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_each_kind_says_its_words_in_their_places_or_fails_if_strict(kind):
    cells, places, problem, unsaid = (*kind, None, None)[:4]
    shown, document, problems = printed(cells)
    if problem is None:
        assert not problems
    else:
        assert any(problem in line for line in problems)
    lost = lost_words(shown, document)
    for word in (unsaid or "").split():
        lost.pop(word, None)
    assert not lost
    strict = TypstExporter(strict=True)
    with pytest.raises(ReportError, match="cell") if problems else nullcontext():
        strict.from_notebook_node(shown)
    report = Report(document)
    for number, place in enumerate(places):
        assert place(report), (number, place.__qualname__, report.text)
