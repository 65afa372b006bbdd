"""Links to the words, in a real Chromium: each marks its quote, and not a letter more or less."""

from collections.abc import Iterator

import httpx2
import pytest
from playwright.sync_api import Browser, Page

from app.write_tokens import hash_token, make_token
from tests.builders import Json, make_json, make_quote
from tests.conftest import DatabaseMaker
from tests.servers import run_server

Place = tuple[int, int]
"""A line, and UTF-16 code units before a place in it."""

pytestmark = pytest.mark.slow

SEED = "kim-putin-briefwechsel-2023"
LONG = "Wir haben lange gewartet, " * 12 + "und jetzt ist es gut"
LINES = [
    "Sie hatten Mut, sagte Anna. Sie hätten Mut, sagte Anna. Sie hatten Geld.",
    "Die Starke und die Stärke, die Strasse und die Straße, Ore und Øre.",
    "„Ja“, sagte sie. „Ja“, sagte er. „Nein“, „Ja“ und „JA!“ – „ja…“",
    "\U0001f600 „Emoji \U0001f600 davor“ und \U0001f468\u200d\U0001f467 „Familie\U0001f468\u200d\U0001f467“, "
    "„e\u0301“ und „\xe9“.",
    "Es waren 1,5 Millionen, nicht 5 Millionen. Don’t, dont und don't. U.S. und US.",
    "Ein  doppelter Abstand, ein\u00a0geschützter, noch\u00a0 einer, "
    "ein wei\u00adches Trennzeichen, Ost-West und Ostwest, Wort-Teil.",
    "„Eine Rede, die hier beginnt",
    "und in der nächsten Zeile endet“, so Anna. „Eine Rede“, die endet.",
    f"„{LONG}“, sagte Anna. „{LONG} so“, sagte Anna noch einmal.",
    "Refrain.",
    "Refrain.",
    "Refrain.",
    "Artikel, Sprecher, Wortlaut, Zeichen, anna",
    "한국 문장 하나. 한국 문장 둘. 中文句子，中文句子。",
    "Привет, мир. приве́т, мир. Αθήνα και αθηνα.",
    "“Quoted,” she said, “<b>bold</b> & 'co' — 100 % #1, a-b,c”.",
    "サクラ、さくら。ن و٣، 3 ٣. ґ г. שלום, שלומ. 각가 가까. كـتاب كتاب. Ende\x85neu, Ende\u2028neu.",
    "Staerke, Stärke, Koeln, Köln, Kaas und Kås in einer Zeile.",
    "x² und x2, ﬁnden und finden, Ⅷ und VIII, „ß“ und „ss“, „İ“ und „i“",
]
TEXT = "\r\n".join(LINES)
SOUGHT = [
    ("hatten Mut", 1),
    ("hätten Mut", 1),
    ("Sie hatten", 2),
    ("Starke", 1),
    ("Stärke", 1),
    ("Strasse", 1),
    ("Straße", 1),
    ("Ore", 1),
    ("Øre", 1),
    ("Ja", 1),
    ("Ja", 2),
    ("Ja", 3),
    ("JA!", 1),
    ("ja…", 1),
    ("Emoji \U0001f600 davor", 1),
    ("Familie\U0001f468\u200d\U0001f467", 1),
    ("e\u0301", 1),
    ("\xe9", 1),
    ("1,5 Millionen", 1),
    ("nicht 5 Millionen", 1),
    ("Don’t", 1),
    ("dont", 1),
    ("don't", 1),
    ("U.S.", 1),
    ("US", 1),
    ("Ein  doppelter Abstand", 1),
    ("ein\u00a0geschützter", 1),
    ("noch\u00a0 einer", 1),
    ("wei\u00adches Trennzeichen", 1),
    ("West", 1),
    ("Teil", 1),
    ("Eine Rede, die hier beginnt\r\nund in der nächsten Zeile endet", 1),
    ("Eine Rede", 2),
    (LONG, 1),
    (f"{LONG} so", 1),
    ("Refrain", 1),
    ("Refrain", 3),
    ("Artikel", 1),
    ("Sprecher", 1),
    ("Zeichen", 1),
    ("anna", 1),
    ("한국 문장", 2),
    ("中文句子", 1),
    ("мир", 2),
    ("Привет", 1),
    ("αθηνα", 1),
    ("Quoted,", 1),
    ("<b>bold</b> & 'co' — 100 % #1, a-b,c", 1),
    ("さくら", 1),
    ("٣", 2),
    ("г", 1),
    ("שלומ", 1),
    ("가까", 1),
    ("كتاب", 1),
    ("Ende\x85neu", 1),
    ("Ende\u2028neu", 1),
    ("Stärke", 2),
    ("Köln", 1),
    ("Kås", 1),
    ("x2", 1),
    ("finden", 1),
    ("VIII", 1),
    ("ss", 2),
    ("i", TEXT.count("i")),
]
BY_ID_ALONE = {("5 Millionen", 1), ("Refrain", 2), ("Abst", 1)}
"""Quotes that no text fragment leads to: within a number, between equal lines, within a word."""
HEIGHT = 3_000
"""Of the window: the whole text is in it."""
MARKED = (
    "::target-text, ::highlight(expected) { background: #f0f; color: #000 } :target { outline: 0 !important }"
)
HIGHLIGHT = """([first, last]) => {
  const find = ([line, offset]) => {
    const lines = document.querySelectorAll('.text > *')
    const nodes = document.createTreeWalker(lines[line], NodeFilter.SHOW_TEXT)
    let node
    while ((node = nodes.nextNode()) && offset > node.length) offset -= node.length
    return [node, offset]
  }
  const range = new Range()
  range.setStart(...find(first))
  range.setEnd(...find(last))
  CSS.highlights.set('expected', new Highlight(range))
}"""


@pytest.fixture(scope="module")
def url(make_databases: DatabaseMaker) -> Iterator[str]:
    """A server with the seed and a hard article: what it sends does not depend on the database."""
    token = make_token()
    quotes = [make_quote(exact, occurrence=number) for exact, number in [*SOUGHT, *sorted(BY_ID_ALONE)]]
    document = make_json(TEXT, id="hard", language="de", certainty={"language": "stated"}, quotes=quotes)
    database = make_databases("sqlite").make(seed=True)
    with run_server(database, WORTLAUT_WRITE_TOKENS=hash_token(token)) as running:
        headers = {"Authorization": f"Bearer {token}"}
        answer = httpx2.put(f"{running}/v1/articles/hard", json=document, headers=headers)
        assert answer.status_code == 201, answer.text
        yield running


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    # The test's own style sheet is inline, which the policy of the pages forbids.
    context = browser.new_context(bypass_csp=True, viewport={"width": 1000, "height": HEIGHT})
    yield context.new_page()
    context.close()


def open_article(page: Page, address: str) -> None:
    page.goto("about:blank")  # Else the browser would only scroll.
    page.goto(address)
    page.add_style_tag(content=MARKED)


def take_picture(page: Page) -> str:
    """Return what the text looks like, with all that a browser or a script marks in it: a PNG in Base64.

    By Chromium's own protocol, with its fast compression: this takes half as long.
    """
    page.evaluate("window.scrollTo(0, 0)")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    box = page.locator(".text").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= HEIGHT
    session = page.context.new_cdp_session(page)
    options = {"optimizeForSpeed": True, "clip": {**box, "scale": 1}}
    picture: str = session.send("Page.captureScreenshot", options)["data"]
    session.detach()
    return picture


def find_place(article: Json, offset: int) -> Place:
    """Return the line of an offset, and the UTF-16 code units before it in that line."""
    block = next(one for one in reversed(article["blocks"]) if one["start"] <= offset)
    return block["position"], len(block["text"][: offset - block["start"]].encode("utf-16-le")) // 2


@pytest.mark.parametrize("article_id", [SEED, "hard"])
def test_each_link_marks_its_words_and_nothing_else(page: Page, url: str, article_id: str) -> None:
    article = httpx2.get(f"{url}/v1/articles/{article_id}").json()
    with_fragment = [one for one in article["quotes"] if ":~:text=" in one["links"]["text_fragment"]]
    open_article(page, f"{url}/articles/{article_id}")
    plain = take_picture(page)
    expected = []
    for quote in with_fragment:
        page.evaluate(HIGHLIGHT, [find_place(article, quote["start"]), find_place(article, quote["end"])])
        expected.append(take_picture(page))
    assert plain not in expected
    assert len(set(expected)) == len(expected), "two quotes look the same, so one may be taken for the other"
    wrong = []
    for quote, picture in zip(with_fragment, expected, strict=True):
        open_article(page, f"{url}{quote['links']['text_fragment']}")
        if take_picture(page) != picture:
            wrong.append(quote["links"]["text_fragment"])
    assert wrong == []


def test_a_quote_without_a_text_fragment_is_found_by_its_id(page: Page, url: str) -> None:
    quotes = httpx2.get(f"{url}/v1/articles/hard").json()["quotes"]
    without = [one for one in quotes if ":~:text=" not in one["links"]["text_fragment"]]
    assert {one["exact"] for one in without} == {exact for exact, _ in BY_ID_ALONE}
    for quote in without:
        page.goto(f"{url}{quote['links']['text_fragment']}")
        assert page.locator(":target").evaluate("one => one.textContent") == quote["exact"]
