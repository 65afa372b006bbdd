"""Tell whether a claim is spliced: made of words from more than one quotation."""

from collections.abc import Sequence

from app.services.index.passages import OVERLAP, QUOTATION_TOKEN
from app.services.verification.context import VerificationContext
from app.services.verification.matching import MARGIN
from app.services.verification.near_match import NEAR_WORDS_MIN, NearMatch
from app.services.verification.passage_lookup import FEW_HITS, PassageHit, find_phrase, read_quotes
from app.verbatim.nearest import Tokens, find_stretch


def is_splice(context: VerificationContext, near: NearMatch) -> bool:
    """Tell whether the longest stretch of the claim that the passage lacks occurs in another quotation.

    Or in another line, if the passage is within no quotation. Words that introduce a quotation in the claim
    are no part of a splice, though a reporter may have written them elsewhere.
    """
    if len(near.rest) < NEAR_WORDS_MIN:
        return False
    match, quote = near.attributed.match, near.attributed.quote
    own = quote.span if quote else match.span
    phrase = near.rest[: OVERLAP + 1]
    token = QUOTATION_TOKEN if near.attributed.is_quotation else None
    for hits in find_phrase(context, phrase, token, margin=MARGIN, size=FEW_HITS):
        others = [hit for hit in hits if hit.article.id != match.article.id or not hit.span.overlaps(own)]
        if others and (token is None or _has_quoted(context, phrase, others)):
            return True
    return False


def _has_quoted(context: VerificationContext, phrase: Sequence[str], hits: Sequence[PassageHit]) -> bool:
    """Tell whether a quotation has the words, which occur in each of the passages."""
    quotes = read_quotes(context.session, hits)
    words = Tokens(" ".join(phrase))
    for hit in hits:
        context.deadline.check()
        stretch = find_stretch(words, hit.excerpt, hit.excerpt_start)
        if stretch is not None and any(
            quote.is_quotation and quote.span.contains(stretch.core) for quote in quotes[hit.number]
        ):
            return True
    return False
