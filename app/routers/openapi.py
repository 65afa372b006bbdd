"""The OpenAPI document: what FastAPI finds out by itself, with problems, headers and examples added once."""

import inspect
import json
from collections.abc import Callable, Coroutine
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_origin

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema
from starlette.requests import Request
from starlette.responses import Response

from app import VERSION
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
from app.routers import problems
from app.schemas.law import LAW
from app.schemas.problems import Problem

Json = dict[str, Any]  # Any: JSON
REFERENCE = "#/components/schemas/{model}"

DESCRIPTION = """\
*Wortlaut* (German: the exact wording) serves news articles and the statements quoted in them: who said
what, to whom, in which letter, word for word, and at which characters of the article.

**Verbatim in this article is not verbatim uttered.** A quote is a span of an article's text, and the
attribution is the article's. Where `translated` is true, the words are a translator's. Each attribution
says how sure the article makes it: `stated`, `anaphora` (by a word like *er*), `inferred`, or `ambiguous`.

**Offsets are Unicode code points**, from 0, end exclusive: a slice in Python; in JavaScript
`[...text].slice(start, end).join("")`.

**Parameters** given several times mean any of their values; different ones must all hold. Speakers are
named by id or any name variant. What is not understood is refused with a problem (RFC 9457) that says why.

**Writing** takes a token (*Authorize*), where the server has any. An article is put and deleted whole, as
the document that it is exported as.

**Lists** come in pages: follow `next`, or the `Link` header, until it is null.

**Search** with `q`: words, "phrases", beginnings (`Freund*`) and exclusions (`-Japan`), in any case, umlaut
and inflection of the article's language. The best hits come first; `highlights` are offsets into the field
that was hit. Where `complete` is false, only the first hits stored were ranked: narrow the search.

## Did X really say Y?

**Verify** gives one verdict over two questions: are these the words (`wording`), and whose are they
(`attribution`)?

"""
DESCRIPTION += LAW

TAGS = [
    {"name": "Articles", "description": "Texts, exactly as received, and what is known about them."},
    {"name": "Statements", "description": "What was uttered: letters, reports; with their quotes."},
    {"name": "Quotes", "description": "Spans of an article's text that render a statement."},
    {"name": "Verify", "description": "Did X really say Y? Claims in, verdicts with evidence out."},
    {"name": "Speakers", "description": "People and organisations that utter or are addressed."},
    {"name": "Service", "description": "What this service is and holds, and whether it can answer."},
]

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


_ALWAYS = ("Access-Control-Allow-Origin", "X-Request-ID")
LIST = _answer((*_ALWAYS, "ETag", "Link"), 422, 500, 503)
ITEM = _answer((*_ALWAYS, "ETag"), 404, 422, 500, 503)
PROBLEM_TYPE = _answer((*_ALWAYS, "ETag"), 404, 422, 500)
VERDICT = _answer((*_ALWAYS, "ETag"), 422, 500, 503)
BATCH = _answer(_ALWAYS, 400, 413, 415, 422, 500, 503)
NO_DATABASE = _answer(_ALWAYS, 422, 500)
READINESS = _answer(_ALWAYS, 422, 500, 503)
PUT = _answer((*_ALWAYS, "ETag", "Content-Location"), 400, 401, 403, 404, 412, 413, 415, 422, 428, 500, 503)
PUT[201] = {
    **_answer((*_ALWAYS, "ETag", "Content-Location", "Location"))[200],
    "content": {"application/json": {}},
}
DELETE = _answer(_ALWAYS, 401, 403, 404, 412, 413, 422, 500, 503, success=204)
TEXT = _answer((*_ALWAYS, "ETag", "Repr-Digest"), 404, 422, 500, 503)
TEXT[200]["content"] = {"text/plain": {"schema": {"type": "string", "maxLength": ARTICLE_TEXT_MAX}}}
SCHEMA = _answer((*_ALWAYS, "ETag"), 422, 500)
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


_NOTHING = Described(None, None, None, None, None)
_DESCRIBED: dict[str, Described] = {}
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
        _DESCRIBED[endpoint.__name__] = Described(answer, path, query, headers, body)
        return endpoint

    return note


def find_parameters(operation_id: str) -> dict[str, bool]:
    """Return the names of an operation's query parameters, each with whether it may be repeated."""
    model = _DESCRIBED.get(operation_id, _NOTHING).query
    return {} if model is None else find_repeatable(model)


@cache
def find_repeatable(model: type[BaseModel]) -> dict[str, bool]:
    """Return the names of query parameters, each with whether it may be repeated."""
    return {
        field.alias or name: get_origin(field.annotation) is list
        for name, field in model.model_fields.items()
    }


def _describe_parameters(model: type[BaseModel] | None, location: str) -> list[Json]:
    """Return the description of parameters: the fields of a model, if there are any."""
    if model is None:
        return []
    schema = model.model_json_schema(ref_template=REFERENCE)
    required = schema.get("required", [])
    parameters = []
    for name, field in schema["properties"].items():
        description = field.pop("description")
        parameters.append(
            {
                "name": name,
                "in": location,
                "required": name in required,
                "schema": field,
                "description": description,
            }
        )
    return parameters


class _AnswerSchema(GenerateJsonSchema):
    """Describes what is sent, without the defaults that are null: a field is sent as null or not at all."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        if schema.get("default") is None and "default_factory" not in schema:
            return self.generate_inner(schema["schema"])
        return super().default_schema(schema)

    def encode_default(self, dft: object) -> object:
        return (
            dft.model_dump(exclude_none=True) if isinstance(dft, BaseModel) else super().encode_default(dft)
        )


def build_openapi(app: FastAPI) -> Json:
    """Return the OpenAPI 3.1 document of the application."""
    document = get_openapi(
        title="Wortlaut",
        version=VERSION,
        summary="News articles and the statements quoted in them, word for word.",
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        servers=[
            {"url": "/", "description": "This server; a local one unless published.", "x-internal": False}
        ],
        contact={"name": "Whoever runs this server"},
        license_info={"name": "MIT (the program; the articles' rights stand with each)", "identifier": "MIT"},
    )
    document["security"] = [{}]  # Everything here is public.
    components = document["components"]
    named = {model for one in _DESCRIBED.values() for model in (one.answer, one.body)} | {Problem}
    _, made = models_json_schema(
        [(model, "serialization") for model in named if model is not None],
        ref_template=REFERENCE,
        schema_generator=_AnswerSchema,
    )
    components["schemas"] = made["$defs"]
    components["headers"] = HEADERS
    components["responses"] = {name: _describe_problem(error) for name, error in PROBLEMS.values()}
    examples = json.loads((Path(__file__).parent / "examples.json").read_text(encoding="utf-8"))
    # Whoever puts the seed again is answered as whoever gets it.
    examples["put_article"] = examples["get_article"]
    bodies = {**BODIES, "put_article": examples["get_article_document"]}
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation, examples, bodies)
    return document


def _complete(operation: Json, examples: Json, bodies: Json) -> None:
    """Put what is known of an operation, the components and its example into their places."""
    described = _DESCRIBED.get(operation["operationId"], _NOTHING)
    operation["parameters"] = [
        *operation.get("parameters", []),
        *_describe_parameters(described.path, "path"),
        *_describe_parameters(described.query, "query"),
        *_describe_parameters(described.headers, "header"),
    ]
    if described.body is not None:
        schema = {"$ref": REFERENCE.format(model=described.body.__name__)}
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    for status in PROBLEMS.keys() & map(int, operation["responses"]):
        operation["responses"][str(status)] = {"$ref": f"#/components/responses/{PROBLEMS[status][0]}"}
    if operation["operationId"] in bodies:
        for content in operation["requestBody"]["content"].values():
            content["example"] = bodies[operation["operationId"]]
    for status, answer in operation["responses"].items():
        if status.startswith("2"):
            answer["description"] = f"{operation['summary']}: {MEANINGS[status]}."
            for content in answer.get("content", {}).values():
                _complete_content(content, described, examples.get(operation["operationId"]))
    for parameter in operation["parameters"]:
        for example in parameter["schema"].pop("examples", [])[:1]:
            parameter["example"] = example


def _complete_content(content: Json, described: Described, example: Json | None) -> None:
    if described.answer is not None:
        content["schema"] = {"$ref": REFERENCE.format(model=described.answer.__name__)}
    if example is not None:
        content["example"] = example


def _describe_problem(error: WortlautError) -> Json:
    """Return the description of a problem as an answer."""
    headers = [*_ALWAYS]
    headers += [] if error.retry_after is None else ["Retry-After"]
    headers += [] if error.challenge is None else ["WWW-Authenticate"]
    example = json.loads(bytes(problems.answer(error, "1b671a64-40d5-491e-99b0-da01ff1f3341").body))
    return {
        "description": f"{error.title}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {
            problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
        },
    }
