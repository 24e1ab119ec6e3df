"""The exercises of all notebooks, by their names: every module in this folder."""

import importlib
import pkgutil

MODULES = [
    importlib.import_module(f"{__name__}.{found.name}")
    for found in pkgutil.iter_modules(__path__)
]

TASKS = {task.name: task for module in MODULES for task in module.TASKS}
PREDICTIONS = {asked.name: asked for module in MODULES for asked in module.PREDICTIONS}
DERIVATIONS = {
    task.name: task for module in MODULES for task in getattr(module, "DERIVATIONS", ())
}
SPOTS = {spot.name: spot for module in MODULES for spot in module.SPOTS}
