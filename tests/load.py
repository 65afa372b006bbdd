"""300 clients at once on every list and item, on both databases: `python -m tests.load --seconds 20`.

The server runs on one core and wrk on another. Any answer but 200, and any connection that fails,
ends it with 1. How fast it goes is printed, not judged.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

import httpx2

from tests.clusters import run_postgresql
from tests.databases import Databases
from tests.servers import run_server
from tests.wrk import run_wrk

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
    "/v1/verify?text=siegreich&speaker=Kim",
    "/v1/quotes/q-21ea97e3a089f4d02987",
    "/v1/speakers",
    "/v1/speakers/kim-jong-un",
    "/health/live",
    "/health/ready",
]


def main() -> None:
    """Measure every path on each kind of database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=20, help="how long each path is asked")
    seconds = parser.parse_args().seconds
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {0})  # The server inherits it.
    failures = 0
    with run_postgresql() as server, tempfile.TemporaryDirectory() as folder:
        for kind in ("sqlite", "postgresql"):
            if kind == "postgresql" and server is None:
                sys.exit("This needs PostgreSQL's server programs, or TEST_POSTGRESQL_URL.")
            database = Databases(kind, Path(folder), server).make(seed=True)
            with run_server(database, "--quiet", WORTLAUT_CACHE_MIB="0") as url:
                for path in PATHS:
                    load = run_wrk(url + path, seconds=seconds, clients=CLIENTS)
                    failures += load.failed + (load.answered == 0)
                    # wrk leaves requests behind, and the next path is not to wait for them.
                    httpx2.get(url + path, timeout=60).raise_for_status()
                    outcome = f"{load.answered:6} answered, {load.failed} failed, {load.rate:>9}/s"
                    outcome += f", p99 {load.slowest}"
                    print(f"{kind:10} {path:62} {outcome}", flush=True)
    print(f"{len(PATHS) * 2 * CLIENTS} clients, {failures} failures")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
