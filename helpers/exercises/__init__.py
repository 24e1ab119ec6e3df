"""The exercises: what is asked for, what is right, and which mistakes are known."""

from helpers.exercises.asking import check, predict, reveal, spot

__all__ = ["check", "predict", "reveal", "spot"]
