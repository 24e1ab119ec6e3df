"""Normalise notebooks before they are committed.

`python -m helpers.notebooks.normalise notebooks/*.ipynb` rewrites those that need it.
"""

import argparse
import re
from pathlib import Path

import nbformat
from nbconvert.preprocessors import CoalesceStreamsPreprocessor

from ..report.handed_out import mark_as_handed_out

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

# What is left of a progress bar that wiped itself out: blanks, and back to their start.
WIPED = re.compile(r"^ *\r\Z", re.MULTILINE)


def normalise(notebook):
    """Remove what differs from run to run, or would hide the pictures.

    Widget views and widget state go (JupyterLab would show "model not found" instead
    of the stored picture), and so do versions, timings, the state of the page and what
    is left of progress bars. Cells in which something is folded away are marked, so
    that a report knows whether somebody else wrote in them.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Changed in place. Text printed in several pieces becomes one piece.

    Returns
    -------
    nbformat.NotebookNode
        The same notebook.
    """
    notebook.metadata.pop("widgets", None)
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata["kernelspec"] = {
        "display_name": "Python 3",
        "language": "python",
        "name": "python3",
    }
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
        mark_as_handed_out(cell)
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(WIDGET_VIEW, None)
    CoalesceStreamsPreprocessor().preprocess(notebook, {})
    for cell in notebook.cells:
        if "outputs" in cell:
            cell.outputs = without_wiped_text(cell.outputs)
    # Printed text that an empty piece kept apart now stands side by side.
    CoalesceStreamsPreprocessor().preprocess(notebook, {})
    return notebook


def without_wiped_text(outputs):
    """Remove what a progress bar leaves when it is done, which nobody sees.

    Parameters
    ----------
    outputs : list of nbformat.NotebookNode
        Outputs of a cell, printed text in one piece; the text is changed in place.

    Returns
    -------
    list of nbformat.NotebookNode
        Without printed text that is empty then.
    """
    kept = []
    for output in outputs:
        if output.output_type == "stream":
            output.text = WIPED.sub("", output.text)
            if not output.text:
                continue
        kept.append(output)
    return kept


def main(arguments=None):
    """Normalise the notebooks named on the command line."""
    parser = argparse.ArgumentParser(description="Normalise notebooks for a commit.")
    parser.add_argument("notebooks", nargs="+", type=Path)
    for path in parser.parse_args(arguments).notebooks:
        before = path.read_text(encoding="utf-8")
        notebook = normalise(nbformat.reads(before, as_version=4))
        after = nbformat.writes(notebook, indent=1) + "\n"
        if after != before:
            path.write_text(after, encoding="utf-8", newline="\n")
            print(f"normalised {path}")


if __name__ == "__main__":
    main()
