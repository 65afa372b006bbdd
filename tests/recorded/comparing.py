"""Compare an answer with the recorded one: byte for byte, but for prose that may be reworded on purpose."""

import json

from tests.recorded.playing import Answer

DESCRIBING = ("/openapi.json", "/v1/schemas/", "/problems/")
"""Documents that describe the API in prose."""
UNORDERED = "/openapi.json"
"""A document whose keys come as FastAPI puts them."""
SURROUNDINGS = 60
"""Characters that are shown before and after the first difference."""


def compare(recorded: Answer, answer: Answer) -> str | None:
    """Return the request and the first difference between its answers, or None if they are the same.

    Status, headers and body must be the same, byte for byte. Only prose may be worded otherwise, and must
    still be there: each `detail` of a problem (also within the answer to several claims), and each
    `description`, `summary` and `detail` in the documents that describe the API: /openapi.json, the schema
    of the document format, and the kinds of problems. Everything else in these must be the same: pointers,
    codes, titles, candidates, nearest passages, names, schemas, bounds, examples, and but for /openapi.json
    the order of keys. Where an answer has such prose, its Content-Length and ETag need only be there.
    """
    before, now = _settle(recorded), _settle(answer)
    for part in ("status", "body", "headers"):  # A body says more than its length.
        one, other = _write(getattr(before, part)), _write(getattr(now, part))
        if one != other:
            return f"{recorded.request}: {part}: {_show_difference(one, other)}"
    return None


def _settle(answer: Answer) -> Answer:
    """Return the answer with "…" in place of all prose that may be worded otherwise."""
    describes = answer.request.split(" ")[1].startswith(DESCRIBING)
    names = {"detail", "description", "summary"} if describes else {"detail"}
    media_type = answer.headers.get("content-type", "")
    body = answer.body
    if "json" in media_type and body:
        read = json.loads(body)
        settled = _settle_prose(read, names)
        is_unordered = answer.request.split(" ")[1] == UNORDERED
        body = json.dumps(settled, ensure_ascii=False, sort_keys=is_unordered) if settled != read else body
    headers = answer.headers
    if describes or "problem+json" in media_type or body != answer.body:
        headers = {
            name: "…" if name in ("content-length", "etag") else value for name, value in headers.items()
        }
    return answer._replace(headers=headers, body=body)


def _settle_prose(value: object, names: set[str]) -> object:
    """Return a JSON value with "…" in place of the texts that these keys have."""
    if isinstance(value, list):
        return [_settle_prose(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: "…" if key in names and isinstance(one, str) and one else _settle_prose(one, names)
        for key, one in value.items()
    }


def _write(part: object) -> str:
    return part if isinstance(part, str) else json.dumps(part, ensure_ascii=False, sort_keys=True)


def _show_difference(before: str, now: str) -> str:
    """Return where two texts begin to differ, with what surrounds that place."""
    pairs = enumerate(zip(before, now, strict=False))
    at = next((place for place, (one, other) in pairs if one != other), min(len(before), len(now)))
    start, end = max(0, at - SURROUNDINGS), at + SURROUNDINGS
    return f"at {at}, recorded …{before[start:end]!r}…, now …{now[start:end]!r}…"
