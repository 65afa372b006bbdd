"""The one way in: a document is read, proved, and stored whole or not at all; and the way to take it out."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import orjson
from pydantic import ValidationError
from sqlmodel import Session

from app.errors import (
    ContentTooLarge,
    Fault,
    MalformedRequest,
    NotFound,
    PreconditionRequired,
    RefusedDocument,
    say,
    to_pointer,
)
from app.etags import Precondition
from app.schemas.document import DOCUMENT_BYTES_MAX, ArticleDocument
from app.schemas.reading import KeyTwice, read_json
from app.services.catalog import articles, coverage
from app.services.ingest import storage, validation
from app.services.ingest.storage import Incoming
from app.services.ingest.validation import ArticleRows

TOO_LARGE = f"The document is larger than {DOCUMENT_BYTES_MAX} bytes."


class Outcome(StrEnum):
    """What an import did."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class Written(NamedTuple):
    """What a write did, and the article's resource as it is now, as JSON."""

    outcome: Outcome
    body: bytes


def import_article(session: Session, document: ArticleDocument) -> Outcome:
    """Store an article in place of what was stored under its id; the same content changes nothing.

    Raises `RefusedDocument` if the document does not hold; then nothing is stored.
    """
    return import_proved(session, [storage.prepare(validation.prove(document))])[0]


def import_proved(session: Session, proved: Sequence[Incoming]) -> list[Outcome]:
    """Store articles that were proved, each with an id of its own; return what became of each."""
    storage.lock(session)
    known = storage.find_known(session, [one.rows.article["id"] for one in proved])
    new: list[Incoming] = []
    old: list[ArticleRows] = []
    outcomes = []
    for one in proved:
        article_id = one.rows.article["id"]
        stored = storage.read_rows(session, article_id) if article_id in known else None
        outcome = _judge(one.rows, stored)
        outcomes.append(outcome)
        if outcome is not Outcome.UNCHANGED:
            new.append(one)
            old += [] if stored is None else [stored]
    if new:
        storage.replace(session, new, old)
    return outcomes


def _judge(rows: ArticleRows, stored: ArticleRows | None) -> Outcome:
    if stored is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if stored == rows else Outcome.REPLACED


def put_article(session: Session, proved: Incoming, wanted: Precondition) -> Written:
    """Store one article that was proved, if the precondition holds of what is stored under its id.

    Raises `PreconditionFailed` if it does not, and `PreconditionRequired` if another content would be
    replaced without If-Match.
    """
    storage.lock(session)
    article_id = proved.rows.article["id"]
    stored = storage.read_rows(session, article_id)
    wanted.require(None if stored is None else _write_resource(session, article_id))
    outcome = _judge(proved.rows, stored)
    if outcome is Outcome.REPLACED and not wanted.if_match:
        raise PreconditionRequired(
            f"There is an article “{article_id}” with another content. To replace it, send If-Match with "
            "its ETag."
        )
    if outcome is not Outcome.UNCHANGED:
        storage.replace(session, [proved], [] if stored is None else [stored])
    return Written(outcome, _write_resource(session, article_id))


def delete_article(session: Session, article_id: str, wanted: Precondition) -> None:
    """Take an article out, and what only it used, if the precondition holds of it.

    Raises `NotFound` if there is none, and `PreconditionFailed`.
    """
    storage.lock(session)
    stored = storage.read_rows(session, article_id)
    if stored is None:
        raise NotFound(f"There is no article “{article_id}”.")
    wanted.require(_write_resource(session, article_id))
    storage.replace(session, [], [stored])


def _write_resource(session: Session, article_id: str) -> bytes:
    """Return what the API sends of an article: its ETag is made of this."""
    return orjson.dumps(articles.get(session, article_id))


def prove_document(raw: bytes, article_id: str) -> Incoming:
    """Read and prove the document of this article.

    Raises `MalformedRequest` for what is no JSON, and `RefusedDocument` for what does not hold.
    """
    document = parse_document(raw)
    if document.id != article_id:
        fault = Fault("body", "/id", f"The document is one of “{document.id}”, not of “{article_id}”.")
        raise RefusedDocument("The document is another article's.", [fault])
    return storage.prepare(validation.prove(document))


def import_seed(session: Session, documents: list[ArticleDocument]) -> bool:
    """Import the documents if nothing was ever stored here; return whether they were."""
    if coverage.has_history(session):
        return False
    for document in documents:
        import_article(session, document)
    return True


def read_document(file: Path) -> ArticleDocument:
    """Read a document from a file; raises what `parse_document` does."""
    return parse_document(read_bytes(file))


def read_bytes(file: Path) -> bytes:
    """Return what a file holds, but of one that is larger than a document may be only enough to tell."""
    with file.open("rb") as opened:
        return opened.read(DOCUMENT_BYTES_MAX + 1)


def parse_document(raw: bytes) -> ArticleDocument:
    """Read a document from its bytes, JSON in UTF-8.

    Raises `ContentTooLarge`, `MalformedRequest` for what is no JSON, and `RefusedDocument` for what is
    not of the format, with a fault for each thing that is not.
    """
    if len(raw) > DOCUMENT_BYTES_MAX:
        raise ContentTooLarge(TOO_LARGE)
    try:
        return read_json(ArticleDocument, raw, strict=True)
    except KeyTwice as error:
        raise RefusedDocument(str(error), [Fault("body", "", str(error))]) from None
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        faults = [Fault("body", to_pointer(one["loc"]), say(one["msg"])) for one in found]
        if found[0]["type"] == "json_invalid":
            raise MalformedRequest(f"The document is not JSON in UTF-8: {faults[0].detail}", faults) from None
        raise RefusedDocument("The document is not of the document format.", faults) from None
