"""Pyodide, the Python of a browser: what we need of it, as it was published."""

import hashlib
import json
import re
import shutil
from functools import partial
from importlib.metadata import files
from pathlib import Path

import pooch
import requests
from tqdm import tqdm

from .failing import SiteError

VERSION = "0.27.7"  # fits the kernel of JupyterLite
LOCK = "pyodide-lock.json"  # lists the packages, each with its SHA-256
# Pyodide itself, which the list leaves out; from its package of npm.
CORE = {
    "pyodide.js": "b4cb23a53aba19c221659b9fb40a2f18281d685691dc06647fb0afd0681baf98",
    "pyodide.mjs": "04c052c815abb0bf2981fa38c2dfa58e3120ee5288c956df2b2a15e301782c5f",
    "pyodide.asm.js": "6b4c90de5b7172873f04f21884d0e9d2"
    "274e305fe32116558fe3e4fbe3618d51",
    "pyodide.asm.wasm": "a50dd1843f805a0b7c45b61037ee0d7b"
    "26dfe85efe0e18ef95a34ad24e401f5f",
    "python_stdlib.zip": "16611534726e5d8ac2bd8f926410b2dc"
    "b8d6f49aa24913463533b457a2115c16",
}
# What the kernel and our package need; loaded together when a kernel starts.
PACKAGES = (
    *("micropip", "ssl", "sqlite3", "ipython", "jedi"),
    *("numpy", "scipy", "matplotlib", "pandas", "pillow", "threadpoolctl"),
)
TIMEOUT = 30  # seconds between two pieces of an answer


def address():
    """Where Pyodide is published, by the kernel that is installed.

    Returns
    -------
    str
        An address that ends with a slash.

    Raises
    ------
    SiteError
        If the kernel names none.
    """
    for path in files("jupyterlite-pyodide-kernel") or []:
        if path.suffix == ".js":
            text = path.read_text(encoding="utf-8")
            if found := re.search(r'"(https://[^"]+/v)[\d.]+(/full/)pyodide.js"', text):
                return found[1] + VERSION + found[2]
    raise SiteError("JupyterLite's kernel does not say where Pyodide is published")


def fetch(start, folder):
    """Fetch what is missing in a folder; what is not as published is not kept.

    Parameters
    ----------
    start : str
        The address of Pyodide, with a slash at its end.
    folder : Path
        Where the files go and stay.

    Raises
    ------
    SiteError
        If a file cannot be fetched, or its sum does not fit.
    """
    pooch.get_logger().setLevel("WARNING")
    get = partial(_fetch, start, folder)
    for name, sha256 in tqdm(CORE.items(), desc=f"Pyodide {VERSION}", ascii=True):
        get(name, sha256)
    get(LOCK, None)
    try:
        wanted = packages(folder)
    except SiteError:  # some other page under that address: never look at it again
        (folder / LOCK).unlink()
        raise
    for entry in tqdm(wanted.values(), desc="its packages", ascii=True):
        get(entry["file_name"], entry["sha256"])


def _fetch(start, folder, name, sha256):
    try:
        pooch.retrieve(
            start + name,
            known_hash=sha256 and f"sha256:{sha256}",
            fname=name,
            path=folder,
            downloader=pooch.HTTPDownloader(timeout=TIMEOUT),
        )
    except (requests.RequestException, OSError) as error:
        reason = type(error).__name__
        raise SiteError(f"{start}{name} cannot be fetched: {reason}") from None
    except ValueError:
        raise SiteError(
            f"{start}{name}: its sum is not the one that Pyodide lists"
        ) from None


def packages(folder):
    """The packages that we need, with all that they need.

    Parameters
    ----------
    folder : Path
        With Pyodide's list in it.

    Returns
    -------
    dict of str to dict
        What Pyodide lists of each.

    Raises
    ------
    SiteError
        If there is no list, or one of another version.
    """
    try:
        lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
        version = lock["info"]["version"]
        listed = {_plain(name): entry for name, entry in lock["packages"].items()}
        if version != VERSION:
            raise SiteError(f"{folder}: Pyodide {VERSION} is needed; this is {version}")
        needed, waiting = {}, [*PACKAGES]
        while waiting:
            name = _plain(waiting.pop())
            if name not in needed:
                needed[name] = listed[name]
                waiting += listed[name]["depends"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SiteError(f"{folder}: there is no Pyodide {VERSION} in it") from None
    return needed


def put(source, folder):
    """Copy what we need of Pyodide, each file checked by its sum.

    Parameters
    ----------
    source : Path
        A folder with Pyodide in it.
    folder : Path
        Where the copy goes; it does not exist.

    Raises
    ------
    SiteError
        If a file is missing or damaged.
    """
    needed = packages(source)
    sums = CORE | {entry["file_name"]: entry["sha256"] for entry in needed.values()}
    folder.mkdir(parents=True)
    for name, sha256 in sums.items():
        try:
            copied = shutil.copy(source / name, folder)
        except FileNotFoundError:
            raise SiteError(f"{source / name} is missing: unpack all of it") from None
        if hashlib.sha256(Path(copied).read_bytes()).hexdigest() != sha256:
            raise SiteError(f"{source / name}: it is damaged")
    lock = json.loads((source / LOCK).read_text(encoding="utf-8"))
    lock["packages"] = needed
    (folder / LOCK).write_text(json.dumps(lock), encoding="utf-8")


def _plain(name):
    return re.sub("[-_.]+", "-", name).lower()
