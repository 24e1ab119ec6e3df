"""PyTorch, eager, as a user would write it: modules, optimizers, backward()."""

import itertools
from functools import partial

import torch
from torch import nn
from torch.func import functional_call, grad_and_value, vmap
from torch.nn import functional as F  # noqa: N812
from torch.utils.data import DataLoader, TensorDataset

from benchmarks.work import MOMENTUM, Outcome, new_rng, numbered, separately
from helpers import losses


def logistic(z, y):
    """Binary cross-entropy of one column of logits."""
    return F.binary_cross_entropy_with_logits(z[:, 0], y)


def perceptron(z, y):
    """Best score minus the score of the true class, on average."""
    return (z.max(dim=1).values - z.gather(1, y[:, None])[:, 0]).mean()


LOSSES = {
    losses.mean_squared_error: lambda z, y: F.mse_loss(z[:, 0], y),
    losses.binary_cross_entropy: logistic,
    losses.softmax_cross_entropy: F.cross_entropy,
    losses.perceptron_loss: perceptron,
}


DEVICE = torch.device("cpu")  # where the rows called PyTorch train; the option --device


def on_device(array):
    """Tensor of an array, where the training is."""
    return torch.from_numpy(array).to(DEVICE)


def optimizer_of(module, work):
    """Optimizer of torch.optim; a penalty is weight_decay, faster than in the loss."""
    parameters = module.parameters()
    if work.l2:
        weight, bias = parameters
        parameters = [{"params": weight, "weight_decay": work.l2}, {"params": bias}]
    if work.optimizer == "Adam":
        return torch.optim.Adam(parameters, lr=work.learning_rate, eps=work.epsilon)
    momentum = MOMENTUM if work.optimizer == "momentum" else 0.0
    return torch.optim.SGD(parameters, lr=work.learning_rate, momentum=momentum)


def sliced_batches(work, X, y):
    """Batches `X[rows], y[rows]` in the common order."""
    for rows in work.rows():
        if isinstance(rows, slice):  # all of them
            yield X, y
        else:
            rows = on_device(rows)
            yield X[rows], y[rows]


def loader_batches(work, X, y):
    """The same batches from a DataLoader."""
    rng, data = new_rng(), TensorDataset(X, y)
    for _ in range(work.epochs):  # the order is what `shuffle=True` would draw
        order = rng.permutation(len(X)).tolist()
        yield from DataLoader(data, work.batch_size or len(X), sampler=order)


def trainer(work, batches=sliced_batches):
    """Function that trains a module from the first weights of `work`."""
    if isinstance(work.l2, list):
        return separately(trainer, work)
    loss, module = LOSSES[work.loss], module_like(work)
    X, y = on_device(work.X), on_device(work.y)
    validation = [on_device(array) for array in work.validation or ()]

    def run():
        load_weights(module, work.model)
        module.train()
        steps = optimizer_of(module, work)
        costs, checks = [], []
        selected = itertools.islice(batches(work, X, y), work.steps)
        for step, (X_batch, y_batch) in enumerate(selected):
            if validation and step % work.monitor_every == 0:
                checks += evaluate(module, loss, *validation)
            steps.zero_grad()
            cost = loss(module(X_batch), y_batch)
            cost.backward()
            steps.step()
            costs.append(cost.item())
        if validation:
            checks += evaluate(module, loss, *validation)
        weights = {} if work.steps else weights_of(module, work.model)
        return Outcome(costs, weights, checks)

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


def module_like(work):
    """nn.Linear or nn.Sequential with the shapes of a model of `helpers`."""
    layers = []
    for W in work.weight_matrices():
        if layers:
            layers.append(nn.ReLU())
            if work.model.dropout:
                layers.append(nn.Dropout(work.model.dropout))
        layers.append(nn.Linear(*W.shape))
    module = layers[0] if len(layers) == 1 else nn.Sequential(*layers)
    return module.to(DEVICE, torch.from_numpy(work.X[:1]).dtype)


@torch.no_grad()
def load_weights(module, model):
    """Copy the weights of a model of `helpers` into a module: there they are Wᵀ."""
    pairs = zip(module.parameters(), model.parameters.values(), strict=True)
    for parameter, value in pairs:
        parameter.copy_(torch.from_numpy(value.T))


def weights_of(module, model):
    """Weights of a module with the names and shapes of `helpers`."""
    pairs = zip(model.parameters, module.parameters(), strict=True)
    return {name: parameter.detach().cpu().numpy().T for name, parameter in pairs}


def vmap_sweep(work):
    """Function that trains all penalties at once, by vmap over stacked parameters."""
    module, loss = module_like(work), LOSSES[work.loss]
    X, y = on_device(work.X), on_device(work.y)
    decay = torch.tensor(work.l2, dtype=X.dtype, device=DEVICE)[:, None, None]

    def cost_of_one(parameters, X_batch, y_batch):
        return loss(functional_call(module, parameters, (X_batch,)), y_batch)

    cost_of_all = vmap(grad_and_value(cost_of_one), in_dims=(0, None, None))

    def run():
        load_weights(module, work.model)
        start = module.state_dict().items()
        stacked = {name: torch.stack([W] * len(work.l2)) for name, W in start}
        costs = []
        for X_batch, y_batch in sliced_batches(work, X, y):
            gradients, cost = cost_of_all(stacked, X_batch, y_batch)
            gradients["weight"] += decay * stacked["weight"]
            for name, gradient in gradients.items():
                stacked[name] -= work.learning_rate * gradient
            costs.append(cost.tolist())
        pairs = zip(stacked["weight"].cpu(), stacked["bias"].cpu(), strict=True)
        return numbered({"W": W.numpy().T, "b": b.numpy()} for W, b in pairs)

    return run


TRAINERS = {
    "PyTorch": trainer,
    "PyTorch DataLoader": partial(trainer, batches=loader_batches),
    "PyTorch, separate runs": trainer,
    "PyTorch vmap": vmap_sweep,
}
