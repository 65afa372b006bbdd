"""Find the passage nearest to a claim without a match; it is shown, and verifies nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from app import verbatim
from app.services.verification.attribution import AttributedMatch, ClaimMatch, Editing, attribute
from app.services.verification.context import VerificationContext
from app.services.verification.matching import find_chain
from app.services.verification.near_candidates import (
    WORDS_ONLY_POSTINGS_MAX,
    Candidates,
    choose_by_pairs,
    choose_by_words,
)
from app.services.verification.passage_lookup import PassageHit, read_counts, read_hits, read_quotes
from app.verbatim import Span
from app.verbatim.characters import BLOCK_ENDS
from app.verbatim.comparing import Stretch, find_stretch
from app.vocabulary import Wording

NEAR_WORDS_MIN = 3
"""A near match shares at least this many words with the claim, in order, and at least half of them."""
NEAR_COMPARED_MAX = 8
"""Candidates whose texts are read: those that share most words in order."""


class NearMatch(NamedTuple):
    """The passage nearest to a claim, attributed, and its text.

    `matched` counts the claim's words that it has in order, `rest` is the longest run of the others.
    """

    attributed: AttributedMatch
    text: str
    matched: int
    rest: tuple[str, ...]


def find_near_match(context: VerificationContext, claim: str) -> tuple[NearMatch | None, bool]:
    """Return the passage that has most of the claim's words in order, at least half of them and three.

    Also tells whether all passages were compared that could come near.
    """
    tokens = verbatim.tokenize(claim)
    counts = read_counts(context.session, tokens)
    is_small = context.scope.article is not None or sum(counts.values()) <= WORDS_ONLY_POSTINGS_MAX
    near, is_complete = None, False
    for choose in (choose_by_words,) if is_small else (choose_by_pairs, choose_by_words):
        context.deadline.check()
        candidates = choose(context.session, tokens, counts, context.scope)
        near, is_complete = _compare(context, claim, tokens, candidates)
        if near is not None:
            break
    return near, is_complete


def _compare(
    context: VerificationContext, claim: str, tokens: Sequence[str], candidates: Candidates
) -> tuple[NearMatch | None, bool]:
    """Return the nearest of the candidates, and whether all that could come near were compared."""
    least = max(NEAR_WORDS_MIN, (len(tokens) + 1) // 2)
    shared = {number: LCSseq.similarity(tokens, words) for number, words in candidates.words.items()}
    # A long line is split into passages, so one of them may have only half of the words that the line has.
    likely = [
        number for number, words in candidates.words.items() if 2 * shared[number] >= min(least, len(words))
    ]
    likely.sort(key=lambda number: -shared[number])
    nearest: tuple[tuple[int, int, bool], PassageHit, Stretch] | None = None
    margin = sum(len(token) + 2 for token in tokens)
    for hit in read_hits(context.session, likely[:NEAR_COMPARED_MAX], margin):
        line = _find_line(hit, len(claim) // 2)
        stretch = find_stretch(tokens, hit.excerpt[slice(*line)], line.start)
        if stretch is None or stretch.matched < least or not stretch.core.overlaps(hit.span_in_excerpt):
            continue
        # Where a line and a chain through it have the same words, the chain tells whose they are.
        width = stretch.core.end - stretch.core.start
        rank = (stretch.matched, -width, hit.chain_id is not None)
        if nearest is None or rank > nearest[0]:
            nearest = rank, hit, stretch
    near = None if nearest is None else _make_near_match(context, claim, *nearest[1:])
    return near, candidates.is_complete and len(likely) <= NEAR_COMPARED_MAX


def _find_line(hit: PassageHit, length: int) -> Span:
    """Return the span of the passage's line within the excerpt, in whole words; of a chain, the chain's."""
    passage = hit.span_in_excerpt
    if hit.chain_id is not None:
        return passage
    if passage.end - passage.start < length:  # A claim that is longer than a line may consist of several.
        return Span(0, len(hit.excerpt))
    before, after = hit.excerpt[: passage.start], hit.excerpt[passage.end :]
    start = max(map(before.rfind, BLOCK_ENDS)) + 1
    if start == 0 < hit.excerpt_start:
        start = before.find(" ") + 1
    if hit.excerpt[: passage.end].endswith(tuple(BLOCK_ENDS)):
        return Span(start, passage.end)
    line_ends = [at for at in map(after.find, BLOCK_ENDS) if at >= 0]
    return Span(start, passage.end + min([*line_ends, max(after.rfind(" "), 0) if after else 0]))


def _make_near_match(
    context: VerificationContext, claim: str, hit: PassageHit, stretch: Stretch
) -> NearMatch:
    """Attribute a passage by the words that it shares with the claim, and cut it to their quotation."""
    quotes = tuple(read_quotes(context.session, [hit])[hit.number])
    core = hit.to_article(stretch.core)
    chain = find_chain(quotes, hit.chain_id) if hit.chain_id else []
    is_across = not any(quote.span.contains(core) for quote in chain)
    parts = tuple(chain) if is_across else ()
    match = ClaimMatch(hit.article, core, Wording.ALTERED, quotes, Editing(), parts)
    attributed = attribute(match, context.speaker)
    span = hit.to_article(stretch.span)
    if hit.excerpt[span.end - hit.excerpt_start :].startswith(claim[-1]) and not claim[-1].isalnum():
        span = Span(span.start, span.end + 1)
    if attributed.quote is not None:
        last = match.chain[-1] if match.chain else attributed.quote
        span = Span(max(span.start, attributed.quote.span.start), min(span.end, last.span.end))
    attributed = attributed._replace(match=match._replace(span=span))
    return NearMatch(attributed, hit.excerpt[slice(*hit.to_excerpt(span))], stretch.matched, stretch.rest)
