"""Export articles in the document format, such that importing them again changes nothing."""

import json
from collections import defaultdict

from sqlalchemy import select
from sqlmodel import Session

from app import verbatim
from app.database.bulk_insert import Row
from app.errors import NotFound
from app.models import Article, table
from app.pagination import Found
from app.schemas.document import FORMAT, ArticleCertainty, ArticleDocument, QuoteDocument, SelectorDocument
from app.services.catalog import integrity
from app.services.catalog.articles import ARTICLES
from app.services.catalog.filters import Selection
from app.services.catalog.listing import read_part
from app.services.ingest import storage
from app.services.ingest.validation import ArticleRows
from app.verbatim import Span
from app.vocabulary import Role

PART_SIZE = 8
"""Articles in a part of an export: a document has up to 8 MiB."""


def find_article_ids(session: Session) -> list[str]:
    """Return the ids of all articles, in order."""
    article_id = table(Article).c.id
    return list(session.execute(select(article_id).order_by(article_id)).scalars())


def export_article(session: Session, article_id: str) -> ArticleDocument:
    """Return the document of an article, or raise `NotFound` or `DamagedText`."""
    rows = storage.read_rows(session, article_id)
    if rows is None:
        raise NotFound(f"There is no article “{article_id}”.")
    integrity.require_text(article_id, rows.article["text"], rows.article["sha256"])
    return to_document(rows)


def find_part(session: Session, selection: Selection, cursor: str | None) -> Found[str]:
    """Return the next articles of an export as lines, in order of their id: few, since each may be long."""
    found = read_part(session, ARTICLES, selection, cursor, PART_SIZE)
    return found._replace(items=[to_line(export_article(session, row.id)) for row in found.items])


def to_document(rows: ArticleRows) -> ArticleDocument:
    """Make the document of an article's rows."""
    article = rows.article
    parties: Parties = defaultdict(list)
    for party in rows.parties:
        parties[party["quote_position"], party["role"]].append(party["speaker_id"])
    ids = [quote["id"] for quote in rows.quotes]
    keys = {at: ids[at] for at in (quote["continues"] for quote in rows.quotes) if at is not None}
    certainty = {name: article[f"{name}_certainty"] for name in ArticleCertainty.model_fields}
    facts = {name: article[name] for name in ArticleDocument.model_fields if name in article}
    return ArticleDocument.model_validate(
        {
            **facts,
            "format": FORMAT,
            "certainty": certainty,
            "blocks": [block["kind"] for block in rows.blocks],
            "speakers": [speaker["stated"] for speaker in rows.speakers],
            "statements": [statement["stated"] for statement in rows.statements],
            "quotes": [_to_quote(quote, article["text"], parties, keys) for quote in rows.quotes],
        }
    )


Parties = dict[tuple[int, str], list[str]]
"""Ids of speakers by the position of the quote and their role in it."""


def _to_quote(row: Row, text: str, parties: Parties, keys: dict[int, str]) -> QuoteDocument:
    position = row["position"]
    return QuoteDocument.model_validate(
        {
            **_to_selector(text, row["start"], row["end"]).model_dump(),
            "type": row["type"],
            "speakers": parties.get((position, Role.SPEAKER), []),
            "addressees": parties.get((position, Role.ADDRESSEE), []),
            "via": parties.get((position, Role.VIA), []),
            "statement": row["statement_id"],
            "cue": _to_mention(text, row["cue_start"], row["cue_end"]),
            "speaker_mention": _to_mention(text, row["mention_start"], row["mention_end"]),
            "key": keys.get(position),
            "continues": None if row["continues"] is None else keys[row["continues"]],
            "certainty": {
                "speaker": row["speaker_certainty"],
                "addressee": row["addressee_certainty"],
                "statement": row["statement_certainty"],
            },
        }
    )


def _to_mention(text: str, start: int | None, end: int | None) -> SelectorDocument | None:
    return None if start is None or end is None else _to_selector(text, start, end)


def _to_selector(text: str, start: int, end: int) -> SelectorDocument:
    selector = verbatim.describe(text, Span(start, end))
    if selector is None:
        raise RuntimeError(f"[{start}, {end}) cannot be described; the importer refuses such places")
    return SelectorDocument(
        exact=selector.exact,
        prefix=selector.prefix or None,
        suffix=selector.suffix or None,
        occurrence=selector.occurrence,
    )


def to_json(document: ArticleDocument) -> str:
    """Return a document as JSON without unknown values; the same document is always the same text."""
    content = document.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def to_line(document: ArticleDocument) -> str:
    """Return a document as one line of JSON Lines, also for readers that end lines as Unicode does."""
    content = document.model_dump(mode="json", exclude_defaults=True)
    line = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    for end in "\x85\u2028\u2029":
        line = line.replace(end, f"\\u{ord(end):04x}")
    return line + "\n"
