"""The same steps by less arithmetic: a shortcut takes them as the textbook loop would.

Each is a module that answers two questions about a `Run`: `fits(run)`, whether it can
take its steps, and `steps(run)`, which takes them and yields their costs. The first
that fits is taken; each is tested against the textbook loop, step by step.
"""

from helpers.shortcuts import blocks, least_squares

SHORTCUTS = (least_squares, blocks)
