"""Derivations: what the letters of our displays mean, and whether the lines follow.

:mod:`~helpers.derivations.worlds` says what the letters of each section stand for,
:mod:`~helpers.derivations.displays` which of them a displayed formula is about.
"""
