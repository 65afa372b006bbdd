"""The server that is attacked, and what it takes of the machine."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import httpx2

from app.write_tokens import hash_token
from tests.clusters import run_postgresql
from tests.databases import Databases
from tests.servers import Server, start_server

TOKEN = "wortlaut_robust"
WRITER = {"Authorization": f"Bearer {TOKEN}"}


class Use(NamedTuple):
    """What a process takes: private memory in MiB, descriptors and threads."""

    memory: float
    descriptors: int
    threads: int


def measure_use(server: Server) -> Use:
    """Return what the server's process takes now."""
    process = Path(f"/proc/{server.process.pid}")
    lines = (process / "smaps_rollup").read_text().splitlines()
    private = sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))
    return Use(private / 1024, len(list((process / "fd").iterdir())), len(list((process / "task").iterdir())))


def wait_for_calm(server: Server, before: Use, seconds: float) -> Use:
    """Return what the server takes as soon as it has as few descriptors as before, or after so long."""
    until = time.monotonic() + seconds
    while (now := measure_use(server)).descriptors > before.descriptors and time.monotonic() < until:
        time.sleep(0.5)
    return now


@contextlib.contextmanager
def attacked(kind: str) -> Iterator[Server]:
    """Yield a server with the seed that takes writes."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(run_postgresql()) if kind == "postgresql" else None
        database = Databases(kind, folder, url).make(seed=True)
        settings = {"WORTLAUT_WRITE_TOKENS": hash_token(TOKEN)}
        server = start_server(database, "--quiet", **settings)
        try:
            for _ in range(
                200
            ):  # Whatever is loaded when it is first needed is there before anything counts.
                httpx2.get(f"{server.url}/v1/quotes?q=Kim").raise_for_status()
            yield server
        finally:
            log = server.stop()
            print("a traceback stands in the log" if "Traceback" in log else "no traceback in the log")
