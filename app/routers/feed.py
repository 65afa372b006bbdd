"""The feed of quotes over HTTP."""

from typing import Annotated

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import FEED
from app.presenters import atom
from app.routers.requests import OpenDatabase
from app.routers.responses import respond_with_presented_page
from app.routers.route import make_router
from app.schemas.queries import FeedQuery
from app.services.catalog import feed

router = make_router("Quotes", "/v1")


# Whatever Accept says: many feed readers name RSS alone there, and read Atom.
@router.get("/feed.atom", summary="Follow quotes", response_class=Response, responses=FEED)
async def get_feed(
    query: Annotated[FeedQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """An Atom feed of quotes with the filters of the list, those of the newest article first.

    An article has the day of its publication, else the one on which it was stored here. An entry is updated
    when its article changes. With `q`, the feed has the 5,000 best hits. A reader that sends the ETag of its
    last answer in `If-None-Match` gets a 304 as long as nothing is new.
    """
    return await respond_with_presented_page(request, atom.FEED, database, feed.find, query)
