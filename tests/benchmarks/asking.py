"""Clients: one that asks and keeps the answer, and wrk, which asks as fast as it can."""

import http.client
import re
import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

UNITS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def find(self, name: str) -> str | None:
        """Return the value of a header, or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)


class Client:
    """One connection that is kept."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=120)

    def get(self, target: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a target, without a content coding as wrk does."""
        try:
            self._connection.request("GET", target, headers=dict(headers or {}))
            response = self._connection.getresponse()
        except http.client.RemoteDisconnected:  # It was idle for too long.
            self._connection.close()
            self._connection.request("GET", target, headers=dict(headers or {}))
            response = self._connection.getresponse()
        return Answer(response.status, response.getheaders(), response.read())

    def time(self, target: str) -> tuple[float, bool]:
        """Return the milliseconds that an answer took, and whether it was a good one."""
        began = time.perf_counter()
        answer = self.get(target)
        return (time.perf_counter() - began) * 1_000, answer.status == 200

    def close(self) -> None:
        """Give the connection up."""
        self._connection.close()


def ask_once(url: str, target: str, headers: Mapping[str, str] | None = None) -> Answer:
    """Ask for a target on a connection of its own."""
    client = Client(url)
    try:
        return client.get(target, headers)
    finally:
        client.close()


class Load(NamedTuple):
    """What wrk measured; failed are answers other than 2xx and 3xx, and connections that fail."""

    answered: int
    failed: int
    rate: float
    median: float
    slowest: float
    """Milliseconds: the median, and those that 99 % do not exceed."""


def ask_hard(
    address: str,
    *,
    seconds: float,
    core: int,
    clients: int = 16,
    patience: int = 60,
    headers: Mapping[str, str] | None = None,
) -> Load:
    """Ask an address as fast as so many clients can, with wrk's one thread on a core.

    An answer that takes longer than `patience` (seconds) counts as failed.
    """
    allow_files(clients + 200)
    given = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
    command = ["taskset", "-c", str(core), "wrk", "-t1", f"-c{clients}", f"-d{max(1, round(seconds))}s"]
    command += ["--timeout", f"{patience}s", "--latency", *given, address]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def find(pattern: str) -> str:
        found = re.search(pattern, said, re.MULTILINE)
        return found[1] if found else "0"

    def find_time(share: str) -> float:
        found = re.search(rf"^\s+{share}%\s+([\d.]+)([a-z]+)", said, re.MULTILINE)
        return float(found[1]) * UNITS[found[2]] if found else 0.0

    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = int(find(r"Non-2xx or 3xx responses: (\d+)")) + sum(map(int, errors.groups() if errors else []))
    return Load(
        int(find(r"(\d+) requests in")),
        failed,
        float(find(r"Requests/sec:\s+([\d.]+)")),
        find_time("50"),
        find_time("99"),
    )


def allow_files(count: int) -> None:
    """Let this process and those it starts open so many files, as far as the system allows it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < count:
        wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def find_percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]
