"""Hostile values in every parameter and every leaf of every body: an answer or a plain refusal."""

import copy
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from app.write_tokens import hash_token
from tests.builders import Json, make_json, make_quote, make_speaker, make_statement
from tests.databases import Databases
from tests.servers import run_server

TOKEN = "wortlaut_hostile"
STRINGS = (
    *("", " ", "\0", "a\0b", "\x01", "\x7f", "\ud800", "\ufffe", "\u202e", "\ufeff", "👩‍👩‍👧", "e\u0301"),
    *("'", '"', "' OR 1=1 --", "%", "_", "*", "a*", "(", "AND", "NEAR(", "a:b", "-", "^", "\\", "{}", "[]"),
    *(
        "null",
        "true",
        "NaN",
        "1e400",
        "-1",
        "0",
        "99999999999999999999",
        "1_000",
        "２",
        "0x10",
        "../..",
        "%00",
    ),
    *("2023-02-30", "0000-01-01", "9999-12-31", "2023-W01", "x" * 300, "ß" * 1_000, "(a+)+$", "{{7*7}}"),
    *("<script>alert(1)</script>", "\r\nX: y", "WyJxdW90ZXMiLCJrIiw0XQ", "eyJhIjoxfQ"),
)
RAW = (
    "null",
    "true",
    "-1",
    "1.5",
    "1e308",
    "1e400",
    "NaN",
    "9223372036854775808",
    "[]",
    "[[]]",
    "{}",
    '{"a":1}',
)
"""JSON as it stands in a body; some of it is none."""
MARK = "@@here@@"
ARTICLE = make_json(
    id="hostile",
    language="de",
    translated=True,
    headline="H",
    publisher="P",
    author="A",
    source_url="https://example.org",
    published_on="2024-01-01",
    rights="R",
    certainty={"language": "stated", "translated": "stated", "published_on": "stated"},
    speakers=[
        make_speaker(names=["Annie"], description="D", same_as=["https://example.org"]),
        make_speaker("bert"),
    ],
    statements=[
        make_statement(
            title="T",
            addressees=["bert"],
            via=["bert"],
            date="2024-01-01",
            occasion="O",
            certainty={"speaker": "stated", "addressee": "stated", "date": "stated"},
        )
    ],
    quotes=[
        make_quote(
            "Guten Tag",
            prefix="„",
            suffix="“",
            occurrence=1,
            key="k",
            addressees=["bert"],
            via=["bert"],
            statement="speech",
            cue={"exact": "sagte", "occurrence": 1},
            speaker_mention={"exact": "Anna"},
            certainty={"speaker": "stated", "addressee": "stated", "statement": "stated"},
        )
    ],
)
CLAIMS: Json = {"claims": [{"text": "Guten Tag", "speaker": "anna", "article": "hostile", "language": "de"}]}


@pytest.fixture(scope="module")
def writer(databases: Databases) -> Iterator[httpx2.Client]:
    """A client that may replace the article, which is there."""
    with run_server(databases.make(seed=True), WORTLAUT_WRITE_TOKENS=hash_token(TOKEN)) as url:
        headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
        created = httpx2.put(f"{url}/v1/articles/hostile", json=ARTICLE, headers=headers)
        assert created.status_code == 201, created.text
        headers["If-Match"] = "*"
        with httpx2.Client(base_url=url, timeout=10, headers=headers) as client:
            yield client


def require_plain(answer: httpx2.Response, what: object) -> None:
    assert answer.status_code < 500, (what, answer.text)
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json", what
        assert answer.json()["status"] == answer.status_code
    assert answer.headers["x-request-id"], what


def list_leaves(body: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value in a body, those that hold others included."""
    yield path
    children: list[tuple[str | int, object]] = []
    if isinstance(body, dict):
        children = list(body.items())
    elif isinstance(body, list):
        children = list(enumerate(body))
    for step, child in children:
        yield from list_leaves(child, (*path, step))


def spoil(body: Json, path: tuple[str | int, ...], raw: str) -> str:
    """Return a body as JSON with other JSON in the place of one value."""
    spoilt: Any = copy.deepcopy(body)  # Any: JSON
    if not path:
        return raw
    inner = spoilt
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = MARK
    return json.dumps(spoilt).replace(json.dumps(MARK), raw)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("PUT", "/v1/articles/hostile", ARTICLE), ("POST", "/v1/verify", CLAIMS)],
    ids=["put", "verify"],
)
def test_every_leaf_of_every_body(writer: httpx2.Client, method: str, path: str, body: Json) -> None:
    written = writer.put("/v1/articles/hostile", json=ARTICLE)
    assert written.status_code == 200, written.text
    [result] = writer.post("/v1/verify", json=CLAIMS).json()["items"]
    assert result["verdict"] == "verified"
    outcomes: Counter[int] = Counter()
    parts = 4 if method == "PUT" else 1  # Each leaf takes other strings, as a write takes its time.
    for number, place in enumerate(list_leaves(body)):
        for raw in (*RAW, *map(json.dumps, STRINGS[number % parts :: parts])):
            answer = writer.request(method, path, content=spoil(body, place, raw))
            require_plain(answer, (place, raw))
            outcomes[answer.status_code] += 1
    assert min(outcomes[200], outcomes[422]) > 10
    assert writer.get("/v1/articles/hostile").status_code == 200


def test_every_parameter(writer: httpx2.Client) -> None:
    described = writer.get("/openapi.json").json()["paths"]
    for path, operations in described.items():
        parameters = operations.get("get", {}).get("parameters", [])
        ids = {one["name"]: one["example"] for one in parameters if one["in"] == "path"}
        needed = "".join(
            f"&{one['name']}=Wort" for one in parameters if one.get("required") and one["in"] == "query"
        )
        for parameter in parameters:
            for value in STRINGS:
                coded = quote(value.encode("utf-8", "surrogatepass"), safe="")
                if parameter["in"] == "path":
                    url = path.format(**{**ids, parameter["name"]: coded})
                else:
                    url = f"{path.format(**ids)}?{parameter['name']}={coded}{needed}"
                require_plain(writer.get(url), url)


@pytest.mark.parametrize(
    "name", ["If-Match", "If-None-Match", "Authorization", "Accept-Encoding", "Accept", "Range"]
)
def test_every_header(writer: httpx2.Client, name: str) -> None:
    for value in STRINGS:
        coded = value.encode("utf-8", "surrogatepass")
        if value.strip() == value and not set(coded) & {*range(32), 127}:
            for method in ("GET", "PUT", "DELETE"):
                headers = [(name.encode(), coded)]
                answer = writer.request(method, "/v1/articles/nobody", headers=headers, content=b"{}")
                require_plain(answer, (method, name, value))
