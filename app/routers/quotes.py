"""Quotes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.routers.openapi import ITEM, LIST
from app.routers.parameters import QuotePathId, Reader, make_page
from app.schemas.queries import QuoteQuery, RandomQuoteQuery
from app.schemas.resources import Quote, QuotePage
from app.services import quotes

router = APIRouter(prefix="/v1/quotes", tags=["Quotes"])


@router.get("", summary="List quotes", responses=LIST)
async def list_quotes(
    wanted: Annotated[QuoteQuery, Query()], database: Reader, request: Request, response: Response
) -> QuotePage:
    """Quotes of all types, unless `type` says otherwise, in reading order: by article, then by position."""
    return make_page(QuotePage, await database.read(quotes.find, wanted), request, response)


# Before /{quote_id}: the first route that fits answers.
@router.get("/random", summary="Draw a quote", responses=LIST)
async def get_random_quote(
    wanted: Annotated[RandomQuoteQuery, Query()], database: Reader, response: Response
) -> Quote:
    """One quote by chance, `direct` or `mixed` unless `type` is given; the same `seed` draws the same one.

    Where no quote passes the filters, the problem is `nothing-to-draw`.
    """
    if wanted.seed is None:
        response.headers["Cache-Control"] = "no-store"
    return await database.read(quotes.draw, wanted)


@router.get("/{quote_id}", summary="Get a quote", responses=ITEM)
async def get_quote(quote_id: QuotePathId, database: Reader) -> Quote:
    """One quote: its words, their place in the article's text, whose they are and how sure that is."""
    return await database.read(quotes.get, quote_id)
