"""Audit the database: validate every stored article again, and recompute aggregates, counts and indexes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy import Select, func, select
from sqlmodel import Session

from app.database.bulk_insert import Row
from app.errors import IndexOutdated, RefusedDocument
from app.fulltext import queries
from app.fulltext.documents import ENDINGS, FILTER
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
    table,
)
from app.schemas.document import SpeakerDocument, StatementDocument
from app.services.index import follow
from app.services.ingest import aggregates, exporter, storage, validation
from app.verbatim.identity import hash_text
from app.vocabulary import Role

ARTICLE, QUOTE = table(Article).c, table(Quote).c
SPEAKER, NAME, STATEMENT = table(Speaker).c, table(SpeakerName).c, table(Statement).c
QUOTE_PARTY, STATEMENT_PARTY = table(QuoteParty).c, table(StatementParty).c
SINGLE_VALUES = {
    "speaker": ("name", "kind", "description"),
    "statement": ("form", "title", "date", "occasion", "original_language"),
}


class Finding(NamedTuple):
    """The result of a check: damage, or a disagreement between articles, which is only worth knowing."""

    subject: str
    detail: str
    is_damage: bool = True


def check_article(session: Session, article_id: str) -> list[Finding]:
    """Validate one article again from its stored rows."""
    subject = f"article {article_id}"
    stored = storage.read_rows(session, article_id)
    if stored is None:
        return []
    if stored.article["sha256"] != hash_text(stored.article["text"]):
        return [Finding(subject, "the text does not have its SHA-256")]
    try:
        validated = validation.validate(exporter.to_document(stored))
    except RefusedDocument as error:
        return [Finding(subject, f"{fault.pointer}: {fault.detail}") for fault in error.faults]
    except ValidationError as error:
        return [Finding(subject, f"its rows are not a document: {one['msg']}") for one in error.errors()]
    actual, expected = stored._asdict(), validated._asdict()
    return [
        Finding(subject, f"its {name} do not match its text")
        for name in expected
        if actual[name] != expected[name]
    ]


def find_shared(session: Session) -> list[tuple[str, str]]:
    """Return the kind, speaker or statement, and the id of each aggregate."""
    return [
        (kind, shared_id)
        for kind, column in (("speaker", SPEAKER.id), ("statement", STATEMENT.id))
        for shared_id in session.execute(select(column).order_by(column)).scalars()
    ]


def check_shared(session: Session, kind: str, shared_id: str) -> list[Finding]:
    """Compute a speaker or statement again from all articles, and name the fields they disagree on."""
    subject = f"{kind} {shared_id}"
    source_values: Sequence[SpeakerDocument | StatementDocument]
    if kind == "speaker":
        source_values = aggregates.list_speaker_values(session, shared_id)
        is_correct = _is_speaker_correct(session, shared_id, source_values)
    else:
        by_statement, languages = aggregates.read_statement_values(session, [shared_id])
        source_values = by_statement[shared_id]
        is_correct = _is_statement_correct(session, shared_id, source_values, languages.get(shared_id))
    findings = [] if is_correct else [Finding(subject, "its rows do not match its articles")]
    for field in SINGLE_VALUES[kind]:
        values = {f"“{value}”" for one in source_values if (value := getattr(one, field)) is not None}
        if len(values) > 1:
            detail = f"the articles disagree on its {field}: {', '.join(sorted(values))}"
            findings.append(Finding(subject, detail, is_damage=False))
    return findings


def _is_speaker_correct(session: Session, speaker_id: str, source_values: Sequence[SpeakerDocument]) -> bool:
    if not source_values:
        return False
    speaker, names = aggregates.merge_speaker(source_values)
    quote_counts = select(func.count(), func.count(QUOTE_PARTY.article_id.distinct())).where(
        QUOTE_PARTY.speaker_id == speaker_id, QUOTE_PARTY.role == Role.SPEAKER
    )
    statement_count = select(func.count()).where(
        STATEMENT_PARTY.speaker_id == speaker_id, STATEMENT_PARTY.role == Role.SPEAKER
    )
    quotes, articles = session.execute(quote_counts).one()
    speaker |= {"quotes": quotes, "articles": articles}
    speaker["statements"] = session.execute(statement_count).scalar_one()
    words = [row["word"] for row in aggregates.list_name_words(names, [speaker])]
    stored_names = select(*NAME).where(NAME.speaker_id == speaker_id).order_by(NAME.position)
    stored_words = select(table(NameWord).c.word).where(table(NameWord).c.speaker_id == speaker_id)
    return (
        _read(session, select(*SPEAKER).where(SPEAKER.id == speaker_id)) == [speaker]
        and _read(session, stored_names) == names
        and sorted(session.execute(stored_words).scalars()) == words
    )


def _is_statement_correct(
    session: Session, statement_id: str, source_values: Sequence[StatementDocument], language: str | None
) -> bool:
    if not source_values:
        return False
    statement, parties = aggregates.merge_statement(source_values, language)
    quotes = select(func.count()).where(QUOTE.statement_id == statement_id)
    statement["quotes"] = session.execute(quotes).scalar_one()
    stored = _read(session, select(*STATEMENT).where(STATEMENT.id == statement_id))
    order = (STATEMENT_PARTY.role, STATEMENT_PARTY.position)
    stored_parties = select(*STATEMENT_PARTY).where(STATEMENT_PARTY.statement_id == statement_id)
    return (
        len(stored) == 1
        and stored[0] == stored[0] | statement  # Its number and revision are not computed.
        and _read(session, stored_parties.order_by(*order)) == parties
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[Row]:  # Any: a table's columns
    return [dict(row) for row in session.execute(query).mappings()]


def check_index(session: Session) -> list[Finding]:
    """Make all that the full-text index has again, and compare how often each word occurs.

    A missing word would make a claim seem absent, and a search would not find it.
    """
    subject = "full-text index"
    try:
        snapshot = follow.open_snapshot(session)
    except IndexOutdated as error:
        return [Finding(subject, str(error))]
    counted: Counter[tuple[str, str]] = Counter()
    endings: set[str] = set()
    for entry in follow.make_all_entries(session):
        endings |= entry.endings
        for field, words in ((entry.field, entry.words), (FILTER, entry.filters)):
            counted.update((field, word) for word in set(words.split()))
    wrong = [
        f"{field} has {word} not as often as the texts"
        for (field, word), count in sorted(counted.items())
        if snapshot.count(queries.match_word(field, word)) != count
    ]
    wrong += [
        f"{ENDINGS} lacks {word}" for word in sorted(endings) if not snapshot.count_documents(ENDINGS, word)
    ]
    return [Finding(subject, detail) for detail in wrong]


def check_tallies(session: Session) -> list[Finding]:
    """Count articles, quotes, statements and speakers again, and compare the stored counts."""
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
    stored_numbers = session.execute(select(table(Corpus).c.statements, table(Corpus).c.speakers)).one()
    details = {
        "of articles and quotes by language are wrong": [*map(tuple, counted)] != [*map(tuple, stored)],
        "of statements and speakers are wrong": numbers != list(stored_numbers),
    }
    return [Finding("stored counts", detail) for detail, is_wrong in details.items() if is_wrong]
