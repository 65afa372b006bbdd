"""The representation of a response: its content coding, its strong ETag, or 304."""

import gzip
import re
from functools import lru_cache
from typing import NamedTuple

from app.etags import etag_matches, make_etag

COMPRESSED_FROM = 1_000  # Bytes; below, the head of a gzip stream eats what it saves.
COMPRESSED_TYPES = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/problem+json",
    "application/schema+json",
    "application/atom+xml",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
)


class BufferedResponse(NamedTuple):
    """A whole response; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def represent(response: BufferedResponse, accept_encoding: str, if_none_match: str) -> BufferedResponse:
    """Choose the content coding, add a strong ETag, and return 304 if the client has that already.

    Each content coding has an ETag of its own (RFC 9110, 8.8.3.3). A response with `no-transform`
    is not compressed, so that its Repr-Digest is the digest of the text itself.
    """
    headers, body = response.headers, response.body
    if "etag" in headers:  # The operation chose the coding.
        return to_not_modified(response) if etag_matches(if_none_match, headers["etag"]) else response
    may_compress = len(body) >= COMPRESSED_FROM and headers.get("content-type", "").startswith(
        COMPRESSED_TYPES
    )
    coding = ""
    if may_compress and "no-transform" not in headers.get("cache-control", ""):
        vary = headers.get("vary")
        headers["vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"
        coding = "gzip" if accepts_gzip(accept_encoding) else ""
    if response.status == 200 and headers.get("cache-control") != "no-store":
        headers["etag"] = make_etag(body, coding)
        if etag_matches(if_none_match, headers["etag"]):
            return to_not_modified(response)
    if coding:
        headers["content-encoding"] = coding
        body = gzip.compress(body, compresslevel=5, mtime=0)
    return BufferedResponse(response.status, headers, body)


def to_not_modified(response: BufferedResponse) -> BufferedResponse:
    """Return the 304 in place of a response: its headers without those of the content."""
    headers = {
        name: value
        for name, value in response.headers.items()
        if name not in ("content-type", "content-encoding", "content-length")
    }
    return BufferedResponse(304, headers, b"")


@lru_cache(maxsize=1_000)
def accepts_gzip(accept_encoding: str) -> bool:
    """Tell whether a client accepts gzip (RFC 9110, 12.5.3)."""
    offers = [offer.partition(";q=") for offer in accept_encoding.lower().replace(" ", "").split(",")]
    weights = {coding: weight for coding, _, weight in offers}
    weight = weights.get("gzip", weights.get("x-gzip", weights.get("*", "0")))
    return not re.fullmatch(r"0(\.0*)?", weight)
