"""Index entries of articles, quotes and statements: the stems of their words, and tokens for filters."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from app import terms
from app.database.bulk_insert import Row
from app.database.fulltext import FILTER_PREFIX, POSITIONS_MAX, Entry
from app.terms import WORDS_MAX
from app.vocabulary import Role

GAP = FILTER_PREFIX
"""A token that no query contains. It parts words that are not next to each other, so that no phrase spans
them."""
CHUNK_WORDS = 1_000
"""Words of a text in one entry: PostgreSQL limits the size of an entry and the positions in it."""
CHUNK_NUMBERS_FROM = 1 << 40
"""Entries of chunks have numbers from here on, far behind those of texts in one entry."""
CHUNKS_MAX = 1 << 12
"""Numbers reserved for the chunks of one text; a text of 500,000 words of one letter has fewer."""
SHARED_WORDS_MAX = 2_000
"""Different words of a long text that are in each of its chunks. In a text with more of them, several words
of a query are found only where they occur in the same chunk."""


def make_filter_token(kind: str, value: str) -> str:
    """Return the token by which a filter finds an entry: `@speaker-kim-jong-un`. No word begins like it."""
    return f"{FILTER_PREFIX}{kind}-{value}"


def make_language_token(language: str | None) -> str:
    """Return the filter token of a language, or of texts without a known one."""
    return make_filter_token("language", language or "")


Chunks = list[str]
"""The tokens of one text in entries, with spaces between tokens; one entry as a rule."""


def make_chunks(stems: list[str], filter_tokens: Sequence[str]) -> Chunks:
    """Return the stems in chunks, each with the filter tokens; a text without words has none.

    PostgreSQL has only 16,383 positions in an entry and stores 255 of one token, so a long text is cut. Each
    chunk begins with its own words and a few of the next, so that a phrase is found wherever it occurs.
    After these come the words of the whole text, with gaps between: whether the text contains a word, or
    lacks it, is then the same for each of its chunks.
    """
    if not stems:
        return []
    # A text with fewer words than positions needs no counting.
    if len(stems) <= POSITIONS_MAX or (
        len(stems) <= CHUNK_WORDS and max(Counter(stems).values()) <= POSITIONS_MAX
    ):
        return [" ".join([*stems, *filter_tokens])]
    shared = [token for stem in sorted(set(stems))[:SHARED_WORDS_MAX] for token in (GAP, stem)]
    chunks: Chunks = []
    begin = 0
    while begin < len(stems):
        length = min(len(stems) - begin, CHUNK_WORDS)
        while max(Counter(stems[begin : begin + length + WORDS_MAX]).values()) >= POSITIONS_MAX:
            length //= 2
        chunks.append(" ".join([*stems[begin : begin + length + WORDS_MAX], *shared, *filter_tokens]))
        begin += length
    return chunks


def number_chunks(number: int, chunks: Chunks) -> Iterator[Entry]:
    """Yield the entries of a text: under its own number if it is one chunk, else under reserved numbers."""
    if len(chunks) == 1:
        yield number, chunks[0]
        return
    first = CHUNK_NUMBERS_FROM + number * CHUNKS_MAX
    yield from enumerate(chunks[:CHUNKS_MAX], start=first)


def find_number(entry: int) -> int:
    """Return the number of the text that an entry belongs to."""
    return entry if entry < CHUNK_NUMBERS_FROM else (entry - CHUNK_NUMBERS_FROM) // CHUNKS_MAX


def index_article(article: Row, parties: Iterable[Row]) -> Chunks:
    """Return the entries of an article: the stems of its text, findable by speaker and language."""
    speakers = {party["speaker_id"] for party in parties if party["role"] == Role.SPEAKER}
    tokens = [
        *(make_filter_token("speaker", one) for one in sorted(speakers)),
        make_language_token(article["language"]),
    ]
    return make_chunks(terms.list_stems(article["text"], article["language"]), tokens)


def index_quotes(article: Row, quotes: Sequence[Row], parties: Iterable[Row]) -> list[Chunks]:
    """Return the entries of an article's quotes: stems, findable by type, language, speaker and addressee."""
    text, language = article["text"], article["language"]
    tokens = [[make_filter_token("type", quote["type"]), make_language_token(language)] for quote in quotes]
    for party in parties:
        if party["role"] != Role.VIA:
            tokens[party["quote_position"]].append(make_filter_token(party["role"], party["speaker_id"]))
    return [
        make_chunks(terms.list_stems(text[quote["start"] : quote["end"]], language), of_quote)
        for quote, of_quote in zip(quotes, tokens, strict=True)
    ]


def index_statement(title: str | None, occasion: str | None, language: str | None) -> Chunks:
    """Return the entry of a statement: the stems of its title and, after a gap, of its occasion."""
    fields = [terms.list_stems(field, language) for field in (title or "", occasion or "")]
    return [" ".join([*fields[0], GAP, *fields[1], make_language_token(language)])] if any(fields) else []
