"""Pointers into other files and documents: what they mean is not here, and is not taken for what is."""

import pytest

from app.converting import RefusedFile
from app.converting.labels import read_map
from tests.converting.builders import convert, kinds, read

PEOPLE = '<person xml:id="anna"><persName>Anna Berg</persName></person>'


def tei(*pointers: str) -> str:
    quotes = "".join(f'<p>„<said who="{one}">Wir gehen {at}.</said>“</p>' for at, one in enumerate(pointers))
    return f"<TEI><teiHeader>{PEOPLE}</teiHeader><text><body>{quotes}</body></text></TEI>"


def test_a_pointer_into_another_file_is_nobody_of_this_one() -> None:
    pointers = ("#anna", "a.xml#anna", "B.xml#anna", "https://example.org/people#anna")
    [one] = convert("tei", tei(*pointers), None)
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["anna"], [], [], []]
    assert kinds(one) == ["speaker that is no name"] * 3
    assert one.unnamed == pointers[1:]
    assert [each["id"] for each in one.document["speakers"]] == ["anna"]


@pytest.mark.parametrize("pointer", ["B.xml#Berta", "#ghost"])
def test_the_map_may_say_who_a_pointer_is(pointer: str) -> None:
    content = f'[speakers.berta]\nname = "Berta Zorn"\nkind = "person"\nmentions = ["{pointer}"]'
    [one] = convert("tei", tei(pointer), None, label_map=read_map(content.encode()))
    assert one.document["quotes"][0]["speakers"] == ["berta"]
    assert one.document["speakers"] == [{"id": "berta", "name": "Berta Zorn", "kind": "person", "names": []}]


def test_annotations_of_several_documents_are_refused() -> None:
    content = read("catma.xml").replace("000000000001#char=127,152", "000000000002#char=127,152")
    assert content != read("catma.xml")
    with pytest.raises(
        RefusedFile, match=r"points into 2 documents \(catma://.*; export the annotations of each"
    ):
        convert("catma", content)


@pytest.mark.parametrize(
    ("words", "unnamed"),
    [
        ("a.xml#anna b.xml#karl", ("a.xml#anna", "b.xml#karl")),
        ("#anna b.xml#karl", ("#anna", "b.xml#karl")),
        ("#anna Berg", ("#anna Berg",)),
        ("Gruppe#Zukunft Berlin", ("Gruppe#Zukunft Berlin",)),
        ("Gruppe#Zukunft", ("Gruppe#Zukunft",)),
    ],
)
def test_words_are_pointers_if_each_has_a_number_sign(words: str, unnamed: tuple[str, ...]) -> None:
    bodies = [{"purpose": "tagging", "value": "quote"}, {"value": f"speaker: {words}"}]
    selector = {"type": "TextQuoteSelector", "exact": "Wir gehen."}
    [one] = convert("w3c", {"id": "a", "body": bodies, "target": {"selector": selector}}, "„Wir gehen.“")
    assert one.document["speakers"] == []
    assert one.unnamed == unnamed
