"""Validate a document: find all its words in its text, or refuse it with every fault it has.

Nothing here touches a database. The result is the rows to be stored.
"""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from app import verbatim
from app.database.bulk_insert import Row
from app.errors import Fault, Nearest, RefusedDocument
from app.models import Article, table
from app.schemas.document import (
    PARTIES_MAX,
    ArticleCertainty,
    ArticleDocument,
    QuoteCertainty,
    QuoteDocument,
    SelectorDocument,
    StatementDocument,
)
from app.services.ingest.neighbours import Placed, check_neighbours, find_chains
from app.verbatim import Selector, Span
from app.verbatim.fragments import FoldedText, fold_for_browsers, make_text_directive
from app.verbatim.identity import hash_text, make_quote_id
from app.vocabulary import QuoteType, Role

NEAREST_SEARCH_MAX = 100_000_000
"""Code points searched for nearest passages for one document, over all its failing quotes: 4 s."""
NEAREST_SHOWN_MAX = 1_000
"""Code points of a nearest passage in the fault's detail; its `nearest` has the whole passage."""

PARTIES = ("speakers", "addressees", "via")
ATTRIBUTED = {"speaker": "speakers", "addressee": "addressees"}
"""Fields that have a certainty under another name."""
FACTS = ArticleDocument.model_fields.keys() & {column.name for column in table(Article).c}
"""Fields of a document that are columns of its article."""


class ArticleRows(NamedTuple):
    """All rows of one article, by table, each list in order of its key."""

    article: Row
    blocks: list[Row]
    speakers: list[Row]
    statements: list[Row]
    quotes: list[Row]
    parties: list[Row]


def validate(document: ArticleDocument) -> ArticleRows:
    """Return the rows of a valid document; raises what `check` raises."""
    lines = verbatim.split_blocks(document.text)
    return _make_rows(document, lines, check(document, lines))


def check(document: ArticleDocument, lines: Sequence[Span]) -> list[Placed]:
    """Return the quotes of a document, found in the lines of its text, in reading order.

    Raises `RefusedDocument` with one fault for each error: a digest or blocks that do not match the
    text, dangling references, attributions without certainty, and words that are missing from the
    text or occur there more than once.
    """
    faults = [*_check_text(document, lines), *_check_references(document), *_check_certainty(document)]
    placed, misplaced = _place_quotes(document)
    faults += misplaced or check_neighbours(placed)
    if faults:
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        raise RefusedDocument(f"The document of “{document.id}” has {count}; nothing was stored.", faults)
    return placed


def _fault(pointer: str, detail: str, nearest: Nearest | None = None) -> Fault:
    return Fault("body", pointer, detail, nearest=nearest)


def _check_text(document: ArticleDocument, lines: Sequence[Span]) -> Iterator[Fault]:
    digest = hash_text(document.text)
    if document.sha256 not in (None, digest):
        yield _fault("/sha256", f"The text's SHA-256 is {digest}.")
    parties = sum(
        len(getattr(one, field)) for one in (*document.statements, *document.quotes) for field in PARTIES
    )
    if parties > PARTIES_MAX:
        yield _fault("", f"Speakers, addressees and via are named {parties} times, more than {PARTIES_MAX}.")
    if len(document.blocks) != len(lines):
        yield _fault(
            "/blocks", f"There are {len(document.blocks)} blocks, but the text has {len(lines)} lines."
        )


def _check_references(document: ArticleDocument) -> Iterator[Fault]:
    speakers = {speaker.id for speaker in document.speakers}
    statements = {statement.id for statement in document.statements}
    yield from _check_unique("speakers", [speaker.id for speaker in document.speakers])
    yield from _check_unique("statements", [statement.id for statement in document.statements])
    for name, parts in (("statements", document.statements), ("quotes", document.quotes)):
        for index, part in enumerate(parts):
            for field in PARTIES:
                ids: list[str] = getattr(part, field)
                yield from _check_unique(f"{name}/{index}/{field}", ids)
                for position, speaker in enumerate(ids):
                    if speaker not in speakers:
                        pointer = f"/{name}/{index}/{field}/{position}"
                        yield _fault(pointer, f"The document has no speaker “{speaker}”.")
    for index, quote in enumerate(document.quotes):
        if quote.statement is not None and quote.statement not in statements:
            pointer = f"/quotes/{index}/statement"
            yield _fault(pointer, f"The document has no statement “{quote.statement}”.")


def _check_unique(name: str, ids: Sequence[str]) -> Iterator[Fault]:
    for position, one in enumerate(ids):
        if one in ids[:position]:
            yield _fault(f"/{name}/{position}", f"“{one}” occurs twice in this list.")


def _check_certainty(document: ArticleDocument) -> Iterator[Fault]:
    """Check that each attributed value has a certainty, and each certainty a value."""
    parts: list[tuple[str, ArticleDocument | StatementDocument | QuoteDocument]] = [("", document)]
    parts += [(f"/statements/{index}", one) for index, one in enumerate(document.statements)]
    parts += [(f"/quotes/{index}", one) for index, one in enumerate(document.quotes)]
    for pointer, part in parts:
        for field, given in part.certainty:
            value = getattr(part, ATTRIBUTED.get(field, field))
            is_missing = value is None or value == []
            if is_missing is not (given is None):
                missing = f"There is no “{field}” that this could apply to."
                detail = missing if is_missing else f"The document must say how certain “{field}” is."
                yield _fault(f"{pointer}/certainty/{field}", detail)
        if isinstance(part, QuoteDocument) and part.type == QuoteType.TERM:
            attribution = (part.statement, part.speakers, part.addressees, part.via)
            if any(attribution):
                detail = "A term is not attributed: it has no statement, speaker, addressee or via."
                yield _fault(pointer, detail)


def _place_quotes(document: ArticleDocument) -> tuple[list[Placed], list[Fault]]:
    """Find every quote, cue and mention; return those found in reading order, and the faults."""
    placed: list[Placed] = []
    faults: list[Fault] = []
    for index, quote in enumerate(document.quotes):
        spans = _find_spans(document, index, faults)
        span = spans.get("")
        if span is None:
            continue
        occurrence = verbatim.count_occurrence(document.text, span)
        if occurrence is None:
            detail = f"These words occur more than {verbatim.OCCURRENCES_MAX} times before this place."
            faults.append(_fault(f"/quotes/{index}/exact", detail))
            continue
        placed.append(
            Placed(index, quote, span, occurrence, spans.get("/cue"), spans.get("/speaker_mention"))
        )
    # Enclosing quotes come before those they enclose.
    placed.sort(key=lambda one: (one.span.start, -one.span.end))
    return placed, faults


def _find_spans(document: ArticleDocument, index: int, faults: list[Fault]) -> dict[str, Span]:
    """Return the spans of a quote (""), its cue and its mention; append a fault for each not found."""
    quote = document.quotes[index]
    spans: dict[str, Span] = {}
    for field, selector in (("", quote), ("/cue", quote.cue), ("/speaker_mention", quote.speaker_mention)):
        if selector is None:
            continue
        may_search = len(faults) * len(document.text) < NEAREST_SEARCH_MAX
        pointer = f"/quotes/{index}{field}/exact"
        found = _place(document.text, selector, pointer, may_search_nearest=may_search)
        if isinstance(found, Fault):
            faults.append(found)
        else:
            spans[field] = found
    return spans


def _place(text: str, document: SelectorDocument, pointer: str, *, may_search_nearest: bool) -> Span | Fault:
    """Return the one place that a selector matches, or the fault it has."""
    selector = Selector(document.exact, document.prefix or "", document.suffix or "", document.occurrence)
    places = verbatim.locate(text, selector)
    if len(places) == 1:
        if _is_short(selector) or verbatim.describe(text, places[0]):
            return places[0]
        return _fault(pointer, "These words occur too often in the same context to be told apart.")
    if places:
        starts = " and ".join(str(place.start) for place in places)
        hint = "Add a prefix or suffix, or give the occurrence."
        return _fault(pointer, f"These words occur more than once, for example at {starts}. {hint}")
    if document.exact in text:
        return _fault(pointer, "These words are in the text, but not with this prefix, suffix or occurrence.")
    if not may_search_nearest:
        detail = "These words are not in the text. After so many faults, the nearest passage is not searched."
        return _fault(pointer, detail)
    span = verbatim.find_nearest(text, document.exact)
    if span is None:
        return _fault(pointer, "These words are not in the text, and no passage is similar to them.")
    nearest = Nearest(text[span.start : span.end], *span)
    shown = nearest.exact
    if len(shown) > NEAREST_SHOWN_MAX:
        shown = f"{shown[:NEAREST_SHOWN_MAX]} …"
    place = f"[{nearest.start}, {nearest.end})"
    return _fault(pointer, f"These words are not in the text. Nearest, at {place}: “{shown}”", nearest)


def _is_short(selector: Selector) -> bool:
    """Tell whether the selector that a place is stored with has all of this one, and so points there, too."""
    longest = max(len(selector.prefix), len(selector.suffix))
    return selector.occurrence is None and longest <= verbatim.SURROUNDING_MAX


def _make_rows(document: ArticleDocument, lines: Sequence[Span], placed: Sequence[Placed]) -> ArticleRows:
    chains = find_chains(placed)
    continued = {part: before for chain in chains for before, part in itertools.pairwise(chain)}
    enclosing = _find_enclosing([one.span for one in placed])
    text = fold_for_browsers(document.text)
    return ArticleRows(
        article=_make_article(document),
        blocks=[
            {"article_id": document.id, "start": span.start, "kind": str(kind)}
            for kind, span in zip(document.blocks, lines, strict=True)
        ],
        speakers=_make_source_rows(document.id, "speaker_id", document.speakers),
        statements=_make_source_rows(document.id, "statement_id", document.statements),
        quotes=[
            {
                "id": make_quote_id(document.id, one.quote.type, one.quote.exact, one.occurrence),
                "article_id": document.id,
                "position": position,
                **_make_quote(one, text),
                "within": within,
                "continues": continued.get(position),
            }
            for position, (one, within) in enumerate(zip(placed, enclosing, strict=True))
        ],
        parties=[
            party
            for position, one in enumerate(placed)
            for party in _make_parties(one.quote, document.id, position)
        ],
    )


def _make_quote(one: Placed, text: FoldedText) -> Row:
    cue_start, cue_end = one.cue or (None, None)
    mention_start, mention_end = one.mention or (None, None)
    return {
        "type": str(one.quote.type),
        "start": one.span.start,
        "end": one.span.end,
        "occurrence": one.occurrence,
        "directive": make_text_directive(text, one.span),
        "cue_start": cue_start,
        "cue_end": cue_end,
        "mention_start": mention_start,
        "mention_end": mention_end,
        "statement_id": one.quote.statement,
        **_make_certainties(one.quote.certainty),
    }


def _make_parties(quote: QuoteDocument, article_id: str, quote_position: int) -> list[Row]:
    by_role = ((Role.ADDRESSEE, quote.addressees), (Role.SPEAKER, quote.speakers), (Role.VIA, quote.via))
    return [
        {
            "article_id": article_id,
            "quote_position": quote_position,
            "role": str(role),
            "position": position,
            "speaker_id": speaker,
        }
        for role, speakers in by_role
        for position, speaker in enumerate(speakers)
    ]


def _make_article(document: ArticleDocument) -> Row:
    facts = {name: getattr(document, name) for name in FACTS}
    return {**facts, "sha256": hash_text(document.text), **_make_certainties(document.certainty)}


def _make_certainties(certainty: ArticleCertainty | QuoteCertainty) -> Row:
    return {f"{name}_certainty": None if word is None else str(word) for name, word in certainty}


def _make_source_rows(article_id: str, key: str, parts: Iterable[Any]) -> list[Row]:  # Any: with an id
    return [
        {
            "article_id": article_id,
            "position": position,
            key: part.id,
            "stated": part.model_dump(mode="json", exclude_defaults=True),
        }
        for position, part in enumerate(parts)
    ]


def _find_enclosing(spans: Sequence[Span]) -> list[int | None]:
    """Return for each span, in reading order, the index of the smallest earlier one that contains it."""
    enclosing: list[int | None] = []
    open_spans: list[int] = []
    for index, span in enumerate(spans):
        open_spans = [outer for outer in open_spans if spans[outer].end > span.start]
        containing = [outer for outer in open_spans if spans[outer].end >= span.end]
        enclosing.append(min(containing, key=lambda i: spans[i].end - spans[i].start, default=None))
        open_spans.append(index)
    return enclosing
