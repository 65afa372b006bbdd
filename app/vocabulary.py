"""The words of the field as closed lists, shared by tables, documents and resources."""

from enum import StrEnum
from typing import Literal

OffsetUnit = Literal["codepoints", "utf16"]
"""What the positions of quotes count: Unicode code points, or code units of UTF-16. No class, because the
OpenAPI document has classes of answers alone as components."""


class QuoteType(StrEnum):
    """How a passage renders a statement (Redewiedergabe; `mixed` from PARC, `term` is TEI's soCalled)."""

    DIRECT = "direct"
    MIXED = "mixed"
    TERM = "term"
    INDIRECT = "indirect"
    REPORTED = "reported"


QUOTATIONS = (QuoteType.DIRECT, QuoteType.MIXED, QuoteType.TERM)
"""Types with words in quotation marks; the others are the reporter's words."""


class Certainty(StrEnum):
    """How sure the article makes an attribution."""

    STATED = "stated"
    ANAPHORA = "anaphora"
    INFERRED = "inferred"
    AMBIGUOUS = "ambiguous"


class BlockKind(StrEnum):
    """What a line of an article is."""

    HEADLINE = "headline"
    SUBHEADING = "subheading"
    BYLINE = "byline"
    CAPTION = "caption"
    PARAGRAPH = "paragraph"
    RELATED = "related"
    BOILERPLATE = "boilerplate"


class SpeakerKind(StrEnum):
    """A kind of speaker or addressee."""

    PERSON = "person"
    ORGANIZATION = "organization"


class StatementForm(StrEnum):
    """The form of a statement."""

    LETTER = "letter"
    SPEECH = "speech"
    INTERVIEW = "interview"
    REPORT = "report"
    PLEDGE = "pledge"
    PRESS_RELEASE = "press_release"
    PRESS_CONFERENCE = "press_conference"
    CONVERSATION = "conversation"
    POST = "post"
    BOOK = "book"
    DOCUMENT = "document"
    OTHER = "other"


class Role(StrEnum):
    """The part a speaker has in a quote or statement: uttering it, being addressed, or reporting it."""

    SPEAKER = "speaker"
    ADDRESSEE = "addressee"
    VIA = "via"


class Wording(StrEnum):
    """Are these the words? The first that applies."""

    EXACT = "exact"
    TYPOGRAPHIC = "typographic"
    ELIDED = "elided"
    ALTERED = "altered"
    ABSENT = "absent"


class Attribution(StrEnum):
    """Whether an article gives words to the speaker of whom they are claimed."""

    CLAIMED = "claimed"
    OTHER = "other"
    NONE = "none"
    AMBIGUOUS = "ambiguous"
    UNCLAIMED = "unclaimed"


class VerdictKind(StrEnum):
    """The verdict over wording and attribution; the first that applies."""

    VERIFIED = "verified"
    MISATTRIBUTED = "misattributed"
    UNATTRIBUTED = "unattributed"
    NOT_A_QUOTATION = "not_a_quotation"
    ELIDED = "elided"
    ALTERED = "altered"
    ABSENT = "absent"


class Outcome(StrEnum):
    """What is found of a quotation in a text: its verdict, unless that rests on who may speak in the text."""

    VERIFIED = "verified"
    WORDS_ONLY = "words_only"
    MISATTRIBUTED = "misattributed"
    UNATTRIBUTED = "unattributed"
    NOT_A_QUOTATION = "not_a_quotation"
    ELIDED = "elided"
    ALTERED = "altered"
    ABSENT = "absent"
    DOUBTFUL = "doubtful"


class SpeakerStatus(StrEnum):
    """What a text says of who speaks, and whether somebody here goes by that name."""

    NAMED = "named"
    UNNAMED = "unnamed"
    UNKNOWN = "unknown"
    SEVERAL = "several"


class Unjudged(StrEnum):
    """Why a passage in marks has no verdict."""

    TERM = "term"
    SHORT = "short"
    UNCLEAR = "unclear"
    UNREADABLE = "unreadable"


class Extent(StrEnum):
    """How much of a quotation a match is."""

    WHOLE = "whole"
    EXCERPT = "excerpt"


class MarkSide(StrEnum):
    """Who has a reference mark: the claim or the article's text."""

    CLAIM = "claim"
    TEXT = "text"


class ReplicaState(StrEnum):
    """Whether requests read from the replica, and why they do not."""

    USED = "used"
    BEHIND = "behind"
    AWAY = "away"
