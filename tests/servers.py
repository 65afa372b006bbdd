"""Real servers for the tests, run by the command line."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

import httpx2

from tests.databases import ROOT, find_free_port
from tests.forked import ForkedProcess


class Server(NamedTuple):
    """A server that runs, and what it writes: into a file, because it would wait for whoever reads a pipe."""

    url: str
    process: subprocess.Popen[bytes] | ForkedProcess
    log: IO[bytes]

    def stop(self) -> str:
        """End it in good order, and return all that it wrote."""
        self.process.terminate()
        self.process.wait(timeout=60)
        with self.log:
            return self.read_log()

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()
        self.log.close()

    def read_log(self) -> str:
        """Return what it has written so far."""
        self.log.seek(0)
        return self.log.read().decode()


def start_server(database_url: str, *arguments: str, module: str = "app", **settings: str) -> Server:
    """Start a server on this database; return it as soon as it answers.

    `module` may be one that changes what a test cannot wait for, and then runs the command line. Such a
    server, one with several processes, and one with another C library are started as users start it; others
    are forked from a process that has imported the program.
    """
    port = find_free_port()
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": database_url, **settings}
    command = ["serve", "--port", str(port), *arguments]
    log = tempfile.NamedTemporaryFile()  # noqa: SIM115 - what ends the server closes it
    process: subprocess.Popen[bytes] | ForkedProcess
    if module == "app" and "--workers" not in arguments and "LD_PRELOAD" not in settings:
        process = ForkedProcess(command, environment, Path(log.name))
    else:
        command = [sys.executable, "-m", module, *command]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
    server = Server(f"http://127.0.0.1:{port}", process, log)
    try:
        wait_until_ready(server)
    except BaseException:
        server.kill()
        raise
    return server


@contextmanager
def run_server(database_url: str, *arguments: str, **settings: str) -> Iterator[str]:
    """Yield the address of a server on this database; it ends with the block, in good order."""
    server = start_server(database_url, *arguments, **settings)
    try:
        yield server.url
    finally:
        log = server.stop()
    assert "Traceback" not in log, log


def wait_until_ready(server: Server) -> None:
    """Wait until the server answers, or fail with what it wrote when it ended."""
    for _ in range(1_200):
        if server.process.poll() is not None:
            raise AssertionError(f"the server ended: {server.read_log()}")
        try:
            httpx2.get(f"{server.url}/health/ready").raise_for_status()
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not answer")
