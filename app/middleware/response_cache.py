"""Response cache: answers GET and HEAD in front of everything, as long as the database has not changed.

It stores responses to GET with status 200 and an ETag. Every entry belongs to one state of the database: a
response is stored only if the change token was the same before it was made and after, and the whole cache
is emptied as soon as a request finds another token. An unknown token means that nothing is answered.
"""

from collections import OrderedDict

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.database.change_token import ChangeToken, ChangeTracker
from app.middleware.cache_entry import (
    CachedResponse,
    CacheRequest,
    Key,
    make_cached_response,
    read_cache_request,
    sort_parameters,
    split_headers,
)
from app.middleware.request_id import REQUEST_ID, make_request_id

LARGEST_PART = 8
"""No response is stored that takes more than this part of the cache."""
ENTRY_OVERHEAD = 1_500
"""Bytes that an entry takes beside its body: headers, keys, and what Python needs for them."""
ALIAS_BYTES_MAX = 1_000
"""Bytes of a query up to which the order of its parameters gets a key of its own."""


class ResponseCache:
    """The ASGI middleware that answers from the cache.

    A server can send cached responses without ASGI messages: it calls `read`, then `find`, both of which
    are fast, and `answer` where `find` returns nothing.
    """

    def __init__(self, app: ASGIApp, *, size: int) -> None:
        self._app = app
        self._size_max = size
        self._size = 0
        self._tracker: ChangeTracker | None = None
        self._token: ChangeToken | None = None
        self._entries: OrderedDict[Key, CachedResponse] = OrderedDict()  # by keys with sorted parameters
        self._aliases: dict[Key, CachedResponse] = {}  # by keys as they were sent

    def open(self, tracker: ChangeTracker) -> None:
        """Start to cache; before this and after `close`, every request goes to the application."""
        self._tracker = tracker

    def close(self) -> None:
        """Stop, and empty the cache."""
        self._tracker = None
        self._clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from the cache if possible."""
        await self.answer(self.read(scope), scope, receive, send)

    def read(self, scope: Scope) -> CacheRequest | None:
        """Return what the cache must know of a request, or None if only the application can answer it."""
        if self._tracker is None or scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        return read_cache_request(scope)

    def has_entry(self, request: CacheRequest) -> bool:
        """Tell whether there is a response, which may be outdated."""
        return request.key in self._aliases

    def find(self, request: CacheRequest) -> CachedResponse | None:
        """Return the response, if it belongs to the state in which the database is now."""
        token = None if self._tracker is None else self._tracker.current()
        if token != self._token:
            self._clear()
            self._token = token
        return self._aliases.get(request.key) or self._find_reordered(request.key)

    async def answer(self, request: CacheRequest | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that `read` returned."""
        cached = None
        if request is not None:
            cached = self.find(request)
            if cached is None and self._token is not None and scope["method"] == "GET":
                cached = await self._answer_and_store(request.key, self._token, scope, receive, send)
                if cached is None:
                    return
        if request is None or cached is None:
            await self._app(scope, receive, send)
            return
        headers = [*split_headers(cached.headers), (REQUEST_ID, make_request_id())]
        if cached.is_not_modified(request):
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        headers += split_headers(cached.content_headers)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": cached.body if scope["method"] == "GET" else b""})

    def _find_reordered(self, key: Key) -> CachedResponse | None:
        """Return the response to the same parameters in another order, and remember this order."""
        cached = self._entries.get(sort_parameters(key))
        if cached is not None and len(key[1]) <= ALIAS_BYTES_MAX:
            self._size += _measure(key)
            self._aliases[key] = cached
            self._evict()
        return cached

    async def _answer_and_store(
        self, key: Key, token: ChangeToken, scope: Scope, receive: Receive, send: Send
    ) -> CachedResponse | None:
        """Let the application answer, without If-None-Match, and store the response.

        Return it, still to be sent; one without an ETag, or in several parts, is sent as it is.
        """
        messages: list[Message] = []
        is_streamed = False

        async def collect(message: Message) -> None:
            nonlocal is_streamed
            is_streamed = is_streamed or message.get("more_body", False)
            messages.append(message)
            while is_streamed and messages:
                await send(messages.pop(0))

        headers = [field for field in scope["headers"] if field[0] != b"if-none-match"]
        await self._app({**scope, "headers": headers}, receive, collect)
        if len(messages) < 2:  # It was sent in parts, or broke off before the first.
            return None
        start, content = messages
        etag = dict(start["headers"]).get(b"etag") if start["status"] == 200 else None
        if etag is None:
            await send(start)
            await send(content)
            return None
        cached = make_cached_response(start["headers"], content["body"], etag)
        # If there was a commit meanwhile, the response may be of the state before or after it.
        if self._tracker is not None and self._tracker.current() == token == self._token:
            self._store(key, cached)
        return cached

    def _store(self, key: Key, cached: CachedResponse) -> None:
        sorted_key = sort_parameters(key)
        if len(cached.body) <= self._size_max // LARGEST_PART and sorted_key not in self._entries:
            self._entries[sorted_key] = self._aliases[key] = cached
            self._size += len(cached.body) + _measure(sorted_key) + _measure(key)
            self._evict()

    def _evict(self) -> None:
        """If the cache is full, drop its oldest entries, with their aliases, until it is half full."""
        if self._size <= self._size_max:
            return
        while self._entries and self._size > self._size_max // 2:
            key, oldest = self._entries.popitem(last=False)
            self._size -= len(oldest.body) + _measure(key)
        left = set(map(id, self._entries.values()))
        self._aliases = {key: cached for key, cached in self._aliases.items() if id(cached) in left}
        self._size = sum(len(cached.body) + _measure(key) for key, cached in self._entries.items())
        self._size += sum(map(_measure, self._aliases))

    def _clear(self) -> None:
        if self._entries:
            self._entries.clear()
            self._aliases.clear()
            self._size = 0


def _measure(key: Key) -> int:
    """Return the bytes that a key takes, and what belongs to it."""
    return ENTRY_OVERHEAD + 4 * len(key[0]) + len(key[1])
