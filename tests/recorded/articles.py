"""The articles that the session asks about: special ones in German and English, and made ones.

Each special one has something that the others lack: quotations that are interrupted, nested, shared,
ambiguous, continued in the next paragraph, or the same words of two speakers; letters outside the basic
plane, decomposed letters, hyphens at line ends, numbers; a name that two speakers have; no language or date.
"""

from typing import Any

from tests.benchmarks.corpus import Corpus

Json = dict[str, Any]  # Any: JSON

MADE = 22
"""Articles of the made corpus."""

SPEAKERS: dict[str, Json] = {
    "anna-berg": {
        "name": "Anna Berg",
        "kind": "person",
        "names": ["Anna Berg", "Anna", "Bürgermeisterin Berg"],
        "description": "die Bürgermeisterin",
        "same_as": ["https://example.org/people/anna-berg"],
    },
    "anna-weiss": {"name": "Anna Weiß", "kind": "person", "names": ["Anna Weiß", "Anna"]},
    "bert-gruen": {"name": "Bert Grün", "kind": "person", "names": ["Bert Grün", "Grün"]},
    "stadtrat": {"name": "Stadtrat", "kind": "organization", "names": ["Stadtrat", "Rat der Stadt"]},
    "elbe-bote": {"name": "Elbe-Bote", "kind": "organization"},
    "john-miller": {
        "name": "John Miller",
        "kind": "person",
        "names": ["John Miller", "Mr. Miller", "Miller"],
        "description": "the mayor",
        "same_as": ["https://example.org/people/miller", "https://example.com/miller"],
    },
    "mary-oconnor": {"name": "Mary O’Connor", "kind": "person", "names": ["Mary O’Connor", "O'Connor"]},
    "health-agency": {"name": "Health Agency", "kind": "organization", "names": ["Health Agency", "agency"]},
    "kim-jong-un": {
        "name": "Kim Jong Un",
        "kind": "person",
        "names": ["Kim Jong Un", "Chairman Kim"],
        "description": "the North Korean leader",
    },
    "wladimir-putin": {"name": "Vladimir Putin", "kind": "person", "names": ["Vladimir Putin"]},
}

STATEMENTS: dict[str, Json] = {
    "brief-berg-an-gruen": {
        "form": "letter",
        "title": "Brief von Anna Berg an Bert Grün",
        "speakers": ["anna-berg"],
        "addressees": ["bert-gruen"],
        "via": ["elbe-bote"],
        "date": "2024-05-18",
        "occasion": "Öffnung der Brücke",
        "original_language": "de",
    },
    "rede-im-rathaus": {"form": "speech", "speakers": ["anna-berg"], "occasion": "Sitzung des Stadtrats"},
    "speech-of-miller": {
        "form": "speech",
        "title": "Speech of the mayor at the town hall",
        "speakers": ["john-miller"],
        "addressees": ["health-agency"],
        "date": "2024-06-01",
        "original_language": "en",
    },
    "interview-oconnor": {"form": "interview", "speakers": ["mary-oconnor"], "date": "2024-06-03"},
    "post-of-miller": {"form": "post", "speakers": ["john-miller"], "via": ["mary-oconnor"]},
    "letter-kim-to-putin": {
        "form": "letter",
        "title": "Letter from Kim Jong Un to Vladimir Putin",
        "speakers": ["kim-jong-un"],
        "addressees": ["wladimir-putin"],
        "date": "2023-08-15",
        "original_language": "ko",
    },
}


def make(article_id: str, lines: list[str], quotes: list[Json] | None = None, **more: object) -> Json:
    """Return a document: its first line is the headline, and whoever its quotes name is described."""
    quotes = quotes or []
    statements = [
        {"id": one, **STATEMENTS[one], "certainty": _be_sure(STATEMENTS[one])}
        for one in dict.fromkeys(quote["statement"] for quote in quotes if "statement" in quote)
    ]
    named = [name for part in (*quotes, *statements) for name in _list_parties(part)]
    document = {
        "format": "wortlaut-article/1",
        "id": article_id,
        "text": "\n".join(lines),
        "blocks": ["headline", *["paragraph"] * (len("\n".join(lines).splitlines()) - 1)],
        "speakers": [{"id": one, **SPEAKERS[one]} for one in dict.fromkeys(named)],
        "statements": statements,
        "quotes": quotes,
        **more,
    }
    known = {field: "stated" for field in ("language", "translated", "published_on") if field in more}
    return {"certainty": known, **document}


def say(exact: str, *speakers: str, kind: str = "direct", sure: str = "stated", **more: object) -> Json:
    """Return a quote of these speakers."""
    quote = {"exact": exact, "type": kind, "speakers": list(speakers), **more}
    return {"certainty": {**_be_sure(quote), **({"speaker": sure} if speakers else {})}, **quote}


def _be_sure(part: Json) -> Json:
    fields = {
        "speakers": "speaker",
        "addressees": "addressee",
        "statement": "statement",
        "date": "date",
        "original_language": "original_language",
    }
    return {name: "stated" for field, name in fields.items() if part.get(field)}


def _list_parties(part: Json) -> list[str]:
    return [*part["speakers"], *part.get("addressees", []), *part.get("via", [])]


SPECIAL = [
    make(
        "bruecke-gesperrt",
        [
            "Die alte Brücke bleibt gesperrt",
            "„Wir haben die Brücke gestern geschlossen“, sagte Bürgermeisterin Anna Berg, „und wir öffnen "
            "sie erst, wenn sie sicher ist.“",
            "Bert Grün widersprach: „Die Straße hält noch zehn Jahre, das haben 1,5 Millionen Messungen "
            "gezeigt.“",
            "Berg erklärte, die Kosten seien auf 12 Millionen Euro gestiegen.",
            "Der Stadtrat lobte die Geduld der Anwohner.",
            "Das „Wunder von der Elbe“ nannte die Brücke niemand mehr.",
            "Foto: Elbe-Bote",
        ],
        [
            say("Wir haben die Brücke gestern geschlossen", "anna-berg", key="begun", cue={"exact": "sagte"}),
            say("und wir öffnen sie erst, wenn sie sicher ist.", "anna-berg", continues="begun"),
            say(
                "Die Straße hält noch zehn Jahre, das haben 1,5 Millionen Messungen gezeigt.",
                "bert-gruen",
                cue={"exact": "widersprach"},
                speaker_mention={"exact": "Bert Grün"},
            ),
            say(
                "die Kosten seien auf 12 Millionen Euro gestiegen",
                "anna-berg",
                kind="indirect",
                sure="anaphora",
            ),
            say("lobte die Geduld der Anwohner", "stadtrat", kind="reported"),
            say("Wunder von der Elbe", kind="term"),
        ],
        blocks=["headline", *["paragraph"] * 5, "caption"],
        headline="Die alte Brücke bleibt gesperrt",
        publisher="Elbe-Bote",
        author="Cora Feder",
        source_url="https://example.org/bruecke?seite=1",
        published_on="2024-03-01",
        rights="Alle Rechte beim Elbe-Boten",
        language="de",
        translated=False,
    ),
    make(
        "bruecke-offen",
        [
            "Die Brücke ist wieder offen",
            "",
            "„Es ist geschafft“, riefen Berg und Grün gemeinsam.",
            "In ihrem Brief an Grün schrieb Berg, sie danke ihm „von Herzen für die harte Ar\u00adbeit“.",
            "„Ohne Sie wa\u0308re der Ver-\nkehr zusammengebrochen; 10\u00a0000 Autos fahren hier täglich“, "
            "heißt es da.",
            "„Das glaubt doch keiner“, rief jemand aus dem Saal, Weiß oder Grün.",
        ],
        [
            say("Es ist geschafft", "anna-berg", "bert-gruen", statement="rede-im-rathaus"),
            say(
                "sie danke ihm „von Herzen für die harte Ar\u00adbeit“",
                "anna-berg",
                kind="indirect",
                statement="brief-berg-an-gruen",
                addressees=["bert-gruen"],
                via=["elbe-bote"],
            ),
            say(
                "von Herzen für die harte Ar\u00adbeit",
                "anna-berg",
                kind="mixed",
                statement="brief-berg-an-gruen",
                addressees=["bert-gruen"],
            ),
            say(
                "Ohne Sie wa\u0308re der Ver-\nkehr zusammengebrochen; 10\u00a0000 Autos fahren hier täglich",
                "anna-berg",
                sure="inferred",
                statement="brief-berg-an-gruen",
                addressees=["bert-gruen"],
                speaker_mention={"exact": "Berg", "occurrence": 2},
            ),
            say("Das glaubt doch keiner", "anna-weiss", "bert-gruen", sure="ambiguous"),
        ],
        blocks=["headline", *["paragraph"] * 5],
        headline="Die Brücke ist wieder offen",
        publisher="Elbe-Bote",
        published_on="2024-05-20",
        language="de",
    ),
    make(
        "nachbarn",
        [
            "Zwei Nachbarn, ein Zaun",
            "Grün erzählt: „Anna rief ‚ich gehe nun heim‘ und ich bleibe, ich gehe auch später heim“.",
            "„Nein danke“, sagte Anna Weiß. „Nein danke“, sagte auch Grün.",
            "„Wir werden bald kommen“, sagte Weiß. „Wir werden dann wieder kommen“, rief Grün.",
            "„Die Briefe liegen auf dem Tisch,",
            "„und dort bleiben sie. Niemand darf den Brief lesen“, so Weiß.",
            "Grün nannte das einen Brief ohne Ende.",
        ],
        [
            say("Anna rief ‚ich gehe nun heim‘ und ich bleibe, ich gehe auch später heim", "bert-gruen"),
            say("ich gehe nun heim", "anna-weiss"),
            say("Nein danke", "anna-weiss", occurrence=1),
            say("Nein danke", "bert-gruen", prefix=" Weiß. „"),
            say("Wir werden bald kommen", "anna-weiss"),
            say("Wir werden dann wieder kommen", "bert-gruen"),
            say("Die Briefe liegen auf dem Tisch,", "anna-weiss", key="one"),
            say("und dort bleiben sie. Niemand darf den Brief lesen", "anna-weiss", continues="one"),
            say("nannte das einen Brief ohne Ende", "bert-gruen", kind="reported"),
        ],
        headline="Zwei Nachbarn, ein Zaun",
        publisher="Der Süden",
        published_on="2024-04-11",
        language="de",
    ),
    make(
        "wetter",
        [
            "😀 Wetter: 🇩🇪 friert",
            "Berg: „Es sind -5 Grad, z. B. in der Nord- und Ostsee“. 😀",
            "Sie fügte an: „So ... geht es nicht weiter mit dem Wetter [sic]“.",
            "Grün: »Der Süd-Nord-Wind bläst — 80 km/h — seit 2022–23.«",
            "Weiß meinte: «Mir gefällt's, und John's Hund auch»",
        ],
        [
            say("Es sind -5 Grad, z. B. in der Nord- und Ostsee", "anna-berg"),
            say("So ... geht es nicht weiter mit dem Wetter [sic]", "anna-berg", sure="anaphora"),
            say("Der Süd-Nord-Wind bläst — 80 km/h — seit 2022–23.", "bert-gruen"),
            say("Mir gefällt's, und John's Hund auch", "anna-weiss", sure="inferred"),
        ],
        publisher="Der Süden",
        published_on="2024-01-31",
        language="de-CH",
    ),
    make("ohne-angaben", ["Ein Satz ohne Rede."], blocks=["paragraph"]),
    make(
        "bridge-closed",
        [
            "Old bridge stays closed",
            "By Jane Quill",
            "“We closed the bridge yesterday,” said Mayor John Miller, “and we won’t open it before "
            "it’s safe.”",
            "The Health Agency reported that 1,200 people had been warned.",
            "“Safe” is a word with two meanings here.",
            "Miller thanked the neighbours for their letters.",
        ],
        [
            say("We closed the bridge yesterday,", "john-miller", key="a", cue={"exact": "said"}),
            say("and we won’t open it before it’s safe.", "john-miller", continues="a"),
            say(
                "1,200 people had been warned",
                "health-agency",
                kind="indirect",
                cue={"exact": "reported"},
                speaker_mention={"exact": "The Health Agency"},
            ),
            say("Safe", kind="term"),
            say("thanked the neighbours for their letters", "john-miller", kind="reported"),
        ],
        blocks=["headline", "byline", *["paragraph"] * 4],
        headline="Old bridge stays closed",
        publisher="River Times",
        author="Jane Quill",
        source_url="https://example.com/bridge",
        published_on="2024-03-02",
        rights="© River Times",
        language="en",
        translated=False,
    ),
    make(
        "letters-of-two-leaders",
        [
            "Leaders exchange letters",
            "“I am firmly convinced that friendship and solidarity will grow,” Kim wrote to Putin.",
            "“The two countries will always be victorious,” he added.",
        ],
        [
            say(
                "I am firmly convinced that friendship and solidarity will grow,",
                "kim-jong-un",
                statement="letter-kim-to-putin",
                addressees=["wladimir-putin"],
            ),
            say(
                "The two countries will always be victorious,",
                "kim-jong-un",
                sure="anaphora",
                statement="letter-kim-to-putin",
                speaker_mention={"exact": "he", "prefix": ",” "},
                cue={"exact": "added"},
            ),
        ],
        headline="Leaders exchange letters",
        publisher="River Times",
        published_on="2023-08-16",
        language="en",
        translated=True,
    ),
    make(
        "mayor-speaks",
        [
            "What the mayor said at the town hall",
            *[
                f"“{said}” Mr. Miller said."
                for said in (
                    "Good evening, and welcome to the town hall.",
                    "Nobody in this town has ever walked alone.",
                    "We have built 40 houses, two schools and a bridge.",
                    "I never said that the bridge was safe.",
                    "I said that the bridge would be safe.",
                    "The agency has written me three letters about our water.",
                    "I have read every letter, and I have answered none.",
                    "That was wrong, and I am sorry.",
                )
            ],
            "“Good night,” he said, and “good luck” to all.",
        ],
        [
            *[
                say(said, "john-miller", statement="speech-of-miller", addressees=["health-agency"])
                for said in (
                    "Good evening, and welcome to the town hall.",
                    "Nobody in this town has ever walked alone.",
                    "We have built 40 houses, two schools and a bridge.",
                    "I never said that the bridge was safe.",
                    "I said that the bridge would be safe.",
                    "The agency has written me three letters about our water.",
                    "I have read every letter, and I have answered none.",
                    "That was wrong, and I am sorry.",
                )
            ],
            say("Good night,", "john-miller", statement="speech-of-miller"),
            say("good luck", "john-miller", kind="mixed", statement="speech-of-miller"),
        ],
        headline="What the mayor said at the town hall",
        publisher="River Times",
        published_on="2024-06-02",
        language="en",
    ),
    make(
        "oconnor",
        [
            "“I write every day”: Mary O’Connor on letters",
            "Ms. O'Connor says: “I write every day. Letters are the colour of my life”.",
            "Of the mayor she says, “He told me ‘I never read letters’ when we met”.",
            "On the mayor's post: “I read letters at night”, it says.",
        ],
        [
            say("I write every day", "mary-oconnor", occurrence=1, statement="interview-oconnor"),
            say(
                "I write every day. Letters are the colour of my life",
                "mary-oconnor",
                statement="interview-oconnor",
            ),
            say(
                "He told me ‘I never read letters’ when we met", "mary-oconnor", statement="interview-oconnor"
            ),
            say("I never read letters", "john-miller", sure="inferred"),
            say("I read letters at night", "john-miller", statement="post-of-miller", via=["mary-oconnor"]),
        ],
        headline="“I write every day”: Mary O’Connor on letters",
        publisher="The Harbour & Quay",
        published_on="2024-06-04",
        language="en-GB",
        translated=False,
    ),
    make(
        "english-without-date",
        ["A note", "The agency said “no comment”, and “no comment” again."],
        [
            say("no comment", "health-agency", kind="mixed", occurrence=1),
            say("no comment", "health-agency", kind="mixed", occurrence=2),
        ],
        language="en",
    ),
]


def make_documents() -> list[Json]:
    """Return the documents of all articles that are stored before the session begins."""
    corpus = Corpus()
    return [*SPECIAL, *(corpus.make_article(number) for number in range(MADE))]
