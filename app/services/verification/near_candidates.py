"""Choose the passages to compare with a claim that has no match, within a budget.

Passages are weighed by the words that they share with the claim: the rarer a word, the more it counts. This
chooses candidates for a fuzzy match and decides nothing.
"""

import itertools
import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, literal, select, union_all
from sqlmodel import Session

from app import verbatim
from app.database.fulltext import PASSAGE_WORDS, Query, is_on_postgresql, matches, select_numbers
from app.models import Article, Passage, table
from app.services.verification.passage_lookup import (
    ARTICLE,
    PASSAGE,
    filter_passages,
    name_filters,
    write_query,
)
from app.services.verification.scope import Scope
from app.verbatim.pieces import fold_umlauts

WORDS_ONLY_POSTINGS_MAX = 2_000
"""Below this many passages for all words of a claim together, single words are looked up at once. Above it,
pairs of words come first."""
POSTINGS_MAX = 15_000
"""Passages that the runs looked up may occur in together: what the budget allows."""
WORDS_MAX, PAIRS_MAX = 8, 12
"""Words or pairs of words of a claim that are looked up, the rarest first."""
SHARED_MIN = 2
"""Words that a passage must share where many are looked up: one is shared by chance."""
SHARED_MIN_FROM = 4
"""The number of words looked up from which that minimum applies."""
CANDIDATES_MAX = 96
"""Passages that are compared with a claim word by word."""
ARTICLE_CANDIDATES_MAX = 500
"""The same, where one article is searched: all of its passages as a rule."""
TAIL = 120
"""Code points of text behind a passage that are compared with it: about as much as passages overlap."""
PASSAGES_MAX = 1_000_000_000
"""More passages than any database has: the base of the weights, which must be positive."""
WEIGHT = 1_000
"""Weights are whole numbers, so that their sums are the same in whatever order they are added."""


class TokenRun(NamedTuple):
    """A word, or two in sequence, and the number of passages that contain its rarest word."""

    tokens: tuple[str, ...]
    passages: int


class Candidates(NamedTuple):
    """The words of the candidates by the passage's number, with ü and ue as u, and whether no other passage
    could come nearer."""

    words: dict[int, list[str]]
    is_complete: bool


def choose_by_words(
    session: Session, tokens: Sequence[str], counts: Mapping[str, int], scope: Scope
) -> Candidates:
    """Return the passages that share most words with the tokens, weighed by rarity.

    The rarest words are looked up, while at most `POSTINGS_MAX` passages contain them. In one article all
    passages are candidates.
    """
    if scope.article is not None:
        words = _read_words(session, _select_article_words(name_filters(scope)), scope._asdict())
        return Candidates(words, is_complete=len(words) <= ARTICLE_CANDIDATES_MAX)
    known = [TokenRun((token,), counts[token]) for token in set(tokens) if token in counts]
    used = _choose_runs(known, WORDS_MAX)
    least = SHARED_MIN if len(used) >= SHARED_MIN_FROM else 1
    in_claim = Counter(tokens)
    # A near match has at least half of the claim's words. If the words not looked up, and those that a
    # passage may have without being weighed, are fewer than half, it is among the candidates.
    missed = sum(in_claim[token] for run in known if run not in used for token in run.tokens)
    missed += (least - 1) * max((in_claim[token] for run in used for token in run.tokens), default=0)
    numbers = _find_passages(session, used, least, scope)
    is_complete = 2 * missed < len(tokens) and len(numbers) <= CANDIDATES_MAX
    return Candidates(_read_words(session, WORDS, {"numbers": numbers[:CANDIDATES_MAX]}), is_complete)


def choose_by_pairs(
    session: Session, tokens: Sequence[str], counts: Mapping[str, int], scope: Scope
) -> Candidates:
    """Return the passages that share most pairs of neighbouring words with the tokens.

    A claim that differs in a few words shares most of its pairs, and pairs are rarer than words.
    """
    pairs = [
        TokenRun(pair, min(counts[token] for token in pair))
        for pair in dict.fromkeys(itertools.pairwise(tokens))
        if all(token in counts for token in pair)
    ]
    numbers = _find_passages(session, _choose_runs(pairs, PAIRS_MAX), 1, scope)
    words = _read_words(session, WORDS, {"numbers": numbers[:CANDIDATES_MAX]})
    return Candidates(words, is_complete=False)


def _choose_runs(runs: Sequence[TokenRun], most: int) -> list[TokenRun]:
    """Return the rarest runs, as long as `POSTINGS_MAX` passages contain them, counted for each run."""
    rarest = sorted(runs, key=lambda run: (run.passages, run.tokens))[:most]
    postings = list(itertools.accumulate(run.passages for run in rarest))
    return rarest[: bisect_right(postings, POSTINGS_MAX)]


def _select_words(passages: Query) -> Query:
    """Return the query for the text of passages and a little of what follows, as their tokens overlap."""
    found = passages.add_columns(PASSAGE.article_id, PASSAGE.position, PASSAGE.start, PASSAGE.end).subquery()
    text = func.substr(ARTICLE.text, found.c.start + 1, found.c.end - found.c.start + TAIL)
    words = select(found.c.number, text.label("text"))
    return words.join_from(found, table(Article), found.c.article_id == ARTICLE.id).order_by(
        found.c.article_id, found.c.position
    )


WORDS = _select_words(select(PASSAGE.number).where(PASSAGE.number.in_(bindparam("numbers", expanding=True))))


@cache
def _select_article_words(filters: tuple[bool, bool]) -> Query:
    passages = filter_passages(select(PASSAGE.number), filters)
    return _select_words(passages.order_by(PASSAGE.position).limit(ARTICLE_CANDIDATES_MAX + 1))


def _read_words(session: Session, query: Query, values: Mapping[str, object]) -> dict[int, list[str]]:
    rows = session.execute(query, values)
    return {row.number: fold_umlauts(" ".join(verbatim.tokenize(row.text))).split() for row in rows}


def _find_passages(session: Session, runs: Sequence[TokenRun], least: int, scope: Scope) -> list[int]:
    """Return the passages with at least `least` of the runs, the best first, one more than are compared."""
    if not runs:
        return []
    values: dict[str, object] = {**scope._asdict(), "least": least}
    for index, run in enumerate(runs):
        values[f"words{index}"] = write_query(session, run.tokens)
        values[f"weight{index}"] = round(WEIGHT * math.log(PASSAGES_MAX / run.passages))
    if is_on_postgresql(session):
        values["any"] = _write_any([write_query(session, run.tokens) for run in runs], least)
        query = _select_best_postgresql(len(runs), name_filters(scope))
    else:
        query = _select_best_sqlite(len(runs), name_filters(scope))
    return list(session.execute(query, values).scalars())


def _write_any(runs: Sequence[str], least: int) -> str:
    """Return PostgreSQL's full-text query for any of the runs, or for any two of them."""
    if least == 1:
        return " | ".join(f"({run})" for run in runs)
    return " | ".join(f"({one} & ({' | '.join(runs[at:])}))" for at, one in enumerate(runs[:-1], start=1))


@cache
def _select_best_postgresql(words: int, filters: tuple[bool, bool]) -> Query:
    # The index filters by `any` first, so that few rows of the table are weighed: each takes 4 µs.
    score: ColumnElement[int] = sum(
        (
            case(
                (
                    matches(PASSAGE_WORDS, f"words{index}", is_postgresql=True),
                    bindparam(f"weight{index}", type_=Integer),
                ),
                else_=0,
            )
            for index in range(words)
        ),
        start=literal(0),
    )
    found = select_numbers(PASSAGE_WORDS, "any", is_postgresql=True)
    rowid = PASSAGE_WORDS.table.c.rowid
    if any(filters):
        found = filter_passages(found.join(table(Passage), PASSAGE.number == rowid), filters)
    return found.order_by(score.desc(), rowid).limit(CANDIDATES_MAX + 1)


@cache
def _select_best_sqlite(words: int, filters: tuple[bool, bool]) -> Query:
    # One query for each word reads the index alone. An OR of them would not tell which a passage contains.
    weighed = union_all(
        *(
            select_numbers(PASSAGE_WORDS, f"words{index}", is_postgresql=False).add_columns(
                bindparam(f"weight{index}", type_=Integer).label("weight")
            )
            for index in range(words)
        )
    ).subquery()
    found: Query = (
        select(weighed.c.number).group_by(weighed.c.number).having(func.count() >= bindparam("least"))
    )
    if any(filters):
        found = filter_passages(found.join(table(Passage), PASSAGE.number == weighed.c.number), filters)
    return found.order_by(func.sum(weighed.c.weight).desc(), weighed.c.number).limit(CANDIDATES_MAX + 1)
