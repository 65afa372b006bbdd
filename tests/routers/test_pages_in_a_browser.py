"""The pages in a real Chromium: accessible to all, by keyboard alone, on a phone, in light and dark."""

from collections.abc import Iterator

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from app.write_tokens import hash_token, make_token
from tests.builders import make_json, make_quote, make_speaker
from tests.conftest import DatabaseMaker
from tests.servers import run_server

pytestmark = pytest.mark.slow

DESK, PHONE = (1280, 900), (320, 640)
"""320 CSS pixels: what WCAG 2.2, 1.4.10 asks a page to be read on without scrolling sideways."""
LOOKS = [(DESK, "light"), (PHONE, "dark")]
"""Each size and each colour scheme once: neither depends on the other."""
PATHS = [
    "/",
    "/articles",
    "/articles/kim-putin-briefwechsel-2023",
    "/articles/with-headline",
    "/articles/many-scripts",
    "/articles/one-line",
    "/articles/none",
    "/speakers",
    "/speakers/kim-jong-un",
    "/quotes?q=Freundschaft",
    "/quotes?article=many-scripts",
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
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 2
HEBREW = "שלום לכולם, אנחנו כאן"
NESTED = "Bert hat gesagt: ‚Ich komme morgen‘, und dann kam er nicht."
OVER_LINES = "Der erste Absatz ist kurz.\nDer zweite gehört noch dazu."
MANY_SCRIPTS = make_json(
    f"Anna sagte: „{NESTED}“\n„Das geht“, sagte Bert, „so nicht weiter.“ „Doch!“„Nein!“\n"
    f"Anna schrieb: „{OVER_LINES}“\nיוסי אמר: ”{HEBREW}“ והלך.\n金先生は「皆さん、こんにちは」と言った。\n"
    f"Bert rief: „Hurra 👩\u200d👩\u200d👧🎉 e\u0301!“\nAnna las: „{LONG}“ vor. Bert habe das gehört.",
    id="many-scripts",
    language="de",
    translated=True,
    certainty={"language": "stated", "translated": "inferred"},
    blocks=["paragraph"] * 8,
    speakers=[make_speaker(), make_speaker("bert"), make_speaker("josi", name="יוסי")],
    quotes=[
        make_quote(NESTED),
        make_quote("Ich komme morgen", speakers=["bert"]),
        make_quote("Das geht", type="mixed", speakers=["bert"], key="first"),
        make_quote("so nicht weiter.", type="mixed", speakers=["bert"], continues="first"),
        make_quote("Doch!", certainty={"speaker": "inferred"}),
        make_quote("Nein!", speakers=["anna", "bert"], certainty={"speaker": "ambiguous"}),
        make_quote(OVER_LINES),
        make_quote(HEBREW, speakers=["josi"]),
        make_quote("皆さん、こんにちは"),
        make_quote("Hurra 👩\u200d👩\u200d👧🎉 e\u0301!", speakers=["bert"]),
        make_quote(LONG),
        make_quote("Bert habe das gehört", type="indirect", speakers=["bert"]),
    ],
)
ONE_LINE = make_json("Ein einziger Satz ohne Zitat.", id="one-line", speakers=[])


@pytest.fixture(scope="module")
def url(make_databases: DatabaseMaker) -> Iterator[str]:
    token = make_token()
    database = make_databases("sqlite").make(seed=True)
    with run_server(database, WORTLAUT_WRITE_TOKENS=hash_token(token)) as running:
        headers = {"Authorization": f"Bearer {token}"}
        for one in (ARTICLE, MANY_SCRIPTS, ONE_LINE):
            answer = httpx2.put(f"{running}/v1/articles/{one['id']}", json=one, headers=headers)
            answer.raise_for_status()
        yield running


def open_page(browser: Browser, size: tuple[int, int], scheme: str, language: str = "de-DE") -> Page:
    """Return a page of a reader, which fails the test if it complains or asks another server."""
    page = browser.new_context(locale=language).new_page()
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    return page


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["light desk", "dark phone"])
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
    expect(page.locator(".outcome")).to_have_text("Worte von jemand anderem")
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


def test_every_line_runs_in_the_direction_of_its_script(browser: Browser, url: str) -> None:
    page = open_page(browser, (900, 900), "light")  # Too narrow for notes beside the text.
    page.goto(f"{url}/articles/many-scripts")
    before, words, after = page.locator(".text p", has_text=HEBREW).evaluate("""line => {
        const range = document.createRange(), quotation = line.querySelector(".quotation");
        const place = node => { range.selectNodeContents(node); return range.getBoundingClientRect().x; };
        return [place(line.firstChild), place(quotation), place(line.lastChild)];
    }""")
    assert before > words > after
    full_stop_first = page.locator(".text p", has_text=HEBREW).evaluate("""line => {
        const range = document.createRange(), last = line.lastChild;
        range.setStart(last, last.length - 1);
        range.setEnd(last, last.length);
        const end = range.getBoundingClientRect().x;
        range.selectNodeContents(last);
        return end - range.getBoundingClientRect().x;
    }""")
    assert full_stop_first < 1
    page.context.close()


def test_doubt_about_an_attribution_is_said_in_words_beside_the_quote(browser: Browser, url: str) -> None:
    page = open_page(browser, DESK, "light")
    page.goto(f"{url}/articles/many-scripts")
    for words, said in (("Doch!", "Sprecher: erschlossen"), ("Nein!", "Sprecher: unklar")):
        note = page.locator(".notes li", has=page.get_by_text(words, exact=True))
        expect(note.locator("em")).to_have_text(said)
        sign = page.locator(f".text a[href='#{note.get_attribute('id')}']")
        assert said in (sign.get_attribute("aria-label") or "")
        assert (sign.get_attribute("data-sign") or "").endswith("?")
    page.context.close()


def test_pages_and_the_documentation_lead_to_each_other_by_keyboard(browser: Browser, url: str) -> None:
    page = open_page(browser, DESK, "light")
    page.goto(url)
    press_until(page, "a[href='/docs']")
    page.keyboard.press("Enter")
    page.wait_for_selector(".opblock")
    press_until(page, "a[href='/']")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Wurde das wirklich gesagt?")
    page.context.close()
