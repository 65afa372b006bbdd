"""The cache of answers: as fast as it is fresh, and never older than what is known."""

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import psycopg
import pytest
from sqlalchemy import make_url, text
from sqlmodel import Session
from starlette.types import Message, Receive, Scope, Send

from app.database.change_token import ChangeToken
from app.database.database import Database
from app.database.postgresql import PostgresqlChangeTracker
from app.middleware.response_cache import ENTRY_OVERHEAD, LARGEST_PART, ResponseCache
from tests.conftest import DatabaseMaker
from tests.databases import Databases, make_settings
from tests.servers import run_server

SIZE = 1_000_000


class GivenToken:
    """A tracker whose token the test sets."""

    def __init__(self) -> None:
        self.token: ChangeToken | None = (1, 0)

    def current(self) -> ChangeToken | None:
        return self.token

    def mark_commit(self) -> None:
        pass

    def close(self) -> None:
        pass


def _do_nothing() -> None:
    pass


class Counting:
    """An application that numbers its answers."""

    def __init__(self, *, body: bytes = b"", headers: dict[bytes, bytes] | None = None) -> None:
        self.asked: list[Scope] = []
        self.body = body
        self.headers = {b"etag": b'"%d"', b"content-type": b"text/plain"} if headers is None else headers
        self.meanwhile: Callable[[], None] = _do_nothing

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.asked.append(scope)
        number = len(self.asked)
        self.meanwhile()
        headers = [
            (name, value % number if b"%d" in value else value) for name, value in self.headers.items()
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b"%d" % number + self.body})


class Kit:
    """A cache over a counting application."""

    def __init__(self, app: Counting | None = None) -> None:
        self.app = app or Counting()
        self.tracker = GivenToken()
        self.cache = ResponseCache(self.app, size=SIZE)
        self.cache.open(self.tracker)

    def ask(
        self, path: str = "/a", query: str = "", method: str = "GET", **headers: str
    ) -> tuple[int, bytes]:
        """Return the status and body of an answer."""
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        fields = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope: dict[str, Any] = {"type": "http", "method": method, "path": path}
        scope |= {"query_string": query.encode(), "headers": fields}
        asyncio.run(self.cache(scope, receive, send))
        return sent[0]["status"], sent[1]["body"]


def test_asks_the_application_once_as_long_as_nothing_changes() -> None:
    kit = Kit()
    assert [kit.ask() for _ in range(3)] == [(200, b"1")] * 3
    kit.tracker.token = (2, 0)
    assert kit.ask() == (200, b"2")


def test_knows_a_question_with_its_parameters_in_another_order() -> None:
    kit = Kit()
    assert kit.ask(query="a=1&b=2") == kit.ask(query="b=2&a=1") == (200, b"1")
    assert kit.ask(query="a=2&b=1") == (200, b"2")


def test_keeps_what_is_negotiated_apart() -> None:
    kit = Kit()
    answers = [kit.ask(), kit.ask(accept_encoding="gzip"), kit.ask(accept="text/html"), kit.ask("/b")]
    assert [body for _, body in answers] == [b"1", b"2", b"3", b"4"]
    assert kit.ask(accept_encoding="gzip;q=0") == answers[0]


def test_answers_304_and_head_from_what_is_entries() -> None:
    kit = Kit()
    assert kit.ask(if_none_match='"1"') == (304, b"")  # and is not told so by the application
    assert kit.ask(if_none_match='W/"9", W/"1"') == (304, b"")
    assert kit.ask(if_none_match='"9"') == (200, b"1")
    assert kit.ask(method="HEAD") == (200, b"")
    assert len(kit.app.asked) == 1


def test_keeps_nothing_of_a_state_that_is_not_known() -> None:
    kit = Kit()
    kit.tracker.token = None
    assert [kit.ask()[1], kit.ask()[1]] == [b"1", b"2"]
    kit.tracker.token = (1, 0)
    assert [kit.ask()[1], kit.ask()[1]] == [b"3", b"3"]


def test_keeps_no_answer_during_which_something_changed() -> None:
    kit = Kit()

    def change() -> None:
        kit.tracker.token = (2, 0)

    kit.app.meanwhile = change
    assert [kit.ask()[1], kit.ask()[1], kit.ask()[1]] == [b"1", b"2", b"2"]


def test_forgets_the_oldest_when_the_room_is_full() -> None:
    kit = Kit(Counting(body=b"x" * 10_000))
    for number in range(300):
        kit.ask(f"/{number}")
        kept = sum(len(one.body) + ENTRY_OVERHEAD for one in kit.cache._entries.values())
        assert kept <= SIZE
    assert kit.ask("/299")[1].startswith(b"300x")
    assert kit.ask("/0")[1].startswith(b"301x")


def test_other_orders_of_parameters_take_room_too() -> None:
    kit = Kit()
    for number in range(5_000):
        kit.ask(query=f"a=1&{'&' * number}b=2")
    assert len(kit.cache._aliases) * ENTRY_OVERHEAD <= SIZE


@pytest.mark.parametrize(
    "app",
    [
        Counting(headers={}),
        Counting(body=b"x" * (SIZE // LARGEST_PART)),
    ],
)
def test_keeps_only_what_has_an_etag_and_is_not_too_large(app: Counting) -> None:
    kit = Kit(app)
    assert kit.ask()[1][:1] + kit.ask()[1][:1] == b"12"


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("/v1/verify?text=Kim%EF%BF%BD&language=de", "/v1/verify?text=Kim%FF&language=de"),
        ("/v1/quotes?limit=2&type=direct", f"/v1/quotes?limit=2{'&' * 1_500}type=direct"),
        ("/v1/speakers?q=%EF%BF%BD&limit=3", "/v1/speakers?q=%C3&limit=3"),
    ],
)
def test_what_is_refused_is_so_beside_what_is_entries(servers: list[str], good: str, bad: str) -> None:
    for server in servers:
        assert [httpx2.get(server + good).status_code for _ in range(2)] == [200, 200]
        assert httpx2.get(server + bad).status_code == 422


def test_a_header_that_comes_twice_is_one(servers: list[str]) -> None:
    """What one of two lines says must not be kept as the answer to both."""
    twice = [
        [("Accept", "*/*"), ("Accept", "text/html"), ("Accept-Encoding", "gzip")],
        [("Accept-Encoding", "*"), ("Accept-Encoding", "gzip;q=0")],
        [("Accept", "text/html")],
        [("Accept", "application/json"), ("Accept-Encoding", "gzip")],
    ]
    for headers in [*twice, *reversed(twice)]:
        *kept, bare = (httpx2.get(f"{server}/", headers=headers) for server in servers)
        for one in kept:
            assert (one.status_code, one.content) == (bare.status_code, bare.content)
            assert one.headers.get("content-encoding") == bare.headers.get("content-encoding")


def test_long_queries_take_the_room_that_they_take() -> None:
    kit = Kit()
    for number in range(200):
        kit.ask(query=f"a=1&b=2{'&' * (20_000 + number)}")
    assert sum(len(query) for _, query, _ in [*kit.cache._aliases, *kit.cache._entries]) < SIZE


def test_leaves_bodies_and_other_methods_to_the_application() -> None:
    kit = Kit()
    kit.ask()
    assert kit.ask(content_length="5")[1] == b"2"
    assert kit.ask(method="POST")[1] == b"3"


@asynccontextmanager
async def watching(database: Database) -> AsyncIterator[ResponseCache]:
    async def answer(_scope: Scope, _receive: Receive, send: Send) -> None:
        revision = str(await database.read(read_revision)).encode()
        headers = [(b"etag", b'"' + revision + b'"')]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": revision})

    cache = ResponseCache(answer, size=SIZE)
    cache.open(database.track_changes())
    yield cache


def read_revision(session: Session) -> int:
    return int(session.execute(text("SELECT revision FROM corpus")).scalar_one())


def revise(session: Session) -> None:
    session.execute(text("UPDATE corpus SET revision = revision + 1"))


async def ask_for_revision(cache: ResponseCache) -> int:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await cache(
        {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": []}, receive, send
    )
    return int(sent[1]["body"])


def test_no_answer_is_older_than_a_commit_of_this_process(databases: Databases) -> None:
    async def go(database: Database) -> None:
        async with watching(database) as cache:
            for _ in range(50):
                before = await ask_for_revision(cache)
                await asyncio.to_thread(database.run_write, revise)
                assert await ask_for_revision(cache) == before + 1

    with Database(make_settings(databases.make(seed=True))) as database:
        asyncio.run(go(database))


def test_no_answer_is_older_than_a_commit_of_another_connection(databases: Databases, kind: str) -> None:
    """On SQLite none at all; on PostgreSQL none that is older than a tenth of a second."""
    url = databases.make(seed=True)
    committed: list[tuple[float, int]] = [(0.0, 0)]
    is_over = threading.Event()

    def write() -> None:
        with Database(make_settings(url)) as other:
            for revision in range(1, 101):
                other.run_write(revise)
                committed.append((time.monotonic(), revision))
        is_over.set()

    async def read(database: Database) -> int:
        asked = 0
        async with watching(database) as cache:
            first = await ask_for_revision(cache)
            writer = threading.Thread(target=write)
            writer.start()
            while not is_over.is_set():
                latest_allowed = time.monotonic() - (0.0 if kind == "sqlite" else 0.1)
                least = max(revision for at, revision in list(committed) if at <= latest_allowed)
                assert await ask_for_revision(cache) >= first + least
                asked += 1
                await asyncio.sleep(0)
            writer.join()
        return asked

    with Database(make_settings(url)) as database:
        assert asyncio.run(read(database)) > 100


def test_a_lost_connection_to_postgresql_keeps_nothing_until_it_is_back(postgresql: str) -> None:
    server = make_url(postgresql).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as other:
        other.execute("CREATE TEMP TABLE nothing (id integer)")
        tracker = PostgresqlChangeTracker(lambda: psycopg.connect(server, autocommit=True))
        try:
            # The server's own database has no table of ours, so nothing can be known.
            time.sleep(0.3)
            assert tracker.current() is None
        finally:
            tracker.close()


def test_a_state_that_was_not_heard_of_lately_is_not_known(make_databases: DatabaseMaker) -> None:
    url = make_databases("postgresql").make(seed=True)  # SQLite is asked each time.
    with Database(make_settings(url)) as database:
        tracker = database.track_changes()
        wait_for(lambda: tracker.current() is not None)
        address = make_url(url)
        with psycopg.connect(
            address.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True
        ) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        wait_for(lambda: tracker.current() is None)
        wait_for(lambda: tracker.current() is not None)


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def rename(session: Session, name: str) -> None:
    session.execute(text("UPDATE speaker SET name = :name WHERE id = 'kim-jong-un'"), {"name": name})
    revise(session)


@pytest.mark.parametrize("arguments", [[], ["--quiet"]], ids=["with-log", "quiet"])
def test_no_answer_of_a_server_is_older_than_a_commit(
    databases: Databases, kind: str, arguments: list[str]
) -> None:
    """Of many that are asked at once over kept connections; each is asked for until it is kept."""
    url = databases.make(seed=True)
    rounds, allowed = (200, 0.0) if kind == "sqlite" else (20, 0.1)
    with (
        run_server(url, *arguments) as server,
        Database(make_settings(url)) as other,
        contextlib.ExitStack() as stack,
    ):
        clients = [stack.enter_context(httpx2.Client()) for _ in range(4)]
        for number in range(rounds):
            other.run_write(rename, f"Kim {number}")
            time.sleep(allowed)
            for client in [*clients, *clients]:
                assert client.get(f"{server}/v1/speakers/kim-jong-un").json()["name"] == f"Kim {number}"


@pytest.fixture(scope="module")
def servers(databases: Databases) -> Iterator[list[str]]:
    """Servers on one database: two with a cache, of which the second writes no log, and one without."""
    url = databases.make(seed=True)
    with (
        run_server(url) as logging,
        run_server(url, "--quiet") as quiet,
        run_server(url, WORTLAUT_CACHE_MIB="0") as uncached,
    ):
        yield [logging, quiet, uncached]


def hide_changing(headers: httpx2.Headers) -> dict[str, str]:
    """Return the headers but for those that each answer has anew."""
    return {name: value for name, value in headers.items() if name not in ("x-request-id", "date")}


@pytest.mark.parametrize("coding", ["gzip", "identity"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/v1/articles/kim-putin-briefwechsel-2023",
        "/v1/articles/kim-putin-briefwechsel-2023/text?start=5&end=20",
        "/v1/quotes?limit=2&speaker=Putin&speaker=Kim",
        "/v1/statements?q=Brief",
        "/v1/verify?text=siegreich",
        "/v1/quotes/random?seed=1",
        "/v1/quotes/q-nothing",
        "/v1/quotes?limit=0",
        "/docs",
        "/openapi.json",
    ],
)
def test_a_kept_answer_is_the_answer(servers: list[str], path: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    *caching, uncached = servers
    with httpx2.Client(headers=headers) as client:
        bare = client.get(uncached + path)
        for server in caching:
            answers = [client.get(server + path) for _ in range(3)]
            for one in answers:
                assert (one.status_code, one.content) == (bare.status_code, bare.content) or one.is_error
                assert hide_changing(one.headers) == hide_changing(bare.headers)
            assert len({one.headers["x-request-id"] for one in answers}) == 3
            head = client.head(server + path)
            assert (head.status_code, head.content) == (bare.status_code, b"")
            assert hide_changing(head.headers) == hide_changing(bare.headers)
            if "etag" in bare.headers:
                known = {"If-None-Match": bare.headers["etag"]}
                here, there = (client.get(one + path, headers=known) for one in (server, uncached))
                assert (here.status_code, here.content) == (there.status_code, b"") == (304, b"")
                assert hide_changing(here.headers) == hide_changing(there.headers)
