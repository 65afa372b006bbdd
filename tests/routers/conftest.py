"""The browser that tests of pages look through."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browsers import run_chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with run_chromium() as started:
        yield started
