"""The query parameters of pages. A browser sends a field that was left empty as an empty value."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from app.schemas.fields import Id, Model, Name, Pasted
from app.schemas.queries import Cursor, Words
from app.schemas.verdicts import LINKED_CLAIM_MAX


def _read_field(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


LeftEmpty = BeforeValidator(_read_field)


class ClaimForm(Model):
    """A claim; without words the form alone is shown."""

    text: Annotated[Annotated[str, Field(max_length=LINKED_CLAIM_MAX), Pasted] | None, LeftEmpty] = None
    """The words that are claimed to have been said."""
    speaker: Annotated[Name | None, LeftEmpty] = None
    """Who is claimed to have said them."""


class PageForm(Model):
    """A page of a list."""

    cursor: Cursor | None = None
    """The beginning of the page."""


class SpeakerForm(PageForm):
    """A search for speakers."""

    q: Annotated[Name | None, LeftEmpty] = None
    """Beginnings of words of a name."""


class ArticleForm(PageForm):
    """A search for articles."""

    q: Annotated[Words | None, LeftEmpty] = None
    """Words of the article."""
    speaker: Annotated[Name | None, LeftEmpty] = None
    """Articles that quote this speaker."""


class QuoteForm(ArticleForm):
    """A search for quotes."""

    article: Annotated[Id | None, LeftEmpty] = None
    """Quotes in this article."""
