"""Interrupt what a request runs in the database when its time is over."""

import logging
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from sqlmodel import Session

from app.database.backend import DRIVER, Backend
from app.errors import Unavailable

R = TypeVar("R")

INTERVAL = 0.1
"""Seconds between two interrupts: a unit of work that computes during one begins its next query after it."""
INTERRUPTED = "interrupted"
"""The key in the `info` of a session whose connection an interrupt may still reach: it is of no more use."""

log = logging.getLogger("wortlaut.database")


class Interruption:
    """Interrupts the queries of one unit of work from when its time is over until it ends.

    In a thread of its own, which exists only then: SQLite's own way, a function that it calls every thousand
    steps, makes all queries 2 % slower, and PostgreSQL limits the time of one query, not of several.
    """

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._lock = threading.Lock()
        self._session: Session | None = None
        self._is_over = False

    def run(self, unit: Callable[[Session], R], session: Session) -> R:
        """Run the unit of work; raise `Unavailable` if its time is over before."""
        with self._lock:
            if self._is_over:
                raise Unavailable("The request's time was over before its turn came. Try again in a moment.")
            self._session = session
        try:
            return unit(session)
        finally:
            with self._lock:
                self._session = None

    def begin(self) -> None:
        """Interrupt the unit of work from now on, if it runs, and let it not begin any more."""
        with self._lock:
            self._is_over = True
            if self._session is None:
                return
        log.warning("a request is interrupted, because its time is over")
        threading.Thread(target=self._interrupt, name="interruption", daemon=True).start()

    def _interrupt(self) -> None:
        while (session := self._claim_session()) is not None:
            self._backend.interrupt(session.info[DRIVER].connection)
            time.sleep(INTERVAL)

    def _claim_session(self) -> Session | None:
        """Return the session if the unit of work still runs, and let no other one use it afterwards."""
        with self._lock:
            if self._session is not None:
                self._session.info[INTERRUPTED] = True
            return self._session
