"""What operations have in common: their problems and headers, the models that describe them, their route."""

import inspect
from collections.abc import Callable, Coroutine
from functools import cache
from typing import Any, NamedTuple, TypeVar, get_origin

from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.errors import (
    ContentTooLarge,
    InternalError,
    InvalidRequest,
    MalformedRequest,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    Unauthorized,
    Unavailable,
    UnsupportedMediaType,
    WortlautError,
    WritesDisabled,
)
from app.models import ARTICLE_TEXT_MAX

Json = dict[str, Any]  # Any: JSON
REFERENCE = "#/components/schemas/{model}"

PROBLEMS: dict[int, tuple[str, WortlautError]] = {
    400: ("MalformedRequest", MalformedRequest("The body is not JSON in UTF-8.")),
    401: ("Unauthorized", Unauthorized("Send a token: “Authorization: Bearer TOKEN”.")),
    403: ("WritesDisabled", WritesDisabled("No token is configured, so nobody may write.")),
    404: ("NotFound", NotFound("There is no quote “q-00000000000000000000”.")),
    412: ("PreconditionFailed", PreconditionFailed("If-Match does not name the article as it is.")),
    413: ("ContentTooLarge", ContentTooLarge("The body is larger than this operation takes.")),
    415: ("UnsupportedMediaType", UnsupportedMediaType("Send the document as application/json.")),
    422: ("InvalidRequest", InvalidRequest("1 value does not fit: /limit: Input should be greater than 0")),
    428: ("PreconditionRequired", PreconditionRequired("To replace it, send If-Match with its ETag.")),
    500: ("InternalError", InternalError("Something went wrong here; the request id leads to the log.")),
    503: ("Unavailable", Unavailable("The database did not answer in time. Try again in a moment.")),
}

HEADERS: dict[str, Json] = {
    "Access-Control-Allow-Origin": {
        "description": "Pages of every origin may read this.",
        "schema": {"type": "string", "const": "*", "maxLength": 1},
        "example": "*",
    },
    "Content-Location": {
        "description": "The address of what is sent.",
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
        "schema": {"type": "string", "maxLength": 4_100},
        "example": '</v1/quotes?limit=5&cursor=WyJxdW90ZXMiLCJrIiw0XQ>; rel="next"',
    },
    "Location": {
        "description": "The address of what was created.",
        "schema": {"type": "string", "pattern": "^/[!-~]*$", "maxLength": 200},
        "example": "/v1/articles/kim-putin-briefwechsel-2023",
    },
    "Repr-Digest": {
        "description": "SHA-256 of what is sent (RFC 9530).",
        "schema": {"type": "string", "pattern": "^sha-256=:[A-Za-z0-9+/=]{44}:$", "maxLength": 60},
        "example": "sha-256=:MIoIqOx0YUaRCdvPYi5UqEW4O+i7SZ0FSdGf0/4Zr78=:",
    },
    "Retry-After": {
        "description": "Seconds to wait before trying again.",
        "schema": {"type": "integer", "format": "int32", "minimum": 0, "maximum": 3_600},
        "example": 5,
    },
    "WWW-Authenticate": {
        "description": "How to show that one may (RFC 6750).",
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
    }
}
"""What operations that take a body are tried with."""


MEANINGS = {"200": "the answer", "201": "it was created", "204": "it is gone"}


def _answer(headers: tuple[str, ...], *statuses: int, success: int = 200) -> dict[int | str, Json]:
    """Return the answers of an operation; build_openapi puts the components in their place."""
    described = {name: {"$ref": f"#/components/headers/{name}"} for name in headers}
    return {success: {"headers": described}, **{status: {} for status in statuses}}


ALWAYS = ("Access-Control-Allow-Origin", "X-Request-ID")
LIST = _answer((*ALWAYS, "ETag", "Link"), 422, 500, 503)
ITEM = _answer((*ALWAYS, "ETag"), 404, 422, 500, 503)
PROBLEM_TYPE = _answer((*ALWAYS, "ETag"), 404, 422, 500)
VERDICT = _answer((*ALWAYS, "ETag"), 422, 500, 503)
BATCH = _answer(ALWAYS, 400, 413, 415, 422, 500, 503)
NO_DATABASE = _answer(ALWAYS, 422, 500)
READINESS = _answer(ALWAYS, 422, 500, 503)
PUT = _answer((*ALWAYS, "ETag", "Content-Location"), 400, 401, 403, 404, 412, 413, 415, 422, 428, 500, 503)
PUT[201] = {
    **_answer((*ALWAYS, "ETag", "Content-Location", "Location"))[200],
    "content": {"application/json": {}},
}
DELETE = _answer(ALWAYS, 401, 403, 404, 412, 413, 422, 500, 503, success=204)
TEXT = _answer((*ALWAYS, "ETag", "Repr-Digest"), 404, 422, 500, 503)
TEXT[200]["content"] = {"text/plain": {"schema": {"type": "string", "maxLength": ARTICLE_TEXT_MAX}}}
SCHEMA = _answer((*ALWAYS, "ETag"), 422, 500)
SCHEMA[200]["content"] = {"application/schema+json": {"schema": {"type": "object"}}}


def name_operation(route: APIRoute) -> str:
    """Return the id of an operation: its function's name. Each router must be given this."""
    return route.name


class Described(NamedTuple):
    """The models of what an operation answers with, of its parameters, and of its body."""

    answer: type[BaseModel] | None
    path: type[BaseModel] | None
    query: type[BaseModel] | None
    headers: type[BaseModel] | None
    body: type[BaseModel] | None


NOTHING = Described(None, None, None, None, None)
DESCRIBED: dict[str, Described] = {}
"""What is known of operations, by their ids."""

Endpoint = TypeVar("Endpoint", bound=Callable[..., object])
Handler = Callable[[Request], Coroutine[Any, Any, Response]]  # Any: as FastAPI has it


class PlainRoute(APIRoute):
    """A route that hands the request to its operation, where that takes it and nothing else.

    FastAPI would prepare to read what is declared, too, and find nothing: 40 µs a request. A route with
    dependencies, as a write has, is FastAPI's.
    """

    def get_route_handler(self) -> Handler:
        """Return what answers a request."""
        taken = list(inspect.signature(self.endpoint).parameters)
        if self.dependant.dependencies or taken != [self.dependant.request_param_name]:
            return super().get_route_handler()
        return self.endpoint


def describe(
    answer: type[BaseModel] | None = None,
    *,
    path: type[BaseModel] | None = None,
    query: type[BaseModel] | None = None,
    headers: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
) -> Callable[[Endpoint], Endpoint]:
    """Return a decorator that describes an operation by models: its answer's, its parameters', its body's.

    FastAPI would do so by itself, if it checked the answers and read the parameters, too. That takes
    it 150 µs a request, and at the start of the program as long as everything else of ours.
    """

    def note(endpoint: Endpoint) -> Endpoint:
        DESCRIBED[endpoint.__name__] = Described(answer, path, query, headers, body)
        return endpoint

    return note


def find_description(operation_id: str) -> Described:
    """Return how an operation is described."""
    return DESCRIBED.get(operation_id, NOTHING)


def find_parameters(operation_id: str) -> dict[str, bool]:
    """Return the names of an operation's query parameters, each with whether it may be repeated."""
    model = find_description(operation_id).query
    return {} if model is None else find_repeatable(model)


@cache
def find_repeatable(model: type[BaseModel]) -> dict[str, bool]:
    """Return the names of query parameters, each with whether it may be repeated."""
    return {
        field.alias or name: get_origin(field.annotation) is list
        for name, field in model.model_fields.items()
    }
