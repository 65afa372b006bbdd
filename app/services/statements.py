"""Statements: list them by filters, get one, each with the quotes that render it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlmodel import Session

from app.errors import NotFound
from app.models import ArticleStatement, Quote, Speaker, Statement, StatementParty, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.document import StatementCertainty
from app.schemas.queries import StatementQuery
from app.services import names, quotes
from app.services.paging import fetch_page
from app.vocabulary import Role

STATEMENT, PARTY = table(Statement).c, table(StatementParty).c
QUOTE, SPEAKER, IN_ARTICLE = table(Quote).c, table(Speaker).c, table(ArticleStatement).c


def find(session: Session, wanted: StatementQuery) -> Found[resources.Statement]:
    """Return a page of statements in order of their id."""
    query = select(*STATEMENT).where(*_conditions(session, wanted))
    rows = fetch_page(session, query, (STATEMENT.id,), wanted, list_name="statements")
    return Found(_assemble(session, rows.items), rows.next_cursor, rows.total)


def get(session: Session, statement_id: str) -> resources.Statement:
    """Return one statement, or raise `NotFound`."""
    rows = list(session.execute(select(*STATEMENT).where(STATEMENT.id == statement_id)))
    if not rows:
        raise NotFound(f"There is no statement “{statement_id}”.")
    return _assemble(session, rows)[0]


def find_heads(session: Session, article_id: str) -> list[resources.StatementHead]:
    """Return the statements that an article quotes, in the order of its document."""
    query = (
        select(*STATEMENT)
        .join_from(table(Statement), table(ArticleStatement), IN_ARTICLE.statement_id == STATEMENT.id)
        .where(IN_ARTICLE.article_id == article_id)
        .order_by(IN_ARTICLE.position)
    )
    rows = list(session.execute(query))
    parties = _fetch_parties(session, rows)
    return [resources.StatementHead(**_head_fields(row, parties)) for row in rows]


Rows = Sequence[Row[*tuple[Any, ...]]]  # Any: the columns of the table
Parties = dict[tuple[str, str], list[resources.SpeakerReference]]


def _assemble(session: Session, rows: Rows) -> list[resources.Statement]:
    parties = _fetch_parties(session, rows)
    shown, totals = _fetch_quotes(session, [row.id for row in rows])
    return [
        resources.Statement(
            **_head_fields(row, parties), quotes=shown.get(row.id, []), quotes_total=totals.get(row.id, 0)
        )
        for row in rows
    ]


def _head_fields(row: Row[*tuple[Any, ...]], parties: Parties) -> dict[str, Any]:  # Any: keyword arguments
    return {
        "id": row.id,
        "form": row.form,
        "title": row.title,
        "speakers": parties.get((row.id, Role.SPEAKER), []),
        "addressees": parties.get((row.id, Role.ADDRESSEE), []),
        "via": parties.get((row.id, Role.VIA), []),
        "date": row.date,
        "occasion": row.occasion,
        "original_language": row.original_language,
        "certainty": StatementCertainty(
            speaker=row.speaker_certainty,
            addressee=row.addressee_certainty,
            date=row.date_certainty,
            original_language=row.original_language_certainty,
        ),
        "links": resources.StatementLinks(
            self=f"/v1/statements/{row.id}", quotes=f"/v1/quotes?statement={row.id}"
        ),
    }


def _fetch_parties(session: Session, rows: Rows) -> Parties:
    parties: Parties = defaultdict(list)
    query = (
        select(PARTY.statement_id, PARTY.role, SPEAKER.id, SPEAKER.name)
        .join_from(table(StatementParty), table(Speaker), PARTY.speaker_id == SPEAKER.id)
        .where(PARTY.statement_id.in_([row.id for row in rows]))
        .order_by(PARTY.statement_id, PARTY.role, PARTY.position)
    )
    for row in session.execute(query):
        parties[row.statement_id, row.role].append(resources.SpeakerReference(id=row.id, name=row.name))
    return parties


def _fetch_quotes(
    session: Session, statement_ids: Iterable[str]
) -> tuple[dict[str, list[resources.Quote]], dict[str, int]]:
    """Return for each statement its first quotes in reading order, and how many it has in all."""
    ranked = (
        select(
            QUOTE.id,
            func.row_number()
            .over(partition_by=QUOTE.statement_id, order_by=quotes.READING_ORDER)
            .label("number"),
            func.count().over(partition_by=QUOTE.statement_id).label("total"),
        )
        .where(QUOTE.statement_id.in_(statement_ids))
        .subquery()
    )
    query = (
        quotes.select_quotes()
        .add_columns(ranked.c.total)
        .join(ranked, ranked.c.id == QUOTE.id)
        .where(ranked.c.number <= resources.QUOTES_SHOWN_MAX)
        .order_by(*quotes.READING_ORDER)
    )
    rows = list(session.execute(query))
    shown: dict[str, list[resources.Quote]] = defaultdict(list)
    for row, quote in zip(rows, quotes.assemble(session, rows), strict=True):
        shown[row.statement_id].append(quote)
    return shown, {row.statement_id: row.total for row in rows}


def _conditions(session: Session, wanted: StatementQuery) -> list[ColumnElement[bool]]:
    """Return what a statement must fulfil, or raise if a filter names somebody or something unknown."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.article:
        articles = names.require_articles(session, wanted.article)
        quoted = select(IN_ARTICLE.statement_id).where(IN_ARTICLE.article_id.in_(articles))
        conditions.append(STATEMENT.id.in_(quoted))
    for role, given in ((Role.SPEAKER, wanted.speaker), (Role.ADDRESSEE, wanted.addressee)):
        if given:
            speakers = names.resolve_speakers(session, given, parameter=role.value)
            part = select(PARTY.statement_id).where(PARTY.role == role, PARTY.speaker_id.in_(speakers))
            conditions.append(STATEMENT.id.in_(part))
    if wanted.form:
        conditions.append(STATEMENT.form.in_(wanted.form))
    if wanted.from_:
        conditions.append(STATEMENT.date >= wanted.from_)
    if wanted.to:
        conditions.append(STATEMENT.date <= wanted.to)
    return conditions
