"""Connections over both transports, in both ways to open one that the protocol has had."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TypeVar

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.databases import ROOT, Databases

Result = TypeVar("Result")
Connect = Callable[[], AbstractAsyncContextManager[Client]]
Steps = Callable[[Client], Awaitable[Result]]

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


# A server on standard input and output starts with each connection, which takes a second; what is its own is
# in test_stdio.
@pytest.fixture(params=[*(("http", one) for one in OPENINGS), ("stdio", "auto")], ids="-".join)
def connect(request: pytest.FixtureRequest, server_url: str, database_url: str, tmp_path: Path) -> Connect:
    """What opens a connection over each transport in turn."""
    transport, opening = request.param

    @asynccontextmanager
    async def connect_over_http() -> AsyncIterator[Client]:
        async with Client(f"{server_url}/mcp", mode=opening) as client:
            yield client

    @asynccontextmanager
    async def connect_over_stdio() -> AsyncIterator[Client]:
        with (tmp_path / "log").open("w+") as log:
            async with Client(stdio_client(make_parameters(database_url), log), mode=opening) as client:
                yield client
            log.seek(0)
            assert "Traceback" not in log.read()

    return connect_over_http if transport == "http" else connect_over_stdio


def make_parameters(database_url: str) -> StdioServerParameters:
    """Return how the SDK's client starts a server on this database."""
    environment = {"WORTLAUT_DATABASE_URL": database_url, "WORTLAUT_INDEX": os.environ["WORTLAUT_INDEX"]}
    return StdioServerParameters(command=sys.executable, args=["-m", "app", "mcp"], env=environment, cwd=ROOT)


def run(connect: Connect, steps: Steps[Result]) -> Result:
    """Take some steps on one connection, and return what they return.

    What they raise is raised outside of the connection, which would wrap it in groups of exceptions.
    """

    async def take() -> Result:
        async with connect() as client:
            [result] = await asyncio.gather(steps(client), return_exceptions=True)
        if isinstance(result, BaseException):
            raise result
        return result

    return asyncio.run(take())
