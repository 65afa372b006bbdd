"""A presenter: turns the values of the catalog into the bytes of a format."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Protocol

from app.presenters.media_types import Format
from app.presenters.page import Page, Site


class Presenter(NamedTuple):
    """How one format shows a kind of resource: an item, and a page of a list.

    `counts_utf16` tells whether it shows the positions of quotes in UTF-16 if the values have these.
    """

    format: Format
    item: Callable[[Any, Site], bytes]  # Any: the value of the catalog
    page: Callable[[Page, Site], bytes]
    counts_utf16: bool = False


Presenters = tuple[Presenter, ...]
"""Those of a kind of resource, JSON first."""


class ExportWriter(Protocol):
    """Writes one export: all items of a list, part by part."""

    def write(self, items: Sequence[Any]) -> bytes:  # Any: the values of the list
        """Return the bytes that come next, maybe none; with the first part, those before it, too."""

    def end(self) -> bytes:
        """Return the bytes that come after the last part."""


class ExportPresenter(NamedTuple):
    """How one format shows all items of a list. `open` may raise `NotInstalled`."""

    format: Format
    open: Callable[[Site], ExportWriter]


class LineWriter:
    """Writes items one after the other, the first one after a head, and nothing after the last."""

    def __init__(self, write_items: Callable[[Sequence[Any]], bytes], head: bytes = b"") -> None:
        self._write_items, self._head = write_items, head

    def write(self, items: Sequence[Any]) -> bytes:
        """Return the lines of the next items."""
        head, self._head = self._head, b""
        return head + self._write_items(items)

    def end(self) -> bytes:
        """Return nothing."""
        return b""
