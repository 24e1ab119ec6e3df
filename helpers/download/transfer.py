"""Taking a file from a server, with bounds on its time and size."""

import threading
import time
from functools import partial
from pathlib import Path

import pooch
import requests
from tqdm import tqdm

TIMEOUT = (3, 30)  # seconds to connect, and between two pieces of the answer
WHOLE_TIMEOUT = 600  # seconds until the whole file is here: 26 MB at 45 kB/s


def download(url, path, sha256, size):
    """Put the file in place when all of it has come with the right sha256, or never.

    Parameters
    ----------
    url : str
        Where it is.
    path : Path
        Where it goes.
    sha256 : str
        Its hash.
    size : int
        Its size in bytes.

    Raises
    ------
    requests.ConnectionError, requests.Timeout
        No answer, or not all of it in time.
    requests.RequestException, ValueError
        Another answer than the file.
    OSError
        The file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    pooch.retrieve(
        url,
        known_hash=f"sha256:{sha256}",
        fname=path.name,
        path=path.parent,
        downloader=partial(_write_answer, size=size),
    )


def _write_answer(url, path, _, size):
    """Write what a server sends to a file, if it has this size and comes in time.

    A server that is slow enough can hold up every call of a network library. So a
    thread listens to it, and is left to itself when the time is over.
    """
    content, errors, over = bytearray(), [], threading.Event()
    listener = threading.Thread(
        target=_listen, args=(url, content, errors, over, size), daemon=True
    )
    deadline = time.monotonic() + WHOLE_TIMEOUT
    with tqdm(total=size, unit="B", unit_scale=True, ascii=True) as bar:
        listener.start()
        try:
            in_time = False
            while not in_time and time.monotonic() < deadline:
                listener.join(0.1)
                in_time = not listener.is_alive()
                bar.update(len(content) - bar.n)
        finally:
            over.set()
    received = f"{len(content)} of {size} bytes"
    if not in_time:
        raise requests.Timeout(f"{received} after {WHOLE_TIMEOUT} seconds, the limit")
    if errors:
        raise errors[0]
    if len(content) > size:
        raise ValueError(f"more than the {size} bytes of the file")
    if len(content) < size:
        raise ValueError(received)
    Path(path).write_bytes(content)


def _listen(url, content, errors, over, size):
    """Append the answer to `content` until there is more than `size` or all is over."""
    try:
        with requests.get(
            url, stream=True, timeout=TIMEOUT, hooks={"response": _skip_redirect}
        ) as response:
            response.raise_for_status()
            for piece in response.iter_content(2**14):
                if over.is_set():
                    return
                content += piece
                if len(content) > size:
                    return
    except requests.RequestException as error:  # to be raised by who waits for us
        errors.append(error)
    except OSError as error:  # of the network, for instance of its certificates
        errors.append(requests.RequestException(error))
    except Exception as error:
        errors.append(error)


def _skip_redirect(response, **_):
    """Close an answer that leads elsewhere: its body would be read, however long."""
    if response.is_redirect:
        response.close()
