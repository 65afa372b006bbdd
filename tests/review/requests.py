"""Requests to the review page, and the files that it writes."""

import json
from pathlib import Path

import httpx2

from tests.builders import Json


def write(path: Path, document: Json) -> Path:
    """Write a document to a file, with its line ends as they are."""
    path.write_text(json.dumps(document, ensure_ascii=False), newline="")
    return path


def read(path: Path) -> Json:
    """Return the document of a file."""
    document: Json = json.loads(path.read_text())
    return document


def get_version(client: httpx2.Client, name: str = "draft.json") -> str:
    """Return the version that the page of a draft shows."""
    page = client.get(f"/drafts/{name}").raise_for_status().text
    return page.partition('data-version="')[2].partition('"')[0]


def find_quote(draft: Json, words: str) -> Json:
    """Return the quote of a draft whose words begin with these."""
    found: Json = next(one for one in draft["quotes"] if one["exact"].startswith(words))
    return found


def find_key(document: Json, words: str) -> str:
    """Return the key of the quote whose words begin with these."""
    quote = find_quote(document, words)
    start = document["text"].index(quote["exact"])
    return f"quote-{start}-{start + len(quote['exact'])}"


def decide(client: httpx2.Client, part: str, action: str, **values: object) -> httpx2.Response:
    """Send a decision about a part, of the version that the file has now."""
    version = values.pop("version", None) or get_version(client)
    body = {"version": version, "part": part, "action": action, **values}
    return client.post("/decisions/draft.json", json=body)
