"""Make the verdict on a claim: its matches or its nearest passage, with references, and the note."""

from collections.abc import Sequence

from sqlmodel import Session

from app import verbatim
from app.schemas.document import QuoteCertainty
from app.schemas.verdicts import (
    MATCHES_COUNTED_MAX,
    ClaimedWords,
    Cut,
    Match,
    NearestPassage,
    PlainVerdict,
    QuoteReference,
    ReferenceMark,
    Searched,
    Step,
)
from app.services.catalog import integrity
from app.services.verification import notes, passage_lookup
from app.services.verification.attribution import AttributedMatch, Editing, pick_deciding
from app.services.verification.near_match import NearMatch
from app.services.verification.passage_lookup import QuoteSpan
from app.verbatim import Variant
from app.verbatim.changes import Change
from app.verbatim.characters import FINAL_STOPS
from app.verbatim.comparing import Comparison
from app.vocabulary import Attribution, Certainty, Extent, MarkSide, QuoteType, VerdictKind, Wording

CONTEXT_REACH = 2_000
"""Code points before and after a match within which the full sentences around it are looked for."""


def answer_found(
    session: Session,
    claimed: ClaimedWords,
    found: Sequence[AttributedMatch],
    searched: Searched,
    matches_shown: int,
) -> PlainVerdict:
    """Return the verdict over a claim that occurs, decided over all of its matches, in the order of display.

    Raises `DamagedText` if the text of a match that is shown no longer has its digest.
    """
    deciding = pick_deciding(found)
    shown = list(found[:matches_shown])
    if deciding not in shown:
        shown[-1] = deciding
    for article_id in {one.match.article.id for one in shown}:
        integrity.get_checked_text(session, article_id)
    matches = [_make_match(session, one) for one in shown]
    return _make_verdict(
        deciding.verdict,
        deciding.match.wording,
        deciding.attribution,
        claimed=claimed,
        editing=deciding.match.editing,
        matches=matches,
        matches_total=min(len(found), MATCHES_COUNTED_MAX),
        searched=searched,
        note=notes.write_found(deciding, matches[shown.index(deciding)]),
    )


def answer_near(
    claimed: ClaimedWords, variant: Variant, near: NearMatch, compared: Comparison, searched: Searched
) -> PlainVerdict:
    """Return the verdict over a claim that does not occur as it is, but comes near to a passage."""
    return _make_verdict(
        VerdictKind.ALTERED,
        Wording.ALTERED,
        near.attributed.attribution,
        claimed=claimed,
        editing=Editing(variant),
        changes=compared.changes,
        nearest=_make_nearest(near, compared),
        searched=searched,
        note=notes.write_near(near),
    )


def answer_absent(claimed: ClaimedWords, variant: Variant, searched: Searched) -> PlainVerdict:
    """Return the verdict over a claim that nothing comes near to."""
    return _make_verdict(
        VerdictKind.ABSENT,
        Wording.ABSENT,
        Attribution.UNCLAIMED if claimed.speaker is None else Attribution.NONE,
        claimed=claimed,
        editing=Editing(variant),
        searched=searched,
        note=notes.write_absent(searched),
    )


def _make_verdict(
    kind: VerdictKind,
    wording: Wording,
    attribution: Attribution,
    *,
    claimed: ClaimedWords,
    editing: Editing,
    searched: Searched,
    note: str,
    matches: Sequence[Match] = (),
    matches_total: int = 0,
    changes: Sequence[Change] = (),
    nearest: NearestPassage | None = None,
) -> PlainVerdict:
    return PlainVerdict(
        verdict=kind,
        wording=wording,
        attribution=attribution,
        claimed=claimed,
        matches=list(matches),
        matches_total=matches_total,
        omitted=list(editing.omitted),
        inserted=list(editing.inserted),
        marks=_list_reference_marks(editing),
        markup=list(editing.variant.markup),
        changes=list(changes),
        nearest=nearest,
        searched=searched,
        note=note,
    )


def _list_reference_marks(editing: Editing) -> list[ReferenceMark]:
    """Return the reference marks that a claim and the text are read without."""
    in_claim = (ReferenceMark(text=mark, side=MarkSide.CLAIM) for mark in editing.variant.marks)
    return [*in_claim, *(ReferenceMark(text=mark, side=MarkSide.TEXT) for mark in editing.marks)]


def _make_match(session: Session, attributed: AttributedMatch) -> Match:
    match, quote = attributed.match, attributed.quote
    editing = match.editing
    lines = passage_lookup.read_lines(session, match.article.id, match.span, CONTEXT_REACH)
    span = match.span.shift(-lines.excerpt_start)
    prefix, suffix = verbatim.cut_surroundings(lines.excerpt, span)
    text = lines.excerpt[slice(*lines.span_in_excerpt)]
    here = match.span.shift(-lines.span.start)
    context = verbatim.find_sentences(text, here)
    resumed = _find_resumption(attributed, text, lines.span.start)
    cuts = verbatim.find_cuts(text, here, context, resumed)
    return Match(
        article=match.article,
        quote=quote and _refer(quote),
        enclosing=[_refer(one) for one in attributed.enclosing],
        statement=quote and quote.statement,
        speakers=list(quote.speakers) if quote else [],
        start=match.span.start,
        end=match.span.end,
        exact=lines.excerpt[slice(*span)],
        prefix=prefix,
        suffix=suffix,
        wording=match.wording,
        omitted=list(editing.omitted),
        marks=_list_reference_marks(editing),
        cuts=[
            Cut(text=cut.text, **cut.span.shift(lines.span.start)._asdict(), side=cut.side) for cut in cuts
        ],
        extent=_get_extent(attributed, suffix),
        context=text[slice(*context)],
        attribution=attributed.attribution,
    )


def _find_resumption(attributed: AttributedMatch, text: str, offset: int) -> int | None:
    """Return where a quotation goes on in a text, if the reporter interrupts its sentence behind the match.

    The text begins at `offset`.
    """
    match, quote = attributed.match, attributed.quote
    following = next((one for one in match.quotes if quote and one.continues_id == quote.id), None)
    if quote is None or following is None or match.chain:
        return None
    rest = text[match.span.end - offset : quote.span.end - offset]
    start = following.span.start - offset
    return start if not rest.strip(" ,") and start < len(text) else None


def _get_extent(attributed: AttributedMatch, suffix: str) -> Extent | None:
    """Return how much of its quotation a match is. A full stop at the quotation's end does not count."""
    match, quote = attributed.match, attributed.quote
    if quote is None or not attributed.is_quotation:
        return None
    is_part = quote.is_continued or quote.continues_id is not None
    if is_part and not match.chain:
        return Extent.EXCERPT
    last = match.chain[-1] if match.chain else quote
    gap = last.span.end - match.span.end
    is_to_end = gap == 0 or (gap == 1 and suffix.startswith(tuple(FINAL_STOPS)))
    return Extent.WHOLE if match.span.start == quote.span.start and is_to_end else Extent.EXCERPT


def _to_certainty(value: str | None) -> Certainty | None:
    return None if value is None else Certainty(value)


def _refer(quote: QuoteSpan) -> QuoteReference:
    return QuoteReference(
        id=quote.id,
        type=QuoteType(quote.type),
        start=quote.span.start,
        end=quote.span.end,
        certainty=QuoteCertainty(
            speaker=_to_certainty(quote.speaker_certainty),
            addressee=_to_certainty(quote.addressee_certainty),
            statement=_to_certainty(quote.statement_certainty),
        ),
    )


def _make_nearest(near: NearMatch, compared: Comparison) -> NearestPassage:
    match, quote = near.attributed.match, near.attributed.quote
    return NearestPassage(
        article=match.article,
        quote=quote and _refer(quote),
        statement=quote and quote.statement,
        speakers=list(quote.speakers) if quote else [],
        start=match.span.start,
        end=match.span.end,
        exact=near.text,
        difference=[Step(kind=one.kind, claim=one.claim, text=one.text) for one in compared.differences],
        similarity=compared.similarity,
        attribution=near.attributed.attribution,
    )
