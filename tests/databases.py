"""Databases for the tests: SQLite files, and databases of a real PostgreSQL server."""

import os
import shutil
import socket
import uuid
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from app import startup
from app.database.database import Database
from app.services.ingest import importer
from app.settings import Settings

ROOT = Path(__file__).parent.parent
SEED = sorted((ROOT / "seed_data").glob("*.json"))


def make_settings(url: str, **changes: float | str) -> Settings:
    """Return the settings of an application on this database; its index is where servers look for it."""
    index = os.environ.get("WORTLAUT_INDEX")
    return Settings.model_validate({"database_url": url, "index": index, **changes})


def fill(url: str, *, seed: bool) -> None:
    """Put the tables, and if wanted the seed, into an empty database."""
    database = Database(make_settings(url))
    startup.migrate(database, "head")
    if seed:
        database.run_write(importer.import_seed, [importer.read_document(file) for file in SEED])
    database.close()


def find_free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


class Databases:
    """Makes databases of one kind: the first of each sort is filled, the others are copies of it."""

    def __init__(self, kind: str, folder: Path, server: str | None) -> None:
        self._kind = kind
        self._folder = folder
        self._server = server
        self._templates: dict[bool, str] = {}

    def make(self, *, seed: bool) -> str:
        """Return the URL of a new database with the tables, and if wanted the seed, in it."""
        if seed not in self._templates:
            self._templates[seed] = self.make_empty()
            fill(self._templates[seed], seed=seed)
        return self._make(self._templates[seed])

    def make_empty(self) -> str:
        """Return the URL of a new database with nothing in it."""
        return self._make(None)

    def _make(self, template: str | None) -> str:
        name = f"test_{uuid.uuid4().hex}"
        if self._kind == "sqlite":
            file = self._folder / f"{name}.db"
            if template:
                shutil.copy(str(make_url(template).database), file)
            return f"sqlite:///{file}"
        assert self._server is not None
        url = make_url(self._server)
        with psycopg.connect(
            url.set(drivername="postgresql").render_as_string(False), autocommit=True
        ) as server:
            copied = f" TEMPLATE {make_url(template).database}" if template else ""
            server.execute(f"CREATE DATABASE {name}{copied}".encode())
        return url.set(database=name).render_as_string(hide_password=False)
