"""Our function for every exercise, by the student's name and by that of the notebook.

`mine.py` begins with `from helpers.exercises.ours import *`; what the student has
written takes the place of ours from there on.
"""

from helpers.exercises.tasks import TASKS

OURS = {task.name: task.oracle for task in TASKS.values()}
OURS |= {task.alias: task.oracle for task in TASKS.values()}
globals().update(OURS)
__all__ = list(OURS)
