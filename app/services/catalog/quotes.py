"""Quotes: list them by filters, search them, get one by its id or a random one."""

import dataclasses
import hashlib
import secrets
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Subquery, bindparam, case, func, select
from sqlmodel import Session

from app.database.compiled import Query, fetch_all, fetch_first, in_list
from app.database.json_rows import aggregate, as_column, read_rows
from app.errors import NotFound, NothingToDraw
from app.fulltext.documents import NUMBER, QUOTE_TERMS
from app.models import Article, ArticleStatement, Quote, QuoteParty, Speaker, Statement, table
from app.pagination import Found
from app.schemas.queries import QuoteQuery, RandomQuoteQuery
from app.services.catalog import integrity, positions
from app.services.catalog.filters import (
    QUOTE_FILTERS,
    Selection,
    apply_filters,
    match_filters,
    resolve_filters,
)
from app.services.catalog.listing import PLANS_MAX, Listing, fetch_column, read_page, read_part
from app.services.search import engine, ranking
from app.services.search.engine import CompiledQuery
from app.services.search.ranking import Ranking
from app.values import Party, QuotedArticleRow, QuoteRow, QuoteValue
from app.verbatim import SURROUNDING_MAX
from app.vocabulary import QuoteType

QUOTE, PARTY, ARTICLE = table(Quote).c, table(QuoteParty).c, table(Article).c
STATEMENT, SPEAKER, ARTICLE_STATEMENT = table(Statement).c, table(Speaker).c, table(ArticleStatement).c
RANDOM_TYPES = [QuoteType.DIRECT, QuoteType.MIXED]
UNIFORM_SAMPLE_MAX = 10_000
"""If up to this many quotes pass the filters, each is equally likely. Of more, only a run of ids is read."""
SAMPLE_SIZE = 64
"""Quotes in such a run."""
PART_SIZE = 500
"""Quotes in a part of an export: 350 kB as CSV. With twice as many it is hardly faster."""
TEXTS_MAX = 20
"""Texts in memory at once, from which the words of an export are cut. To cut them in the database, each
quote would read its whole text: a second for the 240 quotes of a long article."""
RANDOM_HITS = 200
"""Hits of a search, the best ones, of which one is drawn."""

OF_STATEMENT = ("form", "date", "date_certainty")
"""Columns of a quote that its statement has."""
QUOTE_COLUMNS: dict[str, ColumnElement[Any]] = {  # Any: of each its own
    name: STATEMENT[name] if name in OF_STATEMENT else QUOTE[name] for name in QuoteRow._fields
}
ARTICLE_COLUMNS = tuple(
    ARTICLE.id.label(name) if name == "article_id" else ARTICLE[name] for name in QuotedArticleRow._fields
)

Details = Any  # a row of a query of this module


def find(session: Session, wanted: QuoteQuery) -> Found[QuoteValue]:
    """Return a page of quotes in reading order (article, then position), or with `q` the best hits first."""
    found = _list(session, wanted) if wanted.q is None else _search(session, wanted, wanted.q)
    if wanted.offsets == "utf16":
        return found._replace(items=positions.locate_in_utf16(session, found.items))
    return found


def find_part(session: Session, selection: Selection, cursor: str | None) -> Found[QuoteValue]:
    """Return the next quotes of an export, in reading order.

    Each article is read once, and passed on without its text, which may have 8 MiB.
    """
    rows = read_part(session, WITHOUT_ARTICLE, selection, cursor, PART_SIZE)
    of_article: dict[str, list[Details]] = defaultdict(list)
    for row in rows.items:
        of_article[row.article_id].append(row)
    ids = list(of_article)
    quotes = []
    for first in range(0, len(ids), TEXTS_MAX):
        rows_with_text = fetch_all(session, ARTICLES, {"articles": ids[first : first + TEXTS_MAX]})
        articles = {row.article_id: (QuotedArticleRow._make(row[:-1]), row.text) for row in rows_with_text}
        for article_id in ids[first : first + TEXTS_MAX]:
            quotes += [_cut_quote(row, *articles[article_id]) for row in of_article[article_id]]
    return Found(quotes, rows.next_cursor, None)


def _cut_quote(row: Details, article: QuotedArticleRow, text: str) -> QuoteValue:
    """Return the quote of a row of `select_rows`, cut from its article's text."""
    start, end = row.start, row.end
    exact = text[start:end]
    integrity.require_quote(row.id, row.article_id, row.type, exact, row.occurrence)
    return QuoteValue(
        row=row,
        article=article,
        parties=read_rows(Party, row.parties),
        exact=exact,
        prefix=text[max(0, start - SURROUNDING_MAX) : start],
        suffix=text[end : end + SURROUNDING_MAX],
        cue=None if row.cue_start is None else text[row.cue_start : row.cue_end],
        mention=None if row.mention_start is None else text[row.mention_start : row.mention_end],
        within_id=row.within_id,
        continues_id=row.continues_id,
    )


def get(session: Session, quote_id: str) -> QuoteValue:
    """Return one quote, or raise `NotFound`."""
    row = fetch_first(session, BY_ID, {"quote": quote_id})
    if row is None:
        raise NotFound(f"There is no quote “{quote_id}”.")
    return read_quote(row)


def get_in_utf16(session: Session, quote_id: str) -> QuoteValue:
    """Return one quote with its span in UTF-16 code units, or raise `NotFound`; this takes two statements."""
    [quote] = positions.locate_in_utf16(session, [get(session, quote_id)])
    return quote


def random_quote(session: Session, wanted: RandomQuoteQuery) -> QuoteValue:
    """Return a random quote; the same seed returns the same one as long as the stored quotes are the same.

    It is the quote with the smallest hash of seed and id, among all that pass the filters if these are
    at most 10,000. Otherwise it is one of the 64 with the next ids after a random one: ids are hashes, too.
    With `q` it is one of the hits that a search ranks.
    """
    quote_id = _draw(session, wanted)
    return get(session, quote_id) if wanted.offsets == "codepoints" else get_in_utf16(session, quote_id)


def _draw(session: Session, wanted: RandomQuoteQuery) -> str:
    seed = secrets.token_hex() if wanted.seed is None else wanted.seed
    wanted = wanted if wanted.type else wanted.model_copy(update={"type": RANDOM_TYPES})
    if wanted.q is not None:
        query = engine.compile_query(session, wanted.q)
        selection = resolve_filters(session, QUOTE_FILTERS, wanted)
        numbers = ranking.list_best(rank(session, query, selection), RANDOM_HITS)
        ids = [row.id for row in fetch_all(session, BY_NUMBERS, {"numbers": numbers})]
        return _choose(ids, seed)
    selection = resolve_filters(session, QUOTE_FILTERS, wanted)
    ids = fetch_column(session, QUOTES, selection, "id", limit=UNIFORM_SAMPLE_MAX)
    if len(ids) > UNIFORM_SAMPLE_MAX:
        sample = _select_sample(selection.names)
        values = {**selection.values, "random_id": f"q-{_hash(seed)}"}
        ids = list(session.execute(sample.where(bindparam("random_id") <= QUOTE.id), values).scalars())
        if len(ids) < SAMPLE_SIZE:
            ids += session.execute(sample.where(bindparam("random_id") > QUOTE.id), values).scalars()
    return _choose(ids, seed)


def _choose(ids: list[str], seed: str) -> str:
    if not ids:
        raise NothingToDraw("No quote passes the filters. Use fewer filters, or other values.")
    return min(ids, key=lambda quote_id: _hash(seed + quote_id))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _cut(start: ColumnElement[int], end: ColumnElement[int]) -> ColumnElement[str]:
    """Return the words of the article's text from `start` to `end`."""
    return func.substr(ARTICLE.text, start + 1, end - start)


def select_details(numbers: Subquery | None = None) -> Query:
    """Return the query for the rows that `read_quote` reads: of the quotes with these numbers, or of all."""
    begin = case((QUOTE.start > SURROUNDING_MAX, QUOTE.start - SURROUNDING_MAX), else_=0)
    query = select_rows(numbers).join(table(Article), QUOTE.article_id == ARTICLE.id)
    return query.add_columns(
        *ARTICLE_COLUMNS,
        begin.label("begin"),
        func.substr(ARTICLE.text, begin + 1, QUOTE.end + SURROUNDING_MAX - begin).label("excerpt"),
        _cut(QUOTE.cue_start, QUOTE.cue_end).label("cue"),
        _cut(QUOTE.mention_start, QUOTE.mention_end).label("mention"),
    )


def select_rows(numbers: Subquery | None = None) -> Query:
    """Return the query for quotes without words and article: of those with these numbers, or of all."""
    before, around = table(Quote).alias(), table(Quote).alias()
    within = select(around.c.id).where(
        around.c.article_id == QUOTE.article_id, around.c.position == QUOTE.within
    )
    continues = select(before.c.id).where(
        before.c.article_id == QUOTE.article_id, before.c.position == QUOTE.continues
    )
    parties = (
        aggregate(
            Party, role=PARTY.role, position=PARTY.position, speaker_id=PARTY.speaker_id, name=SPEAKER.name
        )
        .join_from(table(QuoteParty), table(Speaker), SPEAKER.id == PARTY.speaker_id)
        .where(PARTY.quote_number == QUOTE.number)
    )
    query = select(
        *QUOTE_COLUMNS.values(),
        QUOTE.occurrence,
        as_column(within).label("within_id"),
        as_column(continues).label("continues_id"),
        as_column(parties).label("parties"),
    )
    if numbers is None:
        query = query.select_from(table(Quote))
    else:
        query = query.join_from(numbers, table(Quote), QUOTE.number == numbers.c.number)
    return query.outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)


QUOTES = Listing("quotes", table(Quote), ("article_id", "position"), "number", QUOTE_FILTERS, select_details)
"""Quotes in reading order."""
WITHOUT_ARTICLE = dataclasses.replace(
    QUOTES, select_items=lambda numbers: select_rows(numbers).add_columns(QUOTE.article_id)
)
ARTICLES = select(*ARTICLE_COLUMNS, ARTICLE.text).where(in_list(ARTICLE.id, "articles"))
BY_ID = select_details().where(QUOTE.id == bindparam("quote"))
BY_NUMBERS = (
    select_details()
    .add_columns(QUOTE.number)
    .where(in_list(QUOTE.number, "numbers"))
    .order_by(QUOTE.article_id, QUOTE.position)
)
KEYS = select(QUOTE.number, QUOTE.article_id, QUOTE.position).where(in_list(QUOTE.number, "numbers"))


def _list(session: Session, wanted: QuoteQuery) -> Found[QuoteValue]:
    """Return a page of the quotes that pass the filters, in reading order."""
    rows = read_page(session, QUOTES, resolve_filters(session, QUOTE_FILTERS, wanted), wanted)
    return Found([read_quote(row) for row in rows.items], rows.next_cursor, rows.total)


def _search(session: Session, wanted: QuoteQuery, q: str) -> Found[QuoteValue]:
    """Return a page of the quotes that match a query, the best first."""
    query = engine.compile_query(session, q)
    page = ranking.read_page(rank(session, query, resolve_filters(session, QUOTE_FILTERS, wanted)), wanted)
    shown = {row.number: row for row in fetch_all(session, BY_NUMBERS, {"numbers": page.items})}
    items = [read_quote(shown[number], query) for number in page.items]
    return Found(items, *page[1:])


def rank(session: Session, query: CompiledQuery, selection: Selection) -> Ranking:
    """Return how the quotes that match a query and pass the filters are ranked."""
    tiers = engine.make_tiers(query, QUOTE_TERMS, match_filters(session, QUOTE_FILTERS, selection))

    def read_keys(numbers: Sequence[int]) -> dict[int, tuple[str, int]]:
        rows = fetch_all(session, KEYS, {"numbers": numbers})
        return {number: (article, position) for number, article, position in rows}

    return Ranking(QUOTES.name, query.snapshot, tiers, NUMBER, read_keys)


def read_quote(row: Details, query: CompiledQuery | None = None) -> QuoteValue:
    """Return the quote of a row of `select_details`, with the places that match a search.

    Raises `DamagedText` if its words are not the imported ones.
    """
    excerpt = row.excerpt
    start, end = row.start - row.begin, row.end - row.begin
    exact = excerpt[start:end]
    integrity.require_quote(row.id, row.article_id, row.type, exact, row.occurrence)
    return QuoteValue(
        row=row,
        article=row,
        parties=read_rows(Party, row.parties),
        exact=exact,
        prefix=excerpt[:start],
        suffix=excerpt[end:],
        cue=row.cue,
        mention=row.mention,
        within_id=row.within_id,
        continues_id=row.continues_id,
        highlights=() if query is None else engine.highlight(query, {"exact": exact}, row.language),
    )


@lru_cache(PLANS_MAX)
def _select_sample(filters: tuple[str, ...]) -> Query:
    """Return the query for the first ids of quotes that pass the filters."""
    query = apply_filters(select(QUOTE.id), QUOTE_FILTERS, filters)
    return query.order_by(QUOTE.id).limit(SAMPLE_SIZE)
