"""Bring a database to the tables of this program, and put the seed into an empty one.

This module imports Alembic, which takes a quarter of a second; only the commands that need it
load it.
"""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlmodel import Session

from app.services.ingest import storage

ROOT = Path(__file__).resolve().parent.parent
ADVISORY_LOCK = 0x576F72746C617574  # "Wortlaut" in ASCII


def migrate(session: Session, revision: str = "head") -> None:
    """Bring the tables to a revision within the session's transaction.

    Of several processes that start at once on PostgreSQL, all but one wait here and then find
    everything done; on SQLite the transaction itself keeps them out.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
    config = Config(toml_file=ROOT / "pyproject.toml")
    config.attributes["connection"] = connection
    if revision == "head":
        command.upgrade(config, revision)
        storage.index_missing(session)  # in the same transaction: without its index a claim would seem absent
    else:
        command.downgrade(config, revision)
