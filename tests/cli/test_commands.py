"""The command line, run as users run it."""

import csv
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

from app.cli.commands import main
from app.database.database import Database
from app.settings import load_settings
from tests.builders import make_json, make_quote, make_speaker
from tests.databases import ROOT, SEED, Databases, find_free_port, make_settings
from tests.indexes import set_version
from tests.servers import run_server

SEED_ID = "kim-putin-briefwechsel-2023"
SEVERAL = 4
"""Processes that start at once."""


@pytest.fixture
def run(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> "Runner":
    monkeypatch.setenv("WORTLAUT_DATABASE_URL", databases.make_empty())
    return Runner()


class Runner:
    """Runs a command in this process; returns its exit code, or the message it ends with."""

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
    created, unchanged = capfdbinary.readouterr().out.splitlines()[1:]
    assert created.startswith(b"1 created, 0 refused; 12 quotes in ")
    assert unchanged.startswith(b"1 unchanged, 0 refused; 12 quotes in ")
    assert run("export", SEED_ID) == 0
    assert capfdbinary.readouterr().out == SEED[0].read_bytes()
    assert run("export", "--to", tmp_path / "out") == 0
    assert (tmp_path / "out" / SEED[0].name).read_bytes() == SEED[0].read_bytes()
    assert run("check") == 0
    assert b"nothing damaged" in capfdbinary.readouterr().out
    assert run("migrate", "base") == 0


def test_export_escapes_control_characters_for_a_terminal_alone(run: Runner, tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    file.write_text(json.dumps(make_json("Anna: „Wir\x9b2Jgehen.“", quotes=[])))
    assert run("migrate") == 0
    assert run("import", file) == 0
    command = [sys.executable, "-m", "app", "export", json.loads(file.read_text())["id"]]
    piped = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    terminal, printed = os.openpty()
    subprocess.run(command, cwd=ROOT, stdout=printed, check=True)
    escaped = os.read(terminal, 65_536)
    os.close(printed)
    os.close(terminal)
    assert "Wir\x9b2J".encode() in piped
    assert rb"Wir\u009b2J" in escaped
    assert json.loads(escaped) == json.loads(piped)


def test_names_all_that_is_wrong_with_a_document_and_goes_on_if_told_to(
    run: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    bad, good, missing, report = (tmp_path / name for name in ("bad.json", "good.json", "no.json", "report"))
    bad.write_text(json.dumps(make_json("„Wir hätten“", id="bad", quotes=[make_quote("Wir hatten")])))
    good.write_text(json.dumps(make_json(id="good")))
    assert run("import", bad, missing, good) == 1
    said = capsys.readouterr()
    assert "/quotes/0/exact: These words are not in the text. Nearest, at [1, 11): “Wir hätten”" in said.err
    assert "no.json" not in said.err
    assert "--keep-going" in said.err
    assert said.out.splitlines()[-1].startswith("1 refused; ")
    assert run("import", bad, missing, good, "--keep-going", "--report", report) == 1
    said = capsys.readouterr()
    assert "no.json: It cannot be read: No such file" in said.err
    assert said.out.startswith("1 created, 2 refused; ")
    first, second = map(json.loads, report.read_text(encoding="utf-8").splitlines())
    assert first["document"] == str(bad)
    assert first["code"] == "refused-document"
    assert first["errors"][0]["pointer"] == "/quotes/0/exact"
    assert first["errors"][0]["nearest"] == {"exact": "Wir hätten", "start": 1, "end": 11}
    assert second["document"] == str(missing)


def test_exports_what_filters_leave_and_imports_it_from_a_pipe(
    run: Runner, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], databases: Databases
) -> None:
    run("migrate")
    sources = tmp_path / "documents.jsonl"
    made = [
        make_json(
            f"Anna sagte: „Wort {number}“.",
            id=f"article-{number:03}",
            publisher=f"Blatt {number % 2}",
            published_on=f"2024-01-{1 + number % 28:02}",
            certainty={"published_on": "stated"},
            speakers=[make_speaker("anna" if number % 3 else "bert")],
            quotes=[make_quote(f"Wort {number}", speakers=["anna" if number % 3 else "bert"])],
        )
        for number in range(150)
    ]
    sources.write_text("\n".join(map(json.dumps, made)))
    assert run("import", sources) == 0
    capfdbinary.readouterr()

    def export(*arguments: str) -> bytes:
        assert run("export", "--format", "jsonl", *arguments) == 0
        return capfdbinary.readouterr().out

    everything = export()
    assert [json.loads(line)["id"] for line in everything.splitlines()] == [one["id"] for one in made]
    wanted = export(
        "--publisher", "Blatt 1", "--speaker", "Bert", "--from", "2024-01-05", "--until", "2024-01-20"
    )
    assert [json.loads(line)["id"] for line in wanted.splitlines()] == [
        one["id"]
        for number, one in enumerate(made)
        if number % 2 and number % 3 == 0 and 5 <= 1 + number % 28 <= 20
    ]
    assert run("export", "article-001", "--speaker", "Bert") == 2
    assert run("export", "--format", "jsonl", "--from", "yesterday") == 2
    said = capfdbinary.readouterr().err
    assert b"not both" in said
    assert b"YYYY-MM-DD" in said
    environment = {**os.environ, "WORTLAUT_DATABASE_URL": databases.make(seed=False)}
    importing = [sys.executable, "-m", "app", "import", "-"]
    subprocess.run(importing, cwd=ROOT, env=environment, input=everything, check=True, capture_output=True)
    exporting = [sys.executable, "-m", "app", "export", "--format", "jsonl"]
    again = subprocess.run(exporting, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert again.stdout == everything


def test_exports_quotes_as_csv(run: Runner, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    run("migrate")
    run("import", *SEED)
    capfdbinary.readouterr()

    def export(*arguments: str) -> list[dict[str, str]]:
        assert run("export", "--format", "csv", *arguments) == 0
        return list(
            csv.DictReader(capfdbinary.readouterr().out.decode("utf-8-sig").splitlines(keepends=True))
        )

    assert len(export()) == len(export(SEED_ID)) == 12
    [row] = export(SEED_ID, "--speaker", "Putin", "--type", "direct")
    assert row["exact"].startswith("Ich bin überzeugt, dass")
    assert row["quote_url"] == f"/v1/quotes/{row['id']}"
    assert run("export", "--format", "csv", "--publisher", "Blatt") == 2
    assert run("export", "--format", "csv", "--to", "folder") == 2
    assert run("export", "--format", "jsonl", "--type", "direct") == 2


def test_exports_quotes_as_parquet(run: Runner, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    run("migrate")
    run("import", *SEED)
    file = tmp_path / "out" / "quotes.parquet"
    file.parent.mkdir()
    assert run("export", "--format", "parquet", "--to", str(file), SEED_ID, "--speaker", "Putin") == 0
    rows = pq.read_table(file).to_pylist()
    assert {"wladimir-putin"} < {speaker for one in rows for speaker in one["speaker_ids"]}
    assert rows[0]["quote_url"] == f"/v1/quotes/{rows[0]['id']}"
    before = file.read_bytes()
    assert run("export", "--format", "parquet", "--to", str(file), "--speaker", "Nobody") != 0
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]
    assert run("export", "--format", "parquet") == 2
    assert "name the file" in capfd.readouterr().err


def test_a_report_is_not_written_over_a_document(
    run: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    document = tmp_path / "a.json"
    document.write_text(json.dumps(make_json()))
    (tmp_path / "link").symlink_to(document)
    for report in (document, tmp_path / "link", tmp_path / "." / "a.json"):
        assert run("import", tmp_path, "--keep-going", "--report", report) == 2
        assert "overwrite a document" in capsys.readouterr().err
    assert json.loads(document.read_text())["id"] == "article"


def test_nothing_in_a_document_steers_the_terminal(
    run: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    document = tmp_path / "a\x1b[31m.json"
    document.write_text(json.dumps({"\x1b]0;title\x07\nStärke": 1}))
    assert run("import", document) == 1
    said = capsys.readouterr().err
    assert "\x1b" not in said
    assert "\x07" not in said
    assert "\\nStärke" in said


def test_waits_for_another_process_that_writes(databases: Databases, kind: str, tmp_path: Path) -> None:
    url = databases.make(seed=False)
    document = tmp_path / "new.json"
    document.write_text(json.dumps(make_json()))
    with Database(make_settings(url)) as other:
        other.open_writer()
        environment = {**os.environ, "WORTLAUT_DATABASE_URL": url}
        command = [sys.executable, "-m", "app", "import", str(document)]
        importing = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        time.sleep(2)
        assert importing.poll() is None or kind == "postgresql"
    assert importing.communicate(timeout=60)[0].startswith(b"1 created")


def test_makes_a_token_and_its_digest(run: Runner, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("token") == 0
    first, second = capsys.readouterr().out.splitlines()
    token, digest = first.rpartition(" ")[2], second.rpartition("=")[2]
    assert len(token) > 43
    assert hashlib.sha256(token.encode()).hexdigest() == digest


def test_says_in_one_line_why_it_cannot(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "run: wortlaut migrate" in str(run("check"))
    run("migrate")
    assert "There is no article “nope”" in str(run("export", "nope"))
    assert run("export") == 2
    monkeypatch.setenv("WORTLAUT_WRITE_TOKENS", "a-token-and-not-its-digest")
    said = str(run("check"))
    assert "setting WORTLAUT_WRITE_TOKENS" in said
    assert "a-token" not in said
    monkeypatch.delenv("WORTLAUT_WRITE_TOKENS")
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


def test_makes_the_index_anew_when_told_to_and_before_an_import(
    run: Runner, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    run("import", *SEED)
    capsys.readouterr()
    assert run("reindex") == 0
    said = capsys.readouterr()
    assert said.out == "The full-text index is made from 1 articles.\n"
    assert said.err == "wortlaut: making the full-text index: told to\n"
    with Database(load_settings()) as database:
        set_version(database, "another")
    assert run("import", *SEED) == 0
    assert "making the full-text index: it is of version another" in capsys.readouterr().err
    assert run("check") == run("verify", "neue Waffe") == 0


def test_check_ends_with_1_where_something_is_damaged(
    run: Runner, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run("migrate")
    run("import", *SEED)
    monkeypatch.setattr("app.services.ingest.audit.hash_text", lambda _text: "0" * 64)
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
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60)
    assert ended.returncode == 1
    [line] = ended.stderr.splitlines()
    assert b"newer than this program" in line


def test_serve_can_leave_the_seed_out(databases: Databases) -> None:
    with run_server(databases.make_empty(), WORTLAUT_SEED="false") as server:
        assert httpx2.get(server).json()["coverage"]["articles"] == 0
        assert httpx2.get(f"{server}/v1/quotes").json() == {"items": [], "next": None}


def test_several_processes_start_at_once_on_an_empty_database(databases: Databases, kind: str) -> None:
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
        for _ in range(SEVERAL)
    ]
    try:
        serving = [port for port, server in started if answers(port, server)]
    finally:
        for _, server in started:
            server.terminate()
        said = [server.communicate(timeout=60)[1] for _, server in started]
    assert not any(b"Traceback" in one for one in said)
    assert len(serving) == SEVERAL if kind == "postgresql" else serving
    refused = [one for one, (port, _) in zip(said, started, strict=True) if port not in serving]
    assert all(b"another process is writing" in one for one in refused)


def answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    for _ in range(1_200):
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
    assert "did you mean kim-jong-un (Kim Jong-un)?" in str(
        run("verify", "neue Waffe", "--speaker", "Kim Il-sung")
    )
    assert run("verify", "") == 2


def test_a_text_does_not_control_the_terminal(
    run: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    file = tmp_path / "controls.json"
    file.write_text(json.dumps(make_json("„Ja,\x9b2J ja“", quotes=[make_quote("Ja,\x9b2J ja")])))
    assert run("import", file) == 0
    capsys.readouterr()
    for claim, options in (("Ja, 2J ja", []), ("Ja", ["--json"])):
        assert run("verify", claim, *options) == 0
        said = capsys.readouterr().out
        assert "\x9b" not in said
        assert "\\u009b" in said
    assert json.loads(said)["matches"][0]["context"] == "„Ja,\x9b2J ja“"


def test_several_workers_serve_on_postgresql_and_are_refused_on_sqlite(
    databases: Databases, kind: str
) -> None:
    url = databases.make_empty()
    if kind == "sqlite":
        environment = {**os.environ, "WORTLAUT_DATABASE_URL": url}
        command = [sys.executable, "-m", "app", "serve", "--workers", "2"]
        ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, timeout=60)
        assert ended.returncode == 1
        assert ended.stderr.splitlines() == [
            b"wortlaut: a SQLite database has one process; --workers is for PostgreSQL"
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


def test_verifies_all_quotations_of_a_file(
    run: Runner, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("migrate")
    run("import", *SEED)
    file = tmp_path / "draft.txt"
    file.write_text(
        "\ufeff„Ich bin überzeugt, dass wir“, schrieb Putin. "
        "„Ich bin nicht überzeugt, dass wir“, schrieb Putin. "
        "„Ich bin überzeugt, dass wir“, schrieb Otto Fremd. Das ist die „neue Waffe“.",
        encoding="utf-8",
    )
    capsys.readouterr()
    assert run("verify", "--file", file) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "VERIFIED [1, 28) “Ich bin überzeugt, dass wir”"
    assert said[1] == "  “Putin”: wladimir-putin (Putin, inferred)"
    assert "ALTERED [47, 80) “Ich bin nicht überzeugt, dass wir”" in said
    assert "  Ich bin [-nicht-] überzeugt, dass wir" in said
    unknown = said.index("  “Otto Fremd”: nobody here goes by “Otto Fremd”")
    assert said[unknown - 1].startswith("WORDS ONLY [")
    assert "NOT JUDGED (term) [162, 172) “neue Waffe”" in said
    assert "3 quotations: 1 verified, 1 words only, 1 altered." in said
    assert run("verify", "--file", file, "--json") == 0
    assert json.loads(capsys.readouterr().out)["summary"]["altered"] == 1
    assert run("verify", "Ja", "--file", file) == run("verify") == 2
    assert run("verify", "--file", file, "--speaker", "Putin") == 2
    file.write_bytes("»Größe«".encode("latin-1"))
    assert "is not in UTF-8: byte 0" in str(run("verify", "--file", file))
    for words in ("", "„Ja“\0", "ä" * 100_001):
        file.write_text(words)
        assert str(run("verify", "--file", file)).startswith(f"wortlaut: {file}: text: ")
    file.write_text("ä" * 300_000)
    assert "is longer than 100,000 characters" in str(run("verify", "--file", file))
