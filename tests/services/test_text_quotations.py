"""Quotations of a whole text that belong together: interrupted, within one another, before a citing comma."""

from collections.abc import Iterator

import pytest

from app.database.database import Database
from app.schemas.whole_texts import TextVerdict, WholeText
from app.services.ingest import importer
from app.services.verification import text as whole_text
from tests.builders import make_document, make_quote, make_speaker
from tests.databases import Databases, make_settings

pytestmark = pytest.mark.usefixtures("more_time_for_texts")

VALLEY = "“The harvest was poor in every single valley,” said Nora Hill."
SIGNING = "„Ich werde“, sagte Emil Winter, „diesen Vertrag niemals unterschreiben.“"
WAITING = "“We never waited,” Nora Hill said, “and we,” she went on, “will never wait for you.”"
TAXES = "„Wir werden die Steuern in diesem Jahr nicht erhöhen“, sagte Anna Berg."
TOLD = "„Der Rat sagte mir: ‚Der Umbau kommt bestimmt im Mai.‘ Darauf verlasse ich mich“, sagte Emil Winter."
BUSES = "„Ohne uns“, sagte Emil Winter, „läuft in dieser Stadt kein Bus.“"  # Not linked with one another.
POOR = "The harvest was poor, he wrote. “The barn burnt down last year”, said Nora Hill."
ASKED = "“Will the town pay for it?” asked Nora Hill. The town will pay for it, everybody knew."

NAMES = {"nora": "Nora Hill", "emil": "Emil Winter", "anna": "Anna Berg"}
QUOTES = [
    make_quote("The harvest was poor in every single valley", speakers=["nora"]),
    make_quote("Ich werde", speakers=["emil"], key="signing"),
    make_quote("diesen Vertrag niemals unterschreiben.", speakers=["emil"], continues="signing"),
    make_quote("We never waited", speakers=["nora"], key="waiting"),
    make_quote("and we", speakers=["nora"], key="on", continues="waiting"),
    make_quote("will never wait for you.", speakers=["nora"], continues="on"),
    make_quote("Wir werden die Steuern in diesem Jahr nicht erhöhen", speakers=["anna"]),
    make_quote("Ohne uns", speakers=["emil"]),
    make_quote("läuft in dieser Stadt kein Bus.", speakers=["emil"]),
    make_quote(TOLD[1 : TOLD.index("“")], speakers=["emil"]),
]


@pytest.fixture(scope="module")
def corpus(databases: Databases) -> Iterator[Database]:
    """A database to read: the seed, and an article with all that these three said."""
    document = make_document(
        "\n".join([VALLEY, SIGNING, WAITING, BUSES, TAXES, TOLD, POOR, ASKED]),
        speakers=[make_speaker(one, name=name, names=[name]) for one, name in NAMES.items()],
        quotes=QUOTES,
    )
    with Database(make_settings(databases.make(seed=True))) as opened:
        opened.run_write(importer.import_article, document)
        yield opened


def check(database: Database, text: str) -> TextVerdict:
    language = "de" if "„" in text else "en"
    return database.run_read(whole_text.verify_text, WholeText(text=text, language=language))


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        (SIGNING, ["verified"] * 2),
        (SIGNING.replace("diesen Vertrag niemals", "diesen Vertrag"), ["altered"] * 2),
        (SIGNING.replace("niemals ", "[…] "), ["elided"] * 2),
        (SIGNING.replace("Emil Winter", "Anna Berg"), ["misattributed"]),
        (WAITING, ["verified"] * 3),
        (SIGNING.replace("Winter", "Winter " + "[a] [b] [c] [d] " * 4), ["verified"] * 2),
        (SIGNING.replace("diesen", "[a] [b] [c] [d] " * 4), ["doubtful"]),
        (BUSES, ["verified"] * 2),
        (BUSES.replace("Ohne uns", "Der Umbau"), ["altered"] * 2),
        ("“We never waited,” Nora Hill said, “will never wait for you.”", ["altered"] * 2),
        ("“We never waited,” Nora Hill said, “… will never wait for you.”", ["elided"] * 2),
        ("“We never waited and we,” Nora Hill said, “will never wait for you.”", ["elided"] * 2),
        ("“And we,” Nora Hill said, “never waited.”", ["altered"]),
    ],
)
def test_a_quotation_that_is_interrupted_as_it_is_here_is_verified(
    corpus: Database, text: str, outcomes: list[str]
) -> None:
    assert [one.outcome for one in check(corpus, text).quotations] == outcomes


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        (f"Emil Winter erzählte: „Da sagte Anna Berg: ‚{TAXES[1:52]}.‘“", ["doubtful", "words_only"]),
        (f"Emil Winter: „‚{TAXES[1:52]}.‘“", ["doubtful", "words_only"]),
        (TOLD, ["verified", "words_only"]),
        (TOLD.replace("bestimmt", "vielleicht"), ["altered", "altered"]),
        (TOLD.replace("Darauf verlasse", "Nie wieder verlasse"), ["altered", "words_only"]),
    ],
)
def test_what_is_quoted_within_a_quotation_does_not_accuse_it(
    corpus: Database, text: str, outcomes: list[str]
) -> None:
    assert [one.outcome for one in check(corpus, text).quotations] == outcomes


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        (VALLEY, "verified"),
        (VALLEY.replace("Nora Hill", "Anna Berg"), "misattributed"),
        (VALLEY.replace("The harvest", "But the harvest"), "altered"),
        ("“The harvest was poor,” said Nora Hill.", "verified"),
        ("“The barn burnt down last year,” said Nora Hill.", "not_a_quotation"),
        ("“The town will pay for it,” said Nora Hill.", "not_a_quotation"),
    ],
)
def test_a_citing_comma_within_the_marks_is_not_quoted(corpus: Database, text: str, outcome: str) -> None:
    [quotation] = check(corpus, text).quotations
    assert quotation.outcome == outcome
