"""What each operation costs: how many statements it takes, and that none of them reads a whole table."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Self

import psycopg
import pytest
from pydantic import BaseModel
from sqlalchemy import text
from sqlmodel import Session

from app.database.backend import DRIVER
from app.database.database import Database
from app.schemas.queries import (
    ArticleQuery,
    FeedQuery,
    QuoteQuery,
    RandomQuoteQuery,
    SpeakerQuery,
    StatementQuery,
)
from app.schemas.verdicts import Claim
from app.services.catalog import articles, coverage, feed, quotes, speakers, statements
from app.services.index import follow
from app.services.verification import verify
from tests.databases import Databases, make_settings

SEED_ID = "kim-putin-briefwechsel-2023"
Unit = Callable[[Session], object]


def listing(find: Callable[..., Any], kind: type[BaseModel], **wanted: object) -> Unit:
    return lambda session: find(session, kind.model_validate(wanted))


OPERATIONS: dict[str, tuple[Unit, int]] = {
    # Each with how many statements it may take.
    "article": (lambda session: articles.get(session, SEED_ID), 1),
    "text": (lambda session: articles.get_text(session, SEED_ID, None, None), 1),
    "quote": (lambda session: quotes.get(session, "q-21ea97e3a089f4d02987"), 1),
    "statement": (lambda session: statements.get(session, "letter-kim-to-putin"), 2),
    "speaker": (lambda session: speakers.get(session, "kim-jong-un"), 1),
    "coverage": (coverage.count, 2),
    "verdict": (lambda session: verify.verify(session, Claim(text="siegreich", speaker="Kim")), 12),
    "no verdict": (lambda session: verify.verify(session, Claim(text="nie gesagte Worte dort")), 12),
    "random": (listing(quotes.random_quote, RandomQuoteQuery, seed="1"), 2),
    "random search": (listing(quotes.random_quote, RandomQuoteQuery, seed="1", q="Bezieh*"), 6),
    "articles": (listing(articles.find, ArticleQuery), 1),
    "articles, total": (listing(articles.find, ArticleQuery, total="true"), 2),
    "articles by speaker": (listing(articles.find, ArticleQuery, speaker=["kim-jong-un"]), 2),
    "articles by two": (listing(articles.find, ArticleQuery, speaker=["kim-jong-un", "kcna"]), 3),
    "articles by language": (listing(articles.find, ArticleQuery, language=["de"], to="2024-01-01"), 1),
    "articles by publisher": (listing(articles.find, ArticleQuery, publisher=["a", "b"]), 1),
    "articles by words": (listing(articles.find, ArticleQuery, q="Brief"), 7),
    "articles by words and day": (listing(articles.find, ArticleQuery, q="Brief", to="2024-01-01"), 9),
    "statements": (listing(statements.find, StatementQuery), 2),
    "statements by article": (listing(statements.find, StatementQuery, article=[SEED_ID]), 3),
    "statements by speaker": (
        listing(statements.find, StatementQuery, speaker=["kim-jong-un"], form=["letter"]),
        3,
    ),
    "statements by addressee": (listing(statements.find, StatementQuery, addressee=["kim-jong-un"]), 3),
    "statements by form": (listing(statements.find, StatementQuery, form=["letter"], to="2024-01-01"), 2),
    "statements by words": (listing(statements.find, StatementQuery, q="Brief"), 13),
    "quotes": (listing(quotes.find, QuoteQuery), 1),
    "quotes in UTF-16": (listing(quotes.find, QuoteQuery, offsets="utf16"), 2),
    "quotes by article": (listing(quotes.find, QuoteQuery, article=[SEED_ID], type=["mixed"]), 2),
    "quotes by statement": (listing(quotes.find, QuoteQuery, statement=["letter-kim-to-putin"]), 2),
    "quotes by speaker": (listing(quotes.find, QuoteQuery, speaker=["kim-jong-un"], total="true"), 3),
    "quotes by speakers": (
        listing(quotes.find, QuoteQuery, speaker=["kim-jong-un", "kcna"], language=["de"]),
        3,
    ),
    "quotes by addressee": (listing(quotes.find, QuoteQuery, addressee=["kim-jong-un"], speaker=["kcna"]), 3),
    "quotes by type": (listing(quotes.find, QuoteQuery, type=["direct", "term"]), 1),
    "quotes by language": (listing(quotes.find, QuoteQuery, language=["de"]), 1),
    "quotes by day": (listing(quotes.find, QuoteQuery, **{"from": "2023-01-01"}), 2),
    "quotes by words": (listing(quotes.find, QuoteQuery, q="Brief", speaker=["kcna"], type=["indirect"]), 8),
    "quotes by words in article": (listing(quotes.find, QuoteQuery, q="Brief", article=[SEED_ID]), 9),
    "quotes by words and day": (listing(quotes.find, QuoteQuery, q="Brief", to="2024-01-01"), 8),
    "feed": (listing(feed.find, FeedQuery), 1),
    "feed by speakers": (listing(feed.find, FeedQuery, speaker=["kim-jong-un", "kcna"], type=["direct"]), 4),
    "feed by language": (listing(feed.find, FeedQuery, language=["de"]), 2),
    "feed by day": (listing(feed.find, FeedQuery, **{"from": "2023-01-01"}), 2),
    "feed by words": (listing(feed.find, FeedQuery, q="Brief", speaker=["kcna"]), 8),
    "speakers": (listing(speakers.find, SpeakerQuery), 1),
    "speakers by name": (listing(speakers.find, SpeakerQuery, q="kim jo"), 2),
}

PAGED = (
    "articles",
    "statements",
    "quotes",
    "speakers",
    "quotes by speaker",
    "quotes by type",
    "articles by speaker",
)


class Statement(NamedTuple):
    """A statement that was sent, with its values."""

    sql: str
    values: Any  # Any: as the driver takes them


def record(database: Database, unit: Unit) -> list[Statement]:
    """Return the statements that a unit of work sends."""
    sent: list[Statement] = []

    class Recording(psycopg.Cursor[Any]):  # Any: rows
        def execute(self, query: Any, params: Any = None, **options: Any) -> Self:  # noqa: ANN401 - as psycopg's
            sent.append(Statement(query, params))
            return super().execute(query, params, **options)

    def run(session: Session) -> None:
        driver = session.info[DRIVER].connection
        if database.is_sqlite:
            driver.set_trace_callback(lambda sql: sent.append(Statement(sql, ())))
        else:
            driver.cursor_factory = Recording
        try:
            unit(session)
        finally:
            if database.is_sqlite:
                driver.set_trace_callback(None)
            else:
                driver.cursor_factory = psycopg.Cursor

    database.run_read(run)
    return sent


@pytest.fixture(scope="module")
def prepared(databases: Databases) -> Iterator[Database]:
    with Database(make_settings(databases.make(seed=True))) as database:
        database.run_read(follow.bring_up_to_date, lambda _done, _total: None)
        yield database


@pytest.mark.parametrize("name", OPERATIONS)
def test_takes_a_fixed_small_number_of_statements(prepared: Database, name: str) -> None:
    unit, most = OPERATIONS[name]
    assert len(record(prepared, unit)) <= most


@pytest.mark.parametrize("name", OPERATIONS)
def test_reads_no_whole_table(prepared: Database, kind: str, name: str) -> None:
    unit, _ = OPERATIONS[name]
    for statement in record(prepared, unit):
        plan = explain(prepared, statement, kind)
        assert [step for step in plan if is_scan(step, statement.sql, kind)] == [], "\n".join(
            [statement.sql, *plan]
        )


@pytest.mark.parametrize("name", PAGED)
def test_a_later_page_is_a_range_of_an_index(prepared: Database, kind: str, name: str) -> None:
    """The next page begins where an index says, however many pages there were before."""
    unit, _ = OPERATIONS[name]
    first: Any = prepared.run_read(unit)
    listed: dict[str, tuple[Callable[..., Any], type[BaseModel]]] = {
        "articles": (articles.find, ArticleQuery),
        "statements": (statements.find, StatementQuery),
        "quotes": (quotes.find, QuoteQuery),
        "speakers": (speakers.find, SpeakerQuery),
    }
    find, kinds = listed[name.split()[0]]
    wanted: dict[str, Any] = {"limit": 1}
    if "speaker" in name.split()[-1] and name != "speakers":
        wanted["speaker"] = ["kim-jong-un"]
    if name.endswith("type"):
        wanted["type"] = ["direct"]
    page: Any = prepared.run_read(lambda session: find(session, kinds.model_validate(wanted)))
    if page.next_cursor is None:
        assert len(first.items) == 1
        return
    wanted["cursor"] = page.next_cursor
    sent = record(prepared, lambda session: find(session, kinds.model_validate(wanted)))
    [reading] = [one for one in sent if ">" in one.sql and "LIMIT" in one.sql][:1]
    plan = explain(prepared, reading, kind)
    assert [step for step in plan if is_scan(step, reading.sql, kind)] == []
    assert any(">" in step for step in plan), plan


def test_quotes_of_few_days_are_read_by_their_statements(prepared: Database, kind: str) -> None:
    """SQLite would look up the statement of every quote. PostgreSQL decides by how many there are."""
    if kind == "sqlite":
        unit, _ = OPERATIONS["quotes by day"]
        plan = explain(prepared, record(prepared, unit)[-1], kind)
        assert plan[1].startswith("SEARCH statement USING COVERING INDEX ix_statement_date_id (date>?)")


def explain(database: Database, statement: Statement, kind: str) -> list[str]:
    """Return the steps of a statement's plan."""

    def ask(session: Session) -> list[str]:
        connection = session.connection()
        if kind == "sqlite":
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.sql}", statement.values)
            return [row.detail for row in rows]
        # Tables of a few rows are read whole, unless that is made dear.
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        found = connection.exec_driver_sql(
            f"EXPLAIN (FORMAT JSON) {statement.sql}", statement.values
        ).scalar_one()
        plan = json.loads(found) if isinstance(found, str) else found
        return list(describe(plan[0]["Plan"]))

    return database.run_read(ask)


def describe(node: dict[str, Any]) -> Iterator[str]:
    """Yield the steps of PostgreSQL's plan."""
    conditions = " ".join(
        str(node[name]) for name in ("Index Cond", "Filter", "Recheck Cond") if name in node
    )
    yield f"{node['Node Type']} {node.get('Relation Name', '')} {conditions}".strip()
    for child in node.get("Plans", []):
        yield from describe(child)


KEPT = ("tally", "corpus")
"""Tables of a few rows, however much is stored."""


def is_scan(step: str, sql: str, kind: str) -> bool:
    """Tell whether a step reads a whole table, in order of an index until a limit is reached excepted."""
    if kind == "postgresql":
        return step.startswith("Seq Scan") and step.split()[2] not in KEPT
    found = re.match(r"SCAN (\w+)(.*)", step)
    if found is None or found[1] in (*KEPT, "CONSTANT") or "VIRTUAL TABLE INDEX" in found[2]:
        return False
    is_derived = not re.search(rf'\b(FROM|JOIN) (\w+ AS )?"?{found[1]}"?\b', sql) or found[1].startswith(
        ("page", "anon")
    )
    return not is_derived and not ("USING" in found[2] and "LIMIT" in sql)
