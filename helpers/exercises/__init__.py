"""Exercises that answer the student."""

from helpers.exercises.judge import exercise

__all__ = ["exercise"]
