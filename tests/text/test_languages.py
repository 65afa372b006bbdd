"""The data of languages: a language is added by its data alone."""

import subprocess
import sys

import pytest

from app import terms
from app.languages import LANGUAGES, Language, get_language, list_pairs, list_words
from tests.databases import ROOT

MADE_LANGUAGE = """
from app.languages import LANGUAGES, Language

LANGUAGES["xx"] = Language(
    stemmer="nl",
    function_words=frozenset({"het"}),
    negations=frozenset({"geenszins", "geenszinse", "'nie"}),
    negation_forms=(("geenszinse", "geenszins"),),
    negating_endings=frozenset({"'nie"}),
    negating_prefixes=frozenset({"wan"}),
    transcriptions=(("å", "aa"),),
    abbreviations=frozenset({"mevr"}),
    coordinators=frozenset({"alsook", "v."}),
    ambiguous_coordinators=frozenset({"dus"}),
    feminine_endings=frozenset({"ster"}),
)

from app import terms, verbatim
from app.verbatim import Span
from app.verbatim.changes import Change
from app.verbatim.comparing import compare

assert terms.list_stems("brieven", "xx-BE") == terms.list_stems("brief", "xx") == ["brief"]
assert terms.list_stems("hets", "xx") != terms.list_stems("het", "xx")
assert Change.NEGATION in compare("Wij komen geenszins heden", "Wij komen heden").changes
assert compare("Wij komen geenszinse heden", "Wij komen geenszins heden").changes == [Change.SPELLING]
assert Change.NEGATION in compare("Wij komen'nie heden", "Wij komen heden").changes
assert compare("de gaard", "de gård").changes == [Change.SPELLING]
assert compare("een wanhoop", "een hoop").changes == [Change.NEGATION]
text = "Toen kwam mevr. Anna. Zij zong."
assert verbatim.find_sentences(text, Span(0, 1)) == Span(0, 21)
assert verbatim.fold("Noord-\\nalsook Zuid").text == "Noord- alsook Zuid"
assert verbatim.fold("Noord-\\nALSOOK Zuid").text == "Noord- ALSOOK Zuid"
assert verbatim.fold("Noord-\\nv. Zuid").text == "Noord- v. Zuid"
assert "Noord- dus Zuid" in [one.text for one in verbatim.fold_each_way("Noord-\\ndus Zuid")]
assert [word.end for word in verbatim.fold("zanger/ster").list_words()] == [11]
"""


def test_a_language_is_added_by_one_row() -> None:
    # In a process of its own, because patterns are compiled of all languages once.
    subprocess.run([sys.executable, "-c", MADE_LANGUAGE], cwd=ROOT, check=True)


@pytest.mark.parametrize(
    ("tag", "stemmer"),
    [
        ("de", "de"),
        ("de-CH", "de"),
        ("EN_GB", "en"),
        ("nb-NO", "no"),
        ("nn", "no"),
        ("fi", "fi"),
        ("porter", None),
        ("", None),
        (None, None),
    ],
)
def test_finds_a_language_by_the_first_subtag(tag: str | None, stemmer: str | None) -> None:
    assert get_language(tag).stemmer == stemmer


def test_a_language_that_snowball_does_not_know_is_not_stemmed() -> None:
    assert get_language("xx") == Language(stemmer="xx")
    assert terms.list_stems("Briefe", "xx") == terms.list_stems("Briefe", None) == ["briefe"]


def test_words_are_in_lower_case_and_not_empty() -> None:
    for field in Language._fields[3:]:  # Behind the records.
        pairs = list_pairs(field) if field in ("negation_forms", "transcriptions") else {}
        words = [*pairs, *pairs.values()] or list_words(field)
        assert words, field
        assert all(word and word == word.strip() for word in words)
        assert field == "abbreviations" or all(word == word.lower() for word in words), field
    assert all(tag == tag.casefold() for tag in LANGUAGES)
