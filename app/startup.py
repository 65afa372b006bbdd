"""Bring a database up to date before it is served, and wait for one that is late."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from app.data_folders import SEED
from app.database import revisions
from app.database.database import Database, say_cause
from app.errors import CannotStart, CannotWrite, Misuse, ReadOnly, StorageFull, Unavailable, WortlautError
from app.services.catalog import coverage
from app.services.index import version
from app.services.ingest import importer, reindex

log = logging.getLogger("wortlaut")

RETRIED_EVERY = 1.0
"""Seconds between two tries to reach a database."""


Show = Callable[[str], AbstractContextManager[reindex.ReportProgress]]
"""Shows how far a rebuilding is: it is given the reason for it, and returns what is told of each step."""


@contextmanager
def show_in_log(reason: str) -> Iterator[reindex.ReportProgress]:
    """Write into the log that the indexes are rebuilt and why, and how long it took."""
    log.warning("rebuilding the full-text indexes: %s", reason)
    started = time.monotonic()
    yield lambda _done, _total: None
    log.warning("the full-text indexes are rebuilt, in %.1f s", time.monotonic() - started)


def prepare(database: Database, *, seed: bool, show: Show = show_in_log) -> None:
    """Bring tables and indexes up to date, and put the seed into a database that never held an article.

    Raises `CannotStart` if the tables are not for this program, and `Unavailable` if the database
    cannot be reached, or cannot be written where that is needed. Indexes that cannot be rebuilt are no reason
    not to start: what needs none of them can be read, and what does is refused.
    """
    if revisions.is_older(database.find_schema_version()):
        migrate_tables(database, "head")
    database.require_schema()
    try:
        bring_indexes_up_to_date(database, show)
    except (CannotWrite, StorageFull, Unavailable) as error:
        # PostgreSQL may only be away, and is then waited for.
        if isinstance(error, Unavailable) and not (database.is_sqlite or isinstance(error, ReadOnly)):
            raise
        reason = error if isinstance(error, CannotWrite) else say_cause(error)
        log.warning("nothing can be searched, because the full-text indexes cannot be rebuilt: %s", reason)
        return
    if seed and not database.run_read(coverage.has_history):
        documents = [importer.read_document(file) for file in sorted(SEED.glob("*.json"))]
        database.run_write(importer.import_seed, documents)


def migrate(database: Database, revision: str, show: Show = show_in_log) -> None:
    """Bring the tables to a migration, `head` or `base`, and the indexes of the newest tables up to date.

    Raises `CannotStart` for a database of another program, which stays as it is, and `Misuse` for a migration
    that does not exist.
    """
    names = ("head", "base", *revisions.list_revisions())
    if revision not in names:
        raise Misuse(f"there is no migration {revision}; there are {', '.join(names)}")
    revisions.require_known(database.find_schema_version())
    migrate_tables(database, revision)
    if revision == "head":
        bring_indexes_up_to_date(database, show)


def migrate_tables(database: Database, revision: str) -> None:
    """Bring the tables to a migration."""
    # Here, because Alembic takes a quarter of a second to load and most starts do not need it.
    from app.schema_upgrade import migrate as run_migrations

    database.run_write(run_migrations, revision)


def bring_indexes_up_to_date(database: Database, show: Show = show_in_log) -> None:
    """Rebuild the full-text indexes if they are not of this program's version, or not whole."""
    fault = database.run_read(version.find_fault)
    if fault is None:
        return
    if not database.run_read(coverage.has_history):
        database.run_write(reindex.bring_up_to_date, lambda _done, _total: None)
        return
    with show(fault) as tell:
        database.run_write(reindex.bring_up_to_date, tell)


async def wait_and_prepare(database: Database, begin: Callable[[], None], *, seed: bool) -> None:
    """Prepare a database that could not be reached as soon as it can, and begin; say why it still cannot."""
    said = ""
    while True:
        await asyncio.sleep(RETRIED_EVERY)
        try:
            await asyncio.to_thread(prepare, database, seed=seed)
        except (WortlautError, CannotStart) as error:
            reason = say_cause(error) if isinstance(error, WortlautError) else str(error)
            if reason != said:
                said = reason
                log.warning("waiting for the database: %s", said)
        except Exception:
            log.exception("the database cannot be prepared")
        else:
            log.warning("the database is there")
            begin()
            return
