"""Builders of documents: valid by default, so that a test shows only what it is about."""

from typing import Any

from app.schemas.document import ArticleDocument
from app.verbatim import split_blocks

Json = dict[str, Any]  # Any: JSON


def make_speaker(speaker_id: str = "anna", **changes: object) -> Json:
    """Return a speaker named after its id."""
    return {"id": speaker_id, "name": speaker_id.title(), "kind": "person", **changes}


def make_statement(statement_id: str = "speech", **changes: object) -> Json:
    """Return Anna's speech."""
    certainty = {"speaker": "stated"}
    return {"id": statement_id, "form": "speech", "speakers": ["anna"], "certainty": certainty, **changes}


def make_quote(exact: str, **changes: object) -> Json:
    """Return a direct quote of Anna's."""
    return {
        "exact": exact,
        "type": "direct",
        "speakers": ["anna"],
        "certainty": {"speaker": "stated"},
        **changes,
    }


def make_json(text: str = "Anna sagte: „Guten Tag“.", **changes: object) -> Json:
    """Return an article with one line, one speaker and no quote."""
    return {
        "format": "wortlaut-article/1",
        "id": "article",
        "text": text,
        "blocks": ["paragraph"] * max(1, len(split_blocks(text))),
        "speakers": [make_speaker()],
        **changes,
    }


def make_document(text: str = "Anna sagte: „Guten Tag“.", **changes: object) -> ArticleDocument:
    """Return that article as a document."""
    return ArticleDocument.model_validate(make_json(text, **changes))
