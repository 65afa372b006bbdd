"""A text with a hundred quotations, as an editor sends it before printing.

    python -m tests.benchmarks.texts URL --articles 9091

The server has one core, the asking client the other. Printed are how long the texts took and what became of
their quotations: claims of all kinds in marks, each with its speaker beside it. Names of made speakers end
in numbers, as no name in a text does: one article is added that also calls them by a word.
"""

import argparse
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence

import httpx2
from sqlmodel import Session, select

from app.database.database import Database
from app.models import Speaker
from app.services.ingest import importer
from app.verbatim.characters import DOUBLE_MARKS
from tests.benchmarks import claims, corpus
from tests.benchmarks.claims import Case
from tests.builders import make_document, make_quote, make_speaker
from tests.databases import make_settings
from tests.servers import run_server

QUOTATIONS = 100
ROUNDS = 20
LINES_A_PARAGRAPH = 4


def make_text(cases: list[Case], names: dict[str, str]) -> str:
    """Return the claims as a text: „…“, sagte X."""
    sentences = [f"„{case.text}“, sagte {write_in_words(names[case.speaker or ''])}." for case in cases]
    paragraphs = range(0, len(sentences), LINES_A_PARAGRAPH)
    return "\n\n".join(" ".join(sentences[at : at + LINES_A_PARAGRAPH]) for at in paragraphs)


def list_quotable(cases: Iterator[Case]) -> list[Case]:
    """Return the claims that stand in marks as they are: in one line, and with none of their own."""
    return [one for one in cases if one.speaker and not set(one.text) & set(f"{DOUBLE_MARKS}\n")]


def write_in_words(name: str) -> str:
    """Return a name with a word in place of its number: *Anna Berg 4* is *Anna Berg Ohe*, and no initial."""
    first, last, number = name.rsplit(" ", 2)
    return f"{first} {last} Oh{number.translate(str.maketrans('0123456789', 'abcdefghij'))}"


def find_names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Return the names of speakers by id."""
    return {one: session.exec(select(Speaker.name).where(Speaker.id == one)).one() for one in ids}


def add_names(url: str, names: dict[str, str]) -> None:
    """Import an article with one word by each speaker, in which it goes by a name without a number."""
    made = [(f"Wort{at:05}", one, write_in_words(name)) for at, (one, name) in enumerate(names.items())]
    document = make_document(
        "\n".join(f"„{word}“, sagte {name}." for word, _, name in made),
        id="names-in-words",
        speakers=[make_speaker(one, name=names[one], names=[name]) for _, one, name in made],
        quotes=[make_quote(word, speakers=[one]) for word, one, _ in made],
    )
    with Database(make_settings(url)) as database:
        database.run_write(importer.import_article, document)


def main() -> None:
    """Measure on a database that is filled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=9_091, help="made articles (%(default)s)")
    parser.add_argument("url", help="the database")
    options = parser.parse_args()
    cases = list_quotable(claims.make_cases(corpus.Corpus(), options.articles, 100))
    ids = sorted({case.speaker or "" for case in cases})
    with Database(make_settings(options.url)) as database:
        names = database.run_read(find_names, ids)
    add_names(options.url, names)
    draw = random.Random(1)
    os.sched_setaffinity(0, {0})  # The server inherits it.
    with run_server(options.url, "--quiet") as url:
        os.sched_setaffinity(0, {1})
        with httpx2.Client(base_url=url, timeout=60) as client:
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
