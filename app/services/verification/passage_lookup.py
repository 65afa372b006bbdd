"""Find the passages that words stand in, and read what a verdict needs of them.

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
    Tally,
    Word,
    table,
)
from app.schemas.resources import ArticleReference, SpeakerReference, StatementReference
from app.services.index.passages import OVERLAP
from app.services.verification.scope import Scope
from app.verbatim import CONTEXT, Span
from app.vocabulary import QUOTATIONS, Role

FEW_PLACES = 200
"""Most claims stand in fewer passages."""
PLACES = 4_000
PLACES_MAX = 16_000
TEXT_MAX = 16_000_000
PASSAGE_LENGTH = 500
"""Passages that are read at once where there are many, and about how many code points of text with them."""

PHRASES = ((500, 2), (5_000, 3))
"""How many words are looked up around one that stands in at most so many passages: more would find the
same ones, and each takes 0.3 ms with a million passages."""

PASSAGE, WORD, ARTICLE, BLOCK = table(Passage).c, table(Word).c, table(Article).c, table(Block).c
QUOTE, PARTY, TALLY = table(Quote).c, table(QuoteParty).c, table(Tally).c
SPEAKER, STATEMENT = table(Speaker).c, table(Statement).c
PLACE = (PASSAGE.number, PASSAGE.article_id, PASSAGE.position, PASSAGE.start, PASSAGE.end, PASSAGE.chain_id)


class Place(NamedTuple):
    """A passage, or a chain of quotes, and the text around it.

    `cut` is the article's text from `begin` on, with a margin on both sides of the passage; whether
    the text goes on behind it is not sure where it is as long as it was asked for.
    """

    number: int
    position: int
    start: int
    end: int
    chain_id: str | None
    article: ArticleReference
    begin: int
    cut: str
    goes_on: bool

    @property
    def own(self) -> Span:
        """Where in `cut` the passage itself stands."""
        return Span(self.start - self.begin, self.end - self.begin)

    def to_article(self, span: Span) -> Span:
        """Return where a span of `cut` stands in the article."""
        return Span(span.start + self.begin, span.end + self.begin)


class Holder(NamedTuple):
    """A quote that may hold a match, as deciding needs it."""

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
        """Whether its words are said to be somebody's own; otherwise they are the reporter's."""
        return self.type in QUOTATIONS


# Statements are built once: to build one takes longer than to run it.
COUNTS = select(WORD.token, WORD.passages).where(WORD.token.in_(bindparam("tokens", expanding=True)))


def read_counts(session: Session, tokens: Sequence[str]) -> dict[str, int]:
    """Return in how many passages each of the tokens stands; those that stand nowhere are missing."""
    rows = session.execute(COUNTS, {"tokens": sorted(set(tokens))})
    return {row.token: row.passages for row in rows}


def choose_phrase(tokens: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Return a run of the tokens, no longer than one passage surely holds, whose rarest word is rarest."""
    rarest = min(counts[token] for token in tokens)
    width = next((width for most, width in PHRASES if rarest <= most), OVERLAP + 1)
    runs = [tokens[at : at + width] for at in range(max(1, len(tokens) - width + 1))]
    return list(min(runs, key=lambda run: sorted(counts[token] for token in run)))


def find_phrase(
    session: Session, tokens: Sequence[str], scope: Scope, *, margin: int, size: int, mark: str | None = None
) -> Iterator[list[Place]]:
    """Yield all passages in which the tokens stand one after the other, in reading order, in batches.

    The first batch has `size` places, later ones more. Around each up to `margin` code points are read.
    With `mark`, only those that hold this mark, too.
    """
    values = {"words": write_query(session, tokens, mark), "margin": margin, **scope._asdict()}
    after: dict[str, object] = {}
    most = max(FEW_PLACES, TEXT_MAX // (2 * margin + PASSAGE_LENGTH))
    while True:
        size = min(size, most)
        query = _select_phrase(
            name_filters(scope), is_postgresql=is_on_postgresql(session), goes_on=bool(after)
        )
        places = _read_places(session, query, {**values, **after, "size": size}, margin)
        if places:
            yield places
        if len(places) < size:
            return
        after = {"after_article": places[-1].article.id, "after_position": places[-1].position}
        # The database sorts all hits for each batch: 0.3 s for the commonest word of a million passages.
        size = min(max(4 * size, PLACES), PLACES_MAX)


def write_query(session: Session, tokens: Sequence[str], mark: str | None = None) -> str:
    """Return what the full-text index is asked for: the tokens one after the other, and a mark."""
    phrase = fulltext.write_phrase(session, tokens)
    if mark is None:
        return phrase
    return f"{phrase} & '{mark}'" if is_on_postgresql(session) else f'{phrase} AND "{mark}"'


def name_filters(scope: Scope) -> tuple[bool, bool]:
    """Return which filters there are: they are part of a statement, and their values are not."""
    return scope.article is not None, scope.language is not None


def narrow(query: Query, filters: tuple[bool, bool]) -> Query:
    """Return the query for passages of articles that the filters leave."""
    by_article, by_language = filters
    if by_article:
        query = query.where(PASSAGE.article_id == bindparam("article"))
    if by_language:
        query = query.join(table(Article), PASSAGE.article_id == ARTICLE.id)
        query = query.where(ARTICLE.language == bindparam("language"))
    return query


@cache
def _select_phrase(filters: tuple[bool, bool], *, is_postgresql: bool, goes_on: bool) -> Query:
    found_by_words = fulltext.select_numbers(PASSAGE_WORDS, "words", is_postgresql=is_postgresql)
    hits = select(*PLACE).where(PASSAGE.number.in_(found_by_words))
    found = narrow(hits, filters).cte("hits")
    if is_postgresql:  # It would rather walk through all passages in order and look at each.
        found = found.prefix_with("MATERIALIZED")
    key = (found.c.article_id, found.c.position)
    page = select(*found.c).order_by(*key).limit(bindparam("size"))
    if goes_on:
        after = (bindparam("after_article", type_=Text), bindparam("after_position", type_=Integer))
        page = page.where(tuple_(*key) > tuple_(*after))
    return _cut(page)


def _cut(passages: Query) -> Query:
    """Return the query for places: passages in reading order, with the text around each."""
    found = passages.subquery()
    margin = bindparam("margin", type_=Integer)
    begin = case((found.c.start > margin, found.c.start - margin), else_=0)
    cut = func.substr(ARTICLE.text, begin + 1, found.c.end + margin - begin)
    return (
        select(*found.c, ARTICLE.headline, ARTICLE.sha256, begin.label("begin"), cut.label("cut"))
        .join_from(found, table(Article), found.c.article_id == ARTICLE.id)
        .order_by(found.c.article_id, found.c.position)
    )


PASSAGES = _cut(select(*PLACE).where(PASSAGE.number.in_(bindparam("numbers", expanding=True))))


def read_passages(session: Session, numbers: Sequence[int], margin: int) -> list[Place]:
    """Return these passages in reading order, with up to `margin` code points around each."""
    return _read_places(session, PASSAGES, {"numbers": numbers, "margin": margin}, margin)


def _read_places(session: Session, query: Query, values: dict[str, object], margin: int) -> list[Place]:
    return [
        Place(
            row.number,
            row.position,
            row.start,
            row.end,
            row.chain_id,
            ArticleReference(id=row.article_id, headline=row.headline, sha256=row.sha256),
            row.begin,
            row.cut,
            goes_on=row.begin + len(row.cut) == row.end + margin,
        )
        for row in session.execute(query, values)
    ]


_before, _following = table(Quote).alias(), table(Quote).alias()
HOLDER = (
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


def _select_holders(query: Query) -> Query:
    """Return the query for quotes with what deciding needs of them, a row for each of their speakers."""
    return (
        query.outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)
        .outerjoin(table(QuoteParty), (PARTY.quote_number == QUOTE.number) & (PARTY.role == Role.SPEAKER))
        .outerjoin(table(Speaker), PARTY.speaker_id == SPEAKER.id)
    )


HOLDERS = _select_holders(
    select(PASSAGE.number.label("place"), *HOLDER)
    .join_from(
        table(Passage),
        table(Quote),
        (QUOTE.article_id == PASSAGE.article_id) & (QUOTE.start < PASSAGE.end) & (QUOTE.end > PASSAGE.start),
    )
    .where(PASSAGE.number.in_(bindparam("numbers", expanding=True)))
    .order_by(PASSAGE.number, QUOTE.position, PARTY.position)
)
HOLDERS_AT = _select_holders(
    select(*HOLDER)
    .where(
        QUOTE.article_id == bindparam("article"),
        QUOTE.start < bindparam("span_end"),
        QUOTE.end > bindparam("span_start"),
    )
    .order_by(QUOTE.position, PARTY.position)
)


def read_holders(session: Session, places: Sequence[Place]) -> dict[int, list[Holder]]:
    """Return the quotes that reach into each of the passages, in reading order, by passage."""
    found: dict[int, list[Holder]] = {place.number: [] for place in places}
    for row in session.execute(HOLDERS, {"numbers": list(found)}):
        _add_holder(found[row.place], row)
    return found


def read_holders_at(session: Session, article_id: str, span: Span) -> list[Holder]:
    """Return the quotes that reach into a span of an article, in reading order."""
    found: list[Holder] = []
    values = {"article": article_id, "span_start": span.start, "span_end": span.end}
    for row in session.execute(HOLDERS_AT, values):
        _add_holder(found, row)
    return found


def _add_holder(holders: list[Holder], row: Row[*tuple[Any, ...]]) -> None:  # Any: the columns of HOLDER
    """Add the quote of a row, or one more of its speakers."""
    speakers = () if row.speaker_id is None else (SpeakerReference(id=row.speaker_id, name=row.name),)
    if holders and holders[-1].id == row.id:
        holders[-1] = holders[-1]._replace(speakers=(*holders[-1].speakers, *speakers))
        return
    statement = row.statement_id and StatementReference(id=row.statement_id, form=row.form)
    holders.append(
        Holder(
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
    """The lines that a span touches, as far as they are within reach: their place, and the text there.

    The text goes from `begin` on; it has 32 code points more on both sides, where there are any.
    """

    start: int
    end: int
    begin: int
    text: str


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
    begin = case((near.c.start > CONTEXT, near.c.start - CONTEXT), else_=0)
    cut = func.substr(ARTICLE.text, begin + 1, near.c.end + CONTEXT - begin)
    query = select(near.c.start, near.c.end, begin, cut)
    return query.join_from(near, table(Article), ARTICLE.id == bindparam("article"))


LINES = _select_lines()
TEXT = select(
    func.substr(ARTICLE.text, bindparam("begin", type_=Integer), bindparam("length", type_=Integer))
).where(ARTICLE.id == bindparam("article"))


def read_lines(session: Session, article_id: str, span: Span, reach: int) -> Lines:
    """Return the lines that a span of an article touches, up to so many code points from it."""
    values = {"article": article_id, "start": span.start, "end": span.end, "reach": reach}
    return Lines(*session.execute(LINES, values).one())


def read_text(session: Session, article_id: str, span: Span) -> str:
    """Return a part of an article's text."""
    values = {"article": article_id, "begin": span.start + 1, "length": span.end - span.start}
    return str(session.execute(TEXT, values).scalar_one())
