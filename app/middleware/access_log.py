"""Access log: a line for each request.

A line has the request's id, method, route and path, status, duration and size; never a query, a header
or a body, because these contain what people search for, and tokens.
"""

import logging
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.middleware.request_id import REQUEST_ID

requests = logging.getLogger("wortlaut.requests")
FIELDS = "fields"
"""The attribute of a log record with the fields of the line by name, for the log in JSON."""


class AccessLog:
    """The outermost ASGI middleware; it writes a line for each request."""

    def __init__(self, app: ASGIApp, find_template: Callable[[str], str | None]) -> None:
        self._app = app
        self._find_template = find_template

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request be answered, and log it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
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
            await self._app(scope, receive, record)
        finally:
            self._write(scope, start, size, time.perf_counter() - began)

    def _write(self, scope: Scope, start: Message, size: int, seconds: float) -> None:
        request_id = dict(start.get("headers", ())).get(REQUEST_ID, b"").decode()
        fields = {
            "id": request_id,
            "method": scope["method"],
            "path": scope["raw_path"].decode("latin-1"),  # encoded: without line breaks
            "route": self._find_template(scope["path"]),
            "status": start.get("status"),
            "ms": round(seconds * 1_000, 1),
            "bytes": size,
        }
        requests.info(
            "%(method)s %(path)s %(status)s %(ms)s ms %(bytes)s bytes %(id)s", fields, extra={FIELDS: fields}
        )
