"""A hundred claims in one request, beside a client that reads single quotes.

    python -m tests.benchmarks.batch URL --articles 9091

The server has one core, wrk and the asking client the other. Printed are how long batches of mixed
claims took, and the reader's latencies alone and beside them.
"""

import argparse
import os
import random
import statistics
import threading
import time

import httpx2

from tests.benchmarks import claims, corpus
from tests.benchmarks.claims import Case
from tests.servers import run_server
from tests.wrk import run_wrk

CLAIMS = 100
SECONDS = 10


def make_batch(cases: list[Case]) -> dict[str, object]:
    """Return a body with claims of all kinds."""
    return {"claims": [{"text": case.text, "speaker": case.speaker} for case in cases]}


def read_quotes(url: str, name: str) -> None:
    """Print what one client that reads a quote over and over gets."""
    load = run_wrk(url, seconds=SECONDS, clients=1)
    print(f"{name:22} {load.rate:>9}/s, median {load.median}, p99 {load.slowest}, {load.failed} failed")


def main() -> None:
    """Measure on a database that is filled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=9_091, help="made articles (%(default)s)")
    parser.add_argument("url", help="the database")
    options = parser.parse_args()
    made = corpus.Corpus()
    cases = list(claims.make_cases(made, options.articles, 100))
    draw = random.Random(1)
    os.sched_setaffinity(0, {0})  # The server inherits it.
    with run_server(options.url, "--quiet") as url:
        os.sched_setaffinity(0, {1})
        with httpx2.Client(base_url=url, timeout=60) as client:
            quote = client.get("/v1/quotes?limit=1").json()["items"][0]["links"]["self"]
            client.post("/v1/verify", json=make_batch(cases[:CLAIMS]))
            read_quotes(url + quote, "reader alone")
            took: list[float] = []
            is_over = threading.Event()

            def ask() -> None:
                while not is_over.is_set():
                    body = make_batch(draw.sample(cases, CLAIMS))
                    began = time.perf_counter()
                    answer = client.post("/v1/verify", json=body)
                    took.append(time.perf_counter() - began)
                    assert all("verdict" in item for item in answer.json()["items"])

            asking = threading.Thread(target=ask)
            asking.start()
            read_quotes(url + quote, "reader beside batches")
            is_over.set()
            asking.join()
    times = f"median {statistics.median(took):.2f} s, longest {max(took):.2f} s"
    print(f"{len(took)} batches of {CLAIMS} claims: {times}")


if __name__ == "__main__":
    main()
