"""Find a claim in a text: as it is or in other typography, part by part, or across interruptions."""

import itertools
import unicodedata
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from app.verbatim.claims import Reading, fold_final_stop, read_claim
from app.verbatim.folding import HYPHENS, LINE_ENDS, SPACES, ZERO_WIDTH, Folded, find_all, fold, has_word
from app.verbatim.spans import Span

LINE_ENDS_MAX = 3
"""Hyphens at line ends that are read in both ways: more of them make too many claims of one."""
JOINTS = (" ", ", ")
"""What may stand in a claim where the reporter interrupts a quotation."""

_RUN = regex.compile(r"[\p{L}\p{N}]+")
_DISGUISE = regex.compile(f"[{ZERO_WIDTH}]|[{HYPHENS}][{SPACES}{ZERO_WIDTH}]*[{LINE_ENDS}]")

_LINE_END = regex.compile(rf"([{HYPHENS}])[{SPACES}{ZERO_WIDTH}]*[{LINE_ENDS}][{SPACES}{ZERO_WIDTH}]*")
_STRETCH = regex.compile(f"[{SPACES}{ZERO_WIDTH}]{{8}}")


class Needle(NamedTuple):
    """Words that are sought, with and without their typography.

    `key` is a run of their letters that every text that holds them has, too, unless something
    invisible, decomposed or broken stands in that text; empty where the words are such themselves.
    """

    words: str
    folded: Folded
    key: str


class Form(NamedTuple):
    """A form in which a claim is sought as it is, and whether it is all of the claim."""

    needle: Needle
    is_whole: bool


class Occurrence(NamedTuple):
    """A place where a claim stands, and whether it stands there code point for code point."""

    span: Span
    is_exact: bool


def make_needle(words: str) -> Needle:
    """Return what words are sought by."""
    composed = unicodedata.normalize("NFC", words)
    key = "" if _is_disguised(composed) else max(_RUN.findall(composed), key=len, default="")
    return Needle(words, fold(words), key)


def _is_disguised(text: str) -> bool:
    """Tell whether a text may have letters other than those one sees one after the other."""
    return not unicodedata.is_normalized("NFC", text) or bool(_DISGUISE.search(text))


def _may_hold(text: str, needle: Needle) -> bool:
    """Tell whether it is worth the time to fold a text and look for the words in it."""
    return needle.key in text or _is_disguised(text)


def list_forms(claim: str) -> list[Form]:
    """Return the forms in which a claim is sought as it is, the longest first.

    A full stop or comma at its end may be the citing sentence's: without it the claim is not whole. A
    hyphen at a line end may break a word (Zusammen-arbeit) or stand for a part of one (Nord- und Süd).
    """
    forms = {reading.parts[0]: True for reading in read_claim(claim) if _is_literal(claim, reading)}
    for form in list(forms):
        for other in _join_lines(form):
            forms.setdefault(other, False)
    for form in list(forms):
        stopless = fold_final_stop(form)
        if stopless and has_word(stopless):
            forms.setdefault(stopless, False)
    return [Form(make_needle(words), is_whole) for words, is_whole in forms.items()]


def _join_lines(claim: str) -> Iterator[str]:
    """Yield the claim with a space after one or more of the hyphens at its line ends."""
    places = list(itertools.islice(_LINE_END.finditer(claim), LINE_ENDS_MAX))
    for chosen in itertools.product((False, True), repeat=len(places)):
        joined, at = "", 0
        for place, is_spaced in zip(places, chosen, strict=True):
            if is_spaced:
                joined += f"{claim[at : place.start()]}{place[1]} "
                at = place.end()
        if at:
            yield joined + claim[at:]


def _is_literal(claim: str, reading: Reading) -> bool:
    return len(reading.parts) == 1 and not reading.inserted and reading.parts[0] in claim


def find_literal(text: str, forms: Sequence[Form]) -> list[Occurrence]:
    """Return every place of a text where a claim stands, in reading order, in its longest form there."""
    sought = [form for form in forms if _may_hold(text, form.needle)]
    if not sought:
        return []
    folded = fold(text)
    found: dict[int, Occurrence] = {}
    for needle, is_whole in sought:
        for place in find_all(folded, needle.folded):
            span = folded.to_original(*place)
            is_exact = is_whole and text[slice(*span)] == needle.words
            found.setdefault(span.start, Occurrence(span, is_exact))
    return [found[start] for start in sorted(found)]


def list_parts(reading: Reading) -> list[Needle]:
    """Return the parts of a reading; a full stop or comma at its very end may be the citing sentence's."""
    *first, last = reading.parts
    return [make_needle(part) for part in (*first, fold_final_stop(last) or last)]


def find_in_order(text: str, parts: Sequence[Needle]) -> Iterator[list[Span]]:
    """Yield where the parts of a claim stand in a text one after the other.

    Each time as close together as they can: no shorter stretch within one that is yielded holds them.
    """
    if not all(_may_hold(text, part) for part in parts):
        return
    folded = fold(text)
    begin = 0
    while places := _find_next(folded, parts, begin):
        yield [folded.to_original(*place) for place in places]
        begin = places[0][0] + 1


def _find_next(folded: Folded, parts: Sequence[Needle], begin: int) -> list[tuple[int, int]]:
    """Return the places of the parts that end first, from `begin` on, or nothing."""
    places: list[tuple[int, int]] = []
    for part in parts:
        place = next(find_all(folded, part.folded, places[-1][1] if places else begin), None)
        if place is None:
            return []
        places.append(place)
    # Read backwards from the end, each part moves as near to the next one as it can.
    for at in range(len(places) - 2, -1, -1):
        end = places[at + 1][0]
        for later in find_all(folded, parts[at].folded, places[at][0]):
            if later[1] > end:
                break
            places[at] = later
    return places


def may_be_short(side: str, length: int) -> bool:
    """Tell whether what stands beside a passage may, without its typography, be shorter than `length`."""
    if unicodedata.is_normalized("NFC", side) and not _STRETCH.search(side):
        return False
    return len(fold(side).text) <= length


class Joined:
    """A quotation that consists of several spans of a text, read as one."""

    def __init__(self, text: str, spans: Sequence[Span], joint: str = " ") -> None:
        self._text = text
        self._parts: list[tuple[int, Span]] = []  # where each span begins in the joined text
        self.text = ""
        for span in spans:
            self.text += joint if self.text else ""
            self._parts.append((len(self.text), span))
            self.text += text[slice(*span)]

    def to_original(self, span: Span) -> tuple[Span, list[str]]:
        """Return where a span of the joined text stands in the original, and what interrupts it there."""
        first = max(at for at, (begin, _) in enumerate(self._parts) if begin <= span.start)
        last = max(at for at, (begin, _) in enumerate(self._parts) if begin < span.end)
        start = self._parts[first][1].start + span.start - self._parts[first][0]
        end = self._parts[last][1].start + span.end - self._parts[last][0]
        between = zip(self._parts[first:last], self._parts[first + 1 : last + 1], strict=True)
        return Span(start, end), [self._text[one[1].end : two[1].start] for one, two in between]

    def list_between(self, span: Span) -> list[str]:
        """Return what stands between the parts of the quotation within a span of the original.

        Nothing, if the span reaches out of the quotation.
        """
        if not self._parts[0][1].start <= span.start <= span.end <= self._parts[-1][1].end:
            return []
        between = [Span(one[1].end, two[1].start) for one, two in itertools.pairwise(self._parts)]
        inside = [one for one in between if span.start < one.start and one.end < span.end]
        return [self._text[slice(*one)] for one in inside]
