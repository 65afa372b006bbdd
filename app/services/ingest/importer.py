"""Import documents: read, validate, and store each whole or not at all; and delete articles."""

from codecs import BOM_UTF8
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from sqlmodel import Session

from app.errors import (
    ContentTooLarge,
    Fault,
    MalformedRequest,
    NotFound,
    PreconditionRequired,
    RefusedDocument,
    Unreviewed,
    strip_pydantic_prefix,
    to_pointer,
)
from app.etags import Precondition
from app.schemas.document import DOCUMENT_BYTES_MAX, ArticleDocument
from app.schemas.reading import DuplicateKey, read_json
from app.services.catalog import articles, coverage
from app.services.ingest import storage, validation
from app.services.ingest.storage import ValidatedArticle
from app.services.ingest.validation import ArticleRows
from app.values import ArticleValue

Render = Callable[[ArticleValue], bytes]
"""Returns the bytes that are sent of an article: its ETag is made of these."""
TOO_LARGE = f"The document is larger than {DOCUMENT_BYTES_MAX} bytes."


class Outcome(StrEnum):
    """What an import did."""

    CREATED = "created"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


class Written(NamedTuple):
    """What a write did, and the article's resource afterwards, as JSON."""

    outcome: Outcome
    body: bytes


def import_article(session: Session, document: ArticleDocument) -> Outcome:
    """Create the article, or replace the stored one with this id; the same content changes nothing.

    Raises `RefusedDocument` if the document is not valid; then nothing is stored.
    """
    return import_validated(session, [_validate(document)])[0]


def import_validated(session: Session, validated: Sequence[ValidatedArticle]) -> list[Outcome]:
    """Store validated articles with different ids; return the outcome of each."""
    storage.lock(session)
    known = storage.find_known(session, [one.rows.article["id"] for one in validated])
    new: list[ValidatedArticle] = []
    old: list[ArticleRows] = []
    outcomes = []
    for one in validated:
        article_id = one.rows.article["id"]
        stored = storage.read_rows(session, article_id) if article_id in known else None
        outcome = _classify(one.rows, stored)
        outcomes.append(outcome)
        if outcome is not Outcome.UNCHANGED:
            new.append(one)
            old += [] if stored is None else [stored]
    if new:
        storage.replace_articles(session, new, old)
    return outcomes


def _classify(rows: ArticleRows, stored: ArticleRows | None) -> Outcome:
    if stored is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if stored == rows else Outcome.REPLACED


def put_article(
    session: Session, validated: ValidatedArticle, precondition: Precondition, render: Render
) -> Written:
    """Store one validated article if the precondition holds for the stored one with its id.

    Raises `PreconditionFailed` if it does not, and `PreconditionRequired` if different content would
    be replaced without If-Match.
    """
    storage.lock(session)
    article_id = validated.rows.article["id"]
    stored = storage.read_rows(session, article_id)
    precondition.require(None if stored is None else render(articles.get(session, article_id)))
    outcome = _classify(validated.rows, stored)
    if outcome is Outcome.REPLACED and not precondition.if_match:
        raise PreconditionRequired(
            f"There is an article “{article_id}” with different content. To replace it, send If-Match with "
            "its ETag."
        )
    if outcome is not Outcome.UNCHANGED:
        storage.replace_articles(session, [validated], [] if stored is None else [stored])
    return Written(outcome, render(articles.get(session, article_id)))


def delete_article(session: Session, article_id: str, precondition: Precondition, render: Render) -> None:
    """Delete an article, with the speakers and statements only it has, if the precondition holds.

    Raises `NotFound` if there is none, and `PreconditionFailed`.
    """
    storage.lock(session)
    stored = storage.read_rows(session, article_id)
    if stored is None:
        raise NotFound(f"There is no article “{article_id}”.")
    precondition.require(render(articles.get(session, article_id)))
    storage.replace_articles(session, [], [stored])


def validate_document(
    raw: bytes, article_id: str | None = None, *, is_reviewed: bool = False
) -> ValidatedArticle:
    """Read and validate a document, and check that its id is `article_id` where that is given.

    Raises `Unreviewed` if a person has still to decide about parts of it, unless the caller says that it is
    reviewed; `RefusedDocument` if it is not valid, and what `parse_document` raises.
    """
    document = parse_document(raw)
    if not is_reviewed:
        _require_reviewed(document)
    if article_id not in (None, document.id):
        fault = Fault("body", "/id", f"The document's id is “{document.id}”, not “{article_id}”.")
        raise RefusedDocument("The document is of another article.", [fault])
    return _validate(document)


def _require_reviewed(document: ArticleDocument) -> None:
    marked = ["/review"] if document.review else []
    for name in ("speakers", "statements", "quotes"):
        marked += [f"/{name}/{at}/review" for at, one in enumerate(getattr(document, name)) if one.review]
    if marked:
        detail = f"{len(marked)} parts of the document wait for a review. Decide, and take their mark away."
        raise Unreviewed(detail, [Fault("body", one, "This waits for a review.") for one in marked])


def _validate(document: ArticleDocument) -> ValidatedArticle:
    rows = validation.validate(document)
    return ValidatedArticle(rows, storage.build_index_entries(rows))


def import_seed(session: Session, documents: list[ArticleDocument]) -> bool:
    """Import the documents if nothing was ever stored here; return whether they were imported."""
    if coverage.has_history(session):
        return False
    for document in documents:
        import_article(session, document)
    return True


def read_document(file: Path) -> ArticleDocument:
    """Read a document from a file; raises what `parse_document` raises."""
    return parse_document(read_bytes(file))


def read_bytes(file: Path) -> bytes:
    """Return the content of a file; little more than a document may have, and no byte order mark.

    Some editors write the mark, and readers of JSON may ignore it (RFC 8259, 8.1).
    """
    with file.open("rb") as opened:
        return opened.read(DOCUMENT_BYTES_MAX + 1 + len(BOM_UTF8)).removeprefix(BOM_UTF8)


def parse_document(raw: bytes) -> ArticleDocument:
    """Read a document from its bytes, JSON in UTF-8.

    Raises `ContentTooLarge`, `MalformedRequest` if it is not JSON, and `RefusedDocument` with one fault
    for each thing that does not match the document format.
    """
    if len(raw) > DOCUMENT_BYTES_MAX:
        raise ContentTooLarge(TOO_LARGE)
    try:
        return read_json(ArticleDocument, raw, strict=True)
    except DuplicateKey as error:
        raise RefusedDocument(str(error), [Fault("body", "", str(error))]) from None
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False, include_context=False)
        faults = [Fault("body", to_pointer(one["loc"]), strip_pydantic_prefix(one["msg"])) for one in found]
        if found[0]["type"] == "json_invalid":
            raise MalformedRequest(f"The document is not JSON in UTF-8: {faults[0].detail}", faults) from None
        raise RefusedDocument("The document does not match the document format.", faults) from None
