"""Cached responses are sent in their turn, and like all others."""

import socket
import time

import pytest

from tests.server.wire import END, HEAD, QUOTE, ask, connect, read_response

LARGE = b"/openapi.json"


def test_answers_in_order_whether_cached_or_not(url: str) -> None:
    """Some are cached, some are not, some are refused; all are more than the connection takes at once."""
    targets = [QUOTE, LARGE, LARGE, QUOTE, b"/v1/quotes/random", QUOTE, b"/nope", LARGE, QUOTE + b"?a=1"] * 20
    alone = {target: ask(url, b"GET %b HTTP/1.1\r\nHost: x\r\n" % target + END) for target in set(targets)}
    with connect(url) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16_384)
        connection.sendall(b"".join(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % target for target in targets))
        time.sleep(0.5)
        with connection.makefile("rb") as received:
            for target in targets:
                status, headers, body = read_response(received)
                assert status == alone[target][0]
                assert headers.get("etag") == alone[target][1].get("etag") or target.endswith(b"random")
                assert body == alone[target][2] or status >= 400 or target.endswith(b"random")


@pytest.mark.parametrize(
    ("head", "status", "goes_on"),
    [
        (b"GET %b HTTP/1.0\r\n\r\n", 200, False),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200, False),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}", 200, True),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n", 200, True),
        (b"GET %b HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200, True),
    ],
)
def test_says_whether_a_connection_goes_on(url: str, head: bytes, status: int, goes_on: bool) -> None:
    for _ in range(3):  # The first is not cached yet.
        with connect(url) as connection:
            connection.sendall(head % QUOTE)
            with connection.makefile("rb") as received:
                answer = read_response(received)
                assert answer[0] == status
                assert (answer[1].get("connection") != "close") is goes_on
                connection.sendall(HEAD + END) if goes_on else None
                rest = received.read()
                assert rest.startswith(b"HTTP/1.1 200") if goes_on else rest == b""
