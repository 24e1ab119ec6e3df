"""The exercises: what is asked for, what is right, and which mistakes are known."""

from helpers.exercises.asking import check, derive, predict, reveal, spot
from helpers.exercises.single_values import exercise

__all__ = ["check", "derive", "exercise", "predict", "reveal", "spot"]
