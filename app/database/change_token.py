"""A token that changes whenever the database does, cheap enough to read on every request.

The response cache has the token of the state that its responses belong to, and is emptied when it changes.
"""

from typing import NamedTuple, Protocol

ChangeToken = tuple[int, ...]


class ChangeTracker(Protocol):
    """Reads the change token of a database."""

    def current(self) -> ChangeToken | None:
        """Return the token, or None if it cannot be read right now."""

    def mark_commit(self) -> None:
        """Change the token at once: this process has committed."""

    def close(self) -> None:
        """Stop reading."""


class Revision(NamedTuple):
    """The revision that a server answered, of which database, and when it was asked."""

    number: int
    identity: tuple[int, ...] | None
    sent_at: float


class RevisionTracker(Protocol):
    """Knows the revision of a server, as of some milliseconds ago."""

    def find_revision(self) -> Revision | None:
        """Return a revision that has each commit that this process could know of, or None."""

    def close(self) -> None:
        """Stop reading."""
