"""Quotes: list them by filters, get one, draw one at random."""

import hashlib
import secrets
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    select,
)
from sqlmodel import Session

from app.errors import NotFound, NothingToDraw
from app.models import Article, ArticleStatement, Quote, QuoteParty, Speaker, Statement, table
from app.pagination import Found
from app.schemas.queries import QuoteFilter, QuoteQuery, RandomQuoteQuery
from app.services import names, shapes
from app.services.gathering import as_column, gather
from app.services.paging import (
    Plan,
    Query,
    Values,
    fetch_page,
    keep_given,
    limit_to_page,
    plan,
    select_total,
)
from app.services.shapes import Attribution, Json, Words
from app.verbatim import CONTEXT
from app.vocabulary import QuoteType, Role

QUOTE, PARTY, ARTICLE = table(Quote).c, table(QuoteParty).c, table(Article).c
STATEMENT, SPEAKER, IN_ARTICLE = table(Statement).c, table(Speaker).c, table(ArticleStatement).c
DRAWN_TYPES = [QuoteType.DIRECT, QuoteType.MIXED]
DRAWN_FROM = 64
DRAWN_ALIKE_MAX = 10_000
"""Of up to so many quotes all are equally likely to be drawn."""
DATED_MAX = 5_000
"""Up to so many statements of a range of days are looked up by day; of more, all quotes are read in order."""

READING_ORDER = (("article_id", str), ("position", int))


def find(session: Session, wanted: QuoteQuery) -> Found[Json]:
    """Return a page of quotes in reading order: by article, then by position."""
    values, chosen = understand(session, wanted, goes_on=wanted.cursor is not None)
    page, total = _select_page(chosen)
    rows = fetch_page(session, page, total, values, wanted, list_name="quotes", key=READING_ORDER)
    return Found([to_resource(row) for row in rows.items], rows.next_cursor, rows.total)


def get(session: Session, quote_id: str) -> Json:
    """Return one quote, or raise `NotFound`."""
    row = session.execute(ONE, {"quote": quote_id}).first()
    if row is None:
        raise NotFound(f"There is no quote “{quote_id}”.")
    return to_resource(row)


def draw(session: Session, wanted: RandomQuoteQuery) -> Json:
    """Return one quote by chance; the same seed gives the same one while the holdings are the same.

    It is the one whose hash with the seed is least, of all that pass the filters if they are up to
    10,000. Else it is one of the 64 whose ids, which are hashes, follow a random place.
    """
    seed = secrets.token_hex() if wanted.seed is None else wanted.seed
    wanted = wanted if wanted.type else wanted.model_copy(update={"type": DRAWN_TYPES})
    values, chosen = understand(session, wanted, goes_on=False)
    ids = list(session.execute(_select_ids(chosen), {**values, "size": DRAWN_ALIKE_MAX + 1}).scalars())
    if len(ids) > DRAWN_ALIKE_MAX:
        query = _select_following(tuple(name for name in FILTERS if name in values))
        values["place"] = f"q-{_hash(seed)}"
        ids = list(session.execute(query.where(bindparam("place") <= QUOTE.id), values).scalars())
        if len(ids) < DRAWN_FROM:
            ids += session.execute(query.where(bindparam("place") > QUOTE.id), values).scalars()
    if not ids:
        raise NothingToDraw("No quote passes the filters, so none can be drawn. Loosen them.")
    return get(session, min(ids, key=lambda quote_id: _hash(seed + quote_id)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


SOURCES = ("article", "statement", "speaker", "addressee", "dated", "language", "type")
"""Filters whose quotes lie in reading order in an index of their own, those that leave least first."""


def understand(session: Session, wanted: QuoteFilter, *, goes_on: bool) -> tuple[Values, Plan]:
    """Return the values of filters, and how the quotes that they leave are read.

    Raises if a filter names somebody or something unknown.
    """
    values = _read_values(session, wanted)
    days = tuple(name for name in ("first_day", "last_day") if name in values)
    if days and session.execute(_count_dated(days), values).scalar_one() <= DATED_MAX:
        values["dated"] = [None]
    return values, plan(values, SOURCES, FILTERS, goes_on=goes_on)


def _read_values(session: Session, wanted: QuoteFilter) -> Values:
    values: Values = {
        "article": names.require_articles(session, wanted.article),
        "statement": names.require_statements(session, wanted.statement),
        "speaker": names.resolve_speakers(session, wanted.speaker, parameter="speaker"),
        "addressee": names.resolve_speakers(session, wanted.addressee, parameter="addressee"),
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


def _select_sources(plan: Plan) -> list[Query]:
    return [_select_source(plan.source, number, plan.filters) for number in range(plan.values)]


def select_details(numbers: Subquery | None = None) -> Query:
    """Return the query for all that `to_resource` needs of quotes: of those numbered, or any."""
    before, around = table(Quote).alias(), table(Quote).alias()
    begin = case((QUOTE.start > CONTEXT, QUOTE.start - CONTEXT), else_=0)
    within = select(around.c.id).where(
        around.c.article_id == QUOTE.article_id, around.c.position == QUOTE.within
    )
    continues = select(before.c.id).where(
        before.c.article_id == QUOTE.article_id, before.c.position == QUOTE.continues
    )
    parties = (
        gather(PARTY.role, PARTY.position, PARTY.speaker_id, SPEAKER.name)
        .join_from(table(QuoteParty), table(Speaker), SPEAKER.id == PARTY.speaker_id)
        .where(PARTY.quote_number == QUOTE.number)
    )
    query = select(
        QUOTE.id,
        QUOTE.type,
        QUOTE.start,
        QUOTE.end,
        QUOTE.statement_id,
        STATEMENT.form,
        QUOTE.speaker_certainty,
        QUOTE.addressee_certainty,
        QUOTE.statement_certainty,
        QUOTE.article_id,
        QUOTE.position,
        ARTICLE.headline,
        ARTICLE.sha256,
        ARTICLE.language,
        ARTICLE.translated,
        begin.label("begin"),
        func.substr(ARTICLE.text, begin + 1, QUOTE.end + CONTEXT - begin).label("cut"),
        QUOTE.cue_start,
        QUOTE.cue_end,
        func.substr(ARTICLE.text, QUOTE.cue_start + 1, QUOTE.cue_end - QUOTE.cue_start).label("cue"),
        QUOTE.mention_start,
        QUOTE.mention_end,
        func.substr(ARTICLE.text, QUOTE.mention_start + 1, QUOTE.mention_end - QUOTE.mention_start).label(
            "mention"
        ),
        as_column(within).label("within_id"),
        as_column(continues).label("continues_id"),
        as_column(parties).label("parties"),
    )
    if numbers is None:
        query = query.select_from(table(Quote))
    else:
        query = query.join_from(numbers, table(Quote), QUOTE.number == numbers.c.number)
    return query.join(table(Article), QUOTE.article_id == ARTICLE.id).outerjoin(
        table(Statement), QUOTE.statement_id == STATEMENT.id
    )


ONE = select_details().where(QUOTE.id == bindparam("quote"))


def to_resource(row: Row[*tuple[Any, ...]]) -> Json:  # Any: the columns of `select_details`
    """Return the quote of a row that `select_details` found."""
    start, end = row.start - row.begin, row.end - row.begin
    cut = row.cut
    return shapes.make_quote(
        Attribution(*row[:9]),
        Words(
            cut[start:end],
            cut[:start],
            cut[end:],
            shapes.make_span(row.cue, row.cue_start, row.cue_end),
            shapes.make_span(row.mention, row.mention_start, row.mention_end),
        ),
        shapes.group_parties(row.parties),
        {"id": row.article_id, "headline": row.headline, "sha256": row.sha256},
        language=row.language,
        translated=row.translated,
        within=row.within_id,
        continues=row.continues_id,
    )


@cache
def _select_page(plan: Plan) -> tuple[Query, Query]:
    """Return the queries for a page of quotes, and for how many there are."""
    sources = _select_sources(plan)
    page = limit_to_page(sources, goes_on=plan.goes_on)
    details = select_details(page).order_by(page.c.article_id, page.c.position)
    return details, select_total(sources)


@cache
def _select_ids(plan: Plan) -> Query:
    page = limit_to_page(_select_sources(plan), goes_on=False)
    return select(QUOTE.id).join_from(page, table(Quote), QUOTE.number == page.c.number)


@cache
def _select_following(filters: tuple[str, ...]) -> Query:
    """Return the query for ids in their order, of the quotes that pass the filters."""
    query = (
        select(QUOTE.id)
        .join_from(table(Quote), table(Article), QUOTE.article_id == ARTICLE.id)
        .outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)
    )
    return query.where(*(FILTERS[name]() for name in filters)).order_by(QUOTE.id).limit(DRAWN_FROM)
