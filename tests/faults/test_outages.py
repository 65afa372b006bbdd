"""PostgreSQL that is stopped, full, or not there yet: a plain answer in time, and then all is as before."""

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

import httpx2
import psycopg
import pytest
from sqlalchemy import make_url

from app.write_tokens import hash_token
from tests.builders import make_json, make_quote
from tests.clusters import Cluster, find_postgresql_binaries, make_cluster
from tests.databases import ROOT, fill, find_free_port
from tests.servers import Server, start_server

TOKEN = "wortlaut_test"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
SETTINGS = {"WORTLAUT_WRITE_TOKENS": hash_token(TOKEN)}
PATHS = (
    "/v1/quotes/q-21ea97e3a089f4d02987",
    "/v1/quotes?speaker=Kim",
    "/v1/quotes?q=Freund*",
    "/v1/verify?text=neue Waffe",
    "/",
    "/health/ready",
)
CONNECTIONS = 20

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_postgresql_binaries() is None and not os.environ.get("CI"),
        reason="PostgreSQL's server programs are not installed, so it cannot be stopped here",
    ),
]


@pytest.fixture(scope="module")
def running() -> Iterator[Cluster]:
    with make_cluster(connections=CONNECTIONS) as cluster:
        assert cluster is not None
        fill(cluster.url, seed=True)
        yield cluster


@pytest.fixture
def cluster(running: Cluster) -> Cluster:
    """A server of PostgreSQL that runs, with the seed in it."""
    if not running.is_running:
        running.start()
    return running


@pytest.fixture(params=["cached", "uncached"])
def server(cluster: Cluster, request: pytest.FixtureRequest) -> Iterator[Server]:
    started = start_server(
        cluster.url, "--quiet", WORTLAUT_CACHE_MIB="64" if request.param == "cached" else "0", **SETTINGS
    )
    yield started
    assert "Traceback" not in started.stop()


def put(server: Server, article_id: str) -> httpx2.Response:
    document = make_json(id=article_id, quotes=[make_quote("Guten Tag")])
    return httpx2.put(f"{server.url}/v1/articles/{article_id}", json=document, headers=WRITER, timeout=30)


def require_away(url: str) -> None:
    """Require that everything says in time that it cannot answer, but for the liveness of the process."""
    for path in PATHS:
        began = time.monotonic()
        answer = httpx2.get(url + path, timeout=20)
        assert time.monotonic() - began < 5
        assert answer.status_code == 503, answer.text
        assert answer.json()["type"] == "/problems/unavailable"
        assert answer.headers["retry-after"]
    assert httpx2.get(f"{url}/health/live").status_code == 200


def require_back(url: str) -> None:
    """Require that everything is answered again; of several workers one may be later."""
    deadline = time.monotonic() + 60
    for path in ("/health/ready", *PATHS):
        while httpx2.get(url + path, timeout=20).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.05)


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_that_is_stopped_and_started_again(cluster: Cluster, server: Server, mode: str) -> None:
    for path in PATHS:
        assert httpx2.get(server.url + path).status_code == 200
    cluster.stop(mode)
    time.sleep(0.1)  # for so long what is kept may still be sent
    require_away(server.url)
    refused = put(server, f"during-{mode}")
    assert refused.status_code == 503
    cluster.start()
    require_back(server.url)
    assert httpx2.get(f"{server.url}/v1/articles/during-{mode}").status_code == 404
    assert put(server, f"after-{mode}-{server.process.pid}").status_code == 201


def test_what_was_acknowledged_outlasts_a_crash_of_postgresql(cluster: Cluster, server: Server) -> None:
    for number in range(3):
        article_id = f"kept-{number}-{server.process.pid}"
        written = put(server, article_id)
        assert written.status_code == 201
        cluster.stop("immediate")
        cluster.start()
        require_back(server.url)
        assert httpx2.get(f"{server.url}/v1/articles/{article_id}").content == written.content


def test_no_place_left_for_connections(cluster: Cluster, server: Server) -> None:
    address = make_url(cluster.url).set(drivername="postgresql").render_as_string(hide_password=False)
    others = []
    with psycopg.connect(address, autocommit=True) as administrator:
        # Ours are ended, and others take their places before they are wanted again.
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid()"
        )
        with contextlib.suppress(psycopg.OperationalError):
            for _ in range(10 * CONNECTIONS):
                others.append(psycopg.connect(address))
        assert others
        deadline = time.monotonic() + 60
        while httpx2.get(server.url + PATHS[0], timeout=20).status_code == 200:
            assert time.monotonic() < deadline
            with contextlib.suppress(psycopg.OperationalError):
                others.append(psycopg.connect(address))
        assert httpx2.get(f"{server.url}/health/live").status_code == 200
        for one in others:
            one.close()
    require_back(server.url)


def start_without_waiting(url: str, *arguments: str) -> Server:
    """Start a server that may not be able to answer."""
    port = find_free_port()
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": url, **SETTINGS}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), *arguments]
    log = tempfile.TemporaryFile()  # noqa: SIM115 - stop() closes it
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    return Server(f"http://127.0.0.1:{port}", process, log)


def wait_until_it_lives(url: str) -> None:
    for _ in range(1_200):
        with contextlib.suppress(httpx2.TransportError):
            assert httpx2.get(f"{url}/health/live").status_code == 200
            return
        time.sleep(0.05)
    raise AssertionError("it does not live")


@pytest.mark.parametrize("arguments", [[], ["--workers", "2"]], ids=["one", "workers"])
def test_postgresql_that_is_late(cluster: Cluster, arguments: list[str]) -> None:
    """The database is new, too: as soon as it is there, it gets its tables and the seed."""
    name = f"late_{len(arguments)}"
    address = make_url(cluster.url)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as administrator:
        administrator.execute(f"CREATE DATABASE {name}".encode())
    cluster.stop("fast")
    server = start_without_waiting(
        address.set(database=name).render_as_string(hide_password=False), *arguments
    )
    wait_until_it_lives(server.url)
    require_away(server.url)
    assert put(server, "new").status_code == 503
    cluster.start()
    require_back(server.url)
    assert httpx2.get(server.url).json()["coverage"]["articles"] == 1
    assert put(server, "new").status_code == 201
    assert "waiting for the database" in (log := server.stop())
    assert "Traceback" not in log


def test_postgresql_that_comes_while_the_server_starts(cluster: Cluster) -> None:
    """It is there again between the first try and the second, and has no tables yet."""
    address = make_url(cluster.url)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as administrator:
        administrator.execute(b"CREATE DATABASE meanwhile")
    cluster.stop("fast")
    server = start_without_waiting(address.set(database="meanwhile").render_as_string(hide_password=False))
    while "waiting for the database" not in server.read_log():
        assert server.process.poll() is None
        time.sleep(0.01)
    cluster.start()
    wait_until_it_lives(server.url)
    require_back(server.url)
    assert httpx2.get(server.url).json()["coverage"]["articles"] == 1
    assert "Traceback" not in server.stop()


def test_postgresql_that_is_late_and_may_not_be_written(cluster: Cluster) -> None:
    """Why it is still waited for is said; as soon as it may be written, all goes on."""
    address = make_url(cluster.url)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as administrator:
        administrator.execute(b"CREATE ROLE nobody_yet LOGIN")
        administrator.execute(b"CREATE DATABASE guarded")
    guarded = address.set(database="guarded", username="nobody_yet").render_as_string(hide_password=False)
    ended = subprocess.run(
        [sys.executable, "-m", "app", "serve"],
        cwd=ROOT,
        env={**os.environ, "WORTLAUT_DATABASE_URL": guarded},
        capture_output=True,
        timeout=20,
    )
    assert ended.returncode == 1
    [line] = ended.stderr.decode().splitlines()
    assert "permission denied" in line
    cluster.stop("fast")
    server = start_without_waiting(guarded)
    wait_until_it_lives(server.url)
    cluster.start()
    deadline = time.monotonic() + 60
    while "permission denied" not in server.read_log():
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert httpx2.get(f"{server.url}/health/ready").status_code == 503
    inside = address.set(drivername="postgresql", database="guarded")
    with psycopg.connect(inside.render_as_string(hide_password=False), autocommit=True) as administrator:
        administrator.execute(b"GRANT CREATE ON SCHEMA public TO nobody_yet")
    require_back(server.url)
    assert "Traceback" not in server.stop()


def test_postgresql_that_takes_no_writes_is_read(cluster: Cluster, server: Server) -> None:
    plain = make_url(cluster.url).set(drivername="postgresql").render_as_string(hide_password=False)
    end_others = b"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid != pg_backend_pid()"
    with psycopg.connect(plain, autocommit=True) as administrator:
        administrator.execute(b"ALTER DATABASE postgres SET default_transaction_read_only = on")
        administrator.execute(end_others)
        try:
            refused = put(server, "read-only")
            assert (refused.status_code, refused.json()["type"]) == (503, "/problems/read-only")
            assert httpx2.get(server.url + PATHS[0]).status_code == 200
        finally:
            administrator.execute(b"SET default_transaction_read_only = off")
            administrator.execute(b"ALTER DATABASE postgres RESET default_transaction_read_only")
            administrator.execute(end_others)
    require_back(server.url)
    assert put(server, f"written-{server.process.pid}").status_code == 201


def test_a_server_that_waits_can_be_ended(cluster: Cluster) -> None:
    cluster.stop("fast")
    server = start_without_waiting(cluster.url)
    wait_until_it_lives(server.url)
    began = time.monotonic()
    assert "Traceback" not in server.stop()
    assert time.monotonic() - began < 10
