"""The query parameters of operations that list or draw, with their bounds."""

from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic.json_schema import SkipJsonSchema

from app.pagination import CURSOR_MAX, LIMIT_DEFAULT, LIMIT_MAX
from app.schemas.fields import Clean, Day, Id, Language, Line, Model, Name, Offset
from app.vocabulary import QuoteType, StatementForm


def _require_true_or_false(value: object) -> object:
    if value not in ("true", "false", True, False):
        raise ValueError("It is either true or false.")
    return value


Flag = Annotated[bool, BeforeValidator(_require_true_or_false)]
SpeakerNames = Annotated[list[Name], Field(max_length=50)]
Languages = Annotated[list[Language], Field(max_length=50)]
Ids = Annotated[list[Id], Field(max_length=50)]
From = Annotated[Day | SkipJsonSchema[None], Field(alias="from")]
To = Annotated[Day | SkipJsonSchema[None], Field()]


class PageQuery(Model):
    """Which page of a list."""

    limit: Annotated[int, Field(ge=1, le=LIMIT_MAX)] = LIMIT_DEFAULT
    """How many items a page has at most."""
    cursor: Annotated[
        str | SkipJsonSchema[None], Field(pattern="^[A-Za-z0-9_-]+$", min_length=1, max_length=CURSOR_MAX)
    ] = None
    """Where the page begins: follow `next` of the page before rather than making one."""
    total: Flag = False
    """Whether to count the items of all pages."""


class ArticleQuery(PageQuery):
    """Which articles. A parameter given several times means any of its values."""

    speaker: SpeakerNames = []
    """Articles that quote this speaker: an id, or any name variant."""
    language: Languages = []
    """Articles in this language (BCP 47)."""
    publisher: Annotated[list[Line], Field(max_length=50)] = []
    """Articles of this publisher, spelt as the article has it."""
    from_: From = None
    """Articles published on this day or later. What is undated never matches."""
    to: To = None
    """Articles published on this day or earlier. What is undated never matches."""


class StatementQuery(PageQuery):
    """Which statements. A parameter given several times means any of its values."""

    article: Ids = []
    """Statements that this article quotes."""
    speaker: SpeakerNames = []
    """Statements of this speaker: an id, or any name variant."""
    addressee: SpeakerNames = []
    """Statements to this speaker: an id, or any name variant."""
    form: Annotated[list[StatementForm], Field(max_length=20)] = []
    """Statements uttered in this form."""
    from_: From = None
    """Statements of this day or later. What is undated never matches."""
    to: To = None
    """Statements of this day or earlier. What is undated never matches."""


class QuoteFilter(Model):
    """Which quotes. A parameter given several times means any of its values."""

    speaker: SpeakerNames = []
    """Quotes of this speaker: an id, or any name variant."""
    addressee: SpeakerNames = []
    """Quotes addressed to this speaker: an id, or any name variant."""
    statement: Ids = []
    """Quotes that render this statement."""
    article: Ids = []
    """Quotes that stand in this article."""
    type: Annotated[list[QuoteType], Field(max_length=5)] = []
    """Quotes of this type."""
    language: Languages = []
    """Quotes from articles in this language (BCP 47)."""
    from_: From = None
    """Quotes of statements of this day or later. What is undated never matches."""
    to: To = None
    """Quotes of statements of this day or earlier. What is undated never matches."""


class QuoteQuery(QuoteFilter, PageQuery):
    """Which quotes, and which page of them."""


class RandomQuoteQuery(QuoteFilter):
    """From which quotes to draw one: without `type`, from `direct` and `mixed` ones."""

    seed: Annotated[str | SkipJsonSchema[None], Field(min_length=1, max_length=100), Clean] = None
    """The same seed draws the same quote while the holdings stay the same."""


class SpeakerQuery(PageQuery):
    """Which speakers."""

    q: Annotated[str | SkipJsonSchema[None], Field(min_length=1, max_length=200), Clean] = None
    """Speakers with this in one of their names; case, accents and hyphens do not matter."""


class SliceQuery(Model):
    """Which part of a text."""

    start: Annotated[Offset | SkipJsonSchema[None], Field()] = None
    """Where the slice begins, in Unicode code points; the beginning if left out."""
    end: Annotated[Offset | SkipJsonSchema[None], Field()] = None
    """Where the slice ends, exclusive; the end of the text if left out."""
