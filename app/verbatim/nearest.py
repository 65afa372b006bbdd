"""Find the part of a text nearest to a claim: the words that both have, in order."""

import itertools
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import regex
from rapidfuzz.distance import LCSseq

from app.verbatim.changes import PARTING, TIME, is_negation, is_number, is_similar
from app.verbatim.characters import (
    FINAL_STOPS,
    FOLDED_ELLIPSIS,
    FOLDED_MARK,
    LINE_ENDS,
    SENTENCE_ENDS,
)
from app.verbatim.common_text import tokenize
from app.verbatim.folding import Folded, fold
from app.verbatim.pieces import FUNCTION_WORDS, Piece, PieceKind, fold_umlauts, split_pieces
from app.verbatim.spans import Span
from app.verbatim.tokens import split_tokens

GAP_COST = 0.4
"""What each doubling of a gap in the passage costs, in matches: one word beyond a gap of five words is not
worth it, but two words beyond an omitted clause are."""
COMPLETE = 0.75
"""From this share of the claim's words in order on, gaps in the passage cost nothing."""
CLOSERS = f")]{FOLDED_MARK}"
"""Marks that close what begins before them."""
RUN_MIN = 3
"""This many words in sequence are not shared by chance."""
REPLACED_MAX = 1
"""Other words at an edge of a claim that are taken to replace one of the text."""
LEFT_OUT_MAX = 3
"""Words that a claim may leave out before the sign at its end."""
REACH = 200
"""Code points beside a passage in which such words are looked for."""

# The full stop behind a single letter is an abbreviation's: U.S.
_BETWEEN_SENTENCES = regex.compile(rf"(?<!\b\p{{L}})[{SENTENCE_ENDS}:{FOLDED_MARK}](?: |$)|{FOLDED_MARK}")
_ADDRESS = regex.compile(r"\w++://\S++|\bwww\.\S++")
_TIME = regex.compile(rf"(?<![\w:]){TIME}(?![\w:])")
_LINE_END = regex.compile(f"[{LINE_ENDS}]")


class Window(NamedTuple):
    """The part of a passage nearest to a claim, in tokens: the indexes of those that match, in order.

    `rest_start` and `rest_end` are the longest stretch of the claim outside runs of three or more matches;
    if there are no such runs, outside all matches.
    """

    pairs: "Pairs"
    rest_start: int
    rest_end: int


Pairs = list[tuple[int, int]]
"""Indexes of tokens of a claim and of a passage that are the same, in order."""


def find_window(
    claim: Sequence[str], passage: Sequence[str], positions: Sequence[int] | None = None
) -> Window:
    """Return the narrowest part of a passage that has most of the claim's tokens in order.

    The distance of two tokens of the passage is that of their `positions`, by default of their indexes.
    """
    positions = range(len(passage)) if positions is None else positions
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
    solid = [pair for run in _find_runs(best) if len(run) >= RUN_MIN for pair in run] or best
    gaps = itertools.pairwise([-1, *(in_claim for in_claim, _ in solid), len(claim)])
    start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
    return Window(best, start + 1, end)


class Tokens:
    """The tokens of a text, and the places of each in it.

    `keys` are the tokens without the spellings of umlauts, so that those of claim and text can be compared.
    `positions` count the tokens before each, without those in `asides`, spans of the reporter's words.
    """

    def __init__(self, text: str, asides: Sequence[Span] = ()) -> None:
        self.text = text
        self.folded: Folded = fold(text)
        found = split_tokens(self.folded)
        self.keys = fold_umlauts(" ".join(token for token, _ in found)).split()
        self.starts = [start for _, start in found]
        self._words = self.folded.list_words()
        self.positions: Sequence[int] = range(len(found))
        self._aside: set[int] = set()
        if asides:
            self._aside = {at for at, start in enumerate(self.starts) if self._is_within(asides, start)}
            is_own = (at not in self._aside for at in range(len(found)))
            self.positions = list(itertools.accumulate(is_own, initial=0))[:-1]

    def _is_within(self, asides: Sequence[Span], start: int) -> bool:
        at = self.folded.to_original(start, start + 1).start
        before = bisect_right(asides, at, key=lambda aside: aside.start) - 1
        return before >= 0 and at < asides[before].end

    def get_span(self, first: int, last: int) -> Span:
        """Return the span of the text from one token to another, whole words and compounds."""
        begin, end = self.starts[first], self.starts[last]
        overlapping = [word for word in self._words if word.end > begin and word.start <= end]
        start = overlapping[0].start
        while start > 0 and not self.folded.is_edge(start):  # ‚Nein‘-Stimmen
            start = max((word.start for word in self._words if word.start < start), default=0)
        return self.folded.to_original(start, overlapping[-1].end)

    def are_neighbours(self, one: int, other: int) -> bool:
        """Tell whether nothing is between a token and a later one, but perhaps an aside."""
        is_reported = one in self._aside or other in self._aside
        return other - one == 1 or (not is_reported and self.positions[other] - self.positions[one] == 1)

    def get_between(self, one: int, other: int) -> str:
        """Return the folded text from the beginning of a token to that of a later one."""
        return self.folded.text[self.starts[one] : self.starts[other]]


class Stretch(NamedTuple):
    """The part of a text nearest to a claim.

    `core` is from the first to the last word that both have in order, `claimed` the same in the claim. `span`
    includes the words beside `core` that the claim has, too, but elsewhere. `matched` counts the claim's
    words that the text has in order, and `rest` are the indexes of the longest stretch of the claim outside
    runs of three or more of them.
    """

    core: Span
    claimed: Span
    span: Span
    matched: int
    rest: slice


def find_stretch(claim: Tokens, text: str, offset: int, asides: Sequence[Span] = ()) -> Stretch | None:
    """Return the part of a text that has most of a claim's tokens in order, or None if it has none.

    The text begins at `offset`. Its `asides`, in order, interrupt the quotation: they part none of its words.
    """
    passage = Tokens(text, [aside.shift(-offset) for aside in asides])
    window = find_window(claim.keys, passage.keys, passage.positions)
    pairs = _drop_chance(window.pairs, claim, passage)
    if not pairs:
        return None
    (first_claimed, first), (last_claimed, last) = pairs[0], pairs[-1]
    core = passage.get_span(first, last)
    claimed = claim.get_span(first_claimed, last_claimed)
    before, after = _count_moved(pairs, claim, passage)
    wide = passage.get_span(first - before, last + after)
    rest = slice(window.rest_start, window.rest_end)
    return Stretch(core.shift(offset), claimed, wide.shift(offset), len(window.pairs), rest)


def widen(stretch: Stretch, claim: str, text: str, offset: int) -> Stretch:
    """Return a stretch with the words beside it that others of the claim replace, one for each.

    The text begins at `offset`.
    """
    core, span = stretch.core.shift(-offset), stretch.span
    start, end = span
    if span.start == stretch.core.start:
        start -= _extend_before(claim[: stretch.claimed.start], text[: core.start])
    if span.end == stretch.core.end:
        end += _extend_after(claim[stretch.claimed.end :], text[core.end :])
    return stretch._replace(span=Span(start, end))


def count_words(claim: str) -> int:
    """Return the number of a claim's words, without times, which have many parts."""
    return len(tokenize(_TIME.sub(" ", claim)))


def blank_addresses(claim: str) -> str:
    """Return a claim with spaces in place of addresses, whose parts are none of its words."""
    return _ADDRESS.sub(lambda found: " " * len(found.group()), claim)


def is_introduced(claim: str, span: Span) -> bool:
    """Tell whether marks part the words of a claim in a span from all that it has before and behind them."""
    before, after = split_pieces(claim[: span.start])[::-1], split_pieces(claim[span.end :])
    return all(not beside or beside[0].kind == PieceKind.MARK for beside in (before, after))


def _align(claim: Sequence[str], passage: Sequence[str]) -> Pairs:
    return [
        (step.src_start + offset, step.dest_start + offset)
        for step in LCSseq.opcodes(claim, passage)
        if step.tag == "equal"
        for offset in range(step.dest_end - step.dest_start)
    ]


def _find_runs(pairs: Pairs) -> list[Pairs]:
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
    runs = _find_runs(pairs)
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


def _drop_chance(pairs: Pairs, claim: Tokens, passage: Tokens) -> Pairs:
    """Return the pairs without short runs at the edges that belong to another sentence of the text.

    What a claim has beside the quotation, as *Kim sagte:*, occurs in many places. It is no part of the
    quotation, and the sentence end between is no omission.
    """
    runs = _find_runs(pairs)
    while len(runs) > 1 and _is_chance(runs[0], runs[1], claim, passage):
        runs = runs[1:]
    while len(runs) > 1 and _is_chance(runs[-1], runs[-2], claim, passage):
        runs = runs[:-1]
    return [pair for run in runs for pair in run]


def _is_chance(run: Pairs, inner: Pairs, claim: Tokens, passage: Tokens) -> bool:
    if len(run) >= RUN_MIN or len(run) >= len(inner):
        return False
    (one, first), (other, second) = (run[-1], inner[0]) if run < inner else (inner[-1], run[0])
    is_grammar = all(claim.keys[at] in FUNCTION_WORDS for at, _ in run)
    in_claim = claim.get_between(one, other)
    if passage.are_neighbours(first, second):
        return is_grammar and other - one > 1 and bool(_BETWEEN_SENTENCES.search(in_claim))
    in_passage = passage.get_between(first, second)
    if set(PARTING.findall(in_claim)) - set(PARTING.findall(in_passage)):
        return True
    # Behind the full stop of an abbreviation a sentence goes on in small letters: the U.S. plan.
    ends_sentence = _BETWEEN_SENTENCES.search(in_passage)
    is_parted = bool(ends_sentence) and not passage.folded.text[passage.starts[second]].islower()
    return is_parted and (is_grammar or len(run) == 1)


def _count_moved(pairs: Pairs, claim: Tokens, passage: Tokens) -> tuple[int, int]:
    """Return how many words of the sentence before and behind the pairs the claim has, too, but elsewhere.

    A claim's words that are parted from the others by a mark introduce the quotation, and a word of grammar
    at its edge may be of any other sentence.
    """
    (first_claimed, first), (last_claimed, last) = pairs[0], pairs[-1]
    matched = {in_claim for in_claim, _ in pairs}
    begin = next((at for at in range(first_claimed, 0, -1) if _is_parted(claim, at - 1)), 0)
    end = next((at for at in range(last_claimed, len(claim.keys) - 1) if _is_parted(claim, at)), None)
    unmatched = Counter(
        claim.keys[at]
        for at in range(begin, len(claim.keys) if end is None else end + 1)
        if at not in matched and (first_claimed < at < last_claimed or claim.keys[at] not in FUNCTION_WORDS)
    )
    before = _count_beside(unmatched, passage, range(first - 1, -1, -1))
    return before, _count_beside(unmatched, passage, range(last + 1, len(passage.keys)))


def _is_parted(claim: Tokens, at: int) -> bool:
    """Tell whether a mark parts a token of the claim from the next one."""
    return bool(PARTING.search(claim.get_between(at, at + 1)))


def _count_beside(unmatched: Counter[str], passage: Tokens, places: range) -> int:
    """Return how many tokens at these places, one after another, are in their sentence and unmatched."""
    count = 0
    for at in places:
        is_end = _BETWEEN_SENTENCES.search(passage.get_between(*sorted((at, at - places.step))))
        if is_end or unmatched[passage.keys[at]] <= 0:
            break
        unmatched[passage.keys[at]] -= 1
        count += 1
    return count


def _extend_before(claimed: str, text: str) -> int:
    """Return how many code points of the text before a passage the claim means, too."""
    text = text[-REACH:]
    if _LINE_END.search(claimed[len(claimed.rstrip()) :]):
        return 0
    printed = split_pieces(text)[::-1]
    count = _count_replaced(split_pieces(claimed)[-REACH:][::-1], printed)
    return len(text) - printed[count - 1].span.start if count else 0


def _extend_after(claimed: str, text: str) -> int:
    """Return how many code points of the text behind a passage the claim means, too."""
    text = text[:REACH]
    if _LINE_END.search(claimed[: len(claimed) - len(claimed.lstrip())]):
        return 0
    printed = split_pieces(text)
    claimed_pieces = split_pieces(claimed)
    count = _count_replaced(claimed_pieces, printed)
    count = count or _count_same_marks(claimed_pieces, printed) or _count_to_end(claimed_pieces, printed)
    is_sentence_end = len(claimed_pieces) == count + 1 and _may_end(claimed_pieces[count])
    if is_sentence_end and len(printed) > count and printed[count].text in SENTENCE_ENDS:
        # A full stop behind a claim is the citing sentence's own, but not in place of a question mark.
        count += claimed_pieces[count].text not in FINAL_STOPS or printed[count].text not in FINAL_STOPS
    return printed[count - 1].span.end if count else 0


def _count_same_marks(claimed: Sequence[Piece], printed: Sequence[Piece]) -> int:
    """Return how many closing brackets and quotation marks both have behind a passage."""
    pairs = zip(claimed, printed, strict=False)
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0].text == pair[1].text in CLOSERS, pairs))


def _count_to_end(claimed: Sequence[Piece], printed: Sequence[Piece]) -> int:
    """Return how many pieces of the text are up to the sign that the claim has right behind the passage.

    The claim leaves a word out before it: *Kommt er?* for *Kommt er nicht?*
    """
    if len(claimed) != 1 or claimed[0].text in FINAL_STOPS or claimed[0].text not in SENTENCE_ENDS:
        return 0
    ends = (at for at, piece in enumerate(printed[: LEFT_OUT_MAX + 1]) if piece.text == claimed[0].text)
    end = next(ends, 0)
    return end + 1 if end and all(piece.kind == PieceKind.WORD for piece in printed[:end]) else 0


def _may_end(piece: Piece) -> bool:
    """Tell whether a piece may end a sentence; an ellipsis at a claim's end only says that more follows."""
    return piece.text in SENTENCE_ENDS.replace(FOLDED_ELLIPSIS, FINAL_STOPS)


def _count_replaced(claimed: Sequence[Piece], printed: Sequence[Piece]) -> int:
    """Return how many pieces of the text beside a passage the claim's replace, one for each.

    Both lists lead away from the passage. Marks must be the same, and words similar: else what the claim has
    beside a quotation would take words from the text. A single other word counts if the claim begins or ends
    with it and no mark parts it from the rest.
    """
    count = others = 0
    for at, (one, other) in enumerate(zip(claimed, printed, strict=False), start=1):
        if is_similar(one, other) or _are_numbers(one, other):
            count = at
        elif one.text == other.text != FOLDED_MARK:
            count = at if at == len(claimed) else count
        elif _may_replace(one, other) and others < REPLACED_MAX:
            others += 1
            is_last = at == len(claimed) or bool(PARTING.match(claimed[at].text))
            if is_last and not any(piece.kind == PieceKind.MARK for piece in claimed[:at]):
                count = at
        else:
            break
    return count


def _are_numbers(one: Piece, other: Piece) -> bool:
    """Tell whether a number may stand for another one; a time stamp may not."""
    return _may_replace(one, other) and is_number(one) and is_number(other)


def _may_replace(one: Piece, other: Piece) -> bool:
    """Tell whether a word may replace another: a negation or number only another one."""
    if one.kind != PieceKind.WORD or other.kind != PieceKind.WORD or _TIME.fullmatch(one.text):
        return False
    return (is_negation(one), is_number(one)) == (is_negation(other), is_number(other))
