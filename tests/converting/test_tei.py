"""TEI: parts of one quotation have one speaker; hyphens at line ends and sources of quotations are told."""

import pytest

from tests.converting.builders import convert, kinds

PEOPLE = "".join(
    f'<person xml:id="{key}"><persName>{name}</persName></person>'
    for key, name in (("anna", "Anna Berg"), ("karl", "Karl Stein"))
)


def tei(body: str) -> str:
    return f"<TEI><teiHeader>{PEOPLE}</teiHeader><text><body>{body}</body></text></TEI>"


def parts(*speakers: str) -> str:
    """Return a quotation in parts, each with a speaker, or none."""
    said = [
        f'„<said who="#{who}" xml:id="p{at}" next="#p{at + 1}">Teil {at}</said>“'.replace(' who="#"', "")
        for at, who in enumerate(speakers)
    ]
    said[-1] = said[-1].replace(f' next="#p{len(speakers)}"', "")
    return tei(f"<p>{', sagte sie, '.join(said)}</p>")


@pytest.mark.parametrize("speakers", [("anna", ""), ("", "anna"), ("", "anna", ""), ("anna", "", "anna")])
def test_who_said_a_part_said_all(speakers: tuple[str, ...]) -> None:
    [one] = convert("tei", parts(*speakers), None)
    quotes = one.document["quotes"]
    assert [quote["speakers"] for quote in quotes] == [["anna"]] * len(speakers)
    assert len({quote["certainty"]["speaker"] for quote in quotes}) == 1
    assert one.losses == ()


def test_a_part_without_a_speaker_among_several_is_told() -> None:
    [one] = convert("tei", parts("anna", "", "karl"), None)
    assert [quote["speakers"] for quote in one.document["quotes"]] == [["anna"], [], ["karl"]]
    assert kinds(one) == ["part without a speaker"]


@pytest.mark.parametrize(("written", "lost"), [("kom-", True), ("kom\u00ad", True), ("kom", False)])
def test_a_hyphen_before_a_break_within_a_word_is_told(written: str, lost: bool) -> None:
    """It may be of the word, as in *Nordrhein-Westfalen*, or of the line."""
    [one] = convert("tei", tei(f'<p><said who="#anna">Wir {written}<lb break="no"/>men.</said></p>'), None)
    assert one.document["quotes"][0]["exact"] == f"Wir {written}men."
    assert ("hyphen before a break within a word, kept" in kinds(one)) is lost


@pytest.mark.parametrize(
    "body",
    [
        "<cit><quote>„Wir kommen.“</quote> <bibl>Karl Stein</bibl></cit>",
        "<p><quote>„Wir kommen.“ <bibl>Karl Stein</bibl></quote></p>",
    ],
)
def test_the_source_of_a_quotation_is_told(body: str) -> None:
    [one] = convert("tei", tei(body), None)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir kommen."]
    assert [loss[::2] for loss in one.losses] == [("source of a quotation", "Karl Stein")]


def test_a_quotation_ends_before_its_source() -> None:
    body = "<p><quote>Wir kommen. <q>Gut. <bibl>Ziel, <bibl>S. 3</bibl></bibl></q></quote></p>"
    [one] = convert("tei", tei(body), None)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Wir kommen. Gut.", "Gut."]
    assert one.document["text"] == "Wir kommen. Gut. Ziel, S. 3"


@pytest.mark.parametrize(
    "said", ["<bibl>Karl Stein</bibl>: Wir kommen.", "Wir kommen (<bibl>Karl Stein</bibl>)."]
)
def test_a_quotation_around_its_source_is_left_out(said: str) -> None:
    [one] = convert("tei", tei(f"<p><quote>{said}</quote></p><p><quote>Gut.</quote></p>"), None)
    assert [quote["exact"] for quote in one.document["quotes"]] == ["Gut."]
    assert kinds(one) == ["source of a quotation", "quotation around its source, left out"]


def test_a_quotation_of_its_source_alone_is_empty() -> None:
    body = "<p><quote><bibl>Karl Stein</bibl></quote></p><p><quote>Gut.</quote></p>"
    [one] = convert("tei", tei(body), None)
    assert kinds(one) == ["source of a quotation", "empty quotation"]
