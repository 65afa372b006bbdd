"""Find the speakers that an unknown name may mean: candidates for the user to choose from, never an answer.

A genitive (*Putins*), a title before the name, a part of it or a misspelling leads to words of names that
begin alike or have most letters in common.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import regex
from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler
from sqlalchemy import func, select, union_all
from sqlmodel import Session

from app import names
from app.database.compiled import Query, fetch_all, fetch_first, in_list
from app.errors import Candidate
from app.models import NameWord, Speaker, table

CANDIDATES_MAX = 10
WORDS_MAX = 5
"""Words of a name that are looked for; each takes 5 ms among the 43,000 words of 100,000 speakers."""
NEAR_FROM = 0.66
"""The least similarity of two words, from 0 to 1 (Jaro and Winkler's, made for names), that counts as near:
*Xu* and *Xi* have 0.67, *Merkl* and *Merkel* 0.97, *Trump* and *Putin* 0.47."""
NEAR_WORDS_MAX = 20
"""Words of names, the most similar ones, that are tried for each word that is looked for."""
COMPARED_MAX = 200
"""Speakers, those with the most words near, that are compared with the name."""

SPEAKER, NAME_WORD = table(Speaker).c, table(NameWord).c
# N.A.T.O.: a single letter would be near each name that begins with it.
_INITIALS = regex.compile(r"\b\p{L}(?:[.\s]\s*\p{L}\b)+")
Words = Mapping[str, float]
"""Words of names, with their similarity to one that is looked for."""

# Each word once, in the order of the key: PostgreSQL takes three times as long to do so by DISTINCT.
EACH_WORD = (
    select(NAME_WORD.word)
    .where(NAME_WORD.word >= chr(ord(names.IDENTIFIER_MARK) + 1))
    .group_by(NAME_WORD.word)
    .order_by(NAME_WORD.word)
    .subquery()
)
# As one text, because so many rows take longer to read than to compare.
ALL_WORDS = select(func.aggregate_strings(EACH_WORD.c.word, " ").label("words"))
WORDS_OF_SPEAKERS = (
    select(SPEAKER.id, SPEAKER.name, NAME_WORD.word)
    .join_from(table(Speaker), table(NameWord), NAME_WORD.speaker_id == SPEAKER.id)
    .where(in_list(SPEAKER.id, "ids"))
)


def find_near(session: Session, name: str) -> list[Candidate]:
    """Return speakers whose names have words near those of a name, the most similar ones first.

    Every word of a name is compared: with 100,000 speakers it takes 35 to 70 ms of a processor.
    """
    words = names.list_plain_words(_INITIALS.sub(_join_initials, names.get_last_part(name)))
    wanted = names.drop_titles(words)[:WORDS_MAX]
    near = [found for found in _find_near_words(session, wanted) if found]
    if not near:
        return []
    values = {f"words{number}": list(found) for number, found in enumerate(near)}
    ids = [row.speaker_id for row in fetch_all(session, _select_speakers(len(near)), values)]
    ratings: dict[Candidate, dict[int, float]] = {}
    for row in fetch_all(session, WORDS_OF_SPEAKERS, {"ids": ids}):
        best = ratings.setdefault(Candidate(row.id, row.name), {})
        for number, found in enumerate(near):
            best[number] = max(best.get(number, 0.0), found.get(row.word, 0.0))
    ordered = sorted(ratings, key=lambda one: (-sum(ratings[one].values()), one))
    return ordered[:CANDIDATES_MAX]


def _join_initials(found: "regex.Match[str]") -> str:
    return "".join(one for one in found.group() if one.isalpha())


def _find_near_words(session: Session, wanted: Sequence[str]) -> list[Words]:
    known = (fetch_first(session, ALL_WORDS, {}).words or "").split() if wanted else []
    near: list[Words] = []
    for word in wanted:
        found = process.extract(
            word, known, scorer=JaroWinkler.normalized_similarity, score_cutoff=NEAR_FROM, limit=None
        )
        best = sorted((-similarity, other) for other, similarity, _ in found)[:NEAR_WORDS_MAX]
        near.append({other: -similarity for similarity, other in best})
    return near


@cache
def _select_speakers(words: int) -> Query:
    """Return the query for the speakers with words near the most of N words."""
    having = [
        select(NAME_WORD.speaker_id).where(in_list(NAME_WORD.word, f"words{number}")).distinct()
        for number in range(words)
    ]
    found = union_all(*having).subquery() if words > 1 else having[0].subquery()
    return (
        select(found.c.speaker_id)
        .group_by(found.c.speaker_id)
        .order_by(func.count().desc(), found.c.speaker_id)
        .limit(COMPARED_MAX)
    )
