"""The OpenAPI document: FastAPI's, completed with problems, headers, descriptions and examples."""

import json
import warnings
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic.warnings import UnsupportedFieldAttributeWarning
from pydantic_core import core_schema

from app import VERSION, problem_details
from app.errors import WortlautError
from app.openapi.operations import ALWAYS, BODIES, HEADERS, MEANINGS, PROBLEMS, Json, get_model
from app.presenters.media_types import FORMATS, JSON
from app.schemas.problems import Problem
from app.schemas.verdict_rules import write_markdown

FIRST_LINES = """\
*Wortlaut* (German: the exact wording) serves news articles and the statements quoted in them, word for word.
Its question is **did X really say Y?** For example:
[did Putin say “Die beiden Länder werden immer siegreich sein”?]\
(/v1/verify?text=Die%20beiden%20L%C3%A4nder%20werden%20immer%20siegreich%20sein&speaker=Putin)
Ask one of your own: [Verify a quotation](/docs#/Verify/verify_quotation).

Everything can be read without a token. A wrong parameter is refused with a problem that says why.
Below: conventions that all operations share, then the rules of a verdict.
"""
"""What a reader needs for the first request: ten lines at most, and a question to click."""

CONVENTIONS = """\
## Conventions

**Verbatim in this article is not verbatim uttered.** A quote is a span of an article's text, and the
attribution is the article's. Where `translated` is true, the words are a translator's. Each attribution
says how sure the article makes it: `stated`, `anaphora` (by a word like *er*), `inferred`, or `ambiguous`.

**Offsets are Unicode code points**, from 0, end exclusive: a slice in Python; in JavaScript
`[...text].slice(start, end).join("")`.

**Parameters** given several times mean any of their values; different ones must all match. A speaker is
named by id, by any name variant, or by an identifier in `same_as` or its last part (`Q7747`). *Last, First*
is read; case, apostrophes, marks around the name and underscores do not matter, nor do accents where only one
speaker fits (*Mueller* is *Müller*). What is merely near (*Putins*, *President Putin*) is refused with
candidates. A parameter that is not understood is refused, never ignored, but for those that
sharing adds to an address (`utm_…`, `fbclid`, `gclid`).

**Problems** are RFC 9457 `application/problem+json`; `type` leads to a description of the kind of problem.

**Lists** come in pages: follow `next`, or the `Link` header, until it is null.

**Search** with `q`: words, "phrases", beginnings (`Freund*`) and exclusions (`-Japan`), in any case, umlaut
and inflection of the article's language. A single word of five letters or more is also found in compounds
that begin or end with it (*Kraftwerk*: *Kernkraftwerk*, *Kraftwerksunglück*), and excluded in them. The best
of all hits come first, whole words before compounds; `highlights` are offsets into the field that matched.
Pages lead through the first 20,000. Of very many compounds the 500 shortest are looked up.

**Writing** needs a token (*Authorize*), where the server has any. An article is written and deleted whole,
as the document that it is exported as.
"""

VERDICTS = f"""\
## Verdicts

**Verify** gives one verdict over two questions: are these the words (`wording`), and whose are they
(`attribution`)?

{write_markdown()}"""

DESCRIPTION = f"{FIRST_LINES}\n{CONVENTIONS}\n{VERDICTS}"

TAGS = [
    {"name": "Articles", "description": "Texts, exactly as received, with author, date and other details."},
    {
        "name": "Statements",
        "description": "Letters, speeches, reports and other statements, with their quotes.",
    },
    {"name": "Quotes", "description": "Spans of an article's text that render a statement."},
    {"name": "Verify", "description": "Did X really say Y? Claims in, verdicts with evidence out."},
    {"name": "Export", "description": "Everything that filters leave, in one file."},
    {"name": "Speakers", "description": "People and organizations that speak or are addressed."},
    {"name": "Service", "description": "The service document, health checks, kinds of problems, schemas."},
]


class _ResponseSchema(GenerateJsonSchema):
    """Describes responses without the defaults that are null: a field is sent as null or not at all."""

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
    routes = [route for route in app.routes if isinstance(route, APIRoute) and route.include_in_schema]
    document = _describe_routes(routes)
    document["security"] = [{}]  # Everything here is public.
    components = document["components"]
    components["schemas"] = _describe_models(routes)
    components["headers"] = HEADERS
    components["responses"] = {name: _describe_problem(error) for name, error in PROBLEMS.values()}
    examples = json.loads((Path(__file__).parent / "examples.json").read_text(encoding="utf-8"))
    examples["put_article"] = examples["get_article"]  # A write is answered like the GET after it.
    bodies = {**BODIES, "put_article": examples["get_article_document"]}
    for route in routes:
        for method in route.methods or ():
            operation = document["paths"][route.path_format][method.lower()]
            _complete_parameters(operation, route)
            _complete_responses(operation, examples.get(route.unique_id))
            for content in operation.get("requestBody", {}).get("content", {}).values():
                content["example"] = bodies[route.unique_id]
    return document


def _describe_routes(routes: list[APIRoute]) -> Json:
    """Return FastAPI's own document."""
    with warnings.catch_warnings():
        # FastAPI ignores this, too, where it builds the schema of the parameter `from` at the start. The
        # models here are built late (see Model), so that the warning comes now.
        warnings.simplefilter("ignore", UnsupportedFieldAttributeWarning)
        return get_openapi(
            title="Wortlaut",
            version=VERSION,
            summary="News articles and the statements quoted in them, word for word.",
            description=DESCRIPTION,
            routes=routes,
            tags=TAGS,
            servers=[
                {"url": "/", "description": "This server; a local one unless published.", "x-internal": False}
            ],
            contact={"name": "The operator of this server"},
            license_info={
                "name": "MIT (the program; each article states its own rights)",
                "identifier": "MIT",
            },
            separate_input_output_schemas=False,
        )


def _describe_models(routes: list[APIRoute]) -> Json:
    models = {route.response_model for route in routes}
    models |= {get_model(argument) for route in routes for argument in route.dependant.body_params}
    _, described = models_json_schema(
        [(model, "serialization") for model in models | {Problem} if model is not None],
        ref_template="#/components/schemas/{model}",
        schema_generator=_ResponseSchema,
    )
    schemas: Json = described["$defs"]
    return schemas


def _complete_parameters(operation: Json, route: APIRoute) -> None:
    """Add the descriptions of query parameters, which FastAPI does not see, and examples."""
    models = map(get_model, route.dependant.query_params)
    fields = [field for model in models for field in model.model_json_schema()["properties"].items()]
    descriptions = {name: field["description"] for name, field in fields}
    for parameter in operation.setdefault("parameters", []):
        parameter["schema"].pop("description", None)  # It is the parameter's.
        if parameter["in"] == "query":
            parameter["description"] = descriptions[parameter["name"]]
        if parameter["name"] == "format":
            media_types = operation["responses"]["200"]["content"]
            parameter["schema"]["enum"] = [one.name for one in FORMATS if one.media_type in media_types]
        for example in parameter["schema"].pop("examples", [])[:1]:
            parameter["example"] = example


def _complete_responses(operation: Json, example: Json | None) -> None:
    """Add the example to the success, and replace problems by references to the components."""
    for status, response in operation["responses"].items():
        if int(status) in PROBLEMS:
            operation["responses"][status] = {"$ref": f"#/components/responses/{PROBLEMS[int(status)][0]}"}
            continue
        response["description"] = f"{operation['summary']}: {MEANINGS[status]}."
        contents = response.get("content", {})
        for media_type, content in contents.items():
            if example is not None and (media_type == JSON.media_type or len(contents) == 1):
                content["example"] = example


def _describe_problem(error: WortlautError) -> Json:
    headers = [*ALWAYS]
    headers += [] if error.retry_after is None else ["Retry-After"]
    headers += [] if error.challenge is None else ["WWW-Authenticate"]
    response = problem_details.to_response(error, HEADERS["X-Request-ID"]["example"])
    return {
        "description": f"{error.title}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {
            problem_details.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": json.loads(bytes(response.body)),
            }
        },
    }
