"""The OpenAPI document: complete, true to what is sent, and changed only on purpose."""

import json
import re
from typing import Any

import httpx2
import jsonschema
import pytest

from app.errors import walk_errors
from app.settings import Settings
from tests.databases import ROOT
from tests.make_examples import EXAMPLES, ask_for_examples

OPERATIONS = {
    "/": "get_service",
    "/health/live": "get_liveness",
    "/health/ready": "get_readiness",
    "/problems/{code}": "get_problem_type",
    "/v1/articles": "list_articles",
    "/v1/articles/{article_id}": "get_article",
    "/v1/articles/{article_id}/document": "get_article_document",
    "/v1/articles/{article_id}/text": "get_article_text",
    "/v1/feed.atom": "get_feed",
    "/v1/export/articles.jsonl": "export_articles",
    "/v1/export/quotes.csv": "export_quotes_as_csv",
    "/v1/export/quotes.jsonl": "export_quotes_as_json_lines",
    "/v1/export/quotes.parquet": "export_quotes_as_parquet",
    "/v1/quotes": "list_quotes",
    "/v1/quotes/random": "get_random_quote",
    "/v1/quotes/{quote_id}": "get_quote",
    "/v1/schemas/article-document.json": "get_article_document_schema",
    "/v1/speakers": "list_speakers",
    "/v1/speakers/{speaker_id}": "get_speaker",
    "/v1/statements": "list_statements",
    "/v1/statements/{statement_id}": "get_statement",
    "/v1/verify": "verify_quotation",
}


@pytest.fixture
def document(client: httpx2.Client) -> dict[str, Any]:  # Any: JSON
    found: dict[str, Any] = client.get("/openapi.json").json()
    return found


def list_operations(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [operation for path in document["paths"].values() for operation in path.values()]


def get_main_content(response: dict[str, Any]) -> dict[str, Any]:
    """Return the content in JSON, which has the example, or that of the only other format."""
    contents = response["content"]
    if "application/json" in contents:
        main: dict[str, Any] = contents["application/json"]
    else:
        [main] = contents.values()
    return main


def test_has_these_operations_and_no_others(document: dict[str, Any]) -> None:
    reading = {path: one["get"]["operationId"] for path, one in document["paths"].items() if "get" in one}
    assert reading == OPERATIONS
    others = {
        (path, method): one[method]["operationId"]
        for path, one in document["paths"].items()
        for method in one
        if method != "get"
    }
    assert others == {
        ("/v1/verify", "post"): "verify_quotations",
        ("/v1/verify/text", "post"): "verify_text",
        ("/v1/articles/{article_id}", "put"): "put_article",
        ("/v1/articles/{article_id}", "delete"): "delete_article",
    }


def test_a_token_is_for_writing_alone(document: dict[str, Any]) -> None:
    assert document["security"] == [{}]
    needing = {one["operationId"]: one["security"] for one in list_operations(document) if "security" in one}
    assert needing == {name: [{"writeToken": []}] for name in ("put_article", "delete_article")}
    [scheme] = document["components"]["securitySchemes"].values()
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    for operation in list_operations(document):
        assert ("401" in operation["responses"]) == ("security" in operation)


def test_every_operation_and_parameter_is_described_with_an_example(document: dict[str, Any]) -> None:
    for operation in list_operations(document):
        assert operation["summary"]
        assert len(operation["description"]) > 40
        assert operation["tags"]
        assert {"422", "500"} <= set(operation["responses"])
        for status, answer in operation["responses"].items():
            if status in ("200", "201"):
                assert get_main_content(answer)["example"]
        for parameter in operation.get("parameters", []):
            assert len(parameter["description"]) > 10
            assert "anyOf" not in parameter["schema"]
            assert parameter["in"] != "path" or parameter["example"]


def test_the_address_of_a_next_page_is_as_long_as_it_may_be(document: dict[str, Any]) -> None:
    longest = document["components"]["schemas"]["QuotePage"]["properties"]["next"]["anyOf"][0]["maxLength"]
    assert document["components"]["headers"]["Link"]["schema"]["maxLength"] == longest + len('<>; rel="next"')
    for path, operations in document["paths"].items():
        parameters = operations.get("get", {}).get("parameters", [])
        if "cursor" in [one["name"] for one in parameters]:
            length = sum(measure_parameter(one["name"], one["schema"]) for one in parameters)
            assert len(path) + length < longest


def measure_parameter(name: str, schema: dict[str, Any]) -> int:
    """Return the most bytes a parameter takes in an address: a code point of free text takes up to 12."""
    one = schema.get("items", schema)
    length = max([one.get("maxLength", 10), *map(len, one.get("enum", []))])
    is_free = "maxLength" in one and "pattern" not in one
    return int(schema.get("maxItems", 1) * (len(name) + 2 + (12 if is_free else 1) * length))


def test_begins_with_ten_lines_and_a_question_to_click(
    client: httpx2.Client, document: dict[str, Any]
) -> None:
    first, rest = document["info"]["description"].split("\n## ", 1)
    assert len(first.strip().splitlines()) <= 10
    assert rest.startswith("Conventions")
    question, operation = re.findall(r"\]\((/[^)]+)\)", first)
    assert client.get(question).json()["verdict"] == "misattributed"
    tag, name = operation.removeprefix("/docs#/").split("/")
    assert (tag, name) in [(one["tags"][0], one["operationId"]) for one in list_operations(document)]


def test_no_two_models_share_a_name(document: dict[str, Any]) -> None:
    """Those of the same name get names of modules, of which generators of clients make classes."""
    assert not [name for name in document["components"]["schemas"] if "__" in name]


def test_every_field_is_described(document: dict[str, Any]) -> None:
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, described in schema.get("properties", {}).items():
            assert described.get("description") or described.get("$ref"), f"{name}.{field}"


def test_every_example_is_what_the_server_answers(client: httpx2.Client) -> None:
    assert json.loads(EXAMPLES.read_text(encoding="utf-8")) == ask_for_examples(client)


def test_what_is_sent_is_what_is_declared(client: httpx2.Client, document: dict[str, Any]) -> None:
    answers = ask_for_examples(client)
    for operation in list_operations(document):
        if "security" in operation:
            continue  # The tests of writing do this.
        content = get_main_content(operation["responses"]["200"])
        schema = {**content["schema"], "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(answers[operation["operationId"]])
    problem = {"$ref": "#/components/schemas/Problem", "components": document["components"]}
    for path in ("/nope", "/v1/quotes?limit=0&x=1", "/v1/quotes?speaker=Kim Il"):
        jsonschema.Draft202012Validator(problem).validate(client.get(path).json())


def test_every_problem_has_a_page_of_its_own(client: httpx2.Client) -> None:
    codes = [error.code for error in walk_errors()]
    assert len(codes) == len(set(codes)) > 10
    for error in walk_errors():
        described = client.get(f"/problems/{error.code}").json()
        assert described["status"] == error.status
        assert len(described["description"]) > 20


def test_every_setting_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert f"`WORTLAUT_{name.upper()}`" in readme


def test_nothing_leads_away_from_the_server(document: dict[str, Any]) -> None:
    assert [server["url"] for server in document["servers"]] == ["/"]
    assert document["security"] == [{}]
