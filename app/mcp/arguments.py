"""The arguments of tools and prompts, with the limits that the same values have over HTTP."""

from typing import Annotated

from pydantic import Field

from app.schemas.fields import INT32, Id, Language, Model, Name, Pasted, QuoteId
from app.schemas.queries import Cursor, Words
from app.schemas.verdicts import CLAIM_MAX
from app.schemas.whole_texts import TEXT_MAX

LIMIT_MAX = 50
"""Items of one answer: the context of a model is smaller than the memory of a program."""
SKIPPED_MAX = 5_000
"""Quotes of the largest article."""

Limit = Annotated[int, Field(ge=1, le=LIMIT_MAX, json_schema_extra=INT32)]
ClaimText = Annotated[str, Field(min_length=1, max_length=CLAIM_MAX), Pasted]


class VerifyArguments(Model):
    """A claim: words, and who is claimed to have said them."""

    text: ClaimText
    """The words, exactly as you want to quote them."""
    speaker: Name | None = None
    """Who said them according to you: an id, a name, or an identifier such as Q7747."""


class TextArguments(Model):
    """A text with quotations."""

    text: Annotated[str, Field(min_length=1, max_length=TEXT_MAX), Pasted]
    """The whole text, with its quotation marks."""
    language: Language | None = None
    """Its language; German and English are recognized."""


class SearchArguments(Model):
    """A search for quotes."""

    q: Words
    """Words, "phrases", words begun* and -without, in any case and inflection."""
    speaker: Name | None = None
    """Only quotes of this speaker: an id, a name, or an identifier such as Q7747."""
    limit: Limit = 10
    """The maximum number of quotes in the answer."""
    cursor: Cursor | None = None
    """`next` of the answer before, to read on."""


class QuoteArguments(Model):
    """The id of a quote."""

    quote_id: QuoteId
    """The quote's id, as other tools return it."""


class ArticleArguments(Model):
    """The id of an article."""

    article_id: Id
    """The article's id, as other tools return it."""
    skip: Annotated[int, Field(ge=0, le=SKIPPED_MAX, json_schema_extra=INT32)] = 0
    """Quotes to skip, to read on in an article with more than 50."""


class SpeakersArguments(Model):
    """The beginning of a name."""

    name: Name | None = None
    """Only speakers with name words that begin like these, or with this identifier."""
    limit: Limit = 20
    """The maximum number of speakers in the answer."""
    cursor: Cursor | None = None
    """`next` of the answer before, to read on."""


class CiteArguments(Model):
    """A quotation to be cited."""

    text: ClaimText
    """The words to quote."""
    speaker: Name | None = None
    """Who is said to have said them."""
