"""A folder of finished runs: a study that was interrupted goes on where it was."""

import contextlib
import hashlib
import inspect
import json
import os
import sys
import warnings
from pathlib import Path

from helpers.study.outcomes import check_result, one_line, to_json


def result_files(folder, run, calls):
    """One `ResultFile` for each key of `calls`; the folder is made if need be."""
    if "<" in run.__qualname__ or inspect.ismethod(run):
        raise TypeError(
            "with a folder, run must be a function at the top level, because results "
            f"are found by its name; got {run!r}"
        )
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except (OSError, TypeError) as error:
        raise ValueError(
            f"folder must be one that exists or can be made; got {folder!r} ({error})"
        ) from error
    try:
        name = f"{_module(run)}.{run.__qualname__}"
    except OSError as error:
        raise TypeError(
            f"with a folder, run must stand in a file or a notebook; got {run!r}"
        ) from error
    return {key: ResultFile(folder, name, *call) for key, call in calls.items()}


def _module(run):
    """What tells `run` from a function of the same name in another file."""
    if run.__module__ != "__main__":
        return run.__module__
    script = getattr(sys.modules["__main__"], "__file__", None)
    if script is not None:
        return os.path.abspath(script)
    if inspect.getfile(run) == "<string>":  # there inspect may find another text
        raise OSError("it stands in a string")
    return inspect.getsource(run)


class ResultFile:
    """The file of a finished run; its name is a hash of what is run."""

    def __init__(self, folder, name, configuration, seed):
        self.identity = {"run": name, "configuration": configuration, "seed": seed}
        digest = hashlib.sha256(self._key(self.identity)).hexdigest()
        self.path = Path(folder) / f"{digest[:20]}.json"

    @staticmethod
    def _key(identity):
        return json.dumps(json.loads(to_json(identity)), sort_keys=True).encode()

    def read(self, taken):
        """Result in the file; None if there is none, or not a good one of this run."""
        try:
            if not self.path.exists():
                return None
            if not self.path.is_file():
                raise OSError("it is no regular file")
            content = json.loads(self.path.read_text(encoding="utf-8"))
            result = content.pop("result")
            if self._key(content) != self._key(self.identity):
                raise ValueError("it belongs to another run")
            check_result(result, taken)
            return result
        except Exception as error:  # many things can be in a file
            self._warn("cannot be used, and its run is repeated", error)
            return None

    def write(self, result):
        """Write it elsewhere and move it: it is there as a whole or not at all."""
        unfinished = self.path.with_suffix(f".{os.getpid()}.unfinished")
        try:
            content = to_json(self.identity | {"result": result})
            unfinished.write_text(content, encoding="utf-8")
            unfinished.replace(self.path)
        except (OSError, RecursionError) as error:
            self._warn("cannot be written: the result is in the table only", error)
        finally:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)

    def _warn(self, what, error):
        warnings.warn(f"{self.path} {what} ({one_line(error)})", stacklevel=4)
