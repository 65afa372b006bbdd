"""Names: what is the same one in other typography, what is like it, and what is another one."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import names

SAME = [
    ("O'Neill", "O’Neill"),
    ("O`Neill", "Oʼneill"),
    ("O‘Neill", "O′Neill"),
    ("Kim Jong-un", "KIM_JONG_UN"),
    ("Kim Jong-un", "Kim\u00a0Jong\u2011un"),
    ("Kim Jong-un", "Kim Jong–un"),
    ("J. K. Rowling", "J.K. Rowling"),
    ("Putin", "„Putin“"),
    ("Putin", "»Putin«,"),
    ("Putin", "'Putin'"),
    ("Putin", "‚Putin‘"),
    ("Putin", ",,Putin''"),
    ("Putin", "(Putin)"),
    ("Putin", "［Putin］"),
    ("Putin", "<Putin>"),
    ("Putin", "Putin:"),
    ("Putin", "Putin …"),
    ("Putin", "\u200bPu\u00adtin\ufeff\u200e"),
    ("Ponce de León", "PONCE DE LEO\u0301N"),
    ("O’Neill", "‘O’Neill’"),
    ("Dwayne Johnson", "Johnson, Dwayne"),
    ("Dwayne The Rock Johnson", "Dwayne “The Rock” Johnson"),
    ("Dwayne The Rock Johnson", "Dwayne 'The Rock' Johnson"),
    ("King Martin Luther Jr", "King, Martin Luther, Jr."),
    ("Κώστας", "ΚΏΣΤΑΣ"),
    ("Fink", "ﬁnk"),
    ("Kim", "Ｋｉｍ"),
    ("ウラジーミル・プーチン", "ウラジーミル プーチン"),
]
ALIKE = [
    ("Müller", "Mueller"),
    ("Müller", "Muller"),
    ("MÜLLER", "mueller"),
    ("Jürgen Mueller", "Jurgen Müller"),
    ("Weiß", "Weiss"),
    ("WEISS", "Weiß"),
    ("Sørensen", "Sorensen"),
    ("Sørensen", "Soerensen"),
    ("Lech Wałęsa", "Lech Walesa"),
    ("Đoković", "Dokovic"),
    ("Yıldız", "Yildiz"),
    ("Işık", "IŞIK"),
    ("Mette Frederiksen, Lærke", "Laerke Mette Frederiksen"),
    ("Lærke", "Lärke"),
    ("Cœur", "Coeur"),
    ("Ångström", "Aangstroem"),
    ("Толсто́й", "Толстой"),
    ("Kim, Jong-un", "Kim Jong-un"),
    ("Dvorak, Antonin", "Antonín Dvořák"),
]
OTHERS = [
    ("Muller", "Mueller"),
    ("Bauer", "Baur"),
    ("Putins", "Putin"),
    ("Putin’s", "Putin"),
    ("Hans’", "Hans"),
    ("’t Hooft", "t Hooft"),
    ("D’Arcy", "Darcy"),
    ("Dr. Kim", "Kim"),
    ("Paul, Peter", "Peter, Paul"),
    ("Peter Paul", "Paul Peter"),
    ("Андрей", "Андреи"),
    ("ババ", "ハハ"),
    ("Радий", "Ра́дии"),
    ("Agent 7²", "Agent 72"),
    ("Kim", "Кіm"),
    ("AT&T", "AT T"),
    ("Kim\u202e", "Kim"),
    ("!!!", "!"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_typography_does_not_tell_names_apart(one: str, other: str) -> None:
    assert names.fold_name(one) == names.fold_name(other) != ""
    assert names.make_key(one) == names.make_key(other)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_in_other_letters_are_alike_and_not_the_same(one: str, other: str) -> None:
    assert names.fold_name(one) != names.fold_name(other)
    assert names.is_alike(one, other)
    assert names.is_alike(other, one)
    assert names.make_key(one) == names.make_key(other)


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_other_names_are_not_even_alike(one: str, other: str) -> None:
    assert names.fold_name(one) != names.fold_name(other)
    assert not names.is_alike(one, other)
    assert not names.is_alike(other, one)


@pytest.mark.parametrize("name", ["", "-", " . ", "“”", "()", ",", "\u200b"])
def test_a_name_of_separators_alone_is_none(name: str) -> None:
    assert names.fold_name(name) == names.make_key(name) == ""
    assert names.list_index_words(name) == set()


def test_an_identifier_is_its_address_or_the_last_part_of_it() -> None:
    address = "https://www.wikidata.org/wiki/Q7747"
    for name in (address, f"{address}/", "Q7747"):
        assert names.is_identifier(name, address)
        assert names.is_identifier(name, f"{address}/")
    for name in ("Q774", "wiki/Q7747", "wikidata", "https://www.wikidata.org/wiki/", "/", "q7747"):
        assert not names.is_identifier(name, address)


PIECES = [
    "Müller",
    "Mueller",
    "Weiß",
    "Jong-un",
    "Søren",
    "O’Neill",
    "Толсто́й",
    "é",
    "ae",
    "å",
    "Ⅷ",
    "ﬁ",
    "習近平",
    "김",
]
APOSTROPHES = "ʼʻ"
"""Letters by Unicode."""
SIGNS = " .-_'’‘\"„“»«()[],:;!?…\u00ad\u200b·–"
written = st.lists(st.sampled_from(PIECES) | st.sampled_from(SIGNS) | st.text(max_size=4), max_size=8).map(
    "".join
)
alphanumeric = st.characters(categories=["Lu", "Ll", "Lo", "Nd", "Nl", "No"])


def read_letters(name: str) -> list[str]:
    """Return the letters and digits, in no order, no case and the usual form."""
    usual = unicodedata.normalize("NFKC", name.lower())
    return sorted(letter for letter in usual if letter.isalnum() and letter not in APOSTROPHES)


@settings(max_examples=1_000)
@given(written)
def test_folding_loses_no_letter_and_no_digit(name: str) -> None:
    assert read_letters(names.fold_name(name)) == read_letters(name)


@settings(max_examples=1_000)
@given(st.data(), written.filter(lambda name: any(map(str.isalnum, name))))
def test_names_that_differ_in_a_letter_or_digit_are_never_the_same(data: st.DataObject, name: str) -> None:
    at = data.draw(st.sampled_from([at for at, letter in enumerate(name) if letter.isalnum()]))
    other = data.draw(alphanumeric)
    changed = name[:at] + other + name[at + 1 :]
    forms = {unicodedata.normalize("NFKC", one).casefold() for one in (name[at], other)}
    if len(forms) == 2:
        assert names.fold_name(changed) != names.fold_name(name)


@settings(max_examples=1_000)
@given(written, written)
def test_alike_names_have_one_key(one: str, other: str) -> None:
    """Otherwise the second of two would be missed, and the first be taken for the only one."""
    for second in (other, *names.get_forms(names.fold_name(one))):
        if names.is_alike(one, second):
            assert names.make_key(one) == names.make_key(second)


vowels = st.text("aeouäöüøåæœëAEÖ", min_size=1, max_size=6)


@settings(max_examples=1_000)
@given(vowels, vowels)
def test_alike_vowels_have_one_key(one: str, other: str) -> None:
    forms = names.get_forms(names.fold_name(one))
    for second in (other, *forms):
        if names.is_alike(one, second):
            assert names.make_key(one) == names.make_key(second)
    assert all(names.is_alike(one, form) for form in forms)
