"""Sessions, transactions, locks, bounds; and what the database itself refuses."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel

from app import startup
from app.database import revisions, sqlite
from app.database.backend import DRIVER
from app.database.database import Database, ping
from app.database.lock_wait import LOCK_TIMEOUT
from app.errors import Busy, CannotStart, Unavailable
from app.models import Article, Block, Quote, QuoteParty, Speaker, table
from app.schema_upgrade import migrate
from app.schemas.document import ArticleDocument
from app.services.catalog import coverage, speakers
from app.services.ingest import audit, importer
from tests.builders import make_document
from tests.conftest import DatabaseMaker
from tests.databases import Databases, make_settings

BROKEN = [
    # Each update would make a stored row untrue.
    (Article, {"sha256": "0"}),
    (Article, {"text": ""}),
    (Article, {"language_certainty": None}),
    (Article, {"translated_certainty": "perhaps"}),
    (Block, {"kind": "advert"}),
    (Block, {"start": -1}),
    (Quote, {"end": 0}),
    (Quote, {"within": 50}),
    (Quote, {"type": "shout"}),
    (Quote, {"article_id": "nowhere"}),
    (Quote, {"speaker_certainty": "perhaps"}),
    (Quote, {"statement_certainty": None}),
    (Quote, {"cue_end": None}),
    (QuoteParty, {"role": "listener"}),
    (QuoteParty, {"speaker_id": "nobody"}),
    (Speaker, {"kind": "robot"}),
]


@pytest.mark.parametrize(("model", "values"), BROKEN)
def test_the_database_itself_refuses_what_cannot_hold(
    database: Database, model: type[SQLModel], values: dict[str, Any]
) -> None:
    def break_it(session: Session) -> None:
        session.execute(update(table(model)).values(**values))

    with pytest.raises(IntegrityError):
        database.run_write(break_it)


def test_check_finds_what_the_constraints_cannot(database: Database) -> None:
    damages = {
        "UPDATE article SET text = replace(text, 'Putin', 'Pudin')": "SHA-256",
        'UPDATE quote SET "start" = "start" + 1, "end" = "end" + 1 WHERE type = \'term\'': "quotes",
        "DELETE FROM quote_party WHERE role = 'addressee'": "parties",
        "UPDATE block SET kind = 'headline' WHERE \"start\" = 0": None,
    }
    for damage, found in damages.items():

        def look(session: Session, damage: str = damage) -> list[audit.Finding]:
            session.execute(text(damage))
            findings = audit.check_article(session, "kim-putin-briefwechsel-2023")
            session.rollback()
            return findings

        with Session(database.open_writer()) as session:
            findings = look(session)
        assert (found is None) == (findings == [])
        assert found is None or found in findings[0].detail or "/quotes" in findings[0].detail


def test_a_reader_cannot_write(database: Database) -> None:
    def write(session: Session) -> None:
        session.execute(text("DELETE FROM article"))

    with pytest.raises((Unavailable, Exception)):
        database.run_read(write)
    assert database.run_read(coverage.count).articles == 1


def test_a_unit_of_work_sees_one_state_of_the_database(database: Database) -> None:
    def look_twice(session: Session) -> tuple[int, int]:
        before = coverage.count(session).articles
        database.run_write(importer.import_article, make_document())
        return before, coverage.count(session).articles

    assert database.run_read(look_twice) == (1, 1)
    assert database.run_read(coverage.count).articles == 2


def test_answers_busy_at_once_when_too_many_wait(databases: Databases) -> None:
    opened = Database(make_settings(databases.make(seed=False), readers=1, waiting=2))
    release = threading.Event()

    def wait(_session: Session) -> None:
        release.wait(10)

    async def crowd() -> list[BaseException | None]:
        waiting = [asyncio.create_task(opened.read(wait)) for _ in range(3)]
        await asyncio.sleep(0.05)
        started = time.monotonic()
        with pytest.raises(Busy):
            await opened.read(ping)
        assert time.monotonic() - started < 0.5
        release.set()
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert asyncio.run(crowd()) == [None, None, None]
    asyncio.run(opened.read(ping))
    opened.close()


def test_gives_up_waiting_and_recovers(databases: Databases) -> None:
    opened = Database(make_settings(databases.make(seed=False), readers=1, patience=0.2))
    release = threading.Event()

    def wait(_session: Session) -> None:
        release.wait(10)

    async def hang() -> None:
        with pytest.raises(Unavailable, match="in time"):
            await opened.read(wait)
        release.set()
        await asyncio.sleep(0.1)
        await opened.read(ping)

    asyncio.run(hang())
    opened.close()


ENDLESS = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
    "postgresql": "SELECT count(*) FROM generate_series(1, 1000000000000) AS n(i)",
}


@pytest.mark.parametrize("method", ["read", "search", "verify"])
def test_no_query_runs_on_when_the_time_of_its_request_is_over(
    databases: Databases, kind: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would keep a thread, and a core, from others."""
    monkeypatch.setattr("app.database.database.VERIFY_TIMEOUT", 0.3)
    opened = Database(make_settings(databases.make(seed=False), readers=1, waiting=0, patience=0.3))
    run = getattr(opened, method)
    began: list[float] = []
    ended: list[float] = []

    def compute_and_query(session: Session) -> None:
        began.append(time.monotonic())
        try:
            time.sleep(0.4)  # Its time is over before it begins to query.
            session.execute(text(ENDLESS[kind])).all()
        finally:
            ended.append(time.monotonic())

    def query(session: Session) -> None:
        began.append(time.monotonic())
        try:
            session.execute(text(ENDLESS[kind])).all()
        finally:
            ended.append(time.monotonic())

    async def hang() -> None:
        for unit in (query, compute_and_query):
            with pytest.raises(Unavailable, match="in time"):
                await run(unit)
            await asyncio.sleep(0.7)
            assert len(ended) == len(began)
            assert ended[-1] - began[-1] < 0.8
            await run(ping)

    asyncio.run(hang())
    opened.close()


def test_an_interrupt_that_comes_late_meets_no_other_request(databases: Databases, kind: str) -> None:
    """The request that it was for has ended, and its thread runs a query of another one."""
    opened = Database(make_settings(databases.make(seed=False), patience=1.0))
    interrupt = opened._backend.interrupt

    def interrupt_late(connection: sqlite3.Connection) -> None:
        time.sleep(0.5)
        interrupt(connection)

    opened._backend.interrupt = interrupt_late  # type: ignore[method-assign]  # one that comes late

    def query(session: Session) -> None:
        if kind == "sqlite":
            session.info[DRIVER].connection.create_function("pg_sleep", 1, time.sleep)
        session.execute(text("SELECT pg_sleep(0.7) UNION ALL SELECT pg_sleep(0)")).all()

    async def ask() -> None:
        with pytest.raises(Unavailable, match="in time"):
            await opened.search(lambda _session: time.sleep(1.1))
        await opened.search(query)

    asyncio.run(ask())
    opened.close()


def test_a_thread_that_hangs_keeps_its_place(databases: Databases) -> None:
    opened = Database(make_settings(databases.make(seed=False), readers=1, waiting=0, patience=0.1))
    release = threading.Event()

    async def hang() -> None:
        with pytest.raises(Unavailable, match="in time"):
            await opened.read(lambda _session: release.wait(10))
        with pytest.raises(Busy):
            await opened.read(ping)
        release.set()
        await asyncio.sleep(0.1)
        await opened.read(ping)

    asyncio.run(hang())
    opened.close()


def make_slowly() -> ArticleDocument:
    time.sleep(0.4)
    return make_document()


@pytest.mark.parametrize("prepare", [make_slowly, make_document], ids=["prepared late", "late in the queue"])
def test_does_not_write_what_does_not_begin_in_time(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch, prepare: Callable[[], ArticleDocument]
) -> None:
    monkeypatch.setattr("app.database.database.WRITE_TIMEOUT", 0.2)

    async def write_late() -> None:
        if prepare is make_document:
            asyncio.create_task(empty_database.write(lambda _session: time.sleep(0.4)))  # noqa: RUF006 - the close below ends it
            await asyncio.sleep(0)
        with pytest.raises(Unavailable, match="in time"):
            await empty_database.prepare_and_write(prepare, importer.import_article)
        await asyncio.sleep(0.4)  # until the thread has done all that it will do

    asyncio.run(write_late())
    assert empty_database.run_read(coverage.count).articles == 0


def test_waits_for_a_lock_anew_after_writing(empty_database: Database) -> None:
    """Only time in which another process had the lock counts, not time in the queue."""
    came_at = time.monotonic() - 2 * LOCK_TIMEOUT
    wait = empty_database._lock_wait
    assert wait.find_end(came_at) > time.monotonic() + LOCK_TIMEOUT - 1
    wait.mark_blocked(came_at)
    wait.mark_blocked(time.monotonic())
    assert wait.find_end(came_at) < time.monotonic()
    asyncio.run(empty_database.write(ping))
    assert wait.find_end(came_at) > time.monotonic() + LOCK_TIMEOUT - 1


def test_runs_a_colliding_unit_of_work_again(empty_database: Database) -> None:
    tries = []

    def collide(session: Session) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError("INSERT", None, Exception("somebody was faster"))
        return "done"

    assert empty_database.run_write(collide) == "done"


def test_a_failing_unit_of_work_leaves_nothing(empty_database: Database) -> None:
    def fail(session: Session) -> None:
        importer.import_article(session, make_document())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        empty_database.run_write(fail)
    assert empty_database.run_read(coverage.count).articles == 0


def test_a_second_writing_process_is_refused_where_sqlite_could_lose_data(
    make_databases: DatabaseMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_databases("sqlite").make(seed=False)
    first, second = Database(make_settings(url)), Database(make_settings(url))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    first.open_writer()
    lock_file = Path(f"{first.url.database}-writer")
    assert lock_file.stat().st_mode & 0o777 == 0o600  # Who can open it could lock the writers out.
    with pytest.raises(CannotStart, match="another process is writing"):
        second.open_writer()
    first.close_writer()
    second.open_writer()
    second.close_writer()
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    first.open_writer()
    second.open_writer()
    first.close()
    second.close()


def test_a_new_sqlite_file_is_its_owners_alone(make_databases: DatabaseMaker) -> None:
    url = make_databases("sqlite").make_empty()
    opened = Database(make_settings(url))
    opened.run_write(migrate)
    file = Path(str(opened.url.database))
    assert file.stat().st_mode & 0o777 == 0o600
    opened.close()


def test_refuses_a_file_that_is_no_database(tmp_path: Path) -> None:
    file = tmp_path / "text.db"
    file.write_bytes(b"This is no database. " * 100)
    opened = Database(make_settings(f"sqlite:///{file}"))
    with pytest.raises(CannotStart, match="is no SQLite database"):
        opened.require_schema()
    opened.close()


LOCKS_OF_ANOTHER = """
import fcntl, sys
with open(sys.argv[1], "r+b") as file:
    fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)  # the bytes that SQLite's readers lock
"""


def test_connections_keep_their_locks_when_the_file_is_looked_at(make_databases: DatabaseMaker) -> None:
    url = make_databases("sqlite").make_empty()
    with Database(make_settings(url)) as opened:
        startup.prepare(opened, seed=True)
        assert opened.find_schema_version() == revisions.list_revisions()[-1]
        command = [sys.executable, "-c", LOCKS_OF_ANOTHER, str(opened.url.database)]
        assert b"BlockingIOError" in subprocess.run(command, capture_output=True, check=False).stderr


def test_a_file_may_be_shorter_than_it_says_while_another_process_extends_it(
    make_databases: DatabaseMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(str(make_url(make_databases("sqlite").make(seed=True)).database))
    whole = file.read_bytes()

    def extend() -> None:
        with file.open("ab") as opened:
            opened.write(whole[-4096:])

    os.truncate(file, len(whole) - 4096)
    threading.Timer(0.3, extend).start()
    with Database(make_settings(f"sqlite:///{file}")) as opened:
        opened.require_schema()
    os.truncate(file, len(whole) - 4096)
    monkeypatch.setattr(sqlite, "CHECKPOINT_TIMEOUT", 0.1)
    with (
        Database(make_settings(f"sqlite:///{file}")) as opened,
        pytest.raises(CannotStart, match="its end is missing"),
    ):
        opened.require_schema()


def test_refuses_a_database_in_memory() -> None:
    with pytest.raises(CannotStart, match="name a file"):
        Database(make_settings("sqlite:///:memory:"))


def test_seeds_only_what_never_held_an_article(database: Database) -> None:
    assert not database.run_write(importer.import_seed, [make_document()])
    assert database.run_read(coverage.count).articles == 1


def test_a_failure_leaves_no_session_behind(database: Database) -> None:
    for _ in range(5):
        with pytest.raises(Unavailable):
            database.run_read(lambda session: session.info[DRIVER].connection.execute("SELECT nothing"))
        assert database.run_read(coverage.count).articles == 1
    assert len(database._sessions) == 1


def test_reads_go_on_after_the_server_closed_the_connections(databases: Databases, kind: str) -> None:
    if kind == "sqlite":
        return  # A file closes none.
    with Database(make_settings(databases.make(seed=True), readers=1)) as opened:
        assert opened.run_read(coverage.count).articles == 1

        async def read_one() -> None:
            assert (await opened.read_one(speakers.get, "kim-jong-un")).row.id == "kim-jong-un"

        asyncio.run(read_one())
        assert len(opened._sessions) == 2  # of this thread, and of the reader's
        others = text(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )

        def lose(session: Session) -> int:
            counted = coverage.count(session).articles
            opened.run_write(lambda session: session.execute(others).all())
            return counted

        assert opened.run_read(lose) == 1  # What was read before is still so.
        assert len(opened._sessions) == 1
        assert opened.run_read(coverage.count).articles == 1
        asyncio.run(read_one())
        assert len(opened._sessions) == 2
