"""Keyset pagination: a cursor holds the sort key of the last item of a page, encoded for a URL."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from app.errors import Fault, InvalidCursor

LIMIT_DEFAULT = 20
LIMIT_MAX = 200
CURSOR_MAX = 600
"""Characters of a cursor: several times the size of two ids and a number."""

T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A page of results: the items, the cursor of the next page, and the total if it was asked for.

    `is_complete` tells whether a search ranked all its hits; None for lists without a search.
    """

    items: list[T]
    next_cursor: str | None
    total: int | None
    is_complete: bool | None = None


def encode(list_name: str, key: Sequence[str | int]) -> str:
    """Encode the sort key of a page's last item; `list_name` makes the cursor valid for one list only."""
    plain = json.dumps([list_name, *key], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode()


def decode(list_name: str, cursor: str, types: Sequence[type[str] | type[int]]) -> list[str | int]:
    """Decode a cursor of this list into a key of these types, or raise `InvalidCursor`.

    A cursor is untrusted input: only output of `encode` is accepted, to the bit, with values that both
    databases accept as text and as a 4-byte integer.
    """
    try:
        decoded = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, *key = json.loads(decoded.decode())
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise _make_error() from None
    is_valid = len(key) == len(types) and all(map(_is_valid, key, types))
    if name != list_name or not is_valid or encode(list_name, key) != cursor:
        raise _make_error()
    return list(key)


def _is_valid(value: object, wanted: type[str] | type[int]) -> bool:
    """Tell whether a value of a cursor has its type and is safe for both databases."""
    if wanted is int:
        return type(value) is int and 0 <= value < 2**31
    return type(value) is str and value.isascii() and value.isprintable()


def _make_error() -> InvalidCursor:
    detail = "The cursor is not from this list. Follow `next` of a page, or start without a cursor."
    return InvalidCursor(detail, [Fault("query", "/cursor", detail)])
