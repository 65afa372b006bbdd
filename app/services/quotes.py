"""Quotes: list them by filters, get one, draw one at random."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select
from sqlmodel import Session

from app.errors import NotFound, NothingToDraw
from app.models import Article, Quote, QuoteParty, Speaker, Statement, table
from app.pagination import Found
from app.schemas import resources
from app.schemas.document import QuoteCertainty
from app.schemas.queries import QuoteFilter, QuoteQuery, RandomQuoteQuery
from app.services import names
from app.services.paging import fetch_page
from app.vocabulary import QuoteType, Role

QUOTE, PARTY, ARTICLE = table(Quote).c, table(QuoteParty).c, table(Article).c
STATEMENT, SPEAKER = table(Statement).c, table(Speaker).c
READING_ORDER = (QUOTE.article_id, QUOTE.position)
DRAWN_FROM = 64
DRAWN_TYPES = [QuoteType.DIRECT, QuoteType.MIXED]


def find(session: Session, wanted: QuoteQuery) -> Found[resources.Quote]:
    """Return a page of quotes in reading order: by article, then by position."""
    query = select_quotes().where(*_conditions(session, wanted))
    rows = fetch_page(session, query, READING_ORDER, wanted, list_name="quotes")
    return Found(assemble(session, rows.items), rows.next_cursor, rows.total)


def get(session: Session, quote_id: str) -> resources.Quote:
    """Return one quote, or raise `NotFound`."""
    found = assemble(session, session.execute(select_quotes().where(QUOTE.id == quote_id)))
    if not found:
        raise NotFound(f"There is no quote “{quote_id}”.")
    return found[0]


def draw(session: Session, wanted: RandomQuoteQuery) -> resources.Quote:
    """Return one quote by chance; the same seed gives the same one while the holdings are the same.

    Ids are hashes, so a random id is a random place in their order. Of the quotes that follow it
    the one is taken whose hash with the seed is least: up to 64 quotes all are equally likely.
    """
    seed = secrets.token_hex() if wanted.seed is None else wanted.seed
    wanted = wanted if wanted.type else wanted.model_copy(update={"type": DRAWN_TYPES})
    query = (
        select(QUOTE.id)
        .join_from(table(Quote), table(Article), QUOTE.article_id == ARTICLE.id)
        .outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)
        .where(*_conditions(session, wanted))
        .order_by(QUOTE.id)
        .limit(DRAWN_FROM)
    )
    place = f"q-{_hash(seed)}"
    drawn = list(session.execute(query.where(place <= QUOTE.id)).scalars())
    if len(drawn) < DRAWN_FROM:
        drawn += session.execute(query.where(place > QUOTE.id)).scalars()
    if not drawn:
        raise NothingToDraw("No quote passes the filters, so none can be drawn. Loosen them.")
    return get(session, min(drawn, key=lambda quote_id: _hash(seed + quote_id)))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def select_quotes() -> Select[*tuple[Any, ...]]:  # Any: the columns are the resource's
    """Return the query for all that `assemble` needs of a quote, but its parties."""
    return (
        select(
            *QUOTE,
            ARTICLE.headline,
            ARTICLE.sha256,
            ARTICLE.language,
            ARTICLE.translated,
            STATEMENT.form,
        )
        .join_from(table(Quote), table(Article), QUOTE.article_id == ARTICLE.id)
        .outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)
    )


def assemble(session: Session, rows: Iterable[Row[*tuple[Any, ...]]]) -> list[resources.Quote]:
    """Make resources of rows that `select_quotes` found; one more statement fetches their parties."""
    rows = list(rows)
    parties = _fetch_parties(session, [row.id for row in rows]) if rows else {}
    return [_to_resource(row, parties) for row in rows]


Parties = dict[tuple[str, str], list[resources.SpeakerReference]]


def _fetch_parties(session: Session, quote_ids: list[str]) -> Parties:
    parties: Parties = defaultdict(list)
    query = (
        select(PARTY.quote_id, PARTY.role, SPEAKER.id, SPEAKER.name)
        .join_from(table(QuoteParty), table(Speaker), PARTY.speaker_id == SPEAKER.id)
        .where(PARTY.quote_id.in_(quote_ids))
        .order_by(PARTY.quote_id, PARTY.role, PARTY.position)
    )
    for row in session.execute(query):
        parties[row.quote_id, row.role].append(resources.SpeakerReference(id=row.id, name=row.name))
    return parties


def _to_resource(row: Row[*tuple[Any, ...]], parties: Parties) -> resources.Quote:
    article = f"/v1/articles/{row.article_id}"
    return resources.Quote(
        id=row.id,
        type=row.type,
        exact=row.exact,
        prefix=row.prefix,
        suffix=row.suffix,
        start=row.start,
        end=row.end,
        speakers=parties.get((row.id, Role.SPEAKER), []),
        addressees=parties.get((row.id, Role.ADDRESSEE), []),
        speaker_mention=_to_span(row.mention, row.mention_start, row.mention_end),
        cue=_to_span(row.cue, row.cue_start, row.cue_end),
        statement=row.statement_id and resources.StatementReference(id=row.statement_id, form=row.form),
        via=parties.get((row.id, Role.VIA), []),
        within=row.within_id,
        continues=row.continues_id,
        certainty=QuoteCertainty(
            speaker=row.speaker_certainty,
            addressee=row.addressee_certainty,
            statement=row.statement_certainty,
        ),
        article=resources.ArticleReference(id=row.article_id, headline=row.headline, sha256=row.sha256),
        language=row.language,
        translated=row.translated,
        links=resources.QuoteLinks(
            self=f"/v1/quotes/{row.id}",
            article=article,
            text=f"{article}/text?start={row.start}&end={row.end}",
        ),
    )


def _to_span(exact: str | None, start: int | None, end: int | None) -> resources.TextSpan | None:
    if exact is None or start is None or end is None:
        return None
    return resources.TextSpan(exact=exact, start=start, end=end)


def _conditions(session: Session, wanted: QuoteFilter) -> list[ColumnElement[bool]]:
    """Return what a quote must fulfil, or raise if a filter names somebody or something unknown."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.speaker:
        speakers = names.resolve_speakers(session, wanted.speaker, parameter="speaker")
        conditions.append(has_party(Role.SPEAKER, speakers))
    if wanted.addressee:
        addressees = names.resolve_speakers(session, wanted.addressee, parameter="addressee")
        conditions.append(has_party(Role.ADDRESSEE, addressees))
    if wanted.statement:
        conditions.append(QUOTE.statement_id.in_(names.require_statements(session, wanted.statement)))
    if wanted.article:
        conditions.append(QUOTE.article_id.in_(names.require_articles(session, wanted.article)))
    if wanted.type:
        conditions.append(QUOTE.type.in_(wanted.type))
    if wanted.language:
        conditions.append(ARTICLE.language.in_(wanted.language))
    if wanted.from_:
        conditions.append(STATEMENT.date >= wanted.from_)
    if wanted.to:
        conditions.append(STATEMENT.date <= wanted.to)
    return conditions


def has_party(role: Role, speaker_ids: list[str]) -> ColumnElement[bool]:
    """Return the condition that one of the speakers has this part in the quote."""
    return QUOTE.id.in_(select(PARTY.quote_id).where(PARTY.role == role, PARTY.speaker_id.in_(speaker_ids)))
