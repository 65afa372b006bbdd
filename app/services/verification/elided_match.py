"""Find a claim with omissions or an editor's insertions: its parts in order within one quotation."""

import itertools
from collections.abc import Callable, Iterator, Sequence

from app import verbatim
from app.models import ARTICLE_TEXT_MAX
from app.schemas.verdicts import MATCHES_COUNTED_MAX
from app.services.verification.attribution import AttributedMatch, ClaimMatch, Editing, Place
from app.services.verification.context import VerificationContext
from app.services.verification.matching import (
    ChainHit,
    Lookup,
    Matcher,
    Priorities,
    collect_matches,
    find_chain,
    list_interruptions,
    list_quotation_priorities,
    take_new_chains,
)
from app.services.verification.passage_lookup import (
    PassageHit,
    QuoteSpan,
    read_counts,
    read_lines,
    read_quotes,
    read_quotes_at,
    read_slice,
)
from app.verbatim import JoinedText, OrderedParts, Part, Reading, Span
from app.vocabulary import Wording

MatcherMaker = Callable[[VerificationContext, Sequence[Part]], Matcher]


def find_elided_matches(context: VerificationContext, claim: str) -> list[AttributedMatch]:
    """Return where the parts of a claim occur in order within one quotation, or else within one line.

    Brackets are read literally before they count as an editor's. Raises `TooManyReadings`.
    """
    readings = list(verbatim.read_claim(claim))
    for make_matcher, priorities in (
        (_match_quotations, list_quotation_priorities(context)),
        (_match_lines, [None]),
    ):
        for reading in readings:
            found = _match_reading(context, reading, make_matcher, priorities)
            if found:
                return found
    return []


def _match_reading(
    context: VerificationContext, reading: Reading, make_matcher: MatcherMaker, priorities: Priorities
) -> list[AttributedMatch]:
    all_parts = []
    for part in verbatim.list_parts(reading):
        context.deadline.check()
        all_parts.append(part)
    tokens = {needle: verbatim.tokenize_folded(needle.folded) for part in all_parts for needle in part}
    counts = read_counts(context.snapshot, [token for one in tokens.values() for token in one])
    # Words that no passage contains need no search.
    known = {needle for needle, one in tokens.items() if one and all(token in counts for token in one)}
    parts = [tuple(needle for needle in part if needle in known) for part in all_parts]
    if not all(parts):
        return []

    def count_passages(part: Part) -> int:
        return sum(min(counts[token] for token in tokens[needle]) for needle in part)

    matcher = make_matcher(context, parts)
    found: dict[Place, AttributedMatch] = {}
    for needle in min(parts, key=count_passages):
        for one in collect_matches(context, Lookup(tokens[needle], counts, 0), matcher, priorities):
            editing = one.match.editing
            editing = editing._replace(
                variant=reading.variant, inserted=(*editing.inserted, *reading.inserted)
            )
            match = one.match._replace(editing=editing)
            found.setdefault(match.place, one._replace(match=match))
    return list(found.values())


def _match_quotations(context: VerificationContext, parts: Sequence[Part]) -> Matcher:
    """Return the matcher of parts that occur in order within one quotation."""
    seen: set[str] = set()
    seen_chains: set[str] = set()

    def match(hits: Sequence[PassageHit]) -> Iterator[ClaimMatch]:
        lines = [hit for hit in hits if hit.chain_id is None]
        chains = take_new_chains(hits, seen_chains)
        quotes = read_quotes(context.session, [*lines, *chains])
        for hit in chains:
            context.deadline.check()
            yield from _match_chain(context, hit, quotes[hit.number], parts)
        for hit in lines:
            for quote in quotes[hit.number]:
                if quote.is_quotation and quote.id not in seen:
                    context.deadline.check()
                    seen.add(quote.id)
                    yield from _match_quotation(context, hit, quotes[hit.number], quote, parts)

    return match


def _match_quotation(
    context: VerificationContext,
    hit: PassageHit,
    quotes: Sequence[QuoteSpan],
    quotation: QuoteSpan,
    parts: Sequence[Part],
) -> Iterator[ClaimMatch]:
    """Yield where the parts occur in order in a quotation that overlaps a passage.

    `quotes` are those that overlap the passage. A quotation may nest others. If the closest occurrences all
    lie within nested ones, the widest occurrence follows: its words are the outer speaker's.
    """
    if not hit.span.contains(quotation.span):
        [quotes] = read_quotes_at(context.session, [(hit.passage.article, quotation.span)])
    at = hit.to_excerpt(quotation.span)
    if at.start >= 0 and at.end <= len(hit.excerpt):
        text = hit.excerpt[slice(*at)]
    else:
        text = read_slice(context.session, hit.article.id, quotation.span)
    start = quotation.span.start
    matches = [_make_match(hit, quotes, text, start, found) for found in _list_ordered(context, text, parts)]
    yield from matches
    nested = [
        quote.span
        for quote in quotes
        if quote.is_quotation and quote.span != quotation.span and quotation.span.contains(quote.span)
    ]
    if matches and all(any(span.contains(match.span) for span in nested) for match in matches):
        widest = verbatim.find_widest(text, parts)
        if widest is not None:
            yield _make_match(hit, quotes, text, start, widest)


def _make_match(
    hit: PassageHit, quotes: Sequence[QuoteSpan], text: str, offset: int, found: OrderedParts
) -> ClaimMatch:
    """Return the match of parts in a text that begins at `offset` in the article."""
    span = Span(found.spans[0].start, found.spans[-1].end).shift(offset)
    gaps = (Span(one.end, two.start) for one, two in itertools.pairwise(found.spans))
    omitted = tuple(filter(None, (text[slice(*gap)].strip() for gap in gaps)))
    editing = Editing(marks=found.marks, omitted=omitted, inserted=found.inserted)
    return ClaimMatch(hit.article, span, Wording.ELIDED, tuple(quotes), editing)


def _match_chain(
    context: VerificationContext, hit: PassageHit, quotes: Sequence[QuoteSpan], parts: Sequence[Part]
) -> Iterator[ClaimMatch]:
    """Yield where the parts occur in order in an interrupted quotation, across an interruption."""
    chain = ChainHit(hit, quotes, find_chain(quotes, hit.chain_id))
    for joined in verbatim.join_each_way(hit.excerpt, chain.spans):
        context.deadline.check()
        crossings = [_cross(chain, joined, found) for found in _list_ordered(context, joined.text, parts)]
        if not any(crossings):
            widest = verbatim.find_widest(joined.text, parts)
            crossings = [_cross(chain, joined, widest)] if widest else []
        yield from filter(None, crossings)


def _cross(chain: ChainHit, joined: JoinedText, found: OrderedParts) -> ClaimMatch | None:
    """Return the match of parts of a joined text if they occur across an interruption."""
    text = chain.hit.excerpt
    spans = [span for span in map(joined.to_original, found.spans) if span is not None]
    if len(spans) < len(found.spans):
        return None
    whole = Span(spans[0].start, spans[-1].end)
    if not joined.list_between(whole):
        return None
    omitted = list(list_interruptions(text, joined.list_between(spans[0])))
    for one, two in itertools.pairwise(spans):
        gap = text[one.end : two.start].strip()
        omitted += [] if verbatim.is_mere_break(gap) else [gap]
        omitted += list_interruptions(text, joined.list_between(two))
    editing = Editing(marks=found.marks, omitted=tuple(omitted), inserted=found.inserted)
    return chain.make_match(whole, Wording.ELIDED, editing)


def _match_lines(context: VerificationContext, parts: Sequence[Part]) -> Matcher:
    """Return the matcher of parts that occur in order within one line, in a quotation or not."""
    read_to: dict[str, int] = {}

    def match(hits: Sequence[PassageHit]) -> Iterator[ClaimMatch]:
        for hit in hits:
            context.deadline.check()
            # A long line has several passages, and is read with the first of them.
            if hit.chain_id is not None or hit.span.start < read_to.get(hit.article.id, 0):
                continue
            line = read_lines(context.session, hit.article.id, hit.span, ARTICLE_TEXT_MAX)
            read_to[hit.article.id] = line.span.end
            text = line.excerpt[slice(*line.span_in_excerpt)]
            ordered = list(_list_ordered(context, text, parts))
            if not ordered:
                continue
            [quotes] = read_quotes_at(context.session, [(hit.passage.article, line.span)])
            for found in ordered:
                yield _make_match(hit, quotes, text, line.span.start, found)

    return match


def _list_ordered(context: VerificationContext, text: str, parts: Sequence[Part]) -> Iterator[OrderedParts]:
    for found in itertools.islice(verbatim.find_in_order(text, parts), MATCHES_COUNTED_MAX):
        context.deadline.check()
        yield found
