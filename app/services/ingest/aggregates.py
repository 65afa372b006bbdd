"""Compute speakers and statements from what all articles say of them.

Lists are unions; a single value is the one that the first article, by id, gives.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, delete, func, select, update
from sqlmodel import Session, SQLModel

from app.database.bulk_insert import Row, insert_rows
from app.database.compiled import is_on_postgresql
from app.models import (
    Article,
    ArticleSpeaker,
    ArticleStatement,
    Corpus,
    NameWord,
    Speaker,
    SpeakerName,
    SpeakerVariant,
    Statement,
    StatementParty,
    table,
)
from app.names import list_identifier_words, list_index_words, make_key
from app.schemas.document import SpeakerDocument, StatementDocument
from app.services.index.version import VERSION
from app.vocabulary import Role

SPEAKER, NAME, NAME_WORD = table(Speaker).c, table(SpeakerName).c, table(NameWord).c
STATEMENT, PARTY = table(Statement).c, table(StatementParty).c
ARTICLE_SPEAKER, VARIANT = table(ArticleSpeaker).c, table(SpeakerVariant).c
ARTICLE_STATEMENT, ARTICLE, CORPUS = table(ArticleStatement).c, table(Article).c, table(Corpus).c
Value = TypeVar("Value")


class Variant(NamedTuple):
    """One of the values given for a speaker, and the first article, by id, that gives it; None if deleted."""

    variant: int
    stated: dict[str, Any]  # Any: JSON
    first: str | None


def read_variants(session: Session, ids: Collection[str]) -> dict[str, list[Variant]]:
    """Return the variants of each speaker, in order of the first articles that give them."""
    first = (
        select(func.min(ARTICLE_SPEAKER.article_id))
        .where(ARTICLE_SPEAKER.speaker_id == VARIANT.speaker_id, ARTICLE_SPEAKER.variant == VARIANT.variant)
        .scalar_subquery()
    )
    query = select(VARIANT.speaker_id, VARIANT.variant, VARIANT.stated, first.label("first"))
    by_speaker: dict[str, list[Variant]] = defaultdict(list)
    for row in session.execute(query.where(VARIANT.speaker_id.in_(sorted(ids)))):
        by_speaker[row.speaker_id].append(Variant(row.variant, row.stated, row.first))
    for variants in by_speaker.values():
        variants.sort(key=lambda one: one.first or "")
    return by_speaker


def list_speaker_values(session: Session, speaker_id: str) -> list[SpeakerDocument]:
    """Return the source values of a speaker, in order of the first articles that give them."""
    return _parse_variants(read_variants(session, [speaker_id])[speaker_id])


def _parse_variants(variants: Iterable[Variant]) -> list[SpeakerDocument]:
    return [SpeakerDocument.model_validate(one.stated) for one in variants if one.first is not None]


def read_statement_values(
    session: Session, ids: Sequence[str]
) -> tuple[dict[str, list[StatementDocument]], dict[str, str | None]]:
    """Return the source values of each statement, by article, and the language of the first."""
    source_values: dict[str, list[StatementDocument]] = defaultdict(list)
    languages: dict[str, str | None] = {}
    query = (
        select(ARTICLE_STATEMENT.statement_id, ARTICLE_STATEMENT.stated, ARTICLE.language)
        .join_from(table(ArticleStatement), table(Article), ARTICLE.id == ARTICLE_STATEMENT.article_id)
        .where(ARTICLE_STATEMENT.statement_id.in_(ids))
        .order_by(ARTICLE_STATEMENT.statement_id, ARTICLE_STATEMENT.article_id)
    )
    for row in session.execute(query):
        source_values[row.statement_id].append(StatementDocument.model_validate(row.stated))
        languages.setdefault(row.statement_id, row.language)
    return source_values, languages


def refresh_speakers(session: Session, ids: Collection[str]) -> int:
    """Compute these speakers anew, store or delete them; return by how many their number grew."""
    known = select(func.count()).where(SPEAKER.id.in_(sorted(ids)))
    before = int(session.execute(known).scalar_one())
    speakers: list[Row] = []
    names: list[Row] = []
    for speaker_id, variants in sorted(read_variants(session, ids).items()):
        _delete_unused_variants(session, speaker_id, variants)
        source_values = _parse_variants(variants)
        if source_values:
            speaker, speaker_names = merge_speaker(source_values)
            speakers.append(speaker)
            names += speaker_names
    session.execute(delete(table(SpeakerName)).where(NAME.speaker_id.in_(sorted(ids))))
    session.execute(delete(table(NameWord)).where(NAME_WORD.speaker_id.in_(sorted(ids))))
    deleted = sorted({*ids} - {speaker["id"] for speaker in speakers})
    session.execute(delete(table(Speaker)).where(SPEAKER.id.in_(deleted)))
    counts = {"quotes": 0, "statements": 0, "articles": 0}
    _upsert(session, Speaker, [speaker | counts for speaker in speakers], keep=counts)
    insert_rows(session, SpeakerName, names)
    insert_rows(session, NameWord, list_name_words(names, speakers))
    return len(speakers) - before


def _delete_unused_variants(session: Session, speaker_id: str, variants: Iterable[Variant]) -> None:
    unused = [one.variant for one in variants if one.first is None]
    if unused:
        these = (VARIANT.speaker_id == speaker_id) & VARIANT.variant.in_(unused)
        session.execute(delete(table(SpeakerVariant)).where(these))


def list_name_words(names: Iterable[Row], speakers: Iterable[Row]) -> list[Row]:
    """Return a row for each word of a speaker's names, and of the last parts of its identifiers."""
    words = {(word, name["speaker_id"]) for name in names for word in list_index_words(name["name"])}
    words |= {
        (word, speaker["id"])
        for speaker in speakers
        for address in speaker["same_as"]
        for word in list_identifier_words(address)
    }
    return [{"word": word, "speaker_id": speaker_id} for word, speaker_id in sorted(words)]


def fold_names(session: Session) -> None:
    """Fold the names of all speakers anew, unless they are folded as this program folds them."""
    session.execute(select(CORPUS.revision).with_for_update())
    if session.execute(select(CORPUS.names_version)).scalar_one() == VERSION:
        return
    names = [dict(row) for row in session.execute(select(*NAME).order_by(NAME.speaker_id)).mappings()]
    folded = [{**name, "folded": make_key(name["name"])} for name in names]
    changed = [
        {"speaker": new["speaker_id"], "at": new["position"], "form": new["folded"]}
        for old, new in zip(names, folded, strict=True)
        if old != new
    ]
    if changed:
        found = (NAME.speaker_id == bindparam("speaker"), NAME.position == bindparam("at"))
        fold = update(table(SpeakerName)).where(*found).values(folded=bindparam("form"))
        session.connection().execute(fold, changed)
    session.execute(delete(table(NameWord)))
    speakers = session.execute(select(SPEAKER.id, SPEAKER.same_as)).mappings()
    insert_rows(session, NameWord, list_name_words(names, map(dict, speakers)))
    session.execute(update(table(Corpus)).values(names_version=VERSION))


class Refreshed(NamedTuple):
    """By how many the number of statements grew, and each speaker's; the numbers of those deleted."""

    added: int
    by_speaker: Counter[str]
    deleted: list[int]


def refresh_statements(session: Session, ids: Collection[str], revision: int) -> Refreshed:
    """Compute these statements anew, and store or delete them.

    What the full-text index has of a statement, or of the articles that quote it, has the revision then.
    """
    wanted = sorted(ids)
    source_values, languages = read_statement_values(session, wanted)
    merged = [merge_statement(values, languages[one]) for one, values in source_values.items()]
    before = _read_indexed(session, wanted)
    parties = [party for _, own in merged for party in own]
    speakers = select(PARTY.speaker_id).where(PARTY.statement_id.in_(wanted), PARTY.role == Role.SPEAKER)
    statement_counts = Counter(party["speaker_id"] for party in parties if party["role"] == Role.SPEAKER)
    statement_counts.subtract(session.execute(speakers).scalars())
    session.execute(delete(table(StatementParty)).where(PARTY.statement_id.in_(wanted)))
    deleted = sorted({*wanted} - {statement["id"] for statement, _ in merged})
    session.execute(delete(table(Statement)).where(STATEMENT.id.in_(deleted)))
    first = int(session.execute(select(func.coalesce(func.max(STATEMENT.number), 0))).scalar_one()) + 1
    rows = [
        {"number": n, "quotes": 0, "revision": revision, **statement}
        for n, (statement, _) in enumerate(merged, first)
    ]
    _upsert(session, Statement, rows, keep=("number", "quotes"))
    insert_rows(session, StatementParty, parties)
    dates = {statement["id"]: statement["date"] for statement, _ in merged}
    redated = [one for one, (_, date) in before.items() if one in dates and dates[one] != date]
    _reindex_articles(session, redated, revision)
    gone = [number for one, (number, _) in before.items() if one not in dates]
    return Refreshed(len(merged) - len(before), statement_counts, gone)


def _reindex_articles(session: Session, statements: Sequence[str], revision: int) -> None:
    """Give the articles that quote statements a revision: their quotes are found by the day of these."""
    if statements:
        quoting = select(ARTICLE_STATEMENT.article_id).where(ARTICLE_STATEMENT.statement_id.in_(statements))
        session.execute(update(table(Article)).where(ARTICLE.id.in_(quoting)).values(revision=revision))


def _read_indexed(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, datetime.date | None]]:
    """Return the number and the date of each statement."""
    query = select(STATEMENT.id, STATEMENT.number, STATEMENT.date).where(STATEMENT.id.in_(ids))
    return {row.id: (row.number, row.date) for row in session.execute(query)}


def _upsert(session: Session, model: type[SQLModel], rows: Sequence[Row], *, keep: Collection[str]) -> None:
    """Insert rows, or update the existing ones except for the columns to keep."""
    if not rows:
        return
    # Here, because PostgreSQL's dialect takes 20 ms to load, and both call theirs by the same name.
    if is_on_postgresql(session):
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert  # type: ignore[assignment]  # the other one's twin
    inserted = insert(table(model))
    changed = {name: inserted.excluded[name] for name in rows[0] if name not in ("id", *keep)}
    session.execute(
        inserted.on_conflict_do_update(index_elements=[table(model).c.id], set_=changed), list(rows)
    )


def merge_speaker(source_values: Sequence[SpeakerDocument]) -> tuple[Row, list[Row]]:
    """Return a speaker's row, without counts, and names, from its source values in order."""
    first = source_values[0]
    names = [first.name, *_unite(source_values, lambda one: one.names)]
    speaker = {
        "id": first.id,
        "name": first.name,
        "kind": str(first.kind),
        "description": _first(one.description for one in source_values),
        "same_as": _unite(source_values, lambda one: one.same_as),
    }
    return speaker, [
        {"speaker_id": first.id, "position": position, "name": name, "folded": make_key(name)}
        for position, name in enumerate(dict.fromkeys(names))
    ]


def merge_statement(
    source_values: Sequence[StatementDocument], language_of_first: str | None
) -> tuple[Row, list[Row]]:
    """Return a statement's row, without number and counts, and parties, from its source values in order."""
    first = source_values[0]
    dated = _first(one for one in source_values if one.date)
    language = _first(one for one in source_values if one.original_language)
    statement = {
        "id": first.id,
        "form": str(first.form),
        "title": _first(one.title for one in source_values),
        "date": dated and dated.date,
        "occasion": _first(one.occasion for one in source_values),
        "original_language": language and language.original_language,
        "speaker_certainty": _first(one.certainty.speaker for one in source_values),
        "addressee_certainty": _first(one.certainty.addressee for one in source_values),
        "date_certainty": dated and dated.certainty.date,
        "original_language_certainty": language and language.certainty.original_language,
        "language": language_of_first,
    }
    parties = [
        {"statement_id": first.id, "role": str(role), "speaker_id": speaker, "position": position}
        for role, speakers in (
            (Role.ADDRESSEE, _unite(source_values, lambda one: one.addressees)),
            (Role.SPEAKER, _unite(source_values, lambda one: one.speakers)),
            (Role.VIA, _unite(source_values, lambda one: one.via)),
        )
        for position, speaker in enumerate(speakers)
    ]
    return statement, parties


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((value for value in values if value is not None), None)


SourceValue = TypeVar("SourceValue", SpeakerDocument, StatementDocument)


def _unite(source_values: Sequence[SourceValue], field: Callable[[SourceValue], list[str]]) -> list[str]:
    return list(dict.fromkeys(value for one in source_values for value in field(one)))
