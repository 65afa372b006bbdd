"""Strong ETags, and the preconditions of requests (RFC 9110, 8.8.3 and 13.1)."""

import hashlib
import re
from typing import NamedTuple

from app.errors import PreconditionFailed


def make_etag(body: bytes, coding: str = "") -> str:
    """Return the strong ETag of a body; each content coding of it has one of its own."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    return f'"{digest}-{coding}"' if coding else f'"{digest}"'


def etag_matches(if_none_match: str, etag: str) -> bool:
    """Tell whether If-None-Match names this ETag; they are compared weakly (RFC 9110, 13.1.2)."""
    if not if_none_match:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return etag in tags or tags == ["*"]


TAGS_MAX = 1_000
_TAG = r'(?:W/)?"[^"\x00-\x20\x7f]*"'
_TAGS = re.compile(rf"\s*(?:\*|{_TAG}(?:\s*,\s*{_TAG})*)\s*")


def is_etag_list(header: str) -> bool:
    """Tell whether a header is an asterisk or a list of ETags, and not too long (RFC 9110, 13.1.1)."""
    return len(header) <= TAGS_MAX and bool(_TAGS.fullmatch(header))


class Precondition(NamedTuple):
    """The precondition of a write: two headers, empty where they were not sent."""

    if_match: str
    if_none_match: str

    def require(self, body: bytes | None) -> None:
        """Raise `PreconditionFailed` unless the resource with this body meets it; None means no resource.

        An ETag of any content coding names the resource.
        """
        tags = [] if body is None else [make_etag(body), make_etag(body, "gzip")]
        if self.if_match and not self._is_matched(tags):
            found = f"It is {tags[0]} now: get it, and decide anew." if tags else "There is none."
            raise PreconditionFailed(f"If-Match does not name the article as it is. {found}")
        if any(etag_matches(self.if_none_match, tag) for tag in tags):
            raise PreconditionFailed("If-None-Match matches the article as it is, so nothing was changed.")

    def _is_matched(self, tags: list[str]) -> bool:
        """Tell whether If-Match names one of the ETags; they are compared strongly (RFC 9110, 13.1.1)."""
        if self.if_match.strip() == "*":
            return bool(tags)
        return any(tag.strip() in tags for tag in self.if_match.split(","))
