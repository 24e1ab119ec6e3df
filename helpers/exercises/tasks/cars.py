"""Find the mistake: the case file of the cars."""

from helpers.exercises.exercise import Prediction, Spot

TASKS = ()

PREDICTIONS = (
    Prediction("removed_curve", "C.P1", ("infinity", "ups and downs", "a constant")),
    Prediction("raw_can_fall", "C.P2", ("yes", "no")),
    Prediction("twelve_on_new_cars", "C.P3", ("holds", "fails", "undecided")),
)

SPOTS = (
    Spot(
        "sum_or_mean",
        "C.1",
        "The cost, in words",
        (
            r"$L_i = (y_i - z_i)^2$ is the squared error of one car.",
            r"“the cost J is the sum of L_i over all the training data”",
            r"If each $L_i$ doubles, $J$ doubles.",
            r"The gradient of a sum is $n$ times as long as that of the mean.",
        ),
        2,
        "The equation below these words has a $1/n$: J is the mean. One squared error "
        "is no *mean* squared error either, as the report calls it.",
        {
            1: "It is: there is no mean in it, and the report's name for it is wrong.",
            3: "A mean and a sum both do.",
            4: "A constant factor stays in front of every derivative.",
        },
    ),
    Spot(
        "highest_weight",
        "C.2",
        "What the weights say",
        (
            "In model 1 the weight of the horsepower is negative: −6.1 mpg per "
            "standard deviation.",
            "Beside six other inputs the same input has another weight: −0.7.",
            "“the feature that carries the highest weight is the horsepower”",
            "The largest weight in size is that of the weight of the car, −5.1.",
        ),
        3,
        "It has the fifth of seven places. The report prints the seven numbers just "
        "above this sentence.",
        {
            2: "Both are printed in the report. The other inputs take over what only "
            "the horsepower could explain before.",
            4: "It is the fourth number: look at the order of the inputs.",
        },
    ),
    Spot(
        "rate_interval",
        "C.4",
        "The learning rate, in words",
        (
            "“with a big learning rate (ex. α = 1), we run the risk of oscillating "
            "around the minimum or suffer from exploding losses”",
            "“a scalar value typically in [1, −∞)”",
            "“With a very small learning rate (ex. α = 1e−4), the model is learning "
            "but the rate with which it does is very slow”",
            "A learning rate below zero goes uphill.",
        ),
        2,
        "Its ends are in the wrong order, it holds all negative numbers, and with its "
        "largest rate, 1, neither of the two models converges.",
        {
            1: "Both happen here, one in each model.",
            3: "Wait for the costs after 1,000 steps.",
            4: "It turns the step around: along the gradient, not against it.",
        },
    ),
    Spot(
        "skewed_line",
        "C.7",
        "Raw inputs",
        (
            "On raw inputs the runs of both models overflow, at all five rates.",
            "At the start the gradient is longer than on standardised inputs.",
            "Because of the different scales the best line is another one: it is "
            "“skewed”.",
            "In pounds and in tons, the best weight of the same input is another "
            "number.",
        ),
        3,
        "If an input is multiplied by a number, its best weight is divided by it, and "
        "every prediction of the best line stays.",
        {
            1: "The table below has all ten runs.",
            2: "Its entries are sums over inputs, and these are in the thousands. So "
            "nothing vanishes.",
            4: "A ton has 2,000 pounds: a weight per ton is 2,000 times as large.",
        },
    ),
)
