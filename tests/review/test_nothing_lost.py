"""Two tabs, another server, and a program that is killed: the review page in a real Chromium."""

import os
import random
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import Browser, expect

from app.review.placed_document import list_parts, place_document
from app.services.ingest import importer
from tests.review.conftest import run_review, start_review
from tests.review.desk import Desk, open_desk
from tests.review.drafts import make_draft_json
from tests.review.requests import write

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("KILLS", "4"))
"""How often the program is killed between decisions."""


def test_in_a_second_tab_nothing_is_lost_on_either_side(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(3))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as first:
        second = Desk(first.page.context, first.url)
        second.open("/drafts/draft.json?part=speaker-anna")
        first.press("a")
        second.page.bring_to_front()
        second.page.keyboard.press("r")
        alert = second.page.locator("#alert")
        expect(alert).to_contain_text("The file has changed, and was read again. Not saved: Reject: Anna")
        assert len(importer.read_document(file).speakers) == 2
        second.press("Enter")  # the button that repeats it has the focus
        expect(alert).to_be_hidden()
        expect(second.page.locator("#left")).to_have_text("3 of 5 to decide")
        first.page.bring_to_front()
        first.page.keyboard.press("j")
        expect(first.page.locator("#alert")).to_contain_text("The file has changed since")
    document = importer.read_document(file)
    assert not document.review
    assert [one.id for one in document.speakers] == ["bert"]


def test_another_server_of_this_machine_is_never_sent_the_cookie(browser: Browser, tmp_path: Path) -> None:
    seen: list[tuple[str, str]] = []

    class Other(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append((self.path, self.headers.get("Cookie", "")))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    file = write(tmp_path / "draft.json", make_draft_json(1))
    other = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    threading.Thread(target=other.serve_forever).start()
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        for path in ("/", "/drafts/draft.json"):
            desk.page.goto(f"http://127.0.0.1:{other.server_port}{path}")
        # It is not the browser that keeps the ports apart: with the folder, the cookie is sent.
        desk.page.goto(f"http://127.0.0.1:{other.server_port}/{desk.url.rpartition('/')[2]}/x")
    other.shutdown()
    other.server_close()
    pages = [(path, "wortlaut-review" in cookie) for path, cookie in seen if "icon" not in path]
    assert [has_cookie for _, has_cookie in pages] == [False, False, True]
    assert [path for path, _ in pages[:2]] == ["/", "/drafts/draft.json"]


def test_a_program_that_is_killed_loses_nothing_that_it_saved(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(6))
    reviewing = start_review(file)
    with open_desk(browser, reviewing) as desk:
        desk.press("a", "a", "a")
        saved = file.read_bytes()
        reviewing.process.kill()
        reviewing.process.wait()
        reviewing.log.close()
        desk.page.keyboard.press("a")
        expect(desk.page.locator("#alert")).to_contain_text("The program does not answer")
        assert file.read_bytes() == saved
        again = start_review(file, port=int(reviewing.url.rpartition(":")[2]))
        desk.page.keyboard.press("a")
        expect(desk.page.locator("#alert")).to_contain_text("This page is of an earlier start")
        desk.enter(again.token_url)
        expect(desk.page.locator("#left")).to_have_text("5 of 9 to decide")
        desk.press("a")
        again.process.terminate()
        assert again.process.wait(timeout=60) == 0
        again.log.close()
    assert [one.review for one in importer.read_document(file).quotes] == [False] * 2 + [True] * 4


def test_a_program_that_is_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(500))
    random.seed(20)
    for _ in range(KILLS):
        reviewing = start_review(file)
        answered: list[str] = []
        with reviewing.open_client() as client:
            page = client.get("/drafts/draft.json").text
            version = page.partition('data-version="')[2].partition('"')[0]
            part = page.partition('data-part="')[2].partition('"')[0]
            killer = threading.Timer(random.uniform(0, 0.3), reviewing.process.kill)
            try:
                while True:
                    body = {"version": version, "part": part, "action": "accept"}
                    answer = client.post("/decisions/draft.json", json=body).json()
                    answered.append(part)
                    if len(answered) == 1:  # However slow the machine is, something was answered.
                        killer.start()
                    version, part = answer["version"], answer["part"]
            except httpx2.TransportError:
                killer.join()
        reviewing.process.wait()
        reviewing.log.close()
        assert answered
        parts = list_parts(place_document(file.read_bytes()))
        assert not any(parts[one].is_open for one in answered)
    assert len(list(tmp_path.iterdir())) <= 2  # the file, and one that was not finished
