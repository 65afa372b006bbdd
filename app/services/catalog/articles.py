"""Articles: list them by filters, get one whole, or its exact text."""

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Subquery, Text, bindparam, cast, func, select
from sqlmodel import Session

from app.database.compiled import Query, fetch_all, fetch_first, in_list
from app.database.json_rows import aggregate, as_array, as_column, read_rows
from app.errors import Fault, InvalidSpan, NotFound
from app.fulltext.documents import ARTICLE_TERMS, NUMBER
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
from app.services.catalog import integrity, positions, quotes, statements
from app.services.catalog.filters import ARTICLE_FILTERS, Selection, match_filters, resolve_filters
from app.services.catalog.listing import Listing, read_page
from app.services.search import engine, ranking
from app.services.search.ranking import Ranking
from app.values import (
    ArticleRow,
    ArticleValue,
    BlockValue,
    FoundArticle,
    Party,
    QuoteRow,
    QuoteValue,
    SpeakerHead,
    SpeakerRow,
    StatementHead,
    StatementRow,
)
from app.verbatim import SURROUNDING_MAX
from app.vocabulary import OffsetUnit

ARTICLE, BLOCK, QUOTE, PARTY = table(Article).c, table(Block).c, table(Quote).c, table(QuoteParty).c
SPEAKER, NAME, ARTICLE_SPEAKER = table(Speaker).c, table(SpeakerName).c, table(ArticleSpeaker).c
STATEMENT, ARTICLE_STATEMENT, STATEMENT_PARTY = (
    table(Statement).c,
    table(ArticleStatement).c,
    table(StatementParty).c,
)
HEAD = tuple(ARTICLE[name] for name in ArticleRow._fields)
WholeRow = Any  # the columns of `WHOLE`


def find(session: Session, wanted: ArticleQuery) -> Found[FoundArticle]:
    """Return a page of articles, without their texts, in order of their id; with `q`, the best hits first."""
    selection = resolve_filters(session, ARTICLE_FILTERS, wanted)
    if wanted.q is not None:
        return _search(session, wanted, wanted.q, selection)
    rows = read_page(session, ARTICLES, selection, wanted)
    return Found([FoundArticle(row) for row in rows.items], rows.next_cursor, rows.total)


def _select_heads(page: Subquery) -> Query:
    return select(*HEAD).join_from(page, table(Article), ARTICLE.id == page.c.id)


ARTICLES = Listing("articles", table(Article), ("id",), "id", ARTICLE_FILTERS, _select_heads)
"""Articles in order of their id."""

KEYS = select(ARTICLE.number, ARTICLE.id).where(in_list(ARTICLE.number, "numbers"))
LATEST = select(*HEAD).order_by(ARTICLE.number.desc()).limit(bindparam("size"))
LANGUAGES = select(ARTICLE.id, ARTICLE.language).where(in_list(ARTICLE.id, "ids"))
BY_NUMBERS = select(
    *HEAD, ARTICLE.number, func.substr(ARTICLE.text, 1, engine.HIGHLIGHTED_MAX + 1).label("beginning")
).where(in_list(ARTICLE.number, "numbers"))


def _search(session: Session, wanted: ArticleQuery, q: str, selection: Selection) -> Found[FoundArticle]:
    """Return a page of the articles that match a query, the best first."""
    query = engine.compile_query(session, q)
    tiers = engine.make_tiers(query, ARTICLE_TERMS, match_filters(session, ARTICLE_FILTERS, selection))

    def read_keys(numbers: Sequence[int]) -> dict[int, tuple[str]]:
        return {number: (key,) for number, key in fetch_all(session, KEYS, {"numbers": numbers})}

    hits = Ranking(ARTICLES.name, query.snapshot, tiers, NUMBER, read_keys)
    page = ranking.read_page(hits, wanted)
    shown = {row.number: row for row in fetch_all(session, BY_NUMBERS, {"numbers": page.items})}
    items = [
        FoundArticle(row, engine.highlight(query, {"text": row.beginning}, row.language))
        for row in (shown[number] for number in page.items)
    ]
    return Found(items, *page[1:])


def find_latest(session: Session, limit: int) -> list[ArticleRow]:
    """Return the articles stored last, the newest first."""
    return [ArticleRow._make(row) for row in session.execute(LATEST, {"size": limit})]


def find_languages(session: Session, ids: Sequence[str]) -> dict[str, str | None]:
    """Return the languages of articles, by id."""
    return {row.id: row.language for row in fetch_all(session, LANGUAGES, {"ids": ids})}


class _BlockStart(NamedTuple):
    """A block, which ends where the next one starts. `read_rows` sorts by `position`: where it starts."""

    position: int
    kind: str


class _QuoteParty(NamedTuple):
    """A speaker's part in the quote at a position."""

    quote: int
    role: str
    position: int
    speaker_id: str


class _StatementParty(NamedTuple):
    """A speaker's part in the statement at a position."""

    statement: int
    role: str
    position: int
    speaker_id: str
    name: str


class _SpeakerVariant(NamedTuple):
    """A name variant of the speaker at a position."""

    speaker: int
    position: int
    name: str


class _Placed(NamedTuple):
    """A row and its position in the article."""

    position: int
    row: Sequence[Any]  # Any: of each column its own


def _select_quotes() -> dict[str, Query]:
    """Return the queries for an article's quotes and for the speakers' parts in them."""
    rows = aggregate(QuoteRow, **quotes.QUOTE_COLUMNS)
    parties = aggregate(
        _QuoteParty,
        quote=QUOTE.position,
        role=PARTY.role,
        position=PARTY.position,
        speaker_id=PARTY.speaker_id,
    )
    return {
        "quotes": rows.join_from(
            table(Quote), table(Statement), STATEMENT.id == QUOTE.statement_id, isouter=True
        ).where(QUOTE.article_id == ARTICLE.id),
        "quote_parties": parties.join_from(
            table(Quote), table(QuoteParty), PARTY.quote_number == QUOTE.number
        ).where(QUOTE.article_id == ARTICLE.id),
    }


def _select_statements() -> dict[str, Query]:
    """Return the queries for the statements that an article quotes and for the speakers' parts in them."""
    row = as_array(StatementRow, **statements.STATEMENT_COLUMNS)
    rows = aggregate(_Placed, position=ARTICLE_STATEMENT.position, row=row)
    parties = aggregate(
        _StatementParty,
        statement=ARTICLE_STATEMENT.position,
        role=STATEMENT_PARTY.role,
        position=STATEMENT_PARTY.position,
        speaker_id=SPEAKER.id,
        name=SPEAKER.name,
    )
    of_statement = STATEMENT_PARTY.statement_id == ARTICLE_STATEMENT.statement_id
    return {
        "statements": rows.join_from(
            table(ArticleStatement), table(Statement), STATEMENT.id == ARTICLE_STATEMENT.statement_id
        ).where(ARTICLE_STATEMENT.article_id == ARTICLE.id),
        "statement_parties": parties.join_from(table(ArticleStatement), table(StatementParty), of_statement)
        .join(table(Speaker), SPEAKER.id == STATEMENT_PARTY.speaker_id)
        .where(ARTICLE_STATEMENT.article_id == ARTICLE.id),
    }


def _select_speakers() -> dict[str, Query]:
    """Return the queries for an article's speakers and for their names."""
    row = as_array(
        SpeakerRow,
        id=SPEAKER.id,
        name=SPEAKER.name,
        kind=SPEAKER.kind,
        description=SPEAKER.description,
        same_as=cast(SPEAKER.same_as, Text),  # SQLite has it as a text in any case.
    )
    rows = aggregate(_Placed, position=ARTICLE_SPEAKER.position, row=row)
    variants = aggregate(
        _SpeakerVariant, speaker=ARTICLE_SPEAKER.position, position=NAME.position, name=NAME.name
    )
    return {
        "speakers": rows.join_from(
            table(ArticleSpeaker), table(Speaker), SPEAKER.id == ARTICLE_SPEAKER.speaker_id
        ).where(ARTICLE_SPEAKER.article_id == ARTICLE.id),
        "variants": variants.join_from(
            table(ArticleSpeaker), table(SpeakerName), NAME.speaker_id == ARTICLE_SPEAKER.speaker_id
        ).where(ARTICLE_SPEAKER.article_id == ARTICLE.id),
    }


def _select_whole() -> Query:
    """Return the query for all that a whole article shows, aggregated into one row."""
    blocks = aggregate(_BlockStart, position=BLOCK.start, kind=BLOCK.kind).where(
        BLOCK.article_id == ARTICLE.id
    )
    parts = {"blocks": blocks, **_select_quotes(), **_select_statements(), **_select_speakers()}
    columns = [as_column(part).label(name) for name, part in parts.items()]
    # Its quotes read the id as `article_id`.
    article_id = ARTICLE.id.label("article_id")
    return select(*HEAD, article_id, ARTICLE.stored_at, ARTICLE.text, *columns).where(
        ARTICLE.id == bindparam("article")
    )


WHOLE = _select_whole()


def get(session: Session, article_id: str, *, offsets: OffsetUnit = "codepoints") -> ArticleValue:
    """Return a whole article, or raise `NotFound` or `DamagedText`."""
    row = fetch_first(session, WHOLE, {"article": article_id})
    if row is None:
        raise NotFound(f"There is no article “{article_id}”.")
    integrity.require_text(article_id, row.text, row.sha256)
    speakers = _read_speakers(row)
    names = {speaker.row.id: speaker.row.name for speaker in speakers}
    found = _read_quotes(row, names)
    if offsets == "utf16":
        found = positions.locate_in_text(row.text, found)
    return ArticleValue(row, _read_blocks(row), _read_statements(row), speakers, found)


def _read_blocks(row: WholeRow) -> list[BlockValue]:
    text = row.text
    starts = read_rows(_BlockStart, row.blocks)
    ends = [*(block.position for block in starts[1:]), len(text)]
    return [
        BlockValue(position, block.kind, block.position, end, text[block.position : end])
        for position, (block, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _read_statements(row: WholeRow) -> list[StatementHead]:
    parties = defaultdict(list)
    for party in read_rows(_StatementParty, row.statement_parties):
        named = Party(party.role, party.position, party.speaker_id, party.name)
        parties[party.statement].append(named)
    return [
        StatementHead(StatementRow._make(placed.row), parties[placed.position])
        for placed in read_rows(_Placed, row.statements)
    ]


def _read_speakers(row: WholeRow) -> list[SpeakerHead]:
    names = defaultdict(list)
    for variant in read_rows(_SpeakerVariant, row.variants):
        names[variant.speaker].append(variant.name)
    speakers = []
    for placed in read_rows(_Placed, row.speakers):
        speaker = SpeakerRow._make(placed.row)
        speaker = speaker._replace(same_as=json.loads(str(speaker.same_as)))
        speakers.append(SpeakerHead(speaker, names[placed.position]))
    return speakers


def _read_quotes(row: WholeRow, names: dict[str, str]) -> list[QuoteValue]:
    """Return the quotes; `names` are those of all the article's speakers, by id."""
    text = row.text
    parties = defaultdict(list)
    for party in read_rows(_QuoteParty, row.quote_parties):
        named = Party(party.role, party.position, party.speaker_id, names[party.speaker_id])
        parties[party.quote].append(named)
    rows = read_rows(QuoteRow, row.quotes)
    ids = [quote.id for quote in rows]
    return [
        QuoteValue(
            row=quote,
            article=row,
            parties=parties[quote.position],
            exact=text[quote.start : quote.end],
            prefix=text[max(0, quote.start - SURROUNDING_MAX) : quote.start],
            suffix=text[quote.end : quote.end + SURROUNDING_MAX],
            cue=_cut(text, quote.cue_start, quote.cue_end),
            mention=_cut(text, quote.mention_start, quote.mention_end),
            within_id=None if quote.within is None else ids[quote.within],
            continues_id=None if quote.continues is None else ids[quote.continues],
        )
        for quote in rows
    ]


def _cut(text: str, start: int | None, end: int | None) -> str | None:
    return None if start is None else text[start:end]


def get_text(session: Session, article_id: str, start: int | None, end: int | None) -> str:
    """Return an article's exact text, or the slice `[start, end)` of its code points.

    Raises `NotFound`, `DamagedText`, and `InvalidSpan` for a slice that is reversed or reaches beyond
    the text.
    """
    text = integrity.get_checked_text(session, article_id)
    start = 0 if start is None else start
    end = len(text) if end is None else end
    if start > end:
        detail = f"start {start} is greater than end {end}."
        raise InvalidSpan(f"The span is reversed: {detail}", [Fault("query", "/start", detail)])
    if end > len(text) or start > len(text):
        name, value = ("end", end) if end > len(text) else ("start", start)
        detail = f"The text has {len(text)} code points; {name} is {value}."
        raise InvalidSpan(detail, [Fault("query", f"/{name}", detail)])
    return text[start:end]
