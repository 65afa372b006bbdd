"""The documentation page in a real browser: it asks nobody but this server, and it works."""

from collections.abc import Iterator

import httpx2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from app.write_tokens import hash_token, make_token
from tests.conftest import DatabaseMaker, ServerMaker
from tests.servers import run_server

KIMS_SENTENCE = "Ich bin fest davon überzeugt, dass sich Freundschaft und Solidarität"
DESK, PHONE = (1280, 1000), (390, 844)
LOOKS = [(DESK, "light"), (PHONE, "dark")]
"""Each size and each colour scheme once: neither depends on the other."""
PAPER = {"light": "rgb(255, 255, 255)", "dark": "rgb(28, 32, 34)"}

pytestmark = pytest.mark.slow


class Visit:
    """A page opened by a reader, and what the browser complained of or asked elsewhere."""

    def __init__(self, browser: Browser, url: str, size: tuple[int, int], scheme: str) -> None:
        self.complaints: list[str] = []
        self._url = url
        self.page: Page = browser.new_context().new_page()
        self.look_through(size, scheme)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self._check(request.url))
        self.page.goto(f"{url}/docs")
        self.page.wait_for_selector(".opblock")

    def _check(self, url: str) -> None:
        if not url.startswith((f"{self._url}/", "data:")):
            self.complaints.append(f"asks {url}")

    def look_through(self, size: tuple[int, int], scheme: str) -> None:
        """Take a window of this size, light or dark."""
        width, height = size
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")

    def execute(self, operation: str) -> Locator:
        """Open an operation, press Execute, and return the answer."""
        block = self.page.locator(f"#operations-{operation}")
        block.locator(".opblock-summary-control").first.click()
        block.locator("button.execute").click()
        answer = block.locator(".live-responses-table")
        answer.wait_for()
        return answer

    def fold(self, operation: str) -> None:
        """Close an operation: the page is slow while much of it is open."""
        self.page.locator(f"#operations-{operation} .opblock-summary-control").first.click()

    @property
    def width(self) -> int:
        """How wide the page is, with what hangs over."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth")
        return width


@pytest.fixture(scope="module")
def page_url(make_server: ServerMaker) -> str:
    """A server for the page, which does not depend on the database: answers are compared elsewhere."""
    return make_server("sqlite")


@pytest.fixture(scope="module")
def shared_visit(browser: Browser, page_url: str) -> Iterator[Visit]:
    """A page that tests share which leave it as they found it: to open one takes seconds."""
    visit = Visit(browser, page_url, DESK, "light")
    yield visit
    visit.page.context.close()


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["light desk", "dark phone"])
def test_shows_kims_sentence_when_a_quote_is_executed(
    shared_visit: Visit, size: tuple[int, int], scheme: str
) -> None:
    shared_visit.look_through(size, scheme)
    answer = shared_visit.execute("Quotes-get_quote").inner_text()
    assert KIMS_SENTENCE in answer
    assert shared_visit.width <= size[0]
    shared_visit.fold("Quotes-get_quote")
    assert shared_visit.complaints == []


def test_is_light_or_dark_as_the_reader_likes(shared_visit: Visit) -> None:
    for scheme in ("dark", "light"):
        shared_visit.look_through(DESK, scheme)
        expect(shared_visit.page.locator("body")).to_have_css("background-color", PAPER[scheme])


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["light desk", "dark phone"])
def test_the_first_screen_shows_a_question_one_click_from_its_verdict_and_not_the_rules(
    browser: Browser, page_url: str, size: tuple[int, int], scheme: str
) -> None:
    visit = Visit(browser, page_url, size, scheme)
    expect(visit.page.locator("body")).to_have_css("background-color", PAPER[scheme])
    button, answer = visit.page.locator("#question button"), visit.page.locator("#answer")
    expect(button).to_be_in_viewport()
    expect(answer).to_be_hidden()
    rules = visit.page.locator(".folded .info")
    expect(rules).to_be_hidden()
    button.click()
    expect(answer.locator(".verdict")).to_contain_text("misattributed")
    expect(answer).to_contain_text("Kim Jong-un")
    address = answer.locator(".source a").get_attribute("href")
    assert httpx2.get(f"{page_url}{address}").json()["verdict"] == "misattributed"
    assert visit.width <= size[0]
    visit.page.locator(".folded summary").click()
    expect(rules).to_be_visible()
    expect(rules).to_contain_text("misattributed")
    assert visit.complaints == []
    visit.page.context.close()


@pytest.mark.parametrize(("size", "scheme"), LOOKS, ids=["light desk", "dark phone"])
def test_axe_finds_no_violation(shared_visit: Visit, size: tuple[int, int], scheme: str) -> None:
    shared_visit.look_through(size, scheme)
    for _ in range(20):
        found = Axe().run(shared_visit.page).response
        if not found["violations"]:
            break
        shared_visit.page.wait_for_timeout(250)  # The colours change for a while; a violation stays.
    assert len(found["passes"]) > 15
    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    shared_visit.look_through(DESK, "light")


def test_each_further_question_shows_the_verdict_that_its_link_leads_to(
    shared_visit: Visit, page_url: str
) -> None:
    visit = shared_visit
    found = []
    for link in visit.page.locator(".examples a[href^='/v1/']").all():
        found.append(httpx2.get(f"{page_url}{link.get_attribute('href')}").json()["verdict"])
        link.click()
        expect(visit.page.locator("#answer .verdict")).to_contain_text(found[-1])
    assert found == ["verified", "altered", "not_a_quotation"]
    assert visit.complaints == []


def test_a_question_that_is_refused_shows_the_problem_as_text(browser: Browser, page_url: str) -> None:
    visit = Visit(browser, page_url, DESK, "light")
    visit.page.locator("#speaker").fill("<b>Niemand</b>")
    visit.page.locator("#question button").click()
    expect(visit.page.locator("#answer")).to_contain_text("<b>Niemand</b>")
    assert [one for one in visit.complaints if "422" not in one] == []
    visit.page.context.close()


def test_operations_of_every_kind_execute_with_the_example_they_show(browser: Browser, page_url: str) -> None:
    """One of each method, format and shape of parameters: each takes seconds."""
    visit = Visit(browser, page_url, DESK, "light")
    paths = httpx2.get(f"{page_url}/openapi.json").json()["paths"].values()
    kinds = {
        (method, tuple(operation["responses"]["200"]["content"]), bool(operation.get("parameters"))): (
            f"{operation['tags'][0]}-{operation['operationId']}"
        )
        for path in paths
        for method, operation in path.items()
        if method in ("get", "post")
    }
    assert len(kinds) > 8
    for name in kinds.values():
        answer = visit.execute(name)
        assert answer.locator("tbody td.response-col_status").first.inner_text().split()[0] == "200"
        visit.fold(name)
    assert visit.complaints == []
    visit.page.context.close()


def test_whoever_has_a_token_writes_from_the_page(browser: Browser, make_databases: DatabaseMaker) -> None:
    token = make_token()
    with run_server(make_databases("sqlite").make(seed=True), WORTLAUT_WRITE_TOKENS=hash_token(token)) as url:
        visit = Visit(browser, url, DESK, "light")
        refused = visit.execute("Articles-put_article")
        assert refused.locator("tbody td.response-col_status").first.inner_text().split()[0] == "401"
        visit.page.locator(".btn.authorize").click()
        visit.page.locator(".auth-container input").fill(token)
        visit.page.locator(".auth-container button[type=submit]").click()
        visit.page.locator(".auth-container .btn-done").click()
        visit.page.locator("#operations-Articles-put_article button.execute").click()
        written = visit.page.locator("#operations-Articles-put_article .live-responses-table")
        expect(written.locator("tbody td.response-col_status").first).to_contain_text("200")
        assert [one for one in visit.complaints if "401" not in one] == []
        visit.page.context.close()


def test_the_page_may_run_nothing_but_its_own_files(client: httpx2.Client) -> None:
    policy = client.get("/docs").headers["content-security-policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert directives["img-src"] == "'self' data:"
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("page.css", "text/css; charset=utf-8"),
        ("page.js", "text/javascript; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("swagger-ui.css", "text/css; charset=utf-8"),
        ("swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
    ],
)
def test_the_files_of_the_page_come_as_what_they_are(
    client: httpx2.Client, name: str, media_type: str
) -> None:
    plain = client.get(f"/docs/{name}", headers={"Accept-Encoding": "identity"})
    packed = client.get(f"/docs/{name}", headers={"Accept-Encoding": "gzip"})
    assert plain.headers["content-type"] == packed.headers["content-type"] == media_type
    assert plain.content == packed.content
    assert plain.headers["etag"] != packed.headers["etag"]
