"""Read JSON strictly: in UTF-8, in the form of a model, and without a key twice in one object."""

import json
from typing import TypeVar

from pydantic import BaseModel

Read = TypeVar("Read", bound=BaseModel)


class DuplicateKey(ValueError):
    """A key occurs twice in an object, so that all values but the last would be ignored."""


def read_json(model: type[Read], raw: bytes, *, strict: bool = False) -> Read:
    """Return a JSON text as a model, or raise Pydantic's `ValidationError` or `DuplicateKey`."""
    found = model.model_validate_json(raw, strict=strict)
    json.loads(raw, object_pairs_hook=_refuse_duplicate_keys)
    return found


def _refuse_duplicate_keys(pairs: list[tuple[str, object]]) -> None:
    keys = [key for key, _ in pairs]
    if len(set(keys)) < len(keys):
        twice = next(key for key in keys if keys.count(key) > 1)
        raise DuplicateKey(f"The key “{twice}” occurs twice in one object.")
