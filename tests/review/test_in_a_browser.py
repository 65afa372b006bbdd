"""The review page in a real Chromium: by keyboard alone, in two tabs, and with the program killed."""

import json
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.review.placed_document import list_parts, place_document
from app.schemas.document import ArticleDocument
from app.services.ingest import importer, validation
from tests.builders import Json, make_json, make_quote, make_speaker, make_statement
from tests.review.conftest import Reviewing, run_review, start_review
from tests.review.drafts import make_draft_json, make_huge

pytestmark = pytest.mark.slow

DESK, PHONE, NARROW = (1280, 900), (390, 844), (320, 640)


class Desk:
    """A browser with one page of a program's, driven by keys; it notes what the browser complains of."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.complaints: list[str] = []
        self.page: Page = context.new_page()
        self.url = url
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._check(request.url))

    def _check(self, url: str) -> None:
        if not url.startswith(f"{self.url}/"):
            self.complaints.append(f"asks {url}")

    def enter(self, token_url: str) -> None:
        """Open the address that the program prints; it leads to the folder of all others."""
        self.page.goto(token_url)
        self.page.wait_for_url(lambda url: "token" not in url)
        self.url = "/".join(self.page.url.split("/")[:4])
        self.complaints.clear()

    def open(self, path: str) -> None:
        """Open a path, and wait until its script has run."""
        self.page.goto(self.url + path)
        if "draft.json" in path:
            expect(self.page.locator("#parts button.current")).to_be_attached()

    def press(self, *keys: str) -> None:
        """Press keys that decide, each when the one before is saved."""
        for key in keys:
            version = self.page.get_attribute("main", "data-version")
            self.page.keyboard.press(key)
            self.page.wait_for_function(
                "version => document.querySelector('main').dataset.version !== version", arg=version
            )

    @property
    def current(self) -> str:
        """The words of the current proposal in the list."""
        return self.page.locator("#parts button.current .words").inner_text()


@contextmanager
def open_desk(browser: Browser, reviewing: Reviewing, size: tuple[int, int] = DESK) -> Iterator[Desk]:
    """Yield a browser with the cookie."""
    context = browser.new_context(locale="en-US", viewport={"width": size[0], "height": size[1]})
    desk = Desk(context, reviewing.url)
    desk.enter(reviewing.token_url)
    yield desk
    context.close()


def write(path: Path, document: Json) -> Path:
    path.write_text(json.dumps(document, ensure_ascii=False), newline="")
    return path


def test_an_article_with_forty_proposals_is_reviewed_by_keyboard_alone(
    browser: Browser, tmp_path: Path
) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(40))
    expected = make_expected(json.loads(file.read_text()))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        keyboard = desk.page.keyboard
        desk.press("a", "a")  # the article, and Anna
        for number in range(1, 41):
            assert desk.current.startswith(f"Wir kommen zum {number}.")
            match number % 5:
                case 0:
                    desk.press("r")
                case 1:
                    desk.press("a", "u", "a")
                case 2:
                    keyboard.press("s")
                    keyboard.type("Bert")
                    keyboard.press("Tab")
                    keyboard.type("by a word")  # the certainty, in the words of the page
                    desk.press("Enter")
                    desk.press("a")
                case 3:
                    desk.press("2", "a")
                case 4:
                    # Two words less, and a character more than that; the beginning a word back and forth.
                    desk.press("ArrowLeft", "ArrowLeft", ".", "Shift+ArrowLeft", "Shift+ArrowRight", "a")
        expect(desk.page.locator("#panel")).to_contain_text("Nothing is left to decide.")
        expect(desk.page.locator("#left")).to_have_text("0 of 35 to decide")
        assert desk.complaints == []
    document = importer.read_document(file)
    wanted = ArticleDocument.model_validate(expected)
    assert [one for one in zip(document.quotes, wanted.quotes, strict=True) if one[0] != one[1]] == []
    assert document == wanted
    validation.validate(document)


def make_expected(draft: Json) -> Json:
    """Return what the keys make of a draft of forty proposals."""
    del draft["review"], draft["speakers"][0]["review"]
    kept = []
    for number, quote in enumerate(draft["quotes"], start=1):
        del quote["review"]
        if number % 5 in (3, 4):
            del quote["score"], quote["rule"]
        match number % 5:
            case 0:
                continue
            case 2:
                quote |= {"speakers": ["bert"], "certainty": {"speaker": "anaphora"}}
            case 3:
                quote["type"] = "mixed"
            case 4:
                quote["exact"] = f"Wir kommen zum {number}. Mal,"
        kept.append(quote)
    return {**draft, "quotes": kept}


def test_everything_else_is_done_by_keyboard_too(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(3))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        keyboard = desk.page.keyboard
        keyboard.press("e")
        keyboard.type("Drei Tage")
        desk.press("Enter")  # the headline
        keyboard.press("j")
        expect(desk.page.locator("#own-same")).to_be_attached()
        keyboard.press("e")
        keyboard.type("Anna Groß")
        desk.press("Enter")
        keyboard.press("j")
        keyboard.press("j")
        expect(desk.page.locator("#form-addressees")).to_be_attached()
        keyboard.press("d")
        keyboard.type("Der Rat")
        for key in ("Tab", "Tab"):
            keyboard.press(key)
        keyboard.type("is a new o")
        desk.press("Enter")
        keyboard.press("m")
        keyboard.press("Tab")
        keyboard.type("Speech")
        keyboard.press("Tab")
        keyboard.type("Die Rede")
        desk.press("Enter")
        desk.press("n")  # the word behind it
        assert desk.current == "und"
        desk.press("3")
        keyboard.press("?")
        expect(desk.page.locator("#help")).to_be_visible()
        keyboard.press("Escape")
        keyboard.press("k")
        expect(desk.page.locator("#panel blockquote")).to_have_text("Wir kommen zum 1. Mal, café 🎉")
        assert desk.complaints == []
    document = importer.read_document(file)
    assert (document.headline, document.speakers[0].name) == ("Drei Tage", "Anna Groß")
    assert (document.speakers[2].name, document.speakers[2].kind) == ("Der Rat", "organization")
    assert document.quotes[0].addressees == ["der-rat"]
    assert document.statements[0].title == "Die Rede"
    assert (document.quotes[0].statement, document.statements[0].speakers) == ("draft-speech-1", ["anna"])
    assert (document.quotes[3].exact, document.quotes[3].type) == ("und", "term")


def test_what_each_key_does_is_said_and_taken_back_by_one_key(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(3))
    effects = {
        "a": "Accepted.",
        "r": "Rejected: it is no longer in the file.",
        "2": "Type: mixed.",
        "3": "Type: term.",
        "ArrowLeft": "Words: Wir kommen zum 1. Mal, café.",
        "Shift+ArrowRight": "Words: kommen zum 1. Mal, café 🎉.",
        ".": "Words: Wir kommen zum 1. Mal, café 🎉“.",
        "n": "New quote: und.",
    }
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        desk.press("a", "a")
        before = importer.read_document(file)
        said = desk.page.locator("#status")
        assert said.get_attribute("role") == "status"
        for key, words in effects.items():
            desk.press(key)
            expect(said).to_contain_text(words)
            assert importer.read_document(file) != before
            desk.press("u")
            expect(said).to_contain_text("Taken back. 3 of 6 to decide")
            assert importer.read_document(file) == before, key
            assert desk.current.startswith("Wir kommen zum 1.")
        for form, name, words in (("s", "Bert", "Speaker: Bert."), ("d", "Anna", "Addressee: Anna.")):
            desk.page.keyboard.press(form)
            desk.page.keyboard.type(name)
            desk.press("Enter")
            expect(said).to_contain_text(words)
            desk.press("u")
            assert importer.read_document(file) == before
        assert desk.complaints == []


def test_who_makes_another_person_of_a_speaker_sees_what_went(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(2))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        keyboard = desk.page.keyboard
        keyboard.press("j")
        expect(desk.page.locator("#own-names")).to_have_value("Anna")
        keyboard.press("e")
        keyboard.type("Tom Stein")
        desk.press("Enter")
        told = desk.page.locator("#panel .told")
        expect(told).to_contain_text("another person. The id is tom-stein now; to decide again: 1.")
        expect(told).to_contain_text("No longer names of this person: Anna.")
        expect(desk.page.locator("#status")).to_contain_text("No longer names of this person: Anna.")
        expect(desk.page.locator("#own-names")).to_have_value("")
        assert find_violations(desk.page) == []
        keyboard.press("Escape")
        desk.press("u")
        expect(desk.page.locator("#own-names")).to_have_value("Anna")
        keyboard.press("e")
        keyboard.type("Ana")
        keyboard.press("Tab")
        keyboard.press("Space")  # It is only spelt in another way.
        desk.page.locator("#own-name").focus()
        desk.press("Enter")
        expect(desk.page.locator("#own-names")).to_have_value("Anna")
        expect(told).to_be_hidden()
        keyboard.press("Escape")
        desk.press("u")
        assert desk.complaints == []
    assert importer.read_document(file) == ArticleDocument.model_validate(make_draft_json(2))


def test_names_of_any_length_and_direction_and_markup_are_shown_as_they_are(
    browser: Browser, tmp_path: Path
) -> None:
    text = "قال محمد: «نحن قادمون»\n</script><img src=x onerror=alert(1)> „<b>Wir</b>“\n" + "W" * 3_000
    text += "\n" + "Und sonst geschah gar nichts. " * 3_200
    speakers = [
        make_speaker(name="x" * 200, description="y" * 1_000, same_as=["https://a.example/" + "z" * 900]),
        make_speaker("muhammad", name="محمد"),
        make_speaker("script", name='"><script>alert(2)</script>%(left)s'),
    ]
    quotes = [
        make_quote("نحن قادمون", speakers=["muhammad", "anna"], review=True, score=0.5),
        make_quote("<b>Wir</b>", speakers=["script"], review=True),
    ]
    draft = make_json(text, speakers=speakers, quotes=quotes, headline="</title><script>alert(3)</script>")
    file = write(tmp_path / "draft.json", draft)
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        desk.page.on("dialog", lambda dialog: desk.complaints.append(dialog.message))
        parts = ["speaker-anna", "speaker-script", f"quote-{text.index('نحن')}-{text.index('»')}"]
        for size in (DESK, (400, 800), NARROW):
            desk.page.set_viewport_size({"width": size[0], "height": size[1]})
            for colours in ("none", "active"):
                desk.page.emulate_media(forced_colors="active" if colours == "active" else "none")
                for part in parts:
                    desk.open(f"/drafts/draft.json?part={part}")
                    assert desk.page.evaluate("document.documentElement.scrollWidth") <= size[0], (part, size)
                    assert find_violations(desk.page) == [], (part, size)
        lines = desk.page.locator("#text [data-line]")
        assert lines.nth(1).inner_text().strip().startswith("</script><img src=x onerror=alert(1)> „<b>")
        desk.page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
        # A line in Arabic begins at the right.
        frame, words = lines.nth(0).bounding_box(), desk.page.locator("#text .quotation").first.bounding_box()
        assert frame is not None
        assert words is not None
        assert words["x"] > frame["x"] + frame["width"] / 3
        assert desk.complaints == []


def test_keys_pressed_at_once_decide_about_what_was_shown(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(5))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        desk.page.evaluate(
            """for (const key of ["a", "a", "a", "r", "j"])
                 document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }))"""
        )
        expect(desk.page.locator("#alert")).to_contain_text("An article cannot be rejected")
        expect(desk.page.locator("#left")).to_have_text("6 of 8 to decide")
    document = importer.read_document(file)
    assert not document.review
    assert document.speakers[0].review
    assert all(one.review for one in document.quotes)


def test_a_selection_behind_emoji_becomes_the_words(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(3))
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        mark = desk.page.locator("#text .quotation").nth(1)
        mark.click()
        expect(desk.page.locator("#panel blockquote")).to_contain_text("zum 2.")
        # From what follows an emoji in the third line to the middle of its marked words.
        desk.page.evaluate(
            """() => {
              const line = document.querySelectorAll("#text [data-line]")[2];
              const words = line.querySelector(".quotation").firstChild;
              const before = line.querySelector("p").firstChild;
              const from = before.data.indexOf("3:");
              document.getSelection().setBaseAndExtent(before, from, words, "Wir kommen".length);
            }"""
        )
        desk.press("x")
        assert desk.current.endswith("„Wir kommen")
        desk.page.locator("#text [data-line]").nth(0).click()
        desk.page.keyboard.press("x")
        expect(desk.page.locator("#alert")).to_contain_text("Select words")
        assert desk.complaints == []
    document = importer.read_document(file)
    line = document.text.split("\r\n")[3]
    assert document.quotes[1].exact == line[line.index("3:") : line.index(" zum")]


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
        assert again.process.wait(timeout=20) == 0
        again.log.close()
    assert [one.review for one in importer.read_document(file).quotes] == [False] * 2 + [True] * 4


def test_a_program_that_is_killed_at_any_moment_leaves_a_whole_file(tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(500))
    random.seed(20)
    for _ in range(20):
        reviewing = start_review(file)
        answered: list[str] = []
        with reviewing.open_client() as client:
            page = client.get("/drafts/draft.json").text
            version = page.partition('data-version="')[2].partition('"')[0]
            part = page.partition('data-part="')[2].partition('"')[0]
            killer = threading.Timer(random.uniform(0.05, 0.4), reviewing.process.kill)
            killer.start()
            try:
                while True:
                    body = {"version": version, "part": part, "action": "accept"}
                    answer = client.post("/decisions/draft.json", json=body).json()
                    answered.append(part)
                    version, part = answer["version"], answer["part"]
            except httpx2.TransportError:
                killer.join()
        reviewing.process.wait()
        reviewing.log.close()
        assert answered
        parts = list_parts(place_document(file.read_bytes()))
        assert not any(parts[one].is_open for one in answered)
    assert len(list(tmp_path.iterdir())) <= 2  # the file, and one that was not finished


def test_is_read_and_used_with_a_screen_reader_and_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    statement = make_statement(review=True)
    certainty = {"speaker": "stated", "statement": "inferred"}
    quotes = [make_quote("Guten Tag", statement="speech", certainty=certainty, review=True, score=0.5)]
    draft = make_json(
        quotes=quotes,
        statements=[statement],
        speakers=[make_speaker(names=["Anna"], review=True)],
        language="de",
        certainty={"language": "stated"},
        review=True,
    )
    write(tmp_path / "draft.json", draft)
    write(tmp_path / "done.json", make_json())
    (tmp_path / "notes.json").write_text("{}")
    quote = f"quote-{draft['text'].index('Guten')}-{draft['text'].index('“')}"
    parts = [
        f"/drafts/draft.json?part={part}" for part in ("article", "speaker-anna", "statement-speech", quote)
    ]
    with run_review(tmp_path) as reviewing, open_desk(browser, reviewing) as desk:
        for scheme in ("light", "dark"):
            desk.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for path in ("/", *parts, "/drafts/done.json", "/drafts/notes.json"):
                desk.open(path)
                desk.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
                for size in (DESK, PHONE, NARROW):
                    desk.page.set_viewport_size({"width": size[0], "height": size[1]})
                    assert find_violations(desk.page) == [], (scheme, path, size)
                    assert desk.page.evaluate("document.documentElement.scrollWidth") <= size[0], (path, size)
            desk.open(parts[3])
            desk.page.keyboard.press("?")
            assert find_violations(desk.page) == []
        assert [one for one in desk.complaints if "422" not in one] == []


def find_violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds, with the first element of each."""
    found = Axe().run(page).response
    assert len(found["passes"]) > 8
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]


def test_single_keys_can_be_turned_off(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_draft_json(1))
    before = file.read_bytes()
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        desk.page.keyboard.press("?")
        desk.page.locator("#single-keys").uncheck()
        desk.page.keyboard.press("Escape")
        desk.page.keyboard.press("a")
        desk.page.reload()
        desk.page.keyboard.press("a")
        desk.page.wait_for_timeout(300)
        assert file.read_bytes() == before
        desk.page.get_by_role("button", name="Accept").focus()
        desk.press("Enter")
        expect(desk.page.get_by_role("button", name="Accept")).to_be_focused()


def test_a_draft_as_large_as_may_be_is_reviewed(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_huge())
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        expect(desk.page.locator("#left")).to_have_text("5002 of 5003 to decide", timeout=60_000)
        desk.press("a", "a")
        last = desk.page.locator("#parts li").last.locator("button")
        last.click()
        expect(desk.page.locator("#panel blockquote")).to_contain_text("zum 5000.")
        expect(desk.page.locator("#text .current").first).to_be_in_viewport()
        started = time.monotonic()
        desk.press("r")
        assert time.monotonic() - started < 10
        assert desk.complaints == []
    assert len(importer.read_document(file).quotes) == 4_999
