"""Statements: list them by filters, get one, each with the quotes that render it."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Subquery, Text, and_, bindparam, cast, select
from sqlmodel import Session

from app.database.compiled import fetch_all, in_list
from app.database.fulltext import QUOTE_TERMS, STATEMENT_TERMS
from app.database.json_rows import aggregate, as_column, read_rows
from app.errors import NotFound
from app.models import ArticleStatement, Quote, Speaker, Statement, StatementParty, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.queries import StatementQuery
from app.services.catalog import quotes
from app.services.catalog.filters import STATEMENT_FILTERS, Query, Selection, apply_filters, resolve_filters
from app.services.catalog.listing import (
    PLANS_MAX,
    Listing,
    Scored,
    fetch_column,
    rank_page,
    read_page,
    select_passing,
)
from app.services.search import engine
from app.services.search.engine import Hits, Search, Within
from app.values import Party, QuoteValue, StatementRow, StatementValue

STATEMENT, PARTY = table(Statement).c, table(StatementParty).c
QUOTE, SPEAKER, IN_ARTICLE = table(Quote).c, table(Speaker).c, table(ArticleStatement).c
# Days as texts, so that both databases write them alike into JSON.
STATEMENT_COLUMNS = {
    name: cast(STATEMENT[name], Text).label(name)
    if isinstance(STATEMENT[name].type, Date)
    else STATEMENT[name]
    for name in StatementRow._fields
}
Details = Any  # a row with the columns of `_select_statements`


class _ShownQuote(NamedTuple):
    """A quote that a statement shows."""

    number: int


def find(session: Session, wanted: StatementQuery) -> Found[StatementValue]:
    """Return a page of statements in order of their id; with `q`, the best hits first."""
    selection = resolve_filters(session, STATEMENT_FILTERS, wanted)
    if wanted.q is not None:
        return _find_hits(session, wanted, wanted.q, selection)
    rows = read_page(session, STATEMENTS, selection, wanted)
    return Found(_read_statements(session, rows.items), rows.next_cursor, rows.total)


def get(session: Session, statement_id: str) -> StatementValue:
    """Return one statement, or raise `NotFound`."""
    rows = fetch_all(session, ONE, {"statement": statement_id})
    if not rows:
        raise NotFound(f"There is no statement “{statement_id}”.")
    return _read_statements(session, rows)[0]


def _select_statements() -> Query:
    """Return the query for all that a statement shows, and the numbers of the quotes it shows."""
    parties = (
        aggregate(
            Party,
            role=PARTY.role,
            position=PARTY.position,
            speaker_id=PARTY.speaker_id,
            name=SPEAKER.name,
        )
        .join_from(table(StatementParty), table(Speaker), SPEAKER.id == PARTY.speaker_id)
        .where(PARTY.statement_id == STATEMENT.id)
        .correlate(table(Statement))
    )
    of_statement = and_(
        QUOTE.article_id == IN_ARTICLE.article_id, QUOTE.statement_id == IN_ARTICLE.statement_id
    )
    first = (
        select(QUOTE.number)
        .join_from(table(ArticleStatement), table(Quote), of_statement)
        .where(IN_ARTICLE.statement_id == STATEMENT.id)
        .order_by(IN_ARTICLE.article_id, QUOTE.position)
        .limit(resources.QUOTES_SHOWN_MAX)
        .correlate(table(Statement))
        .subquery()
    )
    shown = aggregate(_ShownQuote, number=first.c.number).correlate(table(Statement))
    return select(
        *STATEMENT_COLUMNS.values(),
        STATEMENT.quotes,
        STATEMENT.language,
        as_column(parties).label("parties"),
        as_column(shown).label("shown"),
    )


ONE = _select_statements().where(STATEMENT.id == bindparam("statement"))
HIT = _select_statements().where(in_list(STATEMENT.id, "ids"))


def _select_items(page: Subquery) -> Query:
    return _select_statements().join_from(page, table(Statement), STATEMENT.id == page.c.id)


STATEMENTS = Listing("statements", table(Statement), ("id",), "id", STATEMENT_FILTERS, _select_items)
"""Statements in order of their id."""

RANKED_MAX = 200
"""Hits of a search that are ranked, by title and occasion, and by quotes."""
SIFTED_MAX = 200
"""Statements that are looked at one by one, with their quotes."""
QUOTES_OF = (
    select(QUOTE.number)
    .join_from(table(Statement), table(ArticleStatement), IN_ARTICLE.statement_id == STATEMENT.id)
    .join(
        table(Quote),
        and_(QUOTE.article_id == IN_ARTICLE.article_id, QUOTE.statement_id == IN_ARTICLE.statement_id),
    )
    .where(in_list(STATEMENT.number, "numbers"))
    .limit(quotes.SIFTED_MAX + 1)
)
RATED = select(STATEMENT.number, STATEMENT.id, STATEMENT.title, STATEMENT.occasion, STATEMENT.language).where(
    in_list(STATEMENT.number, "numbers")
)


def _find_hits(
    session: Session, wanted: StatementQuery, q: str, selection: Selection
) -> Found[StatementValue]:
    """Return a page of the statements that a query hits in title or occasion, or in one of their quotes."""
    search = engine.read_query(session, q)
    named, quoted = _sift(session, search, selection) or _search_indexes(session, search, selection)
    scores = {
        row.id: engine.rate(search, _join_fields(row), row.language)
        for row in fetch_all(session, RATED, {"numbers": named.numbers})
    }
    for row in fetch_all(session, quotes.RATED, {"numbers": quoted.numbers}):
        score = engine.rate(search, row.exact, row.language)
        scores[row.statement_id] = max(score, scores.get(row.statement_id, 0))
    hits = [Scored(score, (statement_id,), statement_id) for statement_id, score in scores.items()]
    page = rank_page(STATEMENTS, hits, wanted)
    rows = {row.id: row for row in fetch_all(session, HIT, {"ids": page.items})}
    items = _read_statements(session, [rows[statement_id] for statement_id in page.items], search)
    return Found(items, page.next_cursor, page.total, named.is_complete and quoted.is_complete)


def _sift(session: Session, search: Search, selection: Selection) -> tuple[Hits, Hits] | None:
    """Return the statements that a query hits, and the quotes, among those that pass the filters.

    The indexes do not know these filters. None if there are no filters, or if too many statements pass to
    look at each.
    """
    if not selection.names:
        return None
    few = fetch_column(session, STATEMENTS, selection, "number", most=SIFTED_MAX)
    if len(few) > SIFTED_MAX:
        return None
    numbers = [number for [number] in fetch_all(session, QUOTES_OF, {"numbers": few})]
    if len(numbers) > quotes.SIFTED_MAX:
        return None
    rows = fetch_all(session, RATED, {"numbers": few})
    named = [row.number for row in rows if engine.rate(search, _join_fields(row), row.language)]
    return Hits(named, is_complete=True), quotes.sift(session, search, numbers)


def _search_indexes(session: Session, search: Search, selection: Selection) -> tuple[Hits, Hits]:
    """Return the first statements that a query hits, and the first quotes."""
    passing = select_passing(STATEMENTS, selection.names) if selection.names else None
    within = Within((), None, passing, selection.values)
    named = engine.find(session, STATEMENT_TERMS, search, within, most=RANKED_MAX)
    within = Within((), None, _select_passing_quotes(selection.names), selection.values)
    quoted = engine.find(session, QUOTE_TERMS, search, within, most=RANKED_MAX, texts=quotes.TEXTS)
    return named, quoted


def _join_fields(row: Any) -> str:  # noqa: ANN401 - a row of `RATED`
    return f"{row.title or ''} {row.occasion or ''}"


@lru_cache(PLANS_MAX)
def _select_passing_quotes(filters: tuple[str, ...]) -> Query:
    """Return the query for those of quotes whose statements pass filters."""
    query = select(QUOTE.number).where(in_list(QUOTE.number, "numbers"), QUOTE.statement_id.is_not(None))
    if filters:
        query = query.join(table(Statement), STATEMENT.id == QUOTE.statement_id)
    return apply_filters(query, STATEMENT_FILTERS, filters)


def _read_statements(
    session: Session, rows: Sequence[Details], search: Search | None = None
) -> list[StatementValue]:
    """Return the statements of rows; one more query fetches all their quotes."""
    numbers = [shown.number for row in rows for shown in map(_ShownQuote._make, row.shown)]
    shown_quotes: dict[str, list[QuoteValue]] = defaultdict(list)
    if numbers:
        for quote in fetch_all(session, quotes.SHOWN, {"numbers": numbers}):
            shown_quotes[quote.statement_id].append(quotes.read_quote(quote, search))
    return [_read_statement(row, shown_quotes.get(row.id, []), search) for row in rows]


def _read_statement(
    row: Details,
    shown_quotes: list[QuoteValue],
    search: Search | None,
) -> StatementValue:
    fields = {"title": row.title, "occasion": row.occasion}
    highlights = () if search is None else engine.highlight(search, fields, row.language)
    return StatementValue(row, read_rows(Party, row.parties), shown_quotes, row.quotes, highlights)
