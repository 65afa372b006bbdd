"""Articles: list them by filters, get one whole, or its exact text."""

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Date, Row, Text, bindparam, cast, func, select
from sqlmodel import Session

from app.database.compiled import fetch_all, fetch_first, is_listed
from app.database.fulltext import ARTICLE_TERMS
from app.database.json_rows import as_column, gather
from app.errors import Fault, InvalidSpan, NotFound
from app.models import (
    Article,
    ArticleSpeaker,
    ArticleStatement,
    Block,
    Quote,
    QuoteParty,
    Speaker,
    SpeakerName,
    Statement,
    StatementParty,
    table,
)
from app.pagination import Found
from app.schemas.queries import ArticleQuery
from app.services.catalog import integrity, quotes, references, shapes
from app.services.catalog.listing import (
    PLANS_MAX,
    Plan,
    Query,
    Values,
    fetch_page,
    keep_given,
    limit_to_page,
    plan,
    ranked_page,
    select_total,
)
from app.services.catalog.shapes import Json, SpeakerRow, StatementRow
from app.services.index.entries import filter_token
from app.services.search import engine
from app.services.search.engine import Within
from app.verbatim import CONTEXT
from app.vocabulary import Role

ARTICLE, BLOCK, QUOTE, PARTY = table(Article).c, table(Block).c, table(Quote).c, table(QuoteParty).c
SPEAKER, NAME, IN_ARTICLE = table(Speaker).c, table(SpeakerName).c, table(ArticleSpeaker).c
STATEMENT, QUOTED, STATEMENT_PARTY = (
    table(Statement).c,
    table(ArticleStatement).c,
    table(StatementParty).c,
)
HEAD = tuple(column for column in ARTICLE if column.key not in ("number", "text"))
ORDER = (("id", str),)


def find(session: Session, wanted: ArticleQuery) -> Found[Json]:
    """Return a page of articles, without their texts, in order of their id; with `q`, the best hits first."""
    values = keep_given(
        {
            "speaker": references.resolve_speakers(session, wanted.speaker, parameter="speaker"),
            "publisher": list(dict.fromkeys(wanted.publisher)),
            "language": list(dict.fromkeys(wanted.language)),
            "first_day": wanted.from_,
            "last_day": wanted.to,
        }
    )
    if wanted.q is not None:
        return _find_hits(session, wanted, wanted.q, values)
    page, total = _select_page(plan(values, SOURCES, FILTERS, goes_on=wanted.cursor is not None))
    rows = fetch_page(session, page, total, values, wanted, list_name="articles", key=ORDER)
    return Found([shapes.make_article_head(row) for row in rows.items], rows.next_cursor, rows.total)


SOURCES = ("speaker", "publisher", "language")
"""Filters whose articles lie in order in an index of their own, those that leave least first."""
FILTERS = {
    "publisher": ARTICLE.publisher.in_(bindparam("publisher", expanding=True)),
    "language": ARTICLE.language.in_(bindparam("language", expanding=True)),
    "first_day": bindparam("first_day", type_=Date) <= ARTICLE.published_on,
    "last_day": bindparam("last_day", type_=Date) >= ARTICLE.published_on,
}


def _select_source(source: str, number: int, filters: tuple[str, ...]) -> Query:
    """Return the query for the ids of articles that one value of a filter leaves, and the other filters."""
    value = bindparam(f"source{number}", type_=Text)
    if source != "speaker":
        query: Query = select(ARTICLE.id)
        column = {"publisher": ARTICLE.publisher, "language": ARTICLE.language}.get(source)
        query = query if column is None else query.where(column == value)
    else:
        query = select(PARTY.article_id).distinct()
        query = query.where(PARTY.speaker_id == value, PARTY.role == Role.SPEAKER)
        if filters:
            query = query.join(table(Article), ARTICLE.id == PARTY.article_id)
    return query.where(*(FILTERS[name] for name in filters))


@lru_cache(PLANS_MAX)
def _select_page(plan: Plan) -> tuple[Query, Query]:
    """Return the queries for a page of heads, and for how many there are."""
    sources = [_select_source(plan.source, number, plan.filters) for number in range(plan.values)]
    page = limit_to_page(sources, goes_on=plan.goes_on, names=("id",))
    heads = select(*HEAD).join_from(page, table(Article), ARTICLE.id == page.c.id).order_by(page.c.id)
    return heads, select_total(sources)


RANKED_MAX = 100
"""Hits of a search that are ranked: it takes 40 µs for each."""
FEW = 50
"""Articles that the index is asked for one by one."""
OPENING = 1_500
"""Code points of a text by which it is ranked: news says first what it is about."""
RATED = select(
    ARTICLE.number, ARTICLE.id, ARTICLE.language, func.substr(ARTICLE.text, 1, OPENING).label("opening")
).where(is_listed(ARTICLE.number, "numbers"))
TEXTS = select(ARTICLE.number, ARTICLE.text, ARTICLE.language).where(is_listed(ARTICLE.number, "numbers"))
SHOWN = select(
    *HEAD, ARTICLE.number, func.substr(ARTICLE.text, 1, engine.HIGHLIGHTED_MAX + 1).label("begun")
).where(is_listed(ARTICLE.number, "numbers"))


def _find_hits(session: Session, wanted: ArticleQuery, q: str, values: Values) -> Found[Json]:
    """Return a page of the articles whose text a query hits, the best first."""
    search = engine.read_query(session, q)
    marks = [
        [filter_token(kind, one) for one in values[kind]]
        for kind in ("speaker", "language")
        if kind in values
    ]
    filters = tuple(name for name in ("publisher", "first_day", "last_day") if name in values)
    within = Within(marks, None, _select_passing(filters) if filters else None, values)
    if filters:  # The index does not know them. Where they leave few articles, it is asked for each of these.
        few = session.execute(
            _select_numbers(plan(values, SOURCES, FILTERS, goes_on=False)), {**values, "size": FEW + 1}
        )
        numbers = list(few.scalars())
        if len(numbers) <= FEW:
            within = Within(marks, [(number, number) for number in numbers])
    found = engine.find(session, ARTICLE_TERMS, search, within, most=RANKED_MAX, texts=TEXTS)
    rated = [
        (-engine.rate(search, row.opening, row.language), row.id, row.number)
        for row in fetch_all(session, RATED, {"numbers": found.numbers})
    ]
    page = ranked_page(rated, wanted, list_name="articles-hit", kinds=(int, str))
    shown = {row.number: row for row in fetch_all(session, SHOWN, {"numbers": page.items})}
    items = [
        shapes.add_highlights(
            shapes.make_article_head(row), engine.highlight(search, {"text": row.begun}, row.language)
        )
        for row in (shown[number] for number in page.items)
    ]
    return Found(items, page.next_cursor, page.total, found.is_complete)


@lru_cache(PLANS_MAX)
def _select_numbers(plan: Plan) -> Query:
    sources = [_select_source(plan.source, number, plan.filters) for number in range(plan.values)]
    page = limit_to_page(sources, goes_on=False, names=("id",))
    return select(ARTICLE.number).join_from(page, table(Article), ARTICLE.id == page.c.id)


@cache
def _select_passing(filters: tuple[str, ...]) -> Query:
    listed = is_listed(ARTICLE.number, "numbers")
    return select(ARTICLE.number).where(listed, *(FILTERS[name] for name in filters))


def _gather_quotes() -> dict[str, Query]:
    """Return the queries for an article's quotes and for who has a part in each."""
    marks = (QUOTE.cue_start, QUOTE.cue_end, QUOTE.mention_start, QUOTE.mention_end)
    said = gather(QUOTE.position, *quotes.SAID, *marks, QUOTE.within, QUOTE.continues)
    parties = gather(QUOTE.position, PARTY.role, PARTY.position, PARTY.speaker_id)
    return {
        "quotes": said.join_from(
            table(Quote), table(Statement), STATEMENT.id == QUOTE.statement_id, isouter=True
        ).where(QUOTE.article_id == ARTICLE.id),
        "parties": parties.join_from(
            table(Quote), table(QuoteParty), PARTY.quote_number == QUOTE.number
        ).where(QUOTE.article_id == ARTICLE.id),
    }


def _gather_statements() -> dict[str, Query]:
    """Return the queries for the statements that an article quotes and for who has a part in each."""
    whole = gather(QUOTED.position, *STATEMENT_COLUMNS)
    parties = gather(
        QUOTED.position, STATEMENT_PARTY.role, STATEMENT_PARTY.position, SPEAKER.id, SPEAKER.name
    )
    of_statement = STATEMENT_PARTY.statement_id == QUOTED.statement_id
    return {
        "statements": whole.join_from(
            table(ArticleStatement), table(Statement), STATEMENT.id == QUOTED.statement_id
        ).where(QUOTED.article_id == ARTICLE.id),
        "statement_parties": parties.join_from(table(ArticleStatement), table(StatementParty), of_statement)
        .join(table(Speaker), SPEAKER.id == STATEMENT_PARTY.speaker_id)
        .where(QUOTED.article_id == ARTICLE.id),
    }


def _gather_speakers() -> dict[str, Query]:
    """Return the queries for an article's speakers and for their names."""
    whole = gather(IN_ARTICLE.position, *SPEAKER_COLUMNS)
    variants = gather(IN_ARTICLE.position, NAME.position, NAME.name)
    return {
        "speakers": whole.join_from(
            table(ArticleSpeaker), table(Speaker), SPEAKER.id == IN_ARTICLE.speaker_id
        ).where(IN_ARTICLE.article_id == ARTICLE.id),
        "variants": variants.join_from(
            table(ArticleSpeaker), table(SpeakerName), NAME.speaker_id == IN_ARTICLE.speaker_id
        ).where(IN_ARTICLE.article_id == ARTICLE.id),
    }


def _select_whole() -> Query:
    """Return the query for all that a whole article shows, gathered into one row."""
    blocks = gather(BLOCK.start, BLOCK.kind).where(BLOCK.article_id == ARTICLE.id)
    parts = {"blocks": blocks, **_gather_quotes(), **_gather_statements(), **_gather_speakers()}
    gathered = [as_column(part).label(name) for name, part in parts.items()]
    return select(*HEAD, ARTICLE.text, *gathered).where(ARTICLE.id == bindparam("article"))


# Dates as text, so that both databases write them alike into an array.
STATEMENT_COLUMNS = tuple(
    cast(column, Text) if isinstance(column.type, Date) else column
    for column in (STATEMENT[name] for name in StatementRow._fields)
)
SPEAKER_COLUMNS = (SPEAKER.id, SPEAKER.name, SPEAKER.kind, SPEAKER.description, cast(SPEAKER.same_as, Text))
WHOLE = _select_whole()


def get(session: Session, article_id: str) -> Json:
    """Return a whole article, or raise `NotFound` or `DamagedText`."""
    row = fetch_first(session, WHOLE, {"article": article_id})
    if row is None:
        raise NotFound(f"There is no article “{article_id}”.")
    integrity.require_text(article_id, row.text, row.sha256)
    return {
        **shapes.make_article_head(row),
        "blocks": _make_blocks(row),
        "statements": _make_statements(row),
        "speakers": _make_speakers(row),
        "quotes": _make_quotes(row),
    }


def _make_blocks(row: Row[*tuple[Any, ...]]) -> list[Json]:
    text = row.text
    blocks = sorted(row.blocks)
    ends = [*(start for start, _ in blocks[1:]), len(text)]
    return [
        {"position": position, "kind": kind, "start": start, "end": end, "text": text[start:end]}
        for position, ((start, kind), end) in enumerate(zip(blocks, ends, strict=True))
    ]


def _make_statements(row: Row[*tuple[Any, ...]]) -> list[Json]:
    parties = defaultdict(list)
    for position, *party in row.statement_parties:
        parties[position].append(party)
    return [
        shapes.make_statement_head(StatementRow(*statement), shapes.group_parties(parties[position]))
        for position, *statement in sorted(row.statements)
    ]


def _make_speakers(row: Row[*tuple[Any, ...]]) -> list[Json]:
    variants = defaultdict(list)
    for position, *name in row.variants:
        variants[position].append(name)
    return [
        shapes.make_speaker_head(_read_speaker(speaker), variants[position])
        for position, *speaker in sorted(row.speakers)
    ]


def _read_speaker(columns: Sequence[Any]) -> SpeakerRow:  # Any: those of `SPEAKER_COLUMNS`
    speaker_id, name, kind, description, same_as = columns
    return SpeakerRow(speaker_id, name, kind, description, json.loads(same_as))


def _make_quotes(row: Row[*tuple[Any, ...]]) -> list[Json]:
    text = row.text
    names_by_id = {speaker[1]: speaker[2] for speaker in row.speakers}
    parties = defaultdict(list)
    for at, role, order, speaker_id in row.parties:
        parties[at].append((role, order, speaker_id, names_by_id[speaker_id]))
    article = {"id": row.id, "headline": row.headline, "sha256": row.sha256}
    found = sorted(row.quotes)
    ids = [quote[1] for quote in found]
    made = []
    for position, quote in enumerate(found):
        start, end = quote[3], quote[4]
        cue_start, cue_end, mention_start, mention_end, within, continues = quote[10:]
        made.append(
            shapes.make_quote(
                *quote[1:10],
                exact=text[start:end],
                prefix=text[max(0, start - CONTEXT) : start],
                suffix=text[end : end + CONTEXT],
                cue=shapes.make_span(text[cue_start:cue_end], cue_start, cue_end),
                mention=shapes.make_span(text[mention_start:mention_end], mention_start, mention_end),
                parties=shapes.group_parties(parties[position]),
                article=article,
                language=row.language,
                translated=row.translated,
                within=None if within is None else ids[within],
                continues=None if continues is None else ids[continues],
            )
        )
    return made


def get_text(session: Session, article_id: str, start: int | None, end: int | None) -> str:
    """Return an article's exact text, or the slice `[start, end)` of its code points.

    Raises `NotFound`, `DamagedText`, and `InvalidSpan` for a slice that is reversed or reaches beyond
    the text.
    """
    text = integrity.read_text(session, article_id)
    start = 0 if start is None else start
    end = len(text) if end is None else end
    if start > end:
        detail = f"start {start} lies behind end {end}."
        raise InvalidSpan(f"The span is reversed: {detail}", [Fault("query", "/start", detail)])
    if end > len(text) or start > len(text):
        name, value = ("end", end) if end > len(text) else ("start", start)
        detail = f"The text has {len(text)} code points; {name} is {value}."
        raise InvalidSpan(detail, [Fault("query", f"/{name}", detail)])
    return text[start:end]
