"""Quotes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST, name_operation
from app.presenters.json import present_quote
from app.routers.requests import OpenDatabase, find_page, present_items
from app.routers.responses import send, send_page
from app.routers.route import Route
from app.schemas.fields import QuoteId
from app.schemas.queries import QuoteQuery, RandomQuoteQuery
from app.schemas.resources import Quote, QuotePage
from app.services.catalog import quotes

router = APIRouter(
    prefix="/v1/quotes", tags=["Quotes"], route_class=Route, generate_unique_id_function=name_operation
)
_find = present_items(quotes.find, present_quote)

QuotePath = Annotated[QuoteId, Path(description="The quote's id.", examples=["q-21ea97e3a089f4d02987"])]


@router.get("", summary="List quotes", response_model=QuotePage, responses=LIST)
async def list_quotes(
    query: Annotated[QuoteQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """Quotes of all types, unless `type` says otherwise, in reading order: by article, then by position."""
    return send_page(await find_page(database, _find, query), request)


# Before /{quote_id}: the first route that fits answers.
@router.get("/random", summary="Draw a quote", response_model=Quote, responses=LIST)
async def get_random_quote(query: Annotated[RandomQuoteQuery, Query()], database: OpenDatabase) -> Response:
    """One quote by chance, `direct` or `mixed` unless `type` is given; the same `seed` draws the same one.

    Where no quote passes the filters, the problem is `nothing-to-draw`.
    """
    run = database.read if query.q is None else database.search
    answer = send(present_quote(await run(quotes.draw, query)))
    if query.seed is None:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/{quote_id}", summary="Get a quote", response_model=Quote, responses=ITEM)
async def get_quote(quote_id: QuotePath, database: OpenDatabase) -> Response:
    """One quote: its words, their place in the article's text, whose they are and how sure that is."""
    return send(present_quote(await database.look_up(quotes.get, quote_id)))
