"""Quotation marks at the edges of an annotated passage: a quotation is the words between them."""

import regex

from app.verbatim import Span
from app.verbatim.characters import CLOSING_MARKS, WORD

_OPENING = {**CLOSING_MARKS, "'": ("'", "")}
_CLOSERS = "".join(sorted({mark for closing in _OPENING.values() for mark in "".join(closing)}))
_WORD = regex.compile(f"[{WORD}]")
_BLANKS = " \t\r\n\u00a0"


def is_in_marks(text: str, span: Span) -> bool:
    """Tell whether a passage is one quotation in marks: they are its edges, or right outside of them."""
    inner = strip_marks(text, span)
    before, after = text[: inner.start][-1:], text[inner.end :][:1]
    if before not in _OPENING or not before:
        return False
    closing = "".join(_OPENING[before])
    return (
        after != "" and after in closing and _find_closing(text, inner.start - 1, inner.end + 1) == inner.end
    )


def strip_marks(text: str, span: Span) -> Span:
    """Return the words between the marks of a passage, if they are at its edges; else the passage.

    Of marks without their other half within the passage, that at its edge is left out, too: the quotation
    goes on. A comma or full stop behind the closing mark is the reporter's.
    """
    start, end = _trim(text, span)
    first = text[start : start + 1]
    if first in _OPENING and (first not in "'’" or not _WORD.match(text[start - 1 : start])):
        closing = _find_closing(text, start, end)
        if closing is None:
            return Span(start + 1, end) if start + 1 < end else span
        if not _WORD.search(text[closing + 1 : end]) and closing > start + 1:
            return Span(start + 1, closing)
        return span
    if end - start > 1 and text[end - 1] in _CLOSERS and _find_opening(text, start, end - 1) is None:
        return Span(start, end - 1)
    return span


def has_marks(text: str, span: Span) -> bool:
    """Tell whether there is a pair of double marks in a passage."""
    unclosed = set("'’‚‘")  # A mark that nothing closes is not looked for again: there may be a million.
    for at in range(*span):
        if text[at] in _OPENING and text[at] not in unclosed:
            if _find_closing(text, at, span.end) is not None:
                return True
            unclosed.add(text[at])
    return False


def _trim(text: str, span: Span) -> Span:
    """Return the span without white space at its edges."""
    words = text[slice(*span)]
    start = span.start + len(words) - len(words.lstrip(_BLANKS))
    return Span(start, max(start, span.end - (len(words) - len(words.rstrip(_BLANKS)))))


def _find_closing(text: str, opening: int, end: int) -> int | None:
    """Return the offset of the mark that closes the one at an offset, or None."""
    anywhere, behind_words = _OPENING[text[opening]]
    for at in range(opening + 1, end):
        mark = text[at]
        is_apostrophe = mark in "'’‘" and _WORD.match(text[at + 1 : at + 2]) is not None
        is_behind_word = mark in behind_words and not text[at - 1].isspace()
        if (mark in anywhere or is_behind_word) and not is_apostrophe:
            return at
    return None


def _find_opening(text: str, start: int, closing: int) -> int | None:
    """Return the offset of a mark in a passage that the one at an offset closes, or None."""
    mark = text[closing]
    for at in range(start, closing):
        one = text[at]
        if one in _OPENING and mark in "".join(_OPENING[one]):
            return at
    return None
