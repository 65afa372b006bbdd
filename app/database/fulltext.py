"""The full-text indexes of both databases: each maps tokens, which Python makes, to the numbers of entries.

On SQLite an index is a contentless FTS5 table: it splits tokens at the spaces between them, and stores no
copy of them. On PostgreSQL it is a table of tsvectors with positions and a GIN index. Neither database's
stemmer or dictionary is used.
"""

import itertools
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    TableClause,
    Text,
    bindparam,
    cast,
    column,
    func,
    select,
    table,
    update,
)
from sqlalchemy.types import UserDefinedType
from sqlmodel import Session

from app import models

FILTER_PREFIX = "@"
"""The first character of tokens that are not words of a text, but filters."""
HASHSIZE, BULK_HASHSIZE = 1 << 20, 1 << 26
"""FTS5's hashsize: bytes of memory for new entries of an index, for single articles and for bulk imports."""
POSITIONS_MAX = 255
"""Positions that PostgreSQL stores of one token in an entry."""
POSITION_MAX = 16_383
"""PostgreSQL's highest position: it stores all further ones as this one."""
_POSITIONS = [f":{position} " for position in range(1, POSITION_MAX)]

Entry = tuple[int, str]
"""The number of an entry, and its tokens in order, separated by spaces."""
Query = Select[*tuple[Any, ...]]  # Any: the caller knows the columns


class Index(NamedTuple):
    """An index: its name, and its table; on SQLite the operand of MATCH is a column with the index's name."""

    name: str
    table: TableClause


def _index(name: str) -> Index:
    return Index(name, table(name, column("rowid", Integer), column("tokens", Text), column(name, Text)))


PASSAGE_WORDS = _index("passage_words")
ARTICLE_TERMS = _index("article_terms")
QUOTE_TERMS = _index("quote_terms")
STATEMENT_TERMS = _index("statement_terms")
INDEXES = (PASSAGE_WORDS, ARTICLE_TERMS, QUOTE_TERMS, STATEMENT_TERMS)

_STATE = models.table(models.FulltextIndex).c
_ADD_TO_ENTRIES = (
    update(models.table(models.FulltextIndex))
    .where(_STATE.name == bindparam("index"))
    .values(entries=_STATE.entries + bindparam("more"))
)


def is_on_postgresql(session: Session) -> bool:
    """Tell whether this is PostgreSQL; otherwise it is SQLite."""
    return session.get_bind().dialect.name == "postgresql"


def add(session: Session, index: Index, entries: Iterable[Entry]) -> None:
    """Add entries to an index."""
    rows = list(entries)
    if not rows:
        return
    if is_on_postgresql(session):
        vectors = ((number, write_vector(tokens)) for number, tokens in rows)
        copy_rows(session, f"{index.name} (rowid, tokens)", vectors)
    else:
        insert = f"INSERT INTO {index.name} (rowid, tokens) VALUES (?, ?)"  # noqa: S608 - our own name
        session.connection().exec_driver_sql(insert, rows)
    _count(session, index, len(rows))


def copy_rows(session: Session, target: str, rows: Iterable[Sequence[Any]]) -> None:
    """Send rows to PostgreSQL by COPY, which takes a third of the time of inserts."""
    cursor = session.connection().connection.cursor()
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.close()


def remove(session: Session, index: Index, entries: Iterable[Entry]) -> None:
    """Remove entries from an index; on SQLite the tokens must be those that were added."""
    rows: list[tuple[Any, ...]] = list(entries)
    if is_on_postgresql(session):
        delete = f"DELETE FROM {index.name} WHERE rowid = %s"  # noqa: S608 - our own name
        rows = [(number,) for number, _ in rows]
    else:
        delete = (
            f"INSERT INTO {index.name} ({index.name}, rowid, tokens) "  # noqa: S608 - our own name
            "VALUES ('delete', ?, ?)"
        )
    if rows:
        session.connection().exec_driver_sql(delete, rows)
        _count(session, index, -len(rows))


def _count(session: Session, index: Index, more: int) -> None:
    """Add to the number of entries that an index should have."""
    session.connection().execute(_ADD_TO_ENTRIES, {"index": index.name, "more": more})


def empty(session: Session, index: Index) -> None:
    """Remove all entries from an index, whatever their tokens are.

    On PostgreSQL not by TRUNCATE: a transaction that began before it, and reads the index only after it,
    would find the index empty and all other tables as they were.
    """
    delete = f"DELETE FROM {index.name}"  # noqa: S608 - our own name
    delete_all = f"INSERT INTO {index.name} ({index.name}) VALUES ('delete-all')"  # noqa: S608 - the same
    session.connection().exec_driver_sql(delete if is_on_postgresql(session) else delete_all)


def set_hashsize(session: Session, size: int) -> None:
    """Set how many bytes of new entries SQLite collects before it writes a segment that is merged later.

    With 64 MiB a bulk import spends half the time in the indexes. SQLite stores the setting in the database.
    """
    if is_on_postgresql(session):
        return
    for index in INDEXES:
        setting = f"INSERT INTO {index.name} ({index.name}, rank) VALUES ('hashsize', ?)"  # noqa: S608 - our own name
        session.connection().exec_driver_sql(setting, (size,))


class _TsQuery(UserDefinedType[str]):
    """PostgreSQL's type tsquery. SQLAlchemy has it, too, in a module that takes 20 ms to load."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "TSQUERY"


def write_vector(tokens: str) -> str:
    """Return tokens and their positions in PostgreSQL's notation of a tsvector; tokens need no quotes."""
    positions = itertools.chain(_POSITIONS, itertools.repeat(f":{POSITION_MAX} "))
    return "".join(itertools.chain.from_iterable(zip(tokens.split(), positions, strict=False)))


def matches(index: Index, name: str, *, is_postgresql: bool) -> ColumnElement[bool]:
    """Return the condition that an entry matches the full-text query that is bound to this name."""
    if is_postgresql:
        return index.table.c.tokens.op("@@")(cast(bindparam(name, type_=Text), _TsQuery))
    return index.table.c[index.name].op("MATCH")(bindparam(name))


def select_numbers(index: Index, name: str, *, is_postgresql: bool) -> Query:
    """Return the query for the numbers of the entries that match the full-text query bound to this name."""
    found = matches(index, name, is_postgresql=is_postgresql)
    return select(index.table.c.rowid.label("number")).where(found)


def write_phrase(session: Session, tokens: Sequence[str]) -> str:
    """Return the full-text query for tokens that follow each other.

    They consist of letters and digits, or are filter tokens, so they need no escaping.
    """
    if is_on_postgresql(session):
        return "(" + " <-> ".join(f"'{token}'" for token in tokens) + ")"
    return f'"{" ".join(tokens)}"'


def count_indexed(session: Session, index: Index, token: str) -> int:
    """Return how many entries of an index have a token."""
    found = select_numbers(index, "query", is_postgresql=is_on_postgresql(session)).subquery()
    count = select(func.count()).select_from(found)
    return int(session.execute(count, {"query": write_phrase(session, [token])}).scalar_one())
