"""Where the pictures of a report come from, and what stands in place of others."""

import base64

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell
from report_cells import PNG, SVG, notebook, typst
from report_pages import Report

from helpers.report import ReportError, ReportExporter, TypstExporter
from helpers.report.__main__ import main

BYTES = base64.b64decode(PNG)


@pytest.fixture
def course(tmp_path):
    """A course: pictures in one folder, notebooks that show them in another."""
    (tmp_path / "figures").mkdir()
    (tmp_path / "figures" / "plot.png").write_bytes(BYTES)
    (tmp_path / "web" / "e.org" / "a b").mkdir(parents=True)
    (tmp_path / "web" / "e.org" / "a b" / "cat.png").write_bytes(BYTES)
    (tmp_path / "web" / "dog.png").write_bytes(BYTES)
    (tmp_path / "week1").mkdir()
    return tmp_path


def write(course, *cells):
    path = course / "week1" / "a.ipynb"
    nbformat.write(notebook("# T", *cells), path)
    return path


def export(path, **options):
    exporter = TypstExporter(**{name: str(value) for name, value in options.items()})
    exporter.log.disabled = True
    source, resources = exporter.from_filename(str(path))
    return source, BYTES in resources["outputs"].values(), exporter.problems


def test_a_picture_outside_of_its_folder_is_printed_if_a_root_holds_it(course):
    path = write(course, "![](../figures/plot.png)")
    assert export(path, root=course)[1:] == (True, ())
    _, is_printed, (problem,) = export(path)
    assert not is_printed
    assert problem.endswith(
        "outside the notebook's folder, and no --root that holds it is given"
    )
    assert not export(path, root=course / "web")[1]


def test_a_root_does_not_hide_the_notebook_s_own_folder(course):
    (course / "week1" / "own.png").write_bytes(BYTES)
    path = write(course, "![](own.png)")
    assert export(path, root=course / "figures")[1:] == (True, ())


@pytest.mark.parametrize(
    "url",
    [
        "https://e.org/a%20b/cat.png?raw=true",
        "//e.org/a%20b/cat.png",
        "http://x.de/dog.png#1",
    ],
)
def test_a_picture_of_the_web_is_printed_if_somebody_brought_it(course, url):
    path = write(course, f'<img src="{url}">')
    assert export(path, picture_cache=course / "web")[1:] == (True, ())
    source, is_printed, problems = export(path)
    assert not is_printed
    assert not problems
    assert f'#web-picture("{url}")' in source


@pytest.mark.parametrize(
    "url", ["https://../../figures/plot.png", "https://e.org/../../figures/plot.png"]
)
def test_an_address_does_not_lead_out_of_the_cache(course, url):
    path = write(course, f"![]({url})")
    assert not export(path, picture_cache=course / "web")[1]


@pytest.mark.parametrize("option", ["root", "picture_cache"])
def test_a_folder_that_is_none_is_named(course, option):
    with pytest.raises(
        ReportError, match=f"{option} must be a folder: there is none at"
    ):
        export(write(course, "words"), **{option: course / "none"})


def test_the_command_takes_both_folders(course, capsys):
    path = write(course, "![](../figures/plot.png)\n\n![](https://e.org/dog.png)")
    options = ["--output-dir", str(course / "out"), "--strict"]
    folders = ["--root", str(course), "--picture-cache", str(course / "web")]
    assert main([str(path), *options]) == 1
    assert main([str(path), *options, *folders]) == 0
    assert len(Report(course / "out" / "a.pdf").pictures()) == 2
    with pytest.raises(SystemExit):
        main([str(path), "--root", str(course / "none")])
    assert "there is no folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("alt", "is_caption"),
    [
        ("A falling curve", True),
        ("Image of a cat", True),
        ("Fig. 3: the loss", True),
        ("image.png", False),
        ("Screenshot 2024-05-01 at 10.22.33.png", False),
        ("Screenshot 2024-05-01 at 10.22.33", False),
        ("image-2", False),
        ("alt text", False),
        ("", False),
    ],
)
def test_the_name_of_a_file_is_no_caption(alt, is_caption):
    cell = new_markdown_cell(f"![{alt}](attachment:a.png)")
    cell["attachments"] = {"a.png": {"image/png": PNG}}
    source = typst("# T", cell)
    assert ("captioned)(" in source) == is_caption
    assert "(image(" in source


def test_svg_may_be_written_out_in_an_address():
    svg = "%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
    for head in ("data:image/svg+xml,", "data:image/svg+xml;utf8,"):
        assert "figure-1.svg" in typst("# T", f'<img src="{head}{svg}">')


def test_the_data_of_a_picture_is_code_where_it_is_code():
    address = f"data:image/png;base64,{PNG}"
    source = typst("# T", f"![]({address})\n\n```\n{address}\n```")
    assert f'(0, "{address[:80]}' in source
    assert "embedded-picture" not in source


def test_a_picture_that_typst_refuses_leaves_its_line():
    broken = SVG.replace("</svg>", "<text>你</text></svg>")
    cell = new_markdown_cell("before ![](attachment:a.svg) after")
    cell["attachments"] = {"a.svg": {"image/svg+xml": broken}}
    exporter = ReportExporter()
    exporter.log.disabled = True
    document, _ = exporter.from_notebook_node(notebook("# T", cell))
    text = Report(document).text
    assert "before" in text
    assert "after" in text
    assert exporter.problems
