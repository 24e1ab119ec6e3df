"""PyTorch, eager, as a user would write it: modules, optimizers, backward()."""

import torch
from torch import nn
from torch.func import functional_call, grad_and_value, vmap
from torch.nn import functional as F  # noqa: N812
from torch.utils.data import DataLoader, Sampler, TensorDataset

from benchmarks.work import Outcome, new_rng


def squared_error(z, y):
    """Mean squared error of one column of scores."""
    return F.mse_loss(z[:, 0], y)


def logistic(z, y):
    """Binary cross-entropy of one column of logits."""
    return F.binary_cross_entropy_with_logits(z[:, 0], y)


softmax = F.cross_entropy


def perceptron(z, y):
    """Best score minus the score of the true class, on average."""
    return (z.max(dim=1).values - z.gather(1, y[:, None])[:, 0]).mean()


def sgd(learning_rate, momentum=0.0):
    """Parameters → torch.optim.SGD."""
    return lambda parameters: torch.optim.SGD(
        parameters, lr=learning_rate, momentum=momentum
    )


def adam(learning_rate):
    """Parameters → torch.optim.Adam."""
    return lambda parameters: torch.optim.Adam(parameters, lr=learning_rate)


def sliced_batches(X, y, batch_size, epochs):
    """Batches `X[rows], y[rows]` in the common order."""
    rng, n = new_rng(), len(X)
    for _ in range(epochs):
        if batch_size >= n:
            yield X, y
            continue
        order = torch.from_numpy(rng.permutation(n))
        for first in range(0, n, batch_size):
            rows = order[first : first + batch_size]
            yield X[rows], y[rows]


def loader_batches(X, y, batch_size, epochs):
    """The same batches from a DataLoader."""
    sampler = _CommonOrder(len(X))
    loader = DataLoader(TensorDataset(X, y), batch_size=batch_size, sampler=sampler)
    for _ in range(epochs):
        yield from loader


class _CommonOrder(Sampler):
    """What `shuffle=True` does, with the common order."""

    def __init__(self, n):
        self.n = n
        self.rng = new_rng()

    def __iter__(self):
        return iter(self.rng.permutation(self.n).tolist())

    def __len__(self):
        return self.n


def trainer(
    model,
    loss,
    X,
    y,
    *,
    optimizer,
    epochs,
    batch_size=None,
    batches=sliced_batches,
    validation=None,
    monitor_every=None,
    complete=True,
):
    """Function that trains a module from the weights of a model of `helpers`.

    Parameters
    ----------
    model : Linear or MLP
        Architecture and first weights.
    loss : callable
        A loss of this module.
    optimizer : callable
        `sgd(...)` or `adam(...)`.
    batches : callable
        `sliced_batches` or `loader_batches`.
    validation : pair of ndarray, optional
        Set whose cost and accuracy are evaluated every `monitor_every` steps.
    complete : bool
        False if this is only the beginning of the work: the outcome holds costs only.

    Returns
    -------
    callable
        Without arguments; returns an Outcome.
    """
    module = module_like(model).to(torch.from_numpy(X[:1]).dtype)
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    validation = validation and [torch.from_numpy(array) for array in validation]
    batch_size = batch_size or len(X)

    def run():
        load_weights(module, model)
        module.train()
        steps = optimizer(module.parameters())
        costs, checks = [], []
        for step, (X_batch, y_batch) in enumerate(batches(X, y, batch_size, epochs)):
            if validation and step % monitor_every == 0:
                checks += evaluate(module, loss, *validation)
            steps.zero_grad()
            cost = loss(module(X_batch), y_batch)
            cost.backward()
            steps.step()
            costs.append(cost.item())
        if validation:
            checks += evaluate(module, loss, *validation)
        return Outcome(costs, weights_of(module) if complete else {}, checks)

    return run


@torch.no_grad()
def evaluate(module, loss, X, y):
    """Cost and accuracy on a set."""
    module.eval()
    z = module(X)
    predicted = z[:, 0] > 0 if z.shape[1] == 1 else z.argmax(dim=1)
    result = [loss(z, y).item(), (predicted == y).float().mean().item()]
    module.train()
    return result


def module_like(model):
    """nn.Linear or nn.Sequential with the shapes of a model of `helpers`."""
    layers = []
    for W in _weights(model):
        if layers:
            layers.append(nn.ReLU())
            if model.dropout:
                layers.append(nn.Dropout(model.dropout))
        layers.append(nn.Linear(*W.shape))
    return layers[0] if len(layers) == 1 else nn.Sequential(*layers)


@torch.no_grad()
def load_weights(module, model):
    """Copy the weights of a model of `helpers` into a module."""
    names = iter(model.parameters)
    for layer in _affine_layers(module):
        layer.weight.copy_(torch.from_numpy(model.parameters[next(names)].T))
        layer.bias.copy_(torch.from_numpy(model.parameters[next(names)]))


def weights_of(module):
    """Weights of a module with the names and shapes of `helpers`."""
    layers = _affine_layers(module)
    weights = {}
    for number, layer in enumerate(layers, 1):
        suffix = "" if len(layers) == 1 else str(number)
        weights[f"W{suffix}"] = layer.weight.detach().numpy().T
        weights[f"b{suffix}"] = layer.bias.detach().numpy()
    return weights


def separate_sweep(model, loss, X, y, *, learning_rate, l2, epochs, batch_size):
    """Function that trains one module per penalty, one after the other.

    The penalty is `weight_decay` on the weights alone: faster than a term in the loss.
    """
    runs = [
        trainer(
            model,
            loss,
            X,
            y,
            optimizer=_decaying_sgd(learning_rate, value),
            epochs=epochs,
            batch_size=batch_size,
        )
        for value in l2
    ]

    def run():
        return Outcome(parameters=_numbered(run().parameters for run in runs))

    return run


def _decaying_sgd(learning_rate, l2):
    def optimizer(parameters):
        weight, bias = parameters
        groups = [{"params": [weight], "weight_decay": l2}, {"params": [bias]}]
        return torch.optim.SGD(groups, lr=learning_rate)

    return optimizer


def vmap_sweep(model, loss, X, y, *, learning_rate, l2, epochs, batch_size):
    """Function that trains all penalties at once, by vmap over stacked parameters."""
    module = module_like(model)
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    decay = torch.tensor(l2, dtype=X.dtype)[:, None, None]

    def cost_of_one(parameters, X_batch, y_batch):
        return loss(functional_call(module, parameters, (X_batch,)), y_batch)

    cost_of_all = vmap(grad_and_value(cost_of_one), in_dims=(0, None, None))

    def run():
        load_weights(module, model)
        stacked = {
            name: torch.stack([value.detach()] * len(l2))
            for name, value in module.named_parameters()
        }
        costs = []
        for X_batch, y_batch in sliced_batches(X, y, batch_size, epochs):
            gradients, cost = cost_of_all(stacked, X_batch, y_batch)
            gradients["weight"] += decay * stacked["weight"]
            for name, gradient in gradients.items():
                stacked[name] -= learning_rate * gradient
            costs.append(cost.tolist())
        return Outcome(
            parameters=_numbered(
                {"W": W.numpy().T, "b": b.numpy()}
                for W, b in zip(stacked["weight"], stacked["bias"], strict=True)
            )
        )

    return run


def _numbered(runs):
    return {
        f"{name} of run {number}": value.copy()
        for number, parameters in enumerate(runs)
        for name, value in parameters.items()
    }


def _weights(model):
    return [value for name, value in model.parameters.items() if name[0] == "W"]


def _affine_layers(module):
    return [layer for layer in module.modules() if isinstance(layer, nn.Linear)]


def set_threads(threads):
    """Set the number of threads and return what it was."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    return before


def version():
    """Version of PyTorch."""
    return str(torch.__version__)
