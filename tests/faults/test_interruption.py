"""Writing that is killed: what was acknowledged is there, and each article whole or not at all."""

import functools
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx2
import pytest

from app import startup
from app.database.database import Database
from app.pagination import LIMIT_MAX
from app.schemas.document import ArticleDocument
from app.schemas.queries import ArticleQuery
from app.services.catalog import articles
from app.services.ingest import audit, exporter, validation
from app.write_tokens import hash_token
from tests.builders import Json, make_json, make_quote, make_speaker, make_statement
from tests.databases import ROOT, Databases, make_settings
from tests.servers import start_server

pytestmark = pytest.mark.slow
ROUNDS = int(os.environ.get("KILLS", "1"))
"""How often each is killed; 20 times take some minutes."""
ARTICLES = 120
BATCH = 20
TOKEN = "wortlaut_test"
IMPORT = (
    "import sys; from app.cli import commands, import_command; "
    f"import_command.BATCH_ARTICLES = {BATCH}; commands.main(['import', sys.argv[1]])"
)
REINDEX = (
    "from app.cli import commands; from app.services.index import follow; "
    "follow.SERIAL_MAX, follow.JOB_ARTICLES = 0, 2; commands.main(['reindex'])"
)
SECONDS_OF_REINDEX = 3.0


def make(number: int, version: int = 0) -> Json:
    said = f"Wort {number} in Fassung {version}"
    return make_json(
        f"Anna sagte: „{said}“.",
        id=f"article-{number:04}",
        speakers=[make_speaker(names=[f"Annie {number % 7}"]), make_speaker(f"bert-{number % 10}")],
        statements=[make_statement(f"speech-{number % 6}")],
        quotes=[
            make_quote(
                said,
                addressees=[f"bert-{number % 10}"],
                statement=f"speech-{number % 6}",
                certainty={"speaker": "stated", "addressee": "stated", "statement": "stated"},
            )
        ],
    )


@functools.cache
def make_document(number: int, version: int) -> str:
    """Return the document as it is exported."""
    rows = validation.validate(ArticleDocument.model_validate(make(number, version)))
    return exporter.to_json(exporter.to_document(rows))


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("documents") / "documents.jsonl"
    file.write_text("\n".join(json.dumps(make(number)) for number in range(ARTICLES)))
    return file


def require_whole(url: str, versions: int = 1) -> dict[str, str]:
    """Return the documents that are stored: each is one that was sent, and all that is kept agrees."""
    with Database(make_settings(url)) as database:
        stored = {
            article_id: exporter.to_json(database.run_read(exporter.export_article, article_id))
            for article_id in database.run_read(exporter.find_article_ids)
        }
        for article_id, document in stored.items():
            number = int(article_id.rpartition("-")[2])
            sent = [make_document(number, version) for version in range(versions)]
            assert document in sent
        for one in (audit.check_index, audit.check_tallies):
            assert database.run_read(one) == []
        wanted = ArticleQuery(q="Wort", limit=LIMIT_MAX)
        assert {one.row.id for one in database.run_read(articles.find, wanted).items} == stored.keys()
        for kind, name in database.run_read(audit.find_shared):
            assert not any(found.is_damage for found in database.run_read(audit.check_shared, kind, name))
    return stored


def start_import(url: str, documents: Path) -> subprocess.Popen[bytes]:
    return start_program(url, IMPORT, documents)


def start_program(url: str, *program: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-X", "faulthandler", "-c", *program],
        cwd=ROOT,
        env={**os.environ, "WORTLAUT_DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def wait_for_articles(url: str, count: int, importing: subprocess.Popen[bytes]) -> None:
    """Wait until an import has stored so many articles; fail with what it says if it ends before."""
    deadline = time.monotonic() + 60
    with Database(make_settings(url)) as database:
        while len(database.run_read(exporter.find_article_ids)) < count:
            is_late = importing.poll() is not None or time.monotonic() > deadline
            if is_late and len(database.run_read(exporter.find_article_ids)) < count:
                importing.send_signal(signal.SIGABRT)
                pytest.fail(f"{importing.communicate()}")
            time.sleep(0.01)


def test_an_import_that_is_killed_is_completed_by_a_second_one(databases: Databases, documents: Path) -> None:
    chance = random.Random(1)
    for _ in range(ROUNDS):
        url = databases.make(seed=False)
        killed = start_import(url, documents)
        wait_for_articles(url, chance.randrange(ARTICLES - BATCH), killed)
        time.sleep(chance.uniform(0, 0.1))
        killed.kill()
        killed.communicate()
        stored = len(require_whole(url))
        assert stored % BATCH == 0
        again = start_import(url, documents)
        output, errors = again.communicate()
        assert again.returncode == 0, errors
        assert output.startswith(f"{ARTICLES - stored:,} created".encode()) or stored == ARTICLES
        assert len(require_whole(url)) == ARTICLES


def test_an_index_that_is_killed_while_it_is_made_is_whole_at_the_next_start(
    databases: Databases, documents: Path
) -> None:
    chance = random.Random(2)
    url = databases.make(seed=False)
    start_import(url, documents).communicate()
    for _ in range(ROUNDS):
        killed = start_program(url, REINDEX)
        time.sleep(chance.uniform(0, SECONDS_OF_REINDEX))
        killed.kill()
        killed.communicate()
        with Database(make_settings(url)) as database:
            startup.prepare(database, seed=False)
            folders = [one for one in database.index.path.iterdir() if one.is_dir()]
        assert len(folders) == 1
        assert len(require_whole(url)) == ARTICLES


def test_an_import_that_is_interrupted_says_so_in_one_line(databases: Databases, documents: Path) -> None:
    url = databases.make(seed=False)
    interrupted = start_import(url, documents)
    wait_for_articles(url, 1, interrupted)
    interrupted.send_signal(signal.SIGINT)
    _, errors = interrupted.communicate(timeout=60)
    if interrupted.returncode != 0:  # It was not done by then.
        assert interrupted.returncode == 130, errors
        assert len(errors.splitlines()) == 1
        assert b"interrupted" in errors
    require_whole(url)


class Client:
    """Puts one article after the other, each in several versions, and notes what was acknowledged."""

    def __init__(self, url: str) -> None:
        self._url = url
        self.acknowledged: dict[str, int] = {}
        self.has_written = threading.Event()

    def write(self, chance: random.Random) -> None:
        """Write until the server is gone."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        with httpx2.Client(base_url=self._url, headers=headers, timeout=60) as client:
            while True:
                number, version = chance.randrange(30), chance.randrange(3)
                document = make(number, version)
                path = f"/v1/articles/{document['id']}"
                try:
                    answer = client.put(path, json=document, headers={"If-Match": "*"})
                    if answer.status_code == 412:
                        answer = client.put(path, json=document)
                    assert answer.status_code in (200, 201), answer.text
                except httpx2.TransportError:
                    return
                self.acknowledged[document["id"]] = version
                self.has_written.set()


def test_what_was_acknowledged_survives_a_kill(databases: Databases) -> None:
    chance = random.Random(2)
    for _ in range(ROUNDS):
        url = databases.make(seed=False)
        settings = {"WORTLAUT_WRITE_TOKENS": hash_token(TOKEN), "WORTLAUT_SEED": "false"}
        server = start_server(url, **settings)
        client = Client(server.url)
        thread = threading.Thread(target=client.write, args=(chance,), daemon=True)
        thread.start()
        assert client.has_written.wait(60)
        time.sleep(chance.uniform(0, 1.3))
        server.kill()
        thread.join(60)
        stored = require_whole(url, versions=3)
        missing = client.acknowledged.keys() - stored.keys()
        assert not missing
        others = [
            article_id
            for article_id, version in client.acknowledged.items()
            if f"Fassung {version}" not in stored[article_id]
        ]
        assert len(others) <= 1  # one that was being replaced, and was not acknowledged any more
        server = start_server(url, **settings)
        assert httpx2.get(server.url).json()["coverage"]["articles"] == len(stored)
        assert "Traceback" not in server.stop()
