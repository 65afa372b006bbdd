"""JSON Lines: quotes, each as its own address answers it, and documents, which are lines already."""

from collections.abc import Iterable
from typing import Any

import orjson

from app.presenters.json import present_quote
from app.presenters.media_types import JSON_LINES
from app.presenters.presenter import ExportPresenter, LineWriter

LINE_ENDS = tuple((one.encode(), f"\\u{ord(one):04x}".encode()) for one in "\x85\u2028\u2029")
"""Line ends of Unicode that JSON may have as they are, and their escapes. Many readers of lines, such as
HTTPX and Python's splitlines, would end a line there."""


def write_lines(values: Iterable[Any]) -> bytes:  # Any: JSON
    """Return values as JSON, each on a line by every definition of a line."""
    lines = b"".join([orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE) for one in values])
    for raw, escaped in LINE_ENDS:
        lines = lines.replace(raw, escaped)
    return lines


QUOTES = ExportPresenter(
    JSON_LINES, lambda _: LineWriter(lambda quotes: write_lines(map(present_quote, quotes)))
)
DOCUMENTS = ExportPresenter(JSON_LINES, lambda _: LineWriter(lambda lines: "".join(lines).encode()))
