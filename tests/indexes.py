"""Damage to the full-text indexes, for the tests."""

from sqlalchemy import text
from sqlmodel import Session

INDEXES = ("passage_words", "article_terms", "quote_terms", "statement_terms")


def empty_index(session: Session, name: str) -> None:
    """Empty one index, or one of the tables that are filled with them, by hand."""
    is_fulltext = name in INDEXES and session.get_bind().dialect.name == "sqlite"
    emptied = f"INSERT INTO {name} ({name}) VALUES ('delete-all')" if is_fulltext else f"DELETE FROM {name}"
    session.connection().execute(text(emptied))


def empty_indexes(session: Session) -> None:
    """Empty all indexes, and the tables that are filled with them."""
    for name in (*INDEXES, "passage", "word"):
        empty_index(session, name)


def set_version(session: Session, version: str | None) -> None:
    """State of the indexes that they were made by this version."""
    session.execute(text("UPDATE fulltext_index SET version = :version"), {"version": version})
