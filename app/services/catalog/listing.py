"""Fetch one page of a list by its sort key (keyset; never OFFSET, whose cost grows with the page)."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union,
)
from sqlmodel import Session

from app import pagination
from app.database.compiled import fetch_all, fetch_first
from app.pagination import Found
from app.schemas.queries import PageQuery

TOTAL_MAX = 10_000
"""Items are counted no further: counting a million takes a second."""

PLANS_MAX = 100
"""Queries of a list that are kept: there are thousands of combinations of filters, at 400 KB each."""

Query = Select[*tuple[Any, ...]]  # Any: the columns are the caller's
Values = dict[str, Any]  # Any: what is bound to the parameters of a query
Rows = Found[Any]  # Any: rows with the columns of a query
Key = Sequence[ColumnElement[Any]]
PLACE = ("article_id", "position")
"""The sort key of quotes: reading order."""


class Plan(NamedTuple):
    """How a list is read: the filter in whose order, of how many values, and which others it must pass."""

    source: str
    values: int
    filters: tuple[str, ...]
    goes_on: bool


def plan(values: Values, sources: Sequence[str], filters: Iterable[str], *, goes_on: bool) -> Plan:
    """Choose the first of the sources that has values, and bind each of these to `source0`, `source1`, …

    The values of all filters are bound to their names. Without a source the list is read from its
    beginning.
    """
    source = next((name for name in sources if name in values), "")
    for number, value in enumerate(values.get(source, ())):
        values[f"source{number}"] = value
    others = tuple(name for name in filters if name in values and name != source)
    return Plan(source, len(values.get(source, ())) or 1, others, goes_on)


def keep_given(values: Values) -> Values:
    """Return the values of filters that were given."""
    return {name: value for name, value in values.items() if value}


def _go_on(query: Query, key: Key) -> Query:
    """Return the query for what comes after a page; its key's values are bound to `after0`, `after1`."""
    after = [
        bindparam(f"after{number}", type_=Integer if column.type.python_type is int else Text)
        for number, column in enumerate(key)
    ]
    if len(key) == 1:
        return query.where(key[0] > after[0])
    # Said twice: a comparison of pairs from two tables is no range of either's index.
    return query.where(key[0] >= after[0], tuple_(*key) > tuple_(*after))


def limit_to_page(sources: Sequence[Query], *, goes_on: bool, names: Sequence[str] = PLACE) -> Subquery:
    """Return the first `size` rows of the sources together, in order of their key, each row once.

    The first columns of each are the key, and the result has them by these names. A source lies in
    order of its key in some index, so no more than `size` rows are read of each.
    """
    size = bindparam("size", type_=Integer)
    parts = []
    for one in sources:
        columns = list(one.selected_columns)
        key = columns[: len(names)]
        named = [column.label(name) for column, name in zip(key, names, strict=True)]
        part = one.with_only_columns(*named, *columns[len(names) :])
        parts.append((_go_on(part, key) if goes_on else part).order_by(*key).limit(size))
    if len(parts) == 1:
        return parts[0].subquery("page")
    together = union(*(select(*part.subquery().c) for part in parts)).subquery()
    in_order = select(*together.c).order_by(*(together.c[name] for name in names))
    return in_order.limit(size).subquery("page")


def select_total(sources: Sequence[Query]) -> Query:
    """Return the query for how many rows the sources have together, counted to `TOTAL_MAX`."""
    parts = [select(*one.limit(TOTAL_MAX).subquery().c) for one in sources]
    rows = parts[0] if len(parts) == 1 else union(*parts)
    return select(func.count()).select_from(
        select(literal(1)).select_from(rows.subquery()).limit(TOTAL_MAX).subquery()
    )


def fetch_page(
    session: Session,
    query: Query,
    total: Query,
    values: Mapping[str, object],
    page: PageQuery,
    *,
    list_name: str,
    key: Sequence[tuple[str, type[str] | type[int]]],
) -> Rows:
    """Return a page's rows, the next cursor and, if asked for, the total.

    `key` names the columns of the sort key among those of the query, and their kinds.
    """
    counted = fetch_first(session, total, values)[0] if page.total else None
    after: dict[str, object] = {}
    if page.cursor is not None:
        decoded = pagination.decode(list_name, page.cursor, [kind for _, kind in key])
        after = {f"after{number}": value for number, value in enumerate(decoded)}
    # One row more than asked for tells whether there is a next page.
    rows = list(fetch_all(session, query, {**values, **after, "size": page.limit + 1}))
    next_cursor = None
    if len(rows) > page.limit:
        rows.pop()
        next_cursor = pagination.encode(list_name, [getattr(rows[-1], name) for name, _ in key])
    return Rows(rows, next_cursor, counted)


def ranked_page(
    rated: Iterable[tuple[Any, ...]],  # Any: strings and numbers
    page: PageQuery,
    *,
    list_name: str,
    kinds: Sequence[type[str] | type[int]],
) -> Found[Any]:
    """Return a page of what was ranked: of each the last value, in order of those before.

    The first value is a rate below zero, so that the best come first; a cursor has it without its sign.
    """
    ranked = sorted(rated)
    begin = 0
    if page.cursor is not None:
        rate, *rest = pagination.decode(list_name, page.cursor, kinds)
        begin = bisect_right(ranked, (-int(rate), *rest), key=lambda one: one[:-1])
    shown = ranked[begin : begin + page.limit]
    next_cursor = None
    if begin + page.limit < len(ranked):
        rate, *rest = shown[-1][:-1]
        next_cursor = pagination.encode(list_name, [-rate, *rest])
    return Found([one[-1] for one in shown], next_cursor, len(ranked) if page.total else None)
