"""Servers as processes: started on a core of their own, watched from outside through /proc."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.asking import ask_once
from tests.databases import ROOT

SERVER_CORE, CLIENT_CORE = (0, 1) if (os.cpu_count() or 1) > 1 else (0, 0)
TICKS = os.sysconf("SC_CLK_TCK")
START_SECONDS = 120


class Server(NamedTuple):
    """A server that runs."""

    url: str
    pid: int


def pin(command: Sequence[str], *cores: int) -> list[str]:
    """Return the command that runs another one on these cores alone."""
    return ["taskset", "-c", ",".join(map(str, cores)), *command]


@contextmanager
def spawn(command: Sequence[str], port: int, **environment: str) -> Iterator[Server]:
    """Start a server on the server's core without waiting for it; it ends with the block."""
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            pin(command, SERVER_CORE),
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
        try:
            yield Server(f"http://127.0.0.1:{port}", process.pid)
        except Exception:
            log.seek(0)
            print(log.read().decode()[-4_000:])
            raise
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:  # It still answers what nobody waits for any more.
                process.kill()
                process.wait()


@contextmanager
def run(command: Sequence[str], port: int, ready: str, **environment: str) -> Iterator[Server]:
    """Start a server and wait until it answers a target with 200."""
    with spawn(command, port, **environment) as server:
        wait_for(server, ready)
        yield server


def wait_for(server: Server, target: str, pause: float = 0.02) -> None:
    """Wait until a server answers a target with 200, or raise `AssertionError`."""
    until = time.monotonic() + START_SECONDS
    status: int | None = None
    while time.monotonic() < until:
        assert not has_ended(server.pid), "the server ended"
        try:
            status = ask_once(server.url, target).status
        except OSError:
            time.sleep(pause)
            continue
        if status == 200:
            return
        time.sleep(pause)
    raise AssertionError(f"the server does not answer {target}: {status}")


def has_ended(pid: int) -> bool:
    """Tell whether a process is gone, or only waits to be buried."""
    fields = _read_stat(pid)
    return fields is None or fields[0] == "Z"


def find_tree(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and (fields := _read_stat(int(folder.name))):
            children.setdefault(int(fields[1]), []).append(int(folder.name))
    tree = [pid]
    for one in tree:
        tree += children.get(one, [])
    return tree


def read_cpu(pid: int) -> float:
    """Return the seconds of processor time that a process and its descendants have used.

    That of descendants that have ended counts, too, once they are waited for.
    """
    found = [fields for one in find_tree(pid) if (fields := _read_stat(one))]
    return sum(int(ticks) for fields in found for ticks in fields[11:15]) / TICKS


def read_private_memory(pid: int) -> float:
    """Return the MiB that a process and its descendants share with nobody (USS)."""
    total = 0
    for one in find_tree(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Private_"):
                total += int(line.split()[1])
    return total / 1024


def wait_until_idle(*pids: int, seconds: float = 60) -> None:
    """Wait until processes compute nothing any more: what a client gave up may still be answered."""
    until = time.monotonic() + seconds
    before = sum(map(read_cpu, pids))
    while time.monotonic() < until:
        time.sleep(0.15)
        now = sum(map(read_cpu, pids))
        if now - before <= 2 / TICKS:
            return
        before = now


def _read_stat(pid: int) -> list[str] | None:
    """Return the fields of /proc/PID/stat from the third (the state) on; None if there is no process."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return None
