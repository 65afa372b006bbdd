"""The decisions that a browser sends: what is done to which part, of which version of the file.

The words of a quote are never among them: they are cut from the text.
"""

from collections.abc import Callable
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from app.review.movements import End, StepSize
from app.schemas.fields import Day, Id, Language, Line, Model, Name, Sha256, Url
from app.vocabulary import Certainty, QuoteType, SpeakerKind, StatementForm


def _split(value: object, parts: Callable[[str], list[str]]) -> object:
    """Return the parts of a form's field, without those that are blank."""
    return [one.strip() for one in parts(value) if one.strip()] if isinstance(value, str) else value


def _trim(value: object) -> object:
    return value.strip() if isinstance(value, str) else value


_Trimmed = BeforeValidator(_trim)
# What is left empty in a form is unknown.
_EmptyIsNone = BeforeValidator(lambda value: None if (trimmed := _trim(value)) == "" else trimmed)
_Lines = BeforeValidator(lambda value: _split(value, str.splitlines))
_Names = BeforeValidator(lambda value: _split(value, lambda names: names.split(";")))
PartKey = Annotated[str, Field(max_length=120)]
Units = Annotated[int, Field(ge=0, le=2_000_000)]


class Decision(Model):
    """What every decision says: the version that the browser shows, and the part."""

    version: Sha256
    part: PartKey


class Accept(Decision):
    """The part is right as it is."""

    action: Literal["accept"]


class Reject(Decision):
    """The part is to leave the document."""

    action: Literal["reject"]


class Undo(Decision):
    """The last decision is taken back."""

    action: Literal["undo"]


class MoveEnd(Decision):
    """An end of a quote moves by a word or a character."""

    action: Literal["move"]
    end: End
    step: StepSize
    direction: Literal["back", "forward"]


class SetSpan(Decision):
    """The quote is what was selected; offsets in UTF-16 code units, as browsers count."""

    action: Literal["span"]
    start: Units
    end: Units


class AddQuote(Decision):
    """What was selected is another quote; without a selection, the word behind the part."""

    action: Literal["add"]
    start: Units | None = None
    end: Units | None = None


class SetType(Decision):
    """The quote renders the statement in another way."""

    action: Literal["type"]
    type: QuoteType


class SetParties(Decision):
    """Somebody else speaks, or is addressed; several names are separated by semicolons."""

    action: Literal["speakers", "addressees"]
    names: Annotated[list[Name], Field(max_length=50), _Names]
    kind: Annotated[SpeakerKind | None, _EmptyIsNone] = None
    """What those are who are not in the document yet; without it, unknown names are refused."""
    certainty: Certainty


class SetStatement(Decision):
    """The quote renders another statement: one of the document, a new one, or none."""

    action: Literal["statement"]
    statement: Annotated[Id | None, _EmptyIsNone] = None
    form: Annotated[StatementForm | None, _EmptyIsNone] = None
    """The form of a new statement."""
    title: Annotated[Line | None, _EmptyIsNone] = None
    certainty: Certainty


class ChangeSpeaker(Decision):
    """A speaker has another name, kind or names in the text, or is another speaker of the document."""

    action: Literal["change-speaker"]
    name: Annotated[Name, _Trimmed]
    kind: SpeakerKind
    names: Annotated[list[Name] | None, Field(max_length=100), _Lines] = None
    """The names that the text uses, one a line; without it, they stay as far as the new name allows."""
    is_spelling: bool = False
    """Whether the new name is the same person's in another spelling."""
    same: Annotated[str, Field(max_length=200), _Trimmed] = ""
    """The name of the speaker that this one is."""


class ChangeStatement(Decision):
    """A statement has another form or title."""

    action: Literal["change-statement"]
    form: StatementForm
    title: Annotated[Line | None, _EmptyIsNone] = None


class ChangeArticle(Decision):
    """The article has other metadata."""

    action: Literal["change-article"]
    headline: Annotated[Line | None, _EmptyIsNone] = None
    publisher: Annotated[Name | None, _EmptyIsNone] = None
    author: Annotated[Line | None, _EmptyIsNone] = None
    source_url: Annotated[Url | None, _EmptyIsNone] = None
    published_on: Annotated[Day | None, _EmptyIsNone] = None
    published_on_certainty: Certainty
    language: Annotated[Language | None, _EmptyIsNone] = None
    language_certainty: Certainty


AnyDecision = (
    Accept
    | Reject
    | Undo
    | MoveEnd
    | SetSpan
    | AddQuote
    | SetType
    | SetParties
    | SetStatement
    | ChangeSpeaker
    | ChangeStatement
    | ChangeArticle
)
