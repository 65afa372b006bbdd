"""Import many documents: proved on all cores, stored in big transactions, with a bar and a rate.

This module loads rich and starts processes; only the command that needs it loads it.
"""

import contextlib
import gc
import itertools
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from multiprocessing import resource_tracker
from pathlib import Path
from typing import NamedTuple, NoReturn

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from app.database import fulltext
from app.database.database import Database
from app.errors import ContentTooLarge, MalformedRequest, WortlautError
from app.schemas.document import DOCUMENT_BYTES_MAX
from app.services.ingest import importer
from app.services.ingest.storage import ValidatedArticle

BATCH = 4_000
"""Articles of a transaction: the more, the less often common words are counted and indexes merged."""
BATCH_TEXT = 8_000_000
"""Code points of a transaction's texts, so that long articles do not take more memory than short ones."""
CHUNK, CHUNK_BYTES = 20, 1024 * 1024
"""Documents that are handed to a process at once, and from how many bytes on it takes no more."""
AHEAD = 32 * 1024 * 1024
"""Bytes of documents that are read before the first of them is stored."""
ALONE = 50
"""Up to so many documents are proved faster than other processes are started."""
SUFFIXES = (".json", ".jsonl")
"""Of files that are taken from a folder."""
STDIN = Path("-")


class Source(NamedTuple):
    """A document as it came, and what to call it where it is refused."""

    name: str
    raw: bytes


class Refusal(NamedTuple):
    """A document that is refused, and why."""

    name: str
    error: WortlautError


class Proved(NamedTuple):
    """What became of a document, and its size in bytes."""

    made: ValidatedArticle | Refusal
    size: int


class Summary(NamedTuple):
    """What became of the documents, and how fast."""

    outcomes: Counter[str]
    refused: int
    quotes: int
    seconds: float


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield files as they are, and the documents in folders, and below, in order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(_find_below(path))
        else:
            yield path


def _find_below(folder: Path) -> Iterator[Path]:
    def fail(error: OSError) -> NoReturn:
        raise error

    for parent, _, names in os.walk(folder, onerror=fail):
        found = (Path(parent, name) for name in names if name.endswith(SUFFIXES))
        yield from (file for file in found if file.is_file())  # A pipe might never end.


def measure(files: Iterable[Path]) -> int | None:
    """Return how many bytes there are to be read; None if that shows only in the end."""
    if any(_is_pipe(file) for file in files):
        return None
    return sum(file.stat().st_size for file in files if file.is_file())


def _is_pipe(file: Path) -> bool:
    return file == STDIN or file.is_fifo()


def read_sources(files: Iterable[Path]) -> Iterator[Source | Refusal]:
    """Yield the documents of files: one each, or one in each line of a .jsonl file or a pipe."""
    for file in files:
        try:
            if file.suffix == ".jsonl" or _is_pipe(file):
                yield from _read_lines(file)
            else:
                yield Source(str(file), importer.read_bytes(file))
        except OSError as error:
            yield Refusal(str(file), MalformedRequest(f"It cannot be read: {error.strerror}."))


def _read_lines(file: Path) -> Iterator[Source | Refusal]:
    """Yield the documents of lines; of a line that is too long no more is kept than is needed to say so."""
    with open(0, "rb", closefd=False) if file == STDIN else file.open("rb") as lines:
        for number in itertools.count(1):
            line = lines.readline(DOCUMENT_BYTES_MAX + 1)
            if not line:
                return
            name = f"{file}:{number}"
            if len(line) > DOCUMENT_BYTES_MAX:
                while line and not line.endswith(b"\n"):
                    line = lines.readline(DOCUMENT_BYTES_MAX)
                yield Refusal(name, ContentTooLarge(importer.TOO_LARGE))
            elif line.strip():
                yield Source(name, line)


def prove(source: Source | Refusal) -> Proved:
    """Read and prove one document."""
    if isinstance(source, Refusal):
        return Proved(source, 0)
    try:
        made: ValidatedArticle | Refusal = importer.validate_document(source.raw)
    except WortlautError as error:
        made = Refusal(source.name, error)
    return Proved(made, len(source.raw))


def import_all(
    database: Database,
    sources: Iterable[Source | Refusal],
    *,
    tell: Callable[[Refusal], None],
    keep_going: bool = False,
    total: int | None = None,
) -> Summary:
    """Import documents, `total` bytes of them, and tell of each that is refused.

    The first that is refused ends it, unless it keeps going: then that one is left out. Each
    transaction takes many articles, whole ones; a run that is interrupted is simply repeated.
    """
    started = time.perf_counter()
    outcomes: Counter[str] = Counter()
    quotes = refused = 0
    is_interrupted = False
    # Rows refer to nothing that refers back: to look for what does takes a fifth of the time.
    gc.disable()
    database.run_write(fulltext.set_room, fulltext.ROOM_FOR_BULK)
    proved = _prove_all(sources)
    try:
        with _open_bar(total) as bar:
            task = bar.add_task("", total=total, articles=0, rate=0.0)
            watched = _watch(proved, lambda size: bar.update(task, advance=size / 2))
            for batch in _cut(watched, keep_going=keep_going):
                articles = [one.made for one in batch if isinstance(one.made, ValidatedArticle)]
                outcomes.update(map(str, database.run_write(importer.import_validated, articles)))
                for one in batch:
                    if isinstance(one.made, Refusal):
                        tell(one.made)
                        refused += 1
                quotes += sum(len(one.rows.quotes) for one in articles)
                rate = quotes / (time.perf_counter() - started)
                size = sum(one.size for one in batch)
                bar.update(task, advance=size / 2, articles=outcomes.total(), rate=rate)
                del batch, articles  # They need not wait in memory until the next ones are there.
    except KeyboardInterrupt:  # Its transaction may hold the database until the process ends.
        is_interrupted = True
        raise
    finally:
        proved.close()
        gc.enable()
        if not is_interrupted:
            database.run_write(fulltext.set_room, fulltext.ROOM)
    return Summary(outcomes, refused, quotes, time.perf_counter() - started)


def _open_bar(total: int | None) -> Progress:
    return Progress(
        TextColumn("{task.percentage:>3.0f}%" if total else "importing"),
        BarColumn(),
        DownloadColumn(),
        TextColumn("{task.fields[articles]:,} articles, {task.fields[rate]:,.0f} quotes/s"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )


def _watch(proved: Iterable[Proved], advance: Callable[[int], None]) -> Iterator[Proved]:
    """Show each document that is proved: that is about half of the work, and storing it the other."""
    for one in proved:
        advance(one.size)
        yield one


class _Ahead:
    """How many bytes of documents are read and not yet stored; whoever reads on waits for room."""

    def __init__(self) -> None:
        self._left = AHEAD
        self._is_over = False
        self._changed = threading.Condition()

    def take(self, size: int) -> bool:
        """Wait until there is room; return whether to go on."""
        with self._changed:
            self._changed.wait_for(lambda: self._left > 0 or self._is_over)
            self._left -= size
            return not self._is_over

    def give_back(self, size: int) -> None:
        """Make room."""
        with self._changed:
            self._left += size
            self._changed.notify_all()

    def end(self) -> None:
        """Let nobody wait any more."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()


def _prove_all(sources: Iterable[Source | Refusal]) -> Generator[Proved, None, None]:
    sources = iter(sources)
    first = list(itertools.islice(sources, ALONE))
    yield from map(prove, first)
    if len(first) < ALONE:
        return
    del first
    # No more documents are read than are proved: the pool alone would read all there are.
    ahead = _Ahead()

    def read_on() -> Iterator[list[Source | Refusal]]:
        for chunk in _cut_chunks(sources):
            if not ahead.take(sum(map(_get_size, chunk))):
                return
            yield chunk

    # Not by forking: this process has connections and threads, which no other may inherit.
    context = multiprocessing.get_context("spawn")
    with contextlib.ExitStack() as stack:
        with _undisturbed():
            pool = stack.enter_context(context.Pool(os.cpu_count(), initializer=_begin_to_prove))
        try:
            for packed in pool.imap(_prove_chunk, read_on()):
                for one in pickle.loads(packed):  # noqa: S301 - our own process made it
                    yield one
                    ahead.give_back(one.size)
        finally:  # The pool waits for its thread that reads, and that may wait for us.
            ahead.end()


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Let an interruption wait: processes that are half started when it comes would complain of it."""
    came: list[int] = []
    ways = {
        number: signal.signal(number, lambda number, _: came.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    resource_tracker.ensure_running()  # The process of the standard library's; to start it ends what is next.
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # Who is started meanwhile goes on with that.
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])
        for number, way in ways.items():
            signal.signal(number, way)
    if came:
        raise KeyboardInterrupt


def _begin_to_prove() -> None:
    gc.disable()
    # The process that imports is interrupted, and ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _get_size(source: Source | Refusal) -> int:
    return len(source.raw) if isinstance(source, Source) else 0


def _cut_chunks(sources: Iterable[Source | Refusal]) -> Iterator[list[Source | Refusal]]:
    chunk: list[Source | Refusal] = []
    size = 0
    for source in sources:
        chunk.append(source)
        size += _get_size(source)
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _prove_chunk(sources: list[Source | Refusal]) -> bytes:
    """Return what became of documents, packed, so that no thread of the pool unpacks it beside SQLite."""
    return pickle.dumps([prove(source) for source in sources])


def _cut(proved: Iterable[Proved], *, keep_going: bool) -> Iterator[list[Proved]]:
    """Yield what was proved in batches, in none of which an article comes twice; with a refusal, the last."""
    batch: list[Proved] = []
    ids: set[str] = set()
    room = BATCH_TEXT
    for one in proved:
        if isinstance(one.made, ValidatedArticle):
            article = one.made.rows.article
            if len(batch) == BATCH or room <= 0 or article["id"] in ids:
                yield batch
                batch, ids, room = [], set(), BATCH_TEXT
            ids.add(article["id"])
            room -= len(article["text"])
        batch.append(one)
        if isinstance(one.made, Refusal) and not keep_going:
            break
    if batch:
        yield batch
