"""Offsets for readers that count UTF-16 code units, as JavaScript and the DOM do."""

from collections.abc import Sequence

from app.verbatim.spans import SURROUNDING_MAX, Span


def convert_to_utf16(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans of code points as spans of UTF-16 code units; the text is gone through once.

    A code point above U+FFFF (an emoji) has two code units. The text has no surrogates.
    """
    units = {0: 0}
    before = 0
    for offset in sorted({offset for span in spans for offset in span}):
        units[offset] = units[before] + len(text[before:offset].encode("utf-16-le")) // 2
        before = offset
    return [Span(units[span.start], units[span.end]) for span in spans]


def convert_from_utf16(text: str, offset: int) -> int:
    """Return an offset in UTF-16 code units as one in code points.

    Raises `ValueError` for an offset beyond the text, or between the two code units of one code point.
    """
    before = text[:offset].encode("utf-16-le")[: 2 * offset]
    if offset < 0 or len(before) < 2 * offset:
        raise ValueError(f"the text has fewer than {offset} code units of UTF-16")
    return len(before.decode("utf-16-le"))


def shorten_surroundings(prefix: str, suffix: str) -> tuple[str, str]:
    """Return a prefix and a suffix of 32 UTF-16 code units at most, without half a code point.

    dom-anchor-text-quote 4.0.2 resolves no selector with a longer one.
    """
    size = 2 * SURROUNDING_MAX
    before, after = prefix.encode("utf-16-le")[-size:], suffix.encode("utf-16-le")[:size]
    return before.decode("utf-16-le", errors="ignore"), after.decode("utf-16-le", errors="ignore")
