"""Text fragments: what leads a browser to a span, and to nothing before it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.verbatim import Span
from app.verbatim.fragments import TERM_MAX, fold_for_browsers, make_text_directive, name_words


def direct_to(text: str, exact: str, number: int = 1) -> str:
    start = -1
    for _ in range(number):
        start = text.index(exact, start + 1)
    directive = make_text_directive(fold_for_browsers(text), Span(start, start + len(exact)))
    return name_words(exact) if directive is None else directive


def test_words_that_do_alone_are_not_repeated() -> None:
    assert make_text_directive(fold_for_browsers("Sie sagte: „Guten Tag“."), Span(12, 21)) is None


@pytest.mark.parametrize(
    ("text", "exact", "number", "directive"),
    [
        ("Sie sagte: „Guten Tag“.", "Guten Tag", 1, "Guten%20Tag"),
        ("Sie hatten Mut. Sie hätten Geld.", "hätten", 1, "Sie-,h%C3%A4tten,-Geld%2E"),
        ("Ja oder nein? Ja, gern.", "Ja", 2, "nein%3F-,Ja"),
        ("A.\nEin  Wort-Teil.", "Ein  Wort-Teil.", 1, "Ein%20Wort%2DTeil%2E"),
        ("Erste Zeile\nzweite Zeile", "Erste Zeile\nzweite Zeile", 1, "Erste%20Zeile,zweite%20Zeile"),
        ("Eins, zwei\ndrei", "drei", 1, "drei"),
        ("Drei, zwei\ndrei!", "drei", 1, "zwei-,drei"),
    ],
)
def test_names_the_words_and_adds_context_until_one_is_left(
    text: str, exact: str, number: int, directive: str
) -> None:
    assert direct_to(text, exact, number) == directive


@pytest.mark.parametrize(
    ("text", "exact"),
    [
        ("1,5 Millionen", "5 Millionen"),
        ("Abendbrot", "brot"),
        ("Don’t.", "t"),
        ("中文句子", "文句"),
        ("Erst … dann", "…"),
        ("Ja.\nJa.\nJa.\nJa.", "Ja."),
    ],
)
def test_gives_none_where_a_browser_cannot_be_led(text: str, exact: str) -> None:
    number = 3 if text.startswith("Ja") else 1
    assert direct_to(text, exact, number) == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Staerke", "Stärke"),
        ("Koeln", "Köln"),
        ("Muesli", "Müsli"),
        ("Kaas", "Kås"),
        ("Ætna", "Ätna"),
        ("サクラ", "さくら"),
        ("3", "٣"),
        ("ґрунт", "грунт"),
        ("שלומ", "שלום"),
        ("قهوه", "قهوة"),
        ("كـتاب", "كتاب"),
        ("각가", "가까"),
    ],
)
def test_tells_words_apart_that_a_browser_in_some_language_does_not(first: str, second: str) -> None:
    for words in ((first, second), (second, first)):
        text = "Eins {}, zwei {}.".format(*words)
        assert direct_to(text, words[1]).startswith("zwei-,")


def test_spaces_that_a_page_shows_beside_others_are_named_as_they_are() -> None:
    assert name_words(" a\x85b\u2028c\u2029d \r\n\te\u00a0 f") == "a%C2%85b%E2%80%A8c%E2%80%A9d%20e%C2%A0%20f"


def test_names_a_long_passage_by_its_ends() -> None:
    long = "Wort für Wort, " * (TERM_MAX // 10) + "und das Ende naht nun wirklich bald mit Macht"
    directive = direct_to(f"Anna: {long}.", long)
    assert directive.startswith("Anna%3A-,Wort%20f%C3%BCr") or directive.startswith("Wort%20f%C3%BCr")
    assert directive.endswith("naht%20nun%20wirklich%20bald%20mit%20Macht")
    assert len(directive) < TERM_MAX


@given(st.text(alphabet="aäAb ,.\n„“1", min_size=1, max_size=40), st.data())
def test_encodes_all_but_letters_and_digits(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    directive = make_text_directive(fold_for_browsers(text), Span(start, end))
    if directive is None:
        directive = name_words(text[start:end])
    terms = directive.removesuffix("-").replace(",-", ",").replace("-,", ",").split(",")
    assert all(one.replace("%", "").isalnum() and one.isascii() for one in terms if directive)
