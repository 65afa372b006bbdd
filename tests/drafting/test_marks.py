"""Passages in quotation marks, of every kind and as people type them."""

import time

import pytest

from app.drafting.marks import LINES_MAX, find_marked


def list_words(text: str) -> list[str]:
    return [text[slice(*one.span)] for one in find_marked(text)]


@pytest.mark.parametrize(
    "marked",
    [
        "„Ja, so“",
        "»Ja, so«",
        "«Ja, so»",
        "« Ja, so »",
        "«\u202fJa, so\u202f»",
        "“Ja, so”",
        '"Ja, so"',
        "‘Ja, so’",
        "'Ja, so'",
        "‚Ja, so‘",
        "‹Ja, so›",
        "›Ja, so‹",
        ",,Ja, so''",
        "``Ja, so''",
        "<<Ja, so>>",
        ">>Ja, so<<",
    ],
)
def test_finds_the_words_between_marks_of_every_kind(marked: str) -> None:
    assert list_words(f"Sie rief: {marked} (laut).") == ["Ja, so"]


@pytest.mark.parametrize("marked", ["„Ja, so”", '„Ja, so"', '"Ja, so“', "“Ja, so“", '“Ja, so"', "‚Ja, so’"])
def test_finds_marks_that_are_typed_in_two_styles(marked: str) -> None:
    assert list_words(f"Sie rief: {marked} und ging.") == ["Ja, so"]


def test_keeps_the_stop_inside_the_marks_as_it_is_printed() -> None:
    assert list_words("“We won,” she said. “At last.”") == ["We won,", "At last."]
    assert list_words("„Wir kommen.“ Danach: „Wir kommen“.") == ["Wir kommen.", "Wir kommen"]


def test_the_outer_span_has_the_marks() -> None:
    text = "Er: « Ja »."
    (one,) = find_marked(text)
    assert text[slice(*one.outer)] == "« Ja »"
    assert one.opening == "«"


@pytest.mark.parametrize(
    "text",
    [
        "It's the players' game, rock ’n’ roll, the '90s and ’68.",
        'A table of 6\'2" by 3\' 4" and a disc of 12".',
        "It is 5′ 3″ long, and O’Neill’s boots aren't.",
        "Das geht so: ’s ist gut, sagt Hans’ Bruder.",
        "Aa,, bb, cc",
    ],
)
def test_apostrophes_feet_and_inches_are_no_marks(text: str) -> None:
    assert list_words(text) == []


def test_inches_within_a_quotation_do_not_close_it() -> None:
    assert list_words('"The 12" single is out," she said.') == ['The 12" single is out,']
    assert list_words('"He is 6\'2" tall," she said.') == ["He is 6'2\" tall,"]


def test_a_possessive_does_not_close_a_quotation_in_single_marks() -> None:
    assert list_words("‘The players’ union is with us,’ he said.") == ["The players’ union is with us,"]
    assert list_words("‘It belongs to the players’ he said.") == ["It belongs to the players"]


def test_finds_marks_within_marks_after_the_outer_ones() -> None:
    assert list_words("„Er rief ‚Halt‘ und »Stopp«, ja“") == [
        "Er rief ‚Halt‘ und »Stopp«, ja",
        "Halt",
        "Stopp",
    ]
    assert list_words('She said "he called it "mad" twice" again') == ['he called it "mad" twice', "mad"]


def test_a_quotation_that_nothing_closes_ends_with_its_paragraph() -> None:
    text = "Er sagte: „Wir kommen morgen.\n\nDann ging er."
    (one,) = find_marked(text)
    assert text[slice(*one.span)] == "Wir kommen morgen."
    assert not one.is_closed


def test_a_quotation_over_paragraphs_opens_in_each_and_closes_in_the_last() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” she said.\n\n“Other.”"
    found = find_marked(text)
    assert [text[slice(*one.span)] for one in found] == ["One.", "Two.", "Three,", "Other."]
    assert [one.continues for one in found] == [None, 0, 1, None]


def test_a_quotation_may_run_over_the_ends_of_lines() -> None:
    assert list_words('"We break\nour lines\nearly," she said.') == ["We break\nour lines\nearly,"]
    too_many = "x\n" * (LINES_MAX + 1)
    assert not any("end" in words for words in list_words(f"“Start\n{too_many}end,” she said."))


def test_a_space_that_is_missing_does_not_hide_the_next_quotation() -> None:
    assert list_words('"We won."She left."We lost."') == ["We won.", "We lost."]


@pytest.mark.parametrize("blank", [" " * 40_000, "\t" * 99_999, "\u00a0" * 40_000, " \u2003" * 20_000])
def test_a_long_blank_line_takes_no_longer_than_words(blank: str) -> None:
    began = time.process_time()
    assert list_words(f"„Ja, so\n{blank}\nist es“") == [f"Ja, so\n{blank}\nist es"]
    assert time.process_time() - began < 2


def test_blank_lines_do_not_count_among_those_that_a_quotation_runs_over() -> None:
    blank = " \n" * (LINES_MAX + 1)
    assert list_words(f"“Start\n{blank}end,” she said.") == [f"Start\n{blank}end,"]


def test_empty_marks_are_no_quotation() -> None:
    assert list_words('"" „ “ “”') == []
