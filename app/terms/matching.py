"""Find the clauses of a compiled query in the stems of a text."""

from collections.abc import Iterator, Sequence

from app.terms.query import Stems


def find_spans(stems: Sequence[str], clause: Stems) -> list[tuple[int, int]]:
    """Return the half-open ranges of stems in which a clause occurs, those that overlap merged."""
    merged: list[tuple[int, int]] = []
    for first in _find_clause(stems, clause):
        start = merged.pop()[0] if merged and first < merged[-1][1] else first
        merged.append((start, first + clause.length))
    return merged


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
