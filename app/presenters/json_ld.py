"""Resources as linked data: quotes are W3C Web Annotations of their article's exact text (JSON-LD 1.1)."""

from collections.abc import Callable
from typing import Any

import orjson

from app.presenters.json_ld_context import CONTEXT_JSON
from app.presenters.media_types import JSON_LD
from app.presenters.page import Page, Site
from app.presenters.presenter import Presenter
from app.presenters.schema_org import (
    Node,
    describe_article,
    describe_quotation,
    describe_speaker,
    describe_statement,
    describe_text,
)
from app.values import ArticleValue, FoundArticle, QuoteValue, SpeakerValue, StatementValue
from app.vocabulary import Certainty

Present = Callable[[Any, Site], Node]  # Any: a value of the catalog


def make_presenter(present: Present, *, counts_utf16: bool = False) -> Presenter:
    """Return the presenter of the nodes that a function makes; its pages are of the type for them."""
    page_type = "AnnotationPage" if present is present_quote else "OrderedCollectionPage"
    return Presenter(
        JSON_LD,
        lambda value, site: _write(present(value, site)),
        lambda page, site: _write(_present_page(page, site, page_type, present)),
        counts_utf16=counts_utf16,
    )


def present_quote(quote: QuoteValue, site: Site) -> Node:
    """Return the annotation that says what a span of an article's text is: these words of this speaker.

    It has both selectors, by words and by position, because readers need the one or the other or both
    (https://www.w3.org/TR/annotation-model/, 4.2.4 and 4.2.5). Positions are in code points, as these
    define them, unless the value has them in UTF-16.
    """
    article = quote.article
    start, end = (quote.row.start, quote.row.end) if quote.utf16 is None else quote.utf16
    return {
        "id": site.locate(f"/v1/quotes/{quote.row.id}"),
        "type": "Annotation",
        "motivation": "identifying",
        "body": describe_quotation(quote, site),
        "target": {
            "type": "SpecificResource",
            "source": describe_text(article.article_id, article.sha256, site),
            "selector": [
                {
                    "type": "TextQuoteSelector",
                    "exact": quote.exact,
                    "prefix": quote.prefix,
                    "suffix": quote.suffix,
                },
                {"type": "TextPositionSelector", "start": start, "end": end},
            ],
        },
    }


def present_statement(statement: StatementValue, site: Site) -> Node:
    """Return a statement with the words of its first quotes; only those that surely render it."""
    words = [
        describe_quotation(quote, site)
        for quote in statement.quotes
        if quote.row.statement_certainty != Certainty.AMBIGUOUS
    ]
    return {**describe_statement(statement, site), "quotations": words}


def present_article(article: ArticleValue, site: Site) -> Node:
    """Return an article with its text, its speakers, and an annotation for each quote."""
    return {
        **describe_article(article.row, site),
        "articleBody": "".join(block.text for block in article.blocks),
        "mentions": [
            *(describe_speaker(one, site) for one in article.speakers),
            *(describe_statement(one, site) for one in article.statements),
        ],
        "subjectOf": [present_quote(quote, site) for quote in article.quotes],
    }


def present_found_article(found: FoundArticle, site: Site) -> Node:
    """Return an article of a list."""
    return describe_article(found.row, site)


def present_speaker(speaker: SpeakerValue, site: Site) -> Node:
    """Return a speaker."""
    return describe_speaker(speaker, site)


def _present_page(page: Page, site: Site, page_type: str, present: Present) -> Node:
    node: Node = {
        "id": site.locate(page.path),
        "type": page_type,
        "items": [present(item, site) for item in page.items],
    }
    if page.next is not None:
        node["next"] = site.locate(page.next)
    if page.total is not None:
        node["total"] = page.total
    return node


def _write(node: Node) -> bytes:
    return orjson.dumps({"@context": CONTEXT_JSON, **node})
