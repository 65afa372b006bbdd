"""Rule over a place where a claim stands: the innermost quotation that holds all of it decides."""

from collections.abc import Sequence
from typing import NamedTuple

from app.schemas.resources import ArticleReference
from app.services.verification.passage_lookup import Holder
from app.verbatim import Span
from app.vocabulary import Attribution, Certainty, QuoteType, Ruling, Wording

RULINGS, WORDINGS = list(Ruling), list(Wording)
DOUBT = [
    Attribution.CLAIMED,
    Attribution.UNCLAIMED,
    Attribution.OTHER,
    Attribution.AMBIGUOUS,
    Attribution.NONE,
]
SPOKEN = (Attribution.CLAIMED, Attribution.OTHER, Attribution.UNCLAIMED)
"""Attributions of words that have a speaker."""


class Finding(NamedTuple):
    """A place where a claim stands, the quotes that reach there, and what is left out and put in.

    `chain` are the quotes of an interrupted quotation, if the place reaches over its interruption.
    """

    article: ArticleReference
    span: Span
    wording: Wording
    holders: tuple[Holder, ...]
    omitted: tuple[str, ...] = ()
    inserted: tuple[str, ...] = ()
    chain: tuple[Holder, ...] = ()


class Ruled(NamedTuple):
    """A finding, the quote that decides over it, those around that one, and how it is decided."""

    finding: Finding
    holder: Holder | None
    enclosing: list[Holder]
    attribution: Attribution
    ruling: Ruling

    @property
    def is_quotation(self) -> bool:
        """Whether the place lies within a quotation."""
        return self.holder is not None and self.holder.is_quotation


def rule(finding: Finding, speaker: str | None) -> Ruled:
    """Return how a place is to be taken, if the claimed speaker is this one, or nobody."""
    holding = [quote for quote in finding.holders if _holds(quote, finding)]
    holding.sort(key=lambda quote: (quote.span.end - quote.span.start, quote.id))
    quotation = next((quote for quote in holding if quote.is_quotation), None)
    holder = quotation or next(iter(holding), None)
    enclosing = [quote for quote in holding if quote is not holder]
    attribution = _attribute(quotation, speaker)
    if quotation is not None and finding.chain and quotation == finding.chain[0]:
        # Words of several quotes are no more somebody's than those of each of these quotes are.
        touched = [quote for quote in finding.chain if _touches(quote, finding)]
        attribution = max((_attribute(quote, speaker) for quote in touched), key=DOUBT.index)
    return Ruled(finding, holder, enclosing, attribution, _rule(finding.wording, quotation, attribution))


def _holds(quote: Holder, finding: Finding) -> bool:
    """Tell whether a quote holds the place; of an interrupted quotation its first one stands for all."""
    if finding.chain:
        return quote == finding.chain[0] or (quote not in finding.chain and _covers(quote, finding))
    return _covers(quote, finding)


def _covers(quote: Holder, finding: Finding) -> bool:
    return quote.span.start <= finding.span.start and finding.span.end <= quote.span.end


def _touches(quote: Holder, finding: Finding) -> bool:
    return quote.span.start < finding.span.end and finding.span.start < quote.span.end


def _attribute(quotation: Holder | None, speaker: str | None) -> Attribution:
    if quotation is None or quotation.type == QuoteType.TERM or not quotation.speakers:
        return Attribution.NONE
    if quotation.certainty == Certainty.AMBIGUOUS:
        return Attribution.AMBIGUOUS
    if speaker is None:
        return Attribution.UNCLAIMED
    is_claimed = any(one.id == speaker for one in quotation.speakers)
    return Attribution.CLAIMED if is_claimed else Attribution.OTHER


def _rule(wording: Wording, quotation: Holder | None, attribution: Attribution) -> Ruling:
    if quotation is None:
        return Ruling.NOT_A_QUOTATION
    if attribution == Attribution.OTHER:
        return Ruling.MISATTRIBUTED
    if wording == Wording.ELIDED:
        return Ruling.ELIDED
    if attribution in (Attribution.NONE, Attribution.AMBIGUOUS):
        return Ruling.UNATTRIBUTED
    return Ruling.VERIFIED


def rank(one: Ruled) -> tuple[bool, bool, str, int]:
    """Return the key that sorts places as they are shown: the claimed speaker's, then quotations."""
    return (
        one.attribution != Attribution.CLAIMED,
        not one.is_quotation,
        one.finding.article.id,
        one.finding.span.start,
    )


def choose(ruled: Sequence[Ruled]) -> Ruled:
    """Return the place that decides over the claim.

    What the claimed speaker said with something left out is not misattributed because somebody else
    said it, too. Where several places lead to one verdict, the wording closest to the claim stands
    for it.
    """
    own = [one for one in ruled if one.attribution == Attribution.CLAIMED]
    return min(own or ruled, key=lambda one: (RULINGS.index(one.ruling), WORDINGS.index(one.finding.wording)))
