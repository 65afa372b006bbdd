"""The processes of a server, and the file that it creates."""

import contextlib
import os
import signal
import time
from pathlib import Path

import httpx2

from tests.conftest import DatabaseMaker
from tests.servers import Server, run_server, start_server


def list_workers(server: Server) -> set[int]:
    """Return the processes that serve; the parent only watches over them."""
    parent = server.process.pid
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return {int(one) for one in children if "spawn_main" in Path(f"/proc/{one}/cmdline").read_text()}


def test_replaces_a_worker_that_is_killed(make_databases: DatabaseMaker) -> None:
    server = start_server(make_databases("postgresql").make(seed=True), "--workers", "2")
    killed = min(list_workers(server))
    os.kill(killed, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while len(now := list_workers(server) - {killed}) < 2:
        assert time.monotonic() < deadline
        with contextlib.suppress(httpx2.TransportError):  # a connection that the killed one had
            assert httpx2.get(f"{server.url}/v1/quotes").status_code == 200
        time.sleep(0.1)
    for _ in range(20):
        assert httpx2.get(f"{server.url}/v1/quotes").status_code == 200
    assert list_workers(server) == now
    assert "Traceback" not in server.stop()


def test_creates_its_database_file_for_its_owner_alone(make_databases: DatabaseMaker, tmp_path: Path) -> None:
    with run_server(f"sqlite:///{tmp_path / 'new.db'}"):
        assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o600
