"""Answer whether somebody really said something: one verdict over two questions.

Are these the words (`wording`), and whose are they (`attribution`)? Searching finds every place;
what is decided here is decided by spans and quotes alone, and never by how alike two texts are.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlmodel import Session

from app import verbatim
from app.errors import Fault, InvalidRequest
from app.models import Article, Corpus, Quote, table
from app.schemas import resources, verdicts
from app.schemas.resources import ArticleReference, SpeakerReference, StatementReference
from app.schemas.verdicts import Claim, Match, NearestPassage, QuoteReference, Searched, Step, Verdict
from app.services import names, passages, searching
from app.services import quotes as quote_service
from app.services.passages import Scope
from app.services.searching import Clock, Finding, Passage
from app.verbatim import Span
from app.verbatim.comparing import Change, compare
from app.vocabulary import Attribution, Certainty, Extent, QuoteType, Ruling, Wording

SECONDS = 2.0
"""The time that a claim has."""
ORDER = list(Ruling)
ARTICLE, QUOTE, CORPUS = table(Article).c, table(Quote).c, table(Corpus).c


class Ruled(NamedTuple):
    """A finding, what decides over it, and how."""

    finding: Finding
    holder: Passage | None
    enclosing: list[Passage]
    attribution: Attribution
    ruling: Ruling


def verify(session: Session, claim: Claim) -> Verdict:
    """Return the verdict over a claim.

    Raises `UnknownSpeaker` or `AmbiguousSpeaker` if nobody or several go by the speaker's name,
    `UnknownReference` for an unknown article, `InvalidRequest` for a claim without words, and
    `OutOfTime` if it takes too long: a name that is not understood and a search that is not
    finished say nothing of the claim.
    """
    clock = Clock(SECONDS)
    words = verbatim.strip_marks(claim.text)
    if not verbatim.has_word(words):
        detail = "There is no letter or digit in the claim, so there is nothing to look for."
        raise InvalidRequest(detail, [Fault("query", "/text", detail)])
    speaker = (
        names.resolve_speakers(session, [claim.speaker], parameter="speaker")[0] if claim.speaker else None
    )
    if claim.article is not None:
        names.require_articles(session, [claim.article])
    scope = Scope(claim.article, claim.language)
    ruled = _search(session, words, speaker, scope, clock)
    claimed = verdicts.ClaimedWords(text=claim.text, speaker=speaker)
    if not ruled:
        near, is_complete = searching.find_near(session, words, scope, clock)
        searched = _count(session, scope, near_complete=is_complete)
        if near is None:
            return _answer_absent(claimed, searched)
        return _answer_near(session, claimed, words, near, scope, searched)
    return _answer(session, claimed, ruled, _count(session, scope, near_complete=True))


def _search(session: Session, words: str, speaker: str | None, scope: Scope, clock: Clock) -> list[Ruled]:
    """Return all places where the claim stands, those that decide first."""
    found = searching.find_literal(session, words, scope, clock)
    if not any(one.wording != Wording.ELIDED for one in found):
        found += searching.find_elided(session, words, scope, clock)
    quotes = searching.read_quotes(session, [finding.article_id for finding in found])
    ruled = [rule(finding, quotes[finding.article_id], speaker) for finding in found]
    ruled.sort(key=_rank)
    return ruled


def _rank(one: Ruled) -> tuple[bool, bool, str, int]:
    is_claimed = one.attribution in (Attribution.CLAIMED, Attribution.UNCLAIMED)
    is_quotation = one.holder is not None and one.holder.is_quotation
    return not is_claimed, not is_quotation, one.finding.article_id, one.finding.span.start


def rule(finding: Finding, quotes: Sequence[Passage], speaker: str | None) -> Ruled:
    """Return how one place where a claim stands is to be taken: the innermost quotation around it decides."""
    holding = [quote for quote in quotes if _holds(quote, finding, quotes)]
    holding.sort(key=lambda quote: (quote.span.end - quote.span.start, quote.id))
    quotation = next((quote for quote in holding if quote.is_quotation), None)
    holder = quotation or next(iter(holding), None)
    enclosing = [quote for quote in holding if quote is not holder]
    attribution = _attribute(quotation, speaker)
    return Ruled(finding, holder, enclosing, attribution, _rule(finding.wording, quotation, attribution))


def _holds(quote: Passage, finding: Finding, quotes: Sequence[Passage]) -> bool:
    if finding.chain_id is not None and quote.id == finding.chain_id:
        return True
    return quote.span.start <= finding.span.start and finding.span.end <= quote.span.end


def _attribute(quotation: Passage | None, speaker: str | None) -> Attribution:
    if quotation is None or quotation.type == QuoteType.TERM or not quotation.speakers:
        return Attribution.NONE
    if quotation.certainty == Certainty.AMBIGUOUS:
        return Attribution.AMBIGUOUS
    if speaker is None:
        return Attribution.UNCLAIMED
    return Attribution.CLAIMED if speaker in quotation.speakers else Attribution.OTHER


def _rule(wording: Wording, quotation: Passage | None, attribution: Attribution) -> Ruling:
    if quotation is None:
        return Ruling.NOT_A_QUOTATION
    if attribution == Attribution.OTHER:
        return Ruling.MISATTRIBUTED
    if wording == Wording.ELIDED:
        return Ruling.ELIDED
    if attribution in (Attribution.NONE, Attribution.AMBIGUOUS):
        return Ruling.UNATTRIBUTED
    return Ruling.VERIFIED


def _answer(
    session: Session, claimed: verdicts.ClaimedWords, ruled: Sequence[Ruled], searched: Searched
) -> Verdict:
    # What the claimed speaker said with something left out is not misattributed because somebody else
    # said it, too. Where several places lead to one verdict, the wording closest to the claim stands for it.
    wordings = list(Wording)
    own = [one for one in ruled if one.attribution == Attribution.CLAIMED]
    best = min(own or ruled, key=lambda one: (ORDER.index(one.ruling), wordings.index(one.finding.wording)))
    shown = [*(one for one in ruled if one is best), *(one for one in ruled if one is not best)]
    matches = _make_matches(session, shown[: verdicts.MATCHES_SHOWN_MAX])
    return Verdict(
        verdict=best.ruling,
        wording=best.finding.wording,
        attribution=best.attribution,
        claimed=claimed,
        matches=matches,
        matches_total=min(len(ruled), verdicts.MATCHES_COUNTED_MAX),
        omitted=list(best.finding.omitted),
        inserted=list(best.finding.inserted),
        changes=[],
        nearest=None,
        searched=searched,
        note=_note(best, matches[0]),
    )


def _make_matches(session: Session, ruled: Sequence[Ruled]) -> list[Match]:
    shown = _read_quotes(session, {one.holder.id for one in ruled if one.holder})
    return [_make_match(session, one, shown) for one in ruled]


def _read_quotes(session: Session, quote_ids: set[str]) -> dict[str, resources.Quote]:
    query = quote_service.select_quotes().where(QUOTE.id.in_(sorted(quote_ids)))
    return {quote.id: quote for quote in quote_service.assemble(session, session.execute(query))}


def _make_match(session: Session, ruled: Ruled, shown: dict[str, resources.Quote]) -> Match:
    finding, holder = ruled.finding, ruled.holder
    quote = shown[holder.id] if holder else None
    begin, line = passages.read_lines(session, finding.article_id, finding.span)
    span = Span(finding.span.start - begin, finding.span.end - begin)
    prefix, suffix = passages.read_surroundings(session, finding.article_id, finding.span)
    exact = line[slice(*span)]
    extent = None
    if quote is not None and holder is not None and holder.is_quotation:
        is_whole = verbatim.fold_final_stop(quote.exact) == exact or finding.span == holder.span
        extent = Extent.WHOLE if is_whole else Extent.EXCERPT
    return Match(
        article=_refer_to_article(session, finding.article_id),
        quote=holder and _refer(holder),
        enclosing=[_refer(one) for one in ruled.enclosing],
        statement=quote.statement if quote else None,
        speakers=quote.speakers if quote else [],
        start=finding.span.start,
        end=finding.span.end,
        exact=exact,
        prefix=prefix,
        suffix=suffix,
        wording=finding.wording,
        extent=extent,
        context=line[slice(*verbatim.find_sentences(line, span))],
        attribution=ruled.attribution,
    )


def _refer(quote: Passage) -> QuoteReference:
    return QuoteReference(id=quote.id, type=QuoteType(quote.type), start=quote.span.start, end=quote.span.end)


def _refer_to_article(session: Session, article_id: str) -> ArticleReference:
    row = session.execute(
        select(ARTICLE.id, ARTICLE.headline, ARTICLE.sha256).where(ARTICLE.id == article_id)
    ).one()
    return ArticleReference(id=row.id, headline=row.headline, sha256=row.sha256)


def _answer_near(
    session: Session,
    claimed: verdicts.ClaimedWords,
    words: str,
    near: searching.Near,
    scope: Scope,
    searched: Searched,
) -> Verdict:
    quotes = searching.read_quotes(session, [near.article_id])[near.article_id]
    finding = Finding(near.article_id, near.span, Wording.ALTERED)
    ruled = rule(finding, quotes, claimed.speaker)
    compared = compare(words, near.text)
    changes = list(compared.changes)
    if _is_splice(session, near, ruled, scope):
        changes.append(Change.SPLICE)
    quote = _read_quotes(session, {ruled.holder.id})[ruled.holder.id] if ruled.holder else None
    speakers: list[SpeakerReference] = quote.speakers if quote else []
    statement: StatementReference | None = quote.statement if quote else None
    nearest = NearestPassage(
        article=_refer_to_article(session, near.article_id),
        quote=ruled.holder and _refer(ruled.holder),
        statement=statement,
        speakers=speakers,
        start=near.span.start,
        end=near.span.end,
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


def _is_splice(session: Session, near: searching.Near, ruled: Ruled, scope: Scope) -> bool:
    """Tell whether the longest run of words that the passage lacks stands in another quotation or line."""
    if len(near.rest) < searching.NEAR_WORDS_MIN:
        return False
    phrase = near.rest[: passages.OVERLAP + 1]
    own = ruled.holder.span if ruled.holder else near.span
    return any(
        place.article_id != near.article_id or place.start >= own.end or place.end <= own.start
        for place in passages.find_phrase(session, phrase, scope)
    )


def _answer_absent(claimed: verdicts.ClaimedWords, searched: Searched) -> Verdict:
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


def _count(session: Session, scope: Scope, *, near_complete: bool) -> Searched:
    """Return how much the filters leave to be searched."""
    articles = select(func.count()).select_from(table(Article)).where(*scope.conditions())
    quotes = select(func.count()).select_from(table(Quote))
    if scope != Scope():
        quotes = quotes.join(table(Article), QUOTE.article_id == ARTICLE.id).where(*scope.conditions())
    return Searched(
        articles=session.execute(articles).scalar_one(),
        quotes=session.execute(quotes).scalar_one(),
        revision=session.execute(select(CORPUS.revision)).scalar_one(),
        near_complete=near_complete,
    )


def _note(best: Ruled, match: Match) -> str:
    """Return what a reader of the verdict must know."""
    said = {
        Ruling.VERIFIED: "These words stand in a quotation of the article.",
        Ruling.MISATTRIBUTED: "By the article these are the words of the `speakers` of the matches.",
        Ruling.UNATTRIBUTED: "The words stand in quotation marks, but the article leaves their speaker open.",
        Ruling.NOT_A_QUOTATION: "The words stand in the article, but not within one quotation: as they are "
        "claimed they are the reporter's.",
        Ruling.ELIDED: "The words stand in one quotation, with what `omitted` and `inserted` show.",
    }[best.ruling]
    notes = [said]
    if best.ruling == Ruling.VERIFIED and len(match.speakers) > 1:
        shared = ", ".join(speaker.name for speaker in match.speakers)
        notes.append(f"The quotation is shared by {shared}.")
    if match.extent == Extent.EXCERPT:
        notes.append("They are an excerpt: read `context`.")
    notes.append(
        "The attribution is the article's, and verbatim in an article is not verbatim uttered: the article "
        "may be a translation."
    )
    return " ".join(notes)
