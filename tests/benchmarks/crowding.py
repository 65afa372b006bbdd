"""A list that is asked by 16 clients at once, and by up to 1,000."""

from tests.benchmarks.asking import allow_files, ask_hard
from tests.benchmarks.bench import Bench
from tests.benchmarks.processes import CLIENT_CORE, wait_until_idle
from tests.benchmarks.tables import Cell, Table

CROWDS = (16, 100, 300, 1_000)
SECONDS_MIN = 10
"""A thousand clients take some seconds to have their first answers."""
PATIENCE = 10
"""Seconds: who waits longer is counted as failed."""


def ask_as_crowd(bench: Bench) -> list[Table]:
    """Ask an uncached list by more and more clients."""
    rows: list[list[Cell]] = []
    allow_files(4 * max(CROWDS))  # The server inherits it.
    first = 0.0
    with bench.serve() as (server, _):
        for clients in CROWDS:
            wait_until_idle(server.pid)
            load = ask_hard(
                server.url + "/v1/quotes",
                seconds=max(SECONDS_MIN, bench.seconds * bench.rounds),
                core=CLIENT_CORE,
                clients=clients,
                patience=PATIENCE,
            )
            first = first or load.rate
            share = f"{load.rate / first:.2f}"
            rows.append([f"{clients:,}", load.rate, share, load.median, load.slowest, load.failed])
    columns = ["clients", "requests/s", "of the first", "median, ms", "p99, ms", "failed"]
    return [Table("A page of quotes, asked by many at once (uncached)", columns, rows, [])]
