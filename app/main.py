"""Create the application: routers, middleware, and a lifespan that opens the database."""

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache, partial

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp

from app import GARBAGE_AFTER, VERSION, mcp, problem_details, terms
from app.database.database import Database
from app.errors import Unavailable, WortlautError
from app.mcp.endpoint import Endpoint
from app.middleware.access_log import AccessLog, requests
from app.middleware.response_cache import ResponseCache
from app.middleware.responses import ResponseMiddleware
from app.middleware.route_table import RouteTable
from app.openapi.document import build_openapi
from app.routers import (
    articles,
    docs,
    exports,
    feed,
    pages,
    quotes,
    service,
    speakers,
    statements,
    tools,
    verify,
)
from app.routers.requests import get_open_database
from app.settings import load_settings
from app.startup import IndexKeeper, prepare, wait_and_prepare

log = logging.getLogger("wortlaut")

BODY_MAX = 1280 * 1024
"""Bytes of a request body: the 100,000 code points of a whole text, each of them escaped in 12 bytes."""


def create_app() -> ASGIApp:
    """Return the ASGI application; the database is opened when it starts, and closed when it ends."""
    settings = load_settings()
    api = _make_api()
    routes = RouteTable(api)
    cache = ResponseCache(ResponseMiddleware(api, routes), size=settings.cache_mib * 1024 * 1024)
    api.state.settings, api.state.cache = settings, cache
    api.state.export_slots = exports.ExportSlots()
    return AccessLog(cache, routes.find_template) if requests.isEnabledFor(logging.INFO) else cache


def _make_api() -> FastAPI:
    api = FastAPI(
        title="Wortlaut",
        version=VERSION,
        lifespan=_lifespan,
        openapi_url=None,  # routers/docs has one, with problems and examples.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # One address for each resource.
        max_body_size=BODY_MAX,
    )
    modules = [quotes, feed, articles, speakers, statements, verify, exports, service, docs, pages]
    for module in [*modules, tools] if mcp.is_installed() else modules:
        # Not by include_router, which looks for a route in each router in turn: 60 µs a request.
        api.router.routes.extend(module.router.routes)
    for kind in (WortlautError, RequestValidationError, HTTPException):
        api.add_exception_handler(kind, problem_details.handle)
    # Built at the first request for it, because it takes a quarter of a second.
    build_once = cache(partial(build_openapi, api))
    api.openapi = build_once  # type: ignore[method-assign]  # FastAPI's documented way
    return api


def _read_dictionaries() -> None:
    """Read the dictionaries of the search; one that cannot be read now is read with its first word."""
    try:
        terms.read_dictionaries()
    except OSError as error:
        log.warning("a dictionary of the search cannot be read yet: %s", error)


@asynccontextmanager
async def _lifespan(api: FastAPI) -> AsyncIterator[None]:
    """Open the database, wait for PostgreSQL if it starts later, and close the database at the end."""
    settings, cache = api.state.settings, api.state.cache
    database = Database(settings)
    api.state.tools = Endpoint(partial(get_open_database, api))
    waiting = None

    def serve() -> None:
        database.open_replica()
        api.state.database = database
        database.report_outdated = IndexKeeper(database).start
        if settings.cache_mib:
            cache.open(database.track_changes())
        # Beside the first requests, so that neither the start nor the first search waits for it.
        threading.Thread(target=_read_dictionaries, daemon=True).start()

    try:
        try:
            prepare(database, seed=settings.seed)
            serve()
        except Unavailable:
            if database.is_sqlite:
                raise
            waiting = asyncio.create_task(wait_and_prepare(database, serve, seed=settings.seed))
        gc.set_threshold(GARBAGE_AFTER)  # for processes that the command line does not start
        gc.freeze()  # All objects so far live as long as the process; the collector can skip them.
        yield
    finally:
        if waiting is not None:
            waiting.cancel()
        await api.state.tools.close()
        cache.close()
        database.close()
