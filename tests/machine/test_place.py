"""Jobs are smaller in a browser, and say so."""

import sys

from helpers.machine import place


def test_here_a_job_has_its_full_size(capsys):
    assert place.IN_BROWSER == (sys.platform == "emscripten")
    assert place.smaller(600, 150) == 600
    assert capsys.readouterr().out == ""


def test_in_a_browser_it_is_smaller(monkeypatch, capsys):
    monkeypatch.setattr(place, "IN_BROWSER", True)
    assert place.smaller(600, in_browser=150) == 150
    assert capsys.readouterr().out == (
        "A smaller job in the browser: 150 instead of 600.\n"
    )
