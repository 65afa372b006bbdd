"""A mention that names several people names none of them, and offices, parties and titles are no people."""

import pytest

from app.converting.labels import read_map
from app.converting.mentions import gather, read_name
from tests.converting.builders import Json, convert, kinds

TEXT = "Er sagte: „Wir gehen heute.“"


def noted(speaker: str) -> Json:
    bodies = [{"purpose": "tagging", "value": "quote"}, {"value": f"speaker: {speaker}"}]
    selector = {"type": "TextQuoteSelector", "exact": "Wir gehen heute."}
    return {"id": "a", "body": bodies, "target": {"selector": selector}}


@pytest.mark.parametrize(
    "mention",
    [
        "Anna Berg, Karl Stein und Otto Weiß",
        "Anna Berg; Karl Stein",
        "Anna Berg und Karl Stein",
        "Anna Berg & Karl Stein",
        "Anna Berg/Karl Stein",
        "Dr. Anna Berg und Prof. Karl Stein",
        "Minister Berg und Präsident Stein",
        "Ministerin Anna Berg und ihr Minister Karl Stein",
        "Seine Frau und Minister Stein",
        "Berg, Stein",
        "Anna Berg; Stein",
        "Anna Berg, Stein und Weiß",
        "FBI, CIA",
    ],
)
def test_several_names_are_told_and_give_no_speaker(mention: str) -> None:
    assert read_name(mention) is None
    [one] = convert("w3c", noted(mention), TEXT)
    assert (one.document["quotes"][0]["speakers"], one.document["speakers"]) == ([], [])
    assert one.unnamed == (mention,)
    assert "speaker that is no name" in kinds(one)


@pytest.mark.parametrize(
    "mention",
    [
        "Anna Berg",
        "Anna Berg, Bürgermeisterin",
        "Anna Berg, Sprecherin der Stadt",
        "Anna Berg, Ministerin für Wirtschaft und Energie",
        "Anna Berg, Vice President",
        "Anna Berg, CDU",
        "Anna Berg, 42",
        "Anna Berg, Physikerin",
        "Anna Berg, Berlin",
        "Anna Berg, Greenpeace",
        "Anna Berg, Grüne",
        "Anna Berg, Jr.",
        "Verkehrs- und Innenministerin Anna Berg",
        "Präsidentin und Vorsitzende Anna Berg",
    ],
)
def test_one_name_with_an_office_or_a_party_is_one(mention: str) -> None:
    name = read_name(mention)
    assert name is not None
    assert name.words == "Anna Berg"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [(TEXT, ["anna-berg"]), (f"Karl Stein kam. {TEXT}", []), (f"Bei Stein. {TEXT}", ["anna-berg"])],
)
def test_a_word_behind_a_name_is_another_person_if_the_text_names_one_so(
    text: str, speakers: list[str]
) -> None:
    [one] = convert("w3c", noted("Anna Berg, Stein"), text)
    assert one.document["quotes"][0]["speakers"] == speakers
    assert ("name of several people in the text" in kinds(one)) is not bool(speakers)


def test_a_word_behind_a_name_is_another_person_if_the_file_names_one_so() -> None:
    assert gather(["Anna Berg, Stein", "Karl Stein"])["Anna Berg, Stein"] == "Anna Berg"
    bodies = noted("Anna Berg, Stein")["body"] + [{"value": "addressee: Karl Stein"}]
    [one] = convert("w3c", {**noted(""), "body": bodies}, TEXT)
    [quote] = one.document["quotes"]
    assert (quote["speakers"], quote["addressees"]) == ([], ["karl-stein"])


def test_a_surname_before_a_forename_is_that_person_of_the_file() -> None:
    assert gather(["Berg, Anna", "Anna Berg"]) == {"Berg, Anna": "Anna Berg", "Anna Berg": "Anna Berg"}
    assert gather(["Berg, Anna", "Karl Berg"]) == {"Karl Berg": "Karl Berg"}
    assert gather(["Berg, Anna"]) == {}


def test_the_map_may_name_such_words() -> None:
    content = '[speakers.rat]\nname = "Rat"\nkind = "organization"\nmentions = ["Anna Berg und Karl Stein"]'
    [one] = convert("w3c", noted("Anna Berg und Karl Stein"), TEXT, label_map=read_map(content.encode()))
    assert one.document["quotes"][0]["speakers"] == ["rat"]
