"""The full-text indexes of both databases: the tokens that Python makes, by number, and nothing else.

On SQLite an index is an FTS5 table without content, which splits tokens at the spaces between them
and keeps no copy of them; on PostgreSQL it is a table of tsvectors with their positions, under GIN.
Neither database's own idea of German is asked.
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
ROOM, ROOM_FOR_BULK = 1 << 20, 1 << 26
"""Bytes of memory of an index on SQLite, for single articles and for many."""
POSITIONS_MAX = 255
"""Positions of a token that PostgreSQL keeps."""
POSITION_MAX = 16_383
"""The last position that PostgreSQL knows: all further ones are this one."""
_POSITIONS = [f":{position} " for position in range(1, POSITION_MAX)]

Entry = tuple[int, str]
"""The number of what is indexed, and its tokens in order, with spaces between them."""
Query = Select[*tuple[Any, ...]]  # Any: the columns are those of the caller's


class Index(NamedTuple):
    """An index: its name, and its table as it is read; on SQLite MATCH is asked of a column of its name."""

    name: str
    table: TableClause


def _index(name: str) -> Index:
    return Index(name, table(name, column("rowid", Integer), column("tokens", Text), column(name, Text)))


PASSAGE_WORDS = _index("passage_words")
ARTICLE_TERMS = _index("article_terms")
QUOTE_TERMS = _index("quote_terms")
STATEMENT_TERMS = _index("statement_terms")


INDEXES = (PASSAGE_WORDS, ARTICLE_TERMS, QUOTE_TERMS, STATEMENT_TERMS)

STATED = models.table(models.FulltextIndex).c
COUNT = (
    update(models.table(models.FulltextIndex))
    .where(STATED.name == bindparam("index"))
    .values(entries=STATED.entries + bindparam("more"))
)


def is_on_postgresql(session: Session) -> bool:
    """Tell which of the two databases this is."""
    return session.get_bind().dialect.name == "postgresql"


def add(session: Session, index: Index, entries: Iterable[Entry]) -> None:
    """Index the tokens of things by their numbers."""
    rows = list(entries)
    if not rows:
        return
    if is_on_postgresql(session):
        vectors = ((number, write_vector(tokens)) for number, tokens in rows)
        copy_rows(session, f"{index.name} (rowid, tokens)", vectors)
    else:
        insert = f"INSERT INTO {index.name} (rowid, tokens) VALUES (?, ?)"  # noqa: S608 - a name of ours
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
    """Take things out of the index; SQLite must be told the tokens that they were indexed by."""
    rows: list[tuple[Any, ...]] = list(entries)
    if is_on_postgresql(session):
        delete = f"DELETE FROM {index.name} WHERE rowid = %s"  # noqa: S608 - a name of ours
        rows = [(number,) for number, _ in rows]
    else:
        delete = (
            f"INSERT INTO {index.name} ({index.name}, rowid, tokens) "  # noqa: S608 - a name of ours
            "VALUES ('delete', ?, ?)"
        )
    if rows:
        session.connection().exec_driver_sql(delete, rows)
        _count(session, index, -len(rows))


def _count(session: Session, index: Index, more: int) -> None:
    """Add to the number of entries that an index should have."""
    session.connection().execute(COUNT, {"index": index.name, "more": more})


def empty(session: Session, index: Index) -> None:
    """Take everything out of an index, whatever it was indexed by.

    On PostgreSQL not by TRUNCATE: a transaction that began before it and reads the index only after it would
    find the index empty, while all other tables are to it what they were.
    """
    delete = f"DELETE FROM {index.name}"  # noqa: S608 - a name of ours
    delete_all = f"INSERT INTO {index.name} ({index.name}) VALUES ('delete-all')"  # noqa: S608 - the same
    session.connection().exec_driver_sql(delete if is_on_postgresql(session) else delete_all)


def set_room(session: Session, size: int) -> None:
    """Let SQLite's indexes collect so many bytes before they write a piece that is merged later.

    With 64 MiB a bulk import takes half the time in the indexes. The setting is kept in the database.
    """
    if is_on_postgresql(session):
        return
    for index in INDEXES:
        setting = f"INSERT INTO {index.name} ({index.name}, rank) VALUES ('hashsize', ?)"  # noqa: S608 - our name
        session.connection().exec_driver_sql(setting, (size,))


class _TsQuery(UserDefinedType[str]):
    """PostgreSQL's type of queries. SQLAlchemy has it, too, in a module that takes 20 ms to load."""

    cache_ok = True

    def get_col_spec(self, **_options: object) -> str:
        return "TSQUERY"


def write_vector(tokens: str) -> str:
    """Return tokens with their positions as PostgreSQL reads a tsvector; they need no quoting."""
    positions = itertools.chain(_POSITIONS, itertools.repeat(f":{POSITION_MAX} "))
    return "".join(itertools.chain.from_iterable(zip(tokens.split(), positions, strict=False)))


def matches(index: Index, name: str, *, is_postgresql: bool) -> ColumnElement[bool]:
    """Return the condition that a row of the index is found by the query that is bound to this name."""
    if is_postgresql:
        return index.table.c.tokens.op("@@")(cast(bindparam(name, type_=Text), _TsQuery))
    return index.table.c[index.name].op("MATCH")(bindparam(name))


def select_numbers(index: Index, name: str, *, is_postgresql: bool) -> Query:
    """Return the query for the numbers of what is found by the query that is bound to this name."""
    found = matches(index, name, is_postgresql=is_postgresql)
    return select(index.table.c.rowid.label("number")).where(found)


def write_phrase(session: Session, tokens: Sequence[str]) -> str:
    """Return what the index is asked for: the tokens, one after the other.

    They are letters and digits, or filter tokens, so nothing of them is a query language's.
    """
    if is_on_postgresql(session):
        return "(" + " <-> ".join(f"'{token}'" for token in tokens) + ")"
    return f'"{" ".join(tokens)}"'


def count_indexed(session: Session, index: Index, token: str) -> int:
    """Return how many entries of an index have a token."""
    found = select_numbers(index, "asked", is_postgresql=is_on_postgresql(session)).subquery()
    count = select(func.count()).select_from(found)
    return int(session.execute(count, {"asked": write_phrase(session, [token])}).scalar_one())
