"""Find the passages that words stand in, and read what a verdict needs of them.

Nothing is decided here: the index knows neither case nor umlauts nor punctuation.
"""

import itertools
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Text,
    bindparam,
    case,
    cast,
    column,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy import table as table_clause
from sqlalchemy.dialects import postgresql
from sqlmodel import Session

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
from app.services.passages import OVERLAP, list_words
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

POSTINGS_FEW = 2_000
POSTINGS_MAX = 15_000
WORDS_MAX = 8
PAIRS_MAX = 12
"""Passages that so many of a claim's rarest words, or pairs of words, may stand in together."""
PAIRED = 2
PAIRED_FROM = 4
"""Of so many words a passage must hold two to be weighed: one is shared by chance."""
CANDIDATES_MAX = 96
ARTICLE_CANDIDATES_MAX = 500
"""Passages that are compared with a claim word by word: the best of all, or those of one article."""
PASSAGES_MAX = 1_000_000_000
WEIGHT = 1_000
"""Weights are whole numbers, so that their sums are the same in whatever order they are added."""

PASSAGE, WORD, ARTICLE, BLOCK = table(Passage).c, table(Word).c, table(Article).c, table(Block).c
QUOTE, PARTY, TALLY = table(Quote).c, table(QuoteParty).c, table(Tally).c
SPEAKER, STATEMENT = table(Speaker).c, table(Statement).c
Query = Select[*tuple[Any, ...]]  # Any: the columns are those of the caller's
INDEX = table_clause("passage_words", column("rowid", Integer), column("passage_words", Text))
"""SQLite's full-text index; its column of the same name is what MATCH is asked of."""
PLACE = (PASSAGE.id, PASSAGE.article_id, PASSAGE.position, PASSAGE.start, PASSAGE.end, PASSAGE.chain_id)


class Scope(NamedTuple):
    """What is searched: one article or all, in one language or any."""

    article: str | None = None
    language: str | None = None


class Place(NamedTuple):
    """A passage, or a chain of quotes, and the text around it.

    `cut` is the article's text from `begin` on, with a margin on both sides of the passage; whether
    the text goes on behind it is not sure where it is as long as it was asked for.
    """

    id: int
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


@cache
def _count_holding(*, is_postgresql: bool) -> Query:
    holding = select(PASSAGE.id).where(_holds("words", is_postgresql=True))
    found = holding if is_postgresql else _select_holding("words")
    return select(func.count()).select_from(found.subquery())


def count_indexed(session: Session, token: str) -> int:
    """Return in how many passages the database's full-text index finds a token."""
    query = _count_holding(is_postgresql=_is_postgresql(session))
    return int(session.execute(query, {"words": _write_query(session, [token])}).scalar_one())


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
    values = {"words": _write_query(session, tokens, mark), "margin": margin, **scope._asdict()}
    after: dict[str, object] = {}
    most = max(FEW_PLACES, TEXT_MAX // (2 * margin + PASSAGE_LENGTH))
    while True:
        size = min(size, most)
        query = _select_phrase(_name(scope), is_postgresql=_is_postgresql(session), goes_on=bool(after))
        places = _read_places(session, query, {**values, **after, "size": size}, margin)
        if places:
            yield places
        if len(places) < size:
            return
        after = {"after_article": places[-1].article.id, "after_position": places[-1].position}
        # The database sorts all hits for each batch: 0.3 s for the commonest word of a million passages.
        size = min(max(4 * size, PLACES), PLACES_MAX)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _write_query(session: Session, tokens: Sequence[str], mark: str | None = None) -> str:
    """Return what the database's full-text index is asked for: the tokens in order, and a mark.

    They are letters and digits, and a mark is one of ours, so nothing of them is a query language's.
    """
    if _is_postgresql(session):
        phrase = " <-> ".join(f"'{token}'" for token in tokens)
        return phrase if mark is None else f"({phrase}) & '{mark}'"
    phrase = f'"{" ".join(tokens)}"'
    return phrase if mark is None else f'{phrase} AND "{mark}"'


def _holds(name: str, *, is_postgresql: bool) -> ColumnElement[bool]:
    """Return the condition that a passage is found by the full-text query that is bound to this name."""
    if is_postgresql:
        return PASSAGE.tokens.op("@@")(cast(bindparam(name, type_=Text), postgresql.TSQUERY))
    return PASSAGE.id.in_(_select_holding(name))


def _select_holding(name: str) -> Query:
    """Return the query for the ids of those passages from SQLite's index alone."""
    return select(INDEX.c.rowid.label("id")).where(INDEX.c.passage_words.op("MATCH")(bindparam(name)))


def _name(scope: Scope) -> tuple[bool, bool]:
    """Return which filters there are: they are part of a statement, and their values are not."""
    return scope.article is not None, scope.language is not None


def _narrow(query: Query, filters: tuple[bool, bool]) -> Query:
    by_article, by_language = filters
    if by_article:
        query = query.where(PASSAGE.article_id == bindparam("article"))
    if by_language:
        query = query.join(table(Article), PASSAGE.article_id == ARTICLE.id)
        query = query.where(ARTICLE.language == bindparam("language"))
    return query


@cache
def _select_phrase(filters: tuple[bool, bool], *, is_postgresql: bool, goes_on: bool) -> Query:
    hits = select(*PLACE).where(_holds("words", is_postgresql=is_postgresql))
    found = _narrow(hits, filters).cte("hits")
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


PASSAGES = _cut(select(*PLACE).where(PASSAGE.id.in_(bindparam("ids", expanding=True))))


def read_passages(session: Session, ids: Sequence[int], margin: int) -> list[Place]:
    """Return these passages in reading order, with up to `margin` code points around each."""
    return _read_places(session, PASSAGES, {"ids": ids, "margin": margin}, margin)


def _read_places(session: Session, query: Query, values: dict[str, object], margin: int) -> list[Place]:
    return [
        Place(
            row.id,
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


_following = table(Quote).alias()
HOLDER = (
    QUOTE.id,
    QUOTE.start,
    QUOTE.end,
    QUOTE.type,
    QUOTE.speaker_certainty,
    QUOTE.continues_id,
    select(_following.c.id).where(_following.c.continues_id == QUOTE.id).exists().label("is_continued"),
    QUOTE.statement_id,
    STATEMENT.form,
    SPEAKER.id.label("speaker_id"),
    SPEAKER.name,
)


def _select_holders(query: Query) -> Query:
    """Return the query for quotes with what deciding needs of them, a row for each of their speakers."""
    return (
        query.outerjoin(table(Statement), QUOTE.statement_id == STATEMENT.id)
        .outerjoin(table(QuoteParty), (PARTY.quote_id == QUOTE.id) & (PARTY.role == Role.SPEAKER))
        .outerjoin(table(Speaker), PARTY.speaker_id == SPEAKER.id)
    )


HOLDERS = _select_holders(
    select(PASSAGE.id.label("place"), *HOLDER)
    .join_from(
        table(Passage),
        table(Quote),
        (QUOTE.article_id == PASSAGE.article_id) & (QUOTE.start < PASSAGE.end) & (QUOTE.end > PASSAGE.start),
    )
    .where(PASSAGE.id.in_(bindparam("ids", expanding=True)))
    .order_by(PASSAGE.id, QUOTE.position, PARTY.position)
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
    found: dict[int, list[Holder]] = {place.id: [] for place in places}
    for row in session.execute(HOLDERS, {"ids": list(found)}):
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
    here = (BLOCK.article_id == bindparam("article"), BLOCK.start < end, BLOCK.end > start)
    lines = select(func.min(BLOCK.start).label("first"), func.max(BLOCK.end).label("last")).where(*here)
    whole = lines.subquery()
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


class Term(NamedTuple):
    """A word, or two that stand one after the other, and in how many passages the rarest of them stands."""

    tokens: tuple[str, ...]
    passages: int


class Best(NamedTuple):
    """The words of the passages that share most with a claim, and whether no other could come near."""

    words: dict[int, list[str]]
    is_complete: bool


def find_best(session: Session, tokens: Sequence[str], counts: Mapping[str, int], scope: Scope) -> Best:
    """Return the words of the passages that share most words with the tokens, rare ones counting more.

    The words are taken from the rarest on, while they stand in `POSTINGS_MAX` passages together. In
    one article all passages are candidates.
    """
    if scope.article is not None:
        words = _read_words(session, _select_article_words(_name(scope)), scope._asdict())
        return Best(words, is_complete=len(words) <= ARTICLE_CANDIDATES_MAX)
    known = [Term((token,), counts[token]) for token in set(tokens) if token in counts]
    used = _choose_terms(known, WORDS_MAX)
    least = PAIRED if len(used) >= PAIRED_FROM else 1
    often = Counter(tokens)
    rest = sum(often[token] for term in known if term not in used for token in term.tokens)
    rest += (least - 1) * max((often[token] for term in used for token in term.tokens), default=0)
    ids = _find_terms(session, used, least, scope)
    is_complete = 2 * rest < len(tokens) and len(ids) <= CANDIDATES_MAX
    return Best(_read_words(session, WORDS, {"ids": ids[:CANDIDATES_MAX]}), is_complete)


def find_neighbours(session: Session, tokens: Sequence[str], counts: Mapping[str, int], scope: Scope) -> Best:
    """Return the words of the passages in which most pairs of the tokens stand side by side, as here.

    Where a claim was changed in a few places most pairs are left, and pairs are rarer than words.
    """
    pairs = [
        Term(pair, min(counts[token] for token in pair))
        for pair in dict.fromkeys(itertools.pairwise(tokens))
        if all(token in counts for token in pair)
    ]
    ids = _find_terms(session, _choose_terms(pairs, PAIRS_MAX), 1, scope)
    return Best(_read_words(session, WORDS, {"ids": ids[:CANDIDATES_MAX]}), is_complete=False)


def _choose_terms(terms: Sequence[Term], most: int) -> list[Term]:
    """Return the rarest terms, while they stand in few enough passages together."""
    rarest = sorted(terms, key=lambda term: (term.passages, term.tokens))[:most]
    postings = list(itertools.accumulate(term.passages for term in rarest))
    return rarest[: bisect_right(postings, POSTINGS_MAX)]


WORDS = (
    select(PASSAGE.id, PASSAGE.tokens)
    .where(PASSAGE.id.in_(bindparam("ids", expanding=True)))
    .order_by(PASSAGE.article_id, PASSAGE.position)
)


@cache
def _select_article_words(filters: tuple[bool, bool]) -> Query:
    words = _narrow(select(PASSAGE.id, PASSAGE.tokens), filters)
    return words.order_by(PASSAGE.position).limit(ARTICLE_CANDIDATES_MAX + 1)


def _read_words(session: Session, query: Query, values: Mapping[str, object]) -> dict[int, list[str]]:
    return {row.id: list_words(row.tokens) for row in session.execute(query, values)}


def _find_terms(session: Session, terms: Sequence[Term], least: int, scope: Scope) -> list[int]:
    """Return the passages with at least so many of the terms, by their rarity; one more than are compared."""
    if not terms:
        return []
    values: dict[str, object] = {**scope._asdict(), "least": least}
    for number, term in enumerate(terms):
        values[f"words{number}"] = _write_query(session, term.tokens)
        values[f"weight{number}"] = round(WEIGHT * math.log(PASSAGES_MAX / term.passages))
    if _is_postgresql(session):
        values["any"] = _write_any([_write_query(session, term.tokens) for term in terms], least)
        query = _select_best_postgresql(len(terms), _name(scope))
    else:
        query = _select_best_sqlite(len(terms), _name(scope))
    return list(session.execute(query, values).scalars())


def _write_any(terms: Sequence[str], least: int) -> str:
    """Return what PostgreSQL's index is asked for: any of the terms, or any two of them."""
    if least == 1:
        return " | ".join(f"({term})" for term in terms)
    return " | ".join(f"({one} & ({' | '.join(terms[at:])}))" for at, one in enumerate(terms[:-1], start=1))


@cache
def _select_best_postgresql(words: int, filters: tuple[bool, bool]) -> Query:
    # The index counts, so that the table is asked for few passages: it takes 4 µs for each.
    score: ColumnElement[int] = sum(
        (
            case(
                (_holds(f"words{number}", is_postgresql=True), bindparam(f"weight{number}", type_=Integer)),
                else_=0,
            )
            for number in range(words)
        ),
        start=literal(0),
    )
    found = select(PASSAGE.id).where(_holds("any", is_postgresql=True))
    return _narrow(found, filters).order_by(score.desc(), PASSAGE.id).limit(CANDIDATES_MAX + 1)


@cache
def _select_best_sqlite(words: int, filters: tuple[bool, bool]) -> Query:
    # One query a word reads from the index alone: an OR of them does not tell which of them a passage has.
    weighed = union_all(
        *(
            _select_holding(f"words{number}").add_columns(
                bindparam(f"weight{number}", type_=Integer).label("weight")
            )
            for number in range(words)
        )
    ).subquery()
    found: Query = select(weighed.c.id).group_by(weighed.c.id).having(func.count() >= bindparam("least"))
    if any(filters):
        found = _narrow(found.join(table(Passage), PASSAGE.id == weighed.c.id), filters)
    return found.order_by(func.sum(weighed.c.weight).desc(), weighed.c.id).limit(CANDIDATES_MAX + 1)
