"""Find the texts that a query of words matches, score them, and mark the matching places.

Both databases get the same tokens and return hits in the order in which they were stored, so both score the
same ones. The number of scored hits is limited: scoring all hits of a common word would take half a second.
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
from app.services.index.compounds import Compounds
from app.terms import Compiled, Stems, Unsearchable
from app.values import Highlight

SCAN_STEPS = (500, 4_000, 20_000)
"""Entries that are read, step by step, where some of them are no hits: those that do not pass a filter, and
further chunks of the same text."""
READ_MAX, READ_AT_ONCE, READ_LENGTH_MAX = 100, 5, 1_000_000
"""Long texts that are read to decide whether they match, and the code points of all of them together."""
HIGHLIGHTS_MAX = 20
"""Places that are marked in each field."""
HIGHLIGHTED_MAX = 100_000
"""Code points of a field in which matching places are looked for."""

TALLY = table(Tally).c
LANGUAGES = select(TALLY.language).order_by(TALLY.language)


BEHIND_WHOLE_WORDS = 1 << 20
"""Subtracted from the score of a text that only has compounds of a word of the query, so that it is behind
those with all words as such. It is more than any text scores."""


class CompiledQuery(NamedTuple):
    """A query in the terms of each language that the stored texts have: of whole words, and of compounds."""

    by_language: dict[str, Compiled]
    widened: dict[str, Compiled]
    has_all_compounds: bool = True

    def widen(self) -> "CompiledQuery":
        """Return the query that compounds of its words match, too."""
        return self._replace(by_language=self.widened)

    def get(self, language: str | None) -> Compiled:
        """Return the query in the terms of a text's language."""
        return self.by_language[language or ""]

    def needs_whole_text(self) -> bool:
        """Tell whether a chunk of a text does not suffice to decide whether the text matches."""
        return any(
            one.unwanted or sum(clause.length > 1 for clause in one.wanted) > 1
            for one in self.by_language.values()
        )

    def relax_phrases(self) -> "CompiledQuery":
        """Return the query for texts that contain all words of this one, in any order and distance."""
        relaxed = {language: terms.relax_phrases(one) for language, one in self.by_language.items()}
        return self._replace(by_language=relaxed)


class Hits(NamedTuple):
    """The numbers of the texts that match, in order, and whether these are all."""

    numbers: list[int]
    is_complete: bool


def compile_query(session: Session, q: str) -> CompiledQuery:
    """Parse and compile a query.

    Raises `InvalidRequest` with the reason why it cannot be searched for, and `IndexOutdated` if nothing can.
    """
    try:
        query = terms.parse_query(q)
    except Unsearchable as error:
        raise InvalidRequest(
            "The query cannot be searched for.", [Fault("query", "/q", str(error))]
        ) from None
    version.require_current(session)
    languages = fetch_all(session, LANGUAGES, {})
    compounds = Compounds(session)
    by_language, widened = {}, {}
    for [language] in languages:
        compiled = terms.compile_query(query, language or None)
        unwanted = terms.add_compounds(compiled.unwanted, compounds.find)
        by_language[language] = compiled._replace(unwanted=unwanted)
        widened[language] = Compiled(terms.add_compounds(compiled.wanted, compounds.find), unwanted)
    return CompiledQuery(by_language, widened, compounds.are_complete)


Range = tuple[int, int]
"""A first number and a last one."""
ALL_CHUNKS = (entries.CHUNK_NUMBERS_FROM, (1 << 63) - 1)


class SearchScope(NamedTuple):
    """The entries that are searched.

    An entry must have one filter token of each group, and a number in one of the ranges, unless these are
    None. `passing` is the query for those of the numbers bound to `numbers` that pass further filters,
    whose values are `values`.
    """

    token_groups: Sequence[Sequence[str]] = ()
    ranges: Sequence[Range] | None = None
    passing: Query | None = None
    values: dict[str, Any] = {}  # Any: values bound to the parameters of a query


def search_index(
    session: Session,
    index: Index,
    query: CompiledQuery,
    scope: SearchScope,
    *,
    limit: int,
    texts: Query | None = None,
) -> Hits:
    """Return the first hits by number, at most `limit`: those with whole words, then those with compounds.

    Of either, those with long texts come last. `texts` is the query for the number, text and language of the
    texts whose numbers are bound to `numbers`. The index has a long text in chunks. From a chunk it cannot be
    seen which phrases the others contain, so where that matters the text itself is read.
    """
    if not query.by_language or scope.ranges == []:
        return Hits([], is_complete=True)
    found = _search_words(session, index, query, scope, limit=limit, texts=texts)
    if not found.is_complete or query.widened == query.by_language:
        return found
    wide = _search_words(session, index, query.widen(), scope, limit=limit, texts=texts)
    numbers = list(dict.fromkeys([*found.numbers, *wide.numbers]))
    is_complete = wide.is_complete and query.has_all_compounds and len(numbers) <= limit
    return Hits(numbers[:limit], is_complete)


def _search_words(
    session: Session,
    index: Index,
    query: CompiledQuery,
    scope: SearchScope,
    *,
    limit: int,
    texts: Query | None,
) -> Hits:
    """Return the first hits of a query as it is."""
    short = [(0, entries.CHUNK_NUMBERS_FROM - 1)] if scope.ranges is None else scope.ranges
    long = [ALL_CHUNKS] if scope.ranges is None else [_to_chunk_numbers(one) for one in scope.ranges]
    if texts is None or not query.needs_whole_text():
        ranges = None if scope.ranges is None else [*short, *long]
        return _scan_index(session, index, query, scope._replace(ranges=ranges), limit)
    found = _scan_index(session, index, query, scope._replace(ranges=short), limit)
    if not found.is_complete:
        return found
    likely = _scan_index(session, index, query.relax_phrases(), scope._replace(ranges=long), READ_MAX)
    read = _read_texts(session, query, texts, likely.numbers)
    numbers = [*found.numbers, *read.numbers]
    is_complete = likely.is_complete and read.is_complete and len(numbers) <= limit
    return Hits(numbers[:limit], is_complete)


def _scan_index(session: Session, index: Index, query: CompiledQuery, scope: SearchScope, limit: int) -> Hits:
    """Return the first numbers with entries that match a query and pass the filters."""
    is_postgresql = is_on_postgresql(session)
    match = _write_query(query, scope.token_groups, _POSTGRESQL if is_postgresql else _SQLITE)
    values: dict[str, Any] = {"match": match}  # Any: values bound to the parameters of a query
    for at, (first, last) in enumerate(scope.ranges or ()):
        values |= {f"first{at}": first, f"last{at}": last}
    count = None if scope.ranges is None else len(scope.ranges)
    matching = _select_entries(index, count, is_postgresql=is_postgresql)
    found: dict[int, None] = {}
    scanned = 0
    # The first few entries often suffice; but one text may have many, and many may not pass.
    for size in SCAN_STEPS if scope.passing is not None else (limit + 1, *SCAN_STEPS):
        rows = fetch_all(session, matching, {**values, "size": size})[scanned:]
        numbers = list(dict.fromkeys(entries.find_number(entry) for [entry] in rows))
        scanned += len(rows)
        if scope.passing is not None:
            passed = fetch_all(session, scope.passing, {**scope.values, "numbers": numbers})
            passing = {number for [number] in passed}
            numbers = [number for number in numbers if number in passing]
        found.update(dict.fromkeys(numbers))
        if len(found) > limit or scanned < size:
            break
    return Hits(list(found)[:limit], is_complete=len(found) <= limit and scanned < size)


def _read_texts(session: Session, query: CompiledQuery, texts: Query, numbers: Sequence[int]) -> Hits:
    """Return the numbers of the texts that match a query, and whether all texts could be read."""
    found: list[int] = []
    length = 0
    for at in range(0, len(numbers), READ_AT_ONCE):
        if length > READ_LENGTH_MAX:
            return Hits(found, is_complete=False)
        for row in fetch_all(session, texts, {"numbers": numbers[at : at + READ_AT_ONCE]}):
            length += len(row.text)
            if score(query, row.text, row.language):
                found.append(row.number)
    return Hits(sorted(found), is_complete=True)


def _to_chunk_numbers(numbers: Range) -> Range:
    """Return the numbers reserved for the chunks of the texts with these numbers."""
    first, last = (entries.CHUNK_NUMBERS_FROM + number * entries.CHUNKS_MAX for number in numbers)
    return first, last + entries.CHUNKS_MAX - 1


@cache
def _select_entries(index: Index, ranges: int | None, *, is_postgresql: bool) -> Query:
    """Return the query for the first entries that match, within a number of ranges."""
    entry = index.table.c.rowid.label("entry")
    found = select(entry).where(matches(index, "match", is_postgresql=is_postgresql))
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
    """The query language of a full-text index; no token needs more than quotation marks."""

    phrase: Callable[[Sequence[str]], str]
    prefix: str
    both: str
    either: str
    without: str


_SQLITE = _Syntax(lambda stems: f'"{" ".join(stems)}"', '"{}" *', " AND ", " OR ", " NOT ")
_POSTGRESQL = _Syntax(
    lambda stems: " <-> ".join(f"'{stem}'" for stem in stems), "'{}':*", " & ", " | ", " & !"
)


def _write_query(query: CompiledQuery, token_groups: Sequence[Sequence[str]], syntax: _Syntax) -> str:
    """Return the query for the index: each language's terms with its token, and one token of each group."""
    languages: dict[Compiled, list[str]] = {}
    for language, compiled in query.by_language.items():
        languages.setdefault(compiled, []).append(language)
    alternatives = []
    for compiled, tags in languages.items():
        written = _write_compiled(compiled, syntax)
        if len(languages) > 1:
            of_language = syntax.either.join(
                syntax.phrase([entries.make_language_token(tag)]) for tag in tags
            )
            written = f"({written}){syntax.both}({of_language})"
        alternatives.append(f"({written})")
    groups = [f"({syntax.either.join(syntax.phrase([one]) for one in group)})" for group in token_groups]
    return syntax.both.join([f"({syntax.either.join(alternatives)})", *groups])


def _write_compiled(compiled: Compiled, syntax: _Syntax) -> str:
    wanted = syntax.both.join(f"({_write_stems(one, syntax)})" for one in compiled.wanted)
    if not compiled.unwanted:
        return wanted
    unwanted = syntax.either.join(f"({_write_stems(one, syntax)})" for one in compiled.unwanted)
    return f"({wanted}){syntax.without}({unwanted})"


def _write_stems(clause: Stems, syntax: _Syntax) -> str:
    phrases = [
        one for one in clause.sequences if not (clause.prefixes and one[0].startswith(clause.prefixes))
    ]
    phrases += [(stem,) for stem in sorted(clause.compounds)]
    return syntax.either.join([*map(syntax.prefix.format, clause.prefixes), *map(syntax.phrase, phrases)])


def score(query: CompiledQuery, text: str, language: str | None) -> int:
    """Return how well a text matches a query: the same number in every database.

    It is 0 if the text does not match, and less if it does by compounds alone.
    """
    stems = terms.list_stems(text, language)
    if whole := terms.score_stems(stems, query.get(language)):
        return whole
    by_compounds = terms.score_stems(stems, query.widen().get(language))
    return by_compounds - BEHIND_WHOLE_WORDS if by_compounds else 0


def highlight(query: CompiledQuery, fields: dict[str, str | None], language: str | None) -> list[Highlight]:
    """Return the first places in the fields that match the query, as offsets in code points."""
    highlights = []
    wanted = query.widen().get(language).wanted
    for field, text in fields.items():
        cut = terms.cut_terms(_clip(text or ""), language)
        # Clause by clause: a field may match one of them, and another field the next.
        spans = sorted(span for clause in wanted for span in terms.find_spans(cut.stems, clause))
        apart: list[tuple[int, int]] = []
        for span in spans:
            if not apart or span[0] >= apart[-1][1]:
                apart.append(span)
        shown = terms.locate_terms(cut, apart[:HIGHLIGHTS_MAX])
        highlights += [Highlight(field, start, end) for start, end in shown]
    return highlights


def _clip(text: str) -> str:
    """Return the beginning of a text in which places are marked: whole words, if spaces divide them."""
    beginning = text[:HIGHLIGHTED_MAX]
    return beginning if len(text) <= HIGHLIGHTED_MAX else (beginning.rpartition(" ")[0] or beginning)
