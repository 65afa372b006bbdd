"""Documents as corpora have them: entries that repeat others, parts in any order, control characters."""

import itertools
import json
from typing import Any

import pytest

from app.database.database import Database
from app.errors import RefusedDocument
from app.presenters.json import present_article
from app.schemas import resources
from app.schemas.queries import ArticleQuery
from app.schemas.verdicts import Claim
from app.services.catalog import articles
from app.services.ingest import audit, exporter, importer, validation
from app.services.ingest.importer import Outcome
from app.services.verification.verify import verify
from tests.builders import make_document, make_json, make_quote, make_speaker, make_statement
from tests.services.test_importer import refuse


def test_refuses_two_entries_for_one_quote_once_and_says_how_to_unite_them() -> None:
    speakers = [make_speaker("anna"), make_speaker("bert")]
    entries = [
        make_quote("Ja", key="a"),
        make_quote("Nein", continues="a"),
        make_quote("Ja", key="a", speakers=["bert", "anna"]),
    ]
    faults = refuse(make_document("„Ja“, „Nein“", speakers=speakers, quotes=entries))
    assert {pointer: fault.detail for pointer, fault in faults.items()} == {
        "/quotes/2": "/quotes/0 and /quotes/2 are the same words at [1, 3), each time direct. "
        "Make one entry of them with the speakers of all: anna and bert."
    }


def test_a_repeated_entry_does_not_hide_what_is_wrong_with_others() -> None:
    entries = [
        make_quote("Ja", key="a"),
        make_quote("Ja", key="b"),
        make_quote("Nein", key="a", continues="b"),
        make_quote("Doch", continues="c"),
    ]
    faults = refuse(make_document("„Ja“, „Nein“, „Doch“", quotes=entries))
    assert set(faults) == {"/quotes/1", "/quotes/2/key", "/quotes/3/continues"}


def test_refuses_two_entries_of_other_types_and_does_not_advise_to_unite_them() -> None:
    twice = [make_quote("Ja"), make_quote("Ja", type="mixed")]
    [(pointer, fault)] = refuse(make_document("„Ja“", quotes=twice)).items()
    assert pointer == "/quotes/1"
    assert fault.detail.startswith(
        "/quotes/0 and /quotes/1 have the same place, [1, 3), as direct and mixed."
    )


def test_names_the_first_of_many_entries_for_one_quote() -> None:
    speakers = [make_speaker(f"speaker-{number:04}" + "x" * 80) for number in range(1_000)]
    entries = [make_quote("Ja", speakers=[one["id"]]) for one in speakers]
    [(pointer, fault)] = refuse(make_document("„Ja“", speakers=speakers, quotes=entries)).items()
    assert pointer == "/quotes/1"
    assert "/quotes/9 and 990 more are the same words" in fault.detail
    assert len(fault.detail) < 2_000


INTERRUPTED = "„Ich bin müde“, sagte Anna, „und gehe“, sagte sie, „nach Hause.“"


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("links", list(itertools.permutations(range(3))))
def test_links_the_parts_of_an_interrupted_quotation_in_any_order(
    order: tuple[int, ...], links: tuple[int, ...]
) -> None:
    """Some corpora number the parts as they were annotated; the text alone has their order."""
    parts = [make_quote(exact) for exact in ("Ich bin müde", "und gehe", "nach Hause.")]
    for key, part in enumerate(links):
        parts[part] |= {"key": str(key)} | ({"continues": str(key - 1)} if key else {})
    rows = validation.validate(make_document(INTERRUPTED, quotes=[parts[at] for at in order])).quotes
    assert [row["continues"] for row in rows] == [None, 0, 1]


def test_a_chain_in_any_order_is_exported_in_that_of_the_text(empty_database: Database) -> None:
    parts = [make_quote("und gehe", key="a"), make_quote("Ich bin müde", continues="a")]
    empty_database.run_write(importer.import_article, make_document(INTERRUPTED, quotes=parts))
    first, second = empty_database.run_read(exporter.export_article, "article").quotes
    assert (first.exact, first.continues, second.continues) == ("Ich bin müde", None, first.key)
    verdict = empty_database.run_read(verify, Claim(text="Ich bin müde und gehe"))
    assert (verdict.verdict, verdict.matches[0].omitted) == ("elided", ["“, sagte Anna, „"])


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        ({"key": "a"}, {"continues": "b"}, [1]),
        ({"key": "a", "continues": "a"}, {}, [0]),
        ({"key": "a", "continues": "b"}, {"key": "b", "continues": "a"}, [0]),
        ({"key": "a", "type": "indirect"}, {"continues": "a", "type": "indirect"}, [1]),
        ({"key": "a"}, {"continues": "a", "type": "mixed"}, [1]),
        ({"continues": "a", "exact": "Ich bin müde“, sagte Anna, „und"}, {"key": "a"}, [0]),
        ({"key": "a", "exact": "Ich bin müde“, sagte Anna, „und"}, {"continues": "a"}, [1]),
    ],
)
def test_refuses_a_chain_that_leads_nowhere(
    first: dict[str, Any], second: dict[str, Any], refused: list[int]
) -> None:
    parts = [make_quote("Ich bin müde") | first, make_quote("und gehe") | second]
    faults = refuse(make_document(INTERRUPTED, quotes=parts))
    assert set(faults) == {f"/quotes/{index}/continues" for index in refused}


ANNA, BERT, BOTH = {"speakers": ["anna"]}, {"speakers": ["bert"]}, {"speakers": ["anna", "bert"]}
CERTAINTY = {"speaker": "stated", "statement": "stated"}
SPEECH, TALK = ({"statement": one, "certainty": CERTAINTY} for one in ("speech", "talk"))


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [
        (ANNA, BERT, {"/quotes/1/speakers": "/quotes/0, whose speaker is anna."}),
        (BERT, BOTH, {"/quotes/1/speakers": "bert."}),
        (BOTH, {"speakers": ["bert", "anna"]}, {}),
        (ANNA, {"speakers": [], "certainty": {}}, {}),
        (SPEECH, TALK, {"/quotes/1/statement": "/quotes/0, whose statement is speech."}),
        (TALK, {}, {}),
    ],
)
def test_refuses_parts_of_one_quotation_that_are_said_by_others(
    first: dict[str, Any], second: dict[str, Any], refused: dict[str, str]
) -> None:
    parts = [make_quote("Ich bin müde", key="a") | first, make_quote("und gehe", continues="a") | second]
    speakers = [make_speaker(), make_speaker("bert")]
    statements = [make_statement(), make_statement("talk")]
    document = make_document(INTERRUPTED, quotes=parts, speakers=speakers, statements=statements)
    if not refused:
        assert validation.validate(document).quotes[1]["continues"] == 0
        return
    faults = refuse(document)
    assert faults.keys() == refused.keys()
    assert all(fault.detail.endswith(refused[pointer]) for pointer, fault in faults.items())


def test_refuses_two_quotes_that_continue_one() -> None:
    parts = [
        make_quote("eins", key="a"),
        make_quote("zwei", continues="a"),
        make_quote("drei", continues="a"),
    ]
    assert set(refuse(make_document("„eins“ „zwei“ „drei“", quotes=parts))) == {"/quotes/2/continues"}


CONTROLS = "\x84Wir\x85 gehen\x93,\x85\nsagte \x9banna\x80\x9f."


def test_a_text_with_c1_controls_is_stored_and_served_as_it_is(empty_database: Database) -> None:
    quote = make_quote("Wir\x85 gehen", prefix="\x84", suffix="\x93,\x85\n", cue={"exact": "sagte \x9b"})
    raw = json.dumps(make_json(CONTROLS, quotes=[quote])).encode()
    empty_database.run_write(importer.import_article, importer.parse_document(raw))
    assert empty_database.run_read(articles.get_text, "article", None, None) == CONTROLS
    article = present_article(empty_database.run_read(articles.get, "article"))
    [served] = resources.Article.model_validate(article).quotes
    assert (served.exact, served.prefix, served.suffix) == ("Wir\x85 gehen", "\x84", CONTROLS[11:])
    assert served.cue is not None
    assert served.cue.exact == "sagte \x9b"
    assert [block["text"] for block in article["blocks"]] == [
        "\x84Wir\x85 gehen\x93,\x85\n",
        "sagte \x9banna\x80\x9f.",
    ]
    line = exporter.to_line(empty_database.run_read(exporter.export_article, "article"))
    assert empty_database.run_write(importer.import_article, importer.parse_document(line.encode())) == (
        Outcome.UNCHANGED
    )
    assert empty_database.run_read(audit.check_article, "article") == []
    found = empty_database.run_read(articles.find, ArticleQuery(q="Wir gehen Anna"))
    assert [one.row.id for one in found.items] == ["article"]
    verdict = empty_database.run_read(verify, Claim(text="gehen"))
    assert (verdict.verdict, verdict.matches[0].context) == ("verified", "\x84Wir\x85 gehen\x93,")


@pytest.mark.parametrize("control", ["\x80", "\x85", "\x9f"])
def test_refuses_c1_controls_outside_of_the_text(control: str) -> None:
    for change, pointer in (
        ({"headline": control}, "/headline"),
        ({"speakers": [make_speaker(name=f"Anna{control}")]}, "/speakers/0/name"),
        ({"source_url": f"https://example.org/{control}"}, "/source_url"),
    ):
        with pytest.raises(RefusedDocument) as caught:
            importer.parse_document(json.dumps(make_json(**change)).encode())
        assert pointer in {fault.pointer for fault in caught.value.faults}
