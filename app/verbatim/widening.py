"""Widen the passage near to a claim by the words beside it that others of the claim replace."""

import itertools
from collections.abc import Sequence

import regex

from app.verbatim.changes import PARTING, is_negation, is_number, is_similar, is_time
from app.verbatim.characters import FINAL_STOPS, FOLDED_ELLIPSIS, FOLDED_MARK, LINE_ENDS, SENTENCE_ENDS
from app.verbatim.nearest import Stretch
from app.verbatim.pieces import Piece, PieceKind, split_pieces
from app.verbatim.spans import Span

CLOSERS = f")]{FOLDED_MARK}"
"""Marks that close what begins before them."""
REPLACED_MAX = 1
"""Other words at an edge of a claim that are taken to replace one of the text."""
LEFT_OUT_MAX = 3
"""Words that a claim may leave out before the sign at its end."""
REACH = 200
"""Code points beside a passage in which such words are looked for."""

_LINE_END = regex.compile(f"[{LINE_ENDS}]")


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
    if len(claimed_pieces) == count + 1 and len(printed) > count:
        count += _replaces_end(claimed_pieces[count].text, printed[count].text)
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


def _replaces_end(claimed: str, printed: str) -> bool:
    """Tell whether the claim's last sign replaces the end of a sentence.

    A full stop is the citing sentence's own, but not in place of a question mark. An ellipsis only says that
    more follows.
    """
    is_stop = claimed in FINAL_STOPS and printed in FINAL_STOPS
    may_end = claimed in SENTENCE_ENDS.replace(FOLDED_ELLIPSIS, FINAL_STOPS)
    return may_end and printed in SENTENCE_ENDS and not is_stop


def _count_replaced(claimed: Sequence[Piece], printed: Sequence[Piece]) -> int:
    """Return how many pieces of the text beside a passage the claim's replace, one for each.

    Both lists lead away from the passage. Marks must be the same, and words similar: else what the claim has
    beside a quotation would take words from the text. A single other word counts if the claim begins or ends
    with it and no mark parts it from the rest.
    """
    count = others = 0
    for at, (one, other) in enumerate(zip(claimed, printed, strict=False), start=1):
        if is_similar(one, other) or (is_number(one) and _may_replace(one, other)):
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


def _may_replace(one: Piece, other: Piece) -> bool:
    """Tell whether a word may replace another: a negation or number only another one, a time none."""
    if one.kind != PieceKind.WORD or other.kind != PieceKind.WORD or is_time(one):
        return False
    return (is_negation(one), is_number(one)) == (is_negation(other), is_number(other))
