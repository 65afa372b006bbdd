"""Compare a claim with the passage nearest to it: word by word, and by kinds of changes."""

import itertools
import math
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

import regex
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from app.languages import list_words
from app.verbatim.folding import Folded, fold
from app.verbatim.spans import Span
from app.verbatim.tokens import split_tokens

GAP_COST = 0.4
"""What each doubling of a gap in the passage costs, in matches: one word beyond a gap of three words is not
worth it, but two words beyond an omitted clause are."""
COMPLETE = 0.75
"""From this share of the claim's words in order on, gaps in the passage cost nothing."""
RUN_MIN = 3
"""This many words in sequence are not shared by chance."""
SPELLING_FROM = 0.7
"""Two words of at least this similarity (Indel) are one word spelt in two ways."""

_NEGATIONS = frozenset(list_words("negations"))
_NEGATING_PREFIXES = list_words("negating_prefixes")
_PIECE = regex.compile(r"\S")


class Change(StrEnum):
    """A kind of difference between a claim and the passage nearest to it."""

    NEGATION = "negation"
    NUMBER = "number"
    OMISSION = "omission"
    INSERTION = "insertion"
    WORDING = "wording"
    SPELLING = "spelling"
    CASE = "case"
    PUNCTUATION = "punctuation"
    ORDER = "order"
    SPLICE = "splice"


class Difference(NamedTuple):
    """A step of a word-level diff: the words of the claim, and those of the text in their place."""

    kind: str
    claim: str
    text: str


class Comparison(NamedTuple):
    """The differences between a claim and a passage. `similarity` (0 to 1) is never a verdict."""

    differences: list[Difference]
    changes: list[Change]
    similarity: float


class Window(NamedTuple):
    """The part of a passage nearest to a claim, in tokens, and the number of tokens that match in order.

    `before` and `after` are the numbers of further tokens that the claim may mean before and after these.
    `rest_start` and `rest_end` are the longest run of its tokens without a match.
    """

    start: int
    end: int
    matched: int
    before: int
    after: int
    rest_start: int
    rest_end: int


def find_window(claim: Sequence[str], passage: Sequence[str]) -> Window:
    """Return the narrowest part of a passage that has most of the claim's tokens in order."""
    # The longest common subsequence takes the first occurrence of a word. Read backwards it takes the last
    # one. A reader means the narrower of the two windows.
    mirrored = _align(claim[::-1], passage[::-1])
    last_claimed, last = len(claim) - 1, len(passage) - 1
    alignments = (
        _align(claim, passage),
        [(last_claimed - in_claim, last - in_passage) for in_claim, in_passage in reversed(mirrored)],
    )
    best = max((_find_densest(one) for one in alignments), key=_score)
    if len(best) < max(RUN_MIN, len(claim) / 2):
        # Matches over wide gaps are chance, unless nearly all of the claim matches.
        whole = max(alignments, key=_score)
        best = whole if len(whole) >= COMPLETE * len(claim) else best
    if not best:
        return Window(0, 0, 0, 0, 0, 0, len(claim))
    solid = _find_runs(best)
    gaps = itertools.pairwise([-1, *(in_claim for in_claim, _ in solid), len(claim)])
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    first, last = best[0][1], best[-1][1]
    before, after = best[0][0], len(claim) - best[-1][0] - 1
    unmatched = Counter(claim) - Counter(claim[in_claim] for in_claim, _ in best)
    before = max(before, _count_moved(unmatched, reversed(passage[:first])))
    after = max(after, _count_moved(unmatched, passage[last + 1 :]))
    return Window(first, last + 1, len(best), before, after, start + 1, end)


def _count_moved(unmatched: Counter[str], beside: Iterable[str]) -> int:
    """Return the number of words beside the passage that the claim has, too, but elsewhere."""
    remaining = Counter(unmatched)
    moved = itertools.takewhile(lambda word: remaining[word] > 0, beside)
    count = 0
    for word in moved:
        remaining[word] -= 1
        count += 1
    return count


class Stretch(NamedTuple):
    """The part of a text nearest to a claim.

    `core` is from the first to the last word that both have; `span` includes as many words before and after
    as the claim has there. `matched` counts the claim's words that it has in order, and `rest` is the longest
    run of the others.
    """

    core: Span
    span: Span
    matched: int
    rest: tuple[str, ...]


def find_stretch(claim: Sequence[str], text: str, offset: int) -> Stretch | None:
    """Return the part of a text that has most of a claim's tokens in order, or None if it has none.

    The text begins at `offset`.
    """
    folded = fold(text)
    tokens = split_tokens(folded)
    window = find_window(claim, [token for token, _ in tokens])
    if window.matched == 0:
        return None
    words = folded.list_words()

    def slice_tokens(first: int, end: int) -> Span:
        begin, last = tokens[first][1], tokens[end - 1][1]
        overlapping = [word for word in words if word.end > begin and word.start <= last]
        span = folded.to_original(overlapping[0].start, overlapping[-1].end)
        return Span(span.start + offset, span.end + offset)

    start, end = max(0, window.start - window.before), min(len(tokens), window.end + window.after)
    rest = tuple(claim[window.rest_start : window.rest_end])
    return Stretch(slice_tokens(window.start, window.end), slice_tokens(start, end), window.matched, rest)


Pairs = list[tuple[int, int]]
"""Indexes of tokens of a claim and of a passage that are the same, in order."""


def _align(claim: Sequence[str], passage: Sequence[str]) -> Pairs:
    return [
        (step.src_start + offset, step.dest_start + offset)
        for step in LCSseq.opcodes(claim, passage)
        if step.tag == "equal"
        for offset in range(step.dest_end - step.dest_start)
    ]


def _find_runs(pairs: Pairs) -> Pairs:
    """Return the pairs in sequence with others: single words match anywhere by chance."""
    runs: list[Pairs] = []
    for pair in pairs:
        if runs and pair == (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    solid = [pair for run in runs if len(run) >= RUN_MIN for pair in run]
    return solid or pairs


def _score(pairs: Pairs) -> tuple[int, int]:
    return len(pairs), pairs[0][1] - pairs[-1][1] if pairs else 0


def _find_densest(pairs: Pairs) -> Pairs:
    """Return the run of pairs with the best score: the pairs, less the cost of gaps in the passage."""
    best: Pairs = []
    best_score = score = 0.0
    run: Pairs = []
    for pair in pairs:
        if run:
            score -= GAP_COST * math.log2(pair[1] - run[-1][1])
        if score <= 0:
            run, score = [], 0.0
        run.append(pair)
        score += 1
        if score > best_score:
            best, best_score = list(run), score
    return best


def compare(claim: str, passage: str) -> Comparison:
    """Compare a claim with a passage word by word, case, umlauts and punctuation included."""
    claim_words, text_words = split_words(claim), split_words(passage)
    claimed, printed = [one for one, _ in claim_words], [one for one, _ in text_words]
    steps = list(Levenshtein.opcodes(claimed, printed))
    differences = [
        Difference(
            {"insert": "omitted", "delete": "inserted", "replace": "replaced"}.get(step.tag, "equal"),
            _slice(claim, claim_words, step.src_start, step.src_end),
            _slice(passage, text_words, step.dest_start, step.dest_end),
        )
        for step in steps
    ]
    changed = [
        (claimed[step.src_start : step.src_end], printed[step.dest_start : step.dest_end])
        for step in steps
        if step.tag != "equal"
    ]
    return Comparison(differences, _name_changes(changed), round(fuzz.ratio(claim, passage) / 100, 4))


def split_words(text: str) -> list[tuple[str, Span]]:
    """Return the words and punctuation marks of a text without their typography, and their spans."""
    folded = fold(text)
    hyphens = [at for at, is_broken in folded.hyphens.items() if not is_broken]
    found = []
    at = 0
    for start, end in [*folded.list_words(), Span(len(folded.text), len(folded.text))]:
        for mark in _PIECE.finditer(folded.text, at, start):
            found.append((mark.group(), folded.to_original(*mark.span())))
        if start < end:
            found.append((_name_word(folded, hyphens, start, end), folded.to_original(start, end)))
        at = end
    return found


def _name_word(folded: Folded, hyphens: Sequence[int], start: int, end: int) -> str:
    """Return a word with the hyphens that are part of it for certain."""
    word, before = "", start
    for at in hyphens[bisect_right(hyphens, start) : bisect_left(hyphens, end)]:
        word += folded.text[before:at] + "-"
        before = at
    return word + folded.text[before:end]


def _slice(text: str, words: Sequence[tuple[str, Span]], start: int, end: int) -> str:
    return text[words[start][1].start : words[end - 1][1].end] if start < end else ""


def _name_changes(changed: list[tuple[list[str], list[str]]]) -> list[Change]:
    """Return the kinds of changes, in the order of `Change`."""
    found = set()
    moved = _find_moved(changed)
    if moved:
        found.add(Change.ORDER)
    for claimed, printed in changed:
        found |= _name_change(
            [word for word in claimed if word.casefold() not in moved],
            [word for word in printed if word.casefold() not in moved],
        )
    return [kind for kind in Change if kind in found]


def _find_moved(changed: list[tuple[list[str], list[str]]]) -> set[str]:
    """Return the words that claim and text have in different places."""
    claimed = {word.casefold() for claim_words, _ in changed for word in claim_words if _is_word(word)}
    printed = {word.casefold() for _, text_words in changed for word in text_words if _is_word(word)}
    in_place = {
        word
        for claim_words, text_words in changed
        for word in {*map(str.casefold, claim_words)} & {*map(str.casefold, text_words)}
    }
    return (claimed & printed) - in_place


def _name_change(claimed: list[str], printed: list[str]) -> set[Change]:
    if not claimed and not printed:
        return set()
    found = set()
    claim_words, text_words = _drop_marks(claimed), _drop_marks(printed)
    if [one for one in claimed if not _is_word(one)] != [one for one in printed if not _is_word(one)]:
        found.add(Change.PUNCTUATION)
    if claim_words == text_words:
        return found
    if _select(claim_words, _is_negation) != _select(text_words, _is_negation):
        found.add(Change.NEGATION)
    if _select(claim_words, _is_number) != _select(text_words, _is_number):
        found.add(Change.NUMBER)
    other_claimed = [one for one in claim_words if not _is_negation(one) and not _is_number(one)]
    other_printed = [one for one in text_words if not _is_negation(one) and not _is_number(one)]
    if not claim_words or not text_words:
        found.add(Change.INSERTION if claim_words else Change.OMISSION)
    elif other_claimed != other_printed:
        found.add(_name_wording(other_claimed, other_printed))
    elif not found - {Change.PUNCTUATION}:
        found.add(_name_wording(claim_words, text_words))
    return found


def _name_wording(claimed: list[str], printed: list[str]) -> Change:
    if not claimed:
        return Change.OMISSION
    if not printed:
        return Change.INSERTION
    one, two = " ".join(claimed), " ".join(printed)
    if one.casefold() == two.casefold():
        return Change.CASE
    if _strip(one) == _strip(two):
        return Change.SPELLING
    pairs = list(zip(claimed, printed, strict=False))
    if any(_denies(one, other) or _denies(other, one) for one, other in pairs):
        return Change.NEGATION
    is_similar = all(LCSseq.normalized_similarity(one, other) >= SPELLING_FROM for one, other in pairs)
    return Change.SPELLING if is_similar and len(claimed) == len(printed) else Change.WORDING


def _denies(one: str, other: str) -> bool:
    """Tell whether one word is the other with a negating prefix: möglich, unmöglich."""
    return any(one.casefold() == f"{prefix}{other.casefold()}" for prefix in _NEGATING_PREFIXES)


def _strip(words: str) -> str:
    return "".join(token for token, _ in split_tokens(fold(words)))


def _is_word(word: str) -> bool:
    return any(one.isalnum() for one in word)


def _drop_marks(words: Iterable[str]) -> list[str]:
    return [word for word in words if _is_word(word)]


def _is_negation(word: str) -> bool:
    return word.casefold() in _NEGATIONS


def _is_number(word: str) -> bool:
    return any(one.isdigit() for one in word)


def _select(words: Sequence[str], wanted: Callable[[str], bool]) -> list[str]:
    return sorted(word.casefold() for word in words if wanted(word))
