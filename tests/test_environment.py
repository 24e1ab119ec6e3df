"""The ways to install agree with each other."""

import re
import sys
from pathlib import Path

import pytest

if sys.version_info >= (3, 11):
    import tomllib
else:  # pytest itself needs and installs tomli there
    import tomli as tomllib

ROOT = Path(__file__).parents[1]


def ranges(requirements):
    """Name and version range of each requirement."""
    pairs = (re.fullmatch(r"([\w-]+)(.*)", line.strip()) for line in requirements)
    return {pair[1]: pair[2] for pair in pairs}


@pytest.fixture
def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


@pytest.fixture
def conda_lines():
    text = (ROOT / "environment.yml").read_text()
    return re.findall(r"^ +- (.+[^:\n])$", text, re.MULTILINE)


def test_conda_installs_the_same_packages_in_the_same_ranges(project, conda_lines):
    expected = ranges(project["dependencies"])
    expected |= ranges(project["optional-dependencies"]["test"])
    expected["python"] = project["requires-python"]
    skipped = ("conda-forge", "pip", "--editable .")
    assert ranges(line for line in conda_lines if line not in skipped) == expected


def test_conda_installs_the_package_itself(conda_lines):
    assert "--editable ." in conda_lines


def test_every_requirement_is_a_range(project):
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    for group in groups:
        for name, interval in ranges(group).items():
            assert re.fullmatch(r">=[\d.]+,<[\d.]+", interval), name
