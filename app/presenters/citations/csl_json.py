"""Citations as CSL-JSON, which citation processors and reference managers read (docs.citationstyles.org)."""

import datetime
from typing import Any

import orjson

from app.presenters.citations.citation import Citation, make_citation
from app.presenters.media_types import CSL
from app.presenters.presenter import Presenter

TYPES = {
    "letter": "personal_communication",
    "speech": "speech",
    "interview": "interview",
    "post": "post",
}
"""Of other forms, an item is a document: the types for books and reports describe them as published."""


def to_item(citation: Citation) -> dict[str, Any]:  # Any: JSON
    """Return an item of CSL-JSON.

    With neither container nor URL, APA and Chicago print nothing for a letter. The title says that an article
    renders the words, because each style prints it, and few print a note.
    """
    item = {
        "id": citation.id,
        "type": TYPES.get(citation.form or "", "document"),
        "title": citation.title,
        "abstract": citation.words,
        "author": [{"literal": name} for name in citation.authors],
        "recipient": [{"literal": name} for name in citation.recipients],
        "genre": citation.genre,
        "container-title": citation.container,
        "container-author": [{"literal": citation.container_author}] if citation.container_author else [],
        "publisher": citation.publisher,
        "issued": _to_date(citation.published_on),
        "original-date": _to_date(citation.said_on),
        "URL": citation.url,
        "language": citation.language,
        "note": f"{citation.source} ({citation.provenance}). {citation.address}",
    }
    return {name: value for name, value in item.items() if value}


def _to_date(day: str | None) -> dict[str, Any] | None:  # Any: JSON
    if day is None:
        return None
    date = datetime.date.fromisoformat(day)
    return {"date-parts": [[date.year, date.month, date.day]]}


CSL_JSON = Presenter(
    CSL,
    lambda quote, site: orjson.dumps([to_item(make_citation(quote, site))]),
    lambda page, site: orjson.dumps([to_item(make_citation(quote, site)) for quote in page.items]),
)
"""An array, also of one: reference managers import arrays."""
