"""Requests for an upgrade, which the server declines, and their bodies."""

import contextlib
import json
import time

import pytest

from tests.server.wire import BODY, END, HEAD, POST, ask, connect, read_response, read_to_end

UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n"
INNER = b"GET /v1/speakers HTTP/1.1\r\nHost: x\r\n\r\n"


def test_goes_on_after_a_request_for_an_upgrade_without_a_body(url: str) -> None:
    upgrade = HEAD + b"Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n"
    with connect(url) as connection:
        body = b"GET /v1/smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        connection.sendall(
            upgrade + HEAD + b"\r\n" + upgrade + POST + b"Content-Length: %d\r\n\r\n" % len(body)
        )
        time.sleep(0.3)
        connection.sendall(body + HEAD + END)
        with connection.makefile("rb") as received:
            assert [read_response(received)[0] for _ in range(5)] == [200, 200, 200, 400, 200]
            assert received.read() == b""


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
            answers = [read_response(received) for _ in range(1 + bool(before))]
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
    assert "without Upgrade" in json.loads(body)["detail"]


def test_goes_on_after_a_request_for_an_upgrade_whose_body_is_empty(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(HEAD + UPGRADE + b"Content-Length: 0\r\n\r\n" + HEAD + END)
        with connection.makefile("rb") as received:
            assert [read_response(received)[0] for _ in range(2)] == [200, 200]
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
        received = read_to_end(connection)
    assert received.count(b"HTTP/1.1 ") == 1
    assert b"kim-jong-un" not in received
