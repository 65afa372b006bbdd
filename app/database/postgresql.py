"""PostgreSQL: how a database is connected to, to read and to write, and watched.

Loading this module takes 70 ms, most of it psycopg, so that it is loaded where it is needed.
"""

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

from app.database.change_token import State
from app.errors import CannotStart, ReadOnly, StorageFull, WortlautError

log = logging.getLogger("wortlaut.postgresql")

READERS = 4

POLLED_EVERY = 0.03
"""Seconds between two questions for the revision."""
KNOWN_FOR = 0.09
"""Seconds for which an answer counts, from when it was asked."""
RETRIED_EVERY = 0.5

_BOUNDS = {
    # Without these a server that stops answering holds a request for as long as the kernel likes.
    "connect_timeout": 3,
    "tcp_user_timeout": 4_000,
}
# All statements of a transaction see the same state, as they do on SQLite.
_READER_OPTIONS = (
    "-c statement_timeout=4000 -c lock_timeout=4000 -c default_transaction_read_only=on "
    "-c default_transaction_isolation=repeatable\\ read"
)
# Not for imports and migrations: these wait for one another, and may take as long as they need.
_WRITER_BOUNDS = "SET LOCAL lock_timeout = 4000; SET LOCAL statement_timeout = 20000"


class Postgresql:
    """One database of a server."""

    readers = READERS
    failure = psycopg.Error

    def __init__(self, url: URL) -> None:
        if "options" in url.query:
            raise CannotStart("the address of a PostgreSQL database takes no “options”: reading sets its own")
        self._url = url
        self._bounds = {name: value for name, value in _BOUNDS.items() if name not in url.query}

    def exists(self) -> bool:
        """Tell whether there is anything to be read; a database that is missing fails when it is asked."""
        return True

    def open_reader(self) -> Engine:
        """Return an engine that cannot write; each thread keeps its own connection."""
        return create_engine(
            self._url,
            poolclass=NullPool,
            connect_args={**self._bounds, "options": _READER_OPTIONS},
            json_deserializer=orjson.loads,
            isolation_level="AUTOCOMMIT",
        )

    def open_writer(self) -> Engine:
        """Return an engine that writes, with one connection."""
        return create_engine(
            self._url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=self._bounds
        )

    def close_writer(self) -> None:
        """Let other processes write: they always may."""

    def bound_waiting(self, session: Session) -> None:
        """Let a transaction fail rather than wait for another one for long."""
        session.connection().exec_driver_sql(_WRITER_BOUNDS)

    def explain(self, error: BaseException | None) -> type[WortlautError] | None:
        """Return what a failure of the driver means, where it is more than that the database failed."""
        if isinstance(error, psycopg.errors.DiskFull):
            return StorageFull
        takes_none = (psycopg.errors.ReadOnlySqlTransaction, psycopg.errors.InsufficientPrivilege)
        return ReadOnly if isinstance(error, takes_none) else None

    def watch(self) -> "PostgresqlWatch":
        """Return what tells which state the database is in."""
        address = self._url.set(drivername="postgresql").render_as_string(hide_password=False)
        bounded = psycopg.conninfo.make_conninfo(address, **self._bounds)
        where = psycopg.conninfo.make_conninfo(bounded, options="-c statement_timeout=1000")
        return PostgresqlWatch(lambda: psycopg.connect(where, autocommit=True))

    def require_sound(self) -> None:
        """Raise `CannotStart` if the database is not whole: its server sees to that."""

    def back_up(self, target: Path) -> None:
        """Leave it to the tools that PostgreSQL brings."""
        raise CannotStart(f"PostgreSQL has its own tools: pg_dump --format=custom --file={target}")

    def is_lost(self, connection: psycopg.Connection[object]) -> bool:
        """Tell whether a connection has come to its end, as when the server restarted."""
        return connection.closed


class PostgresqlWatch:
    """Asks PostgreSQL for the revision 30 times a second, from a thread and connection of its own.

    An answer counts for 90 ms from when it was asked. A connection that is lost, or that says nothing
    more, so needs no being noticed: soon nothing is known until there is another answer.
    """

    def __init__(self, connect: Callable[[], psycopg.Connection[tuple[int]]]) -> None:
        self._connect = connect
        self._answer: tuple[int, float] | None = None
        self._commits = 0
        self._connections = 0
        self._is_closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watch", daemon=True)
        self._thread.start()

    def get_state(self) -> State | None:
        """Return the state, or None if it was not heard of lately."""
        answer = self._answer
        if answer is None or time.monotonic() - answer[1] > KNOWN_FOR:
            return None
        return answer[0], self._commits, self._connections

    def note_commit(self) -> None:
        """Take note of a commit of this process, which the next answer may not know of yet."""
        self._commits += 1

    def close(self) -> None:
        """Let the thread end."""
        self._is_closed.set()
        self._thread.join(timeout=5)

    def _watch(self) -> None:
        while not self._is_closed.is_set():
            try:
                with self._connect() as connection:
                    # The same number of another database, or of one that was restored, is another state.
                    self._answer = None
                    self._connections += 1
                    self._ask(connection)
            except psycopg.Error as error:
                log.warning("the database's state is not known: %s", error)
                self._is_closed.wait(RETRIED_EVERY)

    def _ask(self, connection: psycopg.Connection[tuple[int]]) -> None:
        while not self._is_closed.wait(POLLED_EVERY):
            asked_at = time.monotonic()
            row = connection.execute("SELECT revision FROM corpus").fetchone()
            self._answer = None if row is None else (row[0], asked_at)
