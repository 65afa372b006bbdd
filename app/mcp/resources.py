"""The resources: texts of articles, and quotes, each with an address of its own."""

import re
from typing import NamedTuple

from app.database.database import Database
from app.errors import NotFound
from app.mcp.presenter import present_quote_details
from app.presenters.page import Site
from app.services.catalog import articles, quotes

TEXT_TEMPLATE = "wortlaut://articles/{article_id}/text"
QUOTE_TEMPLATE = "wortlaut://quotes/{quote_id}"
# The ids of `schemas.fields`, between bounds: any other address is that of nothing.
_TEXT = re.compile(r"wortlaut://articles/([a-z0-9-]{1,100})/text")
_QUOTE = re.compile(r"wortlaut://quotes/(q-[0-9a-f]{20})")


class Content(NamedTuple):
    """What a resource contains."""

    media_type: str
    text: str


async def read_resource(database: Database, site: Site, address: str) -> Content:
    """Return what a resource contains, or raise `NotFound` or `DamagedText`."""
    if found := _TEXT.fullmatch(address):
        text = await database.read_one(articles.get_text, found[1], None, None)
        return Content("text/plain", text)
    if found := _QUOTE.fullmatch(address):
        quote = present_quote_details(await database.read_one(quotes.get, found[1]), site)
        return Content("application/json", quote.model_dump_json(exclude_none=True))
    raise NotFound(f"There is no such resource; there are {TEXT_TEMPLATE} and {QUOTE_TEMPLATE}.")
