"""Gather the rows that belong to one row into a column of it: one statement reads a whole resource.

A statement costs 20 µs to send on SQLite and 150 µs on PostgreSQL, whatever it asks for.
"""

from typing import Any

from sqlalchemy import JSON, ColumnElement, ScalarSelect, Select, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class _Rows(FunctionElement[Any]):  # Any: JSON
    """An aggregate: all rows as one JSON array of arrays."""

    name = "rows"
    type = JSON()
    inherit_cache = True


@compiles(_Rows, "sqlite")
def _compile_for_sqlite(element: _Rows, compiler: SQLCompiler, **options: object) -> str:
    return f"json_group_array(json_array({compiler.process(element.clauses, **options)}))"


@compiles(_Rows, "postgresql")
def _compile_for_postgresql(element: _Rows, compiler: SQLCompiler, **options: object) -> str:
    return f"coalesce(json_agg(json_build_array({compiler.process(element.clauses, **options)})), '[]'::json)"


def gather(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Return a query for one value: its rows as a list of lists, in no particular order.

    What is to be sorted has its order first among the columns. Numbers and texts come back as they
    are; other types must be cast.
    """
    return select(_Rows(*columns))


def as_column(query: Select[*tuple[Any, ...]]) -> ScalarSelect[Any]:
    """Return a query of `gather` as a column of the query around it."""
    return query.scalar_subquery()
