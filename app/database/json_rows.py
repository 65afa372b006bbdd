"""Return child rows as one JSON column of their parent row: one query reads a whole resource.

A query costs 20 µs to send on SQLite and 150 µs on PostgreSQL, whatever it asks for.
"""

from collections.abc import Iterable
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import JSON, ColumnElement, ScalarSelect, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

T = TypeVar("T", bound=NamedTuple)
_get_position = attrgetter("position")


class _Array(FunctionElement[Any]):  # Any: JSON
    """Values as one JSON array."""

    name = "array"
    type = JSON()
    inherit_cache = True


class _Collected(FunctionElement[Any]):  # Any: JSON
    """An aggregate: the value of each row as one JSON array."""

    name = "collected"
    type = JSON()
    inherit_cache = True


@compiles(_Array)
def _write_array(element: _Array, compiler: SQLCompiler, **options: object) -> str:
    function = "json_array" if compiler.dialect.name == "sqlite" else "json_build_array"
    return f"{function}({compiler.process(element.clauses, **options)})"


@compiles(_Collected)
def _write_collected(element: _Collected, compiler: SQLCompiler, **options: object) -> str:
    values = compiler.process(element.clauses, **options)
    if compiler.dialect.name == "sqlite":
        return f"json_group_array({values})"
    return f"coalesce(json_agg({values}), '[]'::json)"


def aggregate(kind: type[NamedTuple], /, **columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Return a query for one value: its rows as JSON, with a column for each field of `kind`.

    `read_rows` reads them. Numbers and texts come back as they are; other types must be cast.
    """
    return select(_Collected(as_array(kind, **columns)))


def as_array(kind: type[NamedTuple], /, **columns: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return columns as one, from which `kind._make` makes a `kind`."""
    return _Array(*(columns[name] for name in kind._fields))


def as_column(query: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """Return a query of `aggregate` as a column of the query around it."""
    return query.scalar_subquery()


def read_rows(kind: type[T], rows: Iterable[Iterable[Any]]) -> list[T]:
    """Return aggregated rows in order of their position."""
    named = [kind._make(row) for row in rows]
    if len(named) > 1:
        named.sort(key=_get_position)
    return named
