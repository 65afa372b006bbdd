"""Import and export by the program's own commands, and how large the database is beside the documents."""

import time
from typing import NamedTuple

from tests.benchmarks.bench import Bench
from tests.benchmarks.corpus import QUOTES, write_documents
from tests.benchmarks.filled import lend_empty, measure_size
from tests.benchmarks.tables import Cell, Table
from tests.benchmarks.wortlaut import run_command, say_last_line

ARTICLES_MAX = 100_000
"""More are not needed for a rate."""
COLUMNS = ["what", "articles", "seconds", "articles/s", "quotes/s", "MB", "bytes a quote"]


def move(bench: Bench) -> list[Table]:
    """Import documents in JSON Lines into an empty database and export them again."""
    count = min(bench.filled.articles, ARTICLES_MAX)
    file = write_documents(bench.folder, count)
    rows = [_make_row("documents, one a line", count, None, file.stat().st_size)]
    with lend_empty(bench.filled.kind, bench.folder, bench.filled.wortlaut) as empty:
        prepared = run_command(empty, "migrate")
        assert prepared.returncode == 0, say_last_line(prepared)
        bare_size = measure_size(empty)
        notes = [f"An empty database has {bare_size / 1e6:.1f} MB."]
        source, held = bench.filled.wortlaut, bench.filled.articles
        imported = _run("import", empty, notes, str(file))
        if imported is not None:
            rows.append(_make_row("import, and the database", count, imported.seconds, measure_size(empty)))
            source, held = empty, count
        exported = _run("export", source, notes, "--format", "jsonl")
        if exported is not None:
            rows.append(_make_row("export, one a line", held, exported.seconds, exported.size))
    filled_size = measure_size(bench.filled.wortlaut)
    rows.append(_make_row("the filled database", bench.filled.articles, None, filled_size))
    return [Table("Import, export and size", COLUMNS, rows, notes)]


class Ended(NamedTuple):
    """How long a command took, and how many bytes it wrote."""

    seconds: float
    size: int


def _run(name: str, database: str, notes: list[str], *arguments: str) -> Ended | None:
    """Run a command; if it fails, note why and return None."""
    began = time.perf_counter()
    ended = run_command(database, name, *arguments)
    took = time.perf_counter() - began
    if ended.returncode != 0:
        notes.append(f"`wortlaut {name}` cannot do this in this version: {say_last_line(ended)[:200]}")
        return None
    return Ended(took, len(ended.stdout))


def _make_row(what: str, articles: int, seconds: float | None, size: int) -> list[Cell]:
    quotes = articles * QUOTES
    rates = (articles / seconds, quotes / seconds) if seconds else (None, None)
    return [what, articles, seconds, *rates, size / 1e6, size / quotes]
