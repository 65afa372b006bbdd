"""Requests for a long time, good, bad and given up; and writers among readers."""

import asyncio
import itertools
import random
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote, urlsplit

import httpx2

from tests.builders import Json, make_json, make_quote
from tests.robustness.server import WRITER, measure_use, wait_for_calm
from tests.servers import Server
from tests.wrk import run_wrk

PATHS = (
    "/v1/quotes?speaker=Kim",
    "/v1/quotes?q=Freund*",
    "/v1/articles/kim-putin-briefwechsel-2023",
    "/v1/verify?text=neue Waffe",
    "/v1/verify?text=Ich bin … überzeugt&speaker=Putin",
    "/v1/quotes?limit=0",
    "/v1/quotes?speaker=Nobody",
    "/nope",
    "/v1/quotes/random?seed=",
)
CLIENTS, WRITERS = 16, 8
GIVEN_UP = 0.1
"""Of the requests."""


async def _soak(server: Server, requests: int) -> Counter[str]:
    host = urlsplit(server.url)
    counts: Counter[str] = Counter()
    left = iter(range(requests))

    async def ask(chance: random.Random) -> None:
        for number in left:
            path = chance.choice(PATHS)
            target = quote(f"{path}{number}" if path.endswith("seed=") else path, safe="/?&=*")
            sent = f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
            reader, writer = await asyncio.open_connection(host.hostname, host.port)
            if chance.random() < GIVEN_UP:
                writer.write(sent[: chance.choice((chance.randrange(len(sent)), len(sent)))])
                writer.transport.abort()
                counts["given up"] += 1
                continue
            writer.write(sent)
            counts[(await reader.read())[9:12].decode()] += 1
            writer.close()

    await asyncio.gather(*(ask(random.Random(number)) for number in range(CLIENTS)))
    return counts


def soak(server: Server, requests: int) -> None:
    """Print what so many requests leave behind."""
    asyncio.run(_soak(server, requests))  # so that what is kept has filled its room
    before = measure_use(server)
    began = time.monotonic()
    counts = asyncio.run(_soak(server, requests))
    after = wait_for_calm(server, before, 30)
    print(
        f"{requests:,} requests in {time.monotonic() - began:.0f} s: {dict(sorted(counts.items()))}; "
        f"memory {before.memory:.1f} -> {after.memory:.1f} MiB ({after.memory / before.memory - 1:+.1%}), "
        f"descriptors {before.descriptors} -> {after.descriptors}, "
        f"threads {before.threads} -> {after.threads}",
        flush=True,
    )


def _make(number: int, version: int) -> Json:
    said = f"Wort {number} in Fassung {version}"
    return make_json(f"Anna sagte: „{said}“.", id=f"soak-{number}", quotes=[make_quote(said)])


class Writer:
    """Puts one article over and over, and reads it back after each time."""

    def __init__(self, server: Server, number: int) -> None:
        self._url = server.url
        self._number = number
        self.path = f"/v1/articles/soak-{number}"
        self.acknowledged: bytes | None = None
        self.outcomes: Counter[str] = Counter()

    def write(self, is_over: threading.Event) -> None:
        """Write until it is over."""
        with httpx2.Client(base_url=self._url, headers=WRITER, timeout=60) as client:
            for version in itertools.count(1):
                if is_over.is_set():
                    return
                precondition = {"If-Match": "*"} if self.acknowledged else {}
                answer = client.put(self.path, json=_make(self._number, version), headers=precondition)
                self.outcomes[str(answer.status_code)] += 1
                if answer.status_code in (200, 201):
                    self.acknowledged = answer.content
                    self.outcomes["not read back"] += client.get(self.path).content != answer.content


def write_among_readers(server: Server, seconds: int) -> None:
    """Print whether all that was acknowledged can be read, while more and more clients read a list."""
    for clients in (16, 100, 300, 1_000):
        writers = [Writer(server, number) for number in range(WRITERS)]
        is_over = threading.Event()
        with ThreadPoolExecutor(WRITERS) as threads:
            running = [threads.submit(one.write, is_over) for one in writers]
            load = run_wrk(f"{server.url}/v1/quotes", clients=clients, seconds=seconds)
            is_over.set()
            for ended in running:
                ended.result()
        outcomes = sum((one.outcomes for one in writers), Counter())
        kept = [httpx2.get(server.url + one.path).content == one.acknowledged for one in writers]
        for one in writers:
            httpx2.delete(server.url + one.path, headers=WRITER).raise_for_status()
        print(
            f"{clients:,} readers: {load.answered:,} answered, {load.failed} failed, p99 {load.slowest}; "
            f"{WRITERS} writers: {dict(outcomes)}, {kept.count(False)} lost",
            flush=True,
        )
