"""The query parameters of operations, with their bounds."""

import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationInfo, field_validator

from app.pagination import CURSOR_MAX, LIMIT_DEFAULT, LIMIT_MAX
from app.schemas.fields import INT32, Clean, Day, Id, Language, Model, Name, Offset
from app.vocabulary import QuoteType, StatementForm


def _require_true_or_false(value: object) -> object:
    if value not in ("true", "false", True, False):
        raise ValueError("It is either true or false.")
    return value


def _leave_null_out(schema: dict[str, Any]) -> None:
    """Describe a parameter that may be left out by its type alone: in a URL there is no null."""
    [kind] = [one for one in schema.pop("anyOf") if one != {"type": "null"}]
    schema.update(kind)
    schema.pop("default", None)


MayBeLeftOut = Field(json_schema_extra=_leave_null_out)
Flag = Annotated[bool, BeforeValidator(_require_true_or_false)]
# With every value at its longest, percent-encoded, an address stays below the 64 KiB that the HTTP
# parser takes: 10 names of 200 code points in each of two parameters make 48,000 bytes.
VALUES_MAX = 10
Names = Annotated[list[Name], Field(max_length=VALUES_MAX)]
Languages = Annotated[list[Language], Field(max_length=VALUES_MAX)]
Cursor = Annotated[str, Field(pattern="^[A-Za-z0-9_-]+$", min_length=1, max_length=CURSOR_MAX)]
Seed = Annotated[str, Field(min_length=1, max_length=100), Clean]
Words = Annotated[str, Field(min_length=1, max_length=200), Clean]
Ids = Annotated[list[Id], Field(max_length=VALUES_MAX)]


class PageQuery(Model):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX, json_schema_extra=INT32)] = LIMIT_DEFAULT
    """How many items a page has at most."""
    cursor: Annotated[Cursor | None, MayBeLeftOut] = None
    """Where the page begins: follow `next` of the page before rather than making one."""
    total: Flag = False
    """Whether to count the items of all pages, to 10,000 at most."""


class DayQuery(Model):
    """Which days: an article's is the one it was published on, otherwise it is the statement's."""

    from_: Annotated[Day | None, Field(alias="from", json_schema_extra=_leave_null_out)] = None
    """This day or later. What is undated never matches."""
    to: Annotated[Day | None, MayBeLeftOut] = None
    """This day or earlier. What is undated never matches."""

    @field_validator("to")
    @classmethod
    def _refuse_reversed(cls, to: datetime.date | None, given: ValidationInfo) -> datetime.date | None:
        start = given.data.get("from_")
        if to and start and to < start:
            raise ValueError(f"It lies before `from`, {start}.")
        return to


class WordsQuery(Model):
    """Which words."""

    q: Annotated[Words | None, MayBeLeftOut] = None
    """Words, "phrases", words begun* and -without, in any case and inflection; the best hits come first."""


class ArticleQuery(DayQuery, PageQuery, WordsQuery):
    """Which articles. A parameter given several times means any of its values."""

    speaker: Names = []
    """Articles that quote this speaker: an id, or any name variant."""
    language: Languages = []
    """Articles in this language (BCP 47)."""
    publisher: Names = []
    """Articles of this publisher, spelt as the article has it."""


class StatementQuery(DayQuery, PageQuery, WordsQuery):
    """Which statements. A parameter given several times means any of its values."""

    article: Ids = []
    """Statements that this article quotes."""
    speaker: Names = []
    """Statements of this speaker: an id, or any name variant."""
    addressee: Names = []
    """Statements to this speaker: an id, or any name variant."""
    form: Annotated[list[StatementForm], Field(max_length=20)] = []
    """Statements uttered in this form."""


class QuoteFilter(DayQuery, WordsQuery):
    """Which quotes. A parameter given several times means any of its values."""

    speaker: Names = []
    """Quotes of this speaker: an id, or any name variant."""
    addressee: Names = []
    """Quotes addressed to this speaker: an id, or any name variant."""
    statement: Ids = []
    """Quotes that render this statement."""
    article: Ids = []
    """Quotes that stand in this article."""
    type: Annotated[list[QuoteType], Field(max_length=5)] = []
    """Quotes of this type."""
    language: Languages = []
    """Quotes from articles in this language (BCP 47)."""


class QuoteQuery(QuoteFilter, PageQuery):
    """Which quotes, and which page of them."""


class RandomQuoteQuery(QuoteFilter):
    """From which quotes to draw one: without `type`, from `direct` and `mixed` ones."""

    seed: Annotated[Seed | None, MayBeLeftOut] = None
    """The same seed draws the same quote while the holdings stay the same."""


class SpeakerQuery(PageQuery):
    """Which speakers."""

    q: Annotated[Name | None, MayBeLeftOut] = None
    """Speakers whose names have words that begin so, as *jong*; case, accents and hyphens do not matter."""


class SliceQuery(Model):
    """Which part of a text."""

    start: Annotated[Offset | None, MayBeLeftOut] = None
    """Where the slice begins, in Unicode code points; the beginning if left out."""
    end: Annotated[Offset | None, MayBeLeftOut] = None
    """Where the slice ends, exclusive; the end of the text if left out."""
