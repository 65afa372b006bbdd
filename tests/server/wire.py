"""HTTP as bytes over a socket: what an HTTP client would not send."""

import contextlib
import socket
from typing import BinaryIO
from urllib.parse import urlsplit

HEAD = b"GET /health/live HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
BODY = b'{"claims": [{"text": "neue Waffe"}]}'
END = b"Connection: close\r\n\r\n"
QUOTE = b"/v1/quotes/q-21ea97e3a089f4d02987"
TIMEOUT = 45
"""Seconds, more than any of the server's timeouts."""


def connect(url: str) -> socket.socket:
    host = urlsplit(url)
    return socket.create_connection((host.hostname, host.port), timeout=TIMEOUT)


def read_to_end(connection: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            received += part
    return received


def ask(url: str, sent: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and read to the end of the connection; return status, headers and body."""
    with connect(url) as connection:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.sendall(sent)
        received = read_to_end(connection)
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in lines)
    return int(status.split()[1]), headers, body


def read_response(received: BinaryIO) -> tuple[int, dict[str, str], bytes]:
    """Read one answer of several."""
    status = int(received.readline().split()[1])
    headers = {}
    while (line := received.readline().decode("latin-1").strip()) != "":
        name, value = line.split(": ", 1)
        headers[name] = value
    return status, headers, received.read(int(headers["content-length"]))
