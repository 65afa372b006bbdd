"""Find the passage that comes nearest to a claim that stands nowhere; it verifies nothing."""

from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from app import verbatim
from app.services.verification.attribution import Finding, Ruled, rule
from app.services.verification.matching import Search, find_chain, to_cut, touches
from app.services.verification.near_candidates import POSTINGS_FEW, Best, find_best, find_neighbours
from app.services.verification.passage_lookup import Place, read_counts, read_holders, read_passages
from app.verbatim import Span
from app.verbatim.characters import BLOCK_ENDS
from app.verbatim.comparing import Stretch, find_stretch
from app.vocabulary import Wording

NEAR_WORDS_MIN = 3
NEAR_COMPARED_MAX = 8
"""Passages whose texts are read, of those that share most words with a claim in order."""


class Near(NamedTuple):
    """The passage that comes nearest to a claim, ruled over, and its text.

    `matched` counts the claim's words that it has in order, `rest` is the longest run of the others.
    """

    ruled: Ruled
    text: str
    matched: int
    rest: tuple[str, ...]


def find_near(search: Search, claim: str) -> tuple[Near | None, bool]:
    """Return the passage that has most of the claim's words in order, at least half of them and three.

    Also tells whether all that could come near was compared.
    """
    tokens = verbatim.tokenize(claim)
    counts = read_counts(search.session, tokens)
    is_small = search.scope.article is not None or sum(counts.values()) <= POSTINGS_FEW
    near, is_complete = None, False
    for find in (find_best,) if is_small else (find_neighbours, find_best):
        search.clock.check()
        best = find(search.session, tokens, counts, search.scope)
        near, is_complete = _find_nearest(search, claim, tokens, best)
        if near is not None:
            break
    return near, is_complete


def _find_nearest(search: Search, claim: str, tokens: Sequence[str], best: Best) -> tuple[Near | None, bool]:
    least = max(NEAR_WORDS_MIN, (len(tokens) + 1) // 2)
    shared = {place: LCSseq.similarity(tokens, words) for place, words in best.words.items()}
    # A long line is cut into passages, so one of them may hold only half of what the line has.
    likely = sorted(
        (one for one, words in best.words.items() if 2 * shared[one] >= min(least, len(words))),
        key=lambda one: -shared[one],
    )
    nearest: tuple[tuple[int, int, bool], Place, Stretch] | None = None
    margin = sum(len(token) + 2 for token in tokens)
    for place in read_passages(search.session, likely[:NEAR_COMPARED_MAX], margin):
        line = _find_line(place, len(claim) // 2)
        stretch = find_stretch(tokens, place.cut[slice(*line)], line.start)
        if stretch is None or stretch.matched < least or not touches(stretch.core, place.own):
            continue
        # Of a line and a chain that goes through it the chain knows whose the words are.
        width = stretch.core.end - stretch.core.start
        rank = (stretch.matched, -width, place.chain_id is not None)
        if nearest is None or rank > nearest[0]:
            nearest = rank, place, stretch
    near = None if nearest is None else _make_near(search, claim, *nearest[1:])
    return near, best.is_complete and len(likely) <= NEAR_COMPARED_MAX


def _find_line(place: Place, length: int) -> Span:
    """Return what was read of a passage's line, in whole words; of a chain, what the chain spans."""
    own = place.own
    if place.chain_id is not None:
        return own
    if own.end - own.start < length:  # A claim that is longer than a line may be of several.
        return Span(0, len(place.cut))
    before, after = place.cut[: own.start], place.cut[own.end :]
    start = max(map(before.rfind, BLOCK_ENDS)) + 1
    if start == 0 < place.begin:
        start = before.find(" ") + 1
    if place.cut[: own.end].endswith(tuple(BLOCK_ENDS)):
        return Span(start, own.end)
    line_ends = [at for at in map(after.find, BLOCK_ENDS) if at >= 0]
    return Span(start, own.end + min([*line_ends, max(after.rfind(" "), 0) if after else 0]))


def _make_near(search: Search, claim: str, place: Place, stretch: Stretch) -> Near:
    """Rule over a passage by the words that it shares with the claim; show no more than their quotation."""
    holders = tuple(read_holders(search.session, [place])[place.number])
    core = place.to_article(stretch.core)
    chain = find_chain(holders, place.chain_id) if place.chain_id else []
    is_across = not any(one.span.start <= core.start and core.end <= one.span.end for one in chain)
    finding = Finding(place.article, core, Wording.ALTERED, holders, chain=tuple(chain) if is_across else ())
    ruled = rule(finding, search.speaker)
    span = place.to_article(stretch.span)
    if place.cut[span.end - place.begin :].startswith(claim[-1]) and not claim[-1].isalnum():
        span = Span(span.start, span.end + 1)
    if ruled.holder is not None:
        last = finding.chain[-1] if finding.chain else ruled.holder
        span = Span(max(span.start, ruled.holder.span.start), min(span.end, last.span.end))
    ruled = ruled._replace(finding=ruled.finding._replace(span=span))
    return Near(ruled, place.cut[slice(*to_cut(place, span))], stretch.matched, stretch.rest)
