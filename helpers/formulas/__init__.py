"""Formulas: LaTeX is read into a tree, and the tree is written as Typst.

:func:`helpers.formulas.reader.read` makes the tree (:mod:`helpers.formulas.tree`), and
:mod:`helpers.formulas.typst` writes it.
"""
