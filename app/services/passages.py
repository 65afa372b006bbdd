"""Cut articles into passages, index their words, and find the passages that words stand in."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
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

PASSAGE, WORD, ARTICLE, QUOTE = table(Passage).c, table(Word).c, table(Article).c, table(Quote).c
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
