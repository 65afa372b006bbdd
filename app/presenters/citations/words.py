"""The words of citations in English and German."""

from typing import NamedTuple


class Words(NamedTuple):
    """The words of a citation in one language."""

    forms: dict[str, str]
    """Forms of statements."""
    parts: dict[str, str]
    """What a certainty is about."""
    certainties: dict[str, str]
    """Certainties; that something is stated goes without saying."""
    to: str
    quoted: str
    """What a quotation in an article is."""
    reported: str
    """What a passage in the reporter's words is."""
    quoted_in: str
    reported_in: str
    translation: str
    via: str
    alternative: str
    article: str
    opening: str
    closing: str


ENGLISH = Words(
    forms={"press_release": "press release", "press_conference": "press conference", "other": "statement"},
    parts={
        "speaker": "speaker",
        "addressee": "addressee",
        "date": "date",
        "published_on": "day of publication",
    },
    certainties={
        "anaphora": "by back-reference",
        "inferred": "inferred",
        "ambiguous": "ambiguous",
    },
    to="to",
    quoted="quoted by the article",
    reported="reported by the article, not verbatim",
    quoted_in="Quoted in",
    reported_in="Reported in",
    translation="translation",
    via="according to",
    alternative=" or ",
    article="Article",
    opening="“",
    closing="”",
)
GERMAN = Words(
    forms={
        "letter": "Brief",
        "speech": "Rede",
        "interview": "Interview",
        "report": "Bericht",
        "pledge": "Zusage",
        "press_release": "Pressemitteilung",
        "press_conference": "Pressekonferenz",
        "conversation": "Gespräch",
        "post": "Beitrag",
        "book": "Buch",
        "document": "Dokument",
        "other": "Äußerung",
    },
    parts={
        "speaker": "Sprecher",
        "addressee": "Adressat",
        "date": "Datum",
        "published_on": "Erscheinungstag",
    },
    certainties={
        "anaphora": "durch Rückverweis",
        "inferred": "erschlossen",
        "ambiguous": "mehrdeutig",
    },
    to="an",
    quoted="zitiert nach dem Artikel",
    reported="wiedergegeben nach dem Artikel, nicht wörtlich",
    quoted_in="Zitiert nach",
    reported_in="Wiedergegeben nach",
    translation="Übersetzung",
    via="laut",
    alternative=" oder ",
    article="Artikel",
    opening="„",
    closing="“",
)


def choose_words(language: str | None) -> Words:
    """Return the words for what is said about an article: in German if it is German, else in English."""
    return GERMAN if language is not None and language.partition("-")[0] == "de" else ENGLISH
