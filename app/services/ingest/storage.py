"""Store articles, and update the speakers and statements they share, the indexes and the stored counts.

Every write goes through `replace_articles`, one article or thousands at once, with the same effect.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlmodel import Session, SQLModel

from app.database import fulltext
from app.database.bulk_insert import Row, insert_rows
from app.database.fulltext import ARTICLE_TERMS, PASSAGE_WORDS, QUOTE_TERMS, Entry
from app.models import (
    Article,
    ArticleSpeaker,
    ArticleStatement,
    Block,
    Corpus,
    Passage,
    Quote,
    QuoteParty,
    SpeakerVariant,
    table,
)
from app.services.index import compounds, passages, version
from app.services.index.entries import Chunks, index_article, index_quotes, number_chunks
from app.services.index.passages import Passages
from app.services.ingest import aggregates, counts
from app.services.ingest.aggregates import Variant
from app.services.ingest.validation import ArticleRows

ARTICLE, QUOTE, PARTY = table(Article).c, table(Quote).c, table(QuoteParty).c
PASSAGE, CORPUS = table(Passage).c, table(Corpus).c
ARTICLE_SPEAKER, VARIANT = table(ArticleSpeaker).c, table(SpeakerVariant).c

IDS_MAX = 5_000
"""Ids in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766."""


class IndexEntries(NamedTuple):
    """What the indexes hold of an article: its passages, its terms, and the terms of each quote."""

    passages: Passages
    terms: Chunks
    quote_terms: list[Chunks]


class ValidatedArticle(NamedTuple):
    """The rows of a valid document, and their index entries."""

    rows: ArticleRows
    entries: IndexEntries


def build_index_entries(rows: ArticleRows) -> IndexEntries:
    """Compute what the indexes hold of an article from its rows."""
    return IndexEntries(
        passages.make_passages(rows.article, rows.blocks, rows.quotes, rows.parties),
        index_article(rows.article, rows.parties),
        index_quotes(rows.article, rows.quotes, rows.parties),
    )


def read_rows(session: Session, article_id: str) -> ArticleRows | None:
    """Return all rows of an article, without numbers, or None if there is no such article."""
    article = (
        session.execute(select(*_without_number(Article)).where(ARTICLE.id == article_id)).mappings().first()
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


def _without_number(model: type[SQLModel]) -> list[ColumnElement[object]]:
    return [column for column in table(model).c if column.name != "number"]


def _read_part(
    session: Session, model: type[SQLModel], article_id: str, order: ColumnElement[int]
) -> list[Row]:
    query = select(*_without_number(model)).where(table(model).c.article_id == article_id).order_by(order)
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


def read_passages(session: Session, article_id: str) -> list[Row]:
    """Return the passages of an article, with their numbers, in order."""
    query = select(*PASSAGE).where(PASSAGE.article_id == article_id).order_by(PASSAGE.position)
    return [dict(row) for row in session.execute(query).mappings()]


def lock(session: Session) -> None:
    """Wait until no other transaction writes: aggregates are computed from all articles."""
    session.execute(select(CORPUS.revision).with_for_update())


def replace_articles(session: Session, new: Sequence[ValidatedArticle], old: Sequence[ArticleRows]) -> None:
    """Delete the old articles and insert the new ones, and count one revision for each.

    Raises `IndexOutdated` where the indexes contain other entries than this program would remove.
    """
    _require_indexes(session)
    for rows in old:
        _remove(session, rows)
    _add(session, new)
    new_rows = [one.rows for one in new]
    speakers = _add_speakers(session, new_rows)
    speakers |= {row["speaker_id"] for rows in old for row in rows.speakers}
    statements = {row["statement_id"] for rows in (*new_rows, *old) for row in rows.statements}
    added_speakers = added_statements = 0
    statement_counts: Counter[str] = Counter()
    for ids in _split_ids(speakers):
        added_speakers += aggregates.refresh_speakers(session, ids)
    for ids in _split_ids(statements):
        added, by_speaker = aggregates.refresh_statements(session, ids)
        added_statements += added
        statement_counts.update(by_speaker)
    counts.update_counts(session, counts.compute_changes(new_rows, old), statement_counts)
    session.execute(
        update(table(Corpus)).values(
            revision=CORPUS.revision + max(len(new), len(old)),
            statements=CORPUS.statements + added_statements,
            speakers=CORPUS.speakers + added_speakers,
        )
    )


INDEXES_CHECKED = "indexes_checked"


def _require_indexes(session: Session) -> None:
    """Look at the indexes once in a transaction: they cannot be told to be whole once it has changed them."""
    if INDEXES_CHECKED not in session.info:
        version.require_current(session)
        session.info[INDEXES_CHECKED] = True


def _remove(session: Session, rows: ArticleRows) -> None:
    """Delete an article; the database deletes the rows that refer to it, but not its index entries."""
    article_id = rows.article["id"]
    unindex(session, rows)
    session.execute(delete(table(Article)).where(ARTICLE.id == article_id))


def unindex(session: Session, rows: ArticleRows) -> None:
    """Remove an article's entries from the indexes, and its passages from their table."""
    article_id = rows.article["id"]
    entries = build_index_entries(rows)
    article = session.execute(select(ARTICLE.number).where(ARTICLE.id == article_id)).scalar_one()
    fulltext.remove(session, ARTICLE_TERMS, number_chunks(article, entries.terms))
    quotes = select(QUOTE.number).where(QUOTE.article_id == article_id).order_by(QUOTE.position)
    by_number = zip(session.execute(quotes).scalars(), entries.quote_terms, strict=True)
    fulltext.remove(session, QUOTE_TERMS, _number_all(by_number))
    numbers = [row["number"] for row in read_passages(session, article_id)]
    fulltext.remove(session, PASSAGE_WORDS, zip(numbers, entries.passages.tokens, strict=True))
    passages.subtract_words(session, passages.count_words([entries.passages]))
    session.execute(delete(table(Passage)).where(PASSAGE.article_id == article_id))


def _number_all(texts: Iterable[tuple[int, Chunks]]) -> Iterator[Entry]:
    for number, chunks in texts:
        yield from number_chunks(number, chunks)


def _add(session: Session, new: Sequence[ValidatedArticle]) -> None:
    """Insert the rows and index entries of articles, with numbers after the highest stored ones."""
    articles = _next_number(session, Article)
    insert_rows(session, Article, [{"number": n, **one.rows.article} for n, one in enumerate(new, articles)])
    insert_rows(session, Block, [row for one in new for row in one.rows.blocks])
    insert_rows(session, ArticleStatement, [row for one in new for row in one.rows.statements])
    first = _next_number(session, Quote)
    quotes: list[Row] = []
    parties: list[Row] = []
    for one in new:
        before = first + len(quotes)
        quotes += [{"number": n, **row} for n, row in enumerate(one.rows.quotes, before)]
        parties += [{"quote_number": before + row["quote_position"], **row} for row in one.rows.parties]
    insert_rows(session, Quote, quotes)
    insert_rows(session, QuoteParty, parties)
    article_terms = [(n, one.entries.terms) for n, one in enumerate(new, articles)]
    quote_terms = (chunks for one in new for chunks in one.entries.quote_terms)
    add_index_entries(
        session, [one.entries.passages for one in new], article_terms, enumerate(quote_terms, first)
    )


def add_index_entries(
    session: Session,
    made: Sequence[Passages],
    articles: Iterable[tuple[int, Chunks]],
    quotes: Iterable[tuple[int, Chunks]],
) -> None:
    """Insert passages, and index their words and the terms of articles and quotes."""
    terms = list(_number_all(articles))
    fulltext.add(session, ARTICLE_TERMS, terms)
    compounds.add_long_words(session, (tokens for _, tokens in terms))
    fulltext.add(session, QUOTE_TERMS, _number_all(quotes))
    first = _next_number(session, Passage)
    rows = [row for one in made for row in one.rows]
    insert_rows(session, Passage, [{"number": n, **row} for n, row in enumerate(rows, first)])
    tokens = (tokens for one in made for tokens in one.tokens)
    fulltext.add(session, PASSAGE_WORDS, enumerate(tokens, first))
    passages.add_words(session, passages.count_words(made))


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
