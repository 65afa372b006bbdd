"""What tells which state the database is in, so cheaply that every request can ask.

A state is any value that is another one after a change; None means that nobody knows right now.
"""

from typing import Protocol

State = tuple[int, ...]


class Watch(Protocol):
    """Something that knows the database's state."""

    def get_state(self) -> State | None:
        """Return the state, or None if it is not known."""

    def note_commit(self) -> None:
        """Take note of a commit of this process, at once."""

    def close(self) -> None:
        """Stop watching."""
