"""Rebuild the full-text indexes, and the tables that are filled with them, from the stored articles."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import ColumnElement, delete, func, select
from sqlmodel import Session, SQLModel

from app.database import fulltext, index_state
from app.database.bulk_insert import Row
from app.models import Article, Block, LongWord, NameWord, Passage, Quote, QuoteParty, Word, table
from app.services.index import version
from app.services.index.entries import Chunks
from app.services.index.passages import Passages
from app.services.ingest import aggregates, storage
from app.services.ingest.validation import ArticleRows

READ_BATCH = 50
"""Articles that are read in one statement for each table."""
WRITE_BATCH, WRITE_BATCH_TEXT = 1_000, 8_000_000
"""Articles, and code points of texts, that are collected before their entries are added to the indexes."""

ReportProgress = Callable[[int, int], None]
"""Is called with the number of articles that are indexed, and of all."""

ARTICLE, BLOCK = table(Article).c, table(Block).c
QUOTE, PARTY = table(Quote).c, table(QuoteParty).c


def bring_up_to_date(session: Session, report: ReportProgress) -> bool:
    """Rebuild the indexes if they are outdated; return whether they were.

    Of several processes that start at once one rebuilds, and the others wait for it.
    """
    storage.lock(session)
    if version.find_fault(session) is None:
        return False
    rebuild(session, report)
    return True


def rebuild(session: Session, report: ReportProgress) -> int:
    """Rebuild all indexes within the session's transaction; return the number of articles.

    All in one transaction: readers see the old indexes until it is committed, and a process that is killed
    has changed nothing. The version is cleared first and set last all the same, so that no part of this could
    be taken for the whole.
    """
    storage.lock(session)
    index_state.clear_versions(session)
    for index in fulltext.INDEXES:
        fulltext.empty(session, index)
    for model in (Passage, Word, LongWord, NameWord):
        session.connection().execute(delete(table(model)))
    fulltext.set_hashsize(session, fulltext.BULK_HASHSIZE)
    articles = _index_articles(session, report)
    aggregates.index_statements(session)
    aggregates.index_names(session)
    fulltext.set_hashsize(session, fulltext.HASHSIZE)
    index_state.set_versions(session, version.VERSION)
    return articles


def _index_articles(session: Session, report: ReportProgress) -> int:
    total = int(session.execute(select(func.count(ARTICLE.number))).scalar_one())
    report(0, total)
    done = 0
    collected = _Collected()
    for rows in _read_articles(session):
        collected.add(rows)
        if len(collected.article_terms) >= WRITE_BATCH or collected.text >= WRITE_BATCH_TEXT:
            done += collected.write(session)
            report(done, total)
            collected = _Collected()
    done += collected.write(session)
    report(done, total)
    return done


class _Collected:
    """The index entries of some articles, until they are added to the indexes."""

    def __init__(self) -> None:
        self.passages: list[Passages] = []
        self.article_terms: list[tuple[int, Chunks]] = []
        self.quote_terms: list[tuple[int, Chunks]] = []
        self.text = 0

    def add(self, rows: ArticleRows) -> None:
        entries = storage.build_index_entries(rows)
        self.passages.append(entries.passages)
        self.article_terms.append((rows.article["number"], entries.terms))
        numbers = [quote["number"] for quote in rows.quotes]
        self.quote_terms += zip(numbers, entries.quote_terms, strict=True)
        self.text += len(rows.article["text"])

    def write(self, session: Session) -> int:
        storage.add_index_entries(session, self.passages, self.article_terms, self.quote_terms)
        return len(self.article_terms)


def _read_articles(session: Session) -> Iterator[ArticleRows]:
    """Yield the rows that entries are made of, with numbers, in the order in which articles were stored."""
    last = 0
    while articles := _read(session, Article, ARTICLE.number > last, ARTICLE.number, limit=READ_BATCH):
        ids = [article["id"] for article in articles]
        blocks = _group(_read(session, Block, BLOCK.article_id.in_(ids), BLOCK.start))
        quotes = _group(_read(session, Quote, QUOTE.article_id.in_(ids), QUOTE.position))
        parties = _group(_read_parties(session, ids))
        for article in articles:
            own = article["id"]
            yield ArticleRows(article, blocks[own], [], [], quotes[own], parties[own])
        last = articles[-1]["number"]


def _read(
    session: Session,
    model: type[SQLModel],
    wanted: ColumnElement[bool],
    order: ColumnElement[int],
    limit: int | None = None,
) -> list[Row]:
    query = select(*table(model).c).where(wanted).order_by(order).limit(limit)
    return [dict(row) for row in session.execute(query).mappings()]


def _read_parties(session: Session, ids: Sequence[str]) -> list[Row]:
    query = (
        select(PARTY.article_id, PARTY.quote_position, PARTY.role, PARTY.position, PARTY.speaker_id)
        .join_from(table(Quote), table(QuoteParty), PARTY.quote_number == QUOTE.number)
        .where(QUOTE.article_id.in_(ids))
        .order_by(QUOTE.position, PARTY.role, PARTY.position)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def _group(rows: Sequence[Row]) -> dict[str, list[Row]]:
    """Return the rows of each article."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row["article_id"]].append(row)
    return grouped
