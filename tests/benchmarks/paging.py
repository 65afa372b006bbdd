"""Page 1 of every list against page 10,000."""

import statistics
from urllib.parse import parse_qs, urlsplit

from tests.benchmarks.asking import Client
from tests.benchmarks.bench import Bench
from tests.benchmarks.cases import find_subjects, get_json
from tests.benchmarks.searches import to_target
from tests.benchmarks.tables import Cell, Table

DEEP = 10_000
LIMIT, STRIDE = 20, 200
PAGES = 10
"""Pages asked at each of the two places, one after the other, each of them `REPEATS` times."""
REPEATS = 20


def compare_pages(bench: Bench) -> list[Table]:
    """Time single requests for pages at the beginning and deep in each list, in turn."""
    rows: list[list[Cell]] = []
    with bench.serve() as (_, client):
        speaker = find_subjects(client, bench.filled.articles).frequent[0]
        lists = ["/v1/articles", "/v1/statements", "/v1/quotes", "/v1/speakers"]
        lists.append(f"/v1/quotes?speaker={speaker}")
        if bench.abilities.has_search:
            lists.append(to_target(bench.searches["common word"][0].q))
        for target in lists:
            found = find_deep(client, target)
            if found is None:
                rows.append([target, None, None, None, None])
                continue
            page, cursor = found
            near = _follow(client, f"{_extend(target)}limit={LIMIT}")
            deep = _follow(client, f"{_extend(target)}limit={LIMIT}&cursor={cursor}")
            took: tuple[list[float], list[float]] = ([], [])
            for _ in range(REPEATS):
                for place, pages in zip(took, (near, deep), strict=True):
                    place.extend(client.time(one)[0] for one in pages)
            first, last = map(statistics.median, took)
            rows.append([target, first, page, last, f"{last / first:.2f}"])
    columns = ["list", "page 1, ms", "deep page", "ms there", "deep / first"]
    title = f"Page 1 against page {DEEP:,} (median of single requests, {LIMIT} items, uncached)"
    return [Table(title, columns, rows, [f"A list that ends before page {DEEP:,} is asked at its end."])]


def find_deep(client: Client, target: str) -> tuple[int, str] | None:
    """Return the number and the cursor of page 10,000, or of one near the end; None for a single page."""
    for stride in (STRIDE, LIMIT):  # A short list has no second page of the long ones.
        passed, found = stride, None
        page = get_json(client, f"{_extend(target)}limit={stride}")
        while page["next"] and passed < DEEP * LIMIT:
            cursor = parse_qs(urlsplit(page["next"]).query)["cursor"][0]
            page = get_json(client, page["next"])
            if len(page["items"]) >= LIMIT:
                found = passed // LIMIT + 1, cursor
            passed += stride
        if found:
            return found
    return None


def _follow(client: Client, target: str) -> list[str]:
    """Return the targets of some pages from this one on, all of them full."""
    targets = [target]
    while len(targets) < PAGES:
        following = get_json(client, targets[-1])["next"]
        if not following or len(get_json(client, following)["items"]) < LIMIT:
            break
        targets.append(following)
    return targets


def _extend(target: str) -> str:
    return f"{target}{'&' if '?' in target else '?'}"
