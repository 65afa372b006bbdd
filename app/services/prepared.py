"""Run queries that are compiled once, on SQLite by its driver itself.

SQLAlchemy takes 25 µs to arrange a statement and its result, twice as long as SQLite takes to find a
quote. The rows are the same: named, with JSON read and truth values as such; days are texts.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import orjson
from sqlalchemy import JSON, Boolean
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

from app.database import DRIVER
from app.services.fulltext import Query

COMPILED_MAX = 500
"""Queries that are kept as the driver takes them."""


class _Compiled(NamedTuple):
    """A query as the driver takes it, and what its values are made of."""

    sql: str
    names: tuple[str, ...]
    constants: dict[str, Any]  # Any: what is bound to the parameters of the query
    make_row: Callable[[Sequence[Any]], Any]
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]


def fetch_all(session: Session, query: Query, values: Mapping[str, Any]) -> Sequence[Any]:
    """Return the rows of a query that is kept: it is compiled once."""
    driver: sqlite3.Connection | None = session.info.get(DRIVER)
    compiled = _compile(query) if driver is not None else None
    if driver is None or compiled is None:
        return session.execute(query, values).all()
    given = {**compiled.constants, **values}
    rows = driver.execute(compiled.sql, [given[name] for name in compiled.names]).fetchall()
    return [_convert(compiled, row) for row in rows]


def fetch_first(session: Session, query: Query, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a row
    """Return the first row of a query that is kept, or None."""
    return next(iter(fetch_all(session, query, values)), None)


def _convert(compiled: _Compiled, row: Sequence[Any]) -> Any:  # noqa: ANN401 - a row
    if not compiled.conversions:
        return compiled.make_row(row)
    columns = list(row)
    for at, convert in compiled.conversions:
        if columns[at] is not None:
            columns[at] = convert(columns[at])
    return compiled.make_row(columns)


@lru_cache(COMPILED_MAX)
def _compile(query: Query) -> _Compiled | None:
    """Compile a query for SQLite's driver; None where its text depends on its values."""
    compiled = query.compile(dialect=sqlite.dialect())
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    columns = list(query.selected_columns)
    conversions = [
        (at, orjson.loads if isinstance(column.type, JSON) else bool)
        for at, column in enumerate(columns)
        if isinstance(column.type, JSON | Boolean)
    ]
    names = [str(column.key) for column in columns]
    row = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # made at run time, for any query
    return _Compiled(
        str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params), row._make, tuple(conversions)
    )
