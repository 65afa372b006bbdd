"""Cut a text into terms for the search: words without case, accents and inflection.

Terms find texts and decide nothing: whether words occur verbatim in a text is for `app.verbatim` to tell.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import regex

from app.terms.vocabulary import get_vocabulary
from app.verbatim.characters import (
    ALPHANUMERIC,
    APOSTROPHE_LETTER,
    COMMON_APOSTROPHES,
    HYPHENS,
    LINE_BREAK_SIGNS,
    LINE_ENDS,
    PLAIN_WORDS,
    SPACES,
    UNSPACED,
    ZERO_WIDTH,
    ZERO_WIDTH_NO_MARKS,
)
from app.verbatim.coordinators import COORDINATOR


class CutText(NamedTuple):
    """A text cut into pieces: all of these, the indexes of those that are terms, and the terms' stems."""

    stems: list[str]
    pieces: list[str]
    places: Sequence[int]


_UNSEEN = f"[{ZERO_WIDTH_NO_MARKS}]"
_LETTER = f"[[{ALPHANUMERIC}]--[{UNSPACED}{APOSTROPHE_LETTER}]]"
_INSIDE = rf"[\p{{M}}{_LETTER}]"
_SIGN = rf"(?:(?=[{ALPHANUMERIC}])[{UNSPACED}](?:{_UNSEEN}*+\p{{M}})*)"
_RUN = rf"(?:{_LETTER}{_INSIDE}*+(?:{_UNSEEN}++{_INSIDE}++)*+)"
_BREAK = rf"[[{SPACES}{ZERO_WIDTH}]--[{LINE_ENDS}]]*+[{LINE_ENDS}][{SPACES}{ZERO_WIDTH}]*+"
# A hyphen at a line end belongs to the line, but not in Nord- und Süd, nor before a capital: US-Präsident. A
# soft hyphen and its like belong to it always.
_BROKEN = (
    rf"(?:(?<=\p{{L}}\p{{M}}*)[{ZERO_WIDTH}]*+(?:"
    rf"(?:(?<=[{LINE_BREAK_SIGNS}])|[{LINE_BREAK_SIGNS}]){_BREAK}(?=\p{{L}})"
    rf"|[{HYPHENS}]{_BREAK}(?=\p{{Ll}})(?!{COORDINATOR})"
    r"))"
)
_WHOLE_RUN = rf"(?:{_RUN}(?:{_BROKEN}{_RUN})*+)"
# Kim's is a form of Kim; the s alone would say nothing and part the phrase.
_POSSESSIVE = (
    rf"((?:{_UNSEEN}*+[{COMMON_APOSTROPHES}]{_UNSEEN}*+[sS]"
    rf"(?!{_UNSEEN}*+[{ALPHANUMERIC}\p{{M}}]))?)"
)
_INNER_BREAK = regex.compile(_BROKEN, regex.V1)
_WORDS = regex.compile(rf"({_SIGN}|{_WHOLE_RUN}){_POSSESSIVE}", regex.V1)

# Most texts have nothing that makes words hard to find: no marks, no invisible characters, no scripts without
# spaces. `re` cuts these, Latin, Greek, Cyrillic and Hangul, three times as fast as `regex` the others:
# without this an import takes 15 % more CPU time.
_UNCOMMON = re.compile(f"[^{PLAIN_WORDS}]")
_HYPHEN_AT_LINE_END = re.compile(rf"[{HYPHENS}{LINE_BREAK_SIGNS}][{SPACES}{ZERO_WIDTH}]*[{LINE_ENDS}]")
_APOSTROPHE = re.compile(f"[{COMMON_APOSTROPHES}]")
_COMMON_WORDS_AND_POSSESSIVES = re.compile(rf"(\w+)((?:[{COMMON_APOSTROPHES}][sS](?!\w))?)")
_COMMON_WORDS = re.compile(r"\w+")
_COMMON_WORDS_APART = re.compile(r"(\w+)")


def list_stems(text: str, language: str | None) -> list[str]:
    """Return the stems of a text in order: those of `cut_terms` alone."""
    if _needs_care(text) or _APOSTROPHE.search(text):
        return cut_terms(text, language).stems
    stems = list(map(get_vocabulary(language).__getitem__, _COMMON_WORDS.findall(text)))
    return [stem for stem in stems if stem] if "" in stems else stems


def cut_terms(text: str, language: str | None) -> CutText:
    """Cut a text into terms: its words, stemmed by the rules of its language (BCP 47).

    A word is a run of letters, digits and marks; invisible characters within it are ignored, and so are the
    hyphen and line end that break it. Other hyphens and apostrophes separate words, and the s of Kim's is no
    word. In scripts without spaces every character is a word. A stem has no case (ß is ss) and no accents,
    consists of letters and digits, and has at most `STEM_LENGTH_MAX` of them. Without a language, or without
    an algorithm for it, words are not stemmed.
    Offsets are not part of this, because only the few terms that are shown need them: see `locate_terms`.
    """
    pieces, step = _cut(text)
    stems = list(map(get_vocabulary(language).__getitem__, pieces[1::step]))
    places = range(1, len(pieces), step)
    if "" in stems:
        places_of_stems = [place for place, stem in zip(places, stems, strict=True) if stem]
        return CutText([stem for stem in stems if stem], pieces, places_of_stems)
    return CutText(stems, pieces, places)


def locate_terms(cut: CutText, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the code points of ranges of terms, which are sorted by their beginnings."""
    counted = start = 0
    for first, end in spans:
        begin = cut.places[first]
        start += sum(map(len, cut.pieces[counted:begin]))
        counted = begin
        yield start, start + sum(map(len, cut.pieces[begin : cut.places[end - 1] + 1]))


def join_broken_words(text: str) -> str:
    """Return a text without the hyphens and line ends that break its words."""
    return _INNER_BREAK.sub("", text)


def _needs_care(text: str) -> bool:
    """Tell whether words may be more than runs of letters and digits."""
    return bool(_UNCOMMON.search(text) or _HYPHEN_AT_LINE_END.search(text))


def _cut(text: str) -> tuple[list[str], int]:
    """Cut a text into pieces: the first word is at index 1, the next ones a number of steps further each.

    Before each word is the text between it and the last one. With three steps its possessive s is after it.
    """
    if _needs_care(text):
        return cast("list[str]", _WORDS.split(text)), 3
    if _APOSTROPHE.search(text):
        return _COMMON_WORDS_AND_POSSESSIVES.split(text), 3
    return _COMMON_WORDS_APART.split(text), 2
