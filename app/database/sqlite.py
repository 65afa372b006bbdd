"""SQLite: how a database file is opened for reading and writing, locked, checked and watched."""

import asyncio
import contextlib
import errno
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

from app.database.backend import Backend, milliseconds_until, name_index
from app.database.change_token import ChangeToken
from app.errors import CannotStart, CannotWrite, ReadOnly, StorageFull, WortlautError

log = logging.getLogger("wortlaut.sqlite")

_PRAGMAS = (
    "PRAGMA busy_timeout=5000",  # Another process may lock the file for the length of a commit.
    "PRAGMA foreign_keys=ON",  # off by default
    "PRAGMA cell_size_check=ON",  # finds a damaged page where it is read, not later
)
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode=WAL",  # Reading continues during a write.
    "PRAGMA synchronous=FULL",  # A commit survives a power cut.
    "PRAGMA journal_size_limit=67108864",  # A log that has grown is truncated again.
    "PRAGMA cache_size=-65536",  # 64 MiB: a page that many rows change is not written more than once.
)
LOCK_RETRY_INTERVAL = 0.01
_WAL_RESET_FIXED = (3, 51, 3)  # sqlite.org/wal.html: before, two writers at one instant could lose data.

CHECKPOINT_TIMEOUT = 2.0
"""Seconds for which a file may be shorter than its header states, while another process extends it."""
_MAGIC = b"SQLite format 3\0"
QUICK_CHECK_MAX = 64 * 1024 * 1024
"""Size in bytes up to which all pages of a file are checked at the start."""


class Sqlite(Backend):
    """A database in a file."""

    # SQLite works in our own process, where Python runs one thread at a time and does not take turns fairly:
    # with four threads, 300 clients and 20 s some requests waited for 7 s and failed; with two the slowest
    # 1 % waited for 0.9 s, at the same rate.
    readers = 2
    failure = sqlite3.Error

    def __init__(self, url: URL) -> None:
        if not url.database or url.database == ":memory:":
            raise CannotStart("a database in memory would be a different one in each thread; name a file")
        if url.query:
            raise CannotStart("the address of a SQLite database is only a file name, without “?”")
        self._url = url
        self._file = Path(url.database)
        self._lock: IO[bytes] | None = None
        self._is_connected = False

    def exists(self) -> bool:
        """Tell whether the file exists."""
        return self._file.exists()

    def open_reader(self) -> Engine:
        """Return an engine that cannot write; each thread has a connection of its own."""
        url = self._url.set(database=_to_uri(self._file), query={"uri": "true"})
        engine = create_engine(
            url,
            poolclass=NullPool,
            connect_args={"check_same_thread": False},  # Another thread closes them at the end.
            json_deserializer=orjson.loads,
            isolation_level="AUTOCOMMIT",
        )
        self._set_pragmas(engine, (*_PRAGMAS, "PRAGMA query_only=ON"))
        return engine

    def open_writer(self, until: float) -> Engine:
        """Return an engine that writes; where two writing processes could lose data, this is the only one.

        It waits for another process until a time, and its transactions for as long as is left then.
        Raises `CannotWrite` if the file cannot be written, and `CannotStart` if another process is writing.
        """
        _create(self._file)
        if sqlite3.sqlite_version_info < _WAL_RESET_FIXED:
            self._lock = _lock(self._file, until)
        engine = create_engine(self._url, pool_size=1, max_overflow=0)
        wait = f"PRAGMA busy_timeout={milliseconds_until(until)}"
        self._set_pragmas(engine, (*_PRAGMAS, *_WRITER_PRAGMAS, wait))

        @event.listens_for(engine, "begin")
        def begin_immediately(connection: DBAPIConnection) -> None:
            # A transaction that reads and then writes must take the lock at its beginning: of two that
            # take it later, the second fails instead of waiting.
            connection.exec_driver_sql("BEGIN IMMEDIATE")

        return engine

    def _set_pragmas(self, engine: Engine, pragmas: tuple[str, ...]) -> None:
        @event.listens_for(engine, "connect")
        def set_up(connection: DBAPIConnection, _record: object) -> None:
            self._is_connected = True
            connection.isolation_level = None
            for pragma in pragmas:
                connection.execute(pragma)

    def close_writer(self) -> None:
        """Let other processes write."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def is_blocked(self, error: BaseException | None) -> bool:
        """Tell whether a driver's error means that another process had a lock for too long."""
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY

    def classify_error(self, error: BaseException | None) -> type[WortlautError] | None:
        """Return the class of our error that a driver's error means, or None for a plain failure."""
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code, without its extension
        return {sqlite3.SQLITE_FULL: StorageFull, sqlite3.SQLITE_READONLY: ReadOnly}.get(code)

    def locate_index(self, folder: Path | None) -> Path:
        """Return the place of the full-text index, by default beside the file."""
        if folder is None:
            return self._file.with_name(f"{self._file.name}-index")
        return folder / name_index(self._file.name, str(self._file.absolute()))

    def track_changes(self) -> "SqliteChangeTracker":
        """Start to track the changes of the file."""
        self._is_connected = True
        # Only the event loop uses this connection, and it never writes.
        return SqliteChangeTracker(
            sqlite3.connect(
                _to_uri(self._file), uri=True, isolation_level=None, check_same_thread=False
            ).cursor()
        )

    def check_integrity(self) -> None:
        """Raise `CannotStart` if the file is not a database, or a damaged one.

        All pages of a small file are checked; for a large one that is up to `wortlaut check`.

        Nothing is checked once there are connections. When a process closes a file, of which it may have read
        only a few bytes, the kernel drops all locks that the process has on that file
        (sqlite.org/howtocorrupt.html, 2.2). Its connections would go on without locks, and another process
        could delete the log that they write to.
        """
        if self._is_connected:
            return
        head, size = self._read_head()
        if not head:  # SQLite takes an empty file for an empty database.
            return
        if not head.startswith(_MAGIC) or len(head) < 100:
            raise CannotStart(f"{self._file} is no SQLite database")
        until = time.monotonic() + CHECKPOINT_TIMEOUT
        # A process that copies its log into the file writes the first page, which states the new size, before
        # the pages that make the file longer.
        while size < _read_stated_size(head):
            if time.monotonic() > until:
                raise CannotStart(f"{self._file} is damaged: its end is missing; restore it from a backup")
            time.sleep(LOCK_RETRY_INTERVAL)
            head, size = self._read_head()
        if size <= QUICK_CHECK_MAX:
            _check_pages(self._file, _to_uri(self._file))

    def _read_head(self) -> tuple[bytes, int]:
        """Return the header of the file, and the size of the file."""
        with self._file.open("rb") as file:
            return file.read(100), os.fstat(file.fileno()).st_size

    def back_up(self, target: Path) -> None:
        """Copy the database, as it is at one moment, to a new file, also during a write.

        Raises `CannotStart` if the file exists already, or if the copy fails or is damaged.
        """
        part = target.with_name(target.name + ".part")
        if target.exists():
            raise CannotStart(f"{target} exists already")
        try:
            part.touch(mode=0o600, exist_ok=False)
        except OSError as error:
            raise CannotStart(f"{part} cannot be created: {error.strerror}") from error
        try:
            with (
                contextlib.closing(sqlite3.connect(self._file)) as here,
                contextlib.closing(sqlite3.connect(part)) as there,
            ):
                here.backup(there)
            _check_pages(part, f"{part.absolute().as_uri()}?immutable=1")
            _sync(part)
            part.rename(target)
            _sync(target.parent)
        except (sqlite3.Error, OSError) as error:
            raise CannotStart(f"{target} cannot be written: {error}") from error
        finally:
            part.unlink(missing_ok=True)

    def interrupt(self, connection: sqlite3.Connection) -> None:
        """End the query that a connection runs now, if any; called from another thread."""
        with contextlib.suppress(sqlite3.ProgrammingError):  # It was closed meanwhile.
            connection.interrupt()


class SqliteChangeTracker:
    """Reads SQLite's data version at most once per turn of the event loop: 3 µs, and never out of date.

    All requests of a turn were received before it began, so every commit that a client could know of when it
    sent one of them was made before the version is read.
    """

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor
        self._token: ChangeToken | None = None
        self._is_read = False
        self._commits = 0

    def current(self) -> ChangeToken | None:
        """Return the token, or None if the database does not answer."""
        if not self._is_read:
            self._token = self._read()
            self._is_read = True
            asyncio.get_running_loop().call_soon(self._end_turn)
        return self._token

    def _read(self) -> ChangeToken | None:
        try:
            # This connection never writes, so each commit is another connection's and changes the number.
            version = self._cursor.execute("PRAGMA data_version").fetchone()[0]
        except sqlite3.Error as error:
            log.warning("the change token cannot be read: %s", error)
            return None
        return version, self._commits

    def _end_turn(self) -> None:
        self._is_read = False

    def mark_commit(self) -> None:
        """Change the token at once: this process has committed."""
        self._commits += 1
        self._is_read = False

    def close(self) -> None:
        """Close the connection."""
        self._cursor.connection.close()


def _read_stated_size(head: bytes) -> int:
    """Return the size of a page times the number of pages (sqlite.org/fileformat.html)."""
    page_size = int.from_bytes(head[16:18], "big")
    return (65_536 if page_size == 1 else page_size) * int.from_bytes(head[28:32], "big")


def _check_pages(file: Path, uri: str) -> None:
    try:
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as opened:
            found = opened.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        needed = "its folder must be writable, or on a read-only file system"
        raise CannotStart(f"{file} cannot be read: {error}; {needed}") from error
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise CannotStart(f"{file} is damaged: {found.splitlines()[-1]}; restore it from a backup")


def _sync(path: Path) -> None:
    """Wait until a file, or the list of files of a folder, is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _to_uri(file: Path) -> str:
    """Return the URI to open a file with for reading.

    On a read-only file system SQLite must be told that the file cannot change: else it would try to create
    the files beside it that coordinate readers and writers (sqlite.org/wal.html).
    """
    is_immutable = (
        os.statvfs(file.parent).f_flag & os.ST_RDONLY and not file.with_name(file.name + "-wal").exists()
    )
    return f"{file.absolute().as_uri()}{'?immutable=1' if is_immutable else '?mode=ro'}"


def _create(file: Path) -> None:
    """Create the file of a new database, readable for its owner only; SQLite would let everybody read it."""
    try:
        file.touch(mode=0o600)
    except OSError as error:
        raise CannotWrite(f"the database {file} cannot be written: {error.strerror}") from error


_NOT_PERMITTED = (errno.EACCES, errno.EPERM, errno.EROFS)


def _lock(file: Path, until: float) -> IO[bytes]:
    """Lock the database against other writing processes, or raise `CannotStart` if one has the lock then.

    A server has it for the length of a write, an import until it is finished.
    """
    path = file.with_name(file.name + "-writer")
    try:
        # Only its owner can open a new one: whoever can read it can lock it, and stop all writes.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno not in _NOT_PERMITTED:  # a fault that may pass, not a file that takes no writes
            raise
        raise CannotWrite(f"the database {file} cannot be written: {path}: {error.strerror}") from error
    handle = os.fdopen(descriptor, "ab")
    while not _try_to_lock(handle):
        if time.monotonic() < until:
            time.sleep(LOCK_RETRY_INTERVAL)
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
