"""Split articles into passages and index their words, so that claims are found in them."""

import hashlib
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app import verbatim
from app.database.bulk_insert import Row
from app.verbatim import TOKEN_MAX, Folded, Span
from app.vocabulary import QUOTATIONS, Role

TOKENS_MAX = 128
"""Tokens of a passage, without the overlap: what is read of an article for a hit is about as long."""
OVERLAP = 8
"""Tokens of the following text in each passage: a phrase of one token more is found wherever it occurs."""
QUOTATION_TOKEN = "quotation"  # noqa: S105 - no secret
"""The filter token of passages that any quotation overlaps."""


class Passage(NamedTuple):
    """A passage of an article: a line, a part of a long one, or a chain of interrupted quotations.

    Its words are its own and the next few of the text, so that words across its end are found in it, too.
    Those of a chain are its quotes' joined, without the reporter's words between them. `filters` tell whether
    a quotation overlaps it, and whose. `chain` is the position of a chain's first quote.
    """

    words: str
    filters: str
    start: int
    end: int
    chain: int | None


class PassageDraft(NamedTuple):
    """A passage without its filter tokens."""

    span: Span
    chain: int | None
    words: list[str]


def make_speaker_token(speaker_id: str) -> str:
    """Return the filter token of passages that a quotation of the speaker overlaps.

    A digest, because it is in every passage with a quotation, and ids have up to 100 characters.
    """
    return hashlib.sha256(speaker_id.encode()).hexdigest()[:12]


def make_passages(
    article: Row,
    blocks: Sequence[Row],
    quotes: Sequence[Row],
    parties: Sequence[Row],
) -> list[Passage]:
    """Return the passages of an article: its lines, and its chains of interrupted quotations."""
    text: str = article["text"]
    starts = [block["start"] for block in blocks]
    lines = [Span(*ends) for ends in itertools.pairwise([*starts, len(text)])]
    drafts = _split_common_lines(text, lines) or _split_lines_each_way(text, lines)
    for chain in find_chains(quotes):
        span = Span(chain[0]["start"], chain[-1]["end"])
        drafts += [
            PassageDraft(span, chain[0]["position"], words[begin : begin + TOKENS_MAX + OVERLAP])
            for words in verbatim.tokenize_each_way(
                " ".join(text[quote["start"] : quote["end"]] for quote in chain)
            )
            for begin in range(0, len(words), TOKENS_MAX)
        ]
    filter_tokens = _list_filter_tokens(drafts, quotes, parties)
    return [
        Passage(" ".join(draft.words), " ".join(found), *draft.span, draft.chain)
        for draft, found in zip(drafts, filter_tokens, strict=True)
    ]


def _split_common_lines(text: str, lines: Sequence[Span]) -> list[PassageDraft]:
    """Return the passages of short lines with common characters alone, as most texts have; else none."""
    words = verbatim.tokenize_lines(text, lines)
    if words is None or max(len(own) for ways in words for own in ways) > TOKENS_MAX:
        return []
    following: list[str] = []
    drafts: list[PassageDraft] = []
    for line, ways in zip(reversed(lines), reversed(words), strict=True):
        if ways[0]:
            drafts += [PassageDraft(line, None, own + following[:OVERLAP]) for own in reversed(ways)]
            following = ways[0] + following[:OVERLAP]
    return drafts[::-1]


def _split_lines_each_way(text: str, lines: Sequence[Span]) -> list[PassageDraft]:
    """Return the passages of any lines, for each way to read the hyphens at their ends."""
    joined, *others = verbatim.fold_each_way(text)
    drafts = _split_lines(joined, lines)
    for folded in others:
        known = {(draft.span.start, *draft.words) for draft in drafts}
        more = [one for one in _split_lines(folded, lines) if (one.span.start, *one.words) not in known]
        drafts = sorted([*drafts, *more], key=lambda draft: draft.span.start)
    return drafts


def _split_lines(folded: Folded, lines: Sequence[Span]) -> list[PassageDraft]:
    """Return the passages of folded lines: one a line, several of a long one."""
    split = verbatim.split_tokens(folded)
    tokens = [token[:TOKEN_MAX] for token, _ in split]
    starts = [folded.to_original(at, at + 1).start for _, at in split]
    drafts = []
    first = 0
    for line in lines:
        last = bisect_left(starts, line.end, first)
        for begin in range(first, last, TOKENS_MAX):
            end = min(begin + TOKENS_MAX, last)
            span = Span(
                line.start if begin == first else starts[begin], line.end if end == last else starts[end]
            )
            drafts.append(PassageDraft(span, None, tokens[begin : end + OVERLAP]))
        first = last
    return drafts


def _list_filter_tokens(
    drafts: Sequence[PassageDraft], quotes: Sequence[Row], parties: Sequence[Row]
) -> list[list[str]]:
    """Return for each passage the filter tokens of the quotations that overlap it."""
    tokens = {quote["position"]: [QUOTATION_TOKEN] for quote in quotes if quote["type"] in QUOTATIONS}
    for party in parties:
        if party["role"] == Role.SPEAKER and party["quote_position"] in tokens:
            tokens[party["quote_position"]].append(make_speaker_token(party["speaker_id"]))
    lines = [draft.span for draft in drafts if draft.chain is None]
    starts = [line.start for line in lines]
    found: list[set[str]] = [set() for _ in drafts]
    for quote in quotes:
        own = tokens.get(quote["position"])
        if own is None:
            continue
        # Lines that are read in two ways begin at one place and may end at several.
        at = max(0, bisect_right(starts, quote["start"]) - 1)
        while at > 0 and lines[at - 1].end > quote["start"]:
            at -= 1
        while at < len(lines) and lines[at].start < quote["end"]:
            found[at].update(own)
            at += 1
    return [
        sorted({*of_line, *tokens.get(draft.chain, [])} if draft.chain is not None else of_line)
        for draft, of_line in zip(drafts, found, strict=True)
    ]


def find_chains(quotes: Iterable[Row]) -> list[list[Row]]:
    """Return the quotations that consist of several quotes, each in reading order."""
    by_position = {quote["position"]: quote for quote in quotes}
    following = {
        quote["continues"]: quote for quote in by_position.values() if quote["continues"] is not None
    }
    chains = []
    for position, quote in by_position.items():
        if quote["continues"] is None and position in following:
            chain = [quote]
            while chain[-1]["position"] in following:
                chain.append(following[chain[-1]["position"]])
            chains.append(chain)
    return chains
