"""Clients that are slow, idle, many, or send too much; and an honest one that must be answered meanwhile."""

import asyncio
import contextlib
import statistics
import time
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from tests.robustness.server import measure_use, wait_for_calm
from tests.servers import Server

GET = b"GET /v1/quotes/q-21ea97e3a089f4d02987 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
PUT = b"PUT /v1/articles/new HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
POST = b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
LATEST = 60.0
"""Seconds after which whoever is still connected was not cut off."""


async def _connect(server: Server) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    host = urlsplit(server.url)
    return await asyncio.open_connection(host.hostname, host.port)


async def _ask_honestly(server: Server, is_over: asyncio.Event, times: list[float]) -> None:
    while not is_over.is_set():
        began = time.monotonic()
        reader, writer = await _connect(server)
        writer.write(GET)
        answer = await reader.read()
        writer.close()
        assert answer.startswith(b"HTTP/1.1 200"), answer[:100]
        times.append(time.monotonic() - began)
        await asyncio.sleep(0.01)


async def _be_slow(server: Server, number: int) -> float:
    """Send a head, or a body after its head, byte by byte, a second between them; return how long one may."""
    began = time.monotonic()
    reader, writer = await _connect(server)
    sent = GET
    if number % 2:
        writer.write(POST + b"Content-Length: 1000\r\n\r\n")
        sent = b" " * 1_000
    ended = asyncio.create_task(reader.read())
    for at in range(len(sent)):
        with contextlib.suppress(OSError):
            writer.write(sent[at : at + 1])
            await writer.drain()
        if (await asyncio.wait({ended}, timeout=1))[0]:
            break
    writer.close()
    with contextlib.suppress(OSError):
        await ended
    return time.monotonic() - began


async def _be_idle(server: Server, _number: int) -> float:
    began = time.monotonic()
    reader, writer = await _connect(server)
    with contextlib.suppress(OSError):
        await asyncio.wait_for(reader.read(), LATEST)
    writer.close()
    return time.monotonic() - began


async def _come_and_go(server: Server, number: int) -> float:
    """Connect, send a part of a request, and vanish."""
    began = time.monotonic()
    await asyncio.sleep(number / 300)
    with contextlib.suppress(OSError):
        _, writer = await _connect(server)
        writer.write(GET[: number % len(GET)])
        writer.transport.abort()
    return time.monotonic() - began


async def _crowd(
    server: Server, many: int, behave: Callable[[Server, int], Awaitable[float]]
) -> tuple[list[float], list[float]]:
    is_over = asyncio.Event()
    times: list[float] = []
    honest = asyncio.create_task(_ask_honestly(server, is_over, times))
    stayed: list[float] = []
    for first in range(0, many, 500):  # not more at once than wait to be accepted
        part = [
            asyncio.create_task(_note(behave(server, n), stayed))
            for n in range(first, min(first + 500, many))
        ]
        await asyncio.sleep(0.5)
        del part
    while len(stayed) < many:
        await asyncio.sleep(0.2)
    is_over.set()
    await honest
    return stayed, times


async def _note(stay: Awaitable[float], stayed: list[float]) -> None:
    stayed.append(await stay)


def crowd(server: Server) -> None:
    """Print how long slow, idle and vanishing clients stayed, and how long an honest one waited."""
    for name, many, behave in (
        ("slow", 200, _be_slow),
        ("idle", 8_000, _be_idle),
        ("come and go", 3_000, _come_and_go),
    ):
        before = measure_use(server)
        stayed, times = asyncio.run(_crowd(server, many, behave))
        after = wait_for_calm(server, before, 30)
        p99 = statistics.quantiles(times, n=100)[98]
        print(
            f"{many:,} {name}: stayed {min(stayed):.1f} to {max(stayed):.1f} s; "
            f"honest p99 {p99 * 1_000:.0f} ms of {len(times)}; "
            f"descriptors {before.descriptors} -> {after.descriptors}, "
            f"memory {before.memory:.0f} -> {after.memory:.0f} MiB",
            flush=True,
        )


async def _send(server: Server, head: bytes, part: bytes, parts: int) -> tuple[float, bytes]:
    """Send a head and then parts until there is an answer; return how long that took, and the answer."""
    began = time.monotonic()
    reader, writer = await _connect(server)
    answer = asyncio.create_task(reader.read(200))
    with contextlib.suppress(OSError):
        writer.write(head)
        for _ in range(parts):
            if answer.done():
                break
            writer.write(part)
            await writer.drain()
    received = b""
    with contextlib.suppress(OSError):
        received = await asyncio.wait_for(answer, 30)
    writer.transport.abort()
    return time.monotonic() - began, received


def send_too_much(server: Server, token: str) -> None:
    """Print how bodies and heads that are too large are answered, and what memory they take."""
    chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
    may = b"Authorization: Bearer " + token.encode() + b"\r\n"
    for name, head, part, parts in (
        (
            "100 MB body with its length",
            PUT + may + b"Content-Length: 100000000\r\n\r\n",
            b" " * 65_536,
            1_526,
        ),
        ("100 MB body in chunks", PUT + may + b"Transfer-Encoding: chunked\r\n\r\n", chunk, 1_526),
        ("100 MB body without a token", PUT + b"Content-Length: 100000000\r\n\r\n", b" " * 65_536, 1_526),
        ("50 MB head", b"GET / HTTP/1.1\r\nHost: x\r\nX: ", b"a" * 65_536, 763),
    ):
        before = measure_use(server)
        seconds, answer = asyncio.run(_send(server, head, part, parts))
        after = measure_use(server)
        said = answer.split(b"\r\n")[0].decode() or "closed"
        print(
            f"{name}: {said} after {seconds:.2f} s; memory +{after.memory - before.memory:.1f} MiB",
            flush=True,
        )
