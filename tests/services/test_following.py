"""The index follows the database: whoever writes, the next search has it, and nothing that is gone."""

import contextlib
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from app.cli import import_command
from app.cli.document_files import Source
from app.cli.parallel_validation import Validated
from app.database.database import Database
from app.errors import IndexOutdated
from app.etags import Precondition
from app.fulltext.index import State
from app.schemas.queries import QuoteQuery, StatementQuery
from app.schemas.verdicts import Claim
from app.services.catalog import quotes, statements
from app.services.index import follow
from app.services.ingest import audit, importer
from app.services.verification.verify import verify
from tests.builders import make_document, make_json, make_quote, make_statement
from tests.databases import Databases, make_settings
from tests.indexes import find_generation

OF_SPEECH = {"speaker": "stated", "statement": "stated"}


def store(database: Database, said: str, slug: str = "a", **changes: object) -> None:
    document = make_document(f"Anna: „{said}“.", id=slug, quotes=[make_quote(said)], **changes)
    database.run_write(importer.import_article, document)


def remove(database: Database, slug: str) -> None:
    database.run_write(importer.delete_article, slug, Precondition("", ""), lambda _value: b"")


def find(database: Database, q: str) -> list[str]:
    return [one.article.article_id for one in database.run_read(quotes.find, QuoteQuery(q=q)).items]


def test_each_change_is_in_the_next_search_of_another_process(databases: Databases) -> None:
    url = databases.make(seed=False)
    with Database(make_settings(url)) as writer, Database(make_settings(url)) as reader:
        for number in range(20):
            store(writer, f"Frieden {number}", f"a{number % 3}")
            assert find(reader, f"Frieden {number}") == [f"a{number % 3}"]
            assert reader.run_read(verify, Claim(text=f"Frieden {number}")).verdict == "verified"
            if number >= 3:
                assert find(reader, f"Frieden {number - 3}") == []
            if number % 5 == 4:
                remove(writer, f"a{number % 3}")
                assert find(reader, f"Frieden {number}") == []
                assert reader.run_read(verify, Claim(text=f"Frieden {number}")).verdict != "verified"
        assert reader.run_read(audit.check_index) == writer.run_read(audit.check_index) == []


def test_a_new_date_of_a_statement_reaches_the_quotes_of_other_articles(empty_database: Database) -> None:
    def cite(slug: str, date: str | None) -> None:
        dated: dict[str, Any] = {}
        if date:
            dated = {"date": date, "certainty": {"speaker": "stated", "date": "stated"}}
        document = make_document(
            "Anna: „Ja zum Frieden“.",
            id=slug,
            statements=[make_statement(**dated)],
            quotes=[make_quote("Ja zum Frieden", statement="speech", certainty=OF_SPEECH)],
        )
        empty_database.run_write(importer.import_article, document)

    def find_dated() -> list[str]:
        wanted = QuoteQuery.model_validate({"q": "Frieden", "from": "2023-01-01", "to": "2023-12-31"})
        return [one.article.article_id for one in empty_database.run_read(quotes.find, wanted).items]

    cite("b", None)
    assert find_dated() == []
    cite("c", "2023-05-06")
    assert find_dated() == ["b", "c"]
    cite("a", "2022-05-06")
    assert find_dated() == []
    remove(empty_database, "a")
    assert find_dated() == ["b", "c"]
    assert empty_database.run_read(audit.check_index) == []


def test_an_import_indexes_an_unchanged_article_once_whose_statement_gets_a_new_date(
    empty_database: Database,
) -> None:
    def make(slug: str, date: str) -> Source:
        certainty = {"speaker": "stated", "date": "stated"}
        document = make_json(
            f"Anna: „Frieden {slug}“.",
            id=slug,
            statements=[make_statement(date=date, certainty=certainty)],
            quotes=[make_quote(f"Frieden {slug}", statement="speech", certainty=OF_SPEECH)],
        )
        return Source(slug, json.dumps(document).encode())

    old = make("b1", date="2010-01-01")
    for sources in ([old], [old, make("a0", date="2020-05-05")]):
        import_command.import_all(empty_database, sources, on_refusal=print)
        assert len(find(empty_database, "Frieden")) == len(sources)
    found = empty_database.run_read(quotes.find, QuoteQuery(q="Frieden", total=True))
    assert (len(found.items), found.total) == (2, 2)
    past = QuoteQuery.model_validate({"q": "Frieden", "to": "2015-01-01"})
    assert empty_database.run_read(quotes.find, past).items == []
    assert empty_database.run_read(audit.check_index) == []


def test_a_commit_that_a_kill_left_half_done_is_done_again(databases: Databases) -> None:
    url = databases.make(seed=False)
    with Database(make_settings(url)) as killed:
        for slug in ("a", "b"):
            store(killed, f"Frieden {slug}", slug)
            assert find(killed, f"Frieden {slug}") == [slug]
        folder = find_generation(killed)
        last_commit = (folder / "meta.json").read_bytes()
        store(killed, "Frieden c", "c")
        assert find(killed, "Frieden c") == ["c"]
    assert list(folder.glob("*.del"))
    (folder / "meta.json").write_bytes(last_commit)  # All files of the next commit are there but this one.
    with Database(make_settings(url)) as started:
        assert find(started, "Frieden c") == ["c"]
        assert find_generation(started) == folder
        assert started.run_read(audit.check_index) == []


def test_statements_are_found_by_what_is_said_of_them_now(empty_database: Database) -> None:
    def cite(slug: str, title: str) -> None:
        document = make_document("Anna: „Ja“.", id=slug, statements=[make_statement(title=title)])
        empty_database.run_write(importer.import_article, document)

    def find_statements(q: str) -> int:
        return len(empty_database.run_read(statements.find, StatementQuery(q=q)).items)

    cite("b", "Rede im Mai")
    assert (find_statements("Mai"), find_statements("Juni")) == (1, 0)
    cite("a", "Rede im Juni")
    assert (find_statements("Mai"), find_statements("Juni")) == (0, 1)
    remove(empty_database, "a")
    assert (find_statements("Mai"), find_statements("Juni")) == (1, 0)
    remove(empty_database, "b")
    assert find_statements("Rede") == 0


def test_an_index_that_is_too_far_behind_is_made_anew(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.services.ingest.storage.CHANGES_MAX", 2)
    url = databases.make(seed=False)
    with Database(make_settings(url)) as writer, Database(make_settings(url)) as reader:
        store(writer, "Frieden 0", "a0")
        assert find(reader, "Frieden") == ["a0"]
        for number in range(1, 6):
            store(writer, f"Frieden {number}", f"a{number}")
        assert reader.run_read(follow.find_fault) == "it is of another database, or too far behind"
        assert len(find(reader, "Frieden")) == 6
        assert reader.run_read(audit.check_index) == []


def test_readers_and_writers_at_once_see_each_state_whole(databases: Databases) -> None:
    """An article is replaced again and again: it never has two texts, nor none."""
    url = databases.make(seed=False)
    done = threading.Event()
    faults: list[str] = []

    def read() -> None:
        with Database(make_settings(url)) as reader:
            while not done.is_set():
                with contextlib.suppress(IndexOutdated):
                    found = find(reader, "Frieden")
                    verdict = reader.run_read(verify, Claim(text="Frieden")).verdict
                    faults.extend([f"{found} {verdict}"] if (found, verdict) != (["a"], "verified") else [])

    with Database(make_settings(url)) as writer:
        store(writer, "Frieden 0")
        threads = [threading.Thread(target=read) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(60):
            store(writer, f"Frieden {number}")
        done.set()
        for thread in threads:
            thread.join()
        assert faults == []
        assert find(writer, "Frieden 59") == ["a"]
        assert writer.run_read(audit.check_index) == []


def test_an_import_does_not_index_what_another_process_has_replaced_meanwhile(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the commit of a batch and its indexing, one of its articles is replaced."""
    url = databases.make(seed=False)
    with Database(make_settings(url)) as importing, Database(make_settings(url)) as other:
        importing.run_read(follow.bring_up_to_date, lambda _done, _total: None)
        index = import_command._index

        def replace_first(database: Database, batch: list[Validated], state: State) -> None:
            importing.close_writer()
            store(other, "Zebra im Regen", "a1")
            other.close_writer()
            index(database, batch, state)

        monkeypatch.setattr(import_command, "_index", replace_first)
        documents = [
            make_document(f"Anna: „{said}“.", id=slug, quotes=[make_quote(said)])
            for slug, said in (("a1", "Eule im Wald"), ("a2", "Fuchs im Feld"))
        ]
        sources = [
            Source(one.id, one.model_dump_json(by_alias=True, exclude_none=True).encode())
            for one in documents
        ]
        import_command.import_all(importing, sources, on_refusal=print)
        for database in (importing, other):
            assert [find(database, q) for q in ("Zebra", "Eule", "Fuchs")] == [["a1"], [], ["a2"]]
            assert database.run_read(audit.check_index) == []


def test_a_long_rebuild_keeps_no_search_waiting(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the index is made anew, what is stored meanwhile is found."""
    url = databases.make(seed=True)
    with Database(make_settings(url)) as one, Database(make_settings(url)) as other:
        assert find(other, "überzeugt") != []
        found: list[list[str]] = []

        def write_meanwhile(done: int, _total: int) -> None:
            if not done:
                store(other, "Zebra im Regen")
                found.append(find(other, "Zebra"))

        one.run_read(follow.rebuild, write_meanwhile)
        assert found == [["a"]]
        assert find(one, "Zebra") == find(other, "Zebra") == ["a"]
        assert one.run_read(audit.check_index) == []


def test_two_nodes_with_an_index_each_find_the_same(databases: Databases, tmp_path: Path, kind: str) -> None:
    """The second one is away for a while, and comes back behind."""
    if kind == "sqlite":
        return  # A file belongs to one machine.
    url = databases.make(seed=True)
    here, there = (make_settings(url).model_copy(update={"index": tmp_path / name}) for name in "ab")
    with Database(here) as one:
        with Database(there) as other:
            assert find(one, "überzeugt") == find(other, "überzeugt") != []
        for number in range(200):
            store(one, f"Frieden {number}", f"a{number % 20:02}")
            if number % 50 == 0:
                assert len(find(one, f"Frieden {number}")) == 1
        with Database(there) as other:
            for q in ("Frieden", "Frieden 199", "überzeugt", "Frieden 1"):
                assert find(one, q) == find(other, q)
            claim = Claim(text="Frieden 199")
            assert one.run_read(verify, claim) == other.run_read(verify, claim)
            assert other.run_read(audit.check_index) == []
