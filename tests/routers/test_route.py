"""Routes: they read what a signature declares, and refuse at the start what they cannot read."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Annotated, Any

import pytest
from fastapi import Cookie, Depends, Header, Query, params
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app.routers.route import Route


class Filters(BaseModel):
    limit: int = 20
    speaker: list[str] = []


class Note(BaseModel):
    text: str


def read_sender(sender: Annotated[str | None, Header(alias="X-Sender")] = None) -> str:
    return sender or "nobody"


async def read_host(request: Request) -> str:
    return request.headers["host"]


def yield_host() -> Iterator[str]:
    yield "host"


def refuse_all() -> None:
    raise PermissionError


async def answer_all(
    number: int,
    filters: Annotated[Filters, Query()],
    note: Note,
    sender: Annotated[str, Depends(read_sender)],
    host: Annotated[str, Depends(read_host)],
    request: Request,
) -> Response:
    return JSONResponse([number, filters.model_dump(), note.text, sender, host, request.method])


def make_request(body: bytes = b'{"text": "Ja"}', **path: str) -> Request:
    fields = [("host", "here"), ("content-type", "application/json"), ("x-sender", "a"), ("x-sender", "b")]
    scope: dict[str, Any] = {  # Any: as ASGI has it
        "type": "http",
        "method": "POST",
        "path_params": path,
        "headers": [(name.encode(), value.encode()) for name, value in fields],
        "state": {"parameters": [("speaker", "x"), ("limit", "5"), ("speaker", "y")]},
    }

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request(scope, receive)


def call(
    endpoint: Callable[..., Awaitable[Response]],
    request: Request,
    dependencies: Sequence[params.Depends] = (),
) -> bytes:
    route = Route("/{number}", endpoint, methods=["POST"], response_model=None, dependencies=dependencies)
    return bytes(asyncio.run(route.get_route_handler()(request)).body)


def test_reads_every_kind_of_argument() -> None:
    body = call(answer_all, make_request(number="7"))
    assert body == b'[7,{"limit":5,"speaker":["x","y"]},"Ja","a, b","here","POST"]'


@pytest.mark.parametrize(
    ("request_", "location"),
    [
        (make_request(number="seven"), ("path", "number")),
        (make_request(b"{}", number="7"), ("body", "text")),
    ],
)
def test_says_where_a_value_does_not_fit(request_: Request, location: tuple[str, ...]) -> None:
    with pytest.raises(RequestValidationError) as refused:
        call(answer_all, request_)
    assert [error["loc"] for error in refused.value.errors()] == [location]


def test_asks_what_the_decorator_depends_on_before_anything_is_read() -> None:
    with pytest.raises(PermissionError):
        call(answer_all, make_request(b"{}", number="seven"), dependencies=[Depends(refuse_all)])


async def take_single_parameter(limit: int) -> Response:
    return JSONResponse(limit)


async def take_cookie(token: Annotated[str, Cookie()]) -> Response:
    return JSONResponse(token)


async def take_generator(host: Annotated[str, Depends(yield_host)]) -> Response:
    return JSONResponse(host)


@pytest.mark.parametrize("endpoint", [take_single_parameter, take_cookie, take_generator])
def test_refuses_at_the_start_what_it_cannot_read(endpoint: Callable[..., Awaitable[Response]]) -> None:
    with pytest.raises(TypeError):
        Route("/", endpoint, response_model=None)
