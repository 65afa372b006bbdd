"""The resources in the API's answers."""

from operator import not_
from typing import Annotated, Any

from pydantic import Field

from app.models import ARTICLE_TEXT_MAX
from app.schemas.document import ArticleCertainty, QuoteCertainty, StatementCertainty
from app.schemas.fields import (
    LINK_MAX,
    Count,
    Day,
    Id,
    Language,
    Line,
    Link,
    Model,
    Name,
    Offset,
    Passage,
    QuoteId,
    Sha256,
    Url,
    is_none,
)
from app.vocabulary import BlockKind, QuoteType, ReplicaState, SpeakerKind, StatementForm

QUOTES_SHOWN_MAX = 50
"""Quotes that a statement contains; `links.quotes` leads to all of them."""

SurroundingText = Annotated[str, Field(max_length=32)]
BlockText = Annotated[str, Field(min_length=1, max_length=ARTICLE_TEXT_MAX)]


class SpeakerReference(Model):
    """A speaker, by id and name."""

    id: Id
    """The speaker's id."""
    name: Name
    """The name by which the speaker is shown."""


Parties = Annotated[list[SpeakerReference], Field(max_length=1_000)]


class StatementReference(Model):
    """A statement, by id and form."""

    id: Id
    """The statement's id."""
    form: StatementForm
    """Its form, as letter or speech."""


class ArticleReference(Model):
    """An article, by id, headline and digest."""

    id: Id
    """The article's id."""
    headline: Line | None
    """The headline; null if none is known."""
    sha256: Sha256
    """SHA-256 of the article's text in UTF-8."""


class TextSpan(Model):
    """Words of the article's text with their place."""

    exact: Passage
    """The words, code point for code point."""
    start: Offset
    """Where they begin: Unicode code points from the beginning of the article's text."""
    end: Offset
    """Where they end, exclusive."""


class Highlight(Model):
    """A place that matches a search."""

    field: Annotated[str, Field(pattern="^(exact|text|title|occasion)$", max_length=8)]
    """The field in which it occurs: `exact` of a quote, `text` of an article, `title` or `occasion`."""
    start: Offset
    """Where it begins: Unicode code points from the beginning of the field."""
    end: Offset
    """Where it ends, exclusive."""


Highlights = Annotated[list[Highlight], Field(max_length=40, exclude_if=not_)]


class QuoteLinks(Model):
    """Links from a quote."""

    self: Link
    """The quote."""
    article: Link
    """The article in which it occurs."""
    text: Link
    """The words themselves, cut from the article's text."""
    text_fragment: Link
    """The words, marked by the browser, on a page with the article to read."""
    source: Annotated[str, Field(pattern="^https?://[!-~]+$", max_length=LINK_MAX)] | None
    """The words where the article was published, marked by the browser; null if no address is known."""


class Quote(Model):
    """A span of an article's text that renders (part of) a statement.

    `article.text[start:end]` is `exact`, counted in Unicode code points; in JavaScript
    `[...text].slice(start, end).join("")`. `exact`, `prefix` and `suffix` are a TextQuoteSelector,
    `start` and `end` a TextPositionSelector (W3C Web Annotation).
    """

    id: QuoteId
    """The quote's id, made from its content: the same on every installation."""
    type: QuoteType
    """`direct`: a full quotation. `mixed`: words in marks inside the reporter's clause. `term`: marked
    words without a speaker. `indirect`: a reported clause. `reported`: only the act. The last
    two are the reporter's words."""
    exact: Passage
    """The words, code point for code point as in the article. They are verbatim in the article; whether
    they were said like this is another question."""
    prefix: SurroundingText
    """Up to 32 code points before them."""
    suffix: SurroundingText
    """Up to 32 code points after them."""
    start: Offset
    """Where they begin: Unicode code points from the beginning of the article's text."""
    end: Offset
    """Where they end, exclusive."""
    speakers: Parties
    """Who said or wrote it; empty for a term."""
    addressees: Parties
    """To whom."""
    speaker_mention: TextSpan | None
    """The words that name the speaker here (`er`, `Putin`), where the article has them."""
    cue: TextSpan | None
    """The word that introduces it (`schrieb`, `so`), where the article has one."""
    statement: StatementReference | None
    """The statement it renders (part of)."""
    via: Parties
    """Who reported it, where the article names a source."""
    within: QuoteId | None
    """The quote that encloses this one most closely."""
    continues: QuoteId | None
    """The quotation that this one continues after an interruption."""
    certainty: QuoteCertainty
    """How certain the article makes the attribution; null where there is none."""
    article: ArticleReference
    """The article in which it occurs."""
    language: Language | None
    """The language of the article."""
    translated: bool | None
    """Whether the article is a translation: then these are a translator's words."""
    links: QuoteLinks
    """Links to related resources."""
    highlights: Highlights = []
    """The places in `exact` that match `q`, if it was given."""


class StatementLinks(Model):
    """Links from a statement."""

    self: Link
    """The statement."""
    quotes: Link
    """All its quotes."""


class StatementHead(Model):
    """A statement without the quotes that render it."""

    id: Id
    """The statement's id."""
    form: StatementForm
    """Its form, as letter or speech."""
    title: Line | None
    """A title for it; a description, not a quotation."""
    speakers: Parties
    """Who said or wrote it."""
    addressees: Parties
    """To whom."""
    via: Parties
    """Who reported it."""
    date: Day | None
    """Its day; null if the articles do not say."""
    occasion: Line | None
    """The occasion."""
    original_language: Language | None
    """Its original language; null if the articles do not say."""
    certainty: StatementCertainty
    """How certain the articles make this."""
    links: StatementLinks
    """Links to related resources."""
    highlights: Highlights = []
    """The places in `title` and `occasion` that match `q`, if it was given."""


class Statement(StatementHead):
    """A statement, as a letter or a report, with the quotes that render it, from all articles."""

    quotes: Annotated[list[Quote], Field(max_length=QUOTES_SHOWN_MAX)]
    """The quotes that render it, in reading order; at most 50."""
    quotes_total: Count
    """The number of all quotes that render it."""


class SpeakerLinks(Model):
    """Links from a speaker."""

    self: Link
    """The speaker."""
    quotes: Link
    """The speaker's quotes."""
    statements: Link
    """The speaker's statements."""
    articles: Link
    """The articles that quote the speaker."""


class SpeakerHead(Model):
    """A person or organization that speaks or is addressed, without counts."""

    id: Id
    """The speaker's id."""
    name: Name
    """The name by which the speaker is shown."""
    kind: SpeakerKind
    """A person or an organization."""
    names: Annotated[list[Name], Field(max_length=10_000)]
    """All name variants in the articles. Parameters take any of them, in any typography."""
    description: Line | None
    """How the articles describe the speaker, in their words."""
    same_as: Annotated[list[Url], Field(max_length=10_000)]
    """Identifiers of the same speaker elsewhere. Parameters take them and their last parts."""
    links: SpeakerLinks
    """Links to related resources."""


class SpeakerCounts(Model):
    """Counts of a speaker's quotes, statements and articles."""

    quotes: Count
    """Quotes of this speaker."""
    statements: Count
    """Statements of this speaker."""
    articles: Count
    """Articles with such a quote."""


class Speaker(SpeakerHead):
    """A person or organization that speaks or is addressed."""

    counts: SpeakerCounts
    """Counts of what the speaker said; what was said to the speaker is not counted."""


class Block(Model):
    """A line of an article's text, its line end included; the blocks tile the text."""

    position: Offset
    """Its number in the article, from 0."""
    kind: BlockKind
    """The kind of line."""
    start: Offset
    """Where it begins, in code points."""
    end: Offset
    """Where it ends, exclusive."""
    text: BlockText
    """The line, its line end included."""


class ArticleLinks(Model):
    """Links from an article."""

    self: Link
    """The article."""
    text: Link
    """Its exact text."""
    document: Link
    """The article in the document format."""
    quotes: Link
    """Its quotes."""
    statements: Link
    """The statements it quotes."""


class ArticleHead(Model):
    """Facts about an article; null where they are unknown."""

    id: Id
    """The article's id, a readable slug."""
    headline: Line | None
    """The headline; null if none is known."""
    publisher: Name | None
    """Who published it; null if unknown."""
    author: Line | None
    """Who wrote it; null if unknown."""
    source_url: Url | None
    """Where it was published; null if unknown."""
    published_on: Day | None
    """The day it was published; null if unknown."""
    rights: Line | None
    """Who holds the rights; null if unknown."""
    language: Language | None
    """The language of the text (BCP 47)."""
    translated: bool | None
    """Whether the text is a translation: then its quotes are in a translator's words."""
    sha256: Sha256
    """SHA-256 of the text in UTF-8."""
    certainty: ArticleCertainty
    """How certain these facts are; null where they are unknown."""
    links: ArticleLinks
    """Links to related resources."""
    highlights: Highlights = []
    """The first 20 places in the article's text that match `q`, if it was given."""


class Article(ArticleHead):
    """A whole article: its blocks tile its text, and every quote has its place in it."""

    blocks: Annotated[list[Block], Field(max_length=100_000)]
    """The lines of the text with their kinds. Their texts, joined, are the text."""
    statements: Annotated[list[StatementHead], Field(max_length=5_000)]
    """The statements it quotes."""
    speakers: Annotated[list[SpeakerHead], Field(max_length=1_000)]
    """The speakers of its statements and quotes."""
    quotes: Annotated[list[Quote], Field(max_length=5_000)]
    """Its quotes, in reading order."""


class Page(Model):
    """The fields of every page of a list."""

    items: Any  # Any: each kind of page declares its items; the field is here to come first
    """The items."""
    next: Link | None
    """The next page; null on the last one."""
    total: Annotated[Count | None, Field(exclude_if=is_none)] = None
    """The number of items, if `total=true` was given: of a list, and of statements, up to 10,000."""
    complete: Annotated[bool | None, Field(exclude_if=is_none)] = None
    """True if `q` was given: all hits are ranked."""


class ArticlePage(Page):
    """A page of articles."""

    items: Annotated[list[ArticleHead], Field(max_length=200)]
    """The articles, in order of their id."""


class StatementPage(Page):
    """A page of statements."""

    items: Annotated[list[Statement], Field(max_length=200)]
    """The statements, in order of their id."""


class QuotePage(Page):
    """A page of quotes."""

    items: Annotated[list[Quote], Field(max_length=200)]
    """The quotes, in reading order: by article, then by position in its text."""


class SpeakerPage(Page):
    """A page of speakers."""

    items: Annotated[list[Speaker], Field(max_length=200)]
    """The speakers, in order of their id."""


class Dates(Model):
    """A range of days, both ends included."""

    first: Day
    """The first day."""
    last: Day
    """The last day."""


class Coverage(Model):
    """The contents of this installation."""

    articles: Count
    """Articles."""
    statements: Count
    """Statements."""
    quotes: Count
    """Quotes of all types."""
    speakers: Count
    """Speakers."""
    languages: Annotated[list[Language], Field(max_length=10_000)]
    """Languages of the articles."""
    dates: Dates | None
    """The first and the last day of a statement; null if none has a day."""
    revision: Count
    """How often the contents of this installation have changed."""


class ServiceLinks(Model):
    """Where to begin."""

    articles: Link
    """The articles."""
    statements: Link
    """The statements."""
    quotes: Link
    """The quotes."""
    speakers: Link
    """The speakers."""
    docs: Link
    """The documentation, to read and to try."""
    openapi: Link
    """The OpenAPI document."""
    article_document_schema: Link
    """The JSON Schema of the document format."""
    health: Link
    """Whether the service can answer."""


class Service(Model):
    """The service and its contents."""

    name: Line
    """The name of the program."""
    version: Line
    """Its version."""
    description: Line
    """Its purpose."""
    coverage: Coverage
    """Its contents."""
    links: ServiceLinks
    """Where to begin."""


class Health(Model):
    """That the service lives, or can answer."""

    status: Annotated[str, Field(pattern="^ok$", max_length=2)]
    """Always `ok`: any other answer is a problem."""
    replica: Annotated[ReplicaState | None, Field(exclude_if=is_none)] = None
    """Whether requests read from the replica of the database. Where it is `behind` or `away`, they read from
    the database itself; where there is none, this is missing."""
