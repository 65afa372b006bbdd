"""An article whose quotations are hard on formats: signs of TeX and XML, line breaks, names of all kinds."""

from app.schemas.document import ArticleDocument
from tests.builders import make_document, make_quote, make_speaker, make_statement

SPEAKERS = {
    "kim": "Kim Jong-un",
    "putin": "Wladimir Putin",
    "korean": "문재인",
    "one-word": "Sting",
    "comma": "Brandt, Willy and Söhne {GmbH} & Co. #1_100 %",
    "agency": "KCNA",
}
WORDS = [
    "Alles zu 100 % für 5 $ & #1_a ~ ^ \\alpha {offen",
    "zu} und <b>fett</b> &amp; ]]> „innen“ @misc{x,",
    "Zeile eins\r\nZeile zwei\nTY  - BOOK\nER  - \nund U+2028:\u2028, U+0085:\x85 Ende",
    "한국어 и русский 👩‍👩‍👧 e\u0301",
    " ".join(f"Wort{number}" for number in range(100)),
]
ADDRESS = "https://example.org/a%20b?x=1&y={z}|"


def make_hard_article() -> ArticleDocument:
    """Return the article: a letter by each speaker to the next one, each with one quotation."""
    ids = list(SPEAKERS)
    certainty = {"speaker": "stated", "addressee": "inferred", "statement": "stated"}
    letters = [
        make_statement(
            f"letter-{at}",
            form="letter",
            speakers=[ids[at]],
            addressees=[ids[at + 1]],
            date="2023-08-14",
            certainty={"speaker": "stated", "addressee": "inferred", "date": "stated"},
        )
        for at in range(len(WORDS))
    ]
    made = [
        make_quote(
            words,
            speakers=[ids[at]],
            addressees=[ids[at + 1]],
            statement=f"letter-{at}",
            certainty=certainty,
        )
        for at, words in enumerate(WORDS)
    ]
    return make_document(
        "\n".join(f"Es hieß: »{words}«" for words in WORDS),
        id="hard",
        headline="Über {Klammern} & 100 %",
        author="Rosa L. Müller",
        publisher="Blatt & Söhne",
        source_url=ADDRESS,
        published_on="2023-08-15",
        language="de",
        certainty={"published_on": "stated", "language": "stated"},
        speakers=[
            make_speaker(one, name=name, kind="organization" if one == "agency" else "person")
            for one, name in SPEAKERS.items()
        ],
        statements=letters,
        quotes=made,
    )
