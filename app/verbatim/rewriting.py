"""Read a text without reference marks, and with the accents typed beside its letters on them.

These are readings: a text that has such signs is also read as it is, and that reading comes first.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

import regex

from app.languages import list_words
from app.verbatim.characters import (
    BEFORE_NOTES,
    COMMON_APOSTROPHES,
    LIGATURES,
    LINE_ENDS,
    LINE_HYPHENS,
    LINE_SPACES,
    NOTE_SIGNS,
    SINGLE_MARKS,
    SOFT_HYPHENS,
    SPACES,
    SPACING_ACCENTS,
    SUPERSCRIPT_DIGITS,
    WORD,
    ZERO_WIDTH,
)
from app.verbatim.offset_map import OffsetMap
from app.verbatim.spans import Span

_ACCENTS = "".join(SPACING_ACCENTS)
# One class, and `re`: most texts are only asked this.
_MAY_CHANGE = re.compile(rf"[{SUPERSCRIPT_DIGITS}{NOTE_SIGNS}{_ACCENTS}\[]")
_UNITS = "|".join(list_words("units"))
_REACH = 64
"""Code points before a mark that tell whether it is one."""
_WITHIN_WORD = regex.compile(
    rf"[{SPACES}]*[{LINE_HYPHENS}][{LINE_SPACES}]*[{LINE_ENDS}][{SPACES}]*|(?<=\p{{L}})[{LINE_HYPHENS}][{SPACES}]+"
    rf"|[{ZERO_WIDTH}{SOFT_HYPHENS}{_ACCENTS}]+"
)
_LIGATURE = regex.compile(f"[{LIGATURES}]")
_MAY_BE_MARK = regex.compile(
    rf"[{SPACES}]?(?P<mark>(?P<brackets>\[\^?[0-9]{{1,3}}\])++|[{NOTE_SIGNS}]{{1,3}}+"
    rf"|(?P<raised>[{SUPERSCRIPT_DIGITS}]{{1,3}}+))(?![{WORD}{NOTE_SIGNS}])"
)
_BEHIND_SPACED = regex.compile(rf"\s*+(?:[{BEFORE_NOTES}]|$)")
# Behind a short word or a unit a raised digit may be an exponent (km²), behind a digit it is one.
_BEFORE_SIGN = regex.compile(
    rf"(?:[\p{{L}}\p{{M}}]{{4}}|(?=.{{4}}$)\p{{L}}++[{COMMON_APOSTROPHES}]\p{{L}}++|[{BEFORE_NOTES}])$"
)
_POWERS = ("²", "³")
_BEHIND_UNIT = regex.compile(rf"(?:{_UNITS})$", regex.IGNORECASE)
_BEHIND_BRACKET = regex.compile(r"(?:^|[^\p{L}])\p{L}?[)\]]$")
_BRACKETS = (")", "]")
_SINGLE = regex.compile(rf"\[\^?[0-9]+\]|[{SUPERSCRIPT_DIGITS}]+|[{NOTE_SIGNS}]+")
_PLAIN_ACCENTS = [one for one in SPACING_ACCENTS if one not in SINGLE_MARKS]
_MARK_ACCENTS = "".join(one for one in SPACING_ACCENTS if one in SINGLE_MARKS)
_OPENING_ACCENT = regex.compile(rf"(?<![{WORD}])[{_MARK_ACCENTS}](?=[{WORD}])")
_ACCENT = regex.compile(f"[{_ACCENTS}]")
# Before the end of a short form the accent is an apostrophe: it´s, don´t.
_SHORT_FORM = regex.compile(rf"[{_MARK_ACCENTS}](?:s|t|d|m|ll|re|ve)(?![{WORD}])")
_CLOSING_MARK = regex.compile(rf"(?<!\s)[{SINGLE_MARKS}](?![{WORD}])")
_OPEN_MARK = regex.compile(
    rf"(?<![{WORD}])[{SINGLE_MARKS}](?=[{WORD}])(?:[^{SINGLE_MARKS}]|[{SINGLE_MARKS}](?=[{WORD}]))*+$"
)
_DOTLESS = str.maketrans("ıȷ", "ij")
_LAST_COMMON = "\u024f"
"""The end of Latin Extended-B. Letters beyond it are rare: h¨a is hä, not ḧa."""


class Edit(NamedTuple):
    """A span of a text to replace, and what with; the words in `mark` are removed as a reference mark."""

    span: Span
    text: str
    mark: Span | None = None


class Rewritten:
    """A text with some of its spans replaced, with the way back, and the reference marks removed."""

    def __init__(self, original: str, edits: Iterable[Edit] = ()) -> None:
        self._offsets = OffsetMap()
        self.marks: list[tuple[Span, str]] = []
        pieces = []
        at = 0
        for span, text, mark in edits:
            pieces += [self._add(Span(at, span.start), original[at : span.start], is_same=True)]
            pieces += [self._add(span, text, is_same=False)]
            if mark:
                self.marks += [(Span(*one.span()), one.group()) for one in _SINGLE.finditer(original, *mark)]
            at = span.end
        pieces.append(self._add(Span(at, len(original)), original[at:], is_same=True))
        self.text = "".join(pieces)

    def _add(self, span: Span, text: str, *, is_same: bool) -> str:
        if text:
            self._offsets.add(*span, len(text), is_same=is_same)
        return text

    def to_original(self, span: Span) -> Span:
        """Return the span of the original that a span of `text` was made of."""
        return self._offsets.to_original(*span)

    def is_same(self, span: Span) -> bool:
        """Tell whether nothing in a span of `text` was replaced."""
        return self._offsets.is_same(*span)


def rewrite_each_way(text: str) -> list[Rewritten]:
    """Return the other readings of a text, without the text itself: none, as a rule.

    In the first all reference marks are removed. In two others accents are composed as well, with the letter
    before them where they can belong to either, or with the one behind.
    """
    if not _MAY_CHANGE.search(text):
        return []
    marks = [
        Edit(Span(*one.span()), "", Span(*one.span("mark")))
        for one in _MAY_BE_MARK.finditer(text)
        if _is_mark(text, one)
    ]
    found: dict[str, Rewritten] = {}
    for accents in ([], _find_accents(text, (-1, 1)), _find_accents(text, (1, -1))):
        rewritten = Rewritten(text, sorted([*marks, *accents]))
        if rewritten.text != text:
            found.setdefault(rewritten.text, rewritten)
    return list(found.values())


def _is_mark(text: str, found: "regex.Match[str]") -> bool:
    """Tell whether brackets, a sign or raised digits are a reference mark, by the text before them."""
    is_spaced = found.start() < found.start("mark")
    before = _WITHIN_WORD.sub("", text[max(0, found.start() - _REACH) : found.start()])
    before = _LIGATURE.sub(lambda one: unicodedata.normalize("NFKC", one.group()), before)
    if is_spaced and not (found["brackets"] and _BEHIND_SPACED.match(text, found.end())):
        return False  # In the middle of a sentence, [12] is an editor's insertion.
    if not _BEFORE_SIGN.search(before):
        return False
    is_power = found["raised"] in _POWERS and (
        before.endswith(_BRACKETS) or _BEHIND_UNIT.search(before)  # (km)² and 5 Meter²
    )
    return not (is_power or (found["raised"] and _BEHIND_BRACKET.search(before)))


def _find_accents(text: str, sides: tuple[int, int]) -> list[Edit]:
    """Return the edits that compose accents with the letter on the first of two sides that allows it."""
    edits: list[Edit] = []
    for accent in _ACCENT.finditer(text):
        at = accent.start()
        if _SHORT_FORM.match(text, at) or _closes(text, at):
            continue
        for letter_at in (at + side for side in sides):
            span = Span(min(at, letter_at), max(at, letter_at) + 1)
            if span.start >= (edits[-1].span.end if edits else 0) and span.end <= len(text):
                composed = _compose(text[letter_at], accent.group())
                if composed is not None:
                    edits.append(Edit(span, composed))
                    break
    return edits


def _closes(text: str, at: int) -> bool:
    """Tell whether an accent may be a quotation mark that closes what another one opens: `la`, ‘Cafe´."""
    is_at_end = text[at] in _MARK_ACCENTS and not text[at + 1 : at + 2].isalpha()
    if not is_at_end or _CLOSING_MARK.search(text, at + 1, at + _REACH):
        return False
    return _OPEN_MARK.search(text, max(0, at - _REACH), at) is not None


def _compose(letter: str, accent: str) -> str | None:
    """Return the letter with an accent, or None if no common letter is that."""
    composed = unicodedata.normalize("NFC", letter.translate(_DOTLESS) + SPACING_ACCENTS[accent])
    return composed if len(composed) == 1 and letter.isalpha() and composed <= _LAST_COMMON else None


def cuts_accent(text: str, span: Span) -> bool:
    """Tell whether a span leaves out the accent of its first or last letter, typed beside it.

    An acute or grave accent may also be a quotation mark, if another one opens before it.
    """
    before, after = text[: span.start][-1:], text[span.end : span.end + 1]
    if before in _PLAIN_ACCENTS and _compose(text[span.start], before):
        return True
    if after in SPACING_ACCENTS and _compose(text[span.end - 1], after):
        return after in _PLAIN_ACCENTS or not _OPENING_ACCENT.search(text, 0, span.end)
    return False
