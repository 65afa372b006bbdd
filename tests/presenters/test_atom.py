"""The feed: valid by the schema of RFC 4287, and read back by feedparser."""

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import httpx2
from lxml import etree

from app.database.database import Database
from app.presenters.atom import FEED
from app.presenters.page import Page, Site
from app.schemas.queries import FeedQuery
from app.services.catalog import feed
from app.values import QuoteValue
from tests.presenters.hard import WORDS

SCHEMA = etree.RelaxNG(etree.parse(str(Path(__file__).parent / "atom.rng")))
SITE = Site("https://wortlaut.example")


def present(found: list[QuoteValue], following: str | None = None, path: str = "/v1/feed.atom") -> bytes:
    return FEED.page(Page(found, path, following, None, None), SITE)


def read(feed_document: bytes) -> Any:  # noqa: ANN401 - feedparser's dictionary
    SCHEMA.assertValid(etree.fromstring(feed_document))
    parsed = feedparser.parse(feed_document)
    assert not parsed.bozo
    return parsed


def test_the_schema_refuses_what_is_no_feed() -> None:
    document = etree.fromstring(present([]))
    assert SCHEMA.validate(document)
    [updated] = document.findall("{*}updated")
    document.remove(updated)
    assert not SCHEMA.validate(document)


def test_entries_have_the_words_whatever_they_are(hard: list[QuoteValue]) -> None:
    entries = read(present(hard)).entries
    for entry, words in zip(entries, WORDS, strict=True):
        [content] = entry.content
        assert content.type == "text/html"
        shown = content.value.partition("<blockquote>")[2].partition("</blockquote>")[0]
        text = html.unescape(re.sub(r"<br ?/?>\n?", "\n", shown))
        # feedparser reads U+0085, which is a control character, as what Windows has at 0x85.
        assert text == words.replace("\r\n", "\n").replace("\x85", "…")
        assert "zitiert nach dem Artikel; Adressat erschlossen" in content.value
        assert content.language == "de"
        assert entry.author == "Rosa L. Müller"
        assert entry.published == "2023-08-15T00:00:00Z"
        assert {link.rel: link.type for link in entry.links} == {
            "alternate": "text/html",
            "via": "text/html",
        }
    assert entries[0].title.startswith("Kim Jong-un, Brief an Wladimir Putin, 2023-08-14: „Alles zu 100 %")


def test_entries_have_ids_that_do_not_depend_on_the_address(hard: list[QuoteValue]) -> None:
    page = Page(hard, "/v1/feed.atom", None, None, None)
    ids = [[entry.id for entry in read(FEED.page(page, site)).entries] for site in (SITE, Site("http://x"))]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(hard)


def test_everything_has_a_time(hard_database: Database, seed: list[QuoteValue]) -> None:
    parsed = read(present(seed))
    stored = {one.article.stored_at for one in seed}
    assert len(stored) == 1
    assert {parsed.feed.updated, *(entry.updated for entry in parsed.entries)} == {parsed.feed.updated}
    assert not any("published" in entry for entry in parsed.entries)
    assert read(present([])).feed.updated == "1970-01-01T00:00:00Z"
    newest = hard_database.run_read(feed.find, FeedQuery(limit=1)).items[0]
    assert newest.article.article_id == "kim-putin-briefwechsel-2023"


def test_is_followed_page_by_page_with_its_filters(client: httpx2.Client) -> None:
    address, titles, ids = "/v1/feed.atom?limit=2&speaker=Putin", [], set()
    while address:
        answer = client.get(address, headers={"Accept": "application/rss+xml"})
        assert answer.headers["content-type"] == "application/atom+xml"
        document = etree.fromstring(answer.content)
        first = document.find("{*}link")
        assert first is not None
        assert first.get("rel") == "alternate"
        parsed = read(answer.content)
        ids.add(parsed.feed.id)
        titles += [entry.title for entry in parsed.entries]
        links = {link.rel: link for link in parsed.feed.links}
        assert all(link.type for link in links.values())
        assert client.get(links["self"].href).content == answer.content
        pages = [links["alternate"].href, *(entry.link for entry in parsed.entries)]
        for page in pages:
            shown = client.get(page, headers={"Accept": "text/html"})
            assert shown.headers["content-type"] == "text/html; charset=utf-8"
        following = links.get("next")
        address = "" if following is None else following.href
        if address:
            parts = urlsplit(address)
            assert f'<{parts.path}?{parts.query}>; rel="next"' == answer.headers["link"]
    assert len(ids) == 1
    assert len(titles) == len(client.get("/v1/quotes?speaker=Putin&limit=50").json()["items"])
    assert len(set(titles)) == len(titles)


def test_nothing_new_is_a_304(client: httpx2.Client) -> None:
    first = client.get("/v1/feed.atom?q=Brief")
    again = client.get("/v1/feed.atom?q=Brief", headers={"If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


def test_refuses_what_a_feed_has_not(client: httpx2.Client) -> None:
    for query in ("format=json", "total=true", "speaker=Nobody Known", "cursor=abc"):
        assert client.get(f"/v1/feed.atom?{query}").status_code == 422
