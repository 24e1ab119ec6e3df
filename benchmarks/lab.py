"""JupyterLab on this machine and a browser to drive it, for a test and a benchmark."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

ROOT = Path(__file__).parents[1]
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    "--no-sandbox --no-first-run --disable-gpu --disable-quic --disable-sync "
    "--disable-background-networking --disable-component-update"
).split()
TOKEN = "only-for-this-run"
SECOND = 1000  # milliseconds, the unit of Playwright's timeouts
SETTINGS = {
    # No question about news in the corner of the page.
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # Every cell is on the page, not only those in sight.
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def launch(playwright):
    """Start a Chromium without a window: that of the system, or Playwright's own."""
    return playwright.chromium.launch(**options())


def options(*flags):
    """With what a Chromium is started; more flags of its command line may be added."""
    executable = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    return {"executable_path": executable, "args": [*FLAGS, *flags]}


@contextlib.contextmanager
def serve(folder, home):
    """Run a JupyterLab server within a `with` block; the kernels are offline.

    It shows `folder`, keeps its settings and files in `home`, and yields its address,
    on 127.0.0.1 and a free port.
    """
    for name, values in SETTINGS.items():
        path = home / "settings" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "HELPERS_OFFLINE": "1",
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": str(ROOT),
    }
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        *("--ServerApp.ip=127.0.0.1", f"--port={port}", "--ServerApp.port_retries=0"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"),
        "--LabApp.expose_app_in_browser=True",
    ]
    log = home / "log.txt"
    with open(log, "w", encoding="utf-8") as output:
        server = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=output, stderr=output
        )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server, log)
        yield address
        stop_kernels(address)
    finally:
        server.terminate()
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _wait_for(address, server, log, seconds=180):
    end = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < end:
        try:
            _call("GET", address, "status")
            return
        except requests.RequestException:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


def stop_kernels(address):
    """Stop every kernel of the server."""
    for session in _call("GET", address, "sessions").json():
        _call("DELETE", address, f"sessions/{session['id']}")


def _call(method, address, path):
    headers = {"Authorization": f"token {TOKEN}"}
    url = f"{address}/api/{path}"
    answer = requests.request(method, url, headers=headers, timeout=60)
    answer.raise_for_status()
    return answer


def open_notebook(page, address, name):
    """Open a notebook and wait until its kernel is ready."""
    page.goto(f"{address}/lab/tree/{name}?token={TOKEN}&reset")
    page.locator(".jp-NotebookPanel .jp-Cell").first.wait_for(timeout=120 * SECOND)
    # The indicator in the toolbar says idle before there is a kernel.
    status = page.locator("#jp-main-statusbar").get_by_text("| Idle")
    status.wait_for(timeout=180 * SECOND)


def choose(page, *names):
    """Click through a menu and its submenus."""
    page.locator(f'.lm-MenuBar-item:has-text("{names[0]}")').first.click()
    for name in names[1:]:
        label = f'.lm-Menu-itemLabel:text-is("{name}")'
        page.locator(f".lm-Menu-item:has({label})").last.click()


def run_all(page, timeout):
    """Run all cells from the menu, and return all their outputs.

    No cell may have a number from an earlier run: the numbers say what has run.
    """
    choose(page, "Run", "Run All Cells")
    page.wait_for_function(
        """() => {
            const cells = [...jupyterapp.shell.currentWidget.content.model.cells];
            const code = cells.filter(cell => cell.type === "code");
            const failed = code.some(cell => cell.outputs.toJSON().some(
                output => output.output_type === "error"));
            return failed || code.every(cell => cell.executionCount !== null);
        }""",
        timeout=timeout,
        polling=200,
    )
    return page.evaluate(
        """() => [...jupyterapp.shell.currentWidget.content.model.cells]
            .filter(cell => cell.type === "code")
            .flatMap(cell => cell.outputs.toJSON())"""
    )
