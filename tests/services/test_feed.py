"""The order of feeds: the newest article first, with every filter, page by page."""

import itertools
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from app.database.database import Database
from app.errors import InvalidCursor
from app.pagination import encode
from app.schema_upgrade import migrate
from app.schemas.queries import FeedQuery, QuoteQuery
from app.services.catalog import feed, quotes
from app.services.index import follow
from app.services.ingest import importer
from app.values import QuoteValue
from tests.builders import make_document, make_quote, make_speaker, make_statement
from tests.databases import Databases, make_settings
from tests.services.test_query_plans import explain, record

DAYS = {"a": "2023-01-01", "b": None, "c": "1969-12-31", "d": "2023-01-01", "e": "2024-05-06"}
ORDER = ["b", "e", "d", "a", "c"]
"""An article without a day has the one on which it was stored: today. Of two of one day, the last by id."""
FILTERS: dict[str, list[Any]] = {
    "speaker": [[], ["anna"], ["anna", "bob"]],
    "type": [[], ["direct", "mixed"]],
    "language": [[], ["de"]],
    "article": [[], ["a", "b", "e"]],
    "statement": [[], ["speech"]],
    "from": [None, "2023-02-01"],
    "q": [None, "Frieden"],
}


def make_article(article_id: str, day: str | None) -> Any:  # noqa: ANN401 - a document
    words = [f"Frieden {article_id}{number}" for number in range(4)]
    made = [
        make_quote(words[0], statement="speech", certainty={"speaker": "stated", "statement": "stated"}),
        make_quote(words[1], type="mixed", speakers=["bob"]),
        make_quote(words[2], speakers=["anna", "bob"]),
        make_quote(f"Krieg {article_id}", type="indirect"),
    ]
    dated = {} if day is None else {"published_on": day}
    certainty = {"language": "stated"} | ({} if day is None else {"published_on": "stated"})
    return make_document(
        "\n".join([*words, f"Krieg {article_id}"]),
        id=article_id,
        language="de" if article_id in "abc" else "en",
        certainty=certainty,
        speakers=[make_speaker("anna"), make_speaker("bob")],
        statements=[make_statement(date="2023-03-01", certainty={"speaker": "stated", "date": "stated"})],
        quotes=made,
        **dated,
    )


@pytest.fixture(scope="module")
def filled(databases: Databases) -> Iterator[Database]:
    with Database(make_settings(databases.make(seed=False))) as database:
        for article_id, day in DAYS.items():
            database.run_write(importer.import_article, make_article(article_id, day))
        database.run_read(follow.bring_up_to_date, lambda _done, _total: None)
        yield database


def read_feed(database: Database, **wanted: Any) -> list[QuoteValue]:  # noqa: ANN401 - values of parameters
    """Return all quotes of a feed, in pages of three."""
    found: list[QuoteValue] = []
    cursor = None
    while True:
        query = FeedQuery.model_validate({**wanted, "limit": 3, "cursor": cursor})
        page = database.run_read(feed.find, query)
        found += page.items
        cursor = page.next_cursor
        if cursor is None:
            return found


def sort_quotes(found: list[QuoteValue]) -> list[str]:
    return [
        one.row.id
        for one in sorted(found, key=lambda one: (ORDER.index(one.article.article_id), one.row.position))
    ]


@pytest.mark.parametrize("sorted_max", [1, feed.SORTED_MAX])
def test_has_what_lists_have_with_every_filter_the_newest_article_first(
    filled: Database, monkeypatch: pytest.MonkeyPatch, sorted_max: int
) -> None:
    """Read by the filters and sorted, and from the newest article on."""
    monkeypatch.setattr(feed, "SORTED_MAX", sorted_max)
    lengths = set()
    for values in itertools.product(*FILTERS.values()):
        wanted = {name: value for name, value in zip(FILTERS, values, strict=True) if value}
        listed = filled.run_read(quotes.find, QuoteQuery.model_validate({**wanted, "limit": 200})).items
        read = [one.row.id for one in read_feed(filled, **wanted)]
        assert read == sort_quotes(listed), wanted
        lengths.add(len(read))
    assert lengths >= {2, 20}


@pytest.mark.parametrize(
    "wanted", [{}, {"type": ["direct"]}, {"language": ["de"]}, {"speaker": ["anna"]}, {"from": "2023-02-01"}]
)
def test_sorts_nothing_where_many_quotes_pass(
    filled: Database, kind: str, monkeypatch: pytest.MonkeyPatch, wanted: dict[str, Any]
) -> None:
    """SQLite would rather sort."""
    if kind == "postgresql":
        pytest.skip("PostgreSQL decides by how many there are, and here they are few")
    monkeypatch.setattr(feed, "SORTED_MAX", 1)
    query = FeedQuery.model_validate({**wanted, "limit": 3})
    for cursor in (None, filled.run_read(feed.find, query).next_cursor):
        page = query.model_copy(update={"cursor": cursor})
        plan = explain(filled, record(filled, partial(feed.find, wanted=page))[-1], kind)
        keys = "\n".join(plan[: plan.index("SCAN page")])  # After that, the page alone is sorted.
        assert "ix_article_feed_day_id" in keys
        assert "TEMP B-TREE" not in keys


def test_a_page_begins_behind_the_last_quote_of_the_one_before(filled: Database) -> None:
    [*_, last] = read_feed(filled)[:7]
    cursor = filled.run_read(feed.find, FeedQuery(limit=7)).next_cursor
    assert cursor is not None
    [following, *_] = filled.run_read(feed.find, FeedQuery(limit=1, cursor=cursor)).items
    assert [one.article.article_id for one in (last, following)] == ["e", "e"]
    assert following.row.position == last.row.position + 1


@pytest.mark.parametrize("key", [[738_000, "a"], ["738000", "a", 1], [738_000, 1, "a"], [-1, "a", 1]])
def test_refuses_a_cursor_of_another_list(filled: Database, key: list[Any]) -> None:
    for cursor in (encode("feed", key), encode("quotes", [738_000, "a", 1])):
        with pytest.raises(InvalidCursor):
            filled.run_read(feed.find, FeedQuery(cursor=cursor))


def test_an_article_is_new_again_only_when_it_is_replaced_by_another_text(empty_database: Database) -> None:
    first = make_article("a", None)
    empty_database.run_write(importer.import_article, first)
    empty_database.run_write(lambda session: session.execute(text("UPDATE article SET stored_at = 1000000")))
    empty_database.run_write(importer.import_article, first)
    assert {one.article.stored_at for one in read_feed(empty_database)} == {1_000_000}
    before = int(time.time())
    empty_database.run_write(importer.import_article, make_article("a", "2023-01-01"))
    assert all(before <= one.article.stored_at <= time.time() for one in read_feed(empty_database))


def test_articles_from_before_have_their_day_else_that_of_the_upgrade(empty_database: Database) -> None:
    for article_id, day in DAYS.items():
        empty_database.run_write(importer.import_article, make_article(article_id, day))
    before = [one.row.id for one in read_feed(empty_database)]
    empty_database.run_write(migrate, "2026_11_29_index_folder")
    started = int(time.time())
    empty_database.run_write(migrate, "head")
    found = read_feed(empty_database)
    assert [one.row.id for one in found] == before
    assert {started <= one.article.stored_at <= time.time() for one in found} == {True}


def test_a_search_leads_to_what_was_stored_last(
    empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The best hits may all be old: a feed of a frequent word would never have anything new."""
    monkeypatch.setattr(feed, "HITS_MAX", 3)
    for article_id in "abc":
        empty_database.run_write(importer.import_article, make_article(article_id, "2025-01-01"))
    found = empty_database.run_read(feed.find, FeedQuery(q="Frieden", limit=10)).items
    assert [one.article.article_id for one in found] == ["c"] * 3
