"""The one way in: a document is read, proved, and stored whole or not at all."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError
from sqlmodel import Session

from app.errors import Fault, RefusedDocument, say, to_pointer
from app.schemas.document import DOCUMENT_BYTES_MAX, ArticleDocument
from app.services import holdings, proving, storing
from app.services.proving import ArticleRows
from app.services.storing import Incoming


class Outcome(StrEnum):
    """What an import did."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


def import_article(session: Session, document: ArticleDocument) -> Outcome:
    """Store an article in place of what was stored under its id; the same content changes nothing.

    Raises `RefusedDocument` if the document does not hold; then nothing is stored.
    """
    return import_proved(session, [storing.prepare(proving.prove(document))])[0]


def import_proved(session: Session, articles: Sequence[Incoming]) -> list[Outcome]:
    """Store articles that were proved, each with an id of its own; return what became of each."""
    storing.lock(session)
    known = storing.find_known(session, [one.rows.article["id"] for one in articles])
    new: list[Incoming] = []
    old: list[ArticleRows] = []
    outcomes = []
    for one in articles:
        article_id = one.rows.article["id"]
        stored = storing.read_rows(session, article_id) if article_id in known else None
        if stored == one.rows:
            outcomes.append(Outcome.UNCHANGED)
            continue
        outcomes.append(Outcome.CREATED if stored is None else Outcome.REPLACED)
        new.append(one)
        old += [] if stored is None else [stored]
    if new:
        storing.replace(session, new, old)
    return outcomes


def import_seed(session: Session, documents: list[ArticleDocument]) -> bool:
    """Import the documents if nothing was ever stored here; return whether they were."""
    if holdings.has_history(session):
        return False
    for document in documents:
        import_article(session, document)
    return True


def read_document(file: Path) -> ArticleDocument:
    """Read a document from a file, or raise `RefusedDocument`."""
    require_size(file)
    return parse_document(file.read_bytes())


def require_size(file: Path) -> None:
    """Raise `RefusedDocument` if a file is larger than a document may be."""
    if file.stat().st_size > DOCUMENT_BYTES_MAX:
        raise RefusedDocument(f"The document is larger than {DOCUMENT_BYTES_MAX} bytes.")


def parse_document(raw: bytes) -> ArticleDocument:
    """Read a document from its bytes (JSON in UTF-8), or raise `RefusedDocument`."""
    if len(raw) > DOCUMENT_BYTES_MAX:
        raise RefusedDocument(f"The document is larger than {DOCUMENT_BYTES_MAX} bytes.")
    try:
        return ArticleDocument.model_validate_json(raw, strict=True)
    except ValidationError as error:
        faults = [
            Fault("body", to_pointer(one["loc"]), say(one["msg"]))
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise RefusedDocument("The document is not of the document format.", faults) from None
