"""The browser that tests of pages look through."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browsers import run_chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of one module: while it is open, no test in this process can run an event loop."""
    with run_chromium() as started:
        yield started
