"""Quotes as an Atom feed (RFC 4287), in pages (RFC 5005, 3)."""

import datetime
import html
import re
import uuid
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from app.presenters.citations.citation import make_citation
from app.presenters.citations.provenance import to_line
from app.presenters.media_types import ATOM, HTML
from app.presenters.page import Page, Site
from app.presenters.presenter import Presenter
from app.values import QuoteValue

NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = "1970-01-01T00:00:00Z"
"""The time of a feed without entries: Atom requires one."""


def to_feed(page: Page, site: Site) -> bytes:
    """Return a page of the feed. `self` is not the first link: some readers take the first for the page."""
    filters = [one for one in parse_qsl(urlsplit(page.path).query) if one[0] not in ("cursor", "limit")]
    query = f"?{urlencode(filters)}" if filters else ""
    path = urlsplit(page.path).path
    feed = Element("feed", xmlns=NAMESPACE)
    SubElement(feed, "id").text = site.locate(f"{path}{query}")
    named = ", ".join(f"{name}: {value}" for name, value in filters)
    SubElement(feed, "title").text = to_line(f"Wortlaut: quotes, {named}" if named else "Wortlaut: quotes")
    stored = max((quote.article.stored_at for quote in page.items), default=None)
    SubElement(feed, "updated").text = NEVER if stored is None else _write_time(stored)
    SubElement(SubElement(feed, "author"), "name").text = "Wortlaut"
    _link(feed, "alternate", HTML.media_type, site.locate("/"))
    _link(feed, "self", ATOM.media_type, site.locate(page.path))
    if page.next is not None:
        _link(feed, "next", ATOM.media_type, site.locate(page.next))
    feed.extend(_make_entry(quote, site) for quote in page.items)
    indent(feed)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode").encode()


def _make_entry(quote: QuoteValue, site: Site) -> Element:
    """Return an entry: its author is the article's, and who speaks is in the title.

    It is updated when its article is stored with another content, and published with the article. Its id is
    the same at every address of this service. The content is escaped HTML: of XHTML, readers reorder words.
    """
    article = quote.article
    citation = make_citation(quote, site)
    entry = Element("entry", {"xml:lang": citation.language} if citation.language else {})
    SubElement(entry, "id").text = uuid.uuid5(uuid.NAMESPACE_OID, f"wortlaut {quote.row.id}").urn
    said = ", ".join(one for one in (*citation.authors, citation.description) if one)
    SubElement(entry, "title").text = f"{said}: {citation.title}" if said else citation.title
    SubElement(entry, "updated").text = _write_time(article.stored_at)
    if citation.published_on is not None:
        SubElement(entry, "published").text = f"{citation.published_on}T00:00:00Z"
    if writer := citation.container_author or citation.publisher:
        SubElement(SubElement(entry, "author"), "name").text = writer
    _link(entry, "alternate", HTML.media_type, citation.address)
    if citation.url != citation.address:
        _link(entry, "via", HTML.media_type, citation.url)
    SubElement(entry, "category", term=quote.row.type)
    # XML has one line end, and readers would have two where HTML has a break beside another.
    words = re.sub("\r\n|[\r\n]", "<br>\n", html.escape(quote.exact))
    source = html.escape(f"{citation.source} ({citation.provenance}).")
    SubElement(entry, "content", type="html").text = f"<blockquote>{words}</blockquote><p>{source}</p>"
    return entry


def _link(parent: Element, relation: str, media_type: str, address: str) -> None:
    SubElement(parent, "link", rel=relation, type=media_type, href=address)


def _write_time(seconds: int) -> str:
    return datetime.datetime.fromtimestamp(seconds, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FEED = Presenter(
    ATOM, lambda quote, site: to_feed(Page([quote], "/v1/quotes", None, None, None), site), to_feed
)
