"""Read JSON, and take values out of it that must have a type."""

import mmap
import re
from collections.abc import Iterator
from typing import Any, TypeVar

import orjson

from app.converting.annotations import Problem, RefusedFile, decode_utf8, drop_byte_order_mark

Json = Any  # JSON
Kind = TypeVar("Kind")

REST_MAX = 1_000
"""Bytes of what is no list any more that are passed on, to be refused."""

# A string that nothing closes goes on to the end, so that the time is linear.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)|[\[\]{}]', re.DOTALL)
_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[")
_BLANK = re.compile(rb"[ \t\r\n]*")
_COMMA = re.compile(rb"[ \t\r\n]*,[ \t\r\n]*")

NAMES = {dict: "an object", list: "a list", str: "text", int: "a number"}


def parse(raw: bytes, place: str = "file") -> Json:
    """Return the value of a JSON text in UTF-8, or raise `RefusedFile`; NaN and Infinity are not JSON."""
    try:
        return orjson.loads(decode_utf8(drop_byte_order_mark(raw), place))
    except orjson.JSONDecodeError as error:
        raise RefusedFile([Problem(place, f"is not JSON: {error}")]) from None


def split_list(content: bytes | mmap.mmap) -> Iterator[bytes]:
    """Yield the objects of a list in JSON as they are written; nothing if it is no list.

    What is no object ends it: a piece of it is yielded, which `parse` or a reader refuses.
    """
    begin = _LIST.match(content)
    if begin is None:
        return
    depth, start, end, is_closed = 0, 0, begin.end(), False
    between = _BLANK
    for token in _TOKEN.finditer(content, end):
        sign = token[0][:1]
        if sign == b'"' and depth:
            continue
        if not depth and (sign != b"{" or not between.fullmatch(content, end, token.start())):
            is_closed = sign == b"]" and _BLANK.fullmatch(content, end, token.start()) is not None
            end = token.end() if is_closed else end
            break
        start = token.start() if not depth else start
        depth += 1 if sign in b"[{" else -1
        if not depth:
            end, between = token.end(), _COMMA
            yield content[start:end]
    if not is_closed or not _BLANK.fullmatch(content, end):
        yield b"]" + content[end : end + REST_MAX]


def require(value: Json, kind: type[Kind], place: str) -> Kind:
    """Return a value that must have a type, or raise `RefusedFile`."""
    if not isinstance(value, kind):
        raise RefusedFile([Problem(place, f"must be {NAMES[kind]}")])
    return value


def get(record: Json, key: str, kind: type[Kind], place: str) -> Kind:
    """Return a value of an object that must be there and have a type, or raise `RefusedFile`."""
    found = require(record, dict, place)
    if key not in found:
        raise RefusedFile([Problem(place, f"has no “{key}”")])
    return require(found[key], kind, f"{place}/{key}")


def list_objects(value: Json, place: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the objects of a list, each with its place; raises `RefusedFile` if one is none."""
    for index, one in enumerate(require(value, list, place)):
        yield f"{place}/{index}", require(one, dict, f"{place}/{index}")


def as_list(value: Json) -> list[Json]:
    """Return a value that may be a list or alone: JSON-LD writes one value so."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
