"""The outermost layer: what every answer has, whatever made it.

Request id, security and CORS headers, problem+json for whatever escapes, OPTIONS, HEAD and 405
from one table of routes, strong ETags with 304, and compression. It sits outside of FastAPI,
whose own handler for unexpected errors and whose own 413 no user middleware ever sees.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import problem_details
from app.errors import Fault, InternalError, InvalidRequest, WortlautError, to_pointer
from app.middleware.query_string import Parameters, list_route_parameters, read_parameters
from app.middleware.representation import Answer, represent
from app.middleware.request_id import make_request_id

log = logging.getLogger("wortlaut.http")

EVERYWHERE = {  # Unless an answer says otherwise.
    "access-control-allow-origin": "*",  # Everything is public, and no cookie is ever read.
    "access-control-expose-headers": (
        "Content-Location, ETag, Link, Location, Repr-Digest, Retry-After, WWW-Authenticate, X-Request-ID"
    ),
    "cache-control": "no-cache",  # Keep it, but ask with If-None-Match before each use.
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


class Route(NamedTuple):
    """A path with the methods it takes, and the query parameters that it knows: may each be repeated?"""

    path: str
    pattern: re.Pattern[str]
    methods: frozenset[str]
    parameters: dict[str, bool] | None


def _make_route(route: APIRoute) -> Route:
    """Return what must be known of an operation; one outside of OpenAPI takes any parameter."""
    return Route(
        route.path,
        compile_path(route.path)[0],
        frozenset(route.methods or ()),
        list_route_parameters(route) if route.include_in_schema else None,
    )


class Envelope:
    """The ASGI layer around the application."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app
        routes = [_make_route(route) for route in app.router.routes if isinstance(route, APIRoute)]
        self._patterns = [route for route in routes if "{" in route.path]
        whole = [route for route in routes if "{" not in route.path]
        self._paths = {
            path: [*(route for route in whole if route.path == path), *self._match(path)]
            for path in {route.path for route in whole}
        }

    def find_route(self, path: str) -> str | None:
        """Return the path of the operations that answer here, as OpenAPI has it, or None."""
        routes = self._paths.get(path) or self._match(path)
        return routes[0].path if routes else None

    def _match(self, path: str) -> list[Route]:
        return [route for route in self._patterns if route.pattern.match(path)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = make_request_id().decode()
        scope.setdefault("state", {})["request_id"] = request_id
        answer = await self._answer(scope, receive, request_id)
        headers = {**EVERYWHERE, **answer.headers, "x-request-id": request_id}
        answer = answer._replace(headers=headers)
        if scope["method"] in ("GET", "HEAD"):
            answer = represent(answer, _get_all(scope, b"accept-encoding"), _get_all(scope, b"if-none-match"))
        answer.headers["content-length"] = str(len(answer.body))
        if answer.status in (204, 304):
            del answer.headers["content-length"]
        fields = _encode(answer.headers)
        await send({"type": "http.response.start", "status": answer.status, "headers": fields})
        body = b"" if scope["method"] == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive, request_id: str) -> Answer:
        """Let the application answer, if the path takes the method at all."""
        routes = self._paths.get(scope["path"]) or self._match(scope["path"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        route = next((one for one in routes if method in one.methods), None)
        if route is None:
            return _answer_without_route(scope["method"], routes, request_id)
        try:
            parameters = read_parameters(scope["query_string"])
        except ValueError:
            refused = InvalidRequest("The query is not made of parameters in UTF-8, or of very many.")
            return _finish(problem_details.answer(refused, request_id))
        misunderstood = _check_parameters(route, parameters)
        if misunderstood is not None:
            return _finish(problem_details.answer(misunderstood, request_id))
        scope["state"]["parameters"] = parameters
        try:
            answer = await _collect(self._app, {**scope, "method": method}, receive)
        except Exception:
            log.exception("request %s failed", request_id)
            error = InternalError("Something went wrong here; the request id leads to the log.")
            return _finish(problem_details.answer(error, request_id))
        if answer.status >= 400 and answer.headers.get("content-type") != problem_details.MEDIA_TYPE:
            return _finish(problem_details.answer(problem_details.from_status(answer.status), request_id))
        return answer


def make_refusal(error: WortlautError) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return headers and body of the answer to what never became a request."""
    request_id = make_request_id().decode()
    answer = _finish(problem_details.answer(error, request_id))
    return _encode({**EVERYWHERE, **answer.headers, "x-request-id": request_id}), answer.body


# What is the same in each answer is there once, however many are kept.
_ENCODED = {field: (field[0].encode(), field[1].encode()) for field in EVERYWHERE.items()}


def _encode(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [
        _ENCODED.get(field) or (field[0].encode(), field[1].encode("latin-1")) for field in headers.items()
    ]


def _get_all(scope: Scope, wanted: bytes) -> str:
    """Return the values of a header of the request, joined."""
    return b",".join([value for name, value in scope["headers"] if name == wanted]).decode("latin-1")


def _answer_without_route(method: str, routes: list[Route], request_id: str) -> Answer:
    """Return the answer of a path that does not take this method: 404, 405, or what it takes."""
    methods = _find_methods(routes)
    if not methods:
        return _finish(problem_details.answer(problem_details.from_status(404), request_id))
    allow = ", ".join(sorted(methods))
    if method == "OPTIONS":
        # The asterisk stands for all names but this one (Fetch, 3.3.3).
        preflight = {
            "access-control-allow-methods": allow,
            "access-control-allow-headers": "*, Authorization",
        }
        return Answer(204, {"allow": allow, **preflight}, b"")
    answer = _finish(problem_details.answer(problem_details.from_status(405), request_id))
    return answer._replace(headers={**answer.headers, "allow": allow})


def _find_methods(routes: list[Route]) -> set[str]:
    """Return the methods that a path takes; none if there is nothing."""
    methods = set().union(*(route.methods for route in routes))
    if "GET" in methods:
        methods.add("HEAD")
    return methods | {"OPTIONS"} if methods else methods


def _check_parameters(route: Route, parameters: Parameters) -> InvalidRequest | None:
    """Return why a query parameter is not understood, or None.

    A parameter that nobody knows, or a second value of a single one, would be ignored by the
    framework, and the answer would look like one to another question.
    """
    if route.parameters is None or not parameters:
        return None
    faults = []
    for name, count in Counter(name for name, _ in parameters).items():
        if name not in route.parameters:
            known = ", ".join(route.parameters) or "none"
            detail = f"There is no parameter “{name[:100]}” here; there are: {known}."
        elif count > 1 and not route.parameters[name]:
            detail = f"The parameter “{name}” can be given only once."
        else:
            continue
        faults.append(Fault("query", to_pointer((name[:100],)), detail))
    return InvalidRequest(faults[0].detail, faults) if faults else None


async def _collect(app: ASGIApp, scope: Scope, receive: Receive) -> Answer:
    """Run the application and return its whole answer: every answer here is a finished value."""
    start: Message = {}
    parts: list[bytes] = []

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(start["status"], _read_headers(start["headers"]), b"".join(parts))


def _finish(response: Response) -> Answer:
    return Answer(response.status_code, _read_headers(response.raw_headers), bytes(response.body))


def _read_headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers of an answer; none of ours comes twice."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}
