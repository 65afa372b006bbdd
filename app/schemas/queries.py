"""The query parameters of operations, with their limits."""

import datetime
import re
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.pagination import CURSOR_MAX, LIMIT_DEFAULT, LIMIT_MAX
from app.schemas.fields import INT32, Clean, Day, Id, Language, Model, Name, Offset
from app.vocabulary import OffsetUnit, QuoteType, StatementForm


def _require_true_or_false(value: object) -> object:
    if value not in ("true", "false", True, False):
        raise ValueError("It is either true or false.")
    return value


def _require_digits(value: object) -> object:
    """Refuse what only Python takes for a number: 1_0, +5, 5.0."""
    if isinstance(value, str) and not re.fullmatch("-?[0-9]+", value):
        raise ValueError("It is no whole number.")
    return value


def _omit_null(schema: dict[str, Any]) -> None:
    """Describe an optional parameter without null, which a URL cannot have."""
    [kind] = [one for one in schema.pop("anyOf") if one != {"type": "null"}]
    schema.update(kind)
    schema.pop("default", None)


Omittable = Field(json_schema_extra=_omit_null)
InDigits = BeforeValidator(_require_digits)
Flag = Annotated[bool, BeforeValidator(_require_true_or_false)]
# With every value at its longest, percent-encoded, an address stays below the limit of a request's
# head, 64 KiB: 10 names of 200 code points in each of two parameters make 48,000 bytes.
VALUES_MAX = 10
Names = Annotated[list[Name], Field(max_length=VALUES_MAX)]
Languages = Annotated[list[Language], Field(max_length=VALUES_MAX)]
Cursor = Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$", min_length=1, max_length=CURSOR_MAX)]
FormatName = Annotated[str, Field(pattern="^[a-z0-9-]+$", max_length=20)]
Seed = Annotated[str, Field(min_length=1, max_length=100), Clean]
Words = Annotated[str, Field(min_length=1, max_length=200), Clean]
Ids = Annotated[list[Id], Field(max_length=VALUES_MAX)]


class FormatQuery(Model):
    """The format of a response."""

    format: Annotated[FormatName | None, Omittable] = None
    """The format, instead of one that Accept names."""


class PositionQuery(FormatQuery):
    """The format of quotes, and the unit of their positions."""

    offsets: OffsetUnit = "codepoints"
    """What positions count in `format=jsonld`: Unicode code points, or UTF-16 code units for tools that are
    written in JavaScript (Hypothesis, recogito). The other formats have code points alone."""


class CursorQuery(Model):
    """A page, read with its cursor."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX, json_schema_extra=INT32), InDigits] = LIMIT_DEFAULT
    """The maximum number of items on a page."""
    cursor: Annotated[Cursor | None, Omittable] = None
    """The beginning of the page: follow `next` of the previous page instead of making one."""


class PageQuery(CursorQuery, FormatQuery):
    """A page of a list."""

    total: Flag = False
    """Whether to count the items of all pages, to 10,000 at most."""


class DayQuery(Model):
    """A range of days: of the publication of articles, else of statements."""

    from_: Annotated[Day | None, Field(alias="from", json_schema_extra=_omit_null)] = None
    """This day or later. Without a day there is no match."""
    to: Annotated[Day | None, Omittable] = None
    """This day or earlier. Without a day there is no match."""

    @field_validator("to")
    @classmethod
    def _refuse_reversed(cls, to: datetime.date | None, given: ValidationInfo) -> datetime.date | None:
        start = given.data.get("from_")
        if to and start and to < start:
            raise ValueError(f"It lies before `from`, {start}.")
        return to


class WordsQuery(Model):
    """The words of a search."""

    q: Annotated[Words | None, Omittable] = None
    """Words, "phrases", words begun* and -without, in any case and inflection; the best hits come first.
    Words of five letters or more are also found, behind whole ones, and excluded in compounds."""


class ArticleFilter(DayQuery):
    """Filters of articles. If a parameter occurs several times, any of its values may match."""

    speaker: Names = []
    """Articles that quote this speaker: an id, a name variant or an identifier."""
    language: Languages = []
    """Articles in this language (BCP 47)."""
    publisher: Names = []
    """Articles of this publisher, spelt as in the article."""


class ArticleQuery(ArticleFilter, PageQuery, WordsQuery):
    """Filters and page of a list of articles."""


class StatementQuery(DayQuery, PageQuery, WordsQuery):
    """Filters of statements. If a parameter occurs several times, any of its values may match."""

    article: Ids = []
    """Statements that this article quotes."""
    speaker: Names = []
    """Statements of this speaker: an id, a name variant or an identifier."""
    addressee: Names = []
    """Statements to this speaker: an id, a name variant or an identifier."""
    form: Annotated[list[StatementForm], Field(max_length=20)] = []
    """Statements of this form."""


class QuoteFilter(DayQuery):
    """Filters of quotes. If a parameter occurs several times, any of its values may match."""

    speaker: Names = []
    """Quotes of this speaker: an id, a name variant or an identifier."""
    addressee: Names = []
    """Quotes addressed to this speaker: an id, a name variant or an identifier."""
    statement: Ids = []
    """Quotes that render this statement."""
    article: Ids = []
    """Quotes in this article."""
    type: Annotated[list[QuoteType], Field(max_length=5)] = []
    """Quotes of this type."""
    language: Languages = []
    """Quotes from articles in this language (BCP 47)."""


class QuoteQuery(QuoteFilter, WordsQuery, PageQuery, PositionQuery):
    """Filters and page of a list of quotes."""


class FeedQuery(QuoteFilter, WordsQuery, CursorQuery):
    """Filters and page of a feed of quotes."""


class RandomQuoteQuery(QuoteFilter, WordsQuery, PositionQuery):
    """Filters of a random quote; without `type`, it is a `direct` or a `mixed` one."""

    seed: Annotated[Seed | None, Omittable] = None
    """The same seed returns the same quote, as long as the stored quotes do not change."""


class SpeakerQuery(PageQuery):
    """The name and page of a list of speakers."""

    q: Annotated[Name | None, Omittable] = None
    """Speakers with name words that begin like these: *jong*. Case, accents and hyphens do not matter. Or
    with this identifier or last part of one: *Q7747*."""


class SliceQuery(Model):
    """A slice of a text."""

    start: Annotated[Offset | None, InDigits, Omittable] = None
    """The beginning of the slice, in Unicode code points; by default that of the text."""
    end: Annotated[Offset | None, InDigits, Omittable] = None
    """The end of the slice, exclusive; by default that of the text."""
