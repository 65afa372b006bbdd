"""A speaker is not stated where the sentence has somebody else who may have said it, or who wrote it."""

import pytest

from app.drafting.draft import make_draft
from app.vocabulary import Certainty, QuoteType

GERMAN = "Wir werden die Schule im Sommer schließen"
ENGLISH = "We will close the school in summer"
# {} is said by Clara Wendt, or by nobody that can be known; Otto Lindner is the subject.
OPEN_GERMAN = [
    "Auf die Kritik „{}“ antwortete Otto Lindner: „Das sehe ich ganz anders als andere.“",
    "Auf „{}“ antwortete Otto Lindner.",
    "Den Satz „{}“ kommentierte Otto Lindner.",
    "Otto Lindner kritisierte den Satz „{}“ von Clara Wendt.",
    "Otto Lindner kommentierte das Versprechen „{}“ (Clara Wendt).",
    "Otto Lindner sagte, „{}“ sei ein Satz von Clara Wendt.",
    "Otto Lindner erinnerte an Clara Wendt: „{}“",
    "Otto Lindner bezeichnete „{}“ als Lüge.",
    "„{}“, schrieb Otto Lindner seine Freundin Clara Wendt.",
    "„{}“, rief Otto Lindner aus dem Publikum Clara Wendt zu.",
    "„{}“, sagte Otto Lindner der Minister Clara Wendt.",
    "„{}“, rief Otto Lindner Clara Wendt zu.",
    "„{}“, erfuhr Otto Lindner von Clara Wendt.",
    "„{}“, sagte Otto Lindner unter Berufung auf Clara Wendt.",
    "„{}“, sagte Otto Lindner und zitierte damit Clara Wendt.",
    "„{}“, sagt Otto Lindner als Clara Wendt in dem Film.",
    "„{}“, sagt Otto Lindner, der Clara Wendt spielt.",
    "Otto Lindner sagte alles, nur nicht: „{}“",
    "Otto Lindner sagte statt „{}“ kein Wort.",
    "Im Deepfake sagt Otto Lindner: „{}“",
    "„{}“, sagte das Büro Otto Lindner.",
    "„{}“, sagte Otto Lindner mit den Worten Clara Wendts.",
    "Im Brief Clara Wendts sagte Otto Lindner: „{}“",
    "So Clara Wendt: „{}“ So Otto Lindner: kein Wort.",
    "Otto Lindner verlas die Erklärung: „{}“",
]
OPEN_ENGLISH = [
    "Asked about “{},” Otto Lindner said: “I have no comment on that today.”",
    "In response to “{},” Otto Lindner said he would go on.",
    "“{}” — Otto Lindner said she had heard that before.",
    "Otto Lindner replied to the charge that “{}.”",
    "Otto Lindner answered the question, “{}”",
    "Otto Lindner criticized the sentence “{}” by Clara Wendt.",
    "Otto Lindner said “{}” was a sentence by Clara Wendt.",
    "Otto Lindner said “{},” as Clara Wendt once put it.",
    "Otto Lindner dismissed “{}” as a lie.",
    "Otto Lindner pointed to Clara Wendt: “{}.”",
    "Otto Lindner wrote to Clara Wendt and got this answer: “{}.”",
    "Otto Lindner asked Clara Wendt and heard: “{}.”",
    "“{},” said Otto Lindner, quoting Clara Wendt.",
    "“{},” Otto Lindner said, in the words of Clara Wendt.",
    "“{},” said Otto Lindner, reading from a statement by Clara Wendt.",
    "“{},” said Otto Lindner as Clara Wendt.",
    "“{},” repeated Otto Lindner after Clara Wendt.",
    "As Clara Wendt put it, “{},” Otto Lindner said.",
    "“{},” said Otto Lindner & Sons director Clara Wendt.",
    "“{},” said Otto Lindner never.",
    "Otto Lindner said anything but: “{}.”",
    "In the novel, Otto Lindner says: “{}.”",
    "In a letter of Clara Wendt, Otto Lindner said: “{}.”",
]
STATED_GERMAN = [
    "„{}“, sagte Otto Lindner zu Clara Wendt.",
    "„{}“, sagte Otto Lindner der „Bild am Sonntag“.",
    "„{}“, sagte Otto Lindner dem Sender.",
    "Über Clara Wendt sagte Otto Lindner: „{}“",
    "Im Gespräch mit Clara Wendt sagte Otto Lindner: „{}“",
    "Das sei so, „{}“, sagte Otto Lindner.",
    "Dem „Spiegel“ sagte Otto Lindner: „{}“",
    "Berlin – „{}“, sagte Otto Lindner.",
    "BERLIN (dpa) - „{}“, sagte Otto Lindner.",
    "Doch „{}“, sagte Otto Lindner.",
    "Otto Lindner blickt nach vorn: „{}“, sagte Otto Lindner.",
    "Otto Lindner sagte „{}“ während einer Rede.",
]
STATED_ENGLISH = [
    "“{},” Otto Lindner said in Berlin.",
    "WASHINGTON — “{},” Otto Lindner said.",
    "But “{},” Otto Lindner said.",
    "Otto Lindner said that “{}.”",
    "Otto Lindner said this week: “{}.”",
    "Otto Lindner said “{}” after the vote.",
    "“{},” Otto Lindner told the crowd.",
    "“{},” said Otto Lindner, a strategist for Clara Wendt.",
    "In an interview with Clara Wendt, Otto Lindner said: “{}.”",
    "It was clear that “{},” Otto Lindner said.",
    "On “Meet the Press,” Otto Lindner said: “{}.”",
]
OPEN = [*(("de", one) for one in OPEN_GERMAN), *(("en", one) for one in OPEN_ENGLISH)]
STATED = [*(("de", one) for one in STATED_GERMAN), *(("en", one) for one in STATED_ENGLISH)]


def find_stated(language: str, sentence: str) -> str | None:
    """Return who is stated to say the words that a sentence has in place of {}."""
    said = GERMAN if language == "de" else ENGLISH
    text = sentence.format(said)
    [quote] = [one for one in make_draft(text, language).quotes if said in text[slice(*one.span)]]
    return quote.speaker if quote.speaker_certainty is Certainty.STATED else None


@pytest.mark.parametrize(("language", "sentence"), OPEN)
def test_somebody_else_in_the_sentence_makes_its_subject_a_guess(language: str, sentence: str) -> None:
    assert find_stated(language, sentence) is None


@pytest.mark.parametrize(("language", "sentence"), STATED)
def test_what_is_said_beside_it_leaves_the_subject_stated(language: str, sentence: str) -> None:
    assert find_stated(language, sentence) == "otto-lindner"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Da sagte Otto Lindner („Wir gehen heute alle nach Hause“)", "de"),
        ("Said Otto Lindner (“We will close the school in summer”)", "en"),
    ],
)
def test_a_quotation_in_brackets_is_no_part_of_a_name(text: str, language: str) -> None:
    [quote] = make_draft(text, language).quotes
    assert quote.mention is not None
    assert text[slice(*quote.mention)] == "Otto Lindner"


def test_a_name_in_marks_is_not_the_person_of_this_name() -> None:
    text = "„Wir gehen heute“, sagte „Otto Lindner“, ein Bot. „Wir kommen morgen“, sagte Otto Lindner."
    draft = make_draft(text, "de")
    said = [one for one in draft.quotes if one.type is QuoteType.DIRECT]
    assert [one.is_named for one in said] == [False, True]
    assert said[0].speaker != said[1].speaker


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Der „Bild am Sonntag“ sagte Otto Lindner: „Wir gehen jetzt.“", "de"),
        ("Im Interview mit dem „Spiegel“ sagte Otto Lindner: „Wir gehen jetzt.“", "de"),
        ("In der Sendung „Hart aber fair“ sagte Otto Lindner: „Wir gehen jetzt.“", "de"),
        ("Auf die Frage „Gehen Sie jetzt etwa schon?“ sagte Otto Lindner: „Wir gehen jetzt.“", "de"),
        ("On “Meet the Press,” Otto Lindner said: “We are going.”", "en"),
        ("Asked “Are you going already?”, Otto Lindner said: “We are going.”", "en"),
    ],
)
def test_what_a_preposition_or_an_object_governs_is_not_said_by_the_subject(text: str, language: str) -> None:
    governed, said = make_draft(text, language).quotes
    assert governed.type is not QuoteType.DIRECT
    assert governed.needs_review
    assert not governed.is_named
    assert (said.type, said.is_named) == (QuoteType.DIRECT, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Ich bleibe im Amt“\n\nOtto Lindner regiert weiter.", "de"),
        ("Der Satz „Wir schaffen das“ stammt von Otto Lindner.", "de"),
        ("“Yes we can”\n\nOtto Lindner said so.", "en"),
        ("Otto Lindner sang “We Shall Overcome.”", "en"),
    ],
)
def test_what_may_be_a_statement_or_a_title_is_for_review(text: str, language: str) -> None:
    [quote] = make_draft(text, language).quotes
    assert quote.needs_review


def test_the_article_behind_a_speaker_is_no_part_of_its_name() -> None:
    text = "„Wir gehen jetzt nach Hause“, sagte Otto Lindner der „Bild“-Zeitung."
    quote = make_draft(text, "de").quotes[0]
    assert quote.mention is not None
    assert text[slice(*quote.mention)] == "Otto Lindner"
