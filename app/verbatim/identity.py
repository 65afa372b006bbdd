"""What identifies a text and a quote: hashes of their content, the same on every installation."""

import hashlib


def make_quote_id(article_id: str, quote_type: str, exact: str, occurrence: int) -> str:
    """Return a quote's id: `q-` and the first 20 hex digits of SHA-256 over what makes it itself.

    The parts are article id, type, words and occurrence, joined by NUL, which none of them contains.
    """
    identity = f"{article_id}\0{quote_type}\0{exact}\0{occurrence}"
    return f"q-{hashlib.sha256(identity.encode()).hexdigest()[:20]}"


def hash_text(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()
