"""Resolve references in parameters: speakers by id or any name variant, articles and statements by id."""

import re
import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlmodel import Session, col

from app.database.compiled import fetch_all
from app.errors import AmbiguousSpeaker, Candidate, Fault, UnknownReference, UnknownSpeaker
from app.models import Article, NameWord, Speaker, SpeakerName, Statement
from app.verbatim.characters import NAME_SEPARATORS

CANDIDATES_MAX = 10
LAST = chr(0x10FFFF)
"""A code point that is in no word: the words that begin with x are from x up to x followed by it."""

CANDIDATES = (
    select(col(Speaker.id), col(Speaker.name))
    .join(SpeakerName, col(SpeakerName.speaker_id) == col(Speaker.id))
    .distinct()
    .order_by(col(Speaker.id))
    .limit(CANDIDATES_MAX)
)
BY_ID = select(col(Speaker.id), col(Speaker.name)).where(col(Speaker.id) == bindparam("name"))
BY_NAME = CANDIDATES.where(col(SpeakerName.folded) == bindparam("name"))


def fold_name(name: str) -> str:
    """Return the form by which a name is looked up: without case, accents, hyphens and spacing."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(f"[{NAME_SEPARATORS}]+", " ", letters).strip()


def resolve_speakers(session: Session, names: Sequence[str], *, parameter: str) -> list[str]:
    """Return the ids of the speakers that `names` (ids or name variants) mean.

    Raises `UnknownSpeaker` or `AmbiguousSpeaker`, with candidates: a guess would be a false answer.
    """
    return [_resolve_speaker(session, name, parameter) for name in dict.fromkeys(names)]


def _resolve_speaker(session: Session, name: str, parameter: str) -> str:
    found = _find_speakers(session, BY_ID, name)
    folded = fold_name(name)
    if not found and folded:
        found = _find_speakers(session, BY_NAME, folded)
    if len(found) == 1:
        return found[0].id
    if found:
        detail = f"Several speakers have the name “{name}”. Use the id of one of the candidates."
        raise AmbiguousSpeaker(detail, [Fault("query", f"/{parameter}", detail, tuple(found))])
    beginnings = [has_word_beginning(word) for word in folded.split() if len(word) > 1]
    candidates = (
        [Candidate(*row) for row in session.execute(CANDIDATES.where(or_(*beginnings)))] if beginnings else []
    )
    detail = f"No speaker has the name “{name}”. Use an id or a name from the list of speakers."
    raise UnknownSpeaker(detail, [Fault("query", f"/{parameter}", detail, tuple(candidates))])


def has_word_beginning(beginning: str) -> ColumnElement[bool]:
    """Return the condition that a word in a speaker's names has a beginning; both are folded."""
    word = col(NameWord.word)
    found = select(col(NameWord.speaker_id)).where(word >= beginning, word < beginning + LAST)
    return col(Speaker.id).in_(found)


def _find_speakers(session: Session, query: Select[str, str], name: str) -> list[Candidate]:
    return [Candidate(id=row.id, name=row.name) for row in fetch_all(session, query, {"name": name})]


ARTICLES = select(col(Article.id)).where(col(Article.id).in_(bindparam("ids", expanding=True)))
STATEMENTS = select(col(Statement.id)).where(col(Statement.id).in_(bindparam("ids", expanding=True)))


def require_articles(session: Session, ids: Sequence[str]) -> list[str]:
    """Return the ids, each once, or raise `UnknownReference` if one of them is no article's."""
    known = session.execute(ARTICLES, {"ids": ids}).scalars() if ids else ()
    return _require(ids, set(known), parameter="article")


def require_statements(session: Session, ids: Sequence[str]) -> list[str]:
    """Return the ids, each once, or raise `UnknownReference` if one of them is no statement's."""
    known = session.execute(STATEMENTS, {"ids": ids}).scalars() if ids else ()
    return _require(ids, set(known), parameter="statement")


def _require(ids: Sequence[str], known: set[str], *, parameter: str) -> list[str]:
    for wanted in ids:
        if wanted not in known:
            detail = f"There is no {parameter} “{wanted}”. Use an id from the list of {parameter}s."
            raise UnknownReference(detail, [Fault("query", f"/{parameter}", detail)])
    return list(dict.fromkeys(ids))
