"""Exports over HTTP: everything that filters leave, in one response that streams."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Iterator
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Send

from app.database.database import Database
from app.errors import Busy, MalformedRequest, WortlautError
from app.openapi.operations import describe_export
from app.presenters import csv, json_lines
from app.presenters.media_types import CSV, JSON_LINES, PARQUET
from app.presenters.presenter import ExportPresenter
from app.presenters.registry import QUOTES_AS_PARQUET
from app.routers.requests import OpenDatabase
from app.routers.responses import read_site
from app.routers.route import make_router
from app.schemas.queries import ArticleFilter, QuoteFilter
from app.services.ingest import parts
from app.services.ingest.parts import Part, Position, Source

log = logging.getLogger("wortlaut.http")

EXPORTS_MAX = 100
"""Exports at the same time: each holds up to two parts in memory, of 350 kB as a rule; Parquet holds 4 MB."""

router = make_router("Export", "/v1/export")


class ExportSlots:
    """Places for exports that run at the same time."""

    def __init__(self, count: int = EXPORTS_MAX) -> None:
        self._free = count

    @contextlib.contextmanager
    def take(self) -> Iterator[None]:
        """Take a place until the block ends; raise `Busy` if there is none."""
        if not self._free:
            raise Busy("As many exports run as may at the same time. Try again in a moment.")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1


class ExportResponse(StreamingResponse):
    """A response that streams. If a part fails, it ends without its end, which every client notices."""

    body_iterator: AsyncGenerator[bytes]

    async def stream_response(self, send: Send) -> None:
        """Send the parts; close what makes them, also if the client is gone."""
        try:
            await super().stream_response(send)
        except WortlautError as error:
            log.warning("an export broke off: %s", error.detail)
        finally:
            await self.body_iterator.aclose()


@router.get(
    "/quotes.csv", summary="Export quotes as CSV", responses=describe_export(CSV), response_class=Response
)
async def export_quotes_as_csv(
    query: Annotated[QuoteFilter, Query()], database: OpenDatabase, request: Request
) -> Response:
    """All quotes that pass the filters, for spreadsheets and data frames.

    UTF-8 with a byte order mark, every cell in quotation marks. A cell that a spreadsheet would take for a
    formula, a number or a day has an apostrophe before it; to undo it, remove one apostrophe from the
    beginning of a cell. Several speakers are separated by "; ". Changes while it is read may be in it or not.
    """
    return await _respond(request, database, query, parts.QUOTES, csv.QUOTES)


@router.get(
    "/quotes.jsonl",
    summary="Export quotes as JSON Lines",
    responses=describe_export(JSON_LINES),
    response_class=Response,
)
async def export_quotes_as_json_lines(
    query: Annotated[QuoteFilter, Query()], database: OpenDatabase, request: Request
) -> Response:
    """All quotes that pass the filters, each on a line, as `/v1/quotes/{quote_id}` answers it.

    What changes while it is read may be in it as it was or as it is; the rest is in it once.
    """
    return await _respond(request, database, query, parts.QUOTES, json_lines.QUOTES)


@router.get(
    "/quotes.parquet",
    summary="Export quotes as Parquet",
    responses=describe_export(PARQUET),
    response_class=Response,
)
async def export_quotes_as_parquet(
    query: Annotated[QuoteFilter, Query()], database: OpenDatabase, request: Request
) -> Response:
    """All quotes that pass the filters, for data frames.

    The columns of the CSV with their types, and nothing guarded: the words are as they are, positions are
    numbers, speakers are lists, and what an article does not say is null. It needs the extra `parquet` on the
    server. Changes while it is read may be in it or not.
    """
    return await _respond(request, database, query, parts.QUOTES, QUOTES_AS_PARQUET)


@router.get(
    "/articles.jsonl",
    summary="Export articles",
    responses=describe_export(JSON_LINES),
    response_class=Response,
)
async def export_articles(
    query: Annotated[ArticleFilter, Query()], database: OpenDatabase, request: Request
) -> Response:
    """The documents of all articles that pass the filters, each on a line: `wortlaut import` reads them.

    What changes while it is read may be in it as it was or as it is; the rest is in it once.
    """
    return await _respond(request, database, query, parts.DOCUMENTS, json_lines.DOCUMENTS)


async def _respond(
    request: Request, database: Database, query: BaseModel, source: Source, presenter: ExportPresenter
) -> Response:
    """Return the response that streams an export, as soon as its first part was read.

    Until then it may still be a problem: a name in the filters is unknown, or too many exports run.
    """
    if request.scope["http_version"] == "1.0":  # It has no chunks, so nobody would see a response break off.
        raise MalformedRequest("An export is sent in chunks, which need HTTP/1.1.")
    stream = _read(request, database, query, source, presenter)
    content = _continue(await anext(stream), stream)
    name = str(request.scope["path"]).rpartition("/")[2]
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{name}"'}
    return ExportResponse(content, headers=headers, media_type=presenter.format.media_type)


async def _continue(first: bytes, others: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
    async with contextlib.aclosing(others):
        yield first
        async for part in others:
            yield part


async def _read(
    request: Request, database: Database, query: BaseModel, source: Source, presenter: ExportPresenter
) -> AsyncGenerator[bytes]:
    """Yield the parts of an export; each is read when the connection took the one before."""
    with request.app.state.export_slots.take():
        writer = await asyncio.to_thread(presenter.open, read_site(request))

        def write(part: Part) -> tuple[bytes, Position | None]:
            written = writer.write(part.items)
            return (written + writer.end() if part.next is None else written), part.next

        body, position = await database.export(write, parts.read, source, query, None)
        yield body
        while position is not None:
            body, position = await database.export(write, parts.read, source, query, position)
            yield body
