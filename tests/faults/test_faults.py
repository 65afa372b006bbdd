"""Faults of the store and of clients: a plain answer, nothing lost, and all as before when they are over."""

import contextlib
import json
import os
import resource
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import psycopg
import pytest
from sqlalchemy import make_url
from sqlmodel import Session

from app.database.database import LOCKED, Database
from app.database.lock_wait import LOCK_TIMEOUT
from app.schemas.document import ArticleDocument
from app.services.ingest import importer, storage
from app.write_tokens import hash_token
from tests.builders import make_json, make_quote
from tests.databases import ROOT, Databases, make_settings
from tests.server.short_timeouts import SHORT
from tests.servers import Server, run_server, start_server

TOKEN = "wortlaut_test"
SEED_PATH = "/v1/articles/kim-putin-briefwechsel-2023"
QUOTE_PATH = "/v1/quotes/q-21ea97e3a089f4d02987"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
pytestmark = pytest.mark.slow
MAY_MOUNT = os.geteuid() == 0 and shutil.which("mount") is not None
WITHOUT_MOUNT = "only root can mount a file system that is full or read-only"


def put(url: str, article_id: str = "new") -> httpx2.Response:
    document = make_json(id=article_id, quotes=[make_quote("Guten Tag")])
    return httpx2.put(f"{url}/v1/articles/{article_id}", json=document, headers=WRITER, timeout=30)


def start(url: str, *, module: str = "app", **settings: str) -> Server:
    return start_server(url, module=module, WORTLAUT_WRITE_TOKENS=hash_token(TOKEN), **settings)


def require_problem(answer: httpx2.Response, status: int, code: str) -> None:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == f"/problems/{code}"
    assert answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.fixture
def file(make_databases: Callable[[str], Databases]) -> Path:
    """A SQLite file of the test's own, with the seed in it."""
    return Path(str(make_url(make_databases("sqlite").make(seed=True)).database))


@contextlib.contextmanager
def mounted(folder: Path, *options: str | Path) -> Iterator[Path]:
    folder.mkdir(exist_ok=True)
    subprocess.run(["mount", *options, folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.skipif(not MAY_MOUNT, reason=WITHOUT_MOUNT)
def test_a_full_disk_takes_no_writes_and_goes_on_reading(file: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "full", "-t", "tmpfs", "-o", "size=4m", "tmpfs") as folder:
        shutil.copy(file, folder / "a.db")
        server = start(f"sqlite:///{folder / 'a.db'}")
        filling = folder / "filling"
        with contextlib.suppress(OSError), filling.open("wb", buffering=0) as rest:
            while True:
                rest.write(b"x" * 512)
        answer = put(server.url)
        require_problem(answer, 507, "storage-full")
        assert answer.headers["retry-after"]
        assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
        assert httpx2.get(f"{server.url}/v1/articles/new").status_code == 404
        filling.unlink()
        assert put(server.url).status_code == 201
        assert "Traceback" not in server.stop()


@pytest.mark.skipif(not MAY_MOUNT, reason=WITHOUT_MOUNT)
def test_searches_say_that_the_disk_of_the_index_is_full_and_go_on_when_it_is_not(
    file: Path, tmp_path: Path
) -> None:
    with mounted(tmp_path / "full", "-t", "tmpfs", "-o", "size=4m", "tmpfs") as folder:
        server = start(f"sqlite:///{file}", WORTLAUT_INDEX=str(folder))
        filling = folder / "filling"
        with contextlib.suppress(OSError), filling.open("wb", buffering=0) as rest:
            while True:
                rest.write(b"x" * 512)
        assert put(server.url).status_code == 201
        answer = httpx2.get(f"{server.url}/v1/articles?q=Waffe")
        require_problem(answer, 503, "index-outdated")
        assert "cannot be written: No space left on device" in answer.json()["detail"]
        assert not list(folder.rglob("new-*"))
        filling.unlink()
        assert httpx2.get(f"{server.url}/v1/articles?q=Waffe").json()["items"]
        assert "Traceback" not in server.stop()


@pytest.mark.skipif(not MAY_MOUNT, reason=WITHOUT_MOUNT)
def test_a_read_only_file_is_served_and_not_written(file: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    shutil.copy(file, here / "a.db")
    with mounted(tmp_path / "there", "--bind", here) as folder:
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
        server = start(f"sqlite:///{folder / 'a.db'}")
        assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
        assert httpx2.get(f"{server.url}/v1/verify?text=neue Waffe").json()["verdict"] == "unattributed"
        require_problem(put(server.url), 503, "read-only")
        assert "Traceback" not in server.stop()


def test_another_program_that_locks_the_file_delays_only_writes(file: Path) -> None:
    server = start(f"sqlite:///{file}", WORTLAUT_CACHE_MIB="0")
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        began = time.monotonic()
        answer = put(server.url)
        assert time.monotonic() - began < 8
        require_problem(answer, 503, "unavailable")
        assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
        other.execute("ROLLBACK")
    assert put(server.url).status_code == 201
    assert "Traceback" not in server.stop()


@contextlib.contextmanager
def lock_by_transaction(url: str) -> Iterator[None]:
    """Hold the lock of a transaction that writes, on either database."""
    if url.startswith("sqlite"):
        with contextlib.closing(sqlite3.connect(make_url(url).database or "", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        connection.execute("SELECT revision FROM corpus FOR UPDATE")
        yield


@contextlib.contextmanager
def lock_by_import(url: str) -> Iterator[None]:
    """Hold the lock of an import: on old versions of SQLite, a file beside the database."""
    with Database(make_settings(url)) as other, Session(other.open_writer()) as session:
        storage.lock(session)
        yield


@pytest.mark.parametrize("lock", [lock_by_transaction, lock_by_import])
def test_each_write_behind_a_lock_is_told_after_its_own_patience(
    databases: Databases, lock: Callable[[str], contextlib.AbstractContextManager[None]]
) -> None:
    """Not after the patience of all before it: fifty would wait for minutes."""
    url = databases.make(seed=True)
    server = start(url)

    def put_in_time(number: int) -> tuple[int, float]:
        began = time.monotonic()
        answer = put(server.url, f"behind-{number}")
        require_problem(answer, 503, "unavailable")
        assert answer.json()["detail"] == LOCKED
        return number, time.monotonic() - began

    with lock(url), ThreadPoolExecutor(50) as clients:
        told = list(clients.map(put_in_time, range(50)))
    assert min(seconds for _, seconds in told) > LOCK_TIMEOUT - 1  # They did wait.
    assert max(seconds for _, seconds in told) < LOCK_TIMEOUT + 4
    assert put(server.url).status_code == 201
    for number, _ in told:
        assert httpx2.get(f"{server.url}/v1/articles/behind-{number}").status_code == 404
    assert "Traceback" not in server.stop()


def test_no_client_is_cut_off_for_what_the_server_waits_for(file: Path) -> None:
    """It has sent a part of a third request; the first is answered after longer than a head may take."""
    assert SHORT["HEAD_TIMEOUT"] < LOCK_TIMEOUT / 2
    server = start(f"sqlite:///{file}", module="tests.server.short_timeouts")
    host = urlsplit(server.url)
    delete = (
        b"DELETE /v1/articles/nothing HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\n" % TOKEN.encode()
    )
    live = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
    with (
        contextlib.closing(sqlite3.connect(file, isolation_level=None)) as locking,
        socket.create_connection((host.hostname, host.port), timeout=60) as client,
    ):
        locking.execute("BEGIN IMMEDIATE")
        client.sendall(delete + b"\r\n" + live + b"\r\n" + live)
        time.sleep(SHORT["HEAD_TIMEOUT"] + 1)
        client.sendall(b"Connection: close\r\n\r\n")
        received = b""
        while part := client.recv(65_536):
            received += part
    statuses = [answer[:3] for answer in received.split(b"HTTP/1.1 ")[1:]]
    assert statuses == [b"503", b"200", b"200"]
    assert "Traceback" not in server.stop()


@contextlib.contextmanager
def failing(server: Server, calls: str) -> Iterator[None]:
    """Let calls of the system fail for a server, as those to a broken disk do."""
    command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}"]
    command += ["-e", f"inject={calls}:error=EIO", "-p", str(server.process.pid)]
    strace = subprocess.Popen(command, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while "TracerPid:\t0" in Path(f"/proc/{server.process.pid}/status").read_text():
            assert strace.poll() is None, strace.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(0.2)  # until it has all threads
        yield
    finally:
        strace.terminate()
        strace.communicate(timeout=60)


@pytest.mark.skipif(shutil.which("strace") is None, reason="only strace can let calls of the system fail")
@pytest.mark.parametrize("calls", ["pwrite64", "fsync,fdatasync", "openat"])
def test_a_disk_that_cannot_be_written_takes_nothing_and_loses_nothing(file: Path, calls: str) -> None:
    server = start(f"sqlite:///{file}", WORTLAUT_CACHE_MIB="0")
    written = put(server.url, "before")
    assert written.status_code == 201
    with failing(server, calls):
        answers = [put(server.url, f"new-{number}") for number in range(5)]
        assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
        assert httpx2.get(f"{server.url}/health/live").status_code == 200
    for number, answer in enumerate(answers):
        stored = httpx2.get(f"{server.url}/v1/articles/new-{number}")
        if answer.status_code == 201:  # This one needed no such call.
            assert stored.content == answer.content
        else:
            require_problem(answer, 503, "unavailable")
            assert stored.status_code == 404
    assert answers[0].status_code == 503
    assert httpx2.get(f"{server.url}/v1/articles/before").content == written.content
    assert put(server.url, "after").status_code == 201
    assert "Traceback" not in server.stop()
    with contextlib.closing(sqlite3.connect(file)) as opened:
        assert opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


@pytest.mark.skipif(shutil.which("strace") is None, reason="only strace can let calls of the system fail")
def test_a_disk_that_cannot_be_read_is_a_503(file: Path) -> None:
    filling = f"{'noch' * 50} " * 225  # Few words, which are what takes time to index.
    documents = [
        make_json(f"Anna sagte: „Wort {number}“. {filling}", id=f"a-{number}") for number in range(100)
    ]
    with Database(make_settings(f"sqlite:///{file}")) as database:
        for document in documents:
            database.run_write(importer.import_article, ArticleDocument.model_validate(document))
    server = start(f"sqlite:///{file}", WORTLAUT_CACHE_MIB="0")
    with failing(server, "pread64"):
        failed = [httpx2.get(f"{server.url}/v1/articles/a-{number}") for number in range(0, 100, 5)]
        assert httpx2.get(f"{server.url}/health/live").status_code == 200
    assert {answer.status_code for answer in failed} <= {200, 503}
    assert any(answer.status_code == 503 for answer in failed)
    for number in range(0, 100, 5):
        assert httpx2.get(f"{server.url}/v1/articles/a-{number}").status_code == 200
    assert "Traceback" not in server.stop()


@pytest.mark.skipif(shutil.which("faketime") is None, reason="only faketime can let a clock be wrong")
def test_a_clock_that_is_wrong_by_years_changes_nothing(databases: Databases, tmp_path: Path) -> None:
    """It begins in 1999, and goes on in 2061 and in 1985."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    clock = tmp_path / "clock"
    clock.write_text("@1999-01-01 00:00:00")
    settings = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",  # That of a machine never goes back.
    }
    server = start(databases.make(seed=True), **settings)
    for year in (1999, 2061, 1985):
        clock.write_text(f"@{year}-01-01 00:00:00")
        time.sleep(1.5)  # The server looks once a second.
        answer = httpx2.get(f"{server.url}{QUOTE_PATH}")
        assert answer.status_code == 200
        assert str(year) in answer.headers["date"] or str(year - 1) in answer.headers["date"]
        known = {"If-None-Match": answer.headers["etag"]}
        assert httpx2.get(f"{server.url}{QUOTE_PATH}", headers=known).status_code == 304
        assert httpx2.get(f"{server.url}/v1/verify?text=neue Waffe").json()["verdict"] == "unattributed"
        assert put(server.url, f"article-{year}").status_code == 201
        assert httpx2.get(f"{server.url}/v1/articles/article-{year}").status_code == 200
        assert httpx2.get(f"{server.url}/health/ready").status_code == 200
    assert "Traceback" not in server.stop()


def damage_page(file: Path) -> None:
    raw = bytearray(file.read_bytes())
    raw[4096 * 10 : 4096 * 12] = os.urandom(8192)
    file.write_bytes(raw)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda file: file.write_bytes(file.read_bytes()[:-5000]), "its end is missing"),
        (lambda file: file.write_bytes(b"x" * 100 + file.read_bytes()[100:]), "no SQLite database"),
        (lambda file: file.write_bytes(b"not a database"), "no SQLite database"),
        (damage_page, "is damaged"),
        (
            lambda file: file.write_bytes(file.read_bytes()[:16] + b"\0\1" + file.read_bytes()[18:]),
            "is damaged",
        ),
    ],
    ids=["cut", "head", "text", "pages", "page-size"],
)
def test_a_damaged_file_is_not_served(file: Path, damage: Callable[[Path], None], said: str) -> None:
    damage(file)
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": f"sqlite:///{file}"}
    command = [sys.executable, "-m", "app", "serve"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60)
    assert ended.returncode == 1
    [line] = ended.stderr.decode().splitlines()
    assert line.startswith("wortlaut: ")
    assert said in line


def change_text(database: Database) -> None:
    """Make Putin's letter say the opposite, in as many letters."""
    statement = "UPDATE article SET text = replace(text, 'Ich bin überzeugt', 'Ich bin NICHTzeugt')"
    database.run_write(lambda session: session.connection().exec_driver_sql(statement))


def test_nothing_of_a_damaged_text_is_served_as_verbatim(databases: Databases) -> None:
    url = databases.make(seed=True)
    with Database(make_settings(url)) as database:
        change_text(database)
    with run_server(url) as server:
        statement = httpx2.get(f"{server}/v1/statements/letter-putin-to-kim")
        for path in (
            SEED_PATH,
            f"{SEED_PATH}/text",
            f"{SEED_PATH}/text?start=0&end=5",
            f"{SEED_PATH}/document",
        ):
            require_problem(httpx2.get(f"{server}{path}"), 500, "damaged-text")
        for path in ("/v1/quotes?speaker=Putin", "/v1/quotes?q=überzeugt"):
            require_problem(httpx2.get(f"{server}{path}"), 500, "damaged-text")
        require_problem(statement, 500, "damaged-text")
        for claim in ("Ich bin NICHTzeugt", "neue Waffe"):
            require_problem(httpx2.get(f"{server}/v1/verify?text={claim}"), 500, "damaged-text")
        # Kim's words are still those that his quote's id is made of.
        assert httpx2.get(f"{server}{QUOTE_PATH}").status_code == 200


def test_a_server_out_of_descriptors_comes_back(file: Path) -> None:
    server = start(f"sqlite:///{file}")
    resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE, (60, 60))
    host = urlsplit(server.url)
    idle = []
    for _ in range(200):
        with contextlib.suppress(OSError):
            idle.append(socket.create_connection((host.hostname, host.port), timeout=1))
    for one in idle:
        one.close()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx2.TransportError):
            if httpx2.get(f"{server.url}{QUOTE_PATH}", timeout=2).status_code == 200:
                break
    else:
        pytest.fail("it did not come back")
    server.stop()


@pytest.fixture
def on_postgresql(make_databases: Callable[[str], Databases]) -> Iterator[tuple[Server, str]]:
    """A server without a cache on PostgreSQL, and the database's address for its driver."""
    url = make_databases("postgresql").make(seed=True)
    server = start(url, WORTLAUT_CACHE_MIB="0")
    yield server, make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    assert "Traceback" not in server.stop()


def test_killed_sessions_are_replaced(on_postgresql: tuple[Server, str]) -> None:
    server, plain = on_postgresql
    kill = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid != pg_backend_pid()"
    )
    with psycopg.connect(plain, autocommit=True) as administrator:
        for number in range(20):
            administrator.execute(kill)
            assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code in (200, 503)
            assert put(server.url, f"article-{number}").status_code in (201, 503)
    assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
    assert put(server.url).status_code == 201


def test_locked_tables_are_a_503_in_time(on_postgresql: tuple[Server, str]) -> None:
    server, plain = on_postgresql
    with psycopg.connect(plain) as other:
        other.execute("LOCK TABLE corpus, quote, article IN ACCESS EXCLUSIVE MODE")
        began = time.monotonic()
        require_problem(httpx2.get(f"{server.url}{QUOTE_PATH}", timeout=20), 503, "unavailable")
        require_problem(put(server.url), 503, "unavailable")
        assert time.monotonic() - began < 12
        assert httpx2.get(f"{server.url}/health/live").status_code == 200
        require_problem(httpx2.get(f"{server.url}/health/ready", timeout=20), 503, "unavailable")
    assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
    assert put(server.url).status_code == 201


def test_backs_up_a_database_that_is_served(file: Path, tmp_path: Path) -> None:
    server = start(f"sqlite:///{file}")
    assert put(server.url).status_code == 201
    copy = tmp_path / "copy.db"
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": f"sqlite:///{file}"}
    command = [sys.executable, "-m", "app", "backup", str(copy)]
    first, second = (
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60) for _ in range(2)
    )
    assert first.returncode == 0, first.stderr
    assert second.returncode == 1
    assert b"exists already" in second.stderr
    assert copy.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith("copy")] == ["copy.db"]
    theirs = tmp_path / "other.db.part"
    theirs.write_text("somebody's")
    refused = subprocess.run(
        [*command[:-1], str(tmp_path / "other.db")],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        timeout=60,
    )
    assert refused.returncode == 1
    assert theirs.read_text() == "somebody's"
    here = httpx2.get(f"{server.url}/v1/articles/new")
    with run_server(f"sqlite:///{copy}") as restored:
        there = httpx2.get(f"{restored}/v1/articles/new")
    assert there.content == here.content
    server.stop()


def test_writes_a_line_of_json_for_each_request(file: Path) -> None:
    server = start(f"sqlite:///{file}", WORTLAUT_LOG="json")
    asked = httpx2.get(f"{server.url}{QUOTE_PATH}?", headers={"Authorization": "Bearer secret"})
    httpx2.get(f"{server.url}/v1/verify?text=geheime Worte")
    httpx2.get(f"{server.url}/no%0Asuch")
    lines = [json.loads(line) for line in server.stop().splitlines()]
    requests = {line["path"]: line for line in lines if line["logger"] == "wortlaut.requests"}
    quote = requests[QUOTE_PATH]
    assert quote["id"] == asked.headers["x-request-id"]
    assert (quote["method"], quote["route"], quote["status"]) == ("GET", "/v1/quotes/{quote_id}", 200)
    assert quote["bytes"] == int(asked.headers["content-length"])
    assert quote["ms"] > 0
    assert requests["/no%0Asuch"]["status"] == 404
    assert "geheim" not in str(lines)
    assert "secret" not in str(lines)


class Line:
    """A line to PostgreSQL that can be cut, or go dead, and be mended."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self._open: list[socket.socket] = []
        self.is_dead = False
        self.is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                here, _ = self._socket.accept()
            except OSError:
                return
            if self.is_cut:
                here.close()
                continue
            there = socket.create_connection(self._target)
            self._open += [here, there]
            for one, other in ((here, there), (there, here)):
                threading.Thread(target=self._carry, args=(one, other), daemon=True).start()

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := one.recv(65_536):
                while self.is_dead:
                    time.sleep(0.05)
                other.sendall(part)
        for end in (one, other):
            end.close()

    def cut(self) -> None:
        """Reset all connections, and refuse new ones."""
        self.is_cut = True
        for end in self._open:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        self.cut()
        self._socket.close()


@pytest.mark.parametrize("fault", ["cut", "dead"])
def test_postgresql_that_is_away_is_a_503_in_time_and_then_all_is_as_before(
    make_databases: Callable[[str], Databases], fault: str
) -> None:
    url = make_url(make_databases("postgresql").make(seed=True))
    line = Line(str(url.host), int(url.port or 5432))
    through = url.set(host="127.0.0.1", port=line.port).render_as_string(hide_password=False)
    server = start(through)
    assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
    if fault == "cut":
        line.cut()
    else:
        line.is_dead = True
    time.sleep(0.2)  # What is kept may be sent for a moment more.
    for path in (QUOTE_PATH, "/v1/quotes?speaker=Kim", "/v1/verify?text=neue Waffe", "/health/ready"):
        began = time.monotonic()
        require_problem(httpx2.get(f"{server.url}{path}", timeout=20), 503, "unavailable")
        assert time.monotonic() - began < 6
    began = time.monotonic()
    require_problem(put(server.url), 503, "unavailable")
    assert time.monotonic() - began < 10
    assert httpx2.get(f"{server.url}/health/live").status_code == 200
    line.is_cut = line.is_dead = False
    deadline = time.monotonic() + 60
    while httpx2.get(f"{server.url}/health/ready", timeout=20).status_code != 200:
        assert time.monotonic() < deadline
    assert httpx2.get(f"{server.url}{QUOTE_PATH}").status_code == 200
    assert put(server.url).status_code in (200, 201)
    assert "Traceback" not in server.stop()
    line.close()
