"""Point at passages of a text, and find them again: spans, selectors and lines."""

import itertools
import re
from collections.abc import Iterator
from typing import NamedTuple

import regex
from rapidfuzz import fuzz

from app.languages import list_words
from app.verbatim.characters import BLOCK_ENDS, C1_CONTROLS, FORBIDDEN, SENTENCE_CLOSERS, SENTENCE_ENDS

SURROUNDING_MAX = 32
"""Code points of prefix and suffix that go with a quote (TextQuoteSelector, W3C Web Annotation 4.2.4)."""

OCCURRENCES_MAX = 1_000
"""Words that occur more often than this cannot be pointed at by counting; they need more context."""

_FORBIDDEN = re.compile(f"[{FORBIDDEN}{C1_CONTROLS}]")
_FORBIDDEN_IN_ARTICLE = re.compile(f"[{FORBIDDEN}]")
_NEXT_LINE = re.compile(rf"(?:\r\n|[{BLOCK_ENDS}])(?=[^\S{BLOCK_ENDS}]*\S)")
"""The line end before a line that is not blank."""


class Span(NamedTuple):
    """A half-open range of code points."""

    start: int
    end: int

    def contains(self, other: "Span") -> bool:
        """Tell whether the other span lies within this one, or is the same."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the spans have a code point in common."""
        return self.start < other.end and other.start < self.end

    def shift(self, offset: int) -> "Span":
        """Return the span by this many code points further on."""
        return Span(self.start + offset, self.end + offset)


class Selector(NamedTuple):
    """Points at a passage: by its words and, if they occur more than once, by context or number."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    occurrence: int | None = None


def find_forbidden(text: str) -> int | None:
    """Return the offset of the first code point that only articles or nothing may contain, or None."""
    return _find(_FORBIDDEN, text)


def find_forbidden_in_article(text: str) -> int | None:
    """Return the offset of the first code point that no article's text may contain, or None."""
    return _find(_FORBIDDEN_IN_ARTICLE, text)


def _find(forbidden: re.Pattern[str], text: str) -> int | None:
    # Nothing that is forbidden can be printed.
    if text.isprintable() or _drop_common(text).isprintable():
        return None
    found = forbidden.search(text)
    return found.start() if found else None


def _drop_common(text: str) -> str:
    """Return a text without what most texts have that is not printed and allowed."""
    for one in "\n\r\t":
        text = text.replace(one, "")
    return text


def split_blocks(text: str) -> list[Span]:
    """Split a text into its lines, line ends included; the spans tile the text.

    Line ends are LF, CR LF and CR, but not U+0085 and U+2028. A blank line, of white space alone, belongs
    to the block before it, and blank lines at the very beginning to the first block.
    """
    starts = [0, *(found.end() for found in _NEXT_LINE.finditer(text))] if text else []
    if len(starts) > 1 and text[: starts[1]].isspace():
        del starts[1]
    return [Span(*ends) for ends in itertools.pairwise([*starts, len(text)])]


def find_occurrences(text: str, exact: str, begin: int = 0) -> Iterator[int]:
    """Yield every offset from `begin` on at which `exact` occurs, overlapping occurrences included."""
    at = text.find(exact, begin)
    while at >= 0:
        yield at
        at = text.find(exact, at + 1)


def locate(text: str, selector: Selector) -> list[Span]:
    """Return the spans that a selector matches, in reading order: exactly one if it is unambiguous.

    `prefix` and `suffix` must be immediately before and after the words, code point for code point.
    `occurrence` counts from 1 over all occurrences of `exact`, in any context. At most two spans are
    returned: two are enough to know that the selector is ambiguous.
    """
    places: list[Span] = []
    if selector.occurrence is not None:
        for number, start in enumerate(find_occurrences(text, selector.exact), start=1):
            if number == selector.occurrence:
                span = Span(start, start + len(selector.exact))
                is_before = text.endswith(selector.prefix, 0, start)
                return [span] if is_before and text.startswith(selector.suffix, span.end) else []
        return []
    wanted = selector.prefix + selector.exact + selector.suffix
    for at in find_occurrences(text, wanted):
        start = at + len(selector.prefix)
        places.append(Span(start, start + len(selector.exact)))
        if len(places) == 2:
            break
    return places


def count_occurrence(text: str, span: Span) -> int | None:
    """Return the number of a span among the occurrences of its words, from 1; None beyond the maximum."""
    exact = text[span.start : span.end]
    for number, start in enumerate(find_occurrences(text, exact), start=1):
        if start == span.start:
            return number
        if number == OCCURRENCES_MAX:
            break
    return None


def cut_surroundings(text: str, span: Span) -> tuple[str, str]:
    """Return up to `SURROUNDING_MAX` code points before and after the span."""
    before = max(0, span.start - SURROUNDING_MAX)
    return text[before : span.start], text[span.end : span.end + SURROUNDING_MAX]


def describe(text: str, span: Span) -> Selector | None:
    """Return the shortest selector for which `locate` returns exactly this span.

    None if words and context occur elsewhere, too, and the words more than `OCCURRENCES_MAX` times before: no
    selector points at such a span.
    """
    exact = text[span.start : span.end]
    prefix, suffix = cut_surroundings(text, span)
    for selector in (Selector(exact), Selector(exact, prefix, suffix)):
        if locate(text, selector) == [span]:
            return selector
    occurrence = count_occurrence(text, span)
    return None if occurrence is None else Selector(exact, prefix, suffix, occurrence)


_END = 64
"""Code points of beginning and end that a passage is found by: more take a thousand times as long."""
_SIMILAR = 60
"""The least similarity, in percent, of a beginning or end that counts as the same."""


def find_nearest(text: str, exact: str) -> Span | None:
    """Return the passage that is most similar to words that do not occur in the text, or None.

    It begins and ends as they do. This helps the author of a document to correct it, and decides nothing. It
    takes up to 40 ms in a text of a million code points.
    """
    begin = _find_similar(text, exact[:_END])
    if len(exact) <= _END:
        return begin
    end = _find_similar(text, exact[-_END:])
    if begin is None or end is None:
        return begin or end
    whole = Span(begin.start, end.end)
    return whole if len(exact) / 2 <= whole.end - whole.start <= len(exact) * 2 else begin


def _find_similar(text: str, words: str) -> Span | None:
    alignment = fuzz.partial_ratio_alignment(words, text, score_cutoff=_SIMILAR)
    if alignment is None or alignment.dest_start == alignment.dest_end:
        return None
    return Span(alignment.dest_start, alignment.dest_end)


# A sentence ends with its mark, but not with the full stop of a number (der 78. Jahrestag), of an initial or
# an abbreviation, and not before a small letter.
_ABBREVIATED = "|".join(list_words("abbreviations"))
_SENTENCE_END = regex.compile(
    rf"(?<![0-9]|\b\p{{L}}|\b(?:{_ABBREVIATED}))[{SENTENCE_ENDS}][{SENTENCE_CLOSERS}]*\s+"
    rf"(?![\p{{Ll}}])|[{BLOCK_ENDS}]+"
)


def find_sentences(text: str, span: Span) -> Span:
    """Return the span of the full sentences that a span overlaps, within its lines."""
    ends = [found.end() for found in _SENTENCE_END.finditer(text)]
    start = max((end for end in ends if end <= span.start), default=0)
    end = min((end for end in ends if end >= span.end), default=len(text))
    return Span(start, start + len(text[start:end].rstrip()))
