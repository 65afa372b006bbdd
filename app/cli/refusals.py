"""Refused documents, as a terminal shows them and as a report lists them."""

import json
from collections.abc import Iterator

from app.errors import Fault, WortlautError


def describe(name: str, error: WortlautError) -> Iterator[str]:
    """Yield the lines that name a refused document and each of its faults."""
    yield escape_line(f"{name}: {error.detail}")
    for fault in error.faults:
        yield escape_line(f"  {fault.pointer or '/'}: {fault.detail}")


def to_report_line(name: str, error: WortlautError) -> str:
    """Return a refused document as a line of JSON, with what a problem on the wire says about it."""
    report = {
        "document": name,
        "code": error.code,
        "detail": error.detail,
        "errors": [_to_json(fault) for fault in error.faults],
    }
    return json.dumps(report) + "\n"


def _to_json(fault: Fault) -> dict[str, object]:
    nearest = {} if fault.nearest is None else {"nearest": fault.nearest._asdict()}
    return {"pointer": fault.pointer, "detail": fault.detail, **nearest}


def escape_line(line: str) -> str:
    """Escape control characters: a document or a file name must not control the terminal."""
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in line)
