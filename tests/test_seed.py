"""The seed over HTTP: every span, every letter, every speaker, by every filter that should find it."""

import hashlib
from itertools import product
from typing import Any

import httpx2
import pytest

ARTICLE = "kim-putin-briefwechsel-2023"
SHA256 = "308a08a8ec7461468109dbcf622e54a845b83be8bb499d0549d19fd3efe19abf"
KIM, PUTIN = "kim-jong-un", "wladimir-putin"
Json = dict[str, Any]  # Any: JSON

QUOTES = [
    # type, first words, last words, speakers, addressees, statement, certainty of the speaker
    (
        "indirect",
        "der nordkoreanische",
        "auszubauen",
        {"kcna"},
        set(),
        "report-kcna-letter-exchange",
        "stated",
    ),
    ("indirect", "die bilateralen", "auszubauen", {KIM, PUTIN}, set(), "pledge-kim-and-putin", "anaphora"),
    ("mixed", "langfristiger", "Beziehungen", {KIM, PUTIN}, set(), "pledge-kim-and-putin", "ambiguous"),
    ("indirect", "die Freundschaft", "Beweis.“", {KIM}, {PUTIN}, "letter-kim-to-putin", "stated"),
    ("mixed", "ihre Stärke", "unter Beweis.", {KIM}, {PUTIN}, "letter-kim-to-putin", "stated"),
    ("direct", "Ich bin fest", "zusammenarbeiten", {KIM}, {PUTIN}, "letter-kim-to-putin", "anaphora"),
    ("indirect", "verfolgte", "wurden", {"reuters"}, set(), "report-reuters-military-parade", "stated"),
    ("term", "neue", "Waffe", set(), set(), None, None),
    ("indirect", "die bilateralen", "stärken", {PUTIN}, {KIM}, "letter-putin-to-kim", "anaphora"),
    ("direct", "Ich bin überzeugt", "werden", {PUTIN}, {KIM}, "letter-putin-to-kim", "stated"),
    ("reported", "gratulierte", "Halbinsel", {PUTIN}, {KIM}, "letter-putin-to-kim", "anaphora"),
    ("reported", "wünschte", "Wohlstand", {PUTIN}, {KIM}, "letter-putin-to-kim", "anaphora"),
]


def get(client: httpx2.Client, path: str, **parameters: str | int | None) -> Json:
    given = {name: value for name, value in parameters.items() if value is not None}
    answer = client.get(path, params=given or None)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.fixture
def text(client: httpx2.Client) -> str:
    return client.get(f"/v1/articles/{ARTICLE}/text").content.decode()


@pytest.fixture
def quotes(client: httpx2.Client) -> list[Json]:
    items: list[Json] = get(client, "/v1/quotes", limit=200)["items"]
    return items


def ids(items: list[Json]) -> list[str]:
    return [item["id"] for item in items]


def test_serves_the_text_byte_for_byte(client: httpx2.Client, text: str) -> None:
    raw = client.get(f"/v1/articles/{ARTICLE}/text").content
    assert hashlib.sha256(raw).hexdigest() == SHA256
    assert len(text) == 2246
    assert get(client, f"/v1/articles/{ARTICLE}")["sha256"] == SHA256


def test_the_thirteen_blocks_tile_the_text(client: httpx2.Client, text: str) -> None:
    blocks = get(client, f"/v1/articles/{ARTICLE}")["blocks"]
    assert "".join(block["text"] for block in blocks) == text
    assert all(text[block["start"] : block["end"]] == block["text"] for block in blocks)
    kinds = [block["kind"] for block in blocks]
    assert kinds == ["caption", *["paragraph"] * 5, "related", *["paragraph"] * 3, *["boilerplate"] * 3]


def test_every_span_is_the_text_at_its_offsets(quotes: list[Json], text: str) -> None:
    for quote in quotes:
        assert text[quote["start"] : quote["end"]] == quote["exact"]
        assert text[max(0, quote["start"] - 32) : quote["start"]] == quote["prefix"]
        assert text[quote["end"] : quote["end"] + 32] == quote["suffix"]
        for span in filter(None, (quote["cue"], quote["speaker_mention"])):
            assert text[span["start"] : span["end"]] == span["exact"]


def test_every_link_of_a_quote_leads_to_its_words(client: httpx2.Client, quotes: list[Json]) -> None:
    for quote in quotes:
        assert client.get(quote["links"]["text"]).content.decode() == quote["exact"]
        assert get(client, quote["links"]["self"]) == quote
        assert quote in get(client, quote["links"]["article"])["quotes"]


def test_annotates_all_twelve_passages(quotes: list[Json]) -> None:
    assert len(quotes) == len(QUOTES)
    for quote, expected in zip(quotes, QUOTES, strict=True):
        kind, first, last, speakers, addressees, statement, certainty = expected
        assert quote["type"] == kind
        assert quote["exact"].startswith(first)
        assert quote["exact"].endswith(last)
        assert {one["id"] for one in quote["speakers"]} == speakers
        assert {one["id"] for one in quote["addressees"]} == addressees
        assert (quote["statement"] or {}).get("id") == statement
        assert quote["certainty"]["speaker"] == certainty


def test_the_five_passages_in_marks_are_the_five_quotations(quotes: list[Json], text: str) -> None:
    quotations = [quote for quote in quotes if quote["type"] in ("direct", "mixed", "term")]
    assert len(quotations) == text.count("„") == 5
    for quote in quotations:
        assert text[quote["start"] - 1] == "„"
        assert text[quote["end"]] == "“"


def test_a_report_encloses_what_it_reports(quotes: list[Json]) -> None:
    report, pledge, words, clause, strength = quotes[:5]
    assert (pledge["within"], words["within"]) == (report["id"], pledge["id"])
    assert strength["within"] == clause["id"]
    assert [one["id"] for one in words["via"]] == [one["id"] for one in pledge["via"]] == ["kcna"]
    assert not any(quote["within"] for quote in [report, clause, *quotes[5:]])


def test_the_wire_example_of_putins_letter_holds(quotes: list[Json]) -> None:
    quote = quotes[9]
    assert (quote["start"], quote["end"]) == (1777, 2005)
    assert quote["speaker_mention"] == {"exact": "Putin", "start": 2011, "end": 2016}
    assert quote["cue"] == {"exact": "so", "start": 2008, "end": 2010}
    assert quote["statement"] == {"id": "letter-putin-to-kim", "form": "letter"}
    assert quote["certainty"] == {"speaker": "stated", "addressee": "inferred", "statement": "inferred"}
    assert quote["article"] == {"id": ARTICLE, "headline": None, "sha256": SHA256}
    assert (quote["language"], quote["translated"], quote["via"], quote["continues"]) == (
        "de",
        True,
        [],
        None,
    )


def test_invents_nothing_about_the_article(client: httpx2.Client) -> None:
    article = get(client, f"/v1/articles/{ARTICLE}")
    for field in ("headline", "publisher", "author", "source_url", "published_on", "rights"):
        assert article[field] is None
    assert article["certainty"] == {"language": "inferred", "translated": "inferred", "published_on": None}


def test_every_name_variant_and_description_stands_in_the_text(client: httpx2.Client, text: str) -> None:
    speakers = get(client, "/v1/speakers")["items"]
    assert ids(speakers) == [KIM, "kcna", "reuters", PUTIN] or ids(speakers) == [
        "kcna",
        KIM,
        "reuters",
        PUTIN,
    ]
    for speaker in speakers:
        assert all(name in text for name in speaker["names"])
        assert speaker["description"] is None or speaker["description"] in text
    identifiers = {link.rpartition("/")[2] for speaker in speakers for link in speaker["same_as"]}
    assert identifiers == {"Q56226", "Q7747", "Q130879"}


def test_finds_each_quote_by_every_combination_of_its_own_filters(
    client: httpx2.Client, quotes: list[Json]
) -> None:
    names = {speaker["id"]: speaker["names"] for speaker in get(client, "/v1/speakers")["items"]}
    for quote in quotes:
        speakers = [None, *[name for one in quote["speakers"] for name in [one["id"], *names[one["id"]]]]]
        addressees = [None, *[one["id"] for one in quote["addressees"]]]
        statements = [None, quote["statement"]["id"]] if quote["statement"] else [None]
        for speaker, addressee, statement in product(speakers, addressees, statements):
            page = get(
                client,
                "/v1/quotes",
                speaker=speaker,
                addressee=addressee,
                statement=statement,
                article=ARTICLE,
                type=quote["type"],
                language="de",
            )
            assert quote in page["items"]


@pytest.mark.parametrize("parameter", ["speaker", "addressee"])
def test_finds_by_party_exactly_the_quotes_that_have_it(
    client: httpx2.Client, quotes: list[Json], parameter: str
) -> None:
    field = f"{parameter}s" if parameter == "speaker" else "addressees"
    for speaker in (KIM, PUTIN, "kcna", "reuters"):
        expected = [quote["id"] for quote in quotes if speaker in ids(quote[field])]
        assert ids(get(client, "/v1/quotes", **{parameter: speaker})["items"]) == expected


@pytest.mark.parametrize("quote_type", ["direct", "mixed", "term", "indirect", "reported"])
def test_finds_by_type_exactly_the_quotes_of_it(
    client: httpx2.Client, quotes: list[Json], quote_type: str
) -> None:
    expected = [quote["id"] for quote in quotes if quote["type"] == quote_type]
    assert ids(get(client, "/v1/quotes", type=quote_type)["items"]) == expected


def test_finds_by_date_only_what_is_dated(client: httpx2.Client) -> None:
    on_the_day = get(client, "/v1/quotes", **{"from": "2023-08-15", "to": "2023-08-15"})["items"]
    assert [quote["statement"]["id"] for quote in on_the_day] == ["report-kcna-letter-exchange"]
    assert get(client, "/v1/quotes", **{"from": "2023-08-16"})["items"] == []
    assert get(client, "/v1/quotes", to="2023-08-14")["items"] == []
    dated = get(client, "/v1/statements", **{"from": "1900-01-01", "to": "2100-01-01"})["items"]
    assert ids(dated) == ["report-kcna-letter-exchange"]
    assert dated[0]["certainty"]["date"] == "inferred"
    assert get(client, "/v1/articles", **{"from": "1900-01-01"})["items"] == []


def test_serves_both_letters_with_their_quotes(client: httpx2.Client, quotes: list[Json]) -> None:
    letters = get(client, "/v1/statements", form="letter")["items"]
    assert ids(letters) == ["letter-kim-to-putin", "letter-putin-to-kim"]
    for letter, writer, reader in zip(letters, (KIM, PUTIN), (PUTIN, KIM), strict=True):
        assert (ids(letter["speakers"]), ids(letter["addressees"])) == ([writer], [reader])
        assert letter["date"] is None
        assert letter["original_language"] is None
        rendered = [quote for quote in quotes if (quote["statement"] or {}).get("id") == letter["id"]]
        assert letter["quotes"] == rendered
        assert letter["quotes_total"] == len(rendered)
        assert get(client, letter["links"]["quotes"])["items"] == rendered
        assert get(client, letter["links"]["self"]) == letter
        for filters in ({"speaker": writer}, {"addressee": reader}, {"article": ARTICLE}):
            assert letter["id"] in ids(get(client, "/v1/statements", **filters)["items"])


def test_counts_of_a_speaker_are_the_totals_of_its_lists(client: httpx2.Client) -> None:
    for speaker in get(client, "/v1/speakers")["items"]:
        for name, count in speaker["counts"].items():
            page = get(client, f"{speaker['links'][name]}&total=true")
            assert page["total"] == count == len(page["items"])


def test_finds_speakers_by_any_part_of_a_name(client: httpx2.Client) -> None:
    for part in ("kim", "Jong-Un", "jong un", "KIM JONG"):
        assert ids(get(client, "/v1/speakers", q=part)["items"]) == [KIM]
    assert ids(get(client, "/v1/speakers", q="putin")["items"]) == [PUTIN]
    assert get(client, "/v1/speakers", q="Schoigu")["items"] == []
    assert get(client, "/v1/speakers", q="%")["items"] == []


def test_the_article_holds_all_that_the_lists_hold(client: httpx2.Client, quotes: list[Json]) -> None:
    article = get(client, f"/v1/articles/{ARTICLE}")
    assert article["quotes"] == quotes
    speakers = get(client, "/v1/speakers")["items"]
    assert sorted(ids(article["speakers"])) == sorted(ids(speakers))
    for one in article["speakers"]:
        assert {**one, "counts": None} == {**get(client, one["links"]["self"]), "counts": None}
    for one in article["statements"]:
        whole = get(client, one["links"]["self"])
        assert one == {name: value for name, value in whole.items() if not name.startswith("quotes")}
    [head] = get(client, "/v1/articles", speaker="Putin", language="de")["items"]
    assert head == {name: article[name] for name in head}


def test_the_service_document_tells_what_is_here(client: httpx2.Client) -> None:
    service = get(client, "/")
    assert service["coverage"] == {
        "articles": 1,
        "statements": 5,
        "quotes": 12,
        "speakers": 4,
        "languages": ["de"],
        "dates": {"first": "2023-08-15", "last": "2023-08-15"},
        "revision": 1,
    }
    for link in service["links"].values():
        assert client.get(link).status_code == 200


def test_draws_only_quotations_unless_told_otherwise(client: httpx2.Client, quotes: list[Json]) -> None:
    drawn = {get(client, "/v1/quotes/random", seed=str(seed))["id"] for seed in range(80)}
    assert drawn == {quote["id"] for quote in quotes if quote["type"] in ("direct", "mixed")}
    assert get(client, "/v1/quotes/random", type="term")["exact"] == "neue Waffe"
    first = get(client, "/v1/quotes/random", seed="x", speaker="Putin")
    assert first == get(client, "/v1/quotes/random", seed="x", speaker="Putin")


def test_walks_every_list_page_by_page(client: httpx2.Client) -> None:
    for path in ("/v1/articles", "/v1/statements", "/v1/quotes", "/v1/speakers"):
        whole = get(client, path, limit=200, total="true")
        walked: list[Json] = []
        following: str | None = f"{path}?limit=1"
        while following:
            answer = client.get(following)
            page = answer.json()
            walked += page["items"]
            following = page["next"]
            assert answer.links.get("next", {}).get("url") == following
        assert walked == whole["items"]
        assert whole["total"] == len(walked)
        assert "total" not in get(client, path)
