"""Access log: a line for each request.

A line has the request's id, method, route and path, status, duration and size; never a query, a header
or a body, because these contain what people search for, and tokens.
"""

import logging
import time
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol, runtime_checkable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.request_id import REQUEST_ID

requests = logging.getLogger("wortlaut.requests")
FIELDS = "fields"
"""The attribute of a log record with the fields of the line by name, for the log in JSON."""


class RequestLine(NamedTuple):
    """What the log says of a request. It is made while others wait, and formatted later."""

    created: float
    """When the response ended, in seconds since the epoch."""
    request_id: bytes
    method: str
    path: str
    raw_path: bytes
    """Encoded: without line breaks."""
    status: int | None
    """None if there was no response."""
    seconds: float
    size: int
    find_template: Callable[[str], str | None]

    def describe(self) -> str:
        """Return the line as a sentence."""
        path, request_id = self.raw_path.decode("latin-1"), self.request_id.decode()
        milliseconds = round(self.seconds * 1_000, 1)
        return f"{self.method} {path} {self.status} {milliseconds} ms {self.size} bytes {request_id}"

    def to_fields(self) -> dict[str, Any]:  # Any: JSON
        """Return the fields of the line by name."""
        return {
            "id": self.request_id.decode(),
            "method": self.method,
            "path": self.raw_path.decode("latin-1"),
            "route": self.find_template(self.path),
            "status": self.status,
            "ms": round(self.seconds * 1_000, 1),
            "bytes": self.size,
        }


@runtime_checkable
class LineWriter(Protocol):
    """A log handler that takes lines as they are: a log record takes longer than a cached response."""

    def put(self, line: RequestLine) -> None:
        """Take a line, to be written soon and in its turn."""


class AccessLog:
    """The outermost ASGI middleware; it logs a line for each request.

    A server that sends cached responses without ASGI messages calls `log` for each of them.
    """

    def __init__(self, app: ASGIApp, find_template: Callable[[str], str | None]) -> None:
        self.app = app
        self._find_template = find_template
        writers = [handler for handler in requests.handlers if isinstance(handler, LineWriter)]
        self._put = writers[0].put if writers else _log_record

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request be answered, and log it."""
        await self.answer(self.app, scope, receive, send)

    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request be answered by this application, and log it."""
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        began = time.perf_counter()
        start: Message = {}
        size = 0

        async def record(message: Message) -> None:
            nonlocal size
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await app(scope, receive, record)
        finally:
            request_id = dict(start.get("headers", ())).get(REQUEST_ID, b"")
            self.log(scope, request_id, start.get("status"), began, size)

    def log(self, scope: Scope, request_id: bytes, status: int | None, began: float, size: int) -> None:
        """Log a request that `began` at this time of `time.perf_counter` and ended now."""
        seconds = time.perf_counter() - began
        method, path, raw_path = scope["method"], scope["path"], scope["raw_path"]
        created, find_template = time.time(), self._find_template
        self._put(
            RequestLine(created, request_id, method, path, raw_path, status, seconds, size, find_template)
        )


def _log_record(line: RequestLine) -> None:
    """Log a line where the log is configured by another program."""
    requests.info("%s", line.describe(), extra={FIELDS: line.to_fields()})
