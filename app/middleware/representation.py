"""Which representation of an answer is sent: its content coding, its strong ETag, or 304."""

import gzip
import re
from functools import lru_cache
from typing import NamedTuple

from app.etags import knows, make_etag

COMPRESSED_FROM = 1_000  # Bytes; below, the head of a gzip stream eats what it saves.
COMPRESSED_TYPES = ("text/", "application/json", "application/problem+json", "application/schema+json")


class Answer(NamedTuple):
    """A finished answer; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def represent(answer: Answer, accept_encoding: str, if_none_match: str) -> Answer:
    """Choose the content coding, name the representation by a strong ETag, and answer 304 if it is known.

    Each content coding has an ETag of its own (RFC 9110, 8.8.3.3). An answer with `no-transform`
    is sent as it is, so that its Repr-Digest is the digest of the text itself.
    """
    headers, body = answer.headers, answer.body
    if "etag" in headers:  # It chose its coding itself.
        return to_not_modified(answer) if knows(if_none_match, headers["etag"]) else answer
    may_compress = len(body) >= COMPRESSED_FROM and headers.get("content-type", "").startswith(
        COMPRESSED_TYPES
    )
    coding = ""
    if may_compress and "no-transform" not in headers.get("cache-control", ""):
        varying = headers.get("vary")
        headers["vary"] = f"{varying}, Accept-Encoding" if varying else "Accept-Encoding"
        coding = "gzip" if accepts_gzip(accept_encoding) else ""
    if answer.status == 200 and headers.get("cache-control") != "no-store":
        headers["etag"] = make_etag(body, coding)
        if knows(if_none_match, headers["etag"]):
            return to_not_modified(answer)
    if coding:
        headers["content-encoding"] = coding
        body = gzip.compress(body, compresslevel=5, mtime=0)
    return Answer(answer.status, headers, body)


def to_not_modified(answer: Answer) -> Answer:
    """Return the 304 in place of an answer: its headers without those of the content that is not sent."""
    left = {
        name: value
        for name, value in answer.headers.items()
        if name not in ("content-type", "content-encoding", "content-length")
    }
    return Answer(304, left, b"")


@lru_cache(maxsize=1_000)
def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether a request takes gzip (RFC 9110, 12.5.3)."""
    offers = [offer.partition(";q=") for offer in accept_encoding.lower().replace(" ", "").split(",")]
    weights = {coding: weight for coding, _, weight in offers}
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    return not re.fullmatch(r"0(\.0*)?", weight)
