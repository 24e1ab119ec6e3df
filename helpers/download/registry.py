"""Which data files there are, where they come from, and where they are kept."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
REGISTRY = CHECKOUT / "data" / "registry.txt"


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
    """Tell whether HELPERS_OFFLINE forbids the network."""
    return os.environ.get("HELPERS_OFFLINE", "") not in ("", "0")


def read_registry():
    """Return ``{key: [(sha256, size, url), ...]}`` from the lines of `REGISTRY`."""
    try:
        lines = REGISTRY.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataError(
            f"{REGISTRY} cannot be read ({error}). The package must be installed from "
            "its checkout, with `pip install -e .`"
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
