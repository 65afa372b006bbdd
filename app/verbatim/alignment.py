"""Align a claim with a passage: the words that both have in order, as near together as possible."""

import itertools
import math
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz.distance import LCSseq

GAP_COST = 0.4
"""What each doubling of a gap in the passage costs, in matches: one word beyond a gap of five words is not
worth it, but two words beyond an omitted clause are."""
COMPLETE = 0.75
"""From this share of the claim's words in order on, gaps in the passage cost nothing."""
RUN_MIN = 3
"""This many words in sequence are not shared by chance."""

Pairs = list[tuple[int, int]]
"""Indexes of tokens of a claim and of a passage that are the same, in order."""


class Window(NamedTuple):
    """The part of a passage nearest to a claim, in tokens: the indexes of those that match, in order.

    `rest` is the longest stretch of the claim outside runs of three or more matches; if there are no such
    runs, outside all matches.
    """

    pairs: Pairs
    rest: slice


def find_window(claim: Sequence[str], passage: Sequence[str], positions: Sequence[int]) -> Window:
    """Return the narrowest part of a passage that has most of the claim's tokens in order.

    The distance of two tokens of the passage is that of their `positions`.
    """
    # The longest common subsequence takes the first occurrence of a word. Read backwards it takes the last
    # one. A reader means the narrower of the two windows.
    mirrored = _align(claim[::-1], passage[::-1])
    last_claimed, last = len(claim) - 1, len(passage) - 1
    alignments = (
        _align(claim, passage),
        [(last_claimed - in_claim, last - in_passage) for in_claim, in_passage in reversed(mirrored)],
    )
    best = max((_find_densest(one, positions) for one in alignments), key=_score)
    if len(best) < max(RUN_MIN, len(claim) / 2):
        # Matches over wide gaps are chance, unless nearly all of the claim matches.
        whole = max(alignments, key=_score)
        best = whole if len(whole) >= COMPLETE * len(claim) else best
    best = _tighten(best, passage)
    solid = [pair for run in find_runs(best) if len(run) >= RUN_MIN for pair in run] or best
    gaps = itertools.pairwise([-1, *(in_claim for in_claim, _ in solid), len(claim)])
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    return Window(best, slice(start + 1, end))


def _align(claim: Sequence[str], passage: Sequence[str]) -> Pairs:
    return [
        (step.src_start + offset, step.dest_start + offset)
        for step in LCSseq.opcodes(claim, passage)
        if step.tag == "equal"
        for offset in range(step.dest_end - step.dest_start)
    ]


def find_runs(pairs: Pairs) -> list[Pairs]:
    """Return the runs of pairs in sequence in both."""
    runs: list[Pairs] = []
    for pair in pairs:
        if runs and pair == (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    return runs


def _score(pairs: Pairs) -> tuple[int, int]:
    return len(pairs), pairs[0][1] - pairs[-1][1] if pairs else 0


def _find_densest(pairs: Pairs, positions: Sequence[int]) -> Pairs:
    """Return the run of pairs with the best score: the pairs, less the cost of gaps in the passage."""
    best = (0, 0)
    best_score = score = 0.0
    start = 0
    for at, pair in enumerate(pairs):
        if at > start:
            gap = positions[pair[1]] - positions[pairs[at - 1][1]]
            score -= GAP_COST * math.log2(max(1, gap))
        if score <= 0:
            start, score = at, 0.0
        score += 1
        if score > best_score:
            best, best_score = (start, at + 1), score
    return pairs[slice(*best)]


def _tighten(pairs: Pairs, passage: Sequence[str]) -> Pairs:
    """Return the pairs with each run moved to the longest one if the passage has its words there, too."""
    runs = find_runs(pairs)
    middle = max(range(len(runs)), key=lambda at: len(runs[at]), default=0)
    for at in range(middle - 1, -1, -1):
        runs[at] = _move(runs[at], passage, runs[at + 1][0][1] - len(runs[at]))
    for at in range(middle + 1, len(runs)):
        runs[at] = _move(runs[at], passage, runs[at - 1][-1][1] + 1)
    return [pair for run in runs for pair in run]


def _move(run: Pairs, passage: Sequence[str], to: int) -> Pairs:
    """Return a run at another place of the passage if the same words are there, else where it is."""
    start = run[0][1]
    if passage[start : start + len(run)] != passage[to : to + len(run)]:
        return run
    return [(in_claim, in_passage - start + to) for in_claim, in_passage in run]
