"""Find the words of a claim without a gap: code point for code point, or in other typography.

What the reporter says between two parts of one quotation is not part of it: a match across that is `elided`.
"""

from collections.abc import Iterator, Sequence

from app import verbatim
from app.services.verification.attribution import AttributedMatch, ClaimMatch, Editing, Place
from app.services.verification.context import VerificationContext
from app.services.verification.matching import (
    ChainHit,
    Lookup,
    collect_matches,
    find_chain,
    list_interruptions,
    list_quotation_priorities,
    take_new_chains,
)
from app.services.verification.passage_lookup import PassageHit, QuoteSpan, read_counts, read_quotes
from app.verbatim import Form, JoinedText, Occurrence
from app.vocabulary import Wording


def find_literal_matches(context: VerificationContext, claim: str) -> list[AttributedMatch]:
    """Return the matches of a claim as it is or in other typography, interrupted or not."""
    by_tokens: dict[tuple[str, ...], list[Form]] = {}
    for form in verbatim.list_forms(claim):
        tokens = tuple(verbatim.tokenize_folded(form.needle.folded))
        if tokens:
            by_tokens.setdefault(tokens, []).append(form)
    found: dict[Place, AttributedMatch] = {}
    for tokens, forms in by_tokens.items():
        for one in _match_forms(context, tokens, forms, len(claim)):
            known = found.setdefault(one.match.place, one)
            if one.match.wording == Wording.EXACT and known.match.wording != Wording.EXACT:
                found[one.match.place] = one
    return list(found.values())


def _match_forms(
    context: VerificationContext, tokens: Sequence[str], forms: Sequence[Form], length: int
) -> list[AttributedMatch]:
    """Return the matches of forms of a claim that have the same letters and digits."""
    seen: set[str] = set()

    def match(hits: Sequence[PassageHit]) -> Iterator[ClaimMatch]:
        occurrences = [(hit, one) for hit in hits for one in _match_passage(context, hit, forms)]
        chains = take_new_chains(hits, seen)
        quotes = read_quotes(context.session, [*(hit for hit, _ in occurrences), *chains])
        for hit, one in occurrences:
            quotes_there = tuple(quotes[hit.number])
            yield ClaimMatch(
                hit.article, hit.to_article(one.span), _get_wording(one), quotes_there, _get_editing(one)
            )
        for hit in chains:
            context.deadline.check()
            yield from _match_chain(context, hit, quotes[hit.number], forms)

    lookup = Lookup(tokens, read_counts(context.snapshot, tokens), length)
    return collect_matches(context, lookup, match, [*list_quotation_priorities(context), None])


def _match_passage(
    context: VerificationContext, hit: PassageHit, forms: Sequence[Form]
) -> Iterator[Occurrence]:
    """Yield where a claim occurs in a line. It may reach out of the line, but not out of the excerpt.

    Occurrences beside the line are skipped: the next passage has them, with the quotes there.
    """
    context.deadline.check()
    if hit.chain_id is not None:
        return
    for one in verbatim.find_forms(hit.excerpt, forms):
        begins_before = one.span.start == 0 < hit.excerpt_start
        ends_behind = hit.truncated and one.span.end == len(hit.excerpt)
        if one.span.overlaps(hit.span_in_excerpt) and not (begins_before or ends_behind):
            yield one


def _get_wording(one: Occurrence) -> Wording:
    """Return how the words of an occurrence agree with the claim."""
    return Wording.EXACT if one.is_exact else Wording.TYPOGRAPHIC


def _get_editing(one: Occurrence, omitted: tuple[str, ...] = ()) -> Editing:
    return Editing(one.variant, one.marks, omitted)


def _match_chain(
    context: VerificationContext, hit: PassageHit, quotes: Sequence[QuoteSpan], forms: Sequence[Form]
) -> Iterator[ClaimMatch]:
    """Yield where a claim occurs in an interrupted quotation, across an interruption.

    A quotation that only continues in the next paragraph, with a mark before it, is not interrupted.
    """
    chain = ChainHit(hit, quotes, find_chain(quotes, hit.chain_id))
    for joined in verbatim.join_each_way(hit.excerpt, chain.spans):
        context.deadline.check()
        for one in verbatim.find_forms(joined.text, forms):
            span = joined.to_original(one.span)
            between = joined.list_between(span) if span else []
            omitted = list_interruptions(hit.excerpt, between)
            if span is not None and between:
                wording = Wording.ELIDED if omitted else Wording.TYPOGRAPHIC
                yield chain.make_match(span, wording, _get_editing(one, omitted))
    whole = JoinedText(hit.excerpt, chain.spans, [None for _ in chain.spans[1:]])
    for one in verbatim.find_forms(hit.excerpt, forms):
        between = whole.list_between(one.span)
        if between and not list_interruptions(hit.excerpt, between):
            yield chain.make_match(one.span, _get_wording(one), _get_editing(one))
