"""The log under load: a line for each answer when the server ends, the reader is slow, or the disk full."""

import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO, NamedTuple

import httpx2
import pytest

from tests.conftest import DatabaseMaker
from tests.databases import ROOT, find_free_port
from tests.faults.test_faults import MAY_MOUNT, QUOTE_PATH, WITHOUT_MOUNT, mounted
from tests.server.wire import connect, read_response
from tests.servers import Server, start_server, wait_until_ready

pytestmark = pytest.mark.slow

TARGETS = [QUOTE_PATH, "/v1/speakers", QUOTE_PATH, "/v1/quotes/random", "/nope", QUOTE_PATH]
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


class Clients:
    """Clients that ask as fast as they can until the server ends, many requests at a time."""

    def __init__(self, url: str, count: int = 8) -> None:
        self._url = url
        self.answered: list[str] = []
        self._threads = [threading.Thread(target=self._ask) for _ in range(count)]
        for thread in self._threads:
            thread.start()

    def _ask(self) -> None:
        requests = "".join(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n" for target in TARGETS * 10).encode()
        # The server closes the connection, maybe within an answer, which then does not count.
        with contextlib.suppress(OSError, IndexError), connect(self._url) as connection:
            received = connection.makefile("rb")
            while True:
                connection.sendall(requests)
                for _ in range(len(TARGETS) * 10):
                    self.answered.append(read_response(received)[1]["x-request-id"])

    def wait(self) -> list[str]:
        """Wait until the server has ended, and return the ids of the answers."""
        for thread in self._threads:
            thread.join(timeout=30)
        return self.answered


class Told(NamedTuple):
    """What a line of the log says."""

    time: str
    request_id: str


def read_lines(log: str, style: str) -> list[Told]:
    """Return the lines of requests in the log, of which each line must be whole."""
    if style == "json":
        lines = [json.loads(line) for line in log.splitlines()]
        return [Told(line["time"], line["id"]) for line in lines if line["logger"] == "wortlaut.requests"]
    found = [line.split() for line in log.splitlines() if " wortlaut.requests: " in line]
    assert all(len(words) == 12 and ID.fullmatch(words[-1]) for words in found)
    return [Told(f"{words[0]} {words[1]}", words[-1]) for words in found]


@pytest.mark.parametrize("style", ["text", "json"])
def test_every_answer_has_its_line_when_the_server_ends(make_databases: DatabaseMaker, style: str) -> None:
    server = start_server(make_databases("sqlite").make(seed=True), WORTLAUT_LOG=style)
    clients = Clients(server.url)
    time.sleep(1.5)
    log = server.stop()
    answered = clients.wait()
    lines = read_lines(log, style)
    assert len(answered) > 1_000
    assert set(answered) <= {line.request_id for line in lines}
    assert len({line.request_id for line in lines}) == len(lines)
    assert [line.time for line in lines] == sorted(line.time for line in lines)
    assert "Finished server process" in log.splitlines()[-1]


def start_with_log(database: str, log: int | IO[bytes], *arguments: str, **settings: str) -> Server:
    """Start a server that writes its log there, and wait until it answers."""
    port = find_free_port()
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": database, **settings}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log)
    unused = tempfile.TemporaryFile()  # noqa: SIM115 - what ends the server closes it
    server = Server(f"http://127.0.0.1:{port}", process, unused)
    wait_until_ready(server)
    return server


def test_the_lines_of_several_processes_are_whole(make_databases: DatabaseMaker) -> None:
    database = make_databases("postgresql").make(seed=True)
    reading, writing = os.pipe()
    log = bytearray()

    def read_log() -> None:
        while part := os.read(reading, 10_000):
            log.extend(part)
            time.sleep(0.001)  # so that the pipe is full now and then

    reader = threading.Thread(target=read_log)
    reader.start()
    with os.fdopen(writing, "wb") as written:
        server = start_with_log(database, written, "--workers", "2", WORTLAUT_LOG="json")
    while log.count(b"Application startup complete") < 2:
        time.sleep(0.01)
    clients = Clients(server.url)
    time.sleep(1.5)
    server.stop()
    answered = clients.wait()
    reader.join()
    os.close(reading)
    ids = {line.request_id for line in read_lines(log.decode(), "json")}
    assert len({one[:24] for one in ids}) == 2  # Each process has its own beginning of ids.
    assert set(answered) <= ids


def test_a_log_that_nobody_reads_for_a_second_holds_up_no_request(make_databases: DatabaseMaker) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "wb") as written:
        server = start_with_log(make_databases("sqlite").make(seed=True), written)
    began = time.monotonic()
    answered: list[str] = []
    longest = 0.0
    with httpx2.Client(base_url=server.url) as client:
        while time.monotonic() - began < 1 or len(answered) < 2_000:  # The pipe holds some 600 lines.
            asked = time.monotonic()
            answered.append(client.get(QUOTE_PATH, timeout=10).headers["x-request-id"])
            longest = max(longest, time.monotonic() - asked)
    server.process.terminate()
    with os.fdopen(reading, "rb") as read:
        log = read.read().decode()
    server.stop()
    assert longest < 1
    assert set(answered) <= {line.request_id for line in read_lines(log, "text")}


@pytest.mark.skipif(not MAY_MOUNT, reason=WITHOUT_MOUNT)
def test_a_log_on_a_full_disk_stops_no_server_and_says_later_what_is_lost(
    make_databases: DatabaseMaker, tmp_path: Path
) -> None:
    with mounted(tmp_path / "full", "-t", "tmpfs", "-o", "size=1m", "tmpfs") as folder:
        log, filling = folder / "log", folder / "filling"
        with log.open("wb") as file:
            server = start_with_log(make_databases("sqlite").make(seed=True), file)
        with contextlib.suppress(OSError), filling.open("wb", buffering=0) as rest:
            while True:
                rest.write(b"x" * 4_096)
        with httpx2.Client(base_url=server.url) as client:
            answered = [client.get(QUOTE_PATH).headers["x-request-id"] for _ in range(300)]
            time.sleep(0.2)
            filling.unlink()
            later = {client.get(QUOTE_PATH).headers["x-request-id"] for _ in range(3)}
        server.stop()
        text = log.read_text()
    assert "Traceback" not in text
    told = re.findall(r"WARNING wortlaut: (\d+) lines of the log were lost: No space left on device\n", text)
    ids = {line.split()[-1] for line in text.splitlines() if ID.fullmatch(line.split()[-1])}
    assert len(told) == 1
    assert int(told[0]) == len(set(answered) - ids) > 200
    assert later <= ids
    assert "Finished server process" in text


def test_logs_the_same_whether_cached_or_not(make_databases: DatabaseMaker) -> None:
    server = start_server(make_databases("sqlite").make(seed=True), WORTLAUT_LOG="json")
    # Without gzip, so that the client sees the bytes that were sent.
    with httpx2.Client(base_url=server.url, headers={"Accept-Encoding": "identity"}) as client:
        first = client.get(QUOTE_PATH)
        known = {"If-None-Match": first.headers["etag"]}
        asked = [
            ("GET", first),  # stored by this
            ("GET", client.get(QUOTE_PATH)),
            ("HEAD", client.head(QUOTE_PATH)),
            ("GET", client.get(QUOTE_PATH, headers=known)),
            ("HEAD", client.head(QUOTE_PATH, headers=known)),
        ]
    log = [json.loads(line) for line in server.stop().splitlines()]
    lines = {line["id"]: line for line in log if line["logger"] == "wortlaut.requests"}
    for method, answer in asked:
        line = lines[answer.headers["x-request-id"]]
        assert (line["method"], line["path"], line["route"]) == (method, QUOTE_PATH, "/v1/quotes/{quote_id}")
        assert (line["status"], line["bytes"]) == (answer.status_code, len(answer.content))
        assert 0 <= line["ms"] < 10_000
        assert line["message"].endswith(answer.headers["x-request-id"])
