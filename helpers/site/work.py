"""The part of the site where workbooks are run: JupyterLite, Pyodide, our package."""

import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.util import find_spec
from pathlib import Path

from ..classroom.handout import hand_out, make_place
from .failing import SiteError

PYODIDE = "0.27.7"  # the version that fits the kernel of JupyterLite
STORAGE = "gradients-by-hand"  # name of the store in the student's browser
ROOT = Path(__file__).resolve().parents[2]
# What the kernel and our package need of Pyodide, and what comes as wheels of Python.
COMPILED = (
    *("micropip", "ssl", "sqlite3", "ipython", "jedi"),
    *("numpy", "scipy", "matplotlib", "pandas", "pillow", "threadpoolctl"),
)
PURE = (
    "comm==0.2.2",
    "ipywidgets==8.1.9",
    "jupyterlab_widgets==3.0.15",
    "mlxtend==0.23.4",
    "tqdm==4.66.2",
    "widgetsnbextension==4.0.15",
)
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"
SETTINGS = {
    "jupyter-lite-schema-version": 0,
    "jupyter-config-data": {
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
        "litePluginSettings": {
            KERNEL: {
                "pyodideUrl": "./static/pyodide/pyodide.js",
                "disablePyPIFallback": True,
            }
        },
    },
}


def make_work(folder, notebooks, pyodide):
    """Make the part of the site where workbooks are run.

    Parameters
    ----------
    folder : Path
        Where it goes; it does not exist.
    notebooks : list of Path
        The solved notebooks.
    pyodide : Path
        A folder with an unpacked release of Pyodide.

    Raises
    ------
    SiteError
        If JupyterLite or Pyodide is missing, a file is not what Pyodide lists, or a
        wheel cannot be had.
    """
    folder = folder.absolute()
    lock = _read_lock(pyodide)
    for name in ("jupyterlite_core", "jupyterlite_pyodide_kernel"):
        if find_spec(name) is None:
            raise SiteError(f"{name} is missing: pip install '.[site]'")
    with tempfile.TemporaryDirectory() as place:
        place = Path(place)
        make_place(place / "files")
        for path in notebooks:
            try:
                hand_out(path, place / "files")
            except ValueError as error:
                raise SiteError(f"{path}: {error}") from None
        wheels = _wheels(place / "wheels")
        settings = json.dumps(SETTINGS)
        (place / "jupyter-lite.json").write_text(settings, encoding="utf-8")
        _run(
            [
                *(
                    sys.executable,
                    "-m",
                    "jupyterlite_core",
                    "build",
                    "--lite-dir",
                    place,
                ),
                *("--output-dir", folder, "--contents", place / "files"),
                *("--apps", "lab", "--no-sourcemaps"),
            ],
            "JupyterLite cannot be built",
            place,  # where it keeps notes of its own
        )
        _put_pyodide(pyodide, lock, wheels, folder / "static" / "pyodide")


def _read_lock(pyodide):
    """What Pyodide lists of its packages."""
    try:
        lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
        version = lock["info"]["version"]
        lock["packages"] = {_plain(k): v for k, v in lock["packages"].items()}
    except (OSError, ValueError, KeyError, AttributeError):
        raise SiteError(f"{pyodide}: there is no Pyodide {PYODIDE} in it") from None
    if version != PYODIDE:
        raise SiteError(f"{pyodide}: Pyodide {PYODIDE} is needed; this is {version}")
    return lock


def _wheels(folder):
    """Wheels of our package and of what it needs, each with what it is called."""
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    to = ["--no-deps", "--dest", folder, "--only-binary", ":all:"]
    _run([*pip, "download", *to, *PURE], "wheels cannot be fetched")
    _run(
        [*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT],
        "the wheel of this package cannot be built",
    )
    return sorted(folder.glob("*.whl"))


def _put_pyodide(pyodide, lock, wheels, folder):
    """Copy what is needed of Pyodide, checked by its sums, and the wheels beside it."""
    folder.mkdir(parents=True)
    for name in ("pyodide.js", "pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm"):
        _copy(pyodide / name, folder)
    _copy(pyodide / "python_stdlib.zip", folder)
    kept = {}
    waiting = list(COMPILED)
    while waiting:
        name = _plain(waiting.pop())
        if name not in kept:
            entry = kept[name] = lock["packages"][name]
            waiting += entry["depends"]
            copied = _copy(pyodide / entry["file_name"], folder)
            if _sha256(copied) != entry["sha256"]:
                raise SiteError(f"{pyodide / entry['file_name']}: it is damaged")
    for wheel in wheels:
        _copy(wheel, folder)
        entry = _entry(wheel)
        kept[_plain(entry["name"])] = entry
    kept["gradients-by-hand"]["depends"] = [
        name for name in kept if name != "gradients-by-hand"
    ]
    text = json.dumps({"info": lock["info"], "packages": kept})
    (folder / "pyodide-lock.json").write_text(text, encoding="utf-8")


def _entry(wheel):
    """A wheel as Pyodide lists it; importing one of its packages loads it."""
    name, version, *_ = wheel.name.split("-")
    with zipfile.ZipFile(wheel) as packed:
        tops = {path.split("/")[0] for path in packed.namelist() if "/" in path}
    imports = sorted(top for top in tops if not top.endswith((".data", ".dist-info")))
    return {
        "name": _plain(name),
        "version": version,
        "file_name": wheel.name,
        "install_dir": "site",
        "sha256": _sha256(wheel),
        "package_type": "package",
        "imports": imports,
        "depends": [],
    }


def _copy(path, folder):
    try:
        return Path(shutil.copy(path, folder))
    except FileNotFoundError:
        raise SiteError(f"{path} is missing: unpack all of Pyodide") from None


def _sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _plain(name):
    return re.sub("[-_.]+", "-", name).lower()


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
