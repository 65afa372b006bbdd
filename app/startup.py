"""Bring a database up to date before it is served, and wait for one that is late."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path

from app.database.database import SCHEMA_VERSION, Database, say_cause
from app.errors import CannotStart, WortlautError
from app.services.catalog import coverage
from app.services.ingest import importer

log = logging.getLogger("wortlaut")

SEED = Path(__file__).resolve().parent.parent / "seed_data"
RETRIED_EVERY = 1.0
"""Seconds between two tries to reach a database."""


def prepare(database: Database, *, seed: bool) -> None:
    """Bring the tables up to date, and put the seed into a database that never held an article.

    Raises `CannotStart` if the tables are not for this program, and `Unavailable` if the database
    cannot be reached, or cannot be written where that is needed.
    """
    version = database.find_schema_version()
    if version is None or version < SCHEMA_VERSION:
        migrate(database, "head")
    database.require_schema()
    if seed and not database.run_read(coverage.has_history):
        documents = [importer.read_document(file) for file in sorted(SEED.glob("*.json"))]
        database.run_write(importer.import_seed, documents)


def migrate(database: Database, revision: str) -> None:
    """Bring the tables to a migration."""
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
