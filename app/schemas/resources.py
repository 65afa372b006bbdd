"""The resources: what the API answers with."""

from typing import Annotated, Any

from pydantic import Field

from app.models import ARTICLE_TEXT_MAX
from app.schemas.document import ArticleCertainty, QuoteCertainty, StatementCertainty
from app.schemas.fields import (
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
    is_empty,
    is_none,
)
from app.vocabulary import BlockKind, QuoteType, SpeakerKind, StatementForm

QUOTES_SHOWN_MAX = 50
"""Quotes that a statement shows of itself; `links.quotes` leads to all of them."""

SurroundingText = Annotated[str, Field(max_length=32)]
BlockText = Annotated[str, Field(min_length=1, max_length=ARTICLE_TEXT_MAX)]


class SpeakerReference(Model):
    """A speaker, by id and name."""

    id: Id
    """The speaker's id."""
    name: Name
    """The name the speaker is shown by."""


Parties = Annotated[list[SpeakerReference], Field(max_length=1_000)]


class StatementReference(Model):
    """A statement, by id and form."""

    id: Id
    """The statement's id."""
    form: StatementForm
    """The form in which it was uttered."""


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
    """A place that a search hit."""

    field: Annotated[str, Field(pattern="^(exact|text|title|occasion)$", max_length=8)]
    """The field that it stands in: `exact` of a quote, `text` of an article, `title` or `occasion`."""
    start: Offset
    """Where it begins: Unicode code points from the beginning of the field."""
    end: Offset
    """Where it ends, exclusive."""


Highlights = Annotated[list[Highlight], Field(max_length=40, exclude_if=is_empty)]


class QuoteLinks(Model):
    """Where to go from a quote."""

    self: Link
    """The quote."""
    article: Link
    """The article it stands in."""
    text: Link
    """The words themselves, cut from the article's text."""


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
    words that are nobody's statement. `indirect`: a reported clause. `reported`: only the act. The last
    two are the reporter's words."""
    exact: Passage
    """The words, code point for code point as the article has them: verbatim in this article, which is
    not to say verbatim uttered."""
    prefix: SurroundingText
    """Up to 32 code points before them."""
    suffix: SurroundingText
    """Up to 32 code points after them."""
    start: Offset
    """Where they begin: Unicode code points from the beginning of the article's text."""
    end: Offset
    """Where they end, exclusive."""
    speakers: Parties
    """Who uttered it; nobody for a term."""
    addressees: Parties
    """To whom."""
    speaker_mention: TextSpan | None
    """The words that name the speaker here (`er`, `Putin`), where the article has them."""
    cue: TextSpan | None
    """The word that says that something is uttered (`schrieb`, `so`), where the article has one."""
    statement: StatementReference | None
    """The statement it renders (part of)."""
    via: Parties
    """Who reported it, where the article ascribes the report to somebody."""
    within: QuoteId | None
    """The quote that encloses this one most closely."""
    continues: QuoteId | None
    """The quotation that this one goes on with after an interruption."""
    certainty: QuoteCertainty
    """How sure the article makes the attribution; null where there is nothing to be sure of."""
    article: ArticleReference
    """The article it stands in."""
    language: Language | None
    """The language of the article."""
    translated: bool | None
    """Whether the article is a translation: then these are a translator's words."""
    links: QuoteLinks
    """Where to go from here."""
    highlights: Highlights = []
    """Where `exact` was hit, if `q` was asked for."""


class StatementLinks(Model):
    """Where to go from a statement."""

    self: Link
    """The statement."""
    quotes: Link
    """All its quotes."""


class StatementHead(Model):
    """What was uttered, without the quotes that render it."""

    id: Id
    """The statement's id."""
    form: StatementForm
    """The form in which it was uttered."""
    title: Line | None
    """What to call it; a description, not a quotation."""
    speakers: Parties
    """Who uttered it."""
    addressees: Parties
    """To whom."""
    via: Parties
    """Who reported it."""
    date: Day | None
    """The day it was uttered; null if the articles do not say."""
    occasion: Line | None
    """What it was uttered for."""
    original_language: Language | None
    """The language it was uttered in; null if the articles do not say."""
    certainty: StatementCertainty
    """How sure the articles make this."""
    links: StatementLinks
    """Where to go from here."""
    highlights: Highlights = []
    """Where `title` and `occasion` were hit, if `q` was asked for."""


class Statement(StatementHead):
    """What was uttered: a letter, a report; with the quotes that render it, of all articles."""

    quotes: Annotated[list[Quote], Field(max_length=QUOTES_SHOWN_MAX)]
    """The quotes that render it, in reading order; at most 50."""
    quotes_total: Count
    """How many there are."""


class SpeakerLinks(Model):
    """Where to go from a speaker."""

    self: Link
    """The speaker."""
    quotes: Link
    """What the speaker uttered, passage by passage."""
    statements: Link
    """What the speaker uttered, statement by statement."""
    articles: Link
    """The articles that quote the speaker."""


class SpeakerHead(Model):
    """A person or organisation that utters or is addressed, without counts."""

    id: Id
    """The speaker's id."""
    name: Name
    """The name the speaker is shown by."""
    kind: SpeakerKind
    """A person or an organisation."""
    names: Annotated[list[Name], Field(max_length=10_000)]
    """Every name variant that the articles use. Parameters take any of them."""
    description: Line | None
    """How the articles describe the speaker, in their words."""
    same_as: Annotated[list[Url], Field(max_length=10_000)]
    """Identifiers of the same speaker elsewhere."""
    links: SpeakerLinks
    """Where to go from here."""


class SpeakerCounts(Model):
    """How much there is of a speaker."""

    quotes: Count
    """Quotes whose speaker this is."""
    statements: Count
    """Statements whose speaker this is."""
    articles: Count
    """Articles that have such a quote."""


class Speaker(SpeakerHead):
    """A person or organisation that utters or is addressed."""

    counts: SpeakerCounts
    """How much there is of the speaker as the one who utters."""


class Block(Model):
    """A line of an article's text, its line end included; the blocks tile the text."""

    position: Offset
    """Its number, from 0."""
    kind: BlockKind
    """What the line is."""
    start: Offset
    """Where it begins, in code points."""
    end: Offset
    """Where it ends, exclusive."""
    text: BlockText
    """The line, its line end included."""


class ArticleLinks(Model):
    """Where to go from an article."""

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
    """What is known about an article; null where nothing is."""

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
    """Whether the text is a translation: then what it quotes is a translator's wording."""
    sha256: Sha256
    """SHA-256 of the text in UTF-8."""
    certainty: ArticleCertainty
    """How sure this is; null where nothing is known."""
    links: ArticleLinks
    """Where to go from here."""
    highlights: Highlights = []
    """Where the article's text was hit, if `q` was asked for; the first 20 places."""


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
    """What every page of a list has."""

    items: Any  # Any: each kind of page says what its items are; they stand here to come first
    """The items."""
    next: Link | None
    """The next page; null on the last one."""
    total: Annotated[Count | None, Field(exclude_if=is_none)] = None
    """How many items all pages have, if `total=true` was asked for; 10,000 means that many or more."""
    complete: Annotated[bool | None, Field(exclude_if=is_none)] = None
    """Whether all hits are here, if `q` was asked for; else only the first ones stored: narrow the search."""


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
    """What this installation holds."""

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
    """The days of the statements that are dated; null if none is."""
    revision: Count
    """How often the holdings have changed on this installation."""


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
    """What this service is and what it holds."""

    name: Line
    """The name of the program."""
    version: Line
    """Its version."""
    description: Line
    """What it is for."""
    coverage: Coverage
    """What it holds."""
    links: ServiceLinks
    """Where to begin."""


class Health(Model):
    """That the service lives, or can answer."""

    status: Annotated[str, Field(pattern="^ok$", max_length=2)]
    """Always `ok`: any other answer is a problem."""
