"""Slow clients: a problem if one can be sent, and the end of the connection."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Iterator

import pytest

from app.server import timeouts
from tests.conftest import DatabaseMaker
from tests.server.short_timeouts import SHORT
from tests.server.wire import BODY, END, HEAD, POST, ask, connect, read_to_end
from tests.servers import Server, start_server

HEAD_TIMEOUT, BODY_TIMEOUT = SHORT["HEAD_TIMEOUT"], SHORT["BODY_TIMEOUT"]
KEEP_ALIVE_TIMEOUT = SHORT["KEEP_ALIVE_TIMEOUT"]
SLOW_CLIENTS = [
    # what is sent, the status of the only response, and seconds until the connection ends
    (b"", b"408", HEAD_TIMEOUT),
    (HEAD, b"408", HEAD_TIMEOUT),
    (POST + b"Content-Length: 50\r\n\r\n{", b"408", BODY_TIMEOUT),
    (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"408", BODY_TIMEOUT),
    (HEAD + b"\r\n\r\n", b"200", KEEP_ALIVE_TIMEOUT),  # answered, and then no request
    # answered before the end of its body
    (POST.replace(b"/v1/verify", b"/nope") + b"Content-Length: 50\r\n\r\n{", b"404", KEEP_ALIVE_TIMEOUT),
]
LARGE = b"GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n"


@contextlib.contextmanager
def started(make_databases: DatabaseMaker) -> Iterator[Server]:
    server = start_server(make_databases("sqlite").make(seed=True), module="tests.server.short_timeouts")
    try:
        yield server
    finally:
        if server.process.poll() is None:
            server.kill()


def test_the_short_timeouts_are_in_the_order_of_the_real_ones() -> None:
    real = {name: getattr(timeouts, name) for name in SHORT}
    assert sorted(SHORT, key=SHORT.__getitem__) == sorted(real, key=real.__getitem__)


@pytest.mark.slow
def test_closes_the_connections_of_slow_clients(make_databases: DatabaseMaker) -> None:
    """Silent, half a head, a byte at a time, half a body, no reading; no other client waits."""
    with started(make_databases) as server, contextlib.ExitStack() as connections:
        began = time.monotonic()
        reading_nothing, dripping, *slow = (
            connections.enter_context(connect(server.url)) for _ in range(2 + len(SLOW_CLIENTS))
        )
        reading_nothing.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        reading_nothing.sendall(LARGE * 100)
        for connection, (sent, _, _) in zip(slow, SLOW_CLIENTS, strict=True):
            connection.sendall(sent)
            connection.setblocking(False)
        drops = iter(HEAD * 9)
        ends: dict[socket.socket, float] = {}
        responses = dict.fromkeys(slow, b"")
        delays: list[float] = []
        while len(ends) < 1 + len(slow) and time.monotonic() - began < 5 * BODY_TIMEOUT:
            time.sleep(0.1)
            if dripping not in ends:
                try:
                    dripping.sendall(bytes([next(drops)]))
                except OSError:
                    ends[dripping] = time.monotonic() - began
            for connection in set(slow) - ends.keys():
                with contextlib.suppress(BlockingIOError):
                    responses[connection] += (part := connection.recv(65_536))
                    if not part:
                        ends[connection] = time.monotonic() - began
            asked = time.monotonic()
            assert ask(server.url, HEAD + END)[0] == 200
            delays.append(time.monotonic() - asked)
        assert sorted(delays)[len(delays) * 9 // 10] < 1  # Some may wait for a machine that is busy.
        assert 0 < ends[dripping] - HEAD_TIMEOUT < 3
        for connection, (_, status, seconds) in zip(slow, SLOW_CLIENTS, strict=True):
            assert responses[connection][9:12] == status
            assert responses[connection].count(b"HTTP/1.1 ") == 1
            assert 0 < ends[connection] - seconds < 3
        assert max(ends[slow[0]], ends[slow[1]]) < ends[slow[4]] < min(ends[slow[2]], ends[slow[3]])
        assert time.monotonic() - began > SHORT["WRITE_STALL_TIMEOUT"]
        assert is_closed(reading_nothing, LARGE)


def is_closed(connection: socket.socket, request: bytes) -> bool:
    """Tell whether the server has closed the connection; that shows a moment later."""
    try:
        for _ in range(50):
            connection.sendall(request)
            time.sleep(0.05)
    except OSError:
        return True
    return False


def test_stops_in_time_whatever_clients_do(make_databases: DatabaseMaker) -> None:
    with started(make_databases) as server, contextlib.ExitStack() as connections:
        for sent in (b"", HEAD, POST + b"Content-Length: 9\r\n\r\n{", POST, HEAD + b"\r\n"):
            connections.enter_context(connect(server.url)).sendall(sent)
        time.sleep(0.5)
        began = time.monotonic()
        log = server.stop()
        assert SHORT["SHUTDOWN_TIMEOUT"] <= time.monotonic() - began < 5  # uvicorn itself would wait for 8.
        assert "Traceback" not in log


def test_answers_the_request_under_way_before_it_stops(make_databases: DatabaseMaker) -> None:
    with started(make_databases) as server, connect(server.url) as connection:
        connection.sendall(POST + b"Content-Length: %d\r\n\r\n" % len(BODY) + BODY[:10])
        time.sleep(0.3)
        os.kill(server.process.pid, signal.SIGTERM)
        time.sleep(0.3)
        connection.sendall(BODY[10:])
        received = read_to_end(connection)
        assert received.startswith(b"HTTP/1.1 200 OK")
        assert b"unattributed" in received
