"""Connections over both transports, in both ways to open one that the protocol has had."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Iterator

import pytest
from anyio.from_thread import start_blocking_portal
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.databases import ROOT, Databases

Steps = Callable[[Client], Awaitable[None]]
Take = Callable[[Steps], None]

OPENINGS = ("auto", "legacy")
"""By asking for the server's versions (2026-07-28), and by a handshake (2025-11-25 and before)."""


@pytest.fixture(scope="session")
def database_url(databases: Databases) -> str:
    """A database with the seed in it, for servers on standard input and output."""
    return databases.make(seed=True)


@pytest.fixture(params=OPENINGS)
def opening(request: pytest.FixtureRequest) -> str:
    """Each way to open a connection in turn."""
    name: str = request.param
    return name


@pytest.fixture(scope="session")
def over_stdio(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Take]:
    """What takes steps on one connection for all tests: a server on standard input and output takes a second
    to start, and what is its own is in test_stdio.
    """
    with (tmp_path_factory.mktemp("stdio") / "log").open("w+") as log:
        with start_blocking_portal() as portal:
            client = Client(stdio_client(make_parameters(database_url), log), mode="auto")
            with portal.wrap_async_context_manager(client):
                yield lambda steps: portal.call(steps, client)
        log.seek(0)
        assert "Traceback" not in log.read()


@pytest.fixture(params=[*OPENINGS, "stdio"])
def take(request: pytest.FixtureRequest, server_url: str) -> Take:
    """What takes some steps on a connection, over each transport in turn, and raises what they raise."""
    if request.param == "stdio":
        over_stdio: Take = request.getfixturevalue("over_stdio")
        return over_stdio

    async def take_over_http(steps: Steps) -> None:
        async with Client(f"{server_url}/mcp", mode=request.param) as client:
            # Raised outside of the connection, which would wrap it in groups of exceptions.
            [result] = await asyncio.gather(steps(client), return_exceptions=True)
        if isinstance(result, BaseException):
            raise result

    return lambda steps: asyncio.run(take_over_http(steps))


def make_parameters(database_url: str) -> StdioServerParameters:
    """Return how the SDK's client starts a server on this database."""
    environment = {"WORTLAUT_DATABASE_URL": database_url, "WORTLAUT_INDEX": os.environ["WORTLAUT_INDEX"]}
    return StdioServerParameters(command=sys.executable, args=["-m", "app", "mcp"], env=environment, cwd=ROOT)
