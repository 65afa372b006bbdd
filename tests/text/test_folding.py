"""Folding touches typography alone; words are whole; claims are read as people paste them."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import verbatim
from app.verbatim.alignment import find_window
from app.verbatim.changes import Change
from app.verbatim.claims import Alternative, list_claims
from app.verbatim.comparing import compare
from app.verbatim.folding import find_all
from app.verbatim.tokens import TOKEN_MAX

KIM = (
    "Ich bin fest davon überzeugt, dass sich Freundschaft und Solidarität zunehmend zu einer langfristigen "
    "strategischen Beziehung entwickeln werden"
)


def find(text: str, claim: str) -> list[str]:
    folded = verbatim.fold(text)
    return [text[slice(*folded.to_original(*place))] for place in find_all(folded, verbatim.fold(claim))]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("„neue Waffe“", "'neue Waffe'"),
        ("die „neue“ Waffe", 'die "neue" Waffe'),
        ("die „neue“ Waffe", "die ‚neue‘ Waffe"),
        ("geht’s gut", "geht's gut"),
        ("1945 – 2023", "1945 - 2023"),
        ("Kim Jong-un", "Kim Jong‑un"),
        ("Kim Jong-un", "Kim Jong-\nun"),
        ("Freundschaft", "Freund-\n   schaft"),
        ("Freund-\nschaft", "Freundschaft"),
        ("Freund\u00adschaft", "Freundschaft"),
        ("Freundschaft", "Freund\u200bschaft"),
        ("a  b\u00a0c\r\nd", "a b c d"),
        ("ja … nein", "ja ... nein"),
        ("über", "u\u0308ber"),
        ("u\u0308ber alles", "über alles"),
        ("u\u00ad\u0308ber alles", "über alles"),
        ("한국", unicodedata.normalize("NFD", "한국")),
        ("er ging — nie", "er ging - nie"),
        ("10–\n20 Leute", "10–20 Leute"),
        ("‚Zimmer 5‘ da", "„Zimmer 5“ da"),
        ("a\u2066b\u2069 c", "ab c"),
    ],
)
def test_finds_the_same_words_in_other_typography(text: str, claim: str) -> None:
    assert find(text, claim) == [text]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("hätten", "hatten"),
        ("Stärke", "Starke"),
        ("Straße", "Strasse"),
        ("Die Länder", "die Länder"),
        ("ja, nein", "ja nein"),
        ("ja! Nein", "ja. Nein"),
        ("Jong-un", "Jongun"),
        ("Jong-un", "un"),
        ("Jong-un", "Jong"),
        ("2022-23", "202223"),
        ("Nord- und Südkorea", "Nord"),
        ("Unbesiegbarkeit", "besiegbar"),
        ("geht’s", "geht"),
        ("1,5 Millionen", "5 Millionen"),
        ("1.000.000", "1.000"),
        ("10 000 Mann", "000 Mann"),
        ("10\u202f000 Mann", "000 Mann"),
        ("-5 Grad", "5 Grad"),
        ("−5 Grad", "5 Grad"),
        ("18:30 Uhr", "30 Uhr"),
        ("e\u0301a", "e"),
        ("5′ hoch", "5″ hoch"),
        ("5' hoch", '5" hoch'),
        ("eins zwei", "einszwei"),
        ("Mann—Frau", "Mann-Frau"),
        ("10–\n20 Leute", "1020 Leute"),
        ("1020 Leute", "10-\n20 Leute"),
        ("kommen–\nund", "kommenund"),
        (".5 Millionen", "5 Millionen"),
        ("1·5 Millionen", "5 Millionen"),
        ("1 1/2 Millionen", "1/2 Millionen"),
        ("2 ½ Millionen", "½ Millionen"),
        ("≥6 Grad", "6 Grad"),
        ("Die ‚Nein‘-Stimmen siegen", "Stimmen siegen"),
        ("5-%-Hürde fällt", "Hürde fällt"),
        ("(Anti-)Kommunisten", "Kommunisten"),
        ("(un)möglich", "möglich"),
        ("Leser*innen", "Leser"),
        ("[un]möglich für uns", "möglich für uns"),
        ("Mitarbeiter[innen] gehen", "Mitarbeiter"),
        ("10⁻³ Gramm", "10"),
        ("10⁻³ Gramm", "³ Gramm"),
        ("3×4 Felder", "4 Felder"),
        ("Kolleg/innen", "Kolleg"),
        ("C&A", "A"),
        ("12-\nund 13-Jährige", "12-und 13-Jährige"),
        ("NORD-\nUND SÜD", "NORDUND SÜD"),
        ("Ab-\nu. Zugang", "Abu. Zugang"),
        ("5-\nprozentig", "5prozentig"),
    ],
)
def test_does_not_find_other_words_or_parts_of_words(text: str, claim: str) -> None:
    assert find(text, claim) == []


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("Die 12-\nund 13-Jährigen", "Die 12- und 13-Jährigen"),
        ("Die 20-\nbis 30-Jährigen", "Die 20- bis 30-Jährigen"),
        ("H2-\nund O2-Tanks", "H2- und O2-Tanks"),
        ("Vor-\nwie Nach-\nteile hat das", "Vor- wie Nachteile hat das"),
        ("so-\nwie er", "sowie er"),
        ("NORD-\nUND SÜD", "NORD- UND SÜD"),
        ("eine 5-\nprozentige", "eine 5-prozentige"),
        ("die 5-%-\nHürde", "die 5-%-Hürde"),
        ("und/oder", "oder"),
        ("Das [neue] Haus", "neue"),
    ],
)
def test_reads_a_hyphen_at_a_line_end_as_it_may_be_meant(text: str, claim: str) -> None:
    assert any(find_all(one, verbatim.fold(claim)) for one in verbatim.fold_each_way(text))


@pytest.mark.parametrize(
    ("text", "claim"),
    [("안나는 “우리는 간다”고", "우리는 간다"), ("‘가자’라고", "가자"), ("„neue“n Wagen", "neue")],
)
def test_a_word_ends_at_a_closing_mark(text: str, claim: str) -> None:
    assert find(text, claim) == [claim]


def test_finds_every_place_with_an_edge_around_it() -> None:
    assert find("Ja, ja—ja! Jaja. ja", "ja") == ["ja", "ja", "ja"]


@pytest.mark.parametrize(
    ("pasted", "claim"),
    [
        ("„Ich bin“", "Ich bin"),
        ("»„Ich bin“«", "Ich bin"),
        (' "Ich bin" ', "Ich bin"),
        ("“Ich bin”", "Ich bin"),
        ("„Ich bin", "Ich bin"),
        ("Ich bin“", "Ich bin"),
        ("„A“ und „B“", "„A“ und „B“"),
        ('"A" und "B"', '"A" und "B"'),
        ('"Er sagte "nein" laut"', 'Er sagte "nein" laut'),
        ("„Ich bin“, schrieb er", "„Ich bin“, schrieb er"),
        ("„Er sagte ‚nein‘“", "Er sagte ‚nein‘"),
    ],
)
def test_removes_marks_that_enclose_the_whole_claim(pasted: str, claim: str) -> None:
    assert verbatim.strip_quotation_marks(pasted) == claim


def list_readings(claim: str) -> list[list[set[str]]]:
    return [[{one.words for one in part} for part in reading.parts] for reading in verbatim.read_claim(claim)]


def test_reads_brackets_literally_before_anything_else() -> None:
    literally, edited = list_readings("[D]ie Länder [...] siegen")
    assert literally == [{"[D]ie Länder"}, {"siegen"}]
    assert edited[0] >= {"[D]ie Länder", "die Länder", "Die Länder"}


@pytest.mark.parametrize(
    "pasted",
    [
        "… und so weiter [...]",
        "„und so weiter …“.",
        "„… und so weiter“.",
        "„und so weiter.“.",
        "und so weiter [...].",
        '\ufeff“und so weiter"',
        ",,und so weiter''",
        "»und so weiter»\u200b",
        "<<und so weiter>>",
        "《und so weiter》",
    ],
)
def test_takes_away_what_stands_around_a_claim(pasted: str) -> None:
    assert "und so weiter" in list_claims(pasted)


def test_leaves_out_what_an_editor_inserted() -> None:
    [reading] = verbatim.read_claim("Er [Putin] sagte, ja")
    [part] = reading.parts
    assert Alternative("Er sagte, ja", ("Putin",)) in part
    assert Alternative("Er [Putin] sagte, ja") in part


def test_keeps_the_space_before_a_mark_that_follows_no_bracket() -> None:
    [reading] = verbatim.read_claim("[N]ous venons !")
    assert "nous venons !" in {one.words for one in reading.parts[0]}


def test_says_when_brackets_can_be_read_in_too_many_ways() -> None:
    with pytest.raises(verbatim.TooManyReadings):
        list(verbatim.read_claim("[a] b " * 12))


LETTERS = st.text("aäöß eE1,.-–'„“”…\n\u00ad\u200b\u00a0\u0301\u0308한북", max_size=30)


@given(LETTERS, LETTERS)
def test_every_place_found_says_the_same_in_any_typography(before: str, claim: str) -> None:
    text = f"{before} {claim} {before}"
    folded, wanted = verbatim.fold(text), verbatim.fold(claim)
    for start, end in find_all(folded, wanted) if wanted.text else []:
        found = text[slice(*folded.to_original(start, end))]
        assert verbatim.fold(found).squeezed.strip() == wanted.squeezed.strip()


@given(LETTERS)
def test_folding_twice_changes_nothing(text: str) -> None:
    once = verbatim.fold(text).text
    assert verbatim.fold(once).text.replace("-", "") == once.replace("-", "")


@settings(max_examples=50)
@given(st.data())
def test_every_run_of_whole_words_is_found_where_it_stands(data: st.DataObject) -> None:
    text = KIM
    folded = verbatim.fold(text)
    words = folded.list_words()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    start, end = words[first].start, words[last].end
    span = folded.to_original(start, end)
    claim = text[slice(*span)]
    assert (start, end) in list(find_all(folded, verbatim.fold(claim)))
    assert text[slice(*span)] == claim


@pytest.mark.parametrize(
    ("claim", "changes"),
    [
        (KIM.replace("fest", "nicht"), {Change.NEGATION, Change.OMISSION}),
        (KIM.replace("fest ", ""), {Change.OMISSION}),
        (KIM.replace("fest", "sehr"), {Change.WORDING}),
        (KIM.replace("fest", "fest und treu"), {Change.INSERTION}),
        (KIM.replace("überzeugt", "uberzeugt"), {Change.SPELLING}),
        (KIM.replace("Ich", "ich"), {Change.CASE}),
        (KIM.replace(",", ""), {Change.PUNCTUATION}),
        (KIM.replace("fest davon", "davon fest"), {Change.ORDER}),
        (KIM.replace("einer", "2"), {Change.NUMBER, Change.OMISSION}),
    ],
)
def test_names_the_kinds_of_changes(claim: str, changes: set[Change]) -> None:
    assert set(compare(claim, KIM).changes) == changes


def test_finds_the_window_in_which_most_words_stand_in_order() -> None:
    passage = ["die", *("x" for _ in range(11)), "wir", "bleiben", "hier", "und", "die"]
    window = find_window(["die", "wir", "bleiben", "hier"], passage, range(len(passage)))
    assert window.pairs == [(1, 12), (2, 13), (3, 14)]


def tokenize_slowly(text: str) -> list[str]:
    return [token[:TOKEN_MAX] for token, _ in verbatim.split_tokens(verbatim.fold(text))]


def test_every_sign_parts_or_joins_words_alike_with_folding_and_without() -> None:
    for sign in map(chr, range(0x3000)):
        text = f"a{sign}b {sign}c d{sign} 1{sign}2 Be{sign}-{sign}e"
        assert verbatim.tokenize(text) == tokenize_slowly(text), hex(ord(sign))


@given(st.text("aÄß1_-–'’ʼ`´„“…., \n\t\u00a0\u00ad\u0085\u0301İŉſ€朝", max_size=20) | st.text(max_size=20))
def test_texts_have_the_same_tokens_with_folding_and_without(text: str) -> None:
    assert verbatim.tokenize(text) == tokenize_slowly(text)


@pytest.mark.parametrize(
    ("text", "is_independent"),
    [
        ("Nord- und Süd\nsiegen", True),
        ("Nord- u. Süd\nsiegen", True),
        ("Nord- UND Süd\nsiegen", True),
        ("Fre- und-schaft\nsiegt", False),
        ("sieg- reich\nsein", False),
    ],
)
def test_lines_are_read_apart_unless_a_copy_has_broken_their_words(text: str, is_independent: bool) -> None:
    assert (verbatim.tokenize_lines(text, verbatim.split_blocks(text)) is not None) is is_independent
