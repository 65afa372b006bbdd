"""Bring a database to a migration.

This module imports Alembic, which takes a quarter of a second; only what needs it loads it.
"""

from alembic import command
from alembic.config import Config
from sqlmodel import Session

from app.data_folders import MIGRATIONS
from app.services.ingest import storage


def migrate(session: Session, revision: str = "head") -> None:
    """Bring the tables to a migration within the session's transaction.

    Of several processes that start at once on PostgreSQL, all but one wait in migrations/env.py and then find
    everything done; on SQLite the transaction itself keeps them out.
    """
    config = Config()
    # What Config interpolates has its percent signs doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = session.connection()
    if revision == "head":
        command.upgrade(config, revision)
        storage.index_missing(session)  # in the same transaction: without its index a claim would seem absent
    else:
        command.downgrade(config, revision)
