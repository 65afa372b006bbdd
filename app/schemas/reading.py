"""Read JSON strictly: in UTF-8, of the form of a model, and with no key twice in one object."""

import json
from typing import TypeVar

from pydantic import BaseModel

Read = TypeVar("Read", bound=BaseModel)


class KeyTwice(ValueError):
    """A key stands twice in an object, so that all but the last would be ignored."""


def read_json(model: type[Read], raw: bytes, *, strict: bool = False) -> Read:
    """Return what a JSON text means, or raise Pydantic's `ValidationError` or `KeyTwice`."""
    found = model.model_validate_json(raw, strict=strict)
    json.loads(raw, object_pairs_hook=_require_each_once)
    return found


def _require_each_once(pairs: list[tuple[str, object]]) -> None:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise KeyTwice(f"The key “{twice}” stands twice in one object.")
