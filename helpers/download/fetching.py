"""Fetching a data file: from the data folder, or else from the first good server."""

import hashlib

from helpers.download.registry import (
    DataError,
    NoNetworkError,
    data_folder,
    read_registry,
    why_offline,
)


def fetch(key):
    """Return the path of a data file, downloaded if need be, with the right sha256.

    Parameters
    ----------
    key : str
        A key of the registry, such as ``"mnist/train-images-idx3-ubyte.gz"``.

    Raises
    ------
    NoNetworkError
        The file is missing, and no server sends it in time (the first piece within
        30 seconds, all of it within ten minutes) or HELPERS_OFFLINE is set.
    DataError
        The file is damaged and cannot be replaced, or the servers that answer have
        something else, or the data folder cannot be read or written.
    """
    registry = read_registry()
    if not isinstance(key, str) or key not in registry:
        raise ValueError(f"key must be one of {', '.join(registry)}; got {key!r}")
    sources = registry[key]
    hashes = list(dict.fromkeys(sha256 for sha256, _, _ in sources))
    expected = " or ".join(hashes)
    path = data_folder() / key
    answered, tried = False, f"  {why_offline()}\n"
    try:
        if _is_intact(path, hashes):
            return path
        damaged = path.exists()
        if not why_offline():
            arrived, answered, tried = _download(sources, path)
            if arrived:
                return path
    except OSError as error:
        raise DataError(
            f"{path} cannot be read or written ({error}). Set HELPERS_DATA to a folder "
            "you can write to, or HELPERS_OFFLINE=1 to use the bundled data."
        ) from error

    if damaged:
        raise DataError(
            f"{path} is damaged: its sha256 is not {expected}. It was not used and "
            f"could not be replaced:\n{tried}"
            "Delete it, or run `make data` when there is a network."
        )
    raise (DataError if answered else NoNetworkError)(
        f"{key} is not in {data_folder()} and could not be downloaded:\n{tried}"
        f"Run `make data` later, or put the file with sha256 {expected} at "
        f"{path} yourself, or set HELPERS_OFFLINE=1 to use the bundled data."
    )


def _is_intact(path, hashes):
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() in hashes


def _download(sources, path):
    """Ask one server after the other: did the file come, did one answer, what came."""
    # Here, for a browser has no sockets to import.
    import requests

    from helpers.download.transfer import download

    answered, tried = False, ""
    for sha256, size, url in sources:
        try:
            download(url, path, sha256, size)
            return True, True, tried
        except (requests.ConnectionError, requests.Timeout) as error:
            tried += f"  {url}: no answer, or not in time ({error})\n"
        except (requests.RequestException, ValueError) as error:
            answered = True
            tried += f"  {url}: {error}\n"
    return False, answered, tried


def fetch_all():
    """Fetch every file of the registry; print how many are there and where.

    Raises
    ------
    DataError
        Some could not be fetched; the message has a paragraph for each.
    """
    registry, failures = read_registry(), []
    for key in registry:
        try:
            fetch(key)
        except DataError as error:
            failures.append(str(error))
    n = len(registry)
    print(f"{n - len(failures)} of {n} data files are in {data_folder()}", flush=True)
    if failures:
        raise DataError("\n\n".join(failures))
