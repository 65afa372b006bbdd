"""The document format: one article with its speakers, statements and quotes.

Seed files, imports and exports all have this format. Unknown values are left out. The place of a quote is
never given as a number: the importer finds the words in the text.
"""

import functools
import json
from typing import Annotated, Literal

from pydantic import Field

from app.schemas.fields import Context, Day, Id, Language, Line, Model, Name, Ordinal, Passage, Sha256, Url
from app.vocabulary import BlockKind, Certainty, QuoteType, SpeakerKind, StatementForm

FORMAT = "wortlaut-article/1"
DOCUMENT_BYTES_MAX = 8 * 1024 * 1024
QUOTES_MAX = 5_000
PARTIES_MAX = 25_000
"""Speakers, addressees and via of all statements and quotes together."""

# Not `= []`: Pydantic would copy it for each of thousands of values, in 5 µs.
SpeakerIds = Annotated[list[Id], Field(max_length=50, default_factory=list)]


class SelectorDocument(Model):
    """Words of the article's text and, if they occur more than once, which occurrence is meant."""

    exact: Passage
    """The words, code point for code point."""
    prefix: Context | None = None
    """The text immediately before them."""
    suffix: Context | None = None
    """The text immediately after them."""
    occurrence: Ordinal | None = None
    """Which occurrence of the words it is, counted from 1 over the whole text."""


class ArticleCertainty(Model):
    """How sure the metadata of an article are."""

    language: Certainty | None = None
    """How sure the language is."""
    translated: Certainty | None = None
    """How sure it is that the article is, or is not, a translation."""
    published_on: Certainty | None = None
    """How sure the date is."""


class StatementCertainty(Model):
    """How sure the article makes the values of a statement."""

    speaker: Certainty | None = None
    """How sure the speakers are."""
    addressee: Certainty | None = None
    """How sure the addressees are."""
    date: Certainty | None = None
    """How sure the date is."""
    original_language: Certainty | None = None
    """How sure the original language is."""


class QuoteCertainty(Model):
    """How sure the article makes the attribution of a quote."""

    speaker: Certainty | None = None
    """How sure the speakers are."""
    addressee: Certainty | None = None
    """How sure the addressees are."""
    statement: Certainty | None = None
    """How sure it is that the quote renders its statement."""


class SpeakerDocument(Model):
    """A speaker as described by this article."""

    id: Id
    """The speaker's id, the same in every document."""
    name: Name
    """The name to display."""
    kind: SpeakerKind
    """A person or an organization."""
    names: Annotated[list[Name], Field(max_length=100, default_factory=list)]
    """All names that the article uses for the speaker."""
    description: Line | None = None
    """How the article describes the speaker, in its words."""
    same_as: Annotated[list[Url], Field(max_length=20, default_factory=list)]
    """Identifiers of the same speaker elsewhere."""
    review: bool = False
    """Whether a person has still to decide about this speaker; an import refuses it until then."""


class StatementDocument(Model):
    """A statement as described by this article."""

    id: Id
    """The statement's id, the same in every document."""
    form: StatementForm
    """The form of the statement."""
    title: Line | None = None
    """A descriptive title, not a quotation."""
    speakers: SpeakerIds
    """Who said or wrote it."""
    addressees: SpeakerIds
    """To whom."""
    via: SpeakerIds
    """Who reported it."""
    date: Day | None = None
    """The day it was said or written."""
    occasion: Line | None = None
    """The occasion."""
    original_language: Language | None = None
    """The language in which it was said or written."""
    certainty: StatementCertainty = StatementCertainty()
    """How sure the article makes these values."""
    review: bool = False
    """Whether a person has still to decide about this statement; an import refuses it until then."""


class QuoteDocument(SelectorDocument):
    """A quote: its words, their place, and their attribution."""

    type: QuoteType
    """How the passage renders the statement."""
    speakers: SpeakerIds
    """Who said or wrote it; empty for a term."""
    addressees: SpeakerIds
    """To whom."""
    via: SpeakerIds
    """Who reported it: the source of an enclosing clause."""
    statement: Id | None = None
    """The statement that it renders, or a part of it."""
    cue: SelectorDocument | None = None
    """The word that introduces the quote: `schrieb`, `so`."""
    speaker_mention: SelectorDocument | None = None
    """The words that name the speaker here: `er`, `Putin`."""
    key: Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$", max_length=100)] | None = None
    """A name for this quote within this document, for another one's `continues`."""
    continues: Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$", max_length=100)] | None = None
    """The key of another part of the same interrupted quotation. The order of the parts is that of the text;
    each part but one continues another, and each is continued by one at most."""
    certainty: QuoteCertainty = QuoteCertainty()
    """How sure the article makes the attribution."""
    review: bool = False
    """Whether a person has still to decide about this quote; an import refuses it until then."""
    score: Annotated[float, Field(ge=0, le=1)] | None = None
    """How sure the rule is that proposed this quote; not stored."""
    rule: Annotated[str, Field(pattern="^[a-z0-9-]+$", max_length=100)] | None = None
    """The rule that proposed this quote; not stored."""


class ArticleDocument(Model):
    """One article with its speakers, statements and quotes."""

    format: Literal["wortlaut-article/1"]
    """The format of this document."""
    id: Id
    """The article's id: a readable slug, which is its address."""
    headline: Line | None = None
    """The headline, if one is known."""
    publisher: Name | None = None
    """Who published it."""
    author: Line | None = None
    """Who wrote it."""
    source_url: Url | None = None
    """Where it was published."""
    published_on: Day | None = None
    """The day it was published."""
    rights: Line | None = None
    """The holder of the rights, and the permitted use."""
    language: Language | None = None
    """The language of the text (BCP 47)."""
    translated: bool | None = None
    """Whether the text is a translation."""
    certainty: ArticleCertainty = ArticleCertainty()
    """How sure the metadata are."""
    sha256: Sha256 | None = None
    """SHA-256 of the text in UTF-8; if given, it must match."""
    text: Passage
    """The text, exactly as received. It may hold control characters U+0080 to U+009F, which end no line."""
    blocks: Annotated[list[BlockKind], Field(min_length=1, max_length=100_000)]
    """The kind of each line of the text, in order; blank lines belong to the line before."""
    speakers: Annotated[list[SpeakerDocument], Field(max_length=1_000, default_factory=list)]
    """The speakers that the statements and quotes below name."""
    statements: Annotated[list[StatementDocument], Field(max_length=QUOTES_MAX, default_factory=list)]
    """The statements that the quotes below render."""
    quotes: Annotated[list[QuoteDocument], Field(max_length=QUOTES_MAX, default_factory=list)]
    """The quotes, in any order; words that several speakers share are one entry with all of them."""
    review: bool = False
    """Whether a person has still to decide about the values above; an import refuses it until then."""


@functools.cache
def make_json_schema() -> str:
    """Return the JSON Schema (2020-12) of the document format as text."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "/v1/schemas/article-document.json",
        **ArticleDocument.model_json_schema(),
    }
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
