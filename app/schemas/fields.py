"""The kinds of values that documents, resources and parameters are made of, each with its bounds."""

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app import verbatim
from app.models import ARTICLE_TEXT_MAX

ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
QUOTE_ID_PATTERN = "^q-[0-9a-f]{20}$"
SHA256_PATTERN = "^[0-9a-f]{64}$"
# A language tag (BCP 47) in the forms that news uses: de, pt-BR, zh-Hant-TW.
LANGUAGE_PATTERN = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"


class Model(BaseModel):
    """What every document and resource has in common."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


def refuse_forbidden(text: str) -> str:
    """Return the text unchanged, or raise ValueError if it holds a code point that no text may hold."""
    at = verbatim.find_forbidden(text)
    if at is not None:
        message = (
            f"U+{ord(text[at]):04X} at offset {at}: NUL, control characters other than tab and "
            "line ends, surrogates and noncharacters are refused"
        )
        raise ValueError(message)
    return text


def parse_day(value: object) -> object:
    """Return the day that YYYY-MM-DD means, or raise ValueError.

    Pydantic alone would take 2023 for a number of seconds since 1970.
    """
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return datetime.date.fromisoformat(value)
    raise ValueError("A day is written YYYY-MM-DD.")


def is_none(value: object) -> bool:
    """Tell whether a field is left out of an answer."""
    return value is None


def is_empty(value: list[object]) -> bool:
    """Tell whether a list is left out of an answer."""
    return not value


Clean = AfterValidator(refuse_forbidden)
Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=100)]
QuoteId = Annotated[str, Field(pattern=QUOTE_ID_PATTERN, max_length=22)]
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN, max_length=11)]
Sha256 = Annotated[str, Field(pattern=SHA256_PATTERN, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=200), Clean]
Line = Annotated[str, Field(min_length=1, max_length=2_000), Clean]
Url = Annotated[str, Field(pattern=r'^https?://[^\s<>"]+$', max_length=2_000), Clean]
Link = Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=4_000)]
Context = Annotated[str, Field(min_length=1, max_length=1_000), Clean]
Passage = Annotated[str, Field(min_length=1, max_length=ARTICLE_TEXT_MAX), Clean]
# Every integer fits the 4-byte column it is compared with.
INT32 = {"format": "int32"}
Offset = Annotated[int, Field(ge=0, le=ARTICLE_TEXT_MAX, json_schema_extra=INT32)]
Day = Annotated[
    datetime.date, BeforeValidator(parse_day), Field(json_schema_extra={"minLength": 10, "maxLength": 10})
]
Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra=INT32)]
Ordinal = Annotated[int, Field(ge=1, le=verbatim.OCCURRENCES_MAX, json_schema_extra=INT32)]
Status = Annotated[int, Field(ge=400, le=599, json_schema_extra=INT32)]
