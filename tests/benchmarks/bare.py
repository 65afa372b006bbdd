"""The bare server: prepared bytes under uvicorn, the most that a Python server could do.

    python -m tests.benchmarks.bare ANSWERS.json PORT [--log]

It is given what Wortlaut really answered, so that both send the same bytes: for each target the
headers and the body, and the headers of the 304 that a request with If-None-Match gets. With --log,
uvicorn writes its own access log, to standard error as Wortlaut does.
"""

import contextlib
import json
import sys
from pathlib import Path
from typing import NamedTuple

from starlette.types import Message, Receive, Scope, Send

from tests.benchmarks.asking import Answer
from tests.benchmarks.serving import serve
from tests.benchmarks.tables import Json

SENT_BY_UVICORN = {"date", "connection"}


class Prepared(NamedTuple):
    """The two messages of an answer."""

    start: Message
    body: Message


def pack(answer: Answer) -> Json:
    """Return an answer as JSON."""
    headers = [[name.lower(), value] for name, value in answer.headers]
    return {
        "status": answer.status,
        "headers": [one for one in headers if one[0] not in SENT_BY_UVICORN],
        "body": answer.body.decode("latin-1"),
    }


def unpack(packed: Json) -> Prepared:
    """Return the messages of an answer that was packed."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in packed["headers"]]
    start = {"type": "http.response.start", "status": packed["status"], "headers": headers}
    return Prepared(start, {"type": "http.response.body", "body": packed["body"].encode("latin-1")})


class Bare:
    """The application."""

    def __init__(self, packed: dict[str, dict[str, Json]]) -> None:
        self._answers = {
            target: {condition: unpack(one) for condition, one in answers.items()}
            for target, answers in packed.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what was prepared for a target."""
        if scope["type"] != "http":
            return
        target = scope["raw_path"].decode()
        if scope["query_string"]:
            target = f"{target}?{scope['query_string'].decode()}"
        is_conditional = any(name == b"if-none-match" for name, _ in scope["headers"])
        answer = self._answers[target]["known" if is_conditional else "whole"]
        await send(answer.start)
        await send(answer.body)


if __name__ == "__main__":
    with contextlib.redirect_stdout(sys.stderr):
        prepared = Bare(json.loads(Path(sys.argv[1]).read_text()))
        serve(prepared, int(sys.argv[2]), access_log="--log" in sys.argv)
