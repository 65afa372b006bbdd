"""A presenter: turns the values of the catalog into the bytes of a format."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

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


class ExportPresenter(NamedTuple):
    """How one format shows all items of a list, part by part."""

    format: Format
    head: bytes
    """What comes before the first item."""
    items: Callable[[Sequence[Any], Site], bytes]  # Any: the values of the list
