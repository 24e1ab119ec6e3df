"""What the tests of the downloads start from: a server, an empty folder, a registry."""

import socket
import threading

import pytest
from data_server import Server, sha256

from helpers.download import registry


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
        monkeypatch.setattr(registry, "REGISTRY", path)
        return path

    return write
