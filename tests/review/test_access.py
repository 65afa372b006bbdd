"""Who may see the review page and decide: one browser, and no other program of this machine."""

import json
import socket
from http.client import HTTPConnection
from pathlib import Path

import httpx2
import pytest

from tests.review.conftest import Reviewing
from tests.review.requests import decide, get_version


def test_the_token_gives_a_cookie_once(reviewing: Reviewing) -> None:
    with httpx2.Client(base_url=reviewing.url) as first, httpx2.Client(base_url=reviewing.url) as second:
        assert first.get("/").status_code == 403
        answer = first.get(reviewing.token_url)
        assert answer.status_code == 200
        folder = answer.text.partition('href="')[2].partition('"')[0]
        attributes = answer.headers["set-cookie"].split("; ")
        assert {"HttpOnly", "SameSite=Strict", f"Path={folder}"} <= set(attributes)
        assert first.get(f"{folder}drafts/draft.json").status_code == 200
        assert second.get(reviewing.token_url).status_code == 403
        assert second.get(f"{folder}drafts/draft.json").status_code == 403


def send(
    reviewing: Reviewing, method: str, path: str, headers: dict[str, str], body: bytes = b""
) -> tuple[int, bytes]:
    """Send a request as it is given, over a socket; return the status, and the body of the answer."""
    host = reviewing.url.removeprefix("http://")
    connection = HTTPConnection(host, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    status, content = answer.status, answer.read()
    connection.close()
    return status, content


@pytest.mark.parametrize("has_cookie", [True, False])
@pytest.mark.parametrize("has_folder", [True, False])
def test_with_one_of_the_two_secrets_nothing_is_read_and_nothing_is_written(
    reviewing: Reviewing, client: httpx2.Client, file: Path, has_cookie: bool, has_folder: bool
) -> None:
    before, version = file.read_bytes(), get_version(client)
    [(name, value)] = client.cookies.items()
    headers = {"Cookie": f"{name}={value}"} if has_cookie else {}
    folder = client.base_url.path.rstrip("/") if has_folder else "/" + "x" * 43
    is_both = has_cookie and has_folder
    part = f"/parts/draft.json?part=article&version={version}"
    for path in ("/drafts/draft.json", "/assets/review.js", part):
        status, content = send(reviewing, "GET", folder + path, headers)
        assert status == (200 if is_both else 403), path
        assert (b"panel" in content) is is_both, path
    body = json.dumps({"version": version, "part": "article", "action": "accept"}).encode()
    headers |= {"Origin": reviewing.url, "Content-Type": "application/json"}
    status, content = send(reviewing, "POST", f"{folder}/decisions/draft.json", headers, body)
    assert status == (200 if is_both else 403)
    assert (file.read_bytes() != before) is is_both
    if not is_both:
        assert json.loads(content)["title"] == "Forbidden"


@pytest.mark.parametrize(
    ("site", "is_answered"),
    [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)],
)
def test_pages_of_other_ports_and_sites_are_refused(
    client: httpx2.Client, site: str, is_answered: bool
) -> None:
    answer = client.get("/drafts/draft.json", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == (200 if is_answered else 403)
    client.headers["Sec-Fetch-Site"] = site
    body = {"version": "0" * 64, "part": "article", "action": "accept"}
    assert client.post("/decisions/draft.json", json=body).status_code == (409 if is_answered else 403)


@pytest.mark.parametrize(
    "path", ["/", "/drafts/draft.json", "/assets/review.js", "/parts/draft.json", "/nothing"]
)
def test_nothing_is_answered_without_the_cookie(reviewing: Reviewing, path: str) -> None:
    answer = httpx2.get(reviewing.url + path)
    assert answer.status_code == 403
    assert "Anna" not in answer.text


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example"])
def test_foreign_hosts_are_refused_even_with_the_token(reviewing: Reviewing, host: str) -> None:
    assert httpx2.get(reviewing.token_url, headers={"Host": host}).status_code == 403
    with reviewing.open_client() as client:
        assert client.get("/drafts/draft.json", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1"])
def test_decisions_of_foreign_origins_are_refused(client: httpx2.Client, file: Path, origin: str) -> None:
    before, version = file.read_bytes(), get_version(client)
    client.headers["Origin"] = origin
    assert decide(client, "article", "accept", version=version).status_code == 403
    del client.headers["Origin"]
    assert decide(client, "article", "accept", version=version).status_code == 403
    assert file.read_bytes() == before


def test_only_this_machine_reaches_the_port(reviewing: Reviewing) -> None:
    port = int(reviewing.url.rpartition(":")[2])
    addresses = {one[4][0] for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1", "127.0.1.1"}:
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((str(address), port), timeout=5)
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", port), timeout=5)


def test_pages_run_nothing_but_their_own_files(client: httpx2.Client) -> None:
    answer = client.get("/drafts/draft.json")
    directives = dict(
        one.strip().split(" ", 1) for one in answer.headers["content-security-policy"].split(";")
    )
    assert directives["default-src"] == directives["form-action"] == directives["base-uri"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert "<script>" not in answer.text
    assert " style=" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
