"""Inside Pyodide: run the cells of a notebook in a shell of IPython."""

import contextlib
import io
import json
import os
import time

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

os.chdir("/work")


def run(name):
    """Run a notebook and report each cell; `report` is a function of the page."""
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    shell.colors = "NoColor"
    with open(name, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    for number, cell in enumerate(cells):
        if cell["cell_type"] != "code":
            continue
        start = time.perf_counter()
        said = io.StringIO()
        with capture_output() as shown, contextlib.redirect_stderr(said):
            result = shell.run_cell("".join(cell["source"]), store_history=True)
        seconds = time.perf_counter() - start
        error = result.error_before_exec or result.error_in_exec
        outputs = [output.data for output in shown.outputs]
        line = {
            "notebook": name,
            "cell": number,
            "seconds": round(seconds, 2),
            "error": repr(error) if error else "",
            "trace": shown.stdout[-3000:] if error else "",
            "stdout": shown.stdout[-500:],
            "stderr": said.getvalue()[-500:],
            "texts": [str(data.get("text/plain", ""))[:200] for data in outputs],
            "markdown": [
                data["text/markdown"] for data in outputs if "text/markdown" in data
            ],
        }
        report(json.dumps(line))  # noqa: F821 (the page gives it)
