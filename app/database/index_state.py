"""The state of the full-text indexes, cheap enough to read before every search."""

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy
from sqlalchemy import (
    ColumnElement,
    LargeBinary,
    and_,
    case,
    column,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlmodel import Session

from app.database.compiled import fetch_all
from app.database.fulltext import INDEXES, PASSAGE_WORDS, Query, is_on_postgresql
from app.models import FulltextIndex, NameWord, Passage, SpeakerName, Word, table

STATE, PASSAGE, WORD = table(FulltextIndex).c, table(Passage).c, table(Word).c
NAME, NAME_WORD = table(SpeakerName).c, table(NameWord).c


class IndexState(NamedTuple):
    """The version that made an index's entries, and whether none is missing."""

    version: str | None
    is_complete: bool


MISSING = IndexState(None, is_complete=False)


def read_states(session: Session) -> dict[str, IndexState]:
    """Return the state of each full-text index by its name, in one query: 17 µs on SQLite.

    Not within a transaction that has written to an index: SQLite updates its number of entries at the commit.
    """
    is_postgresql = is_on_postgresql(session)
    states = {index.name: MISSING for index in INDEXES}
    for row in fetch_all(session, _select_states(is_postgresql=is_postgresql), {}):
        count_agrees = row.found == (row.entries > 0) if is_postgresql else _count(row.found) == row.entries
        tables_agree = row.tables_are_filled == (row.entries > 0)
        states[row.name] = IndexState(row.version, count_agrees and tables_agree)
    return states


@cache
def _select_states(*, is_postgresql: bool) -> Query:
    """Return the query for the recorded state of each index, and for what it really contains.

    SQLite stores the number of an index's entries. PostgreSQL would have to count them, so the query only
    asks whether there are any. The tables that are filled with the index of passages are empty exactly when
    it is empty.
    """
    found: dict[str, ColumnElement[Any]] = {  # Any: a number of bytes, or whether there is an entry
        index.name: _has_rows(index.table.c.rowid) if is_postgresql else _select_totals(index.name)
        for index in INDEXES
    }
    is_nameless = ~_has_rows(NAME.folded, NAME.folded > "")
    tables_are_filled = and_(
        _has_rows(PASSAGE.number), _has_rows(WORD.token), or_(_has_rows(NAME_WORD.word), is_nameless)
    )
    return select(
        STATE.name,
        STATE.version,
        STATE.entries,
        case(found, value=STATE.name).label("found"),
        case((STATE.name == PASSAGE_WORDS.name, tables_are_filled), else_=STATE.entries > 0).label(
            "tables_are_filled"
        ),
    )


def _has_rows(key: ColumnElement[Any], *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition that a table has rows: a lowest key, which an index leads to.

    EXISTS would let PostgreSQL read a table from its beginning, past all rows that a rebuilding deleted.
    """
    return select(func.min(key)).where(*conditions).scalar_subquery().is_not(None)


def _select_totals(name: str) -> ColumnElement[bytes]:
    """Return the query for an index's totals: its "averages record" (sqlite.org/fts5.html, section 9)."""
    data = sqlalchemy.table(f"{name}_data", column("id"), column("block", LargeBinary))
    return select(data.c.block).where(data.c.id == 1).scalar_subquery()


def _count(totals: bytes | None) -> int:
    """Return the first of the totals, the number of entries: an integer in SQLite's varint format."""
    count = 0
    for byte in totals or b"":
        count = count << 7 | byte & 0x7F
        if byte < 0x80:
            break
    return count


def clear_versions(session: Session) -> None:
    """Record that no index has a version or entries: they are going to be emptied and filled."""
    connection = session.connection()
    connection.execute(delete(table(FulltextIndex)))
    rows = [{"name": index.name, "version": None, "entries": 0} for index in INDEXES]
    connection.execute(insert(table(FulltextIndex)), rows)


def set_versions(session: Session, version: str) -> None:
    """Record that all indexes are complete, and the version that made their entries."""
    session.connection().execute(update(table(FulltextIndex)).values(version=version))
