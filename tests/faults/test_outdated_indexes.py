"""Indexes of another version that cannot be written, and a process that dies while it rebuilds."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import psycopg
import pytest
from sqlalchemy import make_url

from app import startup
from app.database.database import Database
from app.schemas.verdicts import Claim
from app.services.index import follow, version
from app.services.ingest import audit
from app.services.verification.verify import verify
from tests.databases import ROOT, Databases, make_settings
from tests.faults.test_faults import MAY_MOUNT, WITHOUT_MOUNT, mounted, require_problem
from tests.indexes import set_names_version, set_version
from tests.servers import run_server

SEARCHES = (
    "/v1/verify?text=neue Waffe",
    "/v1/articles?q=Putin",
    "/v1/quotes?q=Putin",
    "/v1/quotes/random?q=Putin",
    "/v1/statements?q=Brief",
)
READS = (
    "/v1/articles",
    "/v1/quotes?speaker=wladimir-putin",
    "/v1/quotes/random",
    "/v1/speakers",
    "/health/ready",
    "/",
)

KILLED = """
import os, signal
from app.database.database import Database
from app.services.index import follow
from app.settings import load_settings

def die(done: int, total: int) -> None:
    if done:
        os.kill(os.getpid(), signal.SIGKILL)

with Database(load_settings()) as database:
    database.run_read(follow.rebuild, die)
"""


@contextmanager
def read_only(url: str, folder: Path) -> Iterator[str]:
    """Yield the address of a database that takes no writes."""
    database = make_url(url)
    if database.get_backend_name() == "sqlite":
        here = folder / "here"
        here.mkdir()
        shutil.copy(str(database.database), here / "a.db")
        with mounted(folder / "there", "--bind", here) as there:
            subprocess.run(["mount", "-o", "remount,ro,bind", there], check=True)
            yield f"sqlite:///{there / 'a.db'}"
    else:
        address = database.set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(
                f"ALTER DATABASE {database.database} SET default_transaction_read_only = on".encode()
            )
        yield url


@pytest.mark.skipif(not MAY_MOUNT, reason=WITHOUT_MOUNT)
def test_an_index_that_takes_no_writes_is_not_searched_and_the_rest_is_served(
    databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.make(seed=True)
    here = tmp_path / "here"
    monkeypatch.setenv("WORTLAUT_INDEX", str(here))
    with Database(make_settings(url)) as opened:
        opened.run_read(verify, Claim(text="neue Waffe"))
        set_version(opened, "another")
    with mounted(tmp_path / "there", "--bind", here) as there:
        subprocess.run(["mount", "-o", "remount,ro,bind", there], check=True)
        with run_server(url, WORTLAUT_INDEX=str(there)) as server:
            for path in SEARCHES:
                answer = httpx2.get(server + path)
                require_problem(answer, 503, "index-outdated")
                assert answer.headers["retry-after"]
            claims = httpx2.post(f"{server}/v1/verify", json={"claims": [{"text": "neue Waffe"}]}).json()
            assert claims["items"][0]["problem"]["type"].endswith("index-outdated")
            for path in READS:
                assert httpx2.get(server + path, follow_redirects=True).status_code == 200


@pytest.mark.skipif(not MAY_MOUNT, reason=WITHOUT_MOUNT)
def test_speakers_are_not_found_by_names_that_cannot_be_folded_anew(
    databases: Databases, tmp_path: Path
) -> None:
    url = databases.make(seed=True)
    with Database(make_settings(url)) as opened:
        opened.run_write(set_names_version, "another")
    with read_only(url, tmp_path) as address, run_server(address) as server:
        for path in ("/v1/speakers?q=Putin", "/v1/quotes?speaker=Putin"):
            require_problem(httpx2.get(server + path), 503, "index-outdated")
        assert httpx2.get(f"{server}/v1/verify?text=neue Waffe").json()["verdict"] == "unattributed"
        for path in READS:
            assert httpx2.get(server + path, follow_redirects=True).status_code == 200


@pytest.mark.parametrize("stored", [version.VERSION, "another"])
def test_a_process_that_is_killed_while_it_makes_the_index_has_changed_nothing(
    databases: Databases, stored: str
) -> None:
    url = databases.make(seed=True)
    with Database(make_settings(url)) as opened:
        opened.run_read(verify, Claim(text="Ich bin überzeugt"))
        set_version(opened, stored)
        opened.close_writer()
        environment = {**os.environ, "WORTLAUT_DATABASE_URL": url}
        killed = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=environment, check=False)
        assert killed.returncode == -signal.SIGKILL
        assert (opened.run_read(follow.find_fault) is None) == (stored == version.VERSION)
        startup.prepare(opened, seed=True)
        assert opened.run_read(verify, Claim(text="Ich bin überzeugt")).verdict == "verified"
        assert opened.run_read(audit.check_index) == []
        assert len([one for one in opened.index.path.iterdir() if one.is_dir()]) == 1
