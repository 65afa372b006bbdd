"""Searches are tolerant of case, accents and inflection; a query means what was typed or is refused."""

import itertools
import threading
import time
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import terms
from app.languages import get_language
from app.terms import Compiled, Stems, query, vocabulary
from app.terms.query import WORDS_MAX, Clause, Query

LANGUAGES = st.sampled_from([None, "de", "en", "ru", "ko", "tr", "id", "nb", "zh-Hant", "xx"])
SPECIAL = st.text("aäßB1é\u0301\u0308\u00ad\u200b\ufe0f'’sS-_ .,½한북朝กำがﬁİ\u02bc\ud800𝐀", max_size=20)
TEXTS = st.text(max_size=30) | SPECIAL
QUERIES = SPECIAL | st.text(
    "\"„“”«»‚‘’'-−–*ab1朝é\u0301 \t\n\u00a0\u200b().:^+|&!/\\\0\ud800ﾞANDOR", max_size=40
)


def stem(word: str, language: str | None) -> str:
    [found] = terms.list_stems(word, language)
    return found


class Term(NamedTuple):
    """A word as it is searched for, and where it stands in a text (code points, half open)."""

    stem: str
    start: int
    end: int


def split_terms(text: str, language: str | None) -> list[Term]:
    cut = terms.cut_terms(text, language)
    spans = terms.locate_terms(cut, [(at, at + 1) for at in range(len(cut.stems))])
    return [Term(stem, *span) for stem, span in zip(cut.stems, spans, strict=True)]


def is_hit(stems: Sequence[str], compiled: Compiled) -> bool:
    """Tell whether a text has all wanted clauses and no unwanted one."""
    wanted = all(terms.find_spans(stems, clause) for clause in compiled.wanted)
    return wanted and not any(terms.find_spans(stems, clause) for clause in compiled.unwanted)


def find_matches(text: str, compiled: Compiled, language: str | None) -> list[tuple[int, int]]:
    """Return the places of a hit, overlapping ones merged; none of what is no hit."""
    cut = terms.cut_terms(text, language)
    if not is_hit(cut.stems, compiled):
        return []
    merged: list[tuple[int, int]] = []
    for first, end in sorted(
        span for clause in compiled.wanted for span in terms.find_spans(cut.stems, clause)
    ):
        begin, last = merged.pop() if merged and first < merged[-1][1] else (first, end)
        merged.append((begin, max(last, end)))
    return list(terms.locate_terms(cut, merged))


def cut(text: str, language: str | None) -> list[str]:
    return [text[one.start : one.end] for one in split_terms(text, language)]


def compile_query(q: str, language: str | None = "de") -> Compiled:
    return terms.compile_query(terms.parse_query(q), language)


def highlight(text: str, q: str, language: str | None = "de") -> list[str]:
    places = find_matches(text, compile_query(q, language), language)
    return [text[start:end] for start, end in places]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "Brief Briefe Briefen BRIEFE briefes"),
        ("de", "Stärke Staerke Starke STÄRKE Sta\u0308rke"),
        ("de", "Präsident Praesident Präsidenten prasident"),
        ("de", "Straße Strasse Straßen STRASSE STRAẞE"),
        ("de", "Rakete Raketen Ra\u00adketen Rake\u200bte"),
        ("de", "Übung Uebung Übungen ubung"),
        ("de", "Häuser Haeuser Hauses Haus"),
        ("de", "neue neuen Neues neu"),
        ("de", "Quelle Quellen quelle"),
        ("de", "Israel Israels ISRAEL"),
        ("de", "aktuell aktuelle aktuellen"),
        ("de-CH", "Grösse Größe Groesse"),
        ("en", "missile missiles Missiles"),
        ("en-GB", "test tests testing tested"),
        ("en", "café cafe CAFÉ cafe\u0301"),
        ("de", "gewinnen gewann gewannen gewonnen gewinnt gewonnene gewinnend"),
        ("de", "anrufen angerufen anzurufen anruft anrief"),
        ("de", "verlieren verlor verloren verliert"),
        ("de", "China Chinas CHINA"),
        ("de", "Trump Trumps TRUMP"),
        ("de", "Selenskyj Selenskyjs"),
        ("de", "Söder Soeder Söders"),
        ("de", "denken dachte gedacht"),
        ("de", "Interview Interviews"),
        ("de", "Lehrerin Lehrerinnen"),
        ("de", "Nachbar Nachbarn"),
        ("de", "Bauer Bauern"),
        ("de", "Museum Museen Museums"),
        ("de", "hoch hohe höher höchsten"),
        ("de", "Friede Frieden Friedens"),
        ("de", "2023 2023er"),
        ("en", "speak spoke spoken speaks"),
        ("en", "win won winning"),
        ("en", "leave left leaving"),
        ("en", "woman women Women"),
        ("en", "crisis crises"),
        ("en", "16 16s"),
        ("en", "NGO NGOs"),
        ("de", "AKW AKWs"),
        ("de", "EU eu Eu"),
        ("el", "Μαΐου Μαΐος Μαι\u0308\u0301ου μαιου"),
        ("ru", "ракета ракеты ракетами РАКЕТ"),
        ("ko", f"북한 {unicodedata.normalize('NFD', '북한')}"),
        (None, "Straße STRASSE strasse"),
        (None, "ﬁnden finden FINDEN ＦＩＮＤＥＮ 𝐅𝐢𝐧𝐝𝐞𝐧"),
    ],
)
def test_gives_one_stem_to_forms_of_a_word(language: str | None, words: str) -> None:
    assert len({stem(word, language) for word in words.split(" ")}) == 1


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("de", "Rakete", "Rat"),
        ("de", "Rakete", "Rake"),
        ("de", "Bauer", "Bau"),
        ("de", "Lehrerin", "Lehre"),
        ("de", "Hafen", "Hafer"),
        ("de", "Sprachen", "sprachen"),
        ("en", "university", "universe"),
        ("en", "policy", "police"),
        ("en", "US", "we"),
        ("de", "neu", "neun"),
        ("de", "Korea", "koreanisch"),
        ("en", "Staerke", "Stärke"),
        ("ko", "북한", "남한"),
        ("ru", "мир", "мера"),
        (None, "Brief", "Briefe"),
        ("xx", "Brief", "Briefe"),
        ("porter", "missile", "missiles"),
        ("ko", "북한", "북한은"),
    ],
)
def test_keeps_other_words_apart(language: str | None, one: str, other: str) -> None:
    assert stem(one, language) != stem(other, language)


BEGINNINGS_OF_WORDS = [
    "Sprach",
    "sprach",
    "gewonn",
    "Haus",
    "geh",
    "find",
    "mach",
    "lehr",
    "reis",
    "thought",
    "read",
    "sing",
]
ENDINGS = ["", "e", "en", "er", "es", "s", "t", "te", "end", "ed", "ing", "innen"]


@given(st.sampled_from(BEGINNINGS_OF_WORDS), st.sampled_from(ENDINGS), st.sampled_from(["de", "en"]))
def test_a_word_and_its_basic_form_are_one_term(beginning: str, ending: str, language: str) -> None:
    word = beginning + ending
    basic = vocabulary.open_dictionaries().get_lemma(word, language) or word
    assert basic.casefold() not in get_language(language).function_words
    assert stem(basic, language) == stem(word, language)


@pytest.mark.parametrize("sign", list("-‐‑\u00ad¬⸗"))
@pytest.mark.parametrize("line_end", ["\n", "\r\n", " \n  ", "\u2028"])
def test_takes_a_word_broken_at_a_line_end_for_one(sign: str, line_end: str) -> None:
    text = f"Eine Zusammen{sign}{line_end}arbeit ist es"
    assert cut(text, "de") == ["Eine", f"Zusammen{sign}{line_end}arbeit", "ist", "es"]
    assert terms.list_stems(text, "de") == terms.list_stems("Eine Zusammenarbeit ist es", "de")


@pytest.mark.parametrize(
    "text",
    [
        "Nord-\nund Südkorea",
        "Nord- und\noder Südkorea",
        "so-\nwie",
        "US-\nPräsident",
        "12-\njährige",
        "so -\nja",
        "Ende -\n-",
        "Nord¬ Süd",
        "Nord-\n5",
    ],
)
def test_a_hyphen_that_is_no_lines_own_parts_words(text: str) -> None:
    assert cut(text, "de") == text.translate(str.maketrans("-¬", "  ")).split()


def test_a_hyphen_before_und_and_a_hyphen_is_the_lines_own() -> None:
    assert cut("die Fre-\nund-schaft", "de") == ["die", "Fre-\nund", "schaft"]


PARTS = st.text("abcäé", min_size=2, max_size=9)


@given(PARTS, PARTS, LANGUAGES)
def test_a_broken_word_is_found_by_the_whole(before: str, behind: str, language: str | None) -> None:
    text = f"x {before}-\n{behind} x"
    assert find_matches(text, compile_query(before + behind, language), language) == [(2, len(text) - 2)]


def test_a_broken_phrase_is_read_as_it_is_pasted() -> None:
    assert terms.parse_query('"soziale Gerech-\ntigkeit"').wanted == (word("soziale", "Gerechtigkeit"),)


@pytest.mark.parametrize(
    ("part", "compound", "is_in"),
    [
        ("kraftwerk", "kernkraftwerk", True),
        ("kraftwerk", "kraftwerksungluck", True),
        ("kraftwerk", "kernkraftwerksungluck", False),
        ("kraftwerk", "kraftwerk", False),
        ("preis", "olpreis", True),
        ("preis", "apreis", False),
        ("partei", "parteitag", True),
        ("trump", "trumpf", False),
        ("brief", "brief12345", False),
    ],
)
def test_a_compound_begins_or_ends_with_a_word(part: str, compound: str, is_in: bool) -> None:
    assert terms.is_in_compound(part, compound) is is_in


@pytest.mark.parametrize("language", ["de", "DE", "de-AT", "de_CH", "de-Latn-DE-1996"])
def test_stems_by_the_first_subtag_of_a_language(language: str) -> None:
    assert stem("Briefen", language) == "brief"


@pytest.mark.parametrize("language", ["no", "nb", "nn-NO"])
def test_takes_both_norwegian_languages_for_norwegian(language: str) -> None:
    assert stem("rakettene", language) == "rakett"


@pytest.mark.parametrize("language", ["", "-", "zh", "deu-x", "d\u00e9", "x" * 1000, "\0", "\ud800"])
def test_takes_any_string_for_a_language(language: str) -> None:
    assert stem("Kim", language) == "kim"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Nord-Süd, Kim Jong‑un; 2022–23", ["Nord", "Süd", "Kim", "Jong", "un", "2022", "23"]),
        ("Kim's Brief, KIM’S Rede", ["Kim", "Brief", "KIM", "Rede"]),
        ("Kim\u00ad’\u00ads u\u0308ber", ["Kim", "u\u0308ber"]),
        ("Kim’sche 's ist ‚s’ Kim’s’s Kim's_", ["Kim", "sche", "s", "ist", "s", "Kim", "s", "Kim"]),
        ("geht’s O’Neill п’ять пʼять", ["geht", "O", "Neill", "п", "ять", "п", "ять"]),
        ("Ra\u00adkete\u00ad \u200bx\u200b", ["Ra\u00adkete", "x"]),
        ("朝鲜 파병은 iPhoneを5台", ["朝", "鲜", "파병은", "iPhone", "を", "5", "台"]),
        ("ゲート か\u3099", ["ゲ", "ー", "ト", "か\u3099"]),
        ("กี่ำ", ["กี่", "ำ"]),
        ("میٓ\u200cروم", ["میٓ\u200cروم"]),
        ("a_b@c.de #x ½ № … ’ \u0301", ["a", "b", "c", "de", "x", "½"]),
        ("", []),
    ],
)
def test_cuts_a_text_into_words(text: str, words: list[str]) -> None:
    assert cut(text, "de") == words


def test_says_where_each_term_stands() -> None:
    assert split_terms("Die „Ra\u00adketen“", "de") == [Term("die", 0, 3), Term("raket", 5, 13)]


@given(TEXTS, LANGUAGES)
def test_every_term_stands_where_it_says(text: str, language: str | None) -> None:
    end = 0
    for term in split_terms(text, language):
        assert end <= term.start < term.end <= len(text)
        assert terms.list_stems(text[term.start : term.end], language) == [term.stem]
        end = term.end


@given(TEXTS, LANGUAGES)
def test_stems_are_letters_and_digits_alone(text: str, language: str | None) -> None:
    stems = terms.list_stems(text, language)
    assert stems == [term.stem for term in split_terms(text, language)]
    assert all(one.isalnum() and "@" not in one and len(one) <= vocabulary.STEM_LENGTH_MAX for one in stems)


@given(TEXTS, LANGUAGES)
def test_composed_and_decomposed_texts_have_the_same_terms(text: str, language: str | None) -> None:
    forms = [unicodedata.normalize(form, text) for form in ("NFC", "NFD")]
    assert terms.list_stems(forms[0], language) == terms.list_stems(forms[1], language)


# A sign at the end that is no word's makes the text one that is cut with care.
UNCOMMON = " \u200b"


@given(TEXTS | st.text("aÄß9_-'’sS ²ªŉ", max_size=20), LANGUAGES)
def test_common_texts_are_cut_like_all_others(text: str, language: str | None) -> None:
    assert split_terms(text, language) == split_terms(text + UNCOMMON, language)


def test_no_sign_is_cut_in_two_ways() -> None:
    for sign in map(chr, range(0x10000)):
        text = f"a{sign}b {sign}’s"
        assert split_terms(text, None) == split_terms(text + UNCOMMON, None), hex(ord(sign))


def test_cuts_what_is_no_word_short() -> None:
    text = "x" * 65 + " a" + "\u0301\u0323" * 100_000
    assert [len(one) for one in terms.list_stems(text + "b", "de")] == [vocabulary.STEM_LENGTH_MAX, 1]


def test_a_word_that_is_all_ending_is_its_own_stem() -> None:
    assert stem("ـ", "ar") == "ـ"
    assert all(terms.list_stems(word, language) for word in ("ing", "e", "ung") for language in ("de", "en"))


def test_forgets_words_before_they_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "CACHED_WORDS_MAX", 10)
    words = [f"talo{number}" for number in range(100)]
    assert terms.list_stems(" ".join(words), "fi") == words
    assert terms.list_stems("x" * 10_000, "fi") == ["x" * 64]
    known = vocabulary.get_vocabulary("fi")
    assert len(known) <= 10
    assert all(len(word) <= vocabulary.STEM_LENGTH_MAX for word in known)


def test_a_dictionary_is_read_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    class Slow:
        def get_lemma(self, form: str, language: str) -> str | None:
            asked.append(form)
            time.sleep(0.05 if form == "a" else 0)
            return None

    monkeypatch.setattr(vocabulary, "open_dictionaries", Slow)
    fresh = vocabulary.Vocabulary(get_language("de"))
    threads = [threading.Thread(target=fresh.__getitem__, args=("Haus",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert asked.count("a") == 1


def word(*words: str) -> Clause:
    return Clause(words)


@pytest.mark.parametrize(
    ("q", "wanted"),
    [
        ("Kim Putin", [word("Kim"), word("Putin")]),
        ("Nord-Süd", [word("Nord", "Süd")]),
        ("Kim Jong‑un 2022–23", [word("Kim"), word("Jong", "un"), word("2022", "23")]),
        ("Nord - Süd", [word("Nord"), word("Süd")]),
        ("9/11 C/A", [word("9", "11"), word("C"), word("A")]),
        ("U.S. 3,5 18:30", [word("U", "S"), word("3", "5"), word("18", "30")]),
        ("Kim,Putin speaker:Kim", [word("Kim"), word("Putin"), word("speaker"), word("Kim")]),
        (
            "Kim AND (Putin OR NOT^2 +NEAR)",
            [word(w) for w in ("Kim", "AND", "Putin", "OR", "NOT", "2", "NEAR")],
        ),
        ("geht's Kim’s Hans’ Brief", [word("geht's"), word("Kim’s"), word("Hans"), word("Brief")]),
        ("朝鲜", [word("朝鲜")]),
        ("rakete* x", [Clause(("rakete",), is_prefix=True), word("x")]),
        ("(북한*)", [Clause(("북한",), is_prefix=True)]),
        ("Ra\u00adke\u200bte", [word("Rakete")]),
        ('"" Kim „…“', [word("Kim")]),
        ("Hans’ und Klaus’ Brief", [word("Hans"), word("und"), word("Klaus"), word("Brief")]),
        ("’68er 'Kim Jong'", [word("68er"), word("Kim"), word("Jong")]),
    ],
)
def test_reads_words(q: str, wanted: list[Clause]) -> None:
    assert terms.parse_query(q) == Query(tuple(wanted))


@pytest.mark.parametrize(
    "q",
    [
        '"Kim Jong"',
        "„Kim Jong“",
        "„Kim Jong”",
        '„Kim Jong"',
        "“Kim Jong”",
        "“Kim Jong“",
        '"Kim Jong“',
        "»Kim Jong«",
        "«Kim Jong»",
        "« Kim Jong »",
        "»Kim Jong»",
        "‚Kim Jong‘",
        "‘Kim Jong’",
        "’Kim Jong’",
        "„Kim ‚Jong‘“",
        '("Kim, -Jong!")',
        "”Kim-Jong”",
    ],
)
def test_reads_a_phrase_in_all_kinds_of_marks(q: str) -> None:
    assert terms.parse_query(q) == Query((word("Kim", "Jong"),))


def test_an_apostrophe_closes_no_phrase() -> None:
    assert terms.parse_query("‚Wie geht’s dir‘ ‘Kim’s way’").wanted == (
        word("Wie", "geht’s", "dir"),
        word("Kim’s", "way"),
    )


@pytest.mark.parametrize(
    ("q", "unwanted"),
    [
        ("x -Kim", [word("Kim")]),
        ("−Kim x –Putin", [word("Kim"), word("Putin")]),
        ("x\u00a0-Nord-Süd", [word("Nord", "Süd")]),
        ("-„Kim Jong“ x", [word("Kim", "Jong")]),
        ("x -rakete*", [Clause(("rakete",), is_prefix=True)]),
        ("-#Kim x", [word("Kim")]),
        ("-Kim,Putin", [word("Kim")]),
        ("x - y", []),
        ("-'' x", []),
        ("x—-y x-y (-y)", []),
        ('"x -y"', []),
    ],
)
def test_excludes_what_follows_a_hyphen_at_the_start_of_a_word(q: str, unwanted: list[Clause]) -> None:
    assert terms.parse_query(q).unwanted == tuple(unwanted)


@pytest.mark.parametrize(
    ("q", "reason"),
    [
        ("", "no letter or digit"),
        (" -\u200b ?! „“ №", "no letter or digit"),
        ("ﾞ", "no letter or digit"),
        ("-Kim -„Kim Jong“", "only excludes"),
        ('Kim "Jong un', "begins at '\"Jong un'"),
        ("„Kim", "is not closed"),
        ("Kim»", "is not closed"),
        ("‚Kim", "is not closed"),
        ('"a “b” c"', "is not closed"),
        ("*", "at the end of a single word"),
        ("*rakete", "at the end of a single word"),
        ("ra*kete", "at the end of a single word"),
        ("rakete**", "at the end of a single word"),
        ("Nord*-Süd", "at the end of a single word"),
        ('"rakete*"', "at the end of a single word"),
        ('"Kim Jong"*', "at the end of a single word"),
        ("rakete *", "at the end of a single word"),
        ("Nord-Süd*", "more than one word"),
        ("Kim’s*", "more than one word"),
        ("北韩*", "more than one word"),
        ("a*", "at least 2"),
        ("e\u0301*", "at least 2"),
        ("북*", "at least 2"),
        ("x " * 17, "at most 16"),
        ("-x " * 17, "at most 16"),
        ("金" * 17, "at most 16"),
        (f'"{"x " * 17}"', "at most 16"),
    ],
)
def test_refuses_what_has_no_clear_meaning_and_says_why(q: str, reason: str) -> None:
    with pytest.raises(terms.Unsearchable) as refusal:
        terms.parse_query(q)
    assert reason in str(refusal.value)
    assert str(refusal.value).endswith(".")


def test_takes_sixteen_words() -> None:
    assert len(terms.parse_query("x " * 16).wanted) == 16


@given(st.text() | st.text(st.characters()) | QUERIES, LANGUAGES)
def test_any_query_is_refused_or_can_be_looked_up(q: str, language: str | None) -> None:
    try:
        query = terms.parse_query(q)
    except terms.Unsearchable:
        return
    compiled = terms.compile_query(query, language)
    assert compiled.wanted
    for clause in compiled.wanted + compiled.unwanted:
        assert all(len(one) == clause.length > 0 for one in clause.sequences)
        assert all(stem.isalnum() for one in clause.sequences for stem in one)
        assert all(len(prefix) >= 2 for prefix in clause.prefixes)
        assert clause.length == 1 or not (clause.prefixes or clause.parts)
    assert sum(one.length for one in compiled.wanted + compiled.unwanted) <= WORDS_MAX


@given(TEXTS, LANGUAGES)
def test_a_text_in_marks_is_found_in_itself(text: str, language: str | None) -> None:
    try:
        query = terms.parse_query(f"„{text}“")
    except terms.Unsearchable:
        return
    if len(query.wanted) == 1:
        assert find_matches(text, terms.compile_query(query, language), language)


def test_compiles_a_query_in_the_language_of_the_texts() -> None:
    query = terms.parse_query("Briefe -„Kim’s Raketen“ 朝鲜")
    chinese = Stems((("朝", "鲜"),))
    german = Compiled((Stems((("brief",),), parts=("brief",)), chinese), (Stems((("kim", "raket"),)),))
    assert terms.compile_query(query, "de") == german
    plain = Compiled((Stems((("briefe",),), parts=("briefe",)), chinese), (Stems((("kim", "raketen"),)),))
    assert terms.compile_query(query, None) == plain


def test_compiles_a_word_in_each_of_its_meanings() -> None:
    assert compile_query("sprachen").wanted == (
        Stems((("sprech",), ("sprach",)), parts=("sprech", "sprach")),
    )
    assert compile_query('"sprachen Sprachen"').wanted[0].sequences == (
        ("sprech", "sprach"),
        ("sprech", "sprech"),
        ("sprach", "sprach"),
        ("sprach", "sprech"),
    )
    assert len(compile_query(f'"{"sprachen " * 16}"').wanted[0].sequences) == query.SEQUENCES_MAX


@pytest.mark.parametrize(
    ("q", "language", "stems"),
    [
        ("rakete*", "de", Stems((("raket",),), ("rakete",))),
        ("Freund*", "de", Stems((("freund",),), ("freund",))),
        ("Staerke*", "de", Stems((("stark",),), ("staerke", "starke"))),
        ("Israel*", "de", Stems((("israel",),), ("israel", "isral"))),
        ("gewonn*", "de", Stems((("gewonn",), ("gewinn",)), ("gewonn",))),
        ("boug*", "en", Stems((("boug",), ("buy",)), ("boug",))),
        ("war*", "de", Stems((("sein0",),), ("war",))),
        ("Israel*", "en", Stems((("israel",),), ("israel",))),
        ("북한*", "ko", Stems((("북한",),), ("북한",))),
        ("bh*", "ga", Stems((("b",),), ("bh",))),
        (f"{'x' * 63}9xx*", "de", Stems((("x" * 63 + "9",),), ("x" * 63 + "9",))),
    ],
)
def test_compiles_a_beginning_unstemmed_and_stemmed(q: str, language: str, stems: Stems) -> None:
    assert compile_query(q, language).wanted == (stems,)


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("brief", ["Brief", "Briefe"]),
        ("STAERKE", ["Stärke"]),
        ("praesident", ["Präsident"]),
        ("Praesident Strasse", ["Präsident", "Straße"]),
        ('"Brief an Präsidenten"', []),
        ('"kim jong un"', ["Kim Jong-un"]),
        ("Jong-un Kim", ["Kim", "Jong-un"]),
        ('Jong "Kim Jong un"', ["Kim Jong-un"]),
        ('"Kim Jong" „Jong un“', ["Kim Jong-un"]),
        ("rakete*", ["Raketen", "Raketenabwehr"]),
        ("Israel*", ["israelischen"]),
        ("kim -putin", ["Kim"]),
        ("kim -„den Präsident“", []),
        ("kim -briefe", []),
        ("kim -raket*", []),
        ("kim putin", []),
    ],
)
def test_finds_the_places_that_a_query_means(q: str, found: list[str]) -> None:
    text = "Brief an den Präsident: Kim Jong-un: Stärke, Raketen, israelischen Raketenabwehr, Straße, Briefe"
    assert highlight(text, q) == found


@pytest.mark.parametrize(
    ("text", "q", "language", "found"),
    [
        ("Kim’s missiles were tested", '"Kim missile" test', "en", ["Kim’s missiles", "tested"]),
        ("Его ракеты и ракета", "ракетами", "ru", ["ракеты", "ракета"]),
        ("북한은 북한의 파병", "북한* 파병", "ko", ["북한은", "북한의", "파병"]),
        ("北朝鲜和朝鲜", "朝鲜", "zh", ["朝鲜", "朝鲜"]),
        ("ja ja ja nein", '"ja ja"', "de", ["ja ja ja"]),
        ("朝鲜", "朝 鲜", "zh", ["朝", "鲜"]),
    ],
)
def test_finds_places_in_many_languages(text: str, q: str, language: str, found: list[str]) -> None:
    assert highlight(text, q, language) == found


STEMS = st.lists(st.sampled_from(["a", "ab", "abc", "b"]), max_size=12)
CLAUSES = st.integers(1, 3).flatmap(
    lambda length: st.builds(
        lambda sequences: Stems(tuple(sequences)),
        st.lists(st.tuples(*[st.sampled_from("ab")] * length), min_size=1, max_size=2, unique=True),
    )
)
BEGINNINGS = st.builds(
    lambda one, prefixes, compounds: Stems(((one,),), tuple(prefixes), compounds=frozenset(compounds)),
    st.sampled_from("ab"),
    st.lists(st.just("ab"), max_size=1),
    st.lists(st.just("abc"), max_size=1),
)
COMPILED = st.builds(
    lambda wanted, unwanted: Compiled(tuple(wanted), tuple(unwanted)),
    st.lists(CLAUSES | BEGINNINGS, min_size=1, max_size=3),
    st.lists(CLAUSES | BEGINNINGS, max_size=1),
)


def find_slowly(found: list[Term], clause: Stems) -> list[tuple[int, int]]:
    """Return the spans of a clause by trying every run of terms."""
    spans = []
    for first in range(len(found)):
        for last in range(first, len(found)):
            run = tuple(one.stem for one in found[first : last + 1])
            begins = len(run) == 1 and (run[0].startswith(clause.prefixes) or run[0] in clause.compounds)
            if run in clause.sequences or begins:
                spans.append((found[first].start, found[last].end))
    return spans


@given(STEMS, COMPILED)
def test_matches_agree_with_a_naive_matcher(stems: list[str], compiled: Compiled) -> None:
    found = split_terms(" ".join(stems), None)
    wanted = [find_slowly(found, clause) for clause in compiled.wanted]
    unwanted = [find_slowly(found, clause) for clause in compiled.unwanted]
    covered = set()
    if all(wanted) and not any(unwanted):
        covered = {at for spans in wanted for start, end in spans for at in range(start, end)}
    places = find_matches(" ".join(stems), compiled, None)
    assert {at for start, end in places for at in range(start, end)} == covered
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(places))
    assert is_hit(stems, compiled) == bool(all(wanted) and not any(unwanted))


@pytest.mark.parametrize(
    ("language", "word", "function"),
    [("de", "Sicherheit", "sich"), ("de", "Seiten", "seit"), ("de", "Orders", "oder"), ("en", "hero", "her")],
)
def test_no_word_is_taken_for_a_form_of_a_function_word(language: str, word: str, function: str) -> None:
    assert terms.list_stems(word, language) != terms.list_stems(function, language)


def test_forms_of_one_word_stay_one_beside_a_function_word() -> None:
    assert terms.list_stems("Sicherheit", "de") == terms.list_stems("Sicherheiten", "de")
    assert terms.list_stems("einer", "de") == terms.list_stems("eine", "de")
