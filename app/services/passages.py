"""Cut articles into passages, index their words, and find the passages that words stand in."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    bindparam,
    case,
    cast,
    column,
    delete,
    func,
    insert,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app import verbatim
from app.models import Article, Block, Passage, Quote, Word, table

TOKENS_MAX = 128
"""Tokens of a passage's own: PostgreSQL keeps at most 255 positions of a word."""
OVERLAP = 8
"""Tokens of the text that follow in each passage: a phrase of one more is found wherever it stands."""
TOKEN_MAX = 64
"""Code points of a token that are kept; longer ones are no words."""

WORDS_MAX = 8
POSTINGS_MAX = 15_000
"""Passages in which up to eight of a claim's rarest words may stand together, to be weighed,"""
POSTINGS_FEW = 2_000
"""and those beyond which no further word is taken."""
CANDIDATES_MAX = 24
CANDIDATES_SEEN = 4 * CANDIDATES_MAX
"""Best passages that are ranked again in reading order, and those of them that are compared."""

PASSAGE, WORD, ARTICLE, BLOCK = table(Passage).c, table(Word).c, table(Article).c, table(Block).c
RowValues = dict[str, Any]  # Any: a row's values are of its columns' types


def tokenise(words: str) -> list[str]:
    """Return the tokens that words are looked up by."""
    return [token[:TOKEN_MAX] for token, _ in verbatim.split_tokens(verbatim.fold(words))]


def make_passages(
    article: RowValues, blocks: Sequence[RowValues], quotes: Sequence[RowValues]
) -> list[RowValues]:
    """Return the passages of an article: its lines, and its chains of interrupted quotations."""
    folded = verbatim.fold(article["text"])
    split = verbatim.split_tokens(folded)
    tokens = [token[:TOKEN_MAX] for token, _ in split]
    starts = [folded.to_original(at, at + 1).start for _, at in split]
    passages: list[RowValues] = []
    first = 0
    for block in blocks:
        last = first
        while last < len(tokens) and starts[last] < block["end"]:
            last += 1
        for begin in range(first, last, TOKENS_MAX):
            end = min(begin + TOKENS_MAX, last)
            passages.append(
                {
                    "start": block["start"] if begin == first else starts[begin],
                    "end": block["end"] if end == last else starts[end],
                    "chain_id": None,
                    "tokens": tokens[begin : end + OVERLAP],
                }
            )
        first = last
    for chain in find_chains(quotes):
        words = tokenise(" ".join(quote["exact"] for quote in chain))
        passages += [
            {
                "start": chain[0]["start"],
                "end": chain[-1]["end"],
                "chain_id": chain[0]["id"],
                "tokens": words[begin : begin + TOKENS_MAX + OVERLAP],
            }
            for begin in range(0, len(words), TOKENS_MAX)
        ]
    return [
        {"article_id": article["id"], "position": position, **passage}
        for position, passage in enumerate(passages)
    ]


def find_chains(quotes: Iterable[RowValues]) -> list[list[RowValues]]:
    """Return the quotations that consist of several quotes, each in reading order."""
    by_id = {quote["id"]: quote for quote in quotes}
    following = {quote["continues_id"]: quote for quote in by_id.values() if quote["continues_id"]}
    chains = []
    for quote_id, quote in by_id.items():
        if quote["continues_id"] is None and quote_id in following:
            chain = [quote]
            while chain[-1]["id"] in following:
                chain.append(following[chain[-1]["id"]])
            chains.append(chain)
    return chains


def count_words(passages: Iterable[RowValues]) -> Counter[str]:
    """Return in how many of the passages each token stands."""
    return Counter(token for passage in passages for token in set(passage["tokens"]))


def update_words(session: Session, changes: Mapping[str, int]) -> None:
    """Add to the numbers of passages that tokens stand in, or take away from them."""
    # In one order, so that two writers cannot wait for each other.
    more = [{"token": token, "passages": change} for token, change in sorted(changes.items()) if change > 0]
    less = [{"name": token, "less": -change} for token, change in sorted(changes.items()) if change < 0]
    if more:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        inserted = dialect.insert(table(Word))
        added = WORD.passages + inserted.excluded.passages
        session.execute(
            inserted.on_conflict_do_update(index_elements=[WORD.token], set_={"passages": added}), more
        )
    if less:
        found = WORD.token == bindparam("name")
        taken = update(table(Word)).where(found).values(passages=WORD.passages - bindparam("less"))
        session.connection().execute(taken, less)
        gone = delete(table(Word)).where(found, WORD.passages == 0)
        session.connection().execute(gone, [{"name": row["name"]} for row in less])


def read_counts(session: Session, tokens: Iterable[str]) -> dict[str, int]:
    """Return in how many passages each of the tokens stands; those that stand nowhere are missing."""
    wanted = sorted(set(tokens))
    query = select(WORD.token, WORD.passages).where(WORD.token.in_(wanted))
    return {row.token: row.passages for row in session.execute(query)}


def index_missing(session: Session) -> None:
    """Index the articles that have no passages: those stored before there were any."""
    indexed = select(PASSAGE.article_id)
    missing = select(ARTICLE.id).where(ARTICLE.id.not_in(indexed)).order_by(ARTICLE.id)
    for article_id in list(session.execute(missing).scalars()):
        article = session.execute(select(*ARTICLE).where(ARTICLE.id == article_id)).mappings().one()
        parts = {
            model: [
                dict(row)
                for row in session.execute(
                    select(*table(model).c)
                    .where(table(model).c.article_id == article_id)
                    .order_by(table(model).c.position)
                ).mappings()
            ]
            for model in (Block, Quote)
        }
        passages = make_passages(dict(article), parts[Block], parts[Quote])
        if passages:
            session.execute(insert(table(Passage)), passages)
            update_words(session, count_words(passages))


class Scope(NamedTuple):
    """What is searched: one article or all, in one language or any."""

    article: str | None = None
    language: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return what an article must fulfil."""
        wanted = ((ARTICLE.id, self.article), (ARTICLE.language, self.language))
        return [column == value for column, value in wanted if value is not None]


class Place(NamedTuple):
    """A passage, without its words."""

    id: int
    article_id: str
    position: int
    start: int
    end: int
    chain_id: str | None


class Best(NamedTuple):
    """The passages that share most with a claim, and whether no other could come near."""

    places: list[Place]
    is_complete: bool


def choose_phrase(tokens: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Return the run of tokens, as long as one passage surely holds, whose rarest word is rarest."""
    width = OVERLAP + 1
    runs = [list(tokens[at : at + width]) for at in range(max(1, len(tokens) - width + 1))]
    return min(runs, key=lambda run: min(counts.get(token, 0) for token in run))


def find_phrase(session: Session, tokens: Sequence[str], scope: Scope) -> list[Place]:
    """Return every passage in which the tokens stand one after the other, in reading order."""
    return _find(session, _holds(session, tokens, all_in_order=True), scope)


def find_best(session: Session, tokens: Sequence[str], counts: Mapping[str, int], scope: Scope) -> Best:
    """Return the passages that share most with the tokens, rare words counting more, within a budget.

    The words are taken from the rarest on, up to `POSTINGS_MAX` passages in all; the budget was
    enough if whatever shares half of the words must be among the passages returned.
    """
    total = session.execute(select(func.max(PASSAGE.id))).scalar_one() or 0
    rarest = sorted((token for token in set(tokens) if token in counts), key=lambda one: (counts[one], one))
    scores: dict[int, float] = defaultdict(float)
    postings = used = 0
    for token in rarest:
        postings += counts[token]
        if postings > (POSTINGS_MAX if used < WORDS_MAX else POSTINGS_FEW):
            break
        used += 1
        weight = math.log(1 + total / counts[token])
        holding = select(PASSAGE.id).where(_holds(session, [token], all_in_order=False))
        for passage_id in session.execute(holding).scalars():
            scores[passage_id] += weight
    ranked = sorted(scores, key=lambda one: (-scores[one], one))
    places = {place.id: place for place in _find(session, PASSAGE.id.in_(ranked[:CANDIDATES_SEEN]), scope)}
    best = sorted(places.values(), key=lambda one: (-scores[one.id], one.article_id, one.position))
    complete = (used == len(rarest) or used > len(set(tokens)) // 2) and len(ranked) <= CANDIDATES_MAX
    return Best(best[:CANDIDATES_MAX], complete)


def _holds(session: Session, tokens: Sequence[str], *, all_in_order: bool) -> ColumnElement[bool]:
    """Return the condition that a passage holds the tokens; they are letters and digits alone."""
    if session.get_bind().dialect.name == "postgresql":
        words = (" <-> " if all_in_order else " | ").join(f"'{token}'" for token in tokens)
        return PASSAGE.tokens.op("@@")(cast(literal(words, Text), postgresql.TSQUERY))
    words = f'"{" ".join(tokens)}"' if all_in_order else " OR ".join(f'"{token}"' for token in tokens)
    found = text("SELECT rowid FROM passage_words WHERE passage_words MATCH :words").bindparams(words=words)
    return PASSAGE.id.in_(found.columns(column("rowid", Integer)).scalar_subquery())


def _find(session: Session, condition: ColumnElement[bool], scope: Scope) -> list[Place]:
    query = select(*(PASSAGE[name] for name in Place._fields)).where(condition)
    if scope != Scope():
        query = query.join(table(Article), PASSAGE.article_id == ARTICLE.id).where(*scope.conditions())
    return [Place(*row) for row in session.execute(query.order_by(PASSAGE.article_id, PASSAGE.position))]


class Slice(NamedTuple):
    """A part of an article's text, and where in it that begins."""

    text: str
    start: int


def read_slices(session: Session, places: Sequence[Place], margin: int) -> dict[int, Slice]:
    """Return the texts of passages with up to `margin` code points around each, by passage."""
    begin = case((PASSAGE.start > margin, PASSAGE.start - margin), else_=0)
    cut = func.substr(ARTICLE.text, begin + 1, PASSAGE.end + margin - begin)
    query = (
        select(PASSAGE.id, begin.label("begin"), cut.label("cut"))
        .join_from(table(Passage), table(Article), PASSAGE.article_id == ARTICLE.id)
        .where(PASSAGE.id.in_([place.id for place in places]))
    )
    return {row.id: Slice(row.cut, row.begin) for row in session.execute(query)}


def read_text(session: Session, article_id: str, span: verbatim.Span) -> str:
    """Return a part of an article's text."""
    cut = func.substr(ARTICLE.text, span.start + 1, span.end - span.start)
    return str(session.execute(select(cut).where(ARTICLE.id == article_id)).scalar_one())


def read_lines(session: Session, article_id: str, span: verbatim.Span) -> tuple[int, str]:
    """Return the lines of the text that a span touches, and where they begin."""
    here = (BLOCK.article_id == article_id, BLOCK.start < span.end, BLOCK.end > span.start)
    begin, end = session.execute(select(func.min(BLOCK.start), func.max(BLOCK.end)).where(*here)).one()
    return begin, read_text(session, article_id, verbatim.Span(begin, end))


def read_surroundings(session: Session, article_id: str, span: verbatim.Span) -> tuple[str, str]:
    """Return up to 32 code points before and after a span."""
    begin = max(0, span.start - verbatim.CONTEXT)
    text_around = read_text(session, article_id, verbatim.Span(begin, span.end + verbatim.CONTEXT))
    return text_around[: span.start - begin], text_around[span.end - begin :]
