"""Searches find what researchers need, by the list of `tests/benchmarks/search_needs.toml`."""

from app.database.database import Database
from tests.benchmarks import search_needs

KINDS = {"inflection": 0.95, "compounds": 0.85, "names": 0.85, "phrases": 0.95, "exclusions": 0.95}
"""The least recall of each kind of needs; the others are few."""


def test_finds_what_it_should_and_little_else(empty_database: Database) -> None:
    needs = search_needs.read_needs()
    search_needs.store(empty_database, needs)
    outcomes = search_needs.search(empty_database, needs)
    for kind, least in KINDS.items():
        for held in {one.need.held for one in outcomes if one.need.kind == kind}:
            group = [one for one in outcomes if (one.need.kind, one.need.held) == (kind, held)]
            assert search_needs.compute(group).recall >= least, (kind, held)
    everything = search_needs.compute(outcomes)
    assert everything.recall >= 0.95
    assert everything.precision >= 0.95
