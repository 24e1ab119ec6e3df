"""Fixtures of the tests of live figures."""

import pytest

from helpers.live import figure


@pytest.fixture(autouse=True)
def rest(monkeypatch):
    """How long a picture must rest: here not at all, or as long as a test says."""
    monkeypatch.setattr(figure, "REST", 0)
    return lambda seconds: monkeypatch.setattr(figure, "REST", seconds)
