"""What articles, quotes and statements are searched by: the stems of their words, and marks for filters."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app import terms
from app.database.bulk_insert import Row
from app.database.fulltext import MARK, POSITIONS_MAX, Entry
from app.terms import WORDS_MAX
from app.vocabulary import Role

SECTION = 1_000
"""Words of a text that are searched together: PostgreSQL bounds what one entry of an index may hold."""
SECTIONS_FROM = 1 << 40
"""The numbers of sections of texts that have several begin here."""
SECTIONS_MAX = 1 << 12
"""More than a text of 500,000 words of one letter has."""
WHOLE_MAX = 2_000
"""Different words of a long text that each of its sections has, too; in a text with more, words are sought
together within a section."""


def mark(kind: str, value: str) -> str:
    """Return what stands among the tokens of what a filter leaves, as `@speaker-kim-jong-un`."""
    return f"{MARK}{kind}-{value}"


Sections = list[str]
"""The tokens that one text is found by, with spaces between them; in one piece as a rule."""


def make_sections(stems: list[str], marks: Sequence[str]) -> Sections:
    """Return the stems in sections, each with the marks; a text without words is not found by anything.

    A section of a long text begins with its own words, for phrases, and goes on a little into the next.
    Behind them come the words of the whole text, each by itself: whether the text has a word, or lacks
    it, does not depend on the section. No section has a stem more often than PostgreSQL keeps its places.
    """
    if not stems:
        return []
    # Short texts need no counting.
    if len(stems) <= POSITIONS_MAX or (
        len(stems) <= SECTION and max(Counter(stems).values()) <= POSITIONS_MAX
    ):
        return [" ".join([*stems, *marks])]
    whole = sorted(set(stems))[:WHOLE_MAX]
    apart = [token for stem in whole for token in (MARK, stem)]
    sections: Sections = []
    begin = 0
    while begin < len(stems):
        length = min(len(stems) - begin, SECTION)
        while max(Counter(stems[begin : begin + length + WORDS_MAX]).values()) >= POSITIONS_MAX:
            length //= 2
        sections.append(" ".join([*stems[begin : begin + length + WORDS_MAX], *apart, *marks]))
        begin += length
    return sections


def number_sections(number: int, sections: Sections) -> Iterator[Entry]:
    """Yield the entries of one text: by its own number in one piece, by numbers far behind in several."""
    if len(sections) == 1:
        yield number, sections[0]
        return
    first = SECTIONS_FROM + number * SECTIONS_MAX
    yield from enumerate(sections[:SECTIONS_MAX], start=first)


def find_number(entry: int) -> int:
    """Return the number of what an entry is of."""
    return entry if entry < SECTIONS_FROM else (entry - SECTIONS_FROM) // SECTIONS_MAX


def index_article(article: Row, parties: Iterable[Row]) -> Sections:
    """Return what an article is found by: the stems of its text."""
    speakers = {party["speaker_id"] for party in parties if party["role"] == Role.SPEAKER}
    marks = [*(mark("speaker", one) for one in sorted(speakers)), mark_language(article["language"])]
    return make_sections(terms.list_stems(article["text"], article["language"]), marks)


def index_quotes(article: Row, quotes: Sequence[Row], parties: Iterable[Row]) -> list[Sections]:
    """Return what each of an article's quotes is found by: the stems of its words."""
    text, language = article["text"], article["language"]
    marks = [[mark("type", quote["type"]), mark_language(language)] for quote in quotes]
    for party in parties:
        if party["role"] != Role.VIA:
            marks[party["quote_position"]].append(mark(party["role"], party["speaker_id"]))
    return [
        make_sections(terms.list_stems(text[quote["start"] : quote["end"]], language), own)
        for quote, own in zip(quotes, marks, strict=True)
    ]


def index_statement(title: str | None, occasion: str | None, language: str | None) -> Sections:
    """Return what a statement is found by: the stems of its title and its occasion, with a gap between."""
    fields = [terms.list_stems(field, language) for field in (title or "", occasion or "")]
    return [" ".join([*fields[0], MARK, *fields[1], mark_language(language)])] if any(fields) else []


def mark_language(language: str | None) -> str:
    """Return the mark of what is in this language, or in none that is known."""
    return mark("language", language or "")
