"""What a process that runs code of others may not do.

This keeps accidents and simple tricks out. It is no wall against an expert: where that
matters, the whole marking belongs into a container.
"""

import _thread
import contextlib
import os
import subprocess
import sys
import threading
from pathlib import Path

try:
    import _posixsubprocess
except ImportError:  # Windows
    _posixsubprocess = None

PACKAGE = Path(__file__).parents[2]  # helpers
# Events of the interpreter: names, or how they begin.
_REFUSED = (
    "ctypes.",
    "ensurepip.",
    "ftplib.",
    "gc.",
    "http.client.",
    "imaplib.",
    "mmap.",
    "msvcrt.",
    "nntplib.",
    "os.add_dll_directory",
    "os.chflags",
    "os.chmod",
    "os.chown",
    "os.exec",
    "os.fork",
    "os.fwalk",
    "os.kill",
    "os.link",
    "os.lockf",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.setxattr",
    "os.spawn",
    "os.startfile",
    "os.symlink",
    "os.system",
    "os.truncate",
    "os.utime",
    "poplib.",
    "pty.",
    "resource.",
    "shutil.",
    "signal.pthread_kill",
    "smtplib.",
    "socket.",
    "sqlite3.",
    "subprocess.",
    "sys._current_frames",
    "sys.addaudithook",
    "sys.setprofile",
    "sys.settrace",
    "telnetlib.",
    "urllib.",
    "webbrowser.",
    "winreg.",
)
_LOOKING = ("open", "os.listdir", "os.scandir")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def limit_resources(memory, seconds):
    """Limit memory, processor time, files and processes, where the system can.

    Parameters
    ----------
    memory : int
        Bytes beyond what is in use.
    seconds : float
        Of processor time, for all the process does.
    """
    try:
        import resource
    except ImportError:  # Windows: the time limit of the parent is all there is
        return
    limits = {
        "RLIMIT_AS": _in_use() + memory,
        "RLIMIT_CPU": int(seconds) + 1,
        "RLIMIT_FSIZE": 0,
        "RLIMIT_NPROC": 0,
        "RLIMIT_CORE": 0,
        "RLIMIT_NOFILE": 64,
    }
    for name, value in limits.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            resource.setrlimit(getattr(resource, name), (value, value))
    with contextlib.suppress(AttributeError, OSError):
        os.unshare(os.CLONE_NEWUSER | os.CLONE_NEWNET)  # from Python 3.12 on


def _in_use():
    """Bytes of addresses in use; Linux says so, elsewhere a guess."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        return pages * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, AttributeError):
        return 4_000_000_000


def refuse_the_rest(folder):
    """Refuse network, processes, threads, and all files but Python's own, from now on.

    Parameters
    ----------
    folder : str
        An empty one, which may be looked into.
    """
    mine = os.path.realpath(folder)
    root = os.path.realpath(PACKAGE) + os.sep
    paths = [p for p in sys.path if p.endswith(("site-packages", "dist-packages"))]
    paths += [sys.prefix, sys.base_prefix, os.path.dirname(os.__file__)]
    readable = tuple({os.path.realpath(path) + os.sep for path in paths})
    devices = {os.devnull, "/dev/urandom", "/dev/random"}
    realpath, hold = os.path.realpath, {"busy": False}

    def allowed(path, flags):
        if not isinstance(path, (str, bytes)):
            return not isinstance(path, os.PathLike)
        path = realpath(os.fsdecode(path))
        if path in (mine, *devices):
            return True
        is_writing = isinstance(flags, int) and flags & _WRITING
        is_python = (path + os.sep).startswith(readable) and not path.startswith(root)
        return is_python and not is_writing

    def refuse(event, arguments):
        if event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not allowed while answers are marked")
        if event in _LOOKING and not hold["busy"]:
            hold["busy"] = True  # to find the real path of a file may look at others
            try:
                path = arguments[0] if arguments else "."
                flags = arguments[2] if len(arguments) > 2 else 0
                is_allowed = allowed("." if path is None else path, flags)
            finally:
                hold["busy"] = False
            if not is_allowed:
                raise PermissionError("other files are closed while answers are marked")

    def refuse_call(*_, **__):
        raise PermissionError("it is not allowed while answers are marked")

    # These are no events.
    _thread.start_new_thread = _thread.start_new = refuse_call
    threading._start_new_thread = threading._start_joinable_thread = refuse_call
    if _posixsubprocess is not None:
        _posixsubprocess.fork_exec = subprocess._fork_exec = refuse_call
    sys.addaudithook(refuse)
