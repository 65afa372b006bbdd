"""Pages that people and programs write: what a reader sees of the article becomes its text, and no more."""

import codecs
import datetime
import json
import re

import pytest
from lxml.html import document_fromstring

from app.errors import MalformedRequest
from app.extraction.facts import read_facts
from app.extraction.page import Page, read_page
from app.vocabulary import BlockKind, Certainty

NAVIGATION = "".join(f'<li><a href="/{number}">Rubrik {number}</a></li>' for number in range(12))
FOOTER = '<footer><p>© 2023. Alle Rechte vorbehalten. <a href="/i">Impressum</a></p></footer>'
KIND = BlockKind


def write_page(body: str, head: str = "", language: str = "de") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>T</title>{head}</head>'
        f"<body><nav><ul>{NAVIGATION}</ul></nav>{body}{FOOTER}</body></html>"
    )


def read(body: str, head: str = "", language: str = "de") -> Page:
    return read_page(write_page(f"<article>{body}</article>", head, language).encode())


def read_text(body: str, language: str = "de") -> str:
    return read(f"<p>Vorn.</p><p>{body}</p>", language=language).text.removeprefix("Vorn.\n\n")


def test_takes_the_article_and_nothing_around_it() -> None:
    page = read(
        """<h1>Rat streitet über die Brücke</h1>
        <figure><img src="x.jpg" alt="Bild"><figcaption>Die Brücke. Foto: Max Beispiel</figcaption></figure>
        <p>Der Rat hat gestritten. „Wir bauen sie“, sagte Anna Beispiel.</p><h2>Was nun?</h2>
        <ul><li>Kosten: 3 Millionen</li><li>Dauer: <b>zwei</b> Jahre</li></ul>
        <table><tr><th>Jahr</th><th>Kosten</th></tr><tr><td>2023</td><td>3 Mio.</td></tr></table>
        <aside><h3>Lesen Sie auch</h3><ul><li><a href="/r">Ein Dorf ohne Bus</a></li></ul></aside>
        <p>Erste Zeile<br>zweite Zeile</p></article>
        <section id="comments"><h2>Kommentare</h2><p>Leser1: „So ein Unsinn, niemand braucht sie“</p>
        </section><article hidden>"""
    )
    assert page.text == (
        "Rat streitet über die Brücke\n\nDie Brücke. Foto: Max Beispiel\n\n"
        "Der Rat hat gestritten. „Wir bauen sie“, sagte Anna Beispiel.\n\nWas nun?\n\n"
        "Kosten: 3 Millionen\nDauer: zwei Jahre\n\nJahr\tKosten\n2023\t3 Mio.\n\nErste Zeile\nzweite Zeile"
    )
    kinds = [KIND.HEADLINE, KIND.CAPTION, KIND.PARAGRAPH, KIND.SUBHEADING, *[KIND.PARAGRAPH] * 6]
    assert list(page.lines) == kinds
    assert page.facts.headline == "Rat streitet über die Brücke"


@pytest.mark.parametrize(
    ("language", "body", "text"),
    [
        ("de", "<q>Ja</q>, sagte er.", "„Ja“, sagte er."),
        ("de", "<q>Er rief: <q>Halt!</q></q>", "„Er rief: ‚Halt!‘“"),
        ("de", "<q><q>Halt</q></q>", "„‚Halt‘“"),
        ("de-CH", "<q>Ja, <q>Halt</q></q>", "«Ja, ‹Halt›»"),
        ("en-GB", "<q>We <em>won’t</em></q>, she said.", "“We won’t”, she said."),
        ("fr", "<q>Oui</q>, dit-il.", "« Oui », dit-il."),
        ("tlh", "<q>Ja</q>.", "“Ja”."),
        ("de", 'Sie rief <q lang="en">Hello <q>you</q></q>.', "Sie rief “Hello ‘you’”."),
        ("de", "„<q>Schon da</q>“ und <q>„auch da“</q>", "„Schon da“ und „auch da“"),
        ("de", "<q>„Ja“ ist ein Wort</q>, sagte er.", "„„Ja“ ist ein Wort“, sagte er."),
        ("de", "<q> Ja <b> doch </b> </q>.", "„Ja doch “."),
    ],
)
def test_writes_the_marks_that_a_browser_draws(language: str, body: str, text: str) -> None:
    assert read_text(body, language) == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("Es kostet <del>zwei</del> drei <s>Milliarden</s> Millionen.", "Es kostet drei Millionen."),
        ("Die Menge<sup>12</sup> wuchs.<sup><a href='#4'>[4]</a></sup>", "Die Menge wuchs."),
        ("Auf 12 km<sup>2</sup> leben 10<sup>6</sup> Tiere.", "Auf 12 km² leben 10⁶ Tiere."),
        ("Das Jahr 2023<sup><a href='#4'>4</a></sup> war nass.", "Das Jahr 2023 war nass."),
        ("Le 1<sup>er</sup> mai, the 4<sup>th</sup> of July.", "Le 1er mai, the 4th of July."),
        (
            "H<sub>2</sub>O fließt&nbsp;&ndash; &#132;immer&#147; &amp; &lt;gern&gt;.",
            "H2O fließt – „immer“ & <gern>.",
        ),
        ("A&#11;B&#x0;C&#55296;D&#xfffe;E&#150;F\x0bG\ufdd0H&#99999999;I&#1a;", "A B C D E–F G H I a;"),
        ("Wir<sup>2<sup>3</sup></sup> und<sup>4</sup> 2023<sup>5</sup>.", "Wir und 2023."),
        ("Sicht<span hidden>un</span>bar<span style='display: none'>keit</span>.", "Sichtbar."),
        (
            "Wir<span class='sr-only'> (Zitat)</span>, <span aria-hidden='true'>nicht</span> ihr.",
            "Wir, nicht ihr.",
        ),
        ("<b>Wir</b><span class='visually-hidden'>: </span><b>ihr</b>", "Wir ihr"),
        ("Es kostet <span style='text-decoration:line-through'>zwei</span> drei.", "Es kostet drei."),
        ("Wir<a href='#fn1'>[1]</a> und<a href='/a#_ftn2'>2</a> <a href='#k3'>3</a>.", "Wir und 3."),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> sind Zeichen.", "漢 sind Zeichen."),
    ],
)
def test_words_are_those_that_the_article_says(body: str, text: str) -> None:
    assert read_text(body) == text


@pytest.mark.parametrize(
    "element",
    [
        *("time", "label", "output", "math", "blink", "code", "data", "meta-x", "o:p"),
        *("span class='author'", "span id='related'", "span class='nav' aria-hidden='true'"),
    ],
)
def test_words_of_inline_elements_stay_in_the_sentence(element: str) -> None:
    inline = f"<{element}>4. Mai</{element.split()[0]}>"
    said = f"„Wir kommen am {inline} nicht“, sagte <a href='/b'><{element}>Anna</{element.split()[0]}></a>."
    assert read_text(said) == "„Wir kommen am 4. Mai nicht“, sagte Anna."
    assert "Am 4. Mai nicht." in read(f"<div>Vorn.</div><div>Am {inline} nicht.</div>").text.splitlines()


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<div>„Ja“, sagte <div>Anna</div>, die Rätin.</div>", "„Ja“, sagte\n\nAnna\n\n, die Rätin."),
        ("<p>„Ja“, <center>rief <b>sie</b></center> laut.</p>", "„Ja“,\n\nrief sie\n\nlaut."),
        ("<p>„Ja“, <li>rief sie</li> laut.</p>", "„Ja“,\n\nrief sie\n\nlaut."),
        ("<p>„Ja“, <td>rief sie</td> laut.</p>", "„Ja“,\n\nrief sie laut."),
        ("<section>„Ja“<header>rief sie</header></section>", "„Ja“\n\nrief sie"),
        ("<ul><li>„Ja“ <div>rief sie</div> laut.</li></ul>", "„Ja“\nrief sie\nlaut."),
        ("<blockquote>„Ja“ <div>rief <div>sie</div></div> laut.</blockquote>", "„Ja“\nrief\nsie\nlaut."),
    ],
)
@pytest.mark.parametrize("element", ["p", "div"])
def test_words_beside_blocks_are_lines_of_the_article(element: str, body: str, text: str) -> None:
    before, behind = f"<{element}>Vorn steht das.</{element}>", f"<{element}>Hinten das.</{element}>"
    assert read(before + body + behind).text == f"Vorn steht das.\n\n{text}\n\nHinten das."


UNMARKED = "Block quotations without quotation marks, read as the reporter's words: 1."


@pytest.mark.parametrize(
    ("quotation", "text", "faults"),
    [
        ("<p>Wir gehen.</p><footer>— <cite>Anna</cite></footer>", "Wir gehen.\n\n— Anna", (UNMARKED,)),
        ("<p>„Wir gehen.“</p><footer>– Anna</footer>", "„Wir gehen.“\n\n– Anna", ()),
        ("<p>„Wir gehen.“</p>— <cite>Anna</cite>", "„Wir gehen.“\n\n— Anna", ()),
        ("<p>‚Wir gehen.‘</p><cite>Anna</cite>", "‚Wir gehen.‘\n\nAnna", ()),
        ("<p>Wir sahen <cite>Hamlet</cite></p>", "Wir sahen Hamlet", (UNMARKED,)),
        ("Wir sahen <cite>Hamlet</cite>", "Wir sahen Hamlet", (UNMARKED,)),
    ],
)
def test_a_block_quotation_keeps_who_signed_it(quotation: str, text: str, faults: tuple[str, ...]) -> None:
    page = read(f"<p>Vorn.</p><blockquote>{quotation}</blockquote><p>Hinten.</p>")
    assert page.text == f"Vorn.\n\n{text}\n\nHinten."
    assert page.faults == faults


def test_a_figure_of_a_block_quotation_is_of_the_article() -> None:
    figure = "<figure><blockquote><p>„Ja.“</p></blockquote><figcaption>— Anna</figcaption></figure>"
    assert read_text(f"</p>{figure}<p>Hinten.") == "„Ja.“\n\n— Anna\n\nHinten."


def test_a_headline_is_one_line() -> None:
    page = read("<h1>Streit um<br>den Rat</h1><p>Vorn.</p>")
    assert page.text == "Streit um den Rat\n\nVorn."
    assert page.facts.headline == "Streit um den Rat"


def test_a_caption_does_not_hide_an_article_of_other_elements() -> None:
    figure = "<figure><figcaption>Die Brücke</figcaption></figure>"
    assert read(f"<div>Der Rat tagt.</div>{figure}<div>„Ja“, sagte sie.</div>").text == (
        "Der Rat tagt.\n\nDie Brücke\n\n„Ja“, sagte sie."
    )


def test_tells_the_lines_of_the_article_that_the_text_lacks() -> None:
    links = "<aside>„Nebenan“</aside><div class='related'>„Dort“</div><div><a href='/r'>„Anderswo“</a></div>"
    page = read(f"<p>Vorn.</p><form>„Wir gehen“,<br> sagte sie.</form>{links}<p>Hinten.</p>")
    assert page.text == "Vorn.\n\nHinten."
    assert page.lost == ("„Wir gehen“,\n sagte sie.",)


def test_an_article_of_one_sentence_is_taken_without_the_navigation() -> None:
    page = read_page(write_page("<div><h1>Kurz</h1><p>„Ja“, sagte Anna Beispiel.</p></div>").encode())
    assert page.text == "„Ja“, sagte Anna Beispiel."
    assert page.facts.headline == "Kurz"


@pytest.mark.parametrize("page", ["", "  \n ", write_page(""), "<!-- nichts -->"])
def test_refuses_a_page_without_an_article(page: str) -> None:
    with pytest.raises(MalformedRequest):
        read_page(page.encode())


WORDS = "Die Brücke ist „schön“, sagte sie."


@pytest.mark.parametrize(
    ("declared", "encoding", "fault"),
    [
        ("", "utf-8", None),
        ('<meta charset="utf-8">', "utf-8", None),
        ('<meta charset="utf-8">', "utf-8-sig", None),
        ("", "utf-16", None),
        ("<meta charset=iso-8859-1>", "windows-1252", None),
        ('<meta http-equiv="Content-Type" content="text/html; charset=Latin1">', "windows-1252", None),
        ("", "windows-1252", "The page declares no encoding and was read as windows-1252."),
        ('<meta charset="iso-8859-1">', "utf-8", "The page declares windows-1252 and was read as utf-8."),
        ('<meta charset="utf-8">', "windows-1252", "The page declares utf-8 and was read as windows-1252."),
        ('<meta charset="rot13">', "utf-8", None),
    ],
)
def test_reads_the_encoding_that_fits(declared: str, encoding: str, fault: str | None) -> None:
    page = read_page(f"<html><head>{declared}</head><body><p>{WORDS}</p></body></html>".encode(encoding))
    assert page.text == WORDS
    assert page.faults == (() if fault is None else (fault,))


@pytest.mark.parametrize(
    "raw",
    [
        b"<p>Ein \x81 Satz.</p>",
        codecs.BOM_UTF8 + b"<p>Ein \xfc Satz.</p>",
        codecs.BOM_UTF16_LE + "<p>Ein \ud800 Satz.</p>".encode("utf-16-le", "surrogatepass"),
        codecs.BOM_UTF16_BE + "<p>Ein Satz.</p>".encode("utf-16-be") + b"!",
    ],
)
def test_bytes_in_no_encoding_are_told(raw: bytes) -> None:
    assert read_page(raw).faults == ("The bytes of the page are in no encoding that is known.",)


LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Seite"},
        {
            "@type": ["NewsArticle"],
            "headline": "Rat streitet",
            "datePublished": "2023-08-15T23:30:00+02:00",
            "author": [{"@type": "Person", "name": "Erika Muster"}, {"name": "Max Beispiel"}],
            "publisher": {"name": "Beispielblatt"},
        },
    ],
}


def write_linked(*linked: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in linked)


def test_reads_what_the_page_states_in_json_ld() -> None:
    canonical = '<link rel="canonical" href="https://blatt.example/bruecke">'
    facts = read("<p>Ein Satz.</p>", write_linked(LINKED) + canonical, "de-de").facts
    assert facts.headline == "Rat streitet"
    assert facts.author == "Erika Muster, Max Beispiel"
    assert facts.publisher == "Beispielblatt"
    assert facts.source_url == "https://blatt.example/bruecke"
    assert (facts.published_on, facts.published_on_certainty) == (
        datetime.date(2023, 8, 15),
        Certainty.STATED,
    )
    assert facts.language == "de-DE"


def test_reads_what_the_page_states_in_its_head_and_elements() -> None:
    head = """<meta property="og:title" content="Rat streitet"><meta property="og:site_name" content="Blatt">
      <meta property="og:url" content="https://blatt.example/x">"""
    body = """<p>Von <a rel="author" href="/m">Erika Muster</a>,
      <time datetime="2023-08-15T10:00">gestern</time></p><p>Ein langer Satz.</p>"""
    facts = read(body, head).facts
    assert (facts.headline, facts.author, facts.publisher) == ("Rat streitet", "Erika Muster", "Blatt")
    assert facts.source_url == "https://blatt.example/x"
    assert (facts.published_on, facts.published_on_certainty) == (
        datetime.date(2023, 8, 15),
        Certainty.INFERRED,
    )


BYLINE = '<p>Von <a rel="author" href="/m">Eva Klee</a> und <a rel="author">Jo März</a></p>'


@pytest.mark.parametrize(
    ("linked", "described", "author", "differing"),
    [
        ([{"@id": "#p1"}], "", "Eva Klee", None),
        ([{"@id": "#p1"}, {"@id": "#unknown"}], "Eva Klee und Jo März", "Eva Klee", None),
        ([], "Jo März", "Jo März", None),
        ([], "Beispielblatt", "Eva Klee, Jo März", None),
        ([], "Redaktion", None, "Redaktion / Eva Klee, Jo März"),
        ([{"name": "Max Beispiel"}], "", None, "Max Beispiel / Eva Klee, Jo März"),
    ],
)
def test_the_author_is_the_one_whom_all_sources_name(
    linked: list[object], described: str, author: str | None, differing: str | None
) -> None:
    graph = [
        {"@type": "NewsArticle", "author": linked, "publisher": {"@id": "#o"}},
        {"@type": "Person", "@id": "#p1", "name": "Eva Klee"},
        {"@id": "#o", "name": "Beispielblatt"},
    ]
    page = read(
        f"{BYLINE}<p>Ein Satz.</p>", write_linked(graph) + f'<meta name="author" content="{described}">'
    )
    assert (page.facts.author, page.facts.differing_authors) == (author, differing)
    assert page.facts.publisher == "Beispielblatt"
    told = f"The page names different authors, and none is taken over: {differing}."
    assert page.faults == (() if differing is None else (told,))


def test_invents_nothing() -> None:
    head = """<title>Rat streitet | Blatt</title><meta name="author" content="https://social.example/muster">
      <meta name="date" content="gestern"><script type="application/ld+json">{kaputt</script>"""
    body = '<p>Am 15. August 2023.</p><time datetime="2023-08-15"></time><time datetime="2023-08-16"></time>'
    facts = read_page(f"<html><head>{head}</head><body>{body}</body></html>".encode()).facts
    assert set(facts) == {None}


def test_of_several_articles_the_one_with_the_address_of_the_page_is_meant() -> None:
    others = [
        {"@type": "NewsArticle", "headline": f"Nr. {n}", "url": f"https://b.example/{n}"} for n in (1, 2)
    ]
    head = write_linked(others)
    assert read("<p>Ein Satz.</p>", head).facts.headline is None
    head += '<link rel="canonical" href="https://b.example/2">'
    assert read("<p>Ein Satz.</p>", head).facts.headline == "Nr. 2"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Rat streitet über die Brücke | Blatt | 19.01.2020", "Rat streitet über die Brücke"),
        ("Rat streitet über die Brücke › Blatt", "Rat streitet über die Brücke"),
        ("Rat streitet über…", "Rat streitet über die Brücke"),
        ("Rat streitet über die ...", "Rat streitet über die Brücke"),
        ("Rat streitet über die Brücken", "Rat streitet über die Brücken"),
        ("Streit um die Brücke - Blatt", "Streit um die Brücke - Blatt"),
        ("…", "…"),
    ],
)
def test_a_headline_is_the_one_that_readers_see(title: str, headline: str) -> None:
    body = "<h1><img alt=''></h1><h1> Rat  streitet über die Brücke</h1>"
    tree = document_fromstring(
        f"<head><meta property='og:title' content='{title}'></head><body>{body}</body>"
    )
    assert read_facts(tree).headline == headline


@pytest.mark.parametrize(
    "line",
    [
        '<p><em>Read more</em>: <a href="/r">A village without a bus</a></p>',
        '<p>Lesen Sie auch: <a href="/r">Ein Dorf ohne Bus</a> · <a href="/s">Kein Zug</a></p>',
        '<div><b>Mehr zum Thema</b> → <a href="/r">Ein Dorf ohne Bus</a></div>',
        "<h3>Related</h3>",
        "<h2>RECOMMENDED FOR YOU</h2>",
        "<figure><img src='x'><figcaption><h3>Kein Bus</h3> Ein Dorf wartet</figcaption></figure>",
    ],
)
def test_lines_that_lead_to_other_articles_are_not_of_the_article(line: str) -> None:
    assert (
        read(f"<p>Der erste Satz.</p>{line}<p>Der zweite Satz.</p>").text
        == "Der erste Satz.\n\nDer zweite Satz."
    )


@pytest.mark.parametrize(
    "line",
    [
        "„Lesen Sie auch das Kleingedruckte“, sagte sie.",
        'Read more books, said <a href="/r">the minister</a>.',
        'Mehr dazu hat <a href="/r">das Blatt</a> berichtet.',
        "Related wares sell.",
    ],
)
def test_lines_that_say_something_stay(line: str) -> None:
    text = re.sub("<.*?>", "", line)
    assert read(f"<p>Der erste Satz.</p><p>{line}</p>").text == f"Der erste Satz.\n\n{text}"


def test_days_that_differ_are_ambiguous() -> None:
    head = write_linked(LINKED) + '<meta property="article:published_time" content="2023-08-16T00:30:00Z">'
    facts = read("<p>Ein Satz.</p>", head).facts
    assert (facts.published_on, facts.published_on_certainty) == (
        datetime.date(2023, 8, 15),
        Certainty.AMBIGUOUS,
    )
