"""JSON Lines: quotes, each as its own address answers it, and documents, which are lines already."""

from collections.abc import Iterable

import orjson

from app.presenters.json import present_quote
from app.presenters.media_types import JSON_LINES
from app.presenters.presenter import ExportPresenter, LineWriter
from app.values import QuoteValue


def _write_quotes(quotes: Iterable[QuoteValue]) -> bytes:
    return b"".join([orjson.dumps(present_quote(one), option=orjson.OPT_APPEND_NEWLINE) for one in quotes])


QUOTES = ExportPresenter(JSON_LINES, lambda _: LineWriter(_write_quotes))
DOCUMENTS = ExportPresenter(JSON_LINES, lambda _: LineWriter(lambda lines: "".join(lines).encode()))
