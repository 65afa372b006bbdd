"""What operations share: the database, the kinds of path parameters, and pages as answers."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Path
from pydantic_core import to_json
from starlette.requests import Request
from starlette.responses import Response

from app.database import Database
from app.pagination import Found
from app.schemas.fields import Id, QuoteId

Json = dict[str, Any]  # Any: JSON


async def get_database(request: Request) -> Database:
    """Return the application's database."""
    database: Database = request.app.state.database
    return database


Reader = Annotated[Database, Depends(get_database)]
ArticleId = Annotated[
    Id, Path(description="The article's id, a readable slug.", examples=["kim-putin-briefwechsel-2023"])
]
StatementId = Annotated[Id, Path(description="The statement's id.", examples=["letter-kim-to-putin"])]
SpeakerId = Annotated[Id, Path(description="The speaker's id.", examples=["kim-jong-un"])]
QuotePathId = Annotated[QuoteId, Path(description="The quote's id.", examples=["q-21ea97e3a089f4d02987"])]


def send(value: Json) -> Response:
    """Return a resource as the answer; its operation declares its shape, and the tests hold it to that."""
    return Response(to_json(value), media_type="application/json")


def send_page(found: Found[Json], request: Request) -> Response:
    """Return a page of what was found, and name the next one in it and in the Link header (RFC 8288)."""
    following = None
    if found.next_cursor is not None:
        kept = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
        following = f"{request.url.path}?{urlencode([*kept, ('cursor', found.next_cursor)])}"
    page: Json = {"items": found.items, "next": following}
    if found.total is not None:
        page["total"] = found.total
    answer = send(page)
    if following is not None:
        answer.headers["Link"] = f'<{following}>; rel="next"'
    return answer
