"""The study: classifiers of Fashion-MNIST, one factor at a time."""

import time

import numpy as np

from helpers.checking.arguments import check_choice, check_count
from helpers.data import load_fashion_mnist
from helpers.losses import softmax_cross_entropy
from helpers.models import MLP, Linear
from helpers.optimizers import SGD, Adam, Momentum
from helpers.training import evaluate, train

# These settings are the defaults of the student report I21.
DEFAULTS = {
    "learning_rate": 0.01,
    "hidden": 200,
    "layers": 1,
    "dropout": 0.3,
    "activation": "relu",
    "optimizer": "SGD",
    "l2": 0.0,
    "batch_size": 1,
    "epochs": 20,
    "images": 50000,
    "dtype": "float32",
}
OPTIMIZERS = {"SGD": SGD, "Momentum": Momentum, "Adam": Adam}


def train_classifier(configuration, seed):
    """Train one classifier of Fashion-MNIST, as a run of `run_study`.

    Parameters
    ----------
    configuration : dict
        What differs from `DEFAULTS`. `hidden` is the number of units of each hidden
        layer, `layers` the number of hidden layers (0: softmax regression, from zero
        weights), `images` the number of training images at most.
    seed : int
        Of the generator that draws first weights, order of the images, and dropout.

    Returns
    -------
    dict
        `validation_cost`, `validation_accuracy`, `test_cost` and `test_accuracy` after
        the last epoch, `training_cost` (mean over the last epoch), costs in nats;
        `validation_accuracies` after each epoch, on at most `images` validation images,
        `best_epoch` (the first with the highest of them), `diverged` and `seconds`.

    Raises
    ------
    ValueError
        If the configuration has an unknown entry or value.
    """
    for name in configuration:
        check_choice("entry of the configuration", name, DEFAULTS)
    settings = DEFAULTS | configuration
    check_choice("optimizer", settings["optimizer"], tuple(OPTIMIZERS))
    if settings["layers"] != 0:
        check_count("layers", settings["layers"])
    start = time.perf_counter()
    rng = np.random.default_rng(seed)
    sets = classification_sets(settings["images"], settings["dtype"])
    X, y = sets["training"]
    X_watched, y_watched = (part[: settings["images"]] for part in sets["validation"])
    if settings["layers"] == 0:
        model = Linear(X.shape[1], 10)
    else:
        sizes = (X.shape[1], *[settings["hidden"]] * settings["layers"], 10)
        model = MLP(sizes, rng, settings["activation"], settings["dropout"])
    model, history = train(
        model,
        softmax_cross_entropy,
        X,
        y,
        learning_rate=settings["learning_rate"],
        epochs=settings["epochs"],
        batch_size=settings["batch_size"],
        rng=rng,
        optimizer=OPTIMIZERS[settings["optimizer"]](),
        l2=settings["l2"],
        monitor={"validation": (X_watched, y_watched)},
    )
    curve = [row["validation_accuracy"] for row in history.checks[1:]]
    result = {}
    with np.errstate(all="ignore"):  # the model may have diverged
        for name in ("validation", "test"):
            result |= evaluate(model, softmax_cross_entropy, *sets[name], name)
    return result | {
        "training_cost": float(np.mean(history.costs[-history.steps_per_epoch :])),
        "validation_accuracies": curve,
        "best_epoch": int(np.argmax(curve)) + 1 if curve else 0,
        "diverged": history.diverged_at is not None,
        "seconds": time.perf_counter() - start,
    }


def classification_sets(images, dtype="float64"):
    """Fashion-MNIST as the report I21 splits and scales it.

    Parameters
    ----------
    images : int
        Training images at most.
    dtype : dtype
        Of the inputs: float32 or float64.

    Returns
    -------
    dict of str to (X, y)
        "training"; "validation", a sixth of the training images, drawn as by
        `sklearn.model_selection.train_test_split(..., random_state=42)`; and "test".
        The pixels are divided by 256.
    """
    check_count("images", images)
    if np.dtype(dtype) not in (np.float32, np.float64):
        raise ValueError(f"dtype must be float32 or float64; got {dtype!r}")
    train_set, test_set = load_fashion_mnist()
    order = np.random.RandomState(42).permutation(len(train_set))
    held_out = len(order) // 6
    parts = {
        "training": train_set[order[held_out : held_out + images]],
        "validation": train_set[order[:held_out]],
        "test": test_set,
    }
    scale = np.dtype(dtype).type(256)
    return {name: (part.X / scale, part.y) for name, part in parts.items()}


def study_configurations(**shared):
    """Configurations of the study: depth by learning rate, and one factor at a time.

    Parameters
    ----------
    **shared
        Entries for all of them, `images=10000` for instance.

    Returns
    -------
    dict of str to dict
        Names and whole configurations.

    Raises
    ------
    ValueError
        If an entry is none of `DEFAULTS`.
    """
    for name in shared:
        check_choice("entry of the configurations", name, DEFAULTS)
    changes = [{"layers": n, "learning_rate": a} for n in (1, 2, 3) for a in RATES]
    changes += [{"learning_rate": 0.1}, {"hidden": 100}, {"dropout": 0.0}]
    changes += [{"dropout": 0.5}, {"activation": "tanh"}]
    # Adam in its usual setting: one example at a time it takes ten times as long.
    changes += [{"optimizer": "Adam", "learning_rate": 0.001, "batch_size": 32}]
    named = {}
    for change in changes:
        differences = {k: v for k, v in change.items() if v != DEFAULTS[k]}
        name = " and ".join(f"{k} {v}" for k, v in differences.items()) or "defaults"
        named[name] = DEFAULTS | shared | change
    return named


RATES = (0.0003, 0.001, 0.01)
