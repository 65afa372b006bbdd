"""Keyset cursors: where a page ended, packed into a word for a URL."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from app.errors import Fault, InvalidCursor

LIMIT_DEFAULT = 20
LIMIT_MAX = 200
CURSOR_MAX = 600
"""Characters of a cursor: two ids and a number fit several times."""


T = TypeVar("T")


class Found(NamedTuple, Generic[T]):
    """A page of what was found: the items, the cursor of the next page, and the count if asked for.

    `is_complete` tells of a search whether all its hits were ranked.
    """

    items: list[T]
    next_cursor: str | None
    total: int | None
    is_complete: bool | None = None


def encode(list_name: str, key: Sequence[str | int]) -> str:
    """Pack the sort key of a page's last item; `list_name` keeps cursors of other lists out."""
    packed = json.dumps([list_name, *key], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).rstrip(b"=").decode()


def decode(list_name: str, cursor: str, kinds: Sequence[type[str] | type[int]]) -> list[str | int]:
    """Unpack a cursor of this list into a key of these kinds, or raise `InvalidCursor`.

    A cursor is untrusted: only what `encode` could have written passes, to the bit, and the
    values stay within what both databases take as text and as a 4-byte integer.
    """
    try:
        packed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        name, *key = json.loads(packed.decode())
    except (binascii.Error, ValueError, TypeError, RecursionError):
        raise _refuse() from None
    fits = len(key) == len(kinds) and all(map(_fits, key, kinds))
    if name != list_name or not fits or encode(list_name, key) != cursor:
        raise _refuse()
    return list(key)


def _fits(value: object, kind: type[str] | type[int]) -> bool:
    """Tell whether a value of a cursor is of its kind and safe for both databases."""
    if kind is int:
        return type(value) is int and 0 <= value < 2**31
    return type(value) is str and value.isascii() and value.isprintable()


def _refuse() -> InvalidCursor:
    detail = (
        "The cursor is not one that this list gave out. Follow `next` of a page, or begin without a cursor."
    )
    return InvalidCursor(detail, [Fault("query", "/cursor", detail)])
