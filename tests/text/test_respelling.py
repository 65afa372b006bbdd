"""Claims that are letterspaced, or have letters written in TeX, are read as words, with the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.verbatim import Span
from app.verbatim.respelling import LETTERS_MAX, Respelling, find_spaced, join_spaced, list_lookups, read_tex

KNOWN = {"die", "beiden", "lander", "di", "e", "ei"}


@pytest.mark.parametrize(
    ("claim", "read"),
    [
        (r"L\"ander, {\"a}hnlich, \"{U}bel", "Länder, ähnlich, Übel"),
        (r"Gr\"u\ss{}e, Fu{\ss}ball, Gro\ss e", "Grüße, Fußball, Große"),
        (r"caf\'e, \`a, fa\c{c}ade, \c c, \v{S}koda, na\"{\i}ve", "café, à, façade, ç, Škoda, naïve"),
        (r"\L{}\'od\'z, \AA rhus, \o{}re", "Łódź, Århus, øre"),
        ('Gr"u"se f"ur "Uber', "Grüße für Über"),
        ('Er sagte "alles klar"', 'Er sagte "alles klar"'),
        (r"C:\temp\new", r"C:\temp\new"),
    ],
)
def test_reads_letters_written_in_tex(claim: str, read: str) -> None:
    assert Respelling(claim, tex=read_tex(claim)).text == read


@pytest.mark.parametrize(
    ("claim", "read"),
    [
        ("D i e  b e i d e n", "Die  beiden"),
        ("D i e b e i d e n", "Die beiden"),
        ("d\u2009i\u2009e b\u2009e\u2009i\u2009d\u2009e\u2009n", "die beiden"),
        ("Das ist w i c h t i g für uns", "Das ist wichtig für uns"),
        ("L a\u0308 n d e r", "La\u0308nder"),
        ("z u  D i e", "zu  Die"),
        ("z u gehen", "z u gehen"),
        ("1 2 3", "1 2 3"),
    ],
)
def test_joins_letterspaced_words(claim: str, read: str) -> None:
    assert Respelling(claim, spaced=join_spaced(find_spaced(claim), KNOWN)).text == read


def test_reads_a_claim_that_is_letterspaced_behind_letters_of_tex() -> None:
    claim = r"L\"ander sind w i c h t i g"
    spaced, tex = join_spaced(find_spaced(claim), KNOWN), read_tex(claim)
    assert Respelling(claim, spaced=spaced, tex=tex).text == "Länder sind wichtig"


def test_parts_the_first_letters_of_a_very_long_run_into_words() -> None:
    claim = " ".join("diebeiden" * 100)
    runs = find_spaced(claim)
    assert len(list_lookups(runs)) < LETTERS_MAX * 25
    words = Respelling(claim, spaced=join_spaced(runs, KNOWN)).text.replace(" ", "|").split("|")
    assert "".join(words) == "diebeiden" * 100


@given(st.text('abÄ \\"{}cs\u0301\u00a0', max_size=30))
def test_every_reading_leads_back_to_the_claim(claim: str) -> None:
    spaced, tex = join_spaced(find_spaced(claim), KNOWN), read_tex(claim)
    for edits in ({"tex": tex}, {"spaced": spaced}, {"spaced": spaced, "tex": tex}):
        respelling = Respelling(claim, **edits)
        spans = [respelling.to_original(Span(at, at + 1)) for at in range(len(respelling.text))]
        assert all(0 <= start < end <= len(claim) for start, end in spans)
        assert spans == sorted(spans)
        if respelling.text:
            whole_reading = Span(0, len(respelling.text))
            assert respelling.to_original(whole_reading) == Span(0, len(claim))
            assert respelling.is_same(whole_reading) != any(edits.values())
