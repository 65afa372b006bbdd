"""Speakers by the names that users type: found if one speaker alone has it, else refused with candidates."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlmodel import Session

from app import names, startup
from app.database.database import Database
from app.errors import AmbiguousSpeaker, IndexOutdated, UnknownSpeaker
from app.schemas.queries import QuoteQuery, SpeakerQuery
from app.schemas.verdicts import Claim
from app.services.catalog import quotes, speakers
from app.services.catalog.references import resolve_speakers
from app.services.index import version
from app.services.ingest import audit, importer
from app.services.verification.verify import verify
from tests.builders import make_document, make_quote, make_speaker
from tests.indexes import set_names_version

WIKIDATA = "https://www.wikidata.org/wiki"
SPEAKERS = [
    make_speaker(
        "putin", name="Wladimir Putin", names=["Putin", "Владимир Путин"], same_as=[f"{WIKIDATA}/Q7747"]
    ),
    make_speaker("kim", name="Kim Jong-un", names=["Kim"], same_as=[f"{WIKIDATA}/Q56226/"]),
    make_speaker("oneill", name="Anna O’Neill", names=["O’Neill"]),
    make_speaker("mueller-gerd", name="Gerd Müller", names=["Müller"]),
    make_speaker("mueller-kerstin", name="Kerstin Mueller", names=["Mueller"]),
    make_speaker(
        "weiss", name="Weiß", same_as=["https://example.org/people/Weiss-1", "https://a.test/Shared"]
    ),
    make_speaker("walesa", name="Lech Wałęsa", same_as=["https://b.test/shared", "https://b.test/Shared"]),
    make_speaker("sorensen", name="Søren Sørensen"),
    make_speaker("zelensky", name="Wolodymyr Selenskyj"),
    make_speaker("dvorak", name="Dvořák, Antonín"),
    make_speaker("paul-peter", name="Paul Peter"),
    make_speaker("peter-paul", name="Peter Paul"),
    make_speaker("hans", name="Hans"),
    make_speaker("x-account", name="Account", same_as=["https://example.org/Putin"]),
    make_speaker("band", name="!!!"),
]


@pytest.fixture
def filled(empty_database: Database) -> Database:
    """A database with these speakers."""
    empty_database.run_write(importer.import_article, make_document(speakers=SPEAKERS))
    return empty_database


def resolve(database: Database, *wanted: str) -> list[str]:
    return database.run_read(resolve_speakers, wanted, parameter="speaker")


def list_candidates(database: Database, name: str) -> list[str]:
    """Return the ids of the candidates for a name that is refused as unknown."""
    with pytest.raises(UnknownSpeaker) as caught:
        resolve(database, name)
    [fault] = caught.value.faults
    return [one.id for one in fault.candidates]


def test_finds_the_one_speaker_that_a_name_means(filled: Database) -> None:
    for name, meant in {
        "wladimir_putin": "putin",
        "»PUTIN«,": "putin",
        "[Putin]": "putin",
        "\u200bPu\u00adtin.": "putin",
        "Putin, Wladimir": "putin",
        "владимир путин": "putin",
        "Kim, Jong-un": "kim",
        "O'Neill": "oneill",
        "Anna O`Neill": "oneill",
        "Antonín Dvořák": "dvorak",
        "Antonin Dvorak": "dvorak",
        "Peter, Paul": "paul-peter",
        "Paul, Peter": "peter-paul",
        "Müller": "mueller-gerd",
        "MÜLLER": "mueller-gerd",
        "Mueller": "mueller-kerstin",
        "Muller": "mueller-gerd",
        "Gerd Mueller": "mueller-gerd",
        "Kerstin Müller": "mueller-kerstin",
        "Weiss": "weiss",
        "WEISS": "weiss",
        "Lech Walesa": "walesa",
        "Soren Soerensen": "sorensen",
        "!!!": "band",
        "hans": "hans",
    }.items():
        assert resolve(filled, name) == [meant], name


def test_finds_the_one_speaker_that_an_identifier_means(filled: Database) -> None:
    for name, meant in {
        f"{WIKIDATA}/Q7747": "putin",
        f"{WIKIDATA}/Q7747/": "putin",
        "Q7747": "putin",
        "q7747": "putin",
        "Q56226": "kim",
        f"{WIKIDATA}/Q56226": "kim",
        "Weiss-1": "weiss",
        "shared": "walesa",
        "https://a.test/Shared": "weiss",
    }.items():
        assert resolve(filled, name) == [meant], name


def test_refuses_an_identifier_of_two_speakers_with_both(filled: Database) -> None:
    for name in ("Shared", "SHARED"):
        with pytest.raises(AmbiguousSpeaker) as caught:
            resolve(filled, name)
        assert [one.id for one in caught.value.faults[0].candidates] == ["walesa", "weiss"]


def test_refuses_a_name_that_is_like_two_with_both(filled: Database) -> None:
    more = [make_speaker("gerd-1", name="Jürg Łoś"), make_speaker("gerd-2", name="Jürg Los")]
    filled.run_write(importer.import_article, make_document(id="more", speakers=more))
    assert resolve(filled, "Jürg Łoś", "jürg los") == ["gerd-1", "gerd-2"]
    with pytest.raises(AmbiguousSpeaker) as caught:
        resolve(filled, "Jurg Los")
    assert [one.id for one in caught.value.faults[0].candidates] == ["gerd-1", "gerd-2"]


def test_what_is_near_is_a_candidate_and_never_the_answer(filled: Database) -> None:
    for name, meant in {
        "Putins": "putin",
        "Putin’s": "putin",
        "Putin's": "putin",
        "Wladimir Putins": "putin",
        "Präsident Putin": "putin",
        "President Putin": "putin",
        "Dr. Wladimir Putin": "putin",
        "Präsident Wladimir Wladimirowitsch Putin": "putin",
        "Puttin": "putin",
        "Utin": "putin",
        "Vladimir Poutine": "putin",
        "WladimirPutin": "putin",
        "Put": "putin",
        "Путина": "putin",
        "http://www.wikidata.org/entity/Q7747": "putin",
        "Frau Kim": "kim",
        "Kin Yong-un": "kim",
        "Hans’": "hans",
        "Hansens": "hans",
        "Zelensky": "zelensky",
        "Selenskis": "zelensky",
        "Oneill": "oneill",
        "Walesas": "walesa",
        "Sorenson": "sorensen",
    }.items():
        assert list_candidates(filled, name)[0] == meant, name


def test_what_is_near_nobody_has_no_candidates(filled: Database) -> None:
    for name in ("Xyz", "-", "…", "🙂"):
        assert list_candidates(filled, name) == [], name


def test_a_listed_name_is_nobodys_genitive(filled: Database) -> None:
    more = [make_speaker("putins", name="Putins"), make_speaker("president", name="Präsident Putin")]
    filled.run_write(importer.import_article, make_document(id="more", speakers=more))
    assert resolve(filled, "Putins", "Putin", "Präsident Putin") == ["putins", "putin", "president"]


def test_names_are_understood_in_filters_claims_and_lists_alike(filled: Database) -> None:
    said = make_document(
        "Putin: „Ja, wir gehen“.",
        id="said",
        speakers=SPEAKERS,
        quotes=[make_quote("Ja, wir gehen", speakers=["putin"])],
    )
    filled.run_write(importer.import_article, said)
    for name in ("Putin, Wladimir", "Q7747", "wladimir_putin", "„Putin“"):
        found = filled.run_read(quotes.find, QuoteQuery.model_validate({"speaker": [name]}))
        assert [one.exact for one in found.items] == ["Ja, wir gehen"]
        assert filled.run_read(verify, Claim(text="Ja, wir gehen", speaker=name)).verdict == "verified"
        assert list_speakers(filled, name) in (["putin"], ["putin", "x-account"])


def list_speakers(database: Database, q: str) -> list[str]:
    return [one.row.id for one in database.run_read(speakers.find, SpeakerQuery(q=q)).items]


def test_a_list_has_all_speakers_whose_names_begin_so(filled: Database) -> None:
    for q, expected in {
        "Müll": ["mueller-gerd", "mueller-kerstin"],
        "Muell": ["mueller-gerd", "mueller-kerstin"],
        "mull": ["mueller-gerd"],
        "O'N": ["oneill"],
        "o’n": ["oneill"],
        "wales": ["walesa"],
        "søren": ["sorensen"],
        "soeren": ["sorensen"],
        "Dvořák, A": ["dvorak"],
        "(Kim_J": ["kim"],
        "Q7747": ["putin"],
        f"{WIKIDATA}/Q7747/": ["putin"],
        "Putins": [],
    }.items():
        assert list_speakers(filled, q) == expected, q


def test_names_wait_for_the_indexes_and_ids_do_not(filled: Database) -> None:
    filled.run_write(set_names_version, "another")
    assert resolve(filled, "putin") == ["putin"]
    for name in ("Putin", "Q7747", "Nobody"):
        with pytest.raises(IndexOutdated):
            resolve(filled, name)


def test_a_database_with_names_folded_otherwise_is_brought_up_to_date(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.run_write(fold_as_before)
    filled.run_write(set_names_version, f"{version.INDEX_VERSION - 1}, of an older program")
    startup.fold_names(filled)
    assert resolve(filled, "Putin, Wladimir", "Q7747", "Gerd Mueller") == ["putin", "putin", "mueller-gerd"]
    assert filled.run_read(audit.check_shared, "speaker", "putin") == []


def fold_as_before(session: Session) -> None:
    """Make the rows of names as a program with another fold has them, which finds none of the names below."""
    for statement in (
        "UPDATE speaker_name SET folded = lower(name)",
        "DELETE FROM name_word",
        "INSERT INTO name_word (word, speaker_id) SELECT DISTINCT lower(name), speaker_id FROM speaker_name",
    ):
        session.execute(text(statement))


names_of_two = st.lists(
    st.text(st.sampled_from("aeoumliäöüøłéßAÄ -,'’._“”()"), min_size=1, max_size=8).filter(names.fold_name),
    min_size=2,
    max_size=2,
)


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(listed=names_of_two, wanted=names_of_two)
def test_never_resolves_to_a_speaker_whose_name_has_other_letters(
    empty_database: Database, listed: list[str], wanted: list[str]
) -> None:
    two = [make_speaker(f"s-{number}", name=name) for number, name in enumerate(listed)]
    empty_database.run_write(importer.import_article, make_document(speakers=two))
    for name in (*listed, *wanted):
        same = [one["id"] for one in two if names.fold_name(one["name"]) == names.fold_name(name)]
        alike = [one["id"] for one in two if names.is_alike(one["name"], name)]
        try:
            assert resolve(empty_database, name) == (same or alike)
        except AmbiguousSpeaker:
            assert len(same or alike) == 2
        except UnknownSpeaker:
            assert not same
            assert not alike
