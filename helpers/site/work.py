"""The part of the site where workbooks are run: JupyterLite, Pyodide, our package."""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

import pooch

from ..classroom.handout import hand_out, make_place
from . import pyodide
from .failing import SiteError

STORAGE = "gradients-by-hand"  # name of the store in the student's browser
ROOT = Path(__file__).resolve().parents[2]
CACHE = Path(pooch.os_cache("gradients-by-hand"))  # of this computer
# What our package needs that Pyodide lacks or that is not as old there.
PURE = (
    "comm==0.2.2",
    "ipywidgets==8.1.9",
    "jupyterlab_widgets==3.0.15",
    "mlxtend==0.23.4",
    "tqdm==4.66.2",
    "widgetsnbextension==4.0.15",
)
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
FROM_KERNEL = "../../../.."  # from where the kernel runs to the folder of the part
SETTINGS = {
    "appName": "Gradients by Hand",
    "contentsStorageName": STORAGE,
    "exposeAppInBrowser": True,
    "settingsOverrides": {
        # All cells are on the page: a figure out of sight keeps its sliders.
        "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
        # Arrow keys belong to the slider that has the focus, not to headings.
        "@jupyterlab/shortcuts-extension:shortcuts": {
            "shortcuts": [
                {
                    "command": f"notebook:move-cursor-heading-{what}",
                    "keys": [key],
                    "selector": ".jp-Notebook.jp-mod-commandMode"
                    ":not(.jp-mod-readWrite) :focus",
                    "disabled": True,
                }
                for what, key in (
                    ("above-or-collapse", "ArrowLeft"),
                    ("below-or-expand", "ArrowRight"),
                )
            ]
        },
    },
}


def fetched():
    """The folder of this computer in which Pyodide is, fetched if it is not there.

    Returns
    -------
    Path

    Raises
    ------
    SiteError
        If JupyterLite is missing, or a file cannot be had as it was published.
    """
    _ask_for_jupyterlite()
    folder = CACHE / f"pyodide-{pyodide.VERSION}"
    pyodide.fetch(pyodide.address(), folder)
    return folder


def make_work(folder, notebooks, source=None):
    """Make the part of the site where workbooks are run.

    Parameters
    ----------
    folder : Path
        Where it goes; it does not exist.
    notebooks : list of Path
        The solved notebooks.
    source : Path, optional
        A folder with an unpacked release of Pyodide: what is needed of it becomes part
        of the site. Without it, the browser loads Pyodide from where it is published.

    Raises
    ------
    SiteError
        If JupyterLite or Pyodide is missing, a file is not what Pyodide lists, or a
        wheel cannot be had.
    """
    folder = folder.absolute()
    if source is not None:
        pyodide.packages(source)
    _ask_for_jupyterlite()
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        make_place(place / "files")
        for path in notebooks:
            try:
                hand_out(path, place / "files")
            except ValueError as error:
                raise SiteError(f"{path}: {error}") from None
        wheels = [*_pure_wheels(), _our_wheel(place)]
        where = f"static/wheels/{_sum(wheels)}"
        kernel = _kernel(source, wheels, where)
        config = SETTINGS | {"litePluginSettings": {KERNEL: kernel}}
        settings = {"jupyter-lite-schema-version": 0, "jupyter-config-data": config}
        (place / "jupyter-lite.json").write_text(json.dumps(settings), encoding="utf-8")
        _run(
            [
                *(sys.executable, "-m", "jupyterlite_core", "build"),
                *("--lite-dir", place, "--output-dir", folder),
                *("--contents", place / "files", "--apps", "lab", "--no-sourcemaps"),
            ],
            "JupyterLite cannot be built",
            place,  # where it keeps notes of its own
        )
        (folder / where).mkdir(parents=True)
        for wheel in wheels:
            shutil.copy(wheel, folder / where)
    if source is not None:
        pyodide.put(source, folder / "static" / "pyodide")


def _ask_for_jupyterlite():
    for name in ("jupyterlite_core", "jupyterlite_pyodide_kernel"):
        if find_spec(name) is None:
            raise SiteError(f"{name} is missing: pip install '.[site]'")


def _kernel(source, wheels, where):
    """Settings of the kernel: where Pyodide is, and what is loaded with it."""
    ours = [f"{FROM_KERNEL}/{where}/{wheel.name}" for wheel in wheels]
    start = pyodide.address() if source is None else "./static/pyodide/"
    return {
        "pyodideUrl": f"{start}pyodide.js",
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"packages": [*pyodide.PACKAGES, *ours]},
    }


def _pure_wheels():
    """Wheels of what our package needs, fetched if they are not there."""
    folder = CACHE / "wheels"
    missing = [name for name in PURE if not _named(folder, name)]
    if missing:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        to = ["--disable-pip-version-check", "--only-binary", ":all:", "--dest", folder]
        _run([*pip, *to, *missing], "wheels cannot be fetched")
    return [path for name in PURE for path in _named(folder, name)]


def _named(folder, requirement):
    return list(folder.glob(f"{requirement.replace('==', '-')}-*.whl"))


def _our_wheel(place):
    """The wheel of this package, built in a folder that has only its files."""
    source = place / "source"
    shutil.copytree(ROOT / "helpers", source / "helpers")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, source)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    to = ["--disable-pip-version-check", "--no-build-isolation", "--wheel-dir", place]
    _run([*pip, *to, source], "the wheel of this package cannot be built")
    (wheel,) = place.glob("*.whl")
    return wheel


def _sum(paths):
    """Letters that change with the files: no browser keeps an earlier edition."""
    contents = b"".join(path.read_bytes() for path in paths)
    return hashlib.sha256(contents).hexdigest()[:8]


def _run(command, what, folder=None):
    """Run a command; if it fails, its last line says why."""
    done = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd=folder,
    )
    if done.returncode:
        said = done.stdout.strip().splitlines() or ["no reason was given"]
        raise SiteError(f"{what}: {said[-1]}")
