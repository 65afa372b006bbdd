"""A token that changes whenever the database does, cheap enough to read on every request.

The response cache has the token of the state that its responses belong to, and is emptied when it changes.
"""

from typing import Protocol

ChangeToken = tuple[int, ...]


class ChangeTracker(Protocol):
    """Reads the change token of a database."""

    def current(self) -> ChangeToken | None:
        """Return the token, or None if it cannot be read right now."""

    def mark_commit(self) -> None:
        """Change the token at once: this process has committed."""

    def close(self) -> None:
        """Stop reading."""
