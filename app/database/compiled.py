"""Compiled queries: SQLAlchemy compiles each once, and the driver executes it.

SQLAlchemy takes 25 µs to prepare a query and its result, twice as long as SQLite takes to find a quote.
The rows are the same as SQLAlchemy's: named, with JSON parsed, and True or False for booleans; but dates are
texts on SQLite.
"""

import functools
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import (
    JSON,
    Boolean,
    ColumnElement,
    Dialect,
    FromClause,
    Integer,
    Join,
    Select,
    Text,
    bindparam,
    cast,
    column,
    func,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import UserDefinedType
from sqlmodel import Session

from app.database.backend import DRIVER, Driver

Query = Select[*tuple[Any, ...]]  # Any: the caller knows the columns

COMPILED_MAX = 500
"""Queries of which the compiled form is cached."""


def is_on_postgresql(session: Session) -> bool:
    """Tell whether this is PostgreSQL; otherwise it is SQLite."""
    return session.get_bind().dialect.name == "postgresql"


class _List(UserDefinedType[Sequence[Any]]):  # Any: numbers or texts
    """A list that is bound as one value: an array on PostgreSQL, JSON on SQLite."""

    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[Any], str] | None:
        """Return the function that converts a list for the driver."""
        return write_json if dialect.name == "sqlite" else None


def write_json(value: object) -> str:
    """Return a value as JSON."""
    return orjson.dumps(value).decode()


class _InList(FunctionElement[bool]):
    """The condition that a column has one of the values of a list.

    It has no type: SQLAlchemy would compare a boolean with 1 on SQLite.
    """

    inherit_cache = True


@compiles(_InList)
def _write_in_list(element: _InList, compiler: SQLCompiler, **options: object) -> str:
    column, values = (compiler.process(clause, **options) for clause in element.clauses)
    if compiler.dialect.name == "sqlite":
        return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - a column and a parameter
    kind = "bigint" if next(iter(element.clauses)).type.python_type is int else "text"
    # With ANY, PostgreSQL reads all of a small table instead of looking up so many values in its index.
    return f"{column} IN (SELECT unnest(CAST({values} AS {kind}[])))"


def in_list(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that a column has one of the values of the list that is bound to the name.

    Unlike IN with a parameter for each value, the text is the same for any number of values, so the query is
    compiled once.
    """
    return _InList(column, bindparam(name, type_=_List()))


class OrderedJoin(Join):
    """A join whose left table is read first.

    SQLite takes CROSS JOIN for that (“The SQLite Query Optimizer Overview”, 7.3). PostgreSQL chooses by
    statistics of the tables, which it always has.
    """

    inherit_cache = True


@compiles(OrderedJoin, "sqlite")
def _write_ordered_join(element: OrderedJoin, compiler: SQLCompiler, **options: object) -> str:
    left, right = (compiler.process(side, **options) for side in (element.left, element.right))
    options["asfrom"] = False
    on = "" if element.onclause is None else f" ON {compiler.process(element.onclause, **options)}"
    return f"{left} CROSS JOIN {right}{on}"


class Rows(NamedTuple):
    """Rows that a query is given: what they are selected from, and their columns, integers of 32 bits."""

    source: FromClause
    columns: Sequence[ColumnElement[int]]


def bind_rows(name: str, count: int, *, is_postgresql: bool) -> Rows:
    """Return rows of as many integers, which are bound to the name as a list of lists, see `write_rows`.

    As with `in_list`, the query is compiled once for any number of rows.
    """
    columns: list[ColumnElement[int]]
    if is_postgresql:
        given = func.json_array_elements(cast(bindparam(name, type_=Text), JSON))
        source = given.table_valued(column("value", JSON), name=name)
        columns = [cast(source.c.value.op("->>")(at), Integer) for at in range(count)]
    else:
        source = func.json_each(bindparam(name, type_=Text)).table_valued("value", name=name)
        columns = [func.json_extract(source.c.value, f"$[{at}]", type_=Integer) for at in range(count)]
    return Rows(source, columns)


def write_rows(rows: Sequence[Sequence[int]]) -> str:
    """Return the value that is bound for rows."""
    return write_json(rows)


class _Compiled(NamedTuple):
    """The compiled form of a query: its text, and how values and rows are converted."""

    sql: str
    order_values: Callable[[dict[str, Any]], Any]
    constants: dict[str, Any]  # Any: values of parameters
    make_row: Callable[[Sequence[Any]], Any]
    conversions: tuple[tuple[int, Callable[[Any], Any]], ...]


def fetch_all(session: Session, query: Query, values: Mapping[str, Any]) -> Sequence[Any]:
    """Return the rows of a query; it is compiled once."""
    driver: Driver | None = session.info.get(DRIVER)
    compiled = _compile(query, driver.dialect) if driver is not None else None
    if driver is None or compiled is None:
        # SQLAlchemy's own rows take five times as long to read a column by its name.
        return list(map(_make_row_type(query), session.execute(query, values)))
    given = {**compiled.constants, **values}
    rows = driver.connection.execute(compiled.sql, compiled.order_values(given)).fetchall()
    return [_convert(compiled, row) for row in rows]


def fetch_first(session: Session, query: Query, values: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a row
    """Return the first row of a query, or None; it is compiled once."""
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
def _make_row_type(query: Query) -> Callable[[Sequence[Any]], Any]:
    """Return what makes a named row of a query's columns."""
    names = [str(column.key) for column in query.selected_columns]
    row = namedtuple("Row", names, rename=True)  # type: ignore[misc]  # made at run time, for any query
    return row._make


@functools.lru_cache(COMPILED_MAX)
def _compile(query: Query, dialect: Dialect) -> _Compiled | None:
    """Compile a query for a dialect; return None if its text depends on its values."""
    compiled = query.compile(dialect=dialect)
    if compiled.post_compile_params or compiled.literal_execute_params:
        return None
    columns = list(query.selected_columns)
    conversions = []
    if dialect.name == "sqlite":  # PostgreSQL's driver converts them itself.
        conversions = [
            (at, orjson.loads if isinstance(column.type, JSON) else bool)
            for at, column in enumerate(columns)
            if isinstance(column.type, JSON | Boolean)
        ]
    return _Compiled(
        str(compiled),
        _order_for_sqlite(compiled, dialect) if dialect.name == "sqlite" else dict,
        dict(compiled.params),
        _make_row_type(query),
        tuple(conversions),
    )


def _order_for_sqlite(compiled: SQLCompiler, dialect: Dialect) -> Callable[[dict[str, Any]], list[Any]]:
    """Return the function that lists values in the order of the parameters: lists as JSON, days as texts."""
    converters = [
        (name, compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in compiled.positiontup or ()
    ]
    return lambda values: [
        values[name] if convert is None else convert(values[name]) for name, convert in converters
    ]
