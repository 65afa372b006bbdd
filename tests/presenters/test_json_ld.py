"""JSON-LD, read by PyLD and rdflib: both find the same graph, and in it what the article says and no more."""

import json
from typing import Any

import httpx2
import pytest
from pyld import jsonld
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from app.database.database import Database
from app.presenters import json_ld
from app.presenters.page import Page, Site
from app.schemas.queries import QuoteQuery, RandomQuoteQuery
from app.services.catalog import articles, quotes, statements
from app.services.ingest import importer
from app.values import ArticleRow, FoundArticle, SpeakerRow, SpeakerValue
from tests.builders import make_document, make_quote, make_statement
from tests.databases import Databases, make_settings
from tests.servers import run_server

Json = dict[str, Any]  # Any: JSON

# rdflib's own reader of JSON-LD uses a class that it has declared out of date.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA = Namespace("http://schema.org/")
OA = Namespace("http://www.w3.org/ns/oa#")
AS = Namespace("https://www.w3.org/ns/activitystreams#")
ARTICLE = "/v1/articles/kim-putin-briefwechsel-2023"
KIM = "/v1/speakers/kim-jong-un"
DIRECT = "/v1/quotes/q-21ea97e3a089f4d02987"
LETTER = "/v1/statements/letter-kim-to-putin"
PATHS = [
    "/v1/quotes?limit=5&total=true",
    "/v1/quotes?q=%22ihre+St%C3%A4rke%22",
    "/v1/quotes/random?seed=1",
    DIRECT,
    "/v1/statements",
    LETTER,
    "/v1/articles",
    ARTICLE,
    "/v1/speakers",
    KIM,
]
HARD_ADDRESS = 'https://example.org/a b"c<d>{e}|f\\g^h`i/Kö%20%zz?x=1&y=[2]#part'
ENCODED = "https://example.org/a%20b%22c%3Cd%3E%7Be%7D%7Cf%5Cg%5Eh%60i/K%C3%B6%20%25zz?x=1&y=[2]#part"
SITE = Site("https://quotes.example")


def load_nothing(address: str, options: object = None) -> Json:
    raise AssertionError(f"a reader has to fetch {address}")


def read_graphs(body: bytes) -> tuple[Graph, Graph]:
    """Return the graph of a document as PyLD reads it and as rdflib does."""
    options = {"format": "application/n-quads", "documentLoader": load_nothing}
    quads = jsonld.to_rdf(json.loads(body), options)
    return Graph().parse(data=quads, format="nt"), Graph().parse(data=body, format="json-ld")


def read_graph(client: httpx2.Client, path: str) -> Graph:
    response = client.get(path, headers={"Accept": "application/ld+json"}).raise_for_status()
    assert response.headers["content-type"] == "application/ld+json"
    return read_graphs(response.content)[1]


def locate(client: httpx2.Client, path: str) -> URIRef:
    return URIRef(f"{str(client.base_url).rstrip('/')}{path}")


def list_properties(graph: Graph, node: Node) -> dict[str, list[Node]]:
    """Return the additional properties of a node, by name."""
    found: dict[str, list[Node]] = {}
    for one in graph.objects(node, SCHEMA.additionalProperty):
        found[str(graph.value(one, SCHEMA.name))] = list(graph.objects(one, SCHEMA.value))
    return found


def list_keys(value: object) -> set[str]:
    if isinstance(value, list):
        return set().union(*map(list_keys, value))
    if isinstance(value, dict):
        return value.keys() | set().union(*map(list_keys, value.values()))
    return set()


@pytest.mark.parametrize("path", PATHS)
def test_two_readers_find_the_same_graph(client: httpx2.Client, path: str) -> None:
    body = client.get(path, headers={"Accept": "application/ld+json"}).raise_for_status().content
    of_pyld, of_rdflib = read_graphs(body)
    assert len(of_pyld) > 5
    assert isomorphic(of_pyld, of_rdflib)
    root = str(client.base_url)
    for term in {term for triple in of_pyld for term in triple if isinstance(term, URIRef)}:
        assert str(term).startswith(
            (root, str(SCHEMA), str(OA), str(AS), str(RDF), "http://www.wikidata.org/")
        )


@pytest.mark.parametrize("path", PATHS)
def test_the_context_defines_every_key(client: httpx2.Client, path: str) -> None:
    document = client.get(path, headers={"Accept": "application/ld+json"}).raise_for_status().json()
    context = document.pop("@context")
    assert list_keys(document) <= context.keys()
    assert not any("ClaimReview" in str(term) for term in context.values())


def test_format_asks_for_what_accept_asks_for(client: httpx2.Client) -> None:
    by_name = client.get(DIRECT, params={"format": "jsonld"})
    of_annotations = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    for accept in ("application/ld+json", of_annotations, "text/csv, application/ld+json;q=0.5"):
        assert client.get(DIRECT, headers={"Accept": accept}).content == by_name.content
    assert by_name.headers["vary"].split(", ")[0] == "Accept"
    assert client.get(DIRECT).headers["content-type"] == "application/json"


def test_an_annotation_has_both_selectors_of_a_text_with_this_digest(client: httpx2.Client) -> None:
    graph, quote, article = read_graph(client, DIRECT), client.get(DIRECT).json(), client.get(ARTICLE).json()
    [annotation] = graph.subjects(RDF.type, OA.Annotation)
    assert annotation == locate(client, DIRECT)
    target = graph.value(annotation, OA.hasTarget)
    text = graph.value(target, OA.hasSource)
    assert text == locate(client, f"{ARTICLE}/text")
    assert graph.value(text, SCHEMA.sha256) == Literal(article["sha256"])
    selectors = {graph.value(one, RDF.type): one for one in graph.objects(target, OA.hasSelector)}
    by_words, by_position = selectors[OA.TextQuoteSelector], selectors[OA.TextPositionSelector]
    for name in ("exact", "prefix", "suffix"):
        assert graph.value(by_words, OA[name]) == Literal(quote[name])
    for name in ("start", "end"):
        assert int(str(graph.value(by_position, OA[name]))) == quote[name]


def test_a_quotation_is_spoken_by_whom_the_article_names_and_says_how_sure(client: httpx2.Client) -> None:
    graph = read_graph(client, DIRECT)
    words = locate(client, f"{DIRECT}#words")
    assert graph.value(locate(client, DIRECT), OA.hasBody) == words
    assert (words, RDF.type, SCHEMA.Quotation) in graph
    assert graph.value(words, SCHEMA.spokenByCharacter) == locate(client, KIM)
    assert graph.value(words, SCHEMA.isBasedOn) == locate(client, LETTER)
    properties = list_properties(graph, words)
    assert properties["attributed_by"] == [locate(client, ARTICLE)]
    assert properties["certainty.speaker"] == [Literal("anaphora")]
    assert properties["certainty.statement"] == [Literal("inferred")]
    assert properties["translated"] == [Literal(True)]


def test_ambiguous_speakers_are_no_fact(client: httpx2.Client) -> None:
    [pledge] = client.get("/v1/quotes", params={"q": '"strategischer Beziehungen"', "type": "mixed"}).json()[
        "items"
    ]
    assert pledge["certainty"]["speaker"] == "ambiguous"
    graph = read_graph(client, pledge["links"]["self"])
    words = locate(client, f"{pledge['links']['self']}#words")
    speakers = {locate(client, f"/v1/speakers/{one['id']}") for one in pledge["speakers"]}
    assert not {graph.value(words, SCHEMA.spokenByCharacter), graph.value(words, AS.attributedTo)} & speakers
    properties = list_properties(graph, words)
    assert set(properties["speaker"]) == speakers
    assert properties["certainty.speaker"] == [Literal("ambiguous")]


@pytest.mark.parametrize("type_", ["indirect", "reported"])
def test_words_of_the_reporter_are_no_quotation(client: httpx2.Client, type_: str) -> None:
    graph = read_graph(client, f"/v1/quotes?type={type_}&speaker=Putin")
    assert list(graph.subjects(RDF.type, OA.Annotation))
    assert not list(graph.subjects(RDF.type, SCHEMA.Quotation))
    assert not list(graph.subjects(SCHEMA.spokenByCharacter))
    assert locate(client, "/v1/speakers/wladimir-putin") in set(graph.objects(None, AS.attributedTo))


def test_only_letters_are_messages(client: httpx2.Client) -> None:
    listed = client.get("/v1/statements").json()["items"]
    letters = {
        locate(client, one["links"]["self"]): {
            locate(client, f"/v1/speakers/{party['id']}") for party in one["addressees"]
        }
        for one in listed
        if one["form"] == "letter"
    }
    assert 0 < len(letters) < len(listed)
    for path in ("/v1/statements", "/v1/quotes", ARTICLE):
        graph = read_graph(client, path)
        assert set(graph.subjects(RDF.type, SCHEMA.Message)) == letters.keys()
    graph = read_graph(client, "/v1/statements")
    assert {one: set(graph.objects(one, SCHEMA.recipient)) for one in letters} == letters
    assert graph.value(locate(client, LETTER), SCHEMA.sender) == locate(client, KIM)


def test_a_statement_has_the_words_that_render_it(client: httpx2.Client) -> None:
    graph = read_graph(client, LETTER)
    quotes = client.get(LETTER).json()["quotes"]
    found = set(graph.subjects(SCHEMA.isBasedOn, locate(client, LETTER)))
    assert found == {locate(client, f"{one['links']['self']}#words") for one in quotes}


def test_what_may_render_another_statement_is_not_said_to_render_it(empty_database: Database) -> None:
    certainty = {"speaker": "stated"}
    document = make_document(
        "Anna sagte: „Guten Tag“, und „auf Wiedersehen“. Sie fügte hinzu: „Bald“.",
        statements=[make_statement()],
        quotes=[
            make_quote(
                "Guten Tag", key="a", statement="speech", certainty={**certainty, "statement": "stated"}
            ),
            make_quote("auf Wiedersehen", continues="a"),
            make_quote("Bald", statement="speech", certainty={**certainty, "statement": "ambiguous"}),
        ],
    )
    empty_database.run_write(importer.import_seed, [document])
    first, second, third = empty_database.run_read(quotes.find, QuoteQuery()).items
    statement = empty_database.run_read(statements.get, "speech")
    body = json_ld.make_presenter(json_ld.present_statement).item(statement, SITE)
    page = Page([first, second, third], "/v1/quotes", None, None, None)
    presenter = json_ld.make_presenter(json_ld.present_quote)
    words = [URIRef(SITE.locate(f"/v1/quotes/{one.row.id}#words")) for one in (first, second, third)]
    speech = URIRef(SITE.locate("/v1/statements/speech"))
    for graph in (*read_graphs(body), *read_graphs(presenter.page(page, SITE))):
        assert set(graph.subjects(SCHEMA.isBasedOn, speech)) == {words[0]}
    assert list_properties(graph, words[2])["statement"] == [speech]
    assert list_properties(graph, words[1])["continues"] == [words[0]]
    assert (speech, RDF.type, SCHEMA.CreativeWork) in graph


def test_an_article_has_its_text_its_speakers_and_its_quotes(client: httpx2.Client) -> None:
    graph, article = read_graph(client, ARTICLE), client.get(ARTICLE).json()
    node = locate(client, ARTICLE)
    assert graph.value(node, RDF.type) == SCHEMA.NewsArticle
    assert str(graph.value(node, SCHEMA.articleBody)) == client.get(f"{ARTICLE}/text").text
    quotes = {locate(client, one["links"]["self"]) for one in article["quotes"]}
    assert set(graph.objects(node, SCHEMA.subjectOf)) == quotes
    assert graph.value(node, SCHEMA.headline) is None  # The text states none.
    assert list_properties(graph, node)["certainty.language"] == [Literal("inferred")]
    kim = locate(client, KIM)
    assert (kim, RDF.type, SCHEMA.Person) in graph
    assert Literal("Kim Jong Un") in set(graph.objects(kim, SCHEMA.alternateName))
    assert URIRef("http://www.wikidata.org/entity/Q56226") in set(graph.objects(kim, SCHEMA.sameAs))
    assert (locate(client, "/v1/speakers/reuters"), RDF.type, SCHEMA.Organization) in graph


def test_pages_of_lists_lead_to_all_items(client: httpx2.Client) -> None:
    expected_id: str | None = str(locate(client, "/v1/quotes?limit=5&total=true"))
    items: list[str] = []
    while expected_id is not None:
        document = (
            client.get(expected_id, headers={"Accept": "application/ld+json"}).raise_for_status().json()
        )
        assert document["type"] == "AnnotationPage"
        assert document["id"] == expected_id
        items += [one["id"] for one in document["items"]]
        assert document["total"] >= len(items)
        expected_id = document.get("next")
    expected = client.get("/v1/quotes?limit=200").json()["items"]
    assert items == [str(locate(client, one["links"]["self"])) for one in expected]


def test_addresses_of_others_reach_the_graph_percent_encoded() -> None:
    row = SpeakerRow("anna", "Anna", "person", None, [HARD_ADDRESS])
    presenter = json_ld.make_presenter(json_ld.present_speaker)
    for graph in read_graphs(presenter.item(SpeakerValue(row, ["Anna"], 1, 1, 1), SITE)):
        node = URIRef("https://quotes.example/v1/speakers/anna")
        assert graph.value(node, SCHEMA.sameAs) == URIRef(ENCODED)
    unknown: Json = dict.fromkeys(ArticleRow._fields)
    article = ArticleRow(**{**unknown, "id": "a", "sha256": "0" * 64, "source_url": HARD_ADDRESS})
    presenter = json_ld.make_presenter(json_ld.present_found_article)
    for graph in read_graphs(presenter.item(FoundArticle(article), SITE)):
        assert graph.value(URIRef("https://quotes.example/v1/articles/a"), SCHEMA.url) == URIRef(ENCODED)


def test_the_public_address_is_percent_encoded_too(databases: Databases) -> None:
    settings = {"WORTLAUT_PUBLIC_URL": "https://quotes.example/wörter"}
    with run_server(databases.make(seed=True), "--quiet", **settings) as url:
        body = httpx2.get(f"{url}{DIRECT}?format=jsonld").raise_for_status().content
    for graph in read_graphs(body):
        [annotation] = graph.subjects(RDF.type, OA.Annotation)
        assert annotation == URIRef(f"https://quotes.example/w%C3%B6rter{DIRECT}")


def test_the_encoding_is_what_keeps_them_in_the_graph() -> None:
    for address, triples in ((HARD_ADDRESS, 0), (ENCODED, 1)):
        document = {"@id": address, "http://schema.org/name": "Anna"}
        assert [len(graph) for graph in read_graphs(json.dumps(document).encode())] == [triples] * 2


HARD_TEXT = (
    "\ufeff👩‍👩‍👧 Anna schrieb: „Guten Tag 👋🏽“, und\r\nspäter: „Ja“.\r\n"
    "Noch 𝔈in Brief: „Ja“, „Zoe\u0308 ist da, 한국어 auch“ und „🇰🇵🇷🇺“.\n"
)


def import_hard_text(database: Database, *article_ids: str) -> None:
    """Import a text with what UTF-16 counts otherwise, and what must not be counted otherwise."""
    words = [("Guten Tag 👋🏽", 1), ("Ja", 1), ("Ja", 2), ("Zoe\u0308 ist da, 한국어 auch", 1), ("🇰🇵🇷🇺", 1)]
    marked = [make_quote(exact, occurrence=occurrence) for exact, occurrence in words]
    documents = [make_document(HARD_TEXT, id=article_id, quotes=marked) for article_id in article_ids]
    database.run_write(importer.import_seed, documents)


def read_selectors(annotation: Json) -> tuple[str, int, int]:
    by_words, by_position = annotation["target"]["selector"]
    return by_words["exact"], by_position["start"], by_position["end"]


def cut_utf16(start: int, end: int) -> str:
    return HARD_TEXT.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


def test_positions_in_utf16_lead_to_the_same_words(empty_database: Database) -> None:
    import_hard_text(empty_database, "article-one", "article-two")
    wanted = QuoteQuery(offsets="utf16")
    found = empty_database.run_read(quotes.find, wanted).items
    by_search = empty_database.run_read(quotes.find, wanted.model_copy(update={"q": "Tag"})).items
    drawn = empty_database.run_read(quotes.random_quote, RandomQuoteQuery(offsets="utf16", seed="1"))
    one = empty_database.run_read(quotes.get_in_utf16, found[-1].row.id)
    article = empty_database.run_read(articles.get, "article-two", offsets="utf16")
    assert (len(found), len(by_search), len(article.quotes)) == (10, 2, 5)
    for quote in (*found, *by_search, drawn, one, *article.quotes):
        exact, start, end = read_selectors(json_ld.present_quote(quote, SITE))
        assert (exact, start > quote.row.start) == (quote.exact, True)
        assert cut_utf16(start, end) == exact


def test_positions_are_code_points_by_default(empty_database: Database) -> None:
    import_hard_text(empty_database, "article")
    for quote in empty_database.run_read(quotes.find, QuoteQuery()).items:
        exact, start, end = read_selectors(json_ld.present_quote(quote, SITE))
        assert HARD_TEXT[start:end] == exact


def test_offsets_are_asked_for_by_a_parameter(databases: Databases) -> None:
    address = databases.make(seed=False)
    with Database(make_settings(address)) as database:
        import_hard_text(database, "hard")
    with run_server(address, "--quiet", WORTLAUT_SEED="false") as url, httpx2.Client(base_url=url) as client:
        quote_id = client.get("/v1/quotes").json()["items"][-1]["id"]
        for path in (
            f"/v1/quotes/{quote_id}",
            "/v1/articles/hard",
            "/v1/quotes",
            "/v1/quotes?q=Tag",
            "/v1/quotes/random?seed=1",
        ):
            parameters = {"format": "jsonld", "offsets": "utf16"}
            counted = client.get(httpx2.URL(path).copy_merge_params(parameters)).raise_for_status().json()
            annotations = list_annotations(counted)
            assert annotations
            for exact, start, end in map(read_selectors, annotations):
                assert cut_utf16(start, end) == exact
                assert HARD_TEXT[start:end] != exact


def list_annotations(document: Json) -> list[Json]:
    items: list[Json] | None = document.get("items") or document.get("subjectOf")
    return items or [document]
