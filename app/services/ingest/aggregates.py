"""Compute the speakers and statements that articles share.

Lists are unions; a single value is that of the first article, by id, that states it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import delete, func, select
from sqlmodel import Session, SQLModel

from app.database import fulltext
from app.database.bulk_insert import Row, insert_rows
from app.database.fulltext import STATEMENT_TERMS, is_on_postgresql
from app.models import (
    Article,
    ArticleSpeaker,
    ArticleStatement,
    NameWord,
    Speaker,
    SpeakerName,
    SpeakerVariant,
    Statement,
    StatementParty,
    table,
)
from app.schemas.document import SpeakerDocument, StatementDocument
from app.services.catalog.references import fold_name
from app.services.index import entries
from app.vocabulary import Role

SPEAKER, NAME, NAME_WORD = table(Speaker).c, table(SpeakerName).c, table(NameWord).c
STATEMENT, PARTY = table(Statement).c, table(StatementParty).c
BY_ARTICLE, VARIANT = table(ArticleSpeaker).c, table(SpeakerVariant).c
STATED, ARTICLE = table(ArticleStatement).c, table(Article).c
Value = TypeVar("Value")


class Variant(NamedTuple):
    """What some articles say of a speaker alike, and the first of them by id."""

    variant: int
    stated: dict[str, Any]  # Any: JSON
    first: str | None


def read_variants(session: Session, ids: Collection[str]) -> dict[str, list[Variant]]:
    """Return for each of the speakers what articles say, in order of the first that says so."""
    first = (
        select(func.min(BY_ARTICLE.article_id))
        .where(BY_ARTICLE.speaker_id == VARIANT.speaker_id, BY_ARTICLE.variant == VARIANT.variant)
        .scalar_subquery()
    )
    query = select(VARIANT.speaker_id, VARIANT.variant, VARIANT.stated, first.label("first"))
    said: dict[str, list[Variant]] = defaultdict(list)
    for row in session.execute(query.where(VARIANT.speaker_id.in_(sorted(ids)))):
        said[row.speaker_id].append(Variant(row.variant, row.stated, row.first))
    for variants in said.values():
        variants.sort(key=lambda one: one.first or "")
    return said


def list_stated_of_speaker(session: Session, speaker_id: str) -> list[SpeakerDocument]:
    """Return what articles say of a speaker, in order of the first that says so."""
    said = read_variants(session, [speaker_id])[speaker_id]
    return [SpeakerDocument.model_validate(one.stated) for one in said if one.first is not None]


def list_stated_of_statement(session: Session, statement_id: str) -> list[StatementDocument]:
    """Return what each article says of a statement, in order of their ids."""
    query = select(STATED.stated).where(STATED.statement_id == statement_id).order_by(STATED.article_id)
    return [StatementDocument.model_validate(one) for one in session.execute(query).scalars()]


def compute_statement(session: Session, statement_id: str) -> tuple[Row, list[Row]] | None:
    """Return a statement's row, but for numbers, and parties, as all articles together give it."""
    return next(iter(_merge_statements(session, [statement_id])), None)


def refresh_speakers(session: Session, ids: Collection[str]) -> int:
    """Compute these speakers anew and store them, or drop them; return how many more there are now."""
    before = _count_known(session, Speaker, ids)
    said = read_variants(session, ids)
    for speaker_id, variants in said.items():
        gone = [one.variant for one in variants if one.first is None]
        if gone:
            session.execute(
                delete(table(SpeakerVariant)).where(
                    VARIANT.speaker_id == speaker_id, VARIANT.variant.in_(gone)
                )
            )
    speakers: list[Row] = []
    names: list[Row] = []
    for speaker_id in sorted(said):
        stated = [
            SpeakerDocument.model_validate(one.stated) for one in said[speaker_id] if one.first is not None
        ]
        if stated:
            speaker, variants_of_name = merge_speaker(stated)
            speakers.append(speaker)
            names += variants_of_name
    session.execute(delete(table(SpeakerName)).where(NAME.speaker_id.in_(sorted(ids))))
    session.execute(delete(table(NameWord)).where(NAME_WORD.speaker_id.in_(sorted(ids))))
    gone_ids = sorted({*ids} - {speaker["id"] for speaker in speakers})
    session.execute(delete(table(Speaker)).where(SPEAKER.id.in_(gone_ids)))
    numbers = {"quotes": 0, "statements": 0, "articles": 0}
    _upsert(session, Speaker, [speaker | numbers for speaker in speakers], keep=numbers)
    insert_rows(session, SpeakerName, names)
    insert_rows(session, NameWord, _list_name_words(names))
    return len(speakers) - before


def _count_known(session: Session, model: type[SQLModel], ids: Collection[str]) -> int:
    known = select(func.count()).select_from(table(model)).where(table(model).c.id.in_(sorted(ids)))
    return int(session.execute(known).scalar_one())


def _list_name_words(names: Iterable[Row]) -> list[Row]:
    words = {(word, name["speaker_id"]) for name in names for word in name["folded"].split()}
    return [{"word": word, "speaker_id": speaker_id} for word, speaker_id in sorted(words)]


def index_missing_names(session: Session) -> None:
    """Index the words of the names of speakers that have none."""
    known = select(NAME_WORD.speaker_id)
    missing = select(NAME.speaker_id, NAME.folded).where(NAME.speaker_id.not_in(known))
    insert_rows(
        session, NameWord, _list_name_words([dict(row) for row in session.execute(missing).mappings()])
    )


def refresh_statements(session: Session, ids: Collection[str]) -> tuple[int, Counter[str]]:
    """Compute these statements anew and store them, or drop them; index what they are searched by.

    Return how many more there are now, and how many more each speaker has.
    """
    wanted = sorted(ids)
    merged = _merge_statements(session, wanted)
    before = _read_indexed(session, wanted)
    parties = [party for _, own in merged for party in own]
    uttering = select(PARTY.speaker_id).where(PARTY.statement_id.in_(wanted), PARTY.role == Role.SPEAKER)
    uttered = Counter(party["speaker_id"] for party in parties if party["role"] == Role.SPEAKER)
    uttered.subtract(session.execute(uttering).scalars())
    session.execute(delete(table(StatementParty)).where(PARTY.statement_id.in_(wanted)))
    kept = {statement["id"] for statement, _ in merged}
    session.execute(delete(table(Statement)).where(STATEMENT.id.in_(sorted({*wanted} - kept))))
    first = int(session.execute(select(func.coalesce(func.max(STATEMENT.number), 0))).scalar_one()) + 1
    rows = [{"number": n, "quotes": 0, **statement} for n, (statement, _) in enumerate(merged, first)]
    _upsert(session, Statement, rows, keep=("number", "quotes"))
    insert_rows(session, StatementParty, parties)
    after = _read_indexed(session, wanted)
    fulltext.remove(session, STATEMENT_TERMS, _index_those_not_in(before, after))
    fulltext.add(session, STATEMENT_TERMS, _index_those_not_in(after, before))
    return len(merged) - len(before), uttered


def _merge_statements(session: Session, ids: Sequence[str]) -> list[tuple[Row, list[Row]]]:
    stated: dict[str, list[StatementDocument]] = defaultdict(list)
    languages: dict[str, str | None] = {}
    query = (
        select(STATED.statement_id, STATED.stated, ARTICLE.language)
        .join_from(table(ArticleStatement), table(Article), ARTICLE.id == STATED.article_id)
        .where(STATED.statement_id.in_(ids))
        .order_by(STATED.statement_id, STATED.article_id)
    )
    for row in session.execute(query):
        stated[row.statement_id].append(StatementDocument.model_validate(row.stated))
        languages.setdefault(row.statement_id, row.language)
    return [merge_statement(one, languages[statement_id]) for statement_id, one in stated.items()]


Indexed = tuple[str | None, str | None, str | None]
"""What a statement is searched by: title, occasion, and the language of both."""


def _read_indexed(session: Session, ids: Sequence[str]) -> dict[int, Indexed]:
    query = select(STATEMENT.number, STATEMENT.title, STATEMENT.occasion, STATEMENT.language)
    return {number: (*rest,) for number, *rest in session.execute(query.where(STATEMENT.id.in_(ids)))}


def _index_those_not_in(
    these: Mapping[int, Indexed], those: Mapping[int, Indexed]
) -> Iterator[fulltext.Entry]:
    for number, indexed in these.items():
        if those.get(number) != indexed:
            yield from entries.number_sections(number, entries.index_statement(*indexed))


def index_statements(session: Session) -> None:
    """Index all statements: those that are older than the index."""
    ids = list(session.execute(select(STATEMENT.id)).scalars())
    entries = _index_those_not_in(_read_indexed(session, ids), {})
    fulltext.add(session, STATEMENT_TERMS, entries)


def _upsert(session: Session, model: type[SQLModel], rows: Sequence[Row], *, keep: Collection[str]) -> None:
    """Insert rows, or update those that are there but for some columns."""
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


def merge_speaker(stated: Sequence[SpeakerDocument]) -> tuple[Row, list[Row]]:
    """Return a speaker's row, but for numbers, and names, of what articles say in order of their ids."""
    first = stated[0]
    names = [first.name, *_unite(stated, lambda one: one.names)]
    speaker = {
        "id": first.id,
        "name": first.name,
        "kind": str(first.kind),
        "description": _first(one.description for one in stated),
        "same_as": _unite(stated, lambda one: one.same_as),
    }
    variants = [
        {"speaker_id": first.id, "position": position, "name": name, "folded": fold_name(name)}
        for position, name in enumerate(dict.fromkeys(names))
    ]
    return speaker, variants


def merge_statement(
    stated: Sequence[StatementDocument], language_of_first: str | None
) -> tuple[Row, list[Row]]:
    """Return a statement's row, but for numbers, and parties, of what articles say in order of their ids."""
    first = stated[0]
    dated = _first(one for one in stated if one.date)
    language = _first(one for one in stated if one.original_language)
    statement = {
        "id": first.id,
        "form": str(first.form),
        "title": _first(one.title for one in stated),
        "date": dated and dated.date,
        "occasion": _first(one.occasion for one in stated),
        "original_language": language and language.original_language,
        "speaker_certainty": _first(one.certainty.speaker for one in stated),
        "addressee_certainty": _first(one.certainty.addressee for one in stated),
        "date_certainty": dated and dated.certainty.date,
        "original_language_certainty": language and language.certainty.original_language,
        "language": language_of_first,
    }
    parties = [
        {"statement_id": first.id, "role": str(role), "speaker_id": speaker, "position": position}
        for role, speakers in (
            (Role.ADDRESSEE, _unite(stated, lambda one: one.addressees)),
            (Role.SPEAKER, _unite(stated, lambda one: one.speakers)),
            (Role.VIA, _unite(stated, lambda one: one.via)),
        )
        for position, speaker in enumerate(speakers)
    ]
    return statement, parties


def _first(values: Iterable[Value | None]) -> Value | None:
    return next((value for value in values if value is not None), None)


Stated = TypeVar("Stated", SpeakerDocument, StatementDocument)


def _unite(stated: Sequence[Stated], field: Callable[[Stated], list[str]]) -> list[str]:
    return list(dict.fromkeys(value for one in stated for value in field(one)))
