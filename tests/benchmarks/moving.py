"""Import and export by the program's own commands, and how large the database is beside the documents."""

import json
import subprocess
import time
from pathlib import Path

from tests.benchmarks.bench import Bench
from tests.benchmarks.corpus import QUOTES, Corpus
from tests.benchmarks.filled import lend_empty, measure_size
from tests.benchmarks.tables import Cell, Table
from tests.benchmarks.wortlaut import run_command, say_last_line

ARTICLES_MAX = 10_000
"""More are not needed for a rate."""
COLUMNS = ["what", "articles", "seconds", "articles/s", "quotes/s", "MB"]


def move(bench: Bench) -> list[Table]:
    """Import documents in JSON Lines into an empty database and export them again."""
    count = min(bench.filled.articles, ARTICLES_MAX)
    file = write_documents(bench.folder, count)
    rows: list[list[Cell]] = [["documents, one a line", count, None, None, None, file.stat().st_size / 1e6]]
    with lend_empty(bench.filled.kind, bench.folder, bench.filled.wortlaut) as empty:
        prepared = run_command(empty, "migrate")
        assert prepared.returncode == 0, say_last_line(prepared)
        bare_size = measure_size(empty)
        notes = [f"An empty database has {bare_size / 1e6:.1f} MB."]
        rows += _run("import", empty, count, notes, str(file))
        if rows[-1][0] == "import":
            rows[-1][-1] = measure_size(empty) / 1e6
            rows += _run("export", empty, count, notes, "--format", "jsonl")
    size = measure_size(bench.filled.wortlaut) / 1e6
    rows.append(["the filled database", bench.filled.articles, None, None, None, size])
    return [Table("Import, export and size", COLUMNS, rows, notes)]


def write_documents(folder: Path, count: int) -> Path:
    """Return a file with the documents of so many made articles, one a line."""
    file = folder / f"documents_{count}.jsonl"
    if not file.exists():
        corpus = Corpus()
        making = file.with_suffix(".making")
        with making.open("w") as lines:
            for number in range(count):
                document = corpus.make_article(number)
                lines.write(json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n")
        making.rename(file)
    return file


def _run(name: str, database: str, count: int, notes: list[str], *arguments: str) -> list[list[Cell]]:
    """Run a command and return its row; if it fails, note why and return none."""
    began = time.perf_counter()
    ended: subprocess.CompletedProcess[bytes] = run_command(database, name, *arguments)
    took = time.perf_counter() - began
    if ended.returncode != 0:
        notes.append(f"`wortlaut {name}` cannot do this in this version: {say_last_line(ended)[:200]}")
        return []
    written = len(ended.stdout) / 1e6 if name == "export" else None
    return [[name, count, took, count / took, count * QUOTES / took, written]]
