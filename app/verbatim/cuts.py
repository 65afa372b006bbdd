"""Find what a match was cut off from: a negation right beside it, or a condition of its sentence."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import regex

from app.languages import list_words
from app.verbatim.characters import (
    COMMON_APOSTROPHES,
    DASHES,
    DOUBLE_MARKS,
    ELLIPSES,
    HYPHENS,
    LONG_DASHES,
    SINGLE_MARKS,
    SPACES,
    WORD,
)
from app.verbatim.spans import Span


def _compile(words: Sequence[str], endings: Sequence[str] = ()) -> "regex.Pattern[str]":
    """Return the pattern of any of the words, and of any word with one of the endings."""
    written = "|".join([*words, *(f"[{WORD}]+{ending}" for ending in endings)])
    written = written.replace("'", f"[{COMMON_APOSTROPHES}]")
    return regex.compile(rf"(?<![{WORD}])(?:{written})(?![{WORD}])", regex.IGNORECASE)


_NEGATION = _compile(list_words("negations"), list_words("negating_endings"))
_CONDITION = _compile(list_words("conditions"))
_REACH = 64
"""Code points before a match within which the negation right before it is looked for."""
# These may be between a match and what it depends on: Er sagte nie: „Wir gehen“.
_BESIDE = regex.compile(
    rf"[{SPACES}{SINGLE_MARKS}{DOUBLE_MARKS}{HYPHENS}{DASHES}{LONG_DASHES}{ELLIPSES},:;()\[\]]*"
)


class Side(StrEnum):
    """Where something is, seen from a match."""

    BEFORE = "before"
    AFTER = "after"


class Cut(NamedTuple):
    """A negation or condition right outside a match: its span in the text, and its side."""

    span: Span
    text: str
    side: Side


def find_cuts(text: str, match: Span, sentence: Span, resumed: int | None) -> list[Cut]:
    """Return the negations and conditions right outside a match, in reading order.

    A negation is the next word on either side. A condition is any word before the match in its sentence, or
    the first one behind it. If the reporter interrupts a quotation behind the match, it goes on at `resumed`.
    """

    def is_beside(word: "regex.Match[str]") -> bool:
        return bool(_BESIDE.fullmatch(text, word.end(), match.start))

    start = max(sentence.start, match.start - _REACH)
    before = [
        *_CONDITION.finditer(text, sentence.start, match.start),
        *filter(is_beside, _NEGATION.finditer(text, start, match.start)),
    ]
    after = _find_behind(text, match.end, sentence.end)
    if resumed is not None:
        after += _find_behind(text, resumed, len(text))
    cuts = [Cut(Span(*one.span()), one.group(), Side.BEFORE) for one in before]
    return sorted([*cuts, *(Cut(Span(*one.span()), one.group(), Side.AFTER) for one in after)])


def _find_behind(text: str, start: int, end: int) -> list["regex.Match[str]"]:
    """Return the first word of a text, if it is a negation or a condition."""
    begin = _BESIDE.match(text, start, end)
    at = begin.end() if begin else start
    return [found for pattern in (_NEGATION, _CONDITION) if (found := pattern.match(text, at, end))]
