"""The ways to install agree with each other."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:  # pytest itself needs and installs tomli there
    import tomli as tomllib

ROOT = Path(__file__).parents[1]

# Says that it is the Python of `{version}`; the programs of its virtual environments
# only write their names and arguments.
INTERPRETER = """#!/bin/sh
if [ "$1" = -c ]; then
    exec "{python}" -c "import sys; sys.version_info = {version}
$2"
fi
mkdir -p .venv/bin
for name in pip jupyter python; do
    printf '#!/bin/sh\necho %s "$@"\n' $name > .venv/bin/$name
    chmod +x .venv/bin/$name
done
"""


def ranges(requirements):
    """Name and version range of each requirement."""
    pairs = (re.fullmatch(r"([\w-]+)(.*)", line.strip()) for line in requirements)
    return {pair[1]: pair[2] for pair in pairs}


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture
def tried(project):
    """The versions of Python that were tried, such as (3, 10)."""
    names = (name.rpartition(" :: ")[2] for name in project["classifiers"])
    return [tuple(map(int, name.split("."))) for name in names]


@pytest.fixture
def make_lab(tmp_path):
    """`make lab` with a Python of some version, or with this text for PYTHON."""
    if os.name == "nt" or not shutil.which("make"):
        pytest.skip("needs make and a POSIX shell")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    interpreter = tmp_path / "python"

    def run(version=None, python="./python", *options):
        if version:
            script = INTERPRETER.format(python=sys.executable, version=(*version, 0))
            interpreter.write_text(script)
            interpreter.chmod(0o755)
        # A make that runs these tests hands its own settings on, such as PYTHON.
        inherited = (
            "MAKEFLAGS",
            "MFLAGS",
            "MAKEOVERRIDES",
            "MAKELEVEL",
            "GNUMAKEFLAGS",
        )
        settings = {k: v for k, v in os.environ.items() if k not in inherited}
        settings["PYTHON"] = python
        command = ["make", "lab", *options]
        return subprocess.run(
            command, cwd=tmp_path, env=settings, capture_output=True, text=True
        )

    return run


@pytest.fixture
def conda_lines():
    text = (ROOT / "environment.yml").read_text()
    return re.findall(r"^ +- (.+[^:\n])$", text, re.MULTILINE)


def test_conda_installs_the_same_packages_in_the_same_ranges(project, conda_lines):
    expected = ranges(project["dependencies"])
    expected |= ranges(project["optional-dependencies"]["test"])
    expected["python"] = project["requires-python"]
    skipped = ("conda-forge", "libopenblas!=0.3.34", "pip", "--editable .")
    assert ranges(line for line in conda_lines if line not in skipped) == expected


def test_conda_installs_the_package_itself(conda_lines):
    assert "--editable ." in conda_lines


def test_every_requirement_is_a_range(project):
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for group in groups:
        for name, interval in ranges(group).items():
            assert re.fullmatch(r">=[\d.]+,<[\d.]+", interval), name


def test_tried_versions_of_python_are_in_order_and_allowed(project, tried):
    assert tried == sorted(tried)
    assert project["requires-python"] == ">={}.{}".format(*tried[0])


def test_the_readme_names_the_tried_versions_of_python(tried):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    first, last = (f"{major}.{minor}" for major, minor in (tried[0], tried[-1]))
    assert re.findall(r"Python (3\.\d+) to (3\.\d+)", text) == [(first, last)]


def test_make_takes_every_tried_version_of_python(make_lab, tried):
    for version in tried:
        result = make_lab(version)
        assert (result.returncode, result.stderr) == (0, "")


def test_make_lab_makes_the_workbooks_and_opens_them(make_lab, tried):
    result = make_lab(tried[0], "./python", "LAB_OPTIONS=--no-browser --port 8899")
    options = "--LabApp.default_url=/lab/tree/workbooks"
    commands = [
        "python -m helpers.classroom workbook notebooks notebooks/cases",
        f"jupyter lab {options} --no-browser --port 8899",
    ]
    shown = [line for line in result.stdout.splitlines() if line in commands]
    assert (result.returncode, shown) == (0, commands)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for place in ("", ".venv\\Scripts\\"):  # without make, the same by hand
        lines = [commands[0], f"jupyter lab {options}"]
        assert "\n".join(place + line for line in lines) in text


def test_make_lab_opens_even_if_a_workbook_cannot_be_made(make_lab, tried, tmp_path):
    make_lab(tried[0])
    (tmp_path / ".venv/bin/python").write_text("#!/bin/sh\nexit 1\n")
    result = make_lab(tried[0])
    assert result.returncode == 0
    assert "\njupyter lab --LabApp" in result.stdout


def test_make_refuses_a_python_that_is_too_old(make_lab, tried):
    major, minor = tried[0]
    result = make_lab((major, minor - 1))
    assert result.returncode != 0
    assert f"Python {major}.{minor} to" in result.stderr
    assert "./python is not that" in result.stderr


def test_make_warns_of_a_python_that_nobody_tried(make_lab, tried):
    major, minor = tried[-1]
    result = make_lab((major, minor + 1))
    assert result.returncode == 0
    assert f"newer than Python {major}.{minor}," in result.stderr


def test_make_says_that_no_python_was_found(make_lab):
    result = make_lab(python="")
    assert result.returncode != 0
    assert "none was found" in result.stderr


def test_all_files_of_the_package_are_installed():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = settings["tool"]["setuptools"]["package-data"]
    installed = {
        path
        for package, patterns in declared.items()
        for pattern in patterns
        for path in ROOT.joinpath(*package.split(".")).glob(pattern)
    }
    files = {path for path in (ROOT / "helpers").rglob("*.*") if path.is_file()}
    assert {path for path in files - installed if path.suffix[:3] != ".py"} == set()
