"""Quotes: list them by filters, search them, get one, draw one at random."""

import hashlib
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Subquery, bindparam, case, func, select
from sqlmodel import Session

from app.database.compiled import fetch_all, fetch_first, in_list
from app.database.fulltext import QUOTE_TERMS
from app.database.json_rows import aggregate, as_column, read_rows
from app.errors import NotFound, NothingToDraw
from app.models import Article, ArticleStatement, Quote, QuoteParty, Speaker, Statement, table
from app.pagination import Found
from app.schemas.queries import QuoteQuery, RandomQuoteQuery
from app.services.catalog import integrity
from app.services.catalog.filters import (
    QUOTE_FILTERS,
    Query,
    Selection,
    apply_filters,
    find_ranges,
    list_unindexed,
    make_token_groups,
    resolve_filters,
)
from app.services.catalog.listing import (
    PLANS_MAX,
    Listing,
    Scored,
    fetch_column,
    rank_page,
    read_page,
    select_passing,
)
from app.services.search import engine
from app.services.search.engine import Hits, Range, Search, Within
from app.values import Party, QuotedArticleRow, QuoteRow, QuoteValue
from app.verbatim import CONTEXT
from app.vocabulary import QuoteType

QUOTE, PARTY, ARTICLE = table(Quote).c, table(QuoteParty).c, table(Article).c
STATEMENT, SPEAKER, IN_ARTICLE = table(Statement).c, table(Speaker).c, table(ArticleStatement).c
DRAWN_TYPES = [QuoteType.DIRECT, QuoteType.MIXED]
DRAWN_FROM = 64
DRAWN_ALIKE_MAX = 10_000
"""Of up to so many quotes all are equally likely to be drawn."""
RANKED_MAX = 200
"""Hits of a search that are ranked: it takes 12 µs for each."""
SIFTED_MAX = 1_000
"""Quotes that are looked at one by one, at 12 µs each."""
RANGES_MAX = 50
"""Articles of a statement in which alone its hits are sought; of more, all hits are held against it."""

QUOTE_COLUMNS: dict[str, ColumnElement[Any]] = {  # Any: of each its own
    name: STATEMENT.form if name == "form" else QUOTE[name] for name in QuoteRow._fields
}
ARTICLE_COLUMNS = tuple(
    ARTICLE.id.label(name) if name == "article_id" else ARTICLE[name] for name in QuotedArticleRow._fields
)

Details = Any  # a row with the columns of `select_details`


def find(session: Session, wanted: QuoteQuery) -> Found[QuoteValue]:
    """Return a page of quotes in reading order (article, then position), or with `q` the best hits first."""
    if wanted.q is not None:
        return _find_hits(session, wanted, wanted.q)
    selection = resolve_filters(session, QUOTE_FILTERS, wanted)
    rows = read_page(session, QUOTES, selection, wanted)
    return Found([read_quote(row) for row in rows.items], rows.next_cursor, rows.total)


def get(session: Session, quote_id: str) -> QuoteValue:
    """Return one quote, or raise `NotFound`."""
    row = fetch_first(session, ONE, {"quote": quote_id})
    if row is None:
        raise NotFound(f"There is no quote “{quote_id}”.")
    return read_quote(row)


def draw(session: Session, wanted: RandomQuoteQuery) -> QuoteValue:
    """Return one quote by chance; the same seed gives the same one while the holdings are the same.

    It is the one whose hash with the seed is least, of all that pass the filters if they are up to
    10,000. Else it is one of the 64 whose ids, which are hashes, follow a random place.
    """
    seed = secrets.token_hex() if wanted.seed is None else wanted.seed
    wanted = wanted if wanted.type else wanted.model_copy(update={"type": DRAWN_TYPES})
    if wanted.q is not None:
        search = engine.read_query(session, wanted.q)
        selection = resolve_filters(session, QUOTE_FILTERS, wanted)
        numbers = search_quotes(session, search, selection).numbers
        ids = [row.id for row in fetch_all(session, SHOWN, {"numbers": numbers})]
        return get(session, _draw_one(ids, seed))
    selection = resolve_filters(session, QUOTE_FILTERS, wanted)
    ids = fetch_column(session, QUOTES, selection, "id", most=DRAWN_ALIKE_MAX)
    if len(ids) > DRAWN_ALIKE_MAX:
        query = _select_following(selection.names)
        values = {**selection.values, "place": f"q-{_hash(seed)}"}
        ids = list(session.execute(query.where(bindparam("place") <= QUOTE.id), values).scalars())
        if len(ids) < DRAWN_FROM:
            ids += session.execute(query.where(bindparam("place") > QUOTE.id), values).scalars()
    return get(session, _draw_one(ids, seed))


def _draw_one(ids: list[str], seed: str) -> str:
    if not ids:
        raise NothingToDraw("No quote passes the filters, so none can be drawn. Loosen them.")
    return min(ids, key=lambda quote_id: _hash(seed + quote_id))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _cut(start: ColumnElement[int], end: ColumnElement[int]) -> ColumnElement[str]:
    """Return the words of the article's text from `start` to `end`."""
    return func.substr(ARTICLE.text, start + 1, end - start)


def select_details(numbers: Subquery | None = None) -> Query:
    """Return the query for all that `read_quote` needs of quotes: of those numbered, or any."""
    before, around = table(Quote).alias(), table(Quote).alias()
    begin = case((QUOTE.start > CONTEXT, QUOTE.start - CONTEXT), else_=0)
    within = select(around.c.id).where(
        around.c.article_id == QUOTE.article_id, around.c.position == QUOTE.within
    )
    continues = select(before.c.id).where(
        before.c.article_id == QUOTE.article_id, before.c.position == QUOTE.continues
    )
    parties = (
        aggregate(
            Party,
            role=PARTY.role,
            position=PARTY.position,
            speaker_id=PARTY.speaker_id,
            name=SPEAKER.name,
        )
        .join_from(table(QuoteParty), table(Speaker), SPEAKER.id == PARTY.speaker_id)
        .where(PARTY.quote_number == QUOTE.number)
    )
    query = select(
        *QUOTE_COLUMNS.values(),
        QUOTE.occurrence,
        *ARTICLE_COLUMNS,
        begin.label("begin"),
        func.substr(ARTICLE.text, begin + 1, QUOTE.end + CONTEXT - begin).label("excerpt"),
        _cut(QUOTE.cue_start, QUOTE.cue_end).label("cue"),
        _cut(QUOTE.mention_start, QUOTE.mention_end).label("mention"),
        as_column(within).label("within_id"),
        as_column(continues).label("continues_id"),
        as_column(parties).label("parties"),
    )
    if numbers is None:
        query = query.select_from(table(Quote))
    else:
        query = query.join_from(numbers, table(Quote), QUOTE.number == numbers.c.number)
    return query.join(table(Article), QUOTE.article_id == ARTICLE.id).outerjoin(
        table(Statement), QUOTE.statement_id == STATEMENT.id
    )


QUOTES = Listing("quotes", table(Quote), ("article_id", "position"), "number", QUOTE_FILTERS, select_details)
"""Quotes in reading order."""
ONE = select_details().where(QUOTE.id == bindparam("quote"))
SHOWN = (
    select_details()
    .add_columns(QUOTE.number)
    .where(in_list(QUOTE.number, "numbers"))
    .order_by(QUOTE.article_id, QUOTE.position)
)
EXACT = _cut(QUOTE.start, QUOTE.end)
TEXTS = (
    select(QUOTE.number, EXACT.label("text"), ARTICLE.language)
    .join_from(table(Quote), table(Article), QUOTE.article_id == ARTICLE.id)
    .where(in_list(QUOTE.number, "numbers"))
)
RATED = (
    select(
        QUOTE.number,
        QUOTE.article_id,
        QUOTE.position,
        QUOTE.statement_id,
        ARTICLE.language,
        EXACT.label("exact"),
    )
    .join_from(table(Quote), table(Article), QUOTE.article_id == ARTICLE.id)
    .where(in_list(QUOTE.number, "numbers"))
)
ARTICLES_OF_STATEMENT = (
    select(IN_ARTICLE.article_id)
    .where(IN_ARTICLE.statement_id.in_(bindparam("statements", expanding=True)))
    .distinct()
    .limit(RANGES_MAX + 1)
)


def _find_hits(session: Session, wanted: QuoteQuery, q: str) -> Found[QuoteValue]:
    """Return a page of the quotes whose words a query hits, the best first."""
    search = engine.read_query(session, q)
    selection = resolve_filters(session, QUOTE_FILTERS, wanted)
    found = search_quotes(session, search, selection)
    hits = [
        Scored(engine.rate(search, row.exact, row.language), (row.article_id, row.position), row.number)
        for row in fetch_all(session, RATED, {"numbers": found.numbers})
    ]
    page = rank_page(QUOTES, hits, wanted)
    shown = {row.number: row for row in fetch_all(session, SHOWN, {"numbers": page.items})}
    items = [read_quote(shown[number], search) for number in page.items]
    return Found(items, page.next_cursor, page.total, found.is_complete)


def search_quotes(session: Session, search: Search, selection: Selection) -> Hits:
    """Return the first quotes that a query hits among those that pass the filters."""
    unindexed = list_unindexed(QUOTE_FILTERS, selection)
    if unindexed:  # Where few quotes pass the filters, these are looked at one by one.
        few = fetch_column(session, QUOTES, selection, "number", most=SIFTED_MAX)
        if len(few) <= SIFTED_MAX:
            return sift(session, search, few)
    within = Within(
        make_token_groups(QUOTE_FILTERS, selection),
        _find_ranges(session, selection),
        select_passing(QUOTES, unindexed) if unindexed else None,
        selection.values,
    )
    return engine.find(session, QUOTE_TERMS, search, within, most=RANKED_MAX, texts=TEXTS)


def sift(session: Session, search: Search, numbers: Sequence[int]) -> Hits:
    """Return those of the quotes that a query hits, by looking at each."""
    rows = fetch_all(session, RATED, {"numbers": numbers})
    return Hits(
        [row.number for row in rows if engine.rate(search, row.exact, row.language)], is_complete=True
    )


def _find_ranges(session: Session, selection: Selection) -> list[Range] | None:
    """Return the ranges of numbers in which alone the hits can be, or None for any numbers."""
    for one in QUOTE_FILTERS:
        if one.ranges is not None and selection.uses(one.name):
            return one.ranges(session, selection.values[one.name])
    statements = selection.values.get("statement")
    if statements is None:
        return None
    articles = list(session.execute(ARTICLES_OF_STATEMENT, {"statements": statements}).scalars())
    return None if len(articles) > RANGES_MAX else find_ranges(session, articles)


def read_quote(
    row: Details,
    search: Search | None = None,
) -> QuoteValue:
    """Return the quote of a row that `select_details` found, with the places that a search hit."""
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
        highlights=() if search is None else engine.highlight(search, {"exact": exact}, row.language),
    )


@lru_cache(PLANS_MAX)
def _select_following(filters: tuple[str, ...]) -> Query:
    """Return the query for ids in their order, of the quotes that pass the filters."""
    query = apply_filters(select(QUOTE.id), QUOTE_FILTERS, filters)
    return query.order_by(QUOTE.id).limit(DRAWN_FROM)
