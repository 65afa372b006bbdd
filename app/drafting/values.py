"""A draft of an article: what rules propose, and how sure they are."""

from typing import NamedTuple

from app.verbatim import Span
from app.vocabulary import BlockKind, Certainty, QuoteType, SpeakerKind


class DraftSpeaker(NamedTuple):
    """Somebody who speaks or is addressed, with the names that the text uses."""

    id: str
    name: str
    kind: SpeakerKind
    names: tuple[str, ...]
    needs_review: bool = False


class DraftQuote(NamedTuple):
    """A passage in quotation marks, without its marks; spans are code points of the text.

    `score` (0 to 1) tells how sure `rule` is that the passage is a quotation of this type. `speaker` and
    `addressee` are ids of speakers. `continues` is the index of another quote of the draft: the part of the
    interrupted quotation before this one.
    """

    span: Span
    type: QuoteType
    score: float
    rule: str
    mention: Span | None = None
    cue: Span | None = None
    speaker: str | None = None
    speaker_certainty: Certainty | None = None
    addressee: str | None = None
    addressee_certainty: Certainty | None = None
    continues: int | None = None
    needs_review: bool = False
    is_named: bool = False
    """Whether the sentence names the speaker and has no other reading; a surname alone may be anybody's."""


class Draft(NamedTuple):
    """The draft of an article: its lines, speakers, and quotes in reading order.

    `language` is a BCP 47 tag; None if it is neither given nor recognized.
    """

    text: str
    language: str | None
    language_certainty: Certainty | None
    lines: tuple[BlockKind, ...]
    speakers: tuple[DraftSpeaker, ...]
    quotes: tuple[DraftQuote, ...]
