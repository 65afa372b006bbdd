"""Fill databases with made articles: proved on all cores like any other, and stored in big transactions."""

import itertools
import multiprocessing
from collections.abc import Iterator

from app.database import Database
from app.migrating import migrate
from app.schemas.document import ArticleDocument
from app.services import importing, proving, storing
from app.services.storing import Incoming
from tests.benchmarks import corpus
from tests.databases import make_settings

BATCH = 2_000

_made: corpus.Corpus


def _begin() -> None:
    global _made  # each process makes the vocabulary once
    _made = corpus.Corpus()


def _prove(number: int) -> Incoming:
    return storing.prepare(proving.prove(ArticleDocument.model_validate(_made.make_article(number))))


def prove_articles(count: int) -> Iterator[Incoming]:
    """Yield the first `count` made articles, proved on all cores."""
    with multiprocessing.Pool(initializer=_begin) as pool:
        yield from pool.imap(_prove, range(count), chunksize=100)


def load(url: str, count: int) -> None:
    """Put the tables and the first `count` articles into an empty database."""
    with Database(make_settings(url)) as database:
        database.run_write(migrate)
        proved = prove_articles(count)
        while batch := list(itertools.islice(proved, BATCH)):
            database.run_write(importing.import_proved, batch)
