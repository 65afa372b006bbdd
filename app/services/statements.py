"""Statements: list them by filters, get one, each with the quotes that render it."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Row, Text, and_, bindparam, cast, exists, select
from sqlmodel import Session

from app.errors import NotFound
from app.models import ArticleStatement, Quote, Speaker, Statement, StatementParty, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.queries import StatementQuery
from app.services import names, quotes, shapes
from app.services.gathering import as_column, gather
from app.services.paging import Plan, Query, fetch_page, keep_given, limit_to_page, plan, select_total
from app.services.shapes import Json, StatementRow
from app.vocabulary import Role

STATEMENT, PARTY = table(Statement).c, table(StatementParty).c
QUOTE, SPEAKER, IN_ARTICLE = table(Quote).c, table(Speaker).c, table(ArticleStatement).c
COLUMNS = tuple(
    cast(column, Text).label(column.key) if isinstance(column.type, Date) else column
    for column in (STATEMENT[name] for name in StatementRow._fields)
)
ORDER = (("id", str),)


def find(session: Session, wanted: StatementQuery) -> Found[Json]:
    """Return a page of statements in order of their id."""
    values = keep_given(
        {
            "article": names.require_articles(session, wanted.article),
            "speaker": names.resolve_speakers(session, wanted.speaker, parameter="speaker"),
            "addressee": names.resolve_speakers(session, wanted.addressee, parameter="addressee"),
            "form": list(dict.fromkeys(map(str, wanted.form))),
            "first_day": wanted.from_,
            "last_day": wanted.to,
        }
    )
    page, total = _select_page(plan(values, SOURCES, FILTERS, goes_on=wanted.cursor is not None))
    rows = fetch_page(session, page, total, values, wanted, list_name="statements", key=ORDER)
    return Found(_assemble(session, rows.items), rows.next_cursor, rows.total)


def get(session: Session, statement_id: str) -> Json:
    """Return one statement, or raise `NotFound`."""
    rows = session.execute(ONE, {"statement": statement_id}).all()
    if not rows:
        raise NotFound(f"There is no statement “{statement_id}”.")
    return _assemble(session, rows)[0]


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
        gather(PARTY.role, PARTY.position, PARTY.speaker_id, SPEAKER.name)
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
    return select(
        *COLUMNS,
        STATEMENT.quotes,
        as_column(parties).label("parties"),
        as_column(gather(first.c.number).correlate(table(Statement))).label("shown"),
    )


ONE = _select_statements().where(STATEMENT.id == bindparam("statement"))
SHOWN = (
    quotes.select_details()
    .where(QUOTE.number.in_(bindparam("numbers", expanding=True)))
    .order_by(QUOTE.article_id, QUOTE.position)
)


@cache
def _select_page(plan: Plan) -> tuple[Query, Query]:
    """Return the queries for a page of statements, and for how many there are."""
    sources = [_select_source(plan.source, number, plan.filters) for number in range(plan.values)]
    page = limit_to_page(sources, goes_on=plan.goes_on, names=("id",))
    whole = _select_statements().join_from(page, table(Statement), STATEMENT.id == page.c.id)
    return whole.order_by(page.c.id), select_total(sources)


def _assemble(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[Json]:
    """Return the statements of rows; one more query fetches all their quotes."""
    numbers = [number for row in rows for [number] in row.shown]
    shown: dict[str, list[Json]] = defaultdict(list)
    if numbers:
        for quote in session.execute(SHOWN, {"numbers": numbers}):
            shown[quote.statement_id].append(quotes.to_resource(quote))
    return [
        {
            **shapes.make_statement_head(
                StatementRow(*row[: len(COLUMNS)]), shapes.group_parties(row.parties)
            ),
            "quotes": shown.get(row.id, []),
            "quotes_total": row.quotes,
        }
        for row in rows
    ]
