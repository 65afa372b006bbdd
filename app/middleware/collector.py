"""Collect a response of the application, or pass it on part by part if it streams."""

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope

from app.middleware.representation import BufferedResponse

SendStart = Callable[[dict[str, str]], Awaitable[None]]
SendPart = Callable[[bytes, bool], Awaitable[None]]

PARTS_SENT = "parts_sent"
"""The key, in the state of a request, of the number of parts that were given to the connection."""


class HeadSent(Exception):
    """Stops an application that streams the response to HEAD: nothing of its content is sent."""


class Collector:
    """What an application sends in response to one request.

    One that streams is too large to be collected: every part waits until the connection takes it.
    """

    def __init__(self, send_start: SendStart, send_part: SendPart) -> None:
        self._send_start = send_start
        self._send_part = send_part
        self._status = 500
        self._headers: dict[str, str] = {}
        self._parts: list[bytes] = []
        self.is_streamed = False

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive) -> BufferedResponse | None:
        """Run the application; return its response, or None if that was passed on already."""
        await app(scope, receive, self._take)
        if self.is_streamed:
            return None
        return BufferedResponse(self._status, self._headers, b"".join(self._parts))

    async def _take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = read_headers(message["headers"])
            self.is_streamed = begins_stream(message)
            if self.is_streamed:
                await self._send_start(self._headers)
        elif message["type"] == "http.response.body":
            body = message.get("body", b"")
            if self.is_streamed:
                await self._send_part(body, message.get("more_body", False))
            else:
                self._parts.append(body)


def begins_stream(start: Message) -> bool:
    """Tell whether this is the start of a response that streams: a successful one without Content-Length."""
    return start["status"] == 200 and all(name != b"content-length" for name, _ in start["headers"])


def read_headers(raw: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers of a response; no operation sends one twice."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
