"""Read JSON, and take values out of it that must have a type."""

from collections.abc import Iterator
from typing import Any, TypeVar

import orjson

from app.converting.annotations import Problem, Refused, decode, drop_byte_order_mark

Json = Any  # JSON
Kind = TypeVar("Kind")

NAMES = {dict: "an object", list: "a list", str: "text", int: "a number"}


def parse(raw: bytes, place: str = "file") -> Json:
    """Return the value of a JSON text in UTF-8, or raise `Refused`; NaN and Infinity are not JSON."""
    try:
        return orjson.loads(decode(drop_byte_order_mark(raw), place))
    except orjson.JSONDecodeError as error:
        raise Refused([Problem(place, f"is not JSON: {error}")]) from None


def require(value: Json, kind: type[Kind], place: str) -> Kind:
    """Return a value that must have a type, or raise `Refused`."""
    if not isinstance(value, kind):
        raise Refused([Problem(place, f"must be {NAMES[kind]}")])
    return value


def get(record: Json, key: str, kind: type[Kind], place: str) -> Kind:
    """Return a value of an object that must be there and have a type, or raise `Refused`."""
    found = require(record, dict, place)
    if key not in found:
        raise Refused([Problem(place, f"has no “{key}”")])
    return require(found[key], kind, f"{place}/{key}")


def list_objects(value: Json, place: str) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the objects of a list, each with its place; raises `Refused` if one is none."""
    for index, one in enumerate(require(value, list, place)):
        yield f"{place}/{index}", require(one, dict, f"{place}/{index}")


def as_list(value: Json) -> list[Json]:
    """Return a value that may be a list or alone: JSON-LD writes one value so."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
