"""The explorer of losses: its slopes are derivatives."""

import numpy as np
import pytest

from helpers.live.losses import LOSSES_OF_MARGIN, losses_of_margin


@pytest.mark.parametrize("name", LOSSES_OF_MARGIN)
def test_the_slope_of_a_loss_is_its_derivative(name):
    margins = np.linspace(-3, 3, 50)  # none of them is the kink at 0
    step = 1e-6
    above, below = (losses_of_margin(name, margins + d)[0] for d in (step, -step))
    slopes = losses_of_margin(name, margins)[1]
    np.testing.assert_allclose(slopes, (above - below) / (2 * step), atol=1e-8)
