"""Find a claim in a text: as it is or in other typography, in parts, or across interruptions."""

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from app.verbatim.characters import (
    ALPHANUMERIC,
    APOSTROPHE_LETTER,
    C1_CONTROLS,
    DASHES,
    DOUBLE_MARKS,
    ELLIPSES,
    FINAL_STOPS,
    HYPHENS,
    LIGATURES,
    LINE_HYPHENS,
    LONG_DASHES,
    NOTE_SIGNS,
    QUESTION_ENDS,
    SINGLE_MARKS,
    SOFT_HYPHENS,
    SPACES,
    SPACING_ACCENTS,
    SUPERSCRIPT_DIGITS,
    ZERO_WIDTH,
    list_characters,
)
from app.verbatim.claims import Alternative, Reading, Variant, list_claims, list_spacings, list_variants
from app.verbatim.folding import Folded, find_all, fold, fold_each_way, fold_hyphens_each_way
from app.verbatim.rewriting import cuts_accent
from app.verbatim.spans import Span

JOINTS = (" ", ", ", ". ")
"""What a claim may have where the reporter interrupts a quotation."""
MIXED_JOINTS_MAX = 2
"""Interruptions that may each have another joint; with more of them, all have the same."""

_RUN = regex.compile(f"[[{ALPHANUMERIC}]--[{APOSTROPHE_LETTER}]]+", regex.V1)
# Any of these signs, but a hyphen that is seen only at a line end. One class, and `re`: every text is asked.
_DISGUISE = re.compile(
    f"[{ZERO_WIDTH}{LIGATURES}{''.join(SPACING_ACCENTS)}{LINE_HYPHENS}]"
    f"(?:(?<![{LINE_HYPHENS}])|(?<=[{SOFT_HYPHENS}])|(?=[{SPACES}{ZERO_WIDTH}]))"
)
_STRETCH = regex.compile(f"[{SPACES}{ZERO_WIDTH}]+")
_TRIMMED = list_characters(SPACES) + FINAL_STOPS
_DECIMAL = regex.compile(rf"[{SPACES}]*+[{FINAL_STOPS}]\p{{Nd}}")
_MERE_BREAK = regex.compile(f"[{SPACES}{ZERO_WIDTH}{SINGLE_MARKS}{DOUBLE_MARKS}]*")
# These may be between the words and the sign: Sind wir bereit ...? Not marks: Wer sagte „wir gehen“?
_ASKS = regex.compile(
    rf"(?:[{SPACES}{ZERO_WIDTH}{C1_CONTROLS}{ELLIPSES}.,{HYPHENS}{DASHES}{LONG_DASHES}{NOTE_SIGNS}"
    rf"{SUPERSCRIPT_DIGITS}]|\[[0-9]+\])*+[{QUESTION_ENDS}]"
)


class Needle(NamedTuple):
    """Words to find, with and without their typography.

    `key` is a run of their letters. A text that contains the words contains the key, unless something in it
    is invisible, decomposed or broken at a line end; the key is empty if that is so in the words. `inserted`
    are the brackets of the claim that are read as an editor's insertions. `lost_stop` tells that the claim
    has a full stop or comma behind the words, so the text may not ask or exclaim there.
    """

    words: str
    folded: Folded
    key: str
    inserted: tuple[str, ...] = ()
    lost_stop: bool = False


class Form(NamedTuple):
    """A form of a claim to find as it is: whether it is all of the claim, and what it was read without."""

    needle: Needle
    is_whole: bool
    variant: Variant


class Occurrence(NamedTuple):
    """The span of an occurrence of a claim, and whether it is the same code point for code point.

    `variant` is the way to read the claim, `marks` are the reference marks that the text was read without.
    """

    span: Span
    is_exact: bool
    variant: Variant
    marks: tuple[str, ...] = ()


class OrderedParts(NamedTuple):
    """The spans of the parts of a claim, in order, the claim's insertions, and the text's reference marks."""

    spans: list[Span]
    inserted: tuple[str, ...]
    marks: tuple[str, ...] = ()


Part = tuple[Needle, ...]
"""A part of a claim: any of these words."""


def make_needles(one: Alternative) -> list[Needle]:
    """Return the needles of words, in each way to read their dashes and hyphens."""
    found: dict[tuple[str, ...], Needle] = {}
    for words in list_spacings(one.words):
        composed = unicodedata.normalize("NFC", words)
        key = "" if _is_disguised(composed) else max(_RUN.findall(composed), key=len, default="")
        for folded in fold_hyphens_each_way(words, is_pasted=True):
            needle = Needle(one.words, folded, key, one.inserted, one.lost_stop)
            found.setdefault((folded.text, *map(str, folded.hyphens)), needle)
    return list(found.values())


def _is_disguised(text: str) -> bool:
    """Tell whether a text may contain words that `in` does not find."""
    return not unicodedata.is_normalized("NFC", text) or bool(_DISGUISE.search(text))


def _may_contain(text: str, needle: Needle) -> bool:
    """Tell whether a text may contain the words, which is cheaper to tell than to fold it."""
    return needle.key in text or _is_disguised(text)


def list_forms(claim: str) -> list[Form]:
    """Return the forms of a claim to find as it is: those that change least of it first."""
    found: dict[tuple[str, bool], list[Form]] = {}
    first, *_ = variants = list_variants(claim)
    for variant in variants:
        for words, (is_whole, lost_stop) in list_claims(variant.text).items():
            if (words, lost_stop) not in found:
                needles = make_needles(Alternative(words, (), lost_stop))
                is_all = is_whole and variant is first
                found[words, lost_stop] = [Form(needle, is_all, variant) for needle in needles]
    return [form for forms in found.values() for form in forms]


def find_forms(text: str, forms: Sequence[Form]) -> list[Occurrence]:
    """Return all occurrences of a claim in a text, in reading order, each in the form that comes first."""
    possible = [form for form in forms if _may_contain(text, form.needle)]
    found: dict[int, Occurrence] = {}
    for folded in fold_each_way(text) if possible else ():
        for needle, is_whole, variant in possible:
            for place in _find_needle(folded, needle):
                span = folded.to_original(*place)
                is_exact = is_whole and text[slice(*span)] == needle.words
                marks = folded.list_reference_marks(span)
                if span.start not in found or (is_exact and not found[span.start].is_exact):
                    found[span.start] = Occurrence(span, is_exact, variant, marks)
    return [found[start] for start in sorted(found)]


def _find_needle(folded: Folded, needle: Needle, begin: int = 0) -> Iterator[tuple[int, int]]:
    """Yield start and end of each occurrence of words, from `begin` on; statements are in no question."""
    for place in find_all(folded, needle.folded, begin):
        span = folded.to_original(*place)
        is_question = needle.lost_stop and _ASKS.match(folded.original, span.end)
        if not is_question and not cuts_accent(folded.original, span):
            yield place


def list_parts(reading: Reading) -> Iterator[Part]:
    """Yield the needles of the parts of a reading."""
    for part in reading.parts:
        yield tuple(needle for one in part for needle in make_needles(one))


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
                ((place, one) for one in parts[-1] for place in _find_needle(folded, one, begin)),
                key=lambda found: found[0],
            )
            return _to_ordered_parts(folded, [*places[:-1], last])
    return None


PartMatch = tuple[tuple[int, int], Needle]
"""Start and end of a part in a folded text, and the needle that was found there."""


def _to_ordered_parts(folded: Folded, places: Sequence[PartMatch]) -> OrderedParts:
    inserted = tuple(words for _, needle in places for words in needle.inserted)
    spans = [folded.to_original(*place) for place, _ in places]
    marks = tuple(mark for span in spans for mark in folded.list_reference_marks(span))
    return OrderedParts(spans, inserted, marks)


def _find_next(
    folded: Folded, parts: Sequence[Part], begin: int, *, is_tight: bool = True
) -> list[PartMatch]:
    """Return the matches of the parts that end first, from `begin` on, or nothing."""
    places: list[PartMatch] = []
    for part in parts:
        at = places[-1][0][1] if places else begin
        firsts = ((next(_find_needle(folded, one, at), None), one) for one in part)
        found = [(place, one) for place, one in firsts if place is not None]
        if not found:
            return []
        places.append(min(found, key=lambda one: one[0]))
    # Read backwards from the end, each part moves as near to the next one as it can.
    for at in range(len(places) - 2, -1, -1) if is_tight else ():
        end = places[at + 1][0][0]
        for needle in parts[at]:
            for later in _find_needle(folded, needle, places[at][0][0]):
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


def _trim(text: str, span: Span, *, before: bool, after: bool) -> Span:
    """Return a span without the white space and the full stop or comma at its edges."""
    words = text[slice(*span)]
    trimmed = list_characters(SPACES) if _DECIMAL.match(words) else _TRIMMED  # .5 percent
    start = len(words) - len(words.lstrip(trimmed)) if before else 0
    end = len(words.rstrip(_TRIMMED)) if after and not words.rstrip().endswith("..") else len(words)
    return Span(span.start + start, span.start + end) if start < end else span


class JoinedText:
    """A quotation that consists of several spans of a text, read as one, with a joint in each gap.

    A full stop or comma beside a gap belongs to the sentence that interrupts: the joint replaces it, unless
    it is None, for a gap without words.
    """

    def __init__(self, text: str, spans: Sequence[Span], joints: Sequence[str | None]) -> None:
        self._spans = spans
        self._parts: list[tuple[int, Span]] = []  # where each of them begins in the joined text, as it is cut
        self.text = ""
        for span, before, after in zip(spans, [None, *joints], [*joints, None], strict=True):
            cut = _trim(text, span, before=before is not None, after=after is not None)
            self.text += (before or " ") if self._parts else ""
            self._parts.append((len(self.text), cut))
            self.text += text[slice(*cut)]

    def to_original(self, span: Span) -> Span | None:
        """Return the original span of a span of the joined text; None if it begins or ends in a joint."""
        start = self._find(span.start)
        last = self._find(span.end - 1)
        return None if start is None or last is None else Span(start, last + 1)

    def _find(self, at: int) -> int | None:
        number = bisect_right(self._parts, at, key=lambda part: part[0]) - 1
        begin, span = self._parts[number]
        place = span.start + at - begin
        return place if place < span.end else None

    def list_between(self, span: Span) -> list[Span]:
        """Return the spans between the quotes within a span of the original.

        None of them, if the span begins or ends outside the quotes.
        """
        first, last = (
            bisect_right(self._spans, at, key=lambda one: one.start) - 1 for at in (span.start, span.end - 1)
        )
        if first < 0 or self._spans[first].end <= span.start or self._spans[last].end < span.end:
            return []
        inner = self._spans[first : last + 1]
        return [Span(one.end, two.start) for one, two in itertools.pairwise(inner)]


def join_each_way(text: str, spans: Sequence[Span]) -> Iterator[JoinedText]:
    """Yield an interrupted quotation as one text, with each joint that a claim may have in its gaps."""
    gaps = [text[one.end : two.start] for one, two in itertools.pairwise(spans)]
    interrupted = [not is_mere_break(gap) for gap in gaps]
    count = sum(interrupted)
    mixed = itertools.product(JOINTS, repeat=count)
    for chosen in mixed if count <= MIXED_JOINTS_MAX else ((joint,) * count for joint in JOINTS):
        joints = iter(chosen)
        yield JoinedText(text, spans, [next(joints) if is_gap else None for is_gap in interrupted])
