"""Random passages with all that typography and alterations touch, and true claims of them."""

import random
from typing import NamedTuple


class WordStock(NamedTuple):
    """The words of a language, what numbers and shortenings look like in it, and its marks."""

    words: tuple[str, ...]
    numbers: tuple[str, ...]
    special: tuple[str, ...]
    negations: tuple[str, ...]
    marks: tuple[str, str]
    inner_marks: tuple[str, str]
    separators: tuple[str, ...]
    ends: tuple[str, ...]


class Passage(NamedTuple):
    """A quotation in its article: the text before, the quotation, the text after, and a true part of it."""

    before: str
    quotation: str
    after: str
    start: int
    end: int

    @property
    def text(self) -> str:
        """The whole article."""
        return self.before + self.quotation + self.after

    @property
    def claim(self) -> str:
        """The true part, as the article has it."""
        return self.quotation[self.start : self.end]

    def may_end_in_stop(self) -> bool:
        """Tell whether a full stop behind the claim can be the citing sentence's own."""
        follows = (self.quotation[self.end :] or self.after).lstrip()
        return self.claim[-1] not in ".?!" and not follows.startswith(("?", "!", "…", "."))


_SEPARATORS = (*[" "] * 14, ", ", ", ", "; ", ": ", " – ", " … ", "/")
_ENDS = (". ", ". ", ". ", "? ", "! ")
_GERMAN_WORDS = """
    Auflage offiziell Schifffahrt Pflicht finden fast gestern Kiste Koffer flach straff Länder Häuser
    Gebäude müde schön Brücken führen Größe Straße draußen weiß größer über Übung Öfen ändern Äpfel
    Küste Wälder Verteidigung gemeinsam Zusammenarbeit siegreich Freundschaft bleiben werden gehen
    wieder heute morgen Regierung Fenster Wasser lang klein rufen unten Stunde Bericht Vertrag Ernte
    Küche Messer Café Tafel Wagen Garten Lampe Schule Brot & Rhabarber tausend Hunde
"""
GERMAN = WordStock(
    words=tuple(_GERMAN_WORDS.split()),
    numbers=(
        *("1,5 Tonnen", "12 000 Säcke", "18:30 Uhr", "12 %", "10³ Leute", "5 km²", "-5 Grad", "10 €", "§ 5"),
        *(
            "40 m³",
            "3.750 Mark",
            "2019–2023",
            "7 Uhr",
            "1911",
            "103 Kilo",
            "1/2 Torte",
            "8%",
            "§12",
            "1990er",
        ),
    ),
    special=(
        *(
            "z. B.",
            "d. h.",
            "u.a.",
            "Dr. Ohm",
            "US-Präsident",
            "Nord- und Südküste",
            "EU-Gipfel",
            "Ost-West-Weg",
        ),
        *(
            "Leser*innen",
            "Hörer*innen",
            "geht’s",
            "Ein- oder Ausfuhr",
            "(wie damals)",
            "und/oder",
            "CO₂-Filter",
        ),
    ),
    negations=("nicht", "kein", "nie", "niemals", "ohne"),
    marks=("„", "“"),
    inner_marks=("‚", "‘"),
    separators=_SEPARATORS,
    ends=_ENDS,
)
_ENGLISH_WORDS = """
    office first flag staff fluffy coffee file reflect finest street harbor sailor ferry summit window
    together government because between morning river kitchen garden yellow walking written thousand
    letter minister bridge mountain people different offer soft lift best fast winter paper café naïve
"""
ENGLISH = WordStock(
    words=tuple(_ENGLISH_WORDS.split()),
    numbers=(
        "1.5 tons",
        "12,000 bags",
        "18:30",
        "12%",
        "10³ people",
        "5 km²",
        "-5 degrees",
        "$10",
        "20 %",
        "1907",
    ),
    special=(
        *("e.g.", "i. e.", "U.S.", "Dr. Ohm", "well-known", "pre- and postwar", "don’t", "it’s", "Ohm’s"),
        *("tea/coffee", "(as before)", "re-elected", "AT&T"),
    ),
    negations=("not", "never", "no", "without", "hardly"),
    marks=("“", "”"),
    inner_marks=("‘", "’"),
    separators=(*_SEPARATORS, "—", "—"),
    ends=_ENDS,
)
_FRENCH_WORDS = """
    fenêtre école maison château fleuve officiel différent effort pouvoir garçon matin élève forêt
    rivière travailler ensemble toujours demain lumière première jardin cuisine lettre ministre
"""
FRENCH = WordStock(
    words=tuple(_FRENCH_WORDS.split()),
    numbers=("1,5 tonne", "12 000 sacs", "18 h 30", "12 %", "5 km²", "10 €", "1911"),
    special=("l’eau", "aujourd’hui", "après-midi", "p. ex.", "(comme hier)", "et/ou"),
    negations=("pas", "jamais", "sans"),
    marks=("« ", " »"),
    inner_marks=("“", "”"),
    separators=(*[" "] * 12, ", ", " ; ", " : ", " — ", " … "),
    ends=(". ", ". ", " ? ", " ! "),
)
_RUSSIAN_WORDS = """
    вместе завтра дорога письмо страна победа солнце работать большой новый берег лодка министр утро
    говорить понимать сегодня река школа ёлка зелёный
"""
RUSSIAN = WordStock(
    words=tuple(_RUSSIAN_WORDS.split()),
    numbers=("1,5 тонны", "12 000 мешков", "18:30", "12 %", "5 км²", "-5 градусов"),
    special=("т. е.", "и т.д.", "северо-восток", "(как прежде)", "и/или"),
    negations=("не", "никогда", "без"),
    marks=("«", "»"),
    inner_marks=("„", "“"),
    separators=(*[" "] * 12, ", ", "; ", ": ", " — ", " … "),
    ends=_ENDS,
)
LANGUAGES = (GERMAN, GERMAN, GERMAN, ENGLISH, ENGLISH, FRENCH, RUSSIAN)
WORDS_MIN = 5
"""Fewer words may stand elsewhere in a passage by chance."""


def make_passage(draw: random.Random) -> Passage:
    """Return a passage of a few sentences, and a true part of it of five words or more."""
    language = draw.choice(LANGUAGES)
    pieces = [piece for _ in range(draw.randint(2, 4)) for piece in _make_sentence(draw, language)]
    pieces[-1] = (pieces[-1][0], pieces[-1][1].rstrip())
    first = draw.randint(0, len(pieces) - WORDS_MIN)
    last = draw.randint(first + WORDS_MIN - 1, min(len(pieces), first + 14) - 1)
    start = len(_join(pieces[:first]))
    end = len(_join(pieces[:last])) + len(pieces[last][0])
    sign = pieces[last][1].rstrip()
    if sign.lstrip() and sign.lstrip() in ".?!" and draw.random() < 0.6:
        end += len(sign)
    opening, closing = language.marks
    before, after = (_join(_make_sentence(draw, language)) for _ in range(2))
    return Passage(f"{before}{opening}", _join(pieces), f"{closing} {after.strip()}", start, end)


def _join(pieces: list[tuple[str, str]]) -> str:
    return "".join(f"{words}{separator}" for words, separator in pieces)


def _make_sentence(draw: random.Random, language: WordStock) -> list[tuple[str, str]]:
    """Return the words of a sentence, each with what separates it from the next."""
    items: list[tuple[str, str]] = []
    for _ in range(draw.randint(5, 11)):
        words = _draw_words(draw, language, items[-1] if items else ("", ""))
        items.append((words, _draw_separator(draw, language, words)))
    first, last = items[0], items[-1]
    items[0] = (first[0][0].upper() + first[0][1:], first[1])
    # A full stop of a shortening would be the sentence's, too.
    end = draw.choice([one for one in language.ends if not (last[0].endswith(".") and one[0] == ".")])
    items[-1] = (last[0], end)
    return items


def _draw_words(draw: random.Random, language: WordStock, before: tuple[str, str]) -> str:
    """Return the next words: no number beside another, and no word twice in a row."""
    lot = draw.random()
    if lot < 0.12 and before[1] == " " and not before[0][-1].isnumeric() and before[0][0].isalpha():
        return draw.choice(language.numbers)
    if lot < 0.25:
        return draw.choice(language.special)
    if lot < 0.32:
        return draw.choice([one for one in language.negations if one != before[0]])
    if lot < 0.36:
        opening, closing = language.inner_marks
        return f"{opening}{' '.join(draw.sample(language.words, 2))}{closing}"
    return draw.choice([one for one in language.words if one not in (before[0], "&")])


def _draw_separator(draw: random.Random, language: WordStock, words: str) -> str:
    """Return what separates words from the next: a slash stands between plain words alone."""
    separator = draw.choice(language.separators)
    return separator if words.isalpha() or separator not in "/—" else " "
