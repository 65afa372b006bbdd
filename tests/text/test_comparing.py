"""What an altered claim is told: the changes that are there and no others, and the words that both share."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.verbatim.changes import Change
from app.verbatim.comparing import Comparison, compare
from app.verbatim.nearest import Tokens, find_stretch
from app.verbatim.widening import widen

GERMAN = """
    Länder bleiben morgen zusammen Brücken wachsen überall Grüße schicken fröhliche Kinder draußen sammeln
    Äpfel Zeitung druckt schöne Bilder mutige Ärzte helfen täglich Straßen führen westwärts kühles Wasser
    glänzt Höhe zählt größtenteils jährlich Kaffee riecht süß
"""
ENGLISH = """
    bridges remain tomorrow together children gather apples outside every week newspapers print pictures
    brave doctors help patients roads lead west cold water glitters coffee smells sweet above hills
"""
OTHERS = "Fabrik xylophon Quark jodelt Buch zwischen Uhr"
NEGATIONS = ["nicht", "niemals", "not", "never", "kein", "no"]
SPELLINGS = {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss"}

Changer = Callable[[Any, list[str], int], set[Change]]  # Any: Hypothesis has two types of what draws
"""Changes one of the words at or near an index, and returns the kinds of that change."""


def ask(claim: str, text: str) -> tuple[str, Comparison]:
    """Return the passage of the text nearest to the claim, and how the two differ."""
    stretch = find_stretch(Tokens(claim), text, 0)
    assert stretch is not None
    passage = text[slice(*widen(stretch, claim, text, 0).span)]
    return passage, compare(claim, passage)


@st.composite
def sentences(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Return the words of a sentence, and those of others around it, none of them twice."""
    words = draw(st.permutations(draw(st.sampled_from([GERMAN, ENGLISH])).split()))
    length = draw(st.integers(8, 12))
    words = [*words[: length // 2], str(draw(st.integers(10, 99_999))), *words[length // 2 :]]
    if draw(st.booleans()):
        words[2] += ","
    return words[: length + 1], words[length + 1 :]


def replace_word(draw: st.DrawFn, words: list[str], at: int) -> set[Change]:
    if words[at].isdigit() or not words[at].isalnum():
        at = 1
    words[at] = draw(st.sampled_from(OTHERS.split()))
    return {Change.WORDING}


def change_digit(draw: st.DrawFn, words: list[str], _at: int) -> set[Change]:
    at = next(place for place, word in enumerate(words) if word.isdigit())
    digit = draw(st.integers(0, len(words[at]) - 1))
    other = draw(st.sampled_from([one for one in "123456789" if one != words[at][digit]]))
    words[at] = words[at][:digit] + other + words[at][digit + 1 :]
    return {Change.NUMBER}


def change_case(draw: st.DrawFn, words: list[str], at: int) -> set[Change]:
    at = 1 if words[at].isdigit() else at
    word = words[at]
    words[at] = word.swapcase() if draw(st.booleans()) else word[0].swapcase() + word[1:]
    return {Change.CASE, *([Change.SPELLING] if "ß" in word and "ß" not in words[at] else [])}


def change_umlaut(draw: st.DrawFn, words: list[str], at: int) -> set[Change]:
    at = next((place for place, word in enumerate(words) if set(word) & set(SPELLINGS)), -1)
    if at < 0:
        return change_case(draw, words, 1)
    letter = next(one for one in words[at] if one in SPELLINGS)
    plain = {"ß": "ss"}.get(letter, "aouAOU"["äöüÄÖÜ".find(letter)])
    words[at] = words[at].replace(letter, SPELLINGS[letter] if draw(st.booleans()) else plain)
    return {Change.SPELLING}


def deny(draw: st.DrawFn, words: list[str], at: int) -> set[Change]:
    words.insert(at, draw(st.sampled_from(NEGATIONS)))
    return {Change.NEGATION, Change.INSERTION}


def change_mark(draw: st.DrawFn, words: list[str], _at: int) -> set[Change]:
    at = draw(st.integers(1, len(words) - 2))
    words[at] = words[at][:-1] if words[at].endswith(",") else words[at] + draw(st.sampled_from(",;:!?"))
    return {Change.PUNCTUATION}


def drop_word(_draw: st.DrawFn, words: list[str], at: int) -> set[Change]:
    return {Change.NUMBER, Change.OMISSION} if words.pop(at).isdigit() else {Change.OMISSION}


def add_word(draw: st.DrawFn, words: list[str], at: int) -> set[Change]:
    words.insert(at, draw(st.sampled_from(OTHERS.split())))
    return {Change.INSERTION}


def swap_words(_draw: st.DrawFn, words: list[str], at: int) -> set[Change]:
    words[at], words[at + 1] = words[at + 1], words[at]
    return {Change.ORDER}


CHANGERS: list[Changer] = [
    replace_word,
    change_digit,
    change_case,
    change_umlaut,
    deny,
    change_mark,
    drop_word,
    add_word,
    swap_words,
]


@pytest.mark.parametrize("change", CHANGERS)
@settings(deadline=None)  # the machine may be busy with other tests
@given(data=st.data())
def test_names_one_change_and_no_other(change: Changer, data: st.DataObject) -> None:
    words, others = data.draw(sentences())
    before = " ".join(others[: len(others) // 2]).capitalize()
    after = " ".join(others[len(others) // 2 :]).capitalize()
    if change in (replace_word, drop_word, add_word, change_case, swap_words):  # not a comma, too
        words = [word.strip(",") for word in words]
    text = f"{before}. {' '.join(words)}. {after}."
    claimed = list(words)
    expected = change(data.draw, claimed, data.draw(st.integers(1, len(words) - 3)))
    passage, comparison = ask(" ".join(claimed), text)
    assert set(comparison.changes) == expected, (" ".join(claimed), text)
    assert 0 < comparison.similarity < 1
    assert passage.split()[0] == words[0].strip(",")
    assert passage.split()[-1].strip(".") == words[-1].strip(",")
