"""Verify a claim: one verdict over two questions.

Are these the words (`wording`), and whose are they (`attribution`)? The search finds all matches. Each is
attributed by the spans of quotes alone, never by how similar two texts are.
"""

from sqlmodel import Session

from app import verbatim
from app.errors import Fault, InvalidRequest
from app.schemas.verdicts import (
    MATCHES_SHOWN_MAX,
    Claim,
    ClaimedQuotation,
    ClaimedWords,
    PlainVerdict,
    Verdict,
)
from app.services.catalog import integrity, references
from app.services.index import follow
from app.services.verification import answers
from app.services.verification.attribution import AttributedMatch, get_display_order
from app.services.verification.context import Deadline, VerificationContext
from app.services.verification.elided_match import find_elided_matches
from app.services.verification.literal_match import find_literal_matches
from app.services.verification.near_match import find_near_match
from app.services.verification.scope import Scope, count_searched
from app.services.verification.splice import is_splice
from app.verbatim import Span
from app.verbatim.comparing import compare
from app.vocabulary import Attribution, VerdictKind, Wording

SECONDS = 2.0
"""The time limit for one claim."""
UNQUOTED = (VerdictKind.NOT_A_QUOTATION, VerdictKind.ALTERED, VerdictKind.ABSENT)
"""Verdicts over a claim that is no quotation as it is, but may contain some."""


def verify(session: Session, claim: Claim) -> Verdict:
    """Return the verdict over a claim.

    Raises `UnknownSpeaker` or `AmbiguousSpeaker` if no speaker or several have the name, `UnknownReference`
    for an unknown article, `InvalidRequest` for a claim without words or with too many brackets,
    `IndexOutdated` if the indexes may lack words, `OutOfTime` after the time limit, and `DamagedText` if the
    words occur in a text that no longer has its digest. A name that is not understood and a search that is
    not finished say nothing about the claim, so none of these is a verdict.
    """
    deadline = Deadline(SECONDS)
    words = verbatim.strip_quotation_marks(claim.text)
    if not verbatim.has_word(words):
        detail = "There is no letter or digit in the claim, so there is nothing to look for."
        raise InvalidRequest(detail, [Fault("query", "/text", detail)])
    snapshot = follow.open_snapshot(session)
    speaker = (
        references.resolve_speakers(session, [claim.speaker], parameter="speaker")[0]
        if claim.speaker
        else None
    )
    if claim.article is not None:
        references.require_known(session, [claim.article], parameter="article")
    context = VerificationContext(session, snapshot, Scope(claim.article, claim.language), speaker, deadline)
    verdict = verify_words(context, claim.text)
    quotations: list[ClaimedQuotation] = []
    if verdict.verdict in UNQUOTED:
        quotations = [
            _verify_quotation(context, claim.text, at) for at in verbatim.list_quotations(claim.text)
        ]
    return Verdict(**dict(verdict), quotations=quotations)


def verify_words(
    context: VerificationContext, text: str, matches_shown: int = MATCHES_SHOWN_MAX
) -> PlainVerdict:
    """Return the verdict over words, with no more than this number of matches; raises what `verify` does."""
    session, scope = context.session, context.scope
    claimed = ClaimedWords(text=text, speaker=context.speaker)
    matches = _find_matches(context, text)
    if matches:
        searched = count_searched(session, scope, near_complete=True)
        return answers.answer_found(session, claimed, matches, searched, matches_shown)
    variant = verbatim.read_plainly(text)
    words = verbatim.strip_quotation_marks(variant.text)
    near, is_near_complete = find_near_match(context, words)
    searched = count_searched(session, scope, near_complete=is_near_complete)
    if near is None:
        return answers.answer_absent(claimed, variant, searched)
    integrity.get_checked_text(session, near.attributed.match.article.id)
    context.deadline.check()
    compared = compare(
        words if near.respelling else verbatim.drop_citing_stop(words, near.text),
        near.text,
        respelling=near.respelling,
        known=near.known,
        asides=near.asides,
    )
    is_spliced = (near.is_across and compared.is_joined) or is_splice(context, near)
    compared = compared._replace(changes=compared.list_changes(is_splice=is_spliced))
    return answers.answer_near(claimed, variant, near, compared, searched)


def _verify_quotation(context: VerificationContext, claim: str, span: Span) -> ClaimedQuotation:
    words = claim[slice(*span)]
    return ClaimedQuotation(text=words, start=span.start, end=span.end, verdict=verify_words(context, words))


def _find_matches(context: VerificationContext, claim: str) -> list[AttributedMatch]:
    """Return the matches of a claim in the order of display."""
    matches = find_literal_matches(context, claim)
    is_literal = any(one.match.wording != Wording.ELIDED for one in matches)
    is_own = any(one.attribution == Attribution.CLAIMED for one in matches)
    # Another speaker may have said literally what the claimed speaker said with an omission.
    if not is_literal or (context.speaker and not is_own):
        known = {one.match.place for one in matches}
        try:
            elided = find_elided_matches(context, claim)
        except verbatim.TooManyReadings:
            detail = "The claim has more brackets than can be read in all ways. Remove some."
            raise InvalidRequest(detail, [Fault("query", "/text", detail)]) from None
        matches += [one for one in elided if one.match.place not in known]
    return sorted(matches, key=get_display_order)
