"""Alembic's environment: the URL comes from the settings, or a connection from whoever calls."""

import re

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.models  # noqa: F401 - fills the metadata that migrations are compared with
from app.database.database import Database
from app.settings import load_settings


def is_compared(_: object, name: str | None, *_rest: object) -> bool:
    """Leave out the full-text indexes: no model describes them, each database has its own."""
    return not re.match("passage_words|(article|quote|statement)_terms", name or "")


def run(connection: Connection) -> None:
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
    database = Database(load_settings())
    with database.open_writer().begin() as opened:
        run(opened)
    database.close()
