"""Tokens that allow writing. Only their digests are kept anywhere."""

import hashlib
import hmac
import secrets
from collections.abc import Collection

RANDOM_BYTES = 32
"""256 random bits: so many need no salt and no slow hash."""


def make_token() -> str:
    """Return a new token, of characters that every header and shell takes as they are."""
    return f"wortlaut_{secrets.token_urlsafe(RANDOM_BYTES)}"


def hash_token(token: str) -> str:
    """Return a token's SHA-256, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_known(token: str, digests: Collection[str]) -> bool:
    """Tell whether a token has one of the digests, in a time that does not depend on which."""
    digest = hash_token(token)
    # All are compared, however the first one ends.
    return sum(hmac.compare_digest(digest, one) for one in digests) > 0
