"""The OpenAPI document: what FastAPI finds out by itself, with problems, headers and examples added once."""

import json
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue, models_json_schema
from pydantic_core import core_schema

from app import VERSION, problem_details
from app.errors import (
    WortlautError,
)
from app.openapi.operations import (
    ALWAYS,
    BODIES,
    DESCRIBED,
    HEADERS,
    MEANINGS,
    PROBLEMS,
    REFERENCE,
    Described,
    Json,
    find_description,
)
from app.schemas.problems import Problem
from app.schemas.verdict_rules import write_markdown

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
DESCRIPTION += write_markdown()

TAGS = [
    {"name": "Articles", "description": "Texts, exactly as received, and what is known about them."},
    {"name": "Statements", "description": "What was uttered: letters, reports; with their quotes."},
    {"name": "Quotes", "description": "Spans of an article's text that render a statement."},
    {"name": "Verify", "description": "Did X really say Y? Claims in, verdicts with evidence out."},
    {"name": "Speakers", "description": "People and organisations that utter or are addressed."},
    {"name": "Service", "description": "What this service is and holds, and whether it can answer."},
]


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
    named = {model for one in DESCRIBED.values() for model in (one.answer, one.body)} | {Problem}
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
    described = find_description(operation["operationId"])
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
    headers = [*ALWAYS]
    headers += [] if error.retry_after is None else ["Retry-After"]
    headers += [] if error.challenge is None else ["WWW-Authenticate"]
    example = json.loads(bytes(problem_details.answer(error, "1b671a64-40d5-491e-99b0-da01ff1f3341").body))
    return {
        "description": f"{error.title}.",
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {
            problem_details.MEDIA_TYPE: {
                "schema": {"$ref": "#/components/schemas/Problem"},
                "example": example,
            }
        },
    }
