"""Offsets in three units, words at the one place that they mean, and files that have neither."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.converting.annotations import Annotated, LabelledPassage, Piece, RefusedFile, Unit
from app.converting.selectors import find_selected
from app.converting.units import choose, convert, list_misfits
from app.verbatim import Selector, Span

TEXT = "👩‍🌾 sagte: „Ja, im Januar.“ Und: „Ja, im März.“"


def annotate(text: str, *pieces: Piece, unit: Unit = Unit.UTF16) -> Annotated:
    passages = tuple(
        LabelledPassage(f"T{at}", ("quote",), f"T{at}", (piece,)) for at, piece in enumerate(pieces)
    )
    return Annotated("article", text, unit, passages)


@given(st.text(st.sampled_from("aä \n👩‍🌾🇩🇪e\u0301“"), max_size=30), st.data())
def test_an_offset_in_utf16_cuts_what_javascript_would(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before, within = (len(part.encode("utf-16-le")) // 2 for part in (text[:start], text[start:end]))
    expected = Span(start, end) if start < end else None
    assert convert(text, Piece(before, before + within), Unit.UTF16) == expected


def test_grapheme_clusters_are_whole() -> None:
    assert convert(TEXT, Piece(0, 1), Unit.GRAPHEMES) == Span(0, 3)
    assert convert(TEXT, Piece(0, 2), Unit.UTF16) == Span(0, 1)
    assert convert(TEXT, Piece(0, 1), Unit.UTF16) is None  # half of a character


@pytest.mark.parametrize(
    "piece", [Piece(3, 3), Piece(5, 4), Piece(-1, 2), Piece(0, 10_000_000), Piece(10_000, 10_001)]
)
@pytest.mark.parametrize("unit", Unit)
def test_what_is_no_range_of_the_text_has_no_place(piece: Piece, unit: Unit) -> None:
    assert convert(TEXT, piece, unit) is None


def test_the_unit_of_the_format_is_kept_where_it_fits() -> None:
    """In a text without such signs, all units are the same."""
    choice = choose([annotate("Er sagte: „Ja.“", Piece(11, 14, "Ja."), unit=Unit.GRAPHEMES)], None)
    assert choice.unit is Unit.GRAPHEMES


def test_one_unit_has_to_fit_all_texts_of_a_file() -> None:
    emoji = annotate("😀 „Ja.“ „Nein.“", Piece(3, 6, "Ja."), Piece(9, 14, "Nein."), unit=Unit.CODE_POINTS)
    other = annotate("😀 „Ja.“", Piece(4, 7, "Ja."), unit=Unit.CODE_POINTS)
    with pytest.raises(RefusedFile, match=r"do not fit in any unit .*: T0: \[4, 7\) is “a.“”, not “Ja.”"):
        choose([emoji, other], None)
    assert choose([emoji], None).unit is Unit.CODE_POINTS
    assert choose([other], None).unit is Unit.UTF16


def test_without_words_few_passages_are_no_evidence_for_another_unit() -> None:
    """They may begin and end at edges of words by chance."""
    text = "😀😀 aa bb cc dd ee ff"
    pieces = [Piece(at, at + 2) for at in (3, 6, 9, 12)]
    assert choose([annotate(text, *pieces)], None).unit is Unit.CODE_POINTS
    with pytest.raises(
        RefusedFile, match="do not fit in UTF-16 code units, but in code points and grapheme clusters"
    ):
        choose([annotate("👍 aa bb", Piece(2, 4))], None)
    with pytest.raises(RefusedFile, match="say so with --unit if that is right"):
        choose([annotate("👩‍🌾 aa bb", Piece(4, 6))], None)


def test_a_person_may_say_that_passages_end_inside_words() -> None:
    inside = annotate("„Nordsee und Ostsee“", Piece(1, 5))
    with pytest.raises(RefusedFile, match="“Nord”, which begins or ends inside a word"):
        choose([inside], None)
    choice = choose([inside], Unit.UTF16)
    assert choice[:2] == (Unit.UTF16, "as told, on trust: no words to check")
    assert [problem.place for problem in choice.doubts] == ["T0"]


def test_passages_without_words_are_checked_also_beside_others_with_words() -> None:
    """The words of one passage tell nothing of the offsets of another one."""
    text = "„Nordsee“ und „Ostsee“"
    others = (Piece(15, 21), Piece(15, 18), Piece(14, 21))
    whole, inside, halved = (annotate(text, Piece(1, 8, "Nordsee"), one) for one in others)
    assert choose([whole], None).reason == "the words of the file fit it; 1 passages have none"
    with pytest.raises(RefusedFile, match=r"T1: \[15, 18\) is “Ost”, which begins or ends inside a word"):
        choose([inside], None)
    with pytest.raises(RefusedFile, match=r"T1: \[14, 21\) is “„Ostsee”, with one of two quotation marks"):
        choose([halved], None)
    assert [problem.place for problem in choose([halved], Unit.UTF16).doubts] == ["T1"]


@pytest.mark.parametrize(
    ("words", "is_taken"),
    [
        *(("Wir gehen.", True), ("„Wir gehen.“", True), ("„Wir gehen.“,", True), ("Er: „Wir gehen.“", True)),
        *(("„Wir gehen.", False), ("Wir gehen.“", False), ("Er: „Wir gehen.", False), ("gehen.“, so", False)),
        *(("sie, ‚nie", True), ("Hans’ Rat’", True)),
    ],
)
def test_a_passage_without_words_has_both_of_two_marks_or_none(words: str, *, is_taken: bool) -> None:
    """Single marks are apostrophes too often to tell anything."""
    text = "Er: „Wir gehen.“, so sie, ‚nie‘. Hans’ Rat’"
    passage = annotate(text, Piece(text.index(words), text.index(words) + len(words)))
    assert [not list_misfits([passage], unit) for unit in Unit] == [is_taken] * 3


def test_a_person_may_not_say_what_the_words_contradict() -> None:
    wrong = annotate("😀 „Ja.“", Piece(3, 6, "Ja."), unit=Unit.CODE_POINTS)
    with pytest.raises(RefusedFile, match="do not fit in UTF-16 code units, but in code points"):
        choose([wrong], Unit.UTF16)


def test_offsets_of_a_text_with_other_line_ends_are_explained() -> None:
    """Except for grapheme clusters, in which CR LF is one."""
    text = "👩‍🌾 sagte:\r\n„Ja.“\r\nSie: „Nein.“"
    lf = text.replace("\r\n", "\n")
    words = [(lf.index(one) + 2, one) for one in ("Ja.", "Nein.")]
    counted = annotate(text, *(Piece(at, at + len(one), one) for at, one in words))
    with pytest.raises(RefusedFile, match="count each CR LF as one character; give the text with LF"):
        choose([counted], None)


def test_offsets_of_tokens_are_witnesses() -> None:
    tokens = (Piece(0, 2, "Er"), Piece(3, 8, "sagte"))
    one = annotate("Er sagte", Piece(0, 2))._replace(witnesses=tokens)
    assert choose([one], None).reason == "the words of the file fit it"
    more = one._replace(text="Er-sagte", passages=annotate("", Piece(0, 8)).passages)
    assert [problem.detail for problem in list_misfits([more], Unit.UTF16)] == [
        "the text has “-” between its tokens"
    ]
    moved = one._replace(text="Es sagte")
    assert [problem.detail for problem in list_misfits([moved], Unit.UTF16)] == ["is “Es”, not “Er”"]


@pytest.mark.parametrize(
    ("selector", "start"),
    [
        (Selector("im März"), TEXT.index("im März")),
        (Selector("Ja", "Und: „"), TEXT.rindex("Ja,")),
        (Selector("Ja", "", ", im März"), TEXT.rindex("Ja,")),
        (Selector("im Januar", "was nicht dort steht"), TEXT.index("im Januar")),
    ],
)
def test_words_are_found_at_their_one_place(selector: Selector, start: int) -> None:
    """The context only chooses among equal places."""
    assert find_selected(TEXT, selector, "T1") == Span(start, start + len(selector.exact))


@pytest.mark.parametrize(
    ("selector", "said"),
    [
        (Selector(""), "its words are empty"),
        (Selector("Ja"), "occurs more than once, and its context does not tell where"),
        (Selector("Ja", "„"), "occurs more than once"),
        (Selector("Ja", "nirgends"), "occurs more than once"),
        (Selector("im Februar"), "is not in the text"),
        (Selector("im Marz"), "is not in the text; nearest is “im März"),
        (Selector("Januar. „Ja"), "is not in the text"),
        (Selector("Jan"), "is not in the text"),
    ],
)
def test_words_without_one_place_are_refused(selector: Selector, said: str) -> None:
    """*Ja* is not looked for in *Januar*, and nothing similar is taken."""
    with pytest.raises(RefusedFile, match=said):
        find_selected(TEXT, selector, "T1")
