"""Real servers for the tests: the command line, started as users start it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from tests.databases import ROOT, find_free_port


def start_server(database_url: str, *arguments: str, **settings: str) -> tuple[str, subprocess.Popen[bytes]]:
    """Start a server on this database; return its address and process as soon as it answers."""
    port = find_free_port()
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": database_url, **settings}
    command = [sys.executable, "-m", "app", "serve", "--port", str(port), *arguments]
    server = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}", server)
    except BaseException:
        server.kill()
        raise
    return f"http://127.0.0.1:{port}", server


@contextmanager
def run_server(database_url: str, *arguments: str, **settings: str) -> Iterator[str]:
    """Yield the address of a server on this database; it ends with the block, in good order."""
    url, server = start_server(database_url, *arguments, **settings)
    try:
        yield url
    finally:
        log = stop_server(server)
    assert "Traceback" not in log, log


def stop_server(server: subprocess.Popen[bytes]) -> str:
    """End a server in good order, and return all that it wrote."""
    server.terminate()
    return server.communicate(timeout=20)[0].decode()


def wait_until_ready(url: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers, or fail with what it wrote when it ended."""
    for _ in range(600):
        if server.poll() is not None:
            raise AssertionError(f"the server ended: {server.communicate()[0].decode()}")
        try:
            httpx2.get(f"{url}/health/ready").raise_for_status()
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not answer")
