"""Drafts as a whole: of the seed, of any text, and documents made of them."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.drafting.documents import make_document
from app.drafting.draft import guess_language, make_draft
from app.schemas.document import ArticleDocument
from app.services.ingest.validation import validate
from app.vocabulary import QUOTATIONS, Certainty, QuoteType
from tests.databases import ROOT

SEED = json.loads((ROOT / "seed_data/kim-putin-briefwechsel-2023.json").read_text(encoding="utf-8"))
PIECES = [
    *"„“”\"‘’‚'»«›‹.,:!?–()\n\r ",
    "\n\n",
    " Kim ",
    " Ada Berg",
    " sagte",
    " said",
    ", so ",
    " er",
    " laut ",
    " the",
    " von ",
    " 6'2\"",
    "der Minister ",
    " an Putin",
    "é\u0301",
    "🇩🇪",
]


def test_the_seed_is_drafted_as_people_wrote_it() -> None:
    draft = make_draft(SEED["text"])
    marked = [quote for quote in SEED["quotes"] if quote["type"] in QUOTATIONS]
    words = [draft.text[slice(*quote.span)] for quote in draft.quotes]
    assert words == [quote["exact"] for quote in marked]
    assert [str(quote.type) for quote in draft.quotes] == [quote["type"] for quote in marked]
    letters = [quote for quote in draft.quotes[1:] if quote.type is not QuoteType.TERM]
    assert [quote.speaker for quote in letters] == ["kim-jong-un", "kim-jong-un", "wladimir-putin"]
    assert letters[0].addressee == "wladimir-putin"
    assert (draft.language, draft.language_certainty) == ("de", Certainty.INFERRED)


def test_names_of_the_seed_are_gathered() -> None:
    speakers = {speaker.id: speaker.names for speaker in make_draft(SEED["text"]).speakers}
    assert speakers["kim-jong-un"] == ("Kim Jong-un", "Kim Jong Un", "Kim")
    assert speakers["wladimir-putin"] == ("Wladimir Putin", "Putin")


def test_a_draft_is_a_document_that_is_imported_when_it_has_been_reviewed() -> None:
    made = make_document(make_draft(SEED["text"]), "seed")
    document = ArticleDocument.model_validate(made)
    rows = validate(document)
    assert [(row["start"], row["end"]) for row in rows.quotes] == [
        tuple(quote.span) for quote in make_draft(SEED["text"]).quotes
    ]
    assert document.review  # The language is a guess.
    assert [quote.review for quote in document.quotes] == [True, False, True, False, False]
    assert all(quote.score and quote.rule for quote in document.quotes)


def test_parts_of_a_quotation_continue_each_other_in_the_document() -> None:
    text = "“We came early,” said Ada Berg, “and we left late.” Nobody else came to the house that day."
    document = ArticleDocument.model_validate(make_document(make_draft(text, "en"), "visit"))
    assert [(quote.key, quote.continues) for quote in document.quotes] == [("part-0", None), (None, "part-0")]
    assert validate(document).quotes[1]["continues"] == 0
    assert not document.review


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Das ist der Anfang, und er ist nicht von mir.", "de"),
        ("This is the beginning of it, and it is not about me.", "en"),
        ("Ceci est le début de tout.", None),
        ("", None),
    ],
)
def test_the_language_is_recognized_by_its_function_words(text: str, language: str | None) -> None:
    assert guess_language(text) == language


def test_in_another_language_quotations_are_found_and_nobody_is_named() -> None:
    draft = make_draft("« Nous sommes venus en paix », a dit Ada Berg.", "fr")
    (quote,) = draft.quotes
    assert draft.text[slice(*quote.span)] == "Nous sommes venus en paix"
    assert (quote.speaker, quote.mention, quote.needs_review) == (None, None, True)


TEXTS = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=80).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS, st.sampled_from(["de", "en", "fr", None]))
def test_a_draft_of_any_text_holds_together(text: str, language: str | None) -> None:
    draft = make_draft(text, language)
    spans = [quote.span for quote in draft.quotes]
    assert spans == sorted(spans, key=lambda span: (span.start, -span.end))
    assert len(set(spans)) == len(spans)
    ids = {speaker.id for speaker in draft.speakers}
    assert len(ids) == len(draft.speakers)
    for index, quote in enumerate(draft.quotes):
        words = text[slice(*quote.span)]
        assert words == words.strip() != ""
        assert 0 <= quote.score <= 1
        assert quote.continues is None or quote.continues < index
        assert {quote.speaker, quote.addressee} <= ids | {None}
        for span in (quote.mention, quote.cue):
            assert span is None or 0 <= span.start < span.end <= len(text)
        for other in spans[index + 1 :]:
            assert not quote.span.overlaps(other) or quote.span.contains(other)


def test_a_mark_that_closes_an_earlier_line_ends_what_is_open_in_its_own() -> None:
    assert [tuple(one.span) for one in make_draft("“\n‚:“‘", "de").quotes] == [(2, 4)]


@pytest.mark.parametrize("language", [None, "zh", "de"])
def test_a_term_is_continued_by_nothing(language: str | None) -> None:
    quotes = make_draft("“什么？\n\n“我们。”", language).quotes
    assert [one.continues for one in quotes if one.type == "term"] == [None, None]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=60).map("".join), st.sampled_from(["de", "en"]))
@example(
    "Mrs. Ada Berg left. “We won,” she said, as Mrs. Eva Tal and Tal heard, “and we stay,” she said.", "en"
)
@example(
    "r To„„r n“e s s\n„.“u T sagt „W", "de"
)  # Two parts of one quotation, each with a neighbour's speaker.
def test_a_document_of_any_draft_is_valid(text: str, language: str) -> None:
    validate(ArticleDocument.model_validate(make_document(make_draft(text, language), "any")))
