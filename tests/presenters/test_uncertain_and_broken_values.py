"""Names over several lines, and what an article leaves ambiguous, in citations, feeds and linked data."""

import json
from typing import Any

import bibtexparser.entrypoint
import pytest
import rispy
from lxml import etree

from app.database.database import Database
from app.mcp.presenter import present_quote
from app.presenters import json_ld, registry
from app.presenters.atom import FEED
from app.presenters.page import Page, Site
from app.presenters.presenter import Presenter
from app.schemas.queries import QuoteQuery
from app.services.catalog import quotes
from app.services.ingest import importer
from app.values import QuoteValue
from tests.builders import make_document, make_quote, make_speaker, make_statement

SITE = Site("https://wortlaut.example")
BROKEN = "Anna\nER  - \nTY  - BOOK\r\nAU  - Bert\u2028Carl"
IN_ONE_LINE = "Anna ER  -  TY  - BOOK AU  - Bert Carl"
CHINESE = "人民" * 150
FORMATS = {one.format.name: one for one in registry.QUOTES}


def present(presenter: Presenter, found: list[QuoteValue]) -> str:
    assert presenter.page is not None
    return presenter.page(Page(found, "/v1/quotes", None, None, None), SITE).decode()


@pytest.fixture
def found(empty_database: Database) -> list[QuoteValue]:
    """Three quotes: surely Anna's, perhaps Anna's in perhaps a letter, and a long one without spaces."""
    letter = {"certainty": {"speaker": "stated", "date": "stated"}, "date": "2023-08-14", "form": "letter"}
    certainty = {"speaker": "stated", "statement": "stated"}
    document = make_document(
        f"Anna: „Guten Tag“. „Vielleicht“. „{CHINESE}“.",
        published_on="2023-08-15",
        language="de",
        translated=True,
        certainty=dict.fromkeys(("published_on", "language", "translated"), "ambiguous"),
        speakers=[make_speaker(name=BROKEN)],
        statements=[make_statement("letter", **letter)],
        quotes=[
            make_quote("Guten Tag", via=["anna"], statement="letter", certainty=certainty),
            make_quote("Vielleicht", statement="letter", certainty=dict.fromkeys(certainty, "ambiguous")),
            make_quote(CHINESE),
        ],
    )
    empty_database.run_write(importer.import_article, document)
    return list(empty_database.run_read(quotes.find, QuoteQuery()).items)


def test_a_name_over_several_lines_ends_no_record(found: list[QuoteValue]) -> None:
    records = rispy.loads(present(FORMATS["ris"], found))
    assert [one["id"] for one in records] == [one.row.id for one in found]
    assert records[0]["authors"] == [IN_ONE_LINE]
    assert IN_ONE_LINE in records[1]["title"]
    assert {one["type_of_reference"] for one in records} == {"PCOMM", "GEN"}


def test_a_name_over_several_lines_is_one_line_in_every_citation(found: list[QuoteValue]) -> None:
    for name in ("citation-en", "citation-de"):
        assert len(present(FORMATS[name], found).splitlines()) == len(found)
    entry = bibtexparser.entrypoint.parse_string(present(FORMATS["bibtex"], found[:1])).entries[0]
    assert entry["author"] == f"{{{IN_ONE_LINE}}}"
    titles = etree.fromstring(present(FEED, found).encode()).findall("{*}entry/{*}title")
    assert [len((one.text or "").splitlines()) for one in titles] == [1, 1, 1]


@pytest.mark.parametrize("name", ["csl", "bibtex", "ris", "citation-en", "citation-de"])
def test_an_ambiguous_day_and_language_are_not_stated(found: list[QuoteValue], name: str) -> None:
    shown = present(FORMATS[name], found)
    assert "2023-08-15" not in shown
    assert "2023/08/15" not in shown
    if name == "csl":
        assert not [one for one in json.loads(shown) if {"issued", "language"} & set(one)]
    if name == "ris":
        assert not [one for one in rispy.loads(shown) if {"year", "date", "language"} & set(one)]
    assert (
        "Erscheinungstag mehrdeutig" if name != "citation-en" else "day of publication ambiguous"
    ) in shown


@pytest.mark.parametrize("name", ["csl", "bibtex", "ris", "citation-en", "citation-de"])
def test_the_day_of_an_ambiguous_statement_is_not_that_of_the_words(
    found: list[QuoteValue], name: str
) -> None:
    [sure, unsure] = (present(FORMATS[name], [one]) for one in found[:2])
    if name == "csl":
        assert "original-date" in json.loads(sure)[0]
        assert "original-date" not in json.loads(unsure)[0]
    assert ("2023-08-14" in sure) == (name not in ("csl", "ris"))
    assert "2023-08-14" not in unsure


def test_a_feed_states_neither_an_ambiguous_day_nor_language(found: list[QuoteValue]) -> None:
    entry = etree.fromstring(present(FEED, found).encode()).find("{*}entry")
    assert entry is not None
    assert entry.find("{*}published") is None
    assert "{http://www.w3.org/XML/1998/namespace}lang" not in entry.attrib


def test_linked_data_has_an_ambiguous_language_as_a_property_alone(found: list[QuoteValue]) -> None:
    body: dict[str, Any] = json_ld.present_quote(found[0], SITE)["body"]
    properties = {one["name"]: one["value"] for one in body["additionalProperty"]}
    assert "inLanguage" not in body
    assert (properties["language"], properties["certainty.language"]) == ("de", "ambiguous")
    assert (properties["translated"], properties["certainty.translated"]) == (True, "ambiguous")


def test_a_model_is_not_told_that_it_is_a_translation_where_that_is_ambiguous(
    found: list[QuoteValue],
) -> None:
    assert present_quote(found[0], SITE).translated is None
    sure = found[0].article._replace(translated_certainty="stated")
    assert present_quote(found[0]._replace(article=sure), SITE).translated is True


def test_a_title_of_words_without_spaces_has_its_beginning(found: list[QuoteValue]) -> None:
    [item] = json.loads(present(FORMATS["csl"], found[2:]))
    assert item["title"].startswith(f"„{CHINESE[:200]} […]“ [")
