"""Bring a database up to date before it is served, and wait for one that is late."""

import asyncio
import logging
from collections.abc import Callable

from app.data_folders import SEED
from app.database import revisions
from app.database.database import Database, say_cause
from app.errors import CannotStart, Misuse, WortlautError
from app.services.catalog import coverage
from app.services.ingest import importer

log = logging.getLogger("wortlaut")

RETRIED_EVERY = 1.0
"""Seconds between two tries to reach a database."""


def prepare(database: Database, *, seed: bool) -> None:
    """Bring the tables up to date, and put the seed into a database that never held an article.

    Raises `CannotStart` if the tables are not for this program, and `Unavailable` if the database
    cannot be reached, or cannot be written where that is needed.
    """
    if revisions.is_older(database.find_schema_version()):
        migrate(database, "head")
    database.require_schema()
    if seed and not database.run_read(coverage.has_history):
        documents = [importer.read_document(file) for file in sorted(SEED.glob("*.json"))]
        database.run_write(importer.import_seed, documents)


def migrate(database: Database, revision: str) -> None:
    """Bring the tables to a migration, `head` or `base`; a database of another program stays as it is.

    Raises `CannotStart` for that, and `Misuse` for a migration that does not exist.
    """
    names = ("head", "base", *revisions.list_revisions())
    if revision not in names:
        raise Misuse(f"there is no migration {revision}; there are {', '.join(names)}")
    revisions.require_known(database.find_schema_version())
    # Here, because Alembic takes a quarter of a second to load and most starts do not need it.
    from app.schema_upgrade import migrate as run_migrations

    database.run_write(run_migrations, revision)


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
