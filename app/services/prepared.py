"""Run queries that are compiled once, by the driver itself.

SQLAlchemy takes 25 µs to arrange a statement and its result, twice as long as SQLite takes to find a
quote. The rows are the same: named, with JSON read and truth values as such; on SQLite days are texts.
"""

import functools
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import JSON, Boolean, Dialect
from sqlmodel import Session

from app.database import DRIVER, Driver
from app.services.fulltext import Query

COMPILED_MAX = 500
"""Queries that are kept as the driver takes them."""


class _Compiled(NamedTuple):
    """A query as the driver takes it, and what its values are made of."""

    sql: str
    arrange: Callable[[dict[str, Any]], Any]
    constants: dict[str, Any]  # Any: what is bound to the parameters of the query
    make_row: Callable[[Sequence[Any]], Any]
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]


def fetch_all(session: Session, query: Query, values: Mapping[str, Any]) -> Sequence[Any]:
    """Return the rows of a query that is kept: it is compiled once."""
    driver: Driver | None = session.info.get(DRIVER)
    compiled = _compile(query, driver.dialect) if driver is not None else None
    if driver is None or compiled is None:
        return session.execute(query, values).all()
    given = {**compiled.constants, **values}
    rows = driver.connection.execute(compiled.sql, compiled.arrange(given)).fetchall()
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


@functools.lru_cache(COMPILED_MAX)
def _compile(query: Query, dialect: Dialect) -> _Compiled | None:
    """Compile a query for a driver; None where its text depends on its values."""
    compiled = query.compile(dialect=dialect)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    columns = list(query.selected_columns)
    conversions = []
    if dialect.name == "sqlite":  # PostgreSQL's driver makes them itself.
        conversions = [
            (at, orjson.loads if isinstance(column.type, JSON) else bool)
            for at, column in enumerate(columns)
            if isinstance(column.type, JSON | Boolean)
        ]
    names = [str(column.key) for column in columns]
    row = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # made at run time, for any query
    return _Compiled(
        str(compiled),
        functools.partial(_put_in_order, compiled.positiontup) if compiled.positiontup else dict,
        dict(compiled.params),
        row._make,
        tuple(conversions),
    )


def _put_in_order(names: Sequence[str], values: dict[str, Any]) -> list[Any]:  # Any: as in _Compiled
    return [values[name] for name in names]
