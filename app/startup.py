"""Bring a database up to date before it is served; wait for one that is not reachable yet."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from app.data_folders import SEED
from app.database import revisions
from app.database.database import Database, root_cause
from app.errors import (
    CannotStart,
    CannotWrite,
    DamagedText,
    IndexOutdated,
    Misuse,
    ReadOnly,
    StorageFull,
    Unavailable,
    WortlautError,
)
from app.services.catalog import coverage
from app.services.index import follow, version
from app.services.ingest import aggregates, importer

log = logging.getLogger("wortlaut")

RETRY_INTERVAL = 1.0
"""Seconds between two attempts to reach a database."""

ShowProgress = Callable[[str], AbstractContextManager[follow.ReportProgress]]
"""Shows the progress of a rebuild to the user: a context that is given the reason for the rebuild."""


@contextmanager
def log_rebuild(reason: str) -> Iterator[follow.ReportProgress]:
    """Log the reason for a rebuild, and how long it took."""
    log.warning("making the full-text index: %s", reason)
    started = time.monotonic()
    yield follow.report_nothing
    log.warning("the full-text index is made, in %.1f s", time.monotonic() - started)


def prepare(database: Database, *, seed: bool, show: ShowProgress = log_rebuild) -> None:
    """Bring tables and index up to date, and import the seed into a database that never had an article.

    Raises `CannotStart` if the tables are not for this program, and `Unavailable` if the database cannot be
    reached, or cannot be written where that is needed. If only the index cannot be made, the start goes on:
    searches and verdicts are answered 503, everything else is served.
    """
    if revisions.is_older(database.find_schema_version()):
        migrate_tables(database, "head")
    database.require_schema()
    try:
        fold_names(database)
    except (CannotWrite, StorageFull, Unavailable) as error:
        # PostgreSQL may be unreachable for a moment: the caller then tries again.
        if isinstance(error, Unavailable) and not (database.is_sqlite or isinstance(error, ReadOnly)):
            raise
        reason = error if isinstance(error, CannotWrite) else root_cause(error)
        log.warning("speakers are not found by name: the names cannot be folded anew: %s", reason)
    else:
        if seed and not database.run_read(coverage.has_history):
            documents = [importer.read_document(file) for file in sorted(SEED.glob("*.json"))]
            database.run_write(importer.import_seed, documents)
    try_to_bring_index_up_to_date(database, show)


def fold_names(database: Database) -> None:
    """Fold the names of speakers anew if another version of the program folded them."""
    if not database.run_read(version.are_names_current):
        database.run_write(aggregates.fold_names)


def migrate(database: Database, revision: str, show: ShowProgress = log_rebuild) -> None:
    """Migrate the tables to a revision, `head` or `base`; at `head`, bring the index up to date.

    Raises `CannotStart` if the database is at a migration that this program does not know, and `Misuse` if
    the revision does not exist.
    """
    names = ("head", "base", *revisions.list_revisions())
    if revision not in names:
        raise Misuse(f"there is no migration {revision}; there are {', '.join(names)}")
    revisions.require_known(database.find_schema_version())
    migrate_tables(database, revision)
    if revision == "head":
        fold_names(database)
        bring_index_up_to_date(database, show)


def migrate_tables(database: Database, revision: str) -> None:
    """Migrate the tables to a revision."""
    # Imported here: Alembic takes a quarter of a second to load, and most starts do not need it.
    from app.schema_upgrade import migrate as run_migrations

    database.run_write(run_migrations, revision)


def try_to_bring_index_up_to_date(database: Database, show: ShowProgress = log_rebuild) -> None:
    """Bring the full-text index up to date, or log why that cannot be done: each search then says so, too."""
    try:
        bring_index_up_to_date(database, show)
    except (OSError, IndexOutdated, DamagedText, CannotStart) as error:
        log.warning("searches and verdicts are refused: the full-text index cannot be made: %s", error)


def bring_index_up_to_date(database: Database, show: ShowProgress = log_rebuild) -> None:
    """Make the full-text index anew if it must be, else add to it what changed."""
    reason = database.run_read(follow.find_fault)
    if reason is None and (missing := database.run_read(follow.count_missing)) > follow.READER_ADDS_MAX:
        reason = f"{missing:,} articles changed since"
    if reason is None or not database.run_read(coverage.has_history):
        database.run_read(follow.bring_up_to_date, follow.report_nothing)
        return
    with show(reason) as tell:
        database.run_read(follow.bring_up_to_date, tell)


class IndexKeeper:
    """Brings the index up to date in a thread of its own, once at a time, while the server goes on."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._is_busy = threading.Lock()

    def start(self) -> None:
        """Begin, unless it is being done."""
        if self._is_busy.acquire(blocking=False):
            threading.Thread(target=self._run, name="index-keeper", daemon=True).start()

    def _run(self) -> None:
        try:
            try_to_bring_index_up_to_date(self._database)
        except WortlautError as error:
            log.warning("the full-text index cannot be made: %s", error)
        finally:
            self._is_busy.release()


async def wait_and_prepare(database: Database, begin: Callable[[], None], *, seed: bool) -> None:
    """Prepare a database that could not be reached as soon as it can be, and begin; log why it cannot yet."""
    logged = ""
    while True:
        await asyncio.sleep(RETRY_INTERVAL)
        try:
            await asyncio.to_thread(prepare, database, seed=seed)
        except (WortlautError, CannotStart) as error:
            reason = root_cause(error) if isinstance(error, WortlautError) else str(error)
            if reason != logged:
                logged = reason
                log.warning("waiting for the database: %s", logged)
        except Exception:
            log.exception("the database cannot be prepared")
        else:
            log.warning("the database can be reached")
            begin()
            return
