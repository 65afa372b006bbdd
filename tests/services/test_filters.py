"""Every filter of every list, alone and beside every other, with and without a search, and for random quotes.

Each result is compared with a plain filter in Python over all items. The filters come from the fields of the
query models: a new one that is missing here fails.
"""

import datetime
import itertools
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from pydantic import BaseModel

from app.database.database import Database
from app.errors import NothingToDraw
from app.presenters.json import present_article, present_quote, present_speaker, present_statement
from app.schemas.queries import (
    ArticleQuery,
    PageQuery,
    PositionQuery,
    QuoteQuery,
    RandomQuoteQuery,
    SpeakerQuery,
    StatementQuery,
    WordsQuery,
)
from app.services.catalog import articles, quotes, speakers, statements
from app.services.ingest import importer
from app.services.search import ranking
from tests.builders import make_document, make_quote, make_speaker, make_statement
from tests.databases import Databases, make_settings

Json = dict[str, Any]  # Any: JSON
Test = Callable[[Json, Any], bool]  # Any: the value of a parameter

WORD = "Frieden"
"""The word that is searched for: it occurs in some items of each list."""
NOT_FILTERS = {*PageQuery.model_fields, *PositionQuery.model_fields, *WordsQuery.model_fields, "seed"}
VALUES: dict[str, list[Any]] = {
    "speaker": ["anna", "bob", "carl"],
    "addressee": ["anna", "bob"],
    "statement": ["speech", "letter", "report"],
    "article": ["a", "b", "c", "d"],
    "type": ["direct", "mixed", "term", "indirect"],
    "language": ["de", "en"],
    "publisher": ["Blatt", "Post"],
    "form": ["speech", "letter", "report"],
    "from_": ["2023-01-03", "2023-02-03", "2024-01-01"],
    "to": ["2023-01-01", "2023-01-05", "2023-02-03"],
}


def is_from(day: str | None, first: str) -> bool:
    return day is not None and day >= first


def is_to(day: str | None, last: str) -> bool:
    return day is not None and day <= last


def has(references: list[Json], ids: list[str]) -> bool:
    return any(reference["id"] in ids for reference in references)


ARTICLE_TESTS: dict[str, Test] = {
    "speaker": lambda article, ids: any(has(quote["speakers"], ids) for quote in article["quotes"]),
    "language": lambda article, languages: article["language"] in languages,
    "publisher": lambda article, publishers: article["publisher"] in publishers,
    "from_": lambda article, day: is_from(article["published_on"], day),
    "to": lambda article, day: is_to(article["published_on"], day),
}
STATEMENT_TESTS: dict[str, Test] = {
    "article": lambda statement, ids: has([quote["article"] for quote in statement["quotes"]], ids),
    "speaker": lambda statement, ids: has(statement["speakers"], ids),
    "addressee": lambda statement, ids: has(statement["addressees"], ids),
    "form": lambda statement, forms: statement["form"] in forms,
    "from_": lambda statement, day: is_from(statement["date"], day),
    "to": lambda statement, day: is_to(statement["date"], day),
}
QUOTE_TESTS: dict[str, Test] = {
    "speaker": lambda quote, ids: has(quote["speakers"], ids),
    "addressee": lambda quote, ids: has(quote["addressees"], ids),
    "statement": lambda quote, ids: quote["statement"] is not None and quote["statement"]["id"] in ids,
    "article": lambda quote, ids: quote["article"]["id"] in ids,
    "type": lambda quote, types: quote["type"] in types,
    "language": lambda quote, languages: quote["language"] in languages,
    "from_": lambda quote, day: is_from(quote["date"], day),
    "to": lambda quote, day: is_to(quote["date"], day),
}


class Listed(NamedTuple):
    """A list: its query, how it is read, what an item is found by, and a test for each filter."""

    query: type[BaseModel]
    find: Callable[..., Any]  # Any: a page of items of any kind
    get_words: Callable[[Json], str]
    tests: dict[str, Test]


LISTS = {
    "articles": Listed(
        ArticleQuery,
        articles.find,
        lambda one: "".join(block["text"] for block in one["blocks"]),
        ARTICLE_TESTS,
    ),
    "statements": Listed(
        StatementQuery,
        statements.find,
        lambda one: " ".join([one["title"] or "", *(quote["exact"] for quote in one["quotes"])]),
        STATEMENT_TESTS,
    ),
    "quotes": Listed(QuoteQuery, quotes.find, lambda one: str(one["exact"]), QUOTE_TESTS),
    "speakers": Listed(SpeakerQuery, speakers.find, lambda one: str(one["name"]), {}),
}
FIELDS = [
    (name, field)
    for name, listed in LISTS.items()
    for field in sorted(set(listed.query.model_fields) - NOT_FILTERS)
]


def make_documents() -> Iterator[Json]:
    """Yield documents such that each value of a filter has some items and not all."""
    speech = make_statement(
        title="Über den Frieden",
        addressees=["bob"],
        date="2023-01-02",
        certainty={"speaker": "stated", "addressee": "stated", "date": "stated"},
    )
    letter = make_statement(
        "letter",
        form="letter",
        speakers=["bob"],
        addressees=["anna"],
        date="2023-02-03",
        certainty={"speaker": "stated", "addressee": "stated", "date": "stated"},
    )
    report = make_statement("report", form="report", speakers=["carl"])
    in_speech: Json = {"statement": "speech", "addressees": ["bob"]}
    in_letter: Json = {"statement": "letter", "speakers": ["bob"], "addressees": ["anna"]}
    in_report: Json = {"statement": "report", "speakers": ["carl"]}
    of_nobody: Json = {"type": "term", "speakers": []}
    yield write(
        "a",
        {"language": "de", "publisher": "Blatt", "published_on": "2023-01-05"},
        [speech, letter],
        [
            ("Frieden jetzt", in_speech),
            ("Krieg nie wieder", {**in_speech, "type": "mixed"}),
            ("Frieden für uns", in_letter),
            ("so genannt", of_nobody),
        ],
    )
    yield write(
        "b",
        {"language": "en", "publisher": "Post", "published_on": "2023-02-10"},
        [letter, report],
        [
            ("the word Frieden", {**in_letter, "type": "indirect"}),
            ("nothing else", in_report),
            ("Frieden again", {**in_report, "type": "mixed"}),
        ],
    )
    yield write(
        "c",
        {},
        [report],
        [
            ("unbekannter Frieden", in_report),
            ("Frieden ohne alles", {"speakers": ["anna"]}),
            ("auch Frieden", of_nobody),
        ],
    )
    yield write(
        "d",
        {"language": "de", "publisher": "Post", "published_on": "2023-02-03"},
        [speech],
        [
            ("immer nur Worte", in_speech),
            ("ein Frieden mehr", {"speakers": ["anna", "carl"], "type": "indirect"}),
        ],
    )
    yield write("e", {"language": "de"}, [], [("kein Wort davon", {})])


def write(article_id: str, facts: Json, statements: list[Json], quoted: list[tuple[str, Json]]) -> Json:
    """Return the arguments of a document with these quotes and nothing else in its text."""
    made = []
    for exact, changes in quoted:
        named = {"speaker": "speakers", "addressee": "addressees", "statement": "statement"}
        parts = {"speakers": ["anna"], **changes}
        certainty = {name: "stated" for name, field in named.items() if parts.get(field)}
        made.append(make_quote(exact, **changes, certainty=certainty))
    return {
        "text": ", ".join(f"„{exact}“" for exact, _ in quoted),
        "id": article_id,
        **facts,
        "certainty": {name: "stated" for name in ("language", "published_on") if name in facts},
        "speakers": [make_speaker(one) for one in ("anna", "bob", "carl")],
        "statements": statements,
        "quotes": made,
    }


@pytest.fixture(scope="module")
def filled(databases: Databases) -> Iterator[Database]:
    with Database(make_settings(databases.make(seed=False))) as database:
        for document in make_documents():
            database.run_write(importer.import_article, make_document(**document))
        yield database


@pytest.fixture(scope="module")
def items(filled: Database) -> dict[str, list[Json]]:
    """Return all items of each list, as the API shows them; quotes with the date of their statement."""

    def read(find: Callable[..., Any], query: BaseModel) -> list[Any]:
        return list(filled.run_read(find, query).items)

    found = {
        "articles": [
            present_article(filled.run_read(articles.get, one.row.id))
            for one in read(articles.find, ArticleQuery(limit=200))
        ],
        "statements": [present_statement(one) for one in read(statements.find, StatementQuery(limit=200))],
        "quotes": [present_quote(one) for one in read(quotes.find, QuoteQuery(limit=200))],
        "speakers": [present_speaker(one) for one in read(speakers.find, SpeakerQuery(limit=200))],
    }
    dates = {one["id"]: one["date"] for one in found["statements"]}
    for one in [*found["articles"], *found["statements"]]:
        for name in ("date", "published_on"):
            if isinstance(one.get(name), datetime.date):
                one[name] = one[name].isoformat()
    for quote in found["quotes"]:
        quote["date"] = dates.get((quote["statement"] or {}).get("id"))
    return found


def make_wanted(query: type[BaseModel], filters: Json, **others: object) -> Any:  # noqa: ANN401 - a query
    given = {query.model_fields[name].alias or name: value for name, value in filters.items()}
    return query.model_validate({**given, **others})


def combine(listed: Listed, field: str) -> Iterator[Json]:
    """Yield a filter with each of its values, with two of them, and beside each other filter."""
    is_list = field not in ("from_", "to")
    ones = [{field: [value] if is_list else value} for value in VALUES[field]]
    yield from ones
    if is_list:
        yield from ({field: list(pair)} for pair in itertools.combinations(VALUES[field], 2))
    for one, other in itertools.product(ones, sorted(set(listed.tests) - {field})):
        for value in VALUES[other][:2]:
            both = {**one, other: value if other in ("from_", "to") else [value]}
            if both.get("from_", "") <= both.get("to", "9"):
                yield both


def select(listed: Listed, all_items: list[Json], filters: Json, q: str | None) -> list[str]:
    """Return the ids of the items that pass filters and contain the word, by plain Python."""
    return [
        one["id"]
        for one in all_items
        if all(listed.tests[name](one, value) for name, value in filters.items())
        and (q is None or q in listed.get_words(one))
    ]


def get_id(item: Any) -> str:  # noqa: ANN401 - of any kind
    return str(item.row.id)


def filter_hits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let searches for statements filter their hits, however few statements pass the filters."""
    monkeypatch.setattr(statements, "FILTERED_MAX", 0)
    monkeypatch.setattr(ranking, "TIES_MAX", 0)


@pytest.mark.parametrize("name", LISTS)
def test_every_filter_is_tried_here(name: str) -> None:
    listed = LISTS[name]
    assert set(listed.query.model_fields) - NOT_FILTERS == set(listed.tests)
    assert set(RandomQuoteQuery.model_fields) - NOT_FILTERS == set(QUOTE_TESTS)


@pytest.mark.parametrize("name", ["articles", "statements", "quotes"])
def test_each_value_has_some_items_and_not_all(items: dict[str, list[Json]], name: str) -> None:
    for field in LISTS[name].tests:
        for value in (
            VALUES[field][:-1]
            if field == "from_"
            else VALUES[field][1:]
            if field == "to"
            else (VALUES[field])
        ):
            filters = {field: value if field in ("from_", "to") else [value]}
            for q in (None, WORD):
                found = select(LISTS[name], items[name], filters, q)
                assert 0 < len(found) < len(items[name]), (filters, q)


@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_a_list_has_what_passes_its_filters(
    filled: Database, items: dict[str, list[Json]], name: str, field: str
) -> None:
    listed = LISTS[name]
    for filters in combine(listed, field):
        wanted = make_wanted(listed.query, filters, limit=200, total="true")
        found = filled.run_read(listed.find, wanted)
        expected = select(listed, items[name], filters, None)
        assert ([get_id(one) for one in found.items], found.total) == (expected, len(expected)), filters


@pytest.mark.parametrize("is_in_memory", [True, False])
@pytest.mark.parametrize(("name", "field"), FIELDS)
def test_a_search_has_what_passes_its_filters(
    filled: Database,
    items: dict[str, list[Json]],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    field: str,
    *,
    is_in_memory: bool,
) -> None:
    if not is_in_memory:
        filter_hits(monkeypatch)
    listed = LISTS[name]
    for filters in combine(listed, field):
        wanted = make_wanted(listed.query, filters, q=WORD, limit=200, total="true")
        found = filled.run_read(listed.find, wanted)
        expected = select(listed, items[name], filters, WORD)
        assert sorted(map(get_id, found.items)) == sorted(expected), filters
        assert (found.total, found.is_complete) == (len(expected), True)


@pytest.mark.parametrize("q", [None, WORD])
@pytest.mark.parametrize("is_alike", [True, False])
@pytest.mark.parametrize("field", sorted(QUOTE_TESTS))
def test_a_random_quote_passes_the_filters(
    filled: Database,
    items: dict[str, list[Json]],
    monkeypatch: pytest.MonkeyPatch,
    field: str,
    q: str | None,
    *,
    is_alike: bool,
) -> None:
    if not is_alike:
        monkeypatch.setattr(quotes, "UNIFORM_SAMPLE_MAX", 0)
        filter_hits(monkeypatch)
    for filters in combine(LISTS["quotes"], field):
        asked = {"type": ["direct", "mixed"], **filters}
        expected = select(LISTS["quotes"], items["quotes"], asked, q)
        for seed in range(2):
            wanted = make_wanted(RandomQuoteQuery, filters, seed=str(seed), **({"q": q} if q else {}))
            if expected:
                assert get_id(filled.run_read(quotes.random_quote, wanted)) in expected, filters
            else:
                with pytest.raises(NothingToDraw):
                    filled.run_read(quotes.random_quote, wanted)
