"""Whether the text says that a quotation was said: what it denies, asks or leaves open is for review."""

import pytest

from app.drafting.draft import SURE_SCORE
from app.drafting.values import DraftQuote
from app.vocabulary import Certainty
from tests.drafting.test_attribution import draft_last

OPEN = [
    ("Berg wurde gefragt: „Gewinnen wir das alles jetzt?“", "de"),
    ("Im Rat wurde Berg mehrfach gefragt: „Gewinnen wir das alles jetzt?“", "de"),
    ("Berg was asked, “Will we win it all?”", "en"),
    ("In Leeds, Berg was then told: “We will win it all.”", "en"),
    ("Berg hat nie gesagt: „Wir gewinnen das alles.“", "de"),
    ("„Wir gewinnen das alles“, sagte Anna Berg nicht.", "de"),
    ("Berg hätte sagen können: „Wir gewinnen das alles.“", "de"),
    ("Berg hätte sagen sollen: „Wir gewinnen das alles.“", "de"),
    ("Berg wird sagen: „Wir gewinnen das alles.“", "de"),
    ("„Wir gewinnen das alles“, wird Berg sagen.", "de"),
    ("„Wir gewinnen das alles“, würde Berg sagen.", "de"),
    ("Berg bestreitet, gesagt zu haben: „Wir gewinnen das alles.“", "de"),
    ("Berg bestreitet, „Wir gewinnen das alles“ gesagt zu haben.", "de"),
    ("Sagte er wirklich „Wir gewinnen das alles“?", "de"),
    ("Sagte Berg wirklich: „Wir gewinnen das alles“?", "de"),
    ("Hat Berg wirklich gesagt: „Wir gewinnen das alles“?", "de"),
    ("Wenn Berg sagt: „Wir gewinnen das alles“, dann glaubt es keiner.", "de"),
    ("Falls Berg sagte, „Wir gewinnen das alles“, war es falsch.", "de"),
    ("Niemand sagte: „Wir gewinnen das alles.“", "de"),
    ("Berg sagte keineswegs: „Wir gewinnen das alles.“", "de"),
    ("Berg dementierte den Satz „Wir gewinnen das alles“.", "de"),
    ("Er soll gesagt haben: „Wir gewinnen das alles.“", "de"),
    ("Nie hat Berg gesagt: „Wir gewinnen das alles.“", "de"),
    ("Nirgends schrieb Berg: „Wir gewinnen das alles.“", "de"),
    ("Berg schrieb nirgends: „Wir gewinnen das alles.“", "de"),
    ("Berg hat angeblich gesagt: „Wir gewinnen das alles.“", "de"),
    ("Berg soll gesagt haben: „Wir gewinnen das alles.“", "de"),
    ("„Wir gewinnen das alles“, soll Berg gesagt haben.", "de"),
    ("„Wir gewinnen das alles“, hat Berg nie gesagt.", "de"),
    ("„Wir gewinnen das alles“, hätte Berg gesagt.", "de"),
    ("Dass Berg sagte: „Wir gewinnen das alles“, stimmt nicht.", "de"),
    ("Hale bestreitet, dass Berg sagte: „Wir gewinnen das alles.“", "de"),
    ("Berg leugnet, je gesagt zu haben: „Wir gewinnen das alles.“", "de"),
    ("Keiner sagte: „Wir gewinnen das alles.“", "de"),
    ("Kein Minister sagte: „Wir gewinnen das alles.“", "de"),
    ("Berg tat so, als ob sie sagte: „Wir gewinnen das alles.“", "de"),
    ("Sollte Berg sagen: „Wir gewinnen das alles“, ist es vorbei.", "de"),
    ("Würde Berg sagen: „Wir gewinnen das alles“, wäre es vorbei.", "de"),
    ("Berg weigerte sich, zu sagen: „Wir gewinnen das alles.“", "de"),
    ("Berg kann sagen: „Wir gewinnen das alles.“", "de"),
    ("Berg ging, ohne zu sagen: „Wir gewinnen das alles.“", "de"),
    ("Wer sagte: „Wir gewinnen morgen das alles“?", "de"),
    ("Warum sagte Berg: „Wir gewinnen das alles“?", "de"),
    ("Berg hat nicht „Wir gewinnen das alles“ gesagt.", "de"),
    ("Berg sagte mitnichten: „Wir gewinnen das alles.“", "de"),
    ("Sofern Berg sagt: „Wir gewinnen das alles“, kommt er.", "de"),
    ("Berg never said “We will win it all.”", "en"),
    ("Berg did not say: “We will win it all.”", "en"),
    ("Berg didn't say: “We will win it all.”", "en"),
    ("Berg should have said: “We will win it all.”", "en"),
    ("Berg could say: “We will win it all.”", "en"),
    ("“We will win it all,” Berg would say.", "en"),
    ("“We will win it all,” Berg never said.", "en"),
    ("“We will win it all,” Berg might say to that.", "en"),
    ("Berg is expected to say: “We will win it all.”", "en"),
    ("If he said “We will win it all,” nobody would listen.", "en"),
    ("If Berg said “We will win it all,” nobody would listen.", "en"),
    ("Berg denies having said “We will win it all.”", "en"),
    ("Berg denied saying: “We will win it all.”", "en"),
    ("Did Berg say “We will win it all”?", "en"),
    ("Did she say, “We will win it all”?", "en"),
    ("Nobody said: “We will win it all.”", "en"),
    ("Berg refused to say “We will win it all.”", "en"),
    ("“We will win it all,” said nobody.", "en"),
    ("“We will win it all,” Berg wanted to say.", "en"),
    ("Berg wouldn’t say: “We will win it all.”", "en"),
    ("“We will win it all,” Berg wouldn't say.", "en"),
    ("He’d say: “We will win it all.”", "en"),
    ("“We will win it all,” he’ll say.", "en"),
    ("Berg looked up as if to say: “We will win it all.”", "en"),
    ("Nowhere did Berg say “We will win it all.”", "en"),
    ("Never has Berg said: “We will win it all.”", "en"),
    ("Hale accused Berg of saying “We will win it all.”", "en"),
    ("Berg left without saying “We will win it all.”", "en"),
    ("Berg has not yet said: “We will win it all.”", "en"),
    ("Berg reportedly said: “We will win it all.”", "en"),
    ("Hale denied that Berg said “We will win it all.”", "en"),
    ("Had Berg said “We will win it all,” nobody had come.", "en"),
    ("Should Berg say “We will win it all,” nobody will come.", "en"),
    ("Neither Hale nor Berg said: “We will win it all.”", "en"),
    ("No minister said: “We will win it all.”", "en"),
    ("None of them, Berg says, ever said “We will win it all.”", "en"),
    ("Who said “We will win it all”?", "en"),
    ("Does anybody believe that Berg said “We will win it all”?", "en"),
    ("Unless Berg says: “We will win it all,” nobody will come.", "en"),
    ("Berg cannot say: “We will win it all.”", "en"),
    ("Imagine Berg saying: “We will win it all.”", "en"),
    ("Berg is said to have said: “We will win it all.”", "en"),
    ("“We will win it all” is what Berg never said.", "en"),
    ("“We will win it all” was not what Berg said.", "en"),
]
ASSERTED = [
    ("„Wir gewinnen das alles“, wird Berg zitiert.", "de"),
    ("Berg was late and said: “We will win it all.”", "en"),
    ("Berg, who was asked by Hale, said: “We will win it all.”", "en"),
    ("Berg was quoted as saying: “We will win it all.”", "en"),
    ("„Wir gewinnen“, sagte er, „nicht sie, das ist sicher.“", "de"),
    ("„Wir gewinnen das alles“, sagte Berg, obwohl Hale nicht kam.", "de"),
    ("Hale kam nicht, aber Berg sagte: „Wir gewinnen das alles.“", "de"),
    ("„Wir gewinnen das alles“, sagte Berg, die nicht kommen konnte.", "de"),
    ("Berg sagte, sie könne nicht kommen: „Wir gewinnen das alles.“", "de"),
    ("Berg wurde gefragt und sagte: „Wir gewinnen das alles.“", "de"),
    ("„Werden wir alle zusammen gewinnen?“, fragte Berg.", "de"),
    ("Berg sagte nicht nur im Rat: „Wir gewinnen das alles.“", "de"),
    ("Hale wollte nicht kommen, doch Berg sagte: „Wir gewinnen das alles.“", "de"),
    ("Berg wollte nicht antworten und sagte: „Wir gewinnen das alles.“", "de"),
    ("„Wir gewinnen das alles“, sagte Berg, nicht aber Hale.", "de"),
    ("„Wir werden alle zusammen nicht gewinnen“, sagte Berg.", "de"),
    ("Auf die Frage, ob sie kommen werde, sagte Berg: „Wir gewinnen das alles.“", "de"),
    ("Obwohl Hale nicht kam, sagte Berg: „Wir gewinnen das alles.“", "de"),
    ("Wenn es regnet, bleibe ich, sagte Berg: „Wir gewinnen das alles.“", "de"),
    ("„Wir gewinnen das alles“, sagte Berg und ging nicht.", "de"),
    ("„Wir gewinnen das alles“, wurde Berg zitiert.", "de"),
    ("Berg dementierte: „Wir gewinnen das alles.“", "de"),
    ("Laut Berg ist das nicht „das Ende der ganzen schönen Stadt“.", "de"),
    ("Berg, die nicht kommen konnte, sagte: „Wir gewinnen das alles.“", "de"),
    ("“We will win,” he said, “not lose this war together.”", "en"),
    ("“We will win,” Berg said, although Hale did not come to the town.", "en"),
    ("Hale did not come, but Berg said: “We will win it all.”", "en"),
    ("“We will win it all,” said Berg, who would not answer questions.", "en"),
    ("Berg, who could not come, said: “We will win it all.”", "en"),
    ("“We will win it all,” Berg said, and she did not smile.", "en"),
    ("Berg went on to say: “We will win it all.”", "en"),
    ("Berg had this to say: “We will win it all.”", "en"),
    ("Not only Hale was there: Berg said, “We will win it all.”", "en"),
    ("“We will win it all,” Berg said, not Hale.", "en"),
    ("Berg did not answer and then said: “We will win it all.”", "en"),
    ("Hale did not come because Berg said: “We will win it all.”", "en"),
    ("Asked if she would run, Berg said: “We will win it all.”", "en"),
    ("“We will win it all,” said Berg, who denied it later.", "en"),
    ("Berg denied it: “We will win it all.”", "en"),
    ("Berg could not be reached, but her lawyer Tom Hale said: “We will win it all.”", "en"),
    ("“We would not win this war together,” said Berg.", "en"),
    ("Berg said that it was “not the end of the whole war.”", "en"),
    ("Berg said no one had “a better plan for the whole town.”", "en"),
    ("“Will we win this war together?” asked Berg.", "en"),
    ("In May Berg said: “We will win it all.”", "en"),
    ("“We will win,” Berg told reporters, “and we will not lose this war together.”", "en"),
    ("According to Berg, nobody was “a better man for the whole town.”", "en"),
    ("Berg did not mention Hale, but told the council: “We will win it all.”", "en"),
    ("Berg did not name Hale, saying: “We will win it all.”", "en"),
]


@pytest.mark.parametrize(("text", "language"), OPEN)
def test_what_the_text_denies_or_leaves_open_is_for_review(text: str, language: str) -> None:
    quote = draft_quote(text, language)
    assert quote.needs_review
    assert quote.speaker is None or quote.score < SURE_SCORE
    assert quote.speaker_certainty is not Certainty.STATED


@pytest.mark.parametrize(("text", "language"), ASSERTED)
def test_what_is_denied_elsewhere_changes_nothing(text: str, language: str) -> None:
    quote = draft_quote(text, language)
    assert quote.score >= SURE_SCORE
    assert quote.speaker_certainty is not Certainty.AMBIGUOUS


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Berg hat nie gesagt: „Wir gewinnen alles.“ „Und zwar bald.“", "de"),
        ("Berg never said: “We will win it all.” “And soon enough.”", "en"),
        ("“We will win it all,” Berg would say, “and soon enough.”", "en"),
    ],
)
def test_the_quotations_around_have_no_clearer_speaker(text: str, language: str) -> None:
    draft, _ = draft_last(text, language)
    assert {quote.speaker_certainty for quote in draft.quotes} == {Certainty.AMBIGUOUS}
    assert all(quote.needs_review for quote in draft.quotes)


def draft_quote(text: str, language: str) -> DraftQuote:
    _, quote = draft_last(text, language)
    return quote
