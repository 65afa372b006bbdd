"""Databases with made articles, kept in a folder and found again by their size.

A database gets its name when it is complete: one that was left half filled is made again.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg import sql
from sqlalchemy import URL, make_url

from app import startup
from app.cli import document_files, import_command
from app.database import revisions
from app.database.database import Database
from tests.benchmarks import corpus
from tests.clusters import EXTERNAL, find_postgresql_binaries
from tests.databases import ROOT, find_free_port, make_settings

Fill = Callable[[str, int], None]


class Filled(NamedTuple):
    """The databases of one kind, as SQLAlchemy's addresses."""

    kind: str
    articles: int
    wortlaut: str
    tutorial: str


def fill(url: str, articles: int) -> None:
    """Put so many made articles into an empty database of Wortlaut's, by its own import."""
    with Database(make_settings(url)) as database:
        startup.migrate(database, "head")
        file = corpus.write_documents(Path(tempfile.gettempdir()), articles)
        import_command.import_all(database, document_files.read_sources([file]), on_refusal=print)


def fill_tutorial(url: str, articles: int) -> None:
    """Put the same articles into an empty database of the tutorial's."""
    command = [sys.executable, "-m", "tests.benchmarks.tutorial_filling", url, str(articles)]
    subprocess.run(command, check=True, cwd=ROOT)


def find_or_fill(kind: str, folder: Path, server: str | None, articles: int) -> Filled:
    """Return the databases of a kind, filled unless they are there already."""

    def find(name: str, fill_one: Fill) -> str:
        if kind == "sqlite":
            return _find_file(folder / f"{name}.db", fill_one, articles)
        assert server is not None, "there is no PostgreSQL server"
        return _find_database(make_url(server), f"bt_{name}", fill_one, articles)

    wortlaut = find(f"wortlaut_{articles}_{revisions.list_revisions()[-1][:30]}", fill)
    return Filled(kind, articles, wortlaut, find(f"tutorial_{articles}", fill_tutorial))


def _find_file(file: Path, fill_one: Fill, articles: int) -> str:
    if not file.exists():
        making = file.with_name(f"making_{file.name}")
        _delete(making)
        _say_how_long(file.name, fill_one, f"sqlite:///{making}", articles)
        # Closing the last connection wrote the log back into the file, so it can be moved alone.
        assert not making.with_name(f"{making.name}-wal").exists(), "somebody has the database open"
        making.rename(file)
        index = find_index(f"sqlite:///{making}")
        if index.exists():
            index.rename(find_index(f"sqlite:///{file}"))
        _delete(making)
    return f"sqlite:///{file}"


def _delete(file: Path) -> None:
    """Delete a database, and what is beside it."""
    for left in file.parent.glob(f"{file.name}*"):
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def find_index(url: str) -> Path:
    """Return the folder of the full-text index of a database."""
    with Database(make_settings(url)) as database:
        return database.index.path


def _find_database(server: URL, name: str, fill_one: Fill, articles: int) -> str:
    with connect(server) as administrator:
        known = administrator.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            making = make_empty(server, f"making_{name}")
            _say_how_long(name, fill_one, making, articles)
            with connect(make_url(making)) as finisher:
                finisher.execute("VACUUM ANALYZE")  # as a database is that has been there for a while
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            administrator.execute(rename.format(sql.Identifier(f"making_{name}"), sql.Identifier(name)))
    return server.set(database=name).render_as_string(hide_password=False)


def make_empty(server: URL, name: str) -> str:
    """Return the URL of a database with nothing in it; what had its name is gone."""
    with connect(server) as administrator:
        administrator.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        administrator.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return server.set(database=name).render_as_string(hide_password=False)


@contextmanager
def lend_empty(kind: str, folder: Path, beside: str) -> Iterator[str]:
    """Yield the URL of an empty database for as long as the block lasts, on the server of another one."""
    name = f"bt_lent_{os.getpid()}"
    if kind == "sqlite":
        try:
            yield f"sqlite:///{folder / name}.db"
        finally:
            _delete(folder / f"{name}.db")
    else:
        server = make_url(beside).set(database="postgres")
        try:
            yield make_empty(server, name)
        finally:
            url = server.set(database=name).render_as_string(hide_password=False)
            shutil.rmtree(find_index(url), ignore_errors=True)
            with connect(server) as administrator:
                drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                administrator.execute(drop)


def connect(url: URL) -> psycopg.Connection[tuple[object, ...]]:
    """Connect to PostgreSQL, each statement a transaction of its own."""
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def measure_size(url: str) -> int:
    """Return the bytes that a database takes, its indexes and the full-text index included."""
    where = make_url(url)
    index = sum(part.stat().st_size for part in find_index(url).rglob("*"))
    if where.database and where.get_backend_name() == "sqlite":
        file = Path(where.database)
        parts = [file, file.with_name(f"{file.name}-wal")]
        return index + sum(part.stat().st_size for part in parts if part.exists())
    with connect(where) as one:
        found = one.execute("SELECT pg_database_size(current_database())").fetchone()
    return index + (int(str(found[0])) if found else 0)


def _say_how_long(name: str, fill_one: Fill, url: str, articles: int) -> None:
    began = time.monotonic()
    print(f"filling {name} …", flush=True)
    fill_one(url, articles)
    print(f"  took {time.monotonic() - began:,.0f} s", flush=True)


@contextmanager
def run_kept_postgresql(folder: Path) -> Iterator[str]:
    """Yield the URL of a PostgreSQL server whose cluster stays in the folder, unless one is given."""
    if os.environ.get(EXTERNAL):
        yield os.environ[EXTERNAL]
        return
    binaries = find_postgresql_binaries()
    if binaries is None:
        sys.exit(f"This needs PostgreSQL's server programs, or {EXTERNAL}.")
    run_as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []  # initdb refuses root
    cluster, port = folder / "cluster", find_free_port()

    def control(program: str, *arguments: str) -> None:
        command = [*run_as, str(binaries / program), "-D", str(cluster), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=cluster)

    if not cluster.exists():
        cluster.mkdir()
        if run_as:
            shutil.chown(cluster, "postgres")
        control("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {cluster} -c max_connections=200"
    control("pg_ctl", "-o", options, "-l", str(cluster / "log"), "-w", "start")
    try:
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        control("pg_ctl", "-m", "fast", "-w", "stop")


def find_postmaster(url: str) -> int | None:
    """Return the id of PostgreSQL's first process, if it runs on this machine and may be seen."""
    where = make_url(url)
    if where.get_backend_name() == "sqlite" or where.host not in ("127.0.0.1", "localhost"):
        return None
    with connect(where) as one:
        found = one.execute("SELECT pg_backend_pid()").fetchone()
        stat = Path(f"/proc/{found[0] if found else 0}/stat")
        return int(stat.read_text().rpartition(")")[2].split()[1]) if stat.exists() else None
