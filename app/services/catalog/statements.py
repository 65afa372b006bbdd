"""Statements: list them by filters, get one, each with the quotes that render it."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Date, Text, and_, bindparam, cast, exists, select
from sqlmodel import Session

from app.database.compiled import fetch_all, is_listed
from app.database.fulltext import QUOTE_TERMS, STATEMENT_TERMS
from app.database.json_rows import aggregate, as_column, read_rows
from app.errors import NotFound
from app.models import ArticleStatement, Quote, Speaker, Statement, StatementParty, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.queries import StatementQuery
from app.services.catalog import quotes, references
from app.services.catalog.listing import (
    PLANS_MAX,
    Plan,
    Query,
    Values,
    fetch_page,
    keep_given,
    limit_to_page,
    plan,
    ranked_page,
    select_total,
)
from app.services.search import engine
from app.services.search.engine import Hits, Search, Within
from app.values import Party, QuoteValue, StatementRow, StatementValue
from app.vocabulary import Role

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
ORDER = (("id", str),)


class _ShownQuote(NamedTuple):
    """A quote that a statement shows."""

    number: int


def find(session: Session, wanted: StatementQuery) -> Found[StatementValue]:
    """Return a page of statements in order of their id; with `q`, the best hits first."""
    values = keep_given(
        {
            "article": references.require_articles(session, wanted.article),
            "speaker": references.resolve_speakers(session, wanted.speaker, parameter="speaker"),
            "addressee": references.resolve_speakers(session, wanted.addressee, parameter="addressee"),
            "form": list(dict.fromkeys(map(str, wanted.form))),
            "first_day": wanted.from_,
            "last_day": wanted.to,
        }
    )
    if wanted.q is not None:
        return _find_hits(session, wanted, wanted.q, values)
    page, total = _select_page(plan(values, SOURCES, FILTERS, goes_on=wanted.cursor is not None))
    rows = fetch_page(session, page, total, values, wanted, list_name="statements", key=ORDER)
    return Found(_read_statements(session, rows.items), rows.next_cursor, rows.total)


def get(session: Session, statement_id: str) -> StatementValue:
    """Return one statement, or raise `NotFound`."""
    rows = fetch_all(session, ONE, {"statement": statement_id})
    if not rows:
        raise NotFound(f"There is no statement “{statement_id}”.")
    return _read_statements(session, rows)[0]


def _has_party(role: Role) -> ColumnElement[bool]:
    party = table(StatementParty).alias()
    return exists().where(
        party.c.statement_id == STATEMENT.id,
        party.c.role == role,
        party.c.speaker_id.in_(bindparam(role.value, expanding=True)),
    )


SOURCES = ("article", "speaker", "addressee", "form")
"""Filters whose statements lie in order in an index of their own, those that leave least first."""
FILTERS = {
    "article": exists().where(
        IN_ARTICLE.statement_id == STATEMENT.id,
        IN_ARTICLE.article_id.in_(bindparam("article", expanding=True)),
    ),
    "speaker": _has_party(Role.SPEAKER),
    "addressee": _has_party(Role.ADDRESSEE),
    "form": STATEMENT.form.in_(bindparam("form", expanding=True)),
    "first_day": bindparam("first_day", type_=Date) <= STATEMENT.date,
    "last_day": bindparam("last_day", type_=Date) >= STATEMENT.date,
}


def _select_source(source: str, number: int, filters: tuple[str, ...]) -> Query:
    """Return the query for the ids of statements that one value of a filter leaves, and the other filters."""
    value = bindparam(f"source{number}", type_=Text)
    if source == "article":
        query: Query = select(IN_ARTICLE.statement_id).where(IN_ARTICLE.article_id == value)
    elif source in ("speaker", "addressee"):
        query = select(PARTY.statement_id).where(PARTY.speaker_id == value, PARTY.role == source)
    else:
        query = select(STATEMENT.id)
        return query.where(
            *([STATEMENT.form == value] if source else []), *(FILTERS[name] for name in filters)
        )
    if filters:
        query = query.join(table(Statement), STATEMENT.id == query.selected_columns[0])
    return query.where(*(FILTERS[name] for name in filters))


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
HIT = _select_statements().where(is_listed(STATEMENT.id, "ids"))


@lru_cache(PLANS_MAX)
def _select_page(plan: Plan) -> tuple[Query, Query]:
    """Return the queries for a page of statements, and for how many there are."""
    sources = [_select_source(plan.source, number, plan.filters) for number in range(plan.values)]
    page = limit_to_page(sources, goes_on=plan.goes_on, names=("id",))
    whole = _select_statements().join_from(page, table(Statement), STATEMENT.id == page.c.id)
    return whole.order_by(page.c.id), select_total(sources)


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
    .where(is_listed(STATEMENT.number, "numbers"))
    .limit(quotes.SIFTED_MAX + 1)
)
RATED = select(STATEMENT.number, STATEMENT.id, STATEMENT.title, STATEMENT.occasion, STATEMENT.language).where(
    is_listed(STATEMENT.number, "numbers")
)


def _find_hits(session: Session, wanted: StatementQuery, q: str, values: Values) -> Found[StatementValue]:
    """Return a page of the statements that a query hits in title or occasion, or in one of their quotes."""
    search = engine.read_query(session, q)
    filters = tuple(name for name in FILTERS if name in values)
    sifted = _sift(session, search, values) if filters else None
    if sifted is not None:
        named, quoted = sifted
    else:
        within = Within((), None, _select_passing(filters) if filters else None, values)
        named = engine.find(session, STATEMENT_TERMS, search, within, most=RANKED_MAX)
        within = Within((), None, _select_passing_quotes(filters), values)
        quoted = engine.find(session, QUOTE_TERMS, search, within, most=RANKED_MAX, texts=quotes.TEXTS)
    rates = {
        row.id: engine.rate(search, f"{row.title or ''} {row.occasion or ''}", row.language)
        for row in fetch_all(session, RATED, {"numbers": named.numbers})
    }
    for row in fetch_all(session, quotes.RATED, {"numbers": quoted.numbers}):
        rate = engine.rate(search, row.exact, row.language)
        rates[row.statement_id] = max(rate, rates.get(row.statement_id, 0))
    rated = [(-rate, statement_id, statement_id) for statement_id, rate in rates.items()]
    page = ranked_page(rated, wanted, list_name="statements-hit", kinds=(int, str))
    rows = {row.id: row for row in fetch_all(session, HIT, {"ids": page.items})}
    items = _read_statements(session, [rows[statement_id] for statement_id in page.items], search)
    return Found(items, page.next_cursor, page.total, named.is_complete and quoted.is_complete)


def _sift(session: Session, search: Search, values: Values) -> tuple[Hits, Hits] | None:
    """Return those of the statements that filters leave, and of their quotes, that a query hits.

    The index does not know the filters. None where they leave too many to look at each.
    """
    chosen = plan(values, SOURCES, FILTERS, goes_on=False)
    few = list(session.execute(_select_numbers(chosen), {**values, "size": SIFTED_MAX + 1}).scalars())
    if len(few) > SIFTED_MAX:
        return None
    numbers = [number for [number] in fetch_all(session, QUOTES_OF, {"numbers": few})]
    if len(numbers) > quotes.SIFTED_MAX:
        return None
    rows = fetch_all(session, RATED, {"numbers": few})
    named = [
        row.number
        for row in rows
        if engine.rate(search, f"{row.title or ''} {row.occasion or ''}", row.language)
    ]
    return Hits(named, is_complete=True), quotes.sift(session, search, numbers)


@lru_cache(PLANS_MAX)
def _select_numbers(plan: Plan) -> Query:
    sources = [_select_source(plan.source, number, plan.filters) for number in range(plan.values)]
    page = limit_to_page(sources, goes_on=False, names=("id",))
    return select(STATEMENT.number).join_from(page, table(Statement), STATEMENT.id == page.c.id)


@cache
def _select_passing(filters: tuple[str, ...]) -> Query:
    listed = is_listed(STATEMENT.number, "numbers")
    return select(STATEMENT.number).where(listed, *(FILTERS[name] for name in filters))


@cache
def _select_passing_quotes(filters: tuple[str, ...]) -> Query:
    query = select(QUOTE.number).where(is_listed(QUOTE.number, "numbers"), QUOTE.statement_id.is_not(None))
    if filters:
        query = query.join(table(Statement), STATEMENT.id == QUOTE.statement_id)
    return query.where(*(FILTERS[name] for name in filters))


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
