"""The session: 200 requests in their order, as data; the writes come last and change what was read before.

Cursors and ETags are those that the recorded answers gave out.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from app.main import BODY_MAX
from tests.recorded.articles import make, say

Json = dict[str, Any]  # Any: JSON

TOKEN = "wortlaut_recorded"
WRITER = {"Authorization": f"Bearer {TOKEN}"}
IS_JSON = {"Content-Type": "application/json"}
GZIP = {"Accept-Encoding": "gzip"}
SEED = "kim-putin-briefwechsel-2023"


class Asked(NamedTuple):
    """A request of the session."""

    method: str
    target: str
    """Path and query, percent-encoded."""
    headers: Mapping[str, str] = {}
    body: bytes | None = None

    @property
    def name(self) -> str:
        """What the request is called when its answer differs; addresses may be long."""
        return f"{self.method} {self.target[:300]}"


def get(
    path: str,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    **parameters: str | Sequence[str],
) -> Asked:
    """Return a request for this path; the parameter `from_` is `from`, and a list means several values."""
    query = urlencode({name.rstrip("_"): value for name, value in parameters.items()}, doseq=True)
    return Asked(method, f"{path}?{query}" if query else path, headers or {})


def check(text: str, speaker: str | None = None, **scope: str) -> Asked:
    """Return the request for a verdict."""
    claimed = {"text": text, **({"speaker": speaker} if speaker else {}), **scope}
    return Asked("GET", f"/v1/verify?{urlencode(claimed)}")


def post(body: object, **headers: str) -> Asked:
    """Return the request for verdicts on several claims."""
    sent = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Asked("POST", "/v1/verify", {**IS_JSON, **named}, sent)


def put(document: Json | bytes, name: str | None = None, **headers: str) -> Asked:
    """Return the request to store a document under this name, its own by default."""
    sent = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    if name is None:
        assert isinstance(document, dict)
        name = document["id"]
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Asked("PUT", f"/v1/articles/{name}", {**WRITER, **IS_JSON, **named}, sent)


def delete(name: str, **headers: str) -> Asked:
    """Return the request to remove an article."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    return Asked("DELETE", f"/v1/articles/{name}", {**WRITER, **named})


SERVICE = [
    get("/"),
    get("/", {"Accept": "text/html,*/*;q=0.8"}),
    get("/", method="HEAD"),
    get("/", method="OPTIONS"),
    get("/health/live"),
    get("/health/ready"),
    get("/v1/schemas/article-document.json"),
    get("/v1/schemas/article-document.json", {"If-None-Match": "*", **GZIP}),
    get("/problems/unknown-speaker"),
    get("/problems/refused-document"),
    get("/openapi.json"),
    get("/docs"),
]

ARTICLES = [
    get("/v1/articles", limit="200"),
    get("/v1/articles", limit="200", headers=GZIP),
    get("/v1/articles", limit="12", cursor="WyJhcnRpY2xlcyIsImFydGljbGUtMDAwMDExIl0"),
    get("/v1/articles", publisher=["River Times", "Elbe-Bote"], limit="2", total="true"),
    get("/v1/articles", speaker="Miller", language="en", from_="2024-03-02", to="2024-06-02", total="true"),
    get("/v1/articles", speaker=["Vladimir Putin", "bert-gruen"]),
    get("/v1/articles", language=["de-CH", "en-GB"]),
    get("/v1/articles", q="bridge town"),
    get("/v1/articles", q='"alte Brücke" -Fahrrad'),
    get("/v1/articles", q="Bruecke", publisher="Elbe-Bote", total="true"),
    get(
        "/v1/articles",
        q="der",
        limit="3",
        cursor="WyJhcnRpY2xlcy1oaXQiLDAsM10",
    ),
    get("/v1/articles", q="lett*", language="en", limit="1"),
    get(f"/v1/articles/{SEED}"),
    get("/v1/articles/bruecke-offen"),
    get("/v1/articles/oconnor", GZIP),
    get("/v1/articles/ohne-angaben"),
    get("/v1/articles/nachbarn", {"If-None-Match": '"cb5dae50bfce069998dddd44b17d8b98"'}),
    get("/v1/articles/nachbarn", {"If-None-Match": '"x", W/"cb5dae50bfce069998dddd44b17d8b98-gzip"', **GZIP}),
    get("/v1/articles/nachbarn", {"If-None-Match": '"another"'}),
    get("/v1/articles/wetter/text"),
    get("/v1/articles/wetter/text", {"If-None-Match": '"ea23e2ec87281fb66921c95320438e8a"'}),
    get("/v1/articles/wetter/text", start="12", end="60"),
    get("/v1/articles/wetter/text", end="1"),
    get("/v1/articles/article-000003/text", GZIP, start="1500"),
    get("/v1/articles/bruecke-gesperrt/document"),
    get("/v1/articles/letters-of-two-leaders/document"),
    get("/v1/articles/mayor-speaks", method="HEAD"),
    get("/v1/articles/mayor-speaks", method="OPTIONS"),
]

STATEMENTS = [
    get("/v1/statements", limit="10"),
    get("/v1/statements", limit="4", cursor="WyJzdGF0ZW1lbnRzIiwiaW50ZXJ2aWV3LTAwMDAwOCJd"),
    get("/v1/statements", form=["letter", "speech", "post"], total="true"),
    get("/v1/statements", speaker="Anna Berg", addressee="Grün"),
    get("/v1/statements", article=SEED),
    get("/v1/statements", from_="2023-08-15", to="2024-06-01", limit="3"),
    get("/v1/statements", q="Brief"),
    get(
        "/v1/statements",
        q="Brief",
        limit="2",
        cursor="WyJzdGF0ZW1lbnRzLWhpdCIsMCwyXQ",
    ),
    get("/v1/statements", q="Sitzung"),
    get("/v1/statements/letter-kim-to-putin"),
    get("/v1/statements/speech-of-miller", GZIP),
    get("/v1/statements/rede-im-rathaus"),
    get("/v1/statements/post-of-miller", method="HEAD"),
]

JOHN = "/v1/quotes?limit=3&speaker=john-miller&type=direct&language=en"
QUOTES = [
    get("/v1/quotes"),
    get("/v1/quotes", limit="15", total="true", cursor="WyJxdW90ZXMiLCJhcnRpY2xlLTAwMDAwMSIsNF0"),
    get("/v1/quotes", speaker="Chairman Kim"),
    get("/v1/quotes", speaker=["anna-weiss", "Grün"], type="direct"),
    get("/v1/quotes", addressee="Health agency"),
    get("/v1/quotes", statement="brief-berg-an-gruen"),
    get("/v1/quotes", article=["nachbarn", "wetter"], limit="5"),
    get("/v1/quotes", type=["term", "reported"]),
    get("/v1/quotes", language="en-GB"),
    get("/v1/quotes", from_="2024-05-18", to="2024-05-20"),
    get("/v1/quotes", to="2020-12-31", limit="2"),
    get("/v1/quotes", GZIP, article="mayor-speaks"),
    Asked("GET", JOHN),
    Asked("GET", f"{JOHN}&cursor=WyJxdW90ZXMiLCJtYXlvci1zcGVha3MiLDBd"),
    Asked("GET", "/v1/quotes?type=direct&language=en&limit=3&speaker=john-miller"),
    Asked("GET", JOHN, GZIP),
    get(
        "/v1/quotes",
        speaker="john-miller",
        addressee="health-agency",
        statement="speech-of-miller",
        article="mayor-speaks",
        type="direct",
        language="en",
        from_="2024-06-01",
        to="2024-06-02",
        q="bridge",
        total="true",
    ),
    get("/v1/quotes", q="Brief"),
    get("/v1/quotes", q="Briefe", limit="2", cursor="WyJxdW90ZXMtaGl0IiwwLDJd"),
    get("/v1/quotes", q="letter", limit="3", cursor="WyJxdW90ZXMtaGl0IiwwLDNd"),
    get("/v1/quotes", q="und", type="direct", limit="3"),
    get(
        "/v1/quotes",
        q="die",
        limit="5",
        total="true",
        cursor="WyJxdW90ZXMtaGl0IiwwLDVd",
    ),
    get("/v1/quotes", q='"beiden Länder" Freund* -Japan'),
    get("/v1/quotes", q="BRUECKE geschlossen"),
    get("/v1/quotes", q="STRASSE haelt"),
    get("/v1/quotes", q="Süd-Nord-Wind 2022–23"),
    get("/v1/quotes", q="1,5 Millionen"),
    get("/v1/quotes", q="„nicht weiter“"),
    get("/v1/quotes", q="nichtsdergleichen"),
    get("/v1/quotes/q-21ea97e3a089f4d02987"),
    get("/v1/quotes/q-a5a393a1b7ea6a298b43"),
    get("/v1/quotes/q-d7449f7bbbdc249362a7"),
    get("/v1/quotes/q-0ec12ae00516398217e0", method="HEAD"),
    get("/v1/quotes/random", seed="1"),
    get("/v1/quotes/random", seed="ein anderer Same"),
    get("/v1/quotes/random", seed="1", type="indirect", language="de"),
    get("/v1/quotes/random", seed="7", q="letter*"),
    get("/v1/quotes/random", seed="7", q="Brief", speaker="anna-weiss"),
    get("/v1/quotes/random", type="term", article="bruecke-gesperrt"),
    get("/v1/quotes/random", method="OPTIONS"),
]

SPEAKERS = [
    get("/v1/speakers", limit="25", total="true"),
    get("/v1/speakers", limit="3", cursor="WyJzcGVha2VycyIsInNwZWFrZXItMDAyNyJd"),
    get("/v1/speakers", q="a", limit="2", cursor="WyJzcGVha2VycyIsImFubmEtd2Vpc3MiXQ"),
    get("/v1/speakers", q="jong"),
    get("/v1/speakers", q="WEISS"),
    get("/v1/speakers", q="o'c"),
    get("/v1/speakers/anna-berg"),
    get("/v1/speakers/kim-jong-un", GZIP),
    get("/v1/speakers/elbe-bote", method="HEAD"),
]

VERIFIED = "Die beiden Länder werden immer siegreich sein"
VERIFY = [
    check(VERIFIED, "Kim"),
    check(VERIFIED, "Putin"),
    check("neue Waffe"),
    check("gratulierte zum Tag der Befreiung", "Putin"),
    check("Ich bin [...] überzeugt", "Kim"),
    check("Die zwei Länder werden nicht immer siegreich sein", "Kim"),
    check("Wir haben gestern drei Flugzeuge nach Berlin geschickt", "Putin"),
    check('"We won\'t open it before it is safe."', "Miller"),
    check("and we won't open it before it's safe", "Miller", language="en"),
    check("We closed the bridge yesterday, and we won’t open it", "john-miller"),
    check("Wir haben die Brücke … erst, wenn sie sicher ist", "Bürgermeisterin Berg"),
    check("[I]ch gehe … heim", "Grün"),
    check("Die Briefe liegen auf dem Tisch, und dort bleiben sie", "anna-weiss"),
    check("Nein danke", "Grün"),
    check("Nein danke", article="nachbarn", language="de"),
    check("Es ist geschafft", "bert-gruen"),
    check("Das glaubt doch keiner", "bert-gruen"),
    check("Ohne Sie wäre der Verkehr zusammengebrochen; 10 000 Autos", "anna-berg"),
    check("So … geht es nicht weiter mit dem Wetter [sic]", "anna-berg"),
    check("5 Millionen Messungen gezeigt", "bert-gruen"),
    check("I said that the bridge was safe", "john-miller"),
    check("I have answered every letter, and I have read none", "john-miller"),
    check(
        "Die Strasse hält noch 20 Jahre, das haben Millionen Messungen gezeigt", "bert-gruen", language="de"
    ),
    check("I never read letters", "mary-oconnor"),
    check("the colour of my life", "O'Connor", article="nachbarn"),
    check("Hirksochkirtschlongung spemheit schlitzänzwongen", "speaker-0004"),
    check("Reussstetzbausten … in dem der", "speaker-0015"),
    post(
        {
            "claims": [
                {"text": VERIFIED, "speaker": "Putin"},
                {"text": "„no comment“"},
                {"text": "no comment", "speaker": "Nobody"},
                {"text": "…"},
                {"text": "Guten Tag", "article": "not-there"},
                {"text": 'Anna rief "ich gehe nun heim"', "speaker": "bert-gruen", "language": "de"},
                {"text": "ich bin da", "speaker": "Anna"},
                {"text": "Mir gefällt’s, und Johns Hund auch", "speaker": "anna-weiss"},
                {"text": "niemand darf den Brief, lesen", "speaker": "anna-weiss"},
                {"text": "Die Strase hält noch zehn Jahre", "speaker": "Grün"},
                {"text": "We have built 40 houses and two schools. That was wrong, and I am sorry."},
                {"text": "Wir [alle] werden bald kommen, sagte sie", "speaker": "anna-weiss"},
                {"text": "ihre Stärke und Unbesiegbarkeit im Kampf", "speaker": "KCNA", "article": SEED},
            ]
        }
    ),
    post({"claims": [{"text": "Der Süd-Nord-Wind bläst - 80 km/h - seit 2022-23", "speaker": None}]}, **GZIP),
]

REFUSALS = [
    get("/no/such/path"),
    get("/no/such/path", method="HEAD"),
    get("/v1/articles/nope"),
    get("/v1/articles/NOT%20AN%20ID/text"),
    get("/v1/quotes/7"),
    get("/problems/nope"),
    get("/v1/quotes", method="POST"),
    get("/v1/articles/nachbarn", method="PATCH"),
    get("/health/live", verbose="1"),
    get("/v1/quotes", limit="0", type="shout", from_="x", to="2023-02-30", language="German", total="maybe"),
    get("/v1/quotes", speker="Kim", limit=["1", "2"]),
    get("/v1/quotes", speaker="Kim Il-sung"),
    get("/v1/articles", speaker="Anna"),
    get("/v1/quotes", GZIP, addressee="Spö"),
    get("/v1/statements", article="no-such-article"),
    get("/v1/quotes", from_="2023-08-16", to="2023-08-15"),
    get("/v1/quotes", cursor="WyJzcGVha2VycyIsImEiXQ"),
    Asked("GET", "/v1/quotes?speaker=%ED%A0%80"),
    Asked("GET", "/v1/quotes?speaker=%00&article=" + "x" * 101),
    get("/v1/quotes", q="-Brief"),
    get("/v1/articles", q='"Brief'),
    get("/v1/quotes/random", q="a*"),
    get("/v1/quotes/random", from_="2100-01-01"),
    get("/v1/articles/wetter/text", start="5", end="4"),
    get("/v1/articles/wetter/text", start="5000", end="9000"),
    check("„…“ ?!"),
    check("[a]" * 300 + "Ich"),
    get("/v1/verify", speaker="Kim"),
    post({"claims": []}),
    post({"claims": [{"text": "a", "who": 1}, {"speaker": 3}], "more": True}),
    post(b'{"claims": [{"text": "a", "text": "b"}]}'),
    post(b"{"),
    post(b'{"claims": [{"text": "a"}]}', Content_Type="text/plain"),
    post(b" " * (BODY_MAX + 1)),
]

LETTER_LINES = [
    "Ein Brief aus Bonn",
    "„Wir hätten 300 Schiffe und keinen Hafen“, schrieb Anna Berg. „Schiffe“, sagte Grün, „Schiffe!“",
]
LETTER = make(
    "brief-aus-bonn",
    LETTER_LINES,
    [say("Wir hätten 300 Schiffe und keinen Hafen", "anna-berg")],
    headline="Ein Brief aus Bonn",
    publisher="Rhein-Blatt",
    published_on="2024-07-01",
    language="de",
)
CHANGED = make(
    "brief-aus-bonn",
    LETTER_LINES,
    [
        say("Wir hätten 300 Schiffe und keinen Hafen", "anna-berg", statement="rede-im-rathaus"),
        say("Schiffe", "bert-gruen", occurrence=2, key="ships"),
        say("Schiffe!", "bert-gruen", continues="ships"),
    ],
    language="de",
)
REFUSED = make(
    "brief-aus-bonn",
    LETTER_LINES,
    [
        say("Wir hatten 300 Schiffe und keinen Hafen", "anna-berg", speaker_mention={"exact": "Anna Borg"}),
        say("Schiffe", "bert-gruen"),
        say("Schiffe", "bert-gruen", prefix="nie "),
        say("Etwas ganz anderes", "bert-gruen"),
    ],
    blocks=["headline"],
    sha256="0" * 64,
    translated=True,
    certainty={"language": "stated"},
)
UNCONNECTED = {
    **make("brief-aus-bonn", LETTER_LINES, [say("Schiffe!", "anna-berg")], language="de"),
    "quotes": [
        say("Wir hätten 300 Schiffe und keinen Hafen", "anna-berg", key="a", continues="z"),
        say("Schiffe", "anna-berg", kind="term", occurrence=2, key="b", statement="none"),
        say("Schiffe!", "nobody", "nobody", continues="b", certainty={"addressee": "stated"}),
        say("Schiffe!", "anna-berg", kind="mixed", key="a"),
    ],
}
NEVER_READ = {
    "format": "wortlaut-article/2",
    "id": "Brief",
    "text": "a\u0000b",
    "blocks": ["line"],
    "nope": 1,
}
FIRST_TAG, SECOND_TAG = '"3c9c77b20e383111f6fc73aa9a2ebc30"', '"36b9942e21b6a74b164c268d67864ae6"'
TO_LETTER = "/v1/articles/brief-aus-bonn"
WRITES = [
    Asked("PUT", TO_LETTER, IS_JSON, b"{}"),
    Asked("DELETE", "/v1/articles/nachbarn", {"Authorization": "Bearer wortlaut_wrong"}),
    put(LETTER, If_Match="*"),
    put(REFUSED),
    put(UNCONNECTED),
    put({**LETTER, **NEVER_READ}, "brief-aus-bonn"),
    put({**LETTER, "id": "another"}, "brief-aus-bonn"),
    put(json.dumps(LETTER)[:-1].encode() + b', "id": "brief-aus-bonn"}', "brief-aus-bonn"),
    put(b"{", "brief-aus-bonn"),
    put(LETTER, Content_Type="text/plain"),
    put(LETTER, "No-Id"),
    put(LETTER, If_Match="no tag"),
    put(LETTER, If_None_Match="*"),
    put(LETTER),
    get(TO_LETTER, {"If-None-Match": FIRST_TAG}),
    check("Wir hätten 300 Schiffe", "Anna Berg"),
    put(CHANGED),
    put(CHANGED, If_None_Match="*"),
    put(CHANGED, If_Match='"another"'),
    put(CHANGED, If_Match=FIRST_TAG),
    get("/v1/quotes", q="Schiff", total="true"),
    get("/v1/statements/rede-im-rathaus"),
    get(f"{TO_LETTER}/document"),
    put(LETTER, If_Match="*"),
    delete("brief-aus-bonn", If_Match=SECOND_TAG),
    delete("brief-aus-bonn", If_Match=FIRST_TAG),
    get(TO_LETTER),
    delete("brief-aus-bonn"),
    delete(SEED),
    get("/v1/speakers/kim-jong-un"),
    get("/v1/statements/letter-kim-to-putin"),
    check(VERIFIED),
    get("/v1/quotes", speaker="kcna"),
    get("/v1/articles", q="Brief", total="true"),
    get("/"),
]

SESSION = [*SERVICE, *ARTICLES, *STATEMENTS, *QUOTES, *SPEAKERS, *VERIFY, *REFUSALS, *WRITES]
