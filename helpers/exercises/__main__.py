"""`python -m helpers.exercises new my_gelu 6.2 "the GELU"` begins an exercise."""

import argparse
import re
import sys
from pathlib import Path

from helpers.exercises.tasks import TASKS

FOLDER = Path(__file__).parent / "tasks"

TASK = '''"""Exercise {number}: {title}."""

import numpy as np

from helpers.exercises.exercise import Exercise


def _right(x):
    """The right answer: a function of helpers, if there is one."""
    raise NotImplementedError


{constant} = Exercise(
    "{name}",
    "{number}",
    "{title}",
    "{alias}",
    _right,
    lambda rng: {{"x": rng.normal(size=rng.choice([5, 7, 11]))}},
    mistakes={{
        "Is the sign right?": lambda x: -_right(x),
    }},
    extremes={{
        "large numbers": {{"x": np.array([-800.0, 800.0])}},
    }},
)

TASKS = ({constant},)
PREDICTIONS = ()
SPOTS = ()
'''

CELLS = '''def {name}(x):
    """What it returns, with shapes."""
    # BEGIN SOLUTION
    # END SOLUTION


{alias} = check("{name}")'''


def main(arguments=None):
    """Write the file of a new exercise, and print the cells of its notebook."""
    parser = argparse.ArgumentParser(
        prog="python -m helpers.exercises", description="Begin a new exercise."
    )
    parser.add_argument("command", choices=["new"])
    parser.add_argument("name", help="of the student's function: my_relu")
    parser.add_argument("number", help="in the notebook: 6.2")
    parser.add_argument("title", help="what is asked for, in a few words")
    options = parser.parse_args(arguments)
    if not re.fullmatch(r"my_[a-z0-9_]+", options.name):
        parser.error(f"name must be like my_relu; got {options.name!r}")
    if not re.fullmatch(r"[0-9]+[.][0-9]+", options.number):
        parser.error(f"number must be like 6.2; got {options.number!r}")
    if any(mark in options.title for mark in '"\\\\\n'):
        parser.error(f"title must be plain words; got {options.title!r}")
    alias = options.name.removeprefix("my_")
    path = FOLDER / f"{alias}.py"
    if options.name in TASKS or path.exists():
        parser.error(f"there is an exercise of that name: {options.name}")
    words = vars(options) | {"alias": alias, "constant": alias.upper()}
    path.write_text(TASK.format(**words), encoding="utf-8", newline="\n")
    print(f"{path} is begun. The two cells of the notebook:\n")
    print(CELLS.format(**words))
    return 0


if __name__ == "__main__":
    sys.exit(main())
