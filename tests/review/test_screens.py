"""The review page in a real Chromium, as it looks: sizes, colours, directions, and for screen readers."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.services.ingest import importer
from tests.builders import make_json, make_quote, make_speaker, make_statement
from tests.review.conftest import run_review
from tests.review.desk import DESK, NARROW, PHONE, find_violations, open_desk
from tests.review.drafts import make_huge
from tests.review.requests import write

pytestmark = pytest.mark.slow


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
        for scheme, sizes in (("light", (DESK, NARROW)), ("dark", (PHONE,))):
            desk.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            for path in ("/", *parts, "/drafts/done.json", "/drafts/notes.json"):
                desk.open(path)
                desk.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
                for size in sizes:
                    desk.page.set_viewport_size({"width": size[0], "height": size[1]})
                    assert find_violations(desk.page) == [], (scheme, path, size)
                    assert desk.page.evaluate("document.documentElement.scrollWidth") <= size[0], (path, size)
            desk.open(parts[3])
            desk.page.keyboard.press("?")
            assert find_violations(desk.page) == []
        assert [one for one in desk.complaints if "422" not in one] == []


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
        for size, has_own_colours in ((DESK, True), ((400, 800), False), (NARROW, True)):
            desk.page.set_viewport_size({"width": size[0], "height": size[1]})
            desk.page.emulate_media(forced_colors="none" if has_own_colours else "active")
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


def test_a_draft_as_large_as_may_be_is_reviewed(browser: Browser, tmp_path: Path) -> None:
    file = write(tmp_path / "draft.json", make_huge())
    with run_review(file) as reviewing, open_desk(browser, reviewing) as desk:
        expect(desk.page.locator("#left")).to_have_text("5002 of 5003 to decide", timeout=60_000)
        desk.press("a", "a")
        last = desk.page.locator("#parts li").last.locator("button")
        last.click()
        expect(desk.page.locator("#panel blockquote")).to_contain_text("zum 5000.")
        expect(desk.page.locator("#text .current").first).to_be_in_viewport()
        desk.press("r")
        assert desk.complaints == []
    assert len(importer.read_document(file).quotes) == 4_999
