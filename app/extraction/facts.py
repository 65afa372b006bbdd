"""What a page states about its article: in JSON-LD (schema.org), OpenGraph, and its own elements."""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from app.vocabulary import Certainty

Json = Any  # Any: JSON that somebody else wrote
_ADDRESS = re.compile(r'https?://[^\s<>"]+')
_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.DOTALL)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{4}))?(?:[-_]([A-Za-z]{2}|\d{3}))?")
_ARTICLE_TYPE = re.compile(r"(?:https?://schema\.org/)?(?:\w*Article|BlogPosting|Report)")
_SITE = re.compile(r"\s*$|\s+[|\u203a»·•–—-]\s")
"""What is between the headline and the name of the site in a title, or its end."""
_BETWEEN_NAMES = re.compile(r"\s*(?:,|;|&|\b(?:and|und)\b)\s*")
_CUT = re.compile(r"\s*(\.\.\.|…)$")
LINE_MAX, NAME_MAX, ADDRESS_MAX = 2_000, 200, 2_000
"""Code points of a headline or an author, of a publisher, and of an address in a document."""


class Facts(NamedTuple):
    """What a page states; None for what it does not.

    `differing_authors` are those of JSON-LD, <meta> and the byline where they differ: then there is no
    `author`.
    """

    headline: str | None = None
    author: str | None = None
    differing_authors: str | None = None
    publisher: str | None = None
    source_url: str | None = None
    published_on: datetime.date | None = None
    published_on_certainty: Certainty | None = None
    language: str | None = None


def read_facts(tree: HtmlElement) -> Facts:
    """Return what a page states about its article. Nothing is guessed from its text or its address."""
    meta = _read_meta(tree)
    address = _find_address(tree, meta)
    nodes = _read_linked(tree)
    article = _find_article(nodes, address)
    day, certainty = _find_day(tree, meta, article)
    named = {str(node.get("@id")): name for node in nodes if (name := _get_name(node))}
    publishers = [_get_name(article.get("publisher"), named), *meta.get("og:site_name", ())]
    authors = _list_authors(tree, meta, article, named)
    authors = [one for one in authors if one not in publishers] or authors
    is_one = _name_the_same(authors)
    headings = [" ".join(str(one.text_content()).split()) for one in tree.iter("h1")]
    titles = [article.get("headline"), *meta.get("og:title", ())]
    shown = next(filter(None, (_find_shown(one, headings) for one in titles)), None)
    return Facts(
        headline=_first(LINE_MAX, [shown, *titles, headings[0] if len(headings) == 1 else None]),
        author=authors[0] if authors and is_one else None,
        differing_authors=None if is_one else " / ".join(dict.fromkeys(authors)),
        publisher=_first(NAME_MAX, publishers),
        source_url=address or _to_address(article.get("url")),
        published_on=day,
        published_on_certainty=certainty,
        language=_find_language(tree, meta, article),
    )


def _read_meta(tree: HtmlElement) -> dict[str, list[str]]:
    """Return the contents of <meta> by their property or name."""
    found: dict[str, list[str]] = {}
    for one in tree.iter("meta"):
        content = (one.get("content") or "").strip()
        name = one.get("property") or one.get("name") or one.get("itemprop")
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _read_linked(tree: HtmlElement) -> list[dict[str, Json]]:
    """Return the objects in the JSON-LD of a page."""
    return [
        node
        for script in tree.iter("script")
        if (script.get("type") or "").lower().strip() == "application/ld+json"
        for node in _walk(_parse(script.text or ""))
    ]


def _find_article(nodes: list[dict[str, Json]], address: str | None) -> dict[str, Json]:
    """Return the article in JSON-LD: the only one, or the one of several with the page's address."""
    articles = [
        node
        for node in nodes
        if any(_ARTICLE_TYPE.fullmatch(str(kind)) for kind in _to_list(node.get("@type")))
    ]
    if len(articles) > 1:
        articles = [one for one in articles if address and address in _list_addresses(one)]
    return articles[0] if len(articles) == 1 else {}


def _list_authors(
    tree: HtmlElement, meta: dict[str, list[str]], article: dict[str, Json], named: dict[str, str]
) -> list[str]:
    """Return whom each source names, those of several <meta> together; `named` are the names by @id."""
    linked = [_get_name(one, named) for one in _to_list(article.get("author"))]
    described = [one for one in meta.get("author", ()) if not _ADDRESS.fullmatch(one)]
    sources: list[list[str | None]] = [linked, [*described], [*_find_bylines(tree)]]
    joined = [_first(LINE_MAX, [", ".join(dict.fromkeys(filter(None, one)))]) for one in sources]
    return [one for one in joined if one is not None]


def _name_the_same(authors: list[str]) -> bool:
    """Tell whether of each two sources, one names all whom the other names."""
    names = [{name.casefold() for name in _BETWEEN_NAMES.split(one)} for one in authors]
    return all(one <= other or other <= one for one in names for other in names)


def _parse(text: str) -> Json:
    try:
        return json.loads(text, strict=False)
    except (json.JSONDecodeError, RecursionError):
        return None  # A page whose JSON-LD is broken states nothing there.


def _walk(node: Json) -> Iterator[dict[str, Json]]:
    """Yield the objects at the top of JSON-LD: itself, those of a list, and those of @graph."""
    for one in _to_list(node):
        if isinstance(one, dict):
            yield one
            yield from (each for each in _to_list(one.get("@graph")) if isinstance(each, dict))


def _list_addresses(article: dict[str, Json]) -> list[str]:
    page = article.get("mainEntityOfPage")
    return [str(one) for one in (article.get("url"), article.get("@id"), page, _get(page, "@id")) if one]


def _find_day(
    tree: HtmlElement, meta: dict[str, list[str]], article: dict[str, Json]
) -> tuple[datetime.date | None, Certainty | None]:
    """Return the day of publication: stated, ambiguous where statements differ, else that of <time>."""
    names = ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created", "pubdate")
    given = [article.get("datePublished"), *(one for name in names for one in meta.get(name, ()))]
    stated = _list_days(given)
    if stated:
        return stated[0], Certainty.STATED if len(set(stated)) == 1 else Certainty.AMBIGUOUS
    shown = set(_list_days(one.get("datetime") for one in tree.iter("time")))
    return (shown.pop(), Certainty.INFERRED) if len(shown) == 1 else (None, None)


def _list_days(values: Iterable[Json]) -> list[datetime.date]:
    """Return the days of ISO dates and times, as they are written: no time zone moves them."""
    days = []
    for one in values:
        found = _DAY.fullmatch(one.strip()) if isinstance(one, str) else None
        try:
            days += [datetime.date.fromisoformat(found[1])] if found else []
        except ValueError:
            continue  # such as 2023-02-30
    return days


def _find_shown(title: Json, headings: list[str]) -> str | None:
    """Return the heading that a title is made of: without the name of the site, and not cut short."""
    own = " ".join(title.split()) if isinstance(title, str) else ""
    begun = _CUT.sub("", own)
    for heading in filter(None, headings):
        is_followed = own.startswith(heading) and _SITE.match(own[len(heading) :])
        if is_followed or (begun != own and begun and heading.startswith(begun)):
            return heading
    return None


def _find_bylines(tree: HtmlElement) -> list[str]:
    """Return the names of the links to authors."""
    links = (one for one in tree.iter("a") if "author" in (one.get("rel") or "").split())
    return [" ".join(one.text_content().split()) for one in links]


def _find_address(tree: HtmlElement, meta: dict[str, list[str]]) -> str | None:
    canonical = [
        one.get("href") for one in tree.iter("link") if (one.get("rel") or "").lower() == "canonical"
    ]
    return next(filter(None, map(_to_address, [*canonical, *meta.get("og:url", ())])), None)


def _find_language(tree: HtmlElement, meta: dict[str, list[str]], article: dict[str, Json]) -> str | None:
    root = tree.getroottree().getroot()
    for one in (root.get("lang"), article.get("inLanguage"), *meta.get("og:locale", ())):
        found = _LANGUAGE.fullmatch(one.strip()) if isinstance(one, str) else None
        if found:
            script, region = (found[2] or "").title(), (found[3] or "").upper()
            return "-".join(filter(None, (found[1].lower(), script, region)))
    return None


def _first(longest: int, values: Iterable[Json]) -> str | None:
    """Return the first value that is words, in one line; no address, and not too long for a document."""
    for one in values:
        text = " ".join(one.split()) if isinstance(one, str) else ""
        if text and len(text) <= longest and not _ADDRESS.fullmatch(text):
            return text
    return None


def _get_name(one: Json, named: Mapping[str, str] = MappingProxyType({})) -> str | None:
    """Return a name: itself, that of an object, or that of the object to which its @id refers."""
    name = one if isinstance(one, str) else _get(one, "name") or named.get(str(_get(one, "@id")))
    return " ".join(name.split()) if isinstance(name, str) and not _ADDRESS.fullmatch(name.strip()) else None


def _get(one: Json, key: str) -> Json:
    return one.get(key) if isinstance(one, dict) else None


def _to_address(one: Json) -> str | None:
    text = one.strip() if isinstance(one, str) else ""
    return text if len(text) <= ADDRESS_MAX and _ADDRESS.fullmatch(text) else None


def _to_list(one: Json) -> list[Json]:
    if one is None:
        return []
    return one if isinstance(one, list) else [one]
