"""Studies in processes: one that ends concerns its run, and all end with the study."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from study_runs import calls_of, in_this_process, kill_the_process

import helpers
from helpers.study import run_study


class TestEndOfAProcess:
    def test_a_run_that_takes_its_process_down_fails_alone_and_may_run_again(
        self, marks, tmp_path
    ):
        arguments = kill_the_process, [{"folder": str(marks)}], range(5)
        table = run_study(*arguments, processes=2, folder=tmp_path)
        ended = "ChildProcessError: the process of this run ended; exit code "
        assert table["error"].str.startswith(ended).tolist() == [0, 1, 1, 0, 0]
        assert table["error"][1] == ended + "3"
        assert table["error"][[0, 3, 4]].tolist() == [""] * 3
        assert table["square"].dropna().tolist() == [0, 9, 16]
        assert calls_of(marks) == [f"{seed}-0" for seed in range(5)]
        again = in_this_process(*arguments, folder=tmp_path)
        assert again["error"].tolist() == [""] * 5
        assert again["square"].tolist() == [0, 1, 4, 9, 16]
        assert [call for call in calls_of(marks) if call[-1] == "1"] == ["1-1", "2-1"]

    def test_a_function_that_cannot_be_imported_over_there_is_no_dead_process(
        self, monkeypatch
    ):
        """Its module is in this process, and in no file."""
        module = type(sys)("only_here")
        exec("def run(configuration, seed):\n    return {}", vars(module))
        monkeypatch.setitem(sys.modules, "only_here", module)
        table = run_study(module.run, [{}], [0], processes=1)
        assert table["error"][0] == "ModuleNotFoundError: No module named 'only_here'"


# Its runs go on for a minute, if nobody ends them; the first one has finished.
SCRIPT = """
import signal, sys, time
from pathlib import Path
from helpers.study import run_study

def beat(configuration, seed):
    if seed > 0:
        for _ in range(600):
            with open(Path(configuration["folder"], str(seed)), "a") as file:
                file.write(".")
            time.sleep(0.1)
    return {"square": seed**2}

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)
    marks, folder = sys.argv[1:]
    run_study(beat, [{"folder": marks}], [0, 1, 2], processes=2, folder=folder)
"""


class TestEndOfTheStudy:
    @pytest.mark.parametrize(
        "sign",
        [
            getattr(signal, "SIGKILL", signal.SIGTERM),
            pytest.param(
                signal.SIGINT,
                marks=pytest.mark.skipif(
                    sys.platform == "win32", reason="no Ctrl-C for one process"
                ),
            ),
        ],
    )
    def test_no_process_goes_on_alone(self, sign, marks, tmp_path):
        """When the study is killed, or interrupted, its processes end at once."""
        script = tmp_path / "script.py"
        script.write_text(SCRIPT)
        folder = tmp_path / "runs"
        process = subprocess.Popen(
            [sys.executable, script, marks, folder],
            cwd=Path(helpers.__file__).parents[1],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        beats = [marks / "1", marks / "2"]
        try:
            wait_until(lambda: all(path.exists() for path in beats))
            process.send_signal(sign)
            assert process.wait(30) != 0
        finally:
            process.kill()
            process.wait()
        wait_until(lambda: not beating(beats), seconds=10)
        (file,) = folder.glob("*.json")
        assert json.loads(file.read_text())["result"] == {"square": 0}


def wait_until(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def beating(paths):
    before = [path.stat().st_size for path in paths]
    time.sleep(1)
    return [path.stat().st_size for path in paths] != before
