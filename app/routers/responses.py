"""Responses of operations: a resource, or a page of a list."""

from typing import Any
from urllib.parse import urlencode

import orjson
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.pagination import Found

Json = dict[str, Any]  # Any: JSON


def send_model(value: BaseModel, headers: dict[str, str] | None = None) -> Response:
    """Return a resource as the answer."""
    return Response(value.model_dump_json(), headers=headers, media_type="application/json")


def send(value: Json) -> Response:
    """Return a resource as the answer; its operation declares its shape, and the tests hold it to that."""
    return Response(dump(value), media_type="application/json")


def dump(value: Json) -> bytes:
    """Return a resource as it is sent."""
    return orjson.dumps(value)


def send_page(found: Found[Json], request: Request) -> Response:
    """Return a page of what was found, and name the next one in it and in the Link header (RFC 8288)."""
    following = None
    if found.next_cursor is not None:
        # In order, so that the same question in another order of parameters has the same answer.
        kept = sorted(item for item in request.state.parameters if item[0] != "cursor")
        following = f"{request.scope['path']}?{urlencode([*kept, ('cursor', found.next_cursor)])}"
    page: Json = {"items": found.items, "next": following}
    if found.total is not None:
        page["total"] = found.total
    if found.is_complete is not None:
        page["complete"] = found.is_complete
    answer = send(page)
    if following is not None:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer
