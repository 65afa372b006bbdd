"""The migrations: their order, which databases are refused, and whether they make what the models say."""

import re
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text
from sqlmodel import Session, SQLModel

from app import startup
from app.data_folders import MIGRATIONS
from app.database import revisions
from app.database.database import Database
from app.errors import CannotStart, Misuse
from app.schema_upgrade import migrate
from app.services.catalog import coverage
from app.services.ingest import exporter, importer
from tests.databases import ROOT, Databases, make_settings


def test_reads_the_order_of_migrations_as_alembic_does() -> None:
    scripts = ScriptDirectory(str(MIGRATIONS))
    assert scripts.get_heads() == [revisions.list_revisions()[-1]]
    assert revisions.list_revisions() == tuple(one.revision for one in scripts.walk_revisions())[::-1]


def test_orders_migrations_by_what_comes_before_them_not_by_their_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "versions").mkdir()
    for name, before in (("b", "None"), ("c", '"b"'), ("a", '"c"')):
        script = f'"""A script."""\n\nrevision = "{name}"\ndown_revision = {before}\n'
        (tmp_path / "versions" / f"{name}.py").write_text(script)
    monkeypatch.setattr(revisions, "MIGRATIONS", tmp_path)
    revisions.list_revisions.cache_clear()
    try:
        assert revisions.list_revisions() == ("b", "c", "a")
        assert revisions.list_revisions()[-1] == "a"
        assert [revisions.is_older(one) for one in (None, "b", "c", "a", "d")] == [
            True,
            True,
            True,
            False,
            False,
        ]
    finally:
        revisions.list_revisions.cache_clear()


@pytest.mark.parametrize(
    ("revision", "complaint"),
    [
        ("2020_01_01_unknown", "newer than this program"),
        ("2999_01_01_unknown", "newer than this program"),
        ("2026_11_25_words_at_line_ends", "never released; export its articles"),
    ],
)
def test_refuses_a_database_at_a_migration_that_it_does_not_know(
    empty_database: Database, revision: str, complaint: str
) -> None:
    set_revision(empty_database, revision)
    for refused in (
        empty_database.require_schema,
        lambda: startup.prepare(empty_database, seed=True),
        lambda: startup.migrate(empty_database, "head"),
        lambda: startup.migrate(empty_database, "base"),
    ):
        with pytest.raises(CannotStart, match=complaint):
            refused()
    assert empty_database.find_schema_version() == revision


def test_refuses_a_database_without_tables_and_an_older_one(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Database(make_settings(databases.make_empty())) as opened:
        with pytest.raises(CannotStart, match="no tables yet"):
            opened.require_schema()
        opened.run_write(migrate)
        opened.require_schema()
        newest = revisions.list_revisions()[-1]
        monkeypatch.setattr(revisions, "list_revisions", lambda: (newest, "2026_12_01_next"))
        with pytest.raises(CannotStart, match="older than this program"):
            opened.require_schema()


def test_refuses_to_go_to_a_migration_that_does_not_exist(empty_database: Database) -> None:
    with pytest.raises(Misuse, match="there is no migration 2020; there are head, base, 2026"):
        startup.migrate(empty_database, "2020")


def test_migrates_up_and_down_with_rows_in_the_tables(database: Database) -> None:
    before = database.run_read(exporter.export_article, "kim-putin-briefwechsel-2023")
    database.run_write(migrate, "base")
    assert database.find_schema_version() is None
    assert list_tables(database) <= {"alembic_version"}
    startup.migrate(database, "head")
    assert database.find_schema_version() == revisions.list_revisions()[-1]
    assert database.run_read(coverage.count).revision == 0
    assert database.run_write(importer.import_seed, [before])
    assert database.run_read(exporter.export_article, before.id) == before


def test_the_text_directives_of_stored_quotes_are_computed(database: Database) -> None:
    query = text("SELECT id, directive FROM quote ORDER BY id")
    before = database.run_read(lambda session: session.execute(query).all())
    assert {type(directive) for _, directive in before} == {str, type(None)}
    database.run_write(migrate, "2026_11_29_index_folder")
    database.run_write(migrate, "head")
    assert database.run_read(lambda session: session.execute(query).all()) == before


def test_alembic_finds_nothing_that_the_migrations_do_not_make(empty_database: Database) -> None:
    def check(session: Session) -> None:
        config = Config(toml_file=ROOT / "pyproject.toml")
        config.attributes["connection"] = session.connection()
        command.check(config)  # It raises if anything differs.

    empty_database.run_write(check)


def test_the_database_has_the_models_checks(empty_database: Database, databases: Databases) -> None:
    """Alembic compares no CHECK constraints; here the database itself is asked how it reads either's."""
    migrated = empty_database.run_write(read_checks)
    with Database(make_settings(databases.make_empty())) as opened:
        opened.run_write(lambda session: SQLModel.metadata.create_all(session.connection()))
        assert migrated == opened.run_write(read_checks)
    declared = {
        str(check.name)
        for table in SQLModel.metadata.tables.values()
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    }
    assert set(migrated) == declared
    assert len(declared) > 30


def read_checks(session: Session) -> dict[str, str]:
    """Return all CHECK constraints by their names."""
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        query = text("SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'")
        found = [(name, condition) for name, condition in connection.execute(query) if name.startswith("ck_")]
    else:
        created = connection.execute(text("SELECT sql FROM sqlite_master WHERE type = 'table'")).scalars()
        found = [
            match
            for table in created
            for match in re.findall(r"CONSTRAINT (ck_\w+) CHECK (\(.*\)),?\s*$", table or "", re.MULTILINE)
        ]
    assert len(found) == len(dict(found))
    return dict(found)


def list_tables(database: Database) -> set[str]:
    return database.run_read(lambda session: set(inspect(session.connection()).get_table_names()))


def set_revision(database: Database, revision: str) -> None:
    change = text("UPDATE alembic_version SET version_num = :revision")
    database.run_write(lambda session: session.execute(change, {"revision": revision}))
