"""Run queries that are compiled once, by the driver itself.

SQLAlchemy takes 25 µs to arrange a statement and its result, twice as long as SQLite takes to find a
quote. The rows are the same: named, with JSON read and truth values as such; on SQLite days are texts.
"""

import functools
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import JSON, Boolean, ColumnElement, Dialect, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType
from sqlmodel import Session

from app.database.database import DRIVER, Driver
from app.database.fulltext import Query

COMPILED_MAX = 500
"""Queries that are kept as the driver takes them."""


class _List(UserDefinedType[Sequence[Any]]):  # Any: numbers or texts
    """A list as one value: an array on PostgreSQL, JSON on SQLite."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str] | None:
        """Return what makes it a value that the driver takes."""
        return _write_list if dialect.name == "sqlite" else None


def _write_list(values: Sequence[Any]) -> str:
    return orjson.dumps(values).decode()


class _IsListed(FunctionElement[bool]):
    """The condition that a column has one of the values of a list; were its type known, SQLite got `= 1`."""

    inherit_cache = True


@compiles(_IsListed, "sqlite")
def _compile_for_sqlite(element: _IsListed, compiler: SQLCompiler, **options: object) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - a column and a parameter


@compiles(_IsListed, "postgresql")
def _compile_for_postgresql(element: _IsListed, compiler: SQLCompiler, **options: object) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    kind = "bigint" if next(iter(element.clauses)).type.python_type is int else "text"
    # Were they compared with ANY, PostgreSQL would rather read all of a small table than look so many up.
    return f"{column} IN (SELECT unnest(CAST({values} AS {kind}[])))"


def is_listed(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that a column has one of the values of a list, which is bound to the name.

    Unlike IN with a parameter for each value the text is the same for any number of them, so that the
    query is prepared once.
    """
    return _IsListed(column, bindparam(name, type_=_List()))


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
        _arrange_for_sqlite(compiled) if dialect.name == "sqlite" else dict,
        dict(compiled.params),
        row._make,
        tuple(conversions),
    )


def _arrange_for_sqlite(compiled: SQLCompiler) -> Callable[[dict[str, Any]], list[Any]]:
    """Return what puts values in the order in which the driver takes them, with lists as JSON."""
    converters = [
        (name, _write_list if isinstance(compiled.binds[name].type, _List) else None)
        for name in compiled.positiontup or ()
    ]
    return lambda values: [
        values[name] if convert is None else convert(values[name]) for name, convert in converters
    ]
