"""The command line, run as users run it."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text

from app.cli import main
from app.database import Database
from tests.builders import make_json, make_quote
from tests.databases import ROOT, SEED, Databases, find_free_port, make_settings
from tests.servers import run_server

SEED_ID = "kim-putin-briefwechsel-2023"


@pytest.fixture
def run(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> "Runner":
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", databases.make_empty())
    return Runner()


class Runner:
    """Runs a command in this process and returns its exit code; a str is what it said in going."""

    def __call__(self, *arguments: str | Path) -> int | str:
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        return ended.value.code or 0


def test_migrates_imports_exports_and_checks(
    run: Runner, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert run("migrate") == 0
    assert run("import", *SEED) == 0
    assert run("import", *SEED) == 0
    said = capfdbinary.readouterr().out
    assert b": created: " in said
    assert b": unchanged: " in said
    assert run("export", SEED_ID) == 0
    assert capfdbinary.readouterr().out == SEED[0].read_bytes()
    assert run("export", "--to", tmp_path / "out") == 0
    assert (tmp_path / "out" / SEED[0].name).read_bytes() == SEED[0].read_bytes()
    assert run("check") == 0
    assert b"nothing damaged" in capfdbinary.readouterr().out
    assert run("migrate", "base") == 0


def test_names_all_that_is_wrong_with_a_document_and_goes_on(
    run: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    bad, good, missing = tmp_path / "bad.json", tmp_path / "good.json", tmp_path / "missing.json"
    bad.write_text(json.dumps(make_json("„Wir hätten“", id="bad", quotes=[make_quote("Wir hatten")])))
    good.write_text(json.dumps(make_json(id="good")))
    assert run("import", bad, missing, good) == 1
    said = capsys.readouterr()
    assert "/quotes/0/exact: These words are not in the text. Nearest, at [1, 11): “Wir hätten”" in said.err
    assert "missing.json: cannot be read: No such file" in said.err
    assert "created: good" in said.out


def test_says_in_one_line_why_it_cannot(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "run: wortlaut migrate" in str(run("check"))
    run("migrate")
    assert "There is no article “nope”" in str(run("export", "nope"))
    assert "name an article" in str(run("export"))
    monkeypatch.setenv("WORTLAUT_DATABSE_URL", "typo")
    assert "unknown setting WORTLAUT_DATABSE_URL" in str(run("check"))
    monkeypatch.delenv("WORTLAUT_DATABSE_URL")
    monkeypatch.setenv("WORTLAUT_READERS", "0")
    assert "setting WORTLAUT_READERS" in str(run("check"))
    monkeypatch.delenv("WORTLAUT_READERS")
    for address in (
        "mysql://nowhere",
        "postgresql+psycopg://u@h:abc/db",
        "postgresql+psycopg://u@[::1/db",
        "postgresql+psycopg://u@h/db?options=-csearch_path%3Dtwo",
        "sqlite:///a.db?timeout=x",
    ):
        monkeypatch.setenv("WORTLAUT_DATABASE_URL", address)
        said = str(run("check"))
        assert "WORTLAUT_DATABASE_URL" in said or "the address of a" in said
        assert "\n" not in said


def test_check_ends_with_1_where_something_is_damaged(
    run: Runner, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("migrate")
    run("import", *SEED)
    monkeypatch.setattr("app.services.proving.hash_text", lambda _text: "0" * 64)
    assert run("check") == 1
    assert "does not have its SHA-256" in capsys.readouterr().out


def test_serve_seeds_a_new_database_and_leaves_a_used_one_alone(databases: Databases) -> None:
    url = databases.make_empty()
    with run_server(url) as server:
        assert httpx2.get(server).json()["coverage"]["articles"] == 1
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": url}
    seeded_once = httpx2_coverage(url)
    assert seeded_once["revision"] == 1
    ended = subprocess.run(
        [sys.executable, "-m", "app", "check"], cwd=ROOT, env=environment, capture_output=True
    )
    assert ended.returncode == 0


def httpx2_coverage(url: str) -> dict[str, int]:
    with run_server(url) as server:
        coverage: dict[str, int] = httpx2.get(server).json()["coverage"]
        return coverage


def test_serve_refuses_a_newer_database_in_one_line(databases: Databases) -> None:
    url = databases.make(seed=False)
    with Database(make_settings(url)) as opened:
        opened.run_write(
            lambda session: session.execute(text("UPDATE alembic_version SET version_num = '2999'"))
        )
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": url}
    command = [sys.executable, "-m", "app", "serve"]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=20)
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert b"newer than this program" in line


def test_serve_can_leave_the_seed_out(databases: Databases) -> None:
    with run_server(databases.make_empty(), WORTLAUT_SEED="false") as server:
        assert httpx2.get(server).json()["coverage"]["articles"] == 0
        assert httpx2.get(f"{server}/v1/quotes").json() == {"items": [], "next": None}


def test_eight_processes_start_at_once_on_an_empty_database(databases: Databases, kind: str) -> None:
    """On SQLite with the WAL-reset bug, a start beside another's first moments may be refused, plainly."""
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": databases.make_empty()}
    started = [
        (
            port := find_free_port(),
            subprocess.Popen(
                [sys.executable, "-m", "app", "serve", "--port", str(port)],
                cwd=ROOT,
                env=environment,
                stderr=subprocess.PIPE,
            ),
        )
        for _ in range(8)
    ]
    try:
        serving = [port for port, server in started if answers(port, server)]
    finally:
        for _, server in started:
            server.terminate()
        said = [server.communicate(timeout=20)[1] for _, server in started]
    assert not any(b"Traceback" in one for one in said)
    assert len(serving) == 8 if kind == "postgresql" else serving
    refused = [one for one, (port, _) in zip(said, started, strict=True) if port not in serving]
    assert all(b"another process is writing" in one for one in refused)


def answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    for _ in range(400):
        if server.poll() is not None:
            return False
        try:
            return bool(httpx2.get(f"http://127.0.0.1:{port}/").json()["coverage"]["articles"] == 1)
        except httpx2.TransportError:
            time.sleep(0.05)
    return False


def test_verifies_at_the_terminal_for_people_and_programs(
    run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    run("import", *SEED)
    capsys.readouterr()
    assert run("verify", "Ich bin nicht überzeugt, dass wir", "--speaker", "Putin") == 0
    said = capsys.readouterr().out
    assert said.startswith("ALTERED (wording altered, attribution claimed)")
    assert "Ich bin [-nicht-] überzeugt, dass wir" in said
    assert "Searched: 1 article with 12 quotes." in said
    assert run("verify", "Ich bin … überzeugt", "--speaker", "Kim") == 0
    assert "left out: fest davon" in capsys.readouterr().out
    assert run("verify", "neue Waffe", "--json") == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "unattributed"
    assert "perhaps kim-jong-un (Kim Jong-un)" in str(run("verify", "neue Waffe", "--speaker", "Kim Il-sung"))
    assert "text: " in str(run("verify", ""))


def test_several_workers_serve_on_postgresql_and_are_refused_on_sqlite(
    databases: Databases, kind: str
) -> None:
    url = databases.make_empty()
    if kind == "sqlite":
        environment = {**os.environ, "WORTLAUT_DATABASE_URL": url}
        command = [sys.executable, "-m", "app", "serve", "--workers", "2"]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=20)
        assert ended.returncode == 1
        assert ended.stderr.splitlines() == [
            b"wortlaut: one process serves a SQLite database; --workers is for PostgreSQL"
        ]
        return
    with run_server(url, "--workers", "2") as server:
        assert httpx2.get(f"{server}/v1/quotes?total=true").json()["total"] == 12


def test_imports_beside_a_running_server(databases: Databases, tmp_path: Path) -> None:
    url = databases.make(seed=True)
    document = tmp_path / "new.json"
    document.write_text(json.dumps(make_json(id="new", quotes=[make_quote("Guten Tag")])))
    with run_server(url) as server:
        before = httpx2.get(f"{server}/v1/articles")
        environment = {**os.environ, "WORTLAUT_DATABASE_URL": url}
        subprocess.run(
            [sys.executable, "-m", "app", "import", document], cwd=ROOT, env=environment, check=True
        )
        after = httpx2.get(f"{server}/v1/articles", headers={"If-None-Match": before.headers["etag"]})
        assert [one["id"] for one in after.json()["items"]] == [SEED_ID, "new"]
        article = httpx2.get(f"{server}/v1/articles/{SEED_ID}")
        assert len(article.json()["quotes"]) == 12
