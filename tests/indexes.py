"""Damage to the full-text index, for the tests."""

import shutil
from pathlib import Path

from sqlalchemy import text
from sqlmodel import Session

from app.database.database import Database
from app.fulltext.index import State
from app.services.index import reading


def find_generation(database: Database) -> Path:
    """Return the folder of the index that is in use."""
    return database.index.path / (database.index.path / "current").read_text()


def lose_index(database: Database) -> None:
    """Delete the index."""
    shutil.rmtree(database.index.path)
    database.index.reload()


def set_version(database: Database, version: str) -> None:
    """State that the index was made by this version."""
    _, revision, token = database.run_read(reading.read_state)
    with database.index.write() as writer:
        assert writer is not None
        writer.commit(State(version, revision, token))
    database.index.reload()


def set_names_version(session: Session, version: str) -> None:
    """State that the names of speakers were folded by this version."""
    session.execute(text("UPDATE corpus SET names_version = :version"), {"version": version})
