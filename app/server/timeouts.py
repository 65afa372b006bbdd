"""Limits on time: a sweep over all connections, once a second, closes those of slow clients.

uvicorn's own protocol has no such limits but one between requests: a client that sends a byte a minute and
one that reads nothing are served without an end.
"""

import asyncio
from typing import ClassVar, NamedTuple
from weakref import WeakSet

from uvicorn._types import HTTPScope
from uvicorn.server import ServerState

from app.errors import RequestTimeout
from app.middleware.collector import PARTS_SENT
from app.server.protocol import BoundedProtocol

HEAD_TIMEOUT = 10.0
"""Seconds in which a client must send the head of a request."""
BODY_TIMEOUT = 28.0
"""Seconds in which a client must send the body of a request."""
WRITE_STALL_TIMEOUT = 20.0
"""Seconds in which a client must read a part of a response."""
RESPONSE_TIMEOUT = 120.0
"""Seconds in which a client must read a whole response, or a part of one that streams."""
SHUTDOWN_TIMEOUT = 5.0
"""Seconds a client still has when the server is told to stop."""
KEEP_ALIVE_TIMEOUT = 15
"""Seconds a connection stays open without a request."""
SWEEP_INTERVAL = 1.0


class Wait(NamedTuple):
    """A step that a client must take within a time; the same step is an equal value.

    `progress` changes with every step, and the time begins anew.
    """

    step: str
    progress: tuple[int, ...]
    timeout: float


class TimedProtocol(BoundedProtocol):
    """One connection, with limits on how long its client may take.

    They are checked by the sweep: a timer for each request would cost as much as all the rest of the
    protocol's own work.
    """

    _swept_servers: ClassVar[WeakSet[ServerState]] = WeakSet()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Set up the state of a new connection; the first one of a server starts the sweep."""
        super().connection_made(transport)
        self._is_shutting_down = False
        self._counted_scope: HTTPScope | None = None
        self._requests_begun = 0
        self._waiting_since: dict[Wait, float] = {}
        if self.server_state not in self._swept_servers:
            self._swept_servers.add(self.server_state)
            self.loop.call_later(SWEEP_INTERVAL, _sweep, self.server_state, self.loop)

    def shutdown(self) -> None:
        """Close the connection as soon as its requests are answered, or the client takes too long."""
        self._is_shutting_down = True
        super().shutdown()

    def close_if_slow(self, now: float) -> None:
        """Close the connection if its client has taken longer than it may."""
        since = {wait: self._waiting_since.get(wait, now) for wait in self._list_waits()}
        self._waiting_since = since
        if not any(now - began >= wait.timeout for wait, began in since.items()):
            return
        if self.transport.get_write_buffer_size():
            self._cancel_responses()  # The client would never read the rest.
            self.transport.abort()
        elif self._is_in_head() or self._lacks_body():
            self._refuse(RequestTimeout("The request did not come to its end in time."))
        else:
            self._close()

    def _list_waits(self) -> list[Wait]:
        """Return the steps that the client must take now."""
        if self._counted_scope is not self.scope:  # Referenced, so that no other one has its place in memory.
            self._counted_scope = self.scope
            self._requests_begun += 1
        request, unsent = self._requests_begun, self.transport.get_write_buffer_size()
        if self._is_shutting_down and (unsent or self._lacks_body()):
            return [Wait("shutdown", (), SHUTDOWN_TIMEOUT)]
        if unsent:
            return [
                Wait("read a part", (self._responses_sent, unsent), WRITE_STALL_TIMEOUT),
                Wait("read a response", (self._responses_sent, self._count_parts()), RESPONSE_TIMEOUT),
            ]
        if self.has_pending_request() or self.flow.read_paused:  # The client waits for the server.
            return []
        if self._lacks_body():
            return [Wait("send a body", (request,), BODY_TIMEOUT)]
        if self._is_in_head():
            return [Wait("send a head", (request,), HEAD_TIMEOUT)]
        if self.cycle.more_body:  # The response was sent before the end of the body.
            return [Wait("send the rest", (request,), BODY_TIMEOUT)]
        if self.timeout_keep_alive_task is None:  # Something came since, but no request.
            return [Wait("send a request", (request,), KEEP_ALIVE_TIMEOUT)]
        return []

    def _count_parts(self) -> int:
        """Return how many parts of the current response were written; 0 unless it streams."""
        state = {} if self._current is None else self._current.scope["state"]
        return int(state.get(PARTS_SENT, 0))

    def _is_in_head(self) -> bool:
        """Tell whether a head is awaited or not yet complete."""
        return self.cycle is None or self.cycle.scope is not self.scope


def _sweep(server_state: ServerState, loop: asyncio.AbstractEventLoop) -> None:
    """Check all connections of a server, and again after an interval."""
    loop.call_later(SWEEP_INTERVAL, _sweep, server_state, loop)
    now = loop.time()
    for connection in list(server_state.connections):
        if isinstance(connection, TimedProtocol):
            connection.close_if_slow(now)
