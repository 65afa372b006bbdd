"""Damage to the full-text indexes, for the tests."""

from sqlalchemy import text
from sqlmodel import Session

INDEXES = ("passage_words", "article_terms", "quote_terms", "statement_terms")


def empty_indexes(session: Session) -> None:
    """Empty all indexes, and the tables that are made with them."""
    connection = session.connection()
    for name in INDEXES:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"DELETE FROM {name}"))
        else:
            connection.execute(text(f"INSERT INTO {name} ({name}) VALUES ('delete-all')"))
    for name in ("passage", "word"):
        connection.execute(text(f"DELETE FROM {name}"))
