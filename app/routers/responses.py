"""Make responses: resources and pages of lists, in the format that a request asks for."""

import re
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from app.database.database import Database
from app.errors import Fault, InvalidRequest, MalformedRequest, NotAcceptable
from app.openapi.operations import LONG_TEXT, Json
from app.pagination import LIMIT_MAX, Found
from app.presenters.media_types import CSL, JSON, JSON_LD, Format, rank_formats
from app.presenters.page import Page, Site, encode_address
from app.presenters.presenter import Presenter, Presenters
from app.schemas.queries import CursorQuery, FormatQuery, PageQuery, PositionQuery, WordsQuery

_HOST = re.compile(r"[A-Za-z0-9.\-_]+(:\d{1,5})?|\[[0-9A-Fa-f:.]+\](:\d{1,5})?")

Query = TypeVar("Query", bound=CursorQuery)
ListQuery = TypeVar("ListQuery", bound=PageQuery)
Run = Callable[[Callable[[Session], bytes]], Awaitable[bytes]]
"""Runs a unit of work on one of the database's threads."""


def describe_formats(responses: dict[int | str, Json], presenters: Presenters) -> dict[int | str, Json]:
    """Return the responses of an operation with all its media types, and the problem if none is accepted."""
    content = {one.format.media_type: {"schema": _describe_body(one.format)} for one in presenters[1:]}
    return {**responses, 200: {**responses[200], "content": content}, 406: {}}


def _describe_body(one: Format) -> Json:
    if one is CSL:
        return {"type": "array", "items": {"type": "object"}, "maxItems": LIMIT_MAX}
    return {"type": "object"} if one is JSON_LD else LONG_TEXT


def respond_with_model(value: BaseModel, headers: dict[str, str] | None = None) -> Response:
    """Return a response with a resource that has JSON alone."""
    return Response(value.model_dump_json(), headers=headers, media_type=JSON.media_type)


def read_site(request: Request) -> Site:
    """Return the public address: that of the settings, else the one that the request was sent to."""
    public_url = request.app.state.settings.public_url
    if public_url:
        return Site(encode_address(public_url))
    host = request.headers.get("host", request.url.netloc)  # HTTP/1.0 may have none: then this server's.
    if not _HOST.fullmatch(host):
        raise MalformedRequest("The Host header is no address.")
    return Site(f"{request.url.scheme}://{host}")


def choose_presenter(request: Request, presenters: Presenters, query: FormatQuery) -> Presenter:
    """Return the presenter of the format that is asked for, or of the best one that a request accepts.

    Raises `NotAcceptable` if there is none, and `InvalidRequest` if it does not count what is asked for.
    """
    presenter = _choose_format(request, presenters, query.format)
    is_utf16 = isinstance(query, PositionQuery) and query.offsets == "utf16"
    if is_utf16 and not presenter.counts_utf16:
        detail = f"In {presenter.format.media_type}, offsets count code points alone; see format=jsonld."
        raise InvalidRequest(detail, [Fault("query", "/offsets", detail)])
    return presenter


def _choose_format(request: Request, presenters: Presenters, name: str | None) -> Presenter:
    by_format = {one.format: one for one in presenters}
    if name is None:
        accepted = rank_formats(",".join(request.headers.getlist("accept")))
    else:
        accepted = tuple(one for one in by_format if one.name == name)
    for one in accepted:
        if one in by_format:
            return by_format[one]
    known = ", ".join(f"{one.name} ({one.media_type})" for one in by_format)
    raise NotAcceptable(f"There is no such format here; there are: {known}.")


async def respond_with_item(
    request: Request,
    presenters: Presenters,
    query: FormatQuery,
    run: Run,
    unit: Callable[[Session], object],
) -> Response:
    """Return a response with a resource, presented where `run` lets the unit of work read it."""
    presenter, site = choose_presenter(request, presenters, query), read_site(request)
    body = await run(lambda session: presenter.item(unit(session), site))
    return respond(presenter, presenters, body)


async def respond_with_page(
    request: Request,
    presenters: Presenters,
    database: Database,
    unit: Callable[[Session, ListQuery], Found[Any]],  # Any: the values of the list
    query: ListQuery,
) -> Response:
    """Return a response with a page, in the format that the request asks for."""
    presenter = choose_presenter(request, presenters, query)
    response = await respond_with_presented_page(request, presenter, database, unit, query)
    return _vary(response, presenters)


async def respond_with_presented_page(
    request: Request,
    presenter: Presenter,
    database: Database,
    unit: Callable[[Session, Query], Found[Any]],  # Any: the values of the list
    query: Query,
) -> Response:
    """Return a response with a page, with the address of the next one in Link (RFC 8288).

    It is presented on the thread that reads it: 200 quotes take half a millisecond, during which the event
    loop would answer nothing else. Searches have threads of their own.
    """
    site = read_site(request)

    def read(session: Session) -> tuple[bytes, str | None]:
        found = unit(session, query)
        next_path = None if found.next_cursor is None else write_path(request, found.next_cursor)
        page = Page(found.items, write_path(request), next_path, found.total, found.is_complete)
        return presenter.page(page, site), next_path

    is_search = isinstance(query, WordsQuery) and query.q is not None
    body, next_path = await (database.search if is_search else database.read)(read)
    response = Response(body, media_type=presenter.format.media_type)
    if next_path is not None:
        response.headers["Link"] = f'<{next_path}>; rel="next"'
    return response


def respond(presenter: Presenter, presenters: Presenters, body: bytes) -> Response:
    """Return a response in a format; Vary tells caches that there are others."""
    return _vary(Response(body, media_type=presenter.format.media_type), presenters)


def _vary(response: Response, presenters: Presenters) -> Response:
    if len(presenters) > 1:
        response.headers["Vary"] = "Accept"
    return response


def write_path(request: Request, cursor: str | None = None) -> str:
    """Return the path of the page of a list that begins at a cursor, or of the one that is asked for.

    The parameters are sorted, so that the same ones in another order give the same response. The cursor is
    the last one: a page calls itself what the page before it calls it.
    """
    parameters = sorted(request.state.parameters, key=lambda one: (one[0] == "cursor", one))
    if cursor is not None:
        parameters = [one for one in parameters if one[0] != "cursor"] + [("cursor", cursor)]
    query = urlencode(parameters)
    return f"{request.scope['path']}?{query}" if query else str(request.scope["path"])
