"""Statements: list them by filters, search them, get one, each with the quotes that render it."""

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import Any, NamedTuple

from sqlalchemy import Date, Subquery, Text, and_, bindparam, cast, select
from sqlmodel import Session
from tantivy import Query as IndexQuery

from app.database.compiled import Query, fetch_all, in_list
from app.database.json_rows import aggregate, as_column, read_rows
from app.errors import NotFound
from app.fulltext import documents, queries
from app.models import ArticleStatement, Quote, Speaker, Statement, StatementParty, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.queries import StatementQuery
from app.services.catalog import quotes
from app.services.catalog.filters import STATEMENT_FILTERS, Selection, apply_filters, resolve_filters
from app.services.catalog.listing import PLANS_MAX, Listing, fetch_column, read_page
from app.services.search import engine, ranking
from app.services.search.engine import CompiledQuery
from app.services.search.ranking import Ranking
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
            Party, role=PARTY.role, position=PARTY.position, speaker_id=PARTY.speaker_id, name=SPEAKER.name
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
BY_NUMBERS = _select_statements().add_columns(STATEMENT.number).where(in_list(STATEMENT.number, "numbers"))


def _select_items(page: Subquery) -> Query:
    return _select_statements().join_from(page, table(Statement), STATEMENT.id == page.c.id)


STATEMENTS = Listing("statements", table(Statement), ("id",), "id", STATEMENT_FILTERS, _select_items)
"""Statements in order of their id."""

FILTERED_MAX = 20_000
"""If up to this many statements pass the filters, only these are searched; of more, hits are filtered."""
KEYS = select(STATEMENT.number, STATEMENT.id)


def _search(session: Session, wanted: StatementQuery, q: str, selection: Selection) -> Found[StatementValue]:
    """Return a page of the statements that match a query by title and occasion, or by one of their quotes."""
    query = engine.compile_query(session, q)
    within: list[IndexQuery] = []
    if selection.names:
        few = fetch_column(session, STATEMENTS, selection, "number", limit=FILTERED_MAX)
        within = [queries.match_numbers(documents.STATEMENT, few)] if len(few) <= FILTERED_MAX else []
    by_field = [
        engine.make_tiers(query, field, within)
        for field in (documents.STATEMENT_TERMS, documents.QUOTE_TERMS)
    ]
    # One field may have more tiers than the other.
    tiers = [queries.match_any([one for one in tier if one]) for tier in zip_longest(*by_field)]
    passing = _select_keys(selection.names)

    def read_keys(numbers: Sequence[int]) -> dict[int, tuple[str]]:
        rows = fetch_all(session, passing, {**selection.values, "numbers": numbers})
        return {number: (key,) for number, key in rows}

    hits = Ranking(
        STATEMENTS.name,
        query.snapshot,
        tiers,
        documents.STATEMENT,
        read_keys,
        is_unique=False,
        is_filtered=bool(selection.names) and not within,
    )
    page = ranking.read_page(hits, wanted)
    rows = {row.number: row for row in fetch_all(session, BY_NUMBERS, {"numbers": page.items})}
    items = _read_statements(session, [rows[number] for number in page.items], query)
    return Found(items, *page[1:])


@lru_cache(PLANS_MAX)
def _select_keys(filters: tuple[str, ...]) -> Query:
    """Return the query for the sort keys of statements that pass filters, by their numbers."""
    return apply_filters(KEYS.where(in_list(STATEMENT.number, "numbers")), STATEMENT_FILTERS, filters)


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
    row: Details, shown_quotes: list[QuoteValue], query: CompiledQuery | None
) -> StatementValue:
    fields = {"title": row.title, "occasion": row.occasion}
    highlights = () if query is None else engine.highlight(query, fields, row.language)
    return StatementValue(row, read_rows(Party, row.parties), shown_quotes, row.quotes, highlights)
