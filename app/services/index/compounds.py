"""The stems of words that may be compounds, by which a search finds words within them.

A full-text index finds words by their beginnings alone. So the stems of all long words are also in a table,
as they are and spelt backwards. A deleted article leaves its words there, where they lead to nothing, until
the indexes are rebuilt.
"""

from collections.abc import Iterable

from sqlalchemy import Select, bindparam, select, union_all
from sqlmodel import Session

from app import terms
from app.database.compiled import fetch_all
from app.database.fulltext import is_on_postgresql
from app.models import LongWord, table

COMPOUNDS_MAX = 500
"""Compounds of a word that are searched for, the shortest first: each is looked up in the index."""
READ_MAX = 5_000
"""Words that are read to find them, of those that begin alike and of those that end alike."""

WORD = table(LongWord).c
LAST = chr(0x10FFFF)
"""Sorts behind all letters."""


def _select_between(column: str) -> Select[tuple[str]]:
    """Return the query for the stems that begin or end with something, by the column that begins with it."""
    begun = WORD[column] > bindparam(column), WORD[column] < bindparam(f"behind_{column}")
    return select(WORD.stem).where(*begun).order_by(WORD[column]).limit(READ_MAX)


def _select_alike() -> Select[tuple[str]]:
    parts = [select(_select_between(column).subquery().c.stem) for column in ("stem", "backwards")]
    return select(union_all(*parts).subquery().c.stem)


ALIKE = _select_alike()


class Compounds:
    """Finds the compounds of words, and knows whether it has found all."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._found: dict[str, list[str]] = {}
        self.are_complete = True

    def find(self, part: str) -> list[str]:
        """Return the stems of the compounds that begin or end with a word, by its stem."""
        if part not in self._found:
            backwards = part[::-1]
            values = {
                "stem": part,
                "behind_stem": part + LAST,
                "backwards": backwards,
                "behind_backwards": backwards + LAST,
            }
            read = [stem for [stem] in fetch_all(self._session, ALIKE, values)]
            found = sorted({one for one in read if terms.is_in_compound(part, one)}, key=_get_rank)
            self.are_complete &= len(read) < READ_MAX and len(found) <= COMPOUNDS_MAX
            self._found[part] = found[:COMPOUNDS_MAX]
        return self._found[part]


def _get_rank(stem: str) -> tuple[int, str]:
    return len(stem), stem


def list_long_words(entries: Iterable[str]) -> set[str]:
    """Return the stems in index entries that may be those of compounds."""
    return {token for entry in entries for token in set(entry.split()) if terms.may_be_compound(token)}


ADD = "INSERT INTO long_word (stem, backwards) {} ON CONFLICT (stem) DO NOTHING"


def add_long_words(session: Session, entries: Iterable[str]) -> None:
    """Add the stems in index entries that may be those of compounds."""
    # In order, so that one page after the other is written.
    rows = [(stem, stem[::-1]) for stem in sorted(list_long_words(entries))]
    if not rows:
        return
    connection = session.connection()
    if is_on_postgresql(session):
        columns = tuple(map(list, zip(*rows, strict=True)))
        connection.exec_driver_sql(ADD.format("SELECT * FROM unnest(%s::text[], %s::text[])"), columns)
    else:
        connection.exec_driver_sql(ADD.format("VALUES (?, ?)"), rows)
