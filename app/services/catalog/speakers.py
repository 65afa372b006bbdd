"""Speakers: list them, find them by name, get one, each with counts."""

from functools import cache
from typing import Any

from sqlalchemy import Row, bindparam, intersect, select
from sqlmodel import Session

from app.database.compiled import fetch_first
from app.database.json_rows import as_column, gather
from app.errors import Fault, InvalidRequest, NotFound
from app.models import NameWord, Speaker, SpeakerName, table
from app.pagination import Found
from app.schemas.queries import SpeakerQuery
from app.services.catalog import shapes
from app.services.catalog.listing import Query, fetch_page, limit_to_page, select_total
from app.services.catalog.references import LAST, fold_name
from app.services.catalog.shapes import Json, SpeakerRow

SPEAKER, NAME, NAME_WORD = table(Speaker).c, table(SpeakerName).c, table(NameWord).c
WORDS_MAX = 10
ORDER = (("id", str),)


def find(session: Session, wanted: SpeakerQuery) -> Found[Json]:
    """Return a page of speakers in order of their id; with `q`, those with words in a name that begin so."""
    words = _split_name(wanted.q)
    values = {f"begin{number}": word for number, word in enumerate(words)}
    values |= {f"end{number}": word + LAST for number, word in enumerate(words)}
    page, total = _select_page(len(words), goes_on=wanted.cursor is not None)
    rows = fetch_page(session, page, total, values, wanted, list_name="speakers", key=ORDER)
    return Found([_to_resource(row) for row in rows.items], rows.next_cursor, rows.total)


def get(session: Session, speaker_id: str) -> Json:
    """Return one speaker, or raise `NotFound`."""
    row = fetch_first(session, ONE, {"speaker": speaker_id})
    if row is None:
        raise NotFound(f"There is no speaker “{speaker_id}”.")
    return _to_resource(row)


def _split_name(name: str | None) -> list[str]:
    if name is None:
        return []
    words = list(dict.fromkeys(fold_name(name).split()))
    if not words:
        detail = "There is no letter or digit in it to look for."
    elif len(words) > WORDS_MAX:
        detail = f"It has {len(words)} words; names are looked up by {WORDS_MAX} at most."
    else:
        return words
    raise InvalidRequest("The name cannot be searched for.", [Fault("query", "/q", detail)])


def _select_speakers() -> Query:
    variants = gather(NAME.position, NAME.name).where(NAME.speaker_id == SPEAKER.id)
    return select(*SPEAKER, as_column(variants).label("variants"))


ONE = _select_speakers().where(SPEAKER.id == bindparam("speaker"))


@cache
def _select_page(words: int, *, goes_on: bool) -> tuple[Query, Query]:
    """Return the queries for a page of speakers, and for how many there are."""
    source: Query = select(SPEAKER.id)
    if words:
        begun = [
            select(NAME_WORD.speaker_id).where(
                NAME_WORD.word >= bindparam(f"begin{number}"), NAME_WORD.word < bindparam(f"end{number}")
            )
            for number in range(words)
        ]
        source = source.where(SPEAKER.id.in_(begun[0] if words == 1 else intersect(*begun)))
    page = limit_to_page([source], goes_on=goes_on, names=("id",))
    whole = _select_speakers().join_from(page, table(Speaker), SPEAKER.id == page.c.id)
    return whole.order_by(page.c.id), select_total([source])


def _to_resource(row: Row[*tuple[Any, ...]]) -> Json:  # Any: the columns of `_select_speakers`
    speaker = SpeakerRow(row.id, row.name, row.kind, row.description, row.same_as)
    counts = {"quotes": row.quotes, "statements": row.statements, "articles": row.articles}
    return {**shapes.make_speaker_head(speaker, row.variants), "counts": counts}
