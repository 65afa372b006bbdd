"""Offsets in UTF-16 code units."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.verbatim import Span, convert_from_utf16, convert_to_utf16, shorten_surroundings

TEXTS = st.text(st.one_of(st.sampled_from("aö한👋🏽\u0308\u200d\r\n𝔈"), st.characters(codec="utf-8")))


@given(TEXTS, st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_a_span_has_the_same_words_in_both_units(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = [Span(min(pair), max(pair)) for pair in pairs if max(pair) <= len(text)]
    encoded = text.encode("utf-16-le")
    for span, units in zip(spans, convert_to_utf16(text, spans), strict=True):
        assert encoded[2 * units.start : 2 * units.end] == text[span.start : span.end].encode("utf-16-le")
        assert len(text[: span.start].encode("utf-16-le")) == 2 * units.start


def test_an_emoji_counts_twice() -> None:
    assert convert_to_utf16("👋🏽 „Ja“", [Span(4, 6), Span(0, 1)]) == [Span(6, 8), Span(0, 2)]


@given(st.text(st.sampled_from("aö👋🏽\u0308"), max_size=32), st.text(st.sampled_from("aö👋🏽"), max_size=32))
def test_context_has_32_code_units_and_no_half_of_a_code_point(prefix: str, suffix: str) -> None:
    before, after = shorten_surroundings(prefix, suffix)
    assert prefix.endswith(before)
    assert suffix.startswith(after)
    for whole, part in ((prefix, before), (suffix, after)):
        units = len(part.encode("utf-16-le")) // 2
        assert units >= 31 or part == whole
        assert units <= 32


@given(TEXTS, st.integers(0, 30))
def test_an_offset_is_the_same_after_the_way_there_and_back(text: str, at: int) -> None:
    at = min(at, len(text))
    [span] = convert_to_utf16(text, [Span(0, at)])
    assert convert_from_utf16(text, span.end) == at


@pytest.mark.parametrize("offset", [-1, 2, 5], ids=["negative", "within an emoji", "beyond the text"])
def test_refuses_an_offset_that_is_no_place_of_the_text(offset: int) -> None:
    with pytest.raises(ValueError, match=r"code units|decode"):
        convert_from_utf16("a\U0001f600b", offset)
