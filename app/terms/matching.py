"""Match a compiled query with the stems of a text, and score how well the text fits."""

from collections.abc import Iterator, Sequence

from app.terms.query import Compiled, Stems

POINTS_MAX = 2_000
"""The limit of a clause's score, however often it occurs; once in a very short text scores half of it."""

LENGTH = 64
"""In a text of twice this many terms, a clause that occurs once scores half of what it could."""


def find_spans(stems: Sequence[str], clause: Stems) -> list[tuple[int, int]]:
    """Return the half-open ranges of stems in which a clause occurs, those that overlap merged."""
    count = clause.length
    return list(_merge([(first, first + count) for first in _find_clause(stems, clause)]))


def score_stems(stems: Sequence[str], compiled: Compiled) -> int:
    """Return the score of a text, higher is better: more than 0 if and only if it is a hit.

    A hit contains every wanted clause and no unwanted one. A clause that occurs n times in a text of `length`
    terms scores

        POINTS_MAX * LENGTH * n // (LENGTH * (n + 1) + length)

    so the first occurrence counts most, and each counts less in a longer text. This is BM25 without the
    rarity of words, which would score the same text differently in two databases. If there are several
    clauses, their sequence in the order of the query, without a word between, counts as one clause more. The
    score is one more than the sum. It is made of integers alone, so that it is the same on every machine.
    """
    places = _find_places(stems, compiled)
    if not places:
        return 0
    counts = [len(found) for found in places]
    if len(places) > 1:
        counts.append(_count_sequences(compiled.wanted, places))
    length = len(stems)
    return 1 + sum(POINTS_MAX * LENGTH * count // (LENGTH * (count + 1) + length) for count in counts)


def _find_places(stems: Sequence[str], compiled: Compiled) -> list[list[int]]:
    """Return for each wanted clause the indexes at which it begins; nothing if the text is no hit."""
    places = []
    for clause in compiled.wanted:
        found = _find_clause(stems, clause)
        if not found:
            return []
        places.append(found)
    if any(_find_clause(stems, clause) for clause in compiled.unwanted):
        return []
    return places


def _find_clause(stems: Sequence[str], clause: Stems) -> list[int]:
    """Return the indexes at which a clause begins."""
    if clause.prefixes or clause.compounds:
        prefixes, words = clause.prefixes, clause.compounds.union(clause.words)
        if not prefixes:
            return [at for at, stem in enumerate(stems) if stem in words]
        return [at for at, stem in enumerate(stems) if stem.startswith(prefixes) or stem in words]
    found = [at for sequence in clause.sequences for at in _find_sequence(stems, sequence)]
    return sorted(found) if len(clause.sequences) > 1 else found


def _find_sequence(stems: Sequence[str], sequence: tuple[str, ...]) -> list[int]:
    """Return the indexes at which stems follow each other."""
    if not sequence:
        return []
    first, *others = sequence
    found = list(_find_stem(stems, first))
    if not others:
        return found
    return [at for at in found if list(stems[at + 1 : at + 1 + len(others)]) == others]


def _find_stem(stems: Sequence[str], stem: str) -> Iterator[int]:
    """Yield the indexes of a stem; `count` and `index` are faster than a loop over a long text."""
    at = -1
    for _ in range(stems.count(stem)):
        at = stems.index(stem, at + 1)
        yield at


def _count_sequences(clauses: Sequence[Stems], places: Sequence[list[int]]) -> int:
    """Return how often all clauses occur one after another, in their order."""
    begins = set(places[0])
    offset = 0
    for before, found in zip(clauses, places[1:], strict=False):
        offset += before.length
        begins.intersection_update([first - offset for first in found])
    return len(begins)


def _merge(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield sorted spans, those that overlap merged."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last is not None and start < last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
