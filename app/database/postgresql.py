"""PostgreSQL: how a database is connected to for reading and writing, and watched.

This module takes 70 ms to load, most of it for psycopg, so it is only loaded where it is needed.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import psycopg
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from app.database.backend import name_index
from app.database.change_token import ChangeToken
from app.errors import CannotStart, ReadOnly, StorageFull, WortlautError

log = logging.getLogger("wortlaut.postgresql")

READERS = 4

POLL_INTERVAL = 0.03
"""Seconds between two queries for the revision."""
TOKEN_LIFETIME = 0.09
"""Seconds for which the answer to one is valid, from when it was sent."""
RETRY_INTERVAL = 0.5
"""Seconds between two attempts to connect."""
CANCEL_TIMEOUT = 1.0
"""Seconds to wait for the server while it ends a query."""

_TIMEOUTS = {
    # Without these a server that stops answering blocks a request for as long as the kernel waits.
    "connect_timeout": 3,
    "tcp_user_timeout": 4_000,
}
# All statements of a transaction see the same state, as they do on SQLite.
_READER_OPTIONS = (
    "-c statement_timeout=4000 -c lock_timeout=4000 -c default_transaction_read_only=on "
    "-c default_transaction_isolation=repeatable\\ read"
)


class Postgresql:
    """A database on a server."""

    readers = READERS
    failure = psycopg.Error

    def __init__(self, url: URL) -> None:
        if "options" in url.query:
            raise CannotStart(
                "the address of a PostgreSQL database may not have “options”: reading sets its own"
            )
        self._url = url
        self._timeouts = {name: value for name, value in _TIMEOUTS.items() if name not in url.query}

    def exists(self) -> bool:
        """Return True: a database that does not exist fails when it is connected to."""
        return True

    def open_reader(self) -> Engine:
        """Return an engine that cannot write; each thread has a connection of its own."""
        return create_engine(
            self._url,
            poolclass=NullPool,
            connect_args={**self._timeouts, "options": _READER_OPTIONS},
            json_deserializer=orjson.loads,
            isolation_level="AUTOCOMMIT",
        )

    def open_writer(self, _until: float) -> Engine:
        """Return an engine that writes, with one connection; it locks nothing by itself."""
        return create_engine(
            self._url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=self._timeouts
        )

    def close_writer(self) -> None:
        """Do nothing: other processes can always write."""

    def set_timeouts(self, session: Session, *, lock: float, statement: float) -> None:
        """Set the times until which a writing transaction waits for locks, and until which it works.

        Imports and migrations have none: they wait for each other, and may take any time.
        """
        session.connection().exec_driver_sql(
            f"SET LOCAL lock_timeout = {_milliseconds_until(lock)}; "
            f"SET LOCAL statement_timeout = {_milliseconds_until(statement)}"
        )

    def is_blocked(self, error: BaseException | None) -> bool:
        """Tell whether a driver's error means that another process had a lock for too long."""
        return isinstance(error, psycopg.errors.LockNotAvailable)

    def classify_error(self, error: BaseException | None) -> type[WortlautError] | None:
        """Return the class of our error that a driver's error means, or None for a plain failure."""
        if isinstance(error, psycopg.errors.DiskFull):
            return StorageFull
        not_writable = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege)
        return ReadOnly if isinstance(error, not_writable) else None

    def locate_index(self, folder: Path | None) -> Path:
        """Return the place of the full-text index, by default in the working folder."""
        place = f"{self._url.host}:{self._url.port}/{self._url.database}"
        return (folder or Path()) / name_index(str(self._url.database), place)

    def track_changes(self) -> "PostgresqlChangeTracker":
        """Start to track the changes of the database."""
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        with_timeouts = psycopg.conninfo.make_conninfo(address, **self._timeouts)
        conninfo = psycopg.conninfo.make_conninfo(with_timeouts, options="-c statement_timeout=1000")
        return PostgresqlChangeTracker(lambda: psycopg.connect(conninfo, autocommit=True))

    def check_integrity(self) -> None:
        """Do nothing: the server takes care of its files."""

    def back_up(self, target: Path) -> None:
        """Raise `CannotStart` that names PostgreSQL's own tool."""
        raise CannotStart(f"PostgreSQL has its own tools: pg_dump --format=custom --file={target}")

    def interrupt(self, connection: psycopg.Connection[object]) -> None:
        """End the query that a connection runs now, if any; called from another thread."""
        with contextlib.suppress(psycopg.Error):  # It was closed meanwhile, or the server does not answer.
            connection.cancel_safe(timeout=CANCEL_TIMEOUT)

    def is_lost(self, connection: psycopg.Connection[object]) -> bool:
        """Tell whether the server has closed a connection, as when it restarts."""
        return connection.closed


def _milliseconds_until(moment: float) -> int:
    """Return at least 1, because 0 would mean no limit."""
    return max(1, int((moment - time.monotonic()) * 1000))


class PostgresqlChangeTracker:
    """Queries the revision 30 times a second, in a thread and on a connection of its own.

    An answer is valid for 90 ms. So a connection that is lost, or that no longer answers, needs no detection:
    soon there is no token until there is another answer.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection[tuple[int]]]) -> None:
        self._connect = connect
        self._answer: tuple[int, float] | None = None
        self._commits = 0
        self._connections = 0
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="change-tracker", daemon=True)
        self._thread.start()

    def current(self) -> ChangeToken | None:
        """Return the token, or None if there was no answer lately."""
        answer = self._answer
        if answer is None or time.monotonic() - answer[1] > TOKEN_LIFETIME:
            return None
        return answer[0], self._commits, self._connections

    def mark_commit(self) -> None:
        """Change the token at once: this process has committed, and the next answer may not know it yet."""
        self._commits += 1

    def close(self) -> None:
        """End the thread."""
        self._is_closed.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._is_closed.is_set():
            try:
                with self._connect() as connection:
                    # Another database, or one restored from a backup, can have the same revision.
                    self._answer = None
                    self._connections += 1
                    self._poll(connection)
            except psycopg.Error as error:
                log.warning("the change token cannot be read: %s", error)
                self._is_closed.wait(RETRY_INTERVAL)

    def _poll(self, connection: psycopg.Connection[tuple[int]]) -> None:
        while not self._is_closed.wait(POLL_INTERVAL):
            sent_at = time.monotonic()
            row = connection.execute("SELECT revision FROM corpus").fetchone()
            self._answer = None if row is None else (row[0], sent_at)
