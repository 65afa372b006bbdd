"""What the two databases have in common: the interface that each implements, and the driver of a session."""

import hashlib
import time
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Dialect, Engine
from sqlmodel import Session

from app.database.change_token import ChangeTracker, RevisionTracker
from app.errors import WortlautError
from app.fulltext.index import FulltextIndex


class Driver(NamedTuple):
    """The driver's connection of a reading session, and its SQL dialect."""

    connection: Any  # Any: of sqlite3 or psycopg; both have execute and rollback
    dialect: Dialect


DRIVER = "driver"
"""The key of the `Driver` in the `info` of a reading session."""
INDEX = "index"
"""The key of the full-text index, likewise."""


class StaleTransaction(Exception):
    """The full-text index is newer than what a transaction sees of the database."""


def name_index(database: str, place: str) -> str:
    """Return a name for the index of a database, which no other place has."""
    return f"{database}-{hashlib.sha256(place.encode()).hexdigest()[:8]}-index"


def milliseconds_until(moment: float) -> int:
    """Return at least 1: a server would take 0 for no limit."""
    return max(1, int((moment - time.monotonic()) * 1000))


def get_index(session: Session) -> FulltextIndex:
    """Return the full-text index of the database that a session reads."""
    index: FulltextIndex = session.info[INDEX]
    return index


class ReplicaAccess(NamedTuple):
    """An engine that reads from a replica, and the revisions of the replica and of the primary."""

    engine: Engine
    here: RevisionTracker
    primary: RevisionTracker


class Backend(Protocol):
    """A kind of database: how it is connected to, locked and watched.

    A kind implements what it needs: a file has no replica, and a server needs no lock and checks its files.
    """

    readers: int
    """The default number of reading threads."""
    failure: type[Exception]
    """The driver's class of exceptions."""

    def exists(self) -> bool:
        """Tell whether there is a database to connect to, where that is known before."""
        return True

    def open_reader(self) -> Engine:
        """Return an engine that cannot write, and begins no transaction by itself."""

    def open_writer(self, until: float) -> Engine:
        """Return an engine that writes, with one connection, which waits for another process until a time.

        Raises `CannotWrite` if this process may not write, and `CannotStart` if another one is writing and
        two could lose data.
        """

    def close_writer(self) -> None:
        """Let other processes write, where they could not."""
        return

    def set_timeouts(self, session: Session, *, lock: float, statement: float) -> None:
        """Set the times until which a writing transaction waits for locks, and until which it works."""
        return

    def is_blocked(self, error: BaseException | None) -> bool:
        """Tell whether a driver's error means that another process had a lock for too long."""

    def classify_error(self, error: BaseException | None) -> type[WortlautError] | None:
        """Return the class of our error that a driver's error means, or None for a plain failure."""

    def locate_index(self, folder: Path | None) -> Path:
        """Return the place of the full-text index: in this folder, which may have those of other databases,
        or in the default one."""

    def track_changes(self) -> ChangeTracker:
        """Start to track the changes of the database."""

    def open_replica(self) -> ReplicaAccess | None:
        """Start to track the revisions of the replica, if there is one, and of the primary."""
        return None

    def check_integrity(self) -> None:
        """Raise `CannotStart` if the database is damaged, as far as a quick check can tell."""
        return

    def back_up(self, target: Path) -> None:
        """Copy the database, as it is at one moment, to a new file; raise `CannotStart` if that fails."""

    def interrupt(self, connection: Any) -> None:  # noqa: ANN401 - as in Driver
        """End the query that a connection runs now, if any; called from another thread."""

    def is_lost(self, connection: Any) -> bool:  # noqa: ANN401 - as in Driver
        """Tell whether the server has closed a connection, as when it restarts."""
        return False
