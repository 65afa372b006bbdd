"""Bring a database up to date before it is served; wait for one that is not reachable yet."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from app.data_folders import SEED
from app.database import revisions
from app.database.database import Database, root_cause
from app.errors import CannotStart, CannotWrite, Misuse, ReadOnly, StorageFull, Unavailable, WortlautError
from app.services.catalog import coverage
from app.services.index import version
from app.services.ingest import importer, reindex

log = logging.getLogger("wortlaut")

RETRY_INTERVAL = 1.0
"""Seconds between two attempts to reach a database."""

ShowProgress = Callable[[str], AbstractContextManager[reindex.ReportProgress]]
"""Shows the progress of a rebuild to the user: a context that is given the reason for the rebuild."""


@contextmanager
def log_progress(reason: str) -> Iterator[reindex.ReportProgress]:
    """Log the reason for a rebuild, and how long it took."""
    log.warning("rebuilding the full-text indexes: %s", reason)
    started = time.monotonic()
    yield lambda _done, _total: None
    log.warning("the full-text indexes are rebuilt, in %.1f s", time.monotonic() - started)


def prepare(database: Database, *, seed: bool, show: ShowProgress = log_progress) -> None:
    """Bring tables and indexes up to date, and import the seed into a database that never had an article.

    Raises `CannotStart` if the tables are not for this program, and `Unavailable` if the database cannot be
    reached, or cannot be written where that is needed. If only the indexes cannot be rebuilt, the start
    goes on: searches and verdicts are answered 503, everything else is served.
    """
    if revisions.is_older(database.find_schema_version()):
        migrate_tables(database, "head")
    database.require_schema()
    try:
        bring_indexes_up_to_date(database, show)
    except (CannotWrite, StorageFull, Unavailable) as error:
        # PostgreSQL may be unreachable for a moment: the caller then tries again.
        if isinstance(error, Unavailable) and not (database.is_sqlite or isinstance(error, ReadOnly)):
            raise
        reason = error if isinstance(error, CannotWrite) else root_cause(error)
        log.warning("searches and verdicts are refused: the full-text indexes cannot be rebuilt: %s", reason)
        return
    if seed and not database.run_read(coverage.has_history):
        documents = [importer.read_document(file) for file in sorted(SEED.glob("*.json"))]
        database.run_write(importer.import_seed, documents)


def migrate(database: Database, revision: str, show: ShowProgress = log_progress) -> None:
    """Migrate the tables to a revision, `head` or `base`; at `head`, bring the indexes up to date.

    Raises `CannotStart` if the database is at a migration that this program does not know, and `Misuse` if
    the revision does not exist.
    """
    names = ("head", "base", *revisions.list_revisions())
    if revision not in names:
        raise Misuse(f"there is no migration {revision}; there are {', '.join(names)}")
    revisions.require_known(database.find_schema_version())
    migrate_tables(database, revision)
    if revision == "head":
        bring_indexes_up_to_date(database, show)


def migrate_tables(database: Database, revision: str) -> None:
    """Migrate the tables to a revision."""
    # Imported here: Alembic takes a quarter of a second to load, and most starts do not need it.
    from app.schema_upgrade import migrate as run_migrations

    database.run_write(run_migrations, revision)


def bring_indexes_up_to_date(database: Database, show: ShowProgress = log_progress) -> None:
    """Rebuild the full-text indexes if they are incomplete or of another version."""
    fault = database.run_read(version.find_fault)
    if fault is None:
        return
    if not database.run_read(coverage.has_history):
        database.run_write(reindex.bring_up_to_date, lambda _done, _total: None)
        return
    with show(fault) as tell:
        database.run_write(reindex.bring_up_to_date, tell)


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
