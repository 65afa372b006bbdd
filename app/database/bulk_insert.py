"""Insert many rows into a table, in the fastest way of each database."""

import datetime
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import cache
from operator import itemgetter
from typing import Any

from sqlalchemy import JSON, Date
from sqlmodel import Session, SQLModel

from app.database.compiled import is_on_postgresql, write_json
from app.models import table

Row = dict[str, Any]  # Any: a row's values are of its columns' types
Convert = Callable[[Any], Any]


def insert_rows(session: Session, model: type[SQLModel], rows: Sequence[Row]) -> None:
    """Insert rows that have a value for each column of the table.

    SQLAlchemy takes longer to prepare the values of an insert than SQLite takes to store them.
    """
    if not rows:
        return
    columns, get_values, conversions = _plan(model)
    values = [get_values(row) for row in rows]
    for at, convert in conversions:
        values = [
            (*one[:at], None if one[at] is None else convert(one[at]), *one[at + 1 :]) for one in values
        ]
    names = ", ".join(f'"{column}"' for column in columns)
    if is_on_postgresql(session):
        # COPY takes a third of the time of inserts.
        with (
            closing(session.connection().connection.cursor()) as cursor,
            cursor.copy(f"COPY {table(model).name} ({names}) FROM STDIN") as copy,
        ):
            for row in values:
                copy.write_row(row)
        return
    parameters = ", ".join("?" * len(columns))
    session.connection().exec_driver_sql(
        f"INSERT INTO {table(model).name} ({names}) VALUES ({parameters})",  # noqa: S608 - our own names
        values,
    )


@cache
def _plan(
    model: type[SQLModel],
) -> tuple[list[str], Callable[[Row], Sequence[Any]], list[tuple[int, Convert]]]:
    """Return a table's columns, a getter of their values, and the conversions that some of them need."""
    columns = [str(column.key) for column in table(model).c]
    conversions: list[tuple[int, Convert]] = []
    for at, column in enumerate(table(model).c):
        if isinstance(column.type, JSON):
            conversions.append((at, write_json))
        elif isinstance(column.type, Date):
            conversions.append((at, datetime.date.isoformat))
    return columns, itemgetter(*columns), conversions
