"""A cache of whole answers in front of everything, which sends none of a state that it knows to be over.

It keeps what GET answered with 200 and an ETag: headers and body as bytes. Its answers are of the
state that the database is in, or it does not answer; so what is stored is bound to the state that was
known before the answer was made and still is after.
"""

from collections import OrderedDict
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.database.change_token import State, Watch
from app.etags import knows
from app.middleware.query_string import read_parameters
from app.middleware.representation import accepts_gzip
from app.middleware.request_id import REQUEST_ID, make_request_id

Headers = list[tuple[bytes, bytes]]
Accepted = tuple[bool, bool]
"""Whether gzip is taken, and whether a page for people is asked for."""
Key = tuple[str, bytes, Accepted]
"""Path, query, and what is accepted."""

LARGEST = 8
"""No answer is kept that takes more than this part of the room."""
OVERHEAD = 1_500
"""Bytes that an answer takes beside its body: headers, keys, and what Python needs for them."""

ALIAS_MAX = 1_000
"""Bytes of a query up to which it is remembered as it was asked."""

OF_CONTENT = (b"content-type", b"content-encoding", b"content-length")
"""Headers that a 304 does not have."""


class Asked(NamedTuple):
    """What is asked, and which ETags of it are known already: If-None-Match, None without."""

    key: Key
    known: bytes | None


class Kept(NamedTuple):
    """An answer that is kept; its fields are in the form in which they are sent."""

    fields: bytes
    """Those that a 304 has, too."""
    of_content: bytes
    body: bytes
    etag: bytes

    def is_known(self, asked: Asked) -> bool:
        """Tell whether the client has this answer already, and a 304 is enough."""
        known = asked.known
        if known is None:
            return False
        return known == self.etag or knows(known.decode("latin-1"), self.etag.decode())


class Cache:
    """The ASGI layer that answers from what it keeps, as long as that is true.

    A server that knows it can ask for what is kept and send that itself: `read`, then `find`, which are
    fast, or else `answer`.
    """

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
        await self.answer(self.read(scope), scope, receive, send)

    def read(self, scope: Scope) -> Asked | None:
        """Return what a request asks, or None if it is the application's to answer in any case."""
        if self._watch is None or scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        known, accepted, has_body = _read_headers(scope["headers"])
        if has_body:  # What it sends is the application's to judge.
            return None
        return Asked((scope["path"], scope["query_string"], accepted), known)

    def may_have(self, asked: Asked) -> bool:
        """Tell whether an answer is kept, true or not."""
        return asked.key in self._aliases

    def find(self, asked: Asked) -> Kept | None:
        """Return the answer that is kept, if it is that of the state which the database is in now."""
        state = None if self._watch is None else self._watch.get_state()
        if state != self._state:
            self._clear()
            self._state = state
        return self._aliases.get(asked.key) or self._find_alike(asked.key)

    async def answer(self, asked: Asked | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that was read."""
        kept = None
        if asked is not None:
            kept = self.find(asked)
            if kept is None and self._state is not None and scope["method"] == "GET":
                kept = await self._answer_and_keep(asked.key, self._state, scope, receive, send)
                if kept is None:
                    return
        if asked is None or kept is None:
            await self._app(scope, receive, send)
            return
        headers = [*_split(kept.fields), (REQUEST_ID, make_request_id())]
        if kept.is_known(asked):
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        headers += _split(kept.of_content)
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": kept.body if scope["method"] == "GET" else b""})

    def _find_alike(self, key: Key) -> Kept | None:
        """Return what is kept for the same question with its parameters in another order."""
        kept = self._kept.get(_normalise(key))
        if kept is not None and len(key[1]) <= ALIAS_MAX:
            self._taken += _measure(key)
            self._aliases[key] = kept
            self._make_room()
        return kept

    async def _answer_and_keep(
        self, key: Key, state: State, scope: Scope, receive: Receive, send: Send
    ) -> Kept | None:
        """Let the application answer as if nothing were known, and keep the answer.

        Return what is to be sent; what has no ETag is sent as it is.
        """
        messages: list[Message] = []

        async def collect(message: Message) -> None:
            messages.append(message)

        headers = [field for field in scope["headers"] if field[0] != b"if-none-match"]
        await self._app({**scope, "headers": headers}, receive, collect)
        start, content = messages
        etag = dict(start["headers"]).get(b"etag") if start["status"] == 200 else None
        if etag is None:
            await send(start)
            await send(content)
            return None
        kept = _make_kept(start["headers"], content["body"], etag)
        # A commit since would have made the answer that of an older state, or of an unknown one.
        if self._watch is not None and self._watch.get_state() == state == self._state:
            self._keep(key, kept)
        return kept

    def _keep(self, key: Key, kept: Kept) -> None:
        normal = _normalise(key)
        if len(kept.body) <= self._room // LARGEST and normal not in self._kept:
            self._kept[normal] = self._aliases[key] = kept
            self._taken += len(kept.body) + _measure(normal) + _measure(key)
            self._make_room()

    def _make_room(self) -> None:
        """Forget the oldest answers, and how they were asked for, until the rest fits."""
        if self._taken <= self._room:
            return
        while self._kept and self._taken > self._room // 2:
            key, oldest = self._kept.popitem(last=False)
            self._taken -= len(oldest.body) + _measure(key)
        left = set(map(id, self._kept.values()))
        self._aliases = {key: kept for key, kept in self._aliases.items() if id(kept) in left}
        self._taken = sum(len(one.body) + _measure(key) for key, one in self._kept.items())
        self._taken += sum(map(_measure, self._aliases))

    def _clear(self) -> None:
        if self._kept:
            self._kept.clear()
            self._aliases.clear()
            self._taken = 0


def _read_headers(headers: Headers) -> tuple[bytes | None, Accepted, bool]:
    """Return what a request knows already, what it accepts, and whether it has a body.

    A header that comes several times is one, with commas between (RFC 9110, 5.3).
    """
    known = None
    accept = accept_encoding = b""
    has_body = False
    for name, value in headers:
        if name == b"if-none-match":
            known = value if known is None else known + b"," + value
        elif name == b"accept-encoding":
            accept_encoding = accept_encoding + b"," + value if accept_encoding else value
        elif name == b"accept":
            accept = accept + b"," + value if accept else value
        elif name in (b"content-length", b"transfer-encoding"):
            has_body = True
    takes_gzip = bool(accept_encoding) and accepts_gzip(accept_encoding.decode("latin-1"))
    return known, (takes_gzip, b"text/html" in accept), has_body


def _measure(key: Key) -> int:
    """Return the bytes that a key takes, and what belongs to it."""
    return OVERHEAD + 4 * len(key[0]) + len(key[1])


def _normalise(key: Key) -> Key:
    """Return the key of the same question with its parameters in order."""
    path, query, accepted = key
    if b"&" in query:
        try:
            query = urlencode(sorted(read_parameters(query))).encode()
        except ValueError:  # The application refuses it.
            return key
    return path, query, accepted


def _make_kept(headers: Headers, body: bytes, etag: bytes) -> Kept:
    fields = _join(field for field in headers if field[0] not in (*OF_CONTENT, REQUEST_ID))
    of_content = _join(field for field in headers if field[0] in OF_CONTENT)
    # A copy: what orjson wrote holds room for 8 kB, however short it is.
    return Kept(fields, of_content, bytes(memoryview(body)), etag)


def _join(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    return b"".join(b"%b: %b\r\n" % field for field in headers)


def _split(fields: bytes) -> Headers:
    return [(name, value) for name, _, value in (line.partition(b": ") for line in fields.splitlines())]
