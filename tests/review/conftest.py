"""The program that serves the review page, started as users start it, and a browser that may see it."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import httpx2
import pytest
from playwright.sync_api import Browser

from tests.browsers import run_chromium
from tests.forked import ForkedProcess
from tests.review.drafts import make_draft_json
from tests.review.requests import write


class Reviewing(NamedTuple):
    """A program that serves the review page."""

    url: str
    token_url: str
    process: ForkedProcess
    log: IO[bytes]

    @contextmanager
    def open_client(self) -> Iterator[httpx2.Client]:
        """Yield a client with the cookie, in the folder, which sends the origin as browsers do."""
        with httpx2.Client(base_url=self.url, headers={"Origin": self.url}, timeout=60) as client:
            welcome = client.get(self.token_url)
            assert welcome.status_code == 200
            client.base_url = self.url + welcome.text.partition('href="')[2].partition('"')[0]
            yield client


def start_review(path: Path, port: int = 0) -> Reviewing:
    """Start the program, and return it as soon as it has printed its address."""
    log = tempfile.NamedTemporaryFile()  # noqa: SIM115 - what ends the program closes it
    process = ForkedProcess(["review", str(path), "--port", str(port)], {}, Path(log.name))
    for _ in range(600):
        log.seek(0)
        printed = log.read().decode()
        if "/?token=" in printed and printed.endswith("\n"):
            token_url = printed.split()[1]
            return Reviewing(token_url.partition("/?")[0], token_url, process, log)
        assert process.poll() is None, printed
        time.sleep(0.05)
    raise AssertionError("the program printed no address")


@contextmanager
def run_review(path: Path) -> Iterator[Reviewing]:
    """Yield the program; it ends with the block, in good order and without a word about a failure."""
    reviewing = start_review(path)
    try:
        yield reviewing
    finally:
        reviewing.process.terminate()
        assert reviewing.process.wait(timeout=60) == 0
        reviewing.log.seek(0)
        printed = reviewing.log.read().decode()
        reviewing.log.close()
    assert "Traceback" not in printed, printed


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser of one module."""
    with run_chromium() as opened:
        yield opened


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write(tmp_path / "draft.json", make_draft_json(4))


@pytest.fixture
def reviewing(file: Path) -> Iterator[Reviewing]:
    with run_review(file) as started:
        yield started


@pytest.fixture
def client(reviewing: Reviewing) -> Iterator[httpx2.Client]:
    with reviewing.open_client() as opened:
        yield opened
