"""The values that the catalog returns and presenters turn into a format; neither of these knows the other.

A class named `…Row` lists the columns of a query, and the query is made from it. Its rows are passed on as
the database returned them: they have these columns under these names, and maybe further ones. Copying
them into the class would add a third to the time of a page of articles.
"""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from app.verbatim import Span

Day = datetime.date | str
"""A day, as a text from SQLite; both look the same in JSON."""


class Highlight(NamedTuple):
    """A place that matches a search: the field, and offsets into it in code points."""

    field: str
    start: int
    end: int


class Party(NamedTuple):
    """A speaker's part in a quote or a statement."""

    role: str
    position: int
    speaker_id: str
    name: str


class ArticleRow(NamedTuple):
    """An article without its text."""

    id: str
    headline: str | None
    publisher: str | None
    author: str | None
    source_url: str | None
    published_on: Day | None
    rights: str | None
    language: str | None
    translated: bool | None
    sha256: str
    language_certainty: str | None
    translated_certainty: str | None
    published_on_certainty: str | None


class FoundArticle(NamedTuple):
    """An article of a list, with the places in its text that match a search."""

    row: ArticleRow
    highlights: Sequence[Highlight] = ()


class BlockValue(NamedTuple):
    """A line of an article's text."""

    position: int
    kind: str
    start: int
    end: int
    text: str


class QuoteRow(NamedTuple):
    """A quote without its words; `within` and `continues` are positions of quotes in the same article.

    `form`, `date` and `date_certainty` are the statement's.
    """

    id: str
    position: int
    type: str
    start: int
    end: int
    directive: str | None
    cue_start: int | None
    cue_end: int | None
    mention_start: int | None
    mention_end: int | None
    statement_id: str | None
    form: str | None
    date: Day | None
    date_certainty: str | None
    within: int | None
    continues: int | None
    speaker_certainty: str | None
    addressee_certainty: str | None
    statement_certainty: str | None


class QuotedArticleRow(NamedTuple):
    """The part of an article that its quotes, citations of them and feeds show.

    `stored_at` is in seconds since 1970 (UTC).
    """

    article_id: str
    headline: str | None
    publisher: str | None
    author: str | None
    source_url: str | None
    published_on: Day | None
    sha256: str
    language: str | None
    translated: bool | None
    language_certainty: str | None
    translated_certainty: str | None
    published_on_certainty: str | None
    stored_at: int


class QuoteValue(NamedTuple):
    """A quote with its words, all of them cut from the article's text, and the ids of related quotes.

    `utf16` is its span in UTF-16 code units, for readers that asked for it.
    """

    row: QuoteRow
    article: QuotedArticleRow
    parties: Sequence[Party]
    exact: str
    prefix: str
    suffix: str
    cue: str | None
    mention: str | None
    within_id: str | None
    continues_id: str | None
    highlights: Sequence[Highlight] = ()
    utf16: Span | None = None


class StatementRow(NamedTuple):
    """A statement: a letter, a speech, a report."""

    id: str
    form: str
    title: str | None
    date: Day | None
    occasion: str | None
    original_language: str | None
    speaker_certainty: str | None
    addressee_certainty: str | None
    date_certainty: str | None
    original_language_certainty: str | None


class StatementHead(NamedTuple):
    """A statement without its quotes."""

    row: StatementRow
    parties: Sequence[Party]


class StatementValue(NamedTuple):
    """A statement with its first quotes, and the places in its fields that match a search."""

    row: StatementRow
    parties: Sequence[Party]
    quotes: Sequence[QuoteValue]
    quotes_total: int
    highlights: Sequence[Highlight] = ()


class SpeakerRow(NamedTuple):
    """A speaker, as all articles together describe it."""

    id: str
    name: str
    kind: str
    description: str | None
    same_as: list[str]


class SpeakerHead(NamedTuple):
    """A speaker with all name variants, in order."""

    row: SpeakerRow
    names: Sequence[str]


class SpeakerValue(NamedTuple):
    """A speaker with all name variants and with counts."""

    row: SpeakerRow
    names: Sequence[str]
    quotes: int
    statements: int
    articles: int


class ArticleValue(NamedTuple):
    """A whole article."""

    row: ArticleRow
    blocks: Sequence[BlockValue]
    statements: Sequence[StatementHead]
    speakers: Sequence[SpeakerHead]
    quotes: Sequence[QuoteValue]
