"""Migrate the tables of a database.

Alembic takes a quarter of a second to load, so this module is only imported where it is needed.
"""

from alembic import command
from alembic.config import Config
from sqlmodel import Session

from app.data_folders import MIGRATIONS


def migrate(session: Session, revision: str = "head") -> None:
    """Migrate the tables to a revision within the session's transaction.

    If several processes start at once on PostgreSQL, all but one wait in migrations/env.py and then have
    nothing to do; on SQLite they wait for the transaction.
    """
    config = Config()
    # Config interpolates percent signs.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = session.connection()
    if revision == "head":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)
