"""Names of a text, gathered into people and organizations."""

import pytest

from app.drafting import people
from app.drafting.documents import make_document
from app.drafting.draft import make_draft
from app.drafting.values import DraftSpeaker
from app.schemas import fields
from app.schemas.document import ArticleDocument
from app.services.ingest.validation import validate
from app.vocabulary import Certainty, SpeakerKind


def list_speakers(text: str, language: str) -> list[DraftSpeaker]:
    return list(make_draft(text, language).speakers)


def test_ways_to_write_a_name_are_one_person_with_all_of_them() -> None:
    text = "Präsident Lim Sun-ho kam. Lim Sun Ho sprach lange. „Das genügt mir jetzt“, sagte Lim."
    (speaker,) = list_speakers(text, "de")
    assert speaker.names == ("Lim Sun-ho", "Lim Sun Ho", "Lim")
    assert (speaker.id, speaker.name, speaker.kind) == ("lim-sun-ho", "Lim Sun-ho", SpeakerKind.PERSON)
    assert not speaker.needs_review


def test_a_middle_name_makes_no_second_person() -> None:
    text = "Ada Berg came. Ada Marie Berg spoke. “That is enough for me,” said Ada Berg."
    (speaker,) = list_speakers(text, "en")
    assert speaker.names == ("Ada Marie Berg", "Ada Berg")


def test_two_people_with_one_surname_are_not_merged() -> None:
    text = "Ada Berg met Karl Berg. “That is enough for me,” said Berg. “Not for me,” Karl Berg said."
    draft = make_draft(text, "en")
    assert [quote.speaker for quote in draft.quotes] == [None, "karl-berg"]
    assert draft.quotes[0].needs_review
    assert draft.quotes[0].mention is not None


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("„Das genügt mir“, sagte der frühere Minister Karl von der Berg.", "de", "Karl von der Berg"),
        ("„Das genügt mir“, sagte Regierungssprecherin Ada Berg-Hale.", "de", "Ada Berg-Hale"),
        ("„Das genügt mir“, sagte der Chef der Agentur für Wetter, Karl Berg.", "de", "Karl Berg"),
        ("„Das genügt mir“, sagte Karl Berg (CDU).", "de", "Karl Berg"),
        ("„Das genügt mir“, sagte der dänische Maler Karl Berg.", "de", "Karl Berg"),
        ("“That is enough,” said former senator Karl de la Berg.", "en", "Karl de la Berg"),
        ("“That is enough,” said Sen. Karl J. Berg (R-Tex.).", "en", "Karl J. Berg"),
        ("“That is enough,” said Leeds council spokeswoman Ada Berg.", "en", "Ada Berg"),
        ("Karl Berg’s plan failed. “That is enough,” Berg’s friend Ada Hale said.", "en", "Ada Hale"),
        ("“That is enough,” said House Speaker Ada Berg.", "en", "Ada Berg"),
        ("“That is enough,” said Karl bin Berg, a lawyer from Leeds.", "en", "Karl bin Berg"),
    ],
)
def test_a_name_has_its_particles_and_no_title(text: str, language: str, name: str) -> None:
    (speaker,) = list_speakers(text, language)
    assert (speaker.name, speaker.kind) == (name, SpeakerKind.PERSON)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("„Es gab keine Verletzten“, teilte die Polizei mit.", "de", "Polizei"),
        ("„Es gab keine Verletzten“, meldete die Nachrichtenagentur XYZA.", "de", "XYZA"),
        ("“Nobody was hurt,” the XYZA said.", "en", "XYZA"),
        ("“Nobody was hurt,” according to the Ministry of Weather.", "en", "Ministry of Weather"),
    ],
)
def test_an_organization_is_told_by_its_noun(text: str, language: str, name: str) -> None:
    (speaker,) = list_speakers(text, language)
    assert (speaker.name, speaker.kind) == (name, SpeakerKind.ORGANIZATION)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Es gab keine Verletzten“, sagte ein Mann aus dem Dorf.", "de"),
        ("„Es gab keine Verletzten“, sagte der Sprecher der Stadt.", "de"),
        ("„Es gab keine Verletzten“, riefen Zeugen. Die Zeugen gingen.", "de"),
        ("“Nobody was hurt,” a man from the village said.", "en"),
        ("Witnesses said: “Nobody was hurt in the village.”", "en"),
    ],
)
def test_a_description_is_a_mention_without_a_speaker(text: str, language: str) -> None:
    draft = make_draft(text, language)
    (quote,) = draft.quotes
    assert quote.mention is not None
    assert (quote.speaker, draft.speakers) == (None, ())
    assert quote.needs_review


def test_a_place_is_not_whom_a_pronoun_means() -> None:
    text = "President Ada Berg arrived in New Leeds. “That is enough for me,” she said."
    (quote,) = make_draft(text, "en").quotes
    assert (quote.speaker, quote.speaker_certainty) == ("ada-berg", Certainty.ANAPHORA)


def test_a_pronoun_means_nobody_of_another_gender() -> None:
    text = "Mrs. Ada Berg met Mr. Karl Hale and Mr. Jan Moor. “That is enough for me,” she said."
    (quote,) = make_draft(text, "en").quotes
    assert quote.speaker == "ada-berg"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Karl A. Berg", "Karl B. A. Berg"),
        ("Karl Anton Berg", "Karl Bruno Anton Berg"),
        ("Karl A. Berg", "Karl Bruno Berg"),
    ],
)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "{} traf {}. „Das genügt mir“, sagte Berg. „Und mir“, sagte Karl Berg. „Gut“, rief {}."),
        ("en", "{} met {}. “That is enough,” said Berg. “And for me,” Karl Berg said. “Good,” said {}."),
    ],
)
def test_other_middle_names_make_two_people(first: str, second: str, language: str, text: str) -> None:
    draft = make_draft(text.format(first, second, second), language)
    assert [quote.speaker is None for quote in draft.quotes] == [True, True, False]
    assert [quote.needs_review for quote in draft.quotes[:2]] == [True, True]
    assert [speaker.names for speaker in draft.speakers] == [(second,)]


@pytest.mark.parametrize(
    "longer", ["Karl A. Berg", "Karl Anton Berg", "Karl Anton B. Berg", "Karl von der Berg"]
)
def test_fewer_middle_names_or_initials_make_no_second_person(longer: str) -> None:
    text = f"Karl Berg came. {longer} spoke. “That is enough for me,” said Berg. “Good,” said Karl Berg."
    draft = make_draft(text, "en")
    assert [quote.speaker for quote in draft.quotes] == [draft.speakers[0].id] * 2
    assert draft.speakers[0].names == (longer, "Karl Berg", "Berg")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Das genügt mir jetzt“, sagte Berg.", "de"),
        ("„Das genügt mir jetzt“, sagte Kanzler Berg.", "de"),
        ("Frau Berg sagte: „Das genügt mir jetzt.“", "de"),
        ("“That is enough for me,” said Mr. Berg.", "en"),
        ("Then Berg said: “That is enough for me.”", "en"),
        ("„Das genügt uns jetzt“, teilte Washington mit.", "de"),
        ("„Das genügt uns jetzt“, teilte das Kanzleramt mit.", "de"),
        ("„Das genügt uns jetzt“, hieß es in der Downing Street. Die Downing Street schwieg.", "de"),
        ("„Das genügt uns jetzt“, teilte das Weiße Haus mit.", "de"),
        ("„Das genügt uns jetzt“, teilte New York mit.", "de"),
        ("“That is enough for us,” Downing Street said.", "en"),
        ("“That is enough for us,” the White House said.", "en"),
        ("“That is enough for us,” New Leeds said in a statement.", "en"),
        ("“That is enough for us,” Washington said.", "en"),
        ("North Korea said: “That is enough for us.”", "en"),
    ],
)
def test_what_nobody_is_called_in_full_is_for_review(text: str, language: str) -> None:
    draft = make_draft(text, language)
    assert all(quote.needs_review and quote.mention for quote in draft.quotes)
    assert all(speaker.needs_review for speaker in draft.speakers)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("In Bergen Hale regnet es. „Das genügt“, teilte Bergen Hale mit.", "de"),
        ("It rains in Bergen Hale. “That is enough,” Bergen Hale said.", "en"),
    ],
)
def test_a_name_in_which_something_happens_may_be_no_person_s(text: str, language: str) -> None:
    (speaker,) = list_speakers(text, language)
    assert (speaker.name, speaker.needs_review) == ("Bergen Hale", True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Das genügt mir jetzt“, sagte Ada Berg.", "de"),
        ("„Das genügt uns jetzt“, teilte die Agentur XYZA mit.", "de"),
        ("“That is enough for me,” said Ada Berg.", "en"),
        ("“That is enough for us,” the XYZA said.", "en"),
    ],
)
def test_a_full_name_is_sure(text: str, language: str) -> None:
    draft = make_draft(text, language)
    assert not draft.quotes[0].needs_review
    assert not draft.speakers[0].needs_review


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("name", ["A" + "b" * 200, "Ada " + "Be-" * 80 + "Rg", "„" + "Ab " * 80 + "“"])
def test_what_is_too_long_for_a_name_names_nobody(name: str, language: str) -> None:
    verb = "sagte" if language == "de" else "said"
    draft = make_draft(f"{name} {verb}: “That is enough for me.” {name} {verb}.", language)
    assert draft.speakers == ()
    validate(ArticleDocument.model_validate(make_document(draft, "long")))


def test_a_name_is_as_long_as_a_document_allows() -> None:
    assert people.NAME_MAX == fields.NAME_MAX


def test_a_verb_before_a_name_takes_no_part_of_it() -> None:
    text = "Tom Hale traf Ada Berg. „Das genügt mir“, sagte Berg."
    (speaker,) = list_speakers(text, "de")
    assert speaker.names == ("Ada Berg", "Berg")
