"""Exports of everything that filters leave, part by part, each read in a transaction of its own.

A transaction as long as a download would keep SQLite's log from being shortened, and PostgreSQL from removing
old rows. So what changes meanwhile may be exported as it was or as it is; what does not is exported once.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlmodel import Session

from app.pagination import Found
from app.services.catalog import quotes
from app.services.catalog.filters import (
    ARTICLE_FILTERS,
    QUOTE_FILTERS,
    Filter,
    Selection,
    resolve_filters,
)
from app.services.ingest import exporter


class Source(NamedTuple):
    """A list that is exported: its filters, and what finds a part after a cursor."""

    filters: tuple[Filter, ...]
    find_part: Callable[[Session, Selection, str | None], Found[Any]]  # Any: the values of the list


QUOTES = Source(QUOTE_FILTERS, quotes.find_part)
DOCUMENTS = Source(ARTICLE_FILTERS, exporter.find_part)


class Position(NamedTuple):
    """Where an export goes on: names in its filters were resolved with its first part."""

    selection: Selection
    cursor: str


class Part(NamedTuple):
    """A part of an export, and where the next one begins, if there is one."""

    items: Sequence[Any]  # Any: the values of the list
    next: Position | None


def read(session: Session, source: Source, wanted: object, position: Position | None) -> Part:
    """Return the first part of an export with the filters of a query model, or the one at a position.

    Raises an error if a filter names something unknown, and `DamagedText`.
    """
    selection = resolve_filters(session, source.filters, wanted) if position is None else position.selection
    found = source.find_part(session, selection, None if position is None else position.cursor)
    following = None if found.next_cursor is None else Position(selection, found.next_cursor)
    return Part(found.items, following)
