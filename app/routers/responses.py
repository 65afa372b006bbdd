"""Make responses: a resource, or a page of a list."""

from urllib.parse import urlencode

import orjson
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from app.pagination import Found
from app.presenters.json import Json


def respond_with_model(value: BaseModel, headers: dict[str, str] | None = None) -> Response:
    """Return a response with a resource."""
    return Response(value.model_dump_json(), headers=headers, media_type="application/json")


def respond(value: Json) -> Response:
    """Return a response with a resource; tests compare it with the response model of its operation."""
    return Response(orjson.dumps(value), media_type="application/json")


def respond_with_page(found: Found[Json], request: Request) -> Response:
    """Return a response with a page, and the address of the next one in it and in Link (RFC 8288)."""
    next_address = None
    if found.next_cursor is not None:
        # Sorted, so that the same parameters in another order give the same response.
        parameters = sorted(item for item in request.state.parameters if item[0] != "cursor")
        next_address = f"{request.scope['path']}?{urlencode([*parameters, ('cursor', found.next_cursor)])}"
    page: Json = {"items": found.items, "next": next_address}
    if found.total is not None:
        page["total"] = found.total
    if found.is_complete is not None:
        page["complete"] = found.is_complete
    response = respond(page)
    if next_address is not None:
        response.headers["Link"] = f'<{next_address}>; rel="next"'
    return response
