"""Quotes marked in an article: the text stays as it is, and each mark has the words of its quote."""

from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from app.presenters.pages.marking import make_mark, mark_lines
from app.values import BlockValue, QuoteRow, QuoteValue
from app.verbatim import split_blocks
from tests.presenters.reading import PageReader


def make_value(number: int, start: int, end: int) -> QuoteValue:
    """Return a quote with nothing but its place, and a class of its own."""
    empty = dict.fromkeys(QuoteRow._fields)
    row = QuoteRow(**{**empty, "id": f"q{number}", "start": start, "end": end})  # type: ignore[arg-type]  # all else is null
    return QuoteValue(row, cast("Any", None), (), "", "", "", None, None, None, None)


def mark(text: str, spans: list[tuple[int, int]]) -> str:
    blocks = [
        BlockValue(position, "paragraph", span.start, span.end, text[slice(*span)])
        for position, span in enumerate(split_blocks(text))
    ]
    quotes = [make_value(number, *span) for number, span in enumerate(spans)]
    marks = [make_mark("quotation", f"c{number}", "1", "a & b") for number in range(len(quotes))]
    return "".join(mark_lines(blocks, quotes, marks))


def squeeze(text: str) -> str:
    return "".join(text.split())


def test_marks_nested_quotes_and_a_quote_over_two_lines() -> None:
    text = "Er sagte, <sie> sei\r\n„gut & schön“."
    html = mark(text, [(10, 34), (22, 33)])
    assert html.count('id="q0"') == html.count('href="#note-q0"') == 1
    assert PageReader(html).by_class["c0"] == ["<sie> sei", "„gut & schön“", ""]
    assert PageReader(html).by_class["c1"] == ["gut & schön", ""]


@given(st.text(alphabet="ab <&\n\u2028\U0001f600", min_size=1, max_size=30), st.data())
def test_changes_no_letter_and_marks_the_words_of_every_quote(text: str, data: st.DataObject) -> None:
    if not text.strip():
        text = "a"
    places = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text)))
    spans = [
        one
        for one in data.draw(st.lists(places, max_size=6))
        if one[0] < one[1] and text[slice(*one)].strip()
    ]
    spans.sort(key=lambda span: (span[0], -span[1]))
    html = mark(text, spans)
    page = PageReader(f'<div class="all">{html}</div>')
    assert squeeze(page.by_class["all"][0]) == squeeze(text)
    for number, span in enumerate(spans):
        assert squeeze("".join(page.by_class[f"c{number}"])) == squeeze(text[slice(*span)])
        assert html.count(f'href="#note-q{number}"') == 1
