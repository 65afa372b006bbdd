"""A whole text: every quotation is found and verified, and none is accused wrongly."""

import json
from collections.abc import Iterator

import httpx2
import pytest

from app.database.database import Database
from app.errors import InvalidRequest, OutOfTime, UnknownReference
from app.main import BODY_MAX
from app.schemas.whole_texts import TextVerdict, WholeText
from app.services.ingest import importer
from app.services.verification import text as whole_text
from app.vocabulary import Outcome, VerdictKind
from tests.builders import make_document, make_quote, make_speaker
from tests.databases import Databases, make_settings

pytestmark = pytest.mark.usefixtures("more_time_for_texts")

SPOKEN = {
    "anna-beispiel": [
        "Wir bauen die Brücke trotzdem, und wir bauen sie in diesem Jahr.",
        "Die Kosten steigen um zwei Millionen Euro.",
        "Niemand hat mich in dieser Sache gefragt.",
        "Das Wasser kommt jedes Frühjahr bis an die Mauer.",
        "Wer heute spart, zahlt morgen das Doppelte.",
        "Ich werde im September noch einmal antreten.",
        "Unsere Schulen brauchen Lehrer und keine neuen Tafeln.",
        "Der Bus muss auch am Abend fahren.",
        "Ein Dorf ohne Laden ist kein Dorf.",
        "Wir haben aus der Flut von damals gelernt.",
    ],
    "max-muster": [
        "Diese Brücke ist ein Denkmal für die Eitelkeit des Rates.",
        "Mein Großvater hat hier schon gefischt.",
        "Am Ende zahlt es der kleine Mann, wie immer.",
        "Ich stimme dagegen, solange kein Gutachten vorliegt.",
        "Der Fluss gehört allen und nicht der Stadt allein.",
        "Zwei Jahre Bauzeit sind eine Zumutung für die Händler.",
        "Man kann nicht jede Wiese mit Beton zudecken.",
        "Das Gutachten war von Anfang an bestellt.",
        "Ohne die Vereine wäre hier längst alles tot.",
        "Ich habe dem Rat dreimal geschrieben.",
    ],
    "ruth-vorlage": [
        "The river has more patience than the council.",
        "We measured the level every morning for nine years.",
        "Nobody should build on sand and call it courage.",
        "My report says exactly the opposite of that.",
        "A bridge is a promise to the other side.",
    ],
}
NAMES = {"anna-beispiel": "Anna Beispiel", "max-muster": "Max Muster", "ruth-vorlage": "Ruth Vorlage"}


@pytest.fixture(scope="module")
def corpus(databases: Databases) -> Iterator[Database]:
    """A database to read: the seed, and an article with all that these three said."""
    with Database(make_settings(databases.make(seed=True))) as opened:
        store_spoken(opened)
        yield opened


def store_spoken(database: Database) -> None:
    lines = [f"{NAMES[speaker]} sagte: „{words}“" for speaker, spoken in SPOKEN.items() for words in spoken]
    document = make_document(
        "\n".join([*lines, "Der Rat nannte es eine „grüne Wende“.", "Es war ein langer Abend im Rathaus."]),
        speakers=[make_speaker(one, name=name, names=[name]) for one, name in NAMES.items()],
        quotes=[
            *(make_quote(words, speakers=[one]) for one, spoken in SPOKEN.items() for words in spoken),
            make_quote("grüne Wende", type="term", speakers=[], certainty={}),
        ],
    )
    database.run_write(importer.import_article, document)


def check(database: Database, text: str, **values: str) -> TextVerdict:
    return database.run_read(whole_text.verify_text, WholeText(text=text, **values))


def list_outcomes(verdict: TextVerdict) -> list[str]:
    return [one.outcome for one in verdict.quotations]


ANNA, MAX, RUTH = SPOKEN.values()
WRAPPED = f"""Streit um die Brücke

Am Dienstag trafen sich im Rathaus die Bürgermeisterin Anna Beispiel, der Händler Max Muster und die
Forscherin Ruth Vorlage. „{ANNA[0]}“, sagte Anna Beispiel. „{ANNA[1]}“, sagte sie. Max Muster
widersprach: „{MAX[0]}“

»{MAX[1]}«, erzählte Max Muster. Anna Beispiel antwortete: „{ANNA[2][:-1]}“, und fügte hinzu: „{ANNA[3]}“
"{ANNA[4][:-1]}", sagte Anna Beispiel. «{MAX[2]}», rief Max Muster in den Saal.

Laut Max Muster ist es einfach: „{MAX[3]}“ Zu den „Zahlen“ sagte niemand etwas. „{ANNA[5]}“, kündigte
Anna Beispiel an. „Unsere Schulen brauchen Lehrer“, sagte Anna Beispiel, „und keine neuen Tafeln.“

„{MAX[4]}“, meinte Max Muster. „{MAX[5]}“ Anna Beispiel erklärte: „{ANNA[7]}“ Auch dies sagte Anna
Beispiel: „{ANNA[8]}“ „{ANNA[9]}“, so Anna Beispiel. „{MAX[6]}“, sagte Max Muster. „{MAX[8]}“, sagte Muster.
„{MAX[9]}“, schrieb Max Muster.

Die Forscherin Ruth Vorlage sagte: „{RUTH[0]}“ „{RUTH[1]}“, sagte Ruth Vorlage. „{RUTH[2]}“, so Ruth
Vorlage. „{RUTH[3]}“, sagte sie. Kim Jong-un schrieb: „Die beiden Länder werden immer siegreich sein.“

„Wir bauen die Brücke nicht, und wir bauen sie in diesem Jahr“, sagte Anna Beispiel. „Die Kosten steigen um
drei Millionen Euro“, sagte Anna Beispiel. „{MAX[7]}“, behauptete Anna Beispiel. „{RUTH[4]}“, sagte Max
Muster. „Gestern Nacht tanzten vierzig Pinguine über den Platz“, sagte Ruth Vorlage. Das ist die
„grüne Wende“.
"""
PAGE = "\n\n".join(paragraph.replace("\n", " ") for paragraph in WRAPPED.split("\n\n"))


def test_finds_all_of_thirty_quotations_and_accuses_none_wrongly(corpus: Database) -> None:
    verdict = check(corpus, PAGE)
    assert verdict.language == "de"
    assert verdict.summary.quotations == 30
    outcomes = list_outcomes(verdict)
    assert {one.speaker.certainty for one in verdict.quotations if one.outcome == "words_only"} == {
        "anaphora",
        "inferred",
    }
    assert ["verified" if one == "words_only" else one for one in outcomes] == [
        *["verified"] * 25,
        "altered",
        "altered",
        "misattributed",
        "misattributed",
        "absent",
    ]
    assert (verdict.summary.verified, verdict.summary.words_only) == (21, 4)
    assert [one.text for one in verdict.unjudged] == ["Zahlen", "grüne Wende"]
    assert {one.reason for one in verdict.unjudged} == {"term"}


def test_a_text_that_is_broken_into_lines_accuses_none_wrongly(corpus: Database) -> None:
    outcomes = list_outcomes(check(corpus, WRAPPED))
    assert len(outcomes) == 30
    assert set(outcomes[:25]) <= {"verified", "words_only", "doubtful"}
    assert outcomes.count("verified") >= 15
    assert not {"verified", "words_only"} & set(outcomes[25:])


def test_offsets_count_code_points_of_the_given_text(corpus: Database) -> None:
    text = f"𝔊𝔢𝔰𝔱𝔢𝔯𝔫 war 😀 da. „{ANNA[1]}“, sagte Anna Beispiel."
    [quotation] = check(corpus, text).quotations
    assert text[quotation.start : quotation.end] == quotation.text == ANNA[1]
    mention = quotation.speaker.mention
    assert mention is not None
    assert text[mention.start : mention.end] == mention.text == "Anna Beispiel"


def test_a_speaker_that_nobody_here_goes_by_is_verified_without(corpus: Database) -> None:
    verdict = check(corpus, f"„{ANNA[1]}“, sagte Otto Fremd.")
    [quotation] = verdict.quotations
    assert (quotation.outcome, quotation.verdict.attribution) == ("words_only", "unclaimed")
    assert (quotation.speaker.status, quotation.speaker.name) == ("unknown", "Otto Fremd")
    assert quotation.speaker.id is None
    assert (verdict.summary.verified, verdict.summary.words_only) == (0, 1)


def test_a_full_name_is_not_taken_for_another_one_by_a_part_of_it(corpus: Database) -> None:
    text = f"Otto Muster ist neu im Rat. „{ANNA[1]}“, sagte Muster."
    [quotation] = check(corpus, text).quotations
    assert (quotation.outcome, quotation.speaker.status) == ("words_only", "unknown")
    assert quotation.speaker.name == "Otto Muster"


def test_a_name_that_fits_several_is_told(database: Database) -> None:
    store_spoken(database)
    others = make_document(
        "Dies ist ein Text.",
        id="others",
        speakers=[make_speaker("anna-beispiel-2", name="Anna Beispiel", names=["Anna Beispiel"])],
        quotes=[
            make_quote("Dies", speakers=["anna-beispiel-2"]),
        ],
    )
    database.run_write(importer.import_article, others)
    [quotation] = check(database, f"„{ANNA[1]}“, sagte Anna Beispiel.").quotations
    assert (quotation.outcome, quotation.speaker.status) == ("words_only", "several")
    assert [one.id for one in quotation.speaker.candidates] == ["anna-beispiel", "anna-beispiel-2"]


def test_what_rules_may_misread_accuses_nobody(corpus: Database) -> None:
    text = f"Die Forscherin Ruth Vorlage kam spät. Sie sagte: „{ANNA[1]}“"
    verdict = check(corpus, text)
    [quotation] = verdict.quotations
    assert (quotation.outcome, quotation.verdict.verdict) == ("doubtful", "misattributed")
    assert (quotation.speaker.id, quotation.speaker.certainty) == ("ruth-vorlage", "anaphora")
    assert (verdict.summary.doubtful, verdict.summary.misattributed, verdict.summary.verified) == (1, 0, 0)


@pytest.mark.parametrize(
    "text",
    [
        f"Anna Beispiel kam spät. Sie sagte: „{ANNA[1]}“",
        f"Nichts davon hat Anna Beispiel je gesagt: „{ANNA[1]}“",
        f"Im Saal hing ein Blatt: „{ANNA[1]}“",
    ],
)
def test_words_whose_speaker_is_not_clear_are_not_called_verified(corpus: Database, text: str) -> None:
    verdict = check(corpus, text, language="de")
    assert list_outcomes(verdict) == ["words_only"]
    assert verdict.summary.verified == 0


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Das nennt man „Gartenzaun“.", "term"),
        ("„Gartenzaun“, sagte Anna Beispiel.", "short"),
        ("Anna Beispiel sagte: „Gestern tanzten vierzig Pinguine über den Marktplatz", "unclear"),
        ("Anna Beispiel sagte: „" + "Wort " * 2_500 + "“", "unreadable"),
        ("Anna Beispiel sagte: „" + "[a] [b] [c] [d] " * 20 + "Pinguine tanzen.“", "unreadable"),
    ],
)
def test_does_not_judge_what_it_cannot(corpus: Database, text: str, reason: str) -> None:
    verdict = check(corpus, text, language="de")
    assert verdict.quotations == []
    [passage] = verdict.unjudged
    assert passage.reason == reason
    assert text[passage.start : passage.end] == passage.text
    assert verdict.summary.unjudged == 1


MARKDOWN = [
    '**Anna Beispiel:** "{}"\n\n**Max Muster:** "{}"',
    "> “{}”\n> — Anna Beispiel\n\n> “{}”\n> — Max Muster",
    "* **Anna Beispiel**: “{}”\n* **Max Muster**: “{}”",
]


@pytest.mark.parametrize("frame", MARKDOWN)
def test_reads_the_markdown_of_a_model(corpus: Database, frame: str) -> None:
    right, swapped = (frame.format(*said) for said in ((ANNA[0], MAX[0]), (MAX[0], ANNA[0])))
    assert list_outcomes(check(corpus, right)) == ["verified"] * 2
    assert set(list_outcomes(check(corpus, swapped))) <= {"misattributed", "doubtful"}


INTERRUPTED = [
    (f"„{ANNA[0][:29]}“, sagte Anna Beispiel, „und wir bauen sie in diesem Jahr.“", ["verified"] * 2),
    ("„Unsere Schulen brauchen Lehrer“, sagte Anna Beispiel, „und keine neuen Tafeln.“", ["verified"] * 2),
    ("„Das Wasser kommt“, sagte Anna Beispiel, „bis an die Mauer.“", ["altered"] * 2),
    ("„Niemand hat mich“, sagte Anna Beispiel, „kommt jedes Frühjahr bis an die Mauer.“", ["altered"] * 2),
]


@pytest.mark.parametrize(("text", "outcomes"), INTERRUPTED)
def test_an_interrupted_quotation_is_verified_as_one(
    corpus: Database, text: str, outcomes: list[str]
) -> None:
    assert list_outcomes(check(corpus, text)) == outcomes


DOUBTED = [
    "„{}“, sagten Anna Beispiel und Ruth Vorlage.",
    "Ruth Vorlage behauptet, Anna Beispiel habe gesagt: „{}“",
    "„{}“, sagte Anna Beispiel – angeblich.",
    "Frei erfunden ist dieses Zitat: „{}“, sagte Anna Beispiel.",
    "“{},” an actor playing Anna Beispiel said.",
    "“{},” said a fictional Anna Beispiel.",
    "Ruth Vorlage imagined Anna Beispiel saying “{}”",
    "In her novel, Ruth Vorlage has Anna Beispiel say: “{}.”",
    "Anna Beispiel, in the role of Ruth Vorlage, said: “{}.”",
    "Critics of Anna Beispiel said: “{}.”",
    "Tom Stein, quoting Anna Beispiel, said: “{}.”",
    "A banner held by Anna Beispiel read: “{}.”",
    "Anna Beispiel forgot to say “{}.”",
    "Weder Anna Beispiel noch Ruth Vorlage sagten: „{}.“",
    "Auf einem Plakat von Anna Beispiel stand: „{}.“",
    "„{}“, rief jemand Anna Beispiel zu.",
    "„{}“, antwortete er Anna Beispiel.",
    "Contrary to what Anna Beispiel said, “{}”",
    "“{},” Anna Beispiel once said, Ruth Vorlage claimed.",
    "“{},” said Anna Beispiel, according to Ruth Vorlage.",
]


@pytest.mark.parametrize("frame", DOUBTED)
@pytest.mark.parametrize("words", [ANNA[1][:-1], MAX[1][:-1]])
def test_a_sentence_that_says_something_else_verifies_and_accuses_nobody(
    corpus: Database, frame: str, words: str
) -> None:
    language = "en" if frame.isascii() or "“{}" in frame else "de"
    verdict = check(corpus, frame.format(words), language=language)
    assert set(list_outcomes(verdict)) <= {"words_only", "doubtful"}


def test_scare_quotes_that_occur_nowhere_are_not_judged(corpus: Database) -> None:
    verdict = check(
        corpus, "Das ist der „größte und teuerste Unsinn aller Zeiten“ im Rathaus.", language="de"
    )
    assert verdict.quotations == []
    assert [one.reason for one in verdict.unjudged] == ["unclear"]


def test_a_surname_alone_verifies_and_accuses_nobody(corpus: Database) -> None:
    [right, wrong] = check(corpus, f"„{ANNA[1]}“, sagte Beispiel. „{MAX[1]}“, sagte Beispiel.").quotations
    outcomes = [one.outcome for one in (right, wrong) if one.speaker.status == "named"]
    assert set(outcomes) <= {"verified", "doubtful"}
    [short] = check(corpus, "„Ich bin überzeugt, dass wir“, schrieb Kim.").quotations
    assert (short.outcome, short.verdict.verdict) == ("doubtful", "misattributed")
    [short] = check(corpus, "„Ich bin überzeugt, dass wir“, schrieb Putin.").quotations
    assert (short.outcome, short.speaker.certainty) == ("verified", "inferred")


def test_two_words_that_are_verified_are_told(corpus: Database) -> None:
    [quotation] = check(corpus, "„keine neuen Tafeln“, sagte Anna Beispiel.").quotations
    assert quotation.outcome == "verified"


def test_a_text_without_quotations_has_none(corpus: Database) -> None:
    verdict = check(corpus, "Wir bauen die Brücke trotzdem, sagte Anna Beispiel.")
    assert (verdict.quotations, verdict.unjudged) == ([], [])


def test_a_text_in_a_language_without_rules_is_verified_without_speakers(corpus: Database) -> None:
    verdict = check(corpus, f"« {ANNA[1]} », a dit Max Muster.", language="fr")
    assert list_outcomes(verdict) == ["words_only"]
    assert verdict.quotations[0].speaker.status == "unnamed"
    assert verdict.note.startswith("No rules are known for the language")


def test_searches_one_article_if_told(corpus: Database) -> None:
    text = f"„{ANNA[1]}“, sagte Anna Beispiel."
    assert list_outcomes(check(corpus, text, article="article")) == ["verified"]
    assert list_outcomes(check(corpus, text, article="kim-putin-briefwechsel-2023")) == ["absent"]
    with pytest.raises(UnknownReference):
        check(corpus, text, article="nope")


def test_all_quotations_have_one_deadline(corpus: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_text, "SECONDS", 0.0)
    with pytest.raises(OutOfTime, match="Send it in parts"):
        check(corpus, PAGE)


def test_refuses_a_text_with_too_many_passages_before_it_is_drafted(
    corpus: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(whole_text, "make_draft")
    with pytest.raises(InvalidRequest, match="1001 passages in marks"):
        check(corpus, "„Wir bauen die Brücke trotzdem.“ " * 1_001)


def test_every_verdict_is_an_outcome_and_counted() -> None:
    assert {str(one) for one in Outcome} == {*map(str, VerdictKind), "words_only", "doubtful"}


def test_answers_over_http(client: httpx2.Client) -> None:
    text = "„Die beiden Länder werden immer siegreich sein“, schrieb Wladimir Putin."
    answer = client.post("/v1/verify/text", json={"text": text})
    assert answer.json()["quotations"][0]["outcome"] == "misattributed"
    for body, status in (
        ({"text": ""}, 422),
        ({"text": "x" * 100_001}, 422),
        ({"text": text, "speaker": "Putin"}, 422),
        ({"text": text, "article": "nope"}, 422),
        ({"text": "😀" * 100_000}, 200),
    ):
        assert client.post("/v1/verify/text", json=body).status_code == status
    assert client.get("/v1/verify/text").status_code == 405


def test_the_fields_of_the_body_are_where_errors_point(client: httpx2.Client) -> None:
    for values in ({"article": "nope"}, {"article": 5}, {"text": "„a“" * 1_001}):
        problem = client.post("/v1/verify/text", json={"text": "„So ist es.“", **values}).json()
        [fault] = problem["errors"]
        assert (fault["location"], fault["pointer"]) == ("body", f"/{next(iter(values))}")


def test_takes_the_longest_text_in_every_spelling_of_json(client: httpx2.Client) -> None:
    is_json = {"Content-Type": "application/json"}
    body = json.dumps({"text": "😀" * 100_000, "language": "de", "article": "article" * 10})
    assert len(body) > 1_200_000
    answer = client.post("/v1/verify/text", content=body, headers=is_json)
    assert answer.json()["errors"][0]["pointer"] == "/article"
    for content in (body + " " * 200_000, iter([body.encode(), b" " * 200_000])):
        answer = client.post("/v1/verify/text", content=content, headers=is_json)
        assert answer.status_code == 413
        assert f"up to {BODY_MAX} bytes" in answer.json()["detail"]
