"""The conventions of every answer: problems, caching, methods, headers, integrity."""

import base64
import gzip
import hashlib
import json
import re
import socket
from urllib.parse import urlsplit

import httpx2
import pytest

from app.middleware.representation import COMPRESSED_FROM
from app.presenters import registry
from app.presenters.presenter import Presenter
from tests.conftest import ServerMaker

ARTICLE = "kim-putin-briefwechsel-2023"
QUOTE = "q-21ea97e3a089f4d02987"
PATHS = [
    "/",
    "/v1/articles",
    f"/v1/articles/{ARTICLE}",
    f"/v1/articles/{ARTICLE}/text",
    f"/v1/articles/{ARTICLE}/text?start=1777&end=2005",
    f"/v1/articles/{ARTICLE}/document",
    "/v1/statements",
    "/v1/statements/letter-kim-to-putin",
    "/v1/quotes",
    "/v1/quotes/random?seed=1",
    f"/v1/quotes/{QUOTE}",
    "/v1/speakers",
    "/v1/speakers/kim-jong-un",
    "/v1/schemas/article-document.json",
    "/problems/not-found",
    "/openapi.json",
    "/.well-known/api-catalog",
    "/robots.txt",
    "/docs",
    "/docs/page.js",
]

REFUSED = [
    # what is asked, status, problem, JSON Pointer of the first error
    ("/v1/quotes?speker=Kim", 422, "invalid-request", "/speker"),
    ("/v1/quotes?q=-Brief", 422, "invalid-request", "/q"),
    ("/v1/quotes?q=%C2%BB%21%C2%AB", 422, "invalid-request", "/q"),
    ("/v1/articles?q=%2A", 422, "invalid-request", "/q"),
    ("/v1/statements?q=%22Brief", 422, "invalid-request", "/q"),
    ("/v1/quotes/random?q=a%2A", 422, "invalid-request", "/q"),
    ("/v1/quotes?q=", 422, "invalid-request", "/q"),
    ("/v1/quotes?limit=1&limit=2", 422, "invalid-request", "/limit"),
    ("/v1/quotes/random?limit=1", 422, "invalid-request", "/limit"),
    ("/health/live?verbose=1", 422, "invalid-request", "/verbose"),
    ("/v1/quotes?limit=0", 422, "invalid-request", "/limit"),
    ("/v1/quotes?limit=201", 422, "invalid-request", "/limit"),
    ("/v1/quotes?limit=-1", 422, "invalid-request", "/limit"),
    ("/v1/quotes?limit=9223372036854775808", 422, "invalid-request", "/limit"),
    ("/v1/quotes?limit=NaN", 422, "invalid-request", "/limit"),
    ("/v1/quotes?limit=1e400", 422, "invalid-request", "/limit"),
    ("/v1/quotes?limit=", 422, "invalid-request", "/limit"),
    ("/v1/quotes?total=maybe", 422, "invalid-request", "/total"),
    ("/v1/quotes?type=shout", 422, "invalid-request", "/type/0"),
    ("/v1/quotes?format=jsonld&offsets=bytes", 422, "invalid-request", "/offsets"),
    ("/v1/quotes?offsets=utf16", 422, "invalid-request", "/offsets"),
    (f"/v1/quotes/{QUOTE}?offsets=utf16", 422, "invalid-request", "/offsets"),
    (f"/v1/articles/{ARTICLE}?offsets=utf16&format=json", 422, "invalid-request", "/offsets"),
    ("/v1/articles?format=jsonld&offsets=utf16", 422, "invalid-request", "/offsets"),
    ("/v1/quotes?language=German", 422, "invalid-request", "/language/0"),
    ("/v1/quotes?from=2023", 422, "invalid-request", "/from"),
    ("/v1/quotes?from=2023-02-30", 422, "invalid-request", "/from"),
    ("/v1/quotes?from=2023-08-16&to=2023-08-15", 422, "invalid-request", "/to"),
    ("/v1/quotes?cursor=abc", 422, "invalid-cursor", "/cursor"),
    ("/v1/quotes?cursor=WyJzcGVha2VycyIsImEiXQ", 422, "invalid-cursor", "/cursor"),
    ("/v1/quotes?cursor=" + "A" * 601, 422, "invalid-request", "/cursor"),
    ("/v1/quotes?speaker=Schoigu", 422, "unknown-speaker", "/speaker"),
    ("/v1/quotes?addressee=Schoigu", 422, "unknown-speaker", "/addressee"),
    ("/v1/quotes?speaker=", 422, "invalid-request", "/speaker/0"),
    ("/v1/quotes?speaker=%00", 422, "invalid-request", "/speaker/0"),
    ("/v1/quotes?speaker=%ED%A0%80", 422, "invalid-request", None),
    ("/v1/quotes?speaker=" + "x" * 201, 422, "invalid-request", "/speaker/0"),
    ("/v1/quotes?article=no-such-article", 422, "unknown-reference", "/article"),
    ("/v1/quotes?statement=no-such-letter", 422, "unknown-reference", "/statement"),
    ("/v1/statements?article=no-such-article", 422, "unknown-reference", "/article"),
    ("/v1/quotes/random?from=2100-01-01", 422, "nothing-to-draw", None),
    ("/v1/speakers?q=-", 422, "invalid-request", "/q"),
    (f"/v1/articles/{ARTICLE}/text?start=5&end=4", 422, "invalid-span", "/start"),
    (f"/v1/articles/{ARTICLE}/text?end=2247", 422, "invalid-span", "/end"),
    (f"/v1/articles/{ARTICLE}/text?start=2247", 422, "invalid-span", "/start"),
    (f"/v1/articles/{ARTICLE}/text?start=2247&end=9999", 422, "invalid-span", "/end"),
    (f"/v1/articles/{ARTICLE}/text?start=-1", 422, "invalid-request", "/start"),
    ("/v1/articles/nope", 404, "not-found", None),
    ("/v1/articles/NOT%20AN%20ID", 404, "not-found", None),
    ("/v1/articles/%00", 404, "not-found", None),
    ("/v1/articles/nope/text", 404, "not-found", None),
    ("/v1/articles/nope/document", 404, "not-found", None),
    ("/v1/quotes/q-00000000000000000000", 404, "not-found", None),
    ("/v1/quotes/7", 404, "not-found", None),
    ("/v1/quotes/", 404, "not-found", None),
    ("/v1/statements/nope", 404, "not-found", None),
    ("/v1/speakers/nope", 404, "not-found", None),
    ("/problems/nope", 404, "not-found", None),
    ("/docs/nope.js", 404, "not-found", None),
    ("/docs/..%2f..%2fpyproject.toml", 404, "not-found", None),
    ("/no/such/path", 404, "not-found", None),
]


@pytest.mark.parametrize(("path", "status", "code", "pointer"), REFUSED)
def test_refuses_with_a_problem_that_helps(
    client: httpx2.Client, path: str, status: int, code: str, pointer: str | None
) -> None:
    answer = client.get(path)
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, problem["status"]) == (status, status)
    assert problem["type"] == f"/problems/{code}"
    assert problem["instance"] == f"urn:uuid:{answer.headers['x-request-id']}"
    assert len(problem["detail"]) > 15
    assert problem.get("errors", [{"pointer": None}])[0]["pointer"] == pointer
    described = client.get(problem["type"]).json()
    assert (described["type"], described["title"]) == (problem["type"], problem["title"])
    assert answer.headers["cache-control"] == "no-store"


def test_names_candidates_for_a_speaker_nobody_knows(client: httpx2.Client) -> None:
    [error] = client.get("/v1/quotes", params={"speaker": "Kim Il-sung"}).json()["errors"]
    assert error["candidates"] == [{"id": "kim-jong-un", "name": "Kim Jong-un"}]


def test_speaks_of_every_parameter_that_does_not_fit(client: httpx2.Client) -> None:
    errors = client.get("/v1/quotes?limit=0&type=shout&from=x").json()["errors"]
    assert {error["pointer"] for error in errors} == {"/limit", "/type/0", "/from"}
    assert {error["location"] for error in errors} == {"query"}


@pytest.mark.parametrize("one", registry.QUOTES, ids=lambda one: one.format.name)
def test_every_format_is_compressed(client: httpx2.Client, one: Presenter) -> None:
    path = f"/v1/quotes?limit=50&format={one.format.name}"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    coded = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert len(plain.content) > COMPRESSED_FROM
    assert "content-encoding" not in plain.headers
    assert coded.headers["content-encoding"] == "gzip"
    assert coded.content == plain.content
    assert coded.headers["etag"] != plain.headers["etag"]
    assert {"Accept", "Accept-Encoding"} <= set(coded.headers["vary"].split(", "))


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strong_etag_and_answers_304_to_it(client: httpx2.Client, path: str) -> None:
    for coding in ("identity", "gzip"):
        first = client.get(path, headers={"Accept-Encoding": coding})
        etag = first.headers["etag"]
        assert re.fullmatch(r'"[0-9a-f]{32}(-gzip)?"', etag)
        assert etag.endswith('-gzip"') == ("content-encoding" in first.headers)
        for tag in (etag, f'"x", W/{etag}', "*"):
            second = client.get(path, headers={"Accept-Encoding": coding, "If-None-Match": tag})
            assert (second.status_code, second.content) == (304, b"")
            assert second.headers["etag"] == etag
            assert second.headers.get("vary") == first.headers.get("vary")
            assert second.headers["cache-control"] == first.headers["cache-control"]
        assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_compresses_to_the_same_content(client: httpx2.Client, path: str) -> None:
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert plain.content == packed.content
    if "content-encoding" in packed.headers:
        assert "Accept-Encoding" in plain.headers["vary"]
        assert plain.headers["etag"] != packed.headers["etag"]
        refused = client.get(path, headers={"Accept-Encoding": "br, gzip;q=0"})
        assert "content-encoding" not in refused.headers
    else:
        assert len(plain.content) < 1000 or "/text" in path


@pytest.mark.parametrize("path", PATHS)
def test_head_says_what_get_would(client: httpx2.Client, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert head.status_code == got.status_code
    differing = {"date", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in differing} == {
        k: v for k, v in got.headers.items() if k not in differing
    }


@pytest.mark.parametrize("path", [*PATHS, "/health/live", "/health/ready"])
def test_options_and_405_name_the_methods(client: httpx2.Client, path: str) -> None:
    options = client.options(path)
    assert (options.status_code, options.content) == (204, b"")
    is_article = path.startswith("/v1/articles/") and path.count("/") == 3
    allow = "DELETE, GET, HEAD, OPTIONS, PUT" if is_article else "GET, HEAD, OPTIONS"
    assert options.headers["allow"] == allow
    for method in {"POST", "PUT", "PATCH", "DELETE", "TRACE", "PURGE"} - set(allow.split(", ")):
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["allow"]) == (405, allow)
        assert answer.json()["type"] == "/problems/method-not-allowed"


def test_lets_pages_of_other_origins_read(client: httpx2.Client) -> None:
    preflight = client.options(
        "/v1/quotes", headers={"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    )
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "GET" in preflight.headers["access-control-allow-methods"]
    assert "ETag" in client.get("/v1/quotes").headers["access-control-expose-headers"]


@pytest.mark.parametrize("path", [*PATHS, "/health/live", "/nope", "/v1/quotes?limit=0"])
def test_every_answer_carries_the_security_headers(client: httpx2.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert re.fullmatch(r"[0-9a-f-]{36}", headers["x-request-id"])
    assert "server" not in headers
    assert "cache-control" in headers


@pytest.mark.parametrize("part", ["", "?start=1777&end=2005", "?start=5&end=5", "?start=2246"])
def test_the_text_carries_the_digest_of_what_is_sent(client: httpx2.Client, part: str) -> None:
    answer = client.get(f"/v1/articles/{ARTICLE}/text{part}", headers={"Accept-Encoding": "gzip"})
    digest = base64.b64encode(hashlib.sha256(answer.content).digest()).decode()
    assert answer.headers["repr-digest"] == f"sha-256=:{digest}:"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "content-encoding" not in answer.headers
    assert "no-transform" in answer.headers["cache-control"]


def test_shows_a_browser_the_front_page_and_programs_the_service_document(client: httpx2.Client) -> None:
    page = client.get("/", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    document = client.get("/")
    assert document.json()["name"] == "Wortlaut"
    assert "Accept" in page.headers["vary"].split(", ")
    assert "Accept" in document.headers["vary"].split(", ")


def test_leads_programs_to_the_description_of_the_api(client: httpx2.Client) -> None:
    answer = client.get("/.well-known/api-catalog")
    assert answer.headers["content-type"].startswith("application/linkset+json")
    [links] = answer.json()["linkset"]
    [described] = links["service-desc"]
    assert client.get(described["href"]).json()["openapi"].startswith("3.1")
    offered = client.get("/").headers["link"]
    assert '</openapi.json>; rel="service-desc"' in offered
    assert '</.well-known/api-catalog>; rel="api-catalog"' in offered


def test_ignores_and_forgets_parameters_that_track(client: httpx2.Client) -> None:
    page = client.get("/v1/quotes?limit=2&utm_source=x&fbclid=y&utm_medium=z")
    assert page.status_code == 200
    assert page.content == client.get("/v1/quotes?limit=2").content
    assert client.get("/v1/quotes/random?seed=1&gclid=1").status_code == 200
    assert client.get("/v1/quotes?utm_source=x").content == client.get("/v1/quotes").content
    assert client.get("/v1/quotes?utm=x").status_code == 422


@pytest.mark.parametrize("number", ["1_0", "+5", "5.0", " 5", "5 ", "٣", "0x5", "1e1"])
def test_takes_no_number_that_only_python_would(client: httpx2.Client, number: str) -> None:
    answer = client.get("/v1/quotes", params={"limit": number})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/limit")
    text = client.get(f"/v1/articles/{ARTICLE}/text", params={"start": number})
    assert (text.status_code, text.json()["errors"][0]["pointer"]) == (422, "/start")


def test_what_may_change_by_itself_is_not_stored(client: httpx2.Client) -> None:
    for path in ("/health/live", "/health/ready", "/v1/quotes/random"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers


def test_finds_a_shared_name_only_after_folding(client: httpx2.Client) -> None:
    for name in ("Kim", "KIM JONG UN", "kim jong-un", "Kim  Jong\u2011un"):
        [*items] = client.get("/v1/quotes", params={"speaker": name}).json()["items"]
        assert len(items) == 5


def test_a_body_nobody_asked_for_changes_nothing(client: httpx2.Client) -> None:
    answer = client.request("GET", "/v1/speakers", content=b"{" * 1000)
    assert answer.status_code == 200


def test_answers_problem_json_to_a_body_that_is_too_large(server_url: str) -> None:
    address = urlsplit(server_url)
    with socket.create_connection((str(address.hostname), address.port or 80), timeout=10) as raw:
        raw.sendall(
            b"GET /v1/speakers HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n"
        )
        answer = raw.makefile("rb").read()
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b" 413 " in head.splitlines()[0]
    assert json.loads(body)["type"] == "/problems/content-too-large"


def test_says_the_same_on_both_databases(make_server: ServerMaker) -> None:
    urls = [make_server("sqlite"), make_server("postgresql")]
    refused = [path for path, *_ in REFUSED]
    headers = {"Accept-Encoding": "gzip", "Host": "wortlaut.example"}  # Some answers have whole addresses.
    for path in [*PATHS, "/v1/quotes?limit=3&total=true", "/v1/statements?speaker=Kim", *refused]:
        answers = [httpx2.get(f"{url}{path}", headers=headers) for url in urls]
        bodies = [answer.content.replace(answer.headers["x-request-id"].encode(), b"") for answer in answers]
        assert bodies[0] == bodies[1]
        assert answers[0].headers.get("etag") == answers[1].headers.get("etag")


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("GZIP;q=0.5", True),
        ("br, *", True),
        ("*;q=0, gzip", True),
        ("gzip;q=0, *", False),
        ("*;q=0.0", False),
        ("br", False),
        ("", False),
    ],
)
def test_compresses_only_for_whom_it_is_readable(client: httpx2.Client, accepted: str, packed: bool) -> None:
    answer = client.get("/openapi.json", headers={"Accept-Encoding": accepted})
    assert ("content-encoding" in answer.headers) == packed


def test_gzip_is_the_same_every_time(client: httpx2.Client) -> None:
    with client.stream("GET", "/openapi.json", headers={"Accept-Encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert gzip.decompress(raw) == client.get("/openapi.json").content
