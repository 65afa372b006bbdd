"""The full-text indexes have a version: one that is empty, damaged or of another version answers nothing."""

import hashlib

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import Session

from app import startup, terms, verbatim
from app.database.database import Database
from app.errors import IndexOutdated
from app.languages import LANGUAGES
from app.names import list_index_words, make_key
from app.schema_upgrade import migrate as run_migrations
from app.schemas.queries import ArticleQuery
from app.schemas.verdicts import Claim
from app.services.catalog import articles
from app.services.index import version
from app.services.ingest import audit, importer, reindex, storage, validation
from app.services.verification.verify import verify
from tests.builders import make_document, make_quote
from tests.conftest import DatabaseMaker
from tests.databases import SEED, Databases, make_settings
from tests.indexes import INDEXES, empty_index, empty_indexes, set_version
from tests.servers import run_server

DERIVED = ("passage", "word", "long_word", "name_word", "speaker_name", "fulltext_index")
CLAIM = "Ich bin überzeugt"


def ask(url: str) -> str:
    """Return the verdict over the claim, or the code of the problem."""
    answer = httpx2.get(f"{url}/v1/verify", params={"text": CLAIM}).json()
    return str(answer.get("verdict") or answer["type"])


def test_a_claim_is_never_absent_because_the_index_is_empty(databases: Databases) -> None:
    url = databases.make(seed=True)
    with Database(make_settings(url)) as opened:
        opened.run_write(empty_indexes)
        with pytest.raises(IndexOutdated):
            opened.run_read(verify, Claim(text=CLAIM))
    with run_server(url) as server:
        assert ask(server) == "verified"


def test_an_article_leaves_nothing_in_an_index_of_another_version(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = databases.make(seed=False)
    with Database(make_settings(url)) as opened:
        with monkeypatch.context() as older:
            older.setattr(terms, "list_stems", lambda text, _: [word[:3] for word in text.lower().split()])
            opened.run_write(importer.import_article, make_document("Ein Paket kam an."))
        opened.run_write(set_version, "of another PyStemmer")
        with pytest.raises(IndexOutdated):
            opened.run_write(importer.import_article, make_document("Eine Rakete kam an."))
        startup.prepare(opened, seed=False)
        opened.run_write(importer.import_article, make_document("Eine Rakete kam an."))
        assert [len(find(opened, q)) for q in ("Rakete", "Paket", "pak", "kam")] == [1, 0, 0, 1]
        assert opened.run_read(audit.check_terms) == []


def find(database: Database, q: str) -> list[object]:
    return list(database.run_read(articles.find, ArticleQuery(q=q)).items)


@pytest.mark.parametrize("name", [*INDEXES, "passage", "word", "name_word", "fulltext_index"])
def test_what_was_emptied_by_hand_is_noticed_and_filled_again(database: Database, name: str) -> None:
    database.run_write(empty_index, name)
    with pytest.raises(IndexOutdated):
        database.run_read(verify, Claim(text=CLAIM))
    startup.prepare(database, seed=True)
    assert database.run_read(verify, Claim(text=CLAIM)).verdict == "verified"
    assert database.run_read(audit.check_words) == database.run_read(audit.check_terms) == []


def test_an_index_recorded_as_empty_is_not_believed_beside_passages(database: Database) -> None:
    database.run_write(empty_index, "passage_words")
    database.run_write(
        lambda session: session.execute(
            text("UPDATE fulltext_index SET entries = 0 WHERE name = 'passage_words'")
        )
    )
    with pytest.raises(IndexOutdated):
        database.run_read(verify, Claim(text=CLAIM))


def test_sqlite_notices_that_a_few_entries_are_missing(make_databases: DatabaseMaker) -> None:
    with Database(make_settings(make_databases("sqlite").make(seed=True))) as opened:
        delete = "INSERT INTO passage_words (passage_words, rowid, tokens) VALUES ('delete', 1, 'nothing')"
        opened.run_write(lambda session: session.connection().exec_driver_sql(delete))
        assert opened.run_read(version.find_fault) == "the index passage_words is incomplete"


def test_tables_that_were_made_without_the_program_are_filled_by_it(databases: Databases) -> None:
    with Database(make_settings(databases.make_empty())) as opened:
        opened.run_write(run_migrations)
        with pytest.raises(IndexOutdated, match="never filled"):
            opened.run_read(verify, Claim(text=CLAIM))
        with pytest.raises(IndexOutdated):
            opened.run_write(importer.import_article, make_document())
        startup.prepare(opened, seed=True)
        assert opened.run_read(verify, Claim(text=CLAIM)).verdict == "verified"


@pytest.mark.parametrize("batch", [1, 2, 1_000])
def test_rebuilding_changes_nothing_where_nothing_is_wrong(
    database: Database, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    monkeypatch.setattr(reindex, "READ_BATCH", batch)
    monkeypatch.setattr(reindex, "WRITE_BATCH", batch)
    database.run_write(importer.import_article, make_document("Anna: „Ja“.", quotes=[make_quote("Ja")]))
    before = {name: database.run_read(read_table, name) for name in DERIVED}
    reported: list[tuple[int, int]] = []
    articles = database.run_write(reindex.rebuild, lambda *progress: reported.append(progress))
    assert articles == 2
    assert reported[0] == (0, 2)
    assert reported[-1] == (2, 2)
    assert {name: database.run_read(read_table, name) for name in DERIVED} == before
    assert database.run_read(audit.check_tallies) == []


def read_table(session: Session, name: str) -> list[tuple[object, ...]]:
    return sorted(tuple(row) for row in session.execute(text(f"SELECT * FROM {name}")))


def test_names_are_folded_again(database: Database) -> None:
    before = database.run_read(read_table, "speaker_name"), database.run_read(read_table, "name_word")
    database.run_write(
        lambda session: session.execute(text("UPDATE speaker_name SET folded = 'x' || folded"))
    )
    database.run_write(reindex.rebuild, lambda _done, _total: None)
    after = database.run_read(read_table, "speaker_name"), database.run_read(read_table, "name_word")
    assert after == before


def test_the_version_is_raised_when_other_entries_are_made() -> None:
    """If this fails, raise INDEX_VERSION and write down the new digest: the indexes must be rebuilt."""
    validated = [validation.validate(importer.read_document(file)) for file in SEED]
    texts = []
    for one in map(storage.build_index_entries, validated):
        own = one.passages
        texts.append((own.rows, own.tokens, sorted(own.words.split()), one.terms, one.quote_terms))
    stems = [terms.list_stems(TEXT, language) for language in [*LANGUAGES, "fr", None]]
    languages = [(tag, [_strip_names(field) for field in data]) for tag, data in LANGUAGES.items()]
    tokens = [verbatim.split_tokens(folded) for folded in verbatim.fold_each_way(TEXT)]
    names = [(make_key(name), sorted(list_index_words(name))) for name in NAMES]
    made = repr((texts, stems, languages, tokens, names)).encode()
    assert (version.INDEX_VERSION, hashlib.sha256(made).hexdigest()[:16]) == (3, "9e89ee3b70a24f64")


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
