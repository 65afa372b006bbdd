"""Quotes for feeds: those of the newest article first.

An article's day is that of its publication, else the one on which it was stored. The indexes of filters are
in the order of lists. So where a filter leaves few quotes, all of these are read and sorted; otherwise the
articles are read from the newest one on, until enough of their quotes pass.
"""

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Integer, Text, and_, bindparam, or_, select, tuple_, union
from sqlmodel import Session

from app import pagination
from app.database.compiled import OrderedJoin, Query, fetch_all, fetch_first, in_list
from app.models import Article, Quote, table
from app.pagination import Found
from app.schemas.queries import FeedQuery
from app.services.catalog.filters import QUOTE_FILTERS, Selection, Values, apply_filters, resolve_filters
from app.services.catalog.listing import PLANS_MAX, TOTAL_MAX, Plan, plan_by, select_page, select_sources
from app.services.catalog.quotes import QUOTES, rank, read_quote, select_details
from app.services.search import engine, ranking
from app.values import QuoteValue

SORTED_MAX = TOTAL_MAX
"""From this many quotes on, as far as they are counted, a filter does not leave few."""
HITS_MAX = 2_000
"""Hits of a search, those stored last, that a feed leads through: the best ones may all be old."""

NAME = "feed"
KEY_TYPES = (int, str, int)
KEY = ("feed_day", "article_id", "position")
ARTICLE, QUOTE = table(Article).c, table(Quote).c
COLUMNS = ARTICLE.feed_day, ARTICLE.id.label("article_id"), QUOTE.position, QUOTE.number


def find(session: Session, wanted: FeedQuery) -> Found[QuoteValue]:
    """Return a page of quotes, those of the newest article first, each article's in reading order."""
    selection = resolve_filters(session, QUOTE_FILTERS, wanted)
    is_continued = wanted.cursor is not None
    if wanted.q is not None:
        hits = rank(session, engine.compile_query(session, wanted.q), selection)
        values: Values = {"numbers": ranking.list_latest(hits, HITS_MAX)}
        query = _select_numbers(is_continued=is_continued)
    else:
        plan, values = _choose_plan(session, selection, is_continued=is_continued)
        query = _select_plan(plan)
    if wanted.cursor is not None:
        key = pagination.decode(NAME, wanted.cursor, KEY_TYPES)
        values = {**values, **{f"after{number}": value for number, value in enumerate(key)}}
    rows = list(fetch_all(session, query, {**values, "size": wanted.limit + 1}))
    next_cursor = None
    if len(rows) > wanted.limit:
        rows.pop()
        next_cursor = pagination.encode(NAME, [getattr(rows[-1], name) for name in KEY])
    return Found([read_quote(row) for row in rows], next_cursor, None)


def _choose_plan(session: Session, selection: Selection, *, is_continued: bool) -> tuple[Plan, Values]:
    """Return the plan by the first source with fewer than `SORTED_MAX` rows, else by the newest articles."""
    for one in QUOTE_FILTERS:
        if one.source is not None and selection.uses(one.name):
            plan, values = plan_by(one.name, selection, is_continued=is_continued)
            everything = Plan(plan.source, plan.values, (), is_continued=False)
            if fetch_first(session, select_page(QUOTES, everything).total, values)[0] < SORTED_MAX:
                return plan, values
    return plan_by("", selection, is_continued=is_continued)


@lru_cache(PLANS_MAX)
def _select_plan(plan: Plan) -> Query:
    """Return the query for a page that is read by a plan."""
    if not plan.source:
        walk = apply_filters(_select_newest(), QUOTE_FILTERS, plan.filters, by_index=False)
        return _select_page([walk], is_continued=plan.is_continued)
    parts = []
    for source in select_sources(QUOTES, plan):
        article_id, position, number = source.subquery().c  # as each calls them
        columns = ARTICLE.feed_day, ARTICLE.id.label(KEY[1]), position.label(KEY[2]), number.label("number")
        parts.append(select(*columns).join_from(article_id.table, table(Article), ARTICLE.id == article_id))
    return _select_page(parts, is_continued=plan.is_continued)


def _select_newest() -> Query:
    """Return the query for the keys and numbers of all quotes, read from the side of their articles.

    By the index of a filter, SQLite would read all quotes of a type, and sort them.
    """
    joined = OrderedJoin(table(Article), table(Quote), QUOTE.article_id == ARTICLE.id)
    return select(*COLUMNS).select_from(joined)


@lru_cache
def _select_numbers(*, is_continued: bool) -> Query:
    """Return the query for a page of the quotes with given numbers."""
    found = (
        select(*COLUMNS)
        .join_from(table(Quote), table(Article), QUOTE.article_id == ARTICLE.id)
        .where(in_list(QUOTE.number, "numbers"))
    )
    return _select_page([found], is_continued=is_continued)


def _select_page(parts: Sequence[Query], *, is_continued: bool) -> Query:
    """Return the query for the first `size` quotes of the parts together, each once, behind a key if wanted.

    The key is bound to `after0`, `after1` and `after2`.
    """
    rows = parts[0] if len(parts) == 1 else select(*union(*parts).subquery().c)
    columns = {column.key: column for column in rows.selected_columns}
    day, article_id, position = (columns[name] for name in KEY)
    if is_continued:
        last_day = bindparam("after0", type_=Integer)
        last_id, last_position = bindparam("after1", type_=Text), bindparam("after2", type_=Integer)
        is_older = tuple_(day, article_id) < tuple_(last_day, last_id)
        is_rest = and_(day == last_day, article_id == last_id, position > last_position)
        # The first comparison is a range of an index.
        rows = rows.where(day <= last_day, or_(is_older, is_rest))
    page = rows.order_by(day.desc(), article_id.desc(), position).limit(bindparam("size", type_=Integer))
    shown = page.subquery("page")
    return (
        select_details(shown)
        .add_columns(shown.c.feed_day)
        .order_by(shown.c.feed_day.desc(), shown.c.article_id.desc(), shown.c.position)
    )
