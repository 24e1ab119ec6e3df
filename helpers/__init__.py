"""Gradients by Hand: the small NumPy package behind the notebooks."""
