"""The route of every operation: reads the arguments that its signature declares."""

import inspect
from collections.abc import Callable, Coroutine, Iterator
from operator import attrgetter
from types import CoroutineType
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from app.routers.requests import (
    Reader,
    make_body_reader,
    make_header_reader,
    make_path_reader,
    make_query_reader,
)


class Route(APIRoute):
    """Calls an operation with arguments that plain functions read, chosen once, when the program starts.

    FastAPI analyses the signature, and describes it in the OpenAPI document. Only its work for each request
    is replaced: that takes 140 µs more for a list and 40 µs more for an item, half as much as all the rest,
    and it would ignore one value of a key given twice in a body.

    An argument is a path parameter, a model of query parameters, a header, a model of a JSON body, the
    request, or `Depends` on a function of such arguments. All run on the event loop, and none may block it.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the function that answers a request."""
        return _bind(self.dependant)


def make_router(tag: str, prefix: str = "") -> APIRouter:
    """Return a router of such routes; the id of an operation is the name of its function."""
    return APIRouter(
        prefix=prefix, tags=[tag], route_class=Route, generate_unique_id_function=attrgetter("name")
    )


def _bind(function: Dependant) -> Reader:
    """Return a function of a request that calls another function with its arguments."""
    call: Any = function.call  # Any: FastAPI has it as Callable | None, but it is never None here
    readers = list(_list_readers(function))
    unread = set(inspect.signature(call).parameters) - {name for name, _ in readers}
    if unread:
        raise TypeError(f"Route cannot read the arguments {unread} of {call}.")
    if inspect.isgeneratorfunction(call) or inspect.isasyncgenfunction(call):
        raise TypeError(f"Route does not come back to {call} after its yield.")

    async def read_and_call(request: Request) -> Any:  # noqa: ANN401  # what the function returns
        arguments = {}
        for name, read in readers:
            value = read(request)
            if isinstance(value, CoroutineType):
                value = await value
            if name is not None:
                arguments[name] = value
        answer = call(**arguments)
        return await answer if isinstance(answer, CoroutineType) else answer

    return read_and_call


def _list_readers(function: Dependant) -> Iterator[tuple[str | None, Reader]]:
    """Return what reads each argument, in the order in which they are read.

    Dependencies of the decorator have no name and come first: the token is checked before anything is read.
    """
    yield from ((None, _bind(one)) for one in function.dependencies if one.name is None)
    request_name = function.request_param_name or function.http_connection_param_name
    if request_name is not None:
        yield request_name, lambda request: request
    yield from ((field.name, make_path_reader(field)) for field in function.path_params)
    yield from ((field.name, make_query_reader(field)) for field in function.query_params)
    yield from ((field.name, make_header_reader(field)) for field in function.header_params)
    yield from ((field.name, make_body_reader(field)) for field in function.body_params)
    yield from ((one.name, _bind(one)) for one in function.dependencies if one.name is not None)
