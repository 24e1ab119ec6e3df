"""A data file is fetched whole, with the right hash, or an error says what to do."""

import functools
import os
import re
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from data_server import (
    CONTENT,
    KEY,
    broken_server,
    drip,
    drip_headers,
    endless,
    endless_redirect,
    good,
    hang,
    hang_halfway,
    not_found,
    place,
    redirect_loop,
    send,
    sha256,
    too_long,
    truncated,
    wrong_bytes,
)

from helpers import data
from helpers.download import (
    DataError,
    NoNetworkError,
    data_folder,
    fetch,
    fetch_all,
    is_offline,
    missing_files,
    registry,
    transfer,
)
from helpers.download.registry import CHECKOUT, read_registry


def files_below(folder):
    paths = folder.glob("**/*")
    return [path.relative_to(folder).as_posix() for path in paths if path.is_file()]


def fetch_in_a_process(registry):
    """Start ``fetch(KEY)`` in another interpreter."""
    code = (
        "import sys; from pathlib import Path; "
        "from helpers.download import fetch, registry; "
        "registry.REGISTRY = Path(sys.argv[1]); print(fetch(sys.argv[2]))"
    )
    return subprocess.Popen(
        [sys.executable, "-c", code, str(registry), KEY],
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


# -------------------------------------------------------------------------- downloading


def test_a_missing_file_is_downloaded_once(server, folder, register):
    requests = []

    def counted(handler):
        requests.append(handler.path)
        good(handler)

    register({KEY: (CONTENT, [server.url(counted)])})
    path = fetch(KEY)
    assert path == folder / "toy" / "numbers.bin"
    assert path.read_bytes() == CONTENT
    assert fetch(KEY) == path
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
    monkeypatch.setattr(transfer, "TIMEOUT", (5, 0.3))
    server.answers["/0-elsewhere"] = wrong_bytes
    register({KEY: (CONTENT, [server.url(bad), server.url(good)])})
    assert fetch(KEY).read_bytes() == CONTENT
    assert files_below(folder) == [KEY]


@pytest.mark.parametrize("slow", SLOW)
def test_a_server_that_is_too_slow_is_left_after_the_time_for_a_whole_file(
    slow, server, folder, register, monkeypatch
):
    monkeypatch.setattr(transfer, "WHOLE_TIMEOUT", 0.5)
    url = server.url(slow)
    register({KEY: (CONTENT, [url])})
    with pytest.raises(NoNetworkError) as caught:
        fetch(KEY)
    part = f"{url}: no answer, or not in time (0 of 256000 bytes after 0.5 seconds"
    assert part in str(caught.value)
    assert files_below(folder) == []


def test_a_mirror_follows_a_server_that_is_too_slow(
    server, folder, register, monkeypatch
):
    def slow(handler):
        monkeypatch.setattr(transfer, "WHOLE_TIMEOUT", 60)  # for the mirror
        drip(handler)

    monkeypatch.setattr(transfer, "WHOLE_TIMEOUT", 0.5)
    register({KEY: (CONTENT, [server.url(slow), server.url(good)])})
    assert fetch(KEY).read_bytes() == CONTENT
    assert files_below(folder) == [KEY]


@pytest.mark.parametrize("long", [endless, endless_redirect])
def test_an_answer_without_end_is_cut_off(long, server, folder, register):
    server.answers["/0-elsewhere"] = wrong_bytes
    register({KEY: (CONTENT, [server.url(long)])})
    with pytest.raises(DataError):
        fetch(KEY)
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
        fetch(KEY)


def test_certificates_that_cannot_be_read_are_no_fault_of_the_folder(
    server, folder, register, monkeypatch, tmp_path
):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "missing.pem"))
    url = server.url(good).replace("http:", "https:")
    register({KEY: (CONTENT, [url, server.url(good)])})
    assert fetch(KEY).read_bytes() == CONTENT
    register({"toy/other.bin": (CONTENT, [url])})
    with pytest.raises(DataError, match="could not be downloaded:\n.*missing.pem"):
        fetch("toy/other.bin")


@pytest.mark.parametrize("offline", ["", "1"])
def test_sources_may_have_bytes_of_their_own(
    offline, server, folder, register, monkeypatch
):
    """The same table with and without a byte-order mark: each has its own sha256."""
    marked = b"\xef\xbb\xbf" + CONTENT
    other = server.url(lambda handler: send(handler, marked))
    register({KEY: (CONTENT, [server.url(not_found), (marked, other)])})
    assert fetch(KEY).read_bytes() == marked
    monkeypatch.setenv("HELPERS_OFFLINE", offline)
    for content in (CONTENT, marked):
        path = place(folder, KEY, content)
        assert fetch(KEY) == path
        assert path.read_bytes() == content
    place(folder, KEY, b"damaged")
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    with pytest.raises(DataError, match=f"{sha256(CONTENT)} or {sha256(marked)}"):
        fetch(KEY)


def test_a_closed_server_is_followed_by_its_mirror(
    closed_url, server, folder, register
):
    register({KEY: (CONTENT, [closed_url, server.url(good)])})
    assert fetch(KEY).read_bytes() == CONTENT


@pytest.mark.parametrize("bad", ANSWERED_BADLY)
def test_wrong_answers_from_every_server_end_in_one_error(
    bad, server, folder, register, closed_url
):
    url = server.url(bad)
    server.answers["/0-elsewhere"] = wrong_bytes
    register({KEY: (CONTENT, [url, closed_url])})
    with pytest.raises(DataError) as caught:
        fetch(KEY)
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
    monkeypatch.setattr(transfer, "TIMEOUT", (5, 0.3))
    register({KEY: (CONTENT, [server.url(silent)])})
    with pytest.raises(NoNetworkError, match="no answer"):
        fetch(KEY)
    assert files_below(folder) == []


def test_a_closed_server_counts_as_no_network(closed_url, folder, register):
    register({KEY: (CONTENT, [closed_url])})
    with pytest.raises(NoNetworkError, match=re.escape(closed_url)):
        fetch(KEY)
    assert files_below(folder) == []


def test_a_download_shows_its_progress(server, folder, register, monkeypatch, capsys):
    monkeypatch.setattr(
        transfer, "tqdm", functools.partial(transfer.tqdm, disable=False)
    )
    register({KEY: (CONTENT, [server.url(good)])})
    fetch(KEY)
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
    assert fetch(KEY).read_bytes() == CONTENT


def test_an_interrupted_download_leaves_nothing(server, folder, register, monkeypatch):
    class Interrupted(transfer.tqdm):
        def update(self, n=1):
            raise KeyboardInterrupt

    monkeypatch.setattr(transfer, "tqdm", Interrupted)
    register({KEY: (CONTENT, [server.url(good)])})
    with pytest.raises(KeyboardInterrupt):
        fetch(KEY)
    assert list(folder.glob("**/*")) == [folder / "toy"]


# ----------------------------------------------------------------- files and the folder


def test_a_damaged_file_is_replaced(server, folder, register):
    path = place(folder, KEY, b"damaged")
    register({KEY: (CONTENT, [server.url(good)])})
    assert fetch(KEY) == path
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("offline", ["", "1"])
def test_a_damaged_file_that_cannot_be_replaced_is_an_error(
    offline, closed_url, folder, register, monkeypatch
):
    monkeypatch.setenv("HELPERS_OFFLINE", offline)
    path = place(folder, KEY, b"damaged")
    register({KEY: (CONTENT, [closed_url])})
    with pytest.raises(DataError, match="is damaged") as caught:
        fetch(KEY)
    assert not isinstance(caught.value, NoNetworkError)
    for part in (str(path), sha256(CONTENT), "make data", "Delete it"):
        assert part in str(caught.value)
    assert path.read_bytes() == b"damaged"


def test_a_folder_that_cannot_be_written_is_named(
    server, tmp_path, folder, register, monkeypatch
):
    (tmp_path / "file").write_text("not a folder")
    blocked = tmp_path / "file" / "data"
    monkeypatch.setenv("HELPERS_DATA", str(blocked))
    register({KEY: (CONTENT, [server.url(good)])})
    with pytest.raises(DataError, match="Set HELPERS_DATA to a folder") as caught:
        fetch(KEY)
    assert str(blocked) in str(caught.value)


def test_good_files_are_used_without_writing_anything(folder, register, monkeypatch):
    path = place(folder, KEY, CONTENT)
    register({KEY: (CONTENT, ["http://127.0.0.1:9/never-asked"])})
    monkeypatch.setattr(os, "mkdir", pytest.fail)
    monkeypatch.setattr(transfer, "download", pytest.fail)
    assert fetch(KEY) == path


def test_the_folder_is_read_from_the_environment_at_each_call(monkeypatch, tmp_path):
    monkeypatch.setenv("HELPERS_DATA", str(tmp_path))
    assert data_folder() == tmp_path
    monkeypatch.setenv("HELPERS_DATA", "~/sets")
    assert data_folder() == Path.home() / "sets"
    monkeypatch.delenv("HELPERS_DATA")
    assert data_folder() == CHECKOUT / "data"


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
    assert not is_offline()


# ------------------------------------------------------------------------- the registry


def test_the_registry_names_hashes_and_servers():
    registry = read_registry()
    assert len(registry) == 10
    for key, sources in registry.items():
        for digest, size, url in sources:
            assert re.fullmatch("[0-9a-f]{64}", digest), key
            assert 4000 < size < 30_000_000, key
            assert url.startswith("http")
            assert url.endswith(Path(key).suffix)
            assert "lecun" not in url


def test_every_set_but_the_one_that_is_bundled_has_a_mirror():
    sources = read_registry()
    assert [key for key in sources if len(sources[key]) < 2] == ["auto-mpg/Auto.csv"]
    for key, of_key in sources.items():
        assert len({url for _, _, url in of_key}) == len(of_key), key


@pytest.mark.parametrize("key", ["iris", 3, None, ["mnist"]])
def test_an_unknown_key_is_named(key, folder):
    message = f"key must be one of mnist/.*; got {re.escape(repr(key))}"
    with pytest.raises(ValueError, match=message):
        fetch(key)


def test_without_a_registry_the_error_tells_what_to_do(monkeypatch, tmp_path):
    monkeypatch.setattr(registry, "REGISTRY", tmp_path / "registry.txt")
    with pytest.raises(DataError, match="Install the package again"):
        missing_files()


def test_missing_files_are_listed(folder, register):
    register({KEY: (CONTENT, ["http://a"]), "toy/other.bin": (b"", ["http://a"])})
    assert missing_files() == [KEY, "toy/other.bin"]
    place(folder, KEY, CONTENT)
    assert missing_files() == ["toy/other.bin"]


def test_fetch_all_fetches_what_it_can_and_names_the_rest(
    server, folder, register, capsys
):
    missing = "toy/other.bin"
    entries = {missing: (CONTENT, [server.url(not_found)])}
    register({**entries, KEY: (CONTENT, [server.url(good)])})
    with pytest.raises(DataError, match=missing) as caught:
        fetch_all()
    assert KEY not in str(caught.value)
    assert capsys.readouterr().out == f"1 of 2 data files are in {folder}\n"
    entries = {missing: (CONTENT, [server.url(good)])}
    register({**entries, KEY: (CONTENT, [])})
    fetch_all()
    assert capsys.readouterr().out == f"2 of 2 data files are in {folder}\n"


def test_the_command_fails_when_files_are_missing(folder, monkeypatch):
    monkeypatch.setenv("HELPERS_OFFLINE", "1")
    command = subprocess.run(
        [sys.executable, "-m", "helpers.download"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert command.returncode == 1
    assert command.stdout == f"0 of 10 data files are in {folder}\n"
    assert "ames/AmesHousing.csv is not in" in command.stderr
    assert "Traceback" not in command.stderr
