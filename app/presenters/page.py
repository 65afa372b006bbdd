"""What presenters are given beside the values: the page that these are on, and the public address."""

import re
from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

_ENCODED = re.compile("(%[0-9A-Fa-f]{2})")
_RESERVED = ":/?#[]@!$&'()*+,;="


class Site(NamedTuple):
    """The public address of this service, without a slash at its end; absolute addresses begin with it."""

    root: str

    def locate(self, path: str) -> str:
        """Return the absolute address of a path of this service."""
        return f"{self.root}{path}"


def encode_address(address: str) -> str:
    """Return an address with everything encoded that a URI may not have (RFC 3986).

    Of what is encoded already nothing changes. Readers of linked data drop an address with a raw space or
    quotation mark, and what it belongs to, without a word.
    """
    pieces = enumerate(_ENCODED.split(address))
    return "".join(piece if at % 2 else quote(piece, safe=_RESERVED) for at, piece in pieces)


class Page(NamedTuple):
    """A page of a list: its own path, with the parameters, and that of the next page, if there is one."""

    items: Sequence[Any]  # Any: the values of the list
    path: str
    next: str | None
    total: int | None
    is_complete: bool | None
