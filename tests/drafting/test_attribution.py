"""Who says a quotation: a rule each, in both languages."""

import pytest

from app.drafting.draft import make_draft
from app.drafting.values import Draft, DraftQuote
from app.verbatim import Span
from app.vocabulary import Certainty, QuoteType

GERMAN = "Die Ministerin Anna Berg traf den Minister Tom Hale in Wien.\n"
ENGLISH = "Minister Anna Berg met the lawmaker Tom Hale in Vienna.\n"


def read(draft: Draft, span: Span | None) -> str | None:
    return None if span is None else draft.text[slice(*span)]


def draft_last(text: str, language: str) -> tuple[Draft, DraftQuote]:
    draft = make_draft((GERMAN if language == "de" else ENGLISH) + text, language)
    return draft, draft.quotes[-1]


@pytest.mark.parametrize(
    ("text", "language", "rule", "mention", "cue"),
    [
        ("„Wir kommen“, sagte Hale.", "de", "cue-behind", "Hale", "sagte"),
        ("„Wir kommen“, sagte am Montag der Abgeordnete.", "de", "cue-behind", "der Abgeordnete", "sagte"),
        ("„Wir kommen“, so Hale weiter.", "de", "cue-behind", "Hale", "so"),
        ("„Wir kommen!“, freute sich Hale.", "de", "verb-behind", "Hale", "freute"),
        ("„Wir kommen“ – Anna Berg", "de", "signature", "Anna Berg", None),
        ("Hale sagte: „Wir kommen.“", "de", "cue-before", "Hale", "sagte"),
        ("Am Montag erklärte Hale: „Wir kommen.“", "de", "cue-before", "Hale", "erklärte"),
        (
            "In seinem Brief an Berg schrieb Hale, „wir alle kommen morgen“.",
            "de",
            "cue-before",
            "Hale",
            "schrieb",
        ),
        (
            "Die Pläne kündigte der Abgeordnete gestern an: „Wir kommen.“",
            "de",
            "cue-before",
            "der Abgeordnete",
            "kündigte",
        ),
        ("Auf die Frage, ob sie komme, sagte Berg: „Ich komme.“", "de", "cue-before", "Berg", "sagte"),
        ("Hale führte aus, es gebe „nichts mehr zu sagen“.", "de", "cue-before", "Hale", "führte"),
        ("Laut Hale sind die Pläne „gänzlich ohne jeden Sinn“.", "de", "source", "Hale", "Laut"),
        ("Nach Angaben von Hale sind die Pläne „ohne jeden Sinn“.", "de", "source", "Hale", "Nach Angaben"),
        (
            "Dem Abgeordneten zufolge sind sie „ohne jeden Sinn“.",
            "de",
            "source",
            "Dem Abgeordneten",
            "zufolge",
        ),
        ("Es gehe ihm, so Hale, um „Arbeit und Lohn für alle“.", "de", "parenthesis", "Hale", "so"),
        ("Hale zeigte sich besorgt: „Das geht nicht.“", "de", "cue-before", "Hale", "zeigte"),
        ("Hale wörtlich: „Das geht nicht.“", "de", "colon", "Hale", None),
        ("„We are coming,” said Hale.", "en", "cue-behind", "Hale", "said"),
        ("“We are coming,” said former senator Hale.", "en", "cue-behind", "former senator Hale", "said"),
        ("“We are coming,” Hale said.", "en", "subject-behind", "Hale", "said"),
        ("“We are coming!” Hale, a lawyer from Leeds, told Berg.", "en", "subject-behind", "Hale", "told"),
        ("“We are coming,” officials said.", "en", "subject-behind", "officials", "said"),
        ("Hale said: “We are coming.”", "en", "cue-before", "Hale", "said"),
        ("In a statement, Hale said, “We are coming.”", "en", "cue-before", "Hale", "said"),
        ("Hale, a lawyer from Leeds, said, “We are coming.”", "en", "cue-before", "Hale", "said"),
        ("Hale has called the plan “a very great mistake.”", "en", "cue-before", "Hale", "called"),
        ("According to Hale, the plan is “a very great mistake.”", "en", "source", "Hale", "According to"),
        ("The plan is “a very great mistake” for the town, Hale said.", "en", "parenthesis", "Hale", "said"),
        ("Hale had only this:\n“We are coming.”", "en", "colon", "Hale", None),
    ],
)
def test_a_rule_finds_the_mention_and_the_cue(
    text: str, language: str, rule: str, mention: str, cue: str | None
) -> None:
    draft, quote = draft_last(text, language)
    assert (quote.rule, read(draft, quote.mention), read(draft, quote.cue)) == (rule, mention, cue)
    assert quote.type is not QuoteType.TERM


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Wir kommen“, sagte er zu Berg, „und wir bleiben.“", "de"),
        ("“We are coming,” he said, “and we are here to stay.”", "en"),
    ],
)
def test_a_quotation_that_the_reporter_interrupts_is_continued(text: str, language: str) -> None:
    draft, quote = draft_last(text, language)
    assert quote.rule == "cue-between"
    assert quote.continues == 0
    assert draft.quotes[0].mention == quote.mention


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("„Ich komme bald“, sagte Berg. „Das verspreche ich.“", "de"),
        ("“I am coming,” Berg said. “That is a promise.”", "en"),
    ],
)
def test_the_next_quotation_of_a_paragraph_has_the_same_speaker(text: str, language: str) -> None:
    _, quote = draft_last(text, language)
    assert quote.rule == "same-paragraph"
    assert (quote.speaker, quote.speaker_certainty) == ("anna-berg", Certainty.INFERRED)
    assert quote.continues is None
    assert quote.needs_review


def test_a_quotation_behind_a_sentence_that_reports_has_its_speaker() -> None:
    _, quote = draft_last("Berg äußerte sich zufrieden. „Das ist gelungen.“", "de")
    assert (quote.rule, quote.speaker) == ("sentence-before", "anna-berg")


def test_paragraphs_of_one_quotation_have_one_speaker() -> None:
    draft, _ = draft_last("“We came early.\n\n“We left late,” said Hale.", "en")
    assert [quote.speaker for quote in draft.quotes] == ["tom-hale", "tom-hale"]
    assert draft.quotes[1].continues == 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Anna Berg sagte: „Wir gewinnen das.\n\n„Wir verlieren alles“, sagte Tom Hale.", "de"),
        ("Berg sagte: »Wir gewinnen das.\n\n»Wir verlieren alles«, rief Hale.", "de"),
        ("„Wir gewinnen das“, sagte Berg, „wir verlieren alles“, rief Hale.", "de"),
        ("„Wir gewinnen das“, sagte Berg, und Hale ergänzte, „wir verlieren alles“.", "de"),
        ("Anna Berg said: “We will win.\n\n“We will lose it all,” said Tom Hale.", "en"),
        ('Berg said: "We will win.\n\n"We will lose it all," Hale said.', "en"),
        ("“We will win,” said Berg, “we will lose it all,” said Hale.", "en"),
    ],
)
def test_a_part_that_somebody_else_says_is_another_quotation(text: str, language: str) -> None:
    draft, quote = draft_last(text, language)
    assert [one.speaker for one in draft.quotes] == ["anna-berg", "tom-hale"]
    assert [one.needs_review for one in draft.quotes] == [True, True]
    assert quote.continues is None


def test_every_part_is_for_review_where_a_later_one_is_somebody_else_s() -> None:
    draft, _ = draft_last("Berg said: “We came.\n\n“We saw.\n\n“We will lose,” said Hale.", "en")
    assert [quote.speaker for quote in draft.quotes] == ["anna-berg", "anna-berg", "tom-hale"]
    assert [quote.continues for quote in draft.quotes] == [None, 0, None]
    assert all(quote.needs_review for quote in draft.quotes)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Anna Berg sagte: „Wir kommen.\n\n„Und wir bleiben“, sagte Berg.", "de"),
        ("Berg sagte: „Wir kommen.\n\n„Und wir bleiben“, sagte sie.", "de"),
        ("„Wir kommen“, sagte Berg und fügte hinzu, „und wir bleiben“.", "de"),
        ("Anna Berg said: “We came.\n\n“And we stay,” said Berg.", "en"),
    ],
)
def test_parts_with_two_mentions_of_one_speaker_are_one_quotation(text: str, language: str) -> None:
    draft, quote = draft_last(text, language)
    assert [one.speaker for one in draft.quotes] == ["anna-berg", "anna-berg"]
    assert quote.continues == 0


def test_a_description_is_not_taken_for_the_speaker_of_the_part_before() -> None:
    draft, quote = draft_last("Berg said: “We came.\n\n“And we stay,” said the lawyer.", "en")
    assert [one.speaker for one in draft.quotes] == ["anna-berg", None]
    assert (quote.continues, quote.needs_review) == (None, True)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ('Hale war "müde und ging. "Wir kommen alle", sagte Berg.', "de"),
        ('Hale was "tired and left. "We are coming," Berg said.', "en"),
    ],
)
def test_a_mark_too_many_hides_no_quotation(text: str, language: str) -> None:
    draft, quote = draft_last(text, language)
    assert (quote.speaker, quote.needs_review) == ("anna-berg", False)
    assert draft.quotes[0].needs_review
    assert draft.quotes[0].score <= 0.3


@pytest.mark.parametrize(
    ("text", "language", "addressee"),
    [
        ("In seinem Brief an Berg schrieb Hale: „Wir kommen.“", "de", "anna-berg"),
        ("“We are coming,” Hale told Berg.", "en", "anna-berg"),
        ("Hale told Berg: “We are coming.”", "en", "anna-berg"),
        ("“We are coming,” Hale said.", "en", None),
    ],
)
def test_the_addressee_is_who_is_named_as_such(text: str, language: str, addressee: str | None) -> None:
    _, quote = draft_last(text, language)
    assert quote.addressee == addressee
    assert quote.speaker == "tom-hale"


def test_a_pronoun_is_a_mention_of_the_nearest_fitting_name() -> None:
    draft, quote = draft_last("Ein Treffen mit Hale folgte. „Wir kommen“, sagte sie.", "de")
    assert read(draft, quote.mention) == "sie"
    assert (quote.speaker, quote.speaker_certainty) == ("anna-berg", Certainty.ANAPHORA)
    assert quote.needs_review


def test_a_pronoun_without_a_name_before_it_names_nobody() -> None:
    draft = make_draft("“We are coming,” she said, and left the room with her bag.", "en")
    (quote,) = draft.quotes
    assert read(draft, quote.mention) == "she"
    assert quote.speaker is None
    assert quote.needs_review


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("„Ja“, sagte Hale.", "de", QuoteType.DIRECT),
        ("Hale sagte: „Ja.“", "de", QuoteType.DIRECT),
        ("Hale sprach von „einem völlig verlorenen Jahr“.", "de", QuoteType.MIXED),
        ("Hale las aus dem Roman „Der lange Weg nach Hause“ vor.", "de", QuoteType.TERM),
        ("Die „neue Waffe“ wurde gezeigt.", "de", QuoteType.TERM),
        ("Er gehört zum Verein „Freunde der Stadt und des Flusses“.", "de", QuoteType.TERM),
        ("“Yes,” Hale said.", "en", QuoteType.DIRECT),
        ("Hale spoke of “a year that was wholly lost.”", "en", QuoteType.MIXED),
        ("They saw “The Long Way Home to Leeds” in a cinema.", "en", QuoteType.TERM),
        ("A so-called “fact” was shown.", "en", QuoteType.TERM),
    ],
)
def test_the_type_follows_from_the_words_and_the_rule(text: str, language: str, kind: QuoteType) -> None:
    _, quote = draft_last(text, language)
    assert quote.type is kind
    assert 0 <= quote.score <= 1
    assert quote.speaker is None or kind is not QuoteType.TERM
