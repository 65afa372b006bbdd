"""A cache of whole answers in front of everything, which never sends what a commit has made untrue.

It keeps what GET answered with 200 and an ETag: headers and body as bytes. Its answers are of the
state that the database is in, or it does not answer; so what is stored is bound to the state that was
known before the answer was made and still is after.
"""

from collections import OrderedDict
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.routers.representation import accepts_gzip, knows
from app.routers.requests import REQUEST_ID, make_request_id
from app.watching import State, Watch

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, bytes, bool, bool]
"""Path, query, whether gzip is taken, and whether a page for people is asked for."""

LARGEST = 8
"""No answer is kept that takes more than this part of the room."""
OVERHEAD = 1_500
"""Bytes that an answer takes beside its body: headers, keys, and what Python needs for them."""


OF_CONTENT = (b"content-type", b"content-encoding", b"content-length")
"""Headers that a 304 does not have."""


class Kept(NamedTuple):
    """An answer that is kept: both as it is, and as a 304."""

    headers: Headers
    not_modified: Headers
    body: bytes
    etag: str
    etag_bytes: bytes


class Cache:
    """The ASGI layer that answers from what it keeps, as long as that is true."""

    def __init__(self, app: ASGIApp, *, size: int) -> None:
        self._app = app
        self._room = size
        self._watch: Watch | None = None
        self._state: State | None = None
        self._kept: OrderedDict[Key, Kept] = OrderedDict()
        self._aliases: dict[Key, Kept] = {}
        self._taken = 0

    def open(self, watch: Watch) -> None:
        """Begin to keep answers."""
        self._watch = watch

    def close(self) -> None:
        """Answer nothing any more."""
        self._watch = None
        self._clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, from what is kept if possible."""
        if self._watch is None or scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        state = self._watch.get_state()
        if state != self._state:
            self._clear()
            self._state = state
        if_none_match = None
        accept_encoding = accept = b""
        for name, value in scope["headers"]:
            if name == b"if-none-match":
                if_none_match = value if if_none_match is None else if_none_match + b"," + value
            elif name == b"accept-encoding":
                accept_encoding = accept_encoding + b"," + value if accept_encoding else value
            elif name == b"accept":
                accept += value
            elif name in (b"content-length", b"transfer-encoding"):  # What it sends is the application's.
                await self._app(scope, receive, send)
                return
        takes_gzip = bool(accept_encoding) and accepts_gzip(accept_encoding.decode("latin-1"))
        key = (scope["path"], scope["query_string"], takes_gzip, b"text/html" in accept)
        kept = self._aliases.get(key) or self._find_alike(key)
        if kept is not None:
            await _send(kept, scope["method"], if_none_match, send)
        elif state is None or scope["method"] == "HEAD":
            await self._app(scope, receive, send)
        else:
            await self._answer_and_keep(key, state, if_none_match, scope, receive, send)

    def _find_alike(self, key: Key) -> Kept | None:
        """Return what is kept for the same question with its parameters in another order."""
        kept = self._kept.get(_normalise(key))
        if kept is not None:
            self._taken += OVERHEAD
            self._aliases[key] = kept
            self._make_room()
        return kept

    async def _answer_and_keep(
        self, key: Key, state: State, if_none_match: bytes | None, scope: Scope, receive: Receive, send: Send
    ) -> None:
        """Let the application answer as if nothing were known, keep the answer, and send it."""
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        if if_none_match is not None:
            headers = [field for field in scope["headers"] if field[0] != b"if-none-match"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, collect)
        start, content = messages
        etag = dict(start["headers"]).get(b"etag") if start["status"] == 200 else None
        if etag is None:
            await send(start)
            await send(content)
            return
        kept = _make_kept(start["headers"], content["body"], etag)
        # A commit since would have made the answer that of an older state, or of an unknown one.
        if self._watch is not None and self._watch.get_state() == state == self._state:
            self._keep(key, kept)
        await _send(kept, "GET", if_none_match, send)

    def _keep(self, key: Key, kept: Kept) -> None:
        normal = _normalise(key)
        if len(kept.body) <= self._room // LARGEST and normal not in self._kept:
            self._kept[normal] = self._aliases[key] = kept
            self._taken += len(kept.body) + 2 * OVERHEAD
            self._make_room()

    def _make_room(self) -> None:
        """Forget the oldest answers, and how they were asked for, until the rest fits."""
        if self._taken <= self._room:
            return
        while self._kept and self._taken > self._room // 2:
            _, oldest = self._kept.popitem(last=False)
            self._taken -= len(oldest.body) + OVERHEAD
        left = set(map(id, self._kept.values()))
        self._aliases = {key: kept for key, kept in self._aliases.items() if id(kept) in left}
        self._taken = sum(len(one.body) + OVERHEAD for one in self._kept.values())
        self._taken += OVERHEAD * len(self._aliases)

    def _clear(self) -> None:
        if self._kept:
            self._kept.clear()
            self._aliases.clear()
            self._taken = 0


def _normalise(key: Key) -> Key:
    """Return the key of the same question with its parameters in order."""
    path, query, takes_gzip, is_page = key
    if b"&" in query:
        query = urlencode(sorted(parse_qsl(query.decode("latin-1"), keep_blank_values=True))).encode()
    return path, query, takes_gzip, is_page


def _make_kept(headers: Headers, body: bytes, etag: bytes) -> Kept:
    headers = [field for field in headers if field[0] != REQUEST_ID]
    return Kept(
        headers,
        [field for field in headers if field[0] not in OF_CONTENT],
        body,
        etag.decode("latin-1"),
        etag,
    )


async def _send(kept: Kept, method: str, if_none_match: bytes | None, send: Send) -> None:
    request_id = (REQUEST_ID, make_request_id().encode())
    if if_none_match is not None and (
        if_none_match == kept.etag_bytes or knows(if_none_match.decode("latin-1"), kept.etag)
    ):
        headers = [*kept.not_modified, request_id]
        await send({"type": "http.response.start", "status": 304, "headers": headers})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": [*kept.headers, request_id]})
    await send({"type": "http.response.body", "body": kept.body if method == "GET" else b""})
