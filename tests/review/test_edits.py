"""Decisions about a draft, without a browser: what each changes, and that words are always the text's."""

import json
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from app.errors import RefusedDocument
from app.review.deciding import apply_decision
from app.review.decisions import AnyDecision
from app.review.movements import move
from app.review.placed_document import (
    DecisionRefused,
    PlacedDocument,
    count_open,
    find_span,
    list_parts,
    make_quote_key,
    place_document,
)
from app.review.speaker_edits import find_speakers
from app.services.ingest import validation
from app.verbatim import Span
from tests.builders import Json, make_json, make_quote, make_speaker, make_statement

VERSION = "0" * 64
DECISION: TypeAdapter[AnyDecision] = TypeAdapter(Annotated[AnyDecision, Field(discriminator="action")])
TEXT = "👩‍👧 Anna sagte: „Gu\u0308te bleibt, ja!“, rief sie, „immer noch da“, und Bert: „So?“"


def make(*quotes: Json, **changes: object) -> PlacedDocument:
    document = make_json(TEXT, quotes=list(quotes), **changes)
    return place_document(json.dumps(document).encode())


def apply(draft: PlacedDocument, part: str, action: str, **values: object) -> PlacedDocument:
    given = {"version": VERSION, "part": part, "action": action, **values}
    after = apply_decision(draft, DECISION.validate_python(given)).draft
    for quote, span in zip(after.document.quotes, after.spans, strict=True):
        assert find_span(TEXT, quote) == span
    return after


def key_of(draft: PlacedDocument, index: int = 0) -> str:
    return make_quote_key(draft.spans[index])


@pytest.mark.parametrize(
    ("end", "step", "direction", "words"),
    [
        ("end", "word", "forward", "bleibt, ja!“, rief"),
        ("end", "word", "back", "bleibt"),
        ("start", "word", "back", "Gu\u0308te bleibt, ja"),
        ("start", "word", "forward", "ja"),
        ("end", "character", "forward", "bleibt, ja!"),
        ("end", "character", "back", "bleibt, j"),
        ("start", "character", "back", " bleibt, ja"),
        ("start", "character", "forward", "leibt, ja"),
    ],
)
def test_moves_an_end_by_a_word_or_a_character(end: str, step: str, direction: str, words: str) -> None:
    draft = make(make_quote("bleibt, ja", score=0.7, rule="marks"))
    moved = apply(draft, key_of(draft), "move", end=end, step=step, direction=direction)
    quote = moved.document.quotes[0]
    assert (quote.exact, quote.score, quote.rule) == (words, None, None)


def test_a_character_is_what_readers_take_for_one() -> None:
    draft = make(make_quote("te bleibt"))
    moved = apply(draft, key_of(draft), "move", end="start", step="character", direction="back")
    assert moved.document.quotes[0].exact == "u\u0308te bleibt"
    text, family = TEXT, len("👩‍👧")
    assert move(text, Span(family, family + 2), "start", "character", is_back=True) == Span(0, family + 2)


@given(st.text("ab \u0308👩‍👧.\r\n", min_size=2, max_size=40), st.data())
def test_no_movement_makes_an_empty_span_or_leaves_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    end = data.draw(st.sampled_from(["start", "end"]))
    step = data.draw(st.sampled_from(["word", "character"]))
    is_back = data.draw(st.booleans())
    moved = move(text, span, end, step, is_back=is_back)  # type: ignore[arg-type] # drawn from its values
    assert 0 <= moved.start < moved.end <= len(text)
    kept = "end" if end == "start" else "start"
    assert getattr(moved, kept) == getattr(span, kept)
    at, before = getattr(moved, end), getattr(span, end)
    assert at == before or (at < before) is is_back


def test_takes_a_selection_in_utf16_without_the_blanks_at_its_ends() -> None:
    draft = make(make_quote("bleibt"))
    start, end = TEXT.index(" immer") if " immer" in TEXT else TEXT.index("immer"), TEXT.index(" da“")
    units = [len(TEXT[:at].encode("utf-16-le")) // 2 for at in (start, end + 1)]
    assert units != [start, end + 1]
    moved = apply(draft, key_of(draft), "span", start=units[0], end=units[1])
    assert moved.document.quotes[0].exact == "immer noch"


@pytest.mark.parametrize(
    "selection", [(1, 4), (3, 3), (9, 5), (0, 5_000)], ids=["in an emoji", "empty", "reversed", "beyond"]
)
def test_refuses_a_selection_that_is_no_place(selection: tuple[int, int]) -> None:
    draft = make(make_quote("bleibt"))
    with pytest.raises(DecisionRefused, match="refused_selection"):
        apply(draft, key_of(draft), "span", start=selection[0], end=selection[1])


def test_refuses_the_place_of_another_quote() -> None:
    draft = make(make_quote("bleibt"), make_quote("bleibt, ja"))
    with pytest.raises(DecisionRefused, match="refused_same_place"):
        apply(draft, key_of(draft), "move", end="end", step="word", direction="forward")


def test_words_are_never_taken_from_the_browser() -> None:
    draft = make(make_quote("bleibt"))
    with pytest.raises(ValidationError, match="exact"):
        apply(draft, key_of(draft), "accept", exact="bleibt nicht")


def test_accepting_takes_the_mark_away_and_goes_to_the_next_open_part() -> None:
    draft = make(make_quote("bleibt", review=True), make_quote("So?"), make_quote("noch", review=True))
    given = {"version": VERSION, "part": key_of(draft), "action": "accept"}
    decided = apply_decision(draft, DECISION.validate_python(given))
    assert decided.focus == key_of(draft, 2)
    assert count_open(decided.draft.document) == 1
    assert not decided.draft.document.quotes[0].review


def test_a_term_has_no_attribution_and_takes_none() -> None:
    statements = [make_statement()]
    certainty = {"speaker": "stated", "statement": "stated"}
    quote = make_quote("bleibt", statement="speech", certainty=certainty)
    draft = apply(made := make(quote, statements=statements), key_of(made), "type", type="term")
    validation.validate(draft.document)
    assert (draft.document.quotes[0].speakers, draft.document.quotes[0].statement) == ([], None)
    with pytest.raises(DecisionRefused, match="refused_term"):
        apply(draft, key_of(draft), "speakers", names="Anna", certainty="stated")


def make_chain() -> PlacedDocument:
    return make(
        make_quote("Gu\u0308te bleibt, ja!", key="a"),
        make_quote("immer noch da", key="b", continues="a"),
        make_quote("So?", continues="b"),
    )


def test_all_parts_of_an_interrupted_quotation_have_one_type() -> None:
    chain = make_chain()
    mixed = apply(chain, key_of(chain, 1), "type", type="mixed")
    assert {one.type for one in mixed.document.quotes} == {"mixed"}
    indirect = apply(mixed, key_of(mixed, 1), "type", type="indirect")
    assert [one.type for one in indirect.document.quotes] == ["mixed", "indirect", "mixed"]
    assert [one.continues for one in indirect.document.quotes] == [None, None, "a"]
    validation.validate(indirect.document)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_the_parts_without_a_rejected_one_are_still_a_chain(index: int) -> None:
    chain = make_chain()
    after = apply(chain, key_of(chain, index), "reject").document
    rows = validation.validate(after)
    assert [row["continues"] for row in rows.quotes] == [None, 0]


@pytest.mark.parametrize("index", [0, 1, 2])
def test_all_parts_of_an_interrupted_quotation_have_one_attribution(index: int) -> None:
    chain = make_chain()
    key, given = key_of(chain, index), {"version": VERSION, "certainty": "anaphora"}
    values = {"part": key, "action": "speakers", "names": "Bert", "kind": "person"}
    decided = apply_decision(chain, DECISION.validate_python({**given, **values}))
    assert [(one.word, one.values) for one in decided.notes] == [("note_all_parts", {"count": 3})]
    after = apply(decided.draft, key, "statement", form="speech", certainty="inferred")
    quotes = after.document.quotes
    assert {(*one.speakers, one.statement) for one in quotes} == {("bert", "article-speech-1")}
    assert {(one.certainty.speaker, one.certainty.statement) for one in quotes} == {("anaphora", "inferred")}
    validation.validate(after.document)


def test_refuses_parts_of_a_quotation_that_overlap() -> None:
    chain = make_chain()
    units = [len(TEXT[: TEXT.index(word)].encode("utf-16-le")) // 2 for word in ("ja!", " da“")]
    with pytest.raises(DecisionRefused, match="refused_overlap"):
        apply(chain, key_of(chain, 1), "span", start=units[0], end=units[1])


@pytest.mark.parametrize("name", ["bert", "Bert", "BERT", " „Bert“ "])
def test_finds_a_speaker_by_id_or_name(name: str) -> None:
    draft = make(make_quote("bleibt"), speakers=[make_speaker(), make_speaker("bert")])
    after = apply(draft, key_of(draft), "speakers", names=name, certainty="anaphora").document
    assert after.quotes[0].speakers == ["bert"]
    assert after.quotes[0].certainty.speaker == "anaphora"
    assert len(after.speakers) == 2


def test_a_new_speaker_is_added_only_when_told_so() -> None:
    draft = make(make_quote("bleibt"))
    with pytest.raises(DecisionRefused, match="refused_unknown_speaker"):
        apply(draft, key_of(draft), "addressees", names="Jörg Groß", certainty="stated")
    after = apply(
        draft, key_of(draft), "addressees", names="Anna; Jörg Groß", kind="person", certainty="inferred"
    ).document
    assert after.quotes[0].addressees == ["anna", "joerg-gross"]
    assert after.speakers[-1].names == []  # The text does not use this name.
    validation.validate(after)
    again = apply(draft, key_of(draft), "speakers", names="", certainty="stated").document
    assert (again.quotes[0].speakers, again.quotes[0].certainty.speaker) == ([], None)


def test_a_name_of_several_speakers_is_refused() -> None:
    speakers = [make_speaker(), make_speaker("anna-2", name="Anna")]
    draft = make(make_quote("bleibt", speakers=[], certainty={}), speakers=speakers)
    with pytest.raises(DecisionRefused) as refused:
        apply(draft, key_of(draft), "speakers", names="Anna", certainty="stated")
    assert refused.value.values["others"] == "anna, anna-2"


def test_quotes_of_a_rejected_speaker_wait_for_a_decision() -> None:
    draft = make(make_quote("bleibt"), make_quote("So?", speakers=[], certainty={}))
    after = apply(draft, "speaker-anna", "reject").document
    assert [(one.speakers, one.review) for one in after.quotes] == [([], True), ([], False)]
    validation.validate(after)


ANNA: Json = {
    "name": "Anna Berg",
    "names": ["Anna Berg", "Berg", "Bürgermeisterin"],
    "description": "die Bürgermeisterin",
    "same_as": ["https://www.wikidata.org/entity/Q1"],
}


def rename(draft: PlacedDocument, name: str, **values: object) -> tuple[PlacedDocument, list[str]]:
    given = {"version": VERSION, "part": "speaker-anna", "action": "change-speaker", "kind": "person"}
    decided = apply_decision(draft, DECISION.validate_python({**given, "name": name, **values}))
    validation.validate(decided.draft.document)
    return decided.draft, [one.word for one in decided.notes]


def test_another_person_keeps_nothing_of_the_one_before() -> None:
    speakers = [make_speaker(**ANNA), make_speaker("bert")]
    statement = make_statement(addressees=["bert"], certainty={"speaker": "stated", "addressee": "stated"})
    quotes = [make_quote("bleibt", via=["anna"]), make_quote("So?", speakers=["bert"])]
    draft, told = rename(make(*quotes, speakers=speakers, statements=[statement]), "Tom Stein")
    [tom, _] = draft.document.speakers
    assert (tom.id, tom.name, tom.names, tom.same_as, tom.description) == (
        "tom-stein",
        "Tom Stein",
        [],
        [],
        None,
    )
    assert find_speakers(draft.document, "Anna Berg") == find_speakers(draft.document, "anna") == []
    assert [(one.speakers, one.review) for one in draft.document.quotes] == [
        (["tom-stein"], True),
        (["bert"], False),
    ]
    assert draft.document.quotes[0].via == ["tom-stein"]
    assert draft.document.statements[0].speakers == ["tom-stein"]
    assert draft.document.statements[0].review
    gone = ["note_names_gone", "note_description_gone", "note_same_as_gone"]
    assert told == ["note_other_person", *gone]


@pytest.mark.parametrize(
    ("name", "new", "new_id"),
    [
        ("Anna Berg", "Tom Berg", "tom-berg"),
        ("Trump", "Ivanka Trump", "ivanka-trump"),
        ("Ivanka Trump", "Trump", "trump"),
        ("Herr Müller", "Frau Müller", "frau-mueller"),
    ],
)
def test_a_name_with_a_word_more_or_less_may_be_another_person(name: str, new: str, new_id: str) -> None:
    speaker = make_speaker(**{**ANNA, "name": name, "names": [name, name.split()[-1]]})
    draft, told = rename(make(make_quote("bleibt"), speakers=[speaker]), new)
    [own] = draft.document.speakers
    assert (own.id, own.same_as, own.description) == (new_id, [], None)
    assert own.names == [one for one in (name, name.split()[-1]) if one == new]
    assert draft.document.quotes[0].review
    assert told[:2] == ["note_other_person", "note_names_gone"]
    same, told = rename(make(make_quote("bleibt"), speakers=[speaker]), new, is_spelling="true")
    assert (same.document.speakers[0].id, told) == ("anna", [])
    assert not same.document.quotes[0].review


@pytest.mark.parametrize(
    ("name", "new"),
    [("Jörg Mueller", "Jörg Müller"), ("Müller, Jörg", "Jörg Müller"), ("JÖRG MÜLLER", "Jörg Müller")],
)
def test_a_person_whose_name_is_corrected_stays_the_same(name: str, new: str) -> None:
    speaker = make_speaker(**{**ANNA, "name": name, "names": [name, "Müller"]})
    draft, told = rename(make(make_quote("bleibt"), speakers=[speaker]), new)
    [own] = draft.document.speakers
    assert (own.id, own.name, own.description) == ("anna", new, "die Bürgermeisterin")
    assert own.names == [name, "Müller"]
    assert own.same_as == ANNA["same_as"]
    assert not draft.document.quotes[0].review
    assert told == []


def test_who_says_that_a_name_is_spelt_in_another_way_keeps_all() -> None:
    speaker = make_speaker(**{**ANNA, "names": ["Anna Berg", "Frau B."]})
    changed, told = rename(make(make_quote("bleibt"), speakers=[speaker]), "Ana Bergh", is_spelling="true")
    [own] = changed.document.speakers
    assert (own.id, own.names, own.same_as) == ("anna", ["Anna Berg", "Frau B."], ANNA["same_as"])
    assert not changed.document.quotes[0].review
    assert told == []


def test_who_gets_the_name_of_another_is_told_of_that_one() -> None:
    speakers = [make_speaker(), make_speaker("bert")]
    draft, told = rename(make(speakers=speakers), "BERT")
    new, other = (one.id for one in draft.document.speakers)
    assert other == "bert"
    assert new.startswith("bert-")
    assert told == ["note_other_person", "note_namesakes"]


def test_names_in_the_text_are_those_of_the_text() -> None:
    draft = make(speakers=[make_speaker(**ANNA)])
    own = "Anna Berg\n\n Anna \r\nBerg"
    changed, told = rename(draft, "Anna Berg", names=own)
    assert (changed.document.speakers[0].names, told) == (["Anna Berg", "Anna", "Berg"], [])
    for missing in ("Ann", "Tom"):  # *Ann* is in *Anna*, but no word of the text.
        with pytest.raises(DecisionRefused, match="refused_not_in_text"):
            rename(draft, "Anna Berg", names=missing)


@pytest.mark.parametrize(("name", "used"), [("Ann", []), ("Bert", ["Bert"]), ("Ja", [])])
def test_a_new_speaker_goes_by_a_name_that_is_a_word_of_the_text(name: str, used: list[str]) -> None:
    draft = make(make_quote("bleibt"))
    after = apply(draft, key_of(draft), "speakers", names=name, kind="person", certainty="stated").document
    assert after.speakers[-1].names == used


def test_two_speakers_who_are_one_keep_the_identifiers_of_both() -> None:
    other = make_speaker("sie", name="Sie", same_as=["https://d-nb.info/gnd/1"])
    draft = make(
        make_quote("bleibt", speakers=["anna", "sie"]),
        make_quote("So?", speakers=["anna"]),
        speakers=[make_speaker(**ANNA), other],
    )
    merged, told = rename(draft, "Anna Berg", same="sie")
    [own] = merged.document.speakers
    assert own.same_as == ["https://d-nb.info/gnd/1", *ANNA["same_as"]]
    assert (own.id, own.names, own.description) == ("sie", ANNA["names"], "die Bürgermeisterin")
    assert told == ["note_merged", "note_same_as_both"]
    # Where two speakers have become one, how sure the article is may be another thing.
    assert [one.review for one in merged.document.quotes] == [True, False]


def test_two_speakers_who_are_one_become_one() -> None:
    speakers = [make_speaker(names=["Anna"]), make_speaker("sie", names=["sie"])]
    draft = make(
        make_quote("bleibt", speakers=["anna", "sie"]), make_quote("So?", speakers=["sie"]), speakers=speakers
    )
    after = apply(draft, "speaker-sie", "change-speaker", name="sie", kind="person", same="Anna").document
    assert [one.names for one in after.speakers] == [["Anna", "sie"]]
    assert [one.speakers for one in after.quotes] == [["anna"], ["anna"]]


def test_a_new_statement_has_the_speakers_of_the_quote() -> None:
    draft = make(make_quote("bleibt"))
    after = apply(draft, key_of(draft), "statement", form="press_release", certainty="inferred").document
    [statement] = after.statements
    assert (statement.id, statement.speakers) == ("article-press-release-1", ["anna"])
    validation.validate(after)
    gone = apply(draft._replace(document=after), f"statement-{statement.id}", "reject").document
    assert (gone.quotes[0].statement, gone.quotes[0].review) == (None, True)
    validation.validate(gone)


def test_a_title_without_a_form_is_not_dropped() -> None:
    draft = make(make_quote("bleibt"), statements=[make_statement()])
    with pytest.raises(DecisionRefused, match="refused_no_form"):
        apply(draft, key_of(draft), "statement", statement="speech", title="Rede", certainty="stated")


def test_blanks_around_what_is_typed_are_no_part_of_it() -> None:
    draft, _ = rename(make(make_quote("bleibt")), " Anna ")
    assert draft.document.speakers[0].name == "Anna"
    certainties = {"published_on_certainty": "stated", "language_certainty": "stated"}
    after = apply(draft, "article", "change-article", headline=" Drei Tage\n", author="  ", **certainties)
    assert (after.document.headline, after.document.author) == ("Drei Tage", None)
    with pytest.raises(ValidationError, match="at least 1 character"):
        rename(draft, " \t")


def test_each_new_statement_has_an_id_of_its_own() -> None:
    draft = make(make_quote("bleibt"), id="a" * 100)
    for form in ("speech", "press_release", "speech"):
        draft = apply(draft, key_of(draft), "statement", form=form, certainty="inferred")
    validation.validate(draft.document)
    ids = [one.id for one in draft.document.statements]
    assert len(set(ids)) == 3
    first = draft.document.statements[0].id
    assert all(len(one) <= 100 and one.startswith("aaa") for one in ids)
    # The first is rejected, so that the count is that of an id which is taken.
    fewer = apply(draft, f"statement-{first}", "reject")
    again = apply(fewer, key_of(fewer), "statement", form="speech", certainty="inferred").document
    assert len({one.id for one in again.statements}) == 3


def test_unknown_metadata_have_no_certainty() -> None:
    certainties = {"published_on_certainty": "stated", "language_certainty": "inferred"}
    draft = make(review=True)
    after = apply(draft, "article", "change-article", published_on="2023-08-15", language="", **certainties)
    document = after.document
    assert (str(document.published_on), document.certainty.published_on) == ("2023-08-15", "stated")
    assert (document.language, document.certainty.language) == (None, None)
    with pytest.raises(DecisionRefused, match="refused_article"):
        apply(draft, "article", "reject")


def test_a_quote_is_added_behind_another_and_waits() -> None:
    draft = make(make_quote("bleibt"))
    after = apply(draft, key_of(draft), "add").document
    assert [(one.exact, one.review) for one in after.quotes] == [("bleibt", False), ("ja", True)]


@pytest.mark.parametrize("words", ["So?", "So?“", "So"])
def test_no_quote_is_added_where_no_word_follows(words: str) -> None:
    draft = make(make_quote(words))
    with pytest.raises(DecisionRefused, match="refused_selection"):
        apply(draft, key_of(draft), "add")


def test_parts_are_in_reading_order() -> None:
    draft = make(make_quote("So?"), make_quote("Gu\u0308te"), make_quote("Gu\u0308te bleibt"))
    kinds = [(part.kind, part.position) for part in list_parts(draft).values()]
    assert kinds == [("article", 0), ("speaker", 0), ("quote", 2), ("quote", 1), ("quote", 0)]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"quotes": [make_quote("fehlt")]}, "/quotes/0/exact"),
        ({"quotes": [make_quote("a")]}, "/quotes/0/exact"),
        ({"quotes": [make_quote("So?"), make_quote("So?", type="mixed")]}, "/quotes/1"),
        ({"speakers": [make_speaker(), make_speaker()]}, "/speakers/1/id"),
        ({"blocks": ["paragraph"] * 2}, "/blocks"),
    ],
)
def test_refuses_a_document_whose_parts_cannot_be_told_apart(changes: Json, pointer: str) -> None:
    with pytest.raises(RefusedDocument) as refused:
        place_document(json.dumps(make_json(TEXT, **changes)).encode())
    assert [fault.pointer for fault in refused.value.faults] == [pointer]
