"""Fixtures: a database and a server of each kind; builders are in builders.py."""

import os
from collections.abc import Callable, Iterator

import httpx2
import pytest
from hypothesis import settings

from app.database.database import Database
from tests.clusters import run_postgresql
from tests.databases import Databases, make_settings
from tests.servers import run_server

# The machine may be busy with other tests: no time decides one.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

DatabaseMaker = Callable[[str], Databases]
ServerMaker = Callable[[str], str]

KINDS = ("sqlite", "postgresql")
WITHOUT_POSTGRESQL = (
    "NO POSTGRESQL: everything was tested on SQLite alone. Install the server's programs, or name a server "
    "in TEST_POSTGRESQL_URL."
)


@pytest.fixture(scope="session", autouse=True)
def _index_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put the indexes of all databases into a folder of the tests, those of servers included."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WORTLAUT_INDEX", str(tmp_path_factory.mktemp("indexes")))
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL server; without one a test is skipped, but on CI it fails."""
    with run_postgresql() as url:
        if url is None and os.environ.get("CI"):
            pytest.fail(WITHOUT_POSTGRESQL)
        if url is None:
            pytest.skip(WITHOUT_POSTGRESQL)
        yield url


@pytest.fixture(scope="session")
def make_databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> DatabaseMaker:
    """Return what makes databases of a kind."""
    made: dict[str, Databases] = {}

    def make(kind: str) -> Databases:
        if kind not in made:
            server = request.getfixturevalue("postgresql") if kind == "postgresql" else None
            made[kind] = Databases(kind, tmp_path_factory.mktemp(kind), server)
        return made[kind]

    return make


@pytest.fixture(params=KINDS, scope="session")
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def databases(kind: str, make_databases: DatabaseMaker) -> Databases:
    """What makes databases of the kind in turn."""
    return make_databases(kind)


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A database of the test's own with the seed in it."""
    opened = Database(make_settings(databases.make(seed=True)))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared_database(databases: Databases) -> Iterator[Database]:
    """A database with the seed in it, for all tests that only read."""
    opened = Database(make_settings(databases.make(seed=True)))
    yield opened
    opened.close()


@pytest.fixture
def empty_database(databases: Databases) -> Iterator[Database]:
    """A database of the test's own with tables and no article."""
    opened = Database(make_settings(databases.make(seed=False)))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def make_server(make_databases: DatabaseMaker, request: pytest.FixtureRequest) -> ServerMaker:
    """Return what starts the server of a kind, with the seed in it; one for all tests that only read."""
    started: dict[str, str] = {}

    def make(kind: str) -> str:
        if kind not in started:
            running = run_server(make_databases(kind).make(seed=True), "--quiet")
            started[kind] = running.__enter__()
            request.addfinalizer(lambda: running.__exit__(None, None, None))
        return started[kind]

    return make


@pytest.fixture(scope="session")
def server_url(kind: str, make_server: ServerMaker) -> str:
    """The address of a real server on the kind of database in turn."""
    return make_server(kind)


@pytest.fixture
def client(server_url: str) -> Iterator[httpx2.Client]:
    """An HTTP client of that server."""
    with httpx2.Client(base_url=server_url, timeout=30) as opened:
        yield opened


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say loudly that half of the tests did not run."""
    skipped = terminalreporter.stats.get("skipped", [])
    if any("NO POSTGRESQL" in str(report.longrepr) for report in skipped):
        terminalreporter.write_sep("!", WITHOUT_POSTGRESQL, red=True, bold=True)
