"""The answers of tools: as short as a model needs to quote and to cite. What is unknown is left out."""

import datetime
from typing import Annotated

from pydantic import Field

from app.schemas.document import ArticleCertainty, QuoteCertainty, StatementCertainty
from app.schemas.fields import Model
from app.schemas.resources import Parties, StatementReference
from app.schemas.verdict_rules import RULES, summarize
from app.schemas.whole_texts import TextSummary, UnjudgedPassage
from app.verbatim.changes import Change
from app.vocabulary import (
    Attribution,
    Extent,
    Outcome,
    QuoteType,
    SpeakerKind,
    SpeakerStatus,
    StatementForm,
    VerdictKind,
    Wording,
)


class Place(Model):
    """Words of an article, and where they are. Offsets are Unicode code points into the article's text."""

    exact: str
    """The words, code point for code point."""
    speakers: Parties
    """Whose words they are according to the article."""
    statement: StatementReference | None = None
    """The statement that they render, and its form: a letter, a speech."""
    article: str
    """The article's id."""
    headline: str | None = None
    """The article's headline."""
    start: int
    """Where they begin."""
    end: int
    """Where they end, exclusive."""
    certainty: QuoteCertainty | None = None
    """How sure the article makes their attribution; nothing is stated of words outside of quotes."""
    link: str
    """The address to cite."""


class QuoteAnswer(Place):
    """A quote."""

    id: str
    """The quote's id."""
    type: QuoteType
    """How it renders a statement."""
    is_quotation: bool
    """Whether the words are in quotation marks in the article. Otherwise they are the reporter's own: never
    quote them as the speaker's."""
    certainty: QuoteCertainty
    """How sure the article makes it who speaks to whom; do not attribute what is `ambiguous`."""
    language: str | None = None
    """The article's language."""
    translated: bool | None = None
    """Whether the article is a translation: the wording is then not the speaker's. Left out if unclear."""


class QuoteDetails(QuoteAnswer):
    """A quote with what is around it."""

    prefix: str
    """Up to 32 code points before it."""
    suffix: str
    """Up to 32 code points after it."""
    addressees: Parties
    """Whom it is addressed to."""
    via: Parties
    """Who reported it."""
    within: str | None = None
    """The quote that contains it."""
    continues: str | None = None
    """The quote that it continues."""
    sha256: str
    """SHA-256 of the article's text in UTF-8, which the offsets refer to."""
    text_uri: str
    """The URI of the resource with the article's text."""


class QuotesAnswer(Model):
    """The quotes that a search found, the best first."""

    quotes: list[QuoteAnswer]
    """The quotes."""
    next: str | None = None
    """The cursor to read on with."""


class FoundWords(Place):
    """A place where the claimed words occur."""

    quote: str | None = None
    """The quote that contains them."""
    type: QuoteType | None = None
    """The quote's type. Only a direct, mixed or term one is in quotation marks."""
    wording: Wording
    """How they agree with the claim."""
    attribution: Attribution
    """Whether the article gives them to the claimed speaker."""
    extent: Extent | None = None
    """Whether they are the whole quotation or an excerpt."""
    omitted: list[str] = []
    """What the claim leaves out of them."""
    context: str | None = None
    """The sentences around them, unless they are a whole quotation: an excerpt can mislead."""


class NearWords(Place):
    """The passage that comes nearest. It verifies nothing."""

    changes: list[Change]
    """In what the claim differs from it."""
    difference: str
    """Claim and passage, word by word: [-only in the claim-] {+only in the article+}."""
    attribution: Attribution
    """Whether the article gives it to the claimed speaker."""


class PlainVerdictAnswer(Model):
    """A verdict over words."""

    verdict: Annotated[VerdictKind, Field(description=f"The first that applies. {summarize(RULES.verdict)}")]
    wording: Annotated[Wording, Field(description=f"Are these the words? {summarize(RULES.wording)}")]
    attribution: Annotated[Attribution, Field(description=f"Whose are they? {summarize(RULES.attribution)}")]
    note: str
    """What a reader of the verdict must know."""
    matches: list[FoundWords]
    """Where the words occur, the first three places."""
    matches_total: int
    """In how many places they occur, counted to 1,000."""
    inserted: list[str] = []
    """What is in brackets in the claim and not in the article."""
    nearest: NearWords | None = None
    """The passage that comes nearest to an altered claim."""


class QuotationAnswer(PlainVerdictAnswer):
    """A quotation in marks within a claim, with a verdict of its own."""

    text: str
    """The words between the marks."""


class VerdictAnswer(PlainVerdictAnswer):
    """A verdict over a claim."""

    speaker: str | None = None
    """The id of the claimed speaker."""
    quotations: list[QuotationAnswer] = []
    """A verdict over each quotation in marks that the claim contains among other words."""
    articles: int
    """Articles that were searched: `absent` means not in these."""
    near_complete: bool
    """Whether near versions were sought everywhere."""


class TextQuotationAnswer(PlainVerdictAnswer):
    """A quotation of a text, with its verdict; only the first match is shown."""

    text: str
    """The words between the marks."""
    start: int
    """Where they begin in the text."""
    end: int
    """Where they end, exclusive."""
    outcome: Outcome
    """The verdict. `words_only`: the words are right, but whether their speaker is whom the text means is not
    sure. `doubtful`: another speaker's words, if the text means the speaker that it seems to."""
    speaker_status: SpeakerStatus
    """Whether they were verified as those of the speaker that the text names (`named`), or why not."""
    speaker: str | None = None
    """The id of that speaker."""
    speaker_name: str | None = None
    """The name in the text."""


class TextAnswer(Model):
    """The verdicts over the quotations in a text."""

    summary: TextSummary
    """How many there are of each outcome: show only `verified` ones as they are."""
    quotations: list[TextQuotationAnswer]
    """The quotations in reading order."""
    unjudged: list[UnjudgedPassage]
    """Passages in marks without a verdict, and why."""
    note: str
    """What a reader must know."""


class StatementAnswer(Model):
    """A statement that an article quotes."""

    id: str
    """The statement's id."""
    form: StatementForm
    """Its form: a letter, a speech."""
    title: str | None = None
    """Its title."""
    speakers: Parties
    """Whose it is."""
    addressees: Parties
    """Whom it is addressed to."""
    date: datetime.date | None = None
    """Its date."""
    occasion: str | None = None
    """Its occasion."""
    original_language: str | None = None
    """The language it was made in."""
    certainty: StatementCertainty
    """How sure the articles make this; say so where you use what is `inferred`."""


class ArticleAnswer(Model):
    """An article, without its text."""

    id: str
    """The article's id."""
    headline: str | None = None
    """The headline."""
    publisher: str | None = None
    """The publisher."""
    author: str | None = None
    """The author."""
    published_on: datetime.date | None = None
    """The day of publication."""
    source_url: str | None = None
    """The address of the article at its publisher."""
    language: str | None = None
    """The language."""
    translated: bool | None = None
    """Whether it is a translation."""
    certainty: ArticleCertainty
    """How sure these facts are; say so where you use what is `inferred`."""
    sha256: str
    """SHA-256 of its text in UTF-8."""
    statements: list[StatementAnswer]
    """The statements that it quotes."""
    quotes: list[QuoteAnswer]
    """Its quotes in reading order, at most 50."""
    quotes_total: int
    """How many there are: read on with `skip`."""
    link: str
    """The address to cite."""
    text_uri: str
    """The URI of the resource with its text."""


class SpeakerAnswer(Model):
    """A speaker."""

    id: str
    """The speaker's id."""
    name: str
    """The name to show."""
    names: list[str]
    """All names that the articles use."""
    kind: SpeakerKind
    """A person or an organization."""
    description: str | None = None
    """What the articles say of the speaker."""
    same_as: list[str]
    """Identifiers elsewhere."""
    quotes: int
    """How many quotes there are."""


class SpeakersAnswer(Model):
    """Speakers in order of their id."""

    speakers: list[SpeakerAnswer]
    """The speakers."""
    next: str | None = None
    """The cursor to read on with."""
