"""Gradients by Hand: the small NumPy package behind the notebooks.

The same names stand for the same things in the notebooks and in the code:

=============  ==================  =======  ==========================================
maths          code                shape    meaning
=============  ==================  =======  ==========================================
X, xᵢ          ``X``               (n, p)   inputs, one row per example
y              ``y``               (n,)     targets: real, 0/1, or class index
w, W           ``W``               (p, k)   weights; k = 1 for one score
b              ``b``               (k,)     bias; not penalised unless asked for
z              ``z``               (n, k)   scores (logits), z = XW + b
ŷ              ``y_hat``           (n, k)   prediction: z, σ(z) or softmax(z)
J              ``J``               number   cost: mean loss, plus the penalty
α              ``learning_rate``   number   length of a step
λ              ``l2``              number   strength of the penalty ½ λ ‖W‖²
∂J/∂z, ∂J/∂W   ``dz``, ``dW``      like z   derivatives of the cost
=============  ==================  =======  ==========================================
"""
