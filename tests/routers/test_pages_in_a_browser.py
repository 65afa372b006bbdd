"""The pages in a real Chromium: accessible to all, by keyboard alone, on a phone, in light and dark."""

from collections.abc import Iterator

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.write_tokens import hash_token, make_token
from tests.builders import make_json, make_quote
from tests.conftest import DatabaseMaker
from tests.servers import run_server

pytestmark = pytest.mark.slow

DESK, PHONE = (1280, 900), (320, 640)
"""320 CSS pixels: what WCAG 2.2, 1.4.10 asks a page to be read on without scrolling sideways."""
PATHS = [
    "/",
    "/articles",
    "/articles/kim-putin-briefwechsel-2023",
    "/articles/with-headline",
    "/articles/none",
    "/speakers",
    "/speakers/kim-jong-un",
    "/quotes?q=Freundschaft",
    "/quotes/q-21ea97e3a089f4d02987",
    "/verify",
    "/verify?text=Die+beiden+L%C3%A4nder+werden+immer+siegreich+sein&speaker=Putin",
    "/verify?text=Ich+bin+nicht+%C3%BCberzeugt%2C+dass+wir+die+bilaterale+Zusammenarbeit&speaker=Putin",
    "/verify?text=Er+sagte+%E2%80%9Eneue+Waffe%E2%80%9C+und+%E2%80%9EIch+bin+%C3%BCberzeugt%E2%80%9C&speaker=",
    "/verify?text=neue+Waffe&speaker=Putins",
]
ARTICLE = make_json(
    "Die Überschrift\nVon Anna\nAnna sagte: „Guten Tag“.\nZwischentitel\nEnde.",
    id="with-headline",
    headline="Die Überschrift",
    language="de",
    certainty={"language": "stated"},
    blocks=["headline", "byline", "paragraph", "subheading", "paragraph"],
    quotes=[make_quote("Guten Tag")],
)


@pytest.fixture(scope="module")
def url(make_databases: DatabaseMaker) -> Iterator[str]:
    token = make_token()
    database = make_databases("sqlite").make(seed=True)
    with run_server(database, WORTLAUT_WRITE_TOKENS=hash_token(token)) as running:
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx2.put(f"{running}/v1/articles/with-headline", json=ARTICLE, headers=headers)
        answer.raise_for_status()
        yield running


def open_page(browser: Browser, size: tuple[int, int], scheme: str, language: str = "de-DE") -> Page:
    """Return a page of a reader, which fails the test if it complains or asks another server."""
    page = browser.new_context(locale=language).new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    return page


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_and_nothing_hangs_over(
    browser: Browser, url: str, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(browser, size, scheme)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda one: complaints.append(one.url) if not one.url.startswith(url) else None)
    for path in PATHS:
        page.goto(f"{url}{path}")
        found = Axe().run(page).response
        assert len(found["passes"]) > 15
        assert [(path, one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0], path
    page.context.close()
    assert [one for one in complaints if "404" not in one and "422" not in one] == []


def press_until(page: Page, selector: str) -> None:
    """Press Tab until the focus is on an element, each time where it can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        assert focused.evaluate("one => getComputedStyle(one).outlineStyle") != "none"
        if focused.evaluate("(one, selector) => one.matches(selector)", selector):
            return
    raise AssertionError(f"the keyboard does not come to {selector}")


def test_a_question_is_asked_and_its_answer_read_by_keyboard_alone(browser: Browser, url: str) -> None:
    page = open_page(browser, DESK, "light")
    page.goto(url)
    press_until(page, "#text")
    page.keyboard.type("Die beiden Länder werden immer siegreich sein")
    press_until(page, "#speaker")
    page.keyboard.type("Putin")
    page.keyboard.press("Enter")
    expect(page.locator(".outcome")).to_have_text("Worte eines anderen")
    press_until(page, "a[href^='/articles/']")
    page.keyboard.press("Enter")
    expect(page.locator(":target")).to_contain_text("Die beiden Länder werden immer siegreich sein")
    press_until(page, ".sign")
    page.keyboard.press("Enter")
    expect(page.locator(".notes :target")).to_be_in_viewport()
    press_until(page, "a[href^='/quotes/q-']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Zitat")
    page.context.close()


def test_the_side_notes_stand_beside_their_quotes_and_no_text_is_covered(browser: Browser, url: str) -> None:
    page = open_page(browser, DESK, "light")
    page.goto(f"{url}/articles/kim-putin-briefwechsel-2023")
    note = page.locator(".sign").first.evaluate("one => getComputedStyle(one, '::after').content")
    assert note.startswith("attr(") or "Kim" in note
    shown = page.locator(".sign").first.evaluate("one => getComputedStyle(one, '::after').display")
    assert shown == "block"
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    hidden = page.locator(".sign").first.evaluate("one => getComputedStyle(one, '::after').display")
    assert hidden == "none"
    page.context.close()
