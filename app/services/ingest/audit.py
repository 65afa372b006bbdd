"""Prove again what is stored: every quote against its text and digest, and everything shared."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Select, func, select
from sqlmodel import Session

from app.database import fulltext
from app.database.bulk_insert import Row
from app.database.fulltext import ARTICLE_TERMS, PASSAGE_WORDS, QUOTE_TERMS, STATEMENT_TERMS, Index
from app.errors import RefusedDocument
from app.models import (
    Article,
    Corpus,
    NameWord,
    Quote,
    QuoteParty,
    Speaker,
    SpeakerName,
    Statement,
    StatementParty,
    Tally,
    Word,
    table,
)
from app.schemas.document import SpeakerDocument, StatementDocument
from app.services.index import entries, passages
from app.services.ingest import aggregates, exporter, storage, validation
from app.verbatim.identity import hash_text
from app.vocabulary import Role

ARTICLE, QUOTE = table(Article).c, table(Quote).c
SPEAKER, STATEMENT = table(Speaker).c, table(Statement).c
QUOTE_PARTY, STATEMENT_PARTY = table(QuoteParty).c, table(StatementParty).c
SINGLE_VALUES = {
    "speaker": ("name", "kind", "description"),
    "statement": ("form", "title", "date", "occasion", "original_language"),
}


class Finding(NamedTuple):
    """What a check found. Damage is wrong; a disagreement between articles is only worth knowing."""

    subject: str
    detail: str
    is_damage: bool


def check_article(session: Session, article_id: str) -> list[Finding]:
    """Prove one article again from what is stored of it."""
    subject = f"article {article_id}"
    stored = storage.read_rows(session, article_id)
    if stored is None:
        return []
    if stored.article["sha256"] != hash_text(stored.article["text"]):
        return [Finding(subject, "the text does not have its SHA-256", is_damage=True)]
    try:
        validated = validation.validate(exporter.to_document(stored))
    except RefusedDocument as error:
        return [
            Finding(subject, f"{fault.pointer}: {fault.detail}", is_damage=True) for fault in error.faults
        ]
    except ValidationError as error:
        return [
            Finding(subject, f"what is stored is no document: {one['msg']}", is_damage=True)
            for one in error.errors()
        ]
    ours = {**stored._asdict(), "passages": _without_number(storage.read_passages(session, article_id))}
    theirs = {**validated._asdict(), "passages": storage.build_index_entries(validated).passages.rows}
    return [
        Finding(subject, f"its {name} are not what the text proves", is_damage=True)
        for name in theirs
        if ours[name] != theirs[name]
    ]


def _without_number(rows: list[Row]) -> list[Row]:
    return [{name: value for name, value in row.items() if name != "number"} for row in rows]


def find_shared(session: Session) -> list[tuple[str, str]]:
    """Return every speaker and statement: which of both it is, and its id."""
    return [
        (kind, shared_id)
        for kind, column in (("speaker", SPEAKER.id), ("statement", STATEMENT.id))
        for shared_id in session.execute(select(column).order_by(column)).scalars()
    ]


def check_shared(session: Session, kind: str, shared_id: str) -> list[Finding]:
    """Compute a speaker or statement again from all articles, and name what they disagree in."""
    subject = f"{kind} {shared_id}"
    stated: Sequence[SpeakerDocument | StatementDocument]
    if kind == "speaker":
        stated = aggregates.list_stated_of_speaker(session, shared_id)
        is_right = _is_speaker_right(session, shared_id)
    else:
        stated = aggregates.list_stated_of_statement(session, shared_id)
        is_right = _is_statement_right(session, shared_id)
    findings = []
    if not is_right:
        findings.append(Finding(subject, "it is not what the articles say of it", is_damage=True))
    for field in SINGLE_VALUES[kind]:
        values = {getattr(one, field) for one in stated} - {None}
        if len(values) > 1:
            said = ", ".join(sorted(f"“{value}”" for value in values))
            findings.append(
                Finding(subject, f"the articles disagree in its {field}: {said}", is_damage=False)
            )
    return findings


def _is_speaker_right(session: Session, speaker_id: str) -> bool:
    stated = aggregates.list_stated_of_speaker(session, speaker_id)
    if not stated:
        return False
    speaker, names = aggregates.merge_speaker(stated)
    spoken = select(func.count(), func.count(QUOTE_PARTY.article_id.distinct())).where(
        QUOTE_PARTY.speaker_id == speaker_id, QUOTE_PARTY.role == Role.SPEAKER
    )
    uttered = select(func.count()).where(
        STATEMENT_PARTY.speaker_id == speaker_id, STATEMENT_PARTY.role == Role.SPEAKER
    )
    quotes, articles = session.execute(spoken).one()
    speaker |= {"quotes": quotes, "articles": articles}
    speaker["statements"] = session.execute(uttered).scalar_one()
    words = sorted({word for name in names for word in name["folded"].split()})
    name_words = select(table(NameWord).c.word).where(table(NameWord).c.speaker_id == speaker_id)
    return (
        _read(session, select(*SPEAKER).where(SPEAKER.id == speaker_id)) == [speaker]
        and _read(
            session,
            select(*table(SpeakerName).c)
            .where(table(SpeakerName).c.speaker_id == speaker_id)
            .order_by(table(SpeakerName).c.position),
        )
        == names
        and sorted(session.execute(name_words).scalars()) == words
    )


def _is_statement_right(session: Session, statement_id: str) -> bool:
    computed = aggregates.compute_statement(session, statement_id)
    if computed is None:
        return False
    statement, parties = computed
    quotes = select(func.count()).where(QUOTE.statement_id == statement_id)
    statement["quotes"] = session.execute(quotes).scalar_one()
    stored = _read(session, select(*STATEMENT).where(STATEMENT.id == statement_id))
    order = (STATEMENT_PARTY.role, STATEMENT_PARTY.position)
    stored_parties = select(*STATEMENT_PARTY).where(STATEMENT_PARTY.statement_id == statement_id)
    return (
        _without_number(stored) == [statement] and _read(session, stored_parties.order_by(*order)) == parties
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[Row]:  # Any: a table's columns
    return [dict(row) for row in session.execute(query).mappings()]


def check_words(session: Session) -> list[Finding]:
    """Count the words of all passages again: one that was missing would make a claim seem absent."""
    counted: Counter[str] = Counter()
    for article_id in exporter.find_article_ids(session):
        rows = storage.read_rows(session, article_id)
        if rows is not None:
            counted.update(passages.count_words([storage.build_index_entries(rows).passages]))
    stored = {row.token: row.passages for row in session.execute(select(*table(Word).c))}
    wrong = sorted(token for token in {*counted, *stored} if counted.get(token) != stored.get(token))
    return [
        *(
            Finding(f"word {token}", "the number of its passages is not theirs", is_damage=True)
            for token in wrong
        ),
        *_check_index(session, PASSAGE_WORDS, counted),
    ]


def check_terms(session: Session) -> list[Finding]:
    """Count what is searched for again: what an index has lost, no search would find."""
    of_articles: Counter[str] = Counter()
    of_quotes: Counter[str] = Counter()
    for article_id in exporter.find_article_ids(session):
        rows = storage.read_rows(session, article_id)
        if rows is None:
            continue
        made = storage.build_index_entries(rows)
        for section in made.terms:
            of_articles.update(set(section.split()))
        for sections in made.quote_terms:
            for section in sections:
                of_quotes.update(set(section.split()))
    of_statements: Counter[str] = Counter()
    for title, occasion, language in session.execute(
        select(STATEMENT.title, STATEMENT.occasion, STATEMENT.language)
    ):
        for section in entries.index_statement(title, occasion, language):
            of_statements.update(set(section.split()))
    return [
        *_check_index(session, ARTICLE_TERMS, of_articles),
        *_check_index(session, QUOTE_TERMS, of_quotes),
        *_check_index(session, STATEMENT_TERMS, of_statements),
    ]


def _check_index(session: Session, index: Index, counted: Counter[str]) -> list[Finding]:
    detail = f"the index {index.name} does not find as many as have it"
    return [
        Finding(f"word {token}", detail, is_damage=True)
        for token, count in sorted(counted.items())
        if fulltext.count_indexed(session, index, token) != count
    ]


def check_tallies(session: Session) -> list[Finding]:
    """Count everything again of which a number is kept."""
    language = func.coalesce(ARTICLE.language, "")
    counted = session.execute(
        select(language, func.count(ARTICLE.id.distinct()), func.count(QUOTE.id))
        .join_from(table(Article), table(Quote), QUOTE.article_id == ARTICLE.id, isouter=True)
        .group_by(language)
        .order_by(language)
    )
    stored = session.execute(select(*table(Tally).c).order_by(table(Tally).c.language))
    numbers = [
        session.execute(select(func.count()).select_from(table(model))).scalar_one()
        for model in (Statement, Speaker)
    ]
    kept = session.execute(select(table(Corpus).c.statements, table(Corpus).c.speakers)).one()
    details = {
        "they are not those of the languages": [tuple(row) for row in counted]
        != [tuple(row) for row in stored],
        "they are not those of statements and speakers": numbers != list(kept),
    }
    return [
        Finding("numbers of what is held", detail, is_damage=True)
        for detail, is_wrong in details.items()
        if is_wrong
    ]
