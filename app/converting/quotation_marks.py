"""Quotation marks in and around annotated passages: a quotation is the words between them.

Which marks are pairs is decided for the whole text at once, as in drafts (`drafting.marks`).
"""

import bisect
from collections.abc import Iterator
from functools import lru_cache

import regex

from app.drafting.marks import Marked, find_marked
from app.verbatim import Span
from app.verbatim.characters import BLOCK_ENDS, CLOSING_MARKS, DOUBLE_MARKS, WORD

_OPENING = frozenset(CLOSING_MARKS) & frozenset(DOUBLE_MARKS)
_CLOSING = frozenset("".join("".join(marks) for marks in CLOSING_MARKS.values())) & frozenset(DOUBLE_MARKS)
_WORD = regex.compile(f"[{WORD}]")
_BLANKS = f" \t\u00a0{BLOCK_ENDS}"


class Marks:
    """The passages in marks of a text, found by their edges."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found = find_marked(text)
        self._starts = [one.outer.start for one in self._found]
        self._around = list(_list_outer(self._found))
        self._by_start = {one.outer.start: one for one in self._found}
        self._by_end = {one.outer.end: one for one in self._found if one.is_closed}
        self._by_words = {one.span: one for one in self._found if one.is_closed}

    def is_quotation(self, passage: Span) -> bool:
        """Tell whether a passage is one quotation in marks: they are its edges, or right outside of them."""
        return self.strip(passage) in self._by_words

    def strip(self, passage: Span) -> Span:
        """Return the words between the marks at the edges of a passage, if it has some; else the passage.

        Of marks without their other half within the passage, that at its edge is left out, too: the quotation
        goes on. A comma or full stop behind the closing mark is the reporter's.
        """
        start, end = self._trim(passage)
        first = self._by_start.get(start)
        if first is not None and first.is_closed and first.outer.end <= end:
            is_whole = not _WORD.search(self.text, first.outer.end, end)
            return first.span if is_whole else passage
        words = Span(self._skip_opening(start, first), self._skip_closing(start, end))
        return passage if words == (start, end) or words.start >= words.end else words

    def _skip_opening(self, start: int, first: Marked | None) -> int:
        """Return where the words begin behind a mark at an offset whose other half is behind the passage."""
        if first is not None:
            return first.span.start
        return start + 1 if self.text[start : start + 1] in _OPENING else start

    def _skip_closing(self, start: int, end: int) -> int:
        """Return where the words end before a mark at an offset whose other half is before the passage."""
        last = self._by_end.get(end)
        if last is not None:
            return end if last.outer.start >= start else last.span.end
        return end - 1 if self.text[end - 1 : end] in _CLOSING else end

    def list_within(self, passage: Span) -> list[Marked]:
        """Return the pairs of marks in a passage, without those in others."""
        found: list[Marked] = []
        at = bisect.bisect_left(self._starts, passage.start)
        while at < len(self._found) and self._starts[at] < passage.end:
            one = self._found[at]
            is_inner = bool(found) and one.outer.start < found[-1].outer.end
            if one.is_closed and one.outer.end <= passage.end and not is_inner:
                found.append(one)
            at += 1
        return found

    def has_half(self, passage: Span) -> bool:
        """Tell whether a passage begins within a pair of double marks and ends outside of it, or reversed."""
        return self._find_around(passage.start) != self._find_around(passage.end)

    def _find_around(self, at: int) -> Marked | None:
        """Return the innermost pair of double marks around an offset."""
        index: int | None = bisect.bisect_left(self._starts, at) - 1
        while index is not None and index >= 0:
            one = self._found[index]
            if one.is_closed and at < one.outer.end and one.opening in DOUBLE_MARKS:
                return one
            index = self._around[index]
        return None

    def _trim(self, passage: Span) -> Span:
        """Return a passage without white space at its edges."""
        words = self.text[slice(*passage)]
        start = passage.start + len(words) - len(words.lstrip(_BLANKS))
        return Span(start, max(start, passage.end - (len(words) - len(words.rstrip(_BLANKS)))))


@lru_cache(maxsize=8)
def read_marks(text: str) -> Marks:
    """Return the marks of a text."""
    return Marks(text)


def _list_outer(found: list[Marked]) -> Iterator[int | None]:
    """Yield the index of the passage around each one."""
    open_ones: list[int] = []
    for index, one in enumerate(found):
        while open_ones and found[open_ones[-1]].outer.end <= one.outer.start:
            open_ones.pop()
        yield open_ones[-1] if open_ones else None
        open_ones.append(index)
