"""Response middleware: request id, standard headers, problem+json, OPTIONS, HEAD, 405, ETag, gzip.

It is outside of FastAPI, because FastAPI's own handler of unexpected errors and its own 413 are outside of
all middleware that FastAPI runs.
"""

import logging
from collections import Counter

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from app import problem_details
from app.errors import ContentTooLarge, Fault, InvalidRequest, WortlautError, to_pointer
from app.middleware.collector import PARTS_SENT, Collector, HeadSent, read_headers
from app.middleware.query_string import Parameters, read_parameters
from app.middleware.representation import BufferedResponse, represent
from app.middleware.request_id import make_request_id
from app.middleware.route_table import RouteTable, TableRow, list_methods

log = logging.getLogger("wortlaut.http")

STANDARD_HEADERS = {  # Unless a response says otherwise.
    "access-control-allow-origin": "*",  # Everything is public, and no cookie is ever read.
    "access-control-expose-headers": (
        "Content-Location, ETag, Link, Location, Repr-Digest, Retry-After, WWW-Authenticate, X-Request-ID"
    ),
    "cache-control": "no-cache",  # Caches may store it, but ask with If-None-Match before each use.
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


PROBLEM_TYPES = (problem_details.MEDIA_TYPE, "text/html; charset=utf-8")
"""What a failure is described in: for programs, and for people who read a page."""


class ResponseMiddleware:
    """The ASGI middleware around the application that completes every response."""

    def __init__(self, app: FastAPI, routes: RouteTable) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = make_request_id().decode()
        scope.setdefault("state", {})["request_id"] = request_id
        response = await self._answer(scope, receive, send, request_id)
        if response is None:
            return
        headers = {**STANDARD_HEADERS, **response.headers, "x-request-id": request_id}
        response = response._replace(headers=headers)
        if scope["method"] in ("GET", "HEAD"):
            accept_encoding, if_none_match = _get(scope, b"accept-encoding"), _get(scope, b"if-none-match")
            response = represent(response, accept_encoding, if_none_match)
        response.headers["content-length"] = str(len(response.body))
        if response.status in (204, 304):
            del response.headers["content-length"]
        fields = _encode(response.headers)
        await send({"type": "http.response.start", "status": response.status, "headers": fields})
        body = b"" if scope["method"] == "HEAD" else response.body
        await send({"type": "http.response.body", "body": body})

    async def _answer(
        self, scope: Scope, receive: Receive, send: Send, request_id: str
    ) -> BufferedResponse | None:
        """Let the application answer, if the path has an operation with this method and these parameters.

        Return None if the response was sent already, part by part.
        """
        rows = self._routes.find(scope["path"])
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        row = next((one for one in rows if method in one.methods), None)
        if row is None:
            return _answer_without_operation(scope["method"], rows, request_id)
        try:
            parameters = read_parameters(scope["query_string"])
        except ValueError:
            detail = "The query is not made of parameters in UTF-8, or of very many."
            return _make_problem(InvalidRequest(detail), request_id)
        misunderstood = _check_parameters(row, parameters)
        if misunderstood is not None:
            return _make_problem(misunderstood, request_id)
        scope["state"]["parameters"] = parameters
        collector = _make_collector(scope, send, request_id)
        try:
            response = await collector.run(self._app, {**scope, "method": method}, receive)
        except HeadSent:
            return None
        except Exception:
            log.exception("request %s failed", request_id)
            if collector.is_streamed:  # Without its last part, so that the client sees that it broke off.
                return None
            return _make_problem(problem_details.from_status(500), request_id)
        if response is None:
            return None
        if response.status == 413:
            detail = f"The body is too large: this operation accepts up to {row.body_max} bytes."
            return _make_problem(ContentTooLarge(detail), request_id)
        is_error = response.status >= 400 and "is_json_rpc" not in scope["state"]
        if is_error and response.headers.get("content-type") not in PROBLEM_TYPES:
            return _make_problem(problem_details.from_status(response.status), request_id)
        return response


def make_refusal(error: WortlautError) -> tuple[list[tuple[bytes, bytes]], bytes]:
    """Return headers and body of the response to what the protocol refuses before it is a request."""
    request_id = make_request_id().decode()
    response = _make_problem(error, request_id)
    return _encode({**STANDARD_HEADERS, **response.headers, "x-request-id": request_id}), response.body


# Encoded once: cached responses then share these bytes.
_ENCODED = {field: (field[0].encode(), field[1].encode()) for field in STANDARD_HEADERS.items()}


def _encode(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [
        _ENCODED.get(field) or (field[0].encode(), field[1].encode("latin-1")) for field in headers.items()
    ]


def _get(scope: Scope, name: bytes) -> str:
    """Return a header of the request; several lines of it are one, with commas between (RFC 9110, 5.3)."""
    return b",".join([value for key, value in scope["headers"] if key == name]).decode("latin-1")


def _answer_without_operation(method: str, rows: list[TableRow], request_id: str) -> BufferedResponse:
    """Return the response of a path that has no operation of this method: 404, 405, or that of OPTIONS."""
    methods = list_methods(rows)
    if not methods:
        return _make_problem(problem_details.from_status(404), request_id)
    allow = ", ".join(sorted(methods))
    if method == "OPTIONS":
        # The asterisk means all names but this one (Fetch, 3.3.3).
        preflight = {
            "access-control-allow-methods": allow,
            "access-control-allow-headers": "*, Authorization",
        }
        return BufferedResponse(204, {"allow": allow, **preflight}, b"")
    problem = _make_problem(problem_details.from_status(405), request_id)
    return problem._replace(headers={**problem.headers, "allow": allow})


def _check_parameters(row: TableRow, parameters: Parameters) -> InvalidRequest | None:
    """Return the error if a query parameter is not understood, or None.

    FastAPI would ignore an unknown parameter, and all but one value of a single one; the response would then
    look like that to another request.
    """
    if row.parameters is None or not parameters:
        return None
    faults = []
    for name, count in Counter(name for name, _ in parameters).items():
        if name not in row.parameters:
            known = ", ".join(row.parameters) or "none"
            detail = f"There is no parameter “{name[:100]}” here; there are: {known}."
        elif count > 1 and not row.parameters[name]:
            detail = f"The parameter “{name}” can be given only once."
        else:
            continue
        faults.append(Fault("query", to_pointer((name[:100],)), detail))
    return InvalidRequest(faults[0].detail, faults) if faults else None


def _make_collector(scope: Scope, send: Send, request_id: str) -> Collector:
    """Return what collects the response to a request, and sends one that streams.

    Such a response has neither an ETag, because its end is not known when it begins, nor a content coding.
    """
    state = scope["state"]
    state[PARTS_SENT] = 0

    async def send_start(headers: dict[str, str]) -> None:
        fields = _encode({**STANDARD_HEADERS, **headers, "x-request-id": request_id})
        await send({"type": "http.response.start", "status": 200, "headers": fields})
        if scope["method"] == "HEAD":
            await send({"type": "http.response.body", "body": b""})
            raise HeadSent

    async def send_part(body: bytes, more: bool) -> None:  # noqa: FBT001 - as ASGI has it
        await send({"type": "http.response.body", "body": body, "more_body": more})
        state[PARTS_SENT] += 1

    return Collector(send_start, send_part)


def _make_problem(error: WortlautError, request_id: str) -> BufferedResponse:
    response = problem_details.to_response(error, request_id)
    return BufferedResponse(response.status_code, read_headers(response.raw_headers), bytes(response.body))
