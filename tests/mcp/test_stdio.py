"""The server on standard input and output, and failures that no client can cause."""

import asyncio
import json
import logging
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from mcp import Client
from mcp.shared.exceptions import MCPError

from app.database.database import Database
from app.errors import Unavailable
from app.mcp.server import make_server
from app.presenters.page import Site
from tests.databases import ROOT, Databases

INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    },
}
PING = {"jsonrpc": "2.0", "id": 2, "method": "ping"}


@pytest.fixture
def process(database_url: str) -> Iterator[subprocess.Popen[bytes]]:
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": database_url}
    pipe = subprocess.PIPE
    started = subprocess.Popen(
        [sys.executable, "-m", "app", "mcp"], cwd=ROOT, env=environment, stdin=pipe, stdout=pipe, stderr=pipe
    )
    with started:
        yield started
        started.kill()


def ask(process: subprocess.Popen[bytes], *lines: bytes) -> dict[str, Any]:  # Any: JSON
    """Send lines, and return the next message of the server."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"".join(line + b"\n" for line in lines))
    process.stdin.flush()
    message: dict[str, Any] = json.loads(process.stdout.readline())
    return message


def test_goes_on_after_lines_that_are_no_messages(process: subprocess.Popen[bytes]) -> None:
    assert ask(process, json.dumps(INITIALIZE).encode())["id"] == 1
    call = {"name": "verify_quote", "arguments": {"text": "Ich bin überzeugt"}}
    answer = ask(process, json.dumps({**PING, "method": "tools/call", "params": call}).encode())
    assert answer["result"]["structuredContent"]["verdict"] == "verified"
    garbage = (b"", b"{", b"\xff\xfe", b"[" * 100_000, b"null", b'{"jsonrpc": "2.0"}')
    assert ask(process, *garbage, json.dumps(PING).encode()) == {"jsonrpc": "2.0", "id": 2, "result": {}}


def test_ends_in_good_order_with_its_input(process: subprocess.Popen[bytes]) -> None:
    ask(process, json.dumps(INITIALIZE).encode())
    rest, log = process.communicate(timeout=60)
    assert (process.returncode, rest) == (0, b"")
    assert b"Traceback" not in log


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ends_at_once_when_it_is_told_to(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    ask(process, json.dumps(INITIALIZE).encode())
    process.send_signal(number)
    assert process.wait(timeout=60) == -number


def test_says_in_one_line_why_it_cannot_start(databases: Databases) -> None:
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": databases.make_empty()}
    for module, said in (("app", b"run: wortlaut migrate"), ("tests.mcp.without_sdk", b"'.[mcp]'")):
        command = [sys.executable, "-m", module, "mcp"]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, input=b"")
        assert ended.returncode == 1
        [line] = ended.stderr.splitlines()
        assert said in line


def test_a_database_that_is_away_is_a_failure_of_the_tool(opening: str) -> None:
    def get_database() -> Database:
        raise Unavailable("The database is not there yet. Try again in a moment.")

    async def call() -> None:
        async with Client(make_server(get_database, Site("")), mode=opening) as client:
            result = await client.call_tool("verify_quote", {"text": "Ja"})
            assert result.is_error
            assert result.structured_content["type"] == "/problems/unavailable"

    asyncio.run(call())


def test_nothing_of_an_unexpected_failure_leaves_the_process(
    opening: str, caplog: pytest.LogCaptureFixture
) -> None:
    # A command that another test ran in this process may have silenced the log.
    caplog.set_level(logging.ERROR, logger="wortlaut")

    def get_database() -> Database:
        raise RuntimeError("secret")

    async def fail() -> list[MCPError]:
        caught = []
        async with Client(make_server(get_database, Site("")), mode=opening) as client:
            for attempt in (client.call_tool("list_speakers", {}), client.list_resources()):
                with pytest.raises(MCPError) as one:
                    await attempt
                caught.append(one.value)
        return caught

    for error in asyncio.run(fail()):
        assert "secret" not in f"{error.message}{error.data}"
        assert error.data["type"] == "/problems/internal-error"
        assert error.data["instance"].removeprefix("urn:uuid:") in caplog.text
