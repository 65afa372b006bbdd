"""Many documents at once: the same as one after the other, and an end in any case."""

import json
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.cli import import_command
from app.cli.import_command import Refusal, Source
from app.database import fulltext
from app.database.database import Database
from app.services.ingest import audit, exporter, importer, storage
from app.services.ingest.storage import ValidatedArticle
from tests.builders import make_document, make_json, make_quote, make_speaker, make_statement


def refuse_nothing(refusal: Refusal) -> None:
    raise AssertionError(refusal)


CERTAIN = {"speaker": "stated", "statement": "stated"}


def make_line(number: int, **changes: object) -> str:
    """Return an article whose speakers and statement others have, too."""
    said = f"Wort {number} und noch {number % 7}"
    whose = ["anna", "bob"][: 1 + number % 2]
    document = make_json(
        f"Anna sagte: „{said}“.",
        id=f"article-{number:04}",
        speakers=[make_speaker(names=[f"Annie {number % 5}"]), make_speaker("bob")],
        statements=[make_statement(f"speech-{number % 9}", title=f"Rede {number % 4}")],
        quotes=[make_quote(said, speakers=whose, statement=f"speech-{number % 9}", certainty=CERTAIN)],
        **changes,
    )
    return json.dumps(document, ensure_ascii=False)


def test_imports_lines_like_single_documents(
    empty_database: Database, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_command, "BATCH", 40)
    monkeypatch.setattr(storage, "IDS_MAX", 2)
    numbers = [*range(130), 3, 4]
    file = tmp_path / "articles.jsonl"
    refused = [make_line(900, sha256="0" * 64), "{", ""]
    file.write_text("\n".join([*map(make_line, numbers), *refused]) + "\n", encoding="utf-8")
    refusals: list[Refusal] = []
    summary = import_command.import_all(
        empty_database, import_command.read_sources([file]), keep_going=True, tell=refusals.append
    )
    assert dict(summary.outcomes) == {"created": 130, "unchanged": 2}
    assert [refusal.name for refusal in refusals] == [f"{file}:133", f"{file}:134"]
    assert summary.refused == 2
    assert summary.quotes == 132
    for one in (audit.check_words, audit.check_terms, audit.check_tallies):
        assert empty_database.run_read(one) == []
    shared = empty_database.run_read(audit.find_shared)
    findings = [found for one in shared for found in empty_database.run_read(audit.check_shared, *one)]
    assert not any(found.is_damage for found in findings)
    for line in map(make_line, reversed(range(130))):
        database.run_write(importer.import_article, importer.parse_document(line.encode()))
    for article_id in empty_database.run_read(exporter.find_article_ids):
        exported = empty_database.run_read(exporter.export_article, article_id)
        assert exported == database.run_read(exporter.export_article, article_id)


def test_ends_when_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads on waits for what is stored; an end of the one must be an end of the other."""
    monkeypatch.setattr(import_command, "BATCH", 5)
    monkeypatch.setattr(import_command, "CHUNK", 2)
    proved = import_command._prove_all(
        Source(str(number), make_line(number).encode()) for number in range(400)
    )
    for _ in range(import_command.ALONE + 1):
        next(proved)
    closing = threading.Thread(target=proved.close, daemon=True)
    closing.start()
    closing.join(20)
    assert not closing.is_alive()


def test_a_failure_leaves_the_indexes_as_they_were(
    empty_database: Database, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("interrupted")

    monkeypatch.setattr(importer, "import_validated", fail)
    source = Source("a", make_document().model_dump_json().encode())
    with pytest.raises(RuntimeError):
        import_command.import_all(empty_database, [source], tell=refuse_nothing)
    if kind == "sqlite":
        setting = "SELECT v FROM quote_terms_config WHERE k = 'hashsize'"
        rooms = empty_database.run_read(
            lambda session: list(session.connection().exec_driver_sql(setting).scalars())
        )
        assert rooms == [fulltext.ROOM]


def test_the_first_that_is_refused_ends_it(empty_database: Database) -> None:
    lines = [make_line(0), make_line(1), "{", make_line(2)]
    refusals: list[Refusal] = []
    sources = [Source(str(number), line.encode()) for number, line in enumerate(lines)]
    summary = import_command.import_all(empty_database, sources, tell=refusals.append)
    assert dict(summary.outcomes) == {"created": 2}
    assert [refusal.name for refusal in refusals] == ["2"]
    assert empty_database.run_read(exporter.find_article_ids) == ["article-0000", "article-0001"]


def test_long_articles_make_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_command, "BATCH_TEXT", 50)
    proved = [import_command.prove(Source(str(number), make_line(number).encode())) for number in range(6)]
    batches = list(import_command._cut(proved, keep_going=True))
    assert [one for batch in batches for one in batch] == proved
    assert [len(batch) for batch in batches] == [2, 2, 2]


def test_documents_wait_to_be_read_until_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """However large they are, the process that stores them is never more than some bytes behind."""
    monkeypatch.setattr(import_command, "ALONE", 0)
    monkeypatch.setattr(import_command, "CHUNK_BYTES", 1_000)
    monkeypatch.setattr(import_command, "AHEAD", 5_000)
    read = 0

    def read_all() -> Iterator[Source]:
        nonlocal read
        for number in range(200):
            read += 1
            yield Source(str(number), make_line(number).encode())

    proved = import_command._prove_all(read_all())
    assert isinstance(next(proved).made, ValidatedArticle)
    time.sleep(2)
    assert read < 40
    assert sum(1 for _ in proved) == 199
    assert read == 200


def test_takes_documents_from_folders_files_and_pipes(tmp_path: Path) -> None:
    below = tmp_path / "b" / "deep"
    below.mkdir(parents=True)
    (tmp_path / "a.json").write_text(make_line(1))
    (below / "c.jsonl").write_text(f"{make_line(2)}\n\n{make_line(3)}\n")
    (below / "notes.txt").write_text("not a document")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    files = [*import_command.find_files([tmp_path]), pipe]
    assert files == [tmp_path / "a.json", below / "c.jsonl", pipe]
    assert import_command.measure(files) is None
    assert import_command.measure(files[:2]) == sum(file.stat().st_size for file in files[:2])
    writer = threading.Thread(target=pipe.write_text, args=(f"{make_line(4)}\n{make_line(5)}",))
    writer.start()
    found = [source.name for source in import_command.read_sources(files)]
    writer.join()
    assert found == [
        f"{tmp_path}/a.json",
        f"{below}/c.jsonl:1",
        f"{below}/c.jsonl:3",
        f"{pipe}:1",
        f"{pipe}:2",
    ]


def test_names_what_cannot_be_read_or_is_too_large_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_command, "DOCUMENT_BYTES_MAX", 2_000)
    monkeypatch.setattr(importer, "DOCUMENT_BYTES_MAX", 2_000)
    lines, large = tmp_path / "lines.jsonl", tmp_path / "large.json"
    lines.write_text("\n".join([make_line(1), " " * 7_000, make_line(2)]))
    large.write_text(" " * 3_000)
    found = [
        import_command.prove(one).made
        for one in import_command.read_sources([tmp_path / "none.json", large, lines])
    ]
    assert [one.name if isinstance(one, Refusal) else "held" for one in found] == [
        str(tmp_path / "none.json"),
        str(large),
        "held",
        f"{lines}:2",
        "held",
    ]
