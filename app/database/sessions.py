"""The sessions that read from a server: each thread has its own, and keeps them open."""

import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from app.database.backend import DRIVER, INDEX, Backend, Driver
from app.database.interruption import INTERRUPTED
from app.fulltext.index import FulltextIndex

R = TypeVar("R")


class ReadingSessions:
    """The reading sessions of all threads on one server: opening one takes longer than reading."""

    def __init__(self, backend: Backend, engine: Engine, index: FulltextIndex) -> None:
        self._backend = backend
        self._engine = engine
        self._index = index
        self._of_thread = threading.local()
        self._open: list[Session] = []

    def __len__(self) -> int:
        return len(self._open)

    def run(self, work: Callable[[Session], R], *, in_transaction: bool) -> R:
        """Run work in a session of this thread, again if the server has closed its connection."""
        session = self.take() or self.open()
        try:
            return self.run_in(session, work, in_transaction=in_transaction)
        except DBAPIError:
            if not self._backend.is_lost(session.info[DRIVER].connection):
                raise
        return self.run_in(self.open(), work, in_transaction=in_transaction)

    def run_in(self, session: Session, work: Callable[[Session], R], *, in_transaction: bool) -> R:
        """Run work in a session, and return the session to its thread.

        The transaction is begun and ended through the driver. SQLite's driver would begin one only before the
        first write, so that each query of a unit of work would see another state.
        """
        driver = session.info[DRIVER].connection
        try:
            if in_transaction:
                driver.execute("BEGIN")
            return work(session)
        except self._backend.failure as error:
            raise DBAPIError.instance(None, None, error, self._backend.failure) from error
        finally:
            self.release(session)

    def take(self) -> Session | None:
        """Return a session of this thread that is not in use, or None."""
        idle = self._get_idle()
        return idle.pop() if idle else None

    def open(self) -> Session:
        """Return a new session."""
        connection = self._engine.connect()
        session = Session(connection)
        session.info[DRIVER] = Driver(connection.connection.dbapi_connection, connection.dialect)
        session.info[INDEX] = self._index
        self._open.append(session)
        return session

    def release(self, session: Session) -> None:
        """End a transaction, and return the session to its thread unless its connection is of no more use."""
        driver = session.info[DRIVER].connection
        with contextlib.suppress(self._backend.failure):
            if INTERRUPTED not in session.info:
                driver.rollback()  # It does nothing without a transaction.
                self._get_idle().append(session)
                return
        self._open.remove(session)
        with contextlib.suppress(Exception):  # It does not matter how it fails.
            driver.close()
            session.close()

    def _get_idle(self) -> list[Session]:
        idle: list[Session] = self._of_thread.__dict__.setdefault("idle", [])
        return idle

    def close(self) -> None:
        """Close all sessions, after the threads that use them have ended."""
        for session in self._open:
            with contextlib.suppress(DBAPIError):  # The connection was lost meanwhile.
                session.connection().close()
                session.close()
        self._engine.dispose()
