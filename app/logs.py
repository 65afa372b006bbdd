"""The log: one line for each request and for whatever happens, for people or as JSON.

A line of a request has its id, method, route and path, status, duration and size; never a query, a header
or a body, because these hold what people ask and tokens.
"""

import logging
import time
import traceback
from collections.abc import Callable
from typing import Any

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.routers.requests import REQUEST_ID

requests = logging.getLogger("wortlaut.requests")
FIELDS = "fields"
"""Where a record has what JSON gets by name."""


class JsonFormatter(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line: dict[str, Any] = {  # Any: JSON
            "time": time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
            + f".{int(record.msecs):03}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info:
            line["exception"] = "".join(traceback.format_exception(*record.exc_info))
        return orjson.dumps(line, default=str).decode()


def make_config(style: str, *, requests: bool) -> dict[str, Any]:  # Any: as logging.config has it
    """Return the configuration of all loggers (logging.config.dictConfig)."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
            "json": {"()": "app.logs.JsonFormatter"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": style}},
        "loggers": {
            "wortlaut.requests": {"level": "INFO" if requests else "WARNING"},
            "sqlalchemy.pool": {"level": "CRITICAL"},  # A traceback for each lost connection; ours is a line.
        },
        "root": {"level": "INFO", "handlers": ["stderr"]},
    }


class RequestLog:
    """The ASGI layer around all others that writes a line for each request."""

    def __init__(self, app: ASGIApp, find_route: Callable[[str], str | None]) -> None:
        self._app = app
        self._find_route = find_route

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, and write how."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        start: Message = {}
        size = 0

        async def note(message: Message) -> None:
            nonlocal size
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, note)
        finally:
            self._write(scope, start, size, time.perf_counter() - began)

    def _write(self, scope: Scope, start: Message, size: int, seconds: float) -> None:
        request_id = dict(start.get("headers", ())).get(REQUEST_ID, b"").decode()
        fields = {
            "id": request_id,
            "method": scope["method"],
            "path": scope["raw_path"].decode("latin-1"),  # as it came: nothing in it begins a line
            "route": self._find_route(scope["path"]),
            "status": start.get("status"),
            "ms": round(seconds * 1_000, 1),
            "bytes": size,
        }
        requests.info(
            "%(method)s %(path)s %(status)s %(ms)s ms %(bytes)s bytes %(id)s", fields, extra={FIELDS: fields}
        )
