"""Look up the passages that contain words, and read the text and the quotes that a verdict needs.

Nothing is decided here: the index knows neither case nor umlauts nor punctuation.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import tantivy
from sqlalchemy import Integer, Row, bindparam, case, func, select
from sqlmodel import Session

from app.database.compiled import Query, bind_rows, fetch_all, fetch_first, is_on_postgresql, write_rows
from app.fulltext import queries
from app.fulltext.documents import ARTICLE as OF_ARTICLE
from app.fulltext.documents import CHAIN, END, NUMBER, PASSAGE_WORDS, START
from app.fulltext.index import Hits, Snapshot
from app.models import Article, Block, Quote, QuoteParty, Speaker, Statement, table
from app.schemas.resources import ArticleReference, SpeakerReference, StatementReference
from app.services.index.entries import make_language_token
from app.services.index.passages import OVERLAP
from app.services.verification.context import VerificationContext
from app.verbatim import SURROUNDING_MAX, Span
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
the same passages."""

ARTICLE, BLOCK = table(Article).c, table(Block).c
QUOTE, PARTY = table(Quote).c, table(QuoteParty).c
SPEAKER, STATEMENT = table(Speaker).c, table(Statement).c


class Passage(NamedTuple):
    """A passage in the index: its number, that of its article, its span there, and the position of the first
    quote of a chain; -1 for a line."""

    number: int
    article: int
    start: int
    end: int
    chain: int


class PassageHit(NamedTuple):
    """A line, a part of a long line, or a chain of quotes, with an excerpt of the article around it.

    The excerpt begins at `excerpt_start` and has a margin on both sides of the passage. `truncated` tells
    that the article may continue after it: the excerpt is as long as it was asked to be.
    """

    passage: Passage
    span: Span
    chain_id: str | None
    article: ArticleReference
    excerpt_start: int
    excerpt: str
    truncated: bool

    @property
    def number(self) -> int:
        """The number of the passage."""
        return self.passage.number

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
    speaker_certainty: str | None
    addressee_certainty: str | None
    statement_certainty: str | None
    continues_id: str | None
    is_continued: bool
    statement: StatementReference | None
    speakers: tuple[SpeakerReference, ...]

    @property
    def is_quotation(self) -> bool:
        """Whether its words are quoted; otherwise they are the reporter's."""
        return self.type in QUOTATIONS


def read_counts(snapshot: Snapshot, tokens: Sequence[str]) -> dict[str, int]:
    """Return the number of passages that contain each token; tokens that none contains are missing."""
    counts = {token: snapshot.count_documents(PASSAGE_WORDS, token) for token in tokens}
    return {token: count for token, count in counts.items() if count}


def choose_phrase(tokens: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Return a run of tokens with the rarest of them, short enough to lie in one passage."""
    rarest = min(counts[token] for token in tokens)
    width = next((width for most, width in PHRASES if rarest <= most), OVERLAP + 1)
    runs = [tokens[at : at + width] for at in range(max(1, len(tokens) - width + 1))]
    return list(min(runs, key=lambda run: sorted(counts[token] for token in run)))


def find_phrase(
    context: VerificationContext, tokens: Sequence[str], filter_token: str | None, *, margin: int, size: int
) -> Iterator[list[PassageHit]]:
    """Yield all passages with these tokens one after another, in batches, in the order they were stored in.

    The first batch has `size` passages, later ones more. The excerpt around each has up to `margin` code
    points on both sides. With `filter_token`, only passages that have this token, too.
    """
    query = write_query(context, queries.match_words(PASSAGE_WORDS, tokens), filter_token)
    if query is None:
        return
    most = max(FEW_HITS, BATCH_TEXT_MAX // (2 * margin + PASSAGE_LENGTH))
    begin = 0
    while True:
        size = min(size, most)
        found = context.snapshot.search_in_order(query, NUMBER, begin + size)
        passages = read_passages(context.snapshot, Hits(found.scores[begin:], found.addresses[begin:]))
        if passages:
            yield read_hits(context.session, passages, margin)
        if len(passages) < size:
            return
        begin += size
        size = min(max(4 * size, HITS_PER_BATCH), HITS_PER_BATCH_MAX)


NUMBER_OF_ARTICLE = select(ARTICLE.number).where(ARTICLE.id == bindparam("article"))


def write_query(
    context: VerificationContext, wanted: tantivy.Query, filter_token: str | None = None
) -> tantivy.Query | None:
    """Return the query for passages in the scope; None if its article does not exist."""
    article, language = context.scope
    parts = [wanted]
    if filter_token is not None:
        parts.append(queries.match_filters([filter_token]))
    if language is not None:
        parts.append(queries.match_filters([make_language_token(language)]))
    if article is not None:
        row = fetch_first(context.session, NUMBER_OF_ARTICLE, {"article": article})
        if row is None:
            return None
        parts.append(queries.match_number(OF_ARTICLE, row.number))
    return queries.match_all(parts)


def read_passages(snapshot: Snapshot, hits: Hits) -> list[Passage]:
    """Return the passages that hits are."""
    fields = (snapshot.read_numbers(field, hits) for field in (NUMBER, OF_ARTICLE, START, END, CHAIN))
    return [
        Passage(number or 0, article or 0, start or 0, end or 0, -1 if chain is None else chain)
        for number, article, start, end, chain in zip(*fields, strict=True)
    ]


@cache
def _select_hits(*, is_postgresql: bool) -> Query:
    """Return the query for passages, each with an excerpt of the article around it."""
    given = bind_rows("passages", 5, is_postgresql=is_postgresql)
    at, number, start, end, chain = given.columns
    margin = bindparam("margin", type_=Integer)
    excerpt_start = case((start > margin, start - margin), else_=0)
    first = select(QUOTE.id).where(QUOTE.article_id == ARTICLE.id, QUOTE.position == chain)
    return select(
        at.label("at"),
        ARTICLE.id,
        ARTICLE.headline,
        ARTICLE.sha256,
        first.scalar_subquery().label("chain_id"),
        excerpt_start.label("excerpt_start"),
        func.substr(ARTICLE.text, excerpt_start + 1, end + margin - excerpt_start).label("excerpt"),
    ).join_from(given.source, table(Article), ARTICLE.number == number)


def read_hits(session: Session, passages: Sequence[Passage], margin: int) -> list[PassageHit]:
    """Return passages with a margin of code points on both sides, in the order given."""
    given = [(at, *one[1:]) for at, one in enumerate(passages)]
    query = _select_hits(is_postgresql=is_on_postgresql(session))
    rows = fetch_all(session, query, {"passages": write_rows(given), "margin": margin})
    return [
        PassageHit(
            passages[row.at],
            Span(passages[row.at].start, passages[row.at].end),
            row.chain_id,
            ArticleReference(id=row.id, headline=row.headline, sha256=row.sha256),
            row.excerpt_start,
            row.excerpt,
            truncated=row.excerpt_start + len(row.excerpt) == passages[row.at].end + margin,
        )
        for row in sorted(rows, key=lambda row: int(row.at))
    ]


_before, _following = table(Quote).alias(), table(Quote).alias()
QUOTE_COLUMNS = (
    QUOTE.id,
    QUOTE.start,
    QUOTE.end,
    QUOTE.type,
    QUOTE.speaker_certainty,
    QUOTE.addressee_certainty,
    QUOTE.statement_certainty,
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


@cache
def _select_quotes(*, is_postgresql: bool) -> Query:
    """Return the query for the quotes at places with their statement, a row for each of their speakers."""
    given = bind_rows("places", 4, is_postgresql=is_postgresql)
    at, article, start, end = given.columns
    return (
        select(at.label("at"), *QUOTE_COLUMNS)
        .join_from(given.source, table(Article), ARTICLE.number == article)
        .join(table(Quote), (QUOTE.article_id == ARTICLE.id) & (QUOTE.start < end) & (QUOTE.end > start))
        .outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)
        .outerjoin(table(QuoteParty), (PARTY.quote_number == QUOTE.number) & (PARTY.role == Role.SPEAKER))
        .outerjoin(table(Speaker), PARTY.speaker_id == SPEAKER.id)
        .order_by(at, QUOTE.position, PARTY.position)
    )


def read_quotes(session: Session, hits: Sequence[PassageHit]) -> dict[int, list[QuoteSpan]]:
    """Return the quotes that overlap each of the passages, in reading order, by the passage's number."""
    places = {hit.number: (hit.passage.article, hit.span) for hit in hits}
    return dict(zip(places, read_quotes_at(session, list(places.values())), strict=True))


def read_quotes_at(session: Session, places: Sequence[tuple[int, Span]]) -> list[list[QuoteSpan]]:
    """Return the quotes that overlap each of these spans of articles, given by number, in reading order."""
    found: list[list[QuoteSpan]] = [[] for _ in places]
    given = [(at, article, *span) for at, (article, span) in enumerate(places)]
    query = _select_quotes(is_postgresql=is_on_postgresql(session))
    for row in fetch_all(session, query, {"places": write_rows(given)}):
        _add_quote(found[row.at], row)
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
            row.addressee_certainty,
            row.statement_certainty,
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
    excerpt_start = case((near.c.start > SURROUNDING_MAX, near.c.start - SURROUNDING_MAX), else_=0)
    excerpt = func.substr(ARTICLE.text, excerpt_start + 1, near.c.end + SURROUNDING_MAX - excerpt_start)
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
