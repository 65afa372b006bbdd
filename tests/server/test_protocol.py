"""Limits on requests, and which requests of a connection are answered."""

import contextlib
import json
import socket
import time

import httpx2
import pytest

from tests.server.wire import BODY, END, HEAD, POST, QUOTE, ask, connect, read_response, read_to_end


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
def test_refuses_invalid_requests_with_a_problem(url: str, sent: bytes, status: int) -> None:
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
    assert "occurs twice" in answer.json()["detail"]


@pytest.mark.parametrize(
    "sent", [HEAD + END, HEAD.replace(b"1.1", b"1.0") + b"\r\n", b"GET /health/live HTTP/1.0\r\n\r\n"]
)
def test_answers_ordinary_requests(url: str, sent: bytes) -> None:
    assert ask(url, sent)[0] == 200


def test_answers_pipelined_requests(url: str) -> None:
    with connect(url) as connection:
        connection.sendall((HEAD + b"\r\n") * 50 + HEAD + END)
        received = read_to_end(connection)
    assert received.count(b"HTTP/1.1 200 OK") == 51


@pytest.mark.parametrize(
    "head",
    [
        b"GET %b HTTP/1.0\r\n\r\n",
        b"GET %b HTTP/1.1\r\nHost: x\r\n" + END,
        b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
@pytest.mark.parametrize("target", [QUOTE, b"/v1/quotes/random"])
def test_answers_clients_that_have_stopped_sending(url: str, head: bytes, target: bytes) -> None:
    for _ in range(20):
        with connect(url) as connection:
            connection.sendall(head % target)
            connection.shutdown(socket.SHUT_WR)
            with connection.makefile("rb") as received:
                assert read_response(received)[0] == 200
                assert received.read() == b""


def test_takes_no_header_from_trailers(url: str) -> None:
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
        b"0\r\n" + b"X: 1\r\n" * 200_000,  # trailers
        b"0\r\nX: " + b"a" * 1_000_000,
        b"1;" + b"a" * 1_000_000,  # the extension of a chunk
    ],
)
@pytest.mark.parametrize("path", [b"/v1/verify", b"/nope"])
def test_limits_trailers_and_chunk_extensions_like_a_head(url: str, path: bytes, flood: bytes) -> None:
    with connect(url) as connection:
        connection.sendall(POST.replace(b"/v1/verify", path) + b"Transfer-Encoding: chunked\r\n\r\n")
        began = time.monotonic()
        with contextlib.suppress(OSError):
            connection.sendall(flood)
            while connection.recv(65_536):
                pass
        assert time.monotonic() - began < 3


def test_measures_a_head_without_what_was_read_before_it(url: str) -> None:
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
            received = read_to_end(connection)
        assert received.count(b"HTTP/1.1 200 OK") == count + 1


def test_limits_the_pipeline(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(b"GET /v1/quotes/random HTTP/1.1\r\nHost: x\r\n\r\n" * 3_000)
        received = read_to_end(connection)
    heads = received.split(b"HTTP/1.1 200 OK\r\n")[1:]
    assert 500 < len(heads) < 3_000
    assert [number for number, head in enumerate(heads) if b"connection: close" in head] == [len(heads) - 1]


@pytest.mark.parametrize(
    "bad", [HEAD + b"Host: y\r\n\r\n", b"\0\r\n\r\n", HEAD + b"X: " + b"a" * 100_000 + b"\r\n\r\n"]
)
@pytest.mark.parametrize("good", [POST + b"Content-Length: %d\r\n\r\n%b" % (len(BODY), BODY), HEAD + b"\r\n"])
def test_answers_requests_before_a_refused_one(url: str, good: bytes, bad: bytes) -> None:
    with connect(url) as connection:
        connection.sendall(good * 3 + bad)
        with connection.makefile("rb") as received:
            assert [read_response(received)[0] for _ in range(3)] == [200, 200, 200]
            with contextlib.suppress(ConnectionResetError):
                assert received.read().count(b"HTTP/1.1 2") == 0


def test_sends_no_second_response_to_a_request(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(POST.replace(b"/v1/verify", b"/nope") + b"Transfer-Encoding: chunked\r\n\r\n")
        time.sleep(0.3)
        connection.sendall(b"zz\r\n")
        received = read_to_end(connection)
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.startswith(b"HTTP/1.1 404")


def test_answers_nothing_after_a_refused_request(url: str) -> None:
    with connect(url) as connection:
        connection.sendall(HEAD + b"Host: y\r\n\r\n" + HEAD + b"\r\n" + HEAD + END)
        received = read_to_end(connection)
    assert received.count(b"HTTP/1.1 ") == 1
    assert received.startswith(b"HTTP/1.1 400")
