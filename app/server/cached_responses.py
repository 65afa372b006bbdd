"""Cached responses sent from the protocol: no task, no ASGI messages, half of the time.

This is a shortcut and nothing else. The response cache answers the same requests with the same bytes as
an ASGI layer: to do without the shortcut, start the server with `TimedProtocol`.
"""

from functools import partial

from uvicorn._types import ASGI3Application
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from app.middleware.cache_entry import CacheRequest
from app.middleware.request_id import REQUEST_ID, make_request_id
from app.middleware.response_cache import ResponseCache
from app.server.timeouts import TimedProtocol


class CachedResponsesProtocol(TimedProtocol):
    """One connection that sends cached responses itself."""

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        """Start to answer a request, from the cache if it has a response."""
        if isinstance(app, ResponseCache):
            request = app.read(cycle.scope)  # type: ignore[arg-type]  # as Starlette calls the same
            if request is not None and cycle.keep_alive and app.has_entry(request):
                self._current = cycle
                # Not at once: all requests of one turn of the loop share one look at the change token.
                self.loop.call_soon(self._send_cached, cycle, app, request)
                return
            app = partial(app.answer, request)
        TimedProtocol._start_asgi_task(self, cycle, app)

    def _send_cached(self, cycle: RequestResponseCycle, cache: ResponseCache, request: CacheRequest) -> None:
        """Send a cached response in one piece, or let the application answer if it is outdated."""
        cached = cache.find(request)
        if cached is None or cycle.disconnected or not cycle.keep_alive or self.flow.write_paused:
            TimedProtocol._start_asgi_task(self, cycle, partial(cache.answer, request))
            return
        fields = b"".join([b"%b: %b\r\n" % field for field in self.server_state.default_headers])
        request_id = b"%b: %b\r\n\r\n" % (REQUEST_ID, make_request_id())
        if cached.is_not_modified(request):
            parts = [STATUS_LINE[304], fields, cached.headers, request_id]
        else:
            body = cached.body if cycle.scope["method"] == "GET" else b""
            parts = [STATUS_LINE[200], fields, cached.headers, cached.content_headers, request_id, body]
        self.transport.write(b"".join(parts))
        cycle.response_started = cycle.response_complete = True
        self.on_response_complete()
