"""Chromium for the tests, or a loud word that it is missing."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

NO_CHROMIUM = "NO CHROMIUM: no page was tried in a browser. Install Debian's package chromium."
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@contextmanager
def run_chromium() -> Iterator[Browser]:
    """Yield a browser; without one a test is skipped, but on CI it fails."""
    program = shutil.which("chromium")
    if program is None and os.environ.get("CI"):
        pytest.fail(NO_CHROMIUM)
    if program is None:
        pytest.skip(NO_CHROMIUM)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=QUIET)
        yield started
        started.close()
