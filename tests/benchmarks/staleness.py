"""Answers that are older than what was committed before they were asked for: there must be none."""

import functools
import json
import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.sharedctypes import Synchronized, SynchronizedArray
from multiprocessing.synchronize import Event
from typing import NamedTuple

from app.database.database import Database
from app.errors import WortlautError
from app.schemas.document import ArticleDocument
from app.services.ingest import importer
from tests.benchmarks.asking import Client
from tests.benchmarks.bench import Bench
from tests.benchmarks.corpus import Corpus
from tests.benchmarks.filled import lend_empty
from tests.benchmarks.tables import Cell, Table
from tests.benchmarks.wortlaut import run_command, run_wortlaut, say_last_line
from tests.databases import make_settings

CHANGES_MAX = 100_000
WORD = "Fassung"
PAUSE = 0.01
"""Seconds between changes, so that most answers could come from a cache."""

COLUMNS = ["server", "changes", "answers", "stale", "oldest, ms"]


class Writing(NamedTuple):
    """What the writing process tells the reading one: how far it is, and when each change was committed."""

    done: "Synchronized[int]"
    times: "SynchronizedArray[float]"
    is_over: Event


@functools.cache
def _open(database_url: str) -> Database:
    return Database(make_settings(database_url))


@functools.cache
def _make_document() -> dict[str, object]:
    return Corpus().make_article(0)


def change(database_url: str, number: int) -> None:
    """Commit a change of the first article: its headline becomes one with this number."""
    document = dict(_make_document())
    rest = str(document["text"]).partition("\n")[2]
    document |= {"headline": f"{WORD} {number}", "text": f"{WORD} {number}\n{rest}"}
    _open(database_url).run_write(importer.import_article, ArticleDocument.model_validate(document))


def seek_stale(bench: Bench) -> list[Table]:
    """Change an article in one process and ask a server for it, cached and uncached."""
    title = "Answers older than the last commit before the question"
    rows: list[list[Cell]] = []
    notes: list[str] = []
    with lend_empty(bench.filled.kind, bench.folder, bench.filled.wortlaut) as database:
        prepared = run_command(database, "migrate")
        assert prepared.returncode == 0, say_last_line(prepared)
        for name in ("cached", "uncached") if bench.abilities.has_cache else ("uncached",):
            with run_wortlaut(database, bench.abilities.settings(name)) as server:
                row = _seek(server.url, database, bench.seconds * bench.rounds)
            if isinstance(row, str):
                notes.append(f"{name}: {row}")
            else:
                rows.append([name, *row])
    return [Table(title, COLUMNS, rows, notes)]


def _write(database: str, writing: Writing, refusals: "multiprocessing.Queue[str]") -> None:
    """Change the article over and over, and tell after each commit that it was acknowledged."""
    try:
        for number in range(1, CHANGES_MAX):
            if writing.is_over.is_set():
                return
            change(database, number)
            writing.times[number] = time.monotonic()
            writing.done.value = number
            time.sleep(PAUSE)
    except WortlautError as error:
        refusals.put(str(error))


def _seek(url: str, database: str, seconds: float) -> list[Cell] | str:
    """Return the changes, answers, stale answers and the age of the oldest; or why nobody could write."""
    context = multiprocessing.get_context("spawn")
    writing = Writing(context.Value("i", 0), context.Array("d", CHANGES_MAX), context.Event())
    refusals = context.Queue()
    writer = context.Process(target=_write, args=(database, writing, refusals))
    writer.start()
    try:
        while not writing.done.value:
            if not writer.is_alive():
                return str(refusals.get(timeout=5)) if not refusals.empty() else "the writer ended"
            time.sleep(0.01)
        answers, ages = _read(url, writing, seconds)
    finally:
        writing.is_over.set()
        writer.join()
    return [writing.done.value, answers, len(ages), max(ages, default=0.0)]


def _read(url: str, writing: Writing, seconds: float) -> tuple[int, Sequence[float]]:
    """Ask over and over; return how many answers there were, and the ages in ms of those that were stale."""
    client = Client(url)
    answers, ages = 0, []
    until = time.monotonic() + seconds
    while (asked := time.monotonic()) < until:
        committed = writing.done.value
        answer = client.get("/v1/articles/article-000000")
        assert answer.status == 200, answer.body
        answers += 1
        seen = int(json.loads(answer.body)["headline"].removeprefix(WORD))
        if seen < committed:
            # It was out of date since the change after the one that it shows.
            ages.append((asked - writing.times[seen + 1]) * 1_000)
    client.close()
    return answers, ages
