"""Statements over HTTP."""

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
from app.schemas.fields import Id
from app.schemas.queries import FormatQuery, StatementQuery
from app.schemas.resources import Statement, StatementPage
from app.services.catalog import statements

router = make_router("Statements", "/v1/statements")
_LIST = describe_formats(LIST, registry.STATEMENTS)
_ITEM = describe_formats(ITEM, registry.STATEMENTS)

StatementId = Annotated[Id, Path(description="The statement's id.", examples=["letter-kim-to-putin"])]


@router.get("", summary="List statements", response_model=StatementPage, responses=_LIST)
async def list_statements(
    query: Annotated[StatementQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """Letters, reports and other statements in order of their id, each with its first 50 quotes."""
    return await respond_with_page(request, registry.STATEMENTS, database, statements.find, query)


@router.get("/{statement_id}", summary="Get a statement", response_model=Statement, responses=_ITEM)
async def get_statement(
    statement_id: StatementId,
    query: Annotated[FormatQuery, Query()],
    database: OpenDatabase,
    request: Request,
) -> Response:
    """One statement, as all articles together give it, with its first 50 quotes."""
    unit = functools.partial(statements.get, statement_id=statement_id)
    return await respond_with_item(request, registry.STATEMENTS, query, database.read, unit)
