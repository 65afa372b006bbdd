"""The server of the protocol over HTTP: one message a request, one response, no session and no stream.

The SDK is loaded with the first request. It takes half a second, as long as all the rest of a start.
"""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from starlette.requests import Request
from starlette.types import ASGIApp, Message

from app.database.database import Database
from app.presenters.page import Site

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager


class Reply(NamedTuple):
    """A response of the SDK: an answer, an error in the form of JSON-RPC, or an empty acknowledgement."""

    status: int
    media_type: str | None
    body: bytes


class Endpoint:
    """Hands requests to the SDK, which answers them in a task group of its own."""

    def __init__(self, get_database: Callable[[], Database]) -> None:
        self._get_database = get_database
        self._opening: asyncio.Future[ASGIApp] | None = None
        self._serving: asyncio.Task[None] | None = None

    async def answer(self, request: Request, body: bytes) -> Reply:
        """Answer a request whose body was read; its state has `site` and `request_id`."""
        app = await self._open()
        start: Message = {}
        parts: list[bytes] = []
        unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            return unread.pop() if unread else await request.receive()

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
            else:
                parts.append(message.get("body", b""))

        await app(request.scope, receive, send)
        media_type = dict(start["headers"]).get(b"content-type")
        return Reply(start["status"], media_type and media_type.decode("latin-1"), b"".join(parts))

    async def _open(self) -> ASGIApp:
        """Return the SDK's application; the first call loads and starts it."""
        if self._opening is None or self._serving is None:
            self._opening = asyncio.get_running_loop().create_future()
            self._serving = asyncio.create_task(self._serve(self._opening))
        # Unlike await, this does not cancel what all requests wait for with one of them.
        awaited: list[asyncio.Future[Any]] = [self._opening, self._serving]  # Any: of each its own
        await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
        if self._serving.done():
            self._serving.result()
        return self._opening.result()

    async def _serve(self, opening: asyncio.Future[ASGIApp]) -> None:
        """Run the SDK's task group, which must be left by the task that entered it."""
        manager = await asyncio.to_thread(_load, self._get_database)
        async with manager.run():
            opening.set_result(manager.handle_request)
            await asyncio.Event().wait()

    async def close(self) -> None:
        """End what still runs."""
        if self._serving is not None:
            self._serving.cancel()
            await asyncio.wait([self._serving])


def _load(get_database: Callable[[], Database]) -> "StreamableHTTPSessionManager":
    # Imported here, because it takes half a second to load.
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    from app.mcp.server import make_server

    # The SDK can check Host and Origin against fixed lists. The router checks Origin: the hosts under which
    # this service is reached are not known here.
    server = make_server(get_database, Site(""))
    return StreamableHTTPSessionManager(server, json_response=True, stateless=True)
