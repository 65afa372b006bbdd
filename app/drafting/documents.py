"""Write a draft as a document, with a mark at everything that a person has still to decide."""

from collections.abc import Mapping

from app import verbatim
from app.drafting.values import Draft, DraftQuote, DraftSpeaker
from app.slugs import DIGEST_LENGTH, make_free_slug
from app.verbatim import Span
from app.verbatim.identity import hash_text
from app.vocabulary import Certainty, SpeakerKind

FORMAT = "wortlaut-article/1"

Selector = dict[str, object]
"""The words of a place, with as much context or the number that it takes to find them."""


def make_document(draft: Draft, article_id: str) -> dict[str, object]:
    """Return the document of a draft, in the format of `ArticleDocument`; unknown values are left out.

    A quote whose words occur so often that no selector points at it is left out, as one of more than a
    thousand in the same context. The article has a mark then, and where its language is not stated.
    """
    document: dict[str, object] = {"format": FORMAT, "id": article_id}
    if draft.language is not None and draft.language_certainty is not None:
        document["language"] = draft.language
        document["certainty"] = {"language": str(draft.language_certainty)}
    document |= {"text": draft.text, "blocks": [str(kind) for kind in draft.lines]}
    ids = {speaker.id: _make_id(speaker, article_id) for speaker in draft.speakers}
    document["speakers"] = [_make_speaker(speaker, ids) for speaker in draft.speakers]
    quotes = _make_quotes(draft, ids)
    document["quotes"] = quotes
    if draft.language_certainty is not Certainty.STATED or len(quotes) < len(draft.quotes):
        document["review"] = True
    return document


def _make_id(speaker: DraftSpeaker, article_id: str) -> str:
    """Return the id of a speaker; with a surname alone, which may be anybody's, one of this article's own."""
    if speaker.kind is not SpeakerKind.PERSON or " " in speaker.name:
        return speaker.id
    return make_free_slug(f"{speaker.id} {hash_text(article_id)[:DIGEST_LENGTH]}", speaker.id, ())


def _make_quotes(draft: Draft, ids: dict[str, str]) -> list[dict[str, object]]:
    # Several quotations may have one mention: each place is described once.
    places = {span for one in draft.quotes for span in (one.span, one.cue, one.mention) if span is not None}
    selectors = {span: _make_selector(draft.text, span) for span in places}
    continued = {quote.continues for quote in draft.quotes}
    documents: list[dict[str, object]] = []
    for index, quote in enumerate(draft.quotes):
        selector = selectors[quote.span]
        if selector is None:
            continue
        document = selector | _describe_quote(quote, selectors, ids)
        if index in continued:
            document["key"] = f"part-{index}"
        if quote.continues is not None and selectors[draft.quotes[quote.continues].span] is not None:
            document["continues"] = f"part-{quote.continues}"
        documents.append(document | {"review": True} if quote.needs_review else document)
    return documents


def _make_speaker(speaker: DraftSpeaker, ids: dict[str, str]) -> dict[str, object]:
    document: dict[str, object] = {
        "id": ids[speaker.id],
        "name": speaker.name,
        "kind": str(speaker.kind),
        "names": list(speaker.names),
    }
    return document | {"review": True} if speaker.needs_review else document


def _describe_quote(
    quote: DraftQuote, selectors: Mapping[Span, Selector | None], ids: Mapping[str, str]
) -> dict[str, object]:
    """Return what a document says of a quote beside its words and the parts of the same quotation."""
    document: dict[str, object] = {
        "type": str(quote.type),
        "score": round(quote.score, 2),
        "rule": quote.rule,
    }
    certainty: dict[str, str] = {}
    if quote.speaker is not None and quote.speaker_certainty is not None:
        document["speakers"] = [ids[quote.speaker]]
        certainty["speaker"] = str(quote.speaker_certainty)
    if quote.addressee is not None and quote.addressee_certainty is not None:
        document["addressees"] = [ids[quote.addressee]]
        certainty["addressee"] = str(quote.addressee_certainty)
    if certainty:
        document["certainty"] = certainty
    for field, span in (("cue", quote.cue), ("speaker_mention", quote.mention)):
        words = None if span is None else selectors[span]
        if words is not None:
            document[field] = words
    return document


def _make_selector(text: str, span: Span) -> Selector | None:
    """Return the shortest selector of a span as a document has it, or None if none points at it."""
    selector = verbatim.describe(text, span)
    if selector is None:
        return None
    return {field: value for field, value in selector._asdict().items() if value not in ("", None)}
