"""Statements: list them by filters, search them, get one, each with the quotes that render it."""

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
from app.services.search.engine import CompiledQuery, Hits, SearchScope
from app.values import Party, QuoteValue, StatementRow, StatementValue

STATEMENT, PARTY = table(Statement).c, table(StatementParty).c
QUOTE, SPEAKER, ARTICLE_STATEMENT = table(Quote).c, table(Speaker).c, table(ArticleStatement).c
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
        return _search(session, wanted, wanted.q, selection)
    rows = read_page(session, STATEMENTS, selection, wanted)
    return Found(_read_statements(session, rows.items), rows.next_cursor, rows.total)


def get(session: Session, statement_id: str) -> StatementValue:
    """Return one statement, or raise `NotFound`."""
    rows = fetch_all(session, BY_ID, {"statement": statement_id})
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
        QUOTE.article_id == ARTICLE_STATEMENT.article_id, QUOTE.statement_id == ARTICLE_STATEMENT.statement_id
    )
    first = (
        select(QUOTE.number)
        .join_from(table(ArticleStatement), table(Quote), of_statement)
        .where(ARTICLE_STATEMENT.statement_id == STATEMENT.id)
        .order_by(ARTICLE_STATEMENT.article_id, QUOTE.position)
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


BY_ID = _select_statements().where(STATEMENT.id == bindparam("statement"))
BY_IDS = _select_statements().where(in_list(STATEMENT.id, "ids"))


def _select_items(page: Subquery) -> Query:
    return _select_statements().join_from(page, table(Statement), STATEMENT.id == page.c.id)


STATEMENTS = Listing("statements", table(Statement), ("id",), "id", STATEMENT_FILTERS, _select_items)
"""Statements in order of their id."""

SCORED_MAX = 200
"""Hits of a search that are scored: of statements by title and occasion, and of quotes."""
IN_MEMORY_MAX = 200
"""Statements that are compared with a query in memory, with their quotes."""
QUOTES_OF = (
    select(QUOTE.number)
    .join_from(table(Statement), table(ArticleStatement), ARTICLE_STATEMENT.statement_id == STATEMENT.id)
    .join(
        table(Quote),
        and_(
            QUOTE.article_id == ARTICLE_STATEMENT.article_id,
            QUOTE.statement_id == ARTICLE_STATEMENT.statement_id,
        ),
    )
    .where(in_list(STATEMENT.number, "numbers"))
    .limit(quotes.IN_MEMORY_MAX + 1)
)
SCORING = select(
    STATEMENT.number, STATEMENT.id, STATEMENT.title, STATEMENT.occasion, STATEMENT.language
).where(in_list(STATEMENT.number, "numbers"))


def _search(session: Session, wanted: StatementQuery, q: str, selection: Selection) -> Found[StatementValue]:
    """Return a page of the statements whose title and occasion match a query, or one of whose quotes does."""
    query = engine.compile_query(session, q)
    named, quoted = _filter_in_memory(session, query, selection) or _search_indexes(session, query, selection)
    scores = {
        row.id: engine.score(query, _join_fields(row), row.language)
        for row in fetch_all(session, SCORING, {"numbers": named.numbers})
    }
    for row in fetch_all(session, quotes.SCORING, {"numbers": quoted.numbers}):
        score = engine.score(query, row.exact, row.language)
        scores[row.statement_id] = max(score, scores.get(row.statement_id, score))
    hits = [Scored(score, (statement_id,), statement_id) for statement_id, score in scores.items()]
    page = rank_page(STATEMENTS, hits, wanted)
    rows = {row.id: row for row in fetch_all(session, BY_IDS, {"ids": page.items})}
    items = _read_statements(session, [rows[statement_id] for statement_id in page.items], query)
    return Found(items, page.next_cursor, page.total, named.is_complete and quoted.is_complete)


def _filter_in_memory(
    session: Session, query: CompiledQuery, selection: Selection
) -> tuple[Hits, Hits] | None:
    """Return the statements that match a query, and the matching quotes, if only few pass the filters.

    The indexes do not know these filters. Without filters, or if many statements pass, return None.
    """
    if not selection.names:
        return None
    few = fetch_column(session, STATEMENTS, selection, "number", limit=IN_MEMORY_MAX)
    if len(few) > IN_MEMORY_MAX:
        return None
    numbers = [number for [number] in fetch_all(session, QUOTES_OF, {"numbers": few})]
    if len(numbers) > quotes.IN_MEMORY_MAX:
        return None
    rows = fetch_all(session, SCORING, {"numbers": few})
    named = [row.number for row in rows if engine.score(query, _join_fields(row), row.language)]
    return Hits(named, is_complete=True), quotes.filter_in_memory(session, query, numbers)


def _search_indexes(session: Session, query: CompiledQuery, selection: Selection) -> tuple[Hits, Hits]:
    """Return the first statements in the index that match a query, and the first quotes."""
    passing = select_passing(STATEMENTS, selection.names) if selection.names else None
    scope = SearchScope((), None, passing, selection.values)
    named = engine.search_index(session, STATEMENT_TERMS, query, scope, limit=SCORED_MAX)
    scope = SearchScope((), None, _select_passing_quotes(selection.names), selection.values)
    quoted = engine.search_index(session, QUOTE_TERMS, query, scope, limit=SCORED_MAX, texts=quotes.TEXTS)
    return named, quoted


def _join_fields(row: Any) -> str:  # noqa: ANN401 - a row of `SCORING`
    return f"{row.title or ''} {row.occasion or ''}"


@lru_cache(PLANS_MAX)
def _select_passing_quotes(filters: tuple[str, ...]) -> Query:
    """Return the query for the numbers among those bound to `numbers` of quotes whose statements pass."""
    query = select(QUOTE.number).where(in_list(QUOTE.number, "numbers"), QUOTE.statement_id.is_not(None))
    if filters:
        query = query.join(table(Statement), STATEMENT.id == QUOTE.statement_id)
    return apply_filters(query, STATEMENT_FILTERS, filters)


def _read_statements(
    session: Session, rows: Sequence[Details], query: CompiledQuery | None = None
) -> list[StatementValue]:
    """Return the statements of rows; one more query fetches all their quotes."""
    numbers = [shown.number for row in rows for shown in map(_ShownQuote._make, row.shown)]
    shown_quotes: dict[str, list[QuoteValue]] = defaultdict(list)
    if numbers:
        for quote in fetch_all(session, quotes.BY_NUMBERS, {"numbers": numbers}):
            shown_quotes[quote.statement_id].append(quotes.read_quote(quote, query))
    return [_read_statement(row, shown_quotes.get(row.id, []), query) for row in rows]


def _read_statement(
    row: Details,
    shown_quotes: list[QuoteValue],
    query: CompiledQuery | None,
) -> StatementValue:
    fields = {"title": row.title, "occasion": row.occasion}
    highlights = () if query is None else engine.highlight(query, fields, row.language)
    return StatementValue(row, read_rows(Party, row.parties), shown_quotes, row.quotes, highlights)
