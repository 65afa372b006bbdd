"""The types of values in documents, resources and parameters, each with its bounds."""

import ast
import datetime
import functools
import inspect
import itertools
import re
import sys
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app import verbatim
from app.models import ARTICLE_TEXT_MAX
from app.verbatim.characters import PASTED, list_characters

ID_PATTERN = "^[a-z0-9]+(-[a-z0-9]+)*$"
QUOTE_ID_PATTERN = "^q-[0-9a-f]{20}$"
SHA256_PATTERN = "^[0-9a-f]{64}$"
# A language tag (BCP 47) in the forms that news uses: de, pt-BR, zh-Hant-TW.
LANGUAGE_PATTERN = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"

NAME_MAX = 200


class Model(BaseModel):
    """The base of all documents and resources. Fields are described by the strings below them."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        defer_build=True,  # Most are only described; to build all of them takes as long as to load FastAPI.
    )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Add the descriptions. Pydantic would do so when a class is made: 60 ms for all at every start."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for kind in cls.__mro__:
            for name, description in _read_descriptions(kind).items():
                field = cls.model_fields[name]
                properties[field.alias or name].setdefault("description", description)
        return schema


def _read_descriptions(kind: type) -> dict[str, str]:
    """Return the strings below the fields of one class, without those of its bases."""
    if not issubclass(kind, Model) or kind is Model:
        return {}
    described = {}
    for field, below in itertools.pairwise(_parse(kind.__module__)[kind.__name__].body):
        match field, below:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(value=ast.Constant(value=str(text))):
                described[name] = inspect.cleandoc(text)
    return described


@functools.cache
def _parse(module: str) -> dict[str, ast.ClassDef]:
    """Return the classes of a module, by name."""
    source = ast.parse(inspect.getsource(sys.modules[module]))
    return {one.name: one for one in source.body if isinstance(one, ast.ClassDef)}


def refuse_forbidden(text: str) -> str:
    """Return a text unchanged, or raise ValueError if it contains a code point that only an article may."""
    return _refuse(text, verbatim.find_forbidden(text), "control characters other than tab and line ends")


def refuse_forbidden_in_article(text: str) -> str:
    """Return words of an article unchanged, or raise ValueError for a code point that no text may contain."""
    controls = "control characters below U+0080 other than tab and line ends"
    return _refuse(text, verbatim.find_forbidden_in_article(text), controls)


def _refuse(text: str, at: int | None, controls: str) -> str:
    if at is None:
        return text
    place = f"U+{ord(text[at]):04X} at offset {at}"
    raise ValueError(f"{place}: NUL, {controls}, surrogates and noncharacters are refused")


def refuse_forbidden_pasted(text: str) -> str:
    """Return the text of a claim unchanged, or raise ValueError; it may have what readers of PDF write."""
    refuse_forbidden(text.translate(PASTED_TO_SPACES))
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
    """Tell whether a field is omitted from a response."""
    return value is None


PASTED_TO_SPACES = dict.fromkeys(map(ord, list_characters(PASTED)), " ")
Clean = AfterValidator(refuse_forbidden)
Pasted = AfterValidator(refuse_forbidden_pasted)
OfArticle = AfterValidator(refuse_forbidden_in_article)
Id = Annotated[str, Field(pattern=ID_PATTERN, max_length=100)]
QuoteId = Annotated[str, Field(pattern=QUOTE_ID_PATTERN, max_length=22)]
Language = Annotated[str, Field(pattern=LANGUAGE_PATTERN, max_length=11)]
Sha256 = Annotated[str, Field(pattern=SHA256_PATTERN, max_length=64)]
Name = Annotated[str, Field(min_length=1, max_length=NAME_MAX), Clean]
Line = Annotated[str, Field(min_length=1, max_length=2_000), Clean]
Url = Annotated[str, Field(pattern=r'^https?://[^\s<>"]+$', max_length=2_000), Clean]
# The address of a page: its parameters at their longest, percent-encoded, have up to 53,000 bytes.
LINK_MAX = 65_536
Link = Annotated[str, Field(pattern=r"^/[!-~]*$", max_length=LINK_MAX)]
Context = Annotated[str, Field(min_length=1, max_length=1_000), OfArticle]
Passage = Annotated[str, Field(min_length=1, max_length=ARTICLE_TEXT_MAX), OfArticle]
# Every integer fits a column of 4 bytes.
INT32 = {"format": "int32"}
Offset = Annotated[int, Field(ge=0, le=ARTICLE_TEXT_MAX, json_schema_extra=INT32)]
Day = Annotated[
    datetime.date, BeforeValidator(parse_day), Field(json_schema_extra={"minLength": 10, "maxLength": 10})
]
Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra=INT32)]
Ordinal = Annotated[int, Field(ge=1, le=verbatim.OCCURRENCES_MAX, json_schema_extra=INT32)]
Status = Annotated[int, Field(ge=400, le=599, json_schema_extra=INT32)]
