"""Alembic's environment: the database comes from the settings, or a connection from the caller."""

import re

from alembic import context
from sqlalchemy import Connection, text
from sqlmodel import SQLModel

import app.models  # noqa: F401 - fills the metadata that migrations are compared with
from app.database.database import Database
from app.settings import load_settings

ADVISORY_LOCK = 0x576F72746C617574  # "Wortlaut" in ASCII
# Of several processes that start at once on PostgreSQL one migrates, and the others wait for it.
OTHERS_TIMEOUT = "SET LOCAL lock_timeout = '60s'"
# While a migration waits for a table that others read, all further readers of it wait behind the migration.
# On SQLite the writer's connection has its own timeout (PRAGMA busy_timeout).
TABLES_TIMEOUT = "SET LOCAL lock_timeout = '10s'"


def is_compared(_: object, name: str | None, *_rest: object) -> bool:
    """Leave out the full-text indexes: no model describes them, each database has its own."""
    return not re.match("passage_words|(article|quote|statement)_terms", name or "")


def run(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text(OTHERS_TIMEOUT))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
        connection.execute(text(TABLES_TIMEOUT))
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        include_object=is_compared,
        # SQLite cannot alter a column: Alembic copies the table instead.
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database(load_settings()) as database, database.open_writer().begin() as opened:
        run(opened)
