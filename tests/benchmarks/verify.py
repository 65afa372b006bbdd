"""How well and how fast claims are verified: `python -m tests.benchmarks.verify --articles 9091`.

Claims of each kind are made of the quotes of made articles. Printed for each kind: how many got the
verdict that they must get, how many were called verified, and processor time and time a claim.
"""

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Sequence

from app.database.database import Database
from app.errors import WortlautError
from app.schemas.verdicts import Claim, Verdict
from app.services.verification import verify
from app.vocabulary import VerdictKind
from tests.benchmarks import claims, corpus, filled
from tests.benchmarks.claims import Case
from tests.databases import make_settings


def is_right(case: Case, answer: Verdict) -> bool:
    """Tell whether the answer has the verdict, the change and the article that it must have."""
    if answer.verdict != case.verdict or (case.change and case.change not in answer.changes):
        return False
    if case.article is None:
        return True
    if answer.nearest is not None:
        return answer.nearest.article.id == case.article
    return case.article in [match.article.id for match in answer.matches]


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(database: Database, cases: Sequence[Case], *, show_wrong: int) -> None:
    """Ask every claim and print what came of each kind."""
    figures: dict[str, list[tuple[bool, str, float, float]]] = defaultdict(list)
    wrong: Counter[str] = Counter()
    for case in cases:
        began, cpu = time.perf_counter(), time.process_time()
        try:
            answer = database.run_read(verify.verify, Claim(text=case.text, speaker=case.speaker))
            verdict, right = str(answer.verdict), is_right(case, answer)
        except WortlautError as error:
            answer, verdict, right = None, error.code, False
        figures[case.kind].append((right, verdict, time.process_time() - cpu, time.perf_counter() - began))
        if not right:
            wrong[case.kind] += 1
            if wrong[case.kind] <= show_wrong:
                print(f"  {case}\n    -> {verdict} {answer and (answer.changes, answer.nearest)}")
    head = f"{'kind':12} {'claims':>6} {'right':>7} {'verified':>8}  CPU ms p50   p95   max   wall p50   p95"
    print(head)
    for kind, rows in figures.items():
        cpu_ms = [one[2] * 1000 for one in rows]
        wall_ms = [one[3] * 1000 for one in rows]
        print(
            f"{kind:12} {len(rows):6} {sum(one[0] for one in rows) / len(rows):7.1%} "
            f"{sum(one[1] == VerdictKind.VERIFIED for one in rows):8}     {statistics.median(cpu_ms):7.1f} "
            f"{percentile(cpu_ms, 0.95):5.1f} {max(cpu_ms):5.1f}    {statistics.median(wall_ms):7.1f} "
            f"{percentile(wall_ms, 0.95):5.1f}  {dict(Counter(one[1] for one in rows))}",
            flush=True,
        )


def main() -> None:
    """Fill a database, unless it is filled, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=9_091, help="made articles (%(default)s)")
    parser.add_argument("--claims", type=int, default=200, help="claims of each kind (%(default)s)")
    parser.add_argument("--kinds", nargs="*", help="these kinds of claims alone")
    parser.add_argument("--show-wrong", type=int, default=0, help="wrong answers shown of each kind")
    parser.add_argument("url", help="the database; it is filled if it is empty")
    options = parser.parse_args()
    with Database(make_settings(options.url)) as database:
        if database.find_schema_version() is None:
            filled.fill(options.url, options.articles)
        made = corpus.Corpus()
        cases = [
            case
            for case in claims.make_cases(made, options.articles, options.claims)
            if not options.kinds or case.kind in options.kinds
        ]
        measure(database, cases[: options.claims], show_wrong=0)  # so that all that is lazy is loaded
        print(f"{options.articles} articles, {options.articles * corpus.PASSAGES} passages, {options.url}")
        measure(database, cases, show_wrong=options.show_wrong)


if __name__ == "__main__":
    main()
