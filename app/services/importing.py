"""The one way in: a document is read, proved, and stored whole or not at all."""

from enum import StrEnum
from pathlib import Path

from pydantic import ValidationError
from sqlmodel import Session

from app.errors import Fault, RefusedDocument, say, to_pointer
from app.schemas.document import DOCUMENT_BYTES_MAX, ArticleDocument
from app.services import holdings, proving, storing


class Outcome(StrEnum):
    """What an import did."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


def import_article(session: Session, document: ArticleDocument) -> Outcome:
    """Store an article in place of what was stored under its id; the same content changes nothing.

    Raises `RefusedDocument` if the document does not hold; then nothing is stored.
    """
    new = proving.prove(document)
    old = storing.read_rows(session, document.id)
    if new == old:
        return Outcome.UNCHANGED
    storing.replace_rows(session, new, old)
    return Outcome.CREATED if old is None else Outcome.REPLACED


def import_seed(session: Session, documents: list[ArticleDocument]) -> bool:
    """Import the documents if nothing was ever stored here; return whether they were."""
    if holdings.has_history(session):
        return False
    for document in documents:
        import_article(session, document)
    return True


def read_document(file: Path) -> ArticleDocument:
    """Read a document from a file, or raise `RefusedDocument`."""
    if file.stat().st_size > DOCUMENT_BYTES_MAX:
        raise RefusedDocument(f"The document is larger than {DOCUMENT_BYTES_MAX} bytes.")
    return parse_document(file.read_bytes())


def parse_document(raw: bytes) -> ArticleDocument:
    """Read a document from its bytes (JSON in UTF-8), or raise `RefusedDocument`."""
    try:
        return ArticleDocument.model_validate_json(raw, strict=True)
    except ValidationError as error:
        faults = [
            Fault("body", to_pointer(one["loc"]), say(one["msg"]))
            for one in error.errors(include_input=False, include_url=False, include_context=False)
        ]
        raise RefusedDocument("The document is not of the document format.", faults) from None
