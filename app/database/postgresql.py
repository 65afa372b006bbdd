"""PostgreSQL: how a database is connected to for reading and writing, and watched.

This module takes 70 ms to load, most of it for psycopg, so it is only loaded where it is needed.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import LiteralString

import orjson
import psycopg
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from app.database.backend import Backend, ReplicaAccess, milliseconds_until, name_index
from app.database.change_token import ChangeToken, Revision
from app.errors import CannotStart, ReadOnly, StorageFull, WortlautError

log = logging.getLogger("wortlaut.postgresql")

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


_REVISION = "SELECT revision FROM corpus"
_REPLICA_REVISION = (
    "SELECT revision FROM corpus WHERE pg_is_in_recovery() AND EXISTS (SELECT FROM pg_stat_wal_receiver)"
)
"""Nothing once it follows the primary no more: it may then have changes of its own."""
_IDENTITY = (
    "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database()) "
    "FROM pg_control_system()"
)
"""The same on a database and its streaming replicas: the cluster's and the database's number."""


class Postgresql(Backend):
    """A database on a server."""

    readers = 4
    failure = psycopg.Error

    def __init__(self, url: URL, replica_url: URL | None) -> None:
        if "options" in url.query or (replica_url is not None and "options" in replica_url.query):
            raise CannotStart(
                "the address of a PostgreSQL database may not have “options”: reading sets its own"
            )
        self._url = url
        self._replica_url = replica_url
        self._tracker: PostgresqlChangeTracker | None = None

    def open_reader(self) -> Engine:
        """Return an engine that cannot write; each thread has a connection of its own."""
        return self._open_reader(self._url)

    def _open_reader(self, url: URL) -> Engine:
        return create_engine(
            url,
            poolclass=NullPool,
            connect_args={**_find_timeouts(url), "options": _READER_OPTIONS},
            json_deserializer=orjson.loads,
            isolation_level="AUTOCOMMIT",
        )

    def open_writer(self, _until: float) -> Engine:
        """Return an engine that writes, with one connection; it locks nothing by itself."""
        return create_engine(
            self._url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=_find_timeouts(self._url)
        )

    def set_timeouts(self, session: Session, *, lock: float, statement: float) -> None:
        """Set the times until which a writing transaction waits for locks, and until which it works.

        Imports and migrations have none: they wait for each other, and may take any time.
        """
        session.connection().exec_driver_sql(
            f"SET LOCAL lock_timeout = {milliseconds_until(lock)}; "
            f"SET LOCAL statement_timeout = {milliseconds_until(statement)}"
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
        """Start to track the changes of the database; only the first call does."""
        if self._tracker is None:
            self._tracker = self._track(self._url, "primary", _REVISION)
        return self._tracker

    def open_replica(self) -> ReplicaAccess | None:
        """Start to track the revisions of the replica, if there is one, and of the primary."""
        if self._replica_url is None:
            return None
        here = self._track(self._replica_url, "replica", _REPLICA_REVISION)
        return ReplicaAccess(self._open_reader(self._replica_url), here, self.track_changes())

    def _track(self, url: URL, server: str, query: LiteralString) -> "PostgresqlChangeTracker":
        address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        with_timeouts = psycopg.conninfo.make_conninfo(address, **_find_timeouts(url))
        conninfo = psycopg.conninfo.make_conninfo(with_timeouts, options="-c statement_timeout=1000")
        return PostgresqlChangeTracker(
            lambda: psycopg.connect(conninfo, autocommit=True),
            server=server,
            query=query,
            identity=_IDENTITY if self._replica_url else None,
        )

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


def _find_timeouts(url: URL) -> dict[str, int]:
    """Return the timeouts that an address does not set itself."""
    return {name: value for name, value in _TIMEOUTS.items() if name not in url.query}


class PostgresqlChangeTracker:
    """Queries the revision of a server 30 times a second, in a thread and on a connection of its own.

    An answer is valid for 90 ms. So a connection that is lost, or that no longer answers, needs no detection:
    soon there is no token until there is another answer.
    """

    def __init__(
        self,
        connect: Callable[[], psycopg.Connection[tuple[int, ...]]],
        *,
        server: str = "primary",
        query: LiteralString = _REVISION,
        identity: LiteralString | None = None,
    ) -> None:
        self._connect = connect
        self._server = server
        self._query = query
        self._identity = identity
        self._answer: Revision | None = None
        self._logged = ""
        self._commits = 0
        self._committed_at = 0.0
        self._connections = 0
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._run, name="change-tracker", daemon=True)
        self._thread.start()

    def current(self) -> ChangeToken | None:
        """Return the token, or None if there was no answer lately."""
        answer = self._answer
        if answer is None or time.monotonic() - answer.sent_at > TOKEN_LIFETIME:
            return None
        return answer.number, self._commits, self._connections

    def find_revision(self) -> Revision | None:
        """Return a revision that has each commit that this process could know of, or None."""
        answer = self._answer
        if answer is None or time.monotonic() - answer.sent_at > TOKEN_LIFETIME:
            return None
        return answer if answer.sent_at > self._committed_at else None

    def mark_commit(self) -> None:
        """Change the token at once: this process has committed, and the next answer may not know it yet."""
        self._commits += 1
        self._committed_at = time.monotonic()

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
                if str(error) != self._logged:
                    self._logged = str(error)
                    log.warning("the revision of the %s cannot be read: %s", self._server, error)
                self._is_closed.wait(RETRY_INTERVAL)

    def _poll(self, connection: psycopg.Connection[tuple[int, ...]]) -> None:
        identity = None if self._identity is None else connection.execute(self._identity).fetchone()
        while not self._is_closed.wait(POLL_INTERVAL):
            sent_at = time.monotonic()
            row = connection.execute(self._query).fetchone()
            if row is None:
                raise psycopg.OperationalError("it has none")
            self._answer = Revision(row[0], identity, sent_at)
            if self._logged:
                self._logged = ""
                log.warning("the revision of the %s can be read again", self._server)
