"""Index entries of articles, quotes, statements and passages: words, and tokens and numbers for filters."""

import datetime
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from app import terms
from app.database.bulk_insert import Row
from app.fulltext.documents import (
    ARTICLE,
    ARTICLE_TERMS,
    CHAIN,
    DAY,
    END,
    NUMBER,
    PASSAGE_WORDS,
    QUOTE_TERMS,
    START,
    STATEMENT,
    STATEMENT_TERMS,
    Entry,
)
from app.services.index.passages import Passage, make_passages
from app.vocabulary import Role

GAP = "@"
"""A token that no query contains. It parts words that are not next to each other, so that no phrase spans
them."""
PASSAGES_MAX = 1 << 22
"""More passages than an article has: they are numbered by article and position."""


class ArticleEntries(NamedTuple):
    """What the index has of an article, without numbers: words and filter tokens, texts with spaces.

    `quotes` are in order of their positions.
    """

    terms: str
    filters: str
    endings: frozenset[str]
    quotes: list[tuple[str, str]]
    passages: list[Passage]


@functools.lru_cache(maxsize=10_000)
def make_filter_token(kind: str, value: str) -> str:
    """Return the token by which a filter finds an entry: `speaker-kim-jong-un`. It has no white space."""
    return f"{kind}-{quote(value, safe='')}"


def make_language_token(language: str | None) -> str:
    """Return the filter token of a language, or of texts without a known one."""
    return make_filter_token("language", language or "")


def make_entries(
    article: Row, blocks: Sequence[Row], quotes: Sequence[Row], parties: Sequence[Row]
) -> ArticleEntries:
    """Compute what the index has of an article from its rows."""
    text, language = article["text"], article["language"]
    stems = terms.list_stems(text, language)
    of_language = make_language_token(language)
    filters = [[make_filter_token("type", one["type"]), of_language] for one in quotes]
    speakers = set()
    for party in parties:
        if party["role"] != Role.VIA:
            token = make_filter_token(party["role"], party["speaker_id"])
            filters[party["quote_position"]].append(token)
            speakers.update([token] if party["role"] == Role.SPEAKER else [])
    publisher = article["publisher"]
    of_publisher = [] if publisher is None else [make_filter_token("publisher", publisher)]
    return ArticleEntries(
        " ".join(stems),
        " ".join([*sorted(speakers), of_language, *of_publisher]),
        list_endings(stems),
        [
            (" ".join(terms.list_stems(text[one["start"] : one["end"]], language)), " ".join(own))
            for one, own in zip(quotes, filters, strict=True)
        ],
        [
            one._replace(filters=f"{one.filters} {of_language}")
            for one in make_passages(article, blocks, quotes, parties)
        ],
    )


def list_endings(stems: Iterable[str]) -> frozenset[str]:
    """Return the stems that may be those of compounds, backwards."""
    return frozenset(stem[::-1] for stem in set(stems) if terms.may_be_compound(stem))


class Statement(NamedTuple):
    """What the index has of a statement: its number, and the values that it is found by."""

    number: int
    title: str | None
    occasion: str | None
    language: str | None


def number_entries(
    entries: ArticleEntries, article: Row, quotes: Sequence[Row], days: Mapping[str, tuple[int, int | None]]
) -> Iterator[Entry]:
    """Yield the documents of an article, whose rows and those of its quotes have numbers now.

    `days` are the number and the day of each statement by its id.
    """
    number: int = article["number"]
    yield Entry(
        ARTICLE_TERMS,
        entries.terms,
        entries.filters,
        {NUMBER: number, ARTICLE: number, **_number_day(to_day(article["published_on"]))},
        entries.endings,
    )
    for row, (words, filters) in zip(quotes, entries.quotes, strict=True):
        numbers = {NUMBER: row["number"], ARTICLE: number}
        if row["statement_id"] is not None:
            statement, day = days[row["statement_id"]]
            numbers |= {STATEMENT: statement, **_number_day(day)}
        yield Entry(QUOTE_TERMS, words, filters, numbers)
    for position, one in enumerate(entries.passages):
        numbers = {NUMBER: number * PASSAGES_MAX + position, ARTICLE: number, START: one.start, END: one.end}
        if one.chain is not None:
            numbers[CHAIN] = one.chain
        yield Entry(PASSAGE_WORDS, one.words, one.filters, numbers)


def make_statement_entry(statement: Statement) -> Entry:
    """Return the document of a statement: the stems of its title and, after a gap, of its occasion."""
    fields = [
        terms.list_stems(field or "", statement.language) for field in (statement.title, statement.occasion)
    ]
    return Entry(
        STATEMENT_TERMS,
        " ".join([*fields[0], GAP, *fields[1]]),
        make_language_token(statement.language),
        {NUMBER: statement.number, STATEMENT: statement.number},
        list_endings([*fields[0], *fields[1]]),
    )


def to_day(date: datetime.date | str | None) -> int | None:
    """Return a day as a number, in order; SQLite's driver gives days as texts."""
    if date is None:
        return None
    return (datetime.date.fromisoformat(date) if isinstance(date, str) else date).toordinal()


def _number_day(day: int | None) -> dict[str, int]:
    return {} if day is None else {DAY: day}
