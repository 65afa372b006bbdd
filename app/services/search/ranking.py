"""Read a page of the hits of a search, the best first; equals in the order of the list.

The engine orders hits by score alone. So all hits with the scores of a page are read, and put in order by
their sort keys, which the database has.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import tantivy

from app import pagination
from app.errors import InvalidCursor
from app.fulltext.index import Snapshot
from app.pagination import Found
from app.schemas.queries import PageQuery

RANKED_MAX = 20_000
"""Hits of each tier through which pages lead."""
MARGIN = 50
"""Hits that are read beyond a page at first: as a rule, no more have the score of its last one."""
GROWTH = 8
"""How many times as many are read where more have it."""
READ_MAX = 60_000
"""Hits that are read at most. Where more have the same score, those of a page are the best of these."""
TIES_MAX = 2_000
"""Hits with the same score up to which these are in the order of the list; more of them are in the order they
were stored in, which costs no look-up."""
TOTAL_MAX = 10_000
"""Items are counted up to this where one may have several hits."""

Key = tuple[Any, ...]  # Any: strings and numbers
ReadKeys = Callable[[Sequence[int]], Mapping[int, Key]]
"""Returns the sort keys of items by their numbers, without those that do not pass further filters."""


class Ranking(NamedTuple):
    """How hits are ranked: the queries of the tiers, each behind the one before, and the field with the
    number that identifies an item.

    `is_unique` tells that each item has one hit, and `is_filtered` that some of them do not pass.
    """

    list_name: str
    snapshot: Snapshot
    tiers: Sequence[tantivy.Query]
    identity: str
    read_keys: ReadKeys
    is_unique: bool = True
    is_filtered: bool = False


def read_page(ranking: Ranking, wanted: PageQuery) -> Found[int]:
    """Return a page of the numbers of items."""
    tier, rank = 0, 0
    if wanted.cursor is not None:
        tier, rank = map(int, pagination.decode(f"{ranking.list_name}-hit", wanted.cursor, [int, int]))
        if tier < 0 or not 0 <= rank <= RANKED_MAX:
            raise InvalidCursor("The cursor leads to no page of this list.")
    found: list[tuple[int, int, int]] = []  # the tier, the rank behind it and the number of each item
    while tier < len(ranking.tiers) and len(found) <= wanted.limit:
        numbers = _read_tier(ranking, tier, rank, wanted.limit + 1 - len(found))
        found += [(tier, at, number) for at, number in enumerate(numbers, start=rank + 1)]
        tier, rank = tier + 1, 0
    next_cursor = None
    if len(found) > wanted.limit and found[-2][1] < RANKED_MAX:
        next_cursor = pagination.encode(f"{ranking.list_name}-hit", found[-2][:2])
    numbers = [number for *_, number in found[: wanted.limit]]
    return Found(numbers, next_cursor, count(ranking) if wanted.total else None, is_complete=True)


def list_best(ranking: Ranking, limit: int) -> list[int]:
    """Return the numbers of the best items."""
    found: dict[int, None] = {}
    for tier in range(len(ranking.tiers)):
        hits = _read_hits(ranking, tier, limit)
        found.update(dict.fromkeys(number for _, number in hits))
    return list(found)[:limit]


def list_latest(ranking: Ranking, limit: int) -> list[int]:
    """Return the numbers of the items that were stored last, in any order: numbers are given in order."""
    found: set[int] = set()
    for query in ranking.tiers:
        hits = ranking.snapshot.search_in_order(query, ranking.identity, limit, is_descending=True)
        numbers = ranking.snapshot.read_numbers(ranking.identity, hits)
        found.update(number for number in numbers if number is not None)
    return sorted(found, reverse=True)[:limit]


def count(ranking: Ranking) -> int:
    """Return the number of all items."""
    if ranking.is_unique:
        return sum(map(ranking.snapshot.count, ranking.tiers))
    numbers = {
        number for tier in range(len(ranking.tiers)) for _, number in _read_hits(ranking, tier, READ_MAX)
    }
    return min(len(ranking.read_keys(sorted(numbers))), TOTAL_MAX)


def _read_tier(ranking: Ranking, tier: int, rank: int, size: int) -> list[int]:
    """Return the numbers of the items of a tier from a rank on."""
    earlier: set[int] = set()
    if not ranking.is_unique:
        earlier = {number for at in range(tier) for _, number in _read_hits(ranking, at, READ_MAX)}
    hits = _read_hits(ranking, tier, rank + size + len(earlier))
    ordered = _order(ranking, [hit for hit in hits if hit[1] not in earlier], rank, rank + size)
    return list(itertools.islice(ordered, rank, rank + size))


def _order(ranking: Ranking, hits: Iterable[tuple[float, int]], first: int, last: int) -> Iterator[int]:
    """Yield the numbers of hits, equals in order, at least where that matters from one rank to another."""
    groups = [[number for _, number in group] for _, group in itertools.groupby(hits, key=lambda hit: hit[0])]
    at = 0
    tied = []
    for group in groups:
        is_shown = at < last and at + len(group) > first
        if is_shown and len(group) > TIES_MAX:
            group.sort()
        elif is_shown and len(group) > 1:
            tied.append(group)
        at += len(group)
    if tied:
        keys = ranking.read_keys(list(itertools.chain.from_iterable(tied)))
        for group in tied:
            group.sort(key=keys.__getitem__)
    return itertools.chain.from_iterable(groups)


def _read_hits(ranking: Ranking, tier: int, size: int) -> list[tuple[float, int]]:
    """Return the scores and numbers of the best `size` items, or of all, and of those with the last score.

    Where these are too many to be read, some of them are missing.
    """
    wanted = min(size + MARGIN, READ_MAX)
    while True:
        hits = ranking.snapshot.search(ranking.tiers[tier], wanted)
        numbers = ranking.snapshot.read_numbers(ranking.identity, hits)
        scores: dict[int, float] = {}
        for score, number in zip(hits.scores, numbers, strict=True):
            if number is not None:
                scores.setdefault(number, score)
        passing = ranking.read_keys(list(scores)) if ranking.is_filtered else scores
        found = [(score, number) for number, score in scores.items() if number in passing]
        is_all = len(hits.scores) < wanted
        if is_all or wanted >= READ_MAX or (len(found) >= size and hits.scores[-1] < found[size - 1][0]):
            return found
        wanted = min(GROWTH * wanted, READ_MAX)
