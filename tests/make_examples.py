"""Write the OpenAPI document's examples anew from a server with the seed: `python -m tests.make_examples`."""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import httpx2

from app.presenters.media_types import PARQUET
from tests.databases import ROOT
from tests.servers import run_server

EXAMPLES = ROOT / "app" / "openapi" / "examples.json"
Json = dict[str, Any]  # Any: JSON
SHORT: dict[str, str | int] = {"limit": 1}
PARAMETERS: dict[str, dict[str, str | int]] = {
    "list_articles": SHORT,
    "list_statements": SHORT,
    "list_quotes": SHORT,
    "list_speakers": SHORT,
    "get_feed": {"type": "term"},  # One quote: the cursor of a next page would have the day of today.
    "get_random_quote": {"seed": "1"},
    "get_article_text": {"start": 1777, "end": 2005},
    "export_quotes_as_csv": {"type": "term"},
    "export_quotes_as_json_lines": {"type": "term"},
}
"""What is asked of an operation beyond the examples of its path, to keep the example short."""


def ask_for_examples(client: httpx2.Client) -> dict[str, Any]:  # Any: JSON
    """Return for each operation that only reads what the server answers to the examples of its parameters."""
    examples: dict[str, Any] = {}
    described = client.get("/openapi.json").json()["paths"]
    for path, operations in described.items():
        for method, operation in operations.items():
            if operation.get("security"):
                continue
            examples[operation["operationId"]] = ask_for_example(client, path, method, operation)
    return examples


def ask_for_example(client: httpx2.Client, path: str, method: str, operation: Json) -> object:
    """Return what the server answers to the examples of an operation's parameters and body."""
    parameters = operation.get("parameters", [])
    in_path = {one["name"]: one["example"] for one in parameters if one["in"] == "path"}
    in_query = {
        one["name"]: one["example"] for one in parameters if one["in"] == "query" and "example" in one
    }
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("example")
    answer = client.request(
        method,
        path.format(**in_path),
        params={**in_query, **PARAMETERS.get(operation["operationId"], {})},
        json=body,
    )
    media_type = answer.headers["content-type"].partition(";")[0]
    if media_type == "application/schema+json":
        # Linters follow every $ref, in examples, too: the head of the schema must do.
        return {key: value for key, value in answer.json().items() if isinstance(value, str)}
    if media_type == PARQUET.media_type:
        return answer.content[:4].decode()  # The rest is no text.
    at_home = answer.text.replace(str(client.base_url).rstrip("/"), "https://wortlaut.example")
    if media_type == "application/atom+xml":
        # Of each run its own: when an article was stored.
        return re.sub(r"<updated>[^<]*", "<updated>2026-11-29T12:00:00Z", at_home)
    return answer.json() if media_type == "application/json" else at_home


def main() -> None:
    """Write the file."""
    folder = Path(tempfile.mkdtemp())
    with run_server(f"sqlite:///{folder}/examples.db") as url, httpx2.Client(base_url=url) as client:
        examples = ask_for_examples(client)
    lines = [f"{json.dumps(name)}: {_write(example)}" for name, example in examples.items()]
    EXAMPLES.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _write(example: object) -> str:
    """Return an example on one line: all of them take 20 lines instead of 2,270."""
    return json.dumps(example, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
