"""Articles, statements, speakers and quotations in the terms of schema.org.

Everything here is what articles say. How sure they make it is an additional property beside it
(`certainty.speaker`: `inferred`); what they leave ambiguous is only such a property (`speaker`), so that no
graph has it as a fact. Where the words are the reporter's (indirect, reported), they are no `Quotation`.
"""

from collections.abc import Iterable
from typing import Any

from app.presenters.page import Site, encode_address
from app.values import (
    ArticleRow,
    Party,
    QuotedArticleRow,
    QuoteValue,
    SpeakerHead,
    SpeakerValue,
    StatementHead,
    StatementValue,
)
from app.vocabulary import QUOTATIONS, Certainty, SpeakerKind, StatementForm

Node = dict[str, Any]  # Any: JSON


def describe_quotation(quote: QuoteValue, site: Site) -> Node:
    """Return the words of a quote: whose they are, in which article, of which statement."""
    row, is_quotation = quote.row, quote.row.type in QUOTATIONS
    article = _refer_to_article(quote.article, site)
    enclosing = [] if quote.within_id is None else [{"id": _locate_words(quote.within_id, site)}]
    speaker_key = "spokenByCharacter" if is_quotation else "attributedTo"
    language, certainty = quote.article.language, quote.article.language_certainty
    node: Node = {
        "id": _locate_words(row.id, site),
        "type": "Quotation" if is_quotation else "CreativeWork",
        "genre": row.type,
        "text": quote.exact,
        "isPartOf": [article, *enclosing],
        "additionalProperty": [_make_property("attributed_by", {"id": article["id"]})],
    }
    _state(node, "inLanguage", "language", language, certainty)
    _state(node, speaker_key, "speaker", _refer_to(quote.parties, "speaker", site), row.speaker_certainty)
    addressees = _refer_to(quote.parties, "addressee", site)
    _state(node, "addressee", "addressee", addressees, row.addressee_certainty)
    if row.statement_id is not None:
        statement = {
            "id": site.locate(f"/v1/statements/{row.statement_id}"),
            "type": _name_type(str(row.form)),
        }
        _state(node, "isBasedOn", "statement", statement, row.statement_certainty)
    _add_property(node, "via", _refer_to(quote.parties, "via", site))
    _add_property(node, "translated", quote.article.translated)
    _add_property(node, "certainty.translated", quote.article.translated_certainty)
    if quote.continues_id is not None:
        _add_property(node, "continues", {"id": _locate_words(quote.continues_id, site)})
    return _drop_unknown(node)


def describe_statement(statement: StatementHead | StatementValue, site: Site) -> Node:
    """Return a statement; only one whose form is a letter is a `Message`."""
    row, parties = statement.row, statement.parties
    is_letter = row.form == StatementForm.LETTER
    node: Node = {
        "id": site.locate(f"/v1/statements/{row.id}"),
        "type": _name_type(row.form),
        "genre": row.form,
        "name": row.title,
        "additionalProperty": [],
    }
    speakers, addressees = _refer_to(parties, "speaker", site), _refer_to(parties, "addressee", site)
    _state(node, "sender" if is_letter else "creator", "speaker", speakers, row.speaker_certainty)
    recipient = "recipient" if is_letter else "addressee"
    _state(node, recipient, "addressee", addressees, row.addressee_certainty)
    _state(node, "dateCreated", "date", row.date, row.date_certainty)
    language = row.original_language
    _state(node, "inLanguage", "original_language", language, row.original_language_certainty)
    _add_property(node, "occasion", row.occasion)
    _add_property(node, "via", _refer_to(parties, "via", site))
    return _drop_unknown(node)


def describe_article(article: ArticleRow, site: Site) -> Node:
    """Return an article without its text and quotes."""
    node: Node = {
        "id": site.locate(f"/v1/articles/{article.id}"),
        "type": "NewsArticle",
        "headline": article.headline,
        "author": article.author,
        "publisher": article.publisher,
        "url": None if article.source_url is None else encode_address(article.source_url),
        "copyrightNotice": article.rights,
        "encoding": describe_text(article.id, article.sha256, site),
        "additionalProperty": [],
    }
    _state(node, "inLanguage", "language", article.language, article.language_certainty)
    _state(node, "datePublished", "published_on", article.published_on, article.published_on_certainty)
    _add_property(node, "translated", article.translated)
    _add_property(node, "certainty.translated", article.translated_certainty)
    return _drop_unknown(node)


def describe_text(article_id: str, sha256: str, site: Site) -> Node:
    """Return an article's exact text: the resource that offsets refer to, with its digest."""
    return {
        "id": site.locate(f"/v1/articles/{article_id}/text"),
        "type": "MediaObject",
        "encodingFormat": "text/plain",
        "sha256": sha256,
    }


def describe_speaker(speaker: SpeakerHead | SpeakerValue, site: Site) -> Node:
    """Return a person or an organization with all names."""
    row = speaker.row
    return _drop_unknown(
        {
            "id": site.locate(f"/v1/speakers/{row.id}"),
            "type": "Person" if row.kind == SpeakerKind.PERSON else "Organization",
            "name": row.name,
            "alternateName": [name for name in speaker.names if name != row.name],
            "description": row.description,
            "sameAs": [encode_address(address) for address in row.same_as],
        }
    )


def _refer_to_article(article: QuotedArticleRow, site: Site) -> Node:
    node = {
        "id": site.locate(f"/v1/articles/{article.article_id}"),
        "type": "NewsArticle",
        "headline": article.headline,
    }
    return _drop_unknown(node)


def _refer_to(parties: Iterable[Party], role: str, site: Site) -> list[Node]:
    return [
        {"id": site.locate(f"/v1/speakers/{party.speaker_id}"), "name": party.name}
        for party in parties
        if party.role == role
    ]


def _locate_words(quote_id: str, site: Site) -> str:
    """Return the id of a quote's words; without the fragment, it is that of the annotation."""
    return site.locate(f"/v1/quotes/{quote_id}#words")


def _name_type(form: str) -> str:
    return "Message" if form == StatementForm.LETTER else "CreativeWork"


def _state(node: Node, key: str, name: str, value: object, certainty: str | None) -> None:
    """Add what an article says, with its certainty; if it is ambiguous, as an additional property alone."""
    if certainty == Certainty.AMBIGUOUS:
        _add_property(node, name, value)
    else:
        node[key] = value
    _add_property(node, f"certainty.{name}", certainty)


def _add_property(node: Node, name: str, value: object) -> None:
    if value is not None and value != []:
        node["additionalProperty"].append(_make_property(name, value))


def _make_property(name: str, value: object) -> Node:
    return {"type": "PropertyValue", "name": name, "value": value}


def _drop_unknown(node: Node) -> Node:
    """Return a node without the keys that have no value."""
    return {key: value for key, value in node.items() if value is not None and value != []}
