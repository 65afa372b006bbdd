"""How soon a server answers after its start, and how much memory it takes."""

import statistics
import time

from tests.benchmarks.asking import Client, ask_hard
from tests.benchmarks.bench import Bench
from tests.benchmarks.cases import get_json
from tests.benchmarks.filled import lend_empty
from tests.benchmarks.processes import CLIENT_CORE, read_private_memory, spawn, wait_for, wait_until_idle
from tests.benchmarks.tables import Cell, Table
from tests.benchmarks.wortlaut import make_serve_command
from tests.databases import find_free_port

POLLED = 0.002
ARTICLES = 1_000
"""Different articles asked before memory is read, so that a cache has something to keep."""


def time_starts(bench: Bench) -> list[Table]:
    """Time starts on a new database, which is made and seeded, on that again, and on a filled one."""
    taken: dict[str, list[tuple[float, float]]] = {"new": [], "seeded": [], "filled": []}
    for _ in range(bench.rounds):
        with lend_empty(bench.filled.kind, bench.folder, bench.filled.wortlaut) as empty:
            taken["new"].append(_time_start(empty))
            taken["seeded"].append(_time_start(empty))
        taken["filled"].append(_time_start(bench.filled.wortlaut))
    rows: list[list[Cell]] = [
        [name, *(statistics.median(one[place] for one in found) for place in (0, 1))]
        for name, found in taken.items()
    ]
    columns = ["database", "to /health/ready", "to /v1/articles"]
    return [Table("Seconds from the start of the process to the first answer", columns, rows, [])]


def _time_start(database: str) -> tuple[float, float]:
    port = find_free_port()
    began = time.perf_counter()
    with spawn(make_serve_command(port), port, WORTLAUT_DATABASE_URL=database) as server:
        wait_for(server, "/health/ready", POLLED)
        ready = time.perf_counter() - began
        wait_for(server, "/v1/articles", POLLED)
        return ready, time.perf_counter() - began


def weigh(bench: Bench) -> list[Table]:
    """Read the private memory of the server, before and after load."""
    rows: list[list[Cell]] = []
    for name in ("cached", "uncached") if bench.abilities.has_cache else ("uncached",):
        with bench.serve(name) as (server, client):
            wait_until_idle(server.pid)
            idle = read_private_memory(server.pid)
            _load(bench, client, server.url)
            wait_until_idle(server.pid)
            rows.append([name, idle, read_private_memory(server.pid)])
    columns = ["server", "idle", "after load"]
    return [Table("Private memory of the server's processes (MiB)", columns, rows, [])]


def _load(bench: Bench, client: Client, url: str) -> None:
    count = min(ARTICLES, bench.filled.articles)
    for number in range(count):
        article = get_json(client, f"/v1/articles/article-{number:06}")
        get_json(client, article["quotes"][0]["links"]["self"])
    for target in ("/v1/quotes", "/v1/articles", "/v1/articles/article-000000"):
        ask_hard(url + target, seconds=bench.seconds, core=CLIENT_CORE, clients=100)
