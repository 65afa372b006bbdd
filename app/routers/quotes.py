"""Quotes over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.routers.openapi import ITEM, LIST
from app.routers.parameters import QuotePathId, Reader, send, send_page
from app.schemas.queries import QuoteQuery, RandomQuoteQuery
from app.schemas.resources import Quote, QuotePage
from app.services import quotes

router = APIRouter(prefix="/v1/quotes", tags=["Quotes"])


@router.get("", summary="List quotes", responses=LIST, response_model=QuotePage)
async def list_quotes(wanted: Annotated[QuoteQuery, Query()], database: Reader, request: Request) -> Response:
    """Quotes of all types, unless `type` says otherwise, in reading order: by article, then by position."""
    return send_page(await database.read(quotes.find, wanted), request)


# Before /{quote_id}: the first route that fits answers.
@router.get("/random", summary="Draw a quote", responses=LIST, response_model=Quote)
async def get_random_quote(wanted: Annotated[RandomQuoteQuery, Query()], database: Reader) -> Response:
    """One quote by chance, `direct` or `mixed` unless `type` is given; the same `seed` draws the same one.

    Where no quote passes the filters, the problem is `nothing-to-draw`.
    """
    answer = send(await database.read(quotes.draw, wanted))
    if wanted.seed is None:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/{quote_id}", summary="Get a quote", responses=ITEM, response_model=Quote)
async def get_quote(quote_id: QuotePathId, database: Reader) -> Response:
    """One quote: its words, their place in the article's text, whose they are and how sure that is."""
    return send(await database.read(quotes.get, quote_id))
