"""Which representation of an answer is sent: its content coding, its strong ETag, or 304."""

import gzip
import hashlib
import re
from typing import NamedTuple

from starlette.datastructures import Headers, MutableHeaders

COMPRESSED_FROM = 1_000  # Bytes; below, the head of a gzip stream eats what it saves.
COMPRESSED_TYPES = re.compile(r"^(text/|application/(json|problem\+json|javascript|schema\+json))")


class Answer(NamedTuple):
    """A finished answer."""

    status: int
    headers: MutableHeaders
    body: bytes


def represent(answer: Answer, request: Headers) -> Answer:
    """Choose the content coding, name the representation by a strong ETag, and answer 304 if it is known.

    Each content coding has an ETag of its own (RFC 9110, 8.8.3.3). An answer with `no-transform`
    is sent as it is, so that its Repr-Digest is the digest of the text itself.
    """
    headers, body = answer.headers, answer.body
    known = ",".join(request.getlist("if-none-match"))
    if "etag" in headers:  # It chose its coding itself.
        return _not_modified(answer) if _knows(known, headers["ETag"]) else answer
    may_compress = COMPRESSED_TYPES.match(headers.get("content-type", "")) and len(body) >= COMPRESSED_FROM
    if may_compress and "no-transform" not in headers.get("cache-control", ""):
        headers.add_vary_header("Accept-Encoding")
    else:
        may_compress = None
    coding = "gzip" if may_compress and accepts_gzip(request.get("accept-encoding", "")) else ""
    if answer.status == 200 and headers.get("cache-control") != "no-store":
        digest = hashlib.sha256(body).hexdigest()[:32]
        headers["ETag"] = f'"{digest}-{coding}"' if coding else f'"{digest}"'
        if _knows(known, headers["ETag"]):
            return _not_modified(answer)
    if coding:
        headers["Content-Encoding"] = coding
        body = gzip.compress(body, compresslevel=5, mtime=0)
    return Answer(answer.status, headers, body)


def _not_modified(answer: Answer) -> Answer:
    for name in ("content-type", "content-encoding"):
        del answer.headers[name]
    return Answer(304, answer.headers, b"")


def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether a request takes gzip (RFC 9110, 12.5.3)."""
    offers = [offer.partition(";q=") for offer in accept_encoding.lower().replace(" ", "").split(",")]
    weights = {coding: weight for coding, _, weight in offers}
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    return not re.fullmatch(r"0(\.0*)?", weight)


def _knows(if_none_match: str, etag: str) -> bool:
    """Tell whether If-None-Match names this ETag; it is compared weakly (RFC 9110, 13.1.2)."""
    known = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in known or known == ["*"]
