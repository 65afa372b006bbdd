"""Writing over HTTP: conditional, by those who may, whole or not at all; over real sockets."""

import hashlib
import json
import os
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import httpx2
import pytest

from app.etags import make_etag
from app.write_tokens import hash_token, is_known, make_token
from tests.builders import Json, make_json, make_quote, make_speaker, make_statement
from tests.databases import SEED, Databases
from tests.servers import run_server, start_server

TOKEN, OLD_TOKEN = "wortlaut_new", "wortlaut_old"
TOKENS = f"{hash_token(TOKEN)},{hash_token(OLD_TOKEN)}"
ROUNDS = int(os.environ.get("WRITING_ROUNDS", "5"))
"""How often eight clients write at once; 50 take a minute for each database."""
SEED_PATH = "/v1/articles/kim-putin-briefwechsel-2023"


@pytest.fixture(scope="module")
def writing_url(databases: Databases) -> Iterator[str]:
    with run_server(databases.make(seed=True), WORTLAUT_WRITE_TOKENS=TOKENS) as url:
        yield url


@pytest.fixture
def writer(writing_url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(
        base_url=writing_url, timeout=30, headers={"Authorization": f"Bearer {TOKEN}"}
    ) as opened:
        yield opened


@pytest.fixture
def article_id(request: pytest.FixtureRequest) -> str:
    """An id of the test's own."""
    return hashlib.sha256(request.node.name.encode()).hexdigest()[:20]


def make(article_id: str, said: str = "Guten Tag", **changes: object) -> Json:
    return make_json(f"Anna sagte: „{said}“.", id=article_id, quotes=[make_quote(said)], **changes)


def put(writer: httpx2.Client, document: Json, **headers: str) -> httpx2.Response:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return writer.put(f"/v1/articles/{document['id']}", json=document, headers=names)


def test_creates_replaces_and_deletes(writer: httpx2.Client, article_id: str) -> None:
    path = f"/v1/articles/{article_id}"
    created = put(writer, make(article_id), if_none_match="*")
    assert created.status_code == 201
    assert created.headers["location"] == created.headers["content-location"] == path
    found = writer.get(path)
    assert created.content == found.content
    assert created.headers["etag"] == make_etag(found.content)
    again = put(writer, make(article_id))
    assert again.status_code == 200
    assert again.headers["etag"] == created.headers["etag"]
    replaced = put(writer, make(article_id, "Gute Nacht"), if_match=created.headers["etag"])
    assert replaced.status_code == 200
    assert replaced.content == writer.get(path).content
    assert [quote["exact"] for quote in replaced.json()["quotes"]] == ["Gute Nacht"]
    assert writer.delete(path, headers={"If-Match": created.headers["etag"]}).status_code == 412
    deleted = writer.delete(path, headers={"If-Match": replaced.headers["etag"]})
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert "content-length" not in deleted.headers
    assert writer.get(path).status_code == writer.delete(path).status_code == 404


def test_refuses_to_replace_unseen_or_what_has_changed(writer: httpx2.Client, article_id: str) -> None:
    created = put(writer, make(article_id))
    other = make(article_id, "Auf Wiedersehen")
    etag = created.headers["etag"]
    refusals = [
        (428, {}),
        (428, {"if_none_match": '"another"'}),
        (412, {"if_none_match": "*"}),
        (412, {"if_none_match": etag}),
        (412, {"if_match": '"another"'}),
        (412, {"if_match": f"W/{etag}"}),
        (412, {"if_match": etag, "if_none_match": "*"}),
        (422, {"if_match": "no tag"}),
        (422, {"if_match": ""}),
        (422, {"if_none_match": '"x", *'}),
        (422, {"if_match": '"' + "x" * 1_000 + '"'}),
    ]
    for status, headers in refusals:
        answer = put(writer, other, **headers)
        assert answer.status_code == status, headers
        assert answer.headers["content-type"] == "application/problem+json"
    assert writer.get(f"/v1/articles/{article_id}").content == created.content
    assert put(writer, other, if_match=f'"another", {etag}').status_code == 200
    assert put(writer, make(article_id), if_match="*").status_code == 200


def test_takes_the_etag_of_the_compressed_article(writer: httpx2.Client, article_id: str) -> None:
    put(writer, make(article_id))
    etag = writer.get(f"/v1/articles/{article_id}", headers={"Accept-Encoding": "gzip"}).headers["etag"]
    assert etag.endswith('-gzip"')
    assert put(writer, make(article_id, "Gute Nacht"), if_match=etag).status_code == 200


def test_creates_nothing_where_there_must_be_something(writer: httpx2.Client, article_id: str) -> None:
    assert put(writer, make(article_id), if_match="*").status_code == 412
    assert put(writer, make(article_id), if_match='"x"').status_code == 412
    assert writer.get(f"/v1/articles/{article_id}").status_code == 404


def test_names_every_quote_that_does_not_hold(writer: httpx2.Client, article_id: str) -> None:
    words = [f"Wir hätten {number} Schiffe" for number in range(300)]
    text = "\n".join(f"Anna sagte: „{one}“." for one in words)
    changed = [make_quote(one.replace("hätten", "hatten")) for one in words]
    answer = put(writer, make_json(text, id=article_id, quotes=[*changed, make_quote("Schiffe")]))
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"] == "/problems/refused-document"
    pointers = [f"/quotes/{number}/exact" for number in range(301)]
    assert [fault["pointer"] for fault in problem["errors"]] == pointers
    for number, fault in enumerate(problem["errors"][:-1]):
        nearest = fault["nearest"]
        assert text[nearest["start"] : nearest["end"]] == nearest["exact"] == words[number]
    assert "more than once" in problem["errors"][-1]["detail"]
    assert writer.get(f"/v1/articles/{article_id}").status_code == 404


def test_says_what_is_wrong_with_a_body(writer: httpx2.Client, article_id: str) -> None:
    path = f"/v1/articles/{article_id}"
    is_json = {"Content-Type": "application/json; charset=utf-8"}
    document = json.dumps(make(article_id))
    assert writer.put(path, content="{", headers=is_json).status_code == 400
    assert writer.put(path, content=b"\xff", headers=is_json).status_code == 400
    assert writer.put(path, content=document).status_code == 415
    coded = {**is_json, "Content-Encoding": "gzip"}
    assert writer.put(path, content=document, headers=coded).status_code == 415
    too_large = writer.put(path, content=b" " * (8 * 1024 * 1024 + 1), headers=is_json)
    assert too_large.status_code == 413
    assert "up to 8388608 bytes" in too_large.json()["detail"]
    other = writer.put(path, json=make("another"))
    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "/id")
    wrong = writer.put(path, json={**make(article_id), "quotes": [{"exact": 1}], "nope": 1})
    assert {"/nope", "/quotes/0/exact", "/quotes/0/type"} <= {
        one["pointer"] for one in wrong.json()["errors"]
    }
    padded = document[:-1] + " " * 2_000_000 + "}"
    assert writer.put(path, content=padded, headers=is_json).status_code == 201
    assert writer.put("/v1/articles/No-Id", json=make(article_id)).status_code == 404
    assert writer.put(f"{path}?x=1", json=make(article_id)).status_code == 422


def test_names_all_that_is_wrong_however_much_that_is(writer: httpx2.Client, article_id: str) -> None:
    """A problem has its bounds, too: it must not fail because a document fails so often."""
    path = f"/v1/articles/{article_id}"
    for wrong in (
        {"x" * 100_000: 1},
        {f"unknown-{number}": 1 for number in range(30_000)},
        {"quotes": [make_quote("no", cue={"exact": "no"}, speaker_mention={"exact": "no"})] * 5_000},
    ):
        answer = writer.put(path, json={**make(article_id), **wrong})
        assert answer.status_code == 422
        assert len(answer.json()["errors"]) in (1, 15_000, 20_000)
        assert max(len(fault["pointer"]) for fault in answer.json()["errors"]) <= 2_000
    claims = {"claims": [{"text": "Wort", "x" * 5_000: 1}]}
    assert writer.post("/v1/verify", json=claims).status_code == 422


def test_what_articles_share_is_of_all_that_are_left(writer: httpx2.Client) -> None:
    """The rule of one merge: a single value is that of the first article that states it."""
    first, second = (
        make(
            name,
            speakers=[make_speaker(), make_speaker("carla", names=[f"Carla {name}"], description=name)],
            statements=[make_statement("rede", addressees=["carla"], occasion=name)],
        )
        for name in ("shared-a", "shared-b")
    )
    for document in (first, second):
        document["statements"][0]["certainty"]["addressee"] = "stated"
        assert put(writer, document).status_code == 201
    carla = writer.get("/v1/speakers/carla").json()
    assert (carla["description"], carla["names"]) == (
        "shared-a",
        ["Carla", "Carla shared-a", "Carla shared-b"],
    )
    alone = writer.get("/v1/articles/shared-b")
    assert writer.delete("/v1/articles/shared-a").status_code == 204
    carla = writer.get("/v1/speakers/carla").json()
    assert (carla["description"], carla["names"]) == ("shared-b", ["Carla", "Carla shared-b"])
    assert writer.get("/v1/statements/rede").json()["occasion"] == "shared-b"
    stale = {"If-Match": alone.headers["etag"]}
    assert writer.delete("/v1/articles/shared-b", headers=stale).status_code == 412
    assert writer.delete("/v1/articles/shared-b").status_code == 204
    assert writer.get("/v1/speakers/carla").status_code == 404
    assert writer.get("/v1/statements/rede").status_code == 404


def test_what_is_written_is_found_at_once_and_what_is_deleted_is_not(
    writer: httpx2.Client, article_id: str
) -> None:
    said = "Der Zwerg mit dem Fernglas schweigt"
    claim, query = f"/v1/verify?text={said}", "/v1/quotes?q=Fernglas"
    assert writer.get(claim).json()["verdict"] == "absent"
    assert writer.get(query).json()["items"] == []
    put(writer, make(article_id, said))
    assert writer.get(claim).json()["verdict"] == "verified"
    assert [one["exact"] for one in writer.get(query).json()["items"]] == [said]
    writer.delete(f"/v1/articles/{article_id}")
    assert writer.get(claim).json()["verdict"] == "absent"
    assert writer.get(query).json()["items"] == []


def test_the_exported_seed_put_again_changes_nothing(writer: httpx2.Client) -> None:
    before = writer.get(SEED_PATH)
    again = writer.put(SEED_PATH, json=writer.get(f"{SEED_PATH}/document").json())
    assert again.status_code == 200
    assert again.content == before.content
    revision = writer.get("/").json()["coverage"]["revision"]
    assert writer.put(SEED_PATH, json=json.loads(SEED[0].read_text("utf-8"))).status_code == 200
    assert writer.get("/").json()["coverage"]["revision"] == revision


def test_nobody_writes_where_no_token_is_configured(client: httpx2.Client) -> None:
    for answer in (
        client.put("/v1/articles/new", json=make("new"), headers={"Authorization": f"Bearer {TOKEN}"}),
        client.delete(SEED_PATH, headers={"Authorization": f"Bearer {TOKEN}"}),
        client.delete(SEED_PATH),
    ):
        assert answer.status_code == 403
        assert answer.json()["type"] == "/problems/writes-disabled"
        assert "wortlaut token" in answer.json()["detail"]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer x",
        f"Basic {TOKEN}",
        f"Bearer {hash_token(TOKEN)}",
        f"Bearer {TOKEN}x",
        TOKEN,
    ],
)
def test_nobody_writes_without_a_token_of_this_server(writing_url: str, given: str) -> None:
    for method in ("PUT", "DELETE"):
        answer = httpx2.request(
            method, f"{writing_url}{SEED_PATH}", headers={"Authorization": given} if given else {}
        )
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer ")
        assert answer.json()["type"] == "/problems/unauthorized"


def test_one_token_is_enough_and_two_are_too_many(writing_url: str) -> None:
    headers = [("Authorization", f"Bearer {TOKEN}"), ("Authorization", "Bearer x")]
    assert httpx2.delete(f"{writing_url}{SEED_PATH}", headers=headers).status_code == 401


def test_both_tokens_write_while_one_replaces_the_other(writing_url: str) -> None:
    for number, token in enumerate((TOKEN, OLD_TOKEN)):
        headers = {"Authorization": f"bearer {token}"}
        path = f"{writing_url}/v1/articles/by-token-{number}"
        assert httpx2.put(path, json=make(f"by-token-{number}"), headers=headers).status_code == 201


def test_asks_for_a_token_before_the_body_is_sent(writing_url: str) -> None:
    host = urlsplit(writing_url)
    head = f"PUT {SEED_PATH} HTTP/1.1\r\nHost: {host.netloc}\r\nContent-Length: 8000000\r\n\r\n"
    with socket.create_connection((host.hostname, host.port), timeout=5) as connection:
        connection.sendall(head.encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 401")


def test_pages_of_other_origins_may_write_with_a_token(writing_url: str) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "PUT"}
    answer = httpx2.options(f"{writing_url}{SEED_PATH}", headers=asked)
    assert answer.headers["allow"] == "DELETE, GET, HEAD, OPTIONS, PUT"
    assert "Authorization" in answer.headers["access-control-allow-headers"]
    assert "PUT" in answer.headers["access-control-allow-methods"]


def test_no_token_comes_into_the_log(databases: Databases) -> None:
    server = start_server(databases.make(seed=True), WORTLAUT_WRITE_TOKENS=TOKENS)
    for token in (TOKEN, "wortlaut_wrong"):
        httpx2.put(
            f"{server.url}/v1/articles/new", json=make("new"), headers={"Authorization": f"Bearer {token}"}
        )
    log = server.stop()
    assert "/v1/articles/new" in log
    assert "wortlaut_" not in log
    assert hash_token(TOKEN) not in log


def test_a_token_is_long_and_random_and_known_by_its_digest() -> None:
    made = {make_token() for _ in range(100)}
    assert len(made) == 100
    for token in made:
        assert len(token) - len("wortlaut_") >= 43  # 256 bits in base64
        assert is_known(token, [hash_token("x"), hash_token(token)])
        assert is_known(token, [hash_token(token), hash_token("x")])
        assert not is_known(token, [hash_token("x")])
        assert not is_known(token, [])


def test_eight_clients_write_the_same_article_at_once(writer: httpx2.Client, article_id: str) -> None:
    """One creates it; the others are told so, or that theirs is the same already, and nothing is torn."""
    for number in range(ROUNDS):
        name = f"{article_id}-{number}"
        # The same document four times, and four other versions of it.
        versions = [make(name, f"Fassung {max(0, client - 3)}") for client in range(8)]
        answers = _put_at_once(writer, versions)
        statuses = [answer.status_code for answer in answers]
        assert statuses.count(201) == 1
        stored = writer.get(f"/v1/articles/{name}").content
        winner = versions[statuses.index(201)]
        for version, answer in zip(versions, answers, strict=True):
            assert answer.status_code in ((200, 201) if version == winner else (428,))
            assert answer.status_code == 428 or answer.content == stored
        # All replace what is there: one of another content does, and its like find theirs there only then.
        etag = writer.get(f"/v1/articles/{name}").headers["etag"]
        answers = _put_at_once(writer, versions, if_match=etag.replace("-gzip", ""))
        stored = writer.get(f"/v1/articles/{name}").content
        replaced = [answer for answer in answers if answer.status_code == 200 and answer.content == stored]
        assert len(replaced) == 1
        assert {answer.status_code for answer in answers} <= {200, 412}


def _put_at_once(writer: httpx2.Client, versions: list[Json], **headers: str) -> list[httpx2.Response]:
    begin = threading.Barrier(len(versions))

    def send(version: Json) -> httpx2.Response:
        begin.wait()
        return put(writer, version, **headers)

    with ThreadPoolExecutor(len(versions)) as threads:
        return list(threads.map(send, versions))
