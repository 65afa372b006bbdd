"""Load from wrk, and what it measured."""

import os
import re
import shutil
import subprocess
import sys
from typing import NamedTuple


class Load(NamedTuple):
    """What one run of wrk measured; failed are answers other than 2xx and 3xx, and connections that fail."""

    answered: int
    failed: int
    rate: str
    median: str
    slowest: str


def run_wrk(url: str, *, seconds: int, clients: int) -> Load:
    """Ask an address as fast as so many clients can, from the last core; `slowest` is the p99."""
    if shutil.which("wrk") is None:
        sys.exit("This needs wrk (Debian's package of that name).")
    pinned = ["taskset", "-c", "1"] if (os.cpu_count() or 1) > 1 else []
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "10s", "--latency", url]
    said = subprocess.run([*pinned, *command], check=True, capture_output=True, text=True).stdout

    def find(pattern: str) -> str:
        found = re.search(pattern, said, re.MULTILINE)
        return found[1] if found else "0"

    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = int(find(r"Non-2xx or 3xx responses: (\d+)")) + sum(map(int, errors.groups() if errors else []))
    return Load(
        int(find(r"(\d+) requests in")),
        failed,
        find(r"Requests/sec:\s+([\d.]+)"),
        find(r"^\s+50%\s+(\S+)"),
        find(r"^\s+99%\s+(\S+)"),
    )
