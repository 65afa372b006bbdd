"""Verify a claim: one verdict over two questions.

Are these the words (`wording`), and whose are they (`attribution`)? The search finds all matches. Each is
attributed by the spans of quotes alone, never by how similar two texts are.
"""

from collections.abc import Sequence

from sqlmodel import Session

from app import verbatim
from app.errors import Fault, InvalidRequest
from app.schemas.verdicts import (
    MATCHES_COUNTED_MAX,
    MATCHES_SHOWN_MAX,
    Claim,
    ClaimedQuotation,
    ClaimedWords,
    Cut,
    Match,
    NearestPassage,
    PlainVerdict,
    QuoteReference,
    ReferenceMark,
    Searched,
    Step,
    Verdict,
)
from app.services.catalog import integrity, references
from app.services.index import version
from app.services.index.passages import OVERLAP, QUOTATION_TOKEN
from app.services.verification import passage_lookup
from app.services.verification.attribution import AttributedMatch, get_display_order, pick_deciding
from app.services.verification.context import Deadline, VerificationContext
from app.services.verification.elided_match import find_elided_matches
from app.services.verification.literal_match import find_literal_matches
from app.services.verification.matching import MARGIN
from app.services.verification.near_match import NEAR_WORDS_MIN, NearMatch, find_near_match, has_quoted
from app.services.verification.passage_lookup import QuoteSpan
from app.services.verification.scope import Scope, count_searched
from app.verbatim import Span, Variant
from app.verbatim.changes import Change
from app.verbatim.characters import FINAL_STOPS, SENTENCE_ENDS
from app.verbatim.comparing import Comparison, compare
from app.verbatim.respelling import Cause
from app.vocabulary import Attribution, Extent, MarkSide, QuoteType, VerdictKind, Wording

SECONDS = 2.0
"""The time limit for one claim."""
CONTEXT_REACH = 2_000
"""Code points before and after a match within which the full sentences around it are looked for."""
CUTS_NAMED = 10
"""Negations and conditions that a note names; `cuts` has them all."""
UNQUOTED = (VerdictKind.NOT_A_QUOTATION, VerdictKind.ALTERED, VerdictKind.ABSENT)
"""Verdicts over a claim that is no quotation as it is, but may hold some."""
SPEAKERS_NAMED, NAME_SHOWN = 10, 200
"""Speakers that a note names, and code points of their names; `speakers` has them all."""


def verify(session: Session, claim: Claim) -> Verdict:
    """Return the verdict over a claim.

    Raises `UnknownSpeaker` or `AmbiguousSpeaker` if no speaker or several have the name, `UnknownReference`
    for an unknown article, `InvalidRequest` for a claim without words, `IndexOutdated` if the indexes may
    lack words, `OutOfTime` after the time limit, and `DamagedText` if the words occur in a text that no
    longer has its digest. A name that is not understood and a search that is not finished say nothing about
    the claim, so none of these is a verdict.
    """
    deadline = Deadline(SECONDS)
    words = verbatim.strip_marks(claim.text)
    if not verbatim.has_word(words):
        detail = "There is no letter or digit in the claim, so there is nothing to look for."
        raise InvalidRequest(detail, [Fault("query", "/text", detail)])
    version.require_current(session)  # before the name: how it is folded depends on Unicode, too
    speaker = (
        references.resolve_speakers(session, [claim.speaker], parameter="speaker")[0]
        if claim.speaker
        else None
    )
    if claim.article is not None:
        references.require_articles(session, [claim.article])
    context = VerificationContext(session, Scope(claim.article, claim.language), speaker, deadline)
    verdict = _verify_words(context, claim.text)
    quotations: list[ClaimedQuotation] = []
    if verdict.verdict in UNQUOTED:
        quotations = [
            _verify_quotation(context, claim.text, at) for at in verbatim.list_quotations(claim.text)
        ]
    return Verdict(**dict(verdict), quotations=quotations)


def _verify_words(context: VerificationContext, text: str) -> PlainVerdict:
    claimed = ClaimedWords(text=text, speaker=context.speaker)
    matches = _find_matches(context, text)
    if matches:
        return _answer(context, claimed, matches)
    variant = verbatim.read_plainly(text)
    words = verbatim.strip_marks(variant.text)
    near, near_complete = find_near_match(context, words)
    searched = count_searched(context.session, context.scope, near_complete=near_complete)
    if near is None:
        return _answer_absent(claimed, variant, searched)
    return _answer_near(context, claimed, variant, near, searched)


def _verify_quotation(context: VerificationContext, claim: str, span: Span) -> ClaimedQuotation:
    words = claim[slice(*span)]
    return ClaimedQuotation(text=words, start=span.start, end=span.end, verdict=_verify_words(context, words))


def _find_matches(context: VerificationContext, claim: str) -> list[AttributedMatch]:
    """Return the matches of a claim in the order of display."""
    matches = find_literal_matches(context, claim)
    is_literal = any(one.match.wording != Wording.ELIDED for one in matches)
    is_own = any(one.attribution == Attribution.CLAIMED for one in matches)
    # Another speaker may have said literally what the claimed speaker said with an omission.
    if not is_literal or (context.speaker and not is_own):
        known = {(one.match.article.id, one.match.span) for one in matches}
        elided = _find_elided_matches(context, claim)
        matches += [one for one in elided if (one.match.article.id, one.match.span) not in known]
    return sorted(matches, key=get_display_order)


def _find_elided_matches(context: VerificationContext, claim: str) -> list[AttributedMatch]:
    try:
        return find_elided_matches(context, claim)
    except verbatim.TooManyReadings:
        detail = "The claim has more brackets than can be read in all ways. Remove some."
        raise InvalidRequest(detail, [Fault("query", "/text", detail)]) from None


def _answer(
    context: VerificationContext, claimed: ClaimedWords, found: Sequence[AttributedMatch]
) -> PlainVerdict:
    deciding = pick_deciding(found)
    shown = list(found[:MATCHES_SHOWN_MAX])
    if deciding not in shown:
        shown[-1] = deciding
    for article_id in {one.match.article.id for one in shown}:
        integrity.get_checked_text(context.session, article_id)
    matches = [_make_match(context.session, one) for one in shown]
    editing = deciding.match.editing
    return PlainVerdict(
        verdict=deciding.verdict,
        wording=deciding.match.wording,
        attribution=deciding.attribution,
        claimed=claimed,
        matches=matches,
        matches_total=min(len(found), MATCHES_COUNTED_MAX),
        omitted=list(editing.omitted),
        inserted=list(editing.inserted),
        marks=_list_marks(editing.variant, editing.marks),
        markup=list(editing.variant.markup),
        changes=[],
        nearest=None,
        searched=count_searched(context.session, context.scope, near_complete=True),
        note=_write_note(deciding, matches[shown.index(deciding)]),
    )


def _list_marks(variant: Variant, in_text: Sequence[str] = ()) -> list[ReferenceMark]:
    """Return the reference marks that a claim and the text are read without."""
    in_claim = (ReferenceMark(text=mark, side=MarkSide.CLAIM) for mark in variant.marks)
    return [*in_claim, *(ReferenceMark(text=mark, side=MarkSide.TEXT) for mark in in_text)]


def _make_match(session: Session, attributed: AttributedMatch) -> Match:
    match, quote = attributed.match, attributed.quote
    editing = match.editing
    lines = passage_lookup.read_lines(session, match.article.id, match.span, CONTEXT_REACH)
    span = match.span.shift(-lines.excerpt_start)
    prefix, suffix = verbatim.surroundings(lines.excerpt, span)
    text = lines.excerpt[slice(*lines.span_in_excerpt)]
    here = match.span.shift(-lines.span.start)
    context = verbatim.find_sentences(text, here)
    cuts = verbatim.find_cuts(text, here, context)
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
        marks=_list_marks(editing.variant, editing.marks),
        cuts=[_make_cut(one, lines.span.start) for one in cuts],
        extent=_get_extent(attributed, suffix),
        context=text[slice(*context)],
        attribution=attributed.attribution,
    )


def _make_cut(cut: verbatim.Cut, offset: int) -> Cut:
    span = cut.span.shift(offset)
    return Cut(text=cut.text, start=span.start, end=span.end, side=cut.side)


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
    is_to_end = gap == 0 or (gap == 1 and suffix[:1] in tuple(FINAL_STOPS))
    return Extent.WHOLE if match.span.start == quote.span.start and is_to_end else Extent.EXCERPT


def _refer(quote: QuoteSpan) -> QuoteReference:
    return QuoteReference(id=quote.id, type=QuoteType(quote.type), start=quote.span.start, end=quote.span.end)


def _answer_near(
    context: VerificationContext, claimed: ClaimedWords, variant: Variant, near: NearMatch, searched: Searched
) -> PlainVerdict:
    words = verbatim.strip_marks(variant.text)
    integrity.get_checked_text(context.session, near.attributed.match.article.id)
    # Where only the claim ends with a full stop, it belongs to the sentence that cites it.
    without_stop = verbatim.fold_final_stop(words)
    if (
        without_stop is not None
        and near.respelling is None
        and near.text[-1] not in (words[-1], *SENTENCE_ENDS)
    ):
        words = without_stop
    context.deadline.check()
    compared = compare(
        words,
        near.text,
        respelling=near.respelling,
        known=near.known,
        asides=near.asides,
    )
    is_splice = (near.is_across and compared.is_joined) or _is_splice(context, near)
    changes = {*compared.changes, *([Change.SPLICE] if is_splice else [])}
    # Where words and marks are the same, they are set otherwise: there is no other name for that.
    changes = changes or {Change.PUNCTUATION}
    return PlainVerdict(
        verdict=VerdictKind.ALTERED,
        wording=Wording.ALTERED,
        attribution=near.attributed.attribution,
        claimed=claimed,
        matches=[],
        matches_total=0,
        omitted=[],
        inserted=[],
        marks=_list_marks(variant),
        markup=list(variant.markup),
        changes=[kind for kind in Change if kind in changes],
        nearest=_make_nearest(near, compared),
        searched=searched,
        note=_write_near_note(near),
    )


def _write_near_note(near: NearMatch) -> str:
    causes = near.respelling.causes if near.respelling else []
    seen = {
        Cause.LETTERSPACED: "The claim is letterspaced, and was read with its letters joined.",
        Cause.TEX: "The claim has letters written in TeX, and was read with these letters.",
    }
    return " ".join(
        [
            *(seen[cause] for cause in causes),
            "These are not the words of any article here. The nearest passage differs as `difference` shows; "
            "how alike the two are says nothing about truth.",
        ]
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


def _is_splice(context: VerificationContext, near: NearMatch) -> bool:
    """Tell whether the longest run of words that the passage lacks occurs in another quotation.

    Or in another line, if the passage is within no quotation. Words that introduce a quotation in the claim
    are no part of a splice, though a reporter may have written them elsewhere.
    """
    if len(near.rest) < NEAR_WORDS_MIN:
        return False
    match, quote = near.attributed.match, near.attributed.quote
    own = quote.span if quote else match.span
    phrase = near.rest[: OVERLAP + 1]
    token = QUOTATION_TOKEN if near.attributed.is_quotation else None
    for hits in passage_lookup.find_phrase(
        context.session,
        phrase,
        context.scope,
        margin=MARGIN,
        size=passage_lookup.FEW_HITS,
        filter_token=token,
    ):
        others = [hit for hit in hits if hit.article.id != match.article.id or not hit.span.overlaps(own)]
        if others and (token is None or has_quoted(context, phrase, others)):
            return True
    return False


def _answer_absent(claimed: ClaimedWords, variant: Variant, searched: Searched) -> PlainVerdict:
    return PlainVerdict(
        verdict=VerdictKind.ABSENT,
        wording=Wording.ABSENT,
        attribution=Attribution.UNCLAIMED if claimed.speaker is None else Attribution.NONE,
        claimed=claimed,
        matches=[],
        matches_total=0,
        omitted=[],
        inserted=[],
        marks=_list_marks(variant),
        markup=list(variant.markup),
        changes=[],
        nearest=None,
        searched=searched,
        note=f"These words do not occur in the articles searched ({searched.articles}). That does not prove "
        "that they were never said. A claim in another language than the articles cannot be compared with "
        "them.",
    )


def _write_note(deciding: AttributedMatch, match: Match) -> str:
    """Return what a reader of the verdict must know."""
    meaning = {
        VerdictKind.VERIFIED: "These words occur in a quotation of the article.",
        VerdictKind.MISATTRIBUTED: "By the article these are the words of the `speakers` of the matches.",
        VerdictKind.UNATTRIBUTED: "The words occur in quotation marks, but the article does not say clearly "
        "whose they are.",
        VerdictKind.NOT_A_QUOTATION: "The words occur in the article, but not within one quotation: as they "
        "are claimed they are the reporter's.",
        VerdictKind.ELIDED: "The words occur in one quotation, with what `omitted` and `inserted` show.",
    }[deciding.verdict]
    notes = [meaning]
    if match.cuts:
        words = ", ".join(f"“{cut.text}”" for cut in match.cuts[:CUTS_NAMED])
        notes.insert(0, f"Right outside the match the same sentence has {words}: read `context`.")
    if deciding.verdict == VerdictKind.VERIFIED and len(match.speakers) > 1:
        shared = ", ".join(speaker.name[:NAME_SHOWN] for speaker in match.speakers[:SPEAKERS_NAMED])
        more = len(match.speakers) - SPEAKERS_NAMED
        notes.append(f"The quotation is shared by {shared}{f' and {more} more' if more > 0 else ''}.")
    if match.extent == Extent.EXCERPT:
        notes.append("They are an excerpt: read `context`.")
    notes.append(
        "The attribution is the article's, and verbatim in an article is not verbatim uttered: the article "
        "may be a translation."
    )
    return " ".join(notes)
