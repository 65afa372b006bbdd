"""Resolve references in parameters: speakers by id, name or identifier, articles and statements by id."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from app import names
from app.database.compiled import Query, fetch_all, in_list
from app.errors import AmbiguousSpeaker, Candidate, Fault, UnknownReference, UnknownSpeaker
from app.models import Article, NameWord, Speaker, SpeakerName, Statement, table
from app.services.catalog.near_names import CANDIDATES_MAX, find_near
from app.services.index import version

SPEAKER, NAME, NAME_WORD = table(Speaker).c, table(SpeakerName).c, table(NameWord).c
ARTICLE_ID, STATEMENT_ID = table(Article).c.id, table(Statement).c.id
BY_ID: Query = select(SPEAKER.id).where(SPEAKER.id == bindparam("id"))
BY_KEY: Query = (
    select(SPEAKER.id, SPEAKER.name, NAME.name.label("listed"))
    .join_from(table(Speaker), table(SpeakerName), NAME.speaker_id == SPEAKER.id)
    .where(NAME.folded == bindparam("key"))
)
HAS_WORDS = (
    select(NAME_WORD.speaker_id)
    .where(in_list(NAME_WORD.word, "words"))
    .group_by(NAME_WORD.speaker_id)
    .having(func.count() == bindparam("count"))
)
BY_WORDS: Query = select(SPEAKER.id, SPEAKER.name, SPEAKER.same_as).where(SPEAKER.id.in_(HAS_WORDS))


class _Known(NamedTuple):
    """What a speaker may be called by: a name in one of the articles, or an identifier elsewhere."""

    speaker: Candidate
    form: str


def resolve_speakers(session: Session, wanted: Sequence[str], *, parameter: str) -> list[str]:
    """Return the ids of the speakers that `wanted` (ids, name variants or identifiers) mean.

    Raises `UnknownSpeaker` or `AmbiguousSpeaker`, with candidates: a guess would be a false answer; and
    `IndexOutdated` if the names are not folded as this program folds them, and one is not an id.
    """
    return [_resolve_speaker(session, name, parameter) for name in dict.fromkeys(wanted)]


def _resolve_speaker(session: Session, name: str, parameter: str) -> str:
    for row in fetch_all(session, BY_ID, {"id": name}):
        return str(row.id)
    found = find_speakers(session, name)
    if len(found) == 1:
        return found[0].id
    if found:
        detail = f"Several speakers have the name “{name}”. Use the id of one of the candidates."
        candidates = found[:CANDIDATES_MAX]
        raise AmbiguousSpeaker(detail, [Fault("query", f"/{parameter}", detail, tuple(candidates))])
    detail = f"No speaker has the name “{name}”. Use an id or a name from the list of speakers."
    identified = sorted({one.speaker for one in _read_identifiers(session, name)})
    near = list(dict.fromkeys([*identified, *find_near(session, name)]))[:CANDIDATES_MAX]
    raise UnknownSpeaker(detail, [Fault("query", f"/{parameter}", detail, tuple(near))])


def find_speakers(session: Session, name: str) -> list[Candidate]:
    """Return the speakers that a name may mean: all those in the first of three ways that finds any.

    They have the name itself, or the identifier, or one that is like these. Raises `IndexOutdated` if the
    names are not folded as this program folds them.
    """
    version.require_names(session)
    listed = _read_names(session, name)
    folded = names.fold_name(name)
    if found := _select(listed, lambda form: names.fold_name(form) == folded):
        return found
    identifiers = _read_identifiers(session, name)
    if found := _select(identifiers, lambda form: names.is_identifier(name, form)):
        return found
    alike = _select(listed, lambda form: names.is_alike(name, form))
    in_any_case = name.casefold()
    identified = _select(identifiers, lambda form: names.is_identifier(in_any_case, form.casefold()))
    return sorted({*alike, *identified})


def _read_names(session: Session, name: str) -> list[_Known]:
    key = names.make_key(name)
    rows = fetch_all(session, BY_KEY, {"key": key}) if key else ()
    return [_Known(Candidate(row.id, row.name), row.listed) for row in rows]


def _read_identifiers(session: Session, name: str) -> list[_Known]:
    words = names.list_identifier_words(name)
    rows = fetch_all(session, BY_WORDS, {"words": words, "count": len(words)}) if words else ()
    return [_Known(Candidate(row.id, row.name), address) for row in rows for address in row.same_as]


def _select(known: Sequence[_Known], is_meant: Callable[[str], bool]) -> list[Candidate]:
    """Return the speakers, each once and in order of their ids, with a form that is meant."""
    meant = {form for form in {one.form for one in known} if is_meant(form)}
    return sorted({one.speaker for one in known if one.form in meant})


REFERABLE: dict[str, Query] = {
    "article": select(ARTICLE_ID).where(in_list(ARTICLE_ID, "ids")),
    "statement": select(STATEMENT_ID).where(in_list(STATEMENT_ID, "ids")),
}


def require_known(session: Session, ids: Sequence[str], *, parameter: str) -> list[str]:
    """Return the ids, each once, or raise `UnknownReference` if no article or statement has one of them."""
    wanted = list(dict.fromkeys(ids))
    known = {row.id for row in fetch_all(session, REFERABLE[parameter], {"ids": wanted})} if wanted else ()
    for one in wanted:
        if one not in known:
            detail = f"There is no {parameter} “{one}”. Use an id from the list of {parameter}s."
            raise UnknownReference(detail, [Fault("query", f"/{parameter}", detail)])
    return wanted
