"""The one way in: what holds is stored whole, what does not is refused whole, with all that is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import verbatim
from app.database.database import Database
from app.errors import AmbiguousSpeaker, ContentTooLarge, Fault, MalformedRequest, RefusedDocument
from app.presenters.json import present_article, present_speaker, present_statement
from app.schemas import resources
from app.schemas.document import ArticleDocument
from app.schemas.queries import QuoteQuery
from app.services.catalog import articles, coverage, quotes, speakers, statements
from app.services.ingest import audit, exporter, importer, validation
from app.services.ingest.importer import Outcome
from app.verbatim import Span
from app.verbatim.identity import make_quote_id
from app.vocabulary import QuoteType
from tests.builders import make_document, make_json, make_quote, make_speaker, make_statement
from tests.databases import SEED
from tests.text.test_verbatim import TEXTS


def refuse(document: ArticleDocument) -> dict[str, Fault]:
    with pytest.raises(RefusedDocument) as caught:
        validation.validate(document)
    return {fault.pointer: fault for fault in caught.value.faults}


def test_refuses_words_that_are_not_in_the_text_and_names_the_nearest() -> None:
    faults = refuse(
        make_document("Sie sagte: „Wir hätten gewonnen.“", quotes=[make_quote("Wir hatten gewonnen.")])
    )
    fault = faults["/quotes/0/exact"]
    assert fault.nearest == ("Wir hätten gewonnen.", 12, 32)
    assert "[12, 32)" in fault.detail


def test_refuses_words_that_stand_twice_without_a_selector_to_tell() -> None:
    fault = refuse(make_document("„Ja“ und „Ja“", quotes=[make_quote("Ja")]))["/quotes/0/exact"]
    assert "more than once, for example at 1 and 10" in fault.detail


@pytest.mark.parametrize(
    "selector", [{"prefix": "und „"}, {"occurrence": 2}, {"prefix": "„", "occurrence": 2}]
)
def test_takes_words_that_stand_twice_with_a_selector(selector: dict[str, Any]) -> None:
    rows = validation.validate(make_document("„Ja“ und „Ja“", quotes=[make_quote("Ja", **selector)]))
    assert (rows.quotes[0]["start"], rows.quotes[0]["occurrence"]) == (10, 2)


@pytest.mark.parametrize("selector", [{"prefix": "oder „"}, {"suffix": "!"}, {"occurrence": 3}])
def test_refuses_a_selector_that_fits_nowhere(selector: dict[str, Any]) -> None:
    fault = refuse(make_document("„Ja“ und „Ja“", quotes=[make_quote("Ja", **selector)]))["/quotes/0/exact"]
    assert "not with this prefix" in fault.detail


def test_refuses_a_place_that_cannot_be_pointed_at_again() -> None:
    text = "x" + "a" * 5_000 + "y"
    quote = make_quote("x", cue={"exact": "a", "prefix": "x" + "a" * 999, "suffix": "a" * 999})
    assert "/quotes/0/cue/exact" not in refuse(make_document(text, quotes=[quote, make_quote("no")]))
    deep = make_quote("y", cue={"exact": "a", "suffix": "a" * 900 + "y"})
    assert "too often" in refuse(make_document(text, quotes=[deep]))["/quotes/0/cue/exact"].detail


def test_names_every_fault_of_a_document_at_once() -> None:
    document = make_document(
        "Anna sagte: „Ja“.\nUnd: „Nein“.",
        sha256="0" * 64,
        blocks=["paragraph"],
        language="de",
        speakers=[make_speaker(), make_speaker()],
        statements=[make_statement(date="2023-08-15", speakers=["bob"])],
        quotes=[
            make_quote("Ja", statement="letter", cue={"exact": "rief"}),
            make_quote("Nein", certainty={}),
            make_quote("Vielleicht"),
            make_quote("Und", type="term"),
        ],
    )
    assert set(refuse(document)) == {
        "/sha256",
        "/blocks",
        "/certainty/language",
        "/speakers/1",
        "/statements/0/speakers/0",
        "/statements/0/certainty/date",
        "/quotes/0/statement",
        "/quotes/0/certainty/statement",
        "/quotes/0/cue/exact",
        "/quotes/1/certainty/speaker",
        "/quotes/2/exact",
        "/quotes/3",
    }


def test_refuses_certainty_of_nothing() -> None:
    quote = make_quote("Ja", speakers=[])
    assert set(refuse(make_document("„Ja“", quotes=[quote]))) == {"/quotes/0/certainty/speaker"}


def test_within_is_the_smallest_quote_that_encloses() -> None:
    text = "Er sagte, sie habe „‚Ja‘ gerufen“ und gelacht."
    nested = [
        make_quote("Ja", type="mixed"),
        make_quote("‚Ja‘ gerufen", type="mixed"),
        make_quote("sie habe „‚Ja‘ gerufen“ und gelacht", type="indirect"),
    ]
    outer, middle, inner = validation.validate(make_document(text, quotes=nested)).quotes
    assert [quote["within"] for quote in (outer, middle, inner)] == [None, 0, 1]


def test_an_id_comes_from_article_type_words_and_occurrence() -> None:
    expected = "q-21ea97e3a089f4d02987"  # Kim's sentence; computed once with sha256sum.
    seed = importer.read_document(SEED[0])
    direct = next(quote for quote in validation.validate(seed).quotes if quote["type"] == "direct")
    assert direct["id"] == expected
    one, other = QuoteType.DIRECT, QuoteType.MIXED
    identities = (
        ("a", one, "Ja", 1),
        ("b", one, "Ja", 1),
        ("a", other, "Ja", 1),
        ("a", one, "Ja", 2),
    )
    others = {make_quote_id(*identity) for identity in identities}
    assert len(others) == 4


def test_importing_again_changes_nothing(database: Database) -> None:
    before = database.run_read(coverage.count)
    assert database.run_write(importer.import_article, importer.read_document(SEED[0])) == Outcome.UNCHANGED
    assert database.run_read(coverage.count) == before


def test_the_seed_file_is_its_own_export(database: Database) -> None:
    document = database.run_read(exporter.export_article, "kim-putin-briefwechsel-2023")
    assert exporter.to_json(document) == SEED[0].read_text(encoding="utf-8")


def test_keeps_nothing_of_a_refused_article(database: Database) -> None:
    before = database.run_read(coverage.count)
    with pytest.raises(RefusedDocument):
        database.run_write(importer.import_article, make_document("„Ja“", quotes=[make_quote("Nein")]))
    assert database.run_read(coverage.count) == before


def test_replaces_an_article_and_drops_what_only_it_used(empty_database: Database) -> None:
    first = make_document(
        "„Ja“",
        statements=[make_statement()],
        quotes=[make_quote("Ja", statement="speech", certainty={"speaker": "stated", "statement": "stated"})],
    )
    assert empty_database.run_write(importer.import_article, first) == Outcome.CREATED
    second = make_document(
        "„Nein“", speakers=[make_speaker("bob")], quotes=[make_quote("Nein", speakers=["bob"])]
    )
    assert empty_database.run_write(importer.import_article, second) == Outcome.REPLACED
    counted = empty_database.run_read(coverage.count)
    assert (counted.articles, counted.quotes, counted.speakers, counted.statements) == (1, 1, 1, 0)
    assert empty_database.run_read(speakers.get, "bob").quotes == 1


def test_a_speaker_is_what_all_articles_together_say(empty_database: Database) -> None:
    """Lists are unions; a single value is that of the first article by slug, whichever came in first."""
    later = make_document(
        "„Ja“",
        id="b",
        speakers=[make_speaker(names=["Annie"], description="die Ärztin", same_as=["https://example.org/1"])],
        statements=[
            make_statement(
                title="Zweite", date="2023-01-02", certainty={"speaker": "stated", "date": "inferred"}
            )
        ],
    )
    earlier = make_document(
        "„Nein“",
        id="a",
        speakers=[make_speaker(names=["Anna", "Annie"])],
        statements=[make_statement(title="Erste")],
    )
    for document in (later, earlier):
        empty_database.run_write(importer.import_article, document)
    speaker = resources.Speaker.model_validate(present_speaker(empty_database.run_read(speakers.get, "anna")))
    assert speaker.names == ["Anna", "Annie"]
    assert speaker.description == "die Ärztin"
    assert speaker.same_as == ["https://example.org/1"]
    statement = resources.Statement.model_validate(
        present_statement(empty_database.run_read(statements.get, "speech"))
    )
    assert (statement.title, str(statement.date), statement.certainty.date) == (
        "Erste",
        "2023-01-02",
        "inferred",
    )
    [finding] = [
        finding
        for shared, shared_id in empty_database.run_read(audit.find_shared)
        for finding in empty_database.run_read(audit.check_shared, shared, shared_id)
    ]
    assert not finding.is_damage
    assert "disagree on its title" in finding.detail


def test_a_name_of_two_speakers_is_refused_with_both(empty_database: Database) -> None:
    two = [make_speaker("kim-jong-un", names=["Kim"]), make_speaker("kim-yo-jong", names=["Kim"])]
    empty_database.run_write(importer.import_article, make_document(speakers=two))
    from_kim = QuoteQuery.model_validate({"speaker": ["Kim"]})
    with pytest.raises(AmbiguousSpeaker, match="Several speakers have the name “Kim”") as caught:
        empty_database.run_read(quotes.find, from_kim)
    [fault] = caught.value.faults
    assert [one.id for one in fault.candidates] == ["kim-jong-un", "kim-yo-jong"]


def test_filters_find_over_several_articles_in_reading_order(empty_database: Database) -> None:
    for slug in ("b", "a-b", "a"):
        document = make_document("„Ja“ und „Nein“", id=slug, quotes=[make_quote("Nein"), make_quote("Ja")])
        empty_database.run_write(importer.import_article, document)
    found = empty_database.run_read(quotes.find, QuoteQuery(speaker=["anna"], limit=4, total=True))
    assert [(one.article.article_id, one.exact) for one in found.items] == [
        ("a", "Ja"),
        ("a", "Nein"),
        ("a-b", "Ja"),
        ("a-b", "Nein"),
    ]
    assert found.total == 6
    rest = empty_database.run_read(
        quotes.find, QuoteQuery(speaker=["anna"], limit=4, cursor=found.next_cursor)
    )
    assert [(one.article.article_id, one.exact) for one in rest.items] == [("b", "Ja"), ("b", "Nein")]
    assert rest.next_cursor is None


@st.composite
def documents(draw: st.DrawFn) -> ArticleDocument:
    """Articles over hostile text with quotes anywhere in it, nested, touching and standing twice."""
    text = draw(TEXTS)
    positions = st.integers(0, len(text) - 1)
    spans = {
        Span(start, draw(st.integers(start + 1, len(text))))
        for start in draw(st.lists(positions, max_size=6))
    }
    found = []
    for span in sorted(spans):
        selector = verbatim.describe(text, span)
        assert selector is not None
        changes: dict[str, Any] = {name: value for name, value in selector._asdict().items() if value}
        quote_type = draw(st.sampled_from(["direct", "mixed", "term", "indirect", "reported"]))
        if quote_type == "term":
            changes |= {"speakers": [], "certainty": {}}
        found.append(make_quote(**changes, type=quote_type))
    blocks = ["paragraph"] * len(verbatim.split_blocks(text))
    return make_document(text, blocks=blocks, quotes=found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(document=documents())
def test_every_article_comes_back_as_it_went_in(empty_database: Database, document: ArticleDocument) -> None:
    empty_database.run_write(importer.import_article, document)
    article = resources.Article.model_validate(
        present_article(empty_database.run_read(articles.get, document.id))
    )
    assert empty_database.run_read(articles.get_text, document.id, None, None) == document.text
    assert "".join(block.text for block in article.blocks) == document.text
    assert [document.text[quote.start : quote.end] for quote in article.quotes] == [
        quote.exact for quote in article.quotes
    ]
    assert len(article.quotes) == len(document.quotes)
    assert empty_database.run_read(audit.check_article, document.id) == []
    exported = exporter.to_json(empty_database.run_read(exporter.export_article, document.id))
    again = importer.parse_document(exported.encode())
    assert empty_database.run_write(importer.import_article, again) == Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"text": "a\x00b"}, "/text"),
        ({"text": ""}, "/text"),
        ({"id": "Not An Id"}, "/id"),
        ({"format": "other/1"}, "/format"),
        ({"unknown": 1}, "/unknown"),
        ({"published_on": 2023}, "/published_on"),
        ({"published_on": "2023-02-30"}, "/published_on"),
        ({"translated": "yes"}, "/translated"),
        ({"quotes": [make_quote("Guten Tag", occurrence="1")]}, "/quotes/0/occurrence"),
        ({"quotes": [make_quote("Guten Tag", occurrence=2**63)]}, "/quotes/0/occurrence"),
        ({"quotes": [make_quote("", start=3)]}, "/quotes/0/exact"),
        ({"speakers": [make_speaker(names=["\u202e\x07"])]}, "/speakers/0/names/0"),
        ({"source_url": "javascript:alert(1)"}, "/source_url"),
    ],
)
def test_refuses_what_is_not_of_the_format(change: dict[str, Any], pointer: str) -> None:
    with pytest.raises(RefusedDocument) as caught:
        importer.parse_document(json.dumps(make_json(**change)).encode())
    assert pointer in {fault.pointer for fault in caught.value.faults}


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 100_000]
)
def test_refuses_what_is_no_document_at_all(raw: bytes) -> None:
    with pytest.raises((MalformedRequest, RefusedDocument)):
        importer.parse_document(raw)


def test_refuses_a_key_that_occurs_twice() -> None:
    """The last one would win, and another speaker would have said it."""
    raw = json.dumps(make_json(quotes=[make_quote("Guten Tag")])).replace(
        '"speakers": ["anna"]', '"speakers": ["bert"], "speakers": ["anna"]'
    )
    with pytest.raises(RefusedDocument, match="“speakers” occurs twice"):
        importer.parse_document(raw.encode())


def test_refuses_more_parties_than_can_be_stored_in_time() -> None:
    speakers = [make_speaker(f"speaker-{number}") for number in range(50)]
    statements = [
        make_statement(f"statement-{number}", speakers=[one["id"] for one in speakers])
        for number in range(501)
    ]
    faults = refuse(make_document(speakers=speakers, statements=statements))
    assert "25050 times" in faults[""].detail


def test_refuses_a_file_beyond_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "large.json"
    file.write_bytes(b" " * (8 * 1024 * 1024 + 1))
    with pytest.raises(ContentTooLarge, match="larger than"):
        importer.read_document(file)


def test_names_the_passage_that_begins_and_ends_as_long_words_do() -> None:
    """Thousands of code points that are nowhere would take minutes to be compared with every place."""
    said = " ".join(f"Wort{number}" for number in range(5_000))
    text = f"Vorher. {said} Nachher."
    wrong = said.replace("Wort2500 ", "")
    fault = refuse(make_document(text, quotes=[make_quote(wrong)]))["/quotes/0/exact"]
    assert fault.nearest == (said, 8, 8 + len(said))
    assert len(fault.detail) < 2_000
    backwards = make_quote(" ".join(reversed(said.split())))
    assert "/quotes/0/exact" in refuse(make_document(text, quotes=[backwards]))


def test_stops_seeking_what_is_near_before_it_takes_too_long() -> None:
    text = "Anna. " * 100_000
    quotes = [make_quote(f"Bert {number}") for number in range(300)]
    faults = refuse(make_document(text, quotes=quotes))
    assert len(faults) == 300
    assert "not searched" in faults["/quotes/299/exact"].detail
