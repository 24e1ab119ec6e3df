"""A small server, on 127.0.0.1 only, with answers good and bad."""

import contextlib
import hashlib
import http.server
import itertools
import threading

KEY = "toy/numbers.bin"
CONTENT = bytes(range(256)) * 1000


def sha256(content):
    return hashlib.sha256(content).hexdigest()


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
    send_for_ever(handler)


def endless_redirect(handler):
    """Lead elsewhere, with a body that does not end."""
    handler.send_response(302)
    handler.send_header("Location", handler.path + "-elsewhere")
    send_for_ever(handler)


def send_for_ever(handler):
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


def place(folder, key, content):
    path = folder / key
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
