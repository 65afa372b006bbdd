"""A draft: a document, the places of its quotes, and its parts that a person decides about."""

import functools
from collections.abc import Iterator
from typing import Literal, NamedTuple

from app import verbatim
from app.errors import Fault, RefusedDocument
from app.schemas.document import ArticleDocument, QuoteDocument, SelectorDocument
from app.services.ingest import importer
from app.verbatim import Selector, Span

PartKind = Literal["article", "speaker", "statement", "quote"]


class Part(NamedTuple):
    """A part of a document that a person decides about; its key is the same until its place or id changes."""

    kind: PartKind
    position: int
    is_open: bool


class PlacedDocument(NamedTuple):
    """A document, and the span of each of its quotes, in the same order; no two are the same."""

    document: ArticleDocument
    spans: tuple[Span, ...]

    def replace_quote(self, index: int, quote: QuoteDocument) -> "PlacedDocument":
        """Return the draft with another quote at the same place."""
        quotes = [*self.document.quotes]
        quotes[index] = quote
        return self._replace(document=change(self.document, quotes=quotes))


class DecisionRefused(Exception):
    """A decision cannot be applied; the reason is a word of the page, with its values."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values


class Note(NamedTuple):
    """What a decision did beside what was asked: a word of the page, with its values."""

    word: str
    values: dict[str, object]


def change(document: ArticleDocument, **values: object) -> ArticleDocument:
    """Return a document with other values: it is frozen."""
    return document.model_copy(update=values)


def place_document(raw: bytes) -> PlacedDocument:
    """Return the draft of a file's content.

    Raises what `parse_document` raises, and `RefusedDocument` if lines and kinds of lines differ in number,
    or if parts of the document cannot be told apart or found in the text.
    """
    document = importer.parse_document(raw)
    lines = len(split_lines(document.text))
    faults = [*_check_ids(document)]
    if lines != len(document.blocks):
        detail = f"There are {len(document.blocks)} blocks, but the text has {lines} lines."
        faults.append(Fault("body", "/blocks", detail))
    spans: dict[Span, int] = {}
    for index, quote in enumerate(document.quotes):
        span = find_span(document.text, quote)
        if span is None:
            detail = "These words are not in the text exactly once, as prefix, suffix or occurrence say."
            faults.append(Fault("body", f"/quotes/{index}/exact", detail))
        elif spans.setdefault(span, index) != index:
            detail = f"/quotes/{spans[span]} has the same place. Make one quote of them, with all speakers."
            faults.append(Fault("body", f"/quotes/{index}", detail))
    if faults:
        raise RefusedDocument("The document must be corrected before it can be reviewed.", faults)
    return PlacedDocument(document, tuple(spans))


def _check_ids(document: ArticleDocument) -> Iterator[Fault]:
    speakers = [one.id for one in document.speakers]
    statements = [one.id for one in document.statements]
    for name, ids in (("speakers", speakers), ("statements", statements)):
        for index, one in enumerate(ids):
            if one in ids[:index]:
                yield Fault("body", f"/{name}/{index}/id", f"“{one}” occurs twice in this list.")


def find_span(text: str, selector: SelectorDocument) -> Span | None:
    """Return the one place that a selector of a document matches, or None."""
    places = verbatim.locate(
        text,
        Selector(selector.exact, selector.prefix or "", selector.suffix or "", selector.occurrence),
    )
    return places[0] if len(places) == 1 else None


def make_quote_key(span: Span) -> str:
    """Return the key of a quote: its place."""
    return f"quote-{span.start}-{span.end}"


def make_speaker_key(speaker_id: str) -> str:
    """Return the key of a speaker: the id."""
    return f"speaker-{speaker_id}"


def list_parts(draft: PlacedDocument) -> dict[str, Part]:
    """Return all that a person decides about, by key: the article, speakers, statements, quotes as read.

    Those that are decided are among them, so that decisions can be changed.
    """
    document = draft.document
    parts = {"article": Part("article", 0, document.review)}
    for index, speaker in enumerate(document.speakers):
        parts[make_speaker_key(speaker.id)] = Part("speaker", index, speaker.review)
    for index, statement in enumerate(document.statements):
        parts[f"statement-{statement.id}"] = Part("statement", index, statement.review)
    # Enclosing quotes come before those they enclose, as in the API.
    in_order = sorted(enumerate(draft.spans), key=lambda one: (one[1].start, -one[1].end))
    for index, span in in_order:
        parts[make_quote_key(span)] = Part("quote", index, document.quotes[index].review)
    return parts


def count_open(document: ArticleDocument) -> int:
    """Return how many parts of a document wait for a decision."""
    lists = (document.speakers, document.statements, document.quotes)
    return document.review + sum(part.review for parts in lists for part in parts)


@functools.lru_cache(maxsize=16)
def split_lines(text: str) -> tuple[Span, ...]:
    """Return the lines of a text, which does not change from decision to decision."""
    return tuple(verbatim.split_blocks(text))
