"""Compare a claim with the passage nearest to it, word by word."""

import itertools
from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from app.verbatim.changes import Change, Group, name_changes, name_pair, name_rest
from app.verbatim.folding import fold
from app.verbatim.pieces import Piece, PieceKind, split_pieces
from app.verbatim.respelling import Respelling
from app.verbatim.spans import Span
from app.verbatim.tokens import to_token

LETTERS_WEIGHT = 0.9
"""The share of letters and digits in the similarity. The rest is for case, accents and typography."""
SIMILARITY_MAX = 0.9999
"""Texts that differ are never quite alike, however long they are."""


class Difference(NamedTuple):
    """A step of a word-level diff: the words of the claim, and those of the text in their place."""

    kind: str
    claim: str
    text: str


class Comparison(NamedTuple):
    """The differences between a claim and a passage. `similarity` (0 to 1) is never a verdict.

    `is_joined` tells that the claim has none of the words between two quotations.
    """

    differences: list[Difference]
    changes: list[Change]
    similarity: float
    is_joined: bool = False

    def list_changes(self, *, is_splice: bool) -> list[Change]:
        """Return the kinds of changes with the splice that is found elsewhere, in the order of `Change`.

        Where words and marks are the same, they are set otherwise: there is no other name for that.
        """
        found = {*self.changes, *([Change.SPLICE] if is_splice else [])} or {Change.PUNCTUATION}
        return [kind for kind in Change if kind in found]


class _Step(NamedTuple):
    """A run of pieces of the claim, and the run of the text in its place. In a pair both are one word."""

    claimed: Sequence[Piece]
    printed: Sequence[Piece]
    is_equal: bool = False
    is_pair: bool = False


def compare(
    claim: str,
    passage: str,
    *,
    respelling: Respelling | None = None,
    known: Collection[str] = (),
    asides: Sequence[Span] = (),
) -> Comparison:
    """Compare a claim with a passage word by word, case, umlauts and punctuation included.

    With a `respelling` of the claim its words are compared, and shown as they are claimed; each word that it
    changes is a change of spelling. A word whose token is `known` is a word of its own: where the text has a
    similar one, it is not merely misspelt. What the claim leaves out of `asides`, spans of the passage
    between quotations, is shown, but is no change.
    """
    claimed = split_pieces(claim if respelling is None else respelling.text)
    printed = split_pieces(passage)
    steps = _join_steps(_list_steps(claimed, printed, respelling))
    differences = [
        Difference(_get_kind(step), _slice(claim, step.claimed, respelling), _slice(passage, step.printed))
        for step in steps
    ]
    reported = _find_reported(printed, asides)
    changes = _name_steps(steps, known, reported)
    letters = claim if respelling is None else respelling.text
    similarity = _rate(claim, letters, passage, is_changed=bool(changes))
    return Comparison(differences, changes, similarity, _leaves_out(steps, reported))


def _find_reported(pieces: Sequence[Piece], asides: Sequence[Span]) -> dict[Piece, Span]:
    """Return the pieces within asides, which are in order, and the aside of each."""
    found = {}
    for piece in pieces:
        at = bisect_right(asides, piece.span.start, key=lambda aside: aside.start) - 1
        if at >= 0 and asides[at].contains(piece.span):
            found[piece] = asides[at]
    return found


def _leaves_out(steps: Sequence[_Step], reported: Mapping[Piece, Span]) -> bool:
    """Tell whether the claim has no word of one of the asides."""
    shared = {
        reported[piece]
        for step in steps
        if step.is_equal or step.is_pair
        for piece in step.printed
        if piece.kind == PieceKind.WORD and piece in reported
    }
    return not shared.issuperset(reported.values())


def _list_steps(
    claimed: Sequence[Piece], printed: Sequence[Piece], respelling: Respelling | None
) -> Iterator[_Step]:
    """Yield the steps from claim to text: words with one key are pairs, whatever their case."""
    opcodes = LCSseq.opcodes([one.key for one in claimed], [one.key for one in printed])
    for is_same, group in itertools.groupby(opcodes, key=lambda step: step.tag == "equal"):
        steps = list(group)
        claim_run = claimed[steps[0].src_start : steps[-1].src_end]
        text_run = printed[steps[0].dest_start : steps[-1].dest_end]
        if not is_same:
            yield _Step(claim_run, text_run)
            continue
        for one, other in zip(claim_run, text_run, strict=True):
            is_equal = one.text == other.text and (respelling is None or respelling.is_same(one.span))
            yield _Step([one], [other], is_equal, is_pair=not is_equal)


def _join_steps(steps: Iterator[_Step]) -> list[_Step]:
    """Return the steps with runs of equal pieces as one."""
    joined: list[_Step] = []
    for is_equal, group in itertools.groupby(steps, key=lambda step: step.is_equal):
        run = list(group)
        if is_equal:
            claimed = [piece for step in run for piece in step.claimed]
            run = [_Step(claimed, [piece for step in run for piece in step.printed], is_equal=True)]
        joined += run
    return joined


def _get_kind(step: _Step) -> str:
    if step.is_equal:
        return "equal"
    if not step.printed:
        return "inserted"
    return "replaced" if step.claimed else "omitted"


def _slice(text: str, pieces: Sequence[Piece], respelling: Respelling | None = None) -> str:
    """Return the text from the first piece to the last."""
    spans = [piece.span for piece in (pieces[0], pieces[-1])] if pieces else []
    if respelling is not None:
        spans = [respelling.to_original(span) for span in spans]
    return text[spans[0].start : spans[1].end] if spans else ""


def _name_steps(steps: Sequence[_Step], known: Collection[str], reported: Collection[Piece]) -> list[Change]:
    """Return the kinds of changes, in the order of `Change`, but for words that are the reporter's."""
    found: set[Change] = set()
    groups = []
    for number, step in enumerate(steps):
        if step.is_pair:
            found |= name_pair(step.claimed[0], step.printed[0], known) or {Change.SPELLING}
        elif not step.is_equal:
            printed = [piece for piece in step.printed if piece not in reported]
            is_edge = not step.printed and number in (0, len(steps) - 1)
            groups.append(Group(step.claimed, printed, is_edge=is_edge, is_leading=number == 0))
    found = found | name_changes(groups, known) or name_rest(groups)
    return [kind for kind in Change if kind in found]


def _rate(claim: str, letters: str, passage: str, *, is_changed: bool) -> float:
    """Return how alike claim and passage are: mostly by their letters, a little by the texts as they are."""
    alike = fuzz.ratio(_fold_letters(letters), _fold_letters(passage)) / 100
    as_written = fuzz.ratio(claim, passage) / 100
    similarity = LETTERS_WEIGHT * alike + (1 - LETTERS_WEIGHT) * as_written
    return min(round(similarity, 4), SIMILARITY_MAX if is_changed else 1.0)


def _fold_letters(text: str) -> str:
    return " ".join(filter(None, map(to_token, fold(text).text.split())))
