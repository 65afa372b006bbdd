"""Read from the database what the index is made of: articles with their quotes, statements, and the state."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, func, select
from sqlmodel import Session

from app.database.bulk_insert import Row
from app.database.compiled import fetch_all, fetch_first, in_list
from app.errors import DamagedText
from app.fulltext.index import State
from app.models import Article, Block, Change, Corpus, Quote, QuoteParty, table
from app.models import Statement as StatementTable
from app.services.index.entries import Statement, to_day
from app.services.index.version import VERSION
from app.verbatim.identity import hash_text

READ_BATCH = 50
"""Articles that are read in one statement for each table."""
ARTICLE, BLOCK, CORPUS, CHANGE = table(Article).c, table(Block).c, table(Corpus).c, table(Change).c
QUOTE, PARTY, STATEMENT = table(Quote).c, table(QuoteParty).c, table(StatementTable).c
STATE = select(CORPUS.revision, CORPUS.token)
CHANGED = ARTICLE.revision > bindparam("since", type_=Integer)
NEXT_ARTICLES = (
    select(*table(Article).c)
    .where(CHANGED, ARTICLE.number > bindparam("last", type_=Integer))
    .order_by(ARTICLE.number)
    .limit(bindparam("size", type_=Integer))
)
BLOCKS = select(*BLOCK).where(in_list(BLOCK.article_id, "ids")).order_by(BLOCK.article_id, BLOCK.start)
QUOTES = select(*QUOTE).where(in_list(QUOTE.article_id, "ids")).order_by(QUOTE.article_id, QUOTE.position)
PARTIES = (
    select(QUOTE.article_id, QUOTE.position.label("quote_position"), PARTY.role, PARTY.speaker_id)
    .join_from(table(Quote), table(QuoteParty), PARTY.quote_number == QUOTE.number)
    .where(in_list(QUOTE.article_id, "ids"))
    .order_by(QUOTE.article_id, QUOTE.position, PARTY.role, PARTY.position)
)
# A join, not a query for each article: before PostgreSQL has counted a new table, that takes a scan for each.
NUMBERS = (
    select(ARTICLE.id, ARTICLE.number, QUOTE.number.label("first"))
    .outerjoin_from(table(Article), table(Quote), (QUOTE.article_id == ARTICLE.id) & (QUOTE.position == 0))
    .where(CHANGED)
)
DAYS = select(STATEMENT.id, STATEMENT.number, STATEMENT.date).where(in_list(STATEMENT.id, "ids"))
Days = dict[str, tuple[int, int | None]]
"""The number and the day of statements, by id."""


class ArticleParts(NamedTuple):
    """The rows of an article that its entries are made of, with numbers."""

    article: Row
    blocks: list[Row]
    quotes: list[Row]
    parties: list[Row]
    days: Days


class Deleted(NamedTuple):
    """The numbers of articles and statements that were deleted."""

    articles: list[int]
    statements: list[int]


def read_state(session: Session) -> State:
    """Return the state of the database that the session reads: 8 µs on SQLite."""
    row = fetch_first(session, STATE, {})
    return State(VERSION, row.revision, row.token)


def read_deleted(session: Session, since: State) -> Deleted | None:
    """Return what was deleted since a state; None if this database had no such state, or long ago."""
    token = session.execute(select(CHANGE.token).where(CHANGE.revision == since.revision)).scalar()
    if token != since.token:
        return None
    rows = session.execute(
        select(CHANGE.articles, CHANGE.statements)
        .where(CHANGE.revision > since.revision)
        .order_by(CHANGE.revision)
    ).all()
    return Deleted(
        [number for row in rows for number in row.articles],
        [number for row in rows for number in row.statements],
    )


def count_articles(session: Session, since: int) -> int:
    """Return the number of articles that changed after a revision; all of them for revision -1."""
    changed = select(func.count()).select_from(table(Article)).where(ARTICLE.revision > since)
    return int(session.execute(changed).scalar_one())


def read_articles(session: Session, since: int) -> Iterator[ArticleParts]:
    """Yield the articles that changed after a revision, in the order in which they were stored."""
    last = 0
    while articles := fetch_all(session, NEXT_ARTICLES, {"since": since, "last": last, "size": READ_BATCH}):
        last = articles[-1].number
        yield from _read_parts(session, [row._asdict() for row in articles])


def _read_parts(session: Session, articles: Sequence[Row]) -> Iterator[ArticleParts]:
    """Yield articles with their parts, or raise `DamagedText`: with a wrong text, words would seem absent."""
    for article in articles:
        if hash_text(article["text"]) != article["sha256"]:
            raise DamagedText(
                f"Nothing can be searched, because the stored text of “{article['id']}” differs from the one "
                "that was imported, and the full-text index cannot be made of it."
            )
    ids = [article["id"] for article in articles]
    blocks, quotes, parties = (
        _group(fetch_all(session, query, {"ids": ids})) for query in (BLOCKS, QUOTES, PARTIES)
    )
    days = read_days(session, {row["statement_id"] for own in quotes.values() for row in own})
    for article in articles:
        own = article["id"]
        yield ArticleParts(article, blocks[own], quotes[own], parties[own], days)


def read_numbers(session: Session, since: int) -> dict[str, tuple[int, int]]:
    """Return the number of each article that changed after a revision, and that of its first quote, by id.

    The quotes of an article have numbers one after another.
    """
    rows = fetch_all(session, NUMBERS, {"since": since})
    return {row.id: (row.number, row.first or 0) for row in rows}


def read_days(session: Session, ids: Iterable[str | None]) -> Days:
    """Return the number and the day of statements, by id."""
    wanted = sorted({one for one in ids if one is not None})
    return {row.id: (row.number, to_day(row.date)) for row in fetch_all(session, DAYS, {"ids": wanted})}


def read_statements(session: Session, since: int) -> Iterator[Statement]:
    """Yield the statements that changed after a revision, with what they are found by."""
    query = select(STATEMENT.number, STATEMENT.title, STATEMENT.occasion, STATEMENT.language)
    for row in session.execute(query.where(STATEMENT.revision > since).order_by(STATEMENT.number)):
        yield Statement(*row)


def _group(rows: Iterable[Any]) -> dict[str, list[Row]]:  # Any: rows of a query
    """Return the rows of each article."""
    grouped: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        grouped[row.article_id].append(row._asdict())
    return grouped
