"""A streaming replica: which reads may go to it."""

import contextlib
import logging
import time

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.database.backend import Backend, ReplicaAccess
from app.database.change_token import Revision
from app.database.sessions import ReadingSessions
from app.fulltext.index import FulltextIndex
from app.vocabulary import ReplicaState

log = logging.getLogger("wortlaut.replica")

LAG_LOGGED = 5.0
"""Seconds for which a replica is behind before that is logged: after each change it is, for a moment."""
OPENED_AT = "opened_at"
"""The key, in the `info` of a session on a replica, of the time when it was opened."""


class Replica:
    """Requests read from it while it has each commit that this process could know of, else from the primary.

    Its revision is read as often as the primary's. A server never goes back to an older one, unless it is
    started anew, which ends its sessions: so a session is used after a revision that was read later than it
    was opened, and shows that revision or a newer one.
    """

    def __init__(self, backend: Backend, access: ReplicaAccess, index: FulltextIndex) -> None:
        self.sessions = ReadingSessions(backend, access.engine, index)
        self._replica_revision = access.here
        self._primary = access.primary
        self._behind_since: float | None = None
        self._is_logged = False

    def take_session(self) -> Session | None:
        """Return a session of this thread, or None if the primary must be read.

        A new session is left for the next read.
        """
        found = self._find_current()
        if found is None:
            return None
        session = self.sessions.take() or self._open_session()
        if session is None or found.sent_at > session.info[OPENED_AT]:
            return session
        self.sessions.release(session)
        return None

    def _open_session(self) -> Session | None:
        with contextlib.suppress(DBAPIError):  # It is gone; soon there is no revision of it, either.
            session = self.sessions.open()
            session.info[OPENED_AT] = time.monotonic()
            return session
        return None

    def find_state(self) -> ReplicaState:
        """Return whether requests read from it now."""
        if self._find_current() is not None:
            return ReplicaState.USED
        return ReplicaState.AWAY if self._replica_revision.find_revision() is None else ReplicaState.BEHIND

    def _find_current(self) -> Revision | None:
        """Return its revision if that is not behind."""
        required = self._primary.find_revision()
        found = self._replica_revision.find_revision()
        if required is None or found is None:
            return None
        if found.identity == required.identity and found.number >= required.number:
            self._note_current()
            return found
        self._note_lag("is behind" if found.identity == required.identity else "belongs to another database")
        return None

    def _note_lag(self, fault: str) -> None:
        now = time.monotonic()
        self._behind_since = self._behind_since or now
        if not self._is_logged and now > self._behind_since + LAG_LOGGED:
            self._is_logged = True
            log.warning("the primary is read, because the replica %s", fault)

    def _note_current(self) -> None:
        if self._is_logged:
            log.warning("the replica is read again")
        self._is_logged, self._behind_since = False, None

    def close(self) -> None:
        """Close its sessions, and stop reading its revision."""
        self.sessions.close()
        self._replica_revision.close()
