"""Names of a text, gathered into people and organizations."""

import pytest

from app.drafting.draft import make_draft
from app.drafting.values import DraftSpeaker
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
