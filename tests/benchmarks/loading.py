"""Fill databases with made articles: proved like any other, and put straight into the tables."""

import itertools
import multiprocessing
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, SQLModel

from app.database import Database
from app.migrating import migrate
from app.models import (
    Article,
    ArticleSpeaker,
    ArticleStatement,
    Block,
    Corpus,
    Passage,
    Quote,
    QuoteParty,
    Speaker,
    SpeakerName,
    Statement,
    StatementParty,
    Tally,
    table,
)
from app.schemas.document import ArticleDocument, SpeakerDocument, StatementDocument
from app.services import passages, proving, storing
from app.services.proving import ArticleRows
from tests.benchmarks import corpus
from tests.databases import make_settings

BATCH = 500
TABLES: tuple[type[SQLModel], ...] = (
    Article,
    Block,
    Speaker,
    SpeakerName,
    Statement,
    StatementParty,
    ArticleSpeaker,
    ArticleStatement,
    Quote,
    QuoteParty,
    Passage,
)

_made: corpus.Corpus


def _begin() -> None:
    global _made  # each process makes the vocabulary once
    _made = corpus.Corpus()


def _prove(number: int) -> ArticleRows:
    return proving.prove(ArticleDocument.model_validate(_made.make_article(number)))


def prove_articles(count: int) -> Iterator[ArticleRows]:
    """Yield the rows of the first `count` made articles, proved on all cores."""
    with multiprocessing.Pool(initializer=_begin) as pool:
        yield from pool.imap(_prove, range(count), chunksize=100)


def load(url: str, count: int) -> None:
    """Put the tables and the first `count` articles into an empty database."""
    with Database(make_settings(url)) as database:
        database.run_write(migrate)
        proved = prove_articles(count)
        words: Counter[str] = Counter()
        quotes = 0
        known: set[str] = set()
        while batch := list(itertools.islice(proved, BATCH)):
            database.run_write(_store, batch, known)
            for rows in batch:
                words.update(passages.count_words(rows.passages))
                quotes += len(rows.quotes)
        database.run_write(_finish, words, count, quotes)


def _store(session: Session, batch: list[ArticleRows], known: set[str]) -> None:
    """Store articles, and the speakers that are not among those known."""
    rows: dict[Any, list[Any]] = defaultdict(list)  # Any: models and their rows
    for one in batch:
        for part in one.speakers:
            if part["speaker_id"] not in known:
                known.add(part["speaker_id"])
                whole, names = storing.merge_speaker([SpeakerDocument.model_validate(part["stated"])])
                rows[Speaker].append(whole)
                rows[SpeakerName] += names
        for part in one.statements:
            whole, parties = storing.merge_statement([StatementDocument.model_validate(part["stated"])])
            rows[Statement].append(whole)
            rows[StatementParty] += parties
        rows[Article].append(one.article)
        rows[Block] += one.blocks
        rows[ArticleSpeaker] += one.speakers
        rows[ArticleStatement] += one.statements
        rows[Quote] += one.quotes
        rows[QuoteParty] += one.parties
        rows[Passage] += one.passages
    for model in TABLES:
        if rows[model]:
            session.execute(insert(table(model)), rows[model])


def _finish(session: Session, words: Counter[str], articles: int, quotes: int) -> None:
    passages.update_words(session, words)
    session.execute(insert(table(Tally)), [{"language": "de", "articles": articles, "quotes": quotes}])
    session.execute(update(table(Corpus)).values(revision=1))
