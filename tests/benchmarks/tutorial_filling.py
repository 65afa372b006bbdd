"""Fill the tutorial's tables with made articles: `python -m tests.benchmarks.tutorial_filling URL ARTICLES`.

A process of its own, because its tables have names that Wortlaut's have, too.
"""

import itertools
import sys
from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import Session, SQLModel, create_engine

from tests.benchmarks.corpus import Corpus
from tests.benchmarks.tables import Json
from tests.benchmarks.tutorial import Article, Quote, QuoteSpeakerLink, Speaker, Statement
from tests.benchmarks.tutorial_ids import name_quote

BATCH = 2_000
TABLES: tuple[type[SQLModel], ...] = (Speaker, Article, Statement, Quote, QuoteSpeakerLink)
FACTS = ("id", "headline", "publisher", "published_on", "language", "text")


def make_rows(documents: Iterable[Json], known: set[str]) -> dict[type[SQLModel], list[Json]]:
    """Return the rows of documents, without speakers that are known."""
    rows: dict[type[SQLModel], list[Json]] = defaultdict(list)
    for document in documents:
        rows[Article].append({name: document[name] for name in FACTS})
        new = [one for one in document["speakers"] if one["id"] not in known]
        known.update(one["id"] for one in new)
        rows[Speaker] += new
        for statement in document["statements"]:
            about = {"article_id": document["id"], "speaker_id": statement["speakers"][0]}
            rows[Statement].append({name: statement[name] for name in ("id", "form", "date")} | about)
        for position, quote in enumerate(document["quotes"]):
            row = {"id": name_quote(document["id"], position), "position": position}
            row |= {"article_id": document["id"], "type": quote["type"], "exact": quote["exact"]}
            rows[Quote].append(row | {"statement_id": quote.get("statement")})
            links = [{"quote_id": row["id"], "speaker_id": one} for one in quote["speakers"]]
            rows[QuoteSpeakerLink] += links
    return rows


def fill(url: str, articles: int) -> None:
    """Make the tables in an empty database and put so many articles into them."""
    engine = create_engine(url)
    SQLModel.metadata.create_all(engine)
    corpus, known = Corpus(), set[str]()
    documents = (corpus.make_article(number) for number in range(articles))
    with Session(engine) as session, session.begin():
        while batch := list(itertools.islice(documents, BATCH)):
            rows = make_rows(batch, known)
            for model in TABLES:
                if rows[model]:
                    session.execute(insert(model), rows[model])
    engine.dispose()


if __name__ == "__main__":
    fill(sys.argv[1], int(sys.argv[2]))
