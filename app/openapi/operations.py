"""What the decorators of operations share: responses, with their headers and problems."""

from typing import Any

from fastapi._compat import ModelField  # FastAPI has no public name for an argument that it has analysed.
from pydantic import BaseModel

from app.errors import (
    ContentTooLarge,
    InternalError,
    InvalidRequest,
    MalformedRequest,
    NotAcceptable,
    NotFound,
    NotInstalled,
    PreconditionFailed,
    PreconditionRequired,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
    WortlautError,
    WritesDisabled,
)
from app.models import ARTICLE_TEXT_MAX
from app.presenters.media_types import PARQUET, Format
from app.presenters.registry import NO_PARQUET
from app.schemas.fields import LINK_MAX
from app.schemas.resources import Article

Json = dict[str, Any]  # Any: JSON

PROBLEMS: dict[int, tuple[str, WortlautError]] = {
    400: ("MalformedRequest", MalformedRequest("The body is not JSON in UTF-8.")),
    401: ("Unauthorized", Unauthorized("Send a token: “Authorization: Bearer TOKEN”.")),
    403: ("WritesDisabled", WritesDisabled("No token is configured, so writing is disabled.")),
    404: ("NotFound", NotFound("There is no quote “q-00000000000000000000”.")),
    406: (
        "NotAcceptable",
        NotAcceptable("There is no such format here; there are: json (application/json)."),
    ),
    412: ("PreconditionFailed", PreconditionFailed("If-Match does not name the article as it is.")),
    413: (
        "ContentTooLarge",
        ContentTooLarge("The body is too large: this operation accepts up to 1310720 bytes."),
    ),
    415: ("UnsupportedMediaType", UnsupportedMediaType("Send the document as application/json.")),
    422: ("InvalidRequest", InvalidRequest("1 value does not fit: /limit: Input should be greater than 0")),
    428: ("PreconditionRequired", PreconditionRequired("To replace it, send If-Match with its ETag.")),
    500: ("InternalError", InternalError("Something went wrong here; the request id leads to the log.")),
    501: ("NotInstalled", NotInstalled(NO_PARQUET)),
    503: ("Unavailable", Unavailable("The database did not answer in time. Try again in a moment.")),
}

HEADERS: dict[str, Json] = {
    "Access-Control-Allow-Origin": {
        "description": "Pages of every origin may read this.",
        "schema": {"type": "string", "const": "*", "maxLength": 1},
        "example": "*",
    },
    "Content-Location": {
        "description": "The address of the resource in this response.",
        "schema": {"type": "string", "pattern": "^/[!-~]*$", "maxLength": 200},
        "example": "/v1/articles/kim-putin-briefwechsel-2023",
    },
    "ETag": {
        "description": "A strong validator of this representation; send it back in If-None-Match.",
        "schema": {"type": "string", "pattern": '^"[0-9a-f]{32}(-gzip)?"$', "maxLength": 39},
        "example": '"9f86d081884c7d659a2feaa0c55ad015"',
    },
    "Link": {
        "description": "The next page (RFC 8288), if there is one.",
        "schema": {"type": "string", "maxLength": LINK_MAX + len('<>; rel="next"')},
        "example": '</v1/quotes?limit=5&cursor=WyJxdW90ZXMiLCJrIiw0XQ>; rel="next"',
    },
    "Location": {
        "description": "The address of the new resource.",
        "schema": {"type": "string", "pattern": "^/[!-~]*$", "maxLength": 200},
        "example": "/v1/articles/kim-putin-briefwechsel-2023",
    },
    "Repr-Digest": {
        "description": "SHA-256 of the body (RFC 9530).",
        "schema": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/=]{44}:$", "maxLength": 60},
        "example": "sha-256=:MIoIqOx0YUaRCdvPYi5UqEW4O+i7SZ0FSdGf0/4Zr78=:",
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 3_600},
        "example": 5,
    },
    "WWW-Authenticate": {
        "description": "How to send a token (RFC 6750).",
        "schema": {"type": "string", "maxLength": 200},
        "example": Unauthorized.challenge,
    },
    "X-Request-ID": {
        "description": "The id of this request; a problem repeats it as `instance`.",
        "schema": {"type": "string", "format": "uuid", "maxLength": 36},
        "example": "1b671a64-40d5-491e-99b0-da01ff1f3341",
    },
}


BODIES: dict[str, Json] = {
    "verify_quotations": {
        "claims": [
            {"text": "Die beiden Länder werden immer siegreich sein", "speaker": "Putin"},
            {"text": "„neue Waffe“"},
        ]
    },
    "verify_text": {
        "text": "„Die beiden Länder werden immer siegreich sein“, schrieb Wladimir Putin. Er sprach von "
        "einer „neuen Waffe“."
    },
}
"""Examples of bodies."""


MEANINGS = {"200": "success", "201": "created", "204": "deleted"}


def _list_responses(headers: tuple[str, ...], *problems: int, success: int = 200) -> dict[int | str, Json]:
    """Return the responses of an operation; build_openapi replaces problems by the shared components."""
    described = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return {success: {"headers": described}, **{status: {} for status in problems}}


LONG_TEXT: Json = {"type": "string", "maxLength": 2**31 - 1}
"""Text as long as it takes; the limit only tells generators of clients that there is one."""
ALWAYS = ("Access-Control-Allow-Origin", "X-Request-ID")
LIST = _list_responses((*ALWAYS, "ETag", "Link"), 422, 500, 503)
ITEM = _list_responses((*ALWAYS, "ETag"), 404, 422, 500, 503)
PROBLEM_TYPE = _list_responses((*ALWAYS, "ETag"), 404, 422, 500)
VERDICT = _list_responses((*ALWAYS, "ETag"), 422, 500, 503)
BATCH = _list_responses(ALWAYS, 400, 413, 415, 422, 500, 503)
NO_DATABASE = _list_responses(ALWAYS, 422, 500)
READINESS = _list_responses(ALWAYS, 422, 500, 503)
PUT = _list_responses(
    (*ALWAYS, "ETag", "Content-Location"), 400, 401, 403, 404, 412, 413, 415, 422, 428, 500, 503
)
PUT[201] = {
    **_list_responses((*ALWAYS, "ETag", "Content-Location", "Location"))[200],
    "model": Article,
}
DOCUMENT_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/ArticleDocument"}}},
    }
}
DELETE = _list_responses(ALWAYS, 401, 403, 404, 412, 413, 422, 500, 503, success=204)
TEXT = _list_responses((*ALWAYS, "ETag", "Repr-Digest"), 404, 422, 500, 503)
TEXT[200]["content"] = {"text/plain": {"schema": {"type": "string", "maxLength": ARTICLE_TEXT_MAX}}}
FEED = _list_responses((*ALWAYS, "ETag", "Link"), 422, 500, 503)
FEED[200]["content"] = {"application/atom+xml": {"schema": LONG_TEXT}}
SCHEMA = _list_responses((*ALWAYS, "ETag"), 422, 500)
SCHEMA[200]["content"] = {"application/schema+json": {"schema": {"type": "object"}}}


def describe_export(kind: Format) -> dict[int | str, Json]:
    """Return the responses of an operation that streams: without an ETag, and of any length."""
    if kind is PARQUET:
        responses = _list_responses(ALWAYS, 400, 422, 500, 501, 503)
        schema = {**LONG_TEXT, "format": "binary"}
    else:
        responses = _list_responses(ALWAYS, 400, 422, 500, 503)
        schema = LONG_TEXT
    responses[200]["content"] = {kind.media_type: {"schema": schema}}
    return responses


def get_model(argument: ModelField) -> type[BaseModel]:
    """Return the model that an operation's argument is annotated with; raise TypeError if it is none."""
    annotation = argument.field_info.annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    raise TypeError(f"The argument {argument.name} is no model: an operation has one of its parameters.")
