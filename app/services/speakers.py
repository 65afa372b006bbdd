"""Speakers: list them, find them by name, get one, each with counts."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlmodel import Session

from app.errors import Fault, InvalidRequest, NotFound
from app.models import ArticleSpeaker, Quote, QuoteParty, Speaker, SpeakerName, StatementParty, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.queries import SpeakerQuery
from app.services.names import fold_name
from app.services.paging import fetch_page
from app.vocabulary import Role

SPEAKER, NAME, IN_ARTICLE = table(Speaker).c, table(SpeakerName).c, table(ArticleSpeaker).c
QUOTE, QUOTE_PARTY, STATEMENT_PARTY = table(Quote).c, table(QuoteParty).c, table(StatementParty).c


def find(session: Session, wanted: SpeakerQuery) -> Found[resources.Speaker]:
    """Return a page of speakers in order of their id; with `q`, those who have it in a name."""
    query = select(*SPEAKER).where(*_conditions(wanted.q))
    rows = fetch_page(session, query, (SPEAKER.id,), wanted, list_name="speakers")
    return Found(_assemble(session, rows.items), rows.next_cursor, rows.total)


def get(session: Session, speaker_id: str) -> resources.Speaker:
    """Return one speaker, or raise `NotFound`."""
    rows = list(session.execute(select(*SPEAKER).where(SPEAKER.id == speaker_id)))
    if not rows:
        raise NotFound(f"There is no speaker “{speaker_id}”.")
    return _assemble(session, rows)[0]


def find_heads(session: Session, article_id: str) -> list[resources.SpeakerHead]:
    """Return the speakers of an article, in the order of its document."""
    query = (
        select(*SPEAKER)
        .join_from(table(Speaker), table(ArticleSpeaker), IN_ARTICLE.speaker_id == SPEAKER.id)
        .where(IN_ARTICLE.article_id == article_id)
        .order_by(IN_ARTICLE.position)
    )
    rows = list(session.execute(query))
    variants = _fetch_names(session, [row.id for row in rows])
    return [resources.SpeakerHead(**_head_fields(row, variants)) for row in rows]


def _conditions(name: str | None) -> list[ColumnElement[bool]]:
    if name is None:
        return []
    folded = fold_name(name)
    if not folded:
        detail = "There is no letter or digit in it to look for."
        raise InvalidRequest("The name cannot be searched for.", [Fault("query", "/q", detail)])
    having = select(NAME.speaker_id).where(NAME.folded.contains(folded, autoescape=True))
    return [SPEAKER.id.in_(having)]


def _assemble(session: Session, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[resources.Speaker]:
    ids = [row.id for row in rows]
    variants = _fetch_names(session, ids)
    spoken = (
        select(QUOTE_PARTY.speaker_id, func.count(), func.count(QUOTE.article_id.distinct()))
        .join_from(table(QuoteParty), table(Quote), QUOTE.id == QUOTE_PARTY.quote_id)
        .where(QUOTE_PARTY.speaker_id.in_(ids), QUOTE_PARTY.role == Role.SPEAKER)
        .group_by(QUOTE_PARTY.speaker_id)
    )
    uttered = (
        select(STATEMENT_PARTY.speaker_id, func.count())
        .where(STATEMENT_PARTY.speaker_id.in_(ids), STATEMENT_PARTY.role == Role.SPEAKER)
        .group_by(STATEMENT_PARTY.speaker_id)
    )
    quotes = {speaker: (count, articles) for speaker, count, articles in session.execute(spoken)}
    statements = {speaker: count for speaker, count in session.execute(uttered)}  # noqa: C416 - rows, not pairs
    return [
        resources.Speaker(
            **_head_fields(row, variants),
            counts=resources.SpeakerCounts(
                quotes=quotes.get(row.id, (0, 0))[0],
                statements=statements.get(row.id, 0),
                articles=quotes.get(row.id, (0, 0))[1],
            ),
        )
        for row in rows
    ]


def _fetch_names(session: Session, speaker_ids: list[str]) -> dict[str, list[str]]:
    variants: dict[str, list[str]] = defaultdict(list)
    query = (
        select(NAME.speaker_id, NAME.name)
        .where(NAME.speaker_id.in_(speaker_ids))
        .order_by(NAME.speaker_id, NAME.position)
    )
    for row in session.execute(query):
        variants[row.speaker_id].append(row.name)
    return variants


def _head_fields(
    row: Row[*tuple[Any, ...]], variants: dict[str, list[str]]
) -> dict[str, Any]:  # Any: keyword arguments
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "names": variants.get(row.id, []),
        "description": row.description,
        "same_as": row.same_as,
        "links": resources.SpeakerLinks(
            self=f"/v1/speakers/{row.id}",
            quotes=f"/v1/quotes?speaker={row.id}",
            statements=f"/v1/statements?speaker={row.id}",
            articles=f"/v1/articles?speaker={row.id}",
        ),
    }
