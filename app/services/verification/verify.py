"""Answer whether somebody really said something: one verdict over two questions.

Are these the words (`wording`), and whose are they (`attribution`)? Searching finds every place,
and each is ruled over by spans and quotes alone, never by how alike two texts are.
"""

from collections.abc import Sequence

from sqlmodel import Session

from app import verbatim
from app.errors import Fault, InvalidRequest
from app.schemas.verdicts import (
    MATCHES_COUNTED_MAX,
    MATCHES_SHOWN_MAX,
    Claim,
    ClaimedWords,
    Match,
    NearestPassage,
    QuoteReference,
    Searched,
    Step,
    Verdict,
)
from app.services.catalog import integrity, references
from app.services.index.passages import OVERLAP
from app.services.verification import matching, near_match, passage_lookup
from app.services.verification.attribution import Ruled, choose, rank
from app.services.verification.matching import Clock, Search
from app.services.verification.near_match import Near
from app.services.verification.passage_lookup import Holder
from app.services.verification.scope import Scope, count_searched
from app.verbatim import Span
from app.verbatim.characters import FINAL_STOPS
from app.verbatim.comparing import Change, compare
from app.vocabulary import Attribution, Extent, QuoteType, Ruling, Wording

SECONDS = 2.0
"""The time that a claim has."""
CONTEXT_REACH = 2_000
"""Code points before and after a match in which the full sentences around it are sought."""
SPEAKERS_NAMED, NAME_SHOWN = 10, 200
"""Speakers that a note names, and code points of their names; `speakers` has them all."""


def verify(session: Session, claim: Claim) -> Verdict:
    """Return the verdict over a claim.

    Raises `UnknownSpeaker` or `AmbiguousSpeaker` if nobody or several go by the speaker's name,
    `UnknownReference` for an unknown article, `InvalidRequest` for a claim without words,
    `OutOfTime` if it takes too long, and `DamagedText` where the words stand in a text that is not
    the one that was proved: a name that is not understood and a search that is not finished say
    nothing of the claim.
    """
    clock = Clock(SECONDS)
    words = verbatim.strip_marks(claim.text)
    if not verbatim.has_word(words):
        detail = "There is no letter or digit in the claim, so there is nothing to look for."
        raise InvalidRequest(detail, [Fault("query", "/text", detail)])
    speaker = (
        references.resolve_speakers(session, [claim.speaker], parameter="speaker")[0]
        if claim.speaker
        else None
    )
    if claim.article is not None:
        references.require_articles(session, [claim.article])
    search = Search(session, Scope(claim.article, claim.language), speaker, clock)
    claimed = ClaimedWords(text=claim.text, speaker=speaker)
    ruled = _find(search, claim.text)
    if ruled:
        return _answer(search, claimed, ruled)
    near, near_complete = near_match.find_near(search, words)
    searched = count_searched(session, search.scope, near_complete=near_complete)
    if near is None:
        return _answer_absent(claimed, searched)
    return _answer_near(search, claimed, words, near, searched)


def _find(search: Search, claim: str) -> list[Ruled]:
    """Return the places where the claim stands, in the order in which they are shown."""
    ruled = matching.find_literal(search, claim)
    is_literal = any(one.finding.wording != Wording.ELIDED for one in ruled)
    is_own = any(one.attribution == Attribution.CLAIMED for one in ruled)
    # What somebody else said literally the claimed speaker may have said with something left out.
    if not is_literal or (search.speaker and not is_own):
        known = {(one.finding.article.id, one.finding.span) for one in ruled}
        elided = _find_elided(search, claim)
        ruled += [one for one in elided if (one.finding.article.id, one.finding.span) not in known]
    return sorted(ruled, key=rank)


def _find_elided(search: Search, claim: str) -> list[Ruled]:
    try:
        return matching.find_elided(search, claim)
    except verbatim.TooManyReadings:
        detail = "The claim has more brackets than can be read in all ways. Leave some out."
        raise InvalidRequest(detail, [Fault("query", "/text", detail)]) from None


def _answer(search: Search, claimed: ClaimedWords, ruled: Sequence[Ruled]) -> Verdict:
    deciding = choose(ruled)
    shown = list(ruled[:MATCHES_SHOWN_MAX])
    if deciding not in shown:
        shown[-1] = deciding
    for article_id in {one.finding.article.id for one in shown}:
        integrity.read_text(search.session, article_id)
    matches = [_make_match(search.session, one) for one in shown]
    return Verdict(
        verdict=deciding.ruling,
        wording=deciding.finding.wording,
        attribution=deciding.attribution,
        claimed=claimed,
        matches=matches,
        matches_total=min(len(ruled), MATCHES_COUNTED_MAX),
        omitted=list(deciding.finding.omitted),
        inserted=list(deciding.finding.inserted),
        changes=[],
        nearest=None,
        searched=count_searched(search.session, search.scope, near_complete=True),
        note=_note(deciding, matches[shown.index(deciding)]),
    )


def _make_match(session: Session, ruled: Ruled) -> Match:
    finding, holder = ruled.finding, ruled.holder
    lines = passage_lookup.read_lines(session, finding.article.id, finding.span, CONTEXT_REACH)
    span = Span(finding.span.start - lines.begin, finding.span.end - lines.begin)
    prefix, suffix = verbatim.surroundings(lines.text, span)
    shift = lines.start - lines.begin
    own = lines.text[shift : lines.end - lines.begin]
    context = verbatim.find_sentences(own, Span(span.start - shift, span.end - shift))
    return Match(
        article=finding.article,
        quote=holder and _refer(holder),
        enclosing=[_refer(one) for one in ruled.enclosing],
        statement=holder and holder.statement,
        speakers=list(holder.speakers) if holder else [],
        start=finding.span.start,
        end=finding.span.end,
        exact=lines.text[slice(*span)],
        prefix=prefix,
        suffix=suffix,
        wording=finding.wording,
        omitted=list(finding.omitted),
        extent=_measure(ruled, suffix),
        context=own[slice(*context)],
        attribution=ruled.attribution,
    )


def _measure(ruled: Ruled, suffix: str) -> Extent | None:
    """Return how much of the quotation a place is; a full stop at the quotation's end does not count."""
    holder, span = ruled.holder, ruled.finding.span
    if holder is None or not ruled.is_quotation:
        return None
    is_part = holder.is_continued or holder.continues_id is not None
    if is_part and not ruled.finding.chain:
        return Extent.EXCERPT
    last = ruled.finding.chain[-1] if ruled.finding.chain else holder
    gap = last.span.end - span.end
    is_to_end = gap == 0 or (gap == 1 and suffix[:1] in tuple(FINAL_STOPS))
    is_whole = span.start == holder.span.start and is_to_end
    return Extent.WHOLE if is_whole else Extent.EXCERPT


def _refer(quote: Holder) -> QuoteReference:
    return QuoteReference(id=quote.id, type=QuoteType(quote.type), start=quote.span.start, end=quote.span.end)


def _answer_near(
    search: Search, claimed: ClaimedWords, words: str, near: Near, searched: Searched
) -> Verdict:
    ruled = near.ruled
    integrity.read_text(search.session, near.ruled.finding.article.id)
    # A stop at the claim's end that the passage has not is the citing sentence's.
    stopless = verbatim.fold_final_stop(words)
    compared = compare(words if stopless is None or near.text.endswith(words[-1]) else stopless, near.text)
    changes = [*compared.changes, *([Change.SPLICE] if _is_splice(search, near) else [])]
    nearest = NearestPassage(
        article=ruled.finding.article,
        quote=ruled.holder and _refer(ruled.holder),
        statement=ruled.holder and ruled.holder.statement,
        speakers=list(ruled.holder.speakers) if ruled.holder else [],
        start=ruled.finding.span.start,
        end=ruled.finding.span.end,
        exact=near.text,
        difference=[Step(kind=one.kind, claim=one.claim, text=one.text) for one in compared.differences],
        similarity=compared.similarity,
        attribution=ruled.attribution,
    )
    return Verdict(
        verdict=Ruling.ALTERED,
        wording=Wording.ALTERED,
        attribution=ruled.attribution,
        claimed=claimed,
        matches=[],
        matches_total=0,
        omitted=[],
        inserted=[],
        changes=changes,
        nearest=nearest,
        searched=searched,
        note="These are not the words of any article here. The nearest passage differs as `difference` "
        "shows; how alike the two are says nothing about truth.",
    )


def _is_splice(search: Search, near: Near) -> bool:
    """Tell whether the longest run of words that the passage lacks stands in another quotation or line."""
    if len(near.rest) < near_match.NEAR_WORDS_MIN:
        return False
    finding, holder = near.ruled.finding, near.ruled.holder
    own = holder.span if holder else finding.span
    phrase = near.rest[: OVERLAP + 1]
    return any(
        place.article.id != finding.article.id or place.start >= own.end or place.end <= own.start
        for places in passage_lookup.find_phrase(
            search.session, phrase, search.scope, margin=0, size=passage_lookup.FEW_PLACES
        )
        for place in places
    )


def _answer_absent(claimed: ClaimedWords, searched: Searched) -> Verdict:
    return Verdict(
        verdict=Ruling.ABSENT,
        wording=Wording.ABSENT,
        attribution=Attribution.UNCLAIMED if claimed.speaker is None else Attribution.NONE,
        claimed=claimed,
        matches=[],
        matches_total=0,
        omitted=[],
        inserted=[],
        changes=[],
        nearest=None,
        searched=searched,
        note=f"These words do not stand in the {searched.articles} articles searched, which is not to say "
        "that nobody said them. A claim in another language than the articles cannot be compared with them.",
    )


def _note(deciding: Ruled, match: Match) -> str:
    """Return what a reader of the verdict must know."""
    said = {
        Ruling.VERIFIED: "These words stand in a quotation of the article.",
        Ruling.MISATTRIBUTED: "By the article these are the words of the `speakers` of the matches.",
        Ruling.UNATTRIBUTED: "The words stand in quotation marks, but the article leaves their speaker open.",
        Ruling.NOT_A_QUOTATION: "The words stand in the article, but not within one quotation: as they are "
        "claimed they are the reporter's.",
        Ruling.ELIDED: "The words stand in one quotation, with what `omitted` and `inserted` show.",
    }[deciding.ruling]
    notes = [said]
    if deciding.ruling == Ruling.VERIFIED and len(match.speakers) > 1:
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
