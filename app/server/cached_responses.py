"""Cached responses sent from the protocol: no task, no ASGI messages, half of the time.

This is a shortcut and nothing else. The response cache answers the same requests with the same bytes as
an ASGI layer, and the access log has the same lines: to do without the shortcut, start the server with
`TimedProtocol`.
"""

import time
from functools import partial

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from app.middleware.access_log import AccessLog
from app.middleware.cache_entry import CacheRequest
from app.middleware.request_id import REQUEST_ID, make_request_id
from app.middleware.response_cache import ResponseCache
from app.server.timeouts import TimedProtocol


class CachedResponsesProtocol(TimedProtocol):
    """One connection that sends cached responses itself."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Start to answer a request, from the cache if it has a response."""
        log = app if isinstance(app, AccessLog) else None
        cache = app if log is None else log.app
        if not isinstance(cache, ResponseCache):
            TimedProtocol._start_asgi_task(self, cycle, app)
            return
        request = cache.read(cycle.scope)  # type: ignore[arg-type]  # as Starlette calls the same
        if request is not None and cycle.keep_alive and cache.has_entry(request):
            self._current = cycle
            # Not at once: all requests of one turn of the loop share one look at the change token.
            self.loop.call_soon(self._send_cached, cycle, log, cache, request, time.perf_counter())
        else:
            self._let_answer(cycle, log, cache, request)

    def _let_answer(
        self,
        cycle: RequestResponseCycle,
        log: AccessLog | None,
        cache: ResponseCache,
        request: CacheRequest | None,
    ) -> None:
        """Start to answer a request that the cache has read, by ASGI messages."""
        answer = partial(cache.answer, request)
        app = answer if log is None else partial(log.answer, answer)
        TimedProtocol._start_asgi_task(self, cycle, app)

    def _send_cached(
        self,
        cycle: RequestResponseCycle,
        log: AccessLog | None,
        cache: ResponseCache,
        request: CacheRequest,
        began: float,
    ) -> None:
        """Send a cached response in one piece, or let the application answer if it is outdated."""
        cached = cache.find(request)
        if cached is None or cycle.disconnected or not cycle.keep_alive or self.flow.write_paused:
            self._let_answer(cycle, log, cache, request)
            return
        fields = b"".join([b"%b: %b\r\n" % field for field in self.server_state.default_headers])
        request_id = make_request_id()
        end = b"%b: %b\r\n\r\n" % (REQUEST_ID, request_id)
        status, body = 200, cached.body
        if cached.is_not_modified(request):
            status, body = 304, b""
            parts = [STATUS_LINE[304], fields, cached.headers, end]
        else:
            if cycle.scope["method"] == "HEAD":
                body = b""
            parts = [STATUS_LINE[200], fields, cached.headers, cached.content_headers, end, body]
        self.transport.write(b"".join(parts))
        if log is not None:
            log.log(cycle.scope, request_id, status, began, len(body))  # type: ignore[arg-type]  # likewise
        cycle.response_started = cycle.response_complete = True
        self.on_response_complete()
