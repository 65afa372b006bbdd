"""Find a claim in a text: as it is or in other typography, in parts, or across interruptions."""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from app.verbatim.characters import (
    ALPHANUMERIC,
    DOUBLE_MARKS,
    HYPHENS,
    LINE_ENDS,
    SINGLE_MARKS,
    SPACES,
    ZERO_WIDTH,
)
from app.verbatim.claims import Reading, list_claims, list_lines
from app.verbatim.folding import Folded, find_all, fold, fold_each_way
from app.verbatim.spans import Span

JOINTS = (" ", ", ", ". ")
"""What a claim may have where the reporter interrupts a quotation."""

_RUN = regex.compile(f"[{ALPHANUMERIC}]+")
_DISGUISE = regex.compile(f"[{ZERO_WIDTH}]|[{HYPHENS}][{SPACES}{ZERO_WIDTH}]*[{LINE_ENDS}]")
_STRETCH = regex.compile(f"[{SPACES}{ZERO_WIDTH}]+")
_MERE_BREAK = regex.compile(f"[{SPACES}{ZERO_WIDTH}{SINGLE_MARKS}{DOUBLE_MARKS}]*")


class Needle(NamedTuple):
    """Words to find, with and without their typography.

    `key` is a run of their letters. A text that contains the words contains the key, unless something in it
    is invisible, decomposed or broken at a line end; the key is empty if that is so in the words. `inserted`
    are the brackets of the claim that are read as an editor's insertions.
    """

    words: str
    folded: Folded
    key: str
    inserted: tuple[str, ...] = ()


class Form(NamedTuple):
    """A form of a claim to find as it is, and whether it is all of the claim."""

    needle: Needle
    is_whole: bool


class Occurrence(NamedTuple):
    """The span of an occurrence of a claim, and whether it is the same code point for code point."""

    span: Span
    is_exact: bool


class OrderedParts(NamedTuple):
    """The spans of the parts of a claim, in order, and the claim's insertions."""

    spans: list[Span]
    inserted: tuple[str, ...]


Part = tuple[Needle, ...]
"""A part of a claim: any of these words."""


def make_needle(words: str, inserted: tuple[str, ...] = ()) -> Needle:
    """Return the needle of words."""
    composed = unicodedata.normalize("NFC", words)
    key = "" if _is_disguised(composed) else max(_RUN.findall(composed), key=len, default="")
    return Needle(words, fold(words), key, inserted)


def _is_disguised(text: str) -> bool:
    """Tell whether a text may contain words that `in` does not find."""
    return not unicodedata.is_normalized("NFC", text) or bool(_DISGUISE.search(text))


def _may_contain(text: str, needle: Needle) -> bool:
    """Tell whether a text may contain the words, which is cheaper to tell than to fold it."""
    return needle.key in text or _is_disguised(text)


def list_forms(claim: str) -> list[Form]:
    """Return the forms of a claim to find as it is, the longest first."""
    forms = {
        line: is_whole and line == words
        for words, is_whole in list_claims(claim).items()
        for line in list_lines(words)
    }
    return [Form(make_needle(words), is_whole) for words, is_whole in forms.items()]


def find_forms(text: str, forms: Sequence[Form]) -> list[Occurrence]:
    """Return all occurrences of a claim in a text, in reading order, each in its longest form."""
    possible = [form for form in forms if _may_contain(text, form.needle)]
    found: dict[int, Occurrence] = {}
    for folded in fold_each_way(text) if possible else ():
        for needle, is_whole in possible:
            for place in find_all(folded, needle.folded):
                span = folded.to_original(*place)
                is_exact = is_whole and text[slice(*span)] == needle.words
                if span.start not in found or (is_exact and not found[span.start].is_exact):
                    found[span.start] = Occurrence(span, is_exact)
    return [found[start] for start in sorted(found)]


def list_parts(reading: Reading) -> list[Part]:
    """Return the needles of the parts of a reading."""
    return [tuple(make_needle(one.words, one.inserted) for one in part) for part in reading.parts]


def find_in_order(text: str, parts: Sequence[Part]) -> Iterator[OrderedParts]:
    """Yield where the parts of a claim occur in a text one after another.

    Each time they are as close together as possible: no shorter stretch within the yielded one contains them.
    """
    if not all(any(_may_contain(text, needle) for needle in part) for part in parts):
        return
    for folded in fold_each_way(text):
        begin = 0
        while places := _find_next(folded, parts, begin):
            yield _to_ordered_parts(folded, places)
            begin = places[0][0][0] + 1


def find_widest(text: str, parts: Sequence[Part]) -> OrderedParts | None:
    """Return where the parts of a claim occur in a text, the first and the last as far apart as possible."""
    for folded in fold_each_way(text):
        places = _find_next(folded, parts, 0, is_tight=False)
        if places and len(places) > 1:
            begin = places[-2][0][1]
            last = max(
                ((place, one) for one in parts[-1] for place in find_all(folded, one.folded, begin)),
                key=lambda found: found[0],
            )
            return _to_ordered_parts(folded, [*places[:-1], last])
    return None


PartMatch = tuple[tuple[int, int], Needle]
"""Start and end of a part in a folded text, and the needle that was found there."""


def _to_ordered_parts(folded: Folded, places: Sequence[PartMatch]) -> OrderedParts:
    inserted = tuple(words for _, needle in places for words in needle.inserted)
    return OrderedParts([folded.to_original(*place) for place, _ in places], inserted)


def _find_next(
    folded: Folded, parts: Sequence[Part], begin: int, *, is_tight: bool = True
) -> list[PartMatch]:
    """Return the matches of the parts that end first, from `begin` on, or nothing."""
    places: list[PartMatch] = []
    for part in parts:
        at = places[-1][0][1] if places else begin
        firsts = ((next(find_all(folded, one.folded, at), None), one) for one in part)
        found = [(place, one) for place, one in firsts if place is not None]
        if not found:
            return []
        places.append(min(found, key=lambda one: one[0]))
    # Read backwards from the end, each part moves as near to the next one as it can.
    for at in range(len(places) - 2, -1, -1) if is_tight else ():
        end = places[at + 1][0][0]
        for needle in parts[at]:
            for later in find_all(folded, needle.folded, places[at][0][0]):
                if later[1] > end:
                    break
                places[at] = max(places[at], (later, needle), key=lambda one: one[0])
    return places


def is_mere_break(text: str) -> bool:
    """Tell whether only marks and white space are between two quotes, which then are one quotation."""
    return bool(_MERE_BREAK.fullmatch(text))


def may_be_short(side: str, length: int) -> bool:
    """Tell whether a text beside a passage may be no longer than `length` without its typography."""
    if unicodedata.is_normalized("NFC", side) and len(_STRETCH.sub(" ", side)) > length:
        return False
    return len(fold(side).text) <= length


class JoinedText:
    """A quotation that consists of several spans of a text, read as one."""

    def __init__(self, text: str, spans: Sequence[Span], joint: str = " ") -> None:
        self._parts: list[tuple[int, Span]] = []  # where each span begins in the joined text
        self.text = ""
        for span in spans:
            self.text += joint if self.text else ""
            self._parts.append((len(self.text), span))
            self.text += text[slice(*span)]

    def to_original(self, span: Span) -> Span | None:
        """Return the original span of a span of the joined text; None if it begins or ends in a joint."""
        start = self._find(span.start)
        last = self._find(span.end - 1)
        return None if start is None or last is None else Span(start, last + 1)

    def _find(self, at: int) -> int | None:
        begin, span = max((part for part in self._parts if part[0] <= at), default=self._parts[0])
        place = span.start + at - begin
        return place if place < span.end else None

    def list_between(self, span: Span) -> list[Span]:
        """Return the spans between the quotes within a span of the original.

        None of them, if the span begins or ends outside the quotes.
        """
        parts = [part for _, part in self._parts]
        if not any(part.start <= span.start < part.end for part in parts):
            return []
        if not any(part.start < span.end <= part.end for part in parts):
            return []
        between = [Span(one.end, two.start) for one, two in itertools.pairwise(parts)]
        return [one for one in between if span.start < one.start and one.end < span.end]
