"""Collect all matches of a claim: look its rarest words up, and let a matcher read the passages found."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app import verbatim
from app.models import ARTICLE_TEXT_MAX
from app.schemas.verdicts import MATCHES_COUNTED_MAX
from app.services.index.passages import QUOTATION_TOKEN, make_speaker_token
from app.services.verification.attribution import (
    WITH_SPEAKER,
    AttributedMatch,
    ClaimMatch,
    Editing,
    Place,
    attribute,
)
from app.services.verification.context import VerificationContext
from app.services.verification.passage_lookup import (
    FEW_HITS,
    HITS_PER_BATCH,
    PassageHit,
    QuoteSpan,
    choose_phrase,
    find_phrase,
    read_hits,
)
from app.verbatim import Span
from app.vocabulary import Attribution, Wording

MARGIN = 64
"""Code points read around a passage beside twice the length of the claim."""
MARGIN_GROWTH = 8
"""How many times as much is read where typography fills the margin."""
GROUP = 200
"""Passages that are matched before the matches are counted."""


class Lookup(NamedTuple):
    """What is looked up for a claim: tokens that every match contains, the number of passages with each of
    them, and the claim's length."""

    tokens: Sequence[str]
    counts: Mapping[str, int]
    length: int

    def may_be_few(self) -> bool:
        """Tell whether few passages may contain the tokens; the count of a single token is known."""
        return len(self.tokens) > 1 or self.counts.get(self.tokens[0], 0) < FEW_HITS


Matcher = Callable[[Sequence[PassageHit]], Iterator[ClaimMatch]]
"""Yields the matches of a claim in passages."""

Priorities = Sequence[str | None]
"""Filter tokens in the order in which their passages are read; None is for all passages."""


def list_quotation_priorities(context: VerificationContext) -> list[str]:
    """Return the priorities of passages with quotations, those of the claimed speaker first."""
    return [*([make_speaker_token(context.speaker)] if context.speaker else []), QUOTATION_TOKEN]


def collect_matches(
    context: VerificationContext, lookup: Lookup, matcher: Matcher, priorities: Priorities
) -> list[AttributedMatch]:
    """Return the matches in passages with the tokens: all, or enough that no other could change the answer.

    A common phrase may occur in a hundred thousand passages. Their order then follows the rules of the
    verdict: passages with a quotation of the claimed speaker, passages with any quotation, all others. As
    soon as `MATCHES_COUNTED_MAX` matches of the best kind are known, no further match can change the verdict
    or be counted, and reading stops.
    """
    found: dict[Place, AttributedMatch] = {}
    seen: set[int] = set()

    def match_hits(hits: Sequence[PassageHit]) -> None:
        for match in matcher([hit for hit in hits if hit.number not in seen]):
            # A match across an interruption knows the whole chain, and replaces one in a single line.
            if match.place not in found or match.chain:
                found[match.place] = attribute(match, context.speaker)
        seen.update(hit.number for hit in hits)

    if lookup.may_be_few():
        few = next(_look_up(context, lookup, priorities[-1], FEW_HITS), [])
        match_hits(few)
        if len(few) < FEW_HITS:
            return list(found.values())
    for priority in priorities:
        batches = _look_up(context, lookup, priority, HITS_PER_BATCH)
        for hits in (batch[at : at + GROUP] for batch in batches for at in range(0, len(batch), GROUP)):
            match_hits(hits)
            if _count_best(found.values(), priority) >= MATCHES_COUNTED_MAX:
                return list(found.values())
    return list(found.values())


def _count_best(found: Iterable[AttributedMatch], priority: str | None) -> int:
    """Return how many matches are of the best kind that passages of this priority can have."""
    if priority is None:
        return sum(1 for _ in found)
    best = WITH_SPEAKER if priority == QUOTATION_TOKEN else (Attribution.CLAIMED,)
    return sum(one.attribution in best for one in found)


def _look_up(
    context: VerificationContext, lookup: Lookup, priority: str | None, size: int
) -> Iterator[list[PassageHit]]:
    """Yield all passages with the tokens, in batches; each with enough text around it."""
    if any(token not in lookup.counts for token in lookup.tokens):
        return
    phrase, margin = choose_phrase(lookup.tokens, lookup.counts), 2 * lookup.length + MARGIN
    for hits in find_phrase(context, phrase, priority, margin=margin, size=size):
        yield [_widen(context, hit, lookup, margin) for hit in hits]


def _widen(context: VerificationContext, hit: PassageHit, lookup: Lookup, margin: int) -> PassageHit:
    """Return a passage with an excerpt so large that no match reaches out of it.

    Twice the claim's length is enough as a rule. A text may have thousands of spaces or invisible characters
    between two words, so that the same claim is much longer there.
    """
    while _may_be_too_short(hit, lookup) and margin < ARTICLE_TEXT_MAX:
        margin = MARGIN_GROWTH * margin
        [hit] = read_hits(context.session, [hit.passage], margin)
    return hit


def _may_be_too_short(hit: PassageHit, lookup: Lookup) -> bool:
    """Tell whether a match may reach out of the excerpt."""
    passage = hit.span_in_excerpt
    before, after = hit.excerpt[: passage.start], hit.excerpt[passage.end :]
    return any(side and verbatim.may_be_short(side, lookup.length) for side in (before, after))


def take_new_chains(hits: Sequence[PassageHit], seen: set[str]) -> list[PassageHit]:
    """Return one passage for each chain that is not seen yet, and add these to the chains seen.

    A chain is matched as a whole, whichever of its passages was found.
    """
    new = {hit.chain_id: hit for hit in reversed(hits) if hit.chain_id not in (None, *seen)}
    seen.update(chain_id for chain_id in new if chain_id is not None)
    return [hit for hit in hits if new.get(hit.chain_id) is hit]


def find_chain(quotes: Sequence[QuoteSpan], first_id: str | None) -> list[QuoteSpan]:
    """Return the quotes of the interrupted quotation that begins with this one; of None, none."""
    following = {quote.continues_id: quote for quote in quotes if quote.continues_id}
    chain = [quote for quote in quotes if quote.id == first_id]
    while chain and chain[-1].id in following:
        chain.append(following[chain[-1].id])
    return chain


def list_interruptions(text: str, between: Sequence[Span]) -> tuple[str, ...]:
    """Return the texts between the quotes of a chain that are more than marks and white space."""
    pieces = [text[slice(*one)] for one in between]
    return tuple(piece for piece in pieces if not verbatim.is_mere_break(piece))


class ChainHit(NamedTuple):
    """A passage that is a chain, all quotes that overlap it, and the quotes of the chain in order."""

    hit: PassageHit
    quotes: Sequence[QuoteSpan]
    chain: Sequence[QuoteSpan]

    @property
    def spans(self) -> list[Span]:
        """The spans of the chain's quotes within the excerpt."""
        return [self.hit.to_excerpt(quote.span) for quote in self.chain]

    def make_match(self, span: Span, wording: Wording, editing: Editing) -> ClaimMatch:
        """Return the match of a span of the excerpt that runs across an interruption."""
        quotes, chain = tuple(self.quotes), tuple(self.chain)
        return ClaimMatch(self.hit.article, self.hit.to_article(span), wording, quotes, editing, chain)
