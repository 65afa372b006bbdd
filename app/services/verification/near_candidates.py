"""Choose the passages that a claim which stands nowhere may come near to, within a budget."""

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
from app.services.verification.passage_lookup import ARTICLE, PASSAGE, name_filters, narrow, write_query
from app.services.verification.scope import Scope

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
TAIL = 120
"""Code points of text behind a passage that are compared with it: about as much as passages overlap."""
PASSAGES_MAX = 1_000_000_000
WEIGHT = 1_000
"""Weights are whole numbers, so that their sums are the same in whatever order they are added."""


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
        words = _read_words(session, _select_article_words(name_filters(scope)), scope._asdict())
        return Best(words, is_complete=len(words) <= ARTICLE_CANDIDATES_MAX)
    known = [Term((token,), counts[token]) for token in set(tokens) if token in counts]
    used = _choose_terms(known, WORDS_MAX)
    least = PAIRED if len(used) >= PAIRED_FROM else 1
    often = Counter(tokens)
    rest = sum(often[token] for term in known if term not in used for token in term.tokens)
    rest += (least - 1) * max((often[token] for term in used for token in term.tokens), default=0)
    numbers = _find_terms(session, used, least, scope)
    is_complete = 2 * rest < len(tokens) and len(numbers) <= CANDIDATES_MAX
    return Best(_read_words(session, WORDS, {"numbers": numbers[:CANDIDATES_MAX]}), is_complete)


def find_neighbours(session: Session, tokens: Sequence[str], counts: Mapping[str, int], scope: Scope) -> Best:
    """Return the words of the passages in which most pairs of the tokens stand side by side, as here.

    Where a claim was changed in a few places most pairs are left, and pairs are rarer than words.
    """
    pairs = [
        Term(pair, min(counts[token] for token in pair))
        for pair in dict.fromkeys(itertools.pairwise(tokens))
        if all(token in counts for token in pair)
    ]
    numbers = _find_terms(session, _choose_terms(pairs, PAIRS_MAX), 1, scope)
    return Best(_read_words(session, WORDS, {"numbers": numbers[:CANDIDATES_MAX]}), is_complete=False)


def _choose_terms(terms: Sequence[Term], most: int) -> list[Term]:
    """Return the rarest terms, while they stand in few enough passages together."""
    rarest = sorted(terms, key=lambda term: (term.passages, term.tokens))[:most]
    postings = list(itertools.accumulate(term.passages for term in rarest))
    return rarest[: bisect_right(postings, POSTINGS_MAX)]


def _select_words(passages: Query) -> Query:
    """Return the query for the words of passages, and of a little text behind each: their places overlap."""
    found = passages.add_columns(PASSAGE.article_id, PASSAGE.position, PASSAGE.start, PASSAGE.end).subquery()
    cut = func.substr(ARTICLE.text, found.c.start + 1, found.c.end - found.c.start + TAIL)
    words = select(found.c.number, cut.label("cut"))
    return words.join_from(found, table(Article), found.c.article_id == ARTICLE.id).order_by(
        found.c.article_id, found.c.position
    )


WORDS = _select_words(select(PASSAGE.number).where(PASSAGE.number.in_(bindparam("numbers", expanding=True))))


@cache
def _select_article_words(filters: tuple[bool, bool]) -> Query:
    passages = narrow(select(PASSAGE.number), filters)
    return _select_words(passages.order_by(PASSAGE.position).limit(ARTICLE_CANDIDATES_MAX + 1))


def _read_words(session: Session, query: Query, values: Mapping[str, object]) -> dict[int, list[str]]:
    return {row.number: verbatim.tokenize(row.cut) for row in session.execute(query, values)}


def _find_terms(session: Session, terms: Sequence[Term], least: int, scope: Scope) -> list[int]:
    """Return the passages with at least so many of the terms, by their rarity; one more than are compared."""
    if not terms:
        return []
    values: dict[str, object] = {**scope._asdict(), "least": least}
    for number, term in enumerate(terms):
        values[f"words{number}"] = write_query(session, term.tokens)
        values[f"weight{number}"] = round(WEIGHT * math.log(PASSAGES_MAX / term.passages))
    if is_on_postgresql(session):
        values["any"] = _write_any([write_query(session, term.tokens) for term in terms], least)
        query = _select_best_postgresql(len(terms), name_filters(scope))
    else:
        query = _select_best_sqlite(len(terms), name_filters(scope))
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
                (
                    matches(PASSAGE_WORDS, f"words{number}", is_postgresql=True),
                    bindparam(f"weight{number}", type_=Integer),
                ),
                else_=0,
            )
            for number in range(words)
        ),
        start=literal(0),
    )
    found = select_numbers(PASSAGE_WORDS, "any", is_postgresql=True)
    rowid = PASSAGE_WORDS.table.c.rowid
    if any(filters):
        found = narrow(found.join(table(Passage), PASSAGE.number == rowid), filters)
    return found.order_by(score.desc(), rowid).limit(CANDIDATES_MAX + 1)


@cache
def _select_best_sqlite(words: int, filters: tuple[bool, bool]) -> Query:
    # One query a word reads from the index alone: an OR of them does not tell which of them a passage has.
    weighed = union_all(
        *(
            select_numbers(PASSAGE_WORDS, f"words{number}", is_postgresql=False).add_columns(
                bindparam(f"weight{number}", type_=Integer).label("weight")
            )
            for number in range(words)
        )
    ).subquery()
    found: Query = (
        select(weighed.c.number).group_by(weighed.c.number).having(func.count() >= bindparam("least"))
    )
    if any(filters):
        found = narrow(found.join(table(Passage), PASSAGE.number == weighed.c.number), filters)
    return found.order_by(func.sum(weighed.c.weight).desc(), weighed.c.number).limit(CANDIDATES_MAX + 1)
