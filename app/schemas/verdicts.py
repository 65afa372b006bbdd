"""Claims in, verdicts out: did X really say Y?"""

from typing import Annotated

from pydantic import AfterValidator, ConfigDict, Field

from app.models import ARTICLE_TEXT_MAX
from app.schemas.document import QuoteCertainty
from app.schemas.fields import INT32, Count, Id, Language, Model, Name, Offset, Passage, Pasted, QuoteId
from app.schemas.problems import Problem
from app.schemas.queries import Omittable
from app.schemas.resources import (
    ArticleReference,
    Parties,
    StatementReference,
    SurroundingText,
)
from app.schemas.verdict_rules import RULES, summarize
from app.verbatim.changes import Change
from app.verbatim.cuts import Side
from app.verbatim.quotations import QUOTATIONS_MAX
from app.vocabulary import (
    Attribution,
    Extent,
    MarkSide,
    QuoteType,
    VerdictKind,
    Wording,
)

CLAIM_MAX = 10_000
LINKED_CLAIM_MAX = 1_000
CLAIMS_MAX = 100
CLAIMS_TEXT_MAX = 50_000
MATCHES_SHOWN_MAX = 20
MATCHES_COUNTED_MAX = 1_000


Words = Annotated[str, Field(max_length=ARTICLE_TEXT_MAX)]


class VerifyQuery(Model):
    """A claim, short enough to be linked."""

    text: Annotated[
        str, Field(min_length=1, max_length=LINKED_CLAIM_MAX, examples=["Ich bin überzeugt"]), Pasted
    ]
    """The words that are claimed to have been said."""
    speaker: Annotated[Name | None, Omittable] = None
    """Who is claimed to have said them: an id, a name variant, or an identifier such as *Q7747*."""
    article: Annotated[Id | None, Omittable] = None
    """Only this article is searched."""
    language: Annotated[Language | None, Omittable] = None
    """Only articles in this language (BCP 47) are searched."""


class Claim(Model):
    """A claim: words, and who is claimed to have said them."""

    text: Annotated[str, Field(min_length=1, max_length=CLAIM_MAX), Pasted]
    """The words that are claimed to have been said."""
    speaker: Name | None = None
    """Who is claimed to have said them: an id, a name variant, or an identifier such as *Q7747*."""
    article: Id | None = None
    """Only this article is searched."""
    language: Language | None = None
    """Only articles in this language (BCP 47) are searched."""


def _bound_in_all(claims: list[Claim]) -> list[Claim]:
    total = sum(len(claim.text) for claim in claims)
    if total > CLAIMS_TEXT_MAX:
        raise ValueError(f"The claims have {total} code points; {CLAIMS_TEXT_MAX} are allowed in all.")
    return claims


class Claims(Model):
    """Claims to be answered one by one."""

    model_config = ConfigDict(defer_build=False)  # FastAPI reads these, and needs to know them at once.

    claims: Annotated[list[Claim], Field(min_length=1, max_length=CLAIMS_MAX), AfterValidator(_bound_in_all)]
    """The claims: up to 100, with 50,000 code points in all."""


class ClaimedWords(Model):
    """What was claimed."""

    text: Annotated[str, Field(max_length=CLAIM_MAX)]
    """The words, as they were sent."""
    speaker: Id | None
    """The id of the speaker they are ascribed to; null if none was named."""


class QuoteReference(Model):
    """A quote, by id, type and place, and how sure its attribution is."""

    id: QuoteId
    """The quote's id."""
    type: QuoteType
    """How it renders a statement: `direct`, `mixed`, `term`, `indirect` or `reported`."""
    start: Offset
    """Where it begins."""
    end: Offset
    """Where it ends, exclusive."""
    certainty: QuoteCertainty
    """How sure the article makes the attribution."""


class ReferenceMark(Model):
    """A footnote mark, such as `[12]`, of the claim or of the text: it is no word."""

    text: Annotated[str, Field(min_length=1, max_length=CLAIM_MAX)]
    """The mark."""
    side: MarkSide
    """Whether the claim or the article's text has it."""


class Cut(Model):
    """A negation or a condition beside a match, in the same sentence."""

    text: Annotated[str, Field(min_length=1, max_length=ARTICLE_TEXT_MAX)]
    """The word."""
    start: Offset
    """Where it begins."""
    end: Offset
    """Where it ends, exclusive."""
    side: Side
    """Whether it occurs before or after the match."""


class Match(Model):
    """A place where the claim occurs. Offsets are Unicode code points into the article's text."""

    article: ArticleReference
    """The article."""
    quote: QuoteReference | None
    """The innermost quotation that contains the whole match; outside of quotations the indirect or reported
    passage that the words belong to; null if there is neither."""
    enclosing: Annotated[list[QuoteReference], Field(max_length=5_000)]
    """The quotes around that one, the closest first."""
    statement: StatementReference | None
    """The statement that the quote renders."""
    speakers: Parties
    """Whose words they are by the article; of an indirect or reported passage, whose statement it reports."""
    start: Offset
    """Where the match begins."""
    end: Offset
    """Where it ends, exclusive."""
    exact: Passage
    """The words from `start` to `end`, as the article has them."""
    prefix: SurroundingText
    """Up to 32 code points before them."""
    suffix: SurroundingText
    """Up to 32 code points after them."""
    wording: Wording
    """How the words agree with the claim here: `exact`, `typographic` or `elided`."""
    omitted: Annotated[list[Words], Field(max_length=5_000)]
    """What the claim leaves out here."""
    marks: Annotated[list[ReferenceMark], Field(max_length=CLAIM_MAX)]
    """Footnote marks, such as `[12]`, ignored in the comparison here."""
    cuts: Annotated[list[Cut], Field(max_length=5_000)]
    """A negation next to the match, or a condition before it in its sentence or directly behind it: the words
    were said, but their meaning may depend on these."""
    extent: Extent | None
    """Whether this is the `whole` quotation or an `excerpt`; null outside of quotations."""
    context: Words
    """The full sentences around, within 2,000 code points: an excerpt can mislead."""
    attribution: Attribution
    """Whether the article gives these words to the claimed speaker (`claimed`), another (`other`), nobody
    (`none`), not clearly (`ambiguous`); `unclaimed` if the claim names no speaker."""


class Step(Model):
    """A step of a word-level diff between claim and text."""

    kind: Annotated[str, Field(pattern="^(equal|inserted|omitted|replaced)$", max_length=8)]
    """`equal`; `inserted`: only the claim has it; `omitted`: only the text has it; `replaced`."""
    claim: Words
    """What the claim has here."""
    text: Words
    """What the article has here."""


class NearestPassage(Model):
    """The passage that comes nearest to a claim that occurs nowhere. It verifies nothing."""

    article: ArticleReference
    """The article."""
    quote: QuoteReference | None
    """The innermost quotation that contains the passage."""
    statement: StatementReference | None
    """The statement that the quote renders."""
    speakers: Parties
    """Whose words the passage is."""
    start: Offset
    """Where it begins."""
    end: Offset
    """Where it ends, exclusive."""
    exact: Passage
    """The passage: from the first to the last word that it shares with the claim, and beside these a word in
    another form, or one that the claim replaces where a sentence begins or ends."""
    difference: Annotated[list[Step], Field(max_length=20_000)]
    """Claim and passage, word by word."""
    similarity: Annotated[float, Field(ge=0, le=1)]
    """How alike they are, from 0 to 1, and never 1 where something is changed: nine tenths for the letters,
    one for case, accents and typography. No measure of truth: a sentence and its negation are 0.98 alike."""
    attribution: Attribution
    """Whether the article gives the passage to the claimed speaker, with the values of a match."""


class Searched(Model):
    """What was searched."""

    articles: Count
    """Articles that pass the filters."""
    quotes: Count
    """Their quotes."""
    revision: Count
    """How often the stored articles have changed on this installation."""
    near_complete: bool
    """Whether near versions were sought everywhere; false when that would have taken too long."""


class PlainVerdict(Model):
    """What the articles say of words: one verdict over their wording and their attribution."""

    verdict: Annotated[VerdictKind, Field(description=f"The first that applies. {summarize(RULES.verdict)}")]
    wording: Annotated[Wording, Field(description=f"Are these the words? {summarize(RULES.wording)}")]
    attribution: Annotated[Attribution, Field(description=f"Whose are they? {summarize(RULES.attribution)}")]
    claimed: ClaimedWords
    """What was claimed."""
    matches: Annotated[list[Match], Field(max_length=MATCHES_SHOWN_MAX)]
    """Where the words occur, at most 20: the claimed speaker's first, then quotations, then reading order."""
    matches_total: Annotated[int, Field(ge=0, le=MATCHES_COUNTED_MAX, json_schema_extra=INT32)]
    """In how many places they occur, counted to 1,000."""
    omitted: Annotated[list[Words], Field(max_length=5_000)]
    """What the claim leaves out, in the match that decides."""
    inserted: Annotated[list[Words], Field(max_length=5_000)]
    """What is in brackets in the claim and not in the article."""
    marks: Annotated[list[ReferenceMark], Field(max_length=CLAIM_MAX)]
    """Footnote marks, such as `[12]`, ignored in the comparison: the claim's, and those of the match that
    decides."""
    markup: Annotated[list[Annotated[str, Field(max_length=CLAIM_MAX)]], Field(max_length=CLAIM_MAX)]
    """HTML or Markdown pasted with the claim, ignored in the comparison."""
    changes: Annotated[list[Change], Field(max_length=10)]
    """In what an altered claim differs from the nearest passage; empty for all other verdicts."""
    nearest: NearestPassage | None
    """The passage that comes nearest to an altered claim."""
    searched: Searched
    """What was searched."""
    note: Annotated[str, Field(max_length=4_000)]
    """What a reader of this verdict must know."""


class ClaimedQuotation(Model):
    """A quotation in marks within a claim, with a verdict of its own."""

    text: Annotated[str, Field(min_length=1, max_length=CLAIM_MAX)]
    """The words between the marks."""
    start: Annotated[int, Field(ge=0, le=CLAIM_MAX, json_schema_extra=INT32)]
    """Where they begin in the claim."""
    end: Annotated[int, Field(ge=0, le=CLAIM_MAX, json_schema_extra=INT32)]
    """Where they end, exclusive."""
    verdict: PlainVerdict
    """The verdict over these words, of the same speaker and in the same articles."""


class Verdict(PlainVerdict):
    """What the articles say of a claim: one verdict over its wording and its attribution."""

    quotations: Annotated[list[ClaimedQuotation], Field(max_length=QUOTATIONS_MAX)]
    """A verdict over each quotation in marks that the claim contains among other words, if the claim is no
    quotation itself."""


class VerdictProblem(Model):
    """What one of several claims has in place of a verdict, if it cannot be answered."""

    problem: Problem
    """The problem that this claim would be answered with, were it sent alone."""


class Verdicts(Model):
    """Verdicts over several claims, in their order."""

    items: Annotated[list[Verdict | VerdictProblem], Field(max_length=CLAIMS_MAX)]
    """For each claim its verdict, or its problem."""
