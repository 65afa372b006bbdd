"""SQLite: how a file is opened to read and to write, and watched."""

import asyncio
import contextlib
import fcntl
import logging
import os
import sqlite3
import time
from pathlib import Path
from typing import IO

import orjson
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool
from sqlmodel import Session

from app.database.change_token import State
from app.errors import CannotStart, CannotWrite, ReadOnly, StorageFull, WortlautError

log = logging.getLogger("wortlaut.sqlite")

# SQLite works in our own process, where Python lets one thread run at a time and is not fair about
# whose turn it is: with four threads, 300 clients and 20 s, some requests waited for 7 s and failed;
# with two the slowest 1 % waited for 0.9 s, at the same rate.
READERS = 2

_PRAGMAS = (
    "PRAGMA busy_timeout=5000",  # another process may hold the file for the length of a commit
    "PRAGMA foreign_keys=ON",  # off by default
    "PRAGMA cell_size_check=ON",  # finds a damaged page where it is read, not later
)
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # readers go on while somebody writes
    "PRAGMA synchronous=FULL",  # an acknowledged commit survives a power cut
    "PRAGMA journal_size_limit=67108864",  # a log that once grew shrinks again
    "PRAGMA cache_size=-65536",  # 64 MiB: what many rows change is not written and read again on the way
)
LOCK_SECONDS = 5.0
"""How long another process that writes is waited for."""
LOCK_TRIED_EVERY = 0.01
_WAL_RESET_FIXED = (3, 51, 3)  # sqlite.org/wal.html: two writers at one instant can lose data


_MAGIC = b"SQLite format 3\0"
LOOKED_AT_MAX = 64 * 1024 * 1024
"""Bytes of a file up to which each page is looked at before it is served."""


class Sqlite:
    """One file."""

    readers = READERS
    failure = sqlite3.Error

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise CannotStart("a database in memory would be another one for every thread; name a file")
        if url.query:
            raise CannotStart("the address of a SQLite database is a file's name alone, without “?”")
        self._url = url
        self._file = Path(url.database)
        self._lock: IO[bytes] | None = None

    def exists(self) -> bool:
        """Tell whether there is anything to be read."""
        return self._file.exists()

    def open_reader(self) -> Engine:
        """Return an engine that cannot write; each thread keeps its own connection."""
        url = self._url.set(database=_to_address(self._file), query={"uri": "true"})
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args={"check_same_thread": False},  # they are closed by whoever closes the database
            json_deserializer=orjson.loads,
            isolation_level="AUTOCOMMIT",
        )
        _prepare(engine, (*_PRAGMAS, "PRAGMA query_only=ON"))
        return engine

    def open_writer(self) -> Engine:
        """Return an engine that writes; no other process does too where that could lose data."""
        _create(self._file)
        if sqlite3.sqlite_version_info < _WAL_RESET_FIXED:
            self._lock = _lock(self._file)
        engine = create_engine(self._url, pool_size=1, max_overflow=0)
        _prepare(engine, (*_PRAGMAS, *_WRITER_PRAGMAS))

        @event.listens_for(engine, "begin")
        def begin_immediately(connection: DBAPIConnection) -> None:
            # Whoever reads and then writes must hold the lock from the beginning, else the second of
            # two such transactions fails instead of waiting.
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine

    def close_writer(self) -> None:
        """Let other processes write."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def bound_waiting(self, _session: Session) -> None:
        """Let a transaction fail rather than wait for long: every connection has `busy_timeout`."""

    def explain(self, error: BaseException | None) -> type[WortlautError] | None:
        """Return what a failure of the driver means, where it is more than that the database failed."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # Without what kind of each it is.
        return {sqlite3.SQLITE_FULL: StorageFull, sqlite3.SQLITE_READONLY: ReadOnly}.get(code)

    def watch(self) -> "SqliteWatch":
        """Return what tells which state the file is in."""
        # It is used by the event loop alone, and never writes.
        return SqliteWatch(
            sqlite3.connect(
                _to_address(self._file), uri=True, isolation_level=None, check_same_thread=False
            ).cursor()
        )

    def require_sound(self) -> None:
        """Raise `CannotStart` if the file is no database, or one of which something is missing.

        Of a small file each page is looked at; of a large one `wortlaut check` does that.
        """
        with self._file.open("rb") as file:
            head = file.read(100)
            size = os.fstat(file.fileno()).st_size
        if not head:  # SQLite makes a database of it.
            return
        if not head.startswith(_MAGIC) or len(head) < 100:
            raise CannotStart(f"{self._file} is no SQLite database")
        # sqlite.org/fileformat.html: size of a page, number of pages
        page_size = int.from_bytes(head[16:18], "big")
        page_size = 65_536 if page_size == 1 else page_size
        if size < page_size * int.from_bytes(head[28:32], "big"):
            raise CannotStart(f"{self._file} is damaged: its end is missing; restore it from a backup")
        if size <= LOOKED_AT_MAX:
            _look_at_pages(self._file, _to_address(self._file))

    def back_up(self, target: Path) -> None:
        """Copy everything as it is at one moment into a new file, also while somebody writes.

        Raises `CannotStart` if the file is there already, or if the copy cannot be made or is damaged.
        """
        part = target.with_name(target.name + ".part")
        if target.exists():
            raise CannotStart(f"{target} is there already")
        try:
            part.touch(mode=0o600, exist_ok=False)
        except OSError as error:
            raise CannotStart(f"{part} cannot be made: {error.strerror}") from error
        try:
            with (
                contextlib.closing(sqlite3.connect(self._file)) as here,
                contextlib.closing(sqlite3.connect(part)) as there,
            ):
                here.backup(there)
            _look_at_pages(part, f"{part.absolute().as_uri()}?immutable=1")
            _reach_disk(part)
            part.rename(target)
            _reach_disk(target.parent)
        except (sqlite3.Error, OSError) as error:
            raise CannotStart(f"{target} cannot be written: {error}") from error
        finally:
            part.unlink(missing_ok=True)

    def is_lost(self, _connection: DBAPIConnection) -> bool:
        """Tell whether a connection has come to its end; a file's does not."""
        return False


class SqliteWatch:
    """Asks SQLite for its data version once in a turn of the event loop: 3 µs, and strict.

    All requests of a turn were read before it began, so a commit that any of them could know of was
    made before the question.
    """

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._state: State | None = None
        self._is_asked = False
        self._commits = 0

    def get_state(self) -> State | None:
        """Return the state, or None if the database does not answer."""
        if not self._is_asked:
            self._state = self._ask()
            self._is_asked = True
            asyncio.get_running_loop().call_soon(self._end_turn)
        return self._state

    def _ask(self) -> State | None:
        try:
            # This connection never writes, so every commit is another's and changes the number.
            version = self._cursor.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            log.warning("the database's state is not known: %s", error)
            return None
        return version, self._commits

    def _end_turn(self) -> None:
        self._is_asked = False

    def note_commit(self) -> None:
        """Ask again within this turn."""
        self._commits += 1
        self._is_asked = False

    def close(self) -> None:
        """Close the connection."""
        self._cursor.connection.close()


def _look_at_pages(file: Path, address: str) -> None:
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as opened:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        needed = "its folder must be one that may be written, or lie on a read-only file system"
        raise CannotStart(f"{file} cannot be read: {error}; {needed}") from error
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise CannotStart(f"{file} is damaged: {found.splitlines()[-1]}; restore it from a backup")


def _reach_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _to_address(file: Path) -> str:
    """Return the URI of a file for whoever only reads.

    On a file system that takes no writes SQLite must be told that nothing will change: it would make files
    of its own beside this one, to agree with those who write (sqlite.org/wal.html).
    """
    is_still = (
        os.statvfs(file.parent).f_flag & os.ST_RDONLY and not file.with_name(file.name + "-wal").exists()
    )
    return f"{file.absolute().as_uri()}{'?immutable=1' if is_still else '?mode=ro'}"


def _prepare(engine: Engine, pragmas: tuple[str, ...]) -> None:
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
        raise CannotWrite(f"the database {file} cannot be written: {error.strerror}") from error


def _lock(file: Path) -> IO[bytes]:
    """Take the lock of the one process that may write, or raise `CannotStart` if another has it.

    A server has it for the length of a write, an import until it is done.
    """
    beside = file.with_name(file.name + "-writer")
    try:
        handle = beside.open("ab")
    except OSError as error:
        raise CannotWrite(f"the database {file} cannot be written: {beside}: {error.strerror}") from error
    until = time.monotonic() + LOCK_SECONDS
    while not _try_to_lock(handle):
        if time.monotonic() < until:
            time.sleep(LOCK_TRIED_EVERY)
            continue
        handle.close()
        raise CannotStart(
            f"another process is writing to {file}, and with SQLite {sqlite3.sqlite_version} two at once "
            "could lose data; wait until it is done, or use SQLite 3.51.3 or newer"
        )
    return handle


def _try_to_lock(handle: IO[bytes]) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
