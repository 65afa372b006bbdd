"""Import many documents: validated on all cores, stored in large transactions, with a progress bar.

Only the import command loads this module: rich and multiprocessing take a tenth of a second to load.
"""

import contextlib
import gc
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from sqlmodel import Session

from app.cli.document_files import Refusal, Source
from app.cli.parallel_validation import Validated, validate_all
from app.database.database import Database
from app.errors import IndexOutdated, Unavailable
from app.fulltext.index import BULK_HEAP, IndexDamaged, State
from app.services.index import follow, reading
from app.services.index.follow import MadeArticle
from app.services.ingest import importer
from app.services.ingest.storage import ValidatedArticle

BATCH_ARTICLES = 2_000
"""Articles, refused ones included, in a transaction, and then in a commit of the index."""
BATCH_CHARACTERS = 8_000_000
"""Code points of texts in a transaction, so that long articles do not take more memory than short ones."""


@dataclass
class Summary:
    """The outcomes of all documents, and how long the import took."""

    outcomes: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    quotes: int = 0
    seconds: float = 0.0


def import_all(
    database: Database,
    sources: Iterable[Source | Refusal],
    *,
    on_refusal: Callable[[Refusal], None],
    keep_going: bool = False,
    is_reviewed: bool = False,
    total: int | None = None,
) -> Summary:
    """Import documents of `total` bytes; call `on_refusal` for each that is refused.

    Drafts are refused, unless the caller says that they are reviewed. The first refusal ends the import,
    unless it keeps going without these documents. Each transaction stores many articles as a whole: an import
    that was interrupted is simply repeated.
    """
    started = time.perf_counter()
    summary = Summary()
    with (
        _without_garbage_collection(),
        contextlib.closing(validate_all(sources, is_reviewed=is_reviewed)) as validated,
        _open_bar(total) as bar,
    ):
        for batch in make_batches(_advance(bar, validated), keep_going=keep_going):
            state = _store(database, batch, summary, on_refusal)
            bar.update(BAR, articles=summary.outcomes.total())
            if _index(database, batch, state):
                bar.update(BAR, indexed=summary.outcomes.total())
            rate = summary.quotes / (time.perf_counter() - started)
            size = sum(one.size for one in batch)
            bar.update(BAR, advance=size / 2, rate=rate)
            del batch  # Else it would be in memory until the next one is complete.
    summary.seconds = time.perf_counter() - started
    return summary


def _store(
    database: Database, batch: list[Validated], summary: Summary, on_refusal: Callable[[Refusal], None]
) -> State:
    """Store a batch, and return the state of the database after it."""
    articles = [one.result for one in batch if isinstance(one.result, ValidatedArticle)]
    outcomes, state = database.run_write(_import, articles)
    summary.outcomes.update(map(str, outcomes))
    summary.quotes += sum(len(one.rows.quotes) for one in articles)
    for one in batch:
        if isinstance(one.result, Refusal):
            on_refusal(one.result)
            summary.refused += 1
    return state


def _import(session: Session, articles: list[ValidatedArticle]) -> tuple[list[importer.Outcome], State]:
    return importer.import_validated(session, articles), reading.read_state(session)


def _index(database: Database, batch: list[Validated], state: State) -> bool:
    """Add a batch to the index, at the state that it was stored as, and tell whether that succeeded.

    Where another process writes to the index, or it cannot be written, the next batch or a later search adds
    what is missing.
    """
    articles = [one.result for one in batch if isinstance(one.result, ValidatedArticle)]
    made = {
        one.rows.article["id"]: MadeArticle(one.rows.article, one.rows.quotes, one.entries)
        for one in articles
    }
    with (
        contextlib.suppress(OSError, IndexDamaged, IndexOutdated, Unavailable),
        database.index.write(heap=BULK_HEAP) as writer,
    ):
        if writer is not None:
            database.run_read(follow.catch_up, writer, made, state)
            return True
    return False


@contextlib.contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Rows are not in cycles, and looking for cycles takes a fifth of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


BAR = TaskID(0)


def _open_bar(total: int | None) -> Progress:
    bar = Progress(
        TextColumn("{task.percentage:>3.0f}%" if total else "importing"),
        BarColumn(),
        DownloadColumn(),
        TextColumn(
            "{task.fields[articles]:,} articles, {task.fields[indexed]:,} of them searchable, "
            "{task.fields[rate]:,.0f} quotes/s"
        ),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=not sys.stderr.isatty(),
    )
    bar.add_task("", total=total, articles=0, indexed=0, rate=0.0)
    return bar


def _advance(bar: Progress, validated: Iterable[Validated]) -> Iterator[Validated]:
    """Advance the bar with each document: validating is about half of the work, storing the other half."""
    for one in validated:
        bar.update(BAR, advance=one.size / 2)
        yield one


def make_batches(validated: Iterable[Validated], *, keep_going: bool) -> Iterator[list[Validated]]:
    """Yield batches, each for one transaction, without a second version of an article.

    Unless the import keeps going, the batch with the first refusal is the last one.
    """
    batch: list[Validated] = []
    ids: set[str] = set()
    characters = 0
    for one in validated:
        article = one.result.rows.article if isinstance(one.result, ValidatedArticle) else None
        is_full = len(batch) >= BATCH_ARTICLES or characters >= BATCH_CHARACTERS
        if is_full or (article is not None and article["id"] in ids):
            yield batch
            batch, ids, characters = [], set(), 0
        if article is not None:
            ids.add(article["id"])
            characters += len(article["text"])
        batch.append(one)
        if isinstance(one.result, Refusal) and not keep_going:
            break
    if batch:
        yield batch
