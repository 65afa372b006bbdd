"""Speakers: list them, find them by name, get one, each with counts."""

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, bindparam, intersect, or_, select
from sqlmodel import Session

from app import names
from app.database.compiled import Query, fetch_first
from app.database.json_rows import aggregate, as_column, read_rows
from app.errors import Fault, InvalidRequest, NotFound
from app.models import NameWord, Speaker, SpeakerName, table
from app.pagination import Found
from app.schemas.queries import SpeakerQuery
from app.services.catalog.listing import Listing, PageQueries, fetch_page, make_queries
from app.services.index import version
from app.values import SpeakerValue

SPEAKER, NAME, NAME_WORD = table(Speaker).c, table(SpeakerName).c, table(NameWord).c
WORDS_MAX = 10
LAST = chr(0x10FFFF)
"""A code point that is in no word: the words that begin with x are from x up to x followed by it."""
Details = Any  # a row with the columns of `_select_speakers`


class _Variant(NamedTuple):
    """A name variant of a speaker."""

    position: int
    name: str


def find(session: Session, wanted: SpeakerQuery) -> Found[SpeakerValue]:
    """Return a page of speakers in order of their id; with `q`, those with words in a name that begin so."""
    words = _split_name(wanted.q)
    if words:
        version.require_names(session)
    values: dict[str, Any] = {}
    for number, word in enumerate(words):
        for form, begin in names.get_forms(word)._asdict().items():
            values |= {f"{form}_begin{number}": begin, f"{form}_end{number}": begin + LAST}
        values[f"identifier{number}"] = names.IDENTIFIER_MARK + names.get_forms(word).plain
    queries = _select_page(len(words), is_continued=wanted.cursor is not None)
    rows = fetch_page(session, SPEAKERS, queries, values, wanted)
    return Found([_read_speaker(row) for row in rows.items], rows.next_cursor, rows.total)


def get(session: Session, speaker_id: str) -> SpeakerValue:
    """Return one speaker, or raise `NotFound`."""
    row = fetch_first(session, BY_ID, {"speaker": speaker_id})
    if row is None:
        raise NotFound(f"There is no speaker “{speaker_id}”.")
    return _read_speaker(row)


def _split_name(name: str | None) -> list[str]:
    if name is None:
        return []
    words = list(dict.fromkeys(names.fold_name(names.get_last_part(name)).split()))
    if not words:
        detail = "There is no letter or digit in it to look for."
    elif len(words) > WORDS_MAX:
        detail = f"It has {len(words)} words; names are looked up by {WORDS_MAX} at most."
    else:
        return words
    raise InvalidRequest("The name cannot be searched for.", [Fault("query", "/q", detail)])


def _select_speakers() -> Query:
    variants = aggregate(_Variant, position=NAME.position, name=NAME.name).where(
        NAME.speaker_id == SPEAKER.id
    )
    return select(*SPEAKER, as_column(variants).label("variants"))


BY_ID = _select_speakers().where(SPEAKER.id == bindparam("speaker"))


def _select_items(page: Subquery) -> Query:
    return _select_speakers().join_from(page, table(Speaker), SPEAKER.id == page.c.id)


SPEAKERS = Listing("speakers", table(Speaker), ("id",), "id", (), _select_items)
"""Speakers in order of their id."""


@cache
def _select_page(words: int, *, is_continued: bool) -> PageQueries:
    """Return the queries for a page of speakers that have, for each of N beginnings, a word of a name."""
    source: Query = select(SPEAKER.id)
    if words:
        begun = [
            select(NAME_WORD.speaker_id).where(
                or_(
                    _begins("plain", number),
                    _begins("spelt", number),
                    NAME_WORD.word == bindparam(f"identifier{number}"),
                )
            )
            for number in range(words)
        ]
        source = source.where(SPEAKER.id.in_(begun[0] if words == 1 else intersect(*begun)))
    return make_queries(SPEAKERS, [source], is_continued=is_continued)


def _begins(form: str, number: int) -> ColumnElement[bool]:
    """Return the condition that a word of a name begins as the form of a word that is looked for."""
    return and_(
        NAME_WORD.word >= bindparam(f"{form}_begin{number}"),
        NAME_WORD.word < bindparam(f"{form}_end{number}"),
    )


def _read_speaker(row: Details) -> SpeakerValue:
    variants = [variant.name for variant in read_rows(_Variant, row.variants)]
    return SpeakerValue(row, variants, row.quotes, row.statements, row.articles)
