"""Attribute a match of a claim: the innermost quotation that contains all of it decides whose words it is."""

from collections.abc import Sequence
from typing import NamedTuple

from app.schemas.resources import ArticleReference
from app.services.verification.passage_lookup import QuoteSpan
from app.verbatim import Span, Variant
from app.vocabulary import Attribution, Certainty, QuoteType, VerdictKind, Wording

VERDICT_ORDER, WORDING_ORDER = list(VerdictKind), list(Wording)
"""The first value of each takes precedence."""
DOUBT_ORDER = [
    Attribution.CLAIMED,
    Attribution.UNCLAIMED,
    Attribution.OTHER,
    Attribution.AMBIGUOUS,
    Attribution.NONE,
]
"""From the most certain attribution to the most doubtful one."""
WITH_SPEAKER = (Attribution.CLAIMED, Attribution.OTHER, Attribution.UNCLAIMED)
"""Attributions of words that have a speaker."""


class Editing(NamedTuple):
    """What the claim leaves out or adds at a match without changing the words.

    `variant` is the way the claim is read, `marks` are the text's reference marks that it was read without.
    """

    variant: Variant = Variant("")
    marks: tuple[str, ...] = ()
    omitted: tuple[str, ...] = ()
    inserted: tuple[str, ...] = ()


Place = tuple[str, Span]
"""The id of an article and a span in it: no two matches of a claim have the same."""


class ClaimMatch(NamedTuple):
    """A place where a claim occurs, the quotes that overlap it, and how the claim edits the words.

    `chain` has the quotes of an interrupted quotation if the match runs across an interruption.
    """

    article: ArticleReference
    span: Span
    wording: Wording
    quotes: tuple[QuoteSpan, ...]
    editing: Editing
    chain: tuple[QuoteSpan, ...] = ()

    @property
    def place(self) -> Place:
        """Where the claim occurs."""
        return self.article.id, self.span


class AttributedMatch(NamedTuple):
    """A match with the quote that decides about it, the quotes around that one, and the outcome."""

    match: ClaimMatch
    quote: QuoteSpan | None
    enclosing: list[QuoteSpan]
    attribution: Attribution
    verdict: VerdictKind

    @property
    def is_quotation(self) -> bool:
        """Whether the match lies within a quotation."""
        return self.quote is not None and self.quote.is_quotation


def attribute(match: ClaimMatch, speaker: str | None) -> AttributedMatch:
    """Return whose words a match is and the verdict that follows, for this claimed speaker or none."""
    containing = [quote for quote in match.quotes if _contains(quote, match)]
    containing.sort(key=lambda quote: (quote.span.end - quote.span.start, quote.id))
    quotation = next((quote for quote in containing if quote.is_quotation), None)
    deciding = quotation or next(iter(containing), None)
    enclosing = [quote for quote in containing if quote is not deciding]
    attribution = _attribute_quotation(quotation, speaker)
    if quotation is not None and match.chain and quotation == match.chain[0]:
        # The parts of an interrupted quotation may differ in certainty, or some may name nobody. The match is
        # only as surely the claimed speaker's as the most doubtful part that it runs through.
        parts = [quote for quote in match.chain if quote.span.overlaps(match.span)]
        attribution = max((_attribute_quotation(part, speaker) for part in parts), key=DOUBT_ORDER.index)
    verdict = _decide(match.wording, quotation, attribution)
    return AttributedMatch(match, deciding, enclosing, attribution, verdict)


def _contains(quote: QuoteSpan, match: ClaimMatch) -> bool:
    """Tell whether a quote contains the match; the first quote of an interrupted one represents all of it."""
    if match.chain:
        return quote == match.chain[0] or (quote.span.contains(match.span) and quote not in match.chain)
    return quote.span.contains(match.span)


def _attribute_quotation(quotation: QuoteSpan | None, speaker: str | None) -> Attribution:
    if quotation is None or quotation.type == QuoteType.TERM or not quotation.speakers:
        return Attribution.NONE
    if quotation.speaker_certainty == Certainty.AMBIGUOUS:
        return Attribution.AMBIGUOUS
    if speaker is None:
        return Attribution.UNCLAIMED
    is_claimed = any(one.id == speaker for one in quotation.speakers)
    return Attribution.CLAIMED if is_claimed else Attribution.OTHER


def _decide(wording: Wording, quotation: QuoteSpan | None, attribution: Attribution) -> VerdictKind:
    if quotation is None:
        return VerdictKind.NOT_A_QUOTATION
    if attribution == Attribution.OTHER:
        return VerdictKind.MISATTRIBUTED
    if wording == Wording.ELIDED:
        return VerdictKind.ELIDED
    if attribution in (Attribution.NONE, Attribution.AMBIGUOUS):
        return VerdictKind.UNATTRIBUTED
    return VerdictKind.VERIFIED


def get_display_order(one: AttributedMatch) -> tuple[bool, bool, str, int]:
    """Return the sort key of a match: the claimed speaker's come first, then quotations, in reading order."""
    return (
        one.attribution != Attribution.CLAIMED,
        not one.is_quotation,
        one.match.article.id,
        one.match.span.start,
    )


def pick_deciding(matches: Sequence[AttributedMatch]) -> AttributedMatch:
    """Return the match that decides the verdict.

    If the claimed speaker has matches, only these compete: words that the claimed speaker said with an
    omission are not misattributed because another speaker said them in full. The verdict that comes first
    in the rules wins; among equals, the wording that is closest to the claim.
    """
    own = [one for one in matches if one.attribution == Attribution.CLAIMED]
    return min(
        own or matches,
        key=lambda one: (VERDICT_ORDER.index(one.verdict), WORDING_ORDER.index(one.match.wording)),
    )
