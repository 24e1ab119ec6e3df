"""Workbooks in a browser tab, as a student works in them."""

import contextlib
import functools
import http.server
import json
import threading
from pathlib import Path

import nbformat

MINUTES = 60_000  # milliseconds
KERNEL = "jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel"
IDLE = f"window.jupyterapp && {KERNEL}?.status === 'idle'"
CELLS = "jupyterapp.shell.currentWidget.content.widgets"
OUTPUTS = f"{CELLS}.flatMap(cell => cell.model.outputs?.toJSON() ?? [])"
# A favourite icon is asked for, and no site has to have one.
ICON = "favicon.ico"


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def end_headers(self):
        # A page of another server may use the files, as with Pyodide's own.
        self.send_header("Access-Control-Allow-Origin", "*")
        super().end_headers()

    def send_error(self, code, *rest):
        if self.path.endswith(ICON):
            self.send_response(204)
            self.end_headers()
        else:
            super().send_error(code, *rest)


@contextlib.contextmanager
def serve(folder):
    """Serve plain files within a `with` block; yields the port, on 127.0.0.1."""
    handler = functools.partial(_Quiet, directory=folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def without_outputs(name, folder):
    """Copy a solved notebook; its page takes no time then, its workbook is the same."""
    (path,) = (Path(__file__).parents[2] / "notebooks").rglob(f"{name}.ipynb")
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    nbformat.write(notebook, folder / path.name)
    return folder / path.name


def open_workbook(page, site, name):
    """Open a workbook and wait until its kernel is ready."""
    page.goto(f"{site}/work/lab/index.html?path={name}.ipynb")
    page.locator(".jp-NotebookPanel .jp-CodeCell").first.wait_for(timeout=2 * MINUTES)
    page.wait_for_function(IDLE, timeout=5 * MINUTES)


def run_all(page):
    """Run all cells, and return all their outputs as they are in the notebook."""
    page.evaluate("jupyterapp.commands.execute('notebook:run-all-cells')")
    return page.evaluate(OUTPUTS)


def run_cell(page, number):
    """Run one cell, and return what it shows, as text."""
    page.evaluate(
        """async number => {
            const notebook = jupyterapp.shell.currentWidget.content;
            notebook.deselectAll();
            notebook.activeCellIndex = number;
            await jupyterapp.commands.execute("notebook:run-cell");
        }""",
        number,
    )
    return said(page.evaluate(f"{CELLS}[{number}].model.outputs.toJSON()"))


def said(outputs):
    """The Markdown and the errors in outputs."""
    texts = (
        output.get("evalue") or output.get("data", {}).get("text/markdown", "")
        for output in outputs
    )
    return "\n".join("".join(text) for text in texts)


def failures(outputs):
    """The errors in outputs."""
    return [
        f"{output['ename']}: {output['evalue']}"
        for output in outputs
        if output["output_type"] == "error"
    ]


def write(page, number, source):
    """Write a cell anew."""
    page.evaluate(
        f"{CELLS}[{number}].model.sharedModel.setSource({json.dumps(source)})"
    )


def read(page, number):
    """What is in a cell."""
    return page.evaluate(f"{CELLS}[{number}].model.sharedModel.getSource()")


def save(page):
    """Save the workbook in the browser."""
    page.evaluate("jupyterapp.commands.execute('docmanager:save')")


def move(page, figure, times=14):
    """Move the first slider of a figure by keys, up and down between its ends.

    Returns how many milliseconds each new picture took.
    """
    return page.evaluate(
        """async ([figure, times]) => {
            const live = document.querySelectorAll(".live-figure")[figure];
            const handle = live.querySelector(".noUi-handle");
            live.scrollIntoView();
            const pause = (time) => new Promise(done => setTimeout(done, time));
            const at = (end) => handle.getAttribute("aria-valuenow")
                === handle.getAttribute(`aria-value${end}`);
            let key = "ArrowRight";
            const waits = [];
            while (waits.length < times) {
                if (at("max")) key = "ArrowLeft";
                if (at("min")) key = "ArrowRight";
                const before = live.querySelector("img").src;
                const start = performance.now();
                handle.focus();
                const event = {key, bubbles: true, cancelable: true};
                handle.dispatchEvent(new KeyboardEvent("keydown", event));
                while (live.querySelector("img").src === before) {
                    if (performance.now() - start > 60000) return waits;
                    await pause(1);
                }
                waits.push(performance.now() - start);
                await pause(300);
            }
            return waits;
        }""",
        [figure, times],
    )
