"""A real streaming replica: it is read, never of an older state, and none of its faults is a client's."""

import asyncio
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator

import httpx2
import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlmodel import Session

from app.database import replica
from app.database.database import Database
from app.database.postgresql import RETRY_INTERVAL, TOKEN_LIFETIME
from app.errors import CannotStart
from app.services.catalog import articles, coverage
from app.services.ingest import importer
from app.vocabulary import ReplicaState
from app.write_tokens import hash_token
from tests.builders import make_document, make_json
from tests.clusters import Cluster, find_postgresql_binaries, make_cluster
from tests.databases import fill, make_settings
from tests.servers import start_server

TOKEN = "wortlaut_test"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_postgresql_binaries() is None and not os.environ.get("CI"),
        reason="PostgreSQL's server programs are not installed, so there can be no replica here",
    ),
]


@pytest.fixture(scope="module")
def primary() -> Iterator[Cluster]:
    with make_cluster(connections=100) as cluster:
        assert cluster is not None
        fill(cluster.url, seed=True)
        yield cluster


@pytest.fixture(scope="module")
def running_standby(primary: Cluster) -> Iterator[Cluster]:
    with make_cluster(connections=100, primary=primary) as cluster:
        assert cluster is not None
        yield cluster


@pytest.fixture
def standby(running_standby: Cluster) -> Cluster:
    """A replica of the primary that runs and follows it."""
    if not running_standby.is_running:
        running_standby.start()
    execute(running_standby, b"SELECT pg_wal_replay_resume()")
    return running_standby


@pytest.fixture
def database(primary: Cluster, standby: Cluster) -> Iterator[Database]:
    """The primary's database, which requests read from the replica."""
    with Database(make_settings(primary.url, read_database_url=standby.url)) as opened:
        opened.open_replica()
        wait_until_read(opened)
        yield opened


def execute(cluster: Cluster, statement: bytes) -> None:
    address = make_url(cluster.url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


def is_on_replica(session: Session) -> bool:
    found: bool = session.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    return found


def wait_until_read(database: Database) -> None:
    wait_for(lambda: asyncio.run(database.read(is_on_replica)))


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def count(database: Database) -> int:
    return asyncio.run(database.read(coverage.count)).articles


def write(database: Database, article_id: str) -> None:
    asyncio.run(database.write(importer.import_article, make_document(id=article_id)))


@pytest.mark.parametrize("method", ["read", "search", "verify", "read_one"])
def test_requests_read_from_it(database: Database, method: str) -> None:
    wait_for(lambda: asyncio.run(getattr(database, method)(is_on_replica)))
    assert database.find_replica_state() is ReplicaState.USED


def test_writes_go_to_the_primary(database: Database) -> None:
    assert not asyncio.run(database.write(is_on_replica))
    assert not database.run_read(is_on_replica)


def test_whoever_wrote_sees_it_at_once(database: Database) -> None:
    on_replica = 0
    for number in range(100):
        article_id = f"seen-{number}"
        write(database, article_id)
        assert asyncio.run(database.read_one(articles.get, article_id)).row.id == article_id
        time.sleep(number / 1000)
        on_replica += asyncio.run(database.read(is_on_replica))
    assert on_replica  # It came back in between.


def test_nothing_is_read_from_it_while_it_is_behind(database: Database, standby: Cluster) -> None:
    execute(standby, b"SELECT pg_wal_replay_pause()")
    assert asyncio.run(database.read(is_on_replica))  # It has all that there is.
    before = count(database)
    for number in range(1, 20):
        write(database, f"paused-{number}")
        assert count(database) == before + number
    time.sleep(2 * TOKEN_LIFETIME)
    # On a busy machine its revision may be read too late for a moment: then it counts as away.
    wait_for(lambda: database.find_replica_state() is ReplicaState.BEHIND)
    assert count(database) == before + 19
    execute(standby, b"SELECT pg_wal_replay_resume()")
    wait_until_read(database)
    assert count(database) == before + 19


def test_what_another_process_wrote_is_seen_as_soon_as_on_the_primary(
    database: Database, primary: Cluster, standby: Cluster
) -> None:
    execute(standby, b"SELECT pg_wal_replay_pause()")
    with Database(make_settings(primary.url)) as other:
        for number in range(10):
            before = count(database)
            write(other, f"elsewhere-{number}")
            time.sleep(TOKEN_LIFETIME)
            assert count(database) == before + 1


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_no_read_fails_when_it_stops(database: Database, standby: Cluster, mode: str) -> None:
    expected = count(database)
    is_over = threading.Event()
    counts: list[int] = []

    async def read_on() -> None:
        while not is_over.is_set():
            found = await asyncio.gather(*(database.read(coverage.count) for _ in range(8)))
            counts.extend(one.articles for one in found)

    reading = threading.Thread(target=lambda: asyncio.run(read_on()))
    reading.start()
    standby.stop(mode)
    wait_for(lambda: database.find_replica_state() is ReplicaState.AWAY)
    after = len(counts)
    wait_for(lambda: len(counts) > after + 50)
    standby.start()
    wait_until_read(database)
    is_over.set()
    reading.join()
    assert set(counts) == {expected}


def test_does_not_read_from_what_follows_it_no_more(
    primary: Cluster, caplog: pytest.LogCaptureFixture
) -> None:
    """It has changes of its own then."""
    caplog.set_level(logging.WARNING, "wortlaut")  # Commands that were run in this process set another one.
    with (
        make_cluster(connections=100, primary=primary) as former,
        Database(make_settings(primary.url, read_database_url=former.url if former else "")) as database,
    ):
        assert former is not None
        database.open_replica()
        wait_until_read(database)
        expected = count(database)
        former.promote()
        with Database(make_settings(former.url)) as other:
            time.sleep(TOKEN_LIFETIME)
            write(other, "of-its-own")
        assert count(database) == expected
        assert database.find_replica_state() is ReplicaState.AWAY
        time.sleep(3 * RETRY_INTERVAL)
        assert len([one for one in caplog.messages if "of the replica" in one]) == 1


def test_does_not_read_from_another_database(primary: Cluster, standby: Cluster) -> None:
    execute(primary, b"CREATE DATABASE another")
    another = make_url(primary.url).set(database="another").render_as_string(hide_password=False)
    fill(another, seed=False)
    with Database(make_settings(another, read_database_url=standby.url)) as database:
        database.open_replica()
        wait_for(lambda: database.find_replica_state() is ReplicaState.BEHIND)
        time.sleep(2 * TOKEN_LIFETIME)
        wait_for(lambda: database.find_replica_state() is ReplicaState.BEHIND)
        assert count(database) == 0


def test_is_told_when_asked_and_logged_once(primary: Cluster, standby: Cluster) -> None:
    server = start_server(
        primary.url, WORTLAUT_READ_DATABASE_URL=standby.url, WORTLAUT_WRITE_TOKENS=hash_token(TOKEN)
    )

    def find_state() -> str:
        answer = httpx2.get(f"{server.url}/health/ready")
        assert answer.status_code == 200
        state: str = answer.json()["replica"]
        return state

    wait_for(lambda: find_state() == "used")
    execute(standby, b"SELECT pg_wal_replay_pause()")
    written = httpx2.put(
        f"{server.url}/v1/articles/told",
        json=make_json(id="told"),
        headers={"Authorization": f"Bearer {TOKEN}"},
    )
    assert written.status_code == 201
    assert httpx2.get(f"{server.url}/v1/articles/told").content == written.content
    until = time.monotonic() + replica.LAG_LOGGED + 1
    while time.monotonic() < until:
        assert find_state() != "used"
        time.sleep(0.05)
    execute(standby, b"SELECT pg_wal_replay_resume()")
    wait_for(lambda: find_state() == "used")
    assert httpx2.get(f"{server.url}/v1/articles/told").content == written.content
    standby.stop()
    wait_for(lambda: find_state() == "away")
    time.sleep(2)
    standby.start()
    wait_for(lambda: find_state() == "used")
    log = server.stop()
    assert log.count("because the replica is behind") == 1
    assert log.count("the replica is read again") == 1
    assert 1 <= log.count("the revision of the replica cannot be read") <= 3  # lost, refused, starting up
    assert log.count("the revision of the replica can be read again") == 1
    assert "Traceback" not in log


def test_a_file_has_none() -> None:
    with pytest.raises(CannotStart, match="needs a database on PostgreSQL"):
        Database(make_settings("sqlite:///a.db", read_database_url="postgresql+psycopg://localhost/a"))
