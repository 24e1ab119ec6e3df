"""The exercises: what is asked for, what is right, and which mistakes are known."""

from helpers.exercises.asking import check, derive, predict, reveal, spot

__all__ = ["check", "derive", "predict", "reveal", "spot"]
