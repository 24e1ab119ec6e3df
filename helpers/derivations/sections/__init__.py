"""What the letters of each displayed formula mean, by its number: one file a notebook.

`DISPLAYS` has the world of each formula that is read, `UNREAD` says of the others why
they are not: what is true by words.
"""

import importlib
import pkgutil

MODULES = [
    importlib.import_module(f"{__name__}.{found.name}")
    for found in pkgutil.iter_modules(__path__)
]

DISPLAYS = {tag: world for module in MODULES for tag, world in module.DISPLAYS.items()}
UNREAD = {tag: why for module in MODULES for tag, why in module.UNREAD.items()}
