"""Look up the passages that contain words, and read the text and the quotes that a verdict needs.

Nothing is decided here: the index knows neither case nor umlauts nor punctuation.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    Integer,
    Row,
    Text,
    bindparam,
    case,
    func,
    select,
    tuple_,
)
from sqlmodel import Session

from app.database import fulltext
from app.database.fulltext import PASSAGE_WORDS, Query, is_on_postgresql
from app.models import (
    Article,
    Block,
    Passage,
    Quote,
    QuoteParty,
    Speaker,
    Statement,
    Word,
    table,
)
from app.schemas.resources import ArticleReference, SpeakerReference, StatementReference
from app.services.index.passages import OVERLAP
from app.services.verification.scope import Scope
from app.verbatim import CONTEXT, Span
from app.vocabulary import QUOTATIONS, Role

FEW_HITS = 200
"""The first batch of passages: most claims occur in fewer."""
HITS_PER_BATCH, HITS_PER_BATCH_MAX = 4_000, 16_000
"""Passages of the following batches: the first of these, then growing."""
BATCH_TEXT_MAX = 16_000_000
"""Code points of text that a batch may have together."""
PASSAGE_LENGTH = 500
"""About how many code points a passage has."""

PHRASES = ((500, 2), (5_000, 3))
"""How many words are looked up around one that occurs in at most this many passages. More words would find
the same passages, and each takes 0.3 ms with a million passages."""

PASSAGE, WORD, ARTICLE, BLOCK = table(Passage).c, table(Word).c, table(Article).c, table(Block).c
QUOTE, PARTY = table(Quote).c, table(QuoteParty).c
SPEAKER, STATEMENT = table(Speaker).c, table(Statement).c
HIT_COLUMNS = (
    PASSAGE.number,
    PASSAGE.article_id,
    PASSAGE.position,
    PASSAGE.start,
    PASSAGE.end,
    PASSAGE.chain_id,
)


class PassageHit(NamedTuple):
    """A line, a part of a long line, or a chain of quotes, with an excerpt of the article around it.

    The excerpt begins at `excerpt_start` and has a margin on both sides of the passage. `truncated` tells
    that the article may continue after it: the excerpt is as long as it was asked to be.
    """

    number: int
    position: int
    span: Span
    chain_id: str | None
    article: ArticleReference
    excerpt_start: int
    excerpt: str
    truncated: bool

    @property
    def span_in_excerpt(self) -> Span:
        """The span of the passage within the excerpt."""
        return self.to_excerpt(self.span)

    def to_excerpt(self, span: Span) -> Span:
        """Return the span within the excerpt of a span of the article."""
        return span.shift(-self.excerpt_start)

    def to_article(self, span: Span) -> Span:
        """Return the span of the article of a span within the excerpt."""
        return span.shift(self.excerpt_start)


class QuoteSpan(NamedTuple):
    """A quote with its span and all that attribution needs to know about it."""

    id: str
    span: Span
    type: str
    certainty: str | None
    continues_id: str | None
    is_continued: bool
    statement: StatementReference | None
    speakers: tuple[SpeakerReference, ...]

    @property
    def is_quotation(self) -> bool:
        """Whether its words are quoted; otherwise they are the reporter's."""
        return self.type in QUOTATIONS


# Queries are built once: to build one takes longer than to run it.
COUNTS = select(WORD.token, WORD.passages).where(WORD.token.in_(bindparam("tokens", expanding=True)))


def read_counts(session: Session, tokens: Sequence[str]) -> dict[str, int]:
    """Return the number of passages that contain each token; tokens that none contains are missing."""
    rows = session.execute(COUNTS, {"tokens": sorted(set(tokens))})
    return {row.token: row.passages for row in rows}


def choose_phrase(tokens: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Return a run of tokens with the rarest of them, short enough to lie in one passage."""
    rarest = min(counts[token] for token in tokens)
    width = next((width for most, width in PHRASES if rarest <= most), OVERLAP + 1)
    runs = [tokens[at : at + width] for at in range(max(1, len(tokens) - width + 1))]
    return list(min(runs, key=lambda run: sorted(counts[token] for token in run)))


def find_phrase(
    session: Session,
    tokens: Sequence[str],
    scope: Scope,
    *,
    margin: int,
    size: int,
    filter_token: str | None = None,
) -> Iterator[list[PassageHit]]:
    """Yield all passages with these tokens one after another, in reading order, in batches.

    The first batch has `size` passages, later ones more. The excerpt around each has up to `margin` code
    points on both sides. With `filter_token`, only passages that have this token, too.
    """
    values = {"words": write_query(session, tokens, filter_token), "margin": margin, **scope._asdict()}
    after: dict[str, object] = {}
    most = max(FEW_HITS, BATCH_TEXT_MAX // (2 * margin + PASSAGE_LENGTH))
    while True:
        size = min(size, most)
        query = _select_phrase(
            name_filters(scope), is_postgresql=is_on_postgresql(session), is_continued=bool(after)
        )
        hits = _read_hits(session, query, {**values, **after, "size": size}, margin)
        if hits:
            yield hits
        if len(hits) < size:
            return
        after = {"after_article": hits[-1].article.id, "after_position": hits[-1].position}
        # The database sorts all hits for each batch: 0.3 s for the commonest word of a million passages.
        size = min(max(4 * size, HITS_PER_BATCH), HITS_PER_BATCH_MAX)


def write_query(session: Session, tokens: Sequence[str], filter_token: str | None = None) -> str:
    """Return the full-text query for the tokens one after another, and for a filter token."""
    phrase = fulltext.write_phrase(session, tokens)
    if filter_token is None:
        return phrase
    if is_on_postgresql(session):
        return f"{phrase} & '{filter_token}'"
    return f'{phrase} AND "{filter_token}"'


def name_filters(scope: Scope) -> tuple[bool, bool]:
    """Return which filters a scope has: they are part of the SQL, unlike their values."""
    return scope.article is not None, scope.language is not None


def filter_passages(query: Query, filters: tuple[bool, bool]) -> Query:
    """Return the query for passages of the articles that pass the filters."""
    by_article, by_language = filters
    if by_article:
        query = query.where(PASSAGE.article_id == bindparam("article"))
    if by_language:
        query = query.join(table(Article), PASSAGE.article_id == ARTICLE.id)
        query = query.where(ARTICLE.language == bindparam("language"))
    return query


@cache
def _select_phrase(filters: tuple[bool, bool], *, is_postgresql: bool, is_continued: bool) -> Query:
    found_by_words = fulltext.select_numbers(PASSAGE_WORDS, "words", is_postgresql=is_postgresql)
    hits = select(*HIT_COLUMNS).where(PASSAGE.number.in_(found_by_words))
    found = filter_passages(hits, filters).cte("hits")
    if is_postgresql:  # It would rather walk through all passages in order and look at each.
        found = found.prefix_with("MATERIALIZED")
    key = (found.c.article_id, found.c.position)
    page = select(*found.c).order_by(*key).limit(bindparam("size"))
    if is_continued:
        after = (bindparam("after_article", type_=Text), bindparam("after_position", type_=Integer))
        page = page.where(tuple_(*key) > tuple_(*after))
    return _add_excerpts(page)


def _add_excerpts(passages: Query) -> Query:
    """Return the query for passages in reading order, each with an excerpt of the article around it."""
    found = passages.subquery()
    margin = bindparam("margin", type_=Integer)
    excerpt_start = case((found.c.start > margin, found.c.start - margin), else_=0)
    excerpt = func.substr(ARTICLE.text, excerpt_start + 1, found.c.end + margin - excerpt_start)
    columns = (
        ARTICLE.headline,
        ARTICLE.sha256,
        excerpt_start.label("excerpt_start"),
        excerpt.label("excerpt"),
    )
    return (
        select(*found.c, *columns)
        .join_from(found, table(Article), found.c.article_id == ARTICLE.id)
        .order_by(found.c.article_id, found.c.position)
    )


HITS = _add_excerpts(select(*HIT_COLUMNS).where(PASSAGE.number.in_(bindparam("numbers", expanding=True))))


def read_hits(session: Session, numbers: Sequence[int], margin: int) -> list[PassageHit]:
    """Return the passages of these numbers in reading order, with a margin of code points on both sides."""
    return _read_hits(session, HITS, {"numbers": numbers, "margin": margin}, margin)


def _read_hits(session: Session, query: Query, values: dict[str, object], margin: int) -> list[PassageHit]:
    return [
        PassageHit(
            row.number,
            row.position,
            Span(row.start, row.end),
            row.chain_id,
            ArticleReference(id=row.article_id, headline=row.headline, sha256=row.sha256),
            row.excerpt_start,
            row.excerpt,
            truncated=row.excerpt_start + len(row.excerpt) == row.end + margin,
        )
        for row in session.execute(query, values)
    ]


_before, _following = table(Quote).alias(), table(Quote).alias()
QUOTE_COLUMNS = (
    QUOTE.id,
    QUOTE.start,
    QUOTE.end,
    QUOTE.type,
    QUOTE.speaker_certainty,
    select(_before.c.id)
    .where(_before.c.article_id == QUOTE.article_id, _before.c.position == QUOTE.continues)
    .scalar_subquery()
    .label("continues_id"),
    select(_following.c.id)
    .where(_following.c.article_id == QUOTE.article_id, _following.c.continues == QUOTE.position)
    .exists()
    .label("is_continued"),
    QUOTE.statement_id,
    STATEMENT.form,
    SPEAKER.id.label("speaker_id"),
    SPEAKER.name,
)


def _join_parties(query: Query) -> Query:
    """Return the query for quotes with their statement and speakers, a row for each speaker."""
    return (
        query.outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)
        .outerjoin(table(QuoteParty), (PARTY.quote_number == QUOTE.number) & (PARTY.role == Role.SPEAKER))
        .outerjoin(table(Speaker), PARTY.speaker_id == SPEAKER.id)
    )


QUOTES_OF_PASSAGES = _join_parties(
    select(PASSAGE.number.label("passage"), *QUOTE_COLUMNS)
    .join_from(
        table(Passage),
        table(Quote),
        (QUOTE.article_id == PASSAGE.article_id) & (QUOTE.start < PASSAGE.end) & (QUOTE.end > PASSAGE.start),
    )
    .where(PASSAGE.number.in_(bindparam("numbers", expanding=True)))
    .order_by(PASSAGE.number, QUOTE.position, PARTY.position)
)
QUOTES_AT = _join_parties(
    select(*QUOTE_COLUMNS)
    .where(
        QUOTE.article_id == bindparam("article"),
        QUOTE.start < bindparam("span_end"),
        QUOTE.end > bindparam("span_start"),
    )
    .order_by(QUOTE.position, PARTY.position)
)


def read_quotes(session: Session, hits: Sequence[PassageHit]) -> dict[int, list[QuoteSpan]]:
    """Return the quotes that overlap each of the passages, in reading order, by the passage's number."""
    found: dict[int, list[QuoteSpan]] = {hit.number: [] for hit in hits}
    for row in session.execute(QUOTES_OF_PASSAGES, {"numbers": list(found)}):
        _add_quote(found[row.passage], row)
    return found


def read_quotes_at(session: Session, article_id: str, span: Span) -> list[QuoteSpan]:
    """Return the quotes that overlap a span of an article, in reading order."""
    found: list[QuoteSpan] = []
    values = {"article": article_id, "span_start": span.start, "span_end": span.end}
    for row in session.execute(QUOTES_AT, values):
        _add_quote(found, row)
    return found


def _add_quote(quotes: list[QuoteSpan], row: Row[*tuple[Any, ...]]) -> None:  # Any: QUOTE_COLUMNS
    """Add the quote of a row, or a further speaker of the last one."""
    speakers = () if row.speaker_id is None else (SpeakerReference(id=row.speaker_id, name=row.name),)
    if quotes and quotes[-1].id == row.id:
        quotes[-1] = quotes[-1]._replace(speakers=(*quotes[-1].speakers, *speakers))
        return
    statement = row.statement_id and StatementReference(id=row.statement_id, form=row.form)
    quotes.append(
        QuoteSpan(
            row.id,
            Span(row.start, row.end),
            row.type,
            row.speaker_certainty,
            row.continues_id,
            row.is_continued,
            statement,
            speakers,
        )
    )


class Lines(NamedTuple):
    """The lines that a span overlaps, within reach of it, with an excerpt of the article.

    The excerpt begins at `excerpt_start`. It has 32 code points more than the lines on both sides, fewer at
    the ends of the article.
    """

    span: Span
    excerpt_start: int
    excerpt: str

    @property
    def span_in_excerpt(self) -> Span:
        """The span of the lines within the excerpt."""
        return self.span.shift(-self.excerpt_start)


def _select_lines() -> Query:
    start, end, reach = (bindparam(name, type_=Integer) for name in ("start", "end", "reach"))
    here = BLOCK.article_id == ARTICLE.id
    first = select(func.max(BLOCK.start)).where(here, BLOCK.start <= start).scalar_subquery()
    last = select(func.min(BLOCK.start)).where(here, BLOCK.start >= end).scalar_subquery()
    whole = (
        select(first.label("first"), func.coalesce(last, func.length(ARTICLE.text)).label("last"))
        .where(ARTICLE.id == bindparam("article"))
        .subquery()
    )
    near = select(
        case((whole.c.first < start - reach, start - reach), else_=whole.c.first).label("start"),
        case((whole.c.last > end + reach, end + reach), else_=whole.c.last).label("end"),
    ).subquery()
    excerpt_start = case((near.c.start > CONTEXT, near.c.start - CONTEXT), else_=0)
    excerpt = func.substr(ARTICLE.text, excerpt_start + 1, near.c.end + CONTEXT - excerpt_start)
    query = select(near.c.start, near.c.end, excerpt_start, excerpt)
    return query.join_from(near, table(Article), ARTICLE.id == bindparam("article"))


LINES = _select_lines()
SLICE = select(
    func.substr(ARTICLE.text, bindparam("begin", type_=Integer), bindparam("length", type_=Integer))
).where(ARTICLE.id == bindparam("article"))


def read_lines(session: Session, article_id: str, span: Span, reach: int) -> Lines:
    """Return the lines that a span of an article overlaps, up to `reach` code points before and after it."""
    values = {"article": article_id, "start": span.start, "end": span.end, "reach": reach}
    start, end, excerpt_start, excerpt = session.execute(LINES, values).one()
    return Lines(Span(start, end), excerpt_start, excerpt)


def read_slice(session: Session, article_id: str, span: Span) -> str:
    """Return the text of a span of an article. Its digest is not checked; the verdict's match is."""
    values = {"article": article_id, "begin": span.start + 1, "length": span.end - span.start}
    return str(session.execute(SLICE, values).scalar_one())
