"""Apply a decision about a quote to a draft, pure: return another draft, or raise `DecisionRefused`."""

from collections.abc import Iterator

from app import verbatim
from app.review import source_edits, speaker_edits
from app.review.decisions import AddQuote, SetParties, SetSpan, SetStatement, SetType
from app.review.movements import move, trim
from app.review.placed_document import DecisionRefused, PlacedDocument, change
from app.schemas.document import QuoteCertainty, QuoteDocument
from app.verbatim import Span, convert_from_utf16
from app.vocabulary import Certainty, QuoteType

CONTINUABLE = (QuoteType.DIRECT, QuoteType.MIXED)


def _copy(quote: QuoteDocument, **values: object) -> QuoteDocument:
    return quote.model_copy(update=values)


def reject(draft: PlacedDocument, index: int) -> PlacedDocument:
    """Take a quote out of the document; the parts of an interrupted one stay in a chain without it."""
    quotes = _unlink(draft.document.quotes, index)
    del quotes[index]
    spans = draft.spans[:index] + draft.spans[index + 1 :]
    return PlacedDocument(change(draft.document, quotes=quotes), spans)


def _unlink(quotes: list[QuoteDocument], index: int) -> list[QuoteDocument]:
    """Return quotes of which one is no part of an interrupted quotation: what continued it continues what
    it continued."""
    own = quotes[index]
    linked = [
        _copy(one, continues=own.continues) if own.key is not None and one.continues == own.key else one
        for one in quotes
    ]
    linked[index] = _copy(own, continues=None)
    return linked


def find_chain(quotes: list[QuoteDocument], index: int) -> set[int]:
    """Return the indexes of all parts of the interrupted quotation that a quote is a part of, or its own."""
    by_key = {one.key: at for at, one in enumerate(quotes) if one.key is not None}
    linked = {at: by_key[one.continues] for at, one in enumerate(quotes) if one.continues in by_key}
    continued = {before: at for at, before in linked.items()}
    return {index, *_follow(linked, index), *_follow(continued, index)}


def _follow(links: dict[int, int], index: int) -> Iterator[int]:
    seen = {index}
    while (index := links.get(index, -1)) >= 0 and index not in seen:
        seen.add(index)
        yield index


def move_end(draft: PlacedDocument, index: int, span: Span) -> PlacedDocument:
    """Give a quote another span: its words are cut from the text, and what a rule was sure of is gone.

    Raises `DecisionRefused` if the span is another quote's, overlaps another part of the same quotation, or
    cannot be pointed at.
    """
    document = draft.document
    if span == draft.spans[index]:
        raise DecisionRefused("refused_no_move")
    if any(draft.spans[at].overlaps(span) for at in find_chain(document.quotes, index) if at != index):
        raise DecisionRefused("refused_overlap")
    quote = _copy(document.quotes[index], **_point(draft, span), score=None, rule=None)
    moved = draft.replace_quote(index, quote)
    return moved._replace(spans=(*draft.spans[:index], span, *draft.spans[index + 1 :]))


def _point(draft: PlacedDocument, span: Span) -> dict[str, str | int | None]:
    """Return the selector of a span, as fields of a quote."""
    if span in draft.spans:
        raise DecisionRefused("refused_same_place")
    selector = verbatim.describe(draft.document.text, span)
    if selector is None:
        raise DecisionRefused("refused_too_often")
    return {name: value or None for name, value in selector._asdict().items()}


def set_span(draft: PlacedDocument, index: int, decision: SetSpan) -> PlacedDocument:
    """Give a quote the span that was selected."""
    return move_end(draft, index, read_selection(draft.document.text, decision.start, decision.end))


def read_selection(text: str, start: int, end: int) -> Span:
    """Return a selection, in UTF-16 code units, as a span without white space at its ends."""
    try:
        span = trim(text, Span(convert_from_utf16(text, start), convert_from_utf16(text, end)))
    except ValueError:
        raise DecisionRefused("refused_selection") from None
    if span.start >= span.end:
        raise DecisionRefused("refused_selection")
    return span


def add(draft: PlacedDocument, span: Span | None, decision: AddQuote) -> tuple[PlacedDocument, Span]:
    """Add a direct quote without a speaker where something is selected, else behind a span.

    It waits for a decision, as proposals of rules do.
    """
    document = draft.document
    if decision.start is not None and decision.end is not None:
        new = read_selection(document.text, decision.start, decision.end)
    else:
        new = _find_next_word(document.text, span or Span(0, 0))
    quote = QuoteDocument.model_validate({**_point(draft, new), "type": QuoteType.DIRECT, "review": True})
    changed = change(document, quotes=[*document.quotes, quote])
    return PlacedDocument(changed, (*draft.spans, new)), new


def _find_next_word(text: str, span: Span) -> Span:
    end = move(text, Span(span.end, span.end), "end", "word", is_back=False).end
    start = move(text, Span(end, end), "start", "word", is_back=True).start
    if start < span.end:  # What is behind the last word is punctuation, or nothing.
        raise DecisionRefused("refused_selection")
    return trim(text, Span(start, end))


def set_type(draft: PlacedDocument, index: int, decision: SetType) -> PlacedDocument:
    """Give a quote another type, and with it all parts of an interrupted quotation, which has one type.

    A term is nobody's statement: its attribution goes. A type that is never interrupted ends its chain.
    """
    quotes = [*draft.document.quotes]
    if decision.type in CONTINUABLE:
        for at in find_chain(quotes, index):
            quotes[at] = _copy(quotes[at], type=decision.type, score=None, rule=None)
        return draft._replace(document=change(draft.document, quotes=quotes))
    quotes = _unlink(quotes, index)
    quotes[index] = _copy(quotes[index], type=decision.type, score=None, rule=None)
    if decision.type is QuoteType.TERM:
        nobody: dict[str, object] = {"speakers": [], "addressees": [], "via": []}
        quotes[index] = _copy(quotes[index], **nobody, statement=None, certainty=QuoteCertainty())
    return draft._replace(document=change(draft.document, quotes=quotes))


def set_parties(draft: PlacedDocument, index: int, decision: SetParties) -> PlacedDocument:
    """Say who speaks, or who is addressed, and how sure the article makes that.

    All parts of an interrupted quotation are said by the same, to the same.
    """
    _require_statement(draft.document.quotes[index])
    document, ids = speaker_edits.find_or_add(draft.document, decision.names, decision.kind)
    known = {"speaker" if decision.action == "speakers" else "addressee": decision.certainty if ids else None}
    quotes = _attribute(document.quotes, index, {decision.action: ids}, known)
    return draft._replace(document=change(document, quotes=quotes))


def _attribute(
    quotes: list[QuoteDocument], index: int, values: dict[str, object], known: dict[str, Certainty | None]
) -> list[QuoteDocument]:
    """Return quotes of which all parts of one quotation have these values, and certainties."""
    attributed = [*quotes]
    for at in find_chain(quotes, index):
        certainty = quotes[at].certainty.model_copy(update=known)
        attributed[at] = _copy(quotes[at], **values, certainty=certainty)
    return attributed


def _require_statement(quote: QuoteDocument) -> None:
    if quote.type is QuoteType.TERM:
        raise DecisionRefused("refused_term")


def set_statement(draft: PlacedDocument, index: int, decision: SetStatement) -> PlacedDocument:
    """Say which statement a quote renders: one of the document, a new one of the same speakers, or none.

    All parts of an interrupted quotation render the same one.
    """
    quote, document = draft.document.quotes[index], draft.document
    _require_statement(quote)
    statement_id = decision.statement
    if decision.form is not None:
        document, statement_id = source_edits.add_statement(document, quote, decision.form, decision.title)
    elif decision.title is not None:
        raise DecisionRefused("refused_no_form")
    elif statement_id is not None and statement_id not in {one.id for one in document.statements}:
        raise DecisionRefused("refused_gone")
    known = {"statement": None if statement_id is None else decision.certainty}
    quotes = _attribute(document.quotes, index, {"statement": statement_id}, known)
    return draft._replace(document=change(document, quotes=quotes))
