"""Many documents at once: the same as one after the other, and an end in any case."""

import json
import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from app.cli import document_files, import_command, parallel_validation
from app.cli.document_files import Refusal, Source
from app.database.database import Database
from app.errors import CannotStart, ContentTooLarge
from app.schemas.document import DOCUMENT_BYTES_MAX
from app.services.index import follow
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
    monkeypatch.setattr(import_command, "BATCH_ARTICLES", 40)
    monkeypatch.setattr(storage, "IDS_MAX", 2)
    numbers = [*range(130), 3, 4]
    file = tmp_path / "articles.jsonl"
    refused = [make_line(900, sha256="0" * 64), "{", ""]
    file.write_text("\n".join([*map(make_line, numbers), *refused]) + "\n", encoding="utf-8")
    refusals: list[Refusal] = []
    summary = import_command.import_all(
        empty_database, document_files.read_sources([file]), keep_going=True, on_refusal=refusals.append
    )
    assert dict(summary.outcomes) == {"created": 130, "unchanged": 2}
    assert [refusal.name for refusal in refusals] == [f"{file}:133", f"{file}:134"]
    assert summary.refused == 2
    assert summary.quotes == 132
    for one in (audit.check_index, audit.check_tallies):
        assert empty_database.run_read(one) == []
    shared = empty_database.run_read(audit.find_shared)
    findings = [found for one in shared for found in empty_database.run_read(audit.check_shared, *one)]
    assert not any(found.is_damage for found in findings)
    for line in map(make_line, reversed(range(130))):
        database.run_write(importer.import_article, importer.parse_document(line.encode()))
    for article_id in empty_database.run_read(exporter.find_article_ids):
        exported = empty_database.run_read(exporter.export_article, article_id)
        assert exported == database.run_read(exporter.export_article, article_id)


def test_a_byte_order_mark_before_a_document_is_ignored(empty_database: Database, tmp_path: Path) -> None:
    """In a file that was joined of several, it is also before later lines."""
    lines = ["\ufeff" + make_line(0), make_line(1), "\ufeff", "\ufeff" + make_line(2)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "b.json").write_text("\ufeff" + make_line(3), encoding="utf-8")
    (tmp_path / "c.json").write_text("\ufeff" + " " * DOCUMENT_BYTES_MAX + "{}", encoding="utf-8")
    refusals: list[Refusal] = []
    sources = document_files.read_sources(document_files.find_files([tmp_path]))
    summary = import_command.import_all(empty_database, sources, keep_going=True, on_refusal=refusals.append)
    assert dict(summary.outcomes) == {"created": 4}
    assert [type(one.error) for one in refusals] == [ContentTooLarge]


def test_ends_when_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads on waits for what is stored; an end of the one must be an end of the other."""
    monkeypatch.setattr(import_command, "BATCH_ARTICLES", 5)
    monkeypatch.setattr(parallel_validation, "JOB_DOCUMENTS", 2)
    validated = parallel_validation.validate_all(
        Source(str(number), make_line(number).encode()) for number in range(400)
    )
    for _ in range(parallel_validation.SERIAL_MAX + 1):
        next(validated)
    closing = threading.Thread(target=validated.close, daemon=True)
    closing.start()
    closing.join(60)
    assert not closing.is_alive()


def test_a_failure_leaves_the_index_for_others_to_write(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("interrupted")

    empty_database.run_read(follow.bring_up_to_date, lambda _done, _total: None)
    source = Source("a", make_document().model_dump_json().encode())
    with monkeypatch.context() as failing:
        failing.setattr(importer, "import_validated", fail)
        with pytest.raises(RuntimeError):
            import_command.import_all(empty_database, [source], on_refusal=refuse_nothing)
    import_command.import_all(empty_database, [source], on_refusal=refuse_nothing)
    assert empty_database.run_read(audit.check_index) == []


def test_the_first_that_is_refused_ends_it(empty_database: Database) -> None:
    lines = [make_line(0), make_line(1), "{", make_line(2)]
    refusals: list[Refusal] = []
    sources = [Source(str(number), line.encode()) for number, line in enumerate(lines)]
    summary = import_command.import_all(empty_database, sources, on_refusal=refusals.append)
    assert dict(summary.outcomes) == {"created": 2}
    assert [refusal.name for refusal in refusals] == ["2"]
    assert empty_database.run_read(exporter.find_article_ids) == ["article-0000", "article-0001"]


def test_long_articles_make_smaller_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_command, "BATCH_CHARACTERS", 50)
    validated = [
        parallel_validation.validate(Source(str(number), make_line(number).encode())) for number in range(6)
    ]
    batches = list(import_command.make_batches(validated, keep_going=True))
    assert [one for batch in batches for one in batch] == validated
    assert [len(batch) for batch in batches] == [2, 2, 2]


def test_refused_documents_count_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_command, "BATCH_ARTICLES", 3)
    lines = ["{", "{", make_line(0), "{", make_line(1), make_line(2), "{", "{"]
    validated = [parallel_validation.validate(Source(line, line.encode())) for line in lines]
    batches = list(import_command.make_batches(validated, keep_going=True))
    assert [one for batch in batches for one in batch] == validated
    assert [len(batch) for batch in batches] == [3, 3, 2]


def test_documents_wait_to_be_read_until_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """However large they are, the process that stores them is never more than some bytes behind."""
    monkeypatch.setattr(parallel_validation, "SERIAL_MAX", 0)
    monkeypatch.setattr(parallel_validation, "JOB_DOCUMENTS", 2)
    monkeypatch.setattr(parallel_validation, "READ_AHEAD_BYTES", 5_000)
    read = 0

    def read_all() -> Iterator[Source]:
        nonlocal read
        for number in range(200):
            read += 1
            yield Source(str(number), make_line(number).encode())

    validated = parallel_validation.validate_all(read_all())
    assert isinstance(next(validated).result, ValidatedArticle)
    time.sleep(2)
    assert read < 40
    assert sum(1 for _ in validated) == 199
    assert read == 200


def test_a_process_that_is_killed_ends_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory may have run out: to wait for its results would be to wait for ever."""
    monkeypatch.setattr(parallel_validation, "SERIAL_MAX", 0)
    monkeypatch.setattr(parallel_validation, "READ_AHEAD_BYTES", 1)
    validated = parallel_validation.validate_all(
        Source(str(number), make_line(number).encode()) for number in range(400)
    )
    next(validated)
    for process in multiprocessing.active_children():
        if isinstance(process, SpawnProcess):  # The servers of other tests are forked.
            process.kill()
    with pytest.raises(CannotStart, match="was killed"):
        list(validated)


def test_takes_documents_from_folders_files_and_pipes(tmp_path: Path) -> None:
    below = tmp_path / "b" / "deep"
    below.mkdir(parents=True)
    (tmp_path / "a.json").write_text(make_line(1))
    (below / "c.jsonl").write_text(f"{make_line(2)}\n\n{make_line(3)}\n")
    (below / "notes.txt").write_text("not a document")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    files = [*document_files.find_files([tmp_path]), pipe]
    assert files == [tmp_path / "a.json", below / "c.jsonl", pipe]
    assert document_files.measure(files) is None
    assert document_files.measure(files[:2]) == sum(file.stat().st_size for file in files[:2])
    writer = threading.Thread(target=pipe.write_text, args=(f"{make_line(4)}\n{make_line(5)}",))
    writer.start()
    found = [source.name for source in document_files.read_sources(files)]
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
    monkeypatch.setattr(document_files, "DOCUMENT_BYTES_MAX", 2_000)
    monkeypatch.setattr(importer, "DOCUMENT_BYTES_MAX", 2_000)
    lines, large = tmp_path / "lines.jsonl", tmp_path / "large.json"
    lines.write_text("\n".join([make_line(1), " " * 7_000, make_line(2)]))
    large.write_text(" " * 3_000)
    found = [
        parallel_validation.validate(one).result
        for one in document_files.read_sources([tmp_path / "none.json", large, lines])
    ]
    assert [one.name if isinstance(one, Refusal) else "held" for one in found] == [
        str(tmp_path / "none.json"),
        str(large),
        "held",
        f"{lines}:2",
        "held",
    ]
