"""Sessions, transactions and commits: no module outside of this package opens, begins or ends one.

A unit of work is a plain function whose first argument is a session. `Database.read` runs it in a worker
thread, where it has a session of its own until it returns. A session that lives longer, across several calls,
holds its connection while the threads wait for connections: at a hundred clients the service then stops.
"""

import contextlib
import functools
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import URL, Engine, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlmodel import Session

from app.database import revisions
from app.database.backend import Backend, StaleTransaction
from app.database.change_token import ChangeTracker
from app.database.interruption import INTERRUPTED, Interruption
from app.database.lock_wait import LOCK_TIMEOUT, LockWait
from app.database.replica import Replica
from app.database.sessions import ReadingSessions
from app.database.sqlite import Sqlite
from app.database.worker_pool import WorkerPool
from app.errors import (
    CannotStart,
    CannotWrite,
    IndexOutdated,
    ReadOnly,
    StorageFull,
    Unavailable,
    WortlautError,
)
from app.fulltext.index import FulltextIndex, IndexDamaged
from app.settings import Settings
from app.vocabulary import ReplicaState

P = ParamSpec("P")
R = TypeVar("R")
Prepared = TypeVar("Prepared")
Read = TypeVar("Read")
Unit = Callable[Concatenate[Session, P], R]

log = logging.getLogger("wortlaut.database")

# Checking a claim may take two seconds, so it has threads and a queue of its own. One thread, because it
# computes in Python, where a second one would only take turns with it and with the readers.
VERIFIERS = 1
VERIFY_TIMEOUT = 10.0
SEARCHERS = 1  # for the same reason
EXPORTERS = 1  # likewise: exports take turns, part by part
EXPORT_TIMEOUT = 30.0  # A part takes milliseconds; but for one that is late, a whole download would be lost.
WRITERS = 1  # One connection writes.
WRITE_TIMEOUT = 30.0  # The largest document takes seconds to validate, and others may be in the queue.
NICE = 10
"""Of all these threads: lookups are answered in between."""

READ_ONLY = "The database can be read, but it takes no writes."
FAILED = "The database failed. Nothing can be said until it is back; try again in a moment."
NEWER_INDEX = (
    "Nothing can be searched, because the full-text index is newer than the database. It is made anew at a "
    "start, or by: wortlaut reindex"
)
DAMAGED_INDEX = "Nothing can be searched, because the full-text index is damaged. It is made anew."
LOCKED = "Another process is writing. Try again when it is done."
LATE = "The write did not begin in time, and nothing was stored. Try again in a moment."


class Database:
    """A database: a pool of worker threads for each kind of work, and one connection that writes."""

    def __init__(self, settings: Settings) -> None:
        self.url = _read_url(settings.database_url, "DATABASE_URL")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._backend = _find_backend(self.url, settings.read_database_url)
        self._replica: Replica | None = None
        self.index = FulltextIndex(self._backend.locate_index(settings.index))
        self._timeout = settings.patience
        limit = settings.waiting
        self._readers = WorkerPool("reader", settings.readers or self._backend.readers, limit)
        self._verifiers = WorkerPool("verifier", VERIFIERS, limit, nice=NICE)
        self._searchers = WorkerPool("searcher", SEARCHERS, limit, nice=NICE)
        self._exporters = WorkerPool("exporter", EXPORTERS, limit, nice=NICE)
        self._writers = WorkerPool("writer", WRITERS, limit, nice=NICE)
        self._sessions = ReadingSessions(self._backend, self._backend.open_reader(), self.index)
        self._writing_engine: Engine | None = None
        self._lock_wait = LockWait()
        self._tracker: ChangeTracker | None = None
        self.report_outdated: Callable[[], None] = lambda: None
        """Is called where a reader found the full-text index outdated, and could not mend it itself."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def read(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading unit of work in a worker thread.

        Raises `Busy` at once if the queue is full, and `Unavailable` if the database fails or does not answer
        in time; what it runs in the database is then interrupted.
        """
        return await self._run_in_time(self._readers, self._timeout, unit, *args, **kwargs)

    async def verify(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading unit of work that may take long, in a pool of its own: no reader waits for it."""
        return await self._run_in_time(self._verifiers, VERIFY_TIMEOUT, unit, *args, **kwargs)

    async def search(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading unit of work that ranks what it finds, in a pool of its own."""
        return await self._run_in_time(self._searchers, self._timeout, unit, *args, **kwargs)

    async def export(
        self, present: Callable[[Read], R], unit: Unit[P, Read], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        """Run a reading unit of work, and then work with its result, in a pool for parts of exports.

        Only the unit of work has a transaction, and may be run a second time.
        """
        interruption = Interruption(self._backend)
        limited = functools.partial(interruption.run, lambda session: unit(session, *args, **kwargs))

        def work() -> R:
            return present(self._run_anywhere(limited, in_transaction=True))

        return await self._exporters.run(EXPORT_TIMEOUT, work, interruption.begin)

    async def _run_in_time(
        self, pool: WorkerPool, timeout: float, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        interruption = Interruption(self._backend)
        limited = functools.partial(interruption.run, lambda session: unit(session, *args, **kwargs))
        work = functools.partial(self._run_anywhere, limited, in_transaction=True)
        return await pool.run(timeout, work, interruption.begin)

    async def read_one(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a unit of work that reads one thing by its key, in one SQL statement.

        One SQL statement sees one state of the database and needs no transaction. On SQLite it is run in the
        event loop: that takes less time than to wake a thread and to be woken by it.
        """

        def work() -> R:
            return self._run_anywhere(lambda session: unit(session, *args, **kwargs), in_transaction=False)

        return work() if self.is_sqlite else await self._readers.run(self._timeout, work)

    async def write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a writing unit of work in the thread that writes; it is committed when this returns.

        Raises `Busy` or `Unavailable` as `read` does. A write whose time is over before its turn comes is not
        done; one that had begun may still be committed: the caller must look.
        """
        return await self.prepare_and_write(
            lambda: None, lambda session, _nothing: unit(session, *args, **kwargs)
        )

    async def prepare_and_write(
        self,
        prepare: Callable[[], Prepared],
        unit: Callable[Concatenate[Session, Prepared, P], R],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> R:
        """Run work that uses no database, and then a writing unit of work with its result, as `write` does.

        Both have one turn of the thread that writes, and together the time of one request.
        """
        came_at = time.monotonic()

        def work() -> R:
            prepared = prepare()
            return self._write(came_at, lambda session: unit(session, prepared, *args, **kwargs))

        return await self._writers.run(WRITE_TIMEOUT, work)

    def _write(self, came_at: float, unit: Callable[[Session], R]) -> R:
        """Write for a request: limit the time for locks, and let other processes write afterwards."""
        began = time.monotonic()
        if began > came_at + WRITE_TIMEOUT:
            raise Unavailable(LATE)
        until = min(self._lock_wait.find_end(came_at), came_at + WRITE_TIMEOUT)

        def work(session: Session) -> R:
            self._backend.set_timeouts(session, lock=until, statement=came_at + WRITE_TIMEOUT)
            return unit(session)

        try:
            self.open_writer(until)
            result = self.run_write(work)
        except CannotWrite as error:
            log.warning("%s", error)
            raise ReadOnly(READ_ONLY) from error
        except CannotStart as error:
            log.warning("%s", error)
            self._lock_wait.mark_blocked(began)
            raise Unavailable(LOCKED) from error
        except Unavailable as error:
            if not self._backend.is_blocked(find_driver_error(error)):
                raise
            self._lock_wait.mark_blocked(began)
            raise Unavailable(LOCKED) from error
        except OSError as error:  # of SQLite's lock file
            log.warning("the database cannot be opened: %s", error)
            raise Unavailable(FAILED) from error
        else:
            self._lock_wait.mark_free()
            return result
        finally:
            if self.is_sqlite:
                self.close_writer()

    def _run_anywhere(self, work: Callable[[Session], R], *, in_transaction: bool) -> R:
        """Run reading work for a request, on the replica if that shows all that it must."""
        session = None if self._replica is None else self._replica.take_session()
        if self._replica is not None and session is not None:
            try:
                return self._replica.sessions.run_in(session, work, in_transaction=in_transaction)
            except DBAPIError as error:  # It stopped, or the query was in the way of changes that came to it.
                if INTERRUPTED in session.info:
                    raise self._translate(error) from error
                log.info("the replica failed, so the primary is read: %s", error.orig)
            except StaleTransaction:
                log.debug("the replica is behind the full-text index, so the primary is read")
        return self.run_read(work) if in_transaction else self._run(work, in_transaction=False)

    def run_read(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a reading unit of work in this thread, on one consistent state of the database.

        It is run a second time where the full-text index is newer than that state.
        """

        def work(session: Session) -> R:
            return unit(session, *args, **kwargs)

        try:
            with contextlib.suppress(StaleTransaction):
                return self._run(work, in_transaction=True)
            return self._run(work, in_transaction=True)
        except StaleTransaction as error:
            self.report_outdated()
            raise IndexOutdated(NEWER_INDEX) from error
        except IndexDamaged as error:
            log.warning("the full-text index is damaged: %s", error)
            self.index.discard()
            self.report_outdated()
            raise IndexOutdated(DAMAGED_INDEX) from error
        except IndexOutdated:
            self.report_outdated()
            raise

    def _run(self, work: Callable[[Session], R], *, in_transaction: bool) -> R:
        try:
            return self._sessions.run(work, in_transaction=in_transaction)
        except DBAPIError as error:
            raise self._translate(error) from error

    def run_write(self, unit: Unit[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a writing unit of work in this thread, in one transaction, and commit it.

        It is run a second time if it collides with another process's, and then sees what that one wrote.
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
        finally:  # Also after a failure: a commit may have succeeded although its answer was lost.
            if self._tracker is not None:
                self._tracker.mark_commit()

    def _translate(self, error: Exception) -> Exception:
        """Return our error for one of the database.

        A damaged or missing table is the database's fault, too; a value that does not fit a column is not.
        """
        if isinstance(error, IntegrityError | DataError):
            return error
        original = error.orig if isinstance(error, DBAPIError) else error
        log.warning("the database failed: %s", original)
        kind = self._backend.classify_error(original)
        if kind is StorageFull:
            return StorageFull("The disk is full, so nothing was stored. What is stored can be read.")
        if kind is ReadOnly:
            return ReadOnly(READ_ONLY)
        return Unavailable(FAILED)

    def open_writer(self, until: float | None = None) -> Engine:
        """Return the engine that writes; on SQLite before 3.51.3 the first call makes sure
        that no other process writes.

        It waits for another process until a time of the monotonic clock, by default for some seconds.
        Raises `CannotStart` where two writing processes could lose data (SQLite's WAL-reset bug).
        """
        if self._writing_engine is None:
            self._writing_engine = self._backend.open_writer(until or time.monotonic() + LOCK_TIMEOUT)
        return self._writing_engine

    def close_writer(self) -> None:
        """Close the engine that writes, and let other processes write."""
        if self._writing_engine is not None:
            self._writing_engine.dispose()
            self._writing_engine = None
            self._backend.close_writer()

    def track_changes(self) -> ChangeTracker:
        """Return the tracker of the database's changes; the first call starts it."""
        if self._tracker is None:
            self._tracker = self._backend.track_changes()
        return self._tracker

    def open_replica(self) -> None:
        """Let requests read from the replica, if the settings name one."""
        access = self._backend.open_replica()
        if access is not None:
            self.track_changes()  # It then knows of this process's commits.
            self._replica = Replica(self._backend, access, self.index)

    def find_replica_state(self) -> ReplicaState | None:
        """Return whether requests read from the replica now, or None where there is none."""
        return None if self._replica is None else self._replica.find_state()

    def close(self) -> None:
        """Close all connections and threads."""
        for pool in (self._readers, self._verifiers, self._searchers, self._exporters, self._writers):
            pool.close()
        if self._tracker is not None:
            self._tracker.close()
        self._sessions.close()
        if self._replica is not None:
            self._replica.close()
        self.close_writer()

    def back_up(self, target: Path) -> None:
        """Copy the database, as it is at one moment, to a new file; raise `CannotStart` if that fails."""
        self._backend.back_up(target)

    def find_schema_version(self) -> str | None:
        """Return the migration that the database is at, or None if it has no tables of this program.

        Raises `CannotStart` if it cannot be read, and `Unavailable` if it may be readable later.
        """
        if not self._backend.exists():
            return None
        self._backend.check_integrity()
        try:
            return self.run_read(_find_schema_version)
        except Unavailable as error:
            if not self.is_sqlite:  # The server may be starting.
                raise
            raise CannotStart(f"the database cannot be read: {root_cause(error)}") from error

    def require_schema(self) -> None:
        """Raise `CannotStart` unless the tables are those of this program.

        Raises `Unavailable` if the database cannot be read now, but may be later.
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


def root_cause(error: WortlautError) -> str:
    """Return in one line what the driver said: for the log and the terminal, never for a response."""
    return str(find_driver_error(error) or error.detail).partition("\n")[0]


def find_driver_error(error: WortlautError) -> BaseException | None:
    """Return the exception, of the driver where it raised one, that ours was raised from."""
    cause = error.__cause__
    return cause.orig if isinstance(cause, DBAPIError) else cause


def ping(session: Session) -> None:
    """Run the cheapest query: it fails if the database or its tables are not there."""
    session.connection().execute(text("SELECT id FROM corpus"))


def _read_url(address: str, setting: str) -> URL:
    try:
        return make_url(address)
    except (ArgumentError, ValueError):  # The message does not repeat it: it may contain a password.
        raise CannotStart(f"setting WORTLAUT_{setting} is not the address of a database") from None


def _find_backend(url: URL, replica_address: str) -> Backend:
    if url.get_backend_name() == "sqlite":
        if replica_address:
            raise CannotStart("setting WORTLAUT_READ_DATABASE_URL needs a database on PostgreSQL")
        return Sqlite(url)
    # Imported here, because psycopg takes 70 ms to load.
    from app.database.postgresql import Postgresql

    return Postgresql(url, _read_url(replica_address, "READ_DATABASE_URL") if replica_address else None)
