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
from app.errors import Fault, InvalidRequest
from app.models import Tally, table
from app.services import indexing
from app.services.fulltext import Index, Query, is_on_postgresql, matches
from app.services.prepared import fetch_all
from app.terms import Compiled, Stems, Unsearchable

SCANNED = (500, 4_000, 20_000)
"""Hits that are held against filters which the index does not know: first a few, which often are enough."""
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


class Hits(NamedTuple):
    """The numbers of what was hit, in order, and whether these are all."""

    numbers: list[int]
    is_complete: bool


def read_query(session: Session, q: str) -> Search:
    """Understand a query, or raise `InvalidRequest` that says why it cannot be searched for."""
    try:
        query = terms.parse_query(q)
    except Unsearchable as error:
        raise InvalidRequest(
            "The query cannot be searched for.", [Fault("query", "/q", str(error))]
        ) from None
    languages = fetch_all(session, LANGUAGES, {})
    return Search({language: terms.compile_query(query, language or None) for [language] in languages})


class Within(NamedTuple):
    """Where hits are sought: marks of which each group must be hit, ranges of numbers, and other filters.

    `passing` is the query for those of the `numbers` bound to it that pass the filters whose `values`
    are bound to it, too.
    """

    marks: Sequence[Sequence[str]] = ()
    ranges: Sequence[tuple[int, int]] | None = None
    passing: Query | None = None
    values: dict[str, Any] = {}  # Any: what is bound to the parameters of a query


def find(session: Session, index: Index, search: Search, within: Within, *, most: int) -> Hits:
    """Return the first hits by number, `most` at most."""
    if not search.by_language or within.ranges == []:
        return Hits([], is_complete=True)
    is_postgresql = is_on_postgresql(session)
    asked = _write(search, within.marks, _POSTGRESQL if is_postgresql else _SQLITE)
    ranges = None if within.ranges is None else [*within.ranges, *map(_find_further, within.ranges)]
    values: dict[str, Any] = {"asked": asked}  # Any: the same
    for at, (first, last) in enumerate(ranges or ()):
        values |= {f"first{at}": first, f"last{at}": last}
    query = _select_entries(index, None if ranges is None else len(ranges), is_postgresql=is_postgresql)

    def list_numbers(size: int) -> list[int]:
        entries = fetch_all(session, query, {**values, "size": size})
        return [indexing.find_number(entry) for [entry] in entries]

    if within.passing is None:
        found = list_numbers(most + 1)
        return Hits(list(dict.fromkeys(found[:most])), is_complete=len(found) <= most)
    found, scanned = [], 0
    for size in SCANNED:
        further = list_numbers(size)[scanned:]
        rows = fetch_all(session, within.passing, {**within.values, "numbers": further})
        passing = {number for [number] in rows}
        found += [number for number in further if number in passing]
        scanned += len(further)
        if len(found) > most or scanned < size:
            break
    is_complete = len(found) <= most and scanned < size
    return Hits(list(dict.fromkeys(found[:most])), is_complete)


def _find_further(numbers: tuple[int, int]) -> tuple[int, int]:
    """Return where the further sections of what is numbered so have their entries."""
    first, last = (indexing.SECTIONS_FROM + number * indexing.SECTIONS_MAX for number in numbers)
    return first, last + indexing.SECTIONS_MAX - 1


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
                syntax.phrase([indexing.mark_language(language)]) for language in those
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
    return terms.rate_stems(terms.list_stems(text, language), search.compile(language))


def highlight(
    search: Search, fields: dict[str, str | None], language: str | None
) -> list[dict[str, Any]]:  # Any: JSON
    """Return the first places of the fields that the query hits, as offsets in code points."""
    places = []
    for field, text in fields.items():
        cut = terms.cut_terms((text or "")[:HIGHLIGHTED_MAX], language)
        # Each clause alone: what one field lacks another may have.
        spans = sorted(
            span for clause in search.compile(language).wanted for span in terms.find_spans(cut.stems, clause)
        )
        apart: list[tuple[int, int]] = []
        for span in spans:
            if not apart or span[0] >= apart[-1][1]:
                apart.append(span)
        shown = terms.measure(cut, apart[:HIGHLIGHTS_MAX])
        places += [{"field": field, "start": start, "end": end} for start, end in shown]
    return places
