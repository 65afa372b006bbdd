"""Find what a query wants in the terms of a text, and say how well the text fits it."""

from collections.abc import Iterator, Sequence

from app.terms.query import Compiled, Stems

POINTS_MAX = 2_000
"""What a clause earns at most, however often it occurs; once in a very short text is half of it."""

LENGTH = 64
"""Where a text is twice as many terms long, a clause that occurs once earns half of what it could."""


def find_spans(stems: Sequence[str], clause: Stems) -> list[tuple[int, int]]:
    """Return the first index, and the one behind the last, of every place of a clause.

    A phrase reaches from its first word to its last. Places that overlap are one.
    """
    count = _count_terms(clause)
    return list(_merge([(first, first + count) for first in _find_clause(stems, clause)]))


def rate_stems(stems: Sequence[str], compiled: Compiled) -> int:
    """Return how well a text fits, higher is better: more than 0 exactly if it is a hit.

    That is one in which every wanted clause occurs, and no unwanted one. A clause that occurs n times in
    a text of `length` terms earns

        POINTS_MAX * LENGTH * n // (LENGTH * (n + 1) + length)

    points: the first time counts most, and the longer the text, the less. This is the form of BM25
    without the rarity of words, which would rate one text differently in two databases. Where there
    are several clauses, their sequence without a word between them, in the order in which they were
    typed, counts as one clause more. The rate is one more than the sum, in integers alone: it is the
    same on every machine.
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
    """Return for each wanted clause the indexes at which it begins; nothing if the text does not match."""
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
    """Return the indexes of the terms with which a clause begins."""
    if clause.prefix is not None:
        beginning = clause.prefix
        return [at for at, one in enumerate(stems) if one.startswith(beginning) or one in clause.stems]
    if not clause.stems:
        return []
    first, *others = clause.stems
    found = list(_find_stem(stems, first))
    if not others:
        return found
    return [at for at in found if list(stems[at + 1 : at + 1 + len(others)]) == others]


def _find_stem(stems: Sequence[str], stem: str) -> Iterator[int]:
    """Yield the indexes of a stem, at the speed of C."""
    at = -1
    for _ in range(stems.count(stem)):
        at = stems.index(stem, at + 1)
        yield at


def _count_terms(clause: Stems) -> int:
    return len(clause.stems) if clause.prefix is None else 1


def _count_sequences(clauses: Sequence[Stems], places: Sequence[list[int]]) -> int:
    """Return how often all clauses stand one after another, in their order."""
    begins = set(places[0])
    offset = 0
    for before, found in zip(clauses, places[1:], strict=False):
        offset += _count_terms(before)
        begins.intersection_update([first - offset for first in found])
    return len(begins)


def _merge(spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans that are in order, those that overlap as one."""
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
