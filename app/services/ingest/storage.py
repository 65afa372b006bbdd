"""Store articles, and keep the speakers and statements they share, and all kept numbers, in step.

Whatever is stored goes through `replace`, one article or thousands at once, with the same effect.
"""

import itertools
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Update, bindparam, delete, func, insert, select, update
from sqlmodel import Session, SQLModel

from app.database import fulltext
from app.database.bulk_insert import Row, insert_rows
from app.database.fulltext import ARTICLE_TERMS, PASSAGE_WORDS, QUOTE_TERMS, Entry
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
    SpeakerVariant,
    Statement,
    Tally,
    table,
)
from app.services.index import entries, passages
from app.services.index.entries import Sections, number_sections
from app.services.index.passages import Passages
from app.services.ingest import aggregates
from app.services.ingest.validation import ArticleRows
from app.vocabulary import Role

ARTICLE, QUOTE, PARTY = table(Article).c, table(Quote).c, table(QuoteParty).c
PASSAGE, TALLY, SPEAKER, STATEMENT = table(Passage).c, table(Tally).c, table(Speaker).c, table(Statement).c
CORPUS, STATED, VARIANT = table(Corpus).c, table(ArticleSpeaker).c, table(SpeakerVariant).c


IDS_MAX = 5_000
"""Ids in one statement: PostgreSQL takes 65,535 parameters, SQLite 32,766."""


class Incoming(NamedTuple):
    """An article that was proved, and all that it is found by."""

    rows: ArticleRows
    passages: Passages
    terms: Sections
    quote_terms: list[Sections]


def prepare(rows: ArticleRows) -> Incoming:
    """Make of an article's rows what it is found by."""
    return Incoming(
        rows,
        passages.make_passages(rows.article, rows.blocks, rows.quotes, rows.parties),
        entries.index_article(rows.article, rows.parties),
        entries.index_quotes(rows.article, rows.quotes, rows.parties),
    )


def read_rows(session: Session, article_id: str) -> ArticleRows | None:
    """Return all rows of an article, without numbers, or None if there is no such article."""
    article = (
        session.execute(select(*_without_number(Article)).where(ARTICLE.id == article_id)).mappings().first()
    )
    if article is None:
        return None
    speakers = (
        select(STATED.article_id, STATED.position, STATED.speaker_id, VARIANT.stated)
        .join_from(
            table(ArticleSpeaker),
            table(SpeakerVariant),
            (VARIANT.speaker_id == STATED.speaker_id) & (VARIANT.variant == STATED.variant),
        )
        .where(STATED.article_id == article_id)
        .order_by(STATED.position)
    )
    parties = (
        select(PARTY.article_id, PARTY.quote_position, PARTY.role, PARTY.position, PARTY.speaker_id)
        .join_from(table(Quote), table(QuoteParty), PARTY.quote_number == QUOTE.number)
        .where(QUOTE.article_id == article_id)
        .order_by(QUOTE.position, PARTY.role, PARTY.position)
    )
    return ArticleRows(
        article=dict(article),
        blocks=_read_part(session, Block, article_id, table(Block).c.start),
        speakers=[dict(row) for row in session.execute(speakers).mappings()],
        statements=_read_part(session, ArticleStatement, article_id, table(ArticleStatement).c.position),
        quotes=_read_part(session, Quote, article_id, QUOTE.position),
        parties=[dict(row) for row in session.execute(parties).mappings()],
    )


def find_known(session: Session, ids: Sequence[str]) -> set[str]:
    """Return those of the ids that are articles'."""
    return set(session.execute(select(ARTICLE.id).where(ARTICLE.id.in_(ids))).scalars())


def _without_number(model: type[SQLModel]) -> list[ColumnElement[object]]:
    return [column for column in table(model).c if column.name != "number"]


def _read_part(
    session: Session, model: type[SQLModel], article_id: str, order: ColumnElement[int]
) -> list[Row]:
    query = select(*_without_number(model)).where(table(model).c.article_id == article_id).order_by(order)
    return [dict(row) for row in session.execute(query).mappings()]


def read_passages(session: Session, article_id: str) -> list[Row]:
    """Return the passages of an article, with their numbers, in order."""
    query = select(*PASSAGE).where(PASSAGE.article_id == article_id).order_by(PASSAGE.position)
    return [dict(row) for row in session.execute(query).mappings()]


def lock(session: Session) -> None:
    """Wait until nobody else writes: what articles share is computed from all of them."""
    session.execute(select(CORPUS.revision).with_for_update())


def replace(session: Session, new: Sequence[Incoming], old: Sequence[ArticleRows]) -> None:
    """Take the old articles out and put the new ones in, and count one revision for each."""
    for rows in old:
        _remove(session, rows)
    _add(session, new)
    changes = _count_changes([one.rows for one in new], old)
    speakers = _add_speakers(session, [one.rows for one in new])
    speakers |= {row["speaker_id"] for rows in old for row in rows.speakers}
    statements = {
        row["statement_id"] for rows in (*(one.rows for one in new), *old) for row in rows.statements
    }
    more_speakers = more_statements = 0
    uttered: Counter[str] = Counter()
    for some in _cut(speakers):
        more_speakers += aggregates.refresh_speakers(session, some)
    for some in _cut(statements):
        more, of_speakers = aggregates.refresh_statements(session, some)
        more_statements += more
        uttered.update(of_speakers)
    _update_numbers(session, changes, uttered)
    session.execute(
        update(table(Corpus)).values(
            revision=CORPUS.revision + max(len(new), len(old)),
            statements=CORPUS.statements + more_statements,
            speakers=CORPUS.speakers + more_speakers,
        )
    )


def _remove(session: Session, rows: ArticleRows) -> None:
    """Remove an article; what refers to it goes with it, but for its words in the indexes."""
    article_id = rows.article["id"]
    unindex(session, rows)
    session.execute(delete(table(Article)).where(ARTICLE.id == article_id))


def unindex(session: Session, rows: ArticleRows) -> None:
    """Take an article out of the indexes, and its passages out of their table."""
    article_id = rows.article["id"]
    made = prepare(rows)
    article = session.execute(select(ARTICLE.number).where(ARTICLE.id == article_id)).scalar_one()
    fulltext.remove(session, ARTICLE_TERMS, number_sections(article, made.terms))
    quotes = select(QUOTE.number).where(QUOTE.article_id == article_id).order_by(QUOTE.position)
    by_number = zip(session.execute(quotes).scalars(), made.quote_terms, strict=True)
    fulltext.remove(session, QUOTE_TERMS, _number_all(by_number))
    passages_now = read_passages(session, article_id)
    numbers = [row["number"] for row in passages_now]
    fulltext.remove(session, PASSAGE_WORDS, zip(numbers, made.passages.tokens, strict=True))
    passages.take_words_away(session, passages.count_words([made.passages]))
    session.execute(delete(table(Passage)).where(PASSAGE.article_id == article_id))


def _number_all(texts: Iterable[tuple[int, Sections]]) -> Iterator[Entry]:
    for number, sections in texts:
        yield from number_sections(number, sections)


def _add(session: Session, new: Sequence[Incoming]) -> None:
    """Insert what belongs to articles alone, numbered after all there are."""
    articles = _next_number(session, Article)
    insert_rows(session, Article, [{"number": n, **one.rows.article} for n, one in enumerate(new, articles)])
    insert_rows(session, Block, [row for one in new for row in one.rows.blocks])
    insert_rows(session, ArticleStatement, [row for one in new for row in one.rows.statements])
    first = _next_number(session, Quote)
    quotes: list[Row] = []
    parties: list[Row] = []
    for one in new:
        before = first + len(quotes)
        quotes += [{"number": n, **row} for n, row in enumerate(one.rows.quotes, before)]
        parties += [{"quote_number": before + row["quote_position"], **row} for row in one.rows.parties]
    insert_rows(session, Quote, quotes)
    insert_rows(session, QuoteParty, parties)
    numbered = [(n, one.terms) for n, one in enumerate(new, articles)]
    of_quotes = (sections for one in new for sections in one.quote_terms)
    _index(session, [one.passages for one in new], numbered, enumerate(of_quotes, first))


def _index(
    session: Session,
    made: Sequence[Passages],
    articles: Iterable[tuple[int, Sections]],
    quotes: Iterable[tuple[int, Sections]],
) -> None:
    """Insert passages, and put their words and the terms of articles and quotes into the indexes."""
    fulltext.add(session, ARTICLE_TERMS, _number_all(articles))
    fulltext.add(session, QUOTE_TERMS, _number_all(quotes))
    first = _next_number(session, Passage)
    rows = [row for one in made for row in one.rows]
    insert_rows(session, Passage, [{"number": n, **row} for n, row in enumerate(rows, first)])
    tokens = (tokens for one in made for tokens in one.tokens)
    fulltext.add(session, PASSAGE_WORDS, enumerate(tokens, first))
    passages.add_words(session, passages.count_words(made))


def _next_number(session: Session, model: type[SQLModel]) -> int:
    number = table(model).c.number
    return int(session.execute(select(func.coalesce(func.max(number), 0))).scalar_one()) + 1


def _add_speakers(session: Session, new: Sequence[ArticleRows]) -> set[str]:
    """Insert what articles say of speakers; return those of whom it says something new, or says it first."""
    ids = {row["speaker_id"] for rows in new for row in rows.speakers}
    known: dict[str, list[aggregates.Variant]] = defaultdict(list)
    for some in _cut(ids):
        known.update(aggregates.read_variants(session, some))
    changed = set()
    variants: list[Row] = []
    stated: list[Row] = []
    for rows in sorted(new, key=lambda rows: str(rows.article["id"])):
        for row in rows.speakers:
            said = known[row["speaker_id"]]
            variant = next((one for one in said if one.stated == row["stated"]), None)
            if variant is None:
                number = max((one.variant for one in said), default=0) + 1
                variant = aggregates.Variant(number, row["stated"], row["article_id"])
                said.append(variant)
                variants.append({"speaker_id": row["speaker_id"], "variant": number, "stated": row["stated"]})
                changed.add(row["speaker_id"])
            elif variant.first is None or row["article_id"] < variant.first:
                changed.add(row["speaker_id"])
            stated.append(
                {name: row[name] for name in ("article_id", "position", "speaker_id")}
                | {"variant": variant.variant}
            )
    insert_rows(session, SpeakerVariant, variants)
    insert_rows(session, ArticleSpeaker, stated)
    return changed


def _cut(ids: Collection[str]) -> Iterator[list[str]]:
    """Yield ids in order, no more at once than both databases take as parameters."""
    ordered = iter(sorted(ids))
    while some := list(itertools.islice(ordered, IDS_MAX)):
        yield some


class Changes(NamedTuple):
    """By how much kept numbers change."""

    speaker_quotes: Counter[str]
    speaker_articles: Counter[str]
    statement_quotes: Counter[str]
    articles: Counter[str]
    quotes: Counter[str]


def _count_changes(new: Iterable[ArticleRows], old: Iterable[ArticleRows]) -> Changes:
    changes = Changes(Counter(), Counter(), Counter(), Counter(), Counter())
    for all_rows, sign in ((new, 1), (old, -1)):
        for rows in all_rows:
            speakers = [row["speaker_id"] for row in rows.parties if row["role"] == Role.SPEAKER]
            language = rows.article["language"] or ""
            for counter, things in (
                (changes.speaker_quotes, speakers),
                (changes.speaker_articles, set(speakers)),
                (changes.statement_quotes, [row["statement_id"] for row in rows.quotes]),
                (changes.articles, [language]),
                (changes.quotes, [language] * len(rows.quotes)),
            ):
                for thing in things:
                    counter[thing] += sign
    return changes


def _update_numbers(session: Session, changes: Changes, uttered: Mapping[str, int]) -> None:
    """Add to kept numbers; `uttered` is by how much speakers' statements change."""
    _update_speakers(session, changes, uttered)
    _update_statements(session, changes)
    for language in changes.articles:
        if not session.execute(select(TALLY.language).where(TALLY.language == language)).first():
            session.execute(insert(table(Tally)), [{"language": language, "articles": 0, "quotes": 0}])
        more = {"articles": TALLY.articles + changes.articles[language]}
        more["quotes"] = TALLY.quotes + changes.quotes[language]
        session.execute(update(table(Tally)).where(TALLY.language == language).values(more))
    session.execute(delete(table(Tally)).where(TALLY.articles == 0))


def _update_speakers(session: Session, changes: Changes, uttered: Mapping[str, int]) -> None:
    add = (
        update(table(Speaker))
        .where(SPEAKER.id == bindparam("speaker"))
        .values(
            quotes=SPEAKER.quotes + bindparam("more_quotes"),
            articles=SPEAKER.articles + bindparam("more_articles"),
            statements=SPEAKER.statements + bindparam("more_statements"),
        )
    )
    changed = [
        {
            "speaker": speaker,
            "more_quotes": changes.speaker_quotes[speaker],
            "more_articles": changes.speaker_articles[speaker],
            "more_statements": uttered.get(speaker, 0),
        }
        for speaker in sorted({*changes.speaker_quotes, *uttered})
    ]
    numbers = ("more_quotes", "more_articles", "more_statements")
    _execute_many(session, add, [one for one in changed if any(one[name] for name in numbers)])


def _update_statements(session: Session, changes: Changes) -> None:
    add = (
        update(table(Statement))
        .where(STATEMENT.id == bindparam("statement"))
        .values(quotes=STATEMENT.quotes + bindparam("more"))
    )
    changed = [
        {"statement": statement, "more": more}
        for statement, more in sorted(changes.statement_quotes.items(), key=str)
        if statement is not None and more
    ]
    _execute_many(session, add, changed)


def _execute_many(session: Session, statement: Update, values: Sequence[Mapping[str, object]]) -> None:
    if values:
        session.connection().execute(statement, values)


def index_missing(session: Session) -> None:
    """Index the articles that have no passages, and what goes with them: those older than the indexes."""
    missing = select(ARTICLE.id).where(ARTICLE.id.not_in(select(PASSAGE.article_id))).order_by(ARTICLE.id)
    ids = list(session.execute(missing).scalars())
    for article_id in ids:
        rows = read_rows(session, article_id)
        if rows is None:
            continue
        made = prepare(rows)
        article = session.execute(select(ARTICLE.number).where(ARTICLE.id == article_id)).scalar_one()
        quotes = select(QUOTE.number).where(QUOTE.article_id == article_id).order_by(QUOTE.position)
        by_number = zip(session.execute(quotes).scalars(), made.quote_terms, strict=True)
        _index(session, [made.passages], [(article, made.terms)], by_number)
    if ids:  # A migration that takes passages out leaves all indexes empty.
        aggregates.index_statements(session)
    aggregates.index_missing_names(session)
