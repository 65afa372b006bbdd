"""The program that is measured, as its users have it: commands in processes, settings in the environment."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from tests.benchmarks import processes
from tests.benchmarks.asking import ask_once
from tests.benchmarks.processes import Server
from tests.benchmarks.searches import to_target
from tests.databases import ROOT, find_free_port

CACHE = "WORTLAUT_CACHE_MIB"
SETTINGS = {"cached": {}, "uncached": {CACHE: "0"}}


class Abilities(NamedTuple):
    """What this version can do; where it cannot, there is nothing to measure."""

    has_cache: bool
    has_search: bool

    def settings(self, name: str) -> dict[str, str]:
        """Return the environment that makes it cached or uncached."""
        return dict(SETTINGS[name]) if self.has_cache else {}


def run_command(database: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command on all cores and return how it ended."""
    command = [sys.executable, "-m", "app", *arguments]
    pinned = processes.pin(command, *range(os.cpu_count() or 1))
    settings = {**os.environ, "WORTLAUT_DATABASE_URL": database, **environment}
    return subprocess.run(pinned, check=False, cwd=ROOT, env=settings, capture_output=True)


def make_serve_command(port: int) -> list[str]:
    """Return the command that serves."""
    return [sys.executable, "-m", "app", "serve", "--port", str(port), "--quiet"]


@contextmanager
def run_wortlaut(database: str, settings: dict[str, str]) -> Iterator[Server]:
    """Serve a database."""
    port = find_free_port()
    with processes.run(
        make_serve_command(port), port, "/health/ready", WORTLAUT_DATABASE_URL=database, **settings
    ) as server:
        yield server


def find_abilities(database: str) -> Abilities:
    """Find out what this version can do."""
    refusal = run_command("sqlite:///:memory:", "export", "nothing", **{CACHE: "0"}).stderr
    has_cache = b"unknown setting" not in refusal
    with run_wortlaut(database, {}) as server:
        return Abilities(has_cache, ask_once(server.url, to_target("Regierung", limit="1")).status == 200)


def say_last_line(ended: subprocess.CompletedProcess[bytes]) -> str:
    """Return why a command failed, in its own words."""
    lines = [line for line in ended.stderr.decode().splitlines() if line.strip()]
    return lines[-1] if lines else f"it ended with {ended.returncode}"
