"""Find the texts that a query of words matches, rank them all, and mark the matching places.

Words that are rarer, and texts that are shorter, count more (BM25). Texts that only have compounds of a word
of the query are behind those that have all words as such.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import tantivy
from sqlalchemy import select
from sqlmodel import Session

from app import terms
from app.database.compiled import fetch_all
from app.errors import Fault, InvalidRequest
from app.fulltext import queries
from app.fulltext.documents import ARTICLE_TERMS, ENDINGS, STATEMENT_TERMS
from app.fulltext.index import Snapshot
from app.models import Tally, table
from app.services.index import follow
from app.services.index.entries import make_language_token
from app.terms import Compiled, Stems, Unsearchable
from app.values import Highlight

HIGHLIGHTS_MAX = 20
"""Places that are marked in each field."""
HIGHLIGHTED_MAX = 100_000
"""Code points of a field in which matching places are looked for."""
BEGUN_MAX = 100
"""Words with a beginning, the most frequent ones, that texts are ranked by; texts with others come last."""
ADJACENT_MAX = 10_000
"""Texts with the rarest word of a query up to which those with all words one after another are the best: to
read the positions of more frequent ones takes 30 ms."""
COMPOUNDS_MAX = 500
"""Compounds of a word that are searched for, the shortest first: each is looked up in the index."""
COMPOUNDS_READ_MAX = 5_000
"""Words that are read to find them, of those that begin alike and of those that end alike."""

TALLY = table(Tally).c
LANGUAGES = select(TALLY.language).order_by(TALLY.language)


class CompiledQuery(NamedTuple):
    """A query in the terms of each language that the stored texts have: of whole words, and of compounds;
    and the state of the index that it is for."""

    snapshot: Snapshot
    by_language: dict[str, Compiled]
    widened: dict[str, Compiled]

    def get(self, language: str | None) -> Compiled:
        """Return the query in the terms of a text's language, compounds included."""
        return self.widened[language or ""]


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
    snapshot = follow.open_snapshot(session)
    compounds = _Compounds(snapshot)
    by_language, widened = {}, {}
    for [language] in fetch_all(session, LANGUAGES, {}):
        compiled = terms.compile_query(query, language or None)
        unwanted = terms.add_compounds(compiled.unwanted, compounds.find)
        by_language[language] = compiled._replace(unwanted=unwanted)
        widened[language] = Compiled(terms.add_compounds(compiled.wanted, compounds.find), unwanted)
    return CompiledQuery(snapshot, by_language, widened)


class _Compounds:
    """Finds the compounds of words."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._found: dict[str, list[str]] = {}

    def find(self, part: str) -> list[str]:
        """Return the stems of the compounds that begin or end with a word, by its stem."""
        if part not in self._found:
            read = {
                word
                for field in (ARTICLE_TERMS, STATEMENT_TERMS)
                for word in self._snapshot.list_words(field, part, COMPOUNDS_READ_MAX)
            }
            ending = self._snapshot.list_words(ENDINGS, part[::-1], COMPOUNDS_READ_MAX)
            read.update(word[::-1] for word in ending)
            found = sorted((one for one in read if terms.is_in_compound(part, one)), key=_get_length)
            self._found[part] = found[:COMPOUNDS_MAX]
        return self._found[part]


def _get_length(stem: str) -> tuple[int, str]:
    return len(stem), stem


def make_tiers(query: CompiledQuery, field: str, filters: Sequence[tantivy.Query]) -> list[tantivy.Query]:
    """Return the queries for the texts in a field of the index that have all words, then for the others that
    have compounds of them, then for the others that have rarer words with a beginning."""
    if not query.by_language:
        return []
    field_queries = _FieldQueries(query.snapshot, field)
    written = [field_queries.write(query.by_language)]
    if query.widened != query.by_language:
        written.append(field_queries.write(query.widened))
    if field_queries.has_left_out:
        written.append(_FieldQueries(query.snapshot, field, leaves_out=False).write(query.widened))
    return [
        queries.match_all([one, *filters], [before] if before else [])
        for before, one in zip([None, *written], written, strict=False)
    ]


class _FieldQueries:
    """Writes the queries for a field of the index.

    Of the words with a beginning it leaves out all but the most frequent ones, and tells so by
    `has_left_out`; or it leaves out none, and these words count nothing.
    """

    def __init__(self, snapshot: Snapshot, field: str, *, leaves_out: bool = True) -> None:
        self._snapshot = snapshot
        self._field = field
        self._leaves_out = leaves_out
        self.has_left_out = False

    def write(self, by_language: dict[str, Compiled]) -> tantivy.Query:
        """Return the query for the texts that match in their language."""
        languages: dict[Compiled, list[str]] = {}
        for language, compiled in by_language.items():
            languages.setdefault(compiled, []).append(make_language_token(language))
        return queries.match_any(
            [
                self._write_compiled(compiled, tokens if len(languages) > 1 else [])
                for compiled, tokens in languages.items()
            ]
        )

    def _write_compiled(self, compiled: Compiled, language_tokens: Sequence[str]) -> tantivy.Query:
        write_beginning = self._write_most_frequent if self._leaves_out else self._write_all
        wanted = [self._write_stems(one, write_beginning) for one in compiled.wanted]
        if language_tokens:
            wanted.append(queries.match_filters(language_tokens))
        unwanted = [self._write_stems(one, self._write_all) for one in compiled.unwanted]
        return queries.match_all(wanted, unwanted, self._write_adjacent(compiled.wanted))

    def _write_adjacent(self, wanted: Sequence[Stems]) -> list[tantivy.Query]:
        """Return the query for texts with all words one after another, which are the best, if it is cheap."""
        stems = [stem for clause in wanted for stem in clause.sequences[0]]
        if len(wanted) < 2 or any(clause.prefixes for clause in wanted):
            return []
        rarest = min(self._snapshot.count_documents(self._field, stem) for stem in stems)
        return [queries.match_words(self._field, stems)] if rarest <= ADJACENT_MAX else []

    def _write_stems(self, clause: Stems, write_beginning: Callable[[str], tantivy.Query]) -> tantivy.Query:
        alternatives = [
            queries.match_words(self._field, one)
            for one in clause.sequences
            if not (clause.prefixes and one[0].startswith(clause.prefixes))
        ]
        alternatives += [queries.match_words(self._field, [stem]) for stem in sorted(clause.compounds)]
        return queries.match_any([*alternatives, *map(write_beginning, clause.prefixes)])

    def _write_most_frequent(self, beginning: str) -> tantivy.Query:
        """Return the query for the most frequent words that begin with something."""
        words = self._snapshot.list_words(self._field, beginning, BEGUN_MAX + 1)
        self.has_left_out |= len(words) > BEGUN_MAX
        queried = [queries.match_words(self._field, [word]) for word in words[:BEGUN_MAX]]
        return queries.match_any(queried) if queried else queries.NOTHING

    def _write_all(self, beginning: str) -> tantivy.Query:
        """Return the query for all words that begin with something; they count nothing."""
        return queries.unscored(queries.match_beginning(self._field, beginning))


def highlight(query: CompiledQuery, fields: dict[str, str | None], language: str | None) -> list[Highlight]:
    """Return the first places in the fields that match the query, as offsets in code points."""
    highlights = []
    wanted = query.get(language).wanted
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
