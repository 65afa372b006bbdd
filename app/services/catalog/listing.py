"""Read lists page by page by their sort key (keyset; never OFFSET, which costs more with each page).

A request becomes a `Selection` of filters. A `Plan` is made of it, and SQL of the plan, compiled once for
each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Subquery,
    Table,
    Text,
    and_,
    bindparam,
    func,
    literal,
    select,
    tuple_,
    union,
)
from sqlmodel import Session

from app import pagination
from app.database.compiled import Query, fetch_all, fetch_first
from app.pagination import Found
from app.schemas.queries import PageQuery
from app.services.catalog.filters import Filter, Selection, Values, apply_filters

TOTAL_MAX = 10_000
"""Items are counted up to this: counting a million takes a second."""

PLANS_MAX = 300
"""Plans with cached queries: there are thousands of combinations of filters, at 400 KB each."""

Rows = Found[Any]  # Any: rows with the columns of a query


@dataclass(frozen=True, eq=False)
class Listing:
    """A list: its table, the order and the filters of its rows."""

    name: str
    table: Table
    key: tuple[str, ...]
    """The columns that the list is sorted by."""
    identity: str
    """The column that identifies a row. Sources of filters select the key and then this."""
    filters: tuple[Filter, ...]
    select_items: Callable[[Subquery], Query]
    """Returns the query for the items with the keys and identities of a subquery."""

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns of the key and the identity, each once."""
        return tuple(dict.fromkeys((*self.key, self.identity)))

    @cached_property
    def key_types(self) -> list[type[str] | type[int]]:
        """The types of the values in a cursor."""
        return [int if self.table.c[name].type.python_type is int else str for name in self.key]


class Plan(NamedTuple):
    """How a list is read.

    It is read in the order of the source of a filter, for each of that filter's values, or from its own
    table if `source` is empty. The rows must pass the other filters.
    """

    source: str
    values: int
    filters: tuple[str, ...]
    is_continued: bool


def make_plan(
    session: Session, listing: Listing, selection: Selection, *, is_continued: bool
) -> tuple[Plan, Values]:
    """Choose the first source that can be used; return the plan and the values of its parameters."""
    source = ""
    for one in listing.filters:
        if one.source and selection.uses(one.name) and one.source.is_narrow(session, selection.values):
            source = one.name
            break
    return plan_by(source, selection, is_continued=is_continued)


def plan_by(source: str, selection: Selection, *, is_continued: bool) -> tuple[Plan, Values]:
    """Return the plan that reads a list by a source, and the values of its parameters.

    The values of the source's filter are bound to `source0`, `source1` and so on.
    """
    read_by = selection.values.get(source, ())
    bound = {f"source{number}": value for number, value in enumerate(read_by)}
    others = tuple(name for name in selection.names if name != source)
    return Plan(source, len(read_by) or 1, others, is_continued), {**selection.values, **bound}


def select_sources(listing: Listing, plan: Plan) -> list[Query]:
    """Return the queries for the keys and identities of rows, one for each value of the source's filter."""
    source = next((one.source for one in listing.filters if one.name == plan.source), None)
    queries = []
    for number in range(plan.values):
        query: Query = select(*(listing.table.c[name] for name in listing.columns))
        if source is not None:
            query = source.select(bindparam(f"source{number}", type_=Text))
        # A source may have the keys alone, in a table of its own; the other filters ask for the whole row.
        if plan.filters and listing.table not in query.columns_clause_froms:
            identity = list(query.selected_columns)[-1]
            query = query.join(listing.table, listing.table.c[listing.identity] == identity)
        queries.append(apply_filters(query, listing.filters, plan.filters))
    return queries


def _is_after(key: Sequence[ColumnElement[Any]], types: Sequence[type]) -> ColumnElement[bool]:
    """Return the condition for rows after a key; its values are bound to `after0` and `after1`."""
    after = [
        bindparam(f"after{number}", type_=Integer if kind is int else Text)
        for number, kind in enumerate(types)
    ]
    if len(key) == 1:
        return key[0] > after[0]
    # The first comparison is a range of an index; one of pairs from two tables is not.
    return and_(key[0] >= after[0], tuple_(*key) > tuple_(*after))


def _limit_to_page(listing: Listing, sources: Sequence[Query], *, is_continued: bool) -> Subquery:
    """Return the first `size` rows of the sources together, in order of their key, each row once.

    The columns of each source are those of the listing, and the result has them by their names. A source
    is in order of its key in some index, so no more than `size` rows of each are read.
    """
    size = bindparam("size", type_=Integer)
    parts = []
    for source in sources:
        columns = dict(zip(listing.columns, source.selected_columns, strict=True))
        key = [columns[name] for name in listing.key]
        part = source.with_only_columns(*(column.label(name) for name, column in columns.items()))
        if is_continued:
            part = part.where(_is_after(key, listing.key_types))
        parts.append(part.order_by(*key).limit(size))
    if len(parts) == 1:
        return parts[0].subquery("page")
    together = union(*(select(*part.subquery().c) for part in parts)).subquery()
    in_order = select(*together.c).order_by(*(together.c[name] for name in listing.key))
    return in_order.limit(size).subquery("page")


def _select_total(sources: Sequence[Query]) -> Query:
    """Return the query for the number of rows of the sources together, counted to `TOTAL_MAX`."""
    parts = [select(*one.limit(TOTAL_MAX).subquery().c) for one in sources]
    rows = parts[0] if len(parts) == 1 else union(*parts)
    return select(func.count()).select_from(
        select(literal(1)).select_from(rows.subquery()).limit(TOTAL_MAX).subquery()
    )


class PageQueries(NamedTuple):
    """The queries for a page of items, and for their total."""

    items: Query
    total: Query


def make_queries(listing: Listing, sources: Sequence[Query], *, is_continued: bool) -> PageQueries:
    """Return the queries for a page of the rows of sources."""
    page = _limit_to_page(listing, sources, is_continued=is_continued)
    items = listing.select_items(page).order_by(*(page.c[name] for name in listing.key))
    return PageQueries(items, _select_total(sources))


@lru_cache(PLANS_MAX)
def select_page(listing: Listing, plan: Plan) -> PageQueries:
    """Return the queries for a page that is read by a plan."""
    return make_queries(listing, select_sources(listing, plan), is_continued=plan.is_continued)


@lru_cache(PLANS_MAX)
def _select_column(listing: Listing, plan: Plan, column: str) -> Query:
    page = _limit_to_page(listing, select_sources(listing, plan), is_continued=False)
    if column in page.c:
        return select(page.c[column])
    identity = listing.table.c[listing.identity]
    query = select(listing.table.c[column])
    return query.join_from(page, listing.table, identity == page.c[listing.identity])


def fetch_column(
    session: Session, listing: Listing, selection: Selection, column: str, limit: int
) -> list[Any]:
    """Return a column of the rows that pass the filters: of the first ones, and one more than `limit`."""
    plan, values = make_plan(session, listing, selection, is_continued=False)
    query = _select_column(listing, plan, column)
    return list(session.execute(query, {**values, "size": limit + 1}).scalars())


def read_part(
    session: Session, listing: Listing, selection: Selection, cursor: str | None, size: int
) -> Rows:
    """Return up to `size` rows that pass the filters, after a cursor: a part of an export."""
    wanted = PageQuery.model_construct(cursor=cursor, limit=size)  # A page that requests cannot ask for.
    return read_page(session, listing, selection, wanted)


def read_page(session: Session, listing: Listing, selection: Selection, wanted: PageQuery) -> Rows:
    """Return a page of the rows that pass the filters."""
    plan, values = make_plan(session, listing, selection, is_continued=wanted.cursor is not None)
    return fetch_page(session, listing, select_page(listing, plan), values, wanted)


def fetch_page(
    session: Session, listing: Listing, queries: PageQueries, values: Mapping[str, object], wanted: PageQuery
) -> Rows:
    """Return a page's rows, the next cursor and, if asked for, the total."""
    counted = fetch_first(session, queries.total, values)[0] if wanted.total else None
    after: Values = {}
    if wanted.cursor is not None:
        decoded = pagination.decode(listing.name, wanted.cursor, listing.key_types)
        after = {f"after{number}": value for number, value in enumerate(decoded)}
    # One row more than asked for tells whether there is a next page.
    rows = list(fetch_all(session, queries.items, {**values, **after, "size": wanted.limit + 1}))
    next_cursor = None
    if len(rows) > wanted.limit:
        rows.pop()
        next_cursor = pagination.encode(listing.name, [getattr(rows[-1], name) for name in listing.key])
    return Rows(rows, next_cursor, counted)
