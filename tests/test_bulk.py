"""Many documents at once: the same as one after the other, and an end in any case."""

import json
import threading
from pathlib import Path

import pytest

from app import bulk
from app.bulk import Source
from app.database import Database
from app.services import checking, exporting, fulltext, importing, storing
from tests.builders import make_document, make_json, make_quote, make_speaker, make_statement

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
    monkeypatch.setattr(bulk, "BATCH", 40)
    monkeypatch.setattr(storing, "IDS_MAX", 2)
    numbers = [*range(130), 3, 4]
    file = tmp_path / "articles.jsonl"
    refused = [make_line(900, sha256="0" * 64), "{", ""]
    file.write_text("\n".join([*map(make_line, numbers), *refused]) + "\n", encoding="utf-8")
    summary = bulk.import_all(empty_database, bulk.read_sources([file]))
    assert dict(summary.outcomes) == {"created": 130, "unchanged": 2}
    assert [refusal.name for refusal in summary.refusals] == [f"{file}:133", f"{file}:134"]
    assert summary.quotes == 132
    for one in (checking.check_words, checking.check_terms, checking.check_tallies):
        assert empty_database.run_read(one) == []
    shared = empty_database.run_read(checking.find_shared)
    findings = [found for one in shared for found in empty_database.run_read(checking.check_shared, *one)]
    assert not any(found.is_damage for found in findings)
    for line in map(make_line, reversed(range(130))):
        database.run_write(importing.import_article, importing.parse_document(line.encode()))
    for article_id in empty_database.run_read(exporting.find_article_ids):
        exported = empty_database.run_read(exporting.export_article, article_id)
        assert exported == database.run_read(exporting.export_article, article_id)


def test_ends_when_it_is_interrupted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What reads on waits for what is stored; an end of the one must be an end of the other."""
    monkeypatch.setattr(bulk, "BATCH", 5)
    monkeypatch.setattr(bulk, "CHUNK", 2)
    proved = bulk._prove_all(Source(str(number), make_line(number).encode()) for number in range(400))
    for _ in range(bulk.ALONE + 1):
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

    monkeypatch.setattr(importing, "import_proved", fail)
    with pytest.raises(RuntimeError):
        bulk.import_all(empty_database, [Source("a", make_document().model_dump_json().encode())])
    if kind == "sqlite":
        setting = "SELECT v FROM quote_terms_config WHERE k = 'hashsize'"
        rooms = empty_database.run_read(
            lambda session: list(session.connection().exec_driver_sql(setting).scalars())
        )
        assert rooms == [fulltext.ROOM]
