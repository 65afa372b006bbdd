"""The only place that opens sessions, commits, and turns a database's failures into our own.

A unit of work is a plain function whose first argument is a session. `Database.read` carries it
to a thread, where it has a session for itself within one hop: a session that lives across hops
holds its connection while the threads wait for connections, and the service stops dead at a
hundred clients.
"""

import contextlib
import functools
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import URL, Dialect, Engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from app.database import revisions
from app.database.change_token import Watch
from app.database.sqlite import Sqlite
from app.database.worker_pool import Lane
from app.errors import CannotStart, CannotWrite, ReadOnly, StorageFull, Unavailable, WortlautError
from app.settings import Settings

P = ParamSpec("P")
R = TypeVar("R")
Unit = Callable[Concatenate[Session, P], R]

log = logging.getLogger("wortlaut.database")

# Checking a claim may take two seconds, so it has threads and a queue of its own. One thread, because
# it computes in Python, where a second one would only take turns with it and with those that read.
VERIFIERS = 1
VERIFY_PATIENCE = 10.0
SEARCHERS = 1  # for the same reason
WRITERS = 1  # One connection writes.
WRITE_PATIENCE = 30.0  # The largest document takes seconds to prove, and others may be waiting before it.
NICENESS = 10
"""Of all these: who only looks something up is answered in between."""


READ_ONLY = "The database can be read, but it takes no writes."
FAILED = "The database failed. Nothing can be said until it is back; try again in a moment."


class Driver(NamedTuple):
    """The driver's own connection of a session that reads, and the dialect it speaks."""

    connection: Any  # Any: of sqlite3 or psycopg; both execute, and roll back
    dialect: Dialect


DRIVER = "driver"
"""Where a session that reads has its `Driver`, in its `info`."""


class Backend(Protocol):
    """What differs between SQLite and PostgreSQL in how they are connected to."""

    readers: int
    """Threads that read."""

    @property
    def failure(self) -> type[Exception]:
        """What the driver raises."""

    def exists(self) -> bool:
        """Tell whether there is anything to be read."""

    def open_reader(self) -> Engine:
        """Return an engine that cannot write, and begins no transaction by itself."""

    def open_writer(self) -> Engine:
        """Return an engine that writes, with one connection."""

    def close_writer(self) -> None:
        """Let other processes write."""

    def bound_waiting(self, session: Session) -> None:
        """Let a transaction that writes fail rather than wait for another one for long."""

    def explain(self, error: BaseException | None) -> type[WortlautError] | None:
        """Return what a failure of the driver means, where it is more than that the database failed."""

    def watch(self) -> Watch:
        """Return what tells which state the database is in."""

    def require_sound(self) -> None:
        """Raise `CannotStart` if what there is cannot be a database that is whole."""

    def back_up(self, target: Path) -> None:
        """Copy everything as it is at one moment into a new file; `CannotStart` if that cannot be done."""

    def is_lost(self, connection: Any) -> bool:  # noqa: ANN401 - as in Driver
        """Tell whether a connection has come to its end."""


class Database:
    """One database: threads that read, a writer for whoever needs one, and a bound on who waits."""

    def __init__(self, settings: Settings) -> None:
        self.url = _read_url(settings.database_url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._backend = _find_backend(self.url)
        self._patience = settings.patience
        self._lane = Lane("reader", settings.readers or self._backend.readers, settings.waiting)
        self._verifying = Lane("verifier", VERIFIERS, settings.waiting, niceness=NICENESS)
        self._searching = Lane("searcher", SEARCHERS, settings.waiting, niceness=NICENESS)
        self._writing = Lane("writer", WRITERS, settings.waiting, niceness=NICENESS)
        self._reader = self._backend.open_reader()
        self._kept = threading.local()
        self._sessions: list[Session] = []
        self._watch: Watch | None = None
        self._writer: Engine | None = None

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
        """Do a unit of work that finds one thing by its key, in one statement.

        One statement sees one state, without a transaction around it. On SQLite it is sent here and
        now: that takes less time than to wake a thread and be woken by it.
        """

        def work() -> R:
            return self._run(lambda session: unit(session, *args, **kwargs), in_transaction=False)

        return work() if self.is_sqlite else await self._lane.run(self._patience, work)

    async def prepare(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry work that only computes, for a unit of work that writes, to the thread of these."""
        return await self._writing.run(WRITE_PATIENCE, functools.partial(work, *args, **kwargs))

    async def write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry a unit of work that writes to the one thread that does, and return what it returns.

        It is committed when this returns. Raises `Busy` or `Unavailable` as `read` does; what was not
        done in time may be done all the same, so whoever waited for it must look.
        """
        work = functools.partial(self._write, unit, *args, **kwargs)
        return await self._writing.run(WRITE_PATIENCE, work)

    def _write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Write for somebody who waits, and let other processes have their turn."""

        def work(session: Session) -> R:
            self._backend.bound_waiting(session)
            return unit(session, *args, **kwargs)

        try:
            return self.run_write(work)
        except CannotWrite as error:
            log.warning("%s", error)
            raise ReadOnly(READ_ONLY) from error
        except CannotStart as error:
            log.warning("%s", error)
            raise Unavailable("Another process is writing. Try again when it is done.") from error
        except OSError as error:  # of the file beside SQLite's that says who writes
            log.warning("the database cannot be opened: %s", error)
            raise Unavailable(FAILED) from error
        finally:
            if self.is_sqlite:
                self.close_writer()

    def run_read(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit of work that reads, here and now, on one consistent state of the database."""
        return self._run(lambda session: unit(session, *args, **kwargs), in_transaction=True)

    def _run(self, work: Callable[[Session], R], *, in_transaction: bool) -> R:
        """Do work in a session that its thread keeps: to open one takes longer than to read."""
        idle = self._get_idle()
        try:
            session = idle.pop() if idle else self._open_session()
            try:
                return self._run_in(session, work, in_transaction=in_transaction)
            except DBAPIError:
                if not self._is_lost(session):
                    raise
            # The server has closed the connection; what only reads can be done again with another.
            return self._run_in(self._open_session(), work, in_transaction=in_transaction)
        except DBAPIError as error:
            raise self._translate(error) from error

    def _run_in(self, session: Session, work: Callable[[Session], R], *, in_transaction: bool) -> R:
        """Do work in a session, and give it back to its thread.

        The driver is told itself where the transaction begins and ends: SQLite's would begin one only
        before the first write, so the statements of a unit of work would each see another state.
        """
        driver = session.info[DRIVER].connection
        try:
            if in_transaction:
                driver.execute("BEGIN")
            return work(session)
        except self._backend.failure as error:
            raise DBAPIError.instance(None, None, error, self._backend.failure) from error
        finally:
            self._give_back(session)

    def _give_back(self, session: Session) -> None:
        """End what a session has begun, and keep it for its thread unless its connection fails."""
        driver = session.info[DRIVER].connection
        try:
            driver.rollback()  # It does nothing where no transaction is open.
        except self._backend.failure:
            self._sessions.remove(session)
            with contextlib.suppress(Exception):  # Whatever is left of it is of no use.
                driver.close()
                session.close()
        else:
            self._get_idle().append(session)

    def _get_idle(self) -> list[Session]:
        idle: list[Session] = self._kept.__dict__.setdefault("idle", [])
        return idle

    def _is_lost(self, session: Session) -> bool:
        return self._backend.is_lost(session.info[DRIVER].connection)

    def _open_session(self) -> Session:
        connection = self._reader.connect()
        session = Session(connection)
        session.info[DRIVER] = Driver(connection.connection.dbapi_connection, connection.dialect)
        self._sessions.append(session)
        return session

    def run_write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit of work in one transaction and commit it: all of it or nothing.

        It is run a second time if its first try collides with another process's, so that it sees
        what the other one wrote.
        """
        try:
            with contextlib.suppress(IntegrityError):
                return self._commit(unit, *args, **kwargs)
            return self._commit(unit, *args, **kwargs)
        except (DBAPIError, PoolTimeoutError) as error:
            raise self._translate(error) from error

    def _commit(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with Session(self.open_writer()) as session, session.begin():
                return unit(session, *args, **kwargs)
        finally:  # Whatever became of it: what is known of the state may not be true any more.
            if self._watch is not None:
                self._watch.note_commit()

    def _translate(self, error: Exception) -> Exception:
        """Return what a database's failure means to whoever asked.

        A damaged or missing table is the store's fault, too; what does not fit a column is not.
        """
        if isinstance(error, IntegrityError | DataError):
            return error
        log.warning("the database failed: %s", error.orig if isinstance(error, DBAPIError) else error)
        kind = self._backend.explain(error.orig if isinstance(error, DBAPIError) else error)
        if kind is StorageFull:
            return StorageFull("There is no room left, so nothing was stored. What is there can be read.")
        if kind is ReadOnly:
            return ReadOnly(READ_ONLY)
        return Unavailable(FAILED)

    def open_writer(self) -> Engine:
        """Return the engine that writes; the first call makes sure that no other process does too.

        Raises `CannotStart` where two writing processes could lose data (SQLite's WAL-reset bug).
        """
        if self._writer is None:
            self._writer = self._backend.open_writer()
        return self._writer

    def watch(self) -> Watch:
        """Return what tells which state the database is in."""
        if self._watch is None:
            self._watch = self._backend.watch()
        return self._watch

    def close_writer(self) -> None:
        """Close the engine that writes and let other processes write."""
        if self._writer is not None:
            self._writer.dispose()
            self._writer = None
            self._backend.close_writer()

    def close(self) -> None:
        """Close every connection and thread."""
        self._lane.close()
        self._verifying.close()
        self._searching.close()
        self._writing.close()
        if self._watch is not None:
            self._watch.close()
        for session in self._sessions:
            with contextlib.suppress(DBAPIError):  # One whose connection was lost meanwhile is closed.
                session.connection().close()
                session.close()
        self._reader.dispose()
        self.close_writer()

    def back_up(self, target: Path) -> None:
        """Copy everything as it is at one moment into a new file; `CannotStart` if that cannot be done."""
        self._backend.back_up(target)

    def find_schema_version(self) -> str | None:
        """Return the migration that the database is at, or None if it holds no tables of ours.

        Raises `CannotStart` if it cannot be read; `Unavailable` if it may come back.
        """
        if not self._backend.exists():
            return None
        self._backend.require_sound()
        try:
            return self.run_read(_find_schema_version)
        except Unavailable as error:
            if not self.is_sqlite:  # A server that is late, or starts again.
                raise
            raise CannotStart(f"the database cannot be read: {say_cause(error)}") from error

    def require_schema(self) -> None:
        """Raise `CannotStart` unless the tables are those this code is written for.

        Raises `Unavailable` if the database cannot be asked, but may come back.
        """
        version = self.find_schema_version()
        if version is None:
            raise CannotStart("the database holds no tables yet; run: wortlaut migrate")
        revisions.require_known(version)
        if revisions.is_older(version):
            raise CannotStart(f"the database is at {version}, older than this program; run: wortlaut migrate")


def _find_schema_version(session: Session) -> str | None:
    connection = session.connection()
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return version


def say_cause(error: WortlautError) -> str:
    """Return in a line what lies behind a failure: for whoever runs the service, not for those who use it."""
    cause = error.__cause__
    said = str(cause.orig if isinstance(cause, DBAPIError) else cause or error.detail)
    return said.partition("\n")[0]


def ping(session: Session) -> None:
    """Ask the database for an answer."""
    session.connection().execute(text("SELECT id FROM corpus"))


def _read_url(address: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):  # Nothing of it is repeated: it may hold a password.
        raise CannotStart("setting WORTLAUT_DATABASE_URL is no address of a database") from None


def _find_backend(url: URL) -> Backend:
    if url.get_backend_name() == "sqlite":
        return Sqlite(url)
    # Here, because psycopg takes 70 ms to load.
    from app.database.postgresql import Postgresql

    return Postgresql(url)
