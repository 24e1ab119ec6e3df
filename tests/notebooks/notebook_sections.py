"""The sections of a notebook, and what stands in them."""

import itertools
import re

import nbformat

_HEADING = re.compile(r"^(#+) (.+)$")


def blocks(path):
    """Level and name of each heading of a notebook, and the text that follows it.

    The text is that of cells, and what they show as Markdown.
    """
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            shown = [o.get("data", {}).get("text/markdown", "") for o in cell.outputs]
            found[-1][2] += "\n".join([cell.source, *shown, ""])
            continue
        for line in cell.source.splitlines():
            if heading := _HEADING.match(line):
                found.append([len(heading[1]), heading[2], ""])
            else:
                found[-1][2] += f"{line}\n"
    return found


def section(found, name):
    """The text below a heading, with that of the smaller headings below it."""
    names = [heading for _, heading, _ in found]
    assert name in names, name
    start = names.index(name)
    below = itertools.takewhile(
        lambda block: block[0] > found[start][0], found[start + 1 :]
    )
    return "".join(text for _, _, text in [found[start], *below])
