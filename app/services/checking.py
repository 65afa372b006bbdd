"""Prove again what is stored: every quote against its text and digest, and everything shared."""

from collections import Counter
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlmodel import Session

from app.errors import RefusedDocument
from app.models import Article, Passage, Quote, Tally, Word, table
from app.services import exporting, passages, proving, retrieval, storing
from app.services.proving import ArticleRows
from app.services.storing import SPEAKERS, STATEMENTS, Shared

ARTICLE, QUOTE = table(Article).c, table(Quote).c
SINGLE_VALUES = {
    SPEAKERS.name: ("name", "kind", "description"),
    STATEMENTS.name: ("form", "title", "date", "occasion", "original_language"),
}


class Finding(NamedTuple):
    """What a check found. Damage is wrong; a disagreement between articles is only worth knowing."""

    subject: str
    detail: str
    is_damage: bool


def check_article(session: Session, article_id: str) -> list[Finding]:
    """Prove one article again from what is stored of it."""
    subject = f"article {article_id}"
    stored = storing.read_rows(session, article_id)
    if stored is None:
        return []
    if stored.article["sha256"] != proving.hash_text(stored.article["text"]):
        return [Finding(subject, "the text does not have its SHA-256", is_damage=True)]
    try:
        proved = proving.prove(exporting.to_document(stored))
    except RefusedDocument as error:
        return [
            Finding(subject, f"{fault.pointer}: {fault.detail}", is_damage=True) for fault in error.faults
        ]
    except ValidationError as error:
        return [
            Finding(subject, f"what is stored is no document: {one['msg']}", is_damage=True)
            for one in error.errors()
        ]
    return [
        Finding(subject, f"its {name} are not what the text proves", is_damage=True)
        for name, ours, theirs in zip(ArticleRows._fields, stored, proved, strict=True)
        if ours != theirs
    ]


def find_shared(session: Session) -> list[tuple[Shared, str]]:
    """Return every speaker and statement."""
    return [
        (shared, shared_id)
        for shared in (SPEAKERS, STATEMENTS)
        for shared_id in session.execute(select(shared.whole.c.id).order_by(shared.whole.c.id)).scalars()
    ]


def check_shared(session: Session, shared: Shared, shared_id: str) -> list[Finding]:
    """Compute a speaker or statement again from all articles, and name what they disagree in."""
    subject = f"{shared.name} {shared_id}"
    findings = []
    if storing.read_shared(session, shared, shared_id) != storing.compute(session, shared, shared_id):
        findings.append(Finding(subject, "it is not what the articles say of it", is_damage=True))
    stated = storing.read_stated(session, shared, shared_id)
    for field in SINGLE_VALUES[shared.name]:
        values = {getattr(one, field) for one in stated} - {None}
        if len(values) > 1:
            said = ", ".join(sorted(f"“{value}”" for value in values))
            findings.append(
                Finding(subject, f"the articles disagree in its {field}: {said}", is_damage=False)
            )
    return findings


def check_words(session: Session) -> list[Finding]:
    """Count the words of all passages again: one that was missing would make a claim seem absent."""
    counted: Counter[str] = Counter()
    for passage in session.execute(select(table(Passage).c.tokens)).yield_per(1_000).scalars():
        counted.update(set(passages.list_words(passage)))
    stored = {row.token: row.passages for row in session.execute(select(*table(Word).c))}
    wrong = sorted(token for token in {*counted, *stored} if counted.get(token) != stored.get(token))
    lost = [token for token in sorted(counted) if retrieval.count_indexed(session, token) != counted[token]]
    details = {
        "the number of its passages is not theirs": wrong,
        "the index does not find its passages": lost,
    }
    return [
        Finding(f"word {token}", detail, is_damage=True)
        for detail, tokens in details.items()
        for token in tokens
    ]


def check_tallies(session: Session) -> list[Finding]:
    """Count the articles and quotes of each language again."""
    language = func.coalesce(ARTICLE.language, "")
    counted = session.execute(
        select(language, func.count(ARTICLE.id.distinct()), func.count(QUOTE.id))
        .join_from(table(Article), table(Quote), QUOTE.article_id == ARTICLE.id, isouter=True)
        .group_by(language)
        .order_by(language)
    )
    stored = session.execute(select(*table(Tally).c).order_by(table(Tally).c.language))
    if [tuple(row) for row in counted] == [tuple(row) for row in stored]:
        return []
    return [Finding("numbers of articles and quotes", "they are not those of the languages", is_damage=True)]
