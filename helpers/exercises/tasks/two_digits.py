"""Find the mistake: the case file of two digits."""

from helpers.exercises.exercise import Prediction, Spot

TASKS = ()

PREDICTIONS = (
    Prediction("one_image", "D.P1", ("chance", "sampling bias", "another run")),
    Prediction("eighteen", "D.P2", ("holds", "fails", "undecided")),
)

SPOTS = (
    Spot(
        "told_order",
        "D.1",
        "How the data were chosen",
        (
            "MNIST has 60,000 training images of ten digits.",
            "“First, we removed all images that did not contain 2 or 3. The training "
            "set was set to 20000 images.”",
            "The first tenth of the training images is the validation set.",
            "The last 2,000 test images are the test set.",
        ),
        2,
        "A tenth of 60,000 is 6,000: there cannot be 20,000 2s and 3s. The digits were "
        "chosen *after* slicing.",
        {1: "Every course says so, and you can count them."},
    ),
    Spot(
        "reported_accuracy",
        "D.2",
        "The reported accuracy",
        (
            "The test set has 405 images, so one image is 0.25 %.",
            "The standard error of such an accuracy is about 0.6 %.",
            "The described run (α = 0.01, 10,000 steps) has 98.77 % on the test set.",
            "A run that goes further on the same path has 98.77 % at some step.",
        ),
        3,
        "The described run gets 399 of 405 right, 98.52 %; 98.77 % are 400. That one "
        "image is well within the standard error.",
        {
            1: "1/405 is 0.247 %.",
            2: "√(a(1 − a)/n) with a = 0.985 and n = 405.",
            4: "It does, which shows how little the number says about the run.",
        },
    ),
    Spot(
        "sampling_bias",
        "D.3",
        "Test above validation",
        (
            "The test accuracy exceeds the validation accuracy by about 1.5 standard "
            "errors of the difference.",
            "A difference of 1.5 standard errors happens by chance in one of seven "
            "comparisons.",
            "So the difference must come from sampling bias.",
            "Other slices of the test images have other accuracies.",
        ),
        3,
        "What chance explains needs no other cause: from 1.5 standard errors nothing "
        "*must* follow. That the slices do differ is another finding, from other data.",
        {2: "Twice the area of the normal distribution beyond 1.5 is 13 %."},
    ),
    Spot(
        "spikes",
        "D.4",
        "The spikes",
        (
            "An epoch has 31 batches, and there is a check every 6 steps.",
            "One batch has a much longer gradient than the others.",
            "A check right after that batch lies above its neighbours.",
            "From one epoch to the next the check comes one batch later, so it meets "
            "the same batch again after 31 epochs.",
        ),
        4,
        "31 = 5 · 6 + 1: five checks fit into an epoch and one step is left, so each "
        "check comes one batch *earlier* in the next epoch, and after six epochs the "
        "next check in line stands where the first one stood.",
        {2: "The bars of the left figure show it."},
    ),
    Spot(
        "epoch_33",
        "D.5",
        "Shuffling and the stop",
        (
            "Without shuffling the run stops in epoch 33, and does so every time.",
            "One run with shuffling stops in epoch 18.",
            "So shuffling nearly halves the training time.",
            "Other shuffles stop in other epochs.",
        ),
        3,
        "One shuffle is no experiment: over 40 shuffles the stops lie so far apart "
        "that 18 and 33 are both among them.",
        {1: "Nothing in it is random: zero weights, and the order of the file."},
    ),
)
