"""Store articles, and update the speakers and statements they share, and the stored counts.

Every write goes through `replace_articles`, one article or thousands at once, with the same effect.
"""

import datetime
import itertools
import secrets
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import Session, SQLModel

from app.database.bulk_insert import Row, insert_rows
from app.models import (
    Article,
    ArticleSpeaker,
    ArticleStatement,
    Block,
    Change,
    Corpus,
    Quote,
    QuoteParty,
    SpeakerVariant,
    table,
)
from app.services.index.entries import ArticleEntries, make_entries
from app.services.ingest import aggregates, counts
from app.services.ingest.aggregates import Variant
from app.services.ingest.validation import ArticleRows

ARTICLE, QUOTE, PARTY = table(Article).c, table(Quote).c, table(QuoteParty).c
CORPUS, CHANGE = table(Corpus).c, table(Change).c
ARTICLE_SPEAKER, VARIANT = table(ArticleSpeaker).c, table(SpeakerVariant).c

CHANGES_MAX = 100_000
"""Revisions for which changes are kept: an index that is further behind is made anew."""
TOKEN_BITS = 62
LOCAL_COLUMNS = ("number", "revision", "stored_at", "feed_day")
"""Columns whose values are made here: the same document has others elsewhere."""
IDS_MAX = 5_000
"""Ids in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766."""


class ValidatedArticle(NamedTuple):
    """The rows of a valid document, and their index entries."""

    rows: ArticleRows
    entries: ArticleEntries


def build_index_entries(rows: ArticleRows) -> ArticleEntries:
    """Compute what the index has of an article from its rows."""
    return make_entries(rows.article, rows.blocks, rows.quotes, rows.parties)


def read_rows(session: Session, article_id: str) -> ArticleRows | None:
    """Return all rows of an article, without what is local, or None if there is no such article."""
    article = (
        session.execute(select(*_list_columns(Article)).where(ARTICLE.id == article_id)).mappings().first()
    )
    if article is None:
        return None
    return ArticleRows(
        article=dict(article),
        blocks=_read_part(session, Block, article_id, table(Block).c.start),
        speakers=_read_speakers(session, article_id),
        statements=_read_part(session, ArticleStatement, article_id, table(ArticleStatement).c.position),
        quotes=_read_part(session, Quote, article_id, QUOTE.position),
        parties=_read_parties(session, article_id),
    )


def _list_columns(model: type[SQLModel]) -> list[ColumnElement[object]]:
    """Return the columns that documents give, without those that are local."""
    return [column for column in table(model).c if column.name not in LOCAL_COLUMNS]


def _read_part(
    session: Session, model: type[SQLModel], article_id: str, order: ColumnElement[int]
) -> list[Row]:
    query = select(*_list_columns(model)).where(table(model).c.article_id == article_id).order_by(order)
    return [dict(row) for row in session.execute(query).mappings()]


def _read_speakers(session: Session, article_id: str) -> list[Row]:
    query = (
        select(
            ARTICLE_SPEAKER.article_id, ARTICLE_SPEAKER.position, ARTICLE_SPEAKER.speaker_id, VARIANT.stated
        )
        .join_from(
            table(ArticleSpeaker),
            table(SpeakerVariant),
            (VARIANT.speaker_id == ARTICLE_SPEAKER.speaker_id) & (VARIANT.variant == ARTICLE_SPEAKER.variant),
        )
        .where(ARTICLE_SPEAKER.article_id == article_id)
        .order_by(ARTICLE_SPEAKER.position)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def _read_parties(session: Session, article_id: str) -> list[Row]:
    query = (
        select(PARTY.article_id, PARTY.quote_position, PARTY.role, PARTY.position, PARTY.speaker_id)
        .join_from(table(Quote), table(QuoteParty), PARTY.quote_number == QUOTE.number)
        .where(QUOTE.article_id == article_id)
        .order_by(QUOTE.position, PARTY.role, PARTY.position)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def find_known(session: Session, ids: Sequence[str]) -> set[str]:
    """Return those of the ids under which an article is stored."""
    return set(session.execute(select(ARTICLE.id).where(ARTICLE.id.in_(ids))).scalars())


def lock(session: Session) -> None:
    """Wait until no other transaction writes: aggregates are computed from all articles."""
    session.execute(select(CORPUS.revision).with_for_update())


def replace_articles(session: Session, new: Sequence[ValidatedArticle], old: Sequence[ArticleRows]) -> None:
    """Delete the old articles and insert the new ones, and count one revision for each."""
    revision = int(session.execute(select(CORPUS.revision)).scalar_one()) + max(len(new), len(old))
    deleted = _delete(session, [rows.article["id"] for rows in old])
    new_rows = [one.rows for one in new]
    _add(session, new_rows, revision)
    speakers = _add_speakers(session, new_rows)
    speakers |= {row["speaker_id"] for rows in old for row in rows.speakers}
    statements = {row["statement_id"] for rows in (*new_rows, *old) for row in rows.statements}
    added_speakers = added_statements = 0
    statement_counts: Counter[str] = Counter()
    deleted_statements: list[int] = []
    for ids in _split_ids(speakers):
        added_speakers += aggregates.refresh_speakers(session, ids)
    for ids in _split_ids(statements):
        refreshed = aggregates.refresh_statements(session, ids, revision)
        added_statements += refreshed.added
        statement_counts.update(refreshed.by_speaker)
        deleted_statements += refreshed.deleted
    counts.update_counts(session, counts.compute_changes(new_rows, old), statement_counts)
    token = secrets.randbits(TOKEN_BITS)
    session.execute(
        update(table(Corpus)).values(
            revision=revision,
            token=token,
            statements=CORPUS.statements + added_statements,
            speakers=CORPUS.speakers + added_speakers,
        )
    )
    change = {"revision": revision, "token": token, "articles": deleted, "statements": deleted_statements}
    insert_rows(session, Change, [change])
    session.execute(delete(table(Change)).where(CHANGE.revision < revision - CHANGES_MAX))


def _delete(session: Session, ids: Sequence[str]) -> list[int]:
    """Delete articles, and with them the rows that refer to them; return their numbers."""
    numbers: list[int] = []
    for part in _split_ids(ids):
        found = ARTICLE.id.in_(part)
        numbers += session.execute(select(ARTICLE.number).where(found)).scalars()
        session.execute(delete(table(Article)).where(found))
    return numbers


def _add(session: Session, new: Sequence[ArticleRows], revision: int) -> None:
    """Insert the rows of articles, with numbers after the highest stored ones."""
    articles = _next_number(session, Article)
    insert_rows(session, Article, _add_local_columns(new, articles, revision))
    insert_rows(session, Block, [row for rows in new for row in rows.blocks])
    insert_rows(session, ArticleStatement, [row for rows in new for row in rows.statements])
    first = _next_number(session, Quote)
    quotes: list[Row] = []
    parties: list[Row] = []
    for rows in new:
        before = first + len(quotes)
        quotes += [{"number": n, **row} for n, row in enumerate(rows.quotes, before)]
        parties += [{"quote_number": before + row["quote_position"], **row} for row in rows.parties]
    insert_rows(session, Quote, quotes)
    insert_rows(session, QuoteParty, parties)


def _add_local_columns(new: Sequence[ArticleRows], first: int, revision: int) -> list[Row]:
    """Return the rows of articles, numbered from `first`, stored now."""
    now = datetime.datetime.now(datetime.UTC)
    local = {"revision": revision, "stored_at": int(now.timestamp())}
    return [
        {
            "number": number,
            **local,
            "feed_day": (rows.article["published_on"] or now.date()).toordinal(),
            **rows.article,
        }
        for number, rows in enumerate(new, first)
    ]


def _next_number(session: Session, model: type[SQLModel]) -> int:
    number = table(model).c.number
    return int(session.execute(select(func.coalesce(func.max(number), 0))).scalar_one()) + 1


def _add_speakers(session: Session, new: Sequence[ArticleRows]) -> set[str]:
    """Insert the variants of speakers that articles give; return the speakers to compute anew.

    These are the ones with a new variant, or with one whose first article, by id, is now another.
    """
    known: dict[str, list[Variant]] = defaultdict(list)
    for ids in _split_ids({row["speaker_id"] for rows in new for row in rows.speakers}):
        known.update(aggregates.read_variants(session, ids))
    changed = set()
    new_variants: list[Row] = []
    references: list[Row] = []
    for rows in sorted(new, key=lambda rows: str(rows.article["id"])):
        for row in rows.speakers:
            speaker_id, stated = row["speaker_id"], row["stated"]
            variants = known[speaker_id]
            variant = next((one for one in variants if one.stated == stated), None)
            if variant is None:
                number = max((one.variant for one in variants), default=0) + 1
                variant = Variant(number, stated, row["article_id"])
                variants.append(variant)
                new_variants.append({"speaker_id": speaker_id, "variant": number, "stated": stated})
                changed.add(speaker_id)
            elif variant.first is None or row["article_id"] < variant.first:
                changed.add(speaker_id)
            reference = {name: row[name] for name in ("article_id", "position", "speaker_id")}
            references.append({**reference, "variant": variant.variant})
    insert_rows(session, SpeakerVariant, new_variants)
    insert_rows(session, ArticleSpeaker, references)
    return changed


def _split_ids(ids: Collection[str]) -> Iterator[list[str]]:
    """Yield the ids in order, in lists short enough for the parameters of one statement."""
    ordered = iter(sorted(ids))
    while part := list(itertools.islice(ordered, IDS_MAX)):
        yield part
