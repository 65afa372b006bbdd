"""Quotes over HTTP."""

import functools
from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST
from app.presenters import registry
from app.routers.requests import OpenDatabase
from app.routers.responses import describe_formats, respond_with_item, respond_with_page
from app.routers.route import make_router
from app.schemas import fields
from app.schemas.queries import PositionQuery, QuoteQuery, RandomQuoteQuery
from app.schemas.resources import Quote, QuotePage
from app.services.catalog import quotes

router = make_router("Quotes", "/v1/quotes")
_LIST = describe_formats(LIST, registry.QUOTES)
_RANDOM = describe_formats(LIST, registry.QUOTES)
_ITEM = describe_formats(ITEM, registry.QUOTES)

QuoteId = Annotated[fields.QuoteId, Path(description="The quote's id.", examples=["q-21ea97e3a089f4d02987"])]


@router.get("", summary="List quotes", response_model=QuotePage, responses=_LIST)
async def list_quotes(
    query: Annotated[QuoteQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """Quotes of all types, unless `type` says otherwise, in reading order: by article, then by position."""
    return await respond_with_page(request, registry.QUOTES, database, quotes.find, query)


# Before /{quote_id}: the first route that matches answers.
@router.get("/random", summary="Draw a quote", response_model=Quote, responses=_RANDOM)
async def get_random_quote(
    query: Annotated[RandomQuoteQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """One quote at random, `direct` or `mixed` unless `type` is given; the same `seed` draws the same quote.

    If no quote matches the filters, the problem is `nothing-to-draw`.
    """
    run = database.read if query.q is None else database.search
    unit = functools.partial(quotes.random_quote, wanted=query)
    response = await respond_with_item(request, registry.QUOTES, query, run, unit)
    if query.seed is None:
        response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/{quote_id}", summary="Get a quote", response_model=Quote, responses=_ITEM)
async def get_quote(
    quote_id: QuoteId, query: Annotated[PositionQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """One quote: its words, their offsets in the article's text, its speakers and how certain these are."""
    if query.offsets == "utf16":
        unit = functools.partial(quotes.get_in_utf16, quote_id=quote_id)
        return await respond_with_item(request, registry.QUOTES, query, database.read, unit)
    unit = functools.partial(quotes.get, quote_id=quote_id)
    return await respond_with_item(request, registry.QUOTES, query, database.read_one, unit)
