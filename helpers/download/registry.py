"""Which data files there are, where they come from, and where they are kept."""

import os
from pathlib import Path

from helpers.machine.place import IN_BROWSER

REGISTRY = Path(__file__).with_name("registry.txt")
CHECKOUT = Path(__file__).resolve().parents[2]


class DataError(RuntimeError):
    """A data file cannot be had or cannot be trusted; the message says what to do."""


class NoNetworkError(DataError):
    """A data file is missing, and no server could be asked for it."""


def bad_file(path, expected, found):
    """Error for a file that has the right sha256, but not the right content."""
    return DataError(
        f"{path}: expected {expected}, found {found}. "
        "Delete the file and run `make data` to fetch it again."
    )


def data_folder():
    """Return the folder that holds the data files, as a Path."""
    folder = os.environ.get("HELPERS_DATA")
    return Path(folder).expanduser() if folder else CHECKOUT / "data"


def is_offline():
    """Tell whether no server may be asked."""
    return why_offline() != ""


def why_offline():
    """Return in words why no server may be asked; empty if one may."""
    if IN_BROWSER:
        return "a browser tab fetches no data"
    if os.environ.get("HELPERS_OFFLINE", "") not in ("", "0"):
        return "HELPERS_OFFLINE is set"
    return ""


def read_registry():
    """Return ``{key: [(sha256, size, url), ...]}`` from the lines of `REGISTRY`."""
    try:
        lines = REGISTRY.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataError(
            f"{REGISTRY} cannot be read ({error}). Install the package again."
        ) from error
    registry = {}
    for line in lines:
        if line and not line.startswith("#"):
            key, sha256, size, url = line.split()
            registry.setdefault(key, []).append((sha256, int(size), url))
    return registry


def missing_files():
    """List the registry's keys that have no file in the data folder."""
    return [key for key in read_registry() if not (data_folder() / key).is_file()]
