"""What is no request, or comes too slowly: a problem where one can be sent, and an end of the connection."""

import contextlib
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import httpx2
import pytest

from tests.conftest import DatabaseMaker
from tests.servers import Server, run_server, start_server

HEAD = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
END = b"Connection: close\r\n\r\n"
SECONDS = 45
"""Longer than any client is waited for."""


@pytest.fixture(scope="module")
def url(make_databases: DatabaseMaker) -> Iterator[str]:
    """The address of a server that sends what it keeps in the shortest way."""
    with run_server(make_databases("sqlite").make(seed=True), "--quiet") as address:
        yield address


def connect(url: str) -> socket.socket:
    host = urlsplit(url)
    return socket.create_connection((host.hostname, host.port), timeout=SECONDS)


def ask(url: str, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and read to the end of the connection; return status, headers and body."""
    with connect(url) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                received += part
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"\x16\x03\x01\x02\x00 no HTTP\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (HEAD + b"Host: y\r\n\r\n", 400),
        (HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (HEAD + b"X: " + b"a" * 40_000 + b"\r\nY: " + b"a" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 431),
        (HEAD + b"".join(b"X%d: 1\r\n" % number for number in range(101)) + b"\r\n", 431),
        (POST + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (POST + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef", 400),
        (POST + b"Content-Length: -5\r\n\r\n", 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        ("GET /ä HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
        (b"CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /v1/quotes?q=%ff HTTP/1.1\r\nHost: x\r\n" + END, 422),
        (b"GET /v1/quotes?" + b"&" * 2_000 + b"a=1 HTTP/1.1\r\nHost: x\r\n" + END, 422),
        (b"OPTIONS * HTTP/1.1\r\nHost: x\r\n" + END, 404),
        (b"TRACE / HTTP/1.1\r\nHost: x\r\n" + END, 405),
        (POST + b"Content-Length: 2\r\n" + END + b"\xff\xfe", 400),
        (POST.replace(b"json", b"xml") + b"Content-Length: 2\r\n" + END + b"{}", 415),
        (POST + b"Content-Length: 50000000\r\n" + END, 413),
    ],
)
def test_answers_what_is_no_request_with_a_problem(url: str, sent: bytes, status: int) -> None:
    began = time.monotonic()
    answered, headers, body = ask(url, sent)
    assert time.monotonic() - began < 3
    assert answered == status
    assert headers["content-type"] == "application/problem+json"
    problem = json.loads(body)
    assert problem["status"] == status
    assert problem["instance"] == f"urn:uuid:{headers['x-request-id']}"
    assert headers["x-content-type-options"] == "nosniff"
    assert httpx2.get(f"{url}{problem['type']}").status_code == 200


def test_reads_bodies_in_utf_8_alone_and_each_key_once(url: str) -> None:
    headers = {"Content-Type": "application/json"}
    claims = '{"claims": [{"text": "neue Waffe"}]}'
    assert httpx2.post(f"{url}/v1/verify", content=claims, headers=headers).status_code == 200
    for coded in (claims.encode("utf-16"), claims.encode("utf-32"), b"\xef\xbb\xbf" + claims.encode()):
        assert httpx2.post(f"{url}/v1/verify", content=coded, headers=headers).status_code == 400
    twice = claims.replace('"text"', '"text": "Kim", "text"')
    answer = httpx2.post(f"{url}/v1/verify", content=twice, headers=headers)
    assert answer.status_code == 422
    assert "stands twice" in answer.json()["detail"]


@pytest.mark.parametrize(
    "sent", [HEAD + END, HEAD.replace(b"1.1", b"1.0") + b"\r\n", b"GET /health/live HTTP/1.0\r\n\r\n"]
)
def test_answers_ordinary_requests(url: str, sent: bytes) -> None:
    assert ask(url, sent)[0] == 200


def test_answers_requests_that_come_together(url: str) -> None:
    with connect(url) as connection:
        connection.sendall((HEAD + b"\r\n") * 50 + HEAD + END)
        received = b""
        while part := connection.recv(65_536):
            received += part
    assert received.count(b"HTTP/1.1 200 OK") == 51


QUOTE = b"/v1/quotes/q-21ea97e3a089f4d02987"
LIST = b"/v1/quotes?limit=200"


def test_answers_in_order_whether_kept_or_not(url: str) -> None:
    """Some are kept, some must be made, some have a body, and some are of more than the client reads."""
    targets = [QUOTE, LIST, b"/v1/quotes/random", QUOTE, b"/nope", LIST, QUOTE + b"?a=1"] * 6
    alone = {target: ask(url, b"GET %b HTTP/1.1\r\nHost: x\r\n" % target + END) for target in set(targets)}
    with connect(url) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.sendall(b"".join(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % target for target in targets))
        time.sleep(0.5)
        with connection.makefile("rb") as received:
            for target in targets:
                status, headers, body = read_answer(received)
                assert status == alone[target][0]
                assert headers.get("etag") == alone[target][1].get("etag") or target.endswith(b"random")
                assert body == alone[target][2] or status >= 400 or target.endswith(b"random")


def read_answer(received: BinaryIO) -> tuple[int, dict[str, str], bytes]:
    """Read one answer of several."""
    status = int(received.readline().split()[1])
    headers = {}
    while (line := received.readline().decode("latin-1").strip()) != "":
        name, value = line.split(": ", 1)
        headers[name] = value
    return status, headers, received.read(int(headers["content-length"]))


@pytest.mark.parametrize(
    ("head", "status", "is_kept"),
    [
        (b"GET %b HTTP/1.0\r\n\r\n", 200, False),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, False),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 200, True),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n", 200, True),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200, True),
    ],
)
def test_says_whether_a_connection_goes_on(url: str, head: bytes, status: int, is_kept: bool) -> None:
    for _ in range(3):  # The first is not kept yet.
        with connect(url) as connection:
            connection.sendall(head % QUOTE)
            with connection.makefile("rb") as received:
                answer = read_answer(received)
                assert answer[0] == status
                assert (answer[1].get("connection") != "close") is is_kept
                connection.sendall(HEAD + END) if is_kept else None
                rest = received.read()
                assert rest.startswith(b"HTTP/1.1 200") if is_kept else rest == b""


@pytest.mark.parametrize(
    "head",
    [
        b"GET %b HTTP/1.0\r\n\r\n",
        b"GET %b HTTP/1.1\r\nHost: x\r\n" + END,
        b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
@pytest.mark.parametrize("target", [QUOTE, b"/v1/quotes/random"])
def test_answers_clients_that_have_ceased_to_send(url: str, head: bytes, target: bytes) -> None:
    for _ in range(20):
        with connect(url) as connection:
            connection.sendall(head % target)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as received:
                assert read_answer(received)[0] == 200
                assert received.read() == b""


def test_takes_no_header_from_behind_a_body(url: str) -> None:
    """A proxy before us would not have looked at it (RFC 9110, 6.5.1)."""
    untyped = (
        POST.replace(b"Content-Type: application/json\r\n", b"") + b"Transfer-Encoding: chunked\r\n" + END
    )
    body = b'{"claims": [{"text": "neue Waffe"}]}'
    trailed = b"%x\r\n%b\r\n0\r\nContent-Type: application/json\r\n\r\n" % (len(body), body)
    assert ask(url, untyped + trailed)[0] == 415


@pytest.mark.parametrize(
    "flood",
    [
        b"0\r\n" + b"X: 1\r\n" * 200_000,  # behind a body
        b"0\r\nX: " + b"a" * 1_000_000,
        b"1;" + b"a" * 1_000_000,  # the extension of a chunk
    ],
)
@pytest.mark.parametrize("path", [b"/v1/verify", b"/nope"])
def test_reads_no_more_beside_a_body_than_of_a_head(url: str, path: bytes, flood: bytes) -> None:
    with connect(url) as connection:
        connection.sendall(POST.replace(b"/v1/verify", path) + b"Transfer-Encoding: chunked\r\n\r\n")
        began = time.monotonic()
        with contextlib.suppress(OSError):
            connection.sendall(flood)
            while connection.recv(65_536):
                pass
        assert time.monotonic() - began < 3


def test_a_request_may_come_in_parts_behind_much_else(url: str) -> None:
    """However much was read with the beginning of a head, it is no part of it."""
    body = b'{"claims": [{"text": "neue Waffe"}]}'.ljust(100_000)
    posted = POST + b"Content-Length: %d\r\n\r\n" % len(body) + body
    many = (
        b"GET %b HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nUser-Agent: %b\r\n\r\n" % (QUOTE, b"a" * 200)
    ) * 900
    for before, count in ((posted, 1), (many, 900)):
        with connect(url) as connection:
            connection.sendall(before + HEAD)
            time.sleep(0.3)
            connection.sendall(END)
            received = b""
            while part := connection.recv(65_536):
                received += part
        assert received.count(b"HTTP/1.1 200 OK") == count + 1


def test_answers_only_so_many_requests_that_come_together(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(b"GET /v1/quotes/random HTTP/1.1\r\nHost: x\r\n\r\n" * 3_000)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                received += part
    heads = received.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert 500 < len(heads) < 3_000
    assert [number for number, head in enumerate(heads) if b"connection: close" in head] == [len(heads) - 1]


def test_goes_on_behind_an_upgrade_that_it_does_not_take(url: str) -> None:
    upgrade = HEAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    with connect(url) as connection:
        body = b"GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        connection.sendall(
            upgrade + HEAD + b"\r\n" + upgrade + POST + b"Content-Length: %d\r\n\r\n" % len(body)
        )
        time.sleep(0.3)
        connection.sendall(body + HEAD + END)
        with connection.makefile("rb") as received:
            assert [read_answer(received)[0] for _ in range(5)] == [200, 200, 200, 400, 200]
            assert received.read() == b""


BODY = b'{"claims": [{"text": "neue Waffe"}]}'


UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n"
INNER = b"GET /v1/speakers HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("step", [1_000, 7])
@pytest.mark.parametrize("before", [b"", HEAD + b"\r\n"])
def test_answers_a_request_for_an_upgrade_that_has_a_body_and_closes(
    url: str, before: bytes, step: int
) -> None:
    """Clients that offer HTTP/2 send it so in HTTP/1.1 at once; in one part or in several."""
    posted = before + POST + UPGRADE + b"Content-Length: %d\r\n\r\n%b" % (len(BODY), BODY)
    posted += INNER if step > len(posted) else b""  # What comes after the end would reset the connection.
    with connect(url) as connection:
        for at in range(0, len(posted), step):
            connection.sendall(posted[at : at + step])
            time.sleep(0.002)
        with connection.makefile("rb") as received:
            answers = [read_answer(received) for _ in range(1 + bool(before))]
            with contextlib.suppress(ConnectionResetError):
                assert received.read() == b""
    assert [answer[0] for answer in answers] == [200] * len(answers)
    assert b"unattributed" in answers[-1][2]
    assert answers[-1][1]["connection"] == "close"


def test_refuses_a_request_for_an_upgrade_that_has_a_chunked_body(url: str) -> None:
    chunked = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)
    status, headers, body = ask(url, POST + UPGRADE + chunked + INNER)
    assert status == 400
    assert headers["connection"] == "close"
    assert "leave out Upgrade" in json.loads(body)["detail"]


def test_goes_on_after_a_request_for_an_upgrade_whose_body_is_empty(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(HEAD + UPGRADE + b"Content-Length: 0\r\n\r\n" + HEAD + END)
        with connection.makefile("rb") as received:
            assert [read_answer(received)[0] for _ in range(2)] == [200, 200]
            assert received.read() == b""


@pytest.mark.parametrize("method", [b"POST /v1/verify", b"POST /nope", b"GET /health/live", b"CONNECT x:80"])
@pytest.mark.parametrize(
    "framed",
    [
        b"Content-Length: %d\r\n\r\n%b" % (len(INNER), INNER),
        b"Content-Length: %d\r\n\r\n%b" % (5, INNER),
        b"Content-Length: %d\r\n\r\n%b" % (len(INNER) + 9, INNER),
        b"Content-Length: %d\r\nContent-Length: 0\r\n\r\n%b" % (len(INNER), INNER),
        b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n%b" % (len(INNER), INNER),
        b"Content-Length: 0, %d\r\n\r\n%b" % (len(INNER), INNER),
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n%b" % (len(INNER), INNER),
        b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(INNER), INNER),
        b"Transfer-Encoding: gzip, chunked\r\n\r\n%x\r\n%b\r\n0\r\n\r\n" % (len(INNER), INNER),
        b"Transfer-Encoding: identity\r\n\r\n%b" % INNER,
    ],
)
@pytest.mark.parametrize("pause", [0.0, 0.05])
def test_no_body_is_read_as_a_request(url: str, method: bytes, framed: bytes, pause: float) -> None:
    """A proxy in front would see one request here, and give a second answer to another client."""
    head = method + b" HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
    fields, _, body = framed.partition(b"\r\n\r\n")
    with connect(url) as connection:
        connection.sendall(head + fields + b"\r\n\r\n")
        time.sleep(pause)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(body + HEAD + END)
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                received += part
    assert received.count(b"HTTP/1.1 ") == 1
    assert b"kim-jong-un" not in received


@pytest.mark.parametrize(
    "bad", [HEAD + b"Host: y\r\n\r\n", b"\0\r\n\r\n", HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n"]
)
@pytest.mark.parametrize("good", [POST + b"Content-Length: %d\r\n\r\n%b" % (len(BODY), BODY), HEAD + b"\r\n"])
def test_answers_what_came_before_what_it_refuses(url: str, good: bytes, bad: bytes) -> None:
    with connect(url) as connection:
        connection.sendall(good * 3 + bad)
        with connection.makefile("rb") as received:
            assert [read_answer(received)[0] for _ in range(3)] == [200, 200, 200]
            with contextlib.suppress(ConnectionResetError):
                assert received.read().count(b"HTTP/1.1 2") == 0


def test_no_request_has_two_answers(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(POST.replace(b"/v1/verify", b"/nope") + b"Transfer-Encoding: chunked\r\n\r\n")
        time.sleep(0.3)
        connection.sendall(b"zz\r\n")
        received = b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                received += part
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.startswith(b"HTTP/1.1 404")


def test_answers_nothing_that_comes_after_what_it_refuses(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(HEAD + b"Host: y\r\n\r\n" + HEAD + b"\r\n" + HEAD + END)
        received = b""
        while part := connection.recv(65_536):
            received += part
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.startswith(b"HTTP/1.1 400")


@pytest.mark.slow
def test_cuts_off_whoever_is_slow(url: str) -> None:
    """Silent, half a head, a byte a second, half a body, no reading; all at once, and nobody else waits."""
    began = time.monotonic()
    unread = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"
    reading_nothing = connect(url)
    reading_nothing.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
    reading_nothing.sendall(unread * 100)
    slow = [
        (connect(url), sent)
        for sent in (
            b"",
            HEAD,
            POST + b"Content-Length: 50\r\n\r\n{",
            POST + b"Transfer-Encoding: chunked\r\n\r\n",
            HEAD + b"\r\n\r\n",  # an answered request, and then none
            POST.replace(b"/v1/verify", b"/nope") + b"Content-Length: 50\r\n\r\n{",  # answered before its end
        )
    ]
    for connection, sent in slow:
        connection.sendall(sent)
        connection.setblocking(False)
    dripping, drops = connect(url), iter(HEAD * 9)
    ends: dict[int, float] = {}
    answers: dict[int, bytes] = {}
    is_dripping = True
    while len(ends) < len(slow) + 1 and time.monotonic() - began < SECONDS:
        time.sleep(0.5)
        if is_dripping:
            try:
                dripping.sendall(bytes([next(drops)]))
            except OSError:
                is_dripping = False
                ends[len(slow)] = time.monotonic() - began
        for number, (connection, _) in enumerate(slow):
            with contextlib.suppress(BlockingIOError):
                if number not in ends and not (part := connection.recv(65_536)):
                    ends[number] = time.monotonic() - began
                elif number not in ends:
                    answers[number] = part
        asked = time.monotonic()
        assert httpx2.get(f"{url}/health/live").status_code == 200
        assert time.monotonic() - asked < 1
    for connection, _ in slow:
        connection.close()
    dripping.close()
    assert sorted(ends) == [0, 1, 2, 3, 4, 5, 6]
    assert all(9 < ends[number] < 14 for number in (0, 1, 6))
    assert all(27 < ends[number] < 30.5 for number in (2, 3))
    assert all(14 < ends[number] < 30.5 for number in (4, 5))
    assert [answers[number][9:12] for number in range(6)] == [b"408"] * 4 + [b"200", b"404"]
    with reading_nothing:
        assert time.monotonic() - began > 28
        assert is_cut_off(reading_nothing, unread)


def is_cut_off(connection: socket.socket, request: bytes) -> bool:
    """Tell whether nobody takes what is sent any more; that shows a moment later."""
    try:
        for _ in range(50):
            connection.sendall(request)
            time.sleep(0.05)
    except OSError:
        return True
    return False


@contextlib.contextmanager
def started(make_databases: DatabaseMaker) -> Iterator[Server]:
    server = start_server(make_databases("sqlite").make(seed=True))
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def test_ends_in_time_whatever_clients_do(make_databases: DatabaseMaker) -> None:
    with started(make_databases) as server:
        held = [connect(server.url) for _ in range(5)]
        for connection, sent in zip(
            held, (b"", HEAD, POST + b"Content-Length: 9\r\n\r\n{", POST, HEAD + b"\r\n"), strict=True
        ):
            connection.sendall(sent)
        time.sleep(0.5)
        began = time.monotonic()
        log = server.stop()
        assert time.monotonic() - began < 10
        for connection in held:
            connection.close()
        assert "Traceback" not in log


def test_what_is_under_way_is_answered_before_the_end(make_databases: DatabaseMaker) -> None:
    with started(make_databases) as server:
        body = b'{"claims": [{"text": "neue Waffe"}]}'
        connection = connect(server.url)
        connection.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(body) + body[:10])
        time.sleep(0.3)
        os.kill(server.process.pid, signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(body[10:])
        received = b""
        while part := connection.recv(65_536):
            received += part
        connection.close()
        assert received.startswith(b"HTTP/1.1 200 OK")
        assert b"unattributed" in received


def list_workers(server: Server) -> set[int]:
    """Return the processes that serve; the parent only watches over them."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {int(one) for one in children if "spawn_main" in Path(f"/proc/{one}/cmdline").read_text()}


def test_a_worker_that_is_killed_is_replaced(make_databases: DatabaseMaker) -> None:
    server = start_server(make_databases("postgresql").make(seed=True), "--workers", "2")
    killed = min(list_workers(server))
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while len(now := list_workers(server) - {killed}) < 2:
        assert time.monotonic() < deadline
        with contextlib.suppress(httpx2.TransportError):  # a connection that the killed one had
            assert httpx2.get(f"{server.url}/v1/quotes").status_code == 200
        time.sleep(0.1)
    for _ in range(20):
        assert httpx2.get(f"{server.url}/v1/quotes").status_code == 200
    assert list_workers(server) == now
    assert "Traceback" not in server.stop()


def test_a_database_file_of_ours_is_its_owners_alone(make_databases: DatabaseMaker, tmp_path: Path) -> None:
    with run_server(f"sqlite:///{tmp_path / 'new.db'}"):
        assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
