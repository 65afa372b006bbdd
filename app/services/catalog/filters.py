"""Filters of quotes: what each leaves, and in the order of which index it is read."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Text, and_, bindparam, exists, func, literal, select
from sqlmodel import Session

from app.models import Article, ArticleStatement, Quote, QuoteParty, Statement, table
from app.schemas.queries import QuoteFilter
from app.services.catalog import references
from app.services.catalog.listing import Plan, Query, Values, keep_given, plan
from app.vocabulary import Role

QUOTE, PARTY, ARTICLE = table(Quote).c, table(QuoteParty).c, table(Article).c
STATEMENT, IN_ARTICLE = table(Statement).c, table(ArticleStatement).c
DATED_MAX = 5_000
"""Up to so many statements of a range of days are looked up by day; of more, all quotes are read in order."""

SOURCES = ("article", "statement", "speaker", "addressee", "dated", "language", "type")
"""Filters whose quotes lie in reading order in an index of their own, those that leave least first."""


def understand(session: Session, wanted: QuoteFilter, *, goes_on: bool) -> tuple[Values, Plan]:
    """Return the values of filters, and how the quotes that they leave are read.

    Raises if a filter names somebody or something unknown.
    """
    values = read_values(session, wanted)
    days = tuple(name for name in ("first_day", "last_day") if name in values)
    if days and session.execute(_count_dated(days), values).scalar_one() <= DATED_MAX:
        values["dated"] = [None]
    return values, plan(values, SOURCES, FILTERS, goes_on=goes_on)


def read_values(session: Session, wanted: QuoteFilter) -> Values:
    """Return the values of the filters given, or raise if one names somebody or something unknown."""
    values: Values = {
        "article": references.require_articles(session, wanted.article),
        "statement": references.require_statements(session, wanted.statement),
        "speaker": references.resolve_speakers(session, wanted.speaker, parameter="speaker"),
        "addressee": references.resolve_speakers(session, wanted.addressee, parameter="addressee"),
        "type": list(dict.fromkeys(map(str, wanted.type))),
        "language": list(dict.fromkeys(wanted.language)),
        "first_day": wanted.from_,
        "last_day": wanted.to,
    }
    return keep_given(values)


def has_party(role: Role) -> Callable[[], ColumnElement[bool]]:
    """Return what makes the condition that one of the speakers bound to the role's name has this part."""

    def make() -> ColumnElement[bool]:
        party = table(QuoteParty).alias()
        return exists().where(
            party.c.quote_number == QUOTE.number,
            party.c.role == role,
            party.c.speaker_id.in_(bindparam(role.value, expanding=True)),
        )

    return make


def _is_one_of(column: ColumnElement[Any], name: str) -> Callable[[], ColumnElement[bool]]:
    return lambda: column.in_(bindparam(name, expanding=True))


FILTERS: dict[str, Callable[[], ColumnElement[bool]]] = {
    "article": _is_one_of(QUOTE.article_id, "article"),
    "statement": _is_one_of(QUOTE.statement_id, "statement"),
    "speaker": has_party(Role.SPEAKER),
    "addressee": has_party(Role.ADDRESSEE),
    "type": _is_one_of(QUOTE.type, "type"),
    "language": _is_one_of(ARTICLE.language, "language"),
    "first_day": lambda: STATEMENT.date >= bindparam("first_day", type_=Date),
    "last_day": lambda: STATEMENT.date <= bindparam("last_day", type_=Date),
}
"""The conditions of filters; their values are bound to their names."""


@cache
def _count_dated(days: tuple[str, ...]) -> Query:
    dated = select(literal(1)).select_from(table(Statement)).where(*(FILTERS[day]() for day in days))
    return select(func.count()).select_from(dated.limit(DATED_MAX + 1).subquery())


def _select_source(source: str, number: int, filters: Sequence[str]) -> Query:
    """Return the query for the places of quotes that one value of a filter leaves, and the other filters."""
    value = bindparam(f"source{number}", type_=Text)
    place = (QUOTE.article_id, QUOTE.position, QUOTE.number)
    quotes = table(Quote)
    if source in ("speaker", "addressee"):
        place = (PARTY.article_id, PARTY.quote_position, QUOTE.number)
        query = select(*place).join_from(table(QuoteParty), quotes, PARTY.quote_number == QUOTE.number)
        query = query.where(PARTY.speaker_id == value, PARTY.role == source)
    elif source in ("statement", "dated"):
        place = (IN_ARTICLE.article_id, QUOTE.position, QUOTE.number)
        of_statement = and_(
            QUOTE.article_id == IN_ARTICLE.article_id, QUOTE.statement_id == IN_ARTICLE.statement_id
        )
        query = select(*place).join_from(table(ArticleStatement), quotes, of_statement)
        if source == "statement":
            query = query.where(IN_ARTICLE.statement_id == value)
    elif source == "language":
        place = (ARTICLE.id, QUOTE.position, QUOTE.number)
        query = select(*place).join_from(table(Article), quotes, QUOTE.article_id == ARTICLE.id)
        query = query.where(ARTICLE.language == value)
    else:
        query = select(*place)
        column = {"article": QUOTE.article_id, "type": QUOTE.type}.get(source)
        query = query if column is None else query.where(column == value)
    if "language" in filters:
        query = query.join(table(Article), QUOTE.article_id == ARTICLE.id)
    if source == "dated":
        query = query.join(table(Statement), STATEMENT.id == IN_ARTICLE.statement_id)
    elif "first_day" in filters or "last_day" in filters:
        query = query.join(table(Statement), QUOTE.statement_id == STATEMENT.id)
    return query.where(*(FILTERS[name]() for name in filters))


def select_sources(plan: Plan) -> list[Query]:
    """Return the queries for the places of quotes, one for each value of the filter that is read by."""
    return [_select_source(plan.source, number, plan.filters) for number in range(plan.values)]
