"""The exercises of all notebooks, by their names."""

from helpers.exercises.tasks import logistic, logistic_runs, two_digits

MODULES = (logistic, logistic_runs, two_digits)

TASKS = {task.name: task for module in MODULES for task in module.TASKS}
PREDICTIONS = {asked.name: asked for module in MODULES for asked in module.PREDICTIONS}
SPOTS = {spot.name: spot for module in MODULES for spot in module.SPOTS}
