"""300 clients at once on every list and item, on both databases: `python -m tests.load --seconds 20`.

The server runs on one core and wrk on another. Any answer but 200, and any connection that fails,
ends it with 1. How fast it goes is printed, not judged.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.databases import Databases, run_postgresql
from tests.servers import run_server

CLIENTS = 300
ARTICLE = "/v1/articles/kim-putin-briefwechsel-2023"
PATHS = [
    "/",
    "/v1/articles",
    ARTICLE,
    f"{ARTICLE}/text",
    f"{ARTICLE}/document",
    "/v1/statements",
    "/v1/statements/letter-kim-to-putin",
    "/v1/quotes",
    "/v1/quotes?speaker=Kim&addressee=Putin&type=direct&total=true",
    "/v1/quotes/random",
    "/v1/quotes/q-21ea97e3a089f4d02987",
    "/v1/speakers",
    "/v1/speakers/kim-jong-un",
    "/health/live",
    "/health/ready",
]


def measure(url: str, seconds: int) -> tuple[int, int, str, str]:
    """Return requests answered, requests failed, the rate and the slowest 1 % of one run of wrk."""
    pinned = ["taskset", "-c", "1"] if (os.cpu_count() or 1) > 1 else []
    command = ["wrk", "-t1", f"-c{CLIENTS}", f"-d{seconds}s", "--timeout", "10s", "--latency", url]
    said = subprocess.run([*pinned, *command], check=True, capture_output=True, text=True).stdout

    def find(pattern: str) -> str:
        found = re.search(pattern, said)
        return found[1] if found else "0"

    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said)
    failed = int(find(r"Non-2xx or 3xx responses: (\d+)")) + sum(map(int, errors.groups() if errors else []))
    return int(find(r"(\d+) requests in")), failed, find(r"Requests/sec:\s+([\d.]+)"), find(r"99%\s+(\S+)")


def main() -> None:
    """Measure every path on each kind of database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="how long each path is asked")
    seconds = parser.parse_args().seconds
    if shutil.which("wrk") is None:
        sys.exit("This needs wrk (Debian's package of that name).")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})  # The server inherits it.
    failures = 0
    with run_postgresql() as server, tempfile.TemporaryDirectory() as folder:
        for kind in ("sqlite", "postgresql"):
            if kind == "postgresql" and server is None:
                sys.exit("This needs PostgreSQL's server programs, or TEST_POSTGRESQL_URL.")
            database = Databases(kind, Path(folder), server).make(seed=True)
            with run_server(database, "--quiet") as url:
                for path in PATHS:
                    answered, failed, rate, slowest = measure(url + path, seconds)
                    failures += failed + (answered == 0)
                    outcome = f"{answered:6} answered, {failed} failed, {rate:>9}/s, p99 {slowest}"
                    print(f"{kind:10} {path:62} {outcome}", flush=True)
    print(f"{len(PATHS) * 2 * CLIENTS} clients, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
