"""Fetch one page of a list by its sort key (keyset; never OFFSET, whose cost grows with the page)."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select, tuple_
from sqlmodel import Session

from app import pagination
from app.pagination import Found
from app.schemas.queries import PageQuery

Rows = Found[Row[*tuple[Any, ...]]]  # Any: what a row holds depends on the columns selected


def fetch_page(
    session: Session,
    query: Select[*tuple[Any, ...]],  # Any: the same
    key: Sequence[ColumnElement[Any]],
    page: PageQuery,
    *,
    list_name: str,
) -> Rows:
    """Return the rows of `query` after the page's cursor, in order of `key`, and the next cursor.

    The columns of the key must be among those that the query selects.
    """
    total = None
    if page.total:
        total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    if page.cursor is not None:
        after = pagination.decode(list_name, page.cursor, [column.type.python_type for column in key])
        query = query.where(tuple_(*key) > tuple_(*after))
    # One row more than asked for tells whether there is a next page.
    rows = list(session.execute(query.order_by(*key).limit(page.limit + 1)))
    next_cursor = None
    if len(rows) > page.limit:
        rows.pop()
        next_cursor = pagination.encode(list_name, [getattr(rows[-1], str(column.key)) for column in key])
    return Rows(rows, next_cursor, total)
