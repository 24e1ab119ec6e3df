"""Explorers: live figures in which a slider trains again, at once and exactly.

Each explorer takes data and returns a `LiveFigure`. Behind the sliders stands either a
closed form, which is evaluated for the value on the slider, or a set of runs of
`helpers.training` and `helpers.sweeps`, made when the cell runs; then the sliders offer
only the values of these runs. So what is shown always belongs to the sliders.
"""

# ruff: noqa: F401  (these lines are what a notebook finds here)

from helpers.live.annealing import explore_annealing
from helpers.live.figure import LiveFigure
from helpers.live.graph import draw_graph, explore_backward
from helpers.live.learning_rate import explore_learning_rate
from helpers.live.losses import explore_losses, losses_of_margin
from helpers.live.network import explore_network
from helpers.live.penalty import explore_penalty
from helpers.live.ridge import explore_ridge
from helpers.live.sgd import explore_sgd, path_costs, sgd_path
from helpers.live.sliders import choice_slider, log_slider
