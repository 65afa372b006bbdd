"""Find the part of a text nearest to a claim: the words that both have, in order."""

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import regex

from app.verbatim.alignment import RUN_MIN, Pairs, find_runs, find_window
from app.verbatim.changes import PARTING, TIME
from app.verbatim.characters import FOLDED_MARK, SENTENCE_ENDS
from app.verbatim.common_text import tokenize
from app.verbatim.folding import Folded, fold
from app.verbatim.pieces import FUNCTION_WORDS, PieceKind, fold_umlauts, split_pieces
from app.verbatim.spans import Span
from app.verbatim.tokens import split_tokens

# The full stop behind a single letter is an abbreviation's: U.S.
_BETWEEN_SENTENCES = regex.compile(rf"(?<!\b\p{{L}})[{SENTENCE_ENDS}:{FOLDED_MARK}](?: |$)|{FOLDED_MARK}")
_ADDRESS = regex.compile(r"\w++://\S++|\bwww\.\S++")
_TIME = regex.compile(rf"(?<![\w:]){TIME}(?![\w:])")


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

    `core` is from the first to the last word that both have in order, without chance runs at the edges, and
    `claimed` the same in the claim. `span` includes the words beside `core` that the claim has, too, but
    elsewhere. `matched` counts the claim's words that the text has in order, chance runs included, and `rest`
    is that of the window.
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
    return Stretch(core.shift(offset), claimed, wide.shift(offset), len(window.pairs), window.rest)


def _drop_chance(pairs: Pairs, claim: Tokens, passage: Tokens) -> Pairs:
    """Return the pairs without short runs at the edges that belong to another sentence of the text.

    What a claim has beside the quotation, as *Kim sagte:*, occurs in many places. It is no part of the
    quotation, and the sentence end between is no omission.
    """
    runs = find_runs(pairs)
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
