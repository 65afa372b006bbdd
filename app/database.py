"""The only place that opens sessions, commits, and turns a database's failures into our own.

A unit of work is a plain function whose first argument is a session. `Database.read` carries it
to a thread, where its session is opened and closed within one hop: a session that lives across
hops holds its connection while the threads wait for connections, and the service stops dead at a
hundred clients.
"""

import fcntl
import functools
import logging
import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Concatenate, ParamSpec, Self, TypeVar

import orjson
import psycopg
from sqlalchemy import URL, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from app.errors import CannotStart, Unavailable
from app.lanes import Lane
from app.settings import Settings
from app.watching import PostgresqlWatch, SqliteWatch, Watch

P = ParamSpec("P")
R = TypeVar("R")
Unit = Callable[Concatenate[Session, P], R]

log = logging.getLogger("wortlaut.database")

DRIVER = "driver"
"""Where a session that reads from SQLite has the driver's own connection, in its `info`."""

SCHEMA_VERSION = "2026_11_25_terms"
"""The migration that this code is written for."""

# SQLite works in our own process, where Python lets one thread run at a time and is not fair about
# whose turn it is: with four threads, 300 clients and 20 s, some requests waited for 7 s and failed;
# with two the slowest 1 % waited for 0.9 s, at the same rate. PostgreSQL's answers are waited for.
SQLITE_READERS = 2
POSTGRESQL_READERS = 4

# Checking a claim may take two seconds, so it has threads and a queue of its own. One thread, because
# it computes in Python, where a second one would only take turns with it and with those that read.
VERIFIERS = 1
VERIFY_PATIENCE = 10.0
SEARCHERS = 1  # for the same reason

_SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout=5000",  # another process may hold the file for the length of a commit
    "PRAGMA foreign_keys=ON",  # off by default
    "PRAGMA cell_size_check=ON",  # finds a damaged page where it is read, not later
)
_SQLITE_WRITER_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers go on while somebody writes
    "PRAGMA synchronous=FULL",  # an acknowledged commit survives a power cut
    "PRAGMA journal_size_limit=67108864",  # a log that once grew shrinks again
)
_SQLITE_WAL_RESET_FIXED = (3, 51, 3)  # sqlite.org/wal.html: two writers at one instant can lose data

_POSTGRESQL_OPTIONS = {
    # Without these a server that stops answering holds a request for as long as the kernel likes.
    "connect_timeout": 3,
    "tcp_user_timeout": 4_000,
}
_POSTGRESQL_READER_OPTIONS = _POSTGRESQL_OPTIONS | {
    "options": "-c statement_timeout=4000 -c lock_timeout=4000",
}


class Database:
    """One database: threads that read, a writer for whoever needs one, and a bound on who waits."""

    def __init__(self, settings: Settings) -> None:
        self.url = make_url(settings.database_url)
        self._file = _find_file(self.url)
        self.is_sqlite = self._file is not None
        self._patience = settings.patience
        readers = settings.readers or (SQLITE_READERS if self.is_sqlite else POSTGRESQL_READERS)
        self._lane = Lane("reader", readers, settings.waiting)
        self._verifying = Lane("verifier", VERIFIERS, settings.waiting)
        self._searching = Lane("searcher", SEARCHERS, settings.waiting)
        self._reader = _open_reader(self.url, readers + VERIFIERS + SEARCHERS)
        self._kept = threading.local()
        self._sessions: list[Session] = []
        self._watch: Watch | None = None
        self._writer: Engine | None = None
        self._writer_lock: IO[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def read(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry a unit of work that reads to a thread and return what it returns.

        Raises `Busy` at once when too many wait, and `Unavailable` when the database fails or
        does not answer in time.
        """
        return await self._lane.run(self._patience, functools.partial(self.run_read, unit, *args, **kwargs))

    async def verify(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do the same for a unit of work that may take long, on threads of its own.

        However many wait for these, whoever reads does not wait for them.
        """
        work = functools.partial(self.run_read, unit, *args, **kwargs)
        return await self._verifying.run(VERIFY_PATIENCE, work)

    async def search(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do the same for a unit of work that ranks what it finds, on threads of its own."""
        work = functools.partial(self.run_read, unit, *args, **kwargs)
        return await self._searching.run(self._patience, work)

    async def look_up(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do a unit of work that reads one thing by its key.

        On SQLite here and now: that takes less time than to wake a thread and be woken by it.
        """
        if self.is_sqlite:
            return self.run_read(unit, *args, **kwargs)
        return await self.read(unit, *args, **kwargs)

    def run_read(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit of work that reads, here and now, on one consistent state of the database."""
        try:
            if self.is_sqlite:
                return self._run_on_sqlite(unit, *args, **kwargs)
            with Session(self._reader) as session:
                return unit(session, *args, **kwargs)
        except (DBAPIError, PoolTimeoutError) as error:
            raise _translate(error) from error

    def _run_on_sqlite(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit of work in a session that its thread keeps: to open one takes twice as long as to read.

        The driver is told itself where the transaction begins and ends. It begins one only before the
        first write, so the statements of a unit of work that reads would each see another state.
        """
        idle: list[Session] = self._kept.__dict__.setdefault("idle", [])
        session = idle.pop() if idle else self._open_session()
        driver: sqlite3.Connection = session.info[DRIVER]
        try:
            driver.execute("BEGIN")
            return unit(session, *args, **kwargs)
        except sqlite3.Error as error:
            raise OperationalError(None, None, error) from error
        finally:
            if driver.in_transaction:  # SQLite ends it by itself where the disk fails.
                driver.rollback()
            idle.append(session)

    def _open_session(self) -> Session:
        session = Session(self._reader.connect())
        session.info[DRIVER] = session.connection().connection.dbapi_connection
        self._sessions.append(session)
        return session

    def run_write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit of work in one transaction and commit it: all of it or nothing.

        It is run a second time if its first try collides with another process's, so that it sees
        what the other one wrote.
        """
        try:
            return self._commit(unit, *args, **kwargs)
        except IntegrityError:
            return self._commit(unit, *args, **kwargs)
        except (OperationalError, InterfaceError, PoolTimeoutError) as error:
            raise _translate(error) from error

    def _commit(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with Session(self.open_writer()) as session, session.begin():
                return unit(session, *args, **kwargs)
        finally:  # Whatever became of it: what is known of the state may not be true any more.
            if self._watch is not None:
                self._watch.note_commit()

    def open_writer(self) -> Engine:
        """Return the engine that writes; the first call makes sure that no other process does too.

        Raises `CannotStart` where two writing processes could lose data (SQLite's WAL-reset bug).
        """
        if self._writer is None:
            if self._file:
                _create(self._file)
            if self._file and sqlite3.sqlite_version_info < _SQLITE_WAL_RESET_FIXED:
                self._writer_lock = _lock(self._file)
            self._writer = _open_writer(self.url)
        return self._writer

    def watch(self) -> Watch:
        """Return what tells which state the database is in."""
        if self._watch is None:
            self._watch = _open_watch(self.url, self._file)
        return self._watch

    def close_writer(self) -> None:
        """Close the engine that writes and let other processes write."""
        if self._writer is not None:
            self._writer.dispose()
            self._writer = None
        if self._writer_lock is not None:
            self._writer_lock.close()
            self._writer_lock = None

    def close(self) -> None:
        """Close every connection and thread."""
        self._lane.close()
        self._verifying.close()
        self._searching.close()
        if self._watch is not None:
            self._watch.close()
        for session in self._sessions:
            session.connection().close()
            session.close()
        self._reader.dispose()
        self.close_writer()

    def find_schema_version(self) -> str | None:
        """Return the migration that the database is at, or None if it holds no tables of ours."""
        if self._file and not self._file.exists():
            return None
        try:
            return self.run_read(_find_schema_version)
        except Unavailable as error:
            cause = error.__cause__
            reason = cause.orig if isinstance(cause, DBAPIError) else cause
            raise CannotStart(f"the database cannot be read: {reason}") from error

    def require_schema(self) -> None:
        """Raise `CannotStart` unless the tables are those this code is written for."""
        version = self.find_schema_version()
        if version is None:
            raise CannotStart("the database holds no tables yet; run: wortlaut migrate")
        if version < SCHEMA_VERSION:
            raise CannotStart(f"the database is at {version}, older than this program; run: wortlaut migrate")
        if version > SCHEMA_VERSION:
            raise CannotStart(f"the database is at {version}, newer than this program; update the program")


def _find_schema_version(session: Session) -> str | None:
    connection = session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def ping(session: Session) -> None:
    """Ask the database for an answer."""
    session.connection().execute(text("SELECT id FROM corpus"))


def _find_file(url: URL) -> Path | None:
    """Return the file of a SQLite database, or None for PostgreSQL."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise CannotStart("a database in memory would be another one for every thread; name a file")
    return Path(url.database)


def _open_reader(url: URL, connections: int) -> Engine:
    """Return an engine that cannot write, with as many connections as there are threads."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(
            url,
            poolclass=NullPool,  # each thread keeps its own
            connect_args={"check_same_thread": False},  # they are closed by whoever closes the database
            json_deserializer=orjson.loads,
            isolation_level="AUTOCOMMIT",
        )
        _prepare_sqlite(engine, (*_SQLITE_PRAGMAS, "PRAGMA query_only=ON"))
        return engine
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,  # a connection that the server closed meanwhile is replaced, not an error
        connect_args=_POSTGRESQL_READER_OPTIONS,
        # All statements of a unit of work see the same state, as they do on SQLite.
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
    )


def _open_writer(url: URL) -> Engine:
    """Return an engine that writes, with one connection."""
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, pool_size=1, max_overflow=0)
        _prepare_sqlite(engine, (*_SQLITE_PRAGMAS, *_SQLITE_WRITER_PRAGMAS))

        @event.listens_for(engine, "begin")
        def begin_immediately(connection: DBAPIConnection) -> None:
            # Whoever reads and then writes must hold the lock from the beginning, else the second of
            # two such transactions fails instead of waiting.
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine
    return create_engine(
        url, pool_size=1, max_overflow=0, pool_pre_ping=True, connect_args=_POSTGRESQL_OPTIONS
    )


def _open_watch(url: URL, file: Path | None) -> Watch:
    if file is not None:
        # It is used by the event loop alone, and never writes.
        return SqliteWatch(
            lambda: sqlite3.connect(
                f"{file.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
            )
        )
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    bounded = psycopg.conninfo.make_conninfo(address, **_POSTGRESQL_OPTIONS)
    where = psycopg.conninfo.make_conninfo(bounded, options="-c statement_timeout=1000")
    return PostgresqlWatch(lambda: psycopg.connect(where, autocommit=True))


def _prepare_sqlite(engine: Engine, pragmas: tuple[str, ...]) -> None:
    """Set every new connection up."""

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, _record: object) -> None:
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(pragma)


def _create(file: Path) -> None:
    """Make the file of a new database, for its owner alone; SQLite would let everybody read it."""
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise CannotStart(f"the database {file} cannot be written: {error.strerror}") from error


def _lock(file: Path) -> IO[bytes]:
    """Take the lock of the one process that may write, or raise `CannotStart`."""
    handle = file.with_name(file.name + "-writer").open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        raise CannotStart(
            f"another process is writing to {file}, and with SQLite {sqlite3.sqlite_version} two at once "
            "could lose data; wait until it is done, or use SQLite 3.51.3 or newer"
        ) from None
    return handle


def _translate(error: Exception) -> Exception:
    """Return what a database's failure means to whoever asked.

    A damaged or missing table is the store's fault, too; what does not fit a column is not.
    """
    if isinstance(error, IntegrityError | DataError):
        return error
    log.warning("the database failed: %s", error)
    return Unavailable("The database failed. Nothing can be said until it is back; try again in a moment.")
