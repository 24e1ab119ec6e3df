"""Data files: each is downloaded once, checked each time, and read.

``python -m helpers.download`` fetches every file of ``registry.txt``, which lists
the servers, the size and the sha256 of each.

The environment variable HELPERS_DATA names the data folder (default: ``data/`` in the
checkout); HELPERS_OFFLINE=1 forbids the network.
"""

from helpers.download.fetching import fetch, fetch_all
from helpers.download.registry import (
    DataError,
    NoNetworkError,
    data_folder,
    is_offline,
    missing_files,
)

__all__ = [
    "DataError",
    "NoNetworkError",
    "data_folder",
    "fetch",
    "fetch_all",
    "is_offline",
    "missing_files",
]
