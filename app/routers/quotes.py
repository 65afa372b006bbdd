"""Quotes over HTTP."""

from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST
from app.presenters.json import present_quote
from app.routers.requests import OpenDatabase, present_items, run_query
from app.routers.responses import respond, respond_with_page
from app.routers.route import make_router
from app.schemas import fields
from app.schemas.queries import QuoteQuery, RandomQuoteQuery
from app.schemas.resources import Quote, QuotePage
from app.services.catalog import quotes

router = make_router("Quotes", "/v1/quotes")
_find = present_items(quotes.find, present_quote)

QuoteId = Annotated[fields.QuoteId, Path(description="The quote's id.", examples=["q-21ea97e3a089f4d02987"])]


@router.get("", summary="List quotes", response_model=QuotePage, responses=LIST)
async def list_quotes(
    query: Annotated[QuoteQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """Quotes of all types, unless `type` says otherwise, in reading order: by article, then by position."""
    return respond_with_page(await run_query(database, _find, query), request)


# Before /{quote_id}: the first route that matches answers.
@router.get("/random", summary="Draw a quote", response_model=Quote, responses=LIST)
async def get_random_quote(query: Annotated[RandomQuoteQuery, Query()], database: OpenDatabase) -> Response:
    """One quote at random, `direct` or `mixed` unless `type` is given; the same `seed` draws the same quote.

    If no quote matches the filters, the problem is `nothing-to-draw`.
    """
    response = respond(present_quote(await run_query(database, quotes.random_quote, query)))
    if query.seed is None:
        response.headers["Cache-Control"] = "no-store"
    return response


@router.get("/{quote_id}", summary="Get a quote", response_model=Quote, responses=ITEM)
async def get_quote(quote_id: QuoteId, database: OpenDatabase) -> Response:
    """One quote: its words, their offsets in the article's text, its speakers and how certain these are."""
    return respond(present_quote(await database.read_one(quotes.get, quote_id)))
