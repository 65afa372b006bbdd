"""Statements over HTTP."""

from typing import Annotated

from fastapi import Path, Query
from starlette.requests import Request
from starlette.responses import Response

from app.openapi.operations import ITEM, LIST
from app.presenters.json import present_statement
from app.routers.requests import OpenDatabase, present_items, run_query
from app.routers.responses import respond, respond_with_page
from app.routers.route import make_router
from app.schemas.fields import Id
from app.schemas.queries import StatementQuery
from app.schemas.resources import Statement, StatementPage
from app.services.catalog import statements

router = make_router("Statements", "/v1/statements")
_find = present_items(statements.find, present_statement)

StatementId = Annotated[Id, Path(description="The statement's id.", examples=["letter-kim-to-putin"])]


@router.get("", summary="List statements", response_model=StatementPage, responses=LIST)
async def list_statements(
    query: Annotated[StatementQuery, Query()], database: OpenDatabase, request: Request
) -> Response:
    """Letters, reports and other statements in order of their id, each with its first 50 quotes."""
    return respond_with_page(await run_query(database, _find, query), request)


@router.get("/{statement_id}", summary="Get a statement", response_model=Statement, responses=ITEM)
async def get_statement(statement_id: StatementId, database: OpenDatabase) -> Response:
    """One statement, as all articles together give it, with its first 50 quotes."""
    return respond(present_statement(await database.read(statements.get, statement_id)))
