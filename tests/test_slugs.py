"""Ids made of names."""

import re

import pytest

from app.schemas.fields import ID_PATTERN
from app.slugs import SLUG_MAX, make_free_slug, make_slug


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Jürgen Groß", "juergen-gross"),
        ("Jürgen Öztürk-Groß", "juergen-oeztuerk-gross"),
        ("Trinidad Jiménez", "trinidad-jimenez"),
        ("Ólafur O’Neill", "olafur-o-neill"),
        ("2016-03-11_the-latest_4b22", "2016-03-11-the-latest-4b22"),
        ("34001 - Berg, Anna: Rücktritt (2006-01-01)", "34001-berg-anna-ruecktritt-2006-01-01"),
        ("Łódź Ørsted Ångström", "lodz-oersted-aangstroem"),
        ("한국", ""),
    ],
)
def test_a_name_makes_a_readable_id(name: str, slug: str) -> None:
    assert make_slug(name) == slug
    assert not slug or re.fullmatch(ID_PATTERN, slug)


def test_a_name_whose_letters_fall_apart_makes_the_same_id() -> None:
    assert make_slug("Ju\u0308rgen") == make_slug("J\u00fcrgen") == "juergen"


def test_no_two_speakers_have_one_id() -> None:
    taken: list[str] = []
    for name in ("Anna B", "Anna_B", "anna.b", "Ким", "金", "金"):
        taken.append(make_free_slug(name, "speaker", taken))
    assert taken[0] == "anna-b"
    assert [one.rpartition("-")[0] for one in taken[1:5]] == ["anna-b", "anna-b", "speaker", "speaker"]
    assert taken[5] == f"{taken[4]}-2"
    assert len(set(taken)) == len(taken)
    assert all(re.fullmatch(ID_PATTERN, one) for one in taken)


def test_a_name_without_an_id_has_the_same_one_in_every_document() -> None:
    assert make_free_slug("Ким", "speaker", ()) == make_free_slug("Ким", "speaker", ["speaker", "anna"])
    assert make_free_slug("Ким", "speaker", ()) != make_free_slug("金", "speaker", ())


def test_long_names_that_begin_alike_have_ids_of_their_own() -> None:
    first, second = (make_free_slug("a" * 300 + end, "speaker", ()) for end in "bc")
    assert first != second
    again = make_free_slug("a" * 300 + "b", "speaker", [first])
    assert again == f"{first}-2"
    assert len(again) <= SLUG_MAX
