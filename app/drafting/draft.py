"""Make the draft of an article from its text: what rules propose, for a person to review."""

import regex

from app.drafting.attribution import Clue
from app.drafting.lines import classify_lines
from app.drafting.marks import Marked, find_marked
from app.drafting.people import People
from app.drafting.phrases import make_grammar
from app.drafting.proposals import Proposal, propose, propose_alone
from app.drafting.sentences import split_sentences
from app.drafting.speakers import Meant, Speakers
from app.drafting.types import OWN_RULES
from app.drafting.values import Draft, DraftQuote
from app.languages import LANGUAGES, get_language
from app.verbatim.characters import WORD
from app.vocabulary import Certainty, QuoteType

SURE_SCORE = 0.7
"""A quote with a lower score is for a person to decide."""
GUESSED_FROM_MAX = 5_000
"""Code points of a text that its language is guessed from."""
GUESSED_WORDS_MIN = 3
"""Function words that a text must have of a language, and of no other one as many."""

_WORD = regex.compile(f"[{WORD}]+")


def make_draft(text: str, language: str | None = None) -> Draft:
    """Return the draft of a text.

    `language` is a BCP 47 tag; without it, German and English are recognized by their function words. In
    another language quotations are found by their marks, and nothing is attributed.
    """
    tag = language or guess_language(text)
    certainty = None if tag is None else (Certainty.STATED if language else Certainty.INFERRED)
    marked = find_marked(text)
    record = get_language(tag)
    lines = classify_lines(text)
    if record.speech is None or not marked:
        alone = zip(marked, propose_alone(text, marked), strict=True)
        quotes = tuple(_make_unattributed(one, proposal) for one, proposal in alone)
        return Draft(text, tag, certainty, lines, (), quotes)
    sentences = split_sentences(text, marked, record)
    speakers = Speakers(text, People(make_grammar(record, record.speech), sentences))
    proposals = propose(text, marked, sentences, speakers)
    quotes = tuple(
        _make_quote(one, proposal, speakers) for one, proposal in zip(marked, proposals, strict=True)
    )
    return Draft(text, tag, certainty, lines, speakers.list_all(), quotes)


def guess_language(text: str) -> str | None:
    """Return the language that a text has the most function words of, or None if that is not clear."""
    words = [word.lower() for word in _WORD.findall(text[:GUESSED_FROM_MAX])]
    counts = sorted(
        (sum(word in record.function_words for word in words), tag)
        for tag, record in LANGUAGES.items()
        if record.speech is not None
    )
    (second, _), (best, tag) = counts[-2:]
    return tag if best >= GUESSED_WORDS_MIN and best > second * 2 else None


def _make_unattributed(one: Marked, proposal: Proposal) -> DraftQuote:
    kind, score, continues = proposal.type, proposal.score, proposal.continues
    return DraftQuote(one.span, kind, score, "marks", needs_review=True, continues=continues)


def _make_quote(one: Marked, proposal: Proposal, speakers: Speakers) -> DraftQuote:
    """Return the quote of a proposal, with its speaker; a term has none."""
    kind, score, clue = proposal.type, proposal.score, proposal.clue
    if kind is QuoteType.TERM:
        # The mention is for the person who finds that somebody does say it.
        mention, cue = (None, None) if clue is None else (clue.mention, clue.cue)
        may_be_said = clue is not None and clue.rule in OWN_RULES
        must_look = score < SURE_SCORE or may_be_said
        return DraftQuote(one.span, kind, score, "term", mention, cue, needs_review=must_look)
    if clue is None:
        continues = proposal.continues
        return DraftQuote(one.span, kind, score, "marks", continues=continues, needs_review=True)
    speaker = None if clue.mention is None else speakers.find(clue.mention)
    addressee = None if clue.addressee is None else speakers.find(clue.addressee)
    is_named = _is_named(clue, speaker, is_parted=proposal.needs_review)
    certainty = None if speaker is None else _rate(clue, speaker, is_named=is_named)
    is_sure = score >= SURE_SCORE and certainty is Certainty.STATED
    return DraftQuote(
        one.span,
        kind,
        score,
        clue.rule,
        mention=clue.mention,
        cue=clue.cue,
        speaker=None if speaker is None else speaker.id,
        speaker_certainty=certainty,
        addressee=None if addressee is None else addressee.id,
        addressee_certainty=None if addressee is None else addressee.certainty,
        continues=proposal.continues,
        needs_review=not is_sure,
        is_named=is_named,
    )


def _is_named(clue: Clue, speaker: Meant | None, *, is_parted: bool) -> bool:
    is_plain = clue.rule in OWN_RULES and clue.is_plain and clue.is_asserted and not is_parted
    return is_plain and speaker is not None and speaker.certainty is Certainty.STATED


def _rate(clue: Clue, speaker: Meant, *, is_named: bool) -> Certainty:
    """Return how sure it is that the speaker says it: unclear where the text denies it or leaves it open.

    A name by which nobody is called in full says who it is as little as a clause that can be read otherwise.
    """
    if not clue.is_asserted:
        return Certainty.AMBIGUOUS
    if is_named and speaker.is_sure:
        return Certainty.STATED
    is_own = clue.rule in OWN_RULES and clue.is_plain
    is_pronoun = speaker.certainty is Certainty.ANAPHORA
    return Certainty.ANAPHORA if is_own and is_pronoun else Certainty.INFERRED
