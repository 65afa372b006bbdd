"""A browser that is driven by keys, and what it complains of."""

from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.review.conftest import Reviewing

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


def find_violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds, with the first element of each."""
    found = Axe().run(page).response
    assert len(found["passes"]) > 8
    return [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]]
