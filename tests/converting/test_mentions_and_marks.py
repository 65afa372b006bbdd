"""Which mentions are names, and which words of a passage are between its marks."""

import pytest

from app.converting.mentions import gather, list_namesakes, read_name
from app.converting.quotation_marks import read_marks
from app.verbatim import Span


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("Anna Berg", "Anna Berg"),
        ("Bundesverkehrsminister Manfred Stolpe", "Manfred Stolpe"),
        ("Ministerpräsident Kretschmann", "Kretschmann"),
        ("Indiana GOP Rep. Susan Brooks", "Susan Brooks"),
        ("CNN’s Dana Bash", "Dana Bash"),
        ("Ursula von der Leyen", "Ursula von der Leyen"),
        ("Ludwig van Beethoven", "Ludwig van Beethoven"),
        ("Andreas Beck, Spieler von Hoffenheim", "Andreas Beck"),
        ("Johann Wolfgang von Goethe", "Johann Wolfgang von Goethe"),
        ("Otto von Bismarck", "Otto von Bismarck"),
        ("Kanzler Otto von Bismarck", "Otto von Bismarck"),
        ("Karl Sohn", "Karl Sohn"),
        ("Larry O’Connor", "Larry O’Connor"),
        ("Hillary Clinton’s", "Hillary Clinton"),
    ],
)
def test_a_name_is_read_without_titles(mention: str, name: str) -> None:
    found = read_name(mention)
    assert found is not None
    assert found.words == name


@pytest.mark.parametrize(
    "mention",
    [
        *("er", "Er", "She", "der Bürgermeisterin", "Die Polizei", "the source", "officials", "17 Zeugen"),
        *(
            "Angaben der Polizei",
            "Angaben von Augenzeugen",
            "Sprecher der Polizei",
            "the Obama administration",
        ),
        *("Sohn von Donald Trump", "Anwalt von Trump", "Witwe von Berg", "Muse von Andy Warhol"),
        *("Sprecherin von Anna Berg", "Ein Freund von Berg", "Parteichef von Musterstadt", "Sohn vom Papst"),
        *("", " ", "„“", "Anna\x85Berg", "Ein Mann Der Nie Etwas Anderes Als Das Gesagt Hat"),
    ],
)
def test_pronouns_and_descriptions_are_no_names(mention: str) -> None:
    assert read_name(mention) is None


def test_a_word_alone_is_the_one_full_name_that_ends_so() -> None:
    assert gather(["Karl Stein", "Stein"]) == {"Karl Stein": "Karl Stein", "Stein": "Karl Stein"}
    assert gather(["Karl Stein", "Eva Stein", "Stein"]).keys() == {"Karl Stein", "Eva Stein"}
    assert gather(["Stein"]) == {}
    assert gather(["Sohn von Karl Stein", "Stein"]) == {}


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("Donald Trump traf Ivanka Trump. Da sagte Trump", ["Donald Trump"]),
        ("Präsident Donald\nTrump, „Donald Trump“ und DONALD TRUMP", ["Donald Trump"]),
        ("Donald Trumps Tochter, Donald J. Trump’s plan", ["Donald Trump", "Donald J. Trump"]),
        ("Ivanka Trump, Unternehmerin Ivanka Trump, IVANKA TRUMPS Rede", []),
        ("Präsident Trump, Dr. Trump, Frau Trump, Laut Trump, Said Trump, Auch Trump", []),
        ("So sprach Ivanka. Trump ging. Merkel, Trump und andere, die Anti-Trump-Partei", []),
        ("Karl Müller-Trump und der Trumpist", []),
        ("Donald Trumpet", []),
    ],
)
def test_other_full_names_with_a_surname_are_found_in_the_text(text: str, others: list[str]) -> None:
    assert list_namesakes(text, "Ivanka Trump") == others


def test_small_words_of_names_are_of_names() -> None:
    text = "Ursula von der Leyen, Frau von der Leyen, die von der Leyen und Heiko von der Leyen"
    assert list_namesakes(text, "Ursula von der Leyen") == ["Heiko von der Leyen"]


@pytest.mark.parametrize(
    ("text", "words", "is_quotation"),
    [
        ("„Gute Nacht“", "Gute Nacht", True),
        ("„Gute Nacht“,", "Gute Nacht", True),
        ('"Gute Nacht"', "Gute Nacht", True),
        ("»Gute Nacht«", "Gute Nacht", True),
        ("“It’s late,”", "It’s late,", True),
        ("„Er sagt ‚nie‘“", "Er sagt ‚nie‘", True),
        ("“One,” and “two”", "“One,” and “two”", False),
        ("„Gut“, sagte er, „Nacht“", "„Gut“, sagte er, „Nacht“", False),
        ("„Und so weiter", "Und so weiter", False),
        ("und so weiter“", "und so weiter", False),
        ("''We won't,''", "We won't,", True),
        ("« Nous partons »", "Nous partons", True),
        ("plans like Sanders’", "plans like Sanders’", False),
        ("ohne Zeichen", "ohne Zeichen", False),
        ("'s ist gut", "'s ist gut", False),
    ],
)
def test_a_quotation_is_what_is_between_its_marks(text: str, words: str, is_quotation: bool) -> None:
    whole = Span(0, len(text))
    if text != "'s ist gut":
        assert text[slice(*read_marks(text).strip(whole))] == words
    assert read_marks(text).is_quotation(whole) is is_quotation


def test_marks_may_be_outside_of_a_passage() -> None:
    text = "Sie sagte: „Wir gehen.“ Und ging."
    inside = Span(text.index("Wir"), text.index("“"))
    marks = read_marks(text)
    assert marks.is_quotation(inside)
    assert marks.strip(inside) == inside
    assert not marks.is_quotation(Span(inside.start, inside.end - 1))
    assert [text[slice(*one.span)] for one in marks.list_within(Span(0, len(text)))] == ["Wir gehen."]
    assert marks.list_within(inside) == []


def test_a_million_marks_that_nothing_closes_take_no_time() -> None:
    """Looking for the end of each would take a day."""
    text = "„" * 1_000_000
    assert read_marks(text).list_within(Span(0, len(text))) == []
