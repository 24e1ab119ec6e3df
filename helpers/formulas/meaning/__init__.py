"""What a formula means: its tree, read as mathematics and evaluated as numbers.

:mod:`~helpers.formulas.meaning.grammar` reads expressions from the tree,
:mod:`~helpers.formulas.meaning.evaluation` gives them a value at a point of a
:class:`~helpers.formulas.meaning.world.World`, and
:mod:`~helpers.formulas.meaning.chain` compares the lines of a derivation.
"""
