"""Tell which state the database is in, so cheaply that every request can ask.

A state is any value that is another one after a change; None means that nobody knows right now.
"""

import asyncio
import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import Protocol

import psycopg

log = logging.getLogger("wortlaut.watching")

POLLED_EVERY = 0.03
"""Seconds between two questions to PostgreSQL."""
KNOWN_FOR = 0.09
"""Seconds for which an answer of PostgreSQL counts, from when it was asked."""
RETRIED_EVERY = 0.5

State = tuple[int, ...]


class Watch(Protocol):
    """Something that knows the database's state."""

    def get_state(self) -> State | None:
        """Return the state, or None if it is not known."""

    def note_commit(self) -> None:
        """Take note of a commit of this process, at once."""

    def close(self) -> None:
        """Stop watching."""


class SqliteWatch:
    """Asks SQLite for its data version once in a turn of the event loop: 3 µs, and strict.

    All requests of a turn were read before it began, so a commit that any of them could know of was
    made before the question.
    """

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._cursor = connect().cursor()
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
