"""Searches: words, phrases, beginnings and exclusions, the same hits and order on both databases."""

import contextlib
import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import pagination, terms
from app.database.database import Database
from app.errors import InvalidCursor, InvalidRequest
from app.schemas import resources
from app.schemas.queries import ArticleQuery, QuoteQuery, RandomQuoteQuery, StatementQuery
from app.services.catalog import articles, quotes, statements
from app.services.ingest import audit, importer
from app.services.search import engine
from app.services.search.engine import CompiledQuery
from app.values import Highlight
from tests.builders import make_document, make_quote, make_speaker, make_statement

Json = dict[str, Any]  # Any: JSON
EN = {"language": "en", "certainty": {"language": "stated"}}
DE = {"language": "de", "certainty": {"language": "stated"}}


def find(client: httpx2.Client, path: str, **parameters: object) -> Json:
    answer = client.get(path, params=parameters)  # type: ignore[arg-type]  # each of its own kind
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def show(quote: Json) -> list[str]:
    return [quote["exact"][one["start"] : one["end"]] for one in quote["highlights"]]


@pytest.mark.parametrize(
    ("q", "shown"),
    [
        ("Stärke", [["Stärke"], ["Stärke"], ["stärken"], ["stärken"]]),
        ("staerke", [["Stärke"], ["Stärke"], ["stärken"], ["stärken"]]),
        ("STARKE", [["Stärke"], ["Stärke"], ["stärken"], ["stärken"]]),
        ("Praesident", [["Präsident"]]),
        ("Land", [["Länder"], ["Länder"], ["Ländern"]]),
        ("beide Land", [["Länder", "beiden"], ["Ländern", "beiden"], ["Länder", "beider"]]),
        ('"beiden Länder"', [["beiden Länder"], ["beiden Ländern"], ["beider Länder"]]),
        ("„Länder werden“", [["Länder werden"]]),
        ('"Die beiden Länder werden immer" beiden werden', [["werden", "Die beiden Länder werden immer"]]),
        ("langfrist*", [["langfristigen"], ["langfristiger"], ["langfristiger"], ["langfristiger"]]),
        ("Freundschaft -Solidarität", [["Freundschaft"]]),
        ("Freundschaft -Soli*", [["Freundschaft"]]),
        ('Freundschaft -"und Solidarität"', [["Freundschaft"]]),
        ("Torpedo", []),
        ("@speaker-kim-jong-un", []),
        ("speaker-kcna AND NOT NEAR(Brief, 2) OR", []),
    ],
)
def test_finds_words_in_any_case_and_inflection(
    client: httpx2.Client, q: str, shown: list[list[str]]
) -> None:
    found = find(client, "/v1/quotes", q=q)
    assert sorted(sorted(show(quote)) for quote in found["items"]) == sorted(map(sorted, shown))
    assert found["complete"] is True
    resources.QuotePage.model_validate(found)


@pytest.mark.parametrize(
    ("q", "ids"),
    [
        (
            "Briefe",
            [
                "letter-kim-to-putin",
                "letter-putin-to-kim",
                "pledge-kim-and-putin",
                "report-kcna-letter-exchange",
            ],
        ),
        ("Jahrestage", ["letter-kim-to-putin", "letter-putin-to-kim", "pledge-kim-and-putin"]),
        ("siegreich", ["letter-kim-to-putin"]),
        ("Militärparaden", ["report-reuters-military-parade"]),
        ("putin befreiung", ["letter-kim-to-putin", "letter-putin-to-kim", "pledge-kim-and-putin"]),
    ],
)
def test_finds_statements_by_title_occasion_or_quotes(client: httpx2.Client, q: str, ids: list[str]) -> None:
    found = find(client, "/v1/statements", q=q)
    assert [one["id"] for one in sorted(found["items"], key=lambda one: str(one["id"]))] == ids
    resources.StatementPage.model_validate(found)
    for one in found["items"]:
        fields = [(one[place["field"]], place) for place in one.get("highlights", [])]
        fields += [
            (quote["exact"], place) for quote in one["quotes"] for place in quote.get("highlights", [])
        ]
        words = {terms.list_stems(text[place["start"] : place["end"]], "de")[0] for text, place in fields}
        stems = terms.list_stems(q, "de")
        assert all(word.startswith(tuple(stems)) for word in words)
        assert all(any(word.startswith(stem) for word in words) for stem in stems)


def test_highlights_in_an_article_are_offsets_into_its_text(client: httpx2.Client) -> None:
    [article] = find(client, "/v1/articles", q="Briefe Freundschaft")["items"]
    text = client.get(article["links"]["text"]).text
    words = {text[one["start"] : one["end"]] for one in article["highlights"]}
    assert {"Brief", "Freundschaft"} <= words
    assert {re.sub("(en|e)$", "", word) for word in words} == {"Brief", "Briefwechsel", "Freundschaft"}
    resources.ArticleHead.model_validate(article)


def test_filters_narrow_a_search(client: httpx2.Client) -> None:
    all_hits = find(client, "/v1/quotes", q="Beziehungen", limit=200)["items"]
    filters: list[Json] = [
        {"speaker": "Putin"},
        {"speaker": ["KCNA", "Kim"]},
        {"addressee": "Kim"},
        {"type": "mixed"},
        {"type": ["direct", "mixed"], "speaker": "Kim"},
        {"statement": "pledge-kim-and-putin"},
        {"article": "kim-putin-briefwechsel-2023"},
        {"language": "de"},
        {"language": "en"},
        {"from": "2023-08-15"},
        {"from": "2023-08-16"},
        {"to": "2023-08-15", "speaker": "Kim", "article": "kim-putin-briefwechsel-2023"},
    ]
    for one in filters:
        left = {quote["id"] for quote in find(client, "/v1/quotes", limit=200, **one)["items"]}
        found = find(client, "/v1/quotes", q="Beziehungen", limit=200, **one)
        assert [quote["id"] for quote in found["items"]] == [
            quote["id"] for quote in all_hits if quote["id"] in left
        ]


def test_draws_from_what_a_search_hits(client: httpx2.Client) -> None:
    hit = {
        quote["id"]
        for quote in find(client, "/v1/quotes", q="Beziehungen", type=["direct", "mixed"])["items"]
    }
    drawn = {find(client, "/v1/quotes/random", q="Beziehungen", seed=str(seed))["id"] for seed in range(30)}
    assert drawn == hit


def store(database: Database, text: str, *exact: str, **changes: object) -> None:
    made = [make_quote(one) for one in exact]
    database.run_write(importer.import_article, make_document(text, quotes=made, **changes))


def search(database: Database, q: str, **filters: object) -> list[str]:
    found = database.run_read(quotes.find, QuoteQuery.model_validate({"q": q, **filters}))
    return [quote.exact for quote in found.items]


def test_each_article_is_searched_in_its_own_language(empty_database: Database) -> None:
    store(empty_database, "Anna: “the parties were running”.", "the parties were running", id="en", **EN)
    store(empty_database, "Anna: „die Partys laufen“.", "die Partys laufen", id="de", **DE)
    store(empty_database, "Anna: „parties“.", "parties", id="nn")
    assert search(empty_database, "party run") == ["the parties were running"]
    assert search(empty_database, "laufe") == ["die Partys laufen"]
    assert search(empty_database, "parties") == ["parties", "the parties were running"]
    assert search(empty_database, "parties", language=["en"]) == ["the parties were running"]
    assert search(empty_database, "partei*") == []


def test_what_is_replaced_is_not_found_any_more(empty_database: Database) -> None:
    statement = {"statements": [make_statement(title="Die alte Rede")]}
    store(empty_database, "„Ja, gut“ und „Nein“", "Ja, gut", "Nein", **DE, **statement)
    store(empty_database, "„Nein“ sagte sie", "Nein", **DE)
    assert (search(empty_database, "gut"), search(empty_database, "nein")) == ([], ["Nein"])
    assert empty_database.run_read(articles.find, ArticleQuery(q="gut")).items == []
    assert len(empty_database.run_read(articles.find, ArticleQuery(q="sagte")).items) == 1
    assert empty_database.run_read(statements.find, StatementQuery(q="Rede")).items == []


def test_the_best_hits_come_first_and_equals_in_reading_order(empty_database: Database) -> None:
    store(
        empty_database,
        "„Frieden und noch vieles mehr“ „Frieden“ „Frieden, Frieden“",
        "Frieden und noch vieles mehr",
        id="b",
        **DE,
    )
    store(
        empty_database,
        "„Frieden“ sagte sie, „immer Krieg, nie Friede“",
        "Frieden",
        "immer Krieg, nie Friede",
        id="a",
        **DE,
    )
    store(empty_database, "„Frieden, Frieden“", "Frieden, Frieden", id="c", **DE)
    assert search(empty_database, "Frieden") == [
        "Frieden, Frieden",
        "Frieden",
        "immer Krieg, nie Friede",
        "Frieden und noch vieles mehr",
    ]
    assert search(empty_database, "Frieden Krieg") == ["immer Krieg, nie Friede"]


def test_pages_of_a_search_give_each_hit_once_and_say_when_there_are_more(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        said = f"Frieden {'und mehr ' * (number % 3)}{number}"
        store(empty_database, f"„{said}“", said, id=f"a{number}", **DE)
    everything = search(empty_database, "Frieden")
    assert len(everything) == 12

    def walk(*, total: int, complete: bool) -> list[str]:
        seen: list[str] = []
        cursor = None
        while True:
            wanted = QuoteQuery(q="Frieden", limit=5, cursor=cursor, total=True)
            page = empty_database.run_read(quotes.find, wanted)
            assert (page.total, page.is_complete) == (total, complete)
            seen += [quote.exact for quote in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return seen

    assert walk(total=12, complete=True) == everything


def test_long_texts_are_found_by_what_stands_far_behind(empty_database: Database) -> None:
    words = [f"wort{number}" for number in range(1_500)]
    said = " ".join([*words, *["immer"] * 300, "ganz am Ende"])
    store(empty_database, f"„{said}“", said, **DE)
    for q in ("wort3", "wort1400", '"am Ende"', "immer"):
        assert len(search(empty_database, q)) == 1
        assert len(empty_database.run_read(articles.find, ArticleQuery(q=q)).items) == 1
    assert len(search(empty_database, '"am Ende"', article=["article"], speaker=["anna"])) == 1
    store(empty_database, "„Nein“", "Nein", **DE)
    assert search(empty_database, "Ende") == []


def test_a_million_code_points_can_be_indexed(empty_database: Database) -> None:
    wide = "\U0001d504"  # four bytes, and letters each
    said = " ".join(wide * 63 + chr(0x4E00 + number % 5_000) for number in range(10_000))[:600_000]
    store(empty_database, f"„{said}“", said)
    assert len(search(empty_database, chr(0x4E07))) == 1


@pytest.mark.parametrize("middle", [" ".join(f"wort{n}" for n in range(1_500)), "das " * 300])
def test_words_of_a_long_text_are_sought_in_the_whole_of_it(empty_database: Database, middle: str) -> None:
    said = f"Beginn {middle} mitten drin {middle} Ende"
    store(empty_database, f"„{said}“", said, **DE)
    counts: list[Callable[[str], int]] = [
        lambda q: len(search(empty_database, q)),
        lambda q: len(empty_database.run_read(articles.find, ArticleQuery(q=q)).items),
    ]
    for count in counts:
        asked = ("Beginn Ende", "Beginn -Ende", "Ende -Beginn", '"mitten drin"')
        assert [count(q) for q in asked] == [1, 0, 0, 1]
        assert count('"Ende Beginn"') == 0
        assert all(count(f'"wort{n} wort{n + 1}"') for n in range(0, 1_499, 7) if "wort1" in middle)


def test_the_end_of_a_text_that_repeats_itself_is_found(empty_database: Database) -> None:
    said = "a " * 100_000 + "ganz am Ende"
    store(empty_database, f"„{said}“", said, **DE)
    assert len(search(empty_database, "Ende")) == 1
    assert empty_database.run_read(audit.check_index) == []


def test_a_statement_has_no_words_that_it_does_not_have(empty_database: Database) -> None:
    certainty = {"speaker": "stated", "statement": "stated"}
    quote = make_quote("Rede mit 0 Fehlern", statement="speech", certainty=certainty)
    statement = make_statement(title="Rede lang", occasion="heute")
    document = make_document("„Rede mit 0 Fehlern“", statements=[statement], quotes=[quote], **DE)
    empty_database.run_write(importer.import_article, document)

    def highlight(q: str) -> list[Highlight]:
        [found] = empty_database.run_read(statements.find, StatementQuery(q=q)).items
        return list(found.highlights)

    assert highlight("Rede 0") == [Highlight("title", 0, 4)]
    assert highlight("Rede -0") == [Highlight("title", 0, 4)]
    assert [one.field for one in highlight("Rede heute")] == ["title", "occasion"]


def test_a_filter_that_leaves_few_finds_what_a_common_word_hides(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        store(empty_database, "„Frieden“", "Frieden", id=f"a{number}", **DE)
    dated: Json = {"date": "2031-01-02", "certainty": {"speaker": "stated", "date": "stated"}}
    quote = make_quote("Frieden", statement="speech", certainty={"speaker": "stated", "statement": "stated"})
    day = {"language": "stated", "published_on": "stated"}
    document = make_document(
        "„Frieden“",
        id="z",
        language="de",
        publisher="Blatt",
        published_on="2031-01-03",
        certainty=day,
        statements=[make_statement(form="letter", **dated)],
        quotes=[quote],
    )
    empty_database.run_write(importer.import_article, document)
    for find_all, wanted in (
        (quotes.find, QuoteQuery.model_validate({"q": "Frieden", "from": "2031-01-01"})),
        (quotes.find, QuoteQuery.model_validate({"q": "Frieden", "statement": ["speech"]})),
        (articles.find, ArticleQuery.model_validate({"q": "Frieden", "publisher": ["Blatt"]})),
        (articles.find, ArticleQuery.model_validate({"q": "Frieden", "from": "2031-01-01"})),
        (statements.find, StatementQuery.model_validate({"q": "Frieden", "form": ["letter"]})),
        (statements.find, StatementQuery.model_validate({"q": "Frieden", "article": ["z"]})),
    ):
        found: Any = empty_database.run_read(find_all, wanted)  # type: ignore[arg-type]  # each its own
        assert (len(found.items), found.is_complete) == (1, True)


WORDS = [
    "Brief",
    "Briefe",
    "Briefwechsel",
    "Liebesbriefe",
    "Frieden",
    "friedlich",
    "sprachen",
    "Land",
    "Länder",
    "und",
    "der",
    "Staerke",
    "Straße",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=6),
    q=st.lists(
        st.tuples(st.sampled_from(["", "-"]), st.lists(st.sampled_from(WORDS), min_size=1, max_size=2)),
        min_size=1,
        max_size=3,
    ),
    is_begun=st.booleans(),
)
def test_finds_exactly_what_matches(
    empty_database: Database, texts: list[list[str]], q: list[tuple[str, list[str]]], is_begun: bool
) -> None:
    typed = " ".join(f'{sign}"{" ".join(words)}"' for sign, words in q) + (" Fried*" if is_begun else "")
    for number, words in enumerate(texts):
        said = " ".join(words)
        store(empty_database, f"„{said}“", said, id=f"a{number}", **DE)
    for number in range(len(texts), 6):
        store(empty_database, "„nichts“", id=f"a{number}", **DE)
    try:
        query = empty_database.run_read(engine.compile_query, typed)
    except InvalidRequest:
        with pytest.raises(InvalidRequest):
            search(empty_database, typed)
        return
    everything = (" ".join(words) for words in texts)
    expected = [said for said in everything if is_hit(query, said)]
    assert sorted(search(empty_database, typed, limit=200)) == sorted(expected)


def is_hit(query: CompiledQuery, said: str) -> bool:
    stems, compiled = terms.list_stems(said, "de"), query.get("de")
    wanted = all(terms.find_spans(stems, clause) for clause in compiled.wanted)
    return wanted and not any(terms.find_spans(stems, clause) for clause in compiled.unwanted)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(q=st.text(min_size=1, max_size=40) | st.text("\"*-„“:()^+@ANDORNEAR '", min_size=1, max_size=30))
def test_no_query_is_an_error_of_the_engine(shared_database: Database, q: str) -> None:
    for find_all, kind in (
        (quotes.find, QuoteQuery),
        (articles.find, ArticleQuery),
        (statements.find, StatementQuery),
        (quotes.random_quote, RandomQuoteQuery),
    ):
        with contextlib.suppress(InvalidRequest):
            shared_database.run_read(find_all, kind.model_construct(q=q))  # type: ignore[arg-type]  # each its own


def test_words_are_found_in_compounds_behind_whole_ones(empty_database: Database) -> None:
    said = (
        "Kraftwerk, Kraftwerk, Kraftwerk",
        "ein sehr langer Satz mit einem Kraftwerk darin",
        "Kernkraftwerke",
        "das Kraftwerksunglück",
        "ein Kraftwagen",
    )
    store(empty_database, " ".join(f"„{one}“" for one in said), *said, **DE)
    wanted = QuoteQuery(q="Kraftwerk", total=True)
    found = empty_database.run_read(quotes.find, wanted)
    assert [quote.exact for quote in found.items] == list(said[:4])
    assert (found.total, found.is_complete) == (4, True)
    marked = [[quote.exact[one.start : one.end] for one in quote.highlights] for quote in found.items[1:]]
    assert marked == [["Kraftwerk"], ["Kernkraftwerke"], ["Kraftwerksunglück"]]
    assert search(empty_database, "ein -Kraftwerk") == [said[4]]
    assert search(empty_database, '"Kraftwerk" Satz') == [said[1]]


def test_words_of_a_few_letters_are_found_in_no_compound(empty_database: Database) -> None:
    said = ("die Bahnhöfe", "eine Autobahn", "der Trumpf")
    store(empty_database, " ".join(f"„{one}“" for one in said), *said, **DE)
    assert search(empty_database, "Bahn") == search(empty_database, "Trump") == []


def test_says_that_a_word_is_in_more_compounds_than_are_looked_up(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("Briefwechsel", "Briefschreiber")
    store(empty_database, " ".join(f"„{one}“" for one in said), *said, **DE)
    monkeypatch.setattr(engine, "COMPOUNDS_MAX", 1)
    found = empty_database.run_read(quotes.find, QuoteQuery(q="Brief"))
    assert [quote.exact for quote in found.items] == ["Briefwechsel"]


def test_texts_with_rarer_words_of_a_beginning_come_last(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ("Regen", "Regal alt", "Regal hier", "Regler", "Sonne")
    store(empty_database, " ".join(f"„{one}“" for one in said), *said, **DE)
    monkeypatch.setattr(engine, "BEGUN_MAX", 1)
    wanted = QuoteQuery(q="reg*", limit=2, total=True)
    found = empty_database.run_read(quotes.find, wanted)
    assert [quote.exact for quote in found.items] == ["Regal alt", "Regal hier"]
    assert found.total == 4
    rest = empty_database.run_read(quotes.find, wanted.model_copy(update={"cursor": found.next_cursor}))
    assert [quote.exact for quote in rest.items] == ["Regen", "Regler"]
    assert search(empty_database, "hier reg*") == ["Regal hier"]
    assert search(empty_database, "-reg* -foo Sonne") == ["Sonne"]
    assert search(empty_database, "hier -reg*") == []


def test_statements_with_many_words_of_a_beginning_in_one_field_are_found(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BEGUN_MAX", 1)
    said = ("Regen", "Regal alt", "Regler")
    certainty = {"speaker": "stated", "statement": "stated"}
    document = make_document(
        " ".join(f"„{one}“" for one in said),
        statements=[make_statement(title="Rede über Regen")],
        quotes=[make_quote(one, statement="speech", certainty=certainty) for one in said],
    )
    empty_database.run_write(importer.import_article, document)
    for q in ("reg*", "rede reg*", "regl*"):
        found = empty_database.run_read(statements.find, StatementQuery(q=q, total=True))
        assert ([one.row.id for one in found.items], found.total) == (["speech"], 1)


@pytest.mark.parametrize("place", [[0, 2**31 - 1], [0, -1], [-1, 0], [9, 20_001]])
def test_a_cursor_that_leads_nowhere_is_refused(database: Database, place: list[int]) -> None:
    cursor = pagination.encode("quotes-hit", place)
    with pytest.raises(InvalidCursor):
        database.run_read(quotes.find, QuoteQuery(q="Freundschaft", cursor=cursor))


def test_compounds_of_a_deleted_article_lead_to_nothing(empty_database: Database) -> None:
    store(empty_database, "„Kernkraftwerke“", "Kernkraftwerke", **DE)
    store(empty_database, "„Nein“", "Nein", **DE)
    assert search(empty_database, "Kraftwerk") == []
    assert empty_database.run_read(audit.check_index) == []


BROKEN = ("eine enge Zusammen-\narbeit", "gute Zusammen\u00ad\r\narbeit", "Zusammen\u00ac\narbeit der Länder")


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("Zusammenarbeit", BROKEN),
        ('"enge Zusammenarbeit"', BROKEN[:1]),
        ("zusammena*", BROKEN),
        ("gut -Zusammenarbeit", ()),
        ("Zusammenarbeit -eng", BROKEN[1:]),
    ],
)
def test_a_word_broken_at_a_line_end_is_found_as_one(
    empty_database: Database, q: str, found: tuple[str, ...]
) -> None:
    text = " ".join(f"„{one}“" for one in BROKEN)
    store(empty_database, text, *BROKEN, blocks=["paragraph"] * 4, **DE)
    assert sorted(search(empty_database, q)) == sorted(found)


def test_a_broken_word_is_marked_as_a_whole(empty_database: Database) -> None:
    text = "Eine enge Zusammen-\narbeit"
    store(empty_database, text, **DE)
    [article] = empty_database.run_read(articles.find, ArticleQuery(q="Zusammenarbeit")).items
    assert [text[one.start : one.end] for one in article.highlights] == ["Zusammen-\narbeit"]


def test_a_statement_is_found_by_what_the_first_article_says_of_it(empty_database: Database) -> None:
    for slug, title in (("b", "Späte Reden"), ("a", "Frühe Reden")):
        document = make_document(
            "„Ja“", id=slug, speakers=[make_speaker()], statements=[make_statement(title=title)], **DE
        )
        empty_database.run_write(importer.import_article, document)
    found = empty_database.run_read(statements.find, StatementQuery(q="frühe Rede"))
    assert [one.row.title for one in found.items] == ["Frühe Reden"]
    assert empty_database.run_read(statements.find, StatementQuery(q="späte")).items == []


@pytest.mark.parametrize(
    ("q", "better", "worse"),
    [
        ("kim", "Kim Kim x", "Kim x x"),
        ("kim", "Kim y", "Kim x x x x x x"),
        ("kim putin", "Kim Kim x Putin", "Kim x x Putin"),
        ("kim schrieb putin", "Kim schrieb Putin Briefe", "Kim Putin schrieb Briefe"),
        ("kim putin", "x Kim Putin x", "Putin Kim x x"),
        ('"kim jong un" putin', "x Kim Jong un Putin", "Putin x Kim Jong un"),
    ],
)
def test_ranks_what_fits_better_higher(empty_database: Database, q: str, better: str, worse: str) -> None:
    said = (worse, better)
    store(empty_database, " ".join(f"„{one}“" for one in said), *said, **DE)
    assert search(empty_database, q) == [better, worse]


def test_the_best_of_all_hits_come_first(empty_database: Database) -> None:
    """The best one is stored last, and behind more hits than a page has."""
    for number in range(30):
        said = "Frieden ist gut und schön"
        store(empty_database, f"„{said}“", said, id=f"a{number:02}", **DE)
    store(empty_database, "„Frieden Frieden“", "Frieden Frieden", id="z", **DE)
    page = empty_database.run_read(quotes.find, QuoteQuery(q="Frieden", limit=5, total=True))
    assert [one.article.article_id for one in page.items] == ["z", "a00", "a01", "a02", "a03"]
    assert page.total == 31


def test_phrases_of_a_long_text_are_found_and_excluded_wherever_they_stand(empty_database: Database) -> None:
    filling = " ".join(f"wort{number % 500}x" for number in range(1_500))
    said = f"roter Apfel {filling} blauer Himmel"
    store(empty_database, f"„{said}“", said, id="long", **DE)
    store(empty_database, "„roter Apfel“", "roter Apfel", id="short", **DE)

    def count(q: str) -> tuple[int, int, bool]:
        found = empty_database.run_read(articles.find, ArticleQuery(q=q))
        assert found.is_complete
        quoted = empty_database.run_read(quotes.find, QuoteQuery(q=q))
        by_speaker = QuoteQuery.model_validate({"q": q, "article": ["long"]})
        sifted = len(empty_database.run_read(quotes.find, by_speaker).items)
        return len(found.items), len(quoted.items), sifted == len(quoted.items)

    assert count('"roter Apfel" "blauer Himmel"') == (1, 1, True)
    assert count('"roter Apfel" "blauer wort3x"') == (0, 0, True)
    assert count('Apfel -"blauer Himmel"')[:2] == (1, 1)
    assert count('Himmel -"wort1x wort2x"') == (0, 0, True)
    assert count('Himmel -"wort2x wort1x"') == (1, 1, True)
    assert count("wort3x -blauer-Himmel") == (0, 0, True)
    assert count("Himmel -Birne roter-Apfel") == (1, 1, True)


def test_a_word_that_is_cut_off_is_not_shown(empty_database: Database) -> None:
    text = "Briefe " + "x " * 49_994 + "Briefmarke"
    assert text[: engine.HIGHLIGHTED_MAX].endswith(" Brief")
    store(empty_database, text, "Briefmarke", **DE)
    [article] = empty_database.run_read(articles.find, ArticleQuery(q="Brief")).items
    assert article.highlights == [Highlight("text", 0, 6)]
