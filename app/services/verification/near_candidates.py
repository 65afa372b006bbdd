"""Choose the passages to compare with a claim that has no match: those that share its rarest words.

All passages are ranked by the words that they share with the claim: the rarer a word, the more it counts
(BM25). This chooses candidates for a fuzzy match and decides nothing.
"""

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import func, select

from app import verbatim
from app.database.compiled import Query, bind_rows, fetch_all, is_on_postgresql, write_rows
from app.fulltext import queries
from app.fulltext.documents import PASSAGE_WORDS
from app.models import Article, table
from app.services.verification.context import VerificationContext
from app.services.verification.passage_lookup import ARTICLE, Passage, read_passages, write_query
from app.verbatim.pieces import fold_umlauts

WORDS_MAX = 64
"""Different words of a claim that are looked up, the rarest first."""
POSTINGS_MAX = 20_000
"""Up to this many occurrences of its words, all passages that could come near are sought, else those with one
of its rare words."""
RANKED_BY_MAX = 200_000
"""Occurrences of the words by which such passages are ranked: a more frequent word hardly changes a rank."""
CANDIDATES_MAX = 96
"""Passages that are compared with a claim word by word."""
TAIL = 120
"""Code points of text behind a passage that are compared with it: about as much as passages overlap."""


class Candidates(NamedTuple):
    """The candidates, the best first, and whether no other passage could come nearer."""

    passages: list[Passage]
    is_complete: bool


def choose_candidates(
    context: VerificationContext, tokens: Sequence[str], counts: Mapping[str, int], least: int
) -> Candidates:
    """Return the passages that share most words with the tokens, of which a match has at least `least`."""
    in_claim = Counter(token for token in tokens if token in counts)
    sought = sorted(in_claim, key=lambda token: (counts[token], token))[:WORDS_MAX]
    if not sought:
        return Candidates([], is_complete=True)
    words = [queries.match_words(PASSAGE_WORDS, [token]) for token in sought]
    is_strict = len(sought) == len(in_claim) and sum(counts[token] for token in sought) <= POSTINGS_MAX
    if is_strict:
        # A long line is split into passages, of which each may have only half of its words.
        wanted = queries.match_some(words, _count_different(in_claim, (least + 1) // 2))
    else:
        # A line with d of n words has at least one of any n - d + 1, so it is found by the rarest ones.
        rare = max(1, len(in_claim) + 1 - _count_different(in_claim, least))
        occurrences = itertools.accumulate(counts[token] for token in sought)
        cheap = sum(count <= RANKED_BY_MAX for count in occurrences)
        wanted = queries.match_any(words[: max(rare, cheap)])
    query = write_query(context, wanted)
    if query is None:
        return Candidates([], is_complete=True)
    found = read_passages(context.snapshot, context.snapshot.search(query, CANDIDATES_MAX + 1))
    return Candidates(found[:CANDIDATES_MAX], is_complete=is_strict and len(found) <= CANDIDATES_MAX)


def _count_different(in_claim: Counter[str], least: int) -> int:
    """Return how many different words a passage has at least that has this many words of a claim."""
    covered = itertools.accumulate(count for _, count in in_claim.most_common())
    return next((at for at, count in enumerate(covered, start=1) if count >= least), len(in_claim) + 1)


@cache
def _select_texts(*, is_postgresql: bool) -> Query:
    given = bind_rows("passages", 4, is_postgresql=is_postgresql)
    at, number, start, end = given.columns
    text = func.substr(ARTICLE.text, start + 1, end - start + TAIL)
    texts = select(at.label("at"), text.label("text"))
    return texts.join_from(given.source, table(Article), ARTICLE.number == number)


def read_words(context: VerificationContext, passages: Sequence[Passage]) -> dict[Passage, list[str]]:
    """Return the words of passages, with ü and ue as u."""
    given = [(at, one.article, one.start, one.end) for at, one in enumerate(passages)]
    query = _select_texts(is_postgresql=is_on_postgresql(context.session))
    rows = fetch_all(context.session, query, {"passages": write_rows(given)})
    return {
        passages[row.at]: fold_umlauts(" ".join(verbatim.tokenize(row.text))).split()
        for row in sorted(rows, key=lambda row: int(row.at))
    }
