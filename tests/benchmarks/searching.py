"""How long searches take, and what they do to those who only read."""

import statistics
import threading
import time

from tests.benchmarks.asking import Client, ask_hard, find_percentile
from tests.benchmarks.bench import Bench
from tests.benchmarks.cases import find_subjects
from tests.benchmarks.processes import CLIENT_CORE
from tests.benchmarks.searches import WORST, to_target
from tests.benchmarks.tables import Cell, Table

NO_SEARCH = "This version has no search."
REQUESTS_MIN = 40


def time_searches(bench: Bench) -> list[Table]:
    """Time single searches of each kind over one connection."""
    title = "Searches over one connection (ms, uncached)"
    columns = ["kind", "requests", "p50", "p99", "longest", "failed"]
    if not bench.abilities.has_search:
        return [Table(title, columns, [], [NO_SEARCH])]
    rows: list[list[Cell]] = []
    kinds = {kind: [to_target(one.q) for one in found] for kind, found in bench.searches.items()}
    kinds["worst"] = list(map(to_target, WORST))
    with bench.serve() as (_, client):
        for kind, targets in kinds.items():
            for target in targets:  # Once, so that all that is lazy is loaded.
                client.time(target)
            asked: list[tuple[float, bool]] = []
            until = time.monotonic() + bench.seconds * bench.rounds
            while len(asked) < REQUESTS_MIN or time.monotonic() < until:
                asked += [client.time(target) for target in targets]
            took = [one[0] for one in asked]
            failed = sum(not is_good for _, is_good in asked)
            p99 = find_percentile(took, 0.99)
            rows.append([kind, len(took), statistics.median(took), p99, max(took), failed])
    return [Table(title, columns, rows, [])]


def find_worst(client: Client) -> str:
    """Return the search that takes longest."""
    took = {q: statistics.median(client.time(to_target(q))[0] for _ in range(3)) for q in WORST}
    return max(took, key=lambda q: took[q])


def read_beside_searches(bench: Bench) -> list[Table]:
    """Read single quotes alone, and while another client does nothing but the search that takes longest."""
    title = "One client reads single quotes (ms, uncached)"
    columns = ["beside it", "requests/s", "median", "p99", "failed"]
    rows: list[list[Cell]] = []
    seconds = bench.seconds * bench.rounds
    with bench.serve() as (server, client):
        quote = f"/v1/quotes/{find_subjects(client, bench.filled.articles).quote}"

        def read(beside: str) -> None:
            load = ask_hard(server.url + quote, seconds=seconds, core=CLIENT_CORE, clients=1)
            rows.append([beside, load.rate, load.median, load.slowest, load.failed])

        read("nobody")
        if not bench.abilities.has_search:
            return [Table(title, columns, rows, [NO_SEARCH])]
        worst = find_worst(client)
        address = server.url + to_target(worst)
        options = {"seconds": seconds + 1, "core": CLIENT_CORE, "clients": 1}
        searching = threading.Thread(target=ask_hard, args=(address,), kwargs=options)
        searching.start()
        time.sleep(0.3)
        read(f"somebody who searches for {worst}")
        searching.join()
    return [Table(title, columns, rows, [])]
