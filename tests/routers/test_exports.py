"""Exports over HTTP: all that filters leave, in parts, whatever clients and writers do meanwhile."""

import contextlib
import csv
import io
import json
import socket
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from sqlalchemy import update
from sqlmodel import Session

from app.database.database import Database
from app.errors import Busy
from app.etags import Precondition
from app.models import Article, table
from app.presenters.csv import COLUMNS
from app.routers.exports import ExportSlots
from app.schemas.document import ArticleDocument
from app.schemas.queries import QuoteFilter
from app.services.catalog.quotes import PART_SIZE
from app.services.ingest import importer, parts
from app.values import QuotedArticleRow
from tests.builders import make_json, make_quote
from tests.databases import Databases, make_settings
from tests.server.wire import ask, connect
from tests.servers import Server, start_server

CSV, QUOTES, ARTICLES = "/v1/export/quotes.csv", "/v1/export/quotes.jsonl", "/v1/export/articles.jsonl"
PARQUET = "/v1/export/quotes.parquet"
FILTERS = [
    {},
    {"speaker": "Kim"},
    {"speaker": ["Kim", "kcna"], "type": "mixed"},
    {"statement": "letter-putin-to-kim", "language": "de"},
    {"addressee": "Kim", "from": "2023-08-15"},
    {"article": "kim-putin-briefwechsel-2023", "to": "2000-01-01"},
]
IN_AN_ARTICLE = PART_SIZE // 2 - 10
MANY = 5 * IN_AN_ARTICLE
CLIENTS, PIPELINED = 5, 16

Json = dict[str, Any]  # Any: JSON


def read_csv(text: str) -> list[dict[str, str]]:
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    return [{name: cell[cell.startswith("'") :] for name, cell in row.items()} for row in rows]


def read_lines(text: str) -> list[Json]:
    return [json.loads(line) for line in text.split("\n")[:-1]]


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_exports_what_the_list_has(client: httpx2.Client, filters: dict[str, Any]) -> None:
    listed = client.get("/v1/quotes", params={**filters, "limit": 200}).json()["items"]
    assert read_lines(client.get(QUOTES, params=filters).text) == listed
    rows = read_csv(client.get(CSV, params=filters).text)
    assert [(one["id"], one["exact"], one["prefix"], one["suffix"]) for one in rows] == [
        (one["id"], one["exact"], one["prefix"], one["suffix"]) for one in listed
    ]


def test_a_row_has_what_the_quote_has(client: httpx2.Client) -> None:
    shared = next(
        one for one in client.get("/v1/quotes?limit=200").json()["items"] if len(one["speakers"]) > 1
    )
    [row] = [one for one in read_csv(client.get(CSV).text) if one["id"] == shared["id"]]
    assert list(row) == COLUMNS.split(",")
    assert row["speaker_ids"].split("; ") == [one["id"] for one in shared["speakers"]]
    assert row["speakers"].split("; ") == [one["name"] for one in shared["speakers"]]
    assert row["speaker_certainty"] == shared["certainty"]["speaker"]
    assert (row["article_headline"], row["translated"]) == ("", "true")
    assert (int(row["start"]), int(row["end"])) == (shared["start"], shared["end"])
    assert row["quote_url"] == str(client.base_url).rstrip("/") + shared["links"]["self"]
    assert client.get(row["text_url"]).text == row["exact"]


@pytest.mark.parametrize("filters", [{}, {"speaker": "Kim"}, {"publisher": "Nobody"}], ids=str)
def test_exports_documents_to_import(client: httpx2.Client, filters: dict[str, str]) -> None:
    listed = client.get("/v1/articles", params={**filters, "limit": 200}).json()["items"]
    documents = [client.get(one["links"]["document"]).json() for one in listed]
    assert read_lines(client.get(ARTICLES, params=filters).text) == documents


@pytest.mark.parametrize("path", [CSV, QUOTES, PARQUET, ARTICLES])
def test_has_the_headers_of_every_response_but_no_etag(client: httpx2.Client, path: str) -> None:
    found = client.get(path, headers={"If-None-Match": "*", "Accept-Encoding": "gzip"})
    assert (found.status_code, found.headers["cache-control"]) == (200, "no-store")
    assert found.headers["content-disposition"] == f'attachment; filename="{path.rpartition("/")[2]}"'
    assert not {"etag", "content-encoding", "content-length"} & set(found.headers)
    assert {"x-request-id", "access-control-allow-origin", "x-content-type-options"} <= set(found.headers)
    head = client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    changing = {"date", "x-request-id", "transfer-encoding"}
    assert {one for one in head.headers.items() if one[0] not in changing} == {
        one for one in found.headers.items() if one[0] not in changing
    }
    assert client.head(path).headers["x-request-id"] != head.headers["x-request-id"]
    assert client.post(path).headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("query", "problem"),
    [
        ("q=Brief", "invalid-request"),  # Hits are ranked, and of very many only the first are: no export.
        ("limit=5", "invalid-request"),
        ("format=csv", "invalid-request"),
        ("speaker=Schoigu", "unknown-speaker"),
        ("from=2023-08-16&to=2023-08-15", "invalid-request"),
    ],
)
@pytest.mark.parametrize("path", [CSV, QUOTES, PARQUET, ARTICLES])
def test_refuses_before_anything_is_sent(client: httpx2.Client, path: str, query: str, problem: str) -> None:
    refused = client.get(f"{path}?{query}")
    assert (refused.status_code, refused.json()["type"]) == (422, f"/problems/{problem}")


def test_refuses_http_1_0_which_has_no_chunks(server_url: str) -> None:
    status, _, body = ask(server_url, f"GET {CSV} HTTP/1.0\r\nHost: x\r\n\r\n".encode())
    assert (status, json.loads(body)["type"]) == (400, "/problems/malformed-request")


def make_large(number: int, said: str = "Wort", repeated: int = 1) -> Json:
    filling = f"{'noch' * 50} " * repeated  # Few words, which are what takes time to index.
    words = [f"{said} {at:04} {filling}" for at in range(IN_AN_ARTICLE)]
    text = "\n".join(f"Anna sagte: „{one}“" for one in words)
    return make_json(text, id=f"article-{number}", quotes=[make_quote(one) for one in words])


def store(database: Database, document: Json) -> None:
    database.run_write(importer.import_article, ArticleDocument.model_validate(document))


@pytest.fixture
def large(databases: Databases, request: pytest.FixtureRequest) -> Iterator[tuple[Server, Database]]:
    """A server with quotes for three parts, and its database; a parameter says how long each quote is."""
    url = databases.make(seed=False)
    with contextlib.closing(Database(make_settings(url))) as database:
        for number in range(5):
            store(database, make_large(number, repeated=getattr(request, "param", 1)))
        database.close_writer()
        server = start_server(url)
        try:
            yield server, database
        finally:
            log = server.stop()
        assert "Traceback" not in log, log


def test_reads_part_by_part_without_a_gap(large: tuple[Server, Database]) -> None:
    server, _ = large
    with httpx2.Client(base_url=server.url, timeout=60) as client:
        rows = read_csv(client.get(CSV).text)
        assert len(rows) == len({one["id"] for one in rows}) == MANY > 2 * PART_SIZE
        places = [(one["article_id"], int(one["start"])) for one in rows]
        assert places == sorted(places)
        assert [one["id"] for one in read_lines(client.get(QUOTES).text)] == [one["id"] for one in rows]
        assert [one["id"] for one in read_lines(client.get(ARTICLES).text)] == sorted(
            {one for one, _ in places}
        )


def test_what_does_not_change_meanwhile_is_exported_once(large: tuple[Server, Database]) -> None:
    _, database = large
    part = database.run_read(parts.read, parts.QUOTES, QuoteFilter(), None)
    found = list(part.items)
    store(database, make_large(1, said="Neu"))
    database.run_write(importer.delete_article, "article-4", Precondition("*", ""), lambda _: b"")
    store(database, make_large(0, said="Neu"))
    while part.next is not None:
        part = database.run_read(parts.read, parts.QUOTES, QuoteFilter(), part.next)
        found += part.items
    unchanged = [one.row.id for one in found if one.article.article_id in ("article-2", "article-3")]
    assert len(unchanged) == len(set(unchanged)) == 2 * IN_AN_ARTICLE
    assert {one.exact[:4] for one in found if one.article.article_id == "article-0"} == {"Wort"}
    assert {one.article.article_id for one in found} == {f"article-{at}" for at in range(4)}


def test_a_part_does_not_hold_the_texts_of_its_articles(large: tuple[Server, Database]) -> None:
    _, database = large
    part = database.run_read(parts.read, parts.QUOTES, QuoteFilter(), None)
    assert {type(one.article) for one in part.items} == {QuotedArticleRow}


@pytest.mark.parametrize("large", [5], indirect=True, ids=["1 kB each"])
def test_clients_that_do_not_read_hurt_nobody(large: tuple[Server, Database]) -> None:
    server, database = large
    with contextlib.ExitStack() as connections:
        for _ in range(CLIENTS):
            connection = connections.enter_context(connect(server.url))
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            connection.sendall(PIPELINED * f"GET {CSV} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert connection.recv(12) == b"HTTP/1.1 200"
        with httpx2.Client(base_url=server.url, timeout=60) as client:
            assert len(read_csv(client.get(CSV).text)) == MANY
            assert client.get("/v1/quotes").status_code == 200
        store(database, make_large(5))  # No transaction is in the way.
        # The system takes one or two from the server, but then each waits for its client.
        assert server.read_log().count(f"GET {CSV} 200") < CLIENTS * PIPELINED // 2
    ended = wait_for_rest(server)
    assert ended < CLIENTS * (PIPELINED - 1)  # What nobody reads any more is not made to its end.


def wait_for_rest(server: Server) -> int:
    """Wait until no further export ends for a second; return how many have ended."""
    before, now = -1, server.read_log().count(f"GET {CSV} 200")
    while now > before:
        time.sleep(1)
        before, now = now, server.read_log().count(f"GET {CSV} 200")
    return now


def test_breaks_off_where_a_text_is_damaged(large: tuple[Server, Database]) -> None:
    """Its end is missing then, and every client sees that: half an export never looks like a whole one."""
    server, database = large
    damage = update(table(Article)).where(table(Article).c.id == "article-4").values(text="Nichts davon.")
    database.run_write(Session.execute, damage)
    with httpx2.Client(base_url=server.url, timeout=60) as client:
        for path in (CSV, QUOTES, PARQUET):
            with pytest.raises(httpx2.RemoteProtocolError):
                client.get(path)
        assert client.get(CSV, params={"article": "article-4"}).status_code == 500
        assert client.get(ARTICLES).json()["type"] == "/problems/damaged-text"
    assert server.read_log().count("an export broke off: The stored words of “q-") == 3


def test_breaks_off_where_a_part_takes_too_long(databases: Databases) -> None:
    server = start_server(databases.make(seed=True), module="tests.routers.endless_parts")
    try:
        with httpx2.Client(base_url=server.url, timeout=60) as client:
            received: list[str] = []
            with client.stream("GET", QUOTES) as response, pytest.raises(httpx2.RemoteProtocolError):
                received.extend(response.iter_text())
            assert (response.status_code, len(read_lines("".join(received)))) == (200, 5)
            assert client.get("/v1/quotes").status_code == 200
    finally:
        log = server.stop()
    assert "an export broke off: The database did not answer in time" in log
    assert "Traceback" not in log


def test_only_so_many_exports_run_at_the_same_time() -> None:
    slots = ExportSlots(2)
    with slots.take(), contextlib.suppress(RuntimeError), slots.take():
        with pytest.raises(Busy), slots.take():
            pass
        raise RuntimeError
    with slots.take(), slots.take():
        pass
