"""How long a write waits for another process that writes."""

import time

LOCK_TIMEOUT = 5.0
"""Seconds to wait for another process that writes."""


class LockWait:
    """The time that each of several writes, one after another, may wait for the lock of another process.

    It counts from when a request came, because the write before it has waited for the same lock on its
    behalf. Counted from its turn, fifty requests would wait for minutes.
    """

    def __init__(self) -> None:
        self._blocked_since: float | None = None

    def find_end(self, came_at: float) -> float:
        """Return the time until which a write that begins now may wait, if its request came at `came_at`.

        Time in the queue counts only if the lock was held by another process in it.
        """
        if self._blocked_since is None:
            return time.monotonic() + LOCK_TIMEOUT
        return max(came_at, self._blocked_since) + LOCK_TIMEOUT

    def mark_blocked(self, since: float) -> None:
        """Note that a write waited in vain, from this time on."""
        if self._blocked_since is None:
            self._blocked_since = since

    def mark_free(self) -> None:
        """Note that a write had the lock."""
        self._blocked_since = None
