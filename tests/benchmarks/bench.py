"""What the measures are given: the databases, what the program can do, and how long to ask."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.asking import Client
from tests.benchmarks.filled import Filled
from tests.benchmarks.processes import Server
from tests.benchmarks.searches import Search
from tests.benchmarks.wortlaut import Abilities, run_wortlaut


class Bench(NamedTuple):
    """One kind of database, filled."""

    filled: Filled
    folder: Path
    abilities: Abilities
    searches: dict[str, list[Search]]
    rounds: int
    seconds: float

    @contextmanager
    def serve(self, name: str = "uncached") -> Iterator[tuple[Server, Client]]:
        """Serve the database, cached or uncached, and yield a client beside it."""
        with run_wortlaut(self.filled.wortlaut, self.abilities.settings(name)) as server:
            client = Client(server.url)
            try:
                yield server, client
            finally:
                client.close()
