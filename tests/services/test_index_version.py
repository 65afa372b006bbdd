"""The full-text index has a version: one that is lost, damaged or of another version answers nothing."""

import contextlib
import hashlib
import os
import time
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import Session

from app import startup, terms, verbatim
from app.database.database import Database
from app.errors import IndexOutdated
from app.fulltext.index import IndexDamaged, Snapshot, State, Writer
from app.languages import LANGUAGES
from app.names import list_index_words, make_key
from app.schema_upgrade import migrate as run_migrations
from app.schemas.queries import ArticleQuery, SpeakerQuery
from app.schemas.verdicts import Claim
from app.services.catalog import articles, speakers
from app.services.index import follow, reading, version
from app.services.ingest import audit, importer, storage, validation
from app.services.verification.verify import verify
from tests.builders import make_document, make_quote
from tests.databases import SEED, Databases, make_settings
from tests.indexes import find_generation, lose_index, set_version
from tests.servers import run_server

CLAIM = "Ich bin überzeugt"


def ask(url: str) -> str:
    """Return the verdict over the claim, or the code of the problem."""
    answer = httpx2.get(f"{url}/v1/verify", params={"text": CLAIM}).json()
    return str(answer.get("verdict") or answer["type"])


def find(database: Database, q: str) -> list[str]:
    return [one.row.id for one in database.run_read(articles.find, ArticleQuery(q=q)).items]


def verify_claim(database: Database) -> str:
    return database.run_read(verify, Claim(text=CLAIM)).verdict


def test_a_small_index_that_is_lost_is_made_by_the_next_search(database: Database) -> None:
    lose_index_of(database)
    assert verify_claim(database) == "verified"
    assert database.run_read(audit.check_index) == []


def test_an_index_of_many_articles_is_made_on_all_cores(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follow, "SERIAL_MAX", len(SEED) - 1)
    monkeypatch.setattr(follow, "JOB_ARTICLES", 1)
    done: list[tuple[int, int]] = []
    database.run_read(follow.rebuild, lambda *progress: done.append(progress))
    assert done == [(number, len(SEED)) for number in range(len(SEED) + 1)]
    assert database.run_read(audit.check_index) == []


def test_an_index_that_cannot_be_written_leaves_the_old_one_and_ends_no_start(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise IndexDamaged("the engine's thread ended")

    verify_claim(database)
    held = find_generation(database)
    set_version(database, "another")
    with monkeypatch.context() as failing:
        failing.setattr(Writer, "add", fail)
        startup.prepare(database, seed=False)
    assert find_generation(database) == held
    startup.prepare(database, seed=False)
    assert verify_claim(database) == "verified"


def test_a_large_index_that_is_lost_is_made_at_the_start(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.make(seed=True)
    with Database(make_settings(url)) as opened:
        lose_index_of(opened)
        with monkeypatch.context() as small:
            small.setattr(follow, "READER_ADDS_MAX", 0)
            with pytest.raises(IndexOutdated):
                verify_claim(opened)
    with run_server(url) as server:
        assert ask(server) == "verified"


def test_a_large_index_that_is_lost_while_it_is_served_is_made_beside_the_requests(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lose_index_of(database)
    monkeypatch.setattr(follow, "READER_ADDS_MAX", 0)
    database.report_outdated = startup.IndexKeeper(database).start
    with pytest.raises(IndexOutdated):
        verify_claim(database)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with contextlib.suppress(IndexOutdated):
            assert verify_claim(database) == "verified"
            break
        time.sleep(0.01)
    assert database.run_read(follow.find_fault) is None


def lose_index_of(database: Database) -> None:
    verify_claim(database)
    lose_index(database)


def test_texts_stemmed_by_another_version_are_indexed_anew(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(terms, "list_stems", lambda text, _: [word[:3] for word in text.lower().split()])
        empty_database.run_write(importer.import_article, make_document("Ein Paket kam an."))
        assert find(empty_database, "pak") == ["article"]
    set_version(empty_database, "of another PyStemmer")
    assert find(empty_database, "pak") == []
    assert find(empty_database, "Paket") == ["article"]
    empty_database.run_write(importer.import_article, make_document("Eine Rakete kam an."))
    assert [len(find(empty_database, q)) for q in ("Rakete", "Paket", "pak", "kam")] == [1, 0, 0, 1]
    assert empty_database.run_read(audit.check_index) == []


@pytest.mark.parametrize("damage", ["meta", "current", "files", "folder"])
def test_an_index_with_damaged_files_is_made_anew(databases: Databases, damage: str) -> None:
    url = databases.make(seed=True)
    with Database(make_settings(url)) as opened:
        verify_claim(opened)
        generation = find_generation(opened)
    damage_files(generation, damage)
    with Database(make_settings(url)) as opened:
        startup.prepare(opened, seed=False)
        assert verify_claim(opened) == "verified"
        assert opened.run_read(audit.check_index) == []


def damage_files(generation: Path, damage: str) -> None:
    if damage == "meta":
        (generation / "meta.json").write_text("{}")
    elif damage == "current":
        (generation.parent / "current").write_text("../elsewhere")
    elif damage == "files":
        for file in generation.iterdir():
            if file.suffix in (".idx", ".term"):
                os.truncate(file, 1)
    else:
        for file in generation.iterdir():
            file.unlink()


def test_damage_that_a_search_meets_is_no_answer(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert verify_claim(database) == "verified"

    def fail(*_: object) -> int:
        raise IndexDamaged("a block has another checksum")

    told: list[bool] = []
    database.report_outdated = lambda: told.append(True)
    with monkeypatch.context() as damaged:
        damaged.setattr(Snapshot, "count_documents", fail)
        with pytest.raises(IndexOutdated):
            verify_claim(database)
    assert told
    assert database.run_read(follow.find_fault) == "there is none yet"
    assert verify_claim(database) == "verified"


def test_an_index_of_another_database_is_not_used(databases: Databases) -> None:
    one, other = databases.make(seed=False), databases.make(seed=False)
    with Database(make_settings(one)) as first, Database(make_settings(other)) as second:
        first.run_write(importer.import_article, make_document("Ein Paket kam an."))
        second.run_write(importer.import_article, make_document("Eine Rakete kam an."))
        assert find(second, "Rakete") == ["article"]
        first.index.path.parent.mkdir(exist_ok=True, parents=True)
        second.index.path.rename(first.index.path)
        assert find(first, "Rakete") == []
        assert find(first, "Paket") == ["article"]


def test_a_database_that_was_set_back_is_followed_at_the_start(database: Database) -> None:
    before = database.run_read(reading.read_state)
    database.run_write(importer.import_article, make_document("Eine Rakete kam an."))
    assert "article" in find(database, "Rakete")
    database.run_write(set_back, before)
    with pytest.raises(IndexOutdated):
        verify_claim(database)
    startup.prepare(database, seed=False)
    assert verify_claim(database) == "verified"
    assert "article" not in find(database, "Rakete")


def set_back(session: Session, state: State) -> None:
    """Do what restoring a backup does."""
    session.execute(text("DELETE FROM article WHERE id = 'article'"))
    session.execute(text("DELETE FROM change WHERE revision > :revision"), {"revision": state.revision})
    values = {"revision": state.revision, "token": state.token}
    session.execute(text("UPDATE corpus SET revision = :revision, token = :token"), values)


def test_tables_that_were_made_without_the_program_are_indexed_by_it(databases: Databases) -> None:
    with Database(make_settings(databases.make_empty())) as opened:
        opened.run_write(run_migrations)
        with pytest.raises(IndexOutdated):
            opened.run_read(speakers.find, SpeakerQuery(q="Putin"))
        startup.prepare(opened, seed=True)
        assert opened.run_read(verify, Claim(text=CLAIM, speaker="Putin")).verdict == "verified"


@pytest.mark.parametrize("batch", [1, 2, 1_000])
def test_making_the_index_anew_changes_nothing_where_nothing_is_wrong(
    database: Database, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(reading, "READ_BATCH", batch)
    database.run_write(importer.import_article, make_document("Anna: „Ja“.", quotes=[make_quote("Ja")]))
    reported: list[tuple[int, int]] = []
    made = database.run_read(follow.rebuild, lambda *progress: reported.append(progress))
    assert made == 2
    assert reported[0] == (0, 2)
    assert reported[-1] == (2, 2)
    assert database.run_read(audit.check_index) == []
    assert database.run_read(audit.check_tallies) == []
    assert find(database, "Ja") == ["article"]


def read_table(session: Session, name: str) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in session.execute(text(f"SELECT * FROM {name}")))


def test_names_are_folded_again(database: Database) -> None:
    before = database.run_read(read_table, "speaker_name"), database.run_read(read_table, "name_word")
    database.run_write(
        lambda session: session.execute(text("UPDATE speaker_name SET folded = 'x' || folded"))
    )
    database.run_write(lambda session: session.execute(text("UPDATE corpus SET names_version = 'another'")))
    startup.prepare(database, seed=False)
    after = database.run_read(read_table, "speaker_name"), database.run_read(read_table, "name_word")
    assert after == before


def test_the_version_is_raised_when_other_entries_are_made() -> None:
    """If this fails, raise INDEX_VERSION and write down the new digest: the index must be made anew."""
    validated = [validation.validate(importer.read_document(file)) for file in SEED]
    entries = map(storage.build_index_entries, validated)
    texts = [(*one[:2], sorted(one.endings), *one[3:]) for one in entries]
    stems = [terms.list_stems(TEXT, language) for language in [*LANGUAGES, "fr", None]]
    languages = [
        (tag, [_strip_names(getattr(data, name)) for name in data._fields if name not in OF_DRAFTS])
        for tag, data in LANGUAGES.items()
    ]
    tokens = [verbatim.split_tokens(folded) for folded in verbatim.fold_each_way(TEXT)]
    names = [(make_key(name), sorted(list_index_words(name))) for name in NAMES]
    made = repr((texts, stems, languages, tokens, names)).encode()
    assert (version.INDEX_VERSION, hashlib.sha256(made).hexdigest()[:16]) == (5, "964b240ae71f653e")


OF_DRAFTS = {"speech", "elided_words", "byline_words", "boilerplate_words"}
"""Fields of a language that drafts alone read: no index, and no name of a speaker, is made of them."""


def _strip_names(field: object) -> object:
    """Return a field of a language in a fixed order, and a record without its name, which makes no entry."""
    if isinstance(field, frozenset):
        return sorted(field)
    return tuple(field) if isinstance(field, tuple) else field


NAMES = ("Kim Jong-un", "Dvořák, Antonín", "ЛЕВ Толсто́й", "ﬁn O’Neill", "Søren Müller-Weiß")
TEXT = (
    "Die Beziehungen von Kim Jong-un und Wladimir Putin; „Straße“, STRASSE, Raketen und Pakete, 12- und "
    "13-Jährige.\nL’État, c’est moi: ﬁnanciers’ naïve coöperation… Zusammen-\narbeit am 15. August 2023, "
    "3,5 % von 1.000 km². Что сказал Лев Толсто́й? 김정은 동지 東京都 e\u0301te\u0301 x\u00adyz"
)
