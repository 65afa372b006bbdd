"""Statements over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.routers.openapi import ITEM, LIST
from app.routers.parameters import Reader, StatementId, send, send_page
from app.schemas.queries import StatementQuery
from app.schemas.resources import Statement, StatementPage
from app.services import statements

router = APIRouter(prefix="/v1/statements", tags=["Statements"])


@router.get("", summary="List statements", responses=LIST, response_model=StatementPage)
async def list_statements(
    wanted: Annotated[StatementQuery, Query()], database: Reader, request: Request
) -> Response:
    """Letters, reports and other statements in order of their id, each with its first 50 quotes."""
    return send_page(await database.read(statements.find, wanted), request)


@router.get("/{statement_id}", summary="Get a statement", responses=ITEM, response_model=Statement)
async def get_statement(statement_id: StatementId, database: Reader) -> Response:
    """One statement, as all articles together give it, with its first 50 quotes."""
    return send(await database.read(statements.get, statement_id))
