"""A browser for tests, in which any request to the outside fails the test."""

import pytest

from benchmarks.lab import launch


@pytest.fixture(scope="session")
def browser():
    """A Chromium without a window; the test is skipped where none starts."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is missing: pip install playwright"
    )
    with playwright.sync_playwright() as running:
        try:
            chromium = launch(running)
        except playwright.Error as error:
            pytest.skip(f"no Chromium starts here: {str(error).splitlines()[0]}")
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """An empty page; at the end it must have had no errors and asked no server."""
    context = browser.new_context(viewport={"width": 900, "height": 1000})
    page = context.new_page()
    page.complaints, page.outside = [], []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda message: _note(message, page.complaints))
    page.on("request", lambda request: _watch(request, page.outside))
    yield page
    context.close()
    assert page.outside == []
    assert page.complaints == []


def _note(message, complaints):
    if message.type == "error":
        complaints.append(f"{message.text} ({message.location['url']})")


def _watch(request, outside):
    inside = ("file:", "data:", "blob:", "about:", "http://127.0.0.1:")
    if not request.url.startswith(inside):
        outside.append(request.url)
