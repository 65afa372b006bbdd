"""Say how a claim differs from the passage that comes nearest: word by word, and in which kinds."""

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
"""What doubling a gap in the passage takes away from a window's matches: one word beyond three is not worth
it, but two are beyond a clause that was left out."""
COMPLETE = 0.75
"""A passage that has so many of a claim's words in order has them, however far apart they stand."""
RUN_MIN = 3
"""So many words one after the other are not shared by chance."""
SPELLING_FROM = 0.7
"""Two words at least this alike (Indel similarity) are one word spelt in two ways."""

_NEGATIONS = frozenset(list_words("negations"))
_NEGATING_PREFIXES = list_words("negating_prefixes")
_PIECE = regex.compile(r"\S")


class Change(StrEnum):
    """In what a claim differs from the passage that comes nearest."""

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
    """A step of a word-level diff: what the claim has, and what the text has in its place."""

    kind: str
    claim: str
    text: str


class Comparison(NamedTuple):
    """How a claim differs from a passage. `similarity` (0 to 1) is never a verdict."""

    differences: list[Difference]
    changes: list[Change]
    similarity: float


class Window(NamedTuple):
    """Where in a passage, counted in tokens, a claim comes nearest, and how many of its tokens it has.

    `before` and `after` are how many tokens more the claim may mean before and after these;
    `rest_start` and `rest_end` the longest run of its tokens that is no run in the passage.
    """

    start: int
    end: int
    matched: int
    before: int
    after: int
    rest_start: int
    rest_end: int


def find_window(claim: Sequence[str], passage: Sequence[str]) -> Window:
    """Return the part of a passage in which most of the claim's tokens stand in order: the narrowest."""
    # The longest common subsequence takes the first place of a word that stands often. Read backwards
    # it takes the last one; the narrower window is the one that a reader means.
    mirrored = _align(claim[::-1], passage[::-1])
    last_claimed, last = len(claim) - 1, len(passage) - 1
    alignments = (
        _align(claim, passage),
        [(last_claimed - ours, last - theirs) for ours, theirs in reversed(mirrored)],
    )
    best = max((_find_densest(one) for one in alignments), key=_rate)
    if len(best) < max(RUN_MIN, len(claim) / 2):
        # Wide gaps are chance, unless nearly all of the claim is there.
        whole = max(alignments, key=_rate)
        best = whole if len(whole) >= COMPLETE * len(claim) else best
    if not best:
        return Window(0, 0, 0, 0, 0, 0, len(claim))
    solid = _find_runs(best)
    gaps = itertools.pairwise([-1, *(ours for ours, _ in solid), len(claim)])
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    first, last = best[0][1], best[-1][1]
    before, after = best[0][0], len(claim) - best[-1][0] - 1
    unmatched = Counter(claim) - Counter(claim[ours] for ours, _ in best)
    before = max(before, _count_moved(unmatched, reversed(passage[:first])))
    after = max(after, _count_moved(unmatched, passage[last + 1 :]))
    return Window(first, last + 1, len(best), before, after, start + 1, end)


def _count_moved(unmatched: Counter[str], beside: Iterable[str]) -> int:
    """Return how many words beside the passage the claim has, too, only elsewhere."""
    left = Counter(unmatched)
    moved = itertools.takewhile(lambda word: left[word] > 0, beside)
    count = 0
    for word in moved:
        left[word] -= 1
        count += 1
    return count


class Stretch(NamedTuple):
    """Where in a text a claim comes nearest.

    `core` reaches from the first to the last word that both have, `span` takes in as many words before
    and after as the claim has there. `matched` counts the claim's words that stand in it in order, and
    `rest` is the longest run of the others.
    """

    core: Span
    span: Span
    matched: int
    rest: tuple[str, ...]


def find_stretch(claim: Sequence[str], text: str, offset: int) -> Stretch | None:
    """Return the part of a text in which most of a claim's tokens stand in order, or None if none does.

    The text begins at `offset`.
    """
    folded = fold(text)
    tokens = split_tokens(folded)
    window = find_window(claim, [token for token, _ in tokens])
    if window.matched == 0:
        return None
    words = folded.list_words()

    def cut(first: int, end: int) -> Span:
        begin, last = tokens[first][1], tokens[end - 1][1]
        touched = [word for word in words if word.end > begin and word.start <= last]
        span = folded.to_original(touched[0].start, touched[-1].end)
        return Span(span.start + offset, span.end + offset)

    start, end = max(0, window.start - window.before), min(len(tokens), window.end + window.after)
    rest = tuple(claim[window.rest_start : window.rest_end])
    return Stretch(cut(window.start, window.end), cut(start, end), window.matched, rest)


Pairs = list[tuple[int, int]]
"""Tokens of a claim and of a passage that are the same, in order."""


def _align(claim: Sequence[str], passage: Sequence[str]) -> Pairs:
    return [
        (step.src_start + offset, step.dest_start + offset)
        for step in LCSseq.opcodes(claim, passage)
        if step.tag == "equal"
        for offset in range(step.dest_end - step.dest_start)
    ]


def _find_runs(pairs: Pairs) -> Pairs:
    """Return the pairs that stand beside others: single words meet anywhere by chance."""
    runs: list[Pairs] = []
    for pair in pairs:
        if runs and pair == (runs[-1][-1][0] + 1, runs[-1][-1][1] + 1):
            runs[-1].append(pair)
        else:
            runs.append([pair])
    solid = [pair for run in runs if len(run) >= RUN_MIN for pair in run]
    return solid or pairs


def _rate(pairs: Pairs) -> tuple[int, int]:
    return len(pairs), pairs[0][1] - pairs[-1][1] if pairs else 0


def _find_densest(pairs: Pairs) -> Pairs:
    """Return the run of pairs that is worth most, each gap in the passage taking something away."""
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
    ours, theirs = split_words(claim), split_words(passage)
    claimed, stated = [one for one, _ in ours], [one for one, _ in theirs]
    steps = list(Levenshtein.opcodes(claimed, stated))
    differences = [
        Difference(
            {"insert": "omitted", "delete": "inserted", "replace": "replaced"}.get(step.tag, "equal"),
            _cut(claim, ours, step.src_start, step.src_end),
            _cut(passage, theirs, step.dest_start, step.dest_end),
        )
        for step in steps
    ]
    changed = [
        (claimed[step.src_start : step.src_end], stated[step.dest_start : step.dest_end])
        for step in steps
        if step.tag != "equal"
    ]
    return Comparison(differences, _name_changes(changed), round(fuzz.ratio(claim, passage) / 100, 4))


def split_words(text: str) -> list[tuple[str, Span]]:
    """Return the words and punctuation marks of a text without their typography, and their places."""
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
    """Return a word with the hyphens that are surely part of it."""
    word, before = "", start
    for at in hyphens[bisect_right(hyphens, start) : bisect_left(hyphens, end)]:
        word += folded.text[before:at] + "-"
        before = at
    return word + folded.text[before:end]


def _cut(text: str, words: Sequence[tuple[str, Span]], start: int, end: int) -> str:
    return text[words[start][1].start : words[end - 1][1].end] if start < end else ""


def _name_changes(changed: list[tuple[list[str], list[str]]]) -> list[Change]:
    """Return what kinds of changes these are, in the order of the list of kinds."""
    found = set()
    moved = _find_moved(changed)
    if moved:
        found.add(Change.ORDER)
    for claimed, stated in changed:
        left = [word for word in claimed if word.casefold() not in moved]
        right = [word for word in stated if word.casefold() not in moved]
        found |= _name_change(left, right)
    return [kind for kind in Change if kind in found]


def _find_moved(changed: list[tuple[list[str], list[str]]]) -> set[str]:
    """Return the words that the claim has in one place and the text in another."""
    claimed = {word.casefold() for ours, _ in changed for word in ours if _is_word(word)}
    stated = {word.casefold() for _, theirs in changed for word in theirs if _is_word(word)}
    in_place = {
        word for ours, theirs in changed for word in {*map(str.casefold, ours)} & {*map(str.casefold, theirs)}
    }
    return (claimed & stated) - in_place


def _name_change(claimed: list[str], stated: list[str]) -> set[Change]:
    if not claimed and not stated:
        return set()
    found = set()
    ours, theirs = _drop_marks(claimed), _drop_marks(stated)
    if [one for one in claimed if not _is_word(one)] != [one for one in stated if not _is_word(one)]:
        found.add(Change.PUNCTUATION)
    if ours == theirs:
        return found
    if _keep(ours, _is_negation) != _keep(theirs, _is_negation):
        found.add(Change.NEGATION)
    if _keep(ours, _is_number) != _keep(theirs, _is_number):
        found.add(Change.NUMBER)
    left = [one for one in ours if not _is_negation(one) and not _is_number(one)]
    right = [one for one in theirs if not _is_negation(one) and not _is_number(one)]
    if not ours or not theirs:
        found.add(Change.INSERTION if ours else Change.OMISSION)
    elif left != right:
        found.add(_name_wording(left, right))
    elif not found - {Change.PUNCTUATION}:
        found.add(_name_wording(ours, theirs))
    return found


def _name_wording(claimed: list[str], stated: list[str]) -> Change:
    if not claimed:
        return Change.OMISSION
    if not stated:
        return Change.INSERTION
    one, two = " ".join(claimed), " ".join(stated)
    if one.casefold() == two.casefold():
        return Change.CASE
    if _strip(one) == _strip(two):
        return Change.SPELLING
    pairs = list(zip(claimed, stated, strict=False))
    if any(_denies(ours, theirs) or _denies(theirs, ours) for ours, theirs in pairs):
        return Change.NEGATION
    alike = all(LCSseq.normalized_similarity(ours, theirs) >= SPELLING_FROM for ours, theirs in pairs)
    return Change.SPELLING if alike and len(claimed) == len(stated) else Change.WORDING


def _denies(one: str, other: str) -> bool:
    """Tell whether one word is the other with a prefix that denies it: möglich, unmöglich."""
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


def _keep(words: Sequence[str], wanted: Callable[[str], bool]) -> list[str]:
    return sorted(word.casefold() for word in words if wanted(word))
