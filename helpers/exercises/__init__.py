"""The exercises: what is asked for, what is right, and which mistakes are known."""

from helpers.exercises.asking import check

__all__ = ["check"]
