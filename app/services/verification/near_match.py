"""Find the passage nearest to a claim without a match; it is shown, and verifies nothing."""

import itertools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

from app.services.verification.attribution import AttributedMatch, ClaimMatch, Editing, attribute
from app.services.verification.context import VerificationContext
from app.services.verification.matching import find_chain
from app.services.verification.near_candidates import Candidates, choose_candidates, read_words
from app.services.verification.passage_lookup import (
    Passage,
    PassageHit,
    QuoteSpan,
    read_counts,
    read_hits,
    read_quotes,
)
from app.verbatim import Span, respelling
from app.verbatim.characters import BLOCK_ENDS, FINAL_STOPS
from app.verbatim.nearest import Stretch, Tokens, blank_addresses, count_words, find_stretch, is_introduced
from app.verbatim.pieces import fold_umlauts, list_spellings
from app.verbatim.respelling import Respelling
from app.verbatim.widening import widen
from app.vocabulary import Attribution, Wording

NEAR_WORDS_MIN = 3
"""A near match shares at least this many words with the claim, in order, and at least half of them."""
READ_FIRST = 24
"""Candidates that are read first, those with the rarest words."""
NEAR_COMPARED_MAX = 8
"""Candidates whose texts are read: those that share most words in order."""


class NearMatch(NamedTuple):
    """The passage nearest to a claim, attributed, and its text.

    `unmatched` counts the claim's words that it does not have in order, and `rest` is the longest stretch of
    the claim outside runs of three or more of the others. `known` are the claim's words that occur in any
    article. With a `respelling` the claim is near in that other spelling alone. `asides` are the spans of the
    text between quotations: of an interrupted one, or of several if it is `is_across`.
    """

    attributed: AttributedMatch
    text: str
    unmatched: int
    rest: tuple[str, ...]
    known: frozenset[str]
    asides: tuple[Span, ...]
    is_across: bool
    respelling: Respelling | None = None


class NearSearch(NamedTuple):
    """The nearest passage, if any comes near, and whether all passages were compared that could."""

    match: NearMatch | None
    is_complete: bool


def find_near_match(context: VerificationContext, claim: str) -> NearSearch:
    """Return the passage that has most of the claim's words in order, at least half of them and three.

    Of a claim that is letterspaced or written in TeX, also a passage that has all of the words so read.
    """
    claim = blank_addresses(claim)
    found = _find_passage(context, claim, is_respelled=False)
    respelled = _respell(context, claim)
    if respelled is None:
        return found
    other = _find_passage(context, respelled.text, is_respelled=True)
    near = found.match
    if other.match is not None and (near is None or other.match.unmatched < near.unmatched):
        near = other.match._replace(respelling=respelled)
    return NearSearch(near, found.is_complete and other.is_complete)


def _respell(context: VerificationContext, claim: str) -> Respelling | None:
    """Return the claim in usual spelling if it is letterspaced or written in TeX."""
    runs = respelling.find_spaced(claim)
    known = read_counts(context.snapshot, list(respelling.list_lookups(runs))) if runs else {}
    respelled = Respelling(claim, spaced=respelling.join_spaced(runs, known), tex=respelling.read_tex(claim))
    return respelled if respelled.causes else None


def _find_passage(context: VerificationContext, claim: str, *, is_respelled: bool) -> NearSearch:
    """Return the nearest passage of those that share the rarest words with the claim."""
    context.deadline.check()
    sought = _read_claim(context, claim, is_respelled=is_respelled)
    return _compare(context, sought, choose_candidates(context, sought.lookups, sought.counts, sought.least))


class SoughtClaim(NamedTuple):
    """A claim as it is compared: its tokens, those looked up in their place and their counts, and how many of
    them a passage must have in order."""

    text: str
    tokens: Tokens
    lookups: list[str]
    counts: Mapping[str, int]
    least: int


def _read_claim(context: VerificationContext, claim: str, *, is_respelled: bool) -> SoughtClaim:
    """Return a claim with the tokens to look up: of words with ü the spelling that the articles have."""
    tokens = Tokens(claim)
    spellings = list_spellings(claim)
    counts = read_counts(context.snapshot, [one for spelt in spellings for one in spelt])
    lookups = [next((one for one in spelt if one in counts), spelt[0]) for spelt in spellings]
    half = (count_words(claim) + 1) // 2
    # Of one or two words all must occur, and only the letters that were read otherwise keep the claim from
    # being found as it is.
    least = (
        len(tokens.keys) if is_respelled and len(tokens.keys) < NEAR_WORDS_MIN else max(NEAR_WORDS_MIN, half)
    )
    used = {token: counts[token] for token in lookups if token in counts}
    return SoughtClaim(claim, tokens, lookups, used, least)


class FoundStretch(NamedTuple):
    """The part of a passage nearest to a claim, found in a line of its excerpt, and the quotes that overlap
    the passage."""

    hit: PassageHit
    quotes: Sequence[QuoteSpan]
    line: Span
    stretch: Stretch


def _compare(context: VerificationContext, claim: SoughtClaim, candidates: Candidates) -> NearSearch:
    """Return the nearest of the candidates."""
    shared, are_all = _count_shared(context, claim, candidates.passages)
    likely = sorted(shared, key=lambda passage: -shared[passage])
    margin = sum(len(token) + 2 for token in claim.tokens.keys)
    hits = _drop_repeated(read_hits(context.session, likely[:NEAR_COMPARED_MAX], margin))
    quotes = read_quotes(context.session, hits)
    found: list[FoundStretch] = []
    for hit in hits:
        most = max((one.stretch.matched for one in found), default=0)
        if shared[hit.passage] < most and not _is_one_of_several_lines(hit, claim):
            continue
        if stretch := _find_near_stretch(context, claim, hit, quotes[hit.number]):
            found.append(stretch)
    near = _choose_nearest(context, claim, found) if found else None
    return NearSearch(near, candidates.is_complete and are_all and len(likely) <= NEAR_COMPARED_MAX)


def _count_shared(
    context: VerificationContext, claim: SoughtClaim, passages: Sequence[Passage]
) -> tuple[dict[Passage, int], bool]:
    """Return the passages that may come near, with how many words each has in the order of the claim, and
    whether all were read.

    Where one of the best has all that occur anywhere, the others are not read.
    """
    shared: dict[Passage, int] = {}
    most = sum(token in claim.counts for token in claim.lookups)
    for some in (passages[:READ_FIRST], passages[READ_FIRST:]):
        if max(shared.values(), default=0) >= most:
            return shared, not some
        for passage, words in read_words(context, some).items():
            count = LCSseq.similarity(claim.tokens.keys, words)
            # A long line is split into passages: one of them may have only half of the words of the line.
            if 2 * count >= min(claim.least, len(words)):
                shared[passage] = count
    return shared, True


def _find_near_stretch(
    context: VerificationContext, claim: SoughtClaim, hit: PassageHit, quotes: Sequence[QuoteSpan]
) -> FoundStretch | None:
    """Return the part of a passage's line nearest to a claim, if it has enough of the words."""
    context.deadline.check()
    line = _find_line(hit, claim)
    asides = [hit.to_excerpt(one) for one in _list_asides(find_chain(quotes, hit.chain_id))]
    stretch = find_stretch(claim.tokens, hit.excerpt[slice(*line)], line.start, asides)
    if stretch is None or stretch.matched < claim.least or not stretch.core.overlaps(hit.span_in_excerpt):
        return None
    return FoundStretch(hit, quotes, line, stretch)


def _choose_nearest(
    context: VerificationContext, claim: SoughtClaim, found: Sequence[FoundStretch]
) -> NearMatch:
    """Return the nearest match; of several that are as near, as in reprints, one of the claimed speaker's."""
    highest = max(map(_rank, found))
    nearest = [one for one in found if _rank(one) == highest]
    matches = [_make_near_match(context, claim, one) for one in (nearest if context.speaker else nearest[:1])]
    own = [one for one in matches if one.attributed.attribution is Attribution.CLAIMED]
    return (own or matches)[0]


def _rank(found: FoundStretch) -> tuple[int, int, bool]:
    """Return how near a stretch is: by the words it has, then by how few others it has among them.

    Where a line and a chain through it have the same words, the chain tells whose they are.
    """
    core = found.stretch.core
    return found.stretch.matched, core.start - core.end, found.hit.chain_id is not None


def _drop_repeated(hits: Sequence[PassageHit]) -> list[PassageHit]:
    """Return the passages, but one of each chain: each leads to all of it, which may be a whole article."""
    return list({(hit.article.id, hit.chain_id or str(hit.number)): hit for hit in hits}.values())


def _list_asides(quotes: Sequence[QuoteSpan]) -> list[Span]:
    """Return the spans of an article between quotes."""
    return [Span(one.span.end, other.span.start) for one, other in itertools.pairwise(quotes)]


def _is_one_of_several_lines(hit: PassageHit, claim: SoughtClaim) -> bool:
    """Tell whether a claim is so much longer than a line that it may consist of several."""
    passage = hit.span_in_excerpt
    return hit.chain_id is None and 2 * (passage.end - passage.start) < len(claim.text)


def _find_line(hit: PassageHit, claim: SoughtClaim) -> Span:
    """Return the span of the passage's line within the excerpt, in whole words; of a chain, the chain's."""
    passage = hit.span_in_excerpt
    if hit.chain_id is not None:
        return passage
    if _is_one_of_several_lines(hit, claim):
        return Span(0, len(hit.excerpt))
    before, after = hit.excerpt[: passage.start], hit.excerpt[passage.end :]
    start = max(map(before.rfind, BLOCK_ENDS)) + 1
    if start == 0 < hit.excerpt_start:
        start = before.find(" ") + 1
    if hit.excerpt[: passage.end].endswith(tuple(BLOCK_ENDS)):
        return Span(start, passage.end)
    line_ends = [at for at in map(after.find, BLOCK_ENDS) if at >= 0]
    return Span(start, passage.end + min([*line_ends, max(after.rfind(" "), 0) if after else 0]))


def _make_near_match(context: VerificationContext, claim: SoughtClaim, found: FoundStretch) -> NearMatch:
    """Attribute a passage by the words that it shares with the claim, and cut it to their quotation."""
    hit, quotes, line, stretch = found = _drop_introduction(claim, found)
    stretch = widen(stretch, claim.text, hit.excerpt[slice(*line)], line.start)
    several = _list_quotations(quotes, hit.to_article(stretch.core))
    chain = (find_chain(quotes, hit.chain_id) or several) if _is_interrupted(several) else []
    attributed = _attribute(context, found._replace(stretch=stretch), chain)
    span = attributed.match.span
    text = hit.excerpt[slice(*hit.to_excerpt(span))]
    asides = [one.shift(-span.start) for one in _list_asides(chain or several)]
    return NearMatch(
        attributed,
        text,
        len(claim.tokens.keys) - stretch.matched,
        tuple(claim.lookups[stretch.rest]),
        frozenset(map(fold_umlauts, claim.counts)),
        tuple(_include_comma(one, text) for one in asides if one.start > 0 and one.end < len(text)),
        is_across=len(several) > 1 and not chain,
    )


def _attribute(
    context: VerificationContext, found: FoundStretch, chain: Sequence[QuoteSpan]
) -> AttributedMatch:
    """Return a match over the stretch, attributed by its core, and cut to the quotation or its `chain`."""
    hit, quotes, _, stretch = found
    core = hit.to_article(stretch.core)
    match = ClaimMatch(hit.article, core, Wording.ALTERED, tuple(quotes), Editing(), tuple(chain))
    attributed = attribute(match, context.speaker)
    span = hit.to_article(stretch.span)
    if attributed.quote is not None:
        last = match.chain[-1] if match.chain else attributed.quote
        span = Span(max(span.start, attributed.quote.span.start), min(span.end, last.span.end))
    return attributed._replace(match=match._replace(span=span))


def _list_quotations(quotes: Sequence[QuoteSpan], core: Span) -> list[QuoteSpan]:
    """Return the quotations one after another that a passage runs across, if it is within none."""
    found = [quote for quote in quotes if quote.is_quotation and quote.span.overlaps(core)]
    if any(quote.span.contains(core) for quote in found):
        return []
    return [
        one for one in found if not any(other is not one and other.span.contains(one.span) for other in found)
    ]


def _is_interrupted(quotes: Sequence[QuoteSpan]) -> bool:
    """Tell whether several quotes are parts of one interrupted quotation."""
    return len(quotes) > 1 and all(other.continues_id == one.id for one, other in itertools.pairwise(quotes))


def _include_comma(aside: Span, text: str) -> Span:
    """Return the text between two quotes with the comma or full stop before, which is the reporter's."""
    return Span(aside.start - text[aside.start - 1].endswith(tuple(FINAL_STOPS)), aside.end)


def _drop_introduction(claim: SoughtClaim, found: FoundStretch) -> FoundStretch:
    """Return a quotation as the line, and the stretch within it, if the claim introduces it as the text does.

    In *Kim sagte: Wir gehen* the first words are not claimed to be quoted, so they are not compared, even
    where the article has them before its quotation.
    """
    hit = found.hit
    core = hit.to_article(found.stretch.core)
    overlapping = [quote for quote in found.quotes if quote.is_quotation and quote.span.overlaps(core)]
    if len(overlapping) != 1 or overlapping[0].span.contains(core):
        return found
    span = hit.to_excerpt(overlapping[0].span)
    span = Span(max(span.start, 0), min(span.end, len(hit.excerpt)))
    inner = find_stretch(claim.tokens, hit.excerpt[slice(*span)], span.start)
    if inner is None or inner.matched < claim.least or not is_introduced(claim.text, inner.claimed):
        return found
    return found._replace(line=span, stretch=inner)
