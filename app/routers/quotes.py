"""Quotes over HTTP."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST, PlainRoute, describe, name_operation
from app.routers.requests import find, get_database, read_path, read_query
from app.routers.responses import send, send_page
from app.schemas.queries import QuotePath, QuoteQuery, RandomQuoteQuery
from app.schemas.resources import Quote, QuotePage
from app.services.catalog import quotes

router = APIRouter(
    prefix="/v1/quotes", tags=["Quotes"], route_class=PlainRoute, generate_unique_id_function=name_operation
)


@router.get("", summary="List quotes", responses=LIST)
@describe(QuotePage, query=QuoteQuery)
async def list_quotes(request: Request) -> Response:
    """Quotes of all types, unless `type` says otherwise, in reading order: by article, then by position."""
    wanted = read_query(QuoteQuery, request)
    return send_page(await find(get_database(request), quotes.find, wanted), request)


# Before /{quote_id}: the first route that fits answers.
@router.get("/random", summary="Draw a quote", responses=LIST)
@describe(Quote, query=RandomQuoteQuery)
async def get_random_quote(request: Request) -> Response:
    """One quote by chance, `direct` or `mixed` unless `type` is given; the same `seed` draws the same one.

    Where no quote passes the filters, the problem is `nothing-to-draw`.
    """
    wanted, database = read_query(RandomQuoteQuery, request), get_database(request)
    run = database.read if wanted.q is None else database.search
    answer = send(await run(quotes.draw, wanted))
    if wanted.seed is None:
        answer.headers["Cache-Control"] = "no-store"
    return answer


@router.get("/{quote_id}", summary="Get a quote", responses=ITEM)
@describe(Quote, path=QuotePath)
async def get_quote(request: Request) -> Response:
    """One quote: its words, their place in the article's text, whose they are and how sure that is."""
    wanted = read_path(QuotePath, request)
    return send(await get_database(request).look_up(quotes.get, wanted.quote_id))
