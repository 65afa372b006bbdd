"""A text with a hundred quotations, as an editor sends it before printing.

    python -m tests.benchmarks.texts URL --articles 9091

The server has one core, the asking client the other. Printed are how long the texts took and what became of
their quotations: claims of all kinds in marks, each with its speaker beside it.
"""

import argparse
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator

import httpx2

from app.verbatim.characters import DOUBLE_MARKS
from tests.benchmarks import claims, corpus
from tests.benchmarks.claims import Case
from tests.servers import run_server

QUOTATIONS = 100
ROUNDS = 20
LINES_A_PARAGRAPH = 4


def make_text(cases: list[Case], names: dict[str, str]) -> str:
    """Return the claims as a text: „…“, sagte X."""
    sentences = [f"„{case.text}“, sagte {names[case.speaker or '']}." for case in cases]
    paragraphs = range(0, len(sentences), LINES_A_PARAGRAPH)
    return "\n\n".join(" ".join(sentences[at : at + LINES_A_PARAGRAPH]) for at in paragraphs)


def list_quotable(cases: Iterator[Case]) -> list[Case]:
    """Return the claims that stand in marks as they are: in one line, and with none of their own."""
    return [one for one in cases if one.speaker and not set(one.text) & set(f"{DOUBLE_MARKS}\n")]


def main() -> None:
    """Measure on a database that is filled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=9_091, help="made articles (%(default)s)")
    parser.add_argument("url", help="the database")
    options = parser.parse_args()
    cases = list_quotable(claims.make_cases(corpus.Corpus(), options.articles, 100))
    draw = random.Random(1)
    os.sched_setaffinity(0, {0})  # The server inherits it.
    with run_server(options.url, "--quiet") as url:
        os.sched_setaffinity(0, {1})
        with httpx2.Client(base_url=url, timeout=60) as client:
            ids = {case.speaker or "" for case in cases}
            names = {one: client.get(f"/v1/speakers/{one}").raise_for_status().json()["name"] for one in ids}
            took: list[float] = []
            outcomes: Counter[tuple[str, str]] = Counter()
            for _ in range(ROUNDS):
                chosen = draw.sample(cases, QUOTATIONS)
                body = {"text": make_text(chosen, names), "language": "de"}
                began = time.perf_counter()
                answer = client.post("/v1/verify/text", json=body).raise_for_status().json()
                took.append(time.perf_counter() - began)
                found = {one["text"]: one["outcome"] for one in answer["quotations"]}
                outcomes.update((str(one.verdict), found.get(one.text, "not judged")) for one in chosen)
    print(f"{ROUNDS} texts of {QUOTATIONS} quotations: median {statistics.median(took):.2f} s, ", end="")
    print(f"longest {max(took):.2f} s")
    for (expected, outcome), count in sorted(outcomes.items()):
        print(f"{expected:14} {outcome:14} {count:>5}")


if __name__ == "__main__":
    main()
