"""Live figures of a notebook as players: its cells are run, as far as they need."""

import copy
import html
import re

import nbformat
from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbconvert.preprocessors import Preprocessor
from nbconvert.utils.exceptions import ConversionException

LONGEST = 900  # seconds of a cell
LIVE = "LiveFigure("
_SUBSTITUTE = re.compile(r"^.*full set not found.*$", re.MULTILINE)
_FIRST = "from helpers.live.player import register\n\nregister()"


class MovingFigures(Preprocessor):
    """Give each live figure its player; all other outputs stay as they are."""

    def preprocess(self, nb, resources):
        """Run what has to be run, and keep what the live figures show to pages.

        Raises
        ------
        ConversionException
            If a cell fails, or a figure has no player.
        """
        shown = [_live_outputs(cell) for cell in nb.cells]
        last = max((i for i, outputs in enumerate(shown) if outputs), default=-1)
        if last < 0:
            return nb, resources
        ran, remark = run(nb, last, resources.get("metadata", {}).get("path") or ".")
        for number, (outputs, cell) in enumerate(zip(shown, ran, strict=False), 1):
            players = [output.data.get("text/html") for output in _live_outputs(cell)]
            if len(players) != len(outputs) or None in players:
                raise ConversionException(
                    f"cell {number} shows {len(outputs)} live figures, and "
                    f"{len(players) - players.count(None)} could be recorded: run the "
                    "notebook again, from top to bottom"
                )
            for output, player in zip(outputs, players, strict=True):
                output.data["text/html"] = _with_picture(player, output, remark)
        return nb, resources


def run(nb, last, folder):
    """Run the cells of a copy of a notebook, up to a certain one.

    Parameters
    ----------
    nb : NotebookNode
        The notebook.
    last : int
        The cell after which to stop.
    folder : str
        Where they run.

    Returns
    -------
    cells : list of NotebookNode
        Those that were run, with their outputs.
    remark : str
        What the cells said of data that were not there.
    """
    copied = copy.deepcopy(nb)
    first = nbformat.v4.new_code_cell(_FIRST)
    copied.cells = [first, *copied.cells[: last + 1]]
    client = NotebookClient(
        copied, timeout=LONGEST, resources={"metadata": {"path": folder}}
    )
    try:
        client.execute()
    except CellExecutionError as error:
        number = next(i for i, cell in enumerate(copied.cells) if _has_failed(cell))
        message = f"cell {number} stops with {_one_line(error)}"
        raise ConversionException(message) from None
    except NoSuchKernel as error:
        raise ConversionException(
            f"its kernel {error.name!r} is not installed; `jupyter kernelspec list` "
            "names those that are"
        ) from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise ConversionException(f"a cell does not end: {_one_line(error)}") from None
    cells = copied.cells[1:]
    said = "\n".join(
        output.text
        for cell in cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    )
    return cells, " ".join(dict.fromkeys(_SUBSTITUTE.findall(said)))


def _has_failed(cell):
    return any(out.output_type == "error" for out in cell.get("outputs", []))


def _live_outputs(cell):
    return [
        output
        for output in cell.get("outputs", [])
        if output.get("data", {}).get("text/plain", "").startswith(LIVE)
    ]


def _with_picture(player, output, remark):
    """The player with its alternative text, a picture until it starts, and a remark."""
    alt = html.escape(output.metadata.get("alt", ""))
    inside = f'<img src="data:image/png;base64,{output.data["image/png"]}" alt="{alt}">'
    if remark:
        inside += f'<p class="live-note">{html.escape(remark)}</p>'
    start, end = player.split(">", 1)
    return f'{start} data-alt="{alt}">{inside}{end}'


def _one_line(error):
    name, value = getattr(error, "ename", ""), getattr(error, "evalue", str(error))
    return " ".join(f"{name}: {value}".split())[:300].strip(": ")
