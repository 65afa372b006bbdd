"""A whole text in, a verdict over each of its quotations out."""

from typing import Annotated

from pydantic import Field

from app.schemas.fields import INT32, Count, Id, Language, Model, Name, Pasted
from app.schemas.resources import SpeakerReference
from app.schemas.verdicts import PlainVerdict
from app.vocabulary import Certainty, Outcome, QuoteType, SpeakerStatus, Unjudged

TEXT_MAX = 100_000
TEXT_QUOTATIONS_MAX = 1_000

TextOffset = Annotated[int, Field(ge=0, le=TEXT_MAX, json_schema_extra=INT32)]


class WholeText(Model):
    """A text whose quotations are to be verified."""

    text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX), Pasted]
    """The text, with quotation marks: up to 100,000 code points and 1,000 passages in marks."""
    language: Language | None = None
    """The language of the text (BCP 47); if omitted, German and English are recognized."""
    article: Id | None = None
    """Only this article is searched."""


class GivenSpan(Model):
    """A part of the text that was sent; offsets are Unicode code points."""

    text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX)]
    """The words."""
    start: TextOffset
    """Where they begin."""
    end: TextOffset
    """Where they end, exclusive."""


class TextSpeaker(Model):
    """Who speaks according to the text, as rules read it, and who goes by that name here."""

    status: SpeakerStatus
    """`named`: one speaker here goes by the name. In all other cases the words were looked for without a
    speaker: `unknown`: nobody here goes by it; `several`: several do; `unnamed`: no rule finds a name."""
    mention: GivenSpan | None
    """The words that name the speaker beside the quotation; null if there are none."""
    name: Name | None
    """The name: the fullest one that the text has, where the mention is a part of it or a pronoun."""
    certainty: Certainty | None
    """`stated` beside the quotation, by a pronoun (`anaphora`), or `inferred` from what is around it."""
    id: Id | None
    """The id of the speaker here that the words were verified as those of."""
    candidates: Annotated[list[SpeakerReference], Field(max_length=20)]
    """The speakers here that the name may mean, if it fits several."""


class TextQuotation(GivenSpan):
    """A quotation of the text, with its verdict."""

    type: QuoteType
    """`direct` or `mixed`, as rules read it."""
    speaker: TextSpeaker
    """Who speaks according to the text."""
    outcome: Outcome
    """The verdict (that over all parts together, if they are words of one interrupted quotation that was
    changed), unless it rests on who speaks in the text and rules are not sure of that. Then verified
    words are `words_only`: they are in a quotation here, and whose they are is for you to compare. Words of
    another speaker are `doubtful`, and so is a quotation of which only what is in marks within it comes near
    to a passage: read the text before anybody is accused."""
    verdict: PlainVerdict
    """The verdict over these words, with at most 3 matches."""


class UnjudgedPassage(GivenSpan):
    """A passage in marks that has no verdict."""

    reason: Unjudged
    """`term`: a title, a name or a single word that nobody is said to say; `short`: not verified, and of one
    or two words, which occur by chance; `unclear`: not verified, and no mark closes it, or
    it is a part of a sentence that nobody is clearly said to say; `unreadable`: it is
    longer than a claim may be, or its brackets cannot be read in all ways."""


class TextSummary(Model):
    """How many quotations have each outcome."""

    quotations: Count
    """Quotations with a verdict."""
    verified: Count
    """Of these, verified as words of the speaker whom the text names: every other outcome needs a look."""
    words_only: Count
    """Words of a quotation here; whether the text gives them to their speaker is not sure."""
    misattributed: Count
    """Another speaker's words, by the articles."""
    unattributed: Count
    """Words in marks that the articles give to nobody clearly."""
    not_a_quotation: Count
    """A reporter's words."""
    elided: Count
    """Words with something left out."""
    altered: Count
    """Words that come near to a passage."""
    absent: Count
    """Words that do not occur in these articles."""
    doubtful: Count
    """Another speaker's words, if the rules read rightly who speaks in the text, and others that a reader has
    to judge."""
    unjudged: Count
    """Passages in marks without a verdict."""


class TextVerdict(Model):
    """What the articles say of the quotations in a text."""

    language: Language | None
    """The language that the text was read as; null if it was neither given nor recognized."""
    summary: TextSummary
    """How many there are of each outcome."""
    quotations: Annotated[list[TextQuotation], Field(max_length=TEXT_QUOTATIONS_MAX)]
    """The quotations in reading order, those within others, too."""
    unjudged: Annotated[list[UnjudgedPassage], Field(max_length=TEXT_QUOTATIONS_MAX)]
    """The other passages in marks."""
    note: Annotated[str, Field(max_length=4_000)]
    """What a reader must know."""
