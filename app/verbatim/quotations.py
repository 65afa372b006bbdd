"""Find the quotations in marks that a claim holds among other words: "We can win," she said."""

from collections.abc import Iterator

import regex

from app.verbatim.characters import BEFORE_OPENING, CLOSING_MARKS, SINGLE_MARKS, WORD
from app.verbatim.spans import Span
from app.verbatim.tokens import has_word

QUOTATIONS_MAX = 20
"""Quotations of a claim that are told of: a claim with more is a text of its own."""

_LETTER = regex.compile(f"[{WORD}]")
_UNDIRECTED = "'\""
# The ASCII mark has the same form on both sides.
_CLOSING = {"'": ("'", ""), **CLOSING_MARKS}


def list_quotations(claim: str) -> list[Span]:
    """Return the spans of the quotations in a claim, without their marks; none if it has no other words.

    Of nested quotations only the outer one is returned.
    """
    found = [span for span in _find_quotations(claim) if has_word(claim[slice(*span)])]
    outside = [0, *(at for span in found for at in span), len(claim)]
    others = "".join(claim[start:end] for start, end in zip(outside[::2], outside[1::2], strict=True))
    return found[:QUOTATIONS_MAX] if has_word(others) else []


def _find_quotations(claim: str) -> Iterator[Span]:
    at = 0
    unclosed = set()  # A mark that nothing closes is not looked for again: there may be ten thousand.
    while at < len(claim):
        is_opening = claim[at] not in unclosed and _opens(claim, at)
        end = _find_closing(claim, at) if is_opening else None
        if is_opening and end is None:
            unclosed.add(claim[at])
        if end is not None:
            yield Span(at + 1, end)
            at = end
        at += 1


def _opens(claim: str, at: int) -> bool:
    """Tell whether a quotation may begin here; a mark that also closes opens only before a word."""
    mark, before, after = claim[at], claim[:at][-1:], claim[at + 1 : at + 2]
    if mark in SINGLE_MARKS and _LETTER.match(before):
        return False
    is_outside = not before or before.isspace() or before in BEFORE_OPENING or before in _CLOSING
    return mark in _CLOSING and (mark not in _UNDIRECTED or (is_outside and not after.isspace()))


def _find_closing(claim: str, opening: int) -> int | None:
    """Return the index of the mark that closes a quotation, or None."""
    anywhere, behind_words = _CLOSING[claim[opening]]
    for at in range(opening + 1, len(claim)):
        mark = claim[at]
        is_apostrophe = mark in SINGLE_MARKS and _LETTER.match(claim, at + 1)
        is_behind_word = mark in behind_words and not claim[at - 1].isspace()
        if (mark in anywhere or is_behind_word) and not is_apostrophe:
            return at
    return None
