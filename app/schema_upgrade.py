"""Bring a database to a migration.

This module imports Alembic, which takes a quarter of a second; only what needs it loads it.
"""

from alembic import command
from alembic.config import Config
from sqlmodel import Session

from app.data_folders import MIGRATIONS


def migrate(session: Session, revision: str = "head") -> None:
    """Bring the tables to a migration within the session's transaction.

    Of several processes that start at once on PostgreSQL, all but one wait in migrations/env.py and then find
    everything done; on SQLite the transaction itself keeps them out. Indexes that a migration empties, or has
    just made, have no version until they are rebuilt (`startup.bring_indexes_up_to_date`).
    """
    config = Config()
    # What Config interpolates has its percent signs doubled.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = session.connection()
    if revision == "head":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)
