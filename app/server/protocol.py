"""HTTP connections with limits on the head, its fields, the Host field and the pipeline.

uvicorn's own protocol has no limits: it reads a head of 50 MB and any number of requests in advance. The
limits on time are in `timeouts`; `cached_responses` is a shortcut that can be removed.
"""

import asyncio
from collections.abc import Sized

import httptools
from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from app.errors import HeadTooLarge, MalformedRequest, WortlautError
from app.middleware.responses import make_refusal

HEAD_MAX = 64 * 1024
"""Bytes of a request's first line and header fields."""
FIELDS_MAX = 100
"""Header fields of a request."""
PIPELINE_MAX = 1_000
"""Requests of one connection that wait for their response."""


class BoundedProtocol(HttpToolsProtocol):
    """One connection, with limits on what its client may send.

    uvicorn's `cycle` is the newest request, `_current` the one that is being answered; `pipeline` holds the
    requests in between. Methods that run for every request call their base by name: super() takes longer.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Set up the state of a new connection."""
        super().connection_made(transport)
        self.flow = _PipelineFlowControl(transport, self.pipeline)
        self._stopped_reading = False
        self._read_size = 0  # bytes of the read that is being parsed
        self._made_progress = False  # whether that read completed a head or held a part of a body
        self._unfinished_size = 0  # bytes of the reads since the last one that made progress
        self._upgrade_body_left = 0  # bytes still to come of the body of a request for an upgrade
        self._current: RequestResponseCycle | None = None
        self._responses_sent = 0

    def data_received(self, data: bytes) -> None:
        """Parse the bytes of a read; refuse too much that is no body: a head, trailers, chunk extensions."""
        if self._stopped_reading:
            return
        self._unset_keepalive_if_required()
        self._read_size = len(data)
        self._made_progress = False
        while data and not self._stopped_reading:
            if self._upgrade_body_left:
                self._take_upgrade_body(data)
                break
            try:
                self.parser.feed_data(data)
                break
            except httptools.HttpParserUpgrade as upgrade:
                data = data[upgrade.args[0] :]
            except httptools.HttpParserError:
                self._refuse(MalformedRequest("This is not HTTP."))
                return
        # Trailers and the extensions of chunks make no progress either: they have the limit of a head.
        self._unfinished_size = 0 if self._made_progress else self._unfinished_size + self._read_size
        if self._unfinished_size > HEAD_MAX:
            self._refuse(HeadTooLarge(f"The head of a request has up to {HEAD_MAX} bytes."))

    def _take_upgrade_body(self, data: bytes) -> None:
        """Take the body of a request for an upgrade; nothing after it is read.

        The parser takes the head of such a request for its end and would read the body as requests.
        """
        body = data[: self._upgrade_body_left]
        self.on_body(body)
        self._upgrade_body_left -= len(body)
        if not self._upgrade_body_left:
            self.on_message_complete()
            self._stopped_reading = True

    def eof_received(self) -> bool:  # type: ignore[override]  # as asyncio has it
        """Answer the requests that came before the client stopped sending; tell whether there are any."""
        if not self.has_pending_request():
            return False
        self._stop_reading()
        return True

    def on_headers_complete(self) -> None:
        """Start to answer a request, or refuse its head."""
        self._made_progress = True
        if self._stopped_reading:  # The read that held a refused request may hold more.
            return
        error = self._check_head()
        if error is not None:
            self._refuse(error)
            return
        if len(self.pipeline) >= PIPELINE_MAX:
            self._stop_reading()
            return
        HttpToolsProtocol.on_headers_complete(self)
        if self.parser.should_upgrade():
            # A server may ignore Upgrade (RFC 9110, 7.8): the request is answered like any other.
            self._upgrade_body_left = self._find_content_length()
            if self._upgrade_body_left:
                self.cycle.keep_alive = False
        self.headers = []  # Trailers are no header fields of the request (RFC 9110, 6.5.1).

    def on_body(self, body: bytes) -> None:
        """Take a part of a body, unless its request was refused."""
        self._made_progress = True
        if not self._stopped_reading:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """Note the end of a request."""
        if not self._stopped_reading and not self._upgrade_body_left:
            HttpToolsProtocol.on_message_complete(self)
            self.cycle.more_body = False

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._current = cycle
        HttpToolsProtocol._start_asgi_task(self, cycle, app)

    def on_response_complete(self) -> None:
        """Start the next request of the pipeline, and read again when none is left."""
        self._responses_sent += 1
        HttpToolsProtocol.on_response_complete(self)
        if self.flow.read_paused and not self.transport.is_closing():
            self.flow.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the responses to a client that is gone."""
        self._cancel_responses()
        super().connection_lost(exc)

    def _check_head(self) -> WortlautError | None:
        """Return why the head of a request is refused, or None."""
        if len(self.headers) > FIELDS_MAX:
            return HeadTooLarge(f"A request has up to {FIELDS_MAX} header fields.")
        # The exact size matters only if the reads that held the head were larger than the limit.
        if self._unfinished_size + self._read_size > HEAD_MAX and self._measure_head() > HEAD_MAX:
            return HeadTooLarge(f"The head of a request has up to {HEAD_MAX} bytes.")
        hosts = 0
        for name, _ in self.headers:
            hosts += name == b"host"
        if hosts != 1 and (hosts or self.parser.get_http_version() == "1.1"):
            return MalformedRequest("A request names its host, and only once (RFC 9112, 3.2).")
        if self.parser.should_upgrade() and any(name == b"transfer-encoding" for name, _ in self.headers):
            return MalformedRequest(
                "A request for an upgrade cannot have a chunked body; send it without Upgrade."
            )
        return None

    def _measure_head(self) -> int:
        return len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)

    def _find_content_length(self) -> int:
        """Return the value of Content-Length; the parser has refused several, and any but a number."""
        return next((int(value) for name, value in self.headers if name == b"content-length"), 0)

    def _refuse(self, error: WortlautError) -> None:
        """Send a problem and close the connection.

        The problem is not sent where it would come before or into the response to another request: requests
        before the refused one are answered, and then the connection is closed.
        """
        if self.has_pending_request():
            self._stop_reading()
            return
        if not self._stopped_reading and self._can_send_problem():
            headers, body = make_refusal(error)
            fields = [*self.server_state.default_headers, *headers, (b"connection", b"close")]
            head = b"".join(b"%b: %b\r\n" % field for field in fields)
            self.transport.write(STATUS_LINE[error.status] + head + b"\r\n" + body)
        self._close()

    def _can_send_problem(self) -> bool:
        """Tell whether the next bytes sent would be read as the response to the refused request."""
        cycle = self.cycle
        is_answered = cycle is None or (cycle.response_complete and not cycle.more_body)
        return not self.pipeline and (is_answered or (cycle.more_body and not cycle.response_started))

    def _stop_reading(self) -> None:
        """Make the newest complete request the last one of the connection; its response says so."""
        self._stopped_reading = True
        if self.pipeline and self._lacks_body():
            self.pipeline.popleft()
        last = self.pipeline[0][0] if self.pipeline else self._current
        if last is not None:
            last.keep_alive = False

    def _close(self) -> None:
        """Close the connection as soon as the client has read all that was written."""
        self._stopped_reading = True
        self._cancel_responses()
        self.transport.close()

    def _cancel_responses(self) -> None:
        """Let nothing more be written; uvicorn itself does so only for the newest request."""
        for cycle in (self._current, *(queued for queued, _ in self.pipeline)):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()

    def has_pending_request(self) -> bool:
        """Tell whether a complete request waits for its response."""
        current = self._current
        if current is None or current.response_complete or current.disconnected:
            return False
        return not current.more_body

    def _lacks_body(self) -> bool:
        """Tell whether the newest request is neither complete nor answered."""
        return self.cycle is not None and self.cycle.more_body and not self.cycle.response_complete


class _PipelineFlowControl(FlowControl):
    """Reads no more while requests wait in the pipeline.

    So the request that is being answered has its whole body, and few requests are in memory.
    """

    def __init__(self, transport: asyncio.Transport, pipeline: Sized) -> None:
        super().__init__(transport)
        self._pipeline = pipeline

    def resume_reading(self) -> None:
        if not self._pipeline:
            super().resume_reading()
