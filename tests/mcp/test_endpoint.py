"""The endpoint over HTTP: the limits, refusals and log of the server, and errors in the form of JSON-RPC."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator

import httpx2
import pytest
from mcp import Client

from app.main import BODY_MAX
from tests.databases import ROOT, Databases
from tests.mcp.conftest import OPENINGS
from tests.servers import Server, start_server

HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
SEED_QUOTE = "Die beiden Länder werden immer siegreich sein"
CLIENTS = 20


def make_call(text: object = SEED_QUOTE, **changes: object) -> str:
    """Return a call of verify_quote as JSON-RPC has it, in the form of 2025-11-25."""
    params = {"name": "verify_quote", "arguments": {"text": text}}
    return json.dumps({"jsonrpc": "2.0", "id": 7, "method": "tools/call", "params": params} | changes)


def post(client: httpx2.Client, body: str | bytes, **headers: str) -> httpx2.Response:
    return client.post("/mcp", content=body, headers={**HEADERS, **headers})


@pytest.fixture
def logging_server(databases: Databases) -> Iterator[Server]:
    """A server that logs requests, under a public address."""
    server = start_server(
        databases.make(seed=True), WORTLAUT_PUBLIC_URL="https://example.org/quotes", WORTLAUT_LOG="json"
    )
    yield server
    if server.process.poll() is None:
        server.stop()


def test_answers_a_call_without_a_handshake(client: httpx2.Client) -> None:
    response = post(client, make_call())
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    assert response.json()["id"] == 7
    assert response.json()["result"]["structuredContent"]["verdict"] == "verified"


@pytest.mark.parametrize("opening", OPENINGS)
def test_twenty_clients_at_once_get_their_own_answers(server_url: str, opening: str) -> None:
    async def verify(number: int) -> tuple[int, str, str]:
        async with Client(f"{server_url}/mcp", mode=opening) as client:
            words = SEED_QUOTE if number % 2 else f"Niemand sagte dies {number} Mal"
            answer = (await client.call_tool("verify_quote", {"text": words})).structured_content
            listed = (await client.call_tool("list_speakers", {"limit": 1 + number})).structured_content
            return len(listed["speakers"]), answer["verdict"], words

    async def verify_all() -> list[tuple[int, str, str]]:
        return await asyncio.gather(*map(verify, range(CLIENTS)))

    for number, (count, verdict, _) in enumerate(asyncio.run(verify_all())):
        assert count == min(1 + number, 4)
        assert verdict == ("verified" if number % 2 else "absent")


def test_has_no_stream_and_no_session(client: httpx2.Client) -> None:
    for method in ("GET", "DELETE", "PUT"):
        response = client.request(method, "/mcp", headers=HEADERS)
        assert response.status_code == 405
        assert response.headers["allow"] == "OPTIONS, POST"
        assert response.json()["type"] == "/problems/method-not-allowed"


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://localhost.evil.example",
        "http://127.0.0.1.evil.example:80",
        "http://evil.example/http://localhost",
        "null",
        "://",
    ],
)
def test_refuses_pages_of_other_origins(client: httpx2.Client, origin: str) -> None:
    response = post(client, make_call(), origin=origin)
    assert response.status_code == 403
    assert response.json()["type"] == "/problems/foreign-origin"


def test_a_name_that_was_made_to_point_here_does_not_help_a_page(client: httpx2.Client) -> None:
    response = post(client, make_call(), host="evil.example", origin="http://evil.example")
    assert response.status_code == 403


@pytest.mark.parametrize("origin", ["http://localhost:6274", "http://127.0.0.1", "https://[::1]:8443"])
def test_pages_of_this_machine_may_call(client: httpx2.Client, origin: str) -> None:
    assert post(client, make_call(), origin=origin).status_code == 200


def test_links_and_origin_are_those_of_the_public_address(logging_server: Server) -> None:
    with httpx2.Client(base_url=logging_server.url) as client:
        assert post(client, make_call(), origin="https://example.org.evil.example").status_code == 403
        response = post(client, make_call(), origin="https://example.org")
    [match] = response.json()["result"]["structuredContent"]["matches"]
    assert match["link"] == f"https://example.org/quotes/quotes/{match['quote']}"


def test_refuses_bodies_as_all_operations_do(client: httpx2.Client) -> None:
    for body, headers, status, problem in (
        (make_call(), {"content-type": "text/plain"}, 415, "unsupported-media-type"),
        (make_call(), {"content-encoding": "gzip"}, 415, "unsupported-media-type"),
        (make_call("a" * BODY_MAX), {}, 413, "content-too-large"),
        (make_call(), {"host": "a b"}, 400, "malformed-request"),
    ):
        response = post(client, body, **headers)
        assert response.status_code == status
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["type"] == f"/problems/{problem}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("{", 400),
        ("[" * 500_000, 400),
        ('{"a":' * 100_000, 400),
        (f"[{make_call()}]", 400),
        ('"text"', 400),
        ('{"jsonrpc": "1.0", "id": 1, "method": "ping"}', 400),
        (make_call(method="tools/delete"), 200),
        (make_call(params={"name": ["verify_quote"]}), 200),
        (make_call(params=5), 400),
        (b"\xff\xfe", 400),
    ],
)
def test_answers_what_is_no_message_with_an_error_of_json_rpc(
    client: httpx2.Client, body: str | bytes, status: int
) -> None:
    response = post(client, body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/json"
    assert response.json()["error"]["code"] < 0
    assert post(client, make_call()).status_code == 200


def test_a_method_that_does_not_exist_is_404_in_the_new_form(client: httpx2.Client) -> None:
    meta = {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    body = make_call(method="tools/delete", params={"_meta": meta})
    response = post(client, body, **{"mcp-protocol-version": "2026-07-28", "mcp-method": "tools/delete"})
    assert response.status_code == 404
    assert response.json()["error"]["code"] == -32601


def test_lone_surrogates_are_refused(client: httpx2.Client) -> None:
    response = post(client, make_call("Ja \ud800"))
    answer = response.json()
    assert response.status_code == 400
    assert answer["error"]["code"] == -32700  # No JSON (JSON-RPC 2.0).


def test_logs_requests_without_what_they_say(logging_server: Server) -> None:
    with httpx2.Client(base_url=logging_server.url) as client:
        response = post(client, make_call("Geheimes Wort", speaker="Putin"))
        refused = post(client, make_call(7))
    log = logging_server.stop()
    assert "Geheimes" not in log
    lines = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    logged = [line for line in lines if line.get("route") == "/mcp"]
    assert [line["id"] for line in logged] == [
        response.headers["x-request-id"],
        refused.headers["x-request-id"],
    ]
    assert [line["logger"] for line in lines if line["logger"].startswith("mcp")] == []
    instance = refused.json()["result"]["structuredContent"]["instance"]
    assert instance == f"urn:uuid:{refused.headers['x-request-id']}"


def test_a_start_does_not_wait_for_the_sdk() -> None:
    code = "import sys, app.main, app.cli.commands; print('mcp' in sys.modules, 'mcp_types' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True)
    assert done.stdout == b"False False\n"


def test_without_the_extra_there_is_no_such_path(databases: Databases) -> None:
    server = start_server(databases.make(seed=True), module="tests.mcp.without_sdk")
    try:
        with httpx2.Client(base_url=server.url) as client:
            assert post(client, make_call()).json()["type"] == "/problems/not-found"
            assert client.get("/v1/quotes").status_code == 200
    finally:
        assert "Traceback" not in server.stop()
