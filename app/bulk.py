"""Import many documents: proved on all cores, stored in big transactions, with a bar and a rate.

This module loads rich and starts processes; only the command that needs it loads it.
"""

import gc
import itertools
import multiprocessing
import os
import pickle
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.database import Database
from app.errors import RefusedDocument
from app.services import fulltext, importing, proving, storing
from app.services.storing import Incoming

BATCH = 4_000
"""Articles of a transaction: the more, the less often common words are counted and indexes merged."""
CHUNK = 20
"""Documents that are handed to a process at once."""
ALONE = 50
"""Up to so many documents are proved faster than other processes are started."""


class Source(NamedTuple):
    """A document as it came, and what to call it where it is refused."""

    name: str
    raw: bytes


class Refusal(NamedTuple):
    """A document that is refused, and why."""

    name: str
    error: RefusedDocument


class Summary(NamedTuple):
    """What became of the documents, and how fast."""

    outcomes: Counter[str]
    refusals: list[Refusal]
    quotes: int
    seconds: float


def read_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """Yield the documents of files: one each, or one in each line of a .jsonl file."""
    for path in paths:
        if path.suffix != ".jsonl":
            importing.require_size(path)
            yield Source(str(path), path.read_bytes())
            continue
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield Source(f"{path}:{number}", line)


def prove(source: Source) -> Incoming | Refusal:
    """Read and prove one document."""
    try:
        return storing.prepare(proving.prove(importing.parse_document(source.raw)))
    except RefusedDocument as error:
        return Refusal(source.name, error)


def import_all(database: Database, sources: Iterable[Source], *, total: int | None = None) -> Summary:
    """Import documents; those that are refused are left out, and the others go on.

    Each transaction takes many articles, whole ones; a run that is interrupted is simply repeated.
    """
    started = time.perf_counter()
    summary = Summary(Counter(), [], 0, 0.0)
    quotes = 0
    # Rows refer to nothing that refers back: to look for what does takes a fifth of the time.
    gc.disable()
    database.run_write(fulltext.set_room, fulltext.ROOM_FOR_BULK)
    proved = _prove_all(sources)
    try:
        with _open_bar(total) as bar:
            task = bar.add_task("", total=total, rate=0.0)
            for batch in _cut(proved):
                articles = [one for one in batch if isinstance(one, Incoming)]
                summary.refusals.extend(one for one in batch if isinstance(one, Refusal))
                summary.outcomes.update(map(str, database.run_write(importing.import_proved, articles)))
                quotes += sum(len(one.rows.quotes) for one in articles)
                bar.update(task, advance=len(batch), rate=quotes / (time.perf_counter() - started))
                del batch, articles  # They need not wait in memory until the next ones are there.
    finally:
        proved.close()
        gc.enable()
        database.run_write(fulltext.set_room, fulltext.ROOM)
    return summary._replace(quotes=quotes, seconds=time.perf_counter() - started)


def _open_bar(total: int | None) -> Progress:
    return Progress(
        TextColumn("{task.percentage:>3.0f}%" if total else "importing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:,.0f} quotes/s"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )


def _prove_all(sources: Iterable[Source]) -> Generator[Incoming | Refusal, None, None]:
    sources = iter(sources)
    first = list(itertools.islice(sources, ALONE))
    yield from map(prove, first)
    if len(first) < ALONE:
        return
    # No more documents are read than are proved: the pool alone would read all there are.
    waiting = threading.Semaphore(BATCH)
    is_over = threading.Event()

    def read_on() -> Iterator[Source]:
        for source in sources:
            waiting.acquire()
            if is_over.is_set():
                return
            yield source

    # Not by forking: this process has connections and threads, which no other may inherit.
    context = multiprocessing.get_context("spawn")
    with context.Pool(os.cpu_count(), initializer=gc.disable) as pool:
        try:
            for packed in pool.imap(_prove_chunk, _cut_chunks(read_on())):
                for one in pickle.loads(packed):  # noqa: S301 - our own process made it
                    waiting.release()
                    yield one
        finally:  # The pool waits for its thread that reads, and that may wait for us.
            is_over.set()
            waiting.release()


def _cut_chunks(sources: Iterator[Source]) -> Iterator[list[Source]]:
    while chunk := list(itertools.islice(sources, CHUNK)):
        yield chunk


def _prove_chunk(sources: list[Source]) -> bytes:
    """Return what became of documents, packed, so that no thread of the pool unpacks it beside SQLite."""
    return pickle.dumps([prove(source) for source in sources])


def _cut(proved: Iterable[Incoming | Refusal]) -> Iterator[list[Incoming | Refusal]]:
    """Yield what was proved in batches, in none of which an article comes twice."""
    batch: list[Incoming | Refusal] = []
    ids: set[str] = set()
    for one in proved:
        article_id = one.rows.article["id"] if isinstance(one, Incoming) else ""
        if len(batch) == BATCH or (article_id and article_id in ids):
            yield batch
            batch, ids = [], set()
        batch.append(one)
        ids.add(article_id)
    if batch:
        yield batch
