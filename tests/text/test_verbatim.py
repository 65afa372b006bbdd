"""The pure rules, with properties over German, Korean, Russian, combining and astral text."""

from hypothesis import given
from hypothesis import strategies as st

from app import verbatim
from app.verbatim import Selector, Span
from app.verbatim.spans import find_occurrences

SNIPPETS = [
    *("„", "“", "‚", "‘", " ", "\n", "\r\n", ".", "a", "aa", "ß"),
    *("Stärke", "Starke", "hätten", "é", "e\u0301", "김정은", "Путин"),
    *("😀", "👩\u200d👩\u200d👧", "\u202e", "\u00ad"),
]
TEXTS = st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=60).map("".join)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(TEXTS)
    start = draw(st.integers(0, len(text) - 1))
    return text, Span(start, draw(st.integers(start + 1, len(text))))


@given(texts_with_spans())
def test_finds_every_passage_again_by_its_description(case: tuple[str, Span]) -> None:
    text, span = case
    selector = verbatim.describe(text, span)
    assert selector is not None
    assert verbatim.locate(text, selector) == [span]
    assert text[span.start : span.end] == selector.exact


@given(texts_with_spans())
def test_finds_every_passage_again_by_its_occurrence(case: tuple[str, Span]) -> None:
    text, span = case
    exact = text[span.start : span.end]
    occurrence = verbatim.count_occurrence(text, span)
    assert verbatim.locate(text, Selector(exact, occurrence=occurrence)) == [span]


@given(TEXTS)
def test_blocks_tile_the_text_and_only_the_first_may_begin_blank(text: str) -> None:
    blocks = verbatim.split_blocks(text)
    assert "".join(text[block.start : block.end] for block in blocks) == text
    assert all(text[block.start : block.end].splitlines()[0].strip() for block in blocks[1:])


def test_counts_occurrences_that_overlap() -> None:
    assert list(find_occurrences("aaaa", "aa")) == [0, 1, 2]
    assert verbatim.count_occurrence("aaaa", Span(2, 4)) == 3


def test_gives_up_counting_where_words_stand_too_often() -> None:
    text = "a" * (verbatim.OCCURRENCES_MAX + 2)
    assert (
        verbatim.count_occurrence(text, Span(verbatim.OCCURRENCES_MAX - 1, verbatim.OCCURRENCES_MAX)) == 1000
    )
    assert (
        verbatim.count_occurrence(text, Span(verbatim.OCCURRENCES_MAX, verbatim.OCCURRENCES_MAX + 1)) is None
    )


def test_returns_two_places_for_words_that_stand_twice() -> None:
    assert verbatim.locate("Tag und Tag und Tag", Selector("Tag")) == [Span(0, 3), Span(8, 11)]


def test_takes_prefix_and_suffix_to_the_letter() -> None:
    text = "Er sagte „Ja“, sie sagte „Ja“."
    assert verbatim.locate(text, Selector("Ja", prefix="sie sagte „")) == [Span(26, 28)]
    assert verbatim.locate(text, Selector("Ja", suffix="“.")) == [Span(26, 28)]
    assert verbatim.locate(text, Selector("Ja", prefix="Sie sagte „")) == []
    assert verbatim.locate(text, Selector("Ja", prefix="Er sagte „", occurrence=2)) == []


def test_neither_folds_nor_normalises() -> None:
    assert verbatim.locate("Stärke", Selector("Sta\u0308rke")) == []
    assert verbatim.locate("Sta\u0308rke", Selector("Stärke")) == []
    assert verbatim.locate("hätten", Selector("hatten")) == []
    assert verbatim.locate("„Ja“", Selector("„ja“")) == []


def test_counts_code_points_not_utf16_units() -> None:
    assert verbatim.locate("😀😀 „Ja“", Selector("Ja")) == [Span(4, 6)]


def test_cuts_surroundings_at_the_ends_of_the_text() -> None:
    assert verbatim.cut_surroundings("abc", Span(0, 3)) == ("", "")
    text = "x" * 40 + "Ja" + "y" * 40
    assert verbatim.cut_surroundings(text, Span(40, 42)) == ("x" * 32, "y" * 32)


def test_splits_lines_at_lf_cr_and_crlf_alone() -> None:
    text = "one\r\ntwo\rthree\n\n \n\x85\nfour\u2028still\x85four"
    assert [text[block.start : block.end] for block in verbatim.split_blocks(text)] == [
        "one\r\n",
        "two\r",
        "three\n\n \n\x85\n",
        "four\u2028still\x85four",
    ]


def test_gives_leading_blank_lines_to_the_first_block() -> None:
    assert verbatim.split_blocks("\n\nOne\nTwo") == [Span(0, 6), Span(6, 9)]
    assert verbatim.split_blocks("\n\n") == [Span(0, 2)]


def test_refuses_what_no_text_may_hold_and_nothing_else() -> None:
    for forbidden in "\x00\x0b\x1f\x7f\ud800\ufdd0\ufffe\U0010ffff":
        assert verbatim.find_forbidden(f"ab{forbidden}") == 2
        assert verbatim.find_forbidden_in_article(f"ab{forbidden}") == 2
    for control in "\x80\x85\x9f":
        assert verbatim.find_forbidden(f"ab{control}") == 2
        assert verbatim.find_forbidden_in_article(f"ab{control}") is None
    assert verbatim.find_forbidden("\t\r\n\xa0\u00ad\u200b\u2028\ufeff\U0001f600e\u0301") is None


def test_names_the_nearest_passage() -> None:
    text = "Er schrieb: „Ich bin fest davon überzeugt, dass wir siegen.“ Das war alles."
    span = verbatim.find_nearest(text, "Ich bin nicht davon überzeugt")
    assert span is not None
    assert "davon überzeugt" in text[span.start : span.end]
    assert verbatim.find_nearest(text, "0123456789") is None
