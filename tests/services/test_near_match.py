"""What an altered claim is told over stored articles: changes, the nearest words and their attribution."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.database.database import Database
from app.schemas.verdicts import Claim, Verdict
from app.services.ingest import importer
from app.services.verification import verify
from tests.builders import make_document, make_quote, make_speaker
from tests.databases import Databases, make_settings

WIN = "Wir werden gewinnen und das Land aufbauen"
GREETINGS = "Sind die Grüße der Länder wirklich schön?"
PERCENT = "Wir haben 5 % für 10 € verkauft"
COUNTED = "Die ‚Nein‘-Stimmen sind alle gezählt worden"
WAR = "We don't want to lose this war again"
ARTICLES: list[tuple[str, list[dict[str, Any]]]] = [
    (f"Gestern sagte Anna: „{WIN}.“ Danach ging sie.", [make_quote(f"{WIN}.")]),
    ("Die Minister erklärten, wir sind bereit zu gehen. Und dann kamen sie.", []),
    (f"Bert rief: „{GREETINGS}“", [make_quote(GREETINGS, speakers=["bert"])]),
    (f"„{PERCENT}“, sagte sie. {COUNTED}. She said: “{WAR}.”", [make_quote(PERCENT)]),
    (
        "„Wir kommen,“ sagte Anna am Abend, „und bleiben, solange es möglich ist.“",
        [
            make_quote("Wir kommen,", key="first"),
            make_quote("und bleiben, solange es möglich ist.", continues="first"),
        ],
    ),
    (
        "Er sagte: „Heute ist alles gut.“ Sie sagte: „Morgen scheint die Sonne wieder.“",
        [
            make_quote("Heute ist alles gut."),
            make_quote("Morgen scheint die Sonne wieder.", speakers=["bert"]),
        ],
    ),
]


@pytest.fixture(scope="module")
def filled_database(databases: Databases) -> Iterator[Database]:
    """A database with these articles, for all tests that only read."""
    with Database(make_settings(databases.make(seed=False))) as opened:
        speakers = [make_speaker(one) for one in ("anna", "bert")]
        for number, (text, quotes) in enumerate(ARTICLES):
            document = make_document(text, quotes=quotes, speakers=speakers, id=f"article-{number}")
            opened.run_write(importer.import_article, document)
        yield opened


@pytest.fixture(autouse=True, scope="module")
def _more_time() -> Iterator[None]:
    """Give each claim ten times as long: the machine may be busy with other tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "SECONDS", 20.0)
        yield


def ask(database: Database, text: str, speaker: str | None = None) -> Verdict:
    return database.run_read(verify.verify, Claim(text=text, speaker=speaker))


CASES = [
    # claim, changes, the nearest words
    (f"Kim sagte: {WIN}", ["insertion"], WIN),
    (f"Gestern sagte Anna: {WIN}", ["insertion"], WIN),
    (f"(Kim) {WIN}", ["insertion"], WIN),
    (f"#Kim {WIN}", ["insertion"], WIN),
    (f"@kim_jong {WIN}", ["insertion"], WIN),
    (f"https://www.example.com/news/2023/08/15/artikel {WIN}", ["insertion"], WIN),
    (f"1. {WIN}", ["insertion"], WIN),
    (f"12:34 {WIN}", ["insertion"], WIN),
    (f"1\n00:00:01,000 --> 00:00:04,000\n{WIN}", ["insertion"], WIN),
    (f"Kim Jong-un\n{WIN}", ["insertion"], WIN),
    (f"{WIN} — Kim Jong-un, 2023", ["insertion"], WIN),
    (f"„{WIN}“, sagte Kim", ["insertion"], WIN),
    (f"„{WIN}.“ (Kim, 2023)", ["insertion"], WIN),
    (f"… {WIN[:-8]}AUFBAUEN …", ["case"], WIN),
    (WIN.replace("Wir", "Alle"), ["wording"], WIN),
    (WIN.replace("aufbauen", "zerstören"), ["wording"], WIN),
    (WIN.replace("werden ", ""), ["omission"], WIN),
    (WIN.replace("gewinnen", "nicht gewinnen"), ["negation", "insertion"], WIN),
    (WIN.replace("werden gewinnen", "gewinnen werden"), ["order"], WIN),
    (WIN.upper(), ["case"], WIN),
    (f"{WIN}!", ["punctuation"], f"{WIN}."),
    (f"{WIN}%", ["insertion"], WIN),
    (f"{WIN[:19]}. Ja, und", ["insertion"], WIN[:19]),
    ("Alle sind bereit zu gehen", ["wording"], "wir sind bereit zu gehen"),
    ("Und wir sind bereit zu gehen", ["insertion"], "wir sind bereit zu gehen"),
    ("Sind die Gruesse der Laender wirklich schoen?", ["spelling"], GREETINGS),
    ("die Grüsse der Länder wirklich schön", ["spelling"], GREETINGS[5:-1]),
    (GREETINGS.upper(), ["spelling", "case"], GREETINGS),
    ("Sind die Grüsse der Länder wirklich schön.", ["spelling", "punctuation"], GREETINGS),
    (PERCENT.replace("5", "6"), ["number"], PERCENT),
    (PERCENT.replace("%", "Prozent"), ["wording"], PERCENT),
    ("Wir haben 10 % für 5 € verkauft", ["number", "order"], PERCENT),
    ("Stimmen sind alle gezählt worden", ["omission"], "Nein‘-Stimmen sind alle gezählt worden"),
    (WAR.replace("don't", "do"), ["negation", "omission"], WAR),
    (WAR.replace("don't", "do not"), ["spelling"], WAR),
    ("Wir kommen und bleiben, solange es möglich wird", ["wording"], ARTICLES[4][0][1:-2]),
    ("Heute ist alles gut. Morgen scheint die Sonne wieder", ["splice"], ARTICLES[5][0][11:-2]),
]


@pytest.mark.parametrize(("claim", "changes", "exact"), CASES)
def test_names_what_is_changed_and_nothing_else(
    filled_database: Database, claim: str, changes: list[str], exact: str
) -> None:
    answer = ask(filled_database, claim)
    assert (answer.verdict, answer.changes) == ("altered", changes)
    assert answer.nearest is not None
    assert answer.nearest.exact == exact
    assert answer.nearest.similarity < 1


def test_an_introduction_that_stands_elsewhere_is_no_splice(filled_database: Database) -> None:
    claim = f"Und dann kamen sie: {WIN}"
    assert ask(filled_database, claim).changes == ["insertion"]
    spliced = f"Morgen scheint die Sonne wieder. {WIN} und alles"
    assert ask(filled_database, spliced).changes == ["insertion", "splice"]


def test_tells_whose_words_are_introduced_as_the_article_does(filled_database: Database) -> None:
    answer = ask(filled_database, f"Gestern sagte Anna: {WIN}", "anna")
    assert answer.attribution == "claimed"


def test_says_that_case_alone_makes_little_difference(filled_database: Database) -> None:
    shouted, replaced = ask(filled_database, WIN.upper()), ask(filled_database, WIN.replace("Land", "Dorf"))
    assert shouted.nearest is not None
    assert replaced.nearest is not None
    assert 0.9 < shouted.nearest.similarity < 1
    assert replaced.nearest.similarity < 0.95


SPELT = [
    ("S i n d  d i e  G r ü ß e  d e r  L ä n d e r", GREETINGS[:25], "letterspaced"),
    ("S i n d d i e G r ü ß e d e r L ä n d e r", GREETINGS[:25], "letterspaced"),
    ("d\u2009i\u2009e G\u2009r\u2009ü\u2009ß\u2009e", "die Grüße", "letterspaced"),
    ("d\u00a0i\u00a0e G\u00a0r\u00a0ü\u00a0ß\u00a0e", "die Grüße", "letterspaced"),
    ("G r ü ß e", "Grüße", "letterspaced"),
    ("Sind die Grüße der Länder w i r k l i c h schön", GREETINGS[:-1], "letterspaced"),
    (r"Sind die Gr\"u\ss{}e der L{\"a}nder wirklich sch\"{o}n?", GREETINGS, "TeX"),
    (r"Sind die Gr\"u{\ss}e der L\"ander", GREETINGS[:25], "TeX"),
    ('Sind die Gr"u"se der L"ander wirklich sch"on?', GREETINGS, "TeX"),
    (r"L\"ander", "Länder", "TeX"),
]


@pytest.mark.parametrize(("claim", "exact", "cause"), SPELT)
def test_reads_claims_in_other_spellings_and_says_so(
    filled_database: Database, claim: str, exact: str, cause: str
) -> None:
    answer = ask(filled_database, claim)
    assert (answer.verdict, answer.changes) == ("altered", ["spelling"])
    assert answer.nearest is not None
    assert answer.nearest.exact == exact
    assert cause in answer.note
    shown = [step.claim for step in answer.nearest.difference]
    assert "".join("".join(shown).split()) == "".join(claim.split())


def test_an_altered_claim_in_another_spelling_has_both_changes(filled_database: Database) -> None:
    answer = ask(filled_database, r"Sind die Gr\"u\ss{}e der L\"ander nicht sch\"on?")
    assert answer.changes == ["negation", "omission", "spelling"]


@pytest.mark.parametrize("claim", ["s i e b e n", r"K\"onige", "a b c d e", "Plan A b c"])
def test_a_claim_whose_words_are_nowhere_is_absent_in_any_spelling(
    filled_database: Database, claim: str
) -> None:
    answer = ask(filled_database, claim)
    assert answer.verdict == "absent"
    assert "TeX" not in answer.note


def test_many_near_variants_do_not_hide_a_nearer_passage(empty_database: Database) -> None:
    """It is in a long line, which counts less than a short one with fewer of the words."""
    words = ["Regen", "Sonne", "Wolke", "Nebel", "Hagel", "Sturm", "Donner", "Blitz", "Reif", "Tau"]
    said = " ".join(words)
    for number in range(40):
        short = " ".join(word for at, word in enumerate(words) if at != number % 9)
        document = make_document(f"Anna: „{short}“.", id=f"short-{number}", quotes=[make_quote(short)])
        empty_database.run_write(importer.import_article, document)
    around = " ".join(f"Wort{number}" for number in range(55))
    long = make_document(
        f"{around} Bert: „{said}“. {around}",
        id="long",
        speakers=[make_speaker("bert")],
        quotes=[make_quote(said, speakers=["bert"])],
    )
    empty_database.run_write(importer.import_article, long)
    claim = Claim(text=f"{said} Schnee", speaker="bert")
    found = empty_database.run_read(verify.verify, claim)
    assert found.nearest is not None
    assert (found.nearest.article.id, found.attribution) == ("long", "claimed")


def test_a_claim_over_several_lines_is_shown_as_one(empty_database: Database) -> None:
    """The longest line has most of the words, but only a short one tells that the claim goes on there."""
    first = (
        "Die Ministerin gratulierte gestern zum Tag der Befreiung und wünschte allen Gesundheit und Glück."
    )
    text = f"{first}\nAnzeige zwei\nQuellenlink dazu\nKommentar null"
    empty_database.run_write(importer.import_article, make_document(text, blocks=["paragraph"] * 4))
    found = empty_database.run_read(verify.verify, Claim(text=text.replace("gestern", "heute")))
    assert found.nearest is not None
    assert found.nearest.exact == text
    assert found.changes == ["wording"]


def test_of_reprints_that_are_as_near_the_claimed_speaker_s_is_shown(empty_database: Database) -> None:
    """Its article neither comes first nor is it stored first."""
    for number, speaker in enumerate(("bert", "anna", "bert")):
        document = make_document(
            f"Zitat: „{WIN}“.",
            id=f"reprint-{number}",
            speakers=[make_speaker(speaker)],
            quotes=[make_quote(WIN, speakers=[speaker])],
        )
        empty_database.run_write(importer.import_article, document)
    for speaker, expected in (("anna", "claimed"), ("bert", "claimed")):
        claim = Claim(text=WIN.replace("werden", "wollen"), speaker=speaker)
        assert empty_database.run_read(verify.verify, claim).attribution == expected
