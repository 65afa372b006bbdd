"""Did X really say Y? A table of claims with their verdicts and reasons, on both databases."""

import unicodedata
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text
from sqlmodel import Session

from app import verbatim
from app.cli.verdict_text import describe
from app.database.database import Database
from app.errors import AmbiguousSpeaker, InvalidRequest, OutOfTime, UnknownReference, UnknownSpeaker
from app.main import BODY_MAX
from app.models import Tally, table
from app.schemas.verdicts import Claim, Verdict
from app.services.index import follow, reading
from app.services.ingest import audit, importer
from app.services.verification import verify
from tests.builders import make_document, make_quote, make_speaker
from tests.databases import SEED, Databases, make_settings
from tests.servers import run_server

KIM = (
    "Ich bin fest davon überzeugt, dass sich Freundschaft und Solidarität zunehmend zu einer langfristigen "
    "strategischen Beziehung entwickeln werden, die den Anforderungen der neuen Ära entspricht. Die beiden "
    "Länder werden immer siegreich sein und sich bei der Verwirklichung gemeinsamer Ziele und Anliegen "
    "tatkräftig unterstützen und zusammenarbeiten"
)
PUTIN = (
    "Ich bin überzeugt, dass wir die bilaterale Zusammenarbeit in allen Bereichen zum Wohle der Menschen "
    "beider Länder sowie zur Stabilität und Sicherheit der koreanischen Halbinsel und der gesamten Region "
    "Nordostasien stärken werden"
)
TEXT = importer.read_document(SEED[0]).text
PROOF = "ihre Stärke und Unbesiegbarkeit im Kampf zur Zerschlagung imperialistischer Hegemonie"


@pytest.fixture(autouse=True, scope="module")
def _more_time() -> Iterator[None]:
    """Give each claim ten times as long: the machine may be busy with other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "SECONDS", 20.0)
        yield


def ask(database: Database, text: str, speaker: str | None = None, **scope: str) -> Verdict:
    return database.run_read(verify.verify, Claim(text=text, speaker=speaker, **scope))


SEED_CASES = [
    # claim, speaker, verdict, wording
    (KIM, "Kim Jong-un", "verified", "exact"),
    (KIM, "kim", "verified", "exact"),
    (KIM, None, "verified", "exact"),
    (KIM, "Putin", "misattributed", "exact"),
    (PUTIN, "wladimir-putin", "verified", "exact"),
    (PUTIN, "Kim Jong Un", "misattributed", "exact"),
    (PUTIN, "KCNA", "misattributed", "exact"),
    (f"„{PUTIN}“", "Putin", "verified", "exact"),
    (f'"{PUTIN}."', "Putin", "verified", "typographic"),
    (f"»{PUTIN},«", "Putin", "verified", "typographic"),
    (f"„{PUTIN}“.", "Putin", "verified", "typographic"),
    (f"… {PUTIN} ...", "Putin", "verified", "exact"),
    (PUTIN.replace(" ", "\n"), "Putin", "verified", "typographic"),
    (PUTIN.replace(" ", "\u00a0"), "Putin", "verified", "typographic"),
    (PUTIN.replace("Zusammenarbeit", "Zusammen-\narbeit"), "Putin", "verified", "typographic"),
    (PUTIN.replace("Zusammenarbeit", "Zusammen\u00adarbeit"), "Putin", "verified", "typographic"),
    (PUTIN.replace("ä", "a\u0308").replace("ü", "u\u0308"), "Putin", "verified", "typographic"),
    ("Die beiden Länder werden immer siegreich sein", "Kim", "verified", "exact"),
    ("Die beiden Länder werden immer siegreich sein", "Putin", "misattributed", "exact"),
    ("siegreich", "Kim", "verified", "exact"),
    (PROOF, "Kim", "verified", "exact"),
    (PROOF, "KCNA", "misattributed", "exact"),
    ("neue Waffe", None, "unattributed", "exact"),
    ("„neue Waffe“", "Kim", "unattributed", "exact"),
    ("langfristiger strategischer Beziehungen", "Kim", "unattributed", "exact"),
    ("langfristiger strategischer Beziehungen", None, "unattributed", "exact"),
    ("die bilateralen Beziehungen zu stärken", "Putin", "not_a_quotation", "exact"),
    ("gratulierte zum Tag der Befreiung", "Putin", "not_a_quotation", "exact"),
    ("Ein Nationalfeiertag ist", None, "altered", "altered"),
    ("der in Südkorea zugleich ein Nationalfeiertag ist", None, "not_a_quotation", "exact"),
    ("in Wladiwostok Die koreanische Nachrichtenagentur", None, "not_a_quotation", "typographic"),
    ("zusammenarbeiten“, schrieb er", "Kim", "not_a_quotation", "exact"),
    ("stelle nun „ihre Stärke und Unbesiegbarkeit", "Kim", "not_a_quotation", "exact"),
    ("Ich bin [...] überzeugt", "Kim", "elided", "elided"),
    ("Ich bin … überzeugt, dass sich Freundschaft", "Kim", "elided", "elided"),
    ("Ich bin (...) überzeugt, dass sich", "Putin", "misattributed", "elided"),
    ("[D]ie beiden Länder werden immer siegreich sein", "Kim", "elided", "elided"),
    ("[I]hre Stärke und Unbesiegbarkeit", "Kim", "elided", "elided"),
    ("Die beiden Länder [Nordkorea und Russland] werden immer siegreich sein", "Kim", "elided", "elided"),
    ("Ich bin [fest davon] überzeugt, dass sich Freundschaft", "Kim", "elided", "elided"),
    ("Die beiden Länder werden [nicht] immer siegreich sein", "Kim", "elided", "elided"),
    ("Solidarität … Freundschaft", "Kim", "absent", "absent"),
    ("unter Beweis.“", "Kim", "verified", "exact"),
    ("schrieb er. Laut Reuters", None, "not_a_quotation", "typographic"),
    ("Der russische Präsident gratulierte ... Gesundheit und Erfolg", "Putin", "not_a_quotation", "elided"),
    (PUTIN.replace("bin", "bin nicht"), "Putin", "altered", "altered"),
    (PUTIN.replace("bin überzeugt", "bin fest überzeugt"), "Putin", "altered", "altered"),
    (PUTIN.replace("in allen Bereichen ", ""), "Putin", "altered", "altered"),
    (PUTIN.replace("Menschen", "Völker"), "Putin", "altered", "altered"),
    (PUTIN.replace("Länder", "Lander"), "Putin", "altered", "altered"),
    (PUTIN.replace("überzeugt,", "überzeugt"), "Putin", "altered", "altered"),
    (PUTIN.replace("Ich", "ich"), "Putin", "altered", "altered"),
    (PUTIN.replace("stärken", "starken"), "Putin", "altered", "altered"),
    ("gerade einen Briefwechsel durchgeführt hatten", "KCNA", "altered", "altered"),
    ("gerade einen Briefwechsel durchgeführt hätten", "KCNA", "not_a_quotation", "exact"),
    ("15. August 1945 - 15. August 2023", None, "not_a_quotation", "typographic"),
    ("August 194", None, "absent", "absent"),
    ("un und der russische Präsident", None, "altered", "altered"),
    ("Wir haben gestern drei Flugzeuge nach Berlin geschickt", "Putin", "absent", "absent"),
    ("I am convinced", "Putin", "absent", "absent"),
    ("Kommentar (0)", None, "not_a_quotation", "exact"),
]


@pytest.mark.parametrize(("text", "speaker", "verdict", "wording"), SEED_CASES)
def test_answers_claims_over_the_seed(
    shared_database: Database, text: str, speaker: str | None, verdict: str, wording: str
) -> None:
    answer = ask(shared_database, text, speaker)
    assert (answer.verdict, answer.wording) == (verdict, wording)


def test_gives_the_evidence(shared_database: Database) -> None:
    answer = ask(shared_database, "Die beiden Länder werden immer siegreich sein", "Putin")
    [match] = answer.matches
    assert (match.start, match.end, match.extent) == (1124, 1169, "excerpt")
    assert match.exact == "Die beiden Länder werden immer siegreich sein"
    assert [speaker.id for speaker in match.speakers] == ["kim-jong-un"]
    assert match.context.startswith("Die beiden Länder")
    assert match.context.endswith("schrieb er.")
    assert match.statement is not None
    assert match.statement.id == "letter-kim-to-putin"
    assert answer.attribution == "other"
    assert answer.searched.articles == 1


def test_says_what_is_left_out_and_what_is_put_in(shared_database: Database) -> None:
    answer = ask(shared_database, "[I]ch bin … überzeugt", "Kim")
    assert (answer.omitted, answer.inserted) == (["fest davon"], ["I"])


def test_names_the_reported_passage_that_words_belong_to(shared_database: Database) -> None:
    [match] = ask(shared_database, "bilateralen Beziehungen zu stärken", "Putin").matches
    assert match.quote is not None
    assert match.quote.type == "indirect"
    assert match.attribution == "none"


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (PUTIN.replace("bin", "bin nicht"), "negation"),
        (PUTIN.replace("in allen Bereichen ", ""), "omission"),
        (PUTIN.replace("Menschen", "Völker"), "wording"),
        (PUTIN.replace("Länder", "Lander"), "spelling"),
        (PUTIN.replace("beider", "2"), "number"),
        (PUTIN[:100] + KIM[-110:], "splice"),
    ],
)
def test_shows_the_nearest_passage_and_how_it_differs(
    shared_database: Database, text: str, change: str
) -> None:
    answer = ask(shared_database, text, "Putin")
    assert answer.verdict == "altered"
    assert change in answer.changes
    assert answer.nearest is not None
    assert answer.nearest.exact
    assert any(step.kind != "equal" for step in answer.nearest.difference)


def test_shows_the_narrowest_passage(shared_database: Database) -> None:
    nearest = ask(shared_database, "Die zwei Länder werden immer siegreich sein").nearest
    assert nearest is not None
    assert nearest.exact == "Die beiden Länder werden immer siegreich sein"


@pytest.mark.parametrize(
    "text",
    [
        "a" + "." * 9_990 + "b",
        "a" + " …" * 4_990 + "b",
        "a" + " " * 9_990 + "b",
        "「" * 4_999 + "a" + "」" * 4_999,
        "[" * 400 + "Ich]",
        "[a]" * 4 + "Ich",
        "... " * 1000 + "Ich",
        "Ich … " * 1000,
        "„" * 5000 + "x",
    ],
)
def test_answers_claims_made_to_be_hard(shared_database: Database, text: str) -> None:
    assert ask(shared_database, text).verdict in ("absent", "elided", "verified")


def test_refuses_a_claim_with_more_brackets_than_can_be_read(shared_database: Database) -> None:
    with pytest.raises(InvalidRequest, match="brackets"):
        ask(shared_database, "[a]" * 300 + "Ich")


def test_refuses_a_claim_without_words(shared_database: Database) -> None:
    with pytest.raises(InvalidRequest):
        ask(shared_database, "„…“ ?!")


def test_refuses_a_speaker_or_article_nobody_knows(shared_database: Database) -> None:
    with pytest.raises(UnknownSpeaker):
        ask(shared_database, PUTIN, "Kim Il-sung")
    with pytest.raises(UnknownReference):
        ask(shared_database, PUTIN, article="nothing")


def store(database: Database, text: str, *quotes: dict[str, Any], **changes: object) -> None:
    speakers = [make_speaker(one) for one in ("anna", "bert")]
    document = make_document(text, quotes=list(quotes), speakers=speakers, **changes)
    database.run_write(importer.import_article, document)


def test_finds_words_with_every_apostrophe(empty_database: Database) -> None:
    said = "Das ist ja John\u02bcs Hund und geht\u02bcs gut"
    store(empty_database, f"Anna: „{said}“", make_quote(said, speakers=["anna"]))
    for claim in (said, "John\u02bcs Hund", "John's Hund", "geht’s gut"):
        assert ask(empty_database, claim).verdict == "verified", claim


def test_reads_each_hyphen_at_a_line_end_by_itself(empty_database: Database) -> None:
    said = "Die Ver-\nteidigung der Nord-\nsowie Südsee ist gut"
    blocks = ["paragraph"] * 3
    store(empty_database, f"Anna: „{said}“", make_quote(said, speakers=["anna"]), blocks=blocks)
    for claim in (
        said,
        "Die Verteidigung der Nord- sowie Südsee ist gut",
        "Verteidigung der Nord-",
        "Nord- sowie Südsee",
    ):
        assert ask(empty_database, claim).verdict == "verified", claim
    # Both would be words that nobody said.
    assert ask(empty_database, "Nordsowie Südsee").verdict != "verified"
    assert ask(empty_database, "Verteidigung der Nordsowie Südsee").verdict != "verified"


BERT = {"speakers": ["bert"]}
INTERRUPTED = "„Wir kommen“, sagte Anna, „und wir bleiben, solange es geht.“"


def store_interrupted(database: Database) -> None:
    store(
        database,
        INTERRUPTED,
        make_quote("Wir kommen", key="first"),
        make_quote("und wir bleiben, solange es geht.", continues="first"),
    )


MADE_CASES: list[tuple[str, list[Any], str, str | None, str]] = [
    # text, quotes, claim, speaker, verdict
    ("😀🇰🇵 Anna: „Ja, gut“.", [make_quote("Ja, gut")], "Ja, gut", "anna", "verified"),
    ("a\u0301b Anna: „Ja, gut“.", [make_quote("Ja, gut")], "Ja, gut", "anna", "verified"),
    (
        "Bert: „Anna rief ‚komm heim‘ zu mir“.",
        [make_quote("Anna rief ‚komm heim‘ zu mir", **BERT), make_quote("komm heim")],
        "komm heim",
        "anna",
        "verified",
    ),
    (
        "Bert: „Anna rief ‚komm heim‘ zu mir“.",
        [make_quote("Anna rief ‚komm heim‘ zu mir", **BERT), make_quote("komm heim")],
        "komm heim",
        "bert",
        "misattributed",
    ),
    (
        "Bert: „Anna rief ‚komm heim‘ zu mir“.",
        [make_quote("Anna rief ‚komm heim‘ zu mir", **BERT), make_quote("komm heim")],
        'Anna rief "komm heim" zu mir',
        "bert",
        "verified",
    ),
    (
        "Anna: „Nein danke“. Bert: „Nein danke“.",
        [make_quote("Nein danke", occurrence=1), make_quote("Nein danke", occurrence=2, **BERT)],
        "Nein danke",
        "bert",
        "verified",
    ),
    ("Anna: „So ... geht es“.", [make_quote("So ... geht es")], "So … geht es", "anna", "verified"),
    ("Anna: „Wer [sic] will“.", [make_quote("Wer [sic] will")], "Wer [sic] will", "anna", "verified"),
    ("Anna: „Wer will“.", [make_quote("Wer will")], "Wer [auch] will", "anna", "elided"),
    (
        "Der „Experte“ Anna kam.",
        [make_quote("Experte", type="term", speakers=[], certainty={})],
        "Experte",
        "anna",
        "unattributed",
    ),
    (
        "Anna: „1,5 Millionen kamen“.",
        [make_quote("1,5 Millionen kamen")],
        "5 Millionen kamen",
        "anna",
        "altered",
    ),
    ("Anna: „Es sind -5 Grad“.", [make_quote("Es sind -5 Grad")], "5 Grad", "anna", "absent"),
    ("Anna: „Das Nord-Süd-Gefälle“.", [make_quote("Das Nord-Süd-Gefälle")], "Gefälle", "anna", "absent"),
    ("Anna: „Wir gehen“, sagte sie.", [make_quote("Wir gehen")], "Wir gehen, sagte sie", "anna", "altered"),
    (
        "Anna: „Wir gehen“.",
        [make_quote("Wir gehen", certainty={"speaker": "ambiguous"})],
        "Wir gehen",
        "anna",
        "unattributed",
    ),
    (
        "„Wir gehen“, sagten beide.",
        [make_quote("Wir gehen", speakers=["anna", "bert"])],
        "Wir gehen",
        "bert",
        "verified",
    ),
    (
        "Anna: „Wir\u00a0gehen\theim“.",
        [make_quote("Wir\u00a0gehen\theim")],
        "Wir gehen heim",
        "anna",
        "verified",
    ),
    (
        "Anna: „Wir " + " " * 3000 + "gehen“.",
        [make_quote("Wir " + " " * 3000 + "gehen")],
        "Wir gehen",
        "anna",
        "verified",
    ),
    ("Anna: „Süd-\nkorea ruft“.", [make_quote("Süd-\nkorea ruft")], "Südkorea ruft", "anna", "verified"),
    ("Анна: «Мы не придём».", [make_quote("Мы не придём")], "Мы придём", "anna", "absent"),
    ("Анна: «Мы не придём».", [make_quote("Мы не придём")], "„Мы не придём“", "anna", "verified"),
    ("안나: “우리는 함께 간다”.", [make_quote("우리는 함께 간다")], "우리는 함께 간다", "anna", "verified"),
    ("안나：「我们一起走」。", [make_quote("我们一起走")], "一起走", "anna", "verified"),
]


SAME_LINE = "„Wir werden bald kommen“, sagte Anna. „Wir werden dann wieder kommen“, rief Bert."
SAME_LINE_QUOTES = [make_quote("Wir werden bald kommen"), make_quote("Wir werden dann wieder kommen", **BERT)]
BEGINNINGS = "„Die Länder siegen“, sagte Anna. „Nun, die Länder siegen“, rief Bert."
BEGINNINGS_QUOTES = [make_quote("Die Länder siegen"), make_quote("Nun, die Länder siegen", **BERT)]
NESTED = "Bert: „Anna rief ‚ich gehe nun heim‘ und ich bleibe, ich gehe auch später heim“."
NESTED_QUOTES = [
    make_quote("Anna rief ‚ich gehe nun heim‘ und ich bleibe, ich gehe auch später heim", **BERT),
    make_quote("ich gehe nun heim"),
]
PARAGRAPHS = "Anna: „Wir bleiben,\n„solange es nötig ist. Dann fahren wir.“"
PARAGRAPHS_QUOTES = [
    make_quote("Wir bleiben,", key="begun"),
    make_quote("solange es nötig ist. Dann fahren wir.", continues="begun"),
]
NO_VOICE = [
    make_quote("Wir bleiben,", key="begun"),
    make_quote("solange es nötig ist. Dann fahren wir.", continues="begun", speakers=[], certainty={}),
]
HYPHENS = "Anna: „Nord- und Südkorea sind Nachbarn“."
HYPHENS_QUOTES = [make_quote("Nord- und Südkorea sind Nachbarn")]
THREE_PARTS = "„Wir kommen heute,\n„und wir bleiben“ aber nicht, wie Anna zugab, „bis morgen.“"
THREE_PARTS_QUOTES = [
    make_quote("Wir kommen heute,", key="first"),
    make_quote("und wir bleiben", key="second", continues="first"),
    make_quote("bis morgen.", continues="second"),
]
GAP_QUOTES = [make_quote("Wir kommen", key="begun"), make_quote("nie heim", continues="begun")]
LINES = "Anna: „Nord-\nund Südkorea sind Nachbarn“."
LINES_QUOTES = [make_quote("Nord-\nund Südkorea sind Nachbarn")]
SMALL = "Anna: „die länder siegen. wir gehen. es kommt. sie bleiben“."
SIC = "Anna: „Die Länder [Russland] siegen (immer)“."
OWN_END = "Bert: „Anna rief ‚ich gehe nun heim‘ und ging dann heim“."
OWN_END_QUOTES = [
    make_quote("Anna rief ‚ich gehe nun heim‘ und ging dann heim", **BERT),
    make_quote("ich gehe nun heim"),
]
GAPS = "Bert: „So ... geht es“. Anna: „So gut geht es“."
GAPS_QUOTES = [make_quote("So ... geht es", **BERT), make_quote("So gut geht es")]
FAR = "Anna: „Wir werden, sobald die Zeit dafür gekommen ist und alle bereit sind, siegen“."
MADE_CASES += [
    # Elided words of two speakers in one line are each one's own, and nobody else's.
    (SAME_LINE, SAME_LINE_QUOTES, "Wir werden … kommen", "anna", "elided"),
    (SAME_LINE, SAME_LINE_QUOTES, "Wir werden … kommen", "bert", "elided"),
    (SAME_LINE, SAME_LINE_QUOTES, "bald kommen … dann wieder", None, "not_a_quotation"),
    (SAME_LINE, SAME_LINE_QUOTES, "Wir werden bald kommen Wir werden dann wieder kommen", None, "altered"),
    # An editor's bracket may hide either letter, so both speakers have these words.
    (BEGINNINGS, BEGINNINGS_QUOTES, "[D]ie Länder siegen", "anna", "elided"),
    (BEGINNINGS, BEGINNINGS_QUOTES, "[D]ie Länder siegen", "bert", "elided"),
    (BEGINNINGS, BEGINNINGS_QUOTES, "Die Länder siegen", "bert", "misattributed"),
    # What is quoted within a quotation is the inner speaker's; what stands beside it is the outer one's.
    (NESTED, NESTED_QUOTES, "ich gehe … heim", "bert", "elided"),
    (NESTED, NESTED_QUOTES, "ich gehe nun heim", "bert", "misattributed"),
    (NESTED, NESTED_QUOTES, "ich gehe auch später heim", "bert", "verified"),
    (NESTED, NESTED_QUOTES, "heim‘ und ich bleibe", "bert", "verified"),
    # A quotation that goes on in the next paragraph is one, and nothing of the reporter's stands in it.
    (PARAGRAPHS, PARAGRAPHS_QUOTES, "Wir bleiben, solange es nötig ist", "anna", "verified"),
    (PARAGRAPHS, PARAGRAPHS_QUOTES, "Wir bleiben,\n„solange es nötig ist", "anna", "verified"),
    (PARAGRAPHS, PARAGRAPHS_QUOTES, "Wir bleiben,, solange es nötig ist", "anna", "altered"),
    (PARAGRAPHS, PARAGRAPHS_QUOTES, "Wir bleiben … Dann fahren wir", "anna", "elided"),
    (PARAGRAPHS, PARAGRAPHS_QUOTES, "Wir bleiben, solange es nötig ist", "bert", "misattributed"),
    (PARAGRAPHS, NO_VOICE, "Wir bleiben, solange es nötig ist", "anna", "unattributed"),
    (PARAGRAPHS, NO_VOICE, "Wir bleiben, solange es nötig ist", "bert", "unattributed"),
    # A hyphen at a line end may be the line's or the word's.
    (HYPHENS, HYPHENS_QUOTES, "Nord-\nund Südkorea", "anna", "verified"),
    (HYPHENS, HYPHENS_QUOTES, "Nord- \n und Süd-\nkorea", "anna", "verified"),
    (HYPHENS, HYPHENS_QUOTES, "Nordund Südkorea", "anna", "absent"),
    (HYPHENS, HYPHENS_QUOTES, "Nord und Südkorea sind Nachbarn", "anna", "altered"),
    (HYPHENS, HYPHENS_QUOTES, "… „Nord- und Südkorea“ …", "anna", "verified"),
    (HYPHENS, HYPHENS_QUOTES, "„Nord- und Südkorea sind Nachbarn“, sagte sie", "anna", "altered"),
    # Marks that only a part of the text between two quotes is made of do not make it theirs.
    (
        THREE_PARTS,
        THREE_PARTS_QUOTES,
        "kommen heute,\n„und wir bleiben“ aber nicht",
        "anna",
        "not_a_quotation",
    ),
    (THREE_PARTS, THREE_PARTS_QUOTES, "Wir kommen heute, „und wir bleiben“ aber", "anna", "not_a_quotation"),
    (THREE_PARTS, THREE_PARTS_QUOTES, "heute,\n„und wir bleiben", "anna", "verified"),
    # An ellipsis of the article's between two quotes leaves something out.
    ("„Wir kommen“ … „nie heim“, sagte Anna.", GAP_QUOTES, "Wir kommen nie heim", "anna", "elided"),
    ("„Wir kommen“ [...] „nie heim“, sagte Anna.", GAP_QUOTES, "Wir kommen nie heim", "anna", "elided"),
    # A line of the article that ends in a hyphen is read in both ways.
    (LINES, LINES_QUOTES, "Nord- und Südkorea", "anna", "verified"),
    (LINES, LINES_QUOTES, "und Südkorea sind Nachbarn", "anna", "verified"),
    (LINES, LINES_QUOTES, "Nord-\nund Südkorea", "anna", "verified"),
    # Every bracket may be an editor's, and some may be the text's.
    (SMALL, [make_quote(SMALL[7:-2])], "[D]ie … [W]ir … [E]s … [S]ie bleiben", "anna", "elided"),
    (SIC, [make_quote(SIC[7:-2])], "[d]ie Länder [Russland] siegen", "anna", "elided"),
    # What the outer speaker says himself counts, too, if somebody is quoted within.
    (OWN_END, OWN_END_QUOTES, "ich gehe … heim", "bert", "elided"),
    (OWN_END, OWN_END_QUOTES, "ich gehe … heim", "anna", "elided"),
    # What another said literally the claimed speaker may have said with something left out.
    (GAPS, GAPS_QUOTES, "So ... geht es", "anna", "elided"),
    (GAPS, GAPS_QUOTES, "So ... geht es", "bert", "verified"),
    # All words of a claim in order are a silent omission, however far apart they stand.
    (FAR, [make_quote(FAR[7:-2])], "Wir werden siegen", "anna", "altered"),
    ("Anna: „Wir gehen“.", [make_quote("Wir gehen")], "Wir … _", "anna", "absent"),
    # A claim may reach over several lines, to the very end of the text.
    ("Anna:\n„Ja, gut“.\nDas war es", [make_quote("Ja, gut")], "gut“. Das war es", None, "not_a_quotation"),
]


@pytest.mark.parametrize(("text", "quotes", "claim", "speaker", "verdict"), MADE_CASES)
def test_answers_claims_over_made_articles(
    empty_database: Database, text: str, quotes: list[Any], claim: str, speaker: str | None, verdict: str
) -> None:
    store(empty_database, text, *quotes)
    assert ask(empty_database, claim, speaker).verdict == verdict


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        ("Wir kommen und wir bleiben", "elided"),
        ("Wir kommen, und wir bleiben, solange es geht.", "elided"),
        ("Wir kommen … solange es geht", "elided"),
        ("Wir kommen", "verified"),
        ("Wir kommen“, sagte Anna", "not_a_quotation"),
        ("Wir kommen und bleiben", "altered"),
    ],
)
def test_takes_an_interrupted_quotation_as_one(empty_database: Database, claim: str, verdict: str) -> None:
    store_interrupted(empty_database)
    assert ask(empty_database, claim, "anna").verdict == verdict


def test_returns_the_interruption_as_omitted(empty_database: Database) -> None:
    store_interrupted(empty_database)
    assert ask(empty_database, "Wir kommen und wir bleiben", "anna").omitted == ["“, sagte Anna, „"]


def test_decides_over_all_articles(empty_database: Database) -> None:
    store(empty_database, "Anna: „Nein danke“.", make_quote("Nein danke"), id="a")
    store(
        empty_database,
        "Bert: „Nein danke“.",
        make_quote("Nein danke", **BERT),
        id="b",
        language="de",
        certainty={"language": "stated"},
    )
    both = ask(empty_database, "Nein danke")
    assert both.matches_total == 2
    mine = ask(empty_database, "Nein danke", "bert")
    assert [match.article.id for match in mine.matches] == ["b", "a"]
    assert ask(empty_database, "Nein danke", "bert", article="a").verdict == "misattributed"
    assert ask(empty_database, "Nein danke", "anna", language="de").verdict == "misattributed"


def test_finds_the_claimed_speaker_among_many_who_said_the_same(empty_database: Database) -> None:
    often = 260
    quotes = [make_quote("neue Waffe", occurrence=number, **BERT) for number in range(1, often + 1)]
    last = make_quote("neue Waffe", occurrence=often + 1)
    text = "Bert: „neue Waffe“.\n" * often + "Anna: „neue Waffe“.\nEine neue Waffe."
    store(empty_database, text, *quotes, last)
    mine = ask(empty_database, "neue Waffe", "anna")
    assert (mine.verdict, mine.matches_total) == ("verified", often + 2)
    assert [match.attribution for match in mine.matches[:2]] == ["claimed", "other"]
    starts = [match.start for match in mine.matches[1:]]
    assert starts == sorted(starts)
    assert ask(empty_database, "Waffe", "bert").verdict == "verified"
    assert ask(empty_database, "Eine neue Waffe", "anna").verdict == "not_a_quotation"
    assert ask(empty_database, "neue … Waffe", "anna").verdict == "elided"
    assert ask(empty_database, "Neue Waffe", "anna").verdict == "absent"


def test_names_whose_words_an_altered_claim_across_an_interruption_is_near(empty_database: Database) -> None:
    store_interrupted(empty_database)
    answer = ask(empty_database, "Wir kommen und bleiben, solange es möglich ist", "anna")
    assert answer.nearest is not None
    assert [speaker.id for speaker in answer.nearest.speakers] == ["anna"]
    assert answer.nearest.exact == INTERRUPTED[answer.nearest.start : answer.nearest.end]
    assert answer.attribution == "claimed"


def test_shows_what_is_left_out_in_the_order_of_the_article(empty_database: Database) -> None:
    text = "„A eins“, sagte Anna, „b zwei“, fuhr sie fort, „c drei.“"
    store(
        empty_database,
        text,
        make_quote("A eins", key="first"),
        make_quote("b zwei", key="second", continues="first"),
        make_quote("c drei.", continues="second"),
    )
    answer = ask(empty_database, "A … drei", "anna")
    assert answer.omitted == ["eins“, sagte Anna, „b zwei“, fuhr sie fort, „c"]
    assert answer.matches[0].extent == "whole"
    assert ask(empty_database, "b zwei", "anna").matches[0].extent == "excerpt"
    assert ask(empty_database, ", b zwei", "anna").verdict == "absent"


def test_shows_quotations_in_reading_order_if_nobody_is_claimed(empty_database: Database) -> None:
    term = make_quote("Ja", occurrence=1, type="term", speakers=[], certainty={})
    store(empty_database, "„Ja“ „Ja“ rief Anna.", term, make_quote("Ja", occurrence=2))
    answer = ask(empty_database, "Ja")
    assert answer.verdict == "verified"
    assert [match.start for match in answer.matches] == [1, 6]


def test_seeks_near_versions_in_what_all_filters_leave(empty_database: Database) -> None:
    stated = {"language": "stated"}
    store(
        empty_database, "Anna: „Wir sind hier“.", make_quote("Wir sind hier"), language="en", certainty=stated
    )
    answer = ask(empty_database, "Wir sind hier", article="article", language="de")
    assert (answer.verdict, answer.searched.articles) == ("absent", 0)


def test_always_shows_the_match_that_decides(empty_database: Database) -> None:
    nobody = {"type": "term", "speakers": [], "certainty": {}}
    terms = [make_quote("Ja", occurrence=number, **nobody) for number in range(1, 26)]
    store(empty_database, "„Ja“\n" * 26, *terms, make_quote("Ja", occurrence=26, **BERT))
    answer = ask(empty_database, "Ja", "anna")
    assert answer.verdict == "misattributed"
    assert len(answer.matches) == 20
    assert [match.attribution for match in answer.matches][-1] == "other"


def test_finds_words_that_are_spaced_out(empty_database: Database) -> None:
    letters = [chr(0x430 + number % 32) + chr(0x430 + number // 32) for number in range(320)]
    said = (" " * 7).join(letters)
    store(empty_database, f"Anna: „{said}“.", make_quote(said))
    assert ask(empty_database, " ".join(letters), "anna").verdict == "verified"


def test_shows_a_long_claim_with_one_word_changed_beside_its_passage(empty_database: Database) -> None:
    letters = "abcdefghijklmnopqrstuvwxyzäöüß"
    words = [f"{one}wort{two}" for one in letters for two in letters]
    said = " ".join(words)
    store(empty_database, f"Anna: „{said}“.", make_quote(said))
    answer = ask(empty_database, said.replace(f" {words[450]} ", " anderes "), "anna")
    assert (answer.verdict, answer.changes) == ("altered", ["wording"])
    assert answer.nearest is not None
    assert answer.nearest.exact == said


def test_bounds_the_context_of_a_match(empty_database: Database) -> None:
    store(empty_database, "wort " * 10_000 + "Ende")
    answer = ask(empty_database, "Ende")
    assert len(answer.matches[0].context) < 3_000


def test_names_a_few_of_very_many_speakers(empty_database: Database) -> None:
    speakers = [make_speaker(f"s{number}", name=f"{number} " + "x" * 150) for number in range(50)]
    quote = make_quote("Ja gut", speakers=[speaker["id"] for speaker in speakers])
    document = make_document("Alle: „Ja gut“.", quotes=[quote], speakers=speakers)
    empty_database.run_write(importer.import_article, document)
    assert "and 40 more" in ask(empty_database, "Ja gut").note


def test_keeps_to_its_time_in_a_very_long_quotation(empty_database: Database) -> None:
    said = ("ja nein " * 20_000).strip()
    store(empty_database, f"Anna: „{said}“.", make_quote(said))
    assert ask(empty_database, "ja … nein", "anna").matches_total == 1_000


def test_seeks_near_versions_in_one_article_by_all_its_words(empty_database: Database) -> None:
    for number in range(3):
        store(empty_database, f"Anna: „Wir sind hier und wir bleiben {number}“.", id=f"article-{number}")
    answer = ask(empty_database, "Wir sind hier und sie bleiben", article="article-2")
    assert answer.nearest is not None
    assert answer.nearest.article.id == "article-2"
    assert answer.searched.near_complete


@pytest.mark.parametrize(
    ("claim", "changes"),
    [
        ("Es ist unmöglich, dass wir kommen und bleiben", ["negation"]),
        ("Es ist nicht möglich, dass wir kommen und bleiben", ["negation", "insertion"]),
        ("Es ist möglich, dass wir bleiben und kommen", ["order"]),
        ("Es ist möglich, dass wir kommen und BLEIBEN", ["case"]),
        ("Es ist möglich dass wir kommen und bleiben", ["punctuation"]),
        ("Es ist möglich, dass wir kommen, und bleiben.", ["punctuation"]),
        ("Es ist moeglich, dass wir kommen und bleiben", ["spelling"]),
        ("Es ist möglich, dass wir 5 Mal kommen und bleiben", ["number", "insertion"]),
    ],
)
def test_names_the_changes_of_an_altered_claim(
    empty_database: Database, claim: str, changes: list[str]
) -> None:
    said = "Es ist möglich, dass wir kommen und bleiben"
    store(empty_database, f"Anna: „{said}“.", make_quote(said))
    answer = ask(empty_database, claim, "anna")
    assert (answer.verdict, answer.changes) == ("altered", changes)
    assert answer.nearest is not None
    assert answer.nearest.exact == said


def test_counts_to_a_thousand_and_shows_twenty(empty_database: Database) -> None:
    store(empty_database, "ja nein\n" * 1_100)
    answer = ask(empty_database, "ja nein")
    assert (answer.matches_total, len(answer.matches)) == (1_000, 20)


def test_finds_words_across_the_parts_of_a_long_line(empty_database: Database) -> None:
    words = [f"w{number}" for number in range(400)]
    store(empty_database, " ".join(words))
    for first in range(0, 380, 7):
        claim = " ".join(words[first : first + 20])
        [match] = ask(empty_database, claim).matches
        assert match.exact == claim


def test_refuses_a_name_that_several_have(empty_database: Database) -> None:
    store(empty_database, "Anna: „Ja, gut“.", make_quote("Ja, gut"))
    second = make_document("Anna.", id="b", speakers=[make_speaker("anna-zwei", name="Anna")])
    empty_database.run_write(importer.import_article, second)
    with pytest.raises(AmbiguousSpeaker):
        ask(empty_database, "Ja, gut", "Anna")


def test_answers_over_http_and_can_be_kept(client: httpx2.Client) -> None:
    answer = client.get("/v1/verify", params={"text": f"„{PUTIN}“", "speaker": "Putin"})
    assert answer.json()["verdict"] == "verified"
    again = client.get(answer.request.url, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_answers_a_batch_in_order_and_its_problems_in_their_place(client: httpx2.Client) -> None:
    claims = [
        {"text": PUTIN, "speaker": "Putin"},
        {"text": PUTIN, "speaker": "nobody"},
        {"text": "?!"},
        {"text": "neue Waffe"},
    ]
    items = client.post("/v1/verify", json={"claims": claims}).json()["items"]
    assert [item.get("verdict") for item in items] == ["verified", None, None, "unattributed"]
    assert items[1]["problem"]["type"] == "/problems/unknown-speaker"
    assert items[1]["problem"]["errors"][0]["pointer"] == "/claims/1/speaker"
    assert items[2]["problem"]["status"] == 422


def test_says_nothing_of_a_claim_when_its_time_is_over(
    shared_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verify, "SECONDS", 0.0)
    with pytest.raises(OutOfTime):
        ask(shared_database, "siegreich")


def test_a_fault_of_the_store_is_no_verdict(databases: Databases) -> None:
    url = databases.make(seed=True)
    kept = {"WORTLAUT_CACHE_MIB": "0"}  # what was answered before would still be true
    with run_server(url, **kept) as server, httpx2.Client(base_url=server) as client:
        question = {"text": "siegreich", "speaker": "Kim"}
        assert client.get("/v1/verify", params=question).json()["verdict"] == "verified"
        with Database(make_settings(url)) as database:
            database.run_write(
                lambda session: session.connection().execute(text("ALTER TABLE quote RENAME TO gone"))
            )
        answer = client.get("/v1/verify", params=question)
        assert answer.status_code >= 500
        assert "verdict" not in answer.json()
        [item] = client.post("/v1/verify", json={"claims": [question]}).json().get("items", [{}])
        assert "verdict" not in item


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"claims": []},
        {"claims": [{"text": "a"}] * 101},
        {"claims": [{"text": "a" * 10_000}] * 6},
        {"claims": [{"text": "a" * 10_001}]},
        {"claims": [{"text": "a\x00b"}]},
        {"claims": [{"text": "a", "speakr": "Putin"}]},
        {"claims": [{"text": 5}]},
        {"claims": [{"text": ""}]},
    ],
)
def test_refuses_a_batch_that_is_not_understood(client: httpx2.Client, body: dict[str, object]) -> None:
    answer = client.post("/v1/verify", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"]


def test_refuses_what_is_no_json_and_what_is_too_much(client: httpx2.Client) -> None:
    is_json = {"Content-Type": "application/json"}
    assert client.post("/v1/verify", content=b"{", headers=is_json).status_code == 400
    assert client.post("/v1/verify", content=b"{}").status_code == 415
    assert client.post("/v1/verify", content=b" " * (BODY_MAX + 1), headers=is_json).status_code == 413
    assert client.post("/v1/verify?text=a", json={"claims": [{"text": "a"}]}).status_code == 422


def test_prints_a_verdict_for_a_person(shared_database: Database) -> None:
    altered = "\n".join(
        describe(ask(shared_database, PUTIN.replace("bin", "bin nicht"), "Putin"), in_colour=False)
    )
    assert altered.startswith("ALTERED (wording altered, attribution claimed)")
    assert "[-nicht-]" in altered
    verified = "\n".join(describe(ask(shared_database, PUTIN, "Putin"), in_colour=True))
    assert verified.startswith("\x1b[32mVERIFIED")
    assert "[1777, 2005)" in verified


QUOTED = [KIM, PUTIN]


@pytest.mark.parametrize("quoted", QUOTED)
def test_verifies_every_run_of_whole_words_of_a_quotation(shared_database: Database, quoted: str) -> None:
    folded = verbatim.fold(quoted)
    words = folded.list_words()
    for first in range(len(words)):
        for last in range(first, len(words), 3):
            claim = quoted[slice(*folded.to_original(words[first].start, words[last].end))]
            answer = ask(shared_database, claim)
            assert (answer.verdict, answer.wording) == ("verified", "exact"), claim
            assert any(match.exact == claim and match.extent for match in answer.matches)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_finds_every_run_of_whole_words_of_the_text(shared_database: Database, data: st.DataObject) -> None:
    folded = verbatim.fold(TEXT)
    words = folded.list_words()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    span = folded.to_original(words[first].start, words[last].end)
    answer = ask(shared_database, TEXT[slice(*span)])
    assert answer.verdict in ("verified", "unattributed", "not_a_quotation")
    assert answer.matches_total > len(answer.matches) or span in [
        (one.start, one.end) for one in answer.matches
    ]


UMLAUTS = str.maketrans("äöüßÄÖÜ", "aousAOU")


def list_changed(quoted: str) -> Iterator[str]:
    """Yield the quotation with one change each: of case, umlaut, comma, or with a word more or less."""
    for at, letter in enumerate(quoted):
        if letter.swapcase() != letter:
            yield quoted[:at] + letter.swapcase() + quoted[at + 1 :]
        if letter.translate(UMLAUTS) != letter:
            yield quoted[:at] + letter.translate(UMLAUTS) + quoted[at + 1 :]
        if letter in ",.":
            yield quoted[:at] + quoted[at + 1 :]
        if letter == " ":
            yield f"{quoted[:at]}, {quoted[at + 1 :]}"
            yield f"{quoted[:at]} nicht {quoted[at + 1 :]}"
            yield f"{quoted[:at]}-{quoted[at + 1 :]}"
            if quoted[at - 1].isalpha():  # Beside punctuation white space is typography.
                yield quoted[:at] + quoted[at + 1 :]


@pytest.mark.parametrize("quoted", QUOTED)
def test_verifies_no_changed_quotation(shared_database: Database, quoted: str) -> None:
    changed = list(list_changed(quoted))
    assert len(changed) > 300
    for claim in changed:
        assert ask(shared_database, claim).verdict in ("altered", "absent"), claim


TYPOGRAPHY = [
    lambda quoted: f"“{quoted}”",
    lambda quoted: quoted.replace(" ", "  "),
    lambda quoted: quoted.replace(" ", "\u202f"),
    lambda quoted: quoted.replace("en", "e\u00adn"),
    lambda quoted: quoted.replace("a", "a\u200b"),
    lambda quoted: unicodedata.normalize("NFD", quoted),
    lambda quoted: quoted + ".",
]


@pytest.mark.parametrize("quoted", QUOTED)
@pytest.mark.parametrize("change", TYPOGRAPHY)
def test_verifies_a_quotation_in_other_typography(
    shared_database: Database, quoted: str, change: Callable[[str], str]
) -> None:
    answer = ask(shared_database, change(quoted))
    assert answer.verdict == "verified"
    assert answer.matches[0].exact == quoted


def test_keeps_the_numbers_of_words_true_when_an_article_changes(database: Database) -> None:
    store(database, "Anna: „Ja, gut“.", make_quote("Ja, gut"))
    store(database, "Anna: „Ja, ja, schlecht“.", make_quote("Ja, ja, schlecht"))
    assert database.run_read(audit.check_index) == []
    assert ask(database, "Ja, gut").verdict == "absent"
    assert ask(database, "Ja, ja, schlecht").verdict == "verified"


def test_keeps_the_numbers_of_articles_and_quotes_true(database: Database) -> None:
    def list_tallies(session: Session) -> list[tuple[object, ...]]:
        rows = session.execute(select(*table(Tally).c).order_by(table(Tally).c.language))
        return [tuple(row) for row in rows]

    store(database, "Anna: „Ja, gut“.", make_quote("Ja, gut"))
    assert database.run_read(list_tallies) == [("", 1, 1), ("de", 1, 12)]
    stated = {"language": "stated"}
    store(database, "Anna: „Ja“.", make_quote("Ja"), language="en", certainty=stated)
    assert database.run_read(list_tallies) == [("de", 1, 12), ("en", 1, 1)]
    assert database.run_read(audit.check_tallies) == []
    assert ask(database, "Ja", language="en").searched.quotes == 1
    assert ask(database, "Ja").searched.articles == 2


def test_the_check_finds_wrong_numbers_of_articles(database: Database) -> None:
    def forget(session: Session) -> None:
        session.execute(delete(table(Tally)))

    database.run_write(forget)
    assert [finding.is_damage for finding in database.run_read(audit.check_tallies)] == [True]


def test_the_check_finds_a_word_that_is_missing(database: Database) -> None:
    database.run_read(follow.bring_up_to_date, lambda _done, _total: None)
    state = database.run_read(reading.read_state)
    with database.index.write() as writer:
        assert writer is not None
        writer.remove_article(1)
        writer.commit(state)
    database.index.reload()
    findings = database.run_read(audit.check_index)
    assert any("siegreich" in finding.detail for finding in findings)
