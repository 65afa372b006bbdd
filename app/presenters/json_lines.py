"""JSON Lines: quotes, each as its own address answers it, and documents, which are lines already."""

import orjson

from app.presenters.json import present_quote
from app.presenters.media_types import JSON_LINES
from app.presenters.presenter import ExportPresenter

QUOTES = ExportPresenter(
    JSON_LINES,
    b"",
    lambda quotes, _: b"".join(
        [orjson.dumps(present_quote(one), option=orjson.OPT_APPEND_NEWLINE) for one in quotes]
    ),
)
DOCUMENTS = ExportPresenter(JSON_LINES, b"", lambda lines, _: "".join(lines).encode())
