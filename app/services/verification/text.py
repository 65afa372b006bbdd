"""Verify a whole text: find its quotations and their speakers by the rules of drafts, and verify each.

What those rules may have misread accuses nobody: then the outcome says so, or there is no verdict.
"""

from collections import Counter
from collections.abc import Callable
from functools import cache

from sqlmodel import Session

from app import verbatim
from app.drafting.draft import make_draft
from app.drafting.marks import find_marked
from app.drafting.values import Draft, DraftQuote, DraftSpeaker
from app.errors import Fault, InvalidRequest, OutOfTime
from app.fulltext.index import Snapshot
from app.languages import LANGUAGES
from app.schemas.fields import NAME_MAX
from app.schemas.resources import SpeakerReference
from app.schemas.verdicts import CLAIM_MAX, PlainVerdict
from app.schemas.whole_texts import (
    TEXT_QUOTATIONS_MAX,
    GivenSpan,
    TextQuotation,
    TextSpeaker,
    TextSummary,
    TextVerdict,
    UnjudgedPassage,
    WholeText,
)
from app.services.catalog import references
from app.services.catalog.near_names import CANDIDATES_MAX
from app.services.index import follow
from app.services.verification.context import Deadline
from app.services.verification.passages import Passage, list_passages
from app.services.verification.quoted import QuotedWords
from app.services.verification.scope import Scope
from app.verbatim import Span
from app.vocabulary import Outcome, QuoteType, SpeakerStatus, Unjudged, VerdictKind

SECONDS = 8.0
"""The time limit for one text: less than a request for a verdict may take."""
WORDS_MIN = 3
"""Words of a quotation that is judged if it is not verified: one or two occur by chance."""
SCORE_MIN = 0.4
"""Score of a quotation that is judged if it is not verified: below, its end is not known."""

ACCUSING = (Outcome.ALTERED, Outcome.MISATTRIBUTED)
LANGUAGES_WITH_RULES = [tag for tag, record in LANGUAGES.items() if record.speech is not None]

WITHOUT_RULES = "No rules are known for the language of the text: the words were verified without speakers."
NOTE = (
    "Rules found the quotations and who speaks, and may be wrong: read the text, too. Everything is said of "
    "these articles: `absent` does not mean that somebody never said it, and verbatim in an article is not "
    "verbatim uttered. What is not in quotation marks was not checked."
)

Find = Callable[[str], TextSpeaker]


def verify_text(session: Session, whole: WholeText) -> TextVerdict:
    """Return the verdicts over the quotations in a text.

    Raises `InvalidRequest` for a text with too many passages in marks, `UnknownReference` for an unknown
    article, `OutOfTime` after the time limit for all of them, and what `verify` raises.
    """
    deadline = Deadline(SECONDS)
    _require_few_passages(whole.text)
    draft = _make_draft(whole.text, whole.language)
    snapshot = follow.open_snapshot(session)
    if whole.article is not None:
        references.require_known(session, [whole.article], parameter="article")
    try:
        judged = _judge_all(session, snapshot, deadline, Scope(whole.article), draft)
    except OutOfTime:
        raise OutOfTime("The text could not be checked in time. Send it in parts.") from None
    quotations = [one for one in judged if isinstance(one, TextQuotation)]
    return TextVerdict(
        language=draft.language,
        summary=_summarize(quotations, len(judged) - len(quotations)),
        quotations=quotations,
        unjudged=[one for one in judged if isinstance(one, UnjudgedPassage)],
        note=NOTE if draft.language in LANGUAGES_WITH_RULES else f"{WITHOUT_RULES} {NOTE}",
    )


def _require_few_passages(text: str) -> None:
    """Refuse a text with too many passages in marks, before a draft reads what is around each of them."""
    count = len(find_marked(text))
    if count > TEXT_QUOTATIONS_MAX:
        detail = f"The text has {count} passages in marks; {TEXT_QUOTATIONS_MAX} are allowed."
        raise InvalidRequest(detail, [Fault("body", "/text", detail)])


def _make_draft(text: str, language: str | None) -> Draft:
    """Return the draft of a text; if it is too short to recognize its language, that of the surest rules."""
    draft = make_draft(text, language)
    if draft.language is not None or not draft.quotes:
        return draft
    drafts = [make_draft(text, tag) for tag in LANGUAGES_WITH_RULES]
    return max([draft, *drafts], key=_rate)


def _rate(draft: Draft) -> float:
    return sum(quote.score for quote in draft.quotes if quote.mention is not None)


def _judge_all(
    session: Session, snapshot: Snapshot, deadline: Deadline, scope: Scope, draft: Draft
) -> list[TextQuotation | UnjudgedPassage]:
    """Judge the passages of a draft; each name is looked up once."""

    @cache
    def find(name: str) -> TextSpeaker:
        deadline.check()
        return _find_speaker(session, name)

    speakers = {one.id: one for one in draft.speakers}
    quoted = QuotedWords(session, snapshot, deadline, scope)
    return [_judge(draft.text, one, speakers, find, quoted) for one in list_passages(draft)]


def _judge(
    text: str, passage: Passage, speakers: dict[str, DraftSpeaker], find: Find, quoted: QuotedWords
) -> TextQuotation | UnjudgedPassage:
    quote, words = passage.quote, passage.words
    if quote.type is QuoteType.TERM or not verbatim.has_word(words):
        return _leave(text, quote.span, Unjudged.TERM)
    if len(words) > CLAIM_MAX:
        return _leave(text, quote.span, Unjudged.UNREADABLE)
    speaker = _read_speaker(text, quote, speakers, find)
    try:
        verdict = quoted.verify(words, speaker.id)
    except InvalidRequest:
        return _leave(text, quote.span, Unjudged.UNREADABLE)
    reason = None if verdict.verdict is VerdictKind.VERIFIED else _read_reason(quote, words)
    if reason is not None:
        return _leave(text, quote.span, reason)
    verdict, outcome = _weigh(passage, speaker, verdict, quoted)
    return TextQuotation(
        **_cut(text, quote.span).model_dump(),
        type=quote.type,
        speaker=speaker,
        outcome=outcome,
        verdict=verdict,
    )


def _weigh(
    passage: Passage, speaker: TextSpeaker, verdict: PlainVerdict, quoted: QuotedWords
) -> tuple[PlainVerdict, Outcome]:
    """Return what is found of a quotation, by itself and with those that it is in or that are in it."""
    outcome = _read_outcome(passage.quote, speaker, verdict.verdict)
    if passage.whole is not None and verdict.verdict is VerdictKind.VERIFIED:
        return quoted.judge_part(passage.whole, speaker.id, verdict, outcome)
    if passage.outside is not None and outcome in ACCUSING:
        is_accused = quoted.accuses(verdict, passage.outside, speaker.id)
        return verdict, outcome if is_accused else Outcome.DOUBTFUL
    return verdict, outcome


def _read_reason(quote: DraftQuote, words: str) -> Unjudged | None:
    """Return why a quotation that is not verified has no verdict, or None if it has one."""
    if quote.score < SCORE_MIN:
        return Unjudged.UNCLEAR
    if len(verbatim.tokenize(words)) < WORDS_MIN:
        return Unjudged.SHORT
    # Scare quotes, and words that are perhaps nobody's.
    return Unjudged.UNCLEAR if quote.type is QuoteType.MIXED and not quote.is_named else None


def _read_outcome(quote: DraftQuote, speaker: TextSpeaker, verdict: VerdictKind) -> Outcome:
    """Return the verdict, unless it rests on a speaker of whom the rules are not sure."""
    if verdict is VerdictKind.VERIFIED:
        is_sure = speaker.id is not None and quote.is_named
        return Outcome.VERIFIED if is_sure else Outcome.WORDS_ONLY
    if verdict is VerdictKind.MISATTRIBUTED and quote.needs_review:
        return Outcome.DOUBTFUL
    return Outcome(verdict)


def _read_speaker(text: str, quote: DraftQuote, speakers: dict[str, DraftSpeaker], find: Find) -> TextSpeaker:
    """Return who speaks according to the text; only the fullest name is looked up.

    Where nobody here goes by it, a part of it that somebody goes by would be another one's.
    """
    named = speakers.get(quote.speaker) if quote.speaker is not None else None
    mention = None if quote.mention is None else _cut(text, quote.mention)
    if named is None:
        return UNNAMED.model_copy(update={"mention": mention})
    found = UNNAMED
    for name in _list_names(named.name, mention):
        found = find(name)
        if found.status is not SpeakerStatus.UNKNOWN:
            break
    return found.model_copy(update={"mention": mention, "certainty": quote.speaker_certainty})


def _list_names(name: str, mention: GivenSpan | None) -> list[str]:
    """Return the names to look up: the mention, where it has more words than the name, then the name."""
    longer = [mention.text] if mention is not None and name in mention.text else []
    return list(dict.fromkeys(one for one in (*longer, name) if len(one) <= NAME_MAX))


UNNAMED = TextSpeaker.model_construct(
    status=SpeakerStatus.UNNAMED, mention=None, name=None, certainty=None, id=None, candidates=[]
)


def _find_speaker(session: Session, name: str) -> TextSpeaker:
    found = references.find_speakers(session, name)
    if len(found) == 1:
        return UNNAMED.model_copy(update={"status": SpeakerStatus.NAMED, "name": name, "id": found[0].id})
    status = SpeakerStatus.SEVERAL if found else SpeakerStatus.UNKNOWN
    candidates = [SpeakerReference(id=one.id, name=one.name) for one in found[:CANDIDATES_MAX]]
    return UNNAMED.model_copy(update={"status": status, "name": name, "candidates": candidates})


def _cut(text: str, span: Span) -> GivenSpan:
    return GivenSpan(text=text[slice(*span)], start=span.start, end=span.end)


def _leave(text: str, span: Span, reason: Unjudged) -> UnjudgedPassage:
    return UnjudgedPassage(**_cut(text, span).model_dump(), reason=reason)


def _summarize(quotations: list[TextQuotation], unjudged: int) -> TextSummary:
    counts = Counter(one.outcome for one in quotations)
    return TextSummary(
        quotations=len(quotations),
        unjudged=unjudged,
        **{str(outcome): counts[outcome] for outcome in Outcome},
    )
