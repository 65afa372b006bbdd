"""Find what a query of words hits, and rank a bounded number of hits.

Both databases are asked for the same tokens and give hits in the order in which they were stored, so
that both rank the same ones: ranking all hits of a common word would take half a second.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, bindparam, select, union_all
from sqlmodel import Session

from app import terms
from app.database.compiled import fetch_all
from app.database.fulltext import Index, Query, is_on_postgresql, matches
from app.errors import Fault, InvalidRequest
from app.models import Tally, table
from app.services.index import entries, version
from app.terms import Compiled, Stems, Unsearchable
from app.values import Highlight

SCANNED = (500, 4_000, 20_000)
"""Entries that are looked at where filters which the index does not know, or chunks, leave fewer hits."""
READ_MAX, READ_AT_ONCE, READ_LENGTH_MAX = 100, 5, 1_000_000
"""Long texts that are read to decide whether they are hits, and code points of all of them together."""
HIGHLIGHTS_MAX = 20
"""Places that are shown of each field."""
HIGHLIGHTED_MAX = 100_000
"""Code points of a field in which places are sought."""

TALLY = table(Tally).c
LANGUAGES = select(TALLY.language).order_by(TALLY.language)


class Search(NamedTuple):
    """A query, in the terms of each language that there is."""

    by_language: dict[str, Compiled]

    def compile(self, language: str | None) -> Compiled:
        """Return the query in the terms of a text's language."""
        return self.by_language[language or ""]

    def needs_reading(self) -> bool:
        """Tell whether chunks of a text are not enough to tell if the text is a hit."""
        return any(
            one.unwanted or sum(len(clause.stems) > 1 for clause in one.wanted) > 1
            for one in self.by_language.values()
        )

    def loosen(self) -> "Search":
        """Return the query for texts that have all words of this one, wherever they stand in them."""
        return Search({language: terms.relax_phrases(one) for language, one in self.by_language.items()})


class Hits(NamedTuple):
    """The numbers of what was hit, in order, and whether these are all."""

    numbers: list[int]
    is_complete: bool


def read_query(session: Session, q: str) -> Search:
    """Understand a query.

    Raises `InvalidRequest` that says why it cannot be searched for, and `IndexOutdated` if nothing can.
    """
    try:
        query = terms.parse_query(q)
    except Unsearchable as error:
        raise InvalidRequest(
            "The query cannot be searched for.", [Fault("query", "/q", str(error))]
        ) from None
    version.require_current(session)
    languages = fetch_all(session, LANGUAGES, {})
    return Search({language: terms.compile_query(query, language or None) for [language] in languages})


Range = tuple[int, int]
"""A first number and a last one."""
ALL_CHUNKS = (entries.CHUNK_NUMBERS_FROM, (1 << 63) - 1)


class Within(NamedTuple):
    """Where hits are sought: marks of which each group must be hit, ranges of numbers, and other filters.

    `passing` is the query for those of the `numbers` bound to it that pass the filters whose `values`
    are bound to it, too.
    """

    marks: Sequence[Sequence[str]] = ()
    ranges: Sequence[Range] | None = None
    passing: Query | None = None
    values: dict[str, Any] = {}  # Any: what is bound to the parameters of a query


def find(
    session: Session, index: Index, search: Search, within: Within, *, most: int, texts: Query | None = None
) -> Hits:
    """Return the first hits by number, `most` at most; those with long texts come last.

    `texts` is the query for the numbers, texts and languages of those of the `numbers` bound to it. A
    long text is in the index in chunks. No chunk tells what the others hold of phrases, so where
    that matters the text itself is read.
    """
    if not search.by_language or within.ranges == []:
        return Hits([], is_complete=True)
    short = [(0, entries.CHUNK_NUMBERS_FROM - 1)] if within.ranges is None else within.ranges
    long = list(map(_find_chunks, within.ranges)) if within.ranges is not None else [ALL_CHUNKS]
    if texts is None or not search.needs_reading():
        ranges = None if within.ranges is None else [*short, *long]
        return _find(session, index, search, within._replace(ranges=ranges), most)
    found = _find(session, index, search, within._replace(ranges=short), most)
    if not found.is_complete:
        return found
    likely = _find(session, index, search.loosen(), within._replace(ranges=long), READ_MAX)
    read = _read(session, search, texts, likely.numbers)
    numbers = [*found.numbers, *read.numbers]
    is_complete = likely.is_complete and read.is_complete and len(numbers) <= most
    return Hits(numbers[:most], is_complete)


def _find(session: Session, index: Index, search: Search, within: Within, most: int) -> Hits:
    """Return the first numbers that the index has for a query."""
    is_postgresql = is_on_postgresql(session)
    asked = _write(search, within.marks, _POSTGRESQL if is_postgresql else _SQLITE)
    values: dict[str, Any] = {"asked": asked}  # Any: the same
    for at, (first, last) in enumerate(within.ranges or ()):
        values |= {f"first{at}": first, f"last{at}": last}
    count = None if within.ranges is None else len(within.ranges)
    query = _select_entries(index, count, is_postgresql=is_postgresql)
    found: dict[int, None] = {}
    scanned = 0
    # A few are often enough; one text may have many entries.
    for size in SCANNED if within.passing is not None else (most + 1, *SCANNED):
        rows = fetch_all(session, query, {**values, "size": size})[scanned:]
        numbers = list(dict.fromkeys(entries.find_number(entry) for [entry] in rows))
        scanned += len(rows)
        if within.passing is not None:
            passed = fetch_all(session, within.passing, {**within.values, "numbers": numbers})
            passing = {number for [number] in passed}
            numbers = [number for number in numbers if number in passing]
        found.update(dict.fromkeys(numbers))
        if len(found) > most or scanned < size:
            break
    return Hits(list(found)[:most], is_complete=len(found) <= most and scanned < size)


def _read(session: Session, search: Search, texts: Query, numbers: Sequence[int]) -> Hits:
    """Return those of the numbers whose texts a query hits, and whether all could be read."""
    found: list[int] = []
    length = 0
    for at in range(0, len(numbers), READ_AT_ONCE):
        if length > READ_LENGTH_MAX:
            return Hits(found, is_complete=False)
        for row in fetch_all(session, texts, {"numbers": numbers[at : at + READ_AT_ONCE]}):
            length += len(row.text)
            if rate(search, row.text, row.language):
                found.append(row.number)
    return Hits(sorted(found), is_complete=True)


def _find_chunks(numbers: Range) -> Range:
    """Return where the chunks of what is numbered so have their entries."""
    first, last = (entries.CHUNK_NUMBERS_FROM + number * entries.CHUNKS_MAX for number in numbers)
    return first, last + entries.CHUNKS_MAX - 1


@cache
def _select_entries(index: Index, ranges: int | None, *, is_postgresql: bool) -> Query:
    entry = index.table.c.rowid.label("entry")
    found = select(entry).where(matches(index, "asked", is_postgresql=is_postgresql))
    if ranges is None:
        return found.order_by(index.table.c.rowid).limit(bindparam("size"))
    parts = [
        found.where(
            index.table.c.rowid >= bindparam(f"first{at}", type_=BigInteger),
            index.table.c.rowid <= bindparam(f"last{at}", type_=BigInteger),
        )
        for at in range(ranges)
    ]
    together = union_all(*parts).subquery()
    return select(together.c.entry).order_by(together.c.entry).limit(bindparam("size"))


class _Syntax(NamedTuple):
    """How a database writes what its full-text index is asked for; no token needs more than quotes."""

    phrase: Callable[[Sequence[str]], str]
    prefix: str
    both: str
    either: str
    without: str


_SQLITE = _Syntax(lambda stems: f'"{" ".join(stems)}"', '"{}" *', " AND ", " OR ", " NOT ")
_POSTGRESQL = _Syntax(
    lambda stems: " <-> ".join(f"'{stem}'" for stem in stems), "'{}':*", " & ", " | ", " & !"
)


def _write(search: Search, marks: Sequence[Sequence[str]], syntax: _Syntax) -> str:
    """Return what the index is asked for: the query in each language's terms, beside the marks."""
    languages: dict[Compiled, list[str]] = {}
    for language, compiled in search.by_language.items():
        languages.setdefault(compiled, []).append(language)
    alternatives = []
    for compiled, those in languages.items():
        asked = _write_compiled(compiled, syntax)
        if len(languages) > 1:
            of_language = syntax.either.join(
                syntax.phrase([entries.language_token(language)]) for language in those
            )
            asked = f"({asked}){syntax.both}({of_language})"
        alternatives.append(f"({asked})")
    groups = [f"({syntax.either.join(syntax.phrase([one]) for one in group)})" for group in marks]
    return syntax.both.join([f"({syntax.either.join(alternatives)})", *groups])


def _write_compiled(compiled: Compiled, syntax: _Syntax) -> str:
    wanted = syntax.both.join(f"({_write_stems(one, syntax)})" for one in compiled.wanted)
    if not compiled.unwanted:
        return wanted
    unwanted = syntax.either.join(f"({_write_stems(one, syntax)})" for one in compiled.unwanted)
    return f"({wanted}){syntax.without}({unwanted})"


def _write_stems(clause: Stems, syntax: _Syntax) -> str:
    if clause.prefix is None:
        return syntax.phrase(clause.stems)
    begun = syntax.prefix.format(clause.prefix)
    others = [stem for stem in clause.stems if not stem.startswith(clause.prefix)]
    return syntax.either.join([begun, *(syntax.phrase([stem]) for stem in others)])


def rate(search: Search, text: str, language: str | None) -> int:
    """Return how well a text fits the query: the same number everywhere."""
    return terms.score_stems(terms.list_stems(text, language), search.compile(language))


def highlight(search: Search, fields: dict[str, str | None], language: str | None) -> list[Highlight]:
    """Return the first places of the fields that the query hits, as offsets in code points."""
    highlights = []
    for field, text in fields.items():
        cut = terms.cut_terms(_bound(text or ""), language)
        # Each clause alone: what one field lacks another may have.
        spans = sorted(
            span for clause in search.compile(language).wanted for span in terms.find_spans(cut.stems, clause)
        )
        apart: list[tuple[int, int]] = []
        for span in spans:
            if not apart or span[0] >= apart[-1][1]:
                apart.append(span)
        shown = terms.locate_terms(cut, apart[:HIGHLIGHTS_MAX])
        highlights += [Highlight(field, start, end) for start, end in shown]
    return highlights


def _bound(text: str) -> str:
    """Return the beginning of a text in which hits are shown: whole words, as far as spaces part them."""
    begun = text[:HIGHLIGHTED_MAX]
    return begun if len(text) <= HIGHLIGHTED_MAX else (begun.rpartition(" ")[0] or begun)
