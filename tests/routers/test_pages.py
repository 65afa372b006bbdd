"""The pages for people: what they show, in which language, and what they may do."""

import html
import re
from urllib.parse import quote

import httpx2
import pytest

from app.database.database import Database
from app.presenters.page_language import PAGE_LANGUAGES, choose_language
from app.presenters.pages.english import ENGLISH
from app.presenters.pages.german import GERMAN
from app.presenters.pages.words import WORDS
from app.services.ingest import importer
from tests.builders import make_document, make_quote, make_speaker
from tests.databases import Databases, make_settings
from tests.presenters.reading import PageReader
from tests.servers import run_server

ARTICLE = "kim-putin-briefwechsel-2023"
QUOTE = "q-21ea97e3a089f4d02987"
PAGES = [
    "/articles",
    f"/articles/{ARTICLE}",
    "/speakers",
    "/speakers/kim-jong-un",
    "/quotes",
    "/quotes?q=Freundschaft&speaker=",
    f"/quotes/{QUOTE}",
    "/verify",
    "/verify?text=neue+Waffe&speaker=",
]
IN_GERMAN = {"Accept-Language": "de-DE,de;q=0.9,en;q=0.8"}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_comes_in_the_readers_language_and_is_cached_as_any_response(
    client: httpx2.Client, path: str
) -> None:
    german, english = client.get(path, headers=IN_GERMAN), client.get(path)
    for page, language in zip((english, german), PAGE_LANGUAGES, strict=True):
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "Accept-Language" in page.headers["vary"].split(", ")
        read = PageReader(page.text)
        assert read.languages[0] == language
        assert WORDS[language]["api"] in page.text
    assert german.headers["etag"] != english.headers["etag"]
    for headers, page in ((IN_GERMAN, german), ({}, english)):
        again = client.get(path, headers={**headers, "If-None-Match": page.headers["etag"]})
        assert again.status_code == 304
        assert client.get(path, headers=headers).content == page.content
        assert client.head(path, headers=headers).headers["etag"] == page.headers["etag"]


@pytest.mark.parametrize("path", ["/", *PAGES])
def test_a_page_may_load_nothing_but_its_style_sheet_and_pictures(client: httpx2.Client, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    directives = dict(
        part.strip().split(" ", 1) for part in page.headers["content-security-policy"].split(";")
    )
    assert directives["default-src"] == "'none'"
    assert directives["style-src"] == directives["img-src"] == directives["form-action"] == "'self'"
    assert set(directives) == {
        *("default-src", "style-src", "img-src", "form-action", "base-uri", "frame-ancestors"),
    }
    assert "<script" not in page.text
    assert "style=" not in page.text


def test_every_link_of_the_pages_leads_somewhere(client: httpx2.Client) -> None:
    seen: set[str] = set()
    waiting = ["/articles", "/speakers", "/quotes", "/verify", "/docs"]
    while waiting:
        path = waiting.pop()
        seen.add(path)
        answer = client.get(path, headers={"Accept": "text/html,*/*;q=0.8"})
        assert answer.status_code == 200, path
        if answer.headers["content-type"].startswith("text/html") and path != "/docs":
            read = PageReader(answer.text)
            targets = [link[1:] for link in read.links if link.startswith("#")]
            assert set(targets) <= set(read.by_id), path
            found = {link.partition("#")[0] for link in read.links if link.startswith("/")}
            waiting += sorted(found - seen - set(waiting))
    assert len(seen) > 25


def test_the_article_is_its_text_with_every_quote_in_its_place(client: httpx2.Client) -> None:
    article = client.get(f"/v1/articles/{ARTICLE}").json()
    page = client.get(f"/articles/{ARTICLE}", headers=IN_GERMAN)
    read = PageReader(page.text)
    lines = [block["text"].strip() for block in article["blocks"]]
    assert [line.strip() for line in read.by_class["text"][0].splitlines() if line.strip()] == lines
    assert page.text.index('class="text"') < page.text.index("<h1")  # The text comes before all other words.
    for one in article["quotes"]:
        assert read.by_id[one["id"]] == one["exact"]
        note = " ".join(read.by_id[f"note-{one['id']}"].split())
        assert all(speaker["name"] in note for speaker in (*one["speakers"], *one["addressees"]))
        assert all(WORDS["de"][certainty] in note for certainty in one["certainty"].values() if certainty)
        assert one["links"]["text_fragment"] in read.links
        assert f"/quotes/{one['id']}" in read.links
    assert "wahrscheinlich eine Übersetzung" in page.text
    assert set(read.languages) == {"de"}
    assert "en" in PageReader(client.get(f"/articles/{ARTICLE}").text).languages


@pytest.mark.parametrize(
    ("text", "speaker", "expected", "shown"),
    [
        ("Die beiden Länder werden immer siegreich sein", "Kim", "verified", "siegreich"),
        ("Die beiden Länder werden immer siegreich sein", "Putin", "misattributed", "Kim Jong-un"),
        ("neue Waffe", "", "unattributed", "niemandes"),
        ("die Freundschaft zwischen den beiden Ländern", "", "not_a_quotation", "Kim Jong-un"),
        ("Ich bin überzeugt, dass wir […] stärken werden", "Putin", "elided", "Zusammenarbeit"),
        ("Ich bin nicht überzeugt, dass wir die bilaterale", "Putin", "altered", "eine Verneinung"),
        ("Das hat nie jemand gesagt", "", "absent", "durchsuchten Artikeln (1)"),
    ],
)
def test_a_verdict_is_shown_as_the_api_gives_it(
    client: httpx2.Client, text: str, speaker: str, expected: str, shown: str
) -> None:
    parameters = {"text": text, "speaker": speaker}
    verdict = client.get("/v1/verify", params={name: value for name, value in parameters.items() if value})
    assert verdict.json()["verdict"] == expected
    page = client.get("/verify", params=parameters, headers=IN_GERMAN).text
    assert [one.strip() for one in PageReader(page).by_class["outcome"]] == [WORDS["de"][expected]]
    assert shown in page
    for match in verdict.json()["matches"]:
        assert f"<mark>{match['exact']}</mark>" in page


def test_a_verdict_says_how_sure_the_article_is_whose_words_they_are(client: httpx2.Client) -> None:
    for text, certainty in (
        ("Die beiden Länder werden immer siegreich sein", "anaphora"),
        ("langfristiger strategischer Beziehungen", "ambiguous"),
        ("Ich bin nicht überzeugt, dass wir die bilaterale", "stated"),
    ):
        page = client.get("/verify", params={"text": text}, headers=IN_GERMAN).text
        assert f"Sprecher: {WORDS['de'][certainty]}" in page


def test_who_may_be_meant_is_an_alternative(client: httpx2.Client) -> None:
    words = "langfristiger strategischer Beziehungen"
    [match] = client.get("/v1/verify", params={"text": words}).json()["matches"]
    assert match["quote"]["certainty"] == {"speaker": "ambiguous", "addressee": None, "statement": "inferred"}
    verdict = client.get("/verify", params={"text": words}, headers=IN_GERMAN).text
    article = client.get(f"/articles/{ARTICLE}", headers=IN_GERMAN).text
    for page in (verdict, article):
        assert 'Kim Jong-un</a> oder <a href="/speakers/wladimir-putin">Wladimir Putin</a>' in page
        assert f"{WORDS['de']['statement']}: {WORDS['de']['inferred']}" in page
    assert "2+3?" in article


def test_words_of_the_reporter_are_called_no_quotation(client: httpx2.Client) -> None:
    listed = client.get(f"/quotes?article={ARTICLE}").text
    for one in client.get(f"/v1/quotes?article={ARTICLE}").json()["items"]:
        is_report = one["type"] in ("indirect", "reported")
        page = client.get(f"/quotes/{one['id']}", headers=IN_GERMAN).text
        assert ("<h1>Stelle</h1>" if is_report else "<h1>Zitat</h1>") in page
        kind = "report" if is_report else "quotation"
        assert f'<span class="{kind} voice-0">{html.escape(one["exact"])}</span>' in listed


def test_a_problem_is_a_page_with_those_who_may_be_meant(client: httpx2.Client) -> None:
    page = client.get("/verify?text=neue+Waffe&speaker=Putins", headers=IN_GERMAN)
    assert (page.status_code, page.headers["cache-control"]) == (422, "no-store")
    assert (
        "/verify?text=neue+Waffe&speaker=wladimir-putin" in PageReader(page.text.replace("&amp;", "&")).links
    )
    for path in (
        "/articles/none",
        "/quotes/q-00000000000000000000",
        "/quotes/x",
        "/speakers/none",
        "/pages/x",
    ):
        missing = client.get(path, headers=IN_GERMAN)
        assert missing.status_code == 404
        assert WORDS["de"]["problem_404"] in missing.text
    assert client.get("/articles?limit=5").headers["content-type"] == "application/problem+json"
    assert client.get("/verify", params={"text": "<b>x</b>", "speaker": "<i>"}).text.count("<i>") == 0


def test_lists_lead_from_page_to_page_and_nothing_of_a_text_becomes_markup(databases: Databases) -> None:
    address = databases.make(seed=False)
    text = "<script>alert(1)</script> „Guten & schönen Tag“."
    with Database(make_settings(address)) as opened:
        for number in range(45):
            document = make_document(
                text,
                id=f"article-{number:02}",
                headline=f"<b>{number}</b>",
                language="en",
                certainty={"language": "stated"},
                speakers=[make_speaker(name="<i>Anna</i>")],
                quotes=[make_quote("Guten & schönen Tag")],
            )
            opened.run_write(importer.import_article, document)
    with run_server(address) as url:
        for path, prefix, total in (("/articles", "/articles/", 45), ("/quotes", "/quotes/q-", 45)):
            found: list[str] = []
            following: str | None = path
            while following:
                answer = httpx2.get(f"{url}{following}")
                assert answer.status_code == 200
                assert not re.search(r"<b>\d|<i>|<script", answer.text)
                links = PageReader(answer.text).links
                found += [link for link in links if link.startswith(prefix) and "#" not in link]
                following = next((link for link in links if "cursor=" in link), None)
            assert len(set(found)) == total
        front = httpx2.get(url, headers={"Accept": "text/html"}).text
        assert "/articles/article-44" in PageReader(front).links
        assert "/articles/article-34" not in PageReader(front).links
        assert "<script" not in httpx2.get(f"{url}/articles/article-00").text


def test_both_languages_have_the_same_words_with_the_same_gaps() -> None:
    assert ENGLISH.keys() == GERMAN.keys()
    for key, words in ENGLISH.items():
        gaps = [sorted(re.findall(r"%(?:\(\w+\))?s", one)) for one in (words, GERMAN[key])]
        assert gaps[0] == gaps[1]
    for words in (*ENGLISH.values(), *GERMAN.values()):
        assert not set(words) & set("<>&")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de"),
        ("de-AT, en;q=0.9", "de"),
        ("fr, de;q=0.5, en;q=0.4", "de"),
        ("fr", "en"),
        ("en;q=0, *", "de"),
        ("de;q=0.5, en;q=0.8", "en"),
        ("de;q=x;;,", "de"),
    ],
)
def test_chooses_the_language_that_a_reader_likes_best(header: str, language: str) -> None:
    assert choose_language(header) == language


def test_an_address_with_a_quote_in_it_can_be_shared(client: httpx2.Client) -> None:
    page = client.get(f"/quotes/{QUOTE}", headers={**IN_GERMAN, "Host": "example.org"})
    assert f"http://example.org/quotes/{QUOTE}" in page.text
    exact = client.get(f"/v1/quotes/{QUOTE}").json()["exact"]
    assert f"<mark>{exact}</mark>" in page.text
    assert client.get(f"/verify?text={quote(exact)}&speaker=Kim").status_code == 200
