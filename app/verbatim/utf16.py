"""Offsets for readers that count UTF-16 code units, as JavaScript and the DOM do."""

from collections.abc import Sequence

from app.verbatim.spans import Span


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
