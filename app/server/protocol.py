"""The server's connections: how large a head may be, how long a client may take, and the way of what is kept.

uvicorn's own protocol has no bounds: a head of 50 MB, a client that sends a byte a minute and one that
reads nothing are all served for as long as they like.
"""

import asyncio
from collections.abc import Sized
from functools import partial
from typing import ClassVar, NamedTuple
from weakref import WeakSet

import httptools
from uvicorn._types import ASGI3Application, HTTPScope
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from app.errors import HeadTooLarge, MalformedRequest, RequestTimeout, WortlautError
from app.middleware.request_id import REQUEST_ID, make_request_id
from app.middleware.response_cache import Asked, Cache
from app.middleware.responses import make_refusal

HEAD_MAX = 64 * 1024
"""Bytes of a request's first line and headers."""
FIELDS_MAX = 100
PIPELINE_MAX = 1_000
"""Requests of one client that wait for an answer."""
HEAD_SECONDS = 10.0
BODY_SECONDS = 28.0
STALLED_SECONDS = 20.0
"""How long a client may take to read anything of an answer,"""
ANSWER_SECONDS = 120.0
"""and all of it."""
ENDING_SECONDS = 5.0
"""How long a client may still take when the server is to end."""
SWEPT_EVERY = 1.0
KEEP_ALIVE = 15
"""Seconds for which a connection is kept without a request."""


class Wait(NamedTuple):
    """What a client is waited for, and for how long; the same wait is an equal value."""

    what: tuple[str | int, ...]
    seconds: float


class BoundedProtocol(HttpToolsProtocol):
    """One connection. To watch it takes 2 µs a request.

    An answer that is kept is sent from here, without a task or messages, in half of the time. Who is slow
    is found by looking at all connections once a second: to set an alarm for each request would cost as
    much as all the rest of the protocol's own work. Its base is called by name where each request comes by:
    super() takes longer.
    """

    _swept: ClassVar[WeakSet[ServerState]] = WeakSet()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Begin to watch a new client."""
        super().connection_made(transport)
        self.flow = _Flow(transport, self.pipeline)
        self._upgrade_body = 0
        self._received = 0
        self._is_moving = False
        self._stuck = 0
        self._is_over = False
        self._is_ending = False
        self._running: RequestResponseCycle | None = None
        self._answered = 0
        self._seen: HTTPScope | None = None
        self._number = 0
        self._waits: dict[Wait, float] = {}
        if self.server_state not in self._swept:
            self._swept.add(self.server_state)
            self.loop.call_later(SWEPT_EVERY, _sweep, self.server_state, self.loop)

    def data_received(self, data: bytes) -> None:
        """Read what came, unless it is more of a head, or of what follows a body, than is read."""
        if self._is_over:
            return
        self._unset_keepalive_if_required()
        self._received = len(data)
        self._is_moving = False
        while data and not self._is_over:
            if self._upgrade_body:
                self._take_upgrade_body(data)
                break
            try:
                self.parser.feed_data(data)
                break
            except httptools.HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
            except httptools.HttpParserError:
                self._refuse(MalformedRequest("This is no HTTP."))
                return
        self._stuck = 0 if self._is_moving else self._stuck + self._received
        if self._stuck > HEAD_MAX:
            self._refuse(HeadTooLarge(f"The head of a request has up to {HEAD_MAX} bytes."))

    def _take_upgrade_body(self, data: bytes) -> None:
        """Take the body of a request for an upgrade; nothing after it is read.

        The parser takes the head of such a request for its end and would read the body as requests.
        """
        body = data[: self._upgrade_body]
        self.on_body(body)
        self._upgrade_body -= len(body)
        if not self._upgrade_body:
            self.on_message_complete()
            self._is_over = True

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it
        """Answer what was asked before the client ceased to send, and tell whether there is any."""
        if not self._is_owing():
            return False
        self._read_no_more()
        return True

    def on_headers_complete(self) -> None:
        """Begin to answer a request, unless its head is not one that is answered."""
        self._is_moving = True
        if self._is_over:  # More may have come with what was refused.
            return
        error = self._judge_head()
        if error is not None:
            self._refuse(error)
            return
        if len(self.pipeline) >= PIPELINE_MAX:
            self._read_no_more()
            return
        HttpToolsProtocol.on_headers_complete(self)
        if self.parser.should_upgrade():
            # Nobody has to upgrade (RFC 9110, 7.8): it is answered like any other request.
            self._upgrade_body = self._find_content_length()
            if self._upgrade_body:
                self.cycle.keep_alive = False
        self.headers = []  # What follows a body is no header of the request (RFC 9110, 6.5.1).

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Begin to answer a request."""
        self._running = cycle
        if isinstance(app, Cache):
            asked = app.read(cycle.scope)  # type: ignore[arg-type]  # as Starlette calls the same
            if asked is not None and cycle.keep_alive and app.may_have(asked):
                # Not at once: all that is read in one turn of the loop needs the state only once.
                self.loop.call_soon(self._answer_kept, cycle, app, asked)
                return
            app = partial(app.answer, asked)
        HttpToolsProtocol._start_asgi_task(self, cycle, app)

    def _answer_kept(self, cycle: RequestResponseCycle, cache: Cache, asked: Asked) -> None:
        """Send an answer that is kept, in one piece and with no task of its own."""
        kept = cache.find(asked)
        if kept is None or cycle.disconnected or not cycle.keep_alive or self.flow.write_paused:
            HttpToolsProtocol._start_asgi_task(self, cycle, partial(cache.answer, asked))
            return
        fields = b"".join([b"%b: %b\r\n" % field for field in self.server_state.default_headers])
        request_id = b"%b: %b\r\n\r\n" % (REQUEST_ID, make_request_id())
        if kept.is_known(asked):
            parts = [STATUS_LINE[304], fields, kept.fields, request_id]
        elif cycle.scope["method"] == "GET":
            parts = [STATUS_LINE[200], fields, kept.fields, kept.of_content, request_id, kept.body]
        else:
            parts = [STATUS_LINE[200], fields, kept.fields, kept.of_content, request_id]
        self.transport.write(b"".join(parts))
        cycle.response_started = cycle.response_complete = True
        self.on_response_complete()

    def on_response_complete(self) -> None:
        """Go on with the next request, and read more when none is left."""
        self._answered += 1
        HttpToolsProtocol.on_response_complete(self)
        if self.flow.read_paused and not self.transport.is_closing():
            self.flow.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget a client that is gone, and all that it asked."""
        self._drop_answers()
        super().connection_lost(exc)

    def on_body(self, body: bytes) -> None:
        """Take a part of a body; that of a refused request belongs to nothing."""
        self._is_moving = True
        if not self._is_over:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note the end of a request."""
        if not self._is_over and not self._upgrade_body:
            HttpToolsProtocol.on_message_complete(self)
            self.cycle.more_body = False

    def _judge_head(self) -> WortlautError | None:
        if len(self.headers) > FIELDS_MAX:
            return HeadTooLarge(f"A request has up to {FIELDS_MAX} header fields.")
        # Only what came with much else must be measured.
        if self._stuck + self._received > HEAD_MAX and self._measure_head() > HEAD_MAX:
            return HeadTooLarge(f"The head of a request has up to {HEAD_MAX} bytes.")
        hosts = 0
        for name, _ in self.headers:
            hosts += name == b"host"
        if hosts != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            return MalformedRequest("A request names its host, and only once (RFC 9112, 3.2).")
        if self.parser.should_upgrade() and any(name == b"transfer-encoding" for name, _ in self.headers):
            return MalformedRequest("A request for an upgrade has no chunked body here; leave out Upgrade.")
        return None

    def _find_content_length(self) -> int:
        """Return the value of Content-Length: the parser has made sure that it is a number, and only one."""
        return next((int(value) for name, value in self.headers if name == b"content-length"), 0)

    def _measure_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _refuse(self, error: WortlautError) -> None:
        """Say why, unless that would come before or into another answer, and close.

        If there are requests before it, these are answered, and nothing is said of this one.
        """
        if self._is_owing():
            self._read_no_more()
            return
        if not self._is_over and self._may_answer():
            headers, body = make_refusal(error)
            fields = [*self.server_state.default_headers, *headers, (b"connection", b"close")]
            head = b"".join(b"%b: %b\r\n" % field for field in fields)
            self.transport.write(STATUS_LINE[error.status] + head + b"\r\n" + body)
        self._end()

    def _read_no_more(self) -> None:
        """Let the newest request that is whole be the last one; its answer says so."""
        self._is_over = True
        if self.pipeline and self._lacks_body():
            self.pipeline.popleft()
        last = self.pipeline[0][0] if self.pipeline else self._running
        if last is not None:
            last.keep_alive = False

    def _end(self) -> None:
        """Close the connection once all that was written is read."""
        self._is_over = True
        self._drop_answers()
        self.transport.close()

    def _drop_answers(self) -> None:
        """Let nothing more be written: uvicorn knows that only of the request that came last."""
        for cycle in (self._running, *(queued for queued, _ in self.pipeline)):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()

    def _may_answer(self) -> bool:
        cycle = self.cycle
        is_done = cycle is None or (cycle.response_complete and not cycle.more_body)
        return not self.pipeline and (is_done or (cycle.more_body and not cycle.response_started))

    def shutdown(self) -> None:
        """End the connection as soon as what is under way is done, or takes too long."""
        self._is_ending = True
        super().shutdown()

    def cut_off_if_late(self, now: float) -> None:
        """Close the connection if its client has been waited for too long."""
        waits = {wait: self._waits.get(wait, now) for wait in self._list_waits()}
        self._waits = waits
        if not any(now - since >= wait.seconds for wait, since in waits.items()):
            return
        if self.transport.get_write_buffer_size():
            self._drop_answers()  # What is left would never be read.
            self.transport.abort()
        elif self._is_in_head() or self._lacks_body():
            self._refuse(RequestTimeout("The request did not come to its end in time."))
        else:
            self._end()

    def _list_waits(self) -> list[Wait]:
        """Return what the client is waited for now."""
        if self._seen is not self.scope:  # It is held, so that no other has its place in memory.
            self._seen = self.scope
            self._number += 1
        unsent = self.transport.get_write_buffer_size()
        if self._is_ending and (unsent or self._lacks_body()):
            return [Wait(("end",), ENDING_SECONDS)]
        if unsent:
            stalled = Wait(("reading", self._answered, unsent), STALLED_SECONDS)
            return [stalled, Wait(("answer", self._answered), ANSWER_SECONDS)]
        if self._is_owing() or self.flow.read_paused:  # It is the client that waits.
            return []
        if self._lacks_body():
            return [Wait(("body", self._number), BODY_SECONDS)]
        if self._is_in_head():
            return [Wait(("head", self._number), HEAD_SECONDS)]
        if self.cycle.more_body:  # It is answered already, and goes on sending.
            return [Wait(("rest", self._number), BODY_SECONDS)]
        if self.timeout_keep_alive_task is None:  # What came since was no request.
            return [Wait(("idle", self._number), KEEP_ALIVE)]
        return []

    def _is_in_head(self) -> bool:
        return self.cycle is None or self.cycle.scope is not self.scope

    def _lacks_body(self) -> bool:
        return self.cycle is not None and self.cycle.more_body and not self.cycle.response_complete

    def _is_owing(self) -> bool:
        """Tell whether a request is wholly here, and not answered."""
        running = self._running
        if running is None or running.response_complete or running.disconnected:
            return False
        return not running.more_body


class _Flow(FlowControl):
    """Reads no more while requests wait, so that what runs has all of its body, and few are in memory."""

    def __init__(self, transport: asyncio.Transport, pipeline: Sized) -> None:
        super().__init__(transport)
        self._pipeline = pipeline

    def resume_reading(self) -> None:
        if not self._pipeline:
            super().resume_reading()


def _sweep(server_state: ServerState, loop: asyncio.AbstractEventLoop) -> None:
    """Look at all connections of a server, and again in a second."""
    loop.call_later(SWEPT_EVERY, _sweep, server_state, loop)
    now = loop.time()
    for connection in list(server_state.connections):
        if isinstance(connection, BoundedProtocol):
            connection.cut_off_if_late(now)
