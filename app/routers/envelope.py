"""The outermost layer: what every answer has, whatever made it.

Request id, security and CORS headers, problem+json for whatever escapes, OPTIONS, HEAD and 405
from one table of routes, strong ETags with 304, and compression. It sits outside of FastAPI,
whose own handler for unexpected errors and whose own 413 no user middleware ever sees.
"""

import logging
import re
import uuid
from collections import Counter
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Fault, InternalError, InvalidRequest, to_pointer
from app.routers import problems
from app.routers.representation import Answer, represent

log = logging.getLogger("wortlaut.http")

EVERYWHERE = {  # Unless an answer says otherwise.
    "Access-Control-Allow-Origin": "*",  # Everything is public, and no cookie is ever read.
    "Access-Control-Expose-Headers": "ETag, Link, Repr-Digest, Retry-After, X-Request-ID",
    "Cache-Control": "no-cache",  # Keep it, but ask with If-None-Match before each use.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Route(NamedTuple):
    """A path with the methods it takes, and the query parameters that it knows: may each be repeated?"""

    pattern: re.Pattern[str]
    methods: frozenset[str]
    parameters: dict[str, bool] | None


def _find_parameters(operations: dict[str, Any], methods: set[str]) -> dict[str, bool] | None:  # Any: JSON
    """Return the query parameters that the OpenAPI document names; None where it is silent."""
    described = [operations[method.lower()] for method in methods if method.lower() in operations]
    if not described:
        return None
    parameters = described[0].get("parameters", [])
    return {one["name"]: one["schema"].get("type") == "array" for one in parameters if one["in"] == "query"}


class Envelope:
    """The ASGI layer around the application."""

    def __init__(self, app: FastAPI, openapi: dict[str, Any]) -> None:  # Any: JSON
        self._app = app
        self._routes = [
            Route(
                compile_path(context.path)[0],
                frozenset(context.methods),
                _find_parameters(openapi["paths"].get(context.path, {}), set(context.methods)),
            )
            for context in iter_route_contexts(app.routes)
            if context.path and context.methods
        ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = str(uuid.uuid4())
        scope.setdefault("state", {})["request_id"] = request_id
        answer = await self._answer(scope, receive, request_id)
        for name, value in {**EVERYWHERE, "X-Request-ID": request_id}.items():
            answer.headers.setdefault(name, value)
        if scope["method"] in ("GET", "HEAD"):
            answer = represent(answer, Headers(scope=scope))
        answer.headers["Content-Length"] = str(len(answer.body))
        if answer.status in (204, 304):
            del answer.headers["Content-Length"]
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers.raw})
        body = b"" if scope["method"] == "HEAD" else answer.body
        await send({"type": "http.response.body", "body": body})

    async def _answer(self, scope: Scope, receive: Receive, request_id: str) -> Answer:
        """Let the application answer, if the path takes the method at all."""
        routes = [route for route in self._routes if route.pattern.match(scope["path"])]
        methods = _find_methods(routes)
        if not methods:
            return _finish(problems.answer(problems.from_status(404), request_id))
        allow = ", ".join(sorted(methods))
        if scope["method"] == "OPTIONS":
            preflight = {"Access-Control-Allow-Methods": allow, "Access-Control-Allow-Headers": "*"}
            return _finish(Response(status_code=204, headers={"Allow": allow, **preflight}))
        if scope["method"] not in methods:
            answer = _finish(problems.answer(problems.from_status(405), request_id))
            answer.headers["Allow"] = allow
            return answer
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        route = next(one for one in routes if method in one.methods)
        misunderstood = _check_parameters(route, scope["query_string"])
        if misunderstood is not None:
            return _finish(problems.answer(misunderstood, request_id))
        try:
            answer = await _collect(self._app, {**scope, "method": method}, receive)
        except Exception:
            log.exception("request %s failed", request_id)
            error = InternalError("Something went wrong here; the request id leads to the log.")
            return _finish(problems.answer(error, request_id))
        if answer.status >= 400 and answer.headers.get("content-type") != problems.MEDIA_TYPE:
            return _finish(problems.answer(problems.from_status(answer.status), request_id))
        return answer


def _find_methods(routes: list[Route]) -> set[str]:
    """Return the methods that a path takes; none if there is nothing."""
    methods = set().union(*(route.methods for route in routes))
    if "GET" in methods:
        methods.add("HEAD")
    return methods | {"OPTIONS"} if methods else methods


def _check_parameters(route: Route, query: bytes) -> InvalidRequest | None:
    """Return why a query parameter is not understood, or None.

    A parameter that nobody knows, or a second value of a single one, would be ignored by the
    framework, and the answer would look like one to another question.
    """
    if route.parameters is None or not query:
        return None
    faults = []
    for name, count in Counter(
        name for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)
    ).items():
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
    body = bytearray()

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        elif message["type"] == "http.response.body":
            body.extend(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(start["status"], MutableHeaders(raw=list(start["headers"])), bytes(body))


def _finish(response: Response) -> Answer:
    return Answer(response.status_code, response.headers, bytes(response.body))
