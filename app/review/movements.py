"""Move an end of a span to the next word or character, pure; offsets are code points."""

from typing import Literal

import regex

from app.verbatim import Span

End = Literal["start", "end"]
StepSize = Literal["word", "character"]

WINDOW = 2_000
"""Code points in which the next word is looked for; beyond them, an end moves this far."""

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_]+")
_CHARACTER = regex.compile(r"\X")


def move(text: str, span: Span, end: End, step: StepSize, *, is_back: bool) -> Span:
    """Return a span with one end moved by a word or a character, as far as text and span allow.

    A start goes to the beginnings of words, an end to the ends of words. A character is what readers take
    for one: a grapheme cluster (UAX 29), so that no emoji and no accent is cut off its letter.
    """
    at = span.start if end == "start" else span.end
    moved = _find_boundary(text, at, end, step, is_back=is_back)
    if end == "start":
        return Span(moved if moved < span.end else span.start, span.end)
    return Span(span.start, moved if moved > span.start else span.end)


def _find_boundary(text: str, at: int, end: End, step: StepSize, *, is_back: bool) -> int:
    """Return the nearest boundary before or behind an offset, or the end of text or window."""
    begin, stop = (max(0, at - WINDOW), at) if is_back else (at, min(len(text), at + WINDOW))
    if step == "word":
        # A word that reaches over the edge of the window would begin or end too early.
        words = _WORD.finditer(text, max(0, begin - 1), min(len(text), stop + 1))
        boundaries = [word.start() if end == "start" else word.end() for word in words]
    else:
        boundaries = [cluster.end() for cluster in _CHARACTER.finditer(text, begin, stop)]
        boundaries += [begin]
    inside = [one for one in boundaries if begin <= one <= stop and one != at]
    return max(inside, default=begin) if is_back else min(inside, default=stop)


def trim(text: str, span: Span) -> Span:
    """Return a span without the white space at its ends, which a double click selects along with a word."""
    words = text[span.start : span.end]
    return Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))
