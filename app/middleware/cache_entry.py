"""What the response cache holds: responses in the form in which they are sent, and the requests for them."""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.types import Scope

from app.etags import etag_matches
from app.middleware.query_string import read_parameters
from app.middleware.representation import accepts_gzip
from app.middleware.request_id import REQUEST_ID
from app.presenters.media_types import Format, rank_formats
from app.presenters.page_language import PageLanguage, choose_language

Headers = list[tuple[bytes, bytes]]
Negotiated = tuple[tuple[Format, ...], PageLanguage, bool, bytes]
"""The formats that are accepted, the best first, the language of pages, whether the response may be
compressed by gzip, and the host, which absolute addresses in the response begin with."""
Key = tuple[str, bytes, Negotiated]
"""Path, query, and what was negotiated."""

CONTENT_HEADERS = (b"content-type", b"content-encoding", b"content-length")
"""Headers that a 304 does not have."""


class CacheRequest(NamedTuple):
    """A request that the cache may answer. `if_none_match` is None where there is no such header."""

    key: Key
    if_none_match: bytes | None


class CachedResponse(NamedTuple):
    """A response with its headers and body as they are sent."""

    headers: bytes
    """Those that a 304 has, too."""
    content_headers: bytes
    body: bytes
    etag: bytes

    def is_not_modified(self, request: CacheRequest) -> bool:
        """Tell whether the client has this response already, so that a 304 is enough."""
        tags = request.if_none_match
        if tags is None:
            return False
        return tags == self.etag or etag_matches(tags.decode("latin-1"), self.etag.decode())


def read_cache_request(scope: Scope) -> CacheRequest | None:
    """Return the request, or None if it has a body, which is the application's to judge.

    A header that comes several times is one, with commas between (RFC 9110, 5.3).
    """
    if_none_match = None
    accept = accept_encoding = accept_language = host = b""
    for name, value in scope["headers"]:
        if name == b"if-none-match":
            if_none_match = value if if_none_match is None else if_none_match + b"," + value
        elif name == b"accept-encoding":
            accept_encoding = accept_encoding + b"," + value if accept_encoding else value
        elif name == b"accept":
            accept = accept + b"," + value if accept else value
        elif name == b"accept-language":
            accept_language = accept_language + b"," + value if accept_language else value
        elif name == b"host":
            host = value
        elif name in (b"content-length", b"transfer-encoding"):
            return None
    may_gzip = bool(accept_encoding) and accepts_gzip(accept_encoding.decode("latin-1"))
    language = choose_language(accept_language.decode("latin-1"))
    negotiated = rank_formats(accept.decode("latin-1")), language, may_gzip, host
    return CacheRequest((scope["path"], scope["query_string"], negotiated), if_none_match)


def sort_parameters(key: Key) -> Key:
    """Return the key of the same request with its parameters in order, without those that track."""
    path, query, negotiated = key
    if query:
        try:
            query = urlencode(sorted(read_parameters(query))).encode()
        except ValueError:  # The application refuses it.
            return key
    return path, query, negotiated


def make_cached_response(headers: Headers, body: bytes, etag: bytes) -> CachedResponse:
    """Return a response of the application in the form in which it is sent, without its request id."""
    common = join_headers(field for field in headers if field[0] not in (*CONTENT_HEADERS, REQUEST_ID))
    content = join_headers(field for field in headers if field[0] in CONTENT_HEADERS)
    # A copy: what orjson wrote holds room for 8 kB, however short it is.
    return CachedResponse(common, content, bytes(memoryview(body)), etag)


def join_headers(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return headers as HTTP/1.1 sends them."""
    return b"".join(b"%b: %b\r\n" % field for field in headers)


def split_headers(headers: bytes) -> Headers:
    """Return headers as ASGI takes them."""
    return [(name, value) for name, _, value in (line.partition(b": ") for line in headers.splitlines())]
