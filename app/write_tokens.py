"""Write tokens: they are random, and only their digests are stored."""

import hashlib
import hmac
import secrets
from collections.abc import Collection

RANDOM_BYTES = 32
"""256 random bits cannot be guessed, so the digest needs no salt and no slow hash."""


def make_token() -> str:
    """Return a new token; its characters need no quoting in a header or a shell."""
    return f"wortlaut_{secrets.token_urlsafe(RANDOM_BYTES)}"


def hash_token(token: str) -> str:
    """Return the SHA-256 digest of a token, in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def is_known(token: str, digests: Collection[str]) -> bool:
    """Tell whether a token has one of the digests, in a time that does not depend on which one."""
    digest = hash_token(token)
    # sum() compares with all of them; any() would stop at the first match.
    return sum(hmac.compare_digest(digest, one) for one in digests) > 0
